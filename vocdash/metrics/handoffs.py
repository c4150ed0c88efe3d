"""What the same people felt before and after a border between two stages: the points lost where one owner hands over to the next.

    d = a person's mean experience in the stage after − their mean in the stage before
    lost or won = Σ w·d ÷ Σ w        variance = Σ w²(d − mean)² ÷ (Σ w)²

A person is a customer, or the submission where customers are not known. Only people heard in both stages count, so that a border
does not look bad because other people answer behind it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vocdash.domain import UNKNOWN, Scope, Score
from vocdash.metrics.columns import Answers, Groups
from vocdash.metrics.given import Floats
from vocdash.metrics.index import EXPERIENCE, one_journey
from vocdash.metrics.kept import read_kept
from vocdash.metrics.query import Names, read_names, resolve
from vocdash.metrics.sums import Z
from vocdash.store import Store

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Handoff:
    """The border between two neighbouring stages: `difference` in points, with its interval; its counts are people."""

    before: str
    after: str
    difference: Score

    @property
    def real(self) -> bool:
        """Whether noise does not explain the difference."""
        low, high = self.difference.low, self.difference.high
        return low is not None and high is not None and (low > 0 or high < 0)


def handoffs(store: Store, scope: Scope) -> list[Handoff]:
    """Every border between neighbouring stages that at least one person was heard on both sides of.

    A difference of a single person has no interval.

    Raises
    ------
    VocError
        If there are several journeys and the scope names none.
    """
    with store.reading() as connection:
        names = read_names(connection)
        scope = one_journey(names, scope)
        kept = read_kept(connection, resolve(scope, names), scope.period)
    if kept is None:
        return []
    felt = _felt(kept.answers, scope.weighted)
    # A stage nobody was heard of is a hole in the road: who stands on its two sides hands nothing over.
    borders = [(one, other) for one, other in pairwise(_road(names, scope)) if one in felt and other in felt]
    found = [Handoff(names.stages[one], names.stages[other], _difference(felt[one], felt[other])) for one, other in borders]
    return [handoff for handoff in found if handoff.difference.n]


def _road(names: Names, scope: Scope) -> list[int]:
    here = [stage for stage, code in names.stages.items() if code != UNKNOWN and names.journeys[names.journey_of[stage]] == scope.journey]
    return sorted(here, key=lambda stage: names.stage_order[stage])


@dataclass(frozen=True, slots=True)
class _Felt:
    """What people felt in one stage, by their number: their mean experience (NaN: not heard of), and their mean weight."""

    mean: Floats
    weight: Floats


def _felt(found: Answers, weighted: bool) -> dict[int, _Felt]:
    values = found.measures[EXPERIENCE]
    heard = np.flatnonzero(~np.isnan(values))
    who, people = found.who[heard], len(found.humans)
    stages = Groups.by(found.stage[heard])
    at, count = stages.of * people + found.human[who], len(stages.keys[0]) * people
    counts = np.bincount(at, minlength=count)

    def mean(column: Floats) -> Floats:
        with np.errstate(invalid="ignore"):
            found: Floats = np.bincount(at, column, minlength=count) / counts
        return found.reshape(-1, people)

    means, weights = mean(values[heard]), mean((found.weight if weighted else np.ones_like(found.weight))[who])
    return {stage: _Felt(*both) for stage, *both in zip(stages.keys[0].tolist(), means, weights, strict=True)}


def _difference(before: _Felt, after: _Felt) -> Score:
    both = ~np.isnan(before.mean) & ~np.isnan(after.mean)
    differences = after.mean[both] - before.mean[both]
    weights = (after.weight[both] + before.weight[both]) / 2
    total, count = float(weights.sum()), len(differences)
    if total <= 0:
        return Score(None)
    mean = float((weights * differences).sum()) / total
    if count < _FEWEST:
        return Score(mean, n=count, submissions=count, people=count)
    # One degree of freedom goes to the mean, as in every sample variance.
    variance = float(((weights * (differences - mean)) ** 2).sum()) / total**2 * count / (count - 1)
    half = Z * math.sqrt(variance)
    return Score(mean, max(-100.0, mean - half), min(100.0, mean + half), count, count, float(count), people=count)
