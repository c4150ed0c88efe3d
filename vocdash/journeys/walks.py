"""Walks: staff or observers go along a journey themselves, and score (0–10) and note each cell.

What they find stands in tables of its own and beside what customers say; the two are never added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import fmean

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.domain import Method, Period
from vocdash.errors import Conflict, NotAllowed, UnknownName, VocError
from vocdash.journeys.create import id_of
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import today

METHODS = (Method.WALK_THROUGH, Method.OBSERVATION)


@dataclass(frozen=True, slots=True)
class WalkSpec:
    """Who walked, when, how (they went themselves, or watched somebody go), and which road through the journey."""

    walked_by: str
    walked_on: date
    method: Method = Method.WALK_THROUGH
    road: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk in a list; `cells` of it were scored or noted. `removed_at` is None while it counts."""

    walk_id: int
    journey: str
    spec: WalkSpec
    made_by: str
    cells: int
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a walk found in one cell: a score from 0 to 10, a note, or both."""

    score: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Walked:
    """What all walks found in a cell, newest first: (walk, what it found)."""

    found: tuple[tuple[WalkSpec, Found], ...]

    @property
    def scores(self) -> tuple[float, ...]:
        """The scores given, 0 to 10, without cells that got none."""
        return tuple(one.score for _, one in self.found if one.score is not None)

    @property
    def mean(self) -> float | None:
        """The plain mean of the walks' scores, 0–10: a handful of people who looked, no sample, so without an interval."""
        return fmean(self.scores) if self.scores else None


def start_walk(store: Store, actor: Actor, journey: str, walk: WalkSpec) -> int:
    """Begin a walk; gives its number.

    Raises
    ------
    VocError
        If nobody is named, or the day lies ahead.
    """
    actor.require(Access.FRONTLINE, "score a walk")
    values = _checked(walk)
    with store.writing() as connection:
        journey_id = id_of(connection, t.journeys, journey, "journey")
        made = {"journey_id": journey_id, "made_at": datetime.now(UTC), "made_by": actor.signature}
        key = connection.execute(sa.insert(t.walks).values(**values, **made)).inserted_primary_key
        return int(key[0]) if key else 0


def describe_walk(store: Store, actor: Actor, walk_id: int, walk: WalkSpec) -> None:
    """Correct who walked, when, how, which road, and the note on the whole."""
    values = _checked(walk)
    with store.writing() as connection:
        _own(connection, actor, walk_id)
        connection.execute(sa.update(t.walks).where(t.walks.c.walk_id == walk_id).values(values))


def note_cells(store: Store, actor: Actor, walk_id: int, found: Mapping[int, Found]) -> None:
    """Keep what a walk found in some cells, by number, in place of what it said of them before; nothing said removes it.

    Raises
    ------
    VocError
        If a score lies outside 0 to 10.
    Conflict
        If the walk was deleted, or a cell no longer stands in its journey.
    """
    for one in found.values():
        if one.score is not None and not 0 <= one.score <= 10:
            raise VocError(f"A score of {one.score:g} lies outside 0 to 10.", "Give a number from 0 to 10.")
    with store.writing() as connection:
        journey_id = _own(connection, actor, walk_id)
        here = sa.select(t.cells.c.cell_id).join(t.stages).where(t.stages.c.journey_id == journey_id)
        if set(found) - set(connection.scalars(here)):
            raise Conflict("A touchpoint was taken out of the journey meanwhile.", "Reload the page and score the others.")
        w = t.walk_scores.c
        connection.execute(sa.delete(t.walk_scores).where(w.walk_id == walk_id, w.cell_id.in_(list(found))))
        rows = [
            {"walk_id": walk_id, "cell_id": cell_id, "score": one.score, "note": one.note.strip()}
            for cell_id, one in found.items()
            if one.score is not None or one.note.strip()
        ]
        if rows:
            connection.execute(sa.insert(t.walk_scores), rows)


def remove_walk(store: Store, actor: Actor, walk_id: int, *, restore: bool = False) -> None:
    """Delete a walk, or take that back: its scores are kept until the journey itself goes."""
    with store.writing() as connection:
        _own(connection, actor, walk_id, removed=restore)
        removed_at = None if restore else datetime.now(UTC)
        connection.execute(sa.update(t.walks).where(t.walks.c.walk_id == walk_id).values(removed_at=removed_at))


