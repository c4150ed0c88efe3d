"""One row of a file of contacts: what its cells say, or what is wrong with them and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash import settings
from vocdash.domain import UNKNOWN, Finding, Severity
from vocdash.errors import UnknownName
from vocdash.ingest import dates
from vocdash.ingest.catalog import read_catalog
from vocdash.ingest.contact_columns import OUR_WORDS, ContactColumns
from vocdash.ingest.identity import Identity
from vocdash.store import tables as t

COLUMNS = ("interaction_id", "customer_id", "happened_at", "stage_id", "touchpoint_id", "channel_id", "human", "direction", "kind")
"""The columns of `interactions` that a row fills, its key first."""

_HUMAN = {"yes": True, "no": False}


class NotUnderstood(Exception):
    """A cell that cannot be understood, and what to do about it."""

    def __init__(self, column: str, remedy: str) -> None:
        super().__init__(column)
        self.column, self.remedy = column, remedy

    def finding(self, line: int, row: Mapping[str, str], columns: ContactColumns) -> Finding:
        value = row.get(self.column, "")
        name = {"at": "moment", "human": "answer to “human”"}.get(self.column, self.column)
        what = f"The {name} of a contact is {'missing' if not value else 'not understood'}."
        return Finding(
            f"contact-{self.column}", Severity.REFUSED, what, self.remedy, line, columns.named.get(self.column, self.column), value or None
        )


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """Names and codes of one journey's places, in any case → numbers; and the names as they are written."""

    places: Mapping[str, Mapping[str, int]]
    names: Mapping[str, Sequence[str]]
    identity: Identity
    zone: ZoneInfo
    format: dates.DateFormat

    def customer(self, row: Mapping[str, str]) -> int | None:
        """Whose contact a row is."""
        return self.identity.of_customer({"number": row["customer"]})


def read_known(connection: Connection, journey: str, moments: Sequence[str]) -> KnownPlaces:
    """What the file's rows may name. `moments` are some of its moments, which decide how all are written.

    Raises
    ------
    UnknownName
        If there is no such journey.
    """
    number = connection.scalar(sa.select(t.journeys.c.journey_id).where(t.journeys.c.code == journey))
    if number is None:
        raise UnknownName("journey", journey, connection.scalars(sa.select(t.journeys.c.code)))
    s, p, c = t.stages.c, t.touchpoints.c, t.channels.c
    asked = {
        "stage": sa.select(s.stage_id, s.code, s.name).where(s.journey_id == number).order_by(s.position),
        "touchpoint": sa.select(p.touchpoint_id, p.code, p.name).order_by(p.name),
        "channel": sa.select(c.channel_id, c.code, c.name).order_by(c.name),
    }
    found = {place: connection.execute(statement).all() for place, statement in asked.items()}
    return KnownPlaces(
        {place: {word.casefold(): key for key, code, name in rows for word in (name, code)} for place, rows in found.items()},
        {place: [name for _, code, name in rows if code != UNKNOWN] for place, rows in found.items()},
        Identity(settings.get("secret") or read_catalog(connection, journey).secret),
        ZoneInfo(settings.get("timezone")),
        dates.decide(moments, name="at"),
    )


def understood(known: KnownPlaces, row: Mapping[str, str]) -> tuple[Any, ...]:
    """The row to store, as :data:`COLUMNS` lists it. Raises NotUnderstood where a cell says nothing that can be stored."""
    customer = known.customer(row)
    at = known.format.parse(row["at"])
    if customer is None:
        raise NotUnderstood("customer", "Give each contact the customer’s number.")
    if at is None:
        raise NotUnderstood("at", "Write the moment like 2026-05-01 14:30.")
    places = {}
    for name, words in known.places.items():
        said = row.get(name, "")
        if (number := words.get(said.casefold()) if said or name == "stage" else 0) is None:
            raise NotUnderstood(name, UnknownName(name, said, known.names[name]).fix)
        places[name] = number
    kind, direction, human = (row.get(name, "").casefold() for name in ("kind", "direction", "human"))
    if kind not in OUR_WORDS["kind"]:
        raise NotUnderstood("kind", f"Known are: {', '.join(OUR_WORDS['kind'])}.")
    if direction and direction not in OUR_WORDS["direction"]:
        raise NotUnderstood("direction", "Write in or out, or leave it empty.")
    if human and human not in _HUMAN:
        raise NotUnderstood("human", "Write yes or no, or leave it empty.")
    moment: datetime = at if at.tzinfo else at.replace(tzinfo=known.zone)
    key = known.identity.number("contact", str(customer), moment.isoformat(), str(places["stage"]), str(places["touchpoint"]), kind)
    return (key, customer, moment, places["stage"], places["touchpoint"], places["channel"], _HUMAN.get(human), direction, kind)
