"""A copy of everything the store holds of one customer, for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.customers.holdings import own_rows, personal_tables
from vocdash.customers.who import read_customer
from vocdash.store import Store
from vocdash.store import tables as t

_NAMES: dict[str, tuple[sa.Column[Any], sa.Column[Any]]] = {
    "journey_id": (t.journeys.c.journey_id, t.journeys.c.name),
    "stage_id": (t.stages.c.stage_id, t.stages.c.name),
    "cause_stage_id": (t.stages.c.stage_id, t.stages.c.name),
    "touchpoint_id": (t.touchpoints.c.touchpoint_id, t.touchpoints.c.name),
    "cause_touchpoint_id": (t.touchpoints.c.touchpoint_id, t.touchpoints.c.name),
    "channel_id": (t.channels.c.channel_id, t.channels.c.name),
    "source_id": (t.sources.c.source_id, t.sources.c.name),
    "question_id": (t.questions.c.question_id, t.questions.c.wording),
    "theme_id": (t.themes.c.theme_id, t.themes.c.name),
    "segment_id": (t.segments.c.segment_id, t.segments.c.key),
    "team_id": (t.teams.c.team_id, t.teams.c.name),
    "person_id": (t.persons.c.person_id, t.persons.c.name),
}
_OURS = {"content_hash", "import_id", "added_by", "version", "event_count", "changed"}
"""What says nothing about the person."""


def export_person(store: Store, actor: Actor, customer_id: int) -> dict[str, Any]:
    """Everything of one customer as values that JSON holds: who they are, then each table's rows with names in place of numbers.

    Other people's texts that name them are not in it, because those belong to the others.

    Raises
    ------
    NotAllowed
        If the actor may not see identities.
    """
    actor.require(Access.ADMIN, "export everything that is stored of a customer")
    with store.reading() as connection:
        own = own_rows(connection, customer_id)
        customer = read_customer(connection, customer_id)
        names = {column: dict(connection.execute(sa.select(*pair)).all()) for column, pair in _NAMES.items()}
        tables = {table.name: _rows(connection, table, own.rows_of(table), names) for table in reversed(personal_tables())}
    return {
        "customer": customer.alias,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "identity": customer.known,
        **{name: rows for name, rows in tables.items() if rows and name != t.customers.name},
    }


def _rows(
    connection: Connection, table: sa.Table, condition: sa.ColumnElement[bool] | None, names: Mapping[str, Mapping[int, str]]
) -> list[dict[str, Any]]:
    if condition is None:
        return []
    rows = connection.execute(sa.select(table).where(condition).order_by(*table.primary_key.columns)).mappings()
    return [dict(_told(column, value, names) for column, value in row.items() if column not in _OURS and value is not None) for row in rows]


def _told(column: str, value: Any, names: Mapping[str, Mapping[int, str]]) -> tuple[str, Any]:
    if column in names:
        return column.removesuffix("_id"), names[column].get(value, value)
    if isinstance(value, date):
        return column, value.isoformat()
    # Numbers beyond 2^53 lose digits in most readers of JSON.
    return column, str(value) if column.endswith("_id") else value
