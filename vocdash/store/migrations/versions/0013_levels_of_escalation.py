"""Cases are escalated level by level, and messages need no alert"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("cases", sa.Column("escalation", sa.SmallInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE cases SET escalation = 1 WHERE escalated_at IS NOT NULL")
    op.add_column("sendings", sa.Column("message", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("sendings", "message")
    op.drop_column("cases", "escalation")
