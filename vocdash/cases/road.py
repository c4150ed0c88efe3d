"""The road a complaint lies on: where the customer came from, where they go next, what was promised, and what else is open.

A road is made of what one customer answered and of their contacts, in time order across journeys. Where the next place is not
known yet, the journey says where customers usually go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash import settings
from vocdash.cases.evidence import Words, read_words
from vocdash.cases.rules import Router, read_router
from vocdash.cases.state import Owner
from vocdash.cases.status import Status
from vocdash.domain import UNKNOWN
from vocdash.journeys.read import is_version_of, stands_on
from vocdash.metrics.registry import MEASURES
from vocdash.metrics.sources import answers
from vocdash.store import tables as t

SILENCE = timedelta(days=30)
"""How long nothing must be heard of a customer to be called silence."""

COLLIDING = timedelta(days=90)
"""How close two complaints of one customer must be to be on their mind at once."""

PROMISE = "promise"
"""The kind of a contact in which something was promised."""

_ORDER = frozenset(("promised_on", "delivered_on"))
MOST_STOPS = 200
"""How many answers, and how many contacts, of one customer are read, the newest; see :func:`may_be_cut`."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One place on the road: an answer or a contact (`contact` says which kind), with its owner then.

    `expected` marks a place the customer has not been to yet. `score` runs from 0 (worst) to 1 (best). `direction` of a contact is
    "in" when the customer came to us, "out" when we came to them, "" when it is not known.
    """

    stage_id: int
    touchpoint_id: int
    journey_id: int
    owner: Owner
    at: datetime | None = None
    submission_id: int | None = None
    score: float | None = None
    words: Words | None = None
    contact: str = ""
    direction: str = ""
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Other:
    """Another case of the same customer. `colliding` when it is open, or was opened within 90 days, in another journey."""

    case_id: int
    stage_id: int
    touchpoint_id: int
    status: Status
    answered_at: datetime
    colliding: bool


@dataclass(frozen=True, slots=True)
class Road:
    """Everything around a case. `stops` is the whole road in time order; `silences` are (from, to) of more than 30 days.

    `days_late` is delivered − promised, negative when it came too early; None where one of them is not known. `promises` are the
    contacts of the day on which something was last promised before the complaint, wherever on the road that was. `elsewhere` is where the
    customer was in each other journey at about the same time (within 90 days), whether or not they complained there.
    """

    came_from: Stop | None
    here: Stop
    goes_next: Stop | None
    stops: tuple[Stop, ...]
    silences: tuple[tuple[datetime, datetime], ...]
    others: tuple[Other, ...]
    facts: tuple[tuple[str, date | float], ...]
    days_late: int | None
    promises: tuple[Stop, ...] = ()
    elsewhere: tuple[Stop, ...] = ()


def read_road(connection: Connection, case: sa.RowMapping) -> Road:
    """The road of one row of `cases`."""
    router = read_router(connection)
    customer = case["customer_id"]
    stops = stops_of(connection, router, customer, t.submissions.c.submission_id == case["submission_id"])
    here = next((stop for stop in stops if _is_here(stop, case)), None) or _bare(case, router)
    elsewhere = [stop for stop in stops if not _same_place(stop, here)]
    before = [stop for stop in elsewhere if _moment(stop) < case["answered_at"]]
    after = [stop for stop in elsewhere if _moment(stop) > case["answered_at"]]
    facts, days_late = _facts(connection, case)
    return Road(
        came_from=before[-1] if before else _neighbour(connection, case, router, -1),
        here=here,
        goes_next=after[0] if after else _neighbour(connection, case, router, +1),
        stops=tuple(stops),
        silences=silences(stops),
        others=_others(connection, case),
        facts=facts,
        days_late=days_late,
        promises=_last_promises(stops, case["answered_at"]),
        elsewhere=_elsewhere(stops, case),
    )


def _elsewhere(stops: Sequence[Stop], case: sa.RowMapping) -> tuple[Stop, ...]:
    """The stop nearest in time of each other journey, where that is near enough to be on the customer's mind."""
    nearest: dict[int, Stop] = {}
    for stop in sorted(stops, key=lambda stop: abs(_moment(stop) - case["answered_at"])):
        if stop.journey_id != case["journey_id"] and abs(_moment(stop) - case["answered_at"]) <= COLLIDING:
            nearest.setdefault(stop.journey_id, stop)
    return tuple(nearest.values())


