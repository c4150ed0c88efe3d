"""Two ways to the same sums: raw answers, and the rollup. One contract test runs the same questions on both, and on a third way:
answers kept as columns (:mod:`vocdash.metrics.kept_sums`), which answer what the rollup cannot.

Each returns :class:`Group`: ids of the dimensions asked for, in order, and the :class:`Sums` of one measure.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, FromClause

from vocdash.domain import Period
from vocdash.metrics.query import Filters, Query
from vocdash.metrics.registry import MEASURES, SEGMENT
from vocdash.metrics.sums import SUM_COLUMNS, Sums
from vocdash.store import tables as t

LEVEL_BITS: Mapping[str, int] = {"stage": 1, "touchpoint": 2, "channel": 4}
GRAIN_LEVELS: Mapping[str, tuple[int, ...]] = {"day": (0, 1, 3), "month": tuple(range(8)), "segment": (0, 1, 3)}
"""Which places each grain keeps per-submission sums for: bits of stage, touchpoint, channel.

Days and segments told apart by channel, too, would be nearly a row an answer: no faster to read, and three times as much to write.
"""


PERSON = sa.func.coalesce(t.submissions.c.customer_id, -1 - t.submissions.c.submission_id)
"""Who gave a submission, as :func:`person_key` numbers people."""


@dataclass(frozen=True, slots=True)
class Group:
    """Sums of one group of answers; `keys` are ids, dates or words in the order of the dimensions asked for.

    `people` counts who answered, by customer, or by submission where the customer is not known. People cannot be added up, so
    where `parts` of the store were put together it is that of the largest part: at least so many.
    """

    keys: tuple[Any, ...]
    sums: Sums
    methods: tuple[str, str]
    people: int
    parts: int = 1


# --- raw -------------------------------------------------------------------------------------------------------------


def answers(*columns: Any) -> sa.Select[Any]:
    """SELECT the given columns of every answer that counts, with all it stands on joined; the base of every raw question."""
    r, s, q = t.responses, t.submissions, t.questions
    return (
        sa.select(*columns)
        .select_from(r)
        .join(s, s.c.submission_id == r.c.submission_id)
        .join(q, q.c.question_id == r.c.question_id)
        .join(t.sources, t.sources.c.source_id == s.c.source_id)
        .join(t.stages, t.stages.c.stage_id == r.c.stage_id)
        .outerjoin(t.scales, t.scales.c.scale_id == q.c.scale_id)
        .where(~s.c.excluded)
    )


def inside(filters: Filters, period: Period | None) -> list[ColumnElement[bool]]:
    """The conditions of a scope on raw answers."""
    r, s = t.responses.c, t.submissions.c
    conditions: list[ColumnElement[bool]] = []
    if period is not None:
        conditions.append(s.day.between(period.first, period.last))
    return conditions + filters.on(
        journeys=t.stages.c.journey_id,
        stages=r.stage_id,
        touchpoints=r.touchpoint_id,
        channels=r.channel_id,
        segments=s.segment_id,
        methods=t.sources.c.method,
        sources=s.source_id,
    )


def of_sources(submission: ColumnElement[Any], filters: Filters) -> list[ColumnElement[bool]]:
    """The condition that a row of another table belongs to a submission of the sources wanted; none for all of them."""
    s = t.submissions.c
    return [submission.in_(sa.select(s.submission_id).where(condition)) for condition in filters.on(sources=s.source_id)]


def raw_groups(connection: Connection, query: Query, filters: Filters) -> list[Group]:
    """The sums of a question from the answers themselves, in two steps: per submission, then per group."""
    return _sum_up(connection, _each_submission(query, filters), len(query.by))


def raw_people(connection: Connection, query: Query, filters: Filters) -> Iterator[tuple[tuple[Any, ...], frozenset[int]]]:
    """(keys, who answered) from the answers themselves, a pair for each person in each group."""
    c = _each_submission(query, filters).c
    by = [c[f"k{number}"] for number in range(len(query.by))]
    for *keys, customer, submission in connection.execute(sa.select(*by, c.customer_id, c.submission_id)):
        yield tuple(keys), frozenset((person_key(customer, submission),))


def person_key(customer: int | None, submission: int) -> int:
    """One number for a person: that of the customer, or of the submission where the customer is not known.

    Both are keyed hashes; flipping the bits of one keeps small numbers of the two apart as well.
    """
    return ~submission if customer is None else customer


def _each_submission(query: Query, filters: Filters) -> FromClause:
    """The own sums of every submission, in every group asked for."""
    x = MEASURES[query.asked.measure].expression().label("x")
    places = {"stage": t.responses.c.stage_id, "touchpoint": t.responses.c.touchpoint_id, "channel": t.responses.c.channel_id}
    keys: list[ColumnElement[Any]] = []
    for code in query.by:
        if code in places:
            keys.append(places[code])
        elif code == "method":
            keys.append(t.sources.c.method)
        elif of_segment(code):
            keys.append(t.submissions.c.segment_id)
        else:
            keys.append(t.calendar.c[code])
    labelled = [key.label(f"k{number}") for number, key in enumerate(keys)]
    statement = answers(
        t.responses.c.submission_id,
        t.stages.c.journey_id,
        t.submissions.c.customer_id,
        t.submissions.c.weight.label("w"),
        t.sources.c.method.label("m"),
        t.questions.c.scale_id.label("scale"),
        x,
        *labelled,
    ).where(*inside(filters, query.scope.period))
    if query.kinds("time"):
        statement = statement.join(t.calendar, t.calendar.c.day == t.submissions.c.day)
    return _per_submission(statement.subquery(), len(keys))


def _per_submission(found: FromClause, keys: int) -> FromClause:
    c = found.c
    by = [c.submission_id, c.journey_id, *(c[f"k{number}"] for number in range(keys))]
    return (
        sa.select(
            c.submission_id,
            *by[2:],
            sa.func.min(c.customer_id).label("customer_id"),
            sa.func.min(c.w).label("w"),
            sa.func.min(c.m).label("m"),
            sa.func.sum(c.x).label("s"),
            sa.func.count(c.x).label("n"),
            sa.func.sum(c.x * c.x).label("q"),
            sa.func.min(sa.func.coalesce(c.scale, 0)).label("scale_low"),
            sa.func.max(sa.func.coalesce(c.scale, 0)).label("scale_high"),
        )
        .where(c.x.is_not(None))
        .group_by(*by)
        .subquery()
    )


def _sum_up(connection: Connection, each: FromClause, keys: int) -> list[Group]:
    c = each.c
    by = [c[f"k{number}"] for number in range(keys)]
    total = sa.func.sum
    n, w = sa.cast(c.n, sa.Float), c.w
    sums = {
        "submissions": sa.func.count(),
        "n": sa.cast(total(c.n), sa.BigInteger),
        "s": total(c.s),
        "q": total(c.q),
        "ss": total(c.s * c.s),
        "sn": total(c.s * n),
        "nn": total(n * n),
        "ws": total(w * c.s),
        "wn": total(w * n),
        "wq": total(w * c.q),
        "wss": total(w * w * c.s * c.s),
        "wsn": total(w * w * c.s * n),
        "wnn": total(w * w * n * n),
        "scale_low": sa.func.min(c.scale_low),
        "scale_high": sa.func.max(c.scale_high),
    }
    columns = [expression.label(name) for name, expression in sums.items()]
    people = sa.func.count(sa.distinct(sa.func.coalesce(c.customer_id, -1 - c.submission_id)))
    statement = sa.select(*by, sa.func.min(c.m), sa.func.max(c.m), people, sa.literal(1), *columns).group_by(*by)
    return _groups(connection, statement, keys)


def _groups(connection: Connection, statement: sa.Select[Any], keys: int) -> list[Group]:
    """Rows of keys, methods, people, parts and sums as groups; without keys an empty one is left out."""
    rows = connection.execute(statement).all()
    return [
        Group(tuple(row[:keys]), Sums(*row[keys + 4 :]), (row[keys], row[keys + 1]), row[keys + 2], row[keys + 3])
        for row in rows
        if row[keys + 4]
    ]


# --- rollup ----------------------------------------------------------------------------------------------------------

_SUMMED: tuple[ColumnElement[Any], ...] = (
    sa.func.min(t.rollup.c.method),
    sa.func.max(t.rollup.c.method),
    sa.func.max(t.rollup.c.people),
    sa.func.count(),
    *(sa.func.sum(t.rollup.c[name]) for name in SUM_COLUMNS),
    sa.func.min(t.rollup.c.scale_low),
    sa.func.max(t.rollup.c.scale_high),
)
"""Built once: building these took longer than the database takes to answer."""
_COUNTS = 6
"""So many of them say how many there are: methods, people, parts, submissions and answers."""


def of_segment(code: str) -> bool:
    """Whether a dimension is read from the combination of segments."""
    return code == "segment" or code.startswith(SEGMENT)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which rows of the rollup answer a question."""

    grain: str
    level: int


