"""Cases listed, page by page: the read side of the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.access import Access, Actor
from vocdash.cases.evidence import Words, read_words
from vocdash.cases.status import Status
from vocdash.cases.wanted import Sort, Wanted, chosen
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import now

_c = t.cases.c

_SORTS: Mapping[Sort, tuple[tuple[ColumnElement[Any], ...], bool]] = {
    Sort.DUE: ((_c.due_at, _c.case_id), False),
    Sort.NEWEST: ((_c.answered_at, _c.case_id), True),
    Sort.SEVERITY: ((-_c.severity, _c.due_at, _c.case_id), False),
}
"""The columns of each order, and whether the greatest comes first."""


PLACES: Mapping[Sort, tuple[type[datetime] | type[int], ...]] = {
    Sort.DUE: (datetime, int),
    Sort.NEWEST: (datetime, int),
    Sort.SEVERITY: (int, datetime, int),
}
"""What a place in each order is made of."""


@dataclass(frozen=True, slots=True)
class Line:
    """One case as a list shows it. `words` is what the customer wrote about it, None without words.

    `escalation` is the level it was escalated to, `same_answer` the other cases of the same submission, which speak of other places.
    """

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
    escalation: int = 0
    same_answer: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some cases in order, where the next page begins (None on the last), and the moment they were looked at."""

    lines: tuple[Line, ...]
    following: tuple[Any, ...] | None
    moment: datetime


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
        statement = sa.select(_c.case_id).where(*chosen(connection, actor, wanted, moment))
        if after is not None:
            given = sa.tuple_(*(sa.literal(value, key.type) for value, key in zip(after, keys, strict=True)))
            statement = statement.where(sa.tuple_(*keys) < given if descending else sa.tuple_(*keys) > given)
        order = [key.desc() if descending else key for key in keys]
        # Which cases is answered from an index alone; only those that are shown are read whole.
        ids = connection.scalars(statement.order_by(*order).limit(limit + 1)).all()
        rows = connection.execute(sa.select(t.cases).where(_c.case_id.in_(ids)).order_by(*order)).all()
        lines = _lines(connection, rows[:limit], moment, wanted.text)
    return CasePage(tuple(lines), _place(lines[-1], sort) if len(rows) > limit else None, moment)


def find_ids(store: Store, actor: Actor, wanted: Wanted, sort: Sort = Sort.DUE, limit: int = 5_000) -> dict[int, int]:
    """Case → version of everything that is wanted, in order: what a change of all of them is about."""
    actor.require(Access.FRONTLINE, "read cases")
    keys, descending = _SORTS[sort]
    with store.reading() as connection:
        statement = sa.select(_c.case_id, _c.version).where(*chosen(connection, actor, wanted, now(connection)))
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
    together: dict[int, list[int]] = {}
    same = _c.submission_id.in_({row.submission_id for row in rows})
    alike = sa.select(_c.submission_id, _c.case_id).where(same, _c.merged_into.is_(None)).order_by(_c.case_id)
    for submission, case_id in connection.execute(alike):
        together.setdefault(submission, []).append(case_id)
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
            escalation=row.escalation,
            same_answer=tuple(number for number in together.get(row.submission_id, ()) if number != row.case_id),
        )
        for row in rows
    ]
