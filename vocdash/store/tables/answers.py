"""The answers: what one person said at one time, each answer of it, and the facts that came with it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
)

from vocdash.domain import Sentiment
from vocdash.store.tables.base import ROW_KEY, Moment, index_of_known, one_of, table

submissions = table(
    "submissions",
    "big",
    Column("submission_id", ROW_KEY, primary_key=True, autoincrement=False),
    Column("source_id", ForeignKey("sources.source_id"), nullable=False),
    Column("external_id", String(200)),
    Column("customer_id", BigInteger),
    Column("answered_at", Moment, nullable=False),
    Column("day", ForeignKey("calendar.day"), nullable=False),
    Column("segment_id", ForeignKey("segments.segment_id"), nullable=False, server_default="0"),
    Column("language", String(16), nullable=False, server_default="unknown"),
    Column("weight", Float, nullable=False, server_default="1"),
    Column("started_at", Moment),
    Column("duration_seconds", Float),
    Column("flags", JSON),
    Column("excluded", Boolean, nullable=False, server_default=sa.false()),
    Column("added_by", Integer, nullable=False),
    Column("import_id", Integer, nullable=False),
    Column("content_hash", BigInteger, nullable=False),
    CheckConstraint("weight >= 0", name="weight"),
    Index(None, "day"),
    index_of_known("customer_id"),
    Index(None, "import_id"),
)

responses = table(
    "responses",
    "big",
    Column("submission_id", BigInteger, ForeignKey("submissions.submission_id"), primary_key=True, autoincrement=False),
    Column("question_id", ForeignKey("questions.question_id"), primary_key=True),
    Column("occurrence", SmallInteger, primary_key=True, server_default="0"),
    Column("stage_id", ForeignKey("stages.stage_id"), nullable=False),
    Column("touchpoint_id", ForeignKey("touchpoints.touchpoint_id"), nullable=False, server_default="0"),
    Column("channel_id", ForeignKey("channels.channel_id"), nullable=False, server_default="0"),
    Column("value", Float),
    Column("verbatim", Text),
    Column("language", String(16)),
    Column("polarity", Float),
    Column("sentiment", String(8)),
    Column("scorer", String(32)),
    CheckConstraint("value IS NOT NULL OR verbatim IS NOT NULL", name="answered"),
    CheckConstraint("polarity IS NULL OR polarity BETWEEN -1 AND 1", name="polarity"),
    one_of("sentiment", Sentiment, null=True),
    sqlite_with_rowid=False,
)

facts = table(
    "facts",
    "big",
    Column("submission_id", BigInteger, ForeignKey("submissions.submission_id"), primary_key=True, autoincrement=False),
    Column("name", String(64), primary_key=True),
    Column("day", Date),
    Column("number", Float),
    CheckConstraint("(day IS NULL) <> (number IS NULL)", name="date_or_number"),
    sqlite_with_rowid=False,
)
