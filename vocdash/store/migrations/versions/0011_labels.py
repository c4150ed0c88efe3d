"""Labels: what people say a comment feels like."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "labels",
        sa.Column("submission_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("occurrence", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("sentiment", sa.String(length=8), nullable=True),
        sa.Column("labelled_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sentiment IS NULL OR sentiment IN ('negative', 'neutral', 'positive')", name=op.f("ck_labels_sentiment")),
        sa.PrimaryKeyConstraint("submission_id", "question_id", "occurrence", "person", name=op.f("pk_labels")),
    )
    op.create_index(op.f("ix_labels_person_labelled_at"), "labels", ["person", "labelled_at"], unique=False)


def downgrade() -> None:
    op.drop_table("labels")
