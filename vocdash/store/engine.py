"""The doors to the database: :meth:`Store.reading`, :meth:`Store.writing`, for notes beside the answers :meth:`Store.noting`, and for
what is made ready before a write :meth:`Store.staging`.

A write is one transaction or none. Writers take turns on both databases (SQLite by `BEGIN IMMEDIATE`, PostgreSQL by an
advisory lock), so that a write sees everything the one before it did; readers never wait. Every write raises the revision,
and one that scores may change by its mark of the answers, too: they are what caches are keyed by.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from vocdash import settings
from vocdash.errors import StoreUnavailable, VocError
from vocdash.store import links, numbering, search
from vocdash.store import tables as t
from vocdash.store.early import EarlyRows, take_turn

_WRITING = "vocdash_writing"


class Marks(NamedTuple):
    """How many writes there have been: `number` counts all, `answers` those that may have changed a score or a name it stands under."""

    number: int
    answers: int


class Store:
    """One database, SQLite or PostgreSQL, given by its URL.

    Parameters
    ----------
    url : str
        A SQLAlchemy URL. `postgresql://` and `postgres://` mean psycopg 3.
    lock_timeout : int, optional
        Seconds to wait for another writer; the setting `lock_timeout` when not given.

    Attributes
    ----------
    writes : int
        How many writes went through this object: as long as it stays, `revision` can only have been raised elsewhere.
    """

    def __init__(self, url: str, *, lock_timeout: int | None = None) -> None:
        try:
            self.url = _normalised(url)
        except sa.exc.ArgumentError as error:
            raise StoreUnavailable(
                "What stands in VOCDASH_DATABASE_URL or after --db is not a database URL.",
                "Write it like postgresql://user@host/name or sqlite:///file.sqlite.",
            ) from error
        self.writes = 0
        self._lock_timeout: int = settings.get("lock_timeout") if lock_timeout is None else lock_timeout

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file; PostgreSQL otherwise."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def writes_beside(self) -> bool:
        """Whether rows can be written while another writes."""
        return not self.is_sqlite

    @cached_property
    def engine(self) -> Engine:
        """SQLAlchemy's engine, made when it is first needed."""
        if self.is_sqlite:
            return _sqlite_engine(self.url, self._lock_timeout)
        return _postgres_engine(self.url, self._lock_timeout)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one consistent state and writes nothing.

        Raises
        ------
        StoreUnavailable
            If the database cannot be reached.
        """
        with _plain_words(self), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection

    @contextmanager
    def staging(self) -> Iterator[Connection]:
        """A connection whose temporary tables nobody else sees; they go with it, however it ends. They stand on disk, not in memory,
        nor are files mapped into it: that counts as memory, and a large import takes no longer without.

        Rows made ready there are taken over by :meth:`writing`, which takes this connection on. Foreign keys are not looked up row by
        row in that write (on PostgreSQL where this user may do without): whoever writes looks at all of them with
        :mod:`vocdash.store.links`. SQLite moves what was written from its log to its file at the end, when others may write again.

        Raises
        ------
        StoreUnavailable
            If the database cannot be reached.
        """
        with _plain_words(self), self.engine.connect() as connection:
            connection.detach()
            driver = connection.connection.dbapi_connection
            if self.is_sqlite and driver is not None:
                for pragma in ("temp_store=FILE", "foreign_keys=OFF", "wal_autocheckpoint=0", "mmap_size=0"):
                    driver.cursor().execute(f"PRAGMA {pragma}")
            yield connection
            connection.rollback()
            if self.is_sqlite and driver is not None:
                driver.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")

    @contextmanager
    def writing(self, *, answers: bool = True, on: Connection | None = None, early: EarlyRows | None = None) -> Iterator[Connection]:
        """The one writer's connection: everything inside is committed together at the end, or nothing is.

        Parameters
        ----------
        on : Connection, optional
            One of :meth:`staging`, to write what was made ready there.
        early : EarlyRows, optional
            What may be written before it is our turn, where :attr:`writes_beside`; afterwards it says whether it was.
        answers : bool
            Whether scores, or the names they stand under, may be other ones afterwards. Work on cases says False, so that every
            score stays remembered.

        Raises
        ------
        StoreUnavailable
            If the database cannot be reached, another writer does not finish in time, or the disk is full.
        """
        opened = self.engine.connect() if on is None else nullcontext(on)
        with _plain_words(self), opened as door, _as_writer(door) as connection:
            if not self.is_sqlite:
                is_trusted = on is not None and links.take_on_trust(connection)
                if early is None:
                    take_turn(connection)
                elif is_trusted:
                    early.begin(connection, self._lock_timeout)
                else:
                    early.without(connection)
            yield connection
            if sa.inspect(connection).has_table("revision"):
                c = t.revision.c
                connection.execute(sa.update(t.revision).values(number=c.number + 1, answers=c.answers + int(answers)))
        self.writes += 1

    @contextmanager
    def rehearsing(self, on: Connection) -> Iterator[Connection]:
        """The writer's connection for a moment, on one of :meth:`staging`, of which nothing stays: what a write will find and which numbers
        its new rows will get is known before, as long as nobody writes in between.

        Raises
        ------
        StoreUnavailable
            If the database cannot be reached, or another writer does not finish in time.
        """
        with _plain_words(self):
            connection = on.execution_options(**{_WRITING: True})
            with connection.begin() as transaction:
                if not self.is_sqlite:
                    take_turn(connection)
                with numbering.given_back(connection):
                    yield connection
                transaction.rollback()

    def note_sizes(self, connection: Connection) -> None:
        """Let SQLite know how its rows are spread, so that it takes the right index; PostgreSQL sees to that by itself."""
        if self.is_sqlite:
            connection.exec_driver_sql("PRAGMA analysis_limit=400")
            connection.exec_driver_sql("ANALYZE")

    @contextmanager
    def noting(self) -> Iterator[Connection]:
        """A short write that no answer depends on, such as the progress of a job: the revision stays as it is.

        On PostgreSQL it waits for no writer; on SQLite it takes its turn like every write.

        Raises
        ------
        StoreUnavailable
            If the database cannot be reached, another writer does not finish in time, or the disk is full.
        """
        with _plain_words(self), self.engine.connect() as door, _as_writer(door) as connection:
            yield connection

    def revision(self) -> int:
        """How many writes there have been."""
        return self.marks().number

    def marks(self) -> Marks:
        """How many writes there have been, and how many of them concern the answers; the keys of every cache."""
        with self.reading() as connection:
            found = connection.execute(sa.select(t.revision.c.number, t.revision.c.answers)).one_or_none()
        return Marks(0, 0) if found is None else Marks(*found)

    def close(self) -> None:
        """Give all connections back to the database."""
        self.engine.dispose()


@contextmanager
def _as_writer(door: Connection) -> Iterator[Connection]:
    """A connection in a transaction that writes."""
    connection = door.execution_options(**{_WRITING: True})
    with connection.begin():
        yield connection


def is_writing(connection: Connection) -> bool:
    """Whether a connection came through a door that writes."""
    return bool(connection.get_execution_options().get(_WRITING))


def _normalised(url: str) -> URL:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgres":
        parsed = parsed.set(drivername="postgresql")
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        raise StoreUnavailable(f"vocdash does not speak to {parsed.get_backend_name()}.", "Use a SQLite or a PostgreSQL URL.")
    return parsed


def _sqlite_engine(url: URL, lock_timeout: int) -> Engine:
    if url.database and url.database != ":memory:":
        _ensure_folder(Path(url.database).parent)
    engine = sa.create_engine(url, connect_args={"timeout": lock_timeout, "check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        # The driver's own transaction handling starts them too late and ends them around DDL; SQLAlchemy says BEGIN instead.
        connection.isolation_level = None
        _wait_for_wal(connection, lock_timeout)
        for pragma in ("foreign_keys=ON", "synchronous=NORMAL", "temp_store=MEMORY", "cache_size=-65536", "mmap_size=268435456"):
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("voc_has_words", 2, search.has_words, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing(connection) else "BEGIN")

    return engine


def _ensure_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"The folder {folder} for the database cannot be made: {error.strerror}.",
            "Check the path in VOCDASH_DATABASE_URL, and that this user may write there.",
        ) from error


def _wait_for_wal(connection: Any, seconds: float) -> None:
    """Switch to write-ahead logging. SQLite does not wait for its busy timeout here, so several starters must retry."""
    until = time.monotonic() + seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.05)


_PARALLEL_FROM = 10_000
"""What helpers must save, in units of PostgreSQL's planner: starting them takes longer than any question to the rollup."""


