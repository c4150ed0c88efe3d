"""The sums of a question from the answers themselves. There are two more ways to the same sums: the rollup, which is much faster
(:mod:`vocdash.metrics.rollup_sums`), and answers kept as columns for what it cannot answer (:mod:`vocdash.metrics.kept_sums`). One
contract test runs the same questions on all three.

Each returns :class:`Group`: ids of the dimensions asked for, in order, and the :class:`Sums` of one measure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, FromClause

from vocdash.domain import Period
from vocdash.metrics.query import Filters, Query
from vocdash.metrics.registry import MEASURES, SEGMENT
from vocdash.metrics.sums import Sums
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


def of_segment(code: str) -> bool:
    """Whether a dimension is read from the combination of segments."""
    return code == "segment" or code.startswith(SEGMENT)


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
    return groups_from(connection, statement, keys)


def groups_from(connection: Connection, statement: sa.Select[Any], keys: int, values: Mapping[str, Any] | None = None) -> list[Group]:
    """Rows of keys, methods, people, parts and sums as groups; without keys an empty one is left out."""
    rows = connection.execute(statement, values).all()
    return [
        Group(tuple(row[:keys]), Sums(*row[keys + 4 :]), (row[keys], row[keys + 1]), row[keys + 2], row[keys + 3])
        for row in rows
        if row[keys + 4]
    ]
