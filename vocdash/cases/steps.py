"""What each change of a case means: pure steps from one state to the next, with what goes into the history."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from vocdash.cases.book import Book
from vocdash.cases.hours import WorkingTime
from vocdash.cases.state import Change, State, Step
from vocdash.cases.status import FOLLOWING, Status
from vocdash.errors import VocError

_CALLED = re.compile(r"@([\w.-]+)")
LONGEST_TAG = 64


def apply(state: State, change: Change, by: str, at: datetime, book: Book, time: WorkingTime) -> Step:
    """The step a change makes. Nothing happened when it has no events; otherwise the version is one higher.

    Raises
    ------
    VocError
        If the change makes no sense: a status that cannot follow, a case that was merged, an unknown owner or place.
    """
    if state.merged_into is not None:
        raise VocError(
            f"Case C-{state.case_id} was merged into C-{state.merged_into}.", f"Change C-{state.merged_into}; this one keeps its history."
        )
    step = Step(state)
    for part in (_severity, _owner, _due, _cause, _action, _tags, _status, _follow_up, _note):
        step = part(step, change, by, at, book, time)
    return _finished(step)


def merge(state: State, into: int, by: str, at: datetime, *, stranger: bool = False) -> Step:
    """The step that makes a case a duplicate of another one: closed, with its history kept; `stranger`: the other's customer is another."""
    if state.merged_into is not None or into == state.case_id:
        raise VocError(f"Case C-{state.case_id} cannot be merged into C-{into}.", "Choose two different cases that are not merged yet.")
    merged = {"merged_into": into, "status": Status.CLOSED, "status_at": at, "closed_at": state.closed_at or at}
    return _finished(Step(state).add("merged", by, at, merged, into=into, before=state.status.value, stranger=stranger or None))


def join(state: State, duplicates: Sequence[State], by: str, at: datetime, *, strangers: Collection[int] = ()) -> Step:
    """The step of the case that duplicates were merged into: it takes over their tags and says which they are, and which are of others."""
    tags = state.tags.union(*(other.tags for other in duplicates))
    numbers = [other.case_id for other in duplicates]
    of_others = [number for number in numbers if number in strangers]
    step = Step(state).add("joined", by, at, cases=numbers, strangers=of_others or None)
    if tags != state.tags:
        step = step.add("tags", by, at, {"tags": tags}, added=sorted(tags - state.tags))
    return _finished(step)


def separate(state: State, before: Status, by: str, at: datetime) -> Step:
    """The step that takes a merge back: the case stands for itself again, in the status it had `before`; its due time did not wait."""
    if state.merged_into is None:
        raise VocError(f"Case C-{state.case_id} is not merged into another one.", "Look at its history: somebody has separated it.")
    closed_at = state.closed_at if before in (Status.CLOSED, Status.NO_COMPLAINT) else None
    changed = {"merged_into": None, "status": before, "status_at": at, "closed_at": closed_at}
    return _finished(Step(state).add("separated", by, at, changed, out_of=state.merged_into, after=before.value))


def leave(state: State, other: int, by: str, at: datetime) -> Step:
    """The step of the case a duplicate was separated from; its version stays, because nothing of it changed."""
    return Step(state).add("left", by, at, case=other)


_NOT_TAKEN_BACK = frozenset(
    ("case_id", "version", "event_count", "worked_on", "escalated_at", "escalation", "follow_up", "follow_up_at"),
)
"""What is no part of somebody's change, or happens beside it."""


def restore(state: State, before: State, by: str, at: datetime) -> Step:
    """The step that takes the last change back: everything people change is as it was `before`, and the history keeps both."""
    kept = {f.name: getattr(before, f.name) for f in fields(State) if f.name not in _NOT_TAKEN_BACK}
    statuses = {"before": state.status.value, "after": before.status.value} if state.status is not before.status else {}
    return _finished(Step(state).add("undone", by, at, kept, **statuses))


