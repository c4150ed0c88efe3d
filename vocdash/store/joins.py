"""How tables that speak of the same comment are joined, and rows picked by more numbers than a statement takes one by one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, FromClause
from sqlalchemy.dialects.postgresql import ARRAY

from vocdash.store import tables as t

COMMENT_KEY = ("submission_id", "question_id", "occurrence")
"""The columns that tell a comment, or any answer, from all others."""


def same_comment(table: FromClause) -> ColumnElement[bool]:
    """The condition that a row of a table, such as a mention or a label, and a response speak of the same comment."""
    return sa.and_(*(table.c[name] == t.responses.c[name] for name in COMMENT_KEY))


def among(connection: Connection, column: ColumnElement[Any], numbers: Sequence[int]) -> ColumnElement[bool]:
    """The condition that a column has one of any number of values. They are handed over as one text, which takes a database least time."""
    if connection.dialect.name == "sqlite":
        return column.in_(sa.select(sa.func.json_each(json.dumps(list(numbers))).table_valued("value").c.value))
    # The planner knows how many these are, which it does not of the rows of a query.
    listed = sa.func.string_to_array(",".join(map(str, numbers)), ",")
    return column == sa.any_(sa.cast(listed, ARRAY(column.type)))
