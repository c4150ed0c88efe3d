"""Cases that are worked on: who answers for them, until when, where the fault lies, and every change; and saved views"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Nothing has ever written a case or an event before this version.
    op.drop_table("case_events")
    op.drop_table("cases")
    op.create_table(
        "case_calls",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "person_id", name=op.f("pk_case_calls")),
    )
    op.create_index(op.f("ix_case_calls_person_id"), "case_calls", ["person_id"], unique=False)
    op.create_table(
        "case_events",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_case_events")),
    )
    op.create_table(
        "case_rules",
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", name=op.f("pk_case_rules")),
    )
    op.create_table(
        "case_tags",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "tag", name=op.f("pk_case_tags")),
    )
    op.create_index(op.f("ix_case_tags_tag"), "case_tags", ["tag"], unique=False)
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("occurrence", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("touchpoint_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("segment_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("theme_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wants_answer", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("cause_stage_id", sa.Integer(), nullable=True),
        sa.Column("cause_touchpoint_id", sa.Integer(), nullable=True),
        sa.Column("cause_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("cause_known", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("follow_up", sa.Float(), nullable=True),
        sa.Column("follow_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follow_up_id", sa.BigInteger(), nullable=True),
        sa.Column("answer_gone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("worked_on", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("event_count", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("follow_up IS NULL OR follow_up BETWEEN 0 AND 1", name=op.f("ck_cases_follow_up")),
        sa.CheckConstraint("score IS NULL OR score BETWEEN 0 AND 1", name=op.f("ck_cases_score")),
        sa.CheckConstraint("severity BETWEEN 1 AND 5", name=op.f("ck_cases_severity")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_answered_at_case_id"), "cases", ["answered_at", "case_id"], unique=False)
    op.create_index(op.f("ix_cases_customer_id"), "cases", ["customer_id"], unique=False)
    op.create_index(op.f("ix_cases_due_at_case_id"), "cases", ["due_at", "case_id"], unique=False)
    op.create_index(op.f("ix_cases_follow_up_id"), "cases", ["follow_up_id"], unique=False)
    op.create_index(op.f("ix_cases_is_open_due_at_case_id"), "cases", ["is_open", "due_at", "case_id"], unique=False)
    op.create_index(op.f("ix_cases_submission_id"), "cases", ["submission_id"], unique=False)
    op.create_table(
        "saved_views",
        sa.Column("view_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("view_id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("page", "person", "name", name=op.f("uq_saved_views_page_person_name")),
    )
