"""Themes know where they are looked for and who made them, and a mention knows how its place was found."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("themes", sa.Column("place", sa.String(length=64), server_default="any", nullable=False))
    op.add_column("themes", sa.Column("origin", sa.String(length=16), server_default="person", nullable=False))
    op.add_column("mentions", sa.Column("placed", sa.String(length=16), server_default="said", nullable=False))
    op.create_index(op.f("ix_mentions_theme_id_submission_id"), "mentions", ["theme_id", "submission_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_mentions_theme_id_submission_id"), table_name="mentions")
    op.drop_column("mentions", "placed")
    op.drop_column("themes", "origin")
    op.drop_column("themes", "place")
