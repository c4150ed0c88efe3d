"""Counts beside every filter of the inbox, from one index"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"

COLUMNS = (
    *("is_open", "status", "severity", "stage_id", "touchpoint_id", "cause_stage_id", "theme_id", "channel_id", "method"),
    *("person_id", "team_id", "wants_answer", "follow_up", "segment_id", "due_at", "answered_at", "submission_id", "case_id"),
)


def upgrade() -> None:
    op.create_index("ix_cases_counts", "cases", list(COLUMNS))
