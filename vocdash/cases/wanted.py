"""Which cases somebody looks for: queues, filters and words, and all of it as a sieve of the cases in memory.

Everything a filter needs stands on the case itself, so that 100,000 of them answer at once whatever number of answers there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Actor
from vocdash.cases.book import book_of
from vocdash.cases.columns import NOBODY, SEGMENT, CaseColumns, Coded, Mask, microseconds
from vocdash.cases.hours import working_time
from vocdash.cases.status import Status
from vocdash.store import search
from vocdash.store import tables as t
from vocdash.store.remembered import remembered

_NUMBER = re.compile(r"\s*#?c-?(\d{1,9})\s*", re.IGNORECASE)


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


class Due(StrEnum):
    """How much time is left until a case is due; none runs while it waits for the customer, or is done."""

    OVERDUE = "overdue"
    DAY = "day"
    WEEK = "week"
    LATER = "later"
    PAUSED = "paused"
    DONE = "done"


DUE = "due"
"""The facet of :class:`Due`, which changes by itself and so stands on no case."""

_LEFT = (timedelta(), timedelta(days=1), timedelta(days=7))
"""Up to how much time is left in each of the first values of `Due`."""


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


class Sieve:
    """Which cases pass each of some filters; and of all of them, or of all but one."""

    def __init__(self, filters: Mapping[str, Mask], count: int) -> None:
        self._filters = filters
        self._failed = np.zeros(count, np.int16)
        for passed in filters.values():
            self._failed += ~passed

    @property
    def passed(self) -> Mask:
        """What passes every filter."""
        found: Mask = self._failed == 0
        return found

    def but_for(self, name: str) -> Mask:
        """What passes every filter, whatever the one called `name` says."""
        if name not in self._filters:
            return self.passed
        found: Mask = self._failed == ~self._filters[name]
        return found


def sieve(connection: Connection, cases: CaseColumns, wanted: Wanted, queues: Mapping[Queue, Mask]) -> Sieve:
    """Everything that is wanted, as filters: "queue", "said" (words, days, a number, a customer), "tag", "segment", and each facet."""
    filters = {"queue": queues[wanted.queue], **_said(connection, cases, wanted)}
    for name, values in wanted.values:
        if values:
            filters[name] = cases.with_tags(values) if name == "tag" else cases.coded[name].among(values)
    if wanted.segments:
        chosen = [number for number, has in read_segments(connection).items() if fits(has, wanted)]
        filters[SEGMENT] = cases.coded[SEGMENT].among(chosen)
    return Sieve(filters, len(cases.ids))


def as_of(cases: CaseColumns, moment: datetime) -> CaseColumns:
    """The cases with the time that is left until they are due at a moment."""
    codes = np.searchsorted([microseconds(moment + left) for left in _LEFT], cases.due, side="right").astype(np.int32)
    places = list(Due)
    codes[cases.coded["status"].among((Status.WAITING.value,))] = places.index(Due.PAUSED)
    codes[~cases.is_open] = places.index(Due.DONE)
    return replace(cases, coded={**cases.coded, DUE: Coded(tuple(due.value for due in Due), codes)})


def read_queues(connection: Connection, cases: CaseColumns, actor: Actor) -> dict[Queue, Mask]:
    """Which cases, :func:`as_of` a moment, are in each queue of a person; strangers own nothing, and no note calls them."""
    person = book_of(connection).person_of(actor)
    owner, team = cases.coded["owner"], cases.coded["team"]
    c = t.case_calls.c
    called = connection.scalars(sa.select(c.case_id).where(c.person_id == person.person_id)).all() if person else []
    return {
        Queue.OPEN: cases.is_open,
        Queue.MINE: cases.is_open & owner.among((person.person_id,) if person else ()),
        Queue.TEAM: cases.is_open & team.among((person.team_id,) if person else ()),
        Queue.UNASSIGNED: cases.is_open & owner.among((NOBODY,)),
        Queue.OVERDUE: cases.coded[DUE].among((Due.OVERDUE.value,)),
        Queue.CALLED: cases.is_open & cases.being(called),
        Queue.DONE: ~cases.is_open,
    }


def _said(connection: Connection, cases: CaseColumns, wanted: Wanted) -> dict[str, Mask]:
    """The filter by words, days, the number of a case and a customer, if any: no count beside a filter leaves it out."""
    found: list[Mask] = []
    if wanted.customer_id is not None:
        found.append(cases.being(connection.scalars(sa.select(t.cases.c.case_id).where(t.cases.c.customer_id == wanted.customer_id)).all()))
    if number := _NUMBER.fullmatch(wanted.text):
        found.append(cases.being([int(number[1])]))
    elif search.words(wanted.text):
        found.append(cases.being(remembered(connection, _having, wanted.text)))
    if wanted.first is not None:
        found.append(cases.answered >= _midnight(wanted.first))
    if wanted.last is not None:
        found.append(cases.answered < _midnight(wanted.last + timedelta(days=1)))
    return {"said": np.logical_and.reduce(found)} if found else {}


def _having(connection: Connection, text: str) -> tuple[int, ...]:
    """The cases whose answer has these words. Each list and count asks again, and the words may be in half of all comments."""
    found = search.submissions(connection, text)
    of = t.cases.c
    return tuple(connection.scalars(sa.select(of.case_id).where(of.submission_id.in_(found)))) if found is not None else ()


def _midnight(day: date) -> int:
    return microseconds(datetime(day.year, day.month, day.day, tzinfo=working_time().zone))


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
