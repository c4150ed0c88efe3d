"""What can become of a case: its statuses, and which may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """Where a case stands. Everything before `solved` waits for somebody."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in progress"
    WAITING = "waiting for customer"
    SOLVED = "solved"
    CLOSED = "closed"
    NO_COMPLAINT = "not a complaint"

    @property
    def label(self) -> str:
        """The status as people read it."""
        return self.value.capitalize()

    @property
    def is_open(self) -> bool:
        """Whether a case of this status still waits for somebody."""
        return self in OPEN


WON_BACK = 0.5
"""A follow-up score in the better half of its scale counts as won back."""

OPEN = frozenset({Status.NEW, Status.ACKNOWLEDGED, Status.IN_PROGRESS, Status.WAITING})

_WORK = (Status.IN_PROGRESS, Status.WAITING, Status.SOLVED)
_DONE = (Status.CLOSED, Status.NO_COMPLAINT)

FOLLOWING: Mapping[Status, tuple[Status, ...]] = {
    Status.NEW: (Status.ACKNOWLEDGED, *_WORK, *_DONE),
    Status.ACKNOWLEDGED: (*_WORK, *_DONE),
    Status.IN_PROGRESS: (Status.WAITING, Status.SOLVED, *_DONE),
    Status.WAITING: (Status.IN_PROGRESS, Status.SOLVED, *_DONE),
    Status.SOLVED: (Status.IN_PROGRESS, Status.CLOSED),
    Status.CLOSED: (Status.IN_PROGRESS,),
    Status.NO_COMPLAINT: (Status.IN_PROGRESS,),
}
"""What may follow each status. Nothing becomes new again: what is taken up again is in progress."""


def is_overdue(status: str, due_at: datetime, moment: datetime) -> bool:
    """Whether a case should be solved by now; one that waits for its customer never is."""
    return status in OPEN and status != Status.WAITING and due_at < moment
