"""Cases listed, filtered and counted: the read side of the inbox.

Everything a filter needs stands on the case itself, so that 100,000 of them answer at once whatever number of answers there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.access import Access, Actor
from vocdash.cases.book import Person, book_of
from vocdash.cases.evidence import Words, read_words
from vocdash.cases.hours import working_time
from vocdash.cases.status import Status
from vocdash.store import Store, search
from vocdash.store import tables as t
from vocdash.store.clock import now

_NUMBER = re.compile(r"\s*#?c-?(\d{1,9})\s*", re.IGNORECASE)
_MOST_TAGS = 50
NOBODY = 0
"""The owner or team of a case that has none, as a filter value."""


class Queue(StrEnum):
    """Which cases somebody looks through."""

    OPEN = "open"
    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    CALLED = "called"
    DONE = "done"


class Sort(StrEnum):
    """In which order: what is due first, the newest complaints, or the most severe."""

    DUE = "due"
    NEWEST = "newest"
    SEVERITY = "severity"


_c = t.cases.c

FACETS: Mapping[str, ColumnElement[Any]] = {
    "status": _c.status,
    "severity": _c.severity,
    "stage": _c.stage_id,
    "touchpoint": _c.touchpoint_id,
    "cause": sa.func.coalesce(_c.cause_stage_id, 0),
    "theme": _c.theme_id,
    "channel": _c.channel_id,
    "method": _c.method,
    "owner": sa.func.coalesce(_c.person_id, NOBODY),
    "team": sa.func.coalesce(_c.team_id, NOBODY),
    "answer": sa.case((_c.wants_answer, 1), else_=0),
    "recovered": sa.case((_c.follow_up.is_(None), "unknown"), (_c.follow_up > 0.5, "yes"), else_="no"),
}
"""What cases can be filtered by, each with several values; and beside it tags and segments."""

_SORTS: Mapping[Sort, tuple[tuple[ColumnElement[Any], ...], bool]] = {
    Sort.DUE: ((_c.due_at, _c.case_id), False),
    Sort.NEWEST: ((_c.answered_at, _c.case_id), True),
    Sort.SEVERITY: ((-_c.severity, _c.due_at, _c.case_id), False),
}
"""The columns of each order, and whether the greatest comes first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are looked for. `values` holds (facet or "tag", the values allowed) pairs, `segments` (attribute, values) pairs."""

    queue: Queue = Queue.OPEN
    text: str = ""
    values: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    segments: tuple[tuple[str, tuple[str, ...]], ...] = ()
    first: date | None = None
    last: date | None = None
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One case as a list shows it. `words` is what the customer wrote about it, None without words."""

    case_id: int
    version: int
    status: Status
    severity: int
    score: float | None
    journey_id: int
    stage_id: int
    touchpoint_id: int
    theme_id: int
    channel_id: int
    person_id: int | None
    team_id: int | None
    customer_id: int | None
    answered_at: datetime
    due_at: datetime
    wants_answer: bool
    overdue: bool
    words: Words | None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some cases in order, where the next page begins (None on the last), and the moment they were looked at."""

    lines: tuple[Line, ...]
    following: tuple[Any, ...] | None
    moment: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases: in the chosen queue with all filters, in each queue, and for each value of each filter under all others."""

    total: int
    queues: dict[Queue, int]
    facets: dict[str, dict[Any, int]]
    segments: dict[str, dict[str, int]] = field(default_factory=dict)


def list_cases(
    store: Store, actor: Actor, wanted: Wanted, sort: Sort = Sort.DUE, after: tuple[Any, ...] | None = None, limit: int = 25
) -> CasePage:
    """One page of cases, beginning just after `after`.

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline: these are single customers' words.
    """
    actor.require(Access.FRONTLINE, "read cases")
    with store.reading() as connection:
        moment = now(connection)
        keys, descending = _SORTS[sort]
        statement = sa.select(t.cases).where(*_chosen(connection, actor, wanted, moment))
        if after is not None:
            given = sa.tuple_(*(sa.literal(value, key.type) for value, key in zip(after, keys, strict=True)))
            statement = statement.where(sa.tuple_(*keys) < given if descending else sa.tuple_(*keys) > given)
        rows = connection.execute(statement.order_by(*(key.desc() if descending else key for key in keys)).limit(limit + 1)).all()
        lines = _lines(connection, rows[:limit], moment, wanted.text)
    return CasePage(tuple(lines), _place(lines[-1], sort) if len(rows) > limit else None, moment)


