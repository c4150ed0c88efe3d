"""What journeys are put together from: the touchpoints and channels that exist, whichever journey uses them."""

from __future__ import annotations

import sqlalchemy as sa

from vocdash.domain import UNKNOWN
from vocdash.journeys.definition import TouchpointSpec
from vocdash.store import Store
from vocdash.store import tables as t


def read_touchpoints(store: Store) -> tuple[TouchpointSpec, ...]:
    """Every touchpoint by name."""
    p = t.touchpoints.c
    query = sa.select(p.code, p.name, t.channels.c.code, p.icon).join(t.channels, t.channels.c.channel_id == p.channel_id)
    with store.reading() as connection:
        return tuple(TouchpointSpec(*row) for row in connection.execute(query.where(p.code != UNKNOWN).order_by(p.name, p.code)))


def read_channels(store: Store) -> dict[str, str]:
    """Code → name of every channel, by name."""
    c = t.channels.c
    with store.reading() as connection:
        return dict(connection.execute(sa.select(c.code, c.name).where(c.code != UNKNOWN).order_by(c.name)).all())
