"""Labels of people beside comments, whatever is labelled: the parts that every table of labels shares."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Table

from vocdash.domain import CommentKey
from vocdash.errors import UnknownName
from vocdash.store import tables as t
from vocdash.store.joins import COMMENT_KEY, same_comment


def next_unlabelled(table: Table, person: str, *conditions: ColumnElement[bool]) -> sa.Select[Any]:
    """The next comment that this person has not labelled: (submission, question, occurrence, words, code of the touchpoint).

    Submission ids are keyed hashes, so their order is a random one, and two people who begin at its start label the same comments.
    """
    r = t.responses.c
    mine = sa.select(sa.literal(1)).where(same_comment(table), table.c.person == person)
    return (
        sa.select(r.submission_id, r.question_id, r.occurrence, r.verbatim, t.touchpoints.c.code)
        .join_from(t.responses, t.touchpoints)
        .where(*conditions, r.verbatim.is_not(None), ~mine.exists())
        .order_by(r.submission_id, r.question_id, r.occurrence)
        .limit(1)
    )


def keep_label(connection: Connection, table: Table, key: CommentKey, person: str, **values: Any) -> None:
    """Keep what a person says of a comment; a second answer takes the place of the first. Raises UnknownName if the comment is gone."""
    named = dict(zip(COMMENT_KEY, key, strict=True))
    there = sa.select(sa.exists().where(*(t.responses.c[name] == value for name, value in named.items())))
    if not connection.scalar(there):
        raise UnknownName("comment", str(key[0]), ())
    connection.execute(sa.delete(table).where(*(table.c[name] == value for name, value in named.items()), table.c.person == person))
    connection.execute(sa.insert(table).values({**named, **values, "person": person, "labelled_at": datetime.now(UTC)}))


def drop_last_label(connection: Connection, table: Table, person: str) -> bool:
    """Forget this person's last label; False when there is none."""
    c = table.c
    newest = sa.select(*(c[name] for name in COMMENT_KEY)).where(c.person == person).order_by(c.labelled_at.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    if row is None:
        return False
    connection.execute(
        sa.delete(table).where(*(c[name] == value for name, value in zip(COMMENT_KEY, row, strict=True)), c.person == person)
    )
    return True


def count_labels(connection: Connection, table: Table, person: str) -> int:
    """How many comments this person has labelled."""
    return int(connection.scalar(sa.select(sa.func.count()).select_from(table).where(table.c.person == person)) or 0)
