"""Many rows into one table, fast: COPY on PostgreSQL, prepared statements on SQLite. The only place that knows which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Table


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of `columns`: numbers, texts, booleans, days, and moments with a zone.

    Every column left out must have a default in the database.
    """
    if not rows:
        return
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(_as_sqlite(rows)))  # noqa: S608
        return
    with connection.connection.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:  # type: ignore[attr-defined]
        for row in rows:
            copy.write_row(row)


def _as_sqlite(rows: Iterable[Sequence[Any]]) -> Iterable[tuple[Any, ...]]:
    """Days and moments as the texts SQLAlchemy keeps them as; each is turned once."""
    turned: dict[object, str] = {}
    for row in rows:
        yield tuple([_text(value, turned) if isinstance(value, date) else value for value in row])


def _text(value: date, turned: dict[object, str]) -> str:
    found = turned.get(value)
    if found is None:
        found = value.isoformat()
        if isinstance(value, datetime):
            found = value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        turned[value] = found
    return found
