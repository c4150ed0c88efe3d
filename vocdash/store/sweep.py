"""Bytes that deleted rows leave behind, swept away. The only place that knows where each database keeps them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.store.engine import Store


@contextmanager
def wiping(connection: Connection) -> Iterator[None]:
    """Let SQLite overwrite what is deleted inside the block with zeros."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql("PRAGMA secure_delete=ON")
    try:
        yield
    finally:
        connection.exec_driver_sql("PRAGMA secure_delete=OFF")


def sweep(store: Store) -> bool:
    """Rewrite what holds deleted bytes: the full-text index, free pages and the write-ahead log, or a table's dead rows.

    Takes about as long as copying the database. Gives False where readers or a writer kept it from finishing; it can be
    called again at any time.
    """
    return _sweep_file(store) if store.is_sqlite else _sweep_server(store)


def _sweep_file(store: Store) -> bool:
    # SQLAlchemy begins a transaction around everything, in which SQLite cannot be rewritten.
    with closing(store.engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        try:
            cursor.execute("INSERT INTO comment_search(comment_search) VALUES('optimize')")
            cursor.execute("VACUUM")
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
        except sqlite3.OperationalError:
            return False


def _sweep_server(store: Store) -> bool:
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            connection.exec_driver_sql("VACUUM")
        except sa.exc.OperationalError:
            return False
    return True
