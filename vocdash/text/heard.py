"""What a comment mentions: one by one for whoever looks into it, and as packed columns for whoever hands on millions of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vocdash.text.qualities import qualities
from vocdash.text.signals import signals
from vocdash.text.themes import Theme
from vocdash.text.tokens import Ints
from vocdash.text.touchpoints import kind_phrases

THEME, SIGNAL, QUALITY = "theme", "signal", "quality"


class Heard(NamedTuple):
    """Something a comment mentions. A plain tuple, because there are so many.

    `start` and `end` are the offsets of the words that say so. `polarity` is the feeling of the clause they stand in (None where
    nothing judged it); of a quality it is 1, −1 or 0, see :data:`vocdash.text.qualities.FEELINGS`. `place` is the kind of touchpoint
    that the clause names, "" where it names none.
    """

    kind: str
    code: str
    start: int
    end: int
    polarity: float | None
    place: str


Mentioned = tuple[str, str, int, int, float | None, str]
"""What one :class:`Heard` holds, as a plain tuple."""

MENTION = np.dtype([("subject", "<u2"), ("place", "<u2"), ("start", "<i4"), ("end", "<i4"), ("polarity", "<f8")])
"""How a mention is packed: the numbers of what it speaks of and of the place named, as :class:`Subjects` gives them, its offsets, and its
polarity, NaN where there is none."""

Rows = NDArray[Any]
"""Mentions as an array of :data:`MENTION`."""


class Subjects:
    """What can be mentioned, and the kinds of touchpoint that can be named, numbered: alike in every process that knows the same themes.

    Attributes
    ----------
    subjects : sequence of (kind, code)
    places : sequence of str
        The first is "", for no place.
    themes, signals, qualities : mapping of str to int
        The number of each code.
    """

    def __init__(self, themes: Iterable[Theme]) -> None:
        codes = (
            (THEME, (theme.code for theme in themes)),
            (SIGNAL, (one.code for one in signals())),
            (QUALITY, (one.code for one in qualities())),
        )
        self.subjects = tuple(dict.fromkeys((kind, code) for kind, own in codes for code in own))
        self.places = ("", *dict.fromkeys(kind for (kind,) in kind_phrases().values()))
        numbers: dict[str, dict[str, int]] = {THEME: {}, SIGNAL: {}, QUALITY: {}}
        for number, (kind, code) in enumerate(self.subjects):
            numbers[kind][code] = number
        self.themes, self.signals, self.qualities = numbers[THEME], numbers[SIGNAL], numbers[QUALITY]

    def spelled_out(self, rows: Rows) -> list[Mentioned]:
        """Packed mentions one by one."""
        polarity = [None if value != value else value for value in rows["polarity"].tolist()]
        columns = (rows[name].tolist() for name in ("subject", "place", "start", "end"))
        subjects, places = self.subjects, self.places
        return [
            (*subjects[what], start, end, felt, places[place]) for what, place, start, end, felt in zip(*columns, polarity, strict=True)
        ]

    def opened(self, packed: bytes) -> list[Mentioned]:
        """The mentions of a comment from the bytes of their rows."""
        return self.spelled_out(rows_of([packed])) if packed else []


class Mentions(NamedTuple):
    """The mentions of some texts, one text after another: text k owns the rows from `bounds[k]` to `bounds[k + 1]`."""

    rows: Rows
    bounds: Ints

    def packed(self) -> list[bytes]:
        """The bytes of the rows of each text."""
        size, whole, ends = MENTION.itemsize, self.rows.tobytes(), self.bounds.tolist()
        return [whole[first * size : stop * size] for first, stop in pairwise(ends)]


def rows_of(packed: Sequence[bytes]) -> Rows:
    """The mentions of comments, one comment after another, from the bytes of each."""
    return np.frombuffer(b"".join(packed), MENTION)
