"""How complaints are dealt with, day by day, as sums: what alerts watch beside the scores of answers.

Like on the Complaints page, merged duplicates and what turned out to be no complaint are left out. Days are those of the reporting
time zone. Rows of one customer on one day are not taken for independent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash import settings
from vocdash.domain import Better, Scope
from vocdash.metrics.lists import sums_of
from vocdash.metrics.query import Names, resolve
from vocdash.metrics.registry import Metric
from vocdash.metrics.sources import of_sources
from vocdash.metrics.sums import Sums
from vocdash.store import tables as t

LONGEST = 14.0
"""Days that dealing with a case counts at most, so that one forgotten case does not hide how the others fare."""

BACKLOG = "cases_backlog"
_NO_COMPLAINT, _WAITING = "not a complaint", "waiting for customer"
_WILSON = "Wilson score interval; rows of one customer are not taken for independent."

FIGURES: dict[str, Metric] = {
    metric.code: metric
    for metric in (
        Metric(
            "cases_opened",
            "Complaints opened",
            "cases",
            "case",
            "count",
            Better.LOWER,
            "Number of cases opened.",
            "Of all cases but duplicates and what was no complaint.",
            high=None,
        ),
        Metric(
            BACKLOG,
            "Open cases",
            "cases",
            "case",
            "count",
            Better.LOWER,
            "Mean of the cases open at the end of each day.",
            "Of all cases but duplicates and what was no complaint.",
            high=None,
        ),
        Metric(
            "cases_overdue",
            "Cases going overdue",
            "cases",
            "case",
            "count",
            Better.LOWER,
            "Number of cases whose due time passed while they were open and did not wait for the customer.",
            "Of all cases but duplicates and what was no complaint.",
            high=None,
        ),
        Metric(
            "cases_late",
            "Dealt with too late",
            "%",
            "case",
            "share",
            Better.LOWER,
            "Share of cases dealt with after their due time.",
            "Of the cases dealt with; none when there are none.",
            factor=100.0,
            interval=_WILSON,
        ),
        Metric(
            "cases_days",
            "Time to deal with a case",
            "days",
            "case",
            "mean",
            Better.LOWER,
            f"Mean of the days from opening to the end, each counted as {LONGEST:.0f} at most.",
            "Of the cases dealt with; none when there are none.",
            high=LONGEST,
            decimals=1,
            interval="Adjusted Wald; rows of one customer are not taken for independent.",
        ),
        Metric(
            "cases_reopened",
            "Taken up again",
            "%",
            "case",
            "share",
            Better.LOWER,
            "Share of cases taken up again among those dealt with or taken up again.",
            "Of the cases dealt with or taken up again; none when there are none.",
            factor=100.0,
            interval=_WILSON,
        ),
    )
}

DIMENSIONS = ("stage", "touchpoint", "channel")
"""What these figures can be told apart by."""

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One figure of one part of the cases, since a moment, as seen at another."""

    figure: str
    conditions: tuple[ColumnElement[bool], ...]
    by: tuple[str, ...]
    since: datetime | None
    moment: datetime


def daily(
    connection: Connection, names: Names, figure: str, scope: Scope, by: tuple[str, ...], moment: datetime
) -> dict[Place, dict[date, Sums]]:
    """The sums of a figure by place and day, inside the scope's period; of :data:`BACKLOG` `n` cases came in and `s` were dealt with.

    What was open before the period stands on the day before it. Raises UnknownName for a code in the scope that does not exist.
    """
    zone = ZoneInfo(settings.get("timezone"))
    first = scope.period.first if scope.period else None
    since = datetime(first.year, first.month, first.day, tzinfo=zone) if first else None
    asked = _Asked(figure, tuple(_conditions(names, scope)), by, since, moment)
    found: defaultdict[tuple[Place, date], list[tuple[int, float]]] = defaultdict(list)
    for place, at, customer, value in _told(connection, names, asked):
        day = at.astimezone(zone).date()
        if first is not None and day < first:
            if figure != BACKLOG:
                continue
            day = first - timedelta(days=1)
        found[place, day].append((customer, value))
    series: dict[Place, dict[date, Sums]] = {}
    for (place, day), told in found.items():
        series.setdefault(place, {})[day] = _flow(told) if figure == BACKLOG else _summed(told)
    return series


def first_day(connection: Connection, names: Names, scope: Scope) -> date | None:
    """The day the first case of a scope was opened, whenever that was; None without cases."""
    opened = connection.scalar(sa.select(sa.func.min(t.cases.c.opened_at)).where(*_conditions(names, scope)))
    return opened.astimezone(ZoneInfo(settings.get("timezone"))).date() if opened else None