def read_walks(store: Store, journey: str) -> tuple[Walk, ...]:
    """The walks of a journey, the newest first, deleted ones last."""
    w, s = t.walks.c, t.walk_scores.c
    counted = sa.select(sa.func.count()).select_from(t.walk_scores).where(s.walk_id == w.walk_id).scalar_subquery()
    query = sa.select(t.walks, counted.label("cells")).join(t.journeys, t.journeys.c.journey_id == w.journey_id)
    ordered = query.where(t.journeys.c.code == journey).order_by(w.removed_at.is_not(None), w.walked_on.desc(), w.walk_id.desc())
    with store.reading() as connection:
        rows = connection.execute(ordered).mappings().all()
    return tuple(Walk(row["walk_id"], journey, _spec(row), row["made_by"], row["cells"], row["removed_at"]) for row in rows)


def read_found(store: Store, walk_id: int) -> dict[int, Found]:
    """What one walk found, by number of the cell."""
    w = t.walk_scores.c
    with store.reading() as connection:
        rows = connection.execute(sa.select(w.cell_id, w.score, w.note).where(w.walk_id == walk_id)).all()
    return {row.cell_id: Found(row.score, row.note) for row in rows}


def read_walked(store: Store, journey: str, period: Period | None = None) -> dict[int, Walked]:
    """What the walks of a period (of all time) found in each cell, by its number."""
    w, s = t.walks.c, t.walk_scores.c
    query = (
        sa.select(s.cell_id, s.score, s.note.label("found"), *(w[name] for name in ("walked_by", "walked_on", "method", "road", "note")))
        .join_from(t.walk_scores, t.walks, w.walk_id == s.walk_id)
        .join(t.journeys, t.journeys.c.journey_id == w.journey_id)
        .where(t.journeys.c.code == journey, w.removed_at.is_(None))
        .order_by(w.walked_on.desc(), w.walk_id.desc())
    )
    if period is not None:
        query = query.where(w.walked_on >= period.first, w.walked_on <= period.last)
    found: dict[int, list[tuple[WalkSpec, Found]]] = {}
    with store.reading() as connection:
        for row in connection.execute(query).mappings():
            found.setdefault(row["cell_id"], []).append((_spec(row), Found(row["score"], row["found"])))
    return {cell_id: Walked(tuple(pairs)) for cell_id, pairs in found.items()}


def _own(connection: Connection, actor: Actor, walk_id: int, *, removed: bool = False) -> int:
    """The journey of a walk that this actor may change: their own, or anybody's for a lead."""
    actor.require(Access.FRONTLINE, "score a walk")
    w = t.walks.c
    row = connection.execute(sa.select(w.journey_id, w.made_by, w.removed_at).where(w.walk_id == walk_id)).one_or_none()
    if row is None:
        raise UnknownName("walk", str(walk_id), map(str, connection.scalars(sa.select(w.walk_id))))
    if row.made_by != actor.signature and not actor.may(Access.LEAD):
        raise NotAllowed(f"This walk was written by {row.made_by}.", f"Ask {row.made_by} or a lead to change it.")
    if (row.removed_at is not None) != removed:
        state = "was deleted" if not removed else "is not deleted"
        raise Conflict(f"This walk {state}.", "Reload the page to see what there is now.")
    return int(row.journey_id)


def _checked(walk: WalkSpec) -> dict[str, object]:
    if not walk.walked_by.strip():
        raise VocError("Nobody is named who walked.", "Write a name.")
    if walk.walked_on > today():
        raise VocError("The day of the walk lies ahead.", "Choose today or an earlier day.")
    if walk.method not in METHODS:
        raise UnknownName("way to walk", walk.method, [method.value for method in METHODS])
    return {
        "walked_by": walk.walked_by.strip()[:200],
        "walked_on": walk.walked_on,
        "method": walk.method.value,
        "road": walk.road.strip()[:200],
        "note": walk.note.strip(),
    }


def _spec(row: sa.RowMapping) -> WalkSpec:
    return WalkSpec(row["walked_by"], row["walked_on"], Method(row["method"]), row["road"], row["note"])
