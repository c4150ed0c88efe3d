"""The numbers that PostgreSQL gives new rows: it does not take them back with the rows, which a rehearsal of a write needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.exc import DBAPIError

from vocdash.store import tables as t

_NOT_ALLOWED = "42501"


class _NotAllowed(Exception):
    """This user may not read or set the numbers to come."""


@contextmanager
def given_back(connection: Connection) -> Iterator[None]:
    """Give back the numbers that rows of small tables get inside the block; call it as the writer, with a rollback to follow.

    Nobody but the one writer numbers these rows. SQLite gives numbers back by itself. Where this user may not, they leave a gap.
    """
    before: dict[str, tuple[int, bool]] = {}
    if connection.dialect.name != "sqlite":
        with suppress(_NotAllowed), _if_allowed(connection):
            before = {name: _state(connection, name) for name in _sequences(connection)}
    yield
    if before:
        with suppress(_NotAllowed), _if_allowed(connection):
            for name, (last, is_called) in before.items():
                if _state(connection, name) != (last, is_called):
                    connection.execute(sa.select(sa.func.setval(sa.cast(name, REGCLASS), last, is_called)))


@contextmanager
def _if_allowed(connection: Connection) -> Iterator[None]:
    try:
        with connection.begin_nested():
            yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _NOT_ALLOWED:
            raise
        raise _NotAllowed from error


def _sequences(connection: Connection) -> list[str]:
    numbered = [
        (table.name, table.autoincrement_column.name)
        for table in t.metadata.sorted_tables
        if table.info["kind"] == "reference" and table.autoincrement_column is not None
    ]
    found = [connection.scalar(sa.select(sa.func.pg_get_serial_sequence(*names))) for names in numbered]
    return [name for name in found if name is not None]


def _state(connection: Connection, name: str) -> tuple[int, bool]:
    """The last number given, and whether it was."""
    last, is_called = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {name}").one()  # noqa: S608 - quoted by PostgreSQL
    return last, is_called