def people(connection: Connection, names: Names, figure: str, scope: Scope, moment: datetime) -> int:
    """How many customers the cases of a figure are from in the scope's period."""
    period = scope.period
    if period is None:
        raise ValueError("people are counted within a period")
    zone = ZoneInfo(settings.get("timezone"))
    since = datetime(period.first.year, period.first.month, period.first.day, tzinfo=zone)
    told = _told(connection, names, _Asked(figure, tuple(_conditions(names, scope)), (), since, moment))
    return len({who for _, at, who, _ in told if period.first <= at.astimezone(zone).date() <= period.last})


def _conditions(names: Names, scope: Scope) -> Iterator[ColumnElement[bool]]:
    c, filters = t.cases.c, resolve(scope, names)
    yield from (c.merged_into.is_(None), c.status != _NO_COMPLAINT)
    given: Mapping[ColumnElement[Any], tuple[Any, ...] | None] = {
        c.journey_id: filters.journeys,
        c.stage_id: filters.stages,
        c.touchpoint_id: filters.touchpoints,
        c.channel_id: filters.channels,
        c.segment_id: filters.segments,
        c.method: filters.methods,
    }
    yield from (column.in_(ids) for column, ids in given.items() if ids is not None)
    yield from of_sources(c.submission_id, filters)


def _told(connection: Connection, names: Names, asked: _Asked) -> Iterator[tuple[Place, datetime, int, float]]:
    """(place, when, whose, value) of everything that counts."""
    c = t.cases.c
    columns = {"stage": c.stage_id, "touchpoint": c.touchpoint_id, "channel": c.channel_id}
    keys = [columns[code] for code in asked.by]
    ended = sa.func.coalesce(c.solved_at, c.closed_at, type_=c.closed_at.type).label("ended_at")
    customer = sa.func.coalesce(c.customer_id, c.submission_id).label("customer")
    rows = sa.select(*keys, customer, c.opened_at, c.due_at, c.status, ended).where(*asked.conditions)
    rows = rows.where(*_since(asked, ended))
    for row in connection.execute(rows):
        place = tuple(names.label(code, row[at]) for at, code in enumerate(asked.by))
        yield from ((place, at, row.customer, value) for at, value in _of_case(asked, row))
    if asked.figure == "cases_reopened":
        e = t.case_events.c
        taken_up = sa.select(*keys, customer, e.happened_at, e.detail).join_from(t.cases, t.case_events, e.case_id == c.case_id)
        for row in connection.execute(taken_up.where(*asked.conditions, c.reopened > 0, e.kind == "status")):
            if row.detail.get("reopened"):
                yield tuple(names.label(code, row[at]) for at, code in enumerate(asked.by)), row.happened_at, row.customer, 1.0


def _since(asked: _Asked, ended: ColumnElement[datetime]) -> list[ColumnElement[bool]]:
    c = t.cases.c
    if asked.since is None:
        return []
    return {
        "cases_opened": [c.opened_at >= asked.since],
        "cases_overdue": [c.due_at >= asked.since],
        BACKLOG: [sa.or_(ended.is_(None), ended >= asked.since)],
    }.get(asked.figure, [ended >= asked.since])


def _of_case(asked: _Asked, row: Any) -> Iterator[tuple[datetime, float]]:
    """When a case counts for the figure, and with which value."""
    if asked.figure == "cases_opened":
        yield row.opened_at, 1.0
    elif asked.figure == "cases_overdue":
        until = row.ended_at or (row.due_at if row.status == _WAITING else asked.moment)
        if row.due_at < until:
            yield row.due_at, 1.0
    elif asked.figure == BACKLOG:
        yield row.opened_at, 0.0
        if row.ended_at is not None:
            yield row.ended_at, 1.0
    elif row.ended_at is not None:
        days = (row.ended_at - row.opened_at) / timedelta(days=1)
        values = {"cases_late": float(row.ended_at > row.due_at), "cases_days": min(days, LONGEST), "cases_reopened": 0.0}
        yield row.ended_at, values[asked.figure]


def _flow(told: list[tuple[int, float]]) -> Sums:
    gone = sum(value for _, value in told)
    return Sums(n=len(told) - round(gone), s=gone)


def _summed(told: list[tuple[int, float]]) -> Sums:
    return sums_of([value for _, value in told], [who for who, _ in told])
