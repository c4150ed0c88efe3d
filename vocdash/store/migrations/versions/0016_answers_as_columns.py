"""Answers kept as columns, a month of a journey a row."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("journey_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("columns", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("journey_id", "starts_on", name=op.f("pk_kept_answers")),
    )


def downgrade() -> None:
    op.drop_table("kept_answers")
