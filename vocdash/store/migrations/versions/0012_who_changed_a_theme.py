"""A theme knows who took the last step with it and when, and when it went live."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("themes", sa.Column("changed_by", sa.String(length=200), nullable=True))
    op.add_column("themes", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("themes", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("themes", "published_at")
    op.drop_column("themes", "changed_at")
    op.drop_column("themes", "changed_by")
