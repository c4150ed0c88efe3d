"""Alerts: the rules, what rang, and what was sent."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Date, Float, Integer, SmallInteger, String, Text

from vocdash.store.tables.base import Moment, table

alert_rules = table(
    "alert_rules",
    "local",
    Column("rule_id", Integer, primary_key=True),
    Column("journey_id", Integer, nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("metric", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("window_code", String(16), nullable=False),
    Column("scope", JSON, nullable=False),
    Column("split", JSON, nullable=False),
    Column("level", Float),
    Column("least", Float, nullable=False, server_default="0"),
    Column("webhook", Boolean, nullable=False, server_default=sa.true()),
    Column("emails", JSON, nullable=False),
    Column("teams", JSON, nullable=False, server_default="[]"),
    Column("active", Boolean, nullable=False, server_default=sa.true()),
    Column("removed", Boolean, nullable=False, server_default=sa.false()),
    Column("changed_by", String(200), nullable=False),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("kind IN ('level', 'change')", name="kind"),
)

alerts = table(
    "alerts",
    "local",
    Column("alert_id", Integer, primary_key=True),
    Column("rule_id", Integer, nullable=False, index=True),
    Column("place", JSON, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("said", Text, nullable=False),
    Column("value", Float),
    Column("before", Float),
    Column("n", Integer, nullable=False),
    Column("found_at", Moment, nullable=False),
    Column("seen_by", String(200)),
    Column("seen_at", Moment),
)

sendings = table(
    "sendings",
    "local",
    Column("sending_id", Integer, primary_key=True),
    Column("alert_id", Integer, nullable=False, index=True),
    Column("way", String(16), nullable=False),
    Column("target", String(320), nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("due_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("said", Text, nullable=False, server_default=""),
    Column("message", JSON),
    CheckConstraint("way IN ('webhook', 'email')", name="way"),
    CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="state"),
)
