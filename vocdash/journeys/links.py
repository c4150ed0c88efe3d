"""A link to a journey's map for everybody in the company: it cannot be guessed, needs no role, and can be taken back."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa

from vocdash.access import Access, Actor
from vocdash.journeys.create import id_of
from vocdash.store import Store
from vocdash.store import tables as t

_BYTES = 24


def share_map(store: Store, actor: Actor, journey: str) -> str:
    """Switch the link on; gives its token, a new one each time, so that an older link no longer opens."""
    actor.require(Access.LEAD, "share a map")
    token = secrets.token_urlsafe(_BYTES)
    with store.writing() as connection:
        journey_id = id_of(connection, t.journeys, journey, "journey")
        connection.execute(sa.delete(t.map_links).where(t.map_links.c.journey_id == journey_id))
        values = {"journey_id": journey_id, "token": token, "made_at": datetime.now(UTC), "made_by": actor.signature}
        connection.execute(sa.insert(t.map_links).values(values))
    return token


def stop_sharing(store: Store, actor: Actor, journey: str) -> None:
    """Switch the link off: from now on it opens nothing."""
    actor.require(Access.LEAD, "stop sharing a map")
    with store.writing() as connection:
        journey_id = id_of(connection, t.journeys, journey, "journey")
        connection.execute(sa.delete(t.map_links).where(t.map_links.c.journey_id == journey_id))


def read_link(store: Store, journey: str) -> str | None:
    """The token of a journey's link; None while it is off."""
    with store.reading() as connection:
        query = sa.select(t.map_links.c.token).join(t.journeys, t.journeys.c.journey_id == t.map_links.c.journey_id)
        return connection.scalar(query.where(t.journeys.c.code == journey))


def journey_of(store: Store, token: str) -> str | None:
    """The code of the live journey a token opens; None for any other."""
    with store.reading() as connection:
        query = sa.select(t.journeys.c.code).join(t.map_links, t.journeys.c.journey_id == t.map_links.c.journey_id)
        return connection.scalar(query.where(t.map_links.c.token == token, t.journeys.c.status == "live"))
