"""The sums of questions from the rollup: with one statement for all that look at the same rows."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.domain import Period
from vocdash.metrics.query import Filters, Query
from vocdash.metrics.registry import SEGMENT
from vocdash.metrics.sources import GRAIN_LEVELS, LEVEL_BITS, Group, groups_from, of_segment
from vocdash.metrics.sums import SUM_COLUMNS
from vocdash.store import tables as t

_SUMMED: tuple[ColumnElement[Any], ...] = (
    sa.func.min(t.rollup.c.method),
    sa.func.max(t.rollup.c.method),
    sa.func.max(t.rollup.c.people),
    sa.func.count(),
    *(sa.func.sum(t.rollup.c[name]) for name in SUM_COLUMNS),
    sa.func.min(t.rollup.c.scale_low),
    sa.func.max(t.rollup.c.scale_high),
)
_FEW = t.rollup.c.few
_COLUMNS: Mapping[str, tuple[ColumnElement[Any], ...]] = {"sums": _SUMMED, "counts": _SUMMED[:6], "few": (_FEW,)}
"""What may be asked of the rows: all sums; how many there are alone (methods, people, parts, submissions and answers); or who they are."""

What = Literal["sums", "counts", "few"]
_PLACES = (t.rollup.c.stage_id, t.rollup.c.touchpoint_id, t.rollup.c.channel_id)
_BY = tuple(sa.Column(f"by_{code}", sa.Integer()) for code in LEVEL_BITS)
"""Of a question, 1 for each of these places that it is by, and 0 for the others."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which rows of the rollup answer a question."""

    grain: str
    level: int


