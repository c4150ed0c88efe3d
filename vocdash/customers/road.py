"""One customer's whole road: every answer and contact in time order across journeys, the cases on it, and the silences between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from vocdash.access import Access, Actor
from vocdash.cases.book import Book, book_of
from vocdash.cases.road import Stop, silences, stops_of
from vocdash.cases.rules import read_router
from vocdash.cases.status import Status
from vocdash.customers.who import Customer, customer_of_alias, read_customer
from vocdash.errors import VocError
from vocdash.store import Store
from vocdash.store import tables as t


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case on the road: which, where, since when, and how it stands."""

    case_id: int
    stage_id: int
    touchpoint_id: int
    status: Status
    answered_at: datetime
    severity: int


@dataclass(frozen=True, slots=True)
class WholeRoad:
    """Everything on one customer's road. `customer` says who it is only to whoever may see identities."""

    customer: Customer
    stops: tuple[Stop, ...]
    silences: tuple[tuple[datetime, datetime], ...]
    cases: tuple[OwnCase, ...]
    facts: tuple[tuple[str, date | float], ...]
    book: Book


def read_whole_road(store: Store, actor: Actor, alias: str) -> WholeRoad:
    """The road of the customer an alias stands for.

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline.
    VocError
        If nothing is stored of such a customer.
    """
    actor.require(Access.FRONTLINE, "see a single customer's journey")
    number = customer_of_alias(alias)
    with store.reading() as connection:
        stops = tuple(stops_of(connection, read_router(connection), number)) if number is not None else ()
        if number is None or not stops:
            raise VocError(f"No customer with the alias “{alias}” is stored.", "Open the customer from one of their cases.")
        known = read_customer(connection, number) if actor.may(Access.ADMIN) else Customer(number)
        c, k = t.cases.c, t.customer_facts.c
        columns = (c.case_id, c.stage_id, c.touchpoint_id, c.status, c.answered_at, c.severity)
        theirs = sa.select(*columns).where(c.customer_id == number, c.merged_into.is_(None)).order_by(c.answered_at)
        cases = tuple(
            OwnCase(row.case_id, row.stage_id, row.touchpoint_id, Status(row.status), row.answered_at, row.severity)
            for row in connection.execute(theirs)
        )
        facts = connection.execute(sa.select(k.name, k.day, k.number).where(k.customer_id == number).order_by(k.name)).all()
        told = tuple((name, day if day is not None else amount) for name, day, amount in facts)
        return WholeRoad(known, stops, silences(stops), cases, told, book_of(connection))
