"""What comments speak of, what the scorer learned from them, and how people label them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
)

from vocdash.domain import Sentiment
from vocdash.store.tables.base import Moment, one_of, table

themes = table(
    "themes",
    "reference",
    Column("theme_id", Integer, primary_key=True),
    Column("code", String(64), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("kind", String(16), nullable=False),
    Column("name", String(200), nullable=False),
    Column("seeds", JSON, nullable=False),
    Column("status", String(16), nullable=False, server_default="live"),
    Column("place", String(64), nullable=False, server_default="any"),
    Column("origin", String(16), nullable=False, server_default="person"),
    Column("changed_by", String(200)),
    Column("changed_at", Moment),
    Column("published_at", Moment),
    UniqueConstraint("code", "version"),
    CheckConstraint("kind IN ('theme', 'signal', 'quality')", name="kind"),
    CheckConstraint("status IN ('draft', 'live', 'retired')", name="status"),
)

mentions = table(
    "mentions",
    "big",
    Column("submission_id", BigInteger, primary_key=True, autoincrement=False),
    Column("question_id", Integer, primary_key=True),
    Column("occurrence", SmallInteger, primary_key=True),
    Column("theme_id", ForeignKey("themes.theme_id"), primary_key=True),
    Column("span_start", Integer, primary_key=True),
    Column("span_end", Integer, nullable=False),
    Column("polarity", Float),
    Column("stage_id", ForeignKey("stages.stage_id"), nullable=False),
    Column("touchpoint_id", ForeignKey("touchpoints.touchpoint_id"), nullable=False, server_default="0"),
    Column("placed", String(16), nullable=False, server_default="said"),
    ForeignKeyConstraint(
        ["submission_id", "question_id", "occurrence"],
        ["responses.submission_id", "responses.question_id", "responses.occurrence"],
    ),
    sqlite_with_rowid=False,
)

lessons = table(
    "lessons",
    "local",
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("about", String(16), nullable=False, server_default="feelings"),
    Column("learned_by", String(200), nullable=False),
    Column("learned_at", Moment, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("base", String(32), nullable=False),
    Column("figures", JSON, nullable=False),
    Column("adopted", String(16), nullable=False),
    Column("data", LargeBinary),
)

labels = table(
    "labels",
    "local",
    Column("submission_id", BigInteger, primary_key=True, autoincrement=False),
    Column("question_id", Integer, primary_key=True, autoincrement=False),
    Column("occurrence", SmallInteger, primary_key=True, autoincrement=False),
    Column("person", String(200), primary_key=True),
    Column("sentiment", String(8)),
    Column("labelled_at", Moment, nullable=False),
    one_of("sentiment", Sentiment, null=True),
    Index(None, "person", "labelled_at"),
)

theme_labels = table(
    "theme_labels",
    "local",
    Column("submission_id", BigInteger, primary_key=True, autoincrement=False),
    Column("question_id", Integer, primary_key=True, autoincrement=False),
    Column("occurrence", SmallInteger, primary_key=True, autoincrement=False),
    Column("person", String(200), primary_key=True),
    Column("said", JSON, nullable=False),
    Column("offered", JSON, nullable=False),
    Column("labelled_at", Moment, nullable=False),
    Index(None, "person", "labelled_at"),
)
