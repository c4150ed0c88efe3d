"""Indexes that only made writing slower: of mentions by theme, of customers nobody knows, and of the lengths of comments."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

KNOWN = (("submissions", "customer_id"), ("cases", "customer_id"), ("cases", "follow_up_id"))


def upgrade() -> None:
    op.drop_index("ix_mentions_theme_id_submission_id", "mentions")
    for table, column in KNOWN:
        known = sa.text(f"{column} IS NOT NULL")
        op.drop_index(f"ix_{table}_{column}", table)
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=known, postgresql_where=known)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE comment_search RENAME TO comment_search_before")
        op.execute("CREATE VIRTUAL TABLE comment_search USING fts5(text, tokenize='unicode61 remove_diacritics 2', columnsize=0)")
        op.execute("INSERT INTO comment_search (rowid, text) SELECT rowid, text FROM comment_search_before")
        op.execute("DROP TABLE comment_search_before")
