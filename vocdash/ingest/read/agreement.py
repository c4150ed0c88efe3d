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
        if self.width < 2 or self.cover < {2: 0.8, 3: 0.5}.get(self.width, 0.4):
            return False
        return self.share >= 0.6 or (self.at_top and self.share >= (0.3 if self.width > 2 else 0.5))


def agreement(records: Sequence[list[str]]) -> Agreement:
    """What the records, in their order, agree on; one column when nothing else holds."""
    widths = _widths(records)
    found = [_of(widths, width) for width, _ in Counter(widths).most_common(4) if width > 1]
    return max((one for one in found if one.holds), key=lambda one: one.strength, default=Agreement())


def _widths(records: Sequence[list[str]]) -> list[int]:
    """How many cells each record has. Where rows end in delimiters that the header does without, what is behind those does not count."""
    needed: dict[int, int] = {}
    for cells in records:
        filled = next((at for at in range(len(cells), 0, -1) if cells[at - 1].strip()), 0)
        needed[len(cells)] = max(filled, needed.get(len(cells), 0))
    known = sorted(needed)
    width = {long: next(short for short in known if short >= min(long, max(3, needed[long]))) for long in known}
    return [width[len(cells)] for cells in records]


def _of(widths: Sequence[int], width: int) -> Agreement:
    places = [at for at, cells in enumerate(widths) if cells == width]
    span = places[-1] - places[0] + 1
    return Agreement(width, len(places) / span, span / len(widths), places[0] == 0)
