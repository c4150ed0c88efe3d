"""The first schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "actions",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("touchpoint_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("cost", sa.Float(), nullable=True),
        sa.Column("expected_gain", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_actions")),
    )
    op.create_table(
        "calendar",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("year", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar")),
    )
    op.create_table(
        "case_events",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_case_events")),
    )
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("touchpoint_id", sa.Integer(), nullable=False),
        sa.Column("cause_stage_id", sa.Integer(), nullable=True),
        sa.Column("cause_touchpoint_id", sa.Integer(), nullable=True),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("severity BETWEEN 1 AND 5", name=op.f("ck_cases_severity")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_submission_id"), "cases", ["submission_id"], unique=False)
    op.create_table(
        "channels",
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("human", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_channels")),
        sa.UniqueConstraint("code", name=op.f("uq_channels_code")),
    )
    op.create_table(
        "customer_facts",
        sa.Column("customer_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("number", sa.Float(), nullable=True),
        sa.CheckConstraint("(day IS NULL) <> (number IS NULL)", name=op.f("ck_customer_facts_date_or_number")),
        sa.PrimaryKeyConstraint("customer_id", "name", name=op.f("pk_customer_facts")),
    )
    op.create_table(
        "customers",
        sa.Column("customer_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=200), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("phone", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customers")),
    )
    op.create_table(
        "event_markers",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_markers")),
    )
    op.create_table(
        "interactions",
        sa.Column("interaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("touchpoint_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("channel_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("human", sa.Boolean(), nullable=True),
        sa.Column("direction", sa.String(length=16), server_default="", nullable=False),
        sa.Column("kind", sa.String(length=32), server_default="", nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_interactions")),
    )
    op.create_index(op.f("ix_interactions_customer_id"), "interactions", ["customer_id"], unique=False)
    op.create_table(
        "invitation_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("touchpoint_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=True),
        sa.Column("offered", sa.Integer(), nullable=True),
        sa.Column("delivered", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint(
            "day", "source_id", "stage_id", "touchpoint_id", "channel_id", "segment_id", name=op.f("pk_invitation_counts")
        ),
    )
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("started_by", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_jobs_state")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_jobs")),
    )
    op.create_table(
        "journeys",
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.String(length=16), server_default="live", nullable=False),
        sa.Column("draft_of", sa.Integer(), nullable=True),
        sa.Column("scope_sheet", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('live', 'draft', 'archived')", name=op.f("ck_journeys_status")),
        sa.ForeignKeyConstraint(["draft_of"], ["journeys.journey_id"], name=op.f("fk_journeys_draft_of")),
        sa.PrimaryKeyConstraint("journey_id", name=op.f("pk_journeys")),
        sa.UniqueConstraint("code", name=op.f("uq_journeys_code")),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "refused_rows",
        sa.Column("import_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_refused_rows")),
    )
    op.create_index(op.f("ix_refused_rows_customer_id"), "refused_rows", ["customer_id"], unique=False)
    op.create_index(op.f("ix_refused_rows_submission_id"), "refused_rows", ["submission_id"], unique=False)
    op.create_table(
        "revision",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_revision_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_table(
        "rollup",
        sa.Column("grain", sa.String(length=8), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("measure", sa.String(length=24), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("touchpoint_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("submissions", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("s", sa.Float(), nullable=False),
        sa.Column("q", sa.Float(), nullable=False),
        sa.Column("ss", sa.Float(), nullable=False),
        sa.Column("sn", sa.Float(), nullable=False),
        sa.Column("nn", sa.Float(), nullable=False),
        sa.Column("ws", sa.Float(), nullable=False),
        sa.Column("wn", sa.Float(), nullable=False),
        sa.Column("wq", sa.Float(), nullable=False),
        sa.Column("wss", sa.Float(), nullable=False),
        sa.Column("wsn", sa.Float(), nullable=False),
        sa.Column("wnn", sa.Float(), nullable=False),
        sa.Column("scale_low", sa.Integer(), nullable=False),
        sa.Column("scale_high", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "grain",
            "level",
            "measure",
            "journey_id",
            "starts_on",
            "segment_id",
            "stage_id",
            "touchpoint_id",
            "channel_id",
            "method",
            name=op.f("pk_rollup"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rollup_pairs",
        sa.Column("grain", sa.String(length=8), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("ss", sa.Float(), nullable=False),
        sa.Column("sn", sa.Float(), nullable=False),
        sa.Column("ns", sa.Float(), nullable=False),
        sa.Column("nn", sa.Float(), nullable=False),
        sa.Column("wss", sa.Float(), nullable=False),
        sa.Column("wsn", sa.Float(), nullable=False),
        sa.Column("wns", sa.Float(), nullable=False),
        sa.Column("wnn", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(
            "grain", "journey_id", "starts_on", "segment_id", "stage_id", "other_id", "method", name=op.f("pk_rollup_pairs")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_mappings",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_saved_mappings")),
    )
    op.create_table(
        "scales",
        sa.Column("scale_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("family", sa.String(length=16), nullable=False),
        sa.Column("minimum", sa.Float(), nullable=False),
        sa.Column("maximum", sa.Float(), nullable=False),
        sa.Column("direction", sa.String(length=8), server_default="up", nullable=False),
        sa.Column("satisfied_from", sa.Float(), nullable=True),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.CheckConstraint("direction IN ('up', 'down')", name=op.f("ck_scales_direction")),
        sa.CheckConstraint("family <> 'nps' OR (minimum = 0 AND maximum = 10)", name=op.f("ck_scales_nps")),
        sa.CheckConstraint("family IN ('nps', 'csat', 'ces', 'rating', 'yesno')", name=op.f("ck_scales_family")),
        sa.CheckConstraint("minimum < maximum", name=op.f("ck_scales_ends")),
        sa.CheckConstraint("satisfied_from IS NULL OR satisfied_from BETWEEN minimum AND maximum", name=op.f("ck_scales_satisfied_from")),
        sa.PrimaryKeyConstraint("scale_id", name=op.f("pk_scales")),
        sa.UniqueConstraint("code", name=op.f("uq_scales_code")),
    )
    op.create_table(
        "segments",
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("segment_id", name=op.f("pk_segments")),
        sa.UniqueConstraint("key", name=op.f("uq_segments_key")),
    )
    op.create_table(
        "sources",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("sample", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "method IN ('survey', 'review', 'complaint', 'follow-up', 'walk-through', 'observation')", name=op.f("ck_sources_method")
        ),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_sources")),
        sa.UniqueConstraint("code", name=op.f("uq_sources_code")),
    )
    op.create_table(
        "teams",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("partner", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_teams")),
        sa.UniqueConstraint("code", name=op.f("uq_teams_code")),
    )
    op.create_table(
        "themes",
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("seeds", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=16), server_default="live", nullable=False),
        sa.CheckConstraint("kind IN ('theme', 'signal', 'quality')", name=op.f("ck_themes_kind")),
        sa.CheckConstraint("status IN ('draft', 'live', 'retired')", name=op.f("ck_themes_status")),
        sa.PrimaryKeyConstraint("theme_id", name=op.f("pk_themes")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_themes_code_version")),
    )
    op.create_table(
        "imports",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("imported_by", sa.String(length=200), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("job_id", sa.String(length=32), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_imports_source_id")),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_imports")),
    )
    op.create_table(
        "persons",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name=op.f("fk_persons_team_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_persons")),
        sa.UniqueConstraint("code", name=op.f("uq_persons_code")),
    )
    op.create_table(
        "segment_values",
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("attribute", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.segment_id"], name=op.f("fk_segment_values_segment_id")),
        sa.PrimaryKeyConstraint("segment_id", "attribute", name=op.f("pk_segment_values")),
    )
    op.create_index(op.f("ix_segment_values_attribute_value"), "segment_values", ["attribute", "value"], unique=False)
    op.create_table(
        "stages",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=True),
        sa.CheckConstraint("weight IS NULL OR weight >= 0", name=op.f("ck_stages_weight")),
        sa.ForeignKeyConstraint(["journey_id"], ["journeys.journey_id"], name=op.f("fk_stages_journey_id")),
        sa.PrimaryKeyConstraint("stage_id", name=op.f("pk_stages")),
        sa.UniqueConstraint("journey_id", "code", name=op.f("uq_stages_journey_id_code")),
    )
    op.create_table(
        "submissions",
        sa.Column("submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("segment_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("language", sa.String(length=16), server_default="unknown", nullable=False),
        sa.Column("weight", sa.Float(), server_default="1", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duration_seconds", sa.Float(), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=True),
        sa.Column("excluded", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_submissions_weight")),
        sa.ForeignKeyConstraint(["day"], ["calendar.day"], name=op.f("fk_submissions_day")),
        sa.ForeignKeyConstraint(["segment_id"], ["segments.segment_id"], name=op.f("fk_submissions_segment_id")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_submissions_source_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submissions")),
    )
    op.create_index(op.f("ix_submissions_customer_id"), "submissions", ["customer_id"], unique=False)
    op.create_index(op.f("ix_submissions_day"), "submissions", ["day"], unique=False)
    op.create_index(op.f("ix_submissions_import_id"), "submissions", ["import_id"], unique=False)
    op.create_table(
        "targets",
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["journey_id"], ["journeys.journey_id"], name=op.f("fk_targets_journey_id")),
        sa.PrimaryKeyConstraint("journey_id", "metric", name=op.f("pk_targets")),
    )
    op.create_table(
        "touchpoints",
        sa.Column("touchpoint_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("channel_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("icon", sa.String(length=32), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.channel_id"], name=op.f("fk_touchpoints_channel_id")),
        sa.PrimaryKeyConstraint("touchpoint_id", name=op.f("pk_touchpoints")),
        sa.UniqueConstraint("code", name=op.f("uq_touchpoints_code")),
    )
    op.create_table(
        "cells",
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("touchpoint_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=True),
        sa.Column("pinned", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("weight IS NULL OR weight >= 0", name=op.f("ck_cells_weight")),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.stage_id"], name=op.f("fk_cells_stage_id")),
        sa.ForeignKeyConstraint(["touchpoint_id"], ["touchpoints.touchpoint_id"], name=op.f("fk_cells_touchpoint_id")),
        sa.PrimaryKeyConstraint("cell_id", name=op.f("pk_cells")),
        sa.UniqueConstraint("stage_id", "touchpoint_id", name=op.f("uq_cells_stage_id_touchpoint_id")),
    )
    op.create_table(
        "facts",
        sa.Column("submission_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("number", sa.Float(), nullable=True),
        sa.CheckConstraint("(day IS NULL) <> (number IS NULL)", name=op.f("ck_facts_date_or_number")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.submission_id"], name=op.f("fk_facts_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "name", name=op.f("pk_facts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "import_changes",
        sa.Column("submission_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.import_id"], name=op.f("fk_import_changes_import_id")),
        sa.PrimaryKeyConstraint("submission_id", "import_id", name=op.f("pk_import_changes")),
    )
    op.create_table(
        "questions",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("wording", sa.Text(), server_default="", nullable=False),
        sa.Column("scale_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("touchpoint_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("explains_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("role IN ('performance', 'expectation', 'importance', 'outcome', 'comment')", name=op.f("ck_questions_role")),
        sa.ForeignKeyConstraint(["explains_id"], ["questions.question_id"], name=op.f("fk_questions_explains_id")),
        sa.ForeignKeyConstraint(["scale_id"], ["scales.scale_id"], name=op.f("fk_questions_scale_id")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_questions_source_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.stage_id"], name=op.f("fk_questions_stage_id")),
        sa.ForeignKeyConstraint(["touchpoint_id"], ["touchpoints.touchpoint_id"], name=op.f("fk_questions_touchpoint_id")),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_questions")),
        sa.UniqueConstraint("source_id", "code", name=op.f("uq_questions_source_id_code")),
    )
    op.create_table(
        "cell_versions",
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("importance", sa.Float(), nullable=True),
        sa.Column("wanted", sa.Float(), nullable=True),
        sa.Column("customers_want", sa.Float(), nullable=True),
        sa.Column("metric", sa.String(length=32), server_default="experience", nullable=False),
        sa.Column("yearly_cost", sa.Float(), nullable=True),
        sa.Column("needs", sa.JSON(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("importance IS NULL OR importance BETWEEN 0 AND 10", name=op.f("ck_cell_versions_importance")),
        sa.CheckConstraint("yearly_cost IS NULL OR yearly_cost >= 0", name=op.f("ck_cell_versions_yearly_cost")),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.cell_id"], name=op.f("fk_cell_versions_cell_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.person_id"], name=op.f("fk_cell_versions_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.team_id"], name=op.f("fk_cell_versions_team_id")),
        sa.PrimaryKeyConstraint("cell_id", "valid_from", name=op.f("pk_cell_versions")),
    )
    op.create_table(
        "responses",
        sa.Column("submission_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("touchpoint_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("channel_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("verbatim", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("polarity", sa.Float(), nullable=True),
        sa.Column("sentiment", sa.String(length=8), nullable=True),
        sa.Column("scorer", sa.String(length=32), nullable=True),
        sa.CheckConstraint("sentiment IS NULL OR sentiment IN ('negative', 'neutral', 'positive')", name=op.f("ck_responses_sentiment")),
        sa.CheckConstraint("polarity IS NULL OR polarity BETWEEN -1 AND 1", name=op.f("ck_responses_polarity")),
        sa.CheckConstraint("value IS NOT NULL OR verbatim IS NOT NULL", name=op.f("ck_responses_answered")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.channel_id"], name=op.f("fk_responses_channel_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.question_id"], name=op.f("fk_responses_question_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.stage_id"], name=op.f("fk_responses_stage_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.submission_id"], name=op.f("fk_responses_submission_id")),
        sa.ForeignKeyConstraint(["touchpoint_id"], ["touchpoints.touchpoint_id"], name=op.f("fk_responses_touchpoint_id")),
        sa.PrimaryKeyConstraint("submission_id", "question_id", "occurrence", name=op.f("pk_responses")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_responses_stage_id_touchpoint_id_submission_id"), "responses", ["stage_id", "touchpoint_id", "submission_id"], unique=False
    )
    op.create_table(
        "mentions",
        sa.Column("submission_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.SmallInteger(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("polarity", sa.Float(), nullable=True),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("touchpoint_id", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.stage_id"], name=op.f("fk_mentions_stage_id")),
        sa.ForeignKeyConstraint(
            ["submission_id", "question_id", "occurrence"],
            ["responses.submission_id", "responses.question_id", "responses.occurrence"],
            name=op.f("fk_mentions_submission_id_question_id_occurrence"),
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.theme_id"], name=op.f("fk_mentions_theme_id")),
        sa.ForeignKeyConstraint(["touchpoint_id"], ["touchpoints.touchpoint_id"], name=op.f("fk_mentions_touchpoint_id")),
        sa.PrimaryKeyConstraint("submission_id", "question_id", "occurrence", "theme_id", "span_start", name=op.f("pk_mentions")),
        sqlite_with_rowid=False,
    )
    _add_search()


def downgrade() -> None:
    op.execute("DROP TABLE IF EXISTS comment_search")
    op.drop_table("mentions")
    op.drop_index(op.f("ix_responses_stage_id_touchpoint_id_submission_id"), table_name="responses")
    op.drop_table("responses")
    op.drop_table("cell_versions")
    op.drop_table("questions")
    op.drop_table("import_changes")
    op.drop_table("facts")
    op.drop_table("cells")
    op.drop_table("touchpoints")
    op.drop_table("targets")
    op.drop_index(op.f("ix_submissions_import_id"), table_name="submissions")
    op.drop_index(op.f("ix_submissions_day"), table_name="submissions")
    op.drop_index(op.f("ix_submissions_customer_id"), table_name="submissions")
    op.drop_table("submissions")
    op.drop_table("stages")
    op.drop_index(op.f("ix_segment_values_attribute_value"), table_name="segment_values")
    op.drop_table("segment_values")
    op.drop_table("persons")
    op.drop_table("imports")
    op.drop_table("themes")
    op.drop_table("teams")
    op.drop_table("sources")
    op.drop_table("segments")
    op.drop_table("scales")
    op.drop_table("saved_mappings")
    op.drop_table("rollup_pairs")
    op.drop_table("rollup")
    op.drop_table("revision")
    op.drop_index(op.f("ix_refused_rows_submission_id"), table_name="refused_rows")
    op.drop_index(op.f("ix_refused_rows_customer_id"), table_name="refused_rows")
    op.drop_table("refused_rows")
    op.drop_table("meta")
    op.drop_table("journeys")
    op.drop_table("jobs")
    op.drop_table("invitation_counts")
    op.drop_index(op.f("ix_interactions_customer_id"), table_name="interactions")
    op.drop_table("interactions")
    op.drop_table("event_markers")
    op.drop_table("customers")
    op.drop_table("customer_facts")
    op.drop_table("channels")
    op.drop_index(op.f("ix_cases_submission_id"), table_name="cases")
    op.drop_table("cases")
    op.drop_table("case_events")
    op.drop_table("calendar")
    op.drop_table("actions")


def _add_search() -> None:
    """Full text: a table of its own on SQLite (row id = submission id), an index on PostgreSQL."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE comment_search USING fts5(text, tokenize='unicode61 remove_diacritics 2')")
    else:
        op.execute("CREATE INDEX ix_responses_search ON responses USING gin (to_tsvector('simple', verbatim)) WHERE verbatim IS NOT NULL")
