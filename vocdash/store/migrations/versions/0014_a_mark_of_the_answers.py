"""Writes that scores may change by are counted apart from all the others, so that work on cases forgets no score."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("revision", sa.Column("answers", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("revision", "answers")
