"""Views of a page that people keep under a name: the filters as they stand in the address, to come back to or to hand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from vocdash.access import Access, Actor
from vocdash.errors import NotAllowed, VocError
from vocdash.store import Store
from vocdash.store import tables as t

LONGEST_NAME = 200
LONGEST_QUERY = 4_000


@dataclass(frozen=True, slots=True)
class SavedView:
    """A kept view: `query` is what stands behind the "?" of the address, `person` who kept it, `shared` whether everybody sees it."""

    view_id: int
    page: str
    name: str
    query: str
    person: str
    shared: bool
    saved_at: datetime


def list_views(store: Store, page: str, person: str) -> list[SavedView]:
    """The views of a page that `person` kept, and then those others share, each by name."""
    v = t.saved_views.c
    with store.reading() as connection:
        seen = sa.select(v.view_id, v.page, v.name, v.query, v.person, v.shared, v.saved_at)
        rows = connection.execute(seen.where(v.page == page, sa.or_(v.shared, v.person == person)))
        found = [SavedView(*row) for row in rows]
    return sorted(found, key=lambda view: (view.person != person, view.name.lower(), view.person))


def save_view(store: Store, actor: Actor, page: str, name: str, query: str, *, shared: bool = False) -> SavedView:
    """Keep a view under a name, for oneself or `shared` with everybody. The same person's view of the same name and page is replaced.

    Raises
    ------
    VocError
        If the name is empty or too long, or the address is.
    """
    actor.require(Access.VIEWER, "keep views")
    name = " ".join(name.split())
    if not name:
        raise VocError("The view has no name yet.", "Type one, such as “Delivery, new customers”, then save it again.")
    if len(name) > LONGEST_NAME:
        raise VocError(f"The name has {len(name)} letters.", f"Give the view a name of at most {LONGEST_NAME}.")
    if len(query) > LONGEST_QUERY:
        raise VocError("This view has too many filters to be kept.", "Clear some of them, then save it again.")
    v = t.saved_views
    key = {"page": page, "person": actor.signature, "name": name}
    # No score depends on a view, so nothing that is remembered needs to be asked anew.
    with store.noting() as connection:
        connection.execute(sa.delete(v).where(*(v.c[column] == value for column, value in key.items())))
        saved_at = datetime.now(UTC)
        result = connection.execute(sa.insert(v).values(**key, query=query, shared=shared, saved_at=saved_at).returning(v.c.view_id))
        return SavedView(result.scalar_one(), page, name, query, actor.signature, shared, saved_at)


def delete_view(store: Store, actor: Actor, view_id: int) -> bool:
    """Delete a view; whether there was one.

    Raises
    ------
    NotAllowed
        If somebody else kept it and the actor is no lead.
    """
    v = t.saved_views
    with store.noting() as connection:
        person = connection.scalar(sa.select(v.c.person).where(v.c.view_id == view_id))
        if person is None:
            return False
        if person != actor.signature and not actor.may(Access.LEAD):
            raise NotAllowed(f"This view belongs to {person}.", f"Ask {person} or a lead to delete it.")
        connection.execute(sa.delete(v).where(v.c.view_id == view_id))
    return True
