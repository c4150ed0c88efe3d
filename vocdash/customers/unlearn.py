"""Take a customer's words out of what was learned from comments: a word that hardly anybody else wrote may tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.store import tables as t
from vocdash.store.joins import among
from vocdash.text.learned import Learned
from vocdash.text.learned_themes import LearnedThemes
from vocdash.text.model import load
from vocdash.themes.live import THEMES


def words_of(connection: Connection, submissions: Sequence[int]) -> list[str]:
    """Every comment of some submissions, those included that later imports put others in place of."""
    r, c = t.responses.c, t.import_changes.c
    written = sa.select(r.verbatim).where(among(connection, r.submission_id, submissions), r.verbatim.is_not(None))
    before = connection.scalars(sa.select(c.before).where(among(connection, c.submission_id, submissions))).all()
    return [*connection.scalars(written), *(text for image in before for text in _texts(image))]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def unlearn(connection: Connection, comments: Sequence[str], names: Sequence[str]) -> int:
    """Take words out of every lesson, as if these comments had not been learned from, and `names` in any case; gives how many changed."""
    lessons = connection.execute(sa.select(t.lessons).where(t.lessons.c.data.is_not(None))).all()
    changed = 0
    for row in lessons:
        data = _themes(row, comments, names) if row.about == THEMES else _feelings(row, comments, names)
        if data != row.data:
            connection.execute(sa.update(t.lessons).where(t.lessons.c.number == row.number).values(data=data))
            changed += 1
    return changed


def _themes(row: sa.Row[Any], comments: Sequence[str], names: Sequence[str]) -> bytes:
    learned = LearnedThemes.from_bytes(row.number, row.data)
    left = learned.without(comments, names)
    return bytes(row.data) if left.words == learned.words else left.to_bytes()


def _feelings(row: sa.Row[Any], comments: Sequence[str], names: Sequence[str]) -> bytes:
    learned = Learned.from_bytes(row.number, row.data)
    if learned.adapter is None:
        return bytes(row.data)
    theirs, named = (load().weigh(list(texts) or [""])[1] for texts in (comments, names))
    adapter = learned.adapter.without(theirs, named, row.rows)
    return bytes(row.data) if len(adapter.keys) == len(learned.adapter.keys) else replace(learned, adapter=adapter).to_bytes()
