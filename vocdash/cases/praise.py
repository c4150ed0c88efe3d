"""Praise: who and what customers thank us for, for the owner of the place and for the people they name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from vocdash.access import Access, Actor
from vocdash.cases.book import Person, book_of
from vocdash.cases.evidence import Span, joined
from vocdash.cases.rules import read_router
from vocdash.cases.state import Owner
from vocdash.domain import Family, Scope, Sentiment
from vocdash.metrics.query import read_names, resolve
from vocdash.metrics.sources import answers, inside
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import now
from vocdash.store.joins import same_comment

SIGNALS = ("staff_praised", "thanks")
RECOMMENDS = 9
"""The answer of a promoter, 0–10."""

Place = tuple[date, datetime, int, int, int]
"""Where a page begins: the day, moment, submission, question and occurrence of the last comment before it."""


@dataclass(frozen=True, slots=True)
class Praise:
    """One comment that praises: the words that do, who owns the place, who of ours it names, and whether they would recommend us."""

    submission_id: int
    question_id: int
    occurrence: int
    customer_id: int | None
    text: str
    evidence: tuple[Span, ...]
    answered_at: datetime
    day: date
    stage_id: int
    touchpoint_id: int
    owner: Owner
    named: tuple[int, ...]
    recommends: bool

    @property
    def place(self) -> Place:
        """Where it stands in the list, so that the next page begins after it."""
        return (self.day, self.answered_at, self.submission_id, self.question_id, self.occurrence)


def read_praise(
    store: Store,
    actor: Actor,
    scope: Scope,
    *,
    mine: bool = False,
    recommends: bool = False,
    after: Place | None = None,
    limit: int = 25,
) -> tuple[tuple[Praise, ...], Place | None]:
    """Comments that praise inside a scope, newest first, and where the next page begins.

    `mine` keeps those about places the actor owns or that name them; `recommends` those of customers who would recommend us.

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline.
    """
    actor.require(Access.FRONTLINE, "read praise")
    r, s, m, h = t.responses.c, t.submissions.c, t.mentions.c, t.themes.c
    with store.reading() as connection:
        book, router, today = book_of(connection), read_router(connection), now(connection).date()
        of = sa.select(h.theme_id).where(h.kind == "signal", h.code.in_(SIGNALS))
        praised = sa.select(sa.literal(1)).where(same_comment(t.mentions), m.theme_id.in_(of))
        promoter = _promoter().exists()
        order = (s.day, s.answered_at, r.submission_id, r.question_id, r.occurrence)
        columns = (*order, s.customer_id, r.verbatim, r.stage_id, r.touchpoint_id, promoter.label("recommends"))
        statement = (
            answers(*columns)
            .where(r.verbatim.is_not(None), praised.exists(), *inside(resolve(scope, read_names(connection)), scope.period))
            .where(sa.or_(r.sentiment.is_(None), r.sentiment != Sentiment.NEGATIVE.value))
            .order_by(*(column.desc() for column in order))
        )
        if recommends:
            statement = statement.where(promoter, s.customer_id.is_not(None))
        me = book.person_of(actor)
        if mine:
            owned = [place for place in router.cells if me and router.owner_of(*place, today).person_id == me.person_id]
            about = [sa.and_(r.stage_id == stage, r.touchpoint_id == touchpoint) for stage, touchpoint in owned]
            named = [r.verbatim.ilike(f"%{first_name(me)}%")] if me else []
            statement = statement.where(sa.or_(sa.false(), *about, *named))
        if after is not None:
            given = sa.tuple_(*(sa.literal(value, column.type) for value, column in zip(after, order, strict=True)))
            statement = statement.where(sa.tuple_(*order) < given)
        rows = connection.execute(statement.limit(limit + 1)).all()
        spans = _spans(connection, [row.submission_id for row in rows])
    found = tuple(
        Praise(
            submission_id=row.submission_id,
            question_id=row.question_id,
            occurrence=row.occurrence,
            customer_id=row.customer_id,
            text=row.verbatim,
            evidence=joined(spans.get((row.submission_id, row.question_id, row.occurrence), [])),
            answered_at=row.answered_at,
            day=row.day,
            stage_id=row.stage_id,
            touchpoint_id=row.touchpoint_id,
            owner=router.owner_of(row.stage_id, row.touchpoint_id, row.day),
            named=tuple(named_in(row.verbatim, book.persons.values())),
            recommends=bool(row.recommends),
        )
        for row in rows[:limit]
    )
    return found, found[-1].place if len(rows) > limit else None


def _promoter() -> sa.Select[int]:
    """The answer of the same submission that would recommend us."""
    other, question, scale = t.responses.alias(), t.questions.alias(), t.scales.alias()
    return (
        sa.select(sa.literal(1))
        .select_from(other)
        .join(question, question.c.question_id == other.c.question_id)
        .join(scale, scale.c.scale_id == question.c.scale_id)
        .where(other.c.submission_id == t.responses.c.submission_id, scale.c.family == Family.NPS.value, other.c.value >= RECOMMENDS)
    )


def _spans(connection: sa.Connection, submissions: Iterable[int]) -> dict[tuple[int, int, int], list[Span]]:
    m, h = t.mentions.c, t.themes.c
    statement = (
        sa.select(m.submission_id, m.question_id, m.occurrence, m.span_start, m.span_end)
        .join_from(t.mentions, t.themes, h.theme_id == m.theme_id)
        .where(m.submission_id.in_(sorted(set(submissions))), h.kind == "signal", h.code.in_(SIGNALS))
    )
    found: dict[tuple[int, int, int], list[Span]] = {}
    for row in connection.execute(statement):
        found.setdefault((row.submission_id, row.question_id, row.occurrence), []).append((row.span_start, row.span_end))
    return found


def first_name(person: Person) -> str:
    """What customers call somebody."""
    return person.name.split(" ")[0]


def named_in(text: str, persons: Iterable[Person]) -> list[int]:
    """The active persons whose first name stands in a text as a word of its own."""
    words = {word.casefold() for word in re.findall(r"\w+", text)}
    return [person.person_id for person in persons if person.active and first_name(person).casefold() in words]
