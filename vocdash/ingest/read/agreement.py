"""How well the records of a file agree about their number of cells: the one sign that a table has been told apart rightly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """`share` of the records have the usual `width`, counted from the first to the last that has it, and `cover` of all lie there.

    So junk above and below does not count against a table. `at_top` says that the very first record has that width. Shares are 0–1.
    """

    width: int = 1
    share: float = 1.0
    cover: float = 1.0
    at_top: bool = True

    @property
    def strength(self) -> float:
        """0–1, to compare by; among equals more columns win."""
        return self.share * (0.8 + 0.2 * self.cover) * (1 - 0.1 / self.width) * (1.0 if self.at_top else 0.88)

    @property
    def holds(self) -> bool:
        """Whether the records agree enough to be called a table; a header of the usual width makes up for ragged rows."""
        if self.width < 2 or self.cover < (0.5 if self.width > 2 else 0.8):
            return False
        return self.share >= 0.6 or (self.at_top and self.share >= (0.3 if self.width > 2 else 0.5))


def agreement(widths: Sequence[int]) -> Agreement:
    """What records with so many cells each, in their order, agree on; one column when nothing else holds."""
    found = [_of(widths, width) for width, _ in Counter(widths).most_common(4) if width > 1]
    return max((one for one in found if one.holds), key=lambda one: one.strength, default=Agreement())


def _of(widths: Sequence[int], width: int) -> Agreement:
    places = [at for at, cells in enumerate(widths) if cells == width]
    span = places[-1] - places[0] + 1
    return Agreement(width, len(places) / span, span / len(widths), places[0] == 0)
