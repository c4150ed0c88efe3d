"""What is asked, and by which survey: scales, sources, questions, segments, and how many were invited."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint

from vocdash.domain import Direction, Family, Method, Role
from vocdash.store.tables.base import one_of, table

scales = table(
    "scales",
    "reference",
    Column("scale_id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False, server_default=""),
    Column("family", String(16), nullable=False),
    Column("minimum", Float, nullable=False),
    Column("maximum", Float, nullable=False),
    Column("direction", String(8), nullable=False, server_default="up"),
    Column("satisfied_from", Float),
    Column("labels", JSON, nullable=False),
    one_of("family", Family),
    one_of("direction", Direction),
    CheckConstraint("minimum < maximum", name="ends"),
    CheckConstraint("satisfied_from IS NULL OR satisfied_from BETWEEN minimum AND maximum", name="satisfied_from"),
    CheckConstraint("family <> 'nps' OR (minimum = 0 AND maximum = 10)", name="nps"),
)

sources = table(
    "sources",
    "reference",
    Column("source_id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("method", String(16), nullable=False),
    Column("sample", Boolean, nullable=False, server_default=sa.false()),
    one_of("method", Method),
)

questions = table(
    "questions",
    "reference",
    Column("question_id", Integer, primary_key=True),
    Column("source_id", ForeignKey("sources.source_id"), nullable=False),
    Column("code", String(64), nullable=False),
    Column("wording", Text, nullable=False, server_default=""),
    Column("scale_id", ForeignKey("scales.scale_id")),
    Column("role", String(16), nullable=False),
    Column("stage_id", ForeignKey("stages.stage_id"), nullable=False),
    Column("touchpoint_id", ForeignKey("touchpoints.touchpoint_id"), nullable=False, server_default="0"),
    Column("explains_id", ForeignKey("questions.question_id")),
    UniqueConstraint("source_id", "code"),
    one_of("role", Role),
)

segments = table(
    "segments",
    "reference",
    Column("segment_id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
)

segment_values = table(
    "segment_values",
    "reference",
    Column("segment_id", ForeignKey("segments.segment_id"), primary_key=True),
    Column("attribute", String(64), primary_key=True),
    Column("value", String(200), nullable=False),
    Index(None, "attribute", "value"),
)

invitation_counts = table(
    "invitation_counts",
    "local",
    Column("day", Date, primary_key=True),
    Column("source_id", Integer, primary_key=True),
    Column("stage_id", Integer, primary_key=True),
    Column("touchpoint_id", Integer, primary_key=True),
    Column("channel_id", Integer, primary_key=True),
    Column("segment_id", Integer, primary_key=True),
    Column("customers", Integer),
    Column("offered", Integer),
    Column("delivered", Integer),
)