def find_ids(store: Store, actor: Actor, wanted: Wanted, sort: Sort = Sort.DUE, limit: int = 5_000) -> dict[int, int]:
    """Case → version of everything that is wanted, in order: what a change of all of them is about."""
    actor.require(Access.FRONTLINE, "read cases")
    keys, descending = _SORTS[sort]
    with store.reading() as connection:
        statement = sa.select(_c.case_id, _c.version).where(*_chosen(connection, actor, wanted, now(connection)))
        return dict(connection.execute(statement.order_by(*(key.desc() if descending else key for key in keys)).limit(limit)).all())


def _place(line: Line, sort: Sort) -> tuple[Any, ...]:
    return {
        Sort.DUE: (line.due_at, line.case_id),
        Sort.NEWEST: (line.answered_at, line.case_id),
        Sort.SEVERITY: (-line.severity, line.due_at, line.case_id),
    }[sort]


def _lines(connection: Connection, rows: Any, moment: datetime, text: str) -> list[Line]:
    words = read_words(connection, [(row.submission_id, row.question_id, row.occurrence) for row in rows], text)
    tags: dict[int, list[str]] = {}
    of = t.case_tags.c.case_id.in_([row.case_id for row in rows])
    for case_id, tag in connection.execute(sa.select(t.case_tags.c.case_id, t.case_tags.c.tag).where(of).order_by(t.case_tags.c.tag)):
        tags.setdefault(case_id, []).append(tag)
    return [
        Line(
            case_id=row.case_id,
            version=row.version,
            status=Status(row.status),
            severity=row.severity,
            score=row.score,
            journey_id=row.journey_id,
            stage_id=row.stage_id,
            touchpoint_id=row.touchpoint_id,
            theme_id=row.theme_id,
            channel_id=row.channel_id,
            person_id=row.person_id,
            team_id=row.team_id,
            customer_id=row.customer_id,
            answered_at=row.answered_at,
            due_at=row.due_at,
            wants_answer=row.wants_answer,
            overdue=row.is_open and row.status != Status.WAITING.value and row.due_at < moment,
            words=words.get((row.submission_id, row.question_id, row.occurrence)),
            tags=tuple(tags.get(row.case_id, ())),
        )
        for row in rows
    ]


# --- conditions ------------------------------------------------------------------------------------------------------


def _chosen(connection: Connection, actor: Actor, wanted: Wanted, moment: datetime) -> list[ColumnElement[bool]]:
    """Everything that is wanted, as conditions."""
    person = book_of(connection).person_of(actor)
    return [
        _in_queue(wanted.queue, person, moment),
        *_base(connection, wanted),
        *_facets(wanted),
        *_tagged(wanted),
        *_in_segments(connection, wanted),
    ]


def _in_queue(queue: Queue, person: Person | None, moment: datetime) -> ColumnElement[bool]:
    me = person.person_id if person else -1
    team = person.team_id if person and person.team_id is not None else -1
    late = sa.and_(_c.is_open, _c.status != Status.WAITING.value, _c.due_at < moment)
    called = _c.case_id.in_(sa.select(t.case_calls.c.case_id).where(t.case_calls.c.person_id == me))
    conditions: dict[Queue, ColumnElement[bool]] = {
        Queue.OPEN: _c.is_open,
        Queue.MINE: sa.and_(_c.is_open, _c.person_id == me),
        Queue.TEAM: sa.and_(_c.is_open, _c.team_id == team),
        Queue.UNASSIGNED: sa.and_(_c.is_open, _c.person_id.is_(None)),
        Queue.OVERDUE: late,
        Queue.CALLED: sa.and_(_c.is_open, called),
        Queue.DONE: ~_c.is_open,
    }
    return conditions[queue]


def _base(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Words and days: what no count beside a filter leaves out. A case's number finds that case."""
    conditions: list[ColumnElement[bool]] = [] if wanted.customer_id is None else [_c.customer_id == wanted.customer_id]
    if number := _NUMBER.fullmatch(wanted.text):
        conditions.append(_c.case_id == int(number[1]))
    elif (found := search.submissions(connection, wanted.text)) is not None:
        conditions.append(_c.submission_id.in_(found))
    if wanted.first is not None:
        conditions.append(_c.answered_at >= _midnight(wanted.first))
    if wanted.last is not None:
        conditions.append(_c.answered_at < _midnight(wanted.last + timedelta(days=1)))
    return conditions


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=working_time().zone)


def _facets(wanted: Wanted, without: str = "") -> list[ColumnElement[bool]]:
    return [FACETS[name].in_(values) for name, values in wanted.values if name in FACETS and name != without and values]