def plan(query: Query, filters: Filters) -> Plan | None:
    """The smallest grain that answers, or None where only answers can.

    These it takes for a place that is filtered to several values without being split by (the rollup's per-submission sums would
    count one submission once a value), for segments inside a part of a month, for levels that a grain leaves out, and for sources,
    which the rollup does not tell apart.
    """
    if filters.sources is not None:
        return None
    places = set(query.kinds("place"))
    filtered = filters.places()
    if any(code not in places and len(ids) != 1 for code, ids in filtered.items()):
        return None
    level = sum(LEVEL_BITS[code] for code in places | set(filtered))
    period = query.scope.period
    fine_time = bool({"day", "week"} & set(query.by)) or not (period is None or period.is_whole_months)
    by_segment = filters.segments is not None or any(of_segment(code) for code in query.by)
    if by_segment and fine_time:
        return None
    grain = "segment" if by_segment else "day" if fine_time else "month"
    return Plan(grain, level) if level in GRAIN_LEVELS[grain] else None


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
    columns = _SUMMED[:_COUNTS] if counts_only else _SUMMED
    found: list[list[Group]] = [[] for _ in asked]
    for numbers, others in _alike(asked):
        at = {number: _positions(asked[number].query, others) for number in numbers}
        for group in _groups(connection, _from_rollup(asked, numbers, others, columns, grouped=True), 1 + len(_PLACES) + len(others)):
            number = group.keys[0]
            keys = tuple([group.keys[place] for place in at[number]])
            found[number].append(Group(keys, group.sums, group.methods, group.people, group.parts))
    return found


