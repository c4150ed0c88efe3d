"""The tables that rows wait in until they are published: temporary ones of one connection, which go with it, however it ends.

Rows stand there as they will be written, but for what only the writing transaction knows: places, segments and what comments
mention are numbered in the order met, and small tables say at publishing what each number stands for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

from vocdash.store import tables as t
from vocdash.store.bulk import insert_columns, insert_rows
from vocdash.store.links import Link
from vocdash.store.tables.base import ROW_KEY, Moment

_metadata = MetaData()


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(f"staged_{name}", _metadata, *columns, prefixes=["TEMPORARY"])


def _rows(name: str, *columns: Column[Any]) -> Table:
    """A table of many rows, numbered from 1 in the order they come in."""
    return _table(name, Column("number", ROW_KEY, primary_key=True), *columns)


submissions = _rows(
    "submissions",
    Column("submission_id", BigInteger, nullable=False),
    Column("source", SmallInteger, nullable=False),
    Column("external_id", String(200)),
    Column("customer_id", BigInteger),
    Column("answered_at", Moment, nullable=False),
    Column("day", Date, nullable=False),
    Column("segment", Integer, nullable=False),
    Column("language", String(16), nullable=False),
    Column("weight", Float, nullable=False),
    Column("started_at", Moment),
    Column("duration_seconds", Float),
    Column("content_hash", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("flags", JSON),
    Column("excluded", Boolean, nullable=False, server_default=sa.false()),
)
responses = _rows(
    "responses",
    Column("submission_id", BigInteger, nullable=False),
    Column("occurrence", SmallInteger, nullable=False),
    Column("place", Integer, nullable=False),
    Column("value", Float),
    Column("verbatim", Text),
    Column("language", String(16)),
    Column("polarity", Float),
    Column("sentiment", String(8)),
    Column("scorer", String(32)),
)
mentions = _rows(
    "mentions",
    Column("submission_id", BigInteger, nullable=False),
    Column("occurrence", SmallInteger, nullable=False),
    Column("spoken", Integer, nullable=False),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("polarity", Float),
)
facts = _rows(
    "facts",
    Column("submission_id", BigInteger, nullable=False),
    Column("name", String(64), nullable=False),
    Column("day", Date),
    Column("fact", Float),
)
customers = _rows("customers", Column("customer_id", BigInteger, nullable=False), Column("said", JSON, nullable=False))

flags = _table(
    "flags",
    Column("number", ROW_KEY, primary_key=True, autoincrement=False),
    Column("flags", JSON),
    Column("excluded", Boolean, nullable=False),
)
"""What is odd about submissions, by their number."""

known = _table(
    "known",
    Column("submission_id", ROW_KEY, primary_key=True, autoincrement=False),
    Column("is_same", Boolean, nullable=False),
    Column("added_by", Integer, nullable=False),
)
"""Submissions that the store has already, whether they say the same, and the import that brought them."""

# What the numbers stand for.
sources = _table("sources", Column("source", Integer, primary_key=True, autoincrement=False), Column("source_id", Integer))
segments = _table("segments", Column("segment", Integer, primary_key=True, autoincrement=False), Column("segment_id", Integer))
places = _table(
    "places",
    Column("place", Integer, primary_key=True, autoincrement=False),
    *(Column(name, Integer) for name in ("question_id", "stage_id", "touchpoint_id", "channel_id")),
)
days = _table("days", Column("day", Date, primary_key=True))
"""The days that submissions count on."""

spoken = _table(
    "spoken",
    Column("spoken", Integer, primary_key=True, autoincrement=False),
    *(Column(name, Integer) for name in ("question_id", "theme_id", "stage_id", "touchpoint_id")),
    Column("placed", String(16)),
)
"""What mentions speak of, and where that stands; those that are left out have no row."""


def links() -> Iterator[Link]:
    """What the numbers stand for must be there, and the days that submissions count on."""
    for table in (sources, segments, places, spoken):
        for column in table.columns:
            if (target := _TARGETS.get(column.name)) is not None:
                yield column, target
    yield days.c.day, t.calendar.c.day


_TARGETS: dict[str, Column[Any]] = {
    "source_id": t.sources.c.source_id,
    "segment_id": t.segments.c.segment_id,
    "question_id": t.questions.c.question_id,
    "stage_id": t.stages.c.stage_id,
    "touchpoint_id": t.touchpoints.c.touchpoint_id,
    "channel_id": t.channels.c.channel_id,
    "theme_id": t.themes.c.theme_id,
}


def create(connection: Connection) -> None:
    """Make the tables."""
    _metadata.create_all(connection, checkfirst=False)


def fill(connection: Connection, table: Table, columns: Sequence[Sequence[Any]]) -> None:
    """Add rows, given as the columns after the number, as far as they go."""
    insert_columns(connection, table, table.columns.keys()[1 : 1 + len(columns)], columns)


def say(connection: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    """Write down what numbers stand for."""
    insert_rows(connection, table, table.columns.keys(), rows)


def flag(connection: Connection) -> None:
    """Give submissions their flags; whether one counts is part of what it says, the last bit of its hash."""
    s, f = submissions.c, flags.c
    turned = sa.case((f.excluded, s.content_hash + 1 - 2 * (s.content_hash % 2)), else_=s.content_hash)
    values = {"flags": f.flags, "excluded": f.excluded, "content_hash": turned}
    connection.execute(sa.update(submissions).where(s.number == f.number).values(values))