def _tagged(wanted: Wanted) -> list[ColumnElement[bool]]:
    tags = [tag for name, values in wanted.values if name == "tag" for tag in values]
    return [_c.case_id.in_(sa.select(t.case_tags.c.case_id).where(t.case_tags.c.tag.in_(tags)))] if tags else []


def _in_segments(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    if not wanted.segments:
        return []
    chosen = [number for number, has in _segments(connection).items() if _fits(has, wanted)]
    return [_c.segment_id.in_(chosen)]


def _segments(connection: Connection) -> dict[int, dict[str, str]]:
    v = t.segment_values.c
    found: dict[int, dict[str, str]] = {0: {}}
    for number, attribute, value in connection.execute(sa.select(v.segment_id, v.attribute, v.value)):
        found.setdefault(number, {})[attribute] = value
    return found


def _fits(has: Mapping[str, str], wanted: Wanted, without: str = "") -> bool:
    return all(has.get(attribute, "") in values for attribute, values in wanted.segments if attribute != without)


# --- counts ----------------------------------------------------------------------------------------------------------


def count_cases(store: Store, actor: Actor, wanted: Wanted) -> Counts:
    """The number beside every queue and every value of every filter, each under all the other filters."""
    actor.require(Access.FRONTLINE, "read cases")
    with store.reading() as connection:
        moment = now(connection)
        person = book_of(connection).person_of(actor)
        base = _base(connection, wanted)
        queue = _in_queue(wanted.queue, person, moment)
        segments = _in_segments(connection, wanted)
        tagged = _tagged(wanted)
        queues = _count_queues(connection, [*base, *_facets(wanted), *tagged, *segments], person, moment)
        chosen = {name for name, values in wanted.values if values}
        free = [name for name in (*FACETS, *(() if segments else ("segment",))) if name not in chosen]
        facets = _count_facets(connection, free, [queue, *base, *_facets(wanted), *tagged, *segments])
        for name in chosen & set(FACETS):
            facets |= _count_facets(connection, [name], [queue, *base, *_facets(wanted, name), *tagged, *segments])
        facets["tag"] = _count_tags(connection, [queue, *base, *_facets(wanted), *segments])
        if segments:
            facets |= _count_facets(connection, ["segment"], [queue, *base, *_facets(wanted), *tagged])
        by_segment = facets.pop("segment")
        return Counts(queues[wanted.queue], queues, facets, _by_attribute(_segments(connection), by_segment, wanted))


def _count_queues(
    connection: Connection, conditions: list[ColumnElement[bool]], person: Person | None, moment: datetime
) -> dict[Queue, int]:
    columns = [sa.func.count(sa.case((_in_queue(queue, person, moment), 1))) for queue in Queue]
    row = connection.execute(sa.select(*columns).select_from(t.cases).where(*conditions)).one()
    return dict(zip(Queue, row, strict=True))


def _count_facets(connection: Connection, names: list[str], conditions: list[ColumnElement[bool]]) -> dict[str, dict[Any, int]]:
    """Counts of each facet on its own, from one walk over the cases: equal combinations are counted together first."""
    found: dict[str, dict[Any, int]] = {name: {} for name in names}
    columns = [_counted(name) for name in names]
    for row in connection.execute(sa.select(*columns, sa.func.count()).select_from(t.cases).where(*conditions).group_by(*columns)):
        for name, value in zip(names, row[:-1], strict=True):
            found[name][value] = found[name].get(value, 0) + row[-1]
    return found


def _counted(name: str) -> ColumnElement[Any]:
    return (_c.segment_id if name == "segment" else FACETS[name]).label(name)


def _count_tags(connection: Connection, conditions: list[ColumnElement[bool]]) -> dict[Any, int]:
    count = sa.func.count().label("count")
    joined = sa.select(t.case_tags.c.tag, count).join_from(t.case_tags, t.cases, _c.case_id == t.case_tags.c.case_id).where(*conditions)
    return dict(connection.execute(joined.group_by(t.case_tags.c.tag).order_by(count.desc(), t.case_tags.c.tag).limit(_MOST_TAGS)).all())


def _by_attribute(segments: Mapping[int, Mapping[str, str]], counts: Mapping[int, int], wanted: Wanted) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for number, count in counts.items():
        has = segments.get(number, {})
        for attribute, value in has.items():
            if _fits(has, wanted, attribute):
                values = found.setdefault(attribute, {})
                values[value] = values.get(value, 0) + count
    return found
