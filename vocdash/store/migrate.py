"""Bring a database to the newest schema, safely when several processes start at once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from vocdash import settings
from vocdash.domain import UNKNOWN, calendar_of
from vocdash.errors import StoreUnavailable
from vocdash.store import tables as t
from vocdash.store.engine import Store

CALENDAR_FIRST = date(1990, 1, 1)
CALENDAR_LAST = date(2049, 12, 31)
"""The days an answer may lie on. Days outside are refused as findings."""


def open_store(url: str | None = None) -> Store:
    """The store at `url` (the setting when not given), on the newest schema and with its reference rows.

    Safe to call from many processes at once: one migrates, the others wait for it.

    Raises
    ------
    StoreUnavailable
        If the database cannot be reached, or was written by a newer version.
    """
    store = Store(url or settings.database_url())
    with store.reading() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current != head():
        _migrate(store)
    return store


def head() -> str | None:
    """The newest version of the schema that this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _migrate(store: Store) -> None:
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    with store.writing() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current == head():
            return
        if current is not None and current not in known:
            raise StoreUnavailable("This database was written by a newer version of vocdash.", "Update vocdash, or use another database.")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _seed(connection)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _seed(connection: Connection) -> None:
    """The rows every database starts with: the words for unknown, the calendar, the secret, revision 0."""
    if connection.scalar(sa.select(t.revision.c.number)) is not None:
        return
    connection.execute(sa.insert(t.channels).values(channel_id=0, code=UNKNOWN, name="Unknown"))
    connection.execute(sa.insert(t.touchpoints).values(touchpoint_id=0, code=UNKNOWN, name="Unknown", channel_id=0))
    connection.execute(sa.insert(t.segments).values(segment_id=0, key="{}"))
    connection.execute(sa.insert(t.calendar), _days())
    connection.execute(sa.insert(t.meta).values(key="secret", value=settings.new_secret()))
    connection.execute(sa.insert(t.revision).values(id=1, number=0))


def _days() -> list[dict[str, date]]:
    count = (CALENDAR_LAST - CALENDAR_FIRST).days + 1
    return [calendar_of(CALENDAR_FIRST + timedelta(days=i)) for i in range(count)]
