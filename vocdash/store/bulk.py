"""Many rows into one table, fast: COPY on PostgreSQL, prepared statements on SQLite. The only place that knows which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from vocdash.store.tables import Moment


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
        marks = ", ".join("?" * len(columns) if at is None else [f"?{place + 1}" for place in at])
        dated = [place for place, name in enumerate(columns) if at is None and _is_dated(table.c[name]) and _has_dates(rows, place)]
        ready = list(_with_texts(rows, dated)) if dated else rows
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", ready)  # noqa: S608
        return
    with connection.connection.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:  # type: ignore[attr-defined]
        for row in rows if at is None else map(itemgetter(*at), rows):
            copy.write_row(row)


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


def _text(value: date) -> str:
    return stamp(value) if isinstance(value, datetime) else value.isoformat()
