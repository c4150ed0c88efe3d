"""A rollup of what comments mention."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "mention_rollup",
        sa.Column("grain", sa.String(length=8), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("measure", sa.String(length=24), nullable=False),
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("touchpoint_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
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
            *("grain", "level", "measure", "journey_id", "starts_on", "segment_id", "stage_id", "touchpoint_id", "method", "theme_id"),
            name=op.f("pk_mention_rollup"),
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("mention_rollup")