def _last_promises(stops: Sequence[Stop], until: datetime) -> tuple[Stop, ...]:
    made = [stop for stop in stops if stop.contact == PROMISE and _moment(stop) < until]
    return tuple(stop for stop in made if _moment(made[-1]) - _moment(stop) < timedelta(days=1))


def stops_of(connection: Connection, router: Router, customer: int | None, alone: ColumnElement[bool] | None = None) -> list[Stop]:
    """Everything one customer answered and every contact, in time order; of an unknown customer what `alone` picks."""
    theirs = (sa.false() if alone is None else alone) if customer is None else t.submissions.c.customer_id == customer
    return sorted([*_answers(connection, theirs, router), *_contacts(connection, customer, router)], key=_moment)


def may_be_cut(stops: Sequence[Stop]) -> bool:
    """Whether so many answers or contacts were read that there may be older ones."""
    contacts = sum(bool(stop.contact) for stop in stops)
    return max(contacts, len(stops) - contacts) >= MOST_STOPS


def _moment(stop: Stop) -> datetime:
    if stop.at is None:
        raise ValueError("a place on the road that somebody has been to has a time")
    return stop.at


def _day(moment: datetime) -> date:
    """The day in the reporting time zone, by which owners change."""
    return moment.astimezone(ZoneInfo(settings.get("timezone"))).date()


def _is_here(stop: Stop, case: sa.RowMapping) -> bool:
    return (stop.submission_id, stop.stage_id, stop.touchpoint_id) == (case["submission_id"], case["stage_id"], case["touchpoint_id"])


def _same_place(one: Stop, other: Stop) -> bool:
    return (one.stage_id, one.touchpoint_id) == (other.stage_id, other.touchpoint_id)


def _bare(case: sa.RowMapping, router: Router) -> Stop:
    """The place of a case whose answer is gone."""
    at = case["answered_at"]
    owner = router.owner_of(case["stage_id"], case["touchpoint_id"], _day(at))
    return Stop(case["stage_id"], case["touchpoint_id"], case["journey_id"], owner, at, case["submission_id"], case["score"])


def _answers(connection: Connection, theirs: ColumnElement[bool], router: Router) -> list[Stop]:
    """Each place the customer answered about: the worst score there, and the first words."""
    r, s = t.responses.c, t.submissions.c
    place = (r.submission_id, r.stage_id, r.touchpoint_id, s.answered_at, s.day, t.stages.c.journey_id)
    said = sa.case((r.verbatim.is_not(None), r.question_id))
    statement = (
        answers(*place, sa.func.min(MEASURES["experience"].expression()).label("experience"), sa.func.min(said).label("question_id"))
        .where(theirs)
        .group_by(*place)
        .order_by(s.answered_at.desc())
        .limit(MOST_STOPS)
    )
    rows = connection.execute(statement).all()
    words = read_words(connection, [(row.submission_id, row.question_id, 0) for row in rows])
    return [
        Stop(
            stage_id=row.stage_id,
            touchpoint_id=row.touchpoint_id,
            journey_id=row.journey_id,
            owner=router.owner_of(row.stage_id, row.touchpoint_id, row.day),
            at=row.answered_at,
            submission_id=row.submission_id,
            score=None if row.experience is None else row.experience / 100,
            words=words.get((row.submission_id, row.question_id, 0)),
        )
        for row in rows
    ]


