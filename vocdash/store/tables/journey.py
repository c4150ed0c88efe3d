"""The company and its journeys: teams, stages, touchpoints and the cells where they meet, with everything that is planned there."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Date, Float, ForeignKey, Integer, String, Text, UniqueConstraint

from vocdash.store.tables.base import Moment, table

teams = table(
    "teams",
    "reference",
    Column("team_id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("partner", Boolean, nullable=False, server_default=sa.false()),
)

persons = table(
    "persons",
    "reference",
    Column("person_id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("email", String(200)),
    Column("team_id", ForeignKey("teams.team_id")),
    Column("active", Boolean, nullable=False, server_default=sa.true()),
)

journeys = table(
    "journeys",
    "reference",
    Column("journey_id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("status", String(16), nullable=False, server_default="live"),
    Column("draft_of", ForeignKey("journeys.journey_id")),
    Column("scope_sheet", JSON),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("status IN ('live', 'draft', 'archived')", name="status"),
)

stages = table(
    "stages",
    "reference",
    Column("stage_id", Integer, primary_key=True),
    Column("journey_id", ForeignKey("journeys.journey_id"), nullable=False),
    Column("code", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("position", Integer, nullable=False),
    Column("weight", Float),
    UniqueConstraint("journey_id", "code"),
    CheckConstraint("weight IS NULL OR weight >= 0", name="weight"),
)

channels = table(
    "channels",
    "reference",
    Column("channel_id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("human", Boolean, nullable=False, server_default=sa.false()),
)

touchpoints = table(
    "touchpoints",
    "reference",
    Column("touchpoint_id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("channel_id", ForeignKey("channels.channel_id"), nullable=False, server_default="0"),
    Column("icon", String(32), nullable=False, server_default=""),
)

cells = table(
    "cells",
    "reference",
    Column("cell_id", Integer, primary_key=True),
    Column("stage_id", ForeignKey("stages.stage_id"), nullable=False),
    Column("touchpoint_id", ForeignKey("touchpoints.touchpoint_id"), nullable=False),
    Column("weight", Float),
    Column("pinned", Boolean, nullable=False, server_default=sa.false()),
    Column("starts_on", Date),
    Column("ends_on", Date),
    UniqueConstraint("stage_id", "touchpoint_id"),
    CheckConstraint("weight IS NULL OR weight >= 0", name="weight"),
)

cell_versions = table(
    "cell_versions",
    "reference",
    Column("cell_id", ForeignKey("cells.cell_id"), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("team_id", ForeignKey("teams.team_id")),
    Column("person_id", ForeignKey("persons.person_id")),
    Column("importance", Float),
    Column("wanted", Float),
    Column("customers_want", Float),
    Column("metric", String(32), nullable=False, server_default="experience"),
    Column("yearly_cost", Float),
    Column("needs", JSON),
    Column("note", Text, nullable=False, server_default=""),
    CheckConstraint("importance IS NULL OR importance BETWEEN 0 AND 10", name="importance"),
    CheckConstraint("yearly_cost IS NULL OR yearly_cost >= 0", name="yearly_cost"),
)

targets = table(
    "targets",
    "reference",
    Column("journey_id", ForeignKey("journeys.journey_id"), primary_key=True),
    Column("metric", String(32), primary_key=True),
    Column("value", Float, nullable=False),
)

journey_changes = table(
    "journey_changes",
    "local",
    Column("change_id", Integer, primary_key=True),
    Column("journey_id", Integer, nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("said", Text, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("moved", JSON),
    Column("undone_at", Moment),
    Column("undone_by", String(200)),
)

map_links = table(
    "map_links",
    "local",
    Column("journey_id", Integer, primary_key=True, autoincrement=False),
    Column("token", String(64), nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(200), nullable=False),
)

walks = table(
    "walks",
    "local",
    Column("walk_id", Integer, primary_key=True),
    Column("journey_id", Integer, nullable=False, index=True),
    Column("walked_on", Date, nullable=False),
    Column("walked_by", String(200), nullable=False),
    Column("method", String(16), nullable=False),
    Column("road", String(200), nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("removed_at", Moment),
    CheckConstraint("method IN ('walk-through', 'observation')", name="method"),
)

walk_scores = table(
    "walk_scores",
    "local",
    Column("walk_id", Integer, primary_key=True, autoincrement=False),
    Column("cell_id", Integer, primary_key=True, autoincrement=False),
    Column("score", Float),
    Column("note", Text, nullable=False, server_default=""),
    CheckConstraint("score IS NULL OR score BETWEEN 0 AND 10", name="score"),
)

event_markers = table(
    "event_markers",
    "local",
    Column("event_id", Integer, primary_key=True),
    Column("journey_id", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("name", String(200), nullable=False),
)

actions = table(
    "actions",
    "local",
    Column("action_id", Integer, primary_key=True),
    Column("journey_id", Integer, nullable=False),
    Column("stage_id", Integer),
    Column("touchpoint_id", Integer),
    Column("name", String(200), nullable=False),
    Column("person_id", Integer),
    Column("started_on", Date),
    Column("done_on", Date),
    Column("cost", Float),
    Column("expected_gain", Float),
    Column("note", Text, nullable=False, server_default=""),
)
