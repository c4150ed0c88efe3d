"""Closing the loop: a complaint as a case, its history, its tags, who is called to it, and the rules that assign it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import JSON, BigInteger, Boolean, CheckConstraint, Column, Float, Index, Integer, SmallInteger, String, Text

from vocdash.store.tables.base import Moment, index_of_known, table
from vocdash.store.tables.house import revision

cases = table(
    "cases",
    "local",
    Column("case_id", Integer, primary_key=True, autoincrement=False),
    Column("submission_id", BigInteger, nullable=False, index=True),
    Column("question_id", Integer),
    Column("occurrence", SmallInteger, nullable=False, server_default="0"),
    Column("customer_id", BigInteger),
    Column("journey_id", Integer, nullable=False),
    Column("stage_id", Integer, nullable=False),
    Column("touchpoint_id", Integer, nullable=False),
    Column("channel_id", Integer, nullable=False, server_default="0"),
    Column("segment_id", Integer, nullable=False, server_default="0"),
    Column("method", String(16), nullable=False),
    Column("theme_id", Integer, nullable=False, server_default="0"),
    Column("wants_answer", Boolean, nullable=False, server_default=sa.false()),
    Column("score", Float),
    Column("cause_stage_id", Integer),
    Column("cause_touchpoint_id", Integer),
    Column("cause_reason", Text, nullable=False, server_default=""),
    Column("cause_known", Boolean, nullable=False, server_default=sa.false()),
    Column("severity", SmallInteger, nullable=False),
    Column("status", String(24), nullable=False),
    Column("is_open", Boolean, nullable=False, server_default=sa.true()),
    Column("team_id", Integer),
    Column("person_id", Integer),
    Column("action_id", Integer),
    Column("merged_into", Integer),
    Column("answered_at", Moment, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("status_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("acknowledged_at", Moment),
    Column("solved_at", Moment),
    Column("closed_at", Moment),
    Column("escalated_at", Moment),
    Column("escalation", SmallInteger, nullable=False, server_default="0"),
    Column("reopened", SmallInteger, nullable=False, server_default="0"),
    Column("follow_up", Float),
    Column("follow_up_at", Moment),
    Column("follow_up_id", BigInteger),
    Column("answer_gone", Boolean, nullable=False, server_default=sa.false()),
    Column("worked_on", Boolean, nullable=False, server_default=sa.false()),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("event_count", Integer, nullable=False, server_default="0"),
    # Which write changed it last, set by every update; 0 since it was opened.
    Column("changed", BigInteger, nullable=False, server_default="0", onupdate=sa.select(revision.c.number + 1).scalar_subquery()),
    CheckConstraint("severity BETWEEN 1 AND 5", name="severity"),
    CheckConstraint("score IS NULL OR score BETWEEN 0 AND 1", name="score"),
    CheckConstraint("follow_up IS NULL OR follow_up BETWEEN 0 AND 1", name="follow_up"),
    Index(None, "is_open", "due_at", "case_id"),
    Index(None, "changed"),
    Index(None, "answered_at", "case_id"),
    index_of_known("customer_id"),
    index_of_known("follow_up_id"),
)

case_events = table(
    "case_events",
    "local",
    Column("case_id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("happened_at", Moment, nullable=False),
    Column("person", String(200), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("detail", JSON),
)

case_tags = table(
    "case_tags",
    "local",
    Column("case_id", Integer, primary_key=True, autoincrement=False),
    Column("tag", String(64), primary_key=True),
    Index(None, "tag"),
)

case_calls = table(
    "case_calls",
    "local",
    Column("case_id", Integer, primary_key=True, autoincrement=False),
    Column("person_id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Index(None, "person_id"),
)

case_rules = table(
    "case_rules",
    "local",
    Column("rule_id", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("active", Boolean, nullable=False, server_default=sa.false()),
    Column("conditions", JSON, nullable=False),
    Column("team_id", Integer),
    Column("person_id", Integer),
    Column("changed_by", String(200), nullable=False),
    Column("changed_at", Moment, nullable=False),
)
