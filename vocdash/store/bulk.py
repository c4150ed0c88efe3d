"""Many rows into one table, fast: COPY on PostgreSQL, prepared statements on SQLite. The only place that knows which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table
from sqlalchemy.types import TypeEngine

from vocdash.store.tables import Moment

_TOGETHER = 32
"""Rows that SQLite takes in with one statement: it gets ready for each, which takes a third of the time where every row has its own."""

_REPEATED = 10_000
"""Days and moments of which is remembered how they are read; they repeat."""


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of `columns`; see :func:`insert_columns`."""
    if rows:
        insert_columns(connection, table, columns, list(zip(*rows, strict=True)))


def insert_columns(
    connection: Connection, table: Table, columns: Sequence[str], values: Sequence[Sequence[Any]], at: Sequence[int] | None = None
) -> None:
    """Insert rows given as the values of their columns: numbers, texts, booleans, days, JSON texts, and moments with a zone.

    The days and moments of a column may also be texts, all of them, as `isoformat` and :func:`stamp` write them.
    Every column left out must have a default in the database. `at` are the places of the columns' values in `values`, where
    several columns have the same.
    """
    if not values or not values[0]:
        return
    places = range(len(columns)) if at is None else at
    kinds = {place: table.c[name] for name, place in zip(columns, places, strict=True)}
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        ready = [_as_text(column) if _is_dated(kinds[place]) else column for place, column in enumerate(values)]
        alone = len(ready[0]) % _TOGETHER
        for count, some in ((1, [column[:alone] for column in ready]), (_TOGETHER, [column[alone:] for column in ready])):
            if some[0]:
                marks = _marks(places, len(some), count)
                connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES {marks}", _in_turn(some, count))  # noqa: S608
        return
    # As PostgreSQL's own bytes, because numbers as texts take us four times as long, and the server a third longer.
    copy_in = f"COPY {table.name} ({names}) FROM STDIN (FORMAT BINARY)"
    ready = [_without_texts(kinds[place], column) if _is_dated(kinds[place]) else column for place, column in enumerate(values)]
    with connection.connection.cursor() as cursor, cursor.copy(copy_in) as copy:  # type: ignore[attr-defined]
        copy.set_types([_kind(table.c[name]) for name in columns])
        for row in zip(*(ready[place] for place in places), strict=True):
            copy.write_row(row)


def _in_turn(columns: Sequence[Sequence[Any]], count: int) -> list[tuple[Any, ...]]:
    """The values of so many rows after each other, row by row."""
    width = len(columns)
    flat: list[Any] = [None] * (width * len(columns[0]))
    for at, column in enumerate(columns):
        flat[at::width] = column
    return [tuple(flat[first : first + width * count]) for first in range(0, len(flat), width * count)]


def _marks(places: Sequence[int], width: int, count: int) -> str:
    """The marks of SQLite for so many rows, of `width` values each, of which the ones at these places are inserted."""
    firsts = range(1, 1 + width * count, width)
    return ", ".join(f"({', '.join([f'?{first + place}' for place in places])})" for first in firsts)


def twin(connection: Connection, table: Table) -> Table:
    """Make an empty temporary table that is built just as one of SQLite's tables is, so that :func:`take_over` is fast."""
    built = connection.exec_driver_sql("SELECT sql FROM main.sqlite_master WHERE type = 'table' AND name = ?", (table.name,)).scalar_one()
    name = f"twin_{table.name}"
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} {built[built.index('(') :]}")
    return table.to_metadata(sa.MetaData(), name=name)


def take_over(connection: Connection, own: Table, table: Table) -> None:
    """Insert all rows of a :func:`twin`. SQLite copies them as they stand where the table is empty, and elsewhere in their order."""
    connection.exec_driver_sql(f"INSERT INTO {table.name} SELECT * FROM {own.name}")  # noqa: S608


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


def stamp(moment: datetime) -> str:
    """A moment as every database takes it: in UTC, down to the microsecond."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _is_dated(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, (Moment, sa.Date))


def _has_dates(column: Sequence[Any]) -> bool:
    """Whether a column has days or moments and not texts; the first value says it for all."""
    return isinstance(next((value for value in column if value is not None), None), date)


def _as_text(column: Sequence[Any]) -> Sequence[Any]:
    """Days and moments as the texts SQLAlchemy keeps them as; each is turned once."""
    if not _has_dates(column):
        return column
    turned = {value: None if value is None else _text(value) for value in set(column)}
    return [turned[value] for value in column]


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


def _without_texts(kind: sa.Column[Any], column: Sequence[Any]) -> Sequence[Any]:
    """Days and moments in the place of texts."""
    if _has_dates(column):
        return column
    read = _moment_read if isinstance(kind.type, Moment) else _day_read
    return [None if text is None else read(text) for text in column]


@lru_cache(maxsize=_REPEATED)
def _day_read(text: str) -> date:
    return date.fromisoformat(text)


@lru_cache(maxsize=_REPEATED)
def _moment_read(text: str) -> datetime:
    """The moment that :func:`stamp` wrote."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _text(value: date) -> str:
    return stamp(value) if isinstance(value, datetime) else value.isoformat()
