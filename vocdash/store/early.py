"""Rows written in the transaction of a write before it is its turn, on PostgreSQL: nobody sees them, and nobody waits for them."""

from __future__ import annotations

import time
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import Connection, NestedTransaction

WRITER_LOCK = 0x766F63
"""The advisory lock that the writer whose turn it is holds."""

_TURN = sa.text("SELECT pg_advisory_xact_lock(:key)").bindparams(key=WRITER_LOCK)
_TURN_IF_FREE = sa.text("SELECT pg_try_advisory_xact_lock(:key)").bindparams(key=WRITER_LOCK)
_HOLDS_UP_THE_WRITER = sa.text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = :key AND objsubid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND pid <> pg_backend_pid() AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
).bindparams(key=WRITER_LOCK)
_OVERTAKEN = ("23505", "40P01", "55P03")
"""What PostgreSQL says where another writer was first: such a key is there, two wait for each other, or one waited too long."""
_PAUSE = 0.02


class _GivesWay(Exception):
    """The writer whose turn it is waits for one of the rows."""


def take_turn(connection: Connection) -> None:
    """Wait until nobody else writes; it is ours until the transaction ends."""
    connection.execute(_TURN)


class EarlyRows:
    """What a write may do before it is its turn. It gives way to the writer whose turn it is: then all of it is taken back, and the write
    does it once more when its own turn comes.

    Parameters
    ----------
    write : callable
        Writes the rows, and calls :meth:`look` every now and then; says whether there were any. When it has, the write may take its turn.
    until_ready : callable
        Waits until the write may take its turn without such rows.

    Attributes
    ----------
    is_there : bool
        Whether the rows stand there.
    """

    connection: Connection

    def __init__(self, write: Callable[[EarlyRows], bool], until_ready: Callable[[], None]) -> None:
        self._write = write
        self._until_ready = until_ready
        self._savepoint: NestedTransaction | None = None

    @property
    def is_there(self) -> bool:
        return self._savepoint is not None

    def begin(self, connection: Connection, patience: float) -> None:
        """Write them, and wait for the turn of this transaction, at most `patience` seconds before the rows are given up."""
        self.connection = connection
        self._savepoint = connection.begin_nested()
        try:
            if self._write(self):
                self._wait(patience)
                return
        except _GivesWay:
            pass
        except Exception as error:  # what goes by COPY fails with the driver's own
            if getattr(getattr(error, "orig", error), "sqlstate", None) not in _OVERTAKEN:
                raise
        self.without(connection)

    def without(self, connection: Connection) -> None:
        """Take back what was written, if anything was, and wait for the turn."""
        if self._savepoint is not None:
            self._savepoint.rollback()  # and with it our turn, if we had it
            self._savepoint = None
        self._until_ready()
        take_turn(connection)

    def keep(self) -> None:
        """The rows are what the write needs; they go with it from now on."""
        if self._savepoint is not None:
            self._savepoint.commit()

    def look(self) -> None:
        """Give way where the writer whose turn it is waits for one of the rows: nobody else may have to wait for them."""
        if self.connection.scalar(_HOLDS_UP_THE_WRITER):
            raise _GivesWay

    def _wait(self, patience: float) -> None:
        """Until it is our turn."""
        until = time.monotonic() + patience
        while not self.connection.scalar(_TURN_IF_FREE):
            if time.monotonic() > until:
                raise _GivesWay
            self.look()
            time.sleep(_PAUSE)
