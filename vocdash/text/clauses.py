"""Clauses: the parts of a comment that can each have their own subject and feeling ("lovely room, but the breakfast was cold")."""

from __future__ import annotations

import re

from vocdash.text.normalise import lowered

_SUBJECT = (
    r"(?:the|my|our|your|their|his|her|this|that|these|it|they|we|i|he|she|you|staff|service|food|room|price|delivery|nobody|no\s+one)\b"
)
_TURN = r"[bhatweus](?:ut|owever|lthough|hough|hereas|et|xcept|hile|nfortunately|adly)\b"
_BREAK = re.compile(
    rf"""[.!?;,\s](?:
      (?<=[.!?;\n])[.!?;\n]*(?:\s+|$)
    | (?<=,)\s+(?={_TURN}|(?:and\s+)?{_SUBJECT})
    | (?<=\s)(?:\s*(?=and\s+{_SUBJECT}|{_TURN}|yet\b|despite\b) | [-–—]+\s)
    )""",
    re.VERBOSE,
)


def clauses(text: str) -> list[tuple[int, int]]:
    """The (start, end) offsets of the clauses of a text, in order, without the space between them."""
    found, start = [], 0
    for boundary in _BREAK.finditer(lowered(text)):
        stop = boundary.end() if text[boundary.start()] in ".!?" else boundary.start()
        found.append((start, stop))
        start = boundary.end()
    found.append((start, len(text)))
    trimmed = (
        (start + len(text[start:end]) - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())) for start, end in found
    )
    return [(start, end) for start, end in trimmed if start < end]
