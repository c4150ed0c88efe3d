"""The first minutes of a database: it is filled with the sample once, whoever comes first, or starts empty by choice."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.ingest.progress import Progress
from vocdash.ingest.sample import load_sample, remove_sample
from vocdash.store import Store
from vocdash.store import tables as t

_FIRST_START = Actor("first start", Access.ADMIN)
_KEY = "first_start"
_LOADING = "loading since "
_EMPTY = "started empty"
_GIVEN_UP_AFTER = timedelta(minutes=5)
_LOOK_AGAIN_SECONDS = 0.5


def is_undecided(store: Store) -> bool:
    """Whether nothing was ever brought in and nobody chose to start empty (also while somebody is loading the sample)."""
    with store.reading() as connection:
        return _is_undecided(connection)


def _is_undecided(connection: Connection) -> bool:
    used = sa.or_(sa.exists(sa.select(t.imports.c.import_id)), sa.exists(sa.select(t.journeys.c.journey_id)))
    return _said(connection) != _EMPTY and not connection.scalar(sa.select(used))


def fill(store: Store, progress: Callable[[Progress], None]) -> None:
    """Load the sample into a new database, once: of several processes one loads, the others wait until it is there.

    A loader that has not finished after five minutes counts as gone, and the next one begins anew.
    """
    while is_undecided(store):
        if _claim(store):
            try:
                load_sample(store, _FIRST_START, progress)
            finally:
                _say(store, None)
            return
        time.sleep(_LOOK_AGAIN_SECONDS)


def start_empty(store: Store, actor: Actor) -> None:
    """Remove the sample and everything only it used, and never load it by itself again.

    Raises
    ------
    NotAllowed
        If the actor is not at least a lead.
    """
    remove_sample(store, actor)
    _say(store, _EMPTY)


def _claim(store: Store) -> bool:
    """Take on the loading, unless somebody else has."""
    with store.writing() as connection:
        if not _is_undecided(connection):
            return False
        said = _said(connection)
        now = datetime.now(UTC)
        if said is not None and now - datetime.fromisoformat(said.removeprefix(_LOADING)) < _GIVEN_UP_AFTER:
            return False
        _write(connection, f"{_LOADING}{now.isoformat()}")
        return True


def _say(store: Store, what: str | None) -> None:
    with store.writing() as connection:
        _write(connection, what)


def _said(connection: Connection) -> str | None:
    return connection.scalar(sa.select(t.meta.c.value).where(t.meta.c.key == _KEY))


def _write(connection: Connection, what: str | None) -> None:
    connection.execute(sa.delete(t.meta).where(t.meta.c.key == _KEY))
    if what is not None:
        connection.execute(sa.insert(t.meta).values(key=_KEY, value=what))
