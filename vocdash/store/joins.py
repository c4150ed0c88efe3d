"""How tables that speak of the same comment are joined."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause

from vocdash.store import tables as t

COMMENT_KEY = ("submission_id", "question_id", "occurrence")
"""The columns that tell a comment, or any answer, from all others."""


def same_comment(table: FromClause) -> ColumnElement[bool]:
    """The condition that a row of a table, such as a mention or a label, and a response speak of the same comment."""
    return sa.and_(*(table.c[name] == t.responses.c[name] for name in COMMENT_KEY))