def _postgres_engine(url: URL, lock_timeout: int) -> Engine:
    options = {"lock_timeout": lock_timeout * 1000, "timezone": "UTC", "parallel_setup_cost": _PARALLEL_FROM}
    return sa.create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        hide_parameters=True,
        connect_args={"options": " ".join(f"-c {name}={value}" for name, value in options.items()), "connect_timeout": 10},
    )


_REASONS: tuple[tuple[str, Callable[[Store], tuple[str, str]]], ...] = (
    (
        "disk is full",
        lambda store: ("The disk is full, so nothing was written.", "Free some space and try again."),
    ),
    (
        "No space left",
        lambda store: ("The database server’s disk is full, so nothing was written.", "Free some space there and try again."),
    ),
    (
        "locked",
        lambda store: (
            "Another write is in progress and did not finish in time, so nothing was written.",
            "Wait for it to finish, or raise VOCDASH_LOCK_TIMEOUT, and try again.",
        ),
    ),
    (
        "lock timeout",
        lambda store: (
            "Another write is in progress and did not finish in time, so nothing was written.",
            "Wait for it to finish, or raise VOCDASH_LOCK_TIMEOUT, and try again.",
        ),
    ),
    (
        "readonly",
        lambda store: (f"The database {_name(store)} cannot be written.", "Give this user the right to write the file and its folder."),
    ),
    (
        "not a database",
        lambda store: (f"{_name(store)} is not a SQLite database.", "Point VOCDASH_DATABASE_URL to another file."),
    ),
    (
        "unable to open",
        lambda store: (f"The database file {_name(store)} cannot be opened.", "Check that its folder exists and may be written."),
    ),
)


