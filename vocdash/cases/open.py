"""Open a case for each complaint, and take those back that nobody has touched when their answers go.

Opening again opens nothing twice: there is at most one case for a submission and a place (a stage and a touchpoint).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import islice
from json import dumps
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash import settings
from vocdash.access import Access, Actor
from vocdash.cases.ahead import ComplaintsAhead
from vocdash.cases.book import book_of
from vocdash.cases.change import EVENT, read_states, write_events
from vocdash.cases.complaints import Complaint, read_complaints
from vocdash.cases.escalate import escalate_now
from vocdash.cases.follow_up import attach_follow_ups
from vocdash.cases.hours import working_time
from vocdash.cases.rules import Router, read_router
from vocdash.cases.state import Owner, Step
from vocdash.cases.status import Status
from vocdash.domain import Method
from vocdash.metrics.given import Written
from vocdash.metrics.meaning import Meaning
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.bulk import insert_columns
from vocdash.store.clock import now

SYSTEM = "vocdash"
_NUMBER = "last_case"
_AT_ONCE = 2_000
_SAMPLE_DAYS = 240
"""How far back the sample has cases: enough for a usual range, and loaded in a few seconds."""

_FOLLOW_UP, _NEW = Method.FOLLOW_UP.value, Status.NEW.value

_CASE = (
    *("case_id", "submission_id", "question_id", "occurrence", "customer_id", "journey_id", "stage_id", "touchpoint_id", "channel_id"),
    *("segment_id", "method", "theme_id", "wants_answer", "score", "cause_stage_id", "cause_touchpoint_id", "severity", "status"),
    *("team_id", "person_id", "answered_at", "opened_at", "status_at", "due_at", "event_count"),
)


@dataclass(frozen=True, slots=True)
class Opening:
    """How cases are opened: by which rules, with which due times; `at` is when they count as opened, None when they were answered."""

    router: Router
    due_at: Callable[[datetime, int], datetime]
    teams: dict[int, int | None]
    at: datetime | None

    def owner(self, complaint: Complaint) -> tuple[Owner, str]:
        """Its first owner, with the team that person is in, and the rule that said so."""
        owner, rule = self.router.owner(complaint, complaint.day)
        team = owner.team_id if owner.team_id is not None else self.teams.get(owner.person_id or 0)
        return Owner(owner.person_id, team), rule


class NewCases(NamedTuple):
    """Cases to be opened, and the first lines of their histories, as columns: all but their numbers."""

    cases: Sequence[Sequence[Any]]
    lines: Sequence[Sequence[Any]]


def open_cases(store: Store, actor: Actor, days: int | None = None) -> int:
    """Open cases for the complaints that are stored already; gives how many.

    Parameters
    ----------
    days : int, optional
        Only complaints of so many days before the newest answer; the setting `case_days` when not given.
    """
    actor.require(Access.LEAD, "open cases for what is stored")
    with store.writing() as connection:
        newest = connection.scalar(sa.select(sa.func.max(t.submissions.c.day)))
        if newest is None:
            return 0
        recent = t.submissions.c.day >= _first_day(newest, days)
        return _open(connection, [recent], read_complaints(connection, recent), now(connection))


def look_ahead(
    connection: Connection, import_id: int, answers: Written, meaning: Meaning, first: date, *, all_new: bool = False, sample: bool = False
) -> ComplaintsAhead[NewCases]:
    """Look for the complaints among the answers an import is about to write, for :func:`open_for_import`; where all of them are of
    submissions that the store does not have, their cases are made ready, too.

    `first` is the first day whose complaints open a case (:mod:`vocdash.cases.since`). `sample` is for cases of which older ones are
    opened, too, each as of the moment it was answered, for a history to look at.
    """
    if sample:
        first = _first_day(max(answers.by_day(), default=date.max), _SAMPLE_DAYS)
    opening = _opening(connection, None if sample else now(connection))

    def prepare(complaints: Sequence[Complaint]) -> NewCases | None:
        # Whether a complaint in answer to a follow-up opens a case is only known when all is written.
        return None if any(one.method == _FOLLOW_UP for one in complaints) else _new_cases(opening, complaints)

    return ComplaintsAhead(connection, meaning, answers, first, import_id, prepare if all_new else None)


def open_for_import(connection: Connection, import_id: int, found: ComplaintsAhead[NewCases], *, sample: bool = False) -> int:
    """Open cases for the complaints an import wrote, inside its transaction; gives how many.

    Cases that follow-up answers of this import speak of get their score, untouched cases follow the corrections it made, and what went
    past its due time is noted. `sample` is what :func:`look_ahead` was told.
    """
    if found.is_empty:
        return 0
    written = t.submissions.c.import_id == import_id
    renew(connection, written)
    conditions = [written, t.submissions.c.day >= found.first]
    if found.is_prepared and connection.execute(_of(conditions).limit(1)).first() is None:
        opened = sum(_write(connection, new) for new in found.prepared())
        attach_follow_ups(connection, conditions)
    else:
        opened = _open(connection, conditions, found, None if sample else now(connection))
    if not sample:
        escalate_now(connection)
    return opened


def open_again(connection: Connection, submissions: Sequence[int]) -> None:
    """Let the cases of these submissions follow what they say now."""
    now_said = t.submissions.c.submission_id.in_(submissions)
    renew(connection, now_said)
    _open(connection, [now_said], read_complaints(connection, now_said), now(connection))


def _first_day(newest: date, days: int | None) -> date:
    """The first day whose complaints still open a case."""
    return newest - timedelta(days=settings.get("case_days") if days is None else days)


def _open(connection: Connection, conditions: Sequence[ColumnElement[bool]], complaints: Iterable[Complaint], at: datetime | None) -> int:
    """Open what is not known yet of the complaints in submissions that fulfil the conditions; answers to a follow-up open a case only
    where there is none they speak of."""
    opening = _opening(connection, at)
    known = {(row.submission_id, row.stage_id, row.touchpoint_id) for row in connection.execute(_of(conditions))}
    new = (one for one in complaints if (one.submission_id, one.stage_id, one.touchpoint_id) not in known)
    answers_to_follow_ups: list[Complaint] = []
    opened = 0
    while some := list(islice(new, _AT_ONCE)):
        direct = [one for one in some if one.method != _FOLLOW_UP]
        answers_to_follow_ups += [one for one in some if one.method == _FOLLOW_UP]
        opened += _write(connection, _new_cases(opening, direct))
    attached = attach_follow_ups(connection, conditions)
    left = [one for one in answers_to_follow_ups if one.submission_id not in attached]
    return opened + _write(connection, _new_cases(opening, left))


def _opening(connection: Connection, at: datetime | None) -> Opening:
    """How cases are opened now."""
    persons = book_of(connection).persons
    teams = {number: person.team_id for number, person in persons.items()}
    return Opening(read_router(connection), cache(working_time().due_at), teams, at)


def _of(conditions: Sequence[ColumnElement[bool]]) -> sa.Select[Any]:
    """The cases of submissions that fulfil the conditions."""
    c = t.cases.c
    columns = (c.case_id, c.submission_id, c.stage_id, c.touchpoint_id, c.worked_on, c.answer_gone, c.opened_at, c.severity, c.due_at)
    return sa.select(*columns).join(t.submissions, t.submissions.c.submission_id == c.submission_id).where(*conditions)


def _new_cases(opening: Opening, complaints: Sequence[Complaint]) -> NewCases:
    """The cases that complaints open."""
    routed = [(one, *opening.owner(one)) for one in complaints]
    cases = (_row(opening, one, owner) for one, owner, _ in routed)
    return NewCases(list(zip(*cases, strict=True)), list(zip(*(_opened(opening, one, rule) for one, _, rule in routed), strict=True)))


def _write(connection: Connection, new: NewCases) -> int:
    """Write cases under the next numbers; gives how many."""
    count = len(new.cases[0]) if new.cases else 0
    if count:
        first = _take_numbers(connection, count)
        numbers = range(first, first + count)
        insert_columns(connection, t.cases, _CASE, [numbers, *new.cases])
        insert_columns(connection, t.case_events, EVENT, [numbers, *new.lines])
    return count


def _take_numbers(connection: Connection, count: int) -> int:
    """The first of so many new case numbers; numbers are never given twice, not even those of cases that are gone."""
    of = t.meta.c.key == _NUMBER
    last = int(connection.scalar(sa.select(t.meta.c.value).where(of)) or 0)
    connection.execute(sa.delete(t.meta).where(of))
    connection.execute(sa.insert(t.meta).values(key=_NUMBER, value=str(last + count)))
    return last + 1


def _row(opening: Opening, one: Complaint, owner: Owner) -> tuple[Any, ...]:
    opened_at = opening.at or one.answered_at
    cause = one.suspected or (None, None)
    return (
        *(one.submission_id, one.question_id, one.occurrence, one.customer_id, one.journey_id, one.stage_id, one.touchpoint_id),
        *(one.channel_id, one.segment_id, one.method, one.theme_id, one.wants_answer, one.score, *cause, one.severity, _NEW),
        *(owner.team_id, owner.person_id, one.answered_at, opened_at, opened_at, opening.due_at(opened_at, one.severity), 1),
    )


def _opened(opening: Opening, one: Complaint, rule: str) -> tuple[Any, ...]:
    """The first line of a history."""
    return 1, opening.at or one.answered_at, SYSTEM, "opened", _detail(one.method, one.score, one.severity, rule)


@lru_cache(maxsize=4_096)
def _detail(method: str, score: float | None, severity: int, rule: str) -> str:
    """What the first line says; the same few for thousands of cases."""
    detail = {"method": method, "score": score, "severity": severity, "rule": rule or None}
    return dumps({key: value for key, value in detail.items() if value is not None})


# --- when answers change or go ---------------------------------------------------------------------------------------


def renew(connection: Connection, condition: ColumnElement[bool]) -> None:
    """Let untouched cases follow their corrected answers: renewed where they still complain, gone where they do not.

    Cases somebody worked on stay as they are; those whose answer had gone and is back say so.
    """
    cases = connection.execute(_of([condition])).all()
    back = [row.case_id for row in cases if row.answer_gone]
    _mark(connection, back, "answer back", answer_gone=False)
    untouched = {(row.submission_id, row.stage_id, row.touchpoint_id): row for row in cases if not row.worked_on}
    due_at = working_time().due_at
    submissions = sorted({submission for submission, *_ in untouched})
    for start in range(0, len(submissions), _AT_ONCE):
        part = submissions[start : start + _AT_ONCE]
        renewed = []
        for one in read_complaints(connection, t.submissions.c.submission_id.in_(part)):
            case = untouched.pop((one.submission_id, one.stage_id, one.touchpoint_id), None)
            if case is not None:
                due = case.due_at if one.severity == case.severity else due_at(case.opened_at, one.severity)
                cause_stage, cause_touchpoint = one.suspected or (None, None)
                follows = {"due_at": due, "cause_stage_id": cause_stage, "cause_touchpoint_id": cause_touchpoint}
                renewed.append({"renewed": case.case_id, **{name: getattr(one, name) for name in _SAID}, **follows})
        if renewed:
            values: dict[str, Any] = {name: sa.bindparam(name) for name in renewed[0] if name != "renewed"}
            connection.execute(sa.update(t.cases).where(t.cases.c.case_id == sa.bindparam("renewed")).values(values), renewed)
    delete_cases(connection, [case.case_id for case in untouched.values()])


_SAID = (
    *("question_id", "occurrence", "customer_id", "channel_id", "segment_id", "theme_id", "wants_answer", "score", "severity"),
    "answered_at",
)
"""What a case follows of its answers, beside the place suspected by their words, and the due time of its severity."""


def take_back(connection: Connection, submissions: Sequence[int]) -> None:
    """Take back the cases of submissions that go: untouched ones vanish, those somebody worked on stay and say that the answer is gone."""
    c = t.cases.c
    cases = connection.execute(sa.select(c.case_id, c.worked_on).where(c.submission_id.in_(submissions))).all()
    delete_cases(connection, [row.case_id for row in cases if not row.worked_on])
    _mark(connection, [row.case_id for row in cases if row.worked_on], "answer gone", answer_gone=True)
    follow_ups = connection.scalars(sa.select(c.case_id).where(c.follow_up_id.in_(submissions))).all()
    _mark(connection, follow_ups, "follow-up gone", follow_up=None, follow_up_at=None, follow_up_id=None)


def delete_cases(connection: Connection, case_ids: Sequence[int]) -> None:
    """Remove cases with everything that belongs to them."""
    for start in range(0, len(case_ids), _AT_ONCE):
        part = case_ids[start : start + _AT_ONCE]
        for table in (t.case_calls, t.case_tags, t.case_events, t.cases):
            connection.execute(sa.delete(table).where(table.c.case_id.in_(part)))


def _mark(connection: Connection, case_ids: Sequence[int], kind: str, **values: Any) -> None:
    moment = now(connection) if case_ids else None
    for case_id, state in read_states(connection, case_ids).items():
        step = Step(state).add(kind, SYSTEM, moment or state.opened_at)
        write_events(connection, [(case_id, event) for event in step.events])
        values_now = {**values, "event_count": step.state.event_count}
        connection.execute(sa.update(t.cases).where(t.cases.c.case_id == case_id).values(values_now))
