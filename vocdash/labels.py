"""What people say a comment feels like, to see how far the scorer can be trusted on their own data.

What they say it is about is in :mod:`vocdash.themes.labelling`; how many labels a person gave, and taking the last one back, is here
for both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.domain import Sentiment
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.joins import same_comment
from vocdash.store.label_rows import count_labels, drop_last_label, keep_label, next_unlabelled
from vocdash.text.agreement import Agreement, agree
from vocdash.text.scored import ENGLISH

_DOING = "label comments"

About = Literal["feelings", "themes"]
_TABLES: dict[About, sa.Table] = {"feelings": t.labels, "themes": t.theme_labels}


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
    """The next comment this person has not labelled, at random but the same for everybody; None when all are done."""
    actor.require(Access.FRONTLINE, _DOING)
    with store.reading() as connection:
        row = connection.execute(next_unlabelled(t.labels, actor.signature, t.responses.c.sentiment.is_not(None))).one_or_none()
    return Unlabelled(*row[:4]) if row else None


def label(store: Store, actor: Actor, comment: Unlabelled, sentiment: Sentiment | None) -> None:
    """Keep what a person says of a comment; None when they cannot tell. A second answer takes the place of the first.

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline.
    UnknownName
        If the comment is gone.
    """
    actor.require(Access.FRONTLINE, _DOING)
    key = (comment.submission_id, comment.question_id, comment.occurrence)
    with store.noting() as connection:
        keep_label(connection, t.labels, key, actor.signature, sentiment=sentiment.value if sentiment else None)


def take_back(store: Store, actor: Actor, about: About = "feelings") -> bool:
    """Forget this person's last label; False when there is none. Raises NotAllowed if the actor is not at least of the frontline."""
    actor.require(Access.FRONTLINE, _DOING)
    with store.noting() as connection:
        return drop_last_label(connection, _TABLES[about], actor.signature)


def labelled(store: Store, actor: Actor, about: About = "feelings") -> int:
    """How many comments this person has labelled."""
    with store.reading() as connection:
        return count_labels(connection, _TABLES[about], actor.signature)


def agreement(store: Store) -> Agreement:
    """How everybody's labels agree with the scorer's, over the comments that are still stored as they were scored."""
    statement = (
        sa.select(t.labels.c.sentiment, t.responses.c.sentiment.label("ours"))
        .join_from(t.labels, t.responses, same_comment(t.labels))
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


def languages(store: Store) -> list[Read]:
    """Comments by language, most first."""
    with store.reading() as connection:
        return _languages(connection)


def _languages(connection: Connection) -> list[Read]:
    """Those in English are counted apart, and the others put into groups only where there are some: grouping takes three times as long."""
    r = t.responses.c
    english = r.language == ENGLISH
    first = sa.select(sa.func.count(), sa.func.count(sa.case((english, 1))), sa.func.count(sa.case((english, r.sentiment)))).where(
        r.verbatim.is_not(None)
    )
    comments, in_english, scored = connection.execute(first).one()
    found = [Read(ENGLISH, in_english, scored)] if in_english else []
    if comments > in_english:
        language = sa.func.coalesce(r.language, "unknown")
        others = sa.select(language, sa.func.count(), sa.func.count(r.sentiment)).group_by(language)
        unlike = sa.or_(r.language.is_(None), r.language != ENGLISH)
        found += [Read(*row) for row in connection.execute(others.where(r.verbatim.is_not(None), unlike))]
    return sorted(found, key=lambda one: (-one.comments, one.language))
