"""Bring a database to the newest schema, safely when several processes start at once.

Most starts find the newest schema there, so that Alembic, which takes as long to load as SQLAlchemy, is loaded only to migrate.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash import settings
from vocdash.domain import UNKNOWN, calendar_of
from vocdash.errors import StoreUnavailable
from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows
from vocdash.store.engine import Store

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = sa.table("alembic_version", sa.column("version_num", sa.String))

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
        current = current_version(connection)
    if current != head():
        _migrate(store)
    return store


def head() -> str:
    """The newest version of the schema that this code knows: the files of the versions begin with their numbers."""
    return max(file.name[:4] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def current_version(connection: Connection) -> str | None:
    """The version of the schema that a database has; None for an empty one."""
    if not sa.inspect(connection).has_table(_VERSION.name):
        return None
    version: str | None = connection.scalar(sa.select(_VERSION.c.version_num))
    return version


def _migrate(store: Store) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    config = _config()
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    with store.writing() as connection:
        current = current_version(connection)
        if current == head():
            return
        if current is not None and current not in known:
            raise StoreUnavailable("This database was written by a newer version of vocdash.", "Update vocdash, or use another database.")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _seed(connection)


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _seed(connection: Connection) -> None:
    """The rows every database starts with: the words for unknown, the calendar, the secret, revision 0."""
    if connection.scalar(sa.select(t.revision.c.number)) is not None:
        return
    connection.execute(sa.insert(t.channels).values(channel_id=0, code=UNKNOWN, name="Unknown"))
    connection.execute(sa.insert(t.touchpoints).values(touchpoint_id=0, code=UNKNOWN, name="Unknown", channel_id=0))
    connection.execute(sa.insert(t.segments).values(segment_id=0, key="{}"))
    days = _days()
    insert_rows(connection, t.calendar, tuple(days[0]), [tuple(day.values()) for day in days])
    connection.execute(sa.insert(t.meta).values(key="secret", value=settings.new_secret()))
    connection.execute(sa.insert(t.revision).values(id=1, number=0))


def _days() -> list[dict[str, date]]:
    count = (CALENDAR_LAST - CALENDAR_FIRST).days + 1
    return [calendar_of(CALENDAR_FIRST + timedelta(days=i)) for i in range(count)]
