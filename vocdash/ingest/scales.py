"""Scales that need no definition, because their name says everything: `nps`, `csat`, `ces`, `rating`, `yesno`."""

from __future__ import annotations

from collections.abc import Mapping

from vocdash.domain import Family, Scale
from vocdash.errors import MappingError, UnknownName

STANDARD: dict[str, Scale] = {
    scale.code: scale
    for scale in (
        Scale("nps", Family.NPS, 0, 10, satisfied_from=9, name="Would recommend, 0 to 10"),
        Scale("csat", Family.CSAT, 1, 5, satisfied_from=4, name="Satisfied, 1 to 5"),
        Scale("ces", Family.CES, 1, 7, satisfied_from=5, name="It was easy, 1 to 7"),
        Scale("rating", Family.RATING, 1, 5, satisfied_from=4, name="Rating, 1 to 5"),
        Scale("yesno", Family.YESNO, 0, 1, satisfied_from=1, name="Yes or no", labels={"0": "No", "1": "Yes"}),
    )
}
"""Effort (`ces`) is "made it easy for me", from 1 to 7, where 5 to 7 count as at ease (metrics.md §3)."""


class Scales:
    """The scales a file may name: those of its mapping, those the store has, and the standard ones.

    Raises
    ------
    MappingError
        If the mapping and the store mean different things by the same code.
    """

    def __init__(self, defined: Mapping[str, Scale], stored: Mapping[str, Scale]) -> None:
        for code in defined.keys() & stored.keys():
            if _rule(defined[code]) != _rule(stored[code]):
                raise MappingError(
                    f"The scale “{code}” is known already, and differs: it runs from {stored[code].minimum:g} to {stored[code].maximum:g}.",
                    "Give the scale in the mapping another code.",
                )
        self._known = {**STANDARD, **defined, **stored}
        self._by_word = {word.casefold(): scale for scale in self._known.values() for word in (scale.name, scale.code) if word}

    def find(self, word: str) -> Scale | None:
        """The scale of this code or name, in any case."""
        return self._by_word.get(word.strip().casefold())

    def codes(self) -> list[str]:
        """The codes of all scales there are."""
        return list(self._known)

    def named(self, word: str) -> Scale:
        """The same. Raises UnknownName with the nearest one."""
        found = self.find(word)
        if found is None:
            raise UnknownName("scale", word, self._known)
        return found


def _rule(scale: Scale) -> tuple[object, ...]:
    return scale.family, scale.minimum, scale.maximum, scale.direction, scale.satisfied_from


def position_of_label(scale: Scale) -> dict[str, float]:
    """What the scale's own labels mean as numbers; labels are in lower case."""
    return {label.casefold(): float(value) for value, label in scale.labels.items()}
