"""What the store has already of a file, found while the file is read: comments that were read once need not be read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.errors import VocError
from vocdash.store import tables as t


class Stored:
    """Looks submissions up on a connection that it lets go of after every look, so that a long file holds nobody up."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sources = frozenset(connection.scalars(sa.select(t.sources.c.code)))
        connection.rollback()

    def contents(self, submissions: Iterable[tuple[int, str]]) -> Mapping[int, int]:
        """The hash of what each of these submissions, given as (id, source), says in the store; without those it has not."""
        asked = [number for number, source in submissions if source in self._sources]
        if not asked:
            return {}
        s = t.submissions.c
        wanted = sa.select(s.submission_id, s.content_hash).where(s.submission_id.in_(asked))
        found: dict[int, int] = dict(self._connection.execute(wanted).all())
        self._connection.rollback()
        return found


def changed_meanwhile() -> VocError:
    """What is said when submissions that were found in the store are other ones by the time of writing."""
    return VocError("What is stored was changed while this file was read, so nothing was written.", "Import the file again.")
