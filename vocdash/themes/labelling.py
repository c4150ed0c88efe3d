"""What people say a comment is about, to see how well themes are found in it, and to learn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from vocdash.access import Access, Actor
from vocdash.domain import CommentKey
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.joins import same_comment
from vocdash.store.label_rows import keep_label, next_unlabelled
from vocdash.text.hearing import Listener
from vocdash.text.scored import ENGLISH
from vocdash.text.themes import Theme, ThemesSaid
from vocdash.themes.live import read_live

_DOING = "label comments"


@dataclass(frozen=True, slots=True)
class ToLabel:
    """A comment and the themes it could be about, by name. What was found in it stays unsaid, so that it does not lead the person."""

    key: CommentKey
    text: str
    offered: tuple[Theme, ...]


def next_for_themes(store: Store, actor: Actor) -> ToLabel | None:
    """The next comment whose themes this person has not labelled, at random but the same for everybody; None when all are done."""
    actor.require(Access.FRONTLINE, _DOING)
    with store.reading() as connection:
        row = connection.execute(next_unlabelled(t.theme_labels, actor.signature, t.responses.c.language == ENGLISH)).one_or_none()
        themes = read_live(connection).themes
    if row is None:
        return None
    *key, text, touchpoint = row
    looked_for = Listener(themes).offered(text, touchpoint)
    offered = sorted((theme for theme in themes if theme.code in looked_for), key=lambda theme: theme.name.casefold())
    return ToLabel((key[0], key[1], key[2]), text, tuple(offered))


def label_themes(store: Store, actor: Actor, comment: ToLabel, codes: Sequence[str]) -> None:
    """Keep which of the themes offered a person says a comment is about; none is an answer, too. A second one replaces the first.

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline.
    UnknownName
        If the comment is gone.
    """
    actor.require(Access.FRONTLINE, _DOING)
    offered = [theme.code for theme in comment.offered]
    said = [code for code in offered if code in codes]
    with store.noting() as connection:
        keep_label(connection, t.theme_labels, comment.key, actor.signature, said=said, offered=offered)


def themes_said(store: Store) -> list[ThemesSaid]:
    """Every comment whose themes somebody labelled, in an order that never changes.

    Of several people's labels a comment is about what at least half of those said who could choose it.
    """
    r, given = t.responses.c, t.theme_labels.c
    statement = (
        sa.select(r.submission_id, r.question_id, r.occurrence, r.verbatim, given.said, given.offered)
        .join_from(t.theme_labels, t.responses, same_comment(t.theme_labels))
        .where(r.verbatim.is_not(None))
        .order_by(r.submission_id, r.question_id, r.occurrence, given.person)
    )
    said: dict[CommentKey, Counter[str]] = {}
    offered: dict[CommentKey, Counter[str]] = {}
    texts: dict[CommentKey, str] = {}
    with store.reading() as connection:
        for submission, question, occurrence, text, themes, choice in connection.execute(statement):
            key = (submission, question, occurrence)
            texts[key] = text
            said.setdefault(key, Counter()).update(themes)
            offered.setdefault(key, Counter()).update(choice)
    return [
        ThemesSaid(text, frozenset(code for code, n in said[key].items() if 2 * n >= offered[key][code]), frozenset(offered[key]))
        for key, text in texts.items()
    ]
