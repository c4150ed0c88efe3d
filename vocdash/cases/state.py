"""What people change about a case: its state, a change they ask for, and a step from one state to the next with its history.

A step never forgets: every difference between two states is named by an event, and events are only ever added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from vocdash.cases.status import Status, is_overdue


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for a case; both None when nobody does. The team stays as it was when the person moves on."""

    person_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Where the fault lies, which may be elsewhere than where it was reported, and why."""

    stage_id: int
    touchpoint_id: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants to change about a case; what is None, empty or missing stays as it is.

    `action_id` 0 takes the link to an action away. `follow_up` is the score after closing, from 0 (worst) to 1 (best).
    """

    status: Status | None = None
    owner: Owner | None = None
    severity: int | None = None
    due_at: datetime | None = None
    cause: Cause | None = None
    action_id: int | None = None
    tags: tuple[str, ...] = ()
    untag: tuple[str, ...] = ()
    follow_up: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history: what happened when, by whom, and between what."""

    number: int
    happened_at: datetime
    person: str
    kind: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """The part of a case that people change."""

    case_id: int
    version: int
    status: Status
    severity: int
    person_id: int | None
    team_id: int | None
    action_id: int | None
    merged_into: int | None
    cause_stage_id: int | None
    cause_touchpoint_id: int | None
    cause_reason: str
    cause_known: bool
    opened_at: datetime
    status_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    escalated_at: datetime | None
    escalation: int
    reopened: int
    follow_up: float | None
    follow_up_at: datetime | None
    worked_on: bool
    event_count: int
    tags: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.status.is_open

    def overdue(self, moment: datetime) -> bool:
        """Whether it should be solved by now."""
        return is_overdue(self.status, self.due_at, moment)

    def columns(self) -> dict[str, Any]:
        """The values of the columns in the store, without key and tags."""
        row = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("case_id", "tags")}
        return {**row, "status": self.status.value, "is_open": self.is_open}


@dataclass(frozen=True, slots=True)
class Step:
    """The state after a change, what it adds to the history, and the persons it calls."""

    state: State
    events: tuple[Event, ...] = ()
    called: tuple[int, ...] = ()

    def add(self, kind: str, by: str, at: datetime, changes: Mapping[str, Any] | None = None, /, **detail: Any) -> Step:
        """The next step: these columns changed, and one more event."""
        number = self.state.event_count + 1
        event = Event(number, at, by, kind, {key: value for key, value in detail.items() if value is not None})
        return Step(replace(self.state, event_count=number, **(changes or {})), (*self.events, event), self.called)
