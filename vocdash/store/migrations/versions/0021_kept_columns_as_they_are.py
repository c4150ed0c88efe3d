"""PostgreSQL keeps columns of answers as they are: packing them took most of the time of writing them, and reading them as well."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE kept_answers ALTER COLUMN columns SET STORAGE EXTERNAL")
