"""What went wrong, in two sentences: what happened, and what to do about it.

This module imports nothing of ours, so that every layer can raise these::

    VocError                 any situation a person can mend
    ├── NotAllowed           the person's role does not include this
    ├── UnknownName          a name we do not know, with the nearest one we do
    ├── UnreadableFile       a file that is not a table of responses
    ├── MappingError         a mapping that contradicts itself or the file
    ├── StoreUnavailable     the database cannot be reached, is locked, or is full
    └── Conflict             somebody else changed the same thing first

A bad *row* is not an exception: it is a :class:`vocdash.domain.Finding`, collected and reported with all others.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class VocError(Exception):
    """A situation that stops the work. `what` says what happened, `fix` says what to do; each is one sentence."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(f"{what} {fix}")
        self.what = what
        self.fix = fix


class NotAllowed(VocError):
    """The person's role does not include what was asked."""


class UnknownName(VocError):
    """A name that is not in a list we know. The sentence offers the nearest name and the allowed ones."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = get_close_matches(name, names, n=1, cutoff=0.6)
        listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
        fix = f"Did you mean “{near[0]}”? " if near else ""
        fix += f"Known are: {listed}." if names else f"No {kind} exists yet, so create one first."
        super().__init__(f"There is no {kind} called “{name}”.", fix)
        self.kind = kind
        self.name = name


class UnreadableFile(VocError):
    """A file that cannot be read as a table of responses."""


class MappingError(VocError):
    """A mapping that contradicts itself, or the file it is used on."""


class StoreUnavailable(VocError):
    """The database cannot be reached, is locked, or has no room."""


class Conflict(VocError):
    """Somebody else changed the same thing first; nothing was overwritten."""
