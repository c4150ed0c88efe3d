"""Moments of truth are found, not declared (metrics.md §13): what matters much to customers and falls short for sure.

weight = importance (stated, 0–10) × shortfall (wanted − actual, 0 where there is none)
found  = weight in the top quarter of the cells that have one, and the upper limit of the gap (actual − wanted) below 0

What a change of a place could bring is counted in the same unit: importance × the part of the shortfall that the gain expected closes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from vocdash.domain import Score

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A cell, `key` = (stage, touchpoint), with what the search needs: None where nobody said how much it matters or what is wanted."""

    key: Key
    score: Score
    wanted: float | None
    importance: float | None

    @property
    def weight(self) -> float | None:
        """Importance × shortfall; None where one of the two is not known, or may not be shown."""
        if self.score.value is None or self.score.hidden or self.wanted is None or self.importance is None:
            return None
        return self.importance * max(0.0, self.wanted - self.score.value)

    def closed_by(self, gain: float) -> float | None:
        """How much of the weight a gain of so many points would take away; None where there is no weight."""
        weight = self.weight
        if weight is None or self.importance is None:
            return None
        return min(weight, self.importance * max(0.0, gain))

    @property
    def falls_short(self) -> bool:
        """Whether even the upper limit of the gap is below 0."""
        return self.wanted is not None and self.score.high is not None and self.score.high < self.wanted


def moments_of_truth(cells: Iterable[Weighed]) -> set[Key]:
    """The keys of the cells that are moments of truth. Cells of equal weight at the edge of the quarter are all in it."""
    weights = {cell.key: cell for cell in cells if cell.weight is not None}
    ordered = sorted((cell.weight or 0.0 for cell in weights.values()), reverse=True)
    if not ordered:
        return set()
    least = ordered[math.ceil(len(ordered) / 4) - 1]
    return {key for key, cell in weights.items() if cell.weight and cell.weight >= least and cell.falls_short}
