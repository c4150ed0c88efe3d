"""Comments in a scope, searched and filtered: page by page and counted; and some by their keys."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.access import Access, Actor
from vocdash.domain import CommentKey, Scope, Sentiment
from vocdash.metrics.ask import ask
from vocdash.metrics.complaining import complains
from vocdash.metrics.query import Names, Query, read_names, resolve
from vocdash.metrics.sources import inside
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.joins import same_comment
from vocdash.store.search import matches
from vocdash.text.scored import ENGLISH
from vocdash.voices.comment import SHARE, Comment, Cursor, comment_of, fetch_by_key, select_comments


@dataclass(frozen=True, slots=True)
class Page:
    """Some comments, newest first, and where the next page begins (None on the last one)."""

    comments: tuple[Comment, ...]
    following: Cursor | None


@dataclass(frozen=True, slots=True)
class Search:
    """Which comments are looked for; by default any.

    `text` are words that must all be in the comment, or begin one of its words. `sentiments` are "negative", "neutral", "positive",
    or "" for not scored. `complaints` are comments that are negative, show a signal of a complaint, or explain a score in the worse
    half of its scale; with `words_alone` no score tells, as whoever may see no single one must not be told of one. `mentions` are codes
    of themes, signals and qualities, one of which a comment must mention.
    """

    text: str = ""
    sentiments: tuple[str, ...] = ()
    complaints: bool = False
    mentions: tuple[str, ...] = ()
    words_alone: bool = False


ANY = Search()


def read(store: Store, scope: Scope, search: Search = ANY, *, after: Cursor | None = None, limit: int = 25) -> Page:
    """Comments inside a scope that a search finds, newest first; with `after`, those that follow that comment.

    Raises
    ------
    UnknownName
        If a code in the scope does not exist.
    """
    with store.reading() as connection:
        names = read_names(connection)
        statement = _matching(connection, names, scope, search)
        if after is not None:
            statement = statement.where(_follows(after))
        rows = connection.execute(statement.limit(limit + 1)).all()
        comments = tuple(comment_of(row, names, search.text) for row in rows[:limit])
    return Page(comments, comments[-1].cursor if len(rows) > limit else None)


def newest_of_stages(
    store: Store, scope: Scope, stages: tuple[str, ...], *, limit: int
) -> dict[str, tuple[tuple[str, Sentiment | None], ...]]:
    """Stage → (words, how they feel) of its newest comments inside a scope, newest first: one question put for all, which others name.

    Raises
    ------
    UnknownName
        If a code does not exist.
    """
    r = t.responses.c
    with store.reading() as connection:
        names = read_names(connection)
        here = r.stage_id.in_(sa.bindparam("here", expanding=True))
        anywhere = _matching(connection, names, replace(scope, stages=()), ANY)
        statement = anywhere.with_only_columns(r.verbatim, r.sentiment).where(here).limit(limit)
        ids = {stage: resolve(scope.at(stage=stage), names).stages or () for stage in stages}
        rows = {stage: connection.execute(statement, {"here": theirs}).all() for stage, theirs in ids.items()}
    return {stage: tuple((text, Sentiment(felt) if felt else None) for text, felt in found) for stage, found in rows.items()}


def may_read(store: Store, scope: Scope, actor: Actor, min_group: int) -> bool:
    """Whether this actor may read the comments of a scope: where its scores are hidden, they are those of single customers.

    `min_group` is the number of people below which scores are hidden.

    Raises
    ------
    UnknownName
        If a code in the scope does not exist.
    """
    if actor.may(Access.FRONTLINE):
        return True
    (row,) = ask(store, Query("responses", (), scope))
    return row.score.people >= min_group or not row.score.n


def count(store: Store, scope: Scope, search: Search = ANY, *, most: int | None = None) -> int:
    """How many comments :func:`read` would find in all; counted no further than to `most`, where that is given."""
    with store.reading() as connection:
        statement = _matching(connection, read_names(connection), scope, search)
        found = statement.order_by(None).with_only_columns(sa.literal(1)).limit(most).subquery()
        return int(connection.scalar(sa.select(sa.func.count()).select_from(found)) or 0)


def _matching(connection: Connection, names: Names, scope: Scope, search: Search) -> sa.Select[tuple[object, ...]]:
    """The comments of a scope that fit every condition that is given, newest first."""
    conditions = (
        matches(connection, search.text),
        _feels(search.sentiments) if search.sentiments else None,
        complains(None if search.words_alone else SHARE) if search.complaints else None,
        _mentions(search.mentions) if search.mentions else None,
    )
    inside_scope = inside(resolve(scope, names), scope.period)
    return select_comments().where(*inside_scope, *(condition for condition in conditions if condition is not None))


def _feels(sentiments: tuple[str, ...]) -> ColumnElement[bool]:
    named = t.responses.c.sentiment.in_([word for word in sentiments if word])
    return sa.or_(named, t.responses.c.sentiment.is_(None)) if "" in sentiments else named


def _mentions(codes: tuple[str, ...]) -> ColumnElement[bool]:
    numbers = sa.select(t.themes.c.theme_id).where(t.themes.c.code.in_(codes))
    return sa.exists().where(same_comment(t.mentions), t.mentions.c.theme_id.in_(numbers))


def _follows(after: Cursor) -> ColumnElement[bool]:
    r, s = t.responses.c, t.submissions.c
    same_moment = sa.tuple_(r.submission_id, r.question_id, r.occurrence) > sa.tuple_(
        sa.literal(after.submission_id, sa.BigInteger), sa.literal(after.question_id), sa.literal(after.occurrence)
    )
    earlier = sa.or_(s.answered_at < after.answered_at, sa.and_(s.answered_at == after.answered_at, same_moment))
    return sa.and_(s.day <= after.day, sa.or_(s.day < after.day, earlier))


def fetch(store: Store, keys: tuple[CommentKey, ...]) -> tuple[Comment, ...]:
    """These comments in the order given, wherever they stand; those that are not there, or are set aside, are left out."""
    with store.reading() as connection:
        return tuple(fetch_by_key(connection, read_names(connection), keys).values())


def scored(store: Store, most: int) -> list[tuple[str, float]]:
    """English comments that came with a score, or explain one, with where it stands on its scale (0 worst, 1 best).

    At most so many; of more a sample that is the same every time, because submissions are numbered by a hash.
    """
    r = t.responses.c
    statement = (
        select_comments()
        .where(r.language == ENGLISH, SHARE.is_not(None))
        .order_by(None)
        .order_by(r.submission_id, r.question_id, r.occurrence)
    )
    with store.reading() as connection:
        return [(row.verbatim, row.share) for row in connection.execute(statement.limit(most))]
