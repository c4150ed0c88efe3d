"""What mentions speak of, numbered: where it stands is only known, and the same for all that share a number, when they are published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress

import numpy as np

from vocdash.text.heard import Rows, Subjects
from vocdash.text.themes import Theme
from vocdash.text.tokens import Ints
from vocdash.text.touchpoints import ANYWHERE

Hint = tuple[str, str]
"""What a mention may tell of a place: the code of its theme, and the kind of touchpoint that its words name ("" for none)."""

Key = tuple[int, str, str, tuple[Hint, ...]]


class _Numbers(dict[Key, int]):
    """What is spoken of → its number; the next one where it was never spoken of."""

    def __missing__(self, key: Key) -> int:
        number = self[key] = len(self)
        return number


class Spoken:
    """Numbers what mentions speak of in the order met: a theme, a kind of touchpoint that is named, and the place of the comment.

    A comment without a touchpoint stands where most of its mentions are suggested to, so these hints are part of it, too.
    """

    def __init__(self, themes: Iterable[Theme]) -> None:
        themes = tuple(themes)
        placed = {theme.code for theme in themes if theme.place != ANYWHERE}
        self._subjects = Subjects(themes)
        self._is_placed = np.array([code in placed for _, code in self._subjects.subjects])
        self._is_place = np.array([place not in ("", ANYWHERE) for place in self._subjects.places])
        self._numbers = _Numbers()

    def __iter__(self) -> Iterator[Key]:
        """(number of the place, code, kind named, hints of the comment) in the order of the numbers."""
        return iter(self._numbers)

    def numbered(self, places: Sequence[int], have_touchpoint: Sequence[bool], counts: Sequence[int], mentioned: Rows) -> list[int]:
        """The numbers of all that comments mention, one comment after another; each has so many mentions, and stands at a place, which has
        a touchpoint or not."""
        of = np.repeat(np.arange(len(counts)), counts)
        place, is_placed = np.array(places, np.int64)[of], np.array(have_touchpoint, np.bool_)[of]
        hints = np.zeros(len(of), np.int64)
        known: dict[tuple[Hint, ...], int] = {(): 0}
        if not is_placed.all():
            hints = np.array(self._hints(counts, have_touchpoint, mentioned, known), np.int64)[of]
        columns = (place, mentioned["subject"].astype(np.int64), mentioned["place"].astype(np.int64), hints)
        which, first = _alike(columns)
        told = list(known)
        keys = zip(*(column[first].tolist() for column in columns), strict=True)
        subjects, named = self._subjects.subjects, self._subjects.places
        numbers = [self._numbers[at, subjects[subject][1], named[kind], told[hint]] for at, subject, kind, hint in keys]
        found: list[int] = np.array(numbers, np.int64)[which].tolist()
        return found

    def _hints(
        self, counts: Sequence[int], have_touchpoint: Sequence[bool], mentioned: Rows, known: dict[tuple[Hint, ...], int]
    ) -> list[int]:
        """The number among the known ones of the hints of each comment, which has none where its place has a touchpoint."""
        tells = self._is_placed[mentioned["subject"]] | self._is_place[mentioned["place"]]
        codes = (self._subjects.subjects[number][1] for number in mentioned["subject"].tolist())
        hints = list(zip(codes, map(self._subjects.places.__getitem__, mentioned["place"].tolist()), strict=True))
        found, first = [], 0
        for count, is_placed in zip(counts, have_touchpoint, strict=True):
            stop = first + count
            own = () if is_placed else tuple(compress(hints[first:stop], tells[first:stop].tolist()))
            found.append(known.setdefault(own, len(known)))
            first = stop
        return found


def _alike(columns: Sequence[Ints]) -> tuple[Ints, Ints]:
    """For each row the number of its kind, in the order in which kinds are met, and for each kind the first row of it."""
    key = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        key = np.unique(key * (column.max(initial=0) + 1) + column, return_inverse=True)[1]
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[which], first[order]
