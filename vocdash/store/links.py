"""Links between tables, looked at for all rows at once: what takes the place of looking them up row by row when many are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection
from sqlalchemy.exc import DBAPIError

from vocdash.errors import StoreUnavailable
from vocdash.store import tables as t

Link = tuple[Column[Any], Column[Any]]
"""A column, and the column of another table that has all its values."""


def lost(connection: Connection, link: Link) -> int:
    """How many rows refer to a row that is not there."""
    column, target = link
    there = target.table.alias()  # some tables refer to themselves
    known = sa.select(sa.literal(1)).where(there.c[target.name] == column).exists()
    return int(connection.scalar(sa.select(sa.func.count()).select_from(column.table).where(column.is_not(None), ~known)) or 0)


def of_small_tables() -> Iterator[Link]:
    """The foreign keys of all tables that do not grow with the answers."""
    for table in t.metadata.sorted_tables:
        if table.info["kind"] != "big":
            yield from ((key.parent, key.column) for key in table.foreign_keys)


def require(connection: Connection, links: Iterator[Link]) -> None:
    """Stop a write whose rows refer to rows that are not there.

    Raises
    ------
    StoreUnavailable
        If any does; leaving the transaction with it undoes everything.
    """
    for link in links:
        if lost(connection, link):
            column, target = link
            raise StoreUnavailable(
                f"Something to be written refers to {target} where nothing stands ({column}), so nothing was written.",
                "Run “python -m vocdash check” and try again.",
            )


def take_on_trust(connection: Connection) -> bool:
    """Let PostgreSQL look no foreign key up until the transaction ends, where this user may ask for it; otherwise it goes on doing so.
    Gives whether it does without.

    SQLite has to be told before a transaction begins; see :meth:`vocdash.store.Store.staging`.
    """
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        return True
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _NOT_ALLOWED:
            raise
        return False


_NOT_ALLOWED = "42501"
