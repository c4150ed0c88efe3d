"""What journeys are put together from: the touchpoints and channels that exist, whichever journey uses them."""

from __future__ import annotations

import sqlalchemy as sa

from vocdash.access import Actor
from vocdash.domain import UNKNOWN
from vocdash.errors import VocError
from vocdash.journeys.create import id_of, named
from vocdash.journeys.definition import TouchpointSpec
from vocdash.journeys.work import designing
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


def change_touchpoint(store: Store, actor: Actor, journey: str, touchpoint: TouchpointSpec) -> None:
    """Give a touchpoint another name, channel and icon, in every journey that uses it; its code stays, so files and links still find it.

    The channel is where later answers belong that name none; answers that are in stay with theirs.

    Raises
    ------
    VocError
        If it has no name, or one longer than 200 characters.
    """
    name = touchpoint.name.strip()
    if not name or len(name) > 200:
        raise VocError("A touchpoint needs a name of at most 200 characters.", "Give it one, such as “Service desk”.")
    with designing(store, actor, journey) as work:
        number = named("touchpoint", touchpoint.code, work.ids.touchpoints)
        before = work.touchpoint_name(touchpoint.code)
        channel_id = id_of(work.connection, t.channels, touchpoint.channel, "channel")
        values = {"name": name, "channel_id": channel_id, "icon": touchpoint.icon}
        work.connection.execute(sa.update(t.touchpoints).where(t.touchpoints.c.touchpoint_id == number).values(values))
        work.say(f"Changed the touchpoint {before}." if before == name else f"Renamed {before} to {name}.")
