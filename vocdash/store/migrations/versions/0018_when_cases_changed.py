"""A case knows which write changed it last; the indexes its counts were read from are no longer needed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("cases", sa.Column("changed", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("ix_cases_changed", "cases", ["changed"])
    op.drop_index("ix_cases_counts", "cases")
    op.drop_index("ix_cases_due_at_case_id", "cases")
