"""Full-text search of comments: a table of its own on SQLite, an index on PostgreSQL. The only place that knows which.

On SQLite a submission's comments are one document whose row id is the submission id; which of them has the words is asked of
each. Words are matched whole or by their beginning, without regard to case or accents (accents count on PostgreSQL).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, FromClause

from vocdash.store import tables as t

_WORD = re.compile(r"\w+", re.UNICODE)
_AT_ONCE = 500

_document = sa.table("comment_search", sa.column("rowid", sa.BigInteger), sa.column("text", sa.Text))


def refresh(connection: Connection, ids: sa.Select[Any] | Sequence[int]) -> None:
    """Bring the index up to date with the comments of these submissions, removed ones included."""
    if connection.dialect.name != "sqlite":
        return
    if isinstance(ids, sa.Select):
        _refresh(connection, ids)
        return
    for start in range(0, len(ids), _AT_ONCE):
        _refresh(connection, list(ids[start : start + _AT_ONCE]))


def replace(connection: Connection, ids: Sequence[int], comments: FromClause, *, one_each: bool = False) -> None:
    """Forget the comments of some submissions, and take these in: rows of submission_id and verbatim, all of a submission together.

    `one_each` says that no submission has two of them, so that nothing needs sorting.
    """
    if connection.dialect.name != "sqlite":
        return
    for start in range(0, len(ids), _AT_ONCE):
        connection.execute(sa.delete(_document).where(_document.c.rowid.in_(ids[start : start + _AT_ONCE])))
    c = comments.c
    joined = sa.select(c.submission_id, sa.func.group_concat(c.verbatim, "\n")).group_by(c.submission_id)
    documents = sa.select(c.submission_id, c.verbatim) if one_each else joined
    connection.execute(sa.insert(_document).from_select(["rowid", "text"], documents))


@contextmanager
def merging_later(connection: Connection) -> Iterator[None]:
    """Let SQLite put the pieces of the index together when less is written than inside the block: a third of its time goes there."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql(_MERGE, (0,))
    yield
    connection.exec_driver_sql(_MERGE, (_USUALLY,))


_MERGE = "INSERT INTO comment_search(comment_search, rank) VALUES ('automerge', ?)"
_USUALLY = 4
"""Pieces of one size that are put together; SQLite's own number."""


def _refresh(connection: Connection, ids: sa.Select[Any] | list[int]) -> None:
    r = t.responses.c
    connection.execute(sa.delete(_document).where(_document.c.rowid.in_(ids)))
    comments = (
        sa.select(r.submission_id, sa.func.group_concat(r.verbatim, "\n"))
        .where(r.verbatim.is_not(None), r.submission_id.in_(ids))
        .group_by(r.submission_id)
    )
    connection.execute(sa.insert(_document).from_select(["rowid", "text"], comments))


def words(text: str) -> list[str]:
    """The words of a search, as they are matched; at most twelve."""
    return _WORD.findall(text)[:12]


def has_words(comment: str | None, text: str) -> bool:
    """Whether every word of `text` begins a word of the comment; case and accents do not matter. SQLite calls it `voc_has_words`."""
    if comment is None:
        return False
    plain = fold(comment)
    return all(begins.search(plain) for begins in _beginnings(text))


@lru_cache(maxsize=256)
def _beginnings(text: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(r"\b" + re.escape(fold(word))) for word in words(text))


def fold(text: str) -> str:
    """Lower case without accents."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter))


def matches(connection: Connection, text: str) -> ColumnElement[bool] | None:
    """The condition that a comment has every word of `text` (or a word that begins with it); None when there is no word."""
    found = words(text)
    if not found:
        return None
    if connection.dialect.name == "sqlite":
        return sa.and_(t.responses.c.submission_id.in_(_documents(found)), _says(found))
    query = " & ".join(f"{word}:*" for word in found)
    vector = sa.func.to_tsvector(sa.literal_column("'simple'"), t.responses.c.verbatim)
    return vector.op("@@")(sa.func.to_tsquery(sa.literal_column("'simple'"), query))


def submissions(connection: Connection, text: str) -> sa.Select[tuple[int]] | None:
    """The submissions with a comment that has every word of `text`; None when there is no word."""
    condition, found, r = matches(connection, text), words(text), t.responses.c
    if condition is None:
        return None
    if connection.dialect.name != "sqlite":
        return sa.select(r.submission_id).where(condition)
    document = _documents(found)
    if len(found) == 1:
        return document
    # Each comment is asked only where several words may stand in several comments; asking all takes long where the words are common.
    counted = sa.select(r.submission_id).where(r.verbatim.is_not(None), r.submission_id.in_(document))
    several = counted.group_by(r.submission_id).having(sa.func.count() > 1)
    exactly = sa.select(r.submission_id).where(r.submission_id.in_(several), _says(found))
    return document.where(sa.or_(_document.c.rowid.not_in(several), _document.c.rowid.in_(exactly)))


def _says(found: Sequence[str]) -> ColumnElement[bool]:
    return sa.func.voc_has_words(t.responses.c.verbatim, " ".join(found), type_=sa.Boolean)


def _documents(found: Sequence[str]) -> sa.Select[tuple[int]]:
    query = " ".join(f'"{word}"*' for word in found)
    return sa.select(_document.c.rowid).where(sa.literal_column("comment_search").op("MATCH")(query))
