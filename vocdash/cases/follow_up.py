"""Scores given after a complaint was dealt with, linked to the case they speak of by the customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.cases.change import read_states, write_events
from vocdash.cases.state import State, Step
from vocdash.domain import Method
from vocdash.metrics.registry import MEASURES
from vocdash.metrics.sources import answers
from vocdash.store import tables as t

WINDOW = timedelta(days=180)
"""How long after a complaint an answer still speaks of it."""

_AT_ONCE = 2_000


def attach_follow_ups(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> frozenset[int]:
    """Note each follow-up score with the customer's newest case before it; gives the submissions that found one (or had).

    Where that was merged into another case, the score is noted there: nobody looks at duplicates, and no figure counts them.
    """
    s = t.submissions.c
    sources = connection.scalars(sa.select(t.sources.c.source_id).where(t.sources.c.method == Method.FOLLOW_UP.value)).all()
    if not sources:
        return frozenset()
    score = sa.func.min(MEASURES["experience"].expression())
    given = (
        answers(s.submission_id, s.customer_id, s.answered_at, score.label("score"))
        .where(*conditions, s.source_id.in_(sources), s.customer_id.is_not(None))
        .group_by(s.submission_id, s.customer_id, s.answered_at)
        .order_by(s.answered_at, s.submission_id)
    )
    rows = connection.execute(given).all()
    attached = {row.submission_id for row in rows} & _attached_before(connection, [row.submission_id for row in rows])
    cases = _cases_of(connection, sorted({row.customer_id for row in rows}))
    for row in rows:
        fitting = [
            (answered_at, case_id)
            for answered_at, case_id in cases.get(row.customer_id, ())
            if answered_at < row.answered_at <= answered_at + WINDOW
        ]
        if row.submission_id in attached or not fitting:
            continue
        attached.add(row.submission_id)
        if row.score is not None:
            _attach(connection, max(fitting)[1], row)
    return frozenset(attached)


def _attached_before(connection: Connection, submissions: Sequence[int]) -> set[int]:
    c = t.cases.c
    found: set[int] = set()
    for start in range(0, len(submissions), _AT_ONCE):
        found.update(connection.scalars(sa.select(c.follow_up_id).where(c.follow_up_id.in_(submissions[start : start + _AT_ONCE]))))
    return found


def _cases_of(connection: Connection, customers: Sequence[int]) -> dict[int, list[tuple[datetime, int]]]:
    c = t.cases.c
    found: dict[int, list[tuple[datetime, int]]] = {}
    for start in range(0, len(customers), _AT_ONCE):
        part = customers[start : start + _AT_ONCE]
        for row in connection.execute(sa.select(c.customer_id, c.answered_at, c.case_id).where(c.customer_id.in_(part))):
            found.setdefault(row.customer_id, []).append((row.answered_at, row.case_id))
    return found


def _attach(connection: Connection, case_id: int, row: sa.Row[tuple[object, ...]]) -> None:
    state = _standing(connection, case_id)
    share = row.score / 100
    step = Step(state).add("follow-up", "vocdash", row.answered_at, before=state.follow_up, after=share)
    write_events(connection, [(state.case_id, event) for event in step.events])
    values = {"follow_up": share, "follow_up_at": row.answered_at, "follow_up_id": row.submission_id, "event_count": step.state.event_count}
    connection.execute(sa.update(t.cases).where(t.cases.c.case_id == state.case_id).values(values))


def _standing(connection: Connection, case_id: int) -> State:
    """A case, or the one it was merged into in the end."""
    state = read_states(connection, [case_id])[case_id]
    while state.merged_into is not None:
        state = read_states(connection, [state.merged_into])[state.merged_into]
    return state
