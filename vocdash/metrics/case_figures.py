"""How complaints are dealt with, day by day, as sums: what alerts watch beside the scores of answers.

Like on the Complaints page, merged duplicates and what turned out to be no complaint are left out. Days are those of the reporting
time zone. Rows of one customer on one day are not taken for independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash import settings
from vocdash.domain import Better, Scope
from vocdash.metrics.local_days import date_of, day_number, ends, number_of, seconds
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


def daily(
    connection: Connection, names: Names, figure: str, scope: Scope, by: tuple[str, ...], moment: datetime
) -> dict[Place, dict[date, Sums]]:
    """The sums of a figure by place and day of the scope's period; of :data:`BACKLOG` `n` cases came in and `s` were dealt with.

    What was open before the period stands on the day before it. The database sums: what comes back is a row a place and day.

    Raises
    ------
    UnknownName
        If a code in the scope does not exist.
    """
    told = _told(connection, names, figure, scope, by, moment).c
    keys = [*(told[code] for code in by), told.day]
    series: dict[Place, dict[date, Sums]] = {}
    for row in connection.execute(_summed(told, keys, alone=FIGURES[figure].kind == "count")):
        place = tuple(names.label(code, number) for code, number in zip(by, row, strict=False))
        day, submissions, n, *rest = row[len(by) :]
        found = _sums(int(submissions), int(n), *map(float, rest))
        series.setdefault(place, {})[date_of(day)] = Sums(n=found.n - round(found.s), s=found.s) if figure == BACKLOG else found
    return series


def _summed(told: sa.ColumnCollection[str, Any], keys: Sequence[ColumnElement[Any]], alone: bool) -> sa.Select[Any]:
    """The sums by keys, in the order :func:`_sums` takes them: each row stands `alone`, or those of one customer together."""
    n, s, q = sa.func.count(), sa.func.sum(told.value), sa.func.sum(told.value * told.value)
    if alone:
        return sa.select(*keys, n, n, s, q, q, s, n).group_by(*keys)
    own = sa.select(*keys, n.label("n"), s.label("s"), q.label("q")).group_by(*keys, told.customer).subquery().c
    sums = [sa.func.sum(part) for part in (own.n, own.s, own.q, own.s * own.s, own.s * own.n, own.n * own.n)]
    keys = [own[key.name] for key in keys]
    return sa.select(*keys, n, *sums).group_by(*keys)


def _sums(submissions: int, n: int, s: float, q: float, ss: float, sn: float, nn: float) -> Sums:
    return Sums(submissions, n, s, q, ss, sn, nn, ws=s, wn=float(n), wq=q, wss=ss, wsn=sn, wnn=nn)


def first_day(connection: Connection, names: Names, scope: Scope) -> date | None:
    """The day the first case of a scope was opened, whenever that was; None without cases."""
    opened = connection.scalar(sa.select(sa.func.min(t.cases.c.opened_at)).where(*_conditions(names, scope)))
    return opened.astimezone(ZoneInfo(settings.get("timezone"))).date() if opened else None


def people(connection: Connection, names: Names, figure: str, scope: Scope, moment: datetime) -> int:
    """How many customers the cases of a figure are from in the scope's period."""
    told = _told(connection, names, figure, scope, (), moment).c
    return connection.scalar(sa.select(sa.func.count(told.customer.distinct()))) or 0


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


def _told(connection: Connection, names: Names, figure: str, scope: Scope, by: Sequence[str], moment: datetime) -> sa.Subquery:
    """A row for everything that counts in the scope's period: each of `by`, the number of its `day`, its `customer` and its `value`."""
    if scope.period is None:
        raise ValueError("how cases fare is told day by day of a period")
    c, zone = t.cases.c, ZoneInfo(settings.get("timezone"))
    columns: Mapping[str, sa.Column[int]] = {"stage": c.stage_id, "touchpoint": c.touchpoint_id, "channel": c.channel_id}
    keys = [*(columns[code].label(code) for code in by), sa.func.coalesce(c.customer_id, c.submission_id).label("customer")]
    since, until = ends(scope.period, zone)
    parts = []
    for at, value, where in _counted(connection, figure, moment, since):
        day = day_number(connection, at, scope.period, zone)
        if figure == BACKLOG:
            day = sa.case((at < since, number_of(scope.period.first) - 1), else_=day)
        inside = [at < until] if figure == BACKLOG else [at >= since, at < until]
        parts.append(sa.select(*keys, day.label("day"), value.label("value")).where(*_conditions(names, scope), *where, *inside))
    return sa.union_all(*parts).subquery()


_Counted = tuple[ColumnElement[datetime], ColumnElement[float], Sequence[ColumnElement[bool]]]
"""When something counts, with which value, and where it does so at all."""


def _counted(connection: Connection, figure: str, moment: datetime, since: datetime) -> list[_Counted]:
    """What counts for a figure; each case may do so more than once."""
    c, e = t.cases.c, t.case_events.c
    ended: ColumnElement[datetime] = sa.func.coalesce(c.solved_at, c.closed_at, type_=c.closed_at.type)
    none, one = sa.literal(0.0), sa.literal(1.0)
    if figure == "cases_opened":
        return [(c.opened_at, one, [])]
    if figure == "cases_overdue":
        # Where nobody is done with it, a case goes overdue unless it waits for its customer.
        return [(c.due_at, one, [sa.or_(c.due_at < ended, sa.and_(ended.is_(None), c.status != _WAITING, c.due_at < moment))])]
    if figure == BACKLOG:
        return [(c.opened_at, none, [sa.or_(ended.is_(None), ended >= since)]), (ended, one, [ended >= since])]
    if figure == "cases_late":
        return [(ended, sa.case((ended > c.due_at, 1.0), else_=0.0), [])]
    if figure == "cases_days":
        days = (seconds(connection, ended) - seconds(connection, c.opened_at)) / 86_400.0
        return [(ended, sa.case((days > LONGEST, LONGEST), else_=days), [])]
    taken_up = [e.case_id == c.case_id, c.reopened > 0, e.kind == "status", e.detail["reopened"].as_boolean()]
    return [(ended, none, []), (e.happened_at, one, taken_up)]
