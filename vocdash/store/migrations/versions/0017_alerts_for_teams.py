"""An alert rule names the teams it is told to."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("alert_rules", sa.Column("teams", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("alert_rules", "teams")
