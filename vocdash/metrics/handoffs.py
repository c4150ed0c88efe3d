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

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import UNKNOWN, Scope, Score
from vocdash.metrics.index import EXPERIENCE, every_kth, one_journey
from vocdash.metrics.query import Filters, Names, read_names, resolve
from vocdash.metrics.registry import MEASURES
from vocdash.metrics.sources import answers, inside
from vocdash.metrics.sums import Z
from vocdash.store import Store
from vocdash.store import tables as t

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

    The answers are read themselves, of every k-th person where there are very many. A difference of a single person has no interval.

    Raises
    ------
    VocError
        If there are several journeys and the scope names none.
    """
    with store.reading() as connection:
        names = read_names(connection)
        scope = one_journey(names, scope)
        filters = resolve(scope, names)
        felt = _read(connection, scope, filters, every_kth(connection, names, scope))
        road = _road(names, scope)
    # A stage nobody was heard of is a hole in the road: who stands on its two sides hands nothing over.
    borders = [(one, other) for one, other in pairwise(road) if one in felt and other in felt]
    found = [Handoff(names.stages[one], names.stages[other], _difference(felt[one], felt[other])) for one, other in borders]
    return [handoff for handoff in found if handoff.difference.n]


def _road(names: Names, scope: Scope) -> list[int]:
    here = [stage for stage, code in names.stages.items() if code != UNKNOWN and names.journeys[names.journey_of[stage]] == scope.journey]
    return sorted(here, key=lambda stage: names.stage_order[stage])


Felt = dict[int, tuple[float, float]]
"""Person → (mean experience, weight)."""


def _read(connection: Connection, scope: Scope, filters: Filters, every: int) -> dict[int, Felt]:
    s = t.submissions.c
    person = sa.func.coalesce(s.customer_id, s.submission_id)
    x = MEASURES[EXPERIENCE].expression()
    statement = (
        answers(t.responses.c.stage_id, person, sa.func.avg(x), sa.func.avg(s.weight))
        .where(*inside(filters, scope.period))
        .group_by(t.responses.c.stage_id, person)
        .having(sa.func.count(x) > 0)
    )
    if every > 1:
        statement = statement.where(person % every == 0)
    felt: dict[int, Felt] = {}
    for stage, who, mean, weight in connection.execute(statement):
        felt.setdefault(stage, {})[who] = (mean, weight if scope.weighted else 1.0)
    return felt


def _difference(before: Felt, after: Felt) -> Score:
    pairs = [(after[who][0] - before[who][0], (after[who][1] + before[who][1]) / 2) for who in before.keys() & after.keys()]
    total = math.fsum(weight for _, weight in pairs)
    if total <= 0:
        return Score(None)
    mean = math.fsum(weight * difference for difference, weight in pairs) / total
    count = len(pairs)
    if count < _FEWEST:
        return Score(mean, n=count, submissions=count, people=count)
    # One degree of freedom goes to the mean, as in every sample variance.
    variance = math.fsum((weight * (difference - mean)) ** 2 for difference, weight in pairs) / total**2 * count / (count - 1)
    half = Z * math.sqrt(variance)
    return Score(mean, max(-100.0, mean - half), min(100.0, mean + half), count, count, float(count), people=count)
