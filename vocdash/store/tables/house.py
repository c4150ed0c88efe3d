"""What the dashboard keeps of itself: words of its own, the revision, the calendar, jobs, and views people saved."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import JSON, BigInteger, Boolean, CheckConstraint, Column, Date, Integer, SmallInteger, String, Text, UniqueConstraint

from vocdash.store.tables.base import Moment, table

meta = table("meta", "local", Column("key", String(64), primary_key=True), Column("value", Text, nullable=False))

revision = table(
    "revision",
    "local",
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("answers", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("id = 1", name="single"),
)

calendar = table(
    "calendar",
    "reference",
    Column("day", Date, primary_key=True),
    Column("week", Date, nullable=False),
    Column("month", Date, nullable=False),
    Column("quarter", Date, nullable=False),
    Column("year", Date, nullable=False),
)

jobs = table(
    "jobs",
    "local",
    Column("job_id", String(32), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("started_by", String(200), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("done", BigInteger, nullable=False, server_default="0"),
    Column("total", BigInteger),
    Column("message", Text, nullable=False, server_default=""),
    Column("payload", JSON),
    Column("result", JSON),
    CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"),
)

saved_views = table(
    "saved_views",
    "local",
    Column("view_id", Integer, primary_key=True),
    Column("page", String(32), nullable=False),
    Column("person", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("query", Text, nullable=False),
    Column("shared", Boolean, nullable=False, server_default=sa.false()),
    Column("saved_at", Moment, nullable=False),
    UniqueConstraint("page", "person", "name"),
)
