"""The sample's people at work: what they did about its complaints, made up from each case alone, so that it is the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.cases.book import Book, book_of
from vocdash.cases.change import read_states, write_steps
from vocdash.cases.escalate import escalate_now
from vocdash.cases.hours import WorkingTime, working_time
from vocdash.cases.state import Cause, Change, State, Step
from vocdash.cases.status import Status
from vocdash.cases.steps import apply
from vocdash.store import tables as t

_NOTES = (
    "Called, nobody answered; left a message.",
    "Spoke to the customer, apologised, and explained what went wrong.",
    "Asked the warehouse for the delivery note.",
    "Offered a voucher for the trouble; the customer will think about it.",
    "Sent the answer by e-mail and asked to be called if anything is left.",
)
_REASONS = (
    "The date was sold before it was confirmed",
    "Nobody passed the note on",
    "The guide leaves this step out",
    "The stock was counted wrong",
)
_TAGS = ("call back", "goodwill", "carrier", "wording", "second time")
_PLAYED = ("answered_at", "stage_id", "touchpoint_id", "cause_stage_id", "cause_touchpoint_id")


def play(connection: Connection, import_id: int) -> None:
    """Let the sample's people work on the new cases of one of its imports until the newest answer of all."""
    book, time = book_of(connection), working_time()
    until = connection.scalar(sa.select(sa.func.max(t.submissions.c.answered_at)))
    c, s = t.cases.c, t.submissions.c
    of_import = sa.select(c.case_id, c.journey_id, *(c[name] for name in _PLAYED)).join(t.submissions, s.submission_id == c.submission_id)
    rows = connection.execute(of_import.where(s.import_id == import_id, c.worked_on.is_(False)).order_by(c.answered_at, c.case_id)).all()
    states = read_states(connection, [row.case_id for row in rows])
    theirs = {row.journey_id for row in rows}
    stages = [stage for stage, name in book.stages.items() if name != "Unknown" and book.journey_of[stage] in theirs]
    if until is not None:
        write_steps(connection, [_played(states[row.case_id], tuple(row[2:]), until, book, stages, time) for row in rows])
    escalate_now(connection, tell=False)


def _played(state: State, seed: tuple[object, ...], until: datetime, book: Book, stages: Sequence[int], time: WorkingTime) -> Step:
    """Everything that happened to one case."""
    dice = random.Random(f"{seed}")
    step = Step(state)
    for at, change in _work(state, dice, stages, time):
        if at > until:
            break
        made = apply(step.state, change, _who(step.state, dice, book), at, book, time)
        step = replace(made, events=(*step.events, *made.events))
    return step


def _who(state: State, dice: random.Random, book: Book) -> str:
    """Whoever owns the case, else somebody of its team, else anybody."""
    if state.person_id is not None:
        return book.persons[state.person_id].name
    team = [person.name for person in book.persons.values() if person.team_id == state.team_id]
    return dice.choice(sorted(team) or sorted(person.name for person in book.persons.values()))


def _work(state: State, dice: random.Random, stages: Sequence[int], time: WorkingTime) -> Iterator[tuple[datetime, Change]]:
    """What is done about a case and when, as if it went on for ever."""
    pace = time.due[state.severity] * dice.lognormvariate(-0.25, 0.6)
    at = time.after(state.opened_at, timedelta(hours=pace * dice.uniform(0.05, 0.35)))
    if dice.random() < 0.05:
        yield at, Change(status=Status.NO_COMPLAINT, note="A question, already answered in the shop.")
        return
    yield at, Change(status=Status.ACKNOWLEDGED)
    at = time.after(at, timedelta(hours=pace * dice.uniform(0.1, 0.3)))
    yield at, Change(status=Status.IN_PROGRESS, note=dice.choice(_NOTES) if dice.random() < 0.35 else "")
    if dice.random() < 0.2:
        at = time.after(at, timedelta(hours=dice.uniform(0.5, 3)))
        yield at, Change(status=Status.WAITING, tags=(dice.choice(_TAGS),))
        at = time.after(at, timedelta(hours=dice.uniform(6, 30)))
        yield at, Change(status=Status.IN_PROGRESS)
    at = time.after(at, timedelta(hours=pace * dice.uniform(0.3, 0.7)))
    yield at, Change(status=Status.SOLVED, cause=_cause(state, dice, stages), note=dice.choice(_NOTES[1:]) if dice.random() < 0.4 else "")
    if dice.random() < 0.06:
        at = time.after(at, timedelta(hours=dice.uniform(8, 30)))
        yield at, Change(status=Status.IN_PROGRESS, note="The customer called again.")
        at = time.after(at, timedelta(hours=dice.uniform(2, 16)))
        yield at, Change(status=Status.SOLVED)
    yield time.after(at, timedelta(hours=dice.uniform(16, 48))), Change(status=Status.CLOSED)


def _cause(state: State, dice: random.Random, stages: Sequence[int]) -> Cause | None:
    """Where people found the fault: where the words point, or the stage before, or nowhere yet."""
    if dice.random() < 0.35:
        return None
    if state.cause_stage_id is not None:
        return Cause(state.cause_stage_id, state.cause_touchpoint_id or 0, dice.choice(_REASONS))
    return Cause(dice.choice(stages), 0, dice.choice(_REASONS)) if stages and dice.random() < 0.15 else None
