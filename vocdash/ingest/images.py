"""Submissions as they were: taken before a change, put back by an undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from vocdash.store import tables as t

PARTS: tuple[Table, ...] = (t.submissions, t.responses, t.facts, t.mentions)
"""What belongs to a submission, in the order it can be written; deleting goes the other way."""

AT_ONCE = 2_000
Image = dict[str, list[dict[str, Any]]]


def take(connection: Connection, ids: Sequence[int]) -> dict[int, Image]:
    """Submission id → table → rows, in values that JSON holds."""
    images: dict[int, Image] = {number: {} for number in ids}
    for table in PARTS:
        names = table.columns.keys()
        dated = [name for name in names if isinstance(table.c[name].type, t.Moment | sa.Date)]
        for values in connection.execute(sa.select(table).where(table.c.submission_id.in_(ids))):
            row = dict(zip(names, values, strict=True))
            row |= {name: row[name].isoformat() for name in dated if row[name] is not None}
            images[row["submission_id"]].setdefault(table.name, []).append(row)
    return images


def put_back(connection: Connection, images: Sequence[Image]) -> None:
    """Write submissions as they were; what stands there now must be deleted first."""
    for table in PARTS:
        rows = [_restored(table, row) for image in images for row in image.get(table.name, ())]
        if rows:
            connection.execute(sa.insert(table), rows)


def delete(connection: Connection, ids: sa.Select[Any] | Sequence[int]) -> None:
    """Remove submissions with everything that belongs to them."""
    delete_answers(connection, ids)
    connection.execute(sa.delete(t.submissions).where(t.submissions.c.submission_id.in_(ids)))


def delete_answers(connection: Connection, ids: sa.Select[Any] | Sequence[int]) -> None:
    """Remove what belongs to submissions, and leave the submissions themselves."""
    for table in reversed(PARTS[1:]):
        connection.execute(sa.delete(table).where(table.c.submission_id.in_(ids)))


def _restored(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _from_text(table.c[key], value) for key, value in row.items()}


def _from_text(column: sa.Column[Any], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(column.type, t.Moment):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, sa.Date) else value