def _contacts(connection: Connection, customer: int | None, router: Router) -> list[Stop]:
    if customer is None:
        return []
    i = t.interactions.c
    rows = connection.execute(
        sa.select(i.happened_at, i.stage_id, i.touchpoint_id, i.kind, i.direction, t.stages.c.journey_id)
        .join_from(t.interactions, t.stages, t.stages.c.stage_id == i.stage_id)
        .where(i.customer_id == customer)
        .order_by(i.happened_at.desc())
        .limit(MOST_STOPS)
    )
    return [
        Stop(
            stage_id=row.stage_id,
            touchpoint_id=row.touchpoint_id,
            journey_id=row.journey_id,
            owner=router.owner_of(row.stage_id, row.touchpoint_id, _day(row.happened_at)),
            at=row.happened_at,
            contact=row.kind or "contact",
            direction=row.direction,
        )
        for row in rows
    ]


def _neighbour(connection: Connection, case: sa.RowMapping, router: Router, step: int) -> Stop | None:
    """Where customers usually come from (−1) or go next (+1): the most important place of the stage beside this one, as it was
    set on the day of the case."""
    s, c, v = t.stages.c, t.cells.c, t.cell_versions.c
    here = connection.scalar(sa.select(s.position).where(s.stage_id == case["stage_id"], s.code != UNKNOWN))
    if here is None:
        return None
    beside = s.position > here if step > 0 else s.position < here
    near = s.position if step > 0 else -s.position
    day = _day(case["answered_at"])
    row = connection.execute(
        sa.select(s.stage_id, c.touchpoint_id)
        .join_from(t.stages, t.cells, c.stage_id == s.stage_id)
        .outerjoin(t.cell_versions, is_version_of(day))
        .where(s.journey_id == case["journey_id"], s.code != UNKNOWN, beside, stands_on(day))
        .order_by(near, sa.func.coalesce(v.importance, 0.0).desc(), c.touchpoint_id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    owner = router.owner_of(row.stage_id, row.touchpoint_id, day)
    return Stop(row.stage_id, row.touchpoint_id, case["journey_id"], owner, expected=True)


def silences(stops: Sequence[Stop]) -> tuple[tuple[datetime, datetime], ...]:
    """Stretches (from, to) of more than 30 days in which nothing was heard of the customer."""
    moments = [_moment(stop) for stop in stops]
    return tuple((first, last) for first, last in pairwise(moments) if last - first > SILENCE)


def _others(connection: Connection, case: sa.RowMapping) -> tuple[Other, ...]:
    if case["customer_id"] is None:
        return ()
    c = t.cases.c
    columns = (c.case_id, c.stage_id, c.touchpoint_id, c.status, c.answered_at, c.journey_id, c.is_open)
    theirs = sa.select(*columns).where(c.customer_id == case["customer_id"], c.case_id != case["case_id"], c.merged_into.is_(None))
    return tuple(
        Other(
            case_id=row.case_id,
            stage_id=row.stage_id,
            touchpoint_id=row.touchpoint_id,
            status=Status(row.status),
            answered_at=row.answered_at,
            colliding=row.journey_id != case["journey_id"] and (row.is_open or abs(row.answered_at - case["answered_at"]) <= COLLIDING),
        )
        for row in connection.execute(theirs.order_by(c.answered_at.desc()).limit(50))
    )


def _facts(connection: Connection, case: sa.RowMapping) -> tuple[tuple[tuple[str, date | float], ...], int | None]:
    """What is known of the order, from the answer itself, else of the customer: promised_on, delivered_on, order_value, …

    And by how many days it came too late: a promise of one order says nothing of the delivery of another.
    """
    found: dict[str, Any] = {}
    days_late: int | None = None
    f, k = t.facts.c, t.customer_facts.c
    sources = [sa.select(f.name, f.day, f.number).where(f.submission_id == case["submission_id"]).order_by(f.name)]
    if case["customer_id"] is not None:
        sources.append(sa.select(k.name, k.day, k.number).where(k.customer_id == case["customer_id"]).order_by(k.name))
    for statement in sources:
        told = {name: day if day is not None else number for name, day, number in connection.execute(statement)}
        promised, delivered = told.get("promised_on"), told.get("delivered_on")
        if not _ORDER & found.keys() and isinstance(promised, date) and isinstance(delivered, date):
            days_late = (delivered - promised).days
        found = {**told, **found}
    return tuple(found.items()), days_late