def escalate(state: State, level: int, told: Sequence[str], by: str, at: datetime) -> Step:
    """The step that notes a case as overdue at a level, and who hears of it; its version stays, so that nobody's writing is refused."""
    changed = {"escalated_at": at, "escalation": level}
    return Step(state).add("escalated", by, at, changed, due=state.due_at.isoformat(), level=level, told=list(told) or None)


def _finished(step: Step) -> Step:
    if not step.events:
        return step
    return replace(step, state=replace(step.state, version=step.state.version + 1, worked_on=True))


def _severity(step: Step, change: Change, by: str, at: datetime, book: Book, time: WorkingTime) -> Step:
    now, wanted = step.state, change.severity
    if wanted is None or wanted == now.severity:
        return step
    if wanted not in range(1, 6):
        raise VocError(f"A severity of {wanted} does not exist.", "Choose one from 1 to 5.")
    due_at = time.due_at(now.opened_at, wanted)
    changed = {"severity": wanted, "due_at": due_at}
    return step.add("severity", by, at, changed, before=now.severity, after=wanted, due=due_at.isoformat())


def _owner(step: Step, change: Change, by: str, at: datetime, book: Book, time: WorkingTime) -> Step:
    now, wanted = step.state, change.owner
    if wanted is None:
        return step
    if wanted.person_id is not None and wanted.person_id not in book.persons:
        raise VocError("The person chosen does not exist any more.", "Choose somebody from the list.")
    if wanted.team_id is not None and wanted.team_id not in book.teams:
        raise VocError("The team chosen does not exist any more.", "Choose one from the list.")
    team = wanted.team_id if wanted.team_id is not None or wanted.person_id is None else book.persons[wanted.person_id].team_id
    if (wanted.person_id, team) == (now.person_id, now.team_id):
        return step
    changed = {"person_id": wanted.person_id, "team_id": team}
    names = {"before": book.owner(now.person_id, now.team_id), "after": book.owner(wanted.person_id, team)}
    return step.add("owner", by, at, changed, **names)


def _due(step: Step, change: Change, by: str, at: datetime, book: Book, time: WorkingTime) -> Step:
    now, wanted = step.state, change.due_at
    if wanted is None or wanted == now.due_at:
        return step
    return step.add("due", by, at, {"due_at": wanted}, before=now.due_at.isoformat(), after=wanted.isoformat())


def _cause(step: Step, change: Change, by: str, at: datetime, book: Book, time: WorkingTime) -> Step:
    now, wanted = step.state, change.cause
    if wanted is None:
        return step
    if wanted.stage_id not in book.stages or wanted.touchpoint_id not in book.touchpoints:
        raise VocError("The place chosen as the cause does not exist any more.", "Choose one from the list.")
    known = (now.cause_stage_id, now.cause_touchpoint_id, now.cause_reason) if now.cause_known else None
    reason = wanted.reason.strip()
    if known == (wanted.stage_id, wanted.touchpoint_id, reason):
        return step
    place = {"cause_stage_id": wanted.stage_id, "cause_touchpoint_id": wanted.touchpoint_id}
    changed = {**place, "cause_reason": reason, "cause_known": True}
    before = book.place(now.cause_stage_id, now.cause_touchpoint_id) if known else None
    after = book.place(wanted.stage_id, wanted.touchpoint_id)
    return step.add("cause", by, at, changed, before=before, after=after, reason=reason or None)


def _action(step: Step, change: Change, by: str, at: datetime, book: Book, time: WorkingTime) -> Step:
    now = step.state
    wanted = None if change.action_id == 0 else change.action_id
    if change.action_id is None or wanted == now.action_id:
        return step
    if wanted is not None and wanted not in book.actions:
        raise VocError("The action chosen does not exist any more.", "Choose one from the list.")
    names = {"before": book.actions.get(now.action_id or 0), "after": book.actions.get(wanted or 0)}
    return step.add("action", by, at, {"action_id": wanted}, **names)


