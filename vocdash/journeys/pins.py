"""Pin a cell as a moment of truth, beside those that are found: a person may know what no score says yet."""

from __future__ import annotations

import sqlalchemy as sa

from vocdash.access import Access, Actor
from vocdash.journeys.read import read_journey
from vocdash.store import Store
from vocdash.store import tables as t


def set_pinned(store: Store, actor: Actor, journey: str, stage: str, touchpoint: str, pinned: bool) -> bool:
    """Pin or unpin a cell; whether that changed anything.

    Raises
    ------
    NotAllowed
        If the actor is no lead.
    UnknownName
        If the journey, its stage or the touchpoint in it does not exist.
    """
    actor.require(Access.LEAD, "pin moments of truth")
    cell = read_journey(store, journey).cell(stage, touchpoint)
    if cell.pinned == pinned:
        return False
    with store.writing() as connection:
        connection.execute(sa.update(t.cells).where(t.cells.c.cell_id == cell.cell_id).values(pinned=pinned))
    return True
