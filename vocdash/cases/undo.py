"""Taking back what was done to cases: a change of many at once, and a merge; the history keeps both the change and its undoing."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.cases.change import BulkReport, read_at, read_states, write_steps
from vocdash.cases.state import Step
from vocdash.cases.status import Status
from vocdash.cases.steps import leave, restore, separate
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import now

_DOING = "work on cases"


def undo_bulk(store: Store, actor: Actor, done: BulkReport) -> BulkReport:
    """Take a change or a merge of many cases back; those somebody changed since stay as they are and are listed as stale.

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline.
    """
    actor.require(Access.FRONTLINE, _DOING)
    with store.writing(answers=False) as connection:
        moment = now(connection)
        states = read_states(connection, [before.case_id for before in done.before])
        steps: list[Step] = []
        late: list[int] = []
        for before in done.before:
            state = states.get(before.case_id)
            if state is None or state.version != before.version + 1:
                late.append(before.case_id)
            else:
                steps.append(restore(state, before, actor.signature, moment))
        write_steps(connection, steps)
        return BulkReport(tuple(step.state.case_id for step in steps), tuple(late))


def separate_case(store: Store, actor: Actor, case_id: int, version: int) -> int:
    """Take a duplicate out of the case it was merged into, at any time; gives its new version. What the other took over stays there.

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline.
    Conflict
        If somebody changed the case since it was read at `version`.
    UnknownName, VocError
        If there is no such case, or it is not merged.
    """
    actor.require(Access.FRONTLINE, _DOING)
    with store.writing(answers=False) as connection:
        state = read_at(connection, case_id, version)
        moment = now(connection)
        step = separate(state, _status_before_merge(connection, case_id), actor.signature, moment)
        others = read_states(connection, [state.merged_into or 0]).values()
        write_steps(connection, [step, *(leave(other, case_id, actor.signature, moment) for other in others)])
        return step.state.version


def _status_before_merge(connection: Connection, case_id: int) -> Status:
    e = t.case_events.c
    last = sa.select(e.detail).where(e.case_id == case_id, e.kind == "merged").order_by(e.number.desc()).limit(1)
    detail = connection.scalar(last)
    return Status(detail["before"]) if detail else Status.NEW
