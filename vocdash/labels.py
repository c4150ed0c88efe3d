"""What people say a comment feels like, to see how far the scorer can be trusted on their own data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.access import Access, Actor
from vocdash.domain import Sentiment
from vocdash.errors import UnknownName
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.text.agreement import Agreement, agree


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A comment to label: its key and its words. What the scorer thinks stays unsaid, so that it does not lead the person."""

    submission_id: int
    question_id: int
    occurrence: int
    text: str


@dataclass(frozen=True, slots=True)
class Read:
    """Comments in one language (or "unknown"): how many there are, and how many of them the scorer read."""

    language: str
    comments: int
    scored: int


def next_to_label(store: Store, actor: Actor) -> Unlabelled | None:
    """The next comment this person has not labelled, at random but the same for everybody; None when all are done.

    Submission ids are keyed hashes, so their order is a random one, and two people who begin at its start label the same comments.
    """
    actor.require(Access.FRONTLINE, "label comments")
    r = t.responses.c
    mine = sa.select(sa.literal(1)).where(*_same_comment(), t.labels.c.person == actor.name[:200])
    statement = (
        sa.select(r.submission_id, r.question_id, r.occurrence, r.verbatim)
        .where(r.sentiment.is_not(None), r.verbatim.is_not(None), ~mine.exists())
        .order_by(r.submission_id, r.question_id, r.occurrence)
        .limit(1)
    )
    with store.reading() as connection:
        row = connection.execute(statement).one_or_none()
    return Unlabelled(*row) if row else None


def label(store: Store, actor: Actor, comment: Unlabelled, sentiment: Sentiment | None) -> None:
    """Keep what a person says of a comment; None when they cannot tell. A second answer takes the place of the first.

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline.
    UnknownName
        If the comment is gone.
    """
    actor.require(Access.FRONTLINE, "label comments")
    key = {"submission_id": comment.submission_id, "question_id": comment.question_id, "occurrence": comment.occurrence}
    person = actor.name[:200]
    with store.noting() as connection:
        if not connection.scalar(
            sa.select(sa.func.count()).select_from(t.responses).where(*(t.responses.c[n] == v for n, v in key.items()))
        ):
            raise UnknownName("comment", str(comment.submission_id), ())
        same = [*(t.labels.c[name] == value for name, value in key.items()), t.labels.c.person == person]
        connection.execute(sa.delete(t.labels).where(*same))
        values = {**key, "person": person, "sentiment": sentiment.value if sentiment else None, "labelled_at": datetime.now(UTC)}
        connection.execute(sa.insert(t.labels).values(values))


def take_back(store: Store, actor: Actor) -> bool:
    """Forget this person's last label; False when there is none."""
    actor.require(Access.FRONTLINE, "label comments")
    c = t.labels.c
    with store.noting() as connection:
        newest = sa.select(c.submission_id, c.question_id, c.occurrence).where(c.person == actor.name[:200]).order_by(c.labelled_at.desc())
        row = connection.execute(newest.limit(1)).one_or_none()
        if row is None:
            return False
        same = [c.submission_id == row.submission_id, c.question_id == row.question_id, c.occurrence == row.occurrence]
        connection.execute(sa.delete(t.labels).where(*same, c.person == actor.name[:200]))
    return True


def labelled(store: Store, actor: Actor) -> int:
    """How many comments this person has labelled."""
    with store.reading() as connection:
        mine = sa.select(sa.func.count()).select_from(t.labels).where(t.labels.c.person == actor.name[:200])
        return int(connection.scalar(mine) or 0)


def agreement(store: Store) -> Agreement:
    """How everybody's labels agree with the scorer's, over the comments that are still stored as they were scored."""
    statement = (
        sa.select(t.labels.c.sentiment, t.responses.c.sentiment.label("ours"))
        .join_from(t.labels, t.responses, sa.and_(*_same_comment()))
        .where(t.labels.c.sentiment.is_not(None), t.responses.c.sentiment.is_not(None))
    )
    with store.reading() as connection:
        return agree([(Sentiment(row.sentiment), Sentiment(row.ours)) for row in connection.execute(statement)])


def between_people(store: Store) -> Agreement:
    """How people agree with each other: the pairs of labels that different persons gave to the same comment.

    What two people do not agree on, no scorer can get right.
    """
    other = t.labels.alias("other")
    same = [t.labels.c[name] == other.c[name] for name in ("submission_id", "question_id", "occurrence")]
    both = [t.labels.c.sentiment.is_not(None), other.c.sentiment.is_not(None), t.labels.c.person < other.c.person]
    statement = sa.select(t.labels.c.sentiment, other.c.sentiment.label("theirs")).join_from(t.labels, other, sa.and_(*same)).where(*both)
    with store.reading() as connection:
        return agree([(Sentiment(row.sentiment), Sentiment(row.theirs)) for row in connection.execute(statement)])


def _same_comment() -> list[ColumnElement[bool]]:
    return [t.labels.c[name] == t.responses.c[name] for name in ("submission_id", "question_id", "occurrence")]


def languages(store: Store) -> list[Read]:
    """Comments by language, most first."""
    with store.reading() as connection:
        return _languages(connection)


def _languages(connection: Connection) -> list[Read]:
    r = t.responses.c
    language = sa.func.coalesce(r.language, "unknown")
    statement = (
        sa.select(language, sa.func.count(), sa.func.count(r.sentiment))
        .where(r.verbatim.is_not(None))
        .group_by(language)
        .order_by(sa.func.count().desc(), language)
    )
    return [Read(*row) for row in connection.execute(statement)]
