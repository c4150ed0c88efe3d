"""Clauses: the parts of a comment that can each have their own subject and feeling ("lovely room, but the breakfast was cold").

A clause ends after a full stop, exclamation or question mark or semicolon; at a line that is left empty; at a comma before a turn
("but") or a new subject; before a turn, or "and" with a new subject; and at a dash between spaces.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from vocdash.text.normalise import lowered
from vocdash.text.tokens import Batch, Fact, Ints, Tokens

_SUBJECT = re.compile(
    r"(?:the|my|our|your|their|his|her|this|that|these|it|they|we|i|he|she|you|staff|service|food|room|price|delivery|nobody)\b"
)
_TURN = re.compile(r"(?:but|however|although|though|whereas|yet|except|while|unfortunately|sadly|despite)\b")
_ONE = re.compile(r"one\b")
_MARKS = ".!?;"
_DASHES = re.compile(r"[-–—]+$")
_EMPTY_LINE = re.compile(r"\n\s")
_LONGEST_LOOKED_AT = 40

_MARKED, _COMMA, _TURNS, _DESPITE, _AND, _DASHED, _BEGINS, _NO, _BEGINS_ONE = (1 << bit for bit in range(9))
"""What a token can do at an edge of a clause, as bits; further left the number of marks to cut off its end."""
_CUT = 16

Flags = NDArray[np.bool_]
Spans = list[tuple[int, int]]
Kind = TypeVar("Kind", np.bool_, np.int64)


def _shape(token: str) -> int:
    if not token:
        return 0
    word = lowered(token[:_LONGEST_LOOKED_AT])
    shape = sum(bit for bit, like in ((_TURNS, _TURN), (_DASHED, _DASHES), (_BEGINS, _SUBJECT), (_BEGINS_ONE, _ONE)) if like.match(word))
    if shape & _TURNS and word.startswith("despite"):
        shape ^= _TURNS | _DESPITE
    shape |= _AND * (word == "and") | _NO * (word == "no") | _COMMA * (token[-1] == ",") | _MARKED * (token[-1] in _MARKS)
    bare = len(token.rstrip(_MARKS))
    return shape | (len(token) - bare) << _CUT if shape & _MARKED and token[bare] == ";" else shape


class Parted(NamedTuple):
    """Clauses as columns: the number of the text each is of, and where in it it starts and ends."""

    row: Ints
    start: Ints
    end: Ints


class Clauses:
    """Takes the texts of batches apart that were read with the same tokens."""

    def __init__(self, tokens: Tokens) -> None:
        self._shape = Fact(tokens.names, _shape)

    def look(self, batch: Batch) -> Parted:
        """The clauses of every text, in order, without the space between them."""
        shape, end_mark = self._shape.values[batch.number], batch.number == 0
        ends = batch.starts + batch.lengths
        after, cut = _after(batch, shape, ends)
        first = np.zeros(len(shape), np.bool_)
        first[batch.bounds[:-1]] = True
        dropped = _dropped_dashes(shape, first, after, end_mark)
        follows = _shifted(after | dropped, -1)
        begins = (first | follows | _turns_here(shape)) & ~end_mark & ~dropped
        opens = np.flatnonzero(begins)
        # A clause reaches to the token before the next one, or before the end of its text; a dash between them belongs to neither.
        final = np.append(opens[1:], len(shape))
        final = np.minimum(final - 1, batch.bounds[batch.text[opens] + 1] - 2)
        final = final - dropped[final]
        starts, stops = batch.starts[opens], (ends - cut)[final]
        kept = starts < stops
        return Parted(batch.text[opens[kept]], starts[kept], stops[kept])

    def part(self, batch: Batch) -> list[Spans]:
        """The (start, end) offsets of the clauses of each text, in order, without the space between them."""
        row, start, end = self.look(batch)
        pairs = list(zip(start.tolist(), end.tolist(), strict=True))
        edges = np.searchsorted(row, np.arange(len(batch.texts) + 1)).tolist()
        return [pairs[at:stop] for at, stop in pairwise(edges)]


def clauses(text: str) -> Spans:
    """The (start, end) offsets of the clauses of one text."""
    tokens = Tokens()
    return Clauses(tokens).part(tokens.read([text]))[0]


def _shifted(values: NDArray[Kind], by: int) -> NDArray[Kind]:
    """The value `by` places further on at each place (before it, if negative); 0 beyond either end."""
    found = np.zeros_like(values)
    if by < 0:
        found[-by:] = values[:by]
    else:
        found[:-by] = values[by:]
    return found


def _subject(shape: Ints) -> Flags:
    """Whether a subject begins at each token."""
    return np.asarray((shape & _BEGINS > 0) | ((shape & _NO > 0) & (_shifted(shape, 1) & _BEGINS_ONE > 0)))


def _turns_here(shape: Ints) -> Flags:
    """Whether a clause begins at each token because of what it says."""
    return np.asarray((shape & (_TURNS | _DESPITE) > 0) | ((shape & _AND > 0) & _shifted(_subject(shape), 1)))


def _after(batch: Batch, shape: Ints, ends: Ints) -> tuple[Flags, Ints]:
    """Whether a clause ends after each token, and how many of its characters do not belong to the clause."""
    marked, subject = shape & _MARKED > 0, _subject(shape)
    new_subject = np.where(_shifted(shape, 1) & _AND > 0, _shifted(subject, 2), _shifted(subject, 1))
    comma = ~marked & (shape & _COMMA > 0) & ((_shifted(shape, 1) & _TURNS > 0) | new_subject)
    after = marked | comma
    wide = (_shifted(batch.starts, 1) - ends > 1) & (batch.number > 0) & (_shifted(batch.number, 1) > 0)
    for at in np.flatnonzero(wide).tolist():
        if _EMPTY_LINE.search(batch.texts[batch.text[at]], int(ends[at]), int(batch.starts[at + 1])):
            after[at] = True
    return after, np.where(marked, shape >> _CUT, comma.astype(np.int64))


def _dropped_dashes(shape: Ints, first: Flags, after: Flags, end_mark: Flags) -> Flags:
    """The dashes that stand between two clauses: not those a text or clause begins with, nor the last word of a text."""
    dropped = np.zeros(len(shape), np.bool_)
    for at in np.flatnonzero((shape & _DASHED > 0) & ~_shifted(end_mark, 1)).tolist():
        dropped[at] = not (first[at] or after[at - 1] or dropped[at - 1])
    return dropped
