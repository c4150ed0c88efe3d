"""Cells that begin and end, the history of a journey's design, map links, and walks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("cells", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column("cells", sa.Column("ends_on", sa.Date(), nullable=True))
    op.create_table(
        "journey_changes",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_journey_changes")),
    )
    op.create_index(op.f("ix_journey_changes_journey_id"), "journey_changes", ["journey_id"])
    op.create_table(
        "map_links",
        sa.Column("journey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("journey_id", name=op.f("pk_map_links")),
        sa.UniqueConstraint("token", name=op.f("uq_map_links_token")),
    )
    op.create_table(
        "walks",
        sa.Column("walk_id", sa.Integer(), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("walked_on", sa.Date(), nullable=False),
        sa.Column("walked_by", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("road", sa.String(length=200), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("walk_id", name=op.f("pk_walks")),
        sa.CheckConstraint("method IN ('walk-through', 'observation')", name=op.f("ck_walks_method")),
    )
    op.create_index(op.f("ix_walks_journey_id"), "walks", ["journey_id"])
    op.create_table(
        "walk_scores",
        sa.Column("walk_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cell_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("walk_id", "cell_id", name=op.f("pk_walk_scores")),
        sa.CheckConstraint("score IS NULL OR score BETWEEN 0 AND 10", name=op.f("ck_walk_scores_score")),
    )


def downgrade() -> None:
    for table in ("walk_scores", "walks", "map_links", "journey_changes"):
        op.drop_table(table)
    op.drop_column("cells", "ends_on")
    op.drop_column("cells", "starts_on")
