"""Labels of themes: what people say a comment is about, and lessons learned from them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "theme_labels",
        sa.Column("submission_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("occurrence", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("labelled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("submission_id", "question_id", "occurrence", "person", name=op.f("pk_theme_labels")),
    )
    op.create_index(op.f("ix_theme_labels_person_labelled_at"), "theme_labels", ["person", "labelled_at"], unique=False)
    op.add_column("lessons", sa.Column("about", sa.String(length=16), server_default="feelings", nullable=False))


def downgrade() -> None:
    op.drop_column("lessons", "about")
    op.drop_table("theme_labels")
