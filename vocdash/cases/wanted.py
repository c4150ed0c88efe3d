"""Which cases somebody looks for: queues, filters and words, and all of it as conditions on the table of cases.

Everything a filter needs stands on the case itself, so that 100,000 of them answer at once whatever number of answers there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.access import Actor
from vocdash.cases.book import Person, book_of
from vocdash.cases.hours import working_time
from vocdash.cases.status import WON_BACK, Status
from vocdash.store import search
from vocdash.store import tables as t
from vocdash.store.joins import among
from vocdash.store.remembered import remembered

_NUMBER = re.compile(r"\s*#?c-?(\d{1,9})\s*", re.IGNORECASE)
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
    "recovered": sa.case((_c.follow_up.is_(None), "unknown"), (_c.follow_up > WON_BACK, "yes"), else_="no"),
}
"""What cases can be filtered by, each with several values; and beside it tags and segments."""


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


def chosen(connection: Connection, actor: Actor, wanted: Wanted, moment: datetime) -> list[ColumnElement[bool]]:
    """Everything that is wanted, as conditions."""
    person = book_of(connection).person_of(actor)
    return [
        in_queue(wanted.queue, person, moment),
        *of_words_and_days(connection, wanted),
        *of_facets(wanted),
        *of_tags(wanted),
        *in_segments(connection, wanted),
    ]


def in_queue(queue: Queue, person: Person | None, moment: datetime) -> ColumnElement[bool]:
    """Whether a case is in a queue of a person at a moment; strangers own nothing."""
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


def of_words_and_days(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Words and days: what no count beside a filter leaves out. A case's number finds that case."""
    conditions: list[ColumnElement[bool]] = [] if wanted.customer_id is None else [_c.customer_id == wanted.customer_id]
    if number := _NUMBER.fullmatch(wanted.text):
        conditions.append(_c.case_id == int(number[1]))
    elif search.words(wanted.text):
        conditions.append(among(connection, _c.case_id, remembered(connection, _having, wanted.text)))
    if wanted.first is not None:
        conditions.append(_c.answered_at >= _midnight(wanted.first))
    if wanted.last is not None:
        conditions.append(_c.answered_at < _midnight(wanted.last + timedelta(days=1)))
    return conditions


def _having(connection: Connection, text: str) -> tuple[int, ...]:
    """The cases whose answer has these words. Each list and count asks again, and the words may be in half of all comments."""
    found = search.submissions(connection, text)
    return tuple(connection.scalars(sa.select(_c.case_id).where(_c.submission_id.in_(found)))) if found is not None else ()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=working_time().zone)


def of_facets(wanted: Wanted, without: str = "") -> list[ColumnElement[bool]]:
    """The filters by one value of the case, all but the one called `without`."""
    return [FACETS[name].in_(values) for name, values in wanted.values if name in FACETS and name != without and values]


def of_tags(wanted: Wanted) -> list[ColumnElement[bool]]:
    """The filter by tags: at least one of them."""
    tags = [tag for name, values in wanted.values if name == "tag" for tag in values]
    return [_c.case_id.in_(sa.select(t.case_tags.c.case_id).where(t.case_tags.c.tag.in_(tags)))] if tags else []


def in_segments(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The filter by segments."""
    if not wanted.segments:
        return []
    chosen = [number for number, has in read_segments(connection).items() if fits(has, wanted)]
    return [_c.segment_id.in_(chosen)]


def read_segments(connection: Connection) -> dict[int, dict[str, str]]:
    """What each combination of segments says, by its number; 0 says nothing."""
    v = t.segment_values.c
    found: dict[int, dict[str, str]] = {0: {}}
    for number, attribute, value in connection.execute(sa.select(v.segment_id, v.attribute, v.value)):
        found.setdefault(number, {})[attribute] = value
    return found


def fits(has: Mapping[str, str], wanted: Wanted, without: str = "") -> bool:
    """Whether a combination of segments is wanted, whatever it says of the attribute `without`."""
    return all(has.get(attribute, "") in values for attribute, values in wanted.segments if attribute != without)
