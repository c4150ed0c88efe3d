"""What happened on a day, as a person marks it: a price change, a strike, a launch. Shown on every time axis of the journey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.errors import Conflict, VocError
from vocdash.journeys.create import ensure, id_of
from vocdash.journeys.definition import EventSpec
from vocdash.store import Store
from vocdash.store import tables as t

MOST_LETTERS = 60
"""Longer names do not fit above a chart."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Marker:
    """A marked day of one journey, by its number."""

    event_id: int
    day: date
    name: str


def list_events(store: Store, journey: str) -> tuple[Marker, ...]:
    """The marks of a journey in time order. Raises UnknownName if there is no such journey."""
    e = t.event_markers.c
    with store.reading() as connection:
        journey_id = id_of(connection, t.journeys, journey, "journey")
        rows = connection.execute(sa.select(e.event_id, e.day, e.name).where(e.journey_id == journey_id).order_by(e.day, e.name))
        return tuple(Marker(*row) for row in rows)


def add_event(store: Store, actor: Actor, journey: str, event: EventSpec) -> int:
    """Mark a day on the journey's charts; gives its number. The same mark twice is one.

    Raises
    ------
    VocError
        If it has no name, or one too long to stand above a chart.
    """

    def write(connection: Connection, journey_id: int) -> int:
        return ensure(connection, t.event_markers, {"journey_id": journey_id, "day": event.day, "name": _checked(event.name)})[0]

    return _mark(store, actor, journey, write)


def edit_event(store: Store, actor: Actor, journey: str, event_id: int, event: EventSpec) -> None:
    """Give a mark another day or name. Raises Conflict if somebody has removed it."""

    def write(connection: Connection, journey_id: int) -> None:
        here = _this(journey_id, event_id)
        changed = connection.execute(sa.update(t.event_markers).where(*here).values(day=event.day, name=_checked(event.name)))
        if not changed.rowcount:
            raise Conflict("This mark does not exist any more.", "Somebody has removed it; add it again if it should stand.")

    _mark(store, actor, journey, write)


def remove_event(store: Store, actor: Actor, journey: str, event_id: int) -> None:
    """Take a mark off the charts; nothing happens if it is gone already."""
    _mark(store, actor, journey, lambda connection, journey_id: _delete(connection, journey_id, event_id))


def _delete(connection: Connection, journey_id: int, event_id: int) -> None:
    connection.execute(sa.delete(t.event_markers).where(*_this(journey_id, event_id)))


def _this(journey_id: int, event_id: int) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return t.event_markers.c.journey_id == journey_id, t.event_markers.c.event_id == event_id


def _mark(store: Store, actor: Actor, journey: str, write: Callable[[Connection, int], Result]) -> Result:
    actor.require(Access.LEAD, "mark events on a journey")
    with store.writing() as connection:
        return write(connection, id_of(connection, t.journeys, journey, "journey"))


def _checked(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise VocError("A mark needs a name.", "Say in a few words what happened, such as “Price change”.")
    if len(plain) > MOST_LETTERS:
        raise VocError(f"This name has {len(plain)} letters and would not fit above a chart.", f"Use at most {MOST_LETTERS}.")
    return plain