def _tags(step: Step, change: Change, by: str, at: datetime, book: Book, time: WorkingTime) -> Step:
    now = step.state
    added = {tag for word in change.tags if (tag := tag_of(word))} - now.tags
    removed = {tag_of(word) for word in change.untag} & now.tags - added
    if not added and not removed:
        return step
    changed = {"tags": (now.tags | added) - removed}
    return step.add("tags", by, at, changed, added=sorted(added) or None, removed=sorted(removed) or None)


def tag_of(word: str) -> str:
    """A tag as it is kept: lower case, single spaces, no # in front."""
    return " ".join(word.strip().lstrip("#").lower().split())[:LONGEST_TAG]


def _status(step: Step, change: Change, by: str, at: datetime, book: Book, time: WorkingTime) -> Step:
    now, wanted = step.state, change.status
    if wanted is None or wanted is now.status:
        return step
    if wanted not in FOLLOWING[now.status]:
        allowed = ", ".join(status.value for status in FOLLOWING[now.status])
        raise VocError(f"A case that is {now.status.value} cannot become {wanted.value}.", f"It can become: {allowed}.")
    changed = {"status": wanted, "status_at": at, **_moments(now, wanted, at, time)}
    reopened = True if wanted.is_open and not now.is_open else None
    return step.add("status", by, at, changed, before=now.status.value, after=wanted.value, reopened=reopened)


def _moments(now: State, wanted: Status, at: datetime, time: WorkingTime) -> dict[str, Any]:
    """The moments a new status sets. Time spent waiting for the customer is added to the time there is."""
    moments: dict[str, Any] = {}
    if wanted is not Status.NO_COMPLAINT and now.acknowledged_at is None:
        moments["acknowledged_at"] = at
    if wanted is Status.SOLVED or (wanted is Status.CLOSED and now.solved_at is None):
        moments["solved_at"] = at
    if wanted in (Status.CLOSED, Status.NO_COMPLAINT):
        moments["closed_at"] = at
    if now.status is Status.WAITING and wanted.is_open:
        moments["due_at"] = time.after(now.due_at, time.between(now.status_at, at))
    if wanted.is_open and not now.is_open:
        left = time.between(at, now.due_at) or timedelta(hours=time.due[now.severity])
        moments |= {"solved_at": None, "closed_at": None, "reopened": now.reopened + 1, "due_at": time.after(at, left)}
        moments |= {"escalated_at": None, "escalation": 0}
    return moments


def _follow_up(step: Step, change: Change, by: str, at: datetime, book: Book, time: WorkingTime) -> Step:
    now, wanted = step.state, change.follow_up
    if wanted is None or wanted == now.follow_up:
        return step
    if not 0.0 <= wanted <= 1.0:
        raise VocError("The follow-up score lies outside its scale.", "Give a score between the worst and the best the scale has.")
    if now.is_open:
        raise VocError(f"Case C-{now.case_id} is still open.", "Solve or close it first; a follow-up score says how that went.")
    changed = {"follow_up": wanted, "follow_up_at": at}
    return step.add("follow-up", by, at, changed, before=now.follow_up, after=wanted)


def _note(step: Step, change: Change, by: str, at: datetime, book: Book, time: WorkingTime) -> Step:
    text = change.note.strip()
    if not text:
        return step
    called = tuple(_called(text, book))
    names = [book.persons[person_id].name for person_id in called] or None
    return replace(step.add("note", by, at, text=text, called=names), called=called)


def _called(text: str, book: Book) -> Iterator[int]:
    """The persons a note calls: @code, or @first name where only one active person has it."""
    for word in dict.fromkeys(word.casefold().rstrip(".") for word in _CALLED.findall(text)):
        active = [person for person in book.persons.values() if person.active]
        exact = [person for person in active if person.code.casefold() == word]
        first = [person for person in active if person.name.casefold().split(" ")[0] == word]
        for person in exact or (first if len(first) == 1 else []):
            yield person.person_id