_NO_ROOM = {
    "value too long": ("A text is longer than there is room for, so nothing was written.", "Shorten it and try again."),
    "0x00": ("A text holds a character that no database keeps (NUL), so nothing was written.", "Take it out and try again."),
    "out of range": ("A number or a day is beyond what there is room for, so nothing was written.", "Correct it and try again."),
}
"""What PostgreSQL says of a value it cannot hold; SQLite takes the longest text."""


def _name(store: Store) -> str:
    return store.url.database or "" if store.is_sqlite else store.url.set(password=None).render_as_string()


@contextmanager
def _plain_words(store: Store) -> Iterator[None]:
    """Turn what the driver says into two sentences, where a person can do something about it."""
    try:
        yield
    except VocError:
        raise
    except DBAPIError as error:
        said = str(error.orig)
        for mark, sentences in _REASONS:
            if mark in said:
                raise StoreUnavailable(*sentences(store)) from error
        if isinstance(error, sa.exc.DataError) and (what := next((what for mark, what in _NO_ROOM.items() if mark in said), None)):
            raise VocError(*what) from error
        if isinstance(error, sa.exc.OperationalError) and not store.is_sqlite:
            raise StoreUnavailable(
                f"The database {_name(store)} does not answer.",
                "Check that it runs and that VOCDASH_DATABASE_URL is right.",
            ) from error
        raise