def rollup_people(connection: Connection, asked: Sequence[Asked]) -> Iterator[tuple[int, tuple[Any, ...], frozenset[int]]]:
    """(number of the question, keys, who answered) from the rows of the rollup that keep who it was: those with few people."""
    few = t.rollup.c.few
    for numbers, others in _alike(asked):
        at = {number: _positions(asked[number].query, others) for number in numbers}
        for row in connection.execute(_from_rollup(asked, numbers, others, (few,), grouped=False).where(few.is_not(None))):
            yield row[0], tuple([row[place] for place in at[row[0]]]), frozenset(struct.unpack(f"<{len(row[-1]) // 8}q", row[-1]))


_PLACES = (t.rollup.c.stage_id, t.rollup.c.touchpoint_id, t.rollup.c.channel_id)
EVER = Period(date.min, date.max)


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


def _from_rollup(
    asked: Sequence[Asked], numbers: Sequence[int], others: tuple[str, ...], columns: Sequence[ColumnElement[Any]], *, grouped: bool
) -> sa.Select[Any]:
    """SELECT the number of the question, the places, the other keys and `columns` for questions that are alike.

    The questions are rows of a table of their own: (number, level, measure, first and last day). A place that a question's level
    does not tell apart is 0 in every one of its rows, and one that only a filter names has one value, so that grouping by all
    places groups each question as it asks.
    """
    c, one = t.rollup.c, asked[numbers[0]]
    wanted = rows_of(_as_row(number, asked[number]) for number in numbers)
    w = wanted.c
    belongs = sa.and_(c.grain == one.plan.grain, c.level == w.level, c.measure == w.measure, c.starts_on.between(w.first, w.last))
    origin = wanted.join(t.rollup, belongs)
    if any(code in t.calendar.c for code in others):
        origin = origin.join(t.calendar, t.calendar.c.day == c.starts_on)
    keys = [w.number, *_PLACES, *map(_column, others)]
    statement = sa.select(*keys, *columns).select_from(origin).where(*_inside_rollup(one.filters))
    return statement.group_by(*keys) if grouped else statement


def _as_row(number: int, asked: Asked) -> dict[str, Any]:
    period = asked.query.scope.period or EVER
    return {"number": number, "level": asked.plan.level, "measure": asked.query.asked.measure, "first": period.first, "last": period.last}


def rows_of(rows: Iterable[Mapping[str, Any]]) -> sa.CTE:
    """A table of the values given, called "wanted"; unlike VALUES its text stands for any values, so that it is put together once."""
    return sa.union_all(*(sa.select(*(sa.literal(value).label(name) for name, value in row.items())) for row in rows)).cte("wanted")


def _column(code: str) -> ColumnElement[Any]:
    """What tells apart in the rollup what is no place."""
    c = t.rollup.c
    return c.method if code == "method" else c.segment_id if of_segment(code) else t.calendar.c[code]


def _inside_rollup(filters: Filters) -> list[ColumnElement[bool]]:
    c = t.rollup.c
    return filters.on(
        journeys=c.journey_id,
        stages=c.stage_id,
        touchpoints=c.touchpoint_id,
        channels=c.channel_id,
        segments=c.segment_id,
        methods=c.method,
    )


def newest_day(connection: Connection, filters: Filters) -> date | None:
    """The last day with an answer in a journey, from the rollup."""
    c = t.rollup.c
    statement = sa.select(sa.func.max(c.starts_on)).where(c.grain == "day", c.level == 0, c.measure == "answer")
    day: date | None = connection.scalar(statement.where(*_inside_rollup(filters)))
    return day
