"""What lessons on feelings and on themes have in common: how they are numbered, kept, listed and forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from vocdash.access import Actor
from vocdash.store import Store
from vocdash.store import tables as t


def next_number(store: Store) -> int:
    """The number of the next lesson, whatever it is about."""
    with store.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.max(t.lessons.c.number))) or 0) + 1


def keep(store: Store, actor: Actor, about: str, lesson: Mapping[str, Any]) -> dict[str, Any]:
    """Write a lesson down, with who learned it and when; gives its row. The newest lesson on something decides how comments are read."""
    row = {"about": about, "learned_by": actor.signature, "learned_at": datetime.now(UTC), **lesson}
    with store.writing() as connection:
        connection.execute(sa.insert(t.lessons).values(row))
    return row


def read_lessons(store: Store, about: str) -> list[dict[str, Any]]:
    """The rows of all lessons on something, the newest first, without what they taught."""
    columns = [column for column in t.lessons.c if column.name != "data"]
    query = sa.select(*columns).where(t.lessons.c.about == about).order_by(t.lessons.c.number.desc())
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def forget_lessons(store: Store, about: str) -> None:
    """Read comments as if nothing had been learned about something; the lessons stay in the list."""
    with store.writing() as connection:
        connection.execute(sa.update(t.lessons).where(t.lessons.c.about == about).values(data=None, adopted=""))