def plan(query: Query, filters: Filters, *, counts_only: bool = False) -> Plan | None:
    """The smallest grain that answers, or None where only answers can.

    These it takes for a place that is filtered to several values without being split by (the rollup's per-submission sums would
    count one submission once a value), for segments inside a part of a month, for levels that a grain leaves out, and for sources,
    which the rollup does not tell apart. Where heads alone are counted (`counts_only`), rows that tell more places apart will do: an
    answer stands in one of them, and of a few people they say who it was, so that nobody counts twice.
    """
    if filters.sources is not None:
        return None
    places = set(query.kinds("place"))
    filtered = filters.places()
    if not counts_only and any(code not in places and len(ids) != 1 for code, ids in filtered.items()):
        return None
    level = sum(LEVEL_BITS[code] for code in places | set(filtered))
    period = query.scope.period
    fine_time = bool({"day", "week"} & set(query.by)) or not (period is None or period.is_whole_months)
    by_segment = filters.segments is not None or any(of_segment(code) for code in query.by)
    if by_segment and fine_time:
        return None
    grain = "segment" if by_segment else "day" if fine_time else "month"
    levels = GRAIN_LEVELS[grain]
    if level in levels:
        return Plan(grain, level)
    return next((Plan(grain, finer) for finer in levels if finer & level == level), None) if counts_only else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its filters as ids, and the rows of the rollup that answer it."""

    query: Query
    filters: Filters
    plan: Plan

    @property
    def others(self) -> tuple[str, ...]:
        """The dimensions that are no places, in the order asked for."""
        return tuple(code for code in self.query.by if code not in LEVEL_BITS)


def rollup_groups(connection: Connection, asked: Sequence[Asked], *, counts_only: bool = False) -> list[list[Group]]:
    """The sums of several questions from the rollup, with one statement for all that look at the same answers.

    With `counts_only` the sums hold how many submissions and answers there are, and nothing else.
    """
    found: list[list[Group]] = [[] for _ in asked]
    for numbers, others in _alike(asked):
        at = {number: _positions(asked[number].query, others) for number in numbers}
        statement, values = _from_rollup("counts" if counts_only else "sums", asked, numbers)
        for group in groups_from(connection, statement, 1 + len(_PLACES) + len(others), values):
            number = group.keys[0]
            keys = tuple([group.keys[place] for place in at[number]])
            found[number].append(Group(keys, group.sums, group.methods, group.people, group.parts))
    return found


def rollup_people(connection: Connection, asked: Sequence[Asked]) -> Iterator[tuple[int, tuple[Any, ...], frozenset[int]]]:
    """(number of the question, keys, who answered) from the rows of the rollup that keep who it was: those with few people."""
    for numbers, others in _alike(asked):
        at = {number: _positions(asked[number].query, others) for number in numbers}
        for row in connection.execute(*_from_rollup("few", asked, numbers)):
            yield row[0], tuple([row[place] for place in at[row[0]]]), frozenset(struct.unpack(f"<{len(row[-1]) // 8}q", row[-1]))


def _alike(asked: Sequence[Asked]) -> list[tuple[list[int], tuple[str, ...]]]:
    """(numbers of questions that one statement can answer, their dimensions that are no places)."""
    parts: dict[tuple[str, Filters, tuple[str, ...]], list[int]] = {}
    for number, one in enumerate(asked):
        parts.setdefault((one.plan.grain, one.filters, one.others), []).append(number)
    return [(numbers, others) for (_, _, others), numbers in parts.items()]


def _positions(query: Query, others: tuple[str, ...]) -> list[int]:
    """Where in a row of (number, stage, touchpoint, channel, others…) the keys of a question stand."""
    where = {code: place for place, code in enumerate((*LEVEL_BITS, *others), start=1)}
    return [where[code] for code in query.by]


def _from_rollup(what: What, asked: Sequence[Asked], numbers: Sequence[int]) -> tuple[sa.Select[Any], dict[str, Any]]:
    """The statement for questions that are alike, and the values for it."""
    one = asked[numbers[0]]
    given = one.filters.given()
    rows = [_as_row(number, asked[number]) for number in numbers]
    attributes = {f"attribute_{at}": code.removeprefix(SEGMENT) for at, code in enumerate(one.others) if code.startswith(SEGMENT)}
    values = {"grain": one.plan.grain} | attributes | values_of(rows) | given
    return _statement(what, len(rows), one.others, tuple(given)), values


def _as_row(number: int, asked: Asked) -> dict[str, Any]:
    told = {f"by_{code}": int(code in asked.query.by) for code in LEVEL_BITS}
    return {"number": number, "level": asked.plan.level, "measure": asked.query.asked.measure} | told | span_of(asked.query.scope.period)


@lru_cache(maxsize=512)
def _statement(what: What, count: int, others: tuple[str, ...], filtered: tuple[str, ...]) -> sa.Select[Any]:
    """SELECT the number of the question, the places, the other keys and what is asked of the rows, for `count` questions.

    The questions are rows of a table of their own: (number, level, measure, which places they are by, first and last day). A place that
    a question is not by is 0, so that grouping by all places groups each question as it asks; and combinations of segments are put
    together where they are alike in the one asked for. Values are left out, so that questions of one shape share a statement: putting
    one together takes longer than the database takes to answer it.
    """
    c, wanted = t.rollup.c, rows_of(count, t.rollup.c.level, t.rollup.c.measure, *_BY)
    w = wanted.c
    belongs = sa.and_(c.grain == sa.bindparam("grain"), c.level == w.level, c.measure == w.measure, c.starts_on.between(w.first, w.last))
    origin = wanted.join(t.rollup, belongs)
    if any(code in t.calendar.c for code in others):
        origin = origin.join(t.calendar, t.calendar.c.day == c.starts_on)
    keys: list[ColumnElement[Any]] = [w.number, *(place * w[by.name] for place, by in zip(_PLACES, _BY, strict=True))]
    for at, code in enumerate(others):
        column = _column(code)
        if code.startswith(SEGMENT):
            first = _first_alike(f"attribute_{at}")
            origin = origin.outerjoin(first, first.c.segment_id == c.segment_id)
            column = sa.func.coalesce(first.c.first, sa.literal_column("0"))
        keys.append(column)
    inside = (_FILTERED[name].in_(sa.bindparam(name, expanding=True)) for name in filtered)
    statement = sa.select(*keys, *_COLUMNS[what]).select_from(origin).where(*inside)
    return statement.where(_FEW.is_not(None)) if what == "few" else statement.group_by(*keys)


def _first_alike(attribute: str) -> sa.Subquery:
    """For each combination of segments the first one that has the same value of the segment given later by the name `attribute`."""
    values = t.segment_values.c
    first = sa.func.min(values.segment_id).over(partition_by=values.value).label("first")
    return sa.select(values.segment_id, first).where(values.attribute == sa.bindparam(attribute)).subquery()


def span_of(period: Period | None) -> dict[str, date]:
    """The first and the last day of a period, or of all time, as a row of :func:`rows_of` has them."""
    return {"first": period.first if period else date.min, "last": period.last if period else date.max}


def rows_of(count: int, *columns: sa.Column[Any]) -> sa.CTE:
    """A table called "wanted" of `count` rows (number, `columns`, first and last day); :func:`values_of` gives their values."""
    types: dict[str, sa.types.TypeEngine[Any]] = {"number": sa.Integer(), **{column.name: column.type for column in columns}}
    types |= {"first": sa.Date(), "last": sa.Date()}
    rows = (sa.select(*(sa.bindparam(f"{name}_{row}", type_=kind).label(name) for name, kind in types.items())) for row in range(count))
    return sa.union_all(*rows).cte("wanted")


def values_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The values of the rows of a table of :func:`rows_of`."""
    return {f"{name}_{number}": value for number, row in enumerate(rows) for name, value in row.items()}


def _column(code: str) -> ColumnElement[Any]:
    """What tells apart in the rollup what is no place."""
    c = t.rollup.c
    return c.method if code == "method" else c.segment_id if of_segment(code) else t.calendar.c[code]


_FILTERED: Mapping[str, ColumnElement[Any]] = {
    "journeys": t.rollup.c.journey_id,
    "stages": t.rollup.c.stage_id,
    "touchpoints": t.rollup.c.touchpoint_id,
    "channels": t.rollup.c.channel_id,
    "segments": t.rollup.c.segment_id,
    "methods": t.rollup.c.method,
}
"""What each filter narrows in the rollup."""


def newest_day(connection: Connection, filters: Filters) -> date | None:
    """The last day with an answer in a journey, from the rollup."""
    c = t.rollup.c
    statement = sa.select(sa.func.max(c.starts_on)).where(c.grain == "day", c.level == 0, c.measure == "answer")
    day: date | None = connection.scalar(statement.where(*filters.on(**_FILTERED)))
    return day
