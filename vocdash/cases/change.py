"""The verbs that change cases: one at a time or many, each refused where somebody else was faster.

Every verb takes the version of the case that its reader saw. When the stored one is newer, nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from json import dumps
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.cases.book import book_of
from vocdash.cases.hours import working_time
from vocdash.cases.state import Change, Event, State, Step
from vocdash.cases.status import Status
from vocdash.cases.steps import apply, join, merge
from vocdash.errors import Conflict, UnknownName, VocError
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows
from vocdash.store.clock import now

_DOING = "work on cases"
EVENT = ("case_id", "number", "happened_at", "person", "kind", "detail")
_AT_ONCE = 500


class OtherCustomers(VocError):
    """Cases to be merged are not known to be of one customer. `customers`: the case merged into, first, and the others → whose they are."""

    def __init__(self, into: int, customers: Mapping[int, int | None]) -> None:
        super().__init__(f"Not all of these cases are of the customer of C-{into}.", "Say that they are meant all the same, or leave them.")
        self.into = into
        self.customers = customers


@dataclass(frozen=True, slots=True)
class BulkReport:
    """What a change of many cases did: those changed, those somebody else changed first, and those it makes no sense for (why).

    `before` is how every case that was written to stood before, which is what :func:`vocdash.cases.undo.undo_bulk` needs.
    """

    changed: tuple[int, ...]
    stale: tuple[int, ...]
    refused: tuple[tuple[int, str], ...] = ()
    before: tuple[State, ...] = ()


def update_case(store: Store, actor: Actor, case_id: int, version: int, change: Change) -> int:
    """Change one case that was read at `version`; gives its new version (the same one when nothing was different).

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline.
    Conflict
        If somebody changed the case since; nothing is written.
    UnknownName
        If there is no such case.
    VocError
        If the change makes no sense for the case as it is.
    """
    actor.require(Access.FRONTLINE, _DOING)
    with store.writing(answers=False) as connection:
        state = read_at(connection, case_id, version)
        step = apply(state, change, actor.signature, now(connection), book_of(connection), working_time())
        write_steps(connection, [step])
        return step.state.version


def update_cases(store: Store, actor: Actor, versions: Mapping[int, int], change: Change) -> BulkReport:
    """Change many cases alike, given as case → the version that was read. Those changed meanwhile stay as they are and are listed."""
    actor.require(Access.FRONTLINE, _DOING)
    with store.writing(answers=False) as connection:
        book, time, moment = book_of(connection), working_time(), now(connection)
        steps: list[Step] = []
        late: list[int] = []
        refused: list[tuple[int, str]] = []
        states = read_states(connection, versions)
        for case_id, version in versions.items():
            state = states.get(case_id)
            if state is None or state.version != version:
                late.append(case_id)
                continue
            try:
                steps.append(apply(state, change, actor.signature, moment, book, time))
            except VocError as error:
                refused.append((case_id, error.what))
        write_steps(connection, steps)
        changed = tuple(step.state.case_id for step in steps if step.events)
        return BulkReport(changed, tuple(late), tuple(refused), tuple(states[number] for number in changed))


def merge_cases(store: Store, actor: Actor, into: int, versions: Mapping[int, int], *, strangers: bool = False) -> BulkReport:
    """Make cases duplicates of `into`: they are closed, keep their history, and both sides say so.

    `strangers` says that cases of other customers are meant, too; without it nothing is written where there are any. Nor is it where
    `into` was read, and somebody has changed it since.

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline.
    OtherCustomers
        If some of the cases are not known to be of the customer of `into`.
    VocError
        If `into` does not exist, or is merged itself.
    """
    actor.require(Access.FRONTLINE, _DOING)
    with store.writing(answers=False) as connection:
        moment = now(connection)
        states = read_states(connection, {*versions, into})
        target = states.get(into)
        if target is None or target.merged_into is not None:
            raise VocError(f"Nothing can be merged into C-{into}.", "Choose a case that exists and is not merged itself.")
        if versions.get(into, target.version) != target.version:
            return BulkReport((), (into,))
        customers = _customers(connection, {*versions, into})
        others = {number for number in versions if number != into and not _is_same(customers.get(number), customers[into])}
        if others and not strangers:
            raise OtherCustomers(into, {number: customers.get(number) for number in (into, *sorted(others))})
        steps, late, refused = [], [], []
        for case_id, version in versions.items():
            state = states.get(case_id)
            if case_id == into:
                continue
            if state is None or state.version != version:
                late.append(case_id)
                continue
            try:
                steps.append(merge(state, into, actor.signature, moment, stranger=case_id in others))
            except VocError as error:
                refused.append((case_id, error.what))
        if steps:
            steps.append(join(target, [step.state for step in steps], actor.signature, moment, strangers=others))
        write_steps(connection, steps)
        changed = tuple(step.state.case_id for step in steps)
        return BulkReport(
            tuple(number for number in changed if number != into), tuple(late), tuple(refused), tuple(states[number] for number in changed)
        )


def _customers(connection: Connection, case_ids: Iterable[int]) -> dict[int, int | None]:
    """Whose each case is; None where nobody knows."""
    c, numbers = t.cases.c, list(case_ids)
    found: dict[int, int | None] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        part = c.case_id.in_(numbers[start : start + _AT_ONCE])
        found.update(dict(connection.execute(sa.select(c.case_id, c.customer_id).where(part)).all()))
    return found


def _is_same(one: int | None, other: int | None) -> bool:
    """Whether two cases are known to be of one customer."""
    return one is not None and one == other


# --- rows ------------------------------------------------------------------------------------------------------------

_COLUMNS = [t.cases.c[f.name] for f in fields(State) if f.name != "tags"]


def read_states(connection: Connection, case_ids: Iterable[int]) -> dict[int, State]:
    """The states of cases by number; those that do not exist are left out."""
    numbers = list(case_ids)
    states: dict[int, State] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        part = numbers[start : start + _AT_ONCE]
        tags: dict[int, set[str]] = {}
        for case_id, tag in connection.execute(sa.select(t.case_tags.c.case_id, t.case_tags.c.tag).where(t.case_tags.c.case_id.in_(part))):
            tags.setdefault(case_id, set()).add(tag)
        for row in connection.execute(sa.select(*_COLUMNS).where(t.cases.c.case_id.in_(part))).mappings():
            kept = {**row, "status": Status(row["status"]), "tags": frozenset(tags.get(row["case_id"], ()))}
            states[row["case_id"]] = State(**kept)
    return states


def read_at(connection: Connection, case_id: int, version: int) -> State:
    """The state of a case that somebody read at `version`.

    Raises
    ------
    Conflict
        If somebody changed the case since.
    UnknownName
        If there is no such case.
    """
    state = read_states(connection, [case_id]).get(case_id)
    if state is None:
        raise UnknownName("case", f"C-{case_id}", ())
    if state.version != version:
        raise Conflict(
            "Someone changed this case while you were writing.", "What you wrote is kept below; look at what is new, then save again."
        )
    return state


def write_steps(connection: Connection, steps: Sequence[Step]) -> None:
    """Write the states steps lead to, and add what they say to the history. Steps without events write nothing."""
    made = [step for step in steps if step.events]
    if not made:
        return
    columns = made[0].state.columns()
    values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in columns}
    update = sa.update(t.cases).where(t.cases.c.case_id == sa.bindparam("which")).values(values)
    rows = [{"which": step.state.case_id, **{f"new_{k}": v for k, v in step.state.columns().items()}} for step in made]
    connection.execute(update, rows)
    write_events(connection, [(step.state.case_id, event) for step in made for event in step.events])
    tagged = [step for step in made if any(event.kind in ("tags", "undone") for event in step.events)]
    for step in tagged:
        connection.execute(sa.delete(t.case_tags).where(t.case_tags.c.case_id == step.state.case_id))
    insert_rows(connection, t.case_tags, ("case_id", "tag"), [(s.state.case_id, tag) for s in tagged for tag in sorted(s.state.tags)])
    for step in made:
        _call(connection, step)


def write_events(connection: Connection, events: Sequence[tuple[int, Event]]) -> None:
    """Add lines to histories; nothing is ever changed or removed there."""
    rows = [(case_id, event.number, event.happened_at, event.person, event.kind, dumps(event.detail)) for case_id, event in events]
    insert_rows(connection, t.case_events, EVENT, rows)


def _call(connection: Connection, step: Step) -> None:
    """Remember whom a note calls, so that they find the case."""
    for person_id in step.called:
        c = t.case_calls.c
        connection.execute(sa.delete(t.case_calls).where(c.case_id == step.state.case_id, c.person_id == person_id))
        connection.execute(sa.insert(t.case_calls).values(case_id=step.state.case_id, person_id=person_id, number=step.state.event_count))
