"""A name that one process holds as long as it lives, however it ends: how others know whether it still works.

An advisory lock on PostgreSQL, a locked small file beside the database on SQLite. The only place that knows which.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path

import sqlalchemy as sa

from vocdash.store.engine import Store


@contextmanager
def claim(store: Store, name: str) -> Iterator[bool]:
    """Hold `name` until the end of the block, or of the process; gives False where somebody else holds it."""
    if not store.is_sqlite:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            held = bool(connection.scalar(sa.text("SELECT pg_try_advisory_lock(:key)"), {"key": _key(name)}))
            try:
                yield held
            finally:
                if held:
                    connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": _key(name)})
        return
    file = _file(store, name)
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        held = _lock(connection)
        try:
            yield held
        finally:
            if held:
                file.unlink(missing_ok=True)


def is_claimed(store: Store, name: str) -> bool:
    """Whether a living process holds `name`."""
    if not store.is_sqlite:
        with store.reading() as connection:
            held = sa.text(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                " AND (classid::bigint << 32) + objid::bigint = :key)"
            )
            return bool(connection.scalar(held, {"key": _key(name)}))
    file = _file(store, name)
    if not file.exists():
        return False
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        free = _lock(connection)
    if free:
        file.unlink(missing_ok=True)
    return not free


def _lock(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    return True


def _file(store: Store, name: str) -> Path:
    database = Path(store.url.database or "vocdash")
    return database.with_name(f"{database.name}-{name}.lock")


def _key(name: str) -> int:
    """63 bits, so that the two halves PostgreSQL keeps add up to it."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> 1
