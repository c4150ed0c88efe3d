"""Who is acting, and what they may do. Checked in every verb that writes or shows a person, and again in the page frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from vocdash.errors import NotAllowed


class Access(IntEnum):
    """What somebody may do; each level includes the ones below it.

    A viewer looks at scores and reads comments, whose personal details are masked, wherever enough people answered for a score
    to be shown. The frontline reads and answers single customers, a lead imports data and designs journeys, an admin also sees
    identities, erases people and changes settings.
    """

    VIEWER = 1
    FRONTLINE = 2
    LEAD = 3
    ADMIN = 4

    @property
    def label(self) -> str:
        """The level as people write it, in lower case."""
        return self.name.lower()

    @classmethod
    def named(cls, label: str) -> Access:
        """The level of that label, in any case. Raises KeyError for another word."""
        return cls[label.upper()]


@dataclass(frozen=True, slots=True)
class Actor:
    """The person, or the command line, that acts."""

    name: str
    access: Access

    @property
    def signature(self) -> str:
        """The name as it stands beside what this actor did: as long as a column of names is."""
        return self.name[:200]

    def may(self, needed: Access) -> bool:
        """Whether this actor's access includes what is needed."""
        return self.access >= needed

    def require(self, needed: Access, doing: str) -> None:
        """Stop unless this actor's access includes `needed`; `doing` completes "You may not …".

        Raises
        ------
        NotAllowed
            If the access is lower than needed.
        """
        if not self.may(needed):
            raise NotAllowed(
                f"As {self.access.label} you may not {doing}.",
                f"Ask somebody with the role {needed.label} to do it, or to give you that role.",
            )


COMMAND_LINE = Actor("command line", Access.ADMIN)
"""Whoever can run commands on the machine can read the database file anyway."""
