"""Every table of vocdash, declared once.

Three kinds, and the rules that keep them spreadable over machines by `submission_id` (each rule is a test):

* **big** tables grow with the answers. Every key of theirs contains `submission_id`, and they refer to nothing but each
  other (through `submission_id`) and to reference tables.
* **reference** tables are small and known everywhere.
* **local** tables have no foreign key to big or reference tables; `check` verifies those links instead.

Unknown is a word, not NULL: row 0 of touchpoints, channels and segments, and one stage with the code `unknown` a journey.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

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
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from vocdash.domain import Direction, Family, Method, Role, Sentiment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Kind = Literal["big", "reference", "local"]

ROW_KEY = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key that is the row's own address on SQLite, which saves every look-up a second search."""


class Moment(sa.TypeDecorator[datetime]):
    """A point in time: time-zone aware in Python, UTC in the database (which SQLite stores without its zone)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment needs a time zone, got {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _one_of(column: str, words: type[Any], null: bool = False) -> CheckConstraint:
    listed = ", ".join(f"'{w.value}'" for w in words)
    rule = f"{column} IN ({listed})"
    return CheckConstraint(f"{column} IS NULL OR {rule}" if null else rule, name=column)


def _table(name: str, kind: Kind, *parts: Any, **options: Any) -> Table:
    return Table(name, metadata, *parts, info={"kind": kind}, **options)


# --- the company and its journeys ------------------------------------------------------------------------------------

meta = _table("meta", "local", Column("key", String(64), primary_key=True), Column("value", Text, nullable=False))

revision = _table(
    "revision",
    "local",
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="single"),
)

calendar = _table(
    "calendar",
    "reference",
    Column("day", Date, primary_key=True),
    Column("week", Date, nullable=False),
    Column("month", Date, nullable=False),
    Column("quarter", Date, nullable=False),
    Column("year", Date, nullable=False),
)

teams = _table(
    "teams",
    "reference",
    Column("team_id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("partner", Boolean, nullable=False, server_default=sa.false()),
)

persons = _table(
    "persons",
    "reference",
    Column("person_id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("email", String(200)),
    Column("team_id", ForeignKey("teams.team_id")),
    Column("active", Boolean, nullable=False, server_default=sa.true()),
)

journeys = _table(
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

stages = _table(
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

channels = _table(
    "channels",
    "reference",
    Column("channel_id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("human", Boolean, nullable=False, server_default=sa.false()),
)

touchpoints = _table(
    "touchpoints",
    "reference",
    Column("touchpoint_id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("channel_id", ForeignKey("channels.channel_id"), nullable=False, server_default="0"),
    Column("icon", String(32), nullable=False, server_default=""),
)

cells = _table(
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

cell_versions = _table(
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

targets = _table(
    "targets",
    "reference",
    Column("journey_id", ForeignKey("journeys.journey_id"), primary_key=True),
    Column("metric", String(32), primary_key=True),
    Column("value", Float, nullable=False),
)

journey_changes = _table(
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

map_links = _table(
    "map_links",
    "local",
    Column("journey_id", Integer, primary_key=True, autoincrement=False),
    Column("token", String(64), nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(200), nullable=False),
)

walks = _table(
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

walk_scores = _table(
    "walk_scores",
    "local",
    Column("walk_id", Integer, primary_key=True, autoincrement=False),
    Column("cell_id", Integer, primary_key=True, autoincrement=False),
    Column("score", Float),
    Column("note", Text, nullable=False, server_default=""),
    CheckConstraint("score IS NULL OR score BETWEEN 0 AND 10", name="score"),
)

event_markers = _table(
    "event_markers",
    "local",
    Column("event_id", Integer, primary_key=True),
    Column("journey_id", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("name", String(200), nullable=False),
)

actions = _table(
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

# --- what is asked, and of whom --------------------------------------------------------------------------------------

scales = _table(
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
    _one_of("family", Family),
    _one_of("direction", Direction),
    CheckConstraint("minimum < maximum", name="ends"),
    CheckConstraint("satisfied_from IS NULL OR satisfied_from BETWEEN minimum AND maximum", name="satisfied_from"),
    CheckConstraint("family <> 'nps' OR (minimum = 0 AND maximum = 10)", name="nps"),
)

sources = _table(
    "sources",
    "reference",
    Column("source_id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("method", String(16), nullable=False),
    Column("sample", Boolean, nullable=False, server_default=sa.false()),
    _one_of("method", Method),
)

questions = _table(
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
    _one_of("role", Role),
)

segments = _table(
    "segments",
    "reference",
    Column("segment_id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
)

segment_values = _table(
    "segment_values",
    "reference",
    Column("segment_id", ForeignKey("segments.segment_id"), primary_key=True),
    Column("attribute", String(64), primary_key=True),
    Column("value", String(200), nullable=False),
    Index(None, "attribute", "value"),
)

customers = _table(
    "customers",
    "local",
    Column("customer_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", String(200)),
    Column("name", String(200)),
    Column("email", String(320)),
    Column("phone", String(64)),
)

customer_facts = _table(
    "customer_facts",
    "local",
    Column("customer_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(64), primary_key=True),
    Column("day", Date),
    Column("number", Float),
    CheckConstraint("(day IS NULL) <> (number IS NULL)", name="date_or_number"),
)

interactions = _table(
    "interactions",
    "local",
    Column("interaction_id", BigInteger, primary_key=True, autoincrement=False),
    Column("customer_id", BigInteger, nullable=False, index=True),
    Column("happened_at", Moment, nullable=False),
    Column("stage_id", Integer, nullable=False),
    Column("touchpoint_id", Integer, nullable=False, server_default="0"),
    Column("channel_id", Integer, nullable=False, server_default="0"),
    Column("human", Boolean),
    Column("direction", String(16), nullable=False, server_default=""),
    Column("kind", String(32), nullable=False, server_default=""),
    Column("import_id", Integer, nullable=False),
)

invitation_counts = _table(
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

# --- the answers -----------------------------------------------------------------------------------------------------

submissions = _table(
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
    Index(None, "customer_id"),
    Index(None, "import_id"),
)

responses = _table(
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
    _one_of("sentiment", Sentiment, null=True),
    Index(None, "stage_id", "touchpoint_id", "submission_id"),
    sqlite_with_rowid=False,
)

facts = _table(
    "facts",
    "big",
    Column("submission_id", BigInteger, ForeignKey("submissions.submission_id"), primary_key=True, autoincrement=False),
    Column("name", String(64), primary_key=True),
    Column("day", Date),
    Column("number", Float),
    CheckConstraint("(day IS NULL) <> (number IS NULL)", name="date_or_number"),
    sqlite_with_rowid=False,
)

themes = _table(
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

lessons = _table(
    "lessons",
    "local",
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("learned_by", String(200), nullable=False),
    Column("learned_at", Moment, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("base", String(32), nullable=False),
    Column("figures", JSON, nullable=False),
    Column("adopted", String(16), nullable=False),
    Column("data", LargeBinary),
)

mentions = _table(
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
    Index(None, "theme_id", "submission_id"),
    sqlite_with_rowid=False,
)

labels = _table(
    "labels",
    "local",
    Column("submission_id", BigInteger, primary_key=True, autoincrement=False),
    Column("question_id", Integer, primary_key=True, autoincrement=False),
    Column("occurrence", SmallInteger, primary_key=True, autoincrement=False),
    Column("person", String(200), primary_key=True),
    Column("sentiment", String(8)),
    Column("labelled_at", Moment, nullable=False),
    _one_of("sentiment", Sentiment, null=True),
    Index(None, "person", "labelled_at"),
)

# --- how they came in ------------------------------------------------------------------------------------------------

imports = _table(
    "imports",
    "reference",
    Column("import_id", Integer, primary_key=True),
    Column("file_name", String(300), nullable=False),
    Column("file_hash", String(64), nullable=False),
    Column("source_id", ForeignKey("sources.source_id")),
    Column("mapping", JSON, nullable=False),
    Column("imported_by", String(200), nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("row_count", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("same", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("sample", Boolean, nullable=False, server_default=sa.false()),
    Column("job_id", String(32)),
    Column("columns", JSON),
)

refused_rows = _table(
    "refused_rows",
    "local",
    Column("import_id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("line", Integer, nullable=False),
    Column("cells", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("submission_id", BigInteger, nullable=False, index=True),
    Column("customer_id", BigInteger, index=True),
)

import_changes = _table(
    "import_changes",
    "big",
    Column("submission_id", BigInteger, primary_key=True, autoincrement=False),
    Column("import_id", ForeignKey("imports.import_id"), primary_key=True),
    Column("before", JSON, nullable=False),
)

customer_changes = _table(
    "customer_changes",
    "local",
    Column("customer_id", BigInteger, primary_key=True, autoincrement=False),
    Column("import_id", Integer, primary_key=True, autoincrement=False),
    Column("before", JSON, nullable=False),
)

saved_mappings = _table(
    "saved_mappings",
    "local",
    Column("fingerprint", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("mapping", JSON, nullable=False),
    Column("saved_at", Moment, nullable=False),
)

jobs = _table(
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

# --- closing the loop ------------------------------------------------------------------------------------------------

cases = _table(
    "cases",
    "local",
    Column("case_id", Integer, primary_key=True, autoincrement=False),
    Column("submission_id", BigInteger, nullable=False, index=True),
    Column("question_id", Integer),
    Column("occurrence", SmallInteger, nullable=False, server_default="0"),
    Column("customer_id", BigInteger, index=True),
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
    Column("follow_up_id", BigInteger, index=True),
    Column("answer_gone", Boolean, nullable=False, server_default=sa.false()),
    Column("worked_on", Boolean, nullable=False, server_default=sa.false()),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("event_count", Integer, nullable=False, server_default="0"),
    CheckConstraint("severity BETWEEN 1 AND 5", name="severity"),
    CheckConstraint("score IS NULL OR score BETWEEN 0 AND 1", name="score"),
    CheckConstraint("follow_up IS NULL OR follow_up BETWEEN 0 AND 1", name="follow_up"),
    Index(None, "is_open", "due_at", "case_id"),
    Index(None, "due_at", "case_id"),
    # Every count beside a filter is answered from this index alone: SQLite reads half as much as it would from the rows.
    Index(
        "ix_cases_counts",
        *("is_open", "status", "severity", "stage_id", "touchpoint_id", "cause_stage_id", "theme_id", "channel_id", "method"),
        *("person_id", "team_id", "wants_answer", "follow_up", "segment_id", "due_at", "answered_at", "submission_id", "case_id"),
    ),
    Index(None, "answered_at", "case_id"),
)

case_events = _table(
    "case_events",
    "local",
    Column("case_id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("happened_at", Moment, nullable=False),
    Column("person", String(200), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("detail", JSON),
)

case_tags = _table(
    "case_tags",
    "local",
    Column("case_id", Integer, primary_key=True, autoincrement=False),
    Column("tag", String(64), primary_key=True),
    Index(None, "tag"),
)

case_calls = _table(
    "case_calls",
    "local",
    Column("case_id", Integer, primary_key=True, autoincrement=False),
    Column("person_id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Index(None, "person_id"),
)

case_rules = _table(
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

saved_views = _table(
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

# --- alerts -----------------------------------------------------------------------------------------------------------

alert_rules = _table(
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
    Column("active", Boolean, nullable=False, server_default=sa.true()),
    Column("removed", Boolean, nullable=False, server_default=sa.false()),
    Column("changed_by", String(200), nullable=False),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("kind IN ('level', 'change')", name="kind"),
)

alerts = _table(
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

sendings = _table(
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

# --- the rollup: disposable sums -------------------------------------------------------------------------------------

rollup = _table(
    "rollup",
    "local",
    Column("grain", String(8), primary_key=True),
    Column("level", SmallInteger, primary_key=True),
    Column("measure", String(24), primary_key=True),
    Column("journey_id", Integer, primary_key=True),
    Column("starts_on", Date, primary_key=True),
    Column("segment_id", Integer, primary_key=True),
    Column("stage_id", Integer, primary_key=True),
    Column("touchpoint_id", Integer, primary_key=True),
    Column("channel_id", Integer, primary_key=True),
    Column("method", String(16), primary_key=True),
    Column("submissions", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    *(Column(name, Float, nullable=False) for name in ("s", "q", "ss", "sn", "nn", "ws", "wn", "wq", "wss", "wsn", "wnn")),
    Column("scale_low", Integer, nullable=False),
    Column("scale_high", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("few", LargeBinary),
    sqlite_with_rowid=False,
)

rollup_pairs = _table(
    "rollup_pairs",
    "local",
    Column("grain", String(8), primary_key=True),
    Column("journey_id", Integer, primary_key=True),
    Column("starts_on", Date, primary_key=True),
    Column("segment_id", Integer, primary_key=True),
    Column("stage_id", Integer, primary_key=True),
    Column("other_id", Integer, primary_key=True),
    Column("method", String(16), primary_key=True),
    *(Column(name, Float, nullable=False) for name in ("ss", "sn", "ns", "nn", "wss", "wsn", "wns", "wnn")),
    sqlite_with_rowid=False,
)

mention_rollup = _table(
    "mention_rollup",
    "local",
    Column("grain", String(8), primary_key=True),
    Column("level", SmallInteger, primary_key=True),
    Column("measure", String(24), primary_key=True),
    Column("journey_id", Integer, primary_key=True),
    Column("starts_on", Date, primary_key=True),
    Column("segment_id", Integer, primary_key=True),
    Column("stage_id", Integer, primary_key=True),
    Column("touchpoint_id", Integer, primary_key=True),
    Column("method", String(16), primary_key=True),
    Column("theme_id", Integer, primary_key=True),
    Column("submissions", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    *(Column(name, Float, nullable=False) for name in ("s", "q", "ss", "sn", "nn", "ws", "wn", "wq", "wss", "wsn", "wnn")),
    Column("scale_low", Integer, nullable=False),
    Column("scale_high", Integer, nullable=False),
    sqlite_with_rowid=False,
)
