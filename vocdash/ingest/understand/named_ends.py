"""The ends of a scale that the question itself names: "from 1 to 7", "0 = never … 10 = always", "out of 5"."""

from __future__ import annotations

import re

from vocdash.ingest.understand.profile import Profile

_RANGE = re.compile(r"(?<!\d)([01]) ?(?:-|–|~|～|〜|to|bis|à|tot|a|,.{0,40}?and) ?(3|4|5|6|7|10|20|100)(?!\d)")
_RANGE_IN_NAME = re.compile(r"(?:score|rating|rate|scale|nps|csat)s?[ _]([01])_(5|7|10|100)$", re.IGNORECASE)
_OUT_OF = re.compile(
    r"(?:(?<![^\W_])(?P<of>out of|sur|su|sobre|uit|von|av|af|из|з) |(?<![\d/])/ ?)(?P<top>3|4|5|6|7|10|20|100)"
    r"(?= ?(?:$|[)\].:?!,]|(?:point|pt|punkt|punt|pont|star|étoile|stern|stell|estrella)))"
)
_FULL_MARKS = re.compile(
    r"(?<!\d)(10|20|100) ?(?:点満点|点中|분제|점 만점|점만점|分满分|分滿分|分制)|(?:满分|滿分) ?(?:为|為)? ?(10|20|100)(?!\d)"
)
_MARKS = re.compile(
    r"(?<!\d)(10|20|100) ?(?:点満点|点中|분제|점 만점|점만점|分满分|分滿分|分制)|(?:满分|滿分) ?(?:为|為)? ?(10|20|100)(?!\d)"
)
_MARKS = re.compile(r"\b(?:note|moyenne)\b")
LABELLED_ENDS = re.compile(r"(?<!\d)(10|[0-9])\s*[=:)–-]+\s*([^\W\d][^\d,;()|]*)")
"""A number and what it stands for: "1 = very poor"."""


def stated_ends(column: Profile) -> tuple[float, float] | None:
    """The two ends that the question names: "from 1 to 7"."""
    if match := _RANGE.search(column.label.lower()) or _RANGE_IN_NAME.search(column.column):
        return float(match[1]), float(match[2])
    named = sorted({float(number) for number, _ in LABELLED_ENDS.findall(column.label)})
    return (named[0], named[-1]) if len(named) >= 2 and named[0] <= 1 and named[-1] >= 3 else None


def out_of(column: Profile) -> tuple[float, float] | None:
    """The ends of what is "out of 5" or "sur 20"; marks begin at 0, and so does what is out of more than 10."""
    label = column.label.lower()
    if full := _FULL_MARKS.search(label):
        return 0.0, float(full[1] or full[2])
    match = _OUT_OF.search(label)
    if match is None:
        return None
    top = float(match["top"])
    marks = match["of"] == "sur" or _MARKS.search(label) is not None
    return (0.0 if top > 10 or (top == 10 and (marks or 0.0 in column.numbers)) else 1.0), top
