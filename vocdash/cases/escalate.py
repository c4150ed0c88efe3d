"""Cases that nobody solved in time: noted once for each level, and told to whoever has to see to them.

The first level is reached at the due time, every further one after the working hours of the setting `escalate_after`. Who owns the
case hears of it by mail, else their team; the addresses of `escalate_to` hear of cases nobody owns, and of every one from the second
level on; the webhook hears of all. One message speaks of all cases that reached a level at one look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash import settings
from vocdash.access import Access, Actor
from vocdash.alerts.outbox import put_down
from vocdash.cases.book import Book, book_of
from vocdash.cases.change import read_states, write_steps
from vocdash.cases.hours import working_time
from vocdash.cases.state import State
from vocdash.cases.status import Status
from vocdash.cases.steps import escalate
from vocdash.locales import listed
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import now

SYSTEM = Actor("vocdash", Access.FRONTLINE)
_MOST_NAMED = 20
"""Cases one message names; of more it says only how many there are."""


def escalate_overdue(store: Store, actor: Actor = SYSTEM) -> int:
    """Note every case that reached a level since the last look; gives how many. Nothing is written where there is none."""
    actor.require(Access.FRONTLINE, "escalate cases")
    with store.reading() as connection:
        if not _reached(connection, now(connection)):
            return 0
    with store.writing(answers=False) as connection:
        return escalate_now(connection)


def escalate_now(connection: Connection, *, tell: bool = True) -> int:
    """:func:`escalate_overdue` inside a write that is already open; without `tell` nobody is told."""
    moment = now(connection)
    reached = _reached(connection, moment)
    states = read_states(connection, reached)
    book = book_of(connection)
    hearing = {number: _hearing(state, reached[number], book) if tell else () for number, state in states.items()}
    named = {address: person.name for person in book.persons.values() if (address := person.email)}
    write_steps(
        connection,
        [
            escalate(state, reached[number], [named.get(address, address) for address in hearing[number]], SYSTEM.name, moment)
            for number, state in states.items()
        ],
    )
    if tell:
        _tell(connection, states, reached, hearing)
    return len(states)


def _reached(connection: Connection, moment: datetime) -> dict[int, int]:
    """Open cases → the level they are at now, where that is higher than what was noted."""
    time, c = working_time(), t.cases.c
    found: dict[int, int] = {}
    for level, hours in enumerate(settings.get("escalate_after"), start=1):
        due_before = time.before(moment, timedelta(hours=hours))
        late = sa.select(c.case_id).where(c.is_open, c.due_at < due_before, c.status != Status.WAITING.value, c.escalation < level)
        found |= dict.fromkeys(connection.scalars(late), level)
    return found


def _hearing(state: State, level: int, book: Book) -> tuple[str, ...]:
    """The addresses that hear of a case by mail; none without a mail server."""
    if not settings.get("smtp_url"):
        return ()
    owners = [person for person in book.persons.values() if person.active and person.person_id == state.person_id]
    owners = owners or [person for person in book.persons.values() if person.active and person.team_id == state.team_id is not None]
    addresses = [person.email for person in owners if person.email]
    leads: tuple[str, ...] = settings.get("escalate_to") if level > 1 or not addresses else ()
    return tuple(dict.fromkeys([*addresses, *leads]))


def _tell(connection: Connection, states: Mapping[int, State], reached: Mapping[int, int], hearing: Mapping[int, Sequence[str]]) -> None:
    for level in sorted(set(reached.values())):
        here = [state for number, state in sorted(states.items()) if reached[number] == level]
        put_down(connection, "webhook", settings.get("webhook_url"), _message(here, level))
        for address in dict.fromkeys(address for state in here for address in hearing[state.case_id]):
            put_down(connection, "email", address, _message([state for state in here if address in hearing[state.case_id]], level))


def _message(states: Iterable[State], level: int) -> dict[str, Any]:
    """What a receiver reads: which cases, and nothing of the customers."""
    late = list(states)
    several = f"{len(late):,} cases are" if len(late) > 1 else "One case is"
    named = listed([f"C-{state.case_id} (severity {state.severity})" for state in late], _MOST_NAMED)
    past = "past the due time" if level == 1 else f"still open long after the due time (level {level})"
    return {
        "subject": f"{several} {past}",
        "said": f"{several} {past}: {named}.",
        "level": level,
        "cases": [f"C-{state.case_id}" for state in late],
        "page": "inbox?queue=overdue",
    }
