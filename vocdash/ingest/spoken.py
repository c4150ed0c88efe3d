"""What mentions speak of, numbered: where it stands is only known, and the same for all that share a number, when they are published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vocdash.text.hearing import Mentioned
from vocdash.text.themes import Theme
from vocdash.text.touchpoints import ANYWHERE

Hint = tuple[str, str]
"""What a mention may tell of a place: the code of its theme, and the kind of touchpoint that its words name ("" for none)."""

Key = tuple[int, str, str, tuple[Hint, ...]]

Numbered = tuple[int, int, int, float | None]
"""The number of what a mention speaks of, where its words start and end, and its polarity."""


class Spoken:
    """Numbers what mentions speak of in the order met: a theme, a kind of touchpoint that is named, and the place of the comment.

    A comment without a touchpoint stands where most of its mentions are suggested to, so these hints are part of it, too.
    """

    def __init__(self, themes: Iterable[Theme]) -> None:
        self._placed = {theme.code for theme in themes if theme.place != ANYWHERE}
        self._numbers: dict[Key, int] = {}

    def __iter__(self) -> Iterator[Key]:
        """(number of the place, code, kind named, hints of the comment) in the order of the numbers."""
        return iter(self._numbers)

    def numbered(self, place: int, has_touchpoint: bool, mentioned: Sequence[Mentioned]) -> list[Numbered]:
        """What a comment mentions, in its order, with its numbers."""
        known = self._numbers
        hints = () if has_touchpoint else tuple([(each[1], each[5]) for each in mentioned if self._hints(each)])
        return [
            (known.setdefault((place, code, named, hints), len(known)), start, end, polarity)
            for _, code, start, end, polarity, named in mentioned
        ]

    def _hints(self, each: Mentioned) -> bool:
        return each[1] in self._placed or each[5] not in ("", ANYWHERE)
