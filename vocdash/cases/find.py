"""Cases listed, page by page: the read side of the inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.cases.columns import CaseColumns, Longs, Mask, microseconds, read_columns
from vocdash.cases.evidence import Words, read_words
from vocdash.cases.status import Status, is_overdue
from vocdash.cases.wanted import Sort, Wanted, as_of, read_queues, sieve
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import now
from vocdash.store.joins import among

_c = t.cases.c

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
        ids = _ids(connection, actor, wanted, moment, sort, after, limit + 1)
        rows = {row.case_id: row for row in connection.execute(sa.select(t.cases).where(_c.case_id.in_(ids)))}
        lines = _lines(connection, [rows[number] for number in ids[:limit]], moment, wanted.text)
    return CasePage(tuple(lines), _place(lines[-1], sort) if len(ids) > limit else None, moment)


def find_ids(store: Store, actor: Actor, wanted: Wanted, sort: Sort = Sort.DUE, limit: int = 5_000) -> dict[int, int]:
    """Case → version of everything that is wanted, in order: what a change of all of them is about."""
    actor.require(Access.FRONTLINE, "read cases")
    with store.reading() as connection:
        ids = _ids(connection, actor, wanted, now(connection), sort, None, limit)
        versions = dict(connection.execute(sa.select(_c.case_id, _c.version).where(among(connection, _c.case_id, ids))).all())
    return {number: versions[number] for number in ids}


def _ids(
    connection: Connection, actor: Actor, wanted: Wanted, moment: datetime, sort: Sort, after: tuple[Any, ...] | None, limit: int
) -> list[int]:
    """The numbers of the first cases that are wanted and stand after a place, in order."""
    cases = as_of(read_columns(connection), moment)
    kept = sieve(connection, cases, wanted, read_queues(connection, cases, actor)).passed
    keys = _keys(cases, sort)
    if after is not None:
        kept = kept & _behind(keys, _key_of(after, sort))
    places = np.flatnonzero(kept)
    if len(places) > limit:
        # Only what may be among the first is sorted.
        first = keys[0][places]
        places = places[first <= np.partition(first, limit - 1)[limit - 1]]
    order = np.lexsort([key[places] for key in reversed(keys)])
    found: list[int] = cases.ids[places[order[:limit]]].tolist()
    return found


def _keys(cases: CaseColumns, sort: Sort) -> tuple[Longs, ...]:
    """What an order sorts by, the least first."""
    if sort is Sort.DUE:
        return cases.due, cases.ids
    if sort is Sort.NEWEST:
        return -cases.answered, -cases.ids
    severity = cases.coded["severity"]
    return -np.array(severity.values, np.int64)[severity.codes], cases.due, cases.ids


def _key_of(place: tuple[Any, ...], sort: Sort) -> list[int]:
    """A place in an order as :func:`_keys` have it."""
    numbers = [microseconds(part) if isinstance(part, datetime) else int(part) for part in place]
    return [-number for number in numbers] if sort is Sort.NEWEST else numbers


def _behind(keys: Sequence[Longs], place: Sequence[int]) -> Mask:
    """What stands after a place."""
    behind = keys[-1] > place[-1]
    for key, part in zip(reversed(keys[:-1]), reversed(place[:-1]), strict=True):
        behind = (key > part) | ((key == part) & behind)
    return behind


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
            overdue=is_overdue(row.status, row.due_at, moment),
            words=words.get((row.submission_id, row.question_id, row.occurrence)),
            tags=tuple(tags.get(row.case_id, ())),
            escalation=row.escalation,
            same_answer=tuple(number for number in together.get(row.submission_id, ()) if number != row.case_id),
        )
        for row in rows
    ]
