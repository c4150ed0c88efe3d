"""Many rows into one table, fast: COPY on PostgreSQL, prepared statements on SQLite. The only place that knows which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table
from sqlalchemy.types import TypeEngine

from vocdash.store.tables import Moment

_TOGETHER = 32
"""Rows that SQLite takes in with one statement: it gets ready for each, which takes a third of the time where every row has its own."""

_REPEATED = 10_000
"""Days and moments of which is remembered how they are read; they repeat."""


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]], at: Sequence[int] | None = None
) -> None:
    """Insert rows whose values stand in the order of `columns`: numbers, texts, booleans, days, JSON texts, and moments with a zone.

    The days and moments of a column may also be texts, all of them, as `isoformat` and :func:`stamp` write them.
    Every column left out must have a default in the database. `at` are the places of the columns' values in the rows, where
    several columns have the same; these hold no days or moments but as texts.
    """
    if not rows:
        return
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        dated = [place for place, name in enumerate(columns) if at is None and _is_dated(table.c[name]) and _has_dates(rows, place)]
        ready = list(_with_texts(rows, dated)) if dated else rows
        alone = len(ready) % _TOGETHER
        for count, some in ((1, ready[:alone]), (_TOGETHER, ready[alone:])):
            if some:
                marks = _marks(range(len(columns)) if at is None else at, len(some[0]), count)
                values = [tuple(chain.from_iterable(some[first : first + count])) for first in range(0, len(some), count)]
                connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES {marks}", values)  # noqa: S608
        return
    # As PostgreSQL's own bytes, because numbers as texts take us four times as long, and the server a third longer.
    copy_in = f"COPY {table.name} ({names}) FROM STDIN (FORMAT BINARY)"
    with connection.connection.cursor() as cursor, cursor.copy(copy_in) as copy:  # type: ignore[attr-defined]
        copy.set_types([_kind(table.c[name]) for name in columns])
        for row in _without_texts(table, columns, rows, at):
            copy.write_row(row)


def _marks(places: Sequence[int], width: int, count: int) -> str:
    """The marks of SQLite for so many rows, of `width` values each, of which the ones at these places are inserted."""
    firsts = range(1, 1 + width * count, width)
    return ", ".join(f"({', '.join([f'?{first + place}' for place in places])})" for first in firsts)


@contextmanager
def indexed_afterwards(connection: Connection, table: Table, coming: int) -> Iterator[None]:
    """Let SQLite make the indexes of a table anew after the block, where more rows come in it than were there: sorting them once takes
    half the time of putting each in its place. PostgreSQL would make readers wait for that."""
    if connection.dialect.name != "sqlite" or coming <= _rows_of(connection, table):
        yield
        return
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


def _rows_of(connection: Connection, table: Table) -> int:
    return int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def by_column(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The values of rows under the names of their columns."""
    return dict(zip(columns, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(columns, ())


def stamp(moment: datetime) -> str:
    """A moment as every database takes it: in UTC, down to the microsecond."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _is_dated(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, (Moment, sa.Date))


def _has_dates(rows: Sequence[Sequence[Any]], at: int) -> bool:
    """Whether a column has days or moments and not texts; the first value says it for all."""
    return isinstance(next((row[at] for row in rows if row[at] is not None), None), date)


def _with_texts(rows: Sequence[Sequence[Any]], dated: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """Days and moments as the texts SQLAlchemy keeps them as; each is turned once."""
    turned: dict[date | None, str | None] = {None: None}
    for row in rows:
        values = list(row)
        for at in dated:
            value = values[at]
            if value not in turned:
                turned[value] = _text(value)
            values[at] = turned[value]
        yield tuple(values)


_KINDS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (sa.BigInteger, "int8"),
    (sa.SmallInteger, "int2"),
    (sa.Integer, "int4"),
    (sa.Float, "float8"),
    (sa.Boolean, "bool"),
    (sa.Date, "date"),
    (sa.LargeBinary, "bytea"),
    (sa.String, "text"),
    (sa.JSON, "text"),
)
"""PostgreSQL's types of values, narrower ones first. The bytes of JSON are those of its text."""


def _kind(column: sa.Column[Any]) -> str:
    if isinstance(column.type, Moment):
        return "timestamptz"
    return next(kind for type_, kind in _KINDS if isinstance(column.type, type_))


def _without_texts(
    table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]], at: Sequence[int] | None
) -> Iterator[Sequence[Any]]:
    """Rows in the order of `columns`, with days and moments in the place of texts."""
    places = range(len(columns)) if at is None else at
    given = rows if at is None else map(itemgetter(*at), rows)
    dated = [
        (number, _moment_read if isinstance(table.c[name].type, Moment) else _day_read)
        for number, (name, place) in enumerate(zip(columns, places, strict=True))
        if _is_dated(table.c[name]) and not _has_dates(rows, place)
    ]
    if not dated:
        yield from given
        return
    for row in given:
        values = list(row)
        for number, read in dated:
            if values[number] is not None:
                values[number] = read(values[number])
        yield values


@lru_cache(maxsize=_REPEATED)
def _day_read(text: str) -> date:
    return date.fromisoformat(text)


@lru_cache(maxsize=_REPEATED)
def _moment_read(text: str) -> datetime:
    """The moment that :func:`stamp` wrote."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _text(value: date) -> str:
    return stamp(value) if isinstance(value, datetime) else value.isoformat()
