"""What mentions speak of, numbered: where it stands is only known, and the same for all that share a number, when they are published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vocdash.text.hearing import Mentioned
from vocdash.text.themes import Theme
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
        self._placed = {theme.code for theme in themes if theme.place != ANYWHERE}
        self._numbers = _Numbers()

    def __iter__(self) -> Iterator[Key]:
        """(number of the place, code, kind named, hints of the comment) in the order of the numbers."""
        return iter(self._numbers)

    def numbered(self, places: Sequence[int], have_touchpoint: Sequence[bool], mentioned: Sequence[Sequence[Mentioned]]) -> list[int]:
        """The numbers of all that comments mention, one comment after another; each stands at a place, which has a touchpoint or not."""
        keys = [
            (place, each[1], each[5], hints)
            for place, is_placed, said in zip(places, have_touchpoint, mentioned, strict=True)
            for hints in (() if is_placed else tuple([(each[1], each[5]) for each in said if self._hints(each)]),)
            for each in said
        ]
        return list(map(self._numbers.__getitem__, keys))

    def _hints(self, each: Mentioned) -> bool:
        return each[1] in self._placed or each[5] not in ("", ANYWHERE)
