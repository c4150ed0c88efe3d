"""Which journeys are key: ranked by how many answers they have, how far they fall short, and what they are worth."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import Method, Period, Scope, Score
from vocdash.journeys.read import list_journeys, read_journey
from vocdash.metrics import Query, ask, index, newest
from vocdash.store import Store
from vocdash.store import tables as t

VALUE_FACT = "order_value"
"""The fact of a submission that says what the order was worth."""

_MONTHS_BEFORE = 11


@dataclass(frozen=True, slots=True)
class JourneyRank:
    """A journey over the twelve months up to that of its newest answer, whole ones, so that its index may be shown beside others.

    `submissions` counts all methods, `overall` is the index of its surveys (of whatever it has, where it has none), `value` sums
    the order values its submissions name and is None where none does. Places count from 1; `need_place` begins at the largest shortfall
    from `target` (from 100 where nobody set one).
    """

    code: str
    name: str
    period: Period
    submissions: int
    customers: int
    value: float | None
    overall: index.OverallIndex
    target: float | None
    volume_place: int = 0
    worth_place: int = 0
    need_place: int = 0

    @property
    def score(self) -> Score:
        """The overall index."""
        return self.overall.score

    @property
    def shortfall(self) -> float | None:
        """Points below the target; negative above it. None where there is no score to show."""
        return None if self.score.value is None or self.score.hidden else (100.0 if self.target is None else self.target) - self.score.value

    def is_key(self, journeys: int) -> bool:
        """First half in at least two of volume, worth and need."""
        half = (journeys + 1) // 2
        return sum(place <= half for place in (self.volume_place, self.worth_place, self.need_place)) >= 2


def rank_journeys(store: Store) -> tuple[JourneyRank, ...]:
    """The live journeys that have answers, the one with the best places first."""
    found = [rank for code, name in list_journeys(store).items() if (rank := _read(store, code, name)) is not None]
    volume = _places(found, lambda rank: rank.submissions)
    worth = _places(found, lambda rank: (rank.value or 0.0, rank.customers))
    need = _places(found, lambda rank: -200.0 if rank.shortfall is None else rank.shortfall)
    placed = [replace(rank, volume_place=volume[rank.code], worth_place=worth[rank.code], need_place=need[rank.code]) for rank in found]
    return tuple(sorted(placed, key=lambda rank: (rank.volume_place + rank.worth_place + rank.need_place, rank.name)))


def _read(store: Store, code: str, name: str) -> JourneyRank | None:
    last = newest(store, code)
    if last is None:
        return None
    period = _twelve_months(last)
    scope = Scope(journey=code, period=period)
    counted = ask(store, Query("submissions", (), scope))
    scored = index.overall(store, replace(scope, methods=(Method.SURVEY.value,)))
    if scored.score.value is None:
        scored = index.overall(store, scope)
    target = read_journey(store, code).targets.get("index")
    with store.reading() as connection:
        customers, value = _worth(connection, code, period)
    submissions = round(counted[0].score.value or 0) if counted else 0
    return JourneyRank(code, name, period, submissions, customers, value, scored, target)


def _twelve_months(last: date) -> Period:
    """The month of a day and the eleven before it."""
    before, month = divmod(last.year * 12 + last.month - 1 - _MONTHS_BEFORE, 12)
    return Period(date(before, month + 1, 1), last.replace(day=monthrange(last.year, last.month)[1]))


def _worth(connection: Connection, journey: str, period: Period) -> tuple[int, float | None]:
    """(distinct customers, sum of order values) of the submissions that speak of a journey.

    A customer who names the same value in several surveys speaks of one order, so it counts once.
    """
    s, f = t.submissions.c, t.facts.c
    speaks = (
        sa.select(t.responses.c.submission_id)
        .join(t.stages, t.stages.c.stage_id == t.responses.c.stage_id)
        .join(t.journeys, t.journeys.c.journey_id == t.stages.c.journey_id)
        .where(t.journeys.c.code == journey)
    )
    ours = (s.day >= period.first, s.day <= period.last, s.excluded.is_(False), s.submission_id.in_(speaks))
    customers = connection.scalar(sa.select(sa.func.count(s.customer_id.distinct())).where(*ours))
    whose = sa.func.coalesce(s.customer_id, -s.submission_id)
    named = sa.select(whose, f.number).join_from(t.facts, t.submissions, s.submission_id == f.submission_id)
    orders = named.where(f.name == VALUE_FACT, *ours).distinct().subquery()
    return int(customers or 0), connection.scalar(sa.select(sa.func.sum(orders.c.number)))


def _places(ranks: list[JourneyRank], by: Callable[[JourneyRank], object]) -> dict[str, int]:
    """Place from 1, the largest first; equal ones share a place."""
    values = {rank.code: by(rank) for rank in ranks}
    ordered = sorted(set(values.values()), reverse=True)  # type: ignore[type-var]
    return {code: ordered.index(value) + 1 for code, value in values.items()}
