"""Clauses: the parts of a comment that can each have their own subject and feeling ("lovely room, but the breakfast was cold").

A clause ends after a full stop, exclamation or question mark or semicolon; at a line that is left empty; at a comma before a turn
("but") or a new subject; before a turn, or "and" with a new subject; and at a dash between spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import compress

from vocdash.text.matching import Words
from vocdash.text.normalise import lowered

_SUBJECT = re.compile(
    r"(?:the|my|our|your|their|his|her|this|that|these|it|they|we|i|he|she|you|staff|service|food|room|price|delivery|nobody)\b"
)
_TURN = re.compile(r"(?:but|however|although|though|whereas|yet|except|while|unfortunately|sadly)\b")
_DESPITE = re.compile(r"despite\b")
_ONE = re.compile(r"one\b")
_MARKS = ".!?;"
_DASHES = re.compile(r"[-–—]+$")
_EMPTY_LINE = re.compile(r"\n\s")
_MOST_REMEMBERED = 200_000
_LONGEST_REMEMBERED = 40


_MARKED, _COMMA, _TURNS, _DESPITES, _AND, _DASHED = (1 << bit for bit in range(6))
"""What a token can do at an edge of a clause, as bits of its shape."""


class _Shapes(dict[str, int]):
    """Token → its shape; worked out once a token."""

    def __missing__(self, token: str) -> int:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        word = lowered(token[:_LONGEST_REMEMBERED])
        shape = sum(bit for bit, pattern in ((_TURNS, _TURN), (_DESPITES, _DESPITE), (_DASHED, _DASHES)) if pattern.match(word))
        shape |= _AND * (word == "and") | _COMMA * (token[-1] == ",") | _MARKED * (token[-1] in _MARKS)
        if len(token) <= _LONGEST_REMEMBERED:
            self[token] = shape
        return shape


_SHAPES = _Shapes()


def clauses(words: Words) -> list[tuple[int, int]]:
    """The (start, end) offsets of the clauses of a text, in order, without the space between them."""
    starts, tokens = words.starts, words.tokens
    found, first = [], 0
    for stop, following in _edges(words):
        if first < following and starts[first] < stop:
            found.append((starts[first], stop))
        first = following
    if first < len(tokens):
        found.append((starts[first], starts[-1] + len(tokens[-1])))
    return found


def _edges(words: Words) -> Iterator[tuple[int, int]]:
    """Where each clause stops, and the token that begins the next one."""
    starts, tokens = words.starts, words.tokens
    shapes = list(map(_SHAPES.__getitem__, tokens))
    begun = 0
    may_break = "\n" in words.text
    edges = range(len(shapes)) if may_break else compress(range(len(shapes)), shapes)
    for at in edges:
        shape = shapes[at]
        if at > begun and shape & (_TURNS | _DESPITES | _AND | _DASHED):
            before = starts[at - 1] + len(tokens[at - 1])
            if shape & (_TURNS | _DESPITES) or (shape & _AND and _is_subject(tokens, at + 1)):
                begun = at
                yield before, at
            elif shape & _DASHED and at + 1 < len(tokens):
                begun = at + 1
                yield before, at + 1
                continue
        end = starts[at] + len(tokens[at])
        if shape & _MARKED:
            begun = at + 1
            bare = len(tokens[at].rstrip(_MARKS))
            yield (starts[at] + bare if tokens[at][bare] == ";" else end), at + 1
        elif shape & _COMMA and _turns_after(tokens, shapes, at + 1):
            begun = at + 1
            yield end - 1, at + 1
        elif may_break and at + 1 < len(tokens) and _EMPTY_LINE.search(words.text, end, starts[at + 1]):
            begun = at + 1
            yield end, at + 1


def _turns_after(tokens: Sequence[str], shapes: Sequence[int], at: int) -> bool:
    """Whether a turn or a new subject follows a comma."""
    if at == len(shapes):
        return False
    return bool(shapes[at] & _TURNS) or _is_subject(tokens, at + 1 if shapes[at] & _AND else at)


def _is_subject(tokens: Sequence[str], at: int) -> bool:
    """Whether a subject begins with a token."""
    if at >= len(tokens):
        return False
    word = lowered(tokens[at][:_LONGEST_REMEMBERED])
    return _SUBJECT.match(word) is not None or (word == "no" and _is_one(tokens, at + 1))


def _is_one(tokens: Sequence[str], at: int) -> bool:
    return at < len(tokens) and _ONE.match(lowered(tokens[at][:_LONGEST_REMEMBERED])) is not None
