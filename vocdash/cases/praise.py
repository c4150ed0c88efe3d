"""Praise: who and what customers thank us for, for the owner of the place and for the people they name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from vocdash import settings
from vocdash.access import Access, Actor
from vocdash.cases.book import Person, book_of
from vocdash.cases.evidence import Span, joined
from vocdash.cases.rules import Router, read_router
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

    `mine` keeps those that name the actor, and those about places that the actor owns, or their team where no single person does.
    `recommends` gives instead what known customers wrote who would recommend us, whether or not they thank anybody.

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline.
    """
    actor.require(Access.FRONTLINE, "read praise")
    with store.reading() as connection:
        book, router = book_of(connection), read_router(connection)
        me = book.person_of(actor)
        statement = _comments(connection, scope, recommends)
        places = _places_of(me, router, now(connection).astimezone(ZoneInfo(settings.get("timezone"))).date()) if me else frozenset()
        if mine:
            statement = statement.where(_maybe_about(me, places))
        rows: list[sa.Row[Any]] = []
        further = True
        while further and len(rows) <= limit:
            read = connection.execute(_below(statement, after).limit(limit + 1)).all()
            rows += [row for row in read if not mine or (row.stage_id, row.touchpoint_id) in places or _names(row.verbatim, me)]
            further = len(read) > limit
            after = _place_of(read[-1]) if read else after
        spans = _spans(connection, [row.submission_id for row in rows[:limit]])
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


_r, _s = t.responses.c, t.submissions.c
_ORDER = (_s.day, _s.answered_at, _r.submission_id, _r.question_id, _r.occurrence)


def _comments(connection: sa.Connection, scope: Scope, recommends: bool) -> sa.Select[Any]:
    """Comments of a scope that praise, or of promoters who are known; none that is negative."""
    m, h = t.mentions.c, t.themes.c
    promoter = _promoter().exists()
    of = sa.select(h.theme_id).where(h.kind == "signal", h.code.in_(SIGNALS))
    praised = sa.select(sa.literal(1)).where(same_comment(t.mentions), m.theme_id.in_(of)).exists()
    wanted = [promoter, _s.customer_id.is_not(None)] if recommends else [praised]
    return (
        answers(*_ORDER, _s.customer_id, _r.verbatim, _r.stage_id, _r.touchpoint_id, promoter.label("recommends"))
        .where(_r.verbatim.is_not(None), *wanted, *inside(resolve(scope, read_names(connection)), scope.period))
        .where(sa.or_(_r.sentiment.is_(None), _r.sentiment != Sentiment.NEGATIVE.value))
        .order_by(*(column.desc() for column in _ORDER))
    )


def _below(statement: sa.Select[Any], after: Place | None) -> sa.Select[Any]:
    """What stands below a place of the list."""
    if after is None:
        return statement
    given = sa.tuple_(*(sa.literal(value, column.type) for value, column in zip(after, _ORDER, strict=True)))
    return statement.where(sa.tuple_(*_ORDER) < given)


def _place_of(row: sa.Row[Any]) -> Place:
    return row.day, row.answered_at, row.submission_id, row.question_id, row.occurrence


def _places_of(me: Person, router: Router, today: date) -> frozenset[tuple[int, int]]:
    """The places (stage, touchpoint) somebody owns, and those of their team that no single person does."""
    owners = {place: router.owner_of(*place, today) for place in router.cells}
    ours = Owner(None, me.team_id)
    return frozenset(place for place, owner in owners.items() if owner.person_id == me.person_id or (me.team_id and owner == ours))


def _maybe_about(me: Person | None, places: Iterable[tuple[int, int]]) -> sa.ColumnElement[bool]:
    """What a database can tell of comments about places, or with somebody's name in them: a closer look follows."""
    about = [sa.and_(_r.stage_id == stage, _r.touchpoint_id == touchpoint) for stage, touchpoint in places]
    return sa.or_(sa.false(), *about, *([_r.verbatim.icontains(first_name(me), autoescape=True)] if me else []))


def _names(text: str, person: Person | None) -> bool:
    return person is not None and bool(named_in(text, [person]))


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
    """The active persons whose first name stands in a text as a word of its own; of several, those whose last name does, too."""
    words = {word.casefold() for word in re.findall(r"\w+", text)}
    named = [person for person in persons if person.active and first_name(person).casefold() in words]
    whole = [person for person in named if person.name.split(" ")[-1].casefold() in words]
    sure = {first_name(person) for person in whole}
    return [person.person_id for person in named if person in whole or first_name(person) not in sure]
