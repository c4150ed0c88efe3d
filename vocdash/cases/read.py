"""One case with everything around it: its state, the words, the history, the road, and how long each status lasted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.cases.book import Book, book_of
from vocdash.cases.change import read_states
from vocdash.cases.evidence import Words, read_words
from vocdash.cases.hours import working_time
from vocdash.cases.road import Road, read_road
from vocdash.cases.state import Event, State
from vocdash.cases.status import Status
from vocdash.errors import UnknownName
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import now

_STATUS_EVENTS = ("status", "separated", "undone")
"""Lines of the history that may say which status a case came to."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case as whoever works on it sees it, at a moment. `spent` is the working time in each status so far."""

    state: State
    journey_id: int
    stage_id: int
    touchpoint_id: int
    channel_id: int
    theme_id: int
    customer_id: int | None
    method: str
    score: float | None
    wants_answer: bool
    answer_gone: bool
    answered_at: datetime
    words: Words | None
    history: tuple[Event, ...]
    road: Road
    spent: tuple[tuple[Status, timedelta], ...]
    book: Book
    moment: datetime


def read_case(store: Store, actor: Actor, case_id: int) -> CaseFile:
    """One case.

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline.
    UnknownName
        If there is no such case.
    """
    actor.require(Access.FRONTLINE, "read cases")
    with store.reading() as connection:
        row = connection.execute(sa.select(t.cases).where(t.cases.c.case_id == case_id)).mappings().one_or_none()
        if row is None:
            raise UnknownName("case", f"C-{case_id}", ())
        state, moment = read_states(connection, [case_id])[case_id], now(connection)
        place = (row["submission_id"], row["question_id"], row["occurrence"])
        history = read_history(connection, case_id)
        return CaseFile(
            state=state,
            journey_id=row["journey_id"],
            stage_id=row["stage_id"],
            touchpoint_id=row["touchpoint_id"],
            channel_id=row["channel_id"],
            theme_id=row["theme_id"],
            customer_id=row["customer_id"],
            method=row["method"],
            score=row["score"],
            wants_answer=row["wants_answer"],
            answer_gone=row["answer_gone"],
            answered_at=row["answered_at"],
            words=read_words(connection, [place]).get(place),
            history=history,
            road=read_road(connection, row),
            spent=tuple(time_in_status(history, state, moment).items()),
            book=book_of(connection),
            moment=moment,
        )


def read_history(connection: Connection, case_id: int) -> tuple[Event, ...]:
    """Everything that happened to a case, oldest first."""
    e = t.case_events.c
    rows = connection.execute(sa.select(e.number, e.happened_at, e.person, e.kind, e.detail).where(e.case_id == case_id).order_by(e.number))
    return tuple(Event(row.number, row.happened_at, row.person, row.kind, row.detail or {}) for row in rows)


def time_in_status(history: tuple[Event, ...], state: State, moment: datetime) -> dict[Status, timedelta]:
    """The working time a case spent in each status it had, until a moment or until it was done; by its history."""
    time, spent = working_time(), dict[Status, timedelta]()
    status, since = Status.NEW, state.opened_at
    for event in history:
        after = Status.CLOSED.value if event.kind == "merged" else event.detail.get("after") if event.kind in _STATUS_EVENTS else None
        if after is not None:
            spent[status] = spent.get(status, timedelta()) + time.between(since, event.happened_at)
            status, since = Status(after), event.happened_at
    if status.is_open:
        spent[status] = spent.get(status, timedelta()) + time.between(since, moment)
    return spent
