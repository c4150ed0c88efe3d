"""A future journey: a draft made of today's, changed at leisure, and held against it. A draft has no answers and shows on no dashboard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from vocdash.access import Access, Actor
from vocdash.errors import UnknownName, VocError
from vocdash.journeys.create import ensure_definition
from vocdash.journeys.definition import CellSpec, Definition
from vocdash.journeys.read import Cell, Journey
from vocdash.journeys.remove import remove_journey
from vocdash.journeys.write import whole_on
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import today

Place = tuple[str, str]
"""(stage, touchpoint), by code."""


@dataclass(frozen=True, slots=True)
class Design:
    """A journey as lists of designs name it; `draft_of` is the code of the journey a draft was made of."""

    code: str
    name: str
    status: str
    draft_of: str | None


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that both designs have, and what is otherwise in the future: (what, today, future) in words."""

    stage: str
    touchpoint: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A future journey held against today's. Stages and touchpoints by name; a cell is (stage, touchpoint).

    `moved` holds touchpoints that left one stage for exactly one other: (touchpoint, from, to).
    """

    stages_added: tuple[str, ...]
    stages_gone: tuple[str, ...]
    reordered: bool
    added: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]
    moved: tuple[tuple[str, str, str], ...]
    changed: tuple[CellChange, ...]

    def __bool__(self) -> bool:
        return any((self.stages_added, self.stages_gone, self.reordered, self.added, self.gone, self.moved, self.changed))


def list_designs(store: Store) -> tuple[Design, ...]:
    """Every journey by name, drafts and archived ones included."""
    whole = t.journeys.alias()
    j = t.journeys.c
    query = sa.select(j.code, j.name, j.status, whole.c.code).outerjoin(whole, whole.c.journey_id == j.draft_of)
    with store.reading() as connection:
        return tuple(Design(*row) for row in connection.execute(query.order_by(j.name, j.journey_id)))


def draft_future(store: Store, actor: Actor, journey: str, name: str) -> str:
    """Make a draft of a journey as it stands today; gives its code.

    Raises
    ------
    VocError
        If it is a draft itself.
    """
    actor.require(Access.LEAD, "draft a future journey")
    with store.writing() as connection:
        rows = {row["code"]: row for row in connection.execute(sa.select(t.journeys)).mappings()}
        if journey not in rows:
            raise UnknownName("journey", journey, rows)
        if rows[journey]["draft_of"] is not None:
            raise VocError("This is a draft already.", "Change it as you like, or draft today’s journey anew.")
        code = next(made for at in range(1, len(rows) + 2) if (made := f"{journey[:50]}-future-{at}") not in rows)
        standing = as_of(whole_on(connection, rows[journey]), today())
        draft = replace(standing, code=code, name=name.strip() or f"{standing.name}, future", events=(), actions=())
        number = ensure_definition(connection, draft).journey_id
        status = {"status": "draft", "draft_of": rows[journey]["journey_id"]}
        connection.execute(sa.update(t.journeys).where(t.journeys.c.journey_id == number).values(status))
        return code


def discard_draft(store: Store, actor: Actor, draft: str) -> None:
    """Throw a draft away.

    Raises
    ------
    VocError
        If it is no draft.
    """
    actor.require(Access.LEAD, "discard a draft")
    with store.writing() as connection:
        row = connection.execute(sa.select(t.journeys).where(t.journeys.c.code == draft)).mappings().one_or_none()
        if row is None or row["status"] != "draft":
            raise VocError("This journey is no draft, so it is not thrown away.", "Archive it instead.")
        remove_journey(connection, row["journey_id"])


def as_of(definition: Definition, day: date) -> Definition:
    """The definition with each cell as it holds on a day, once, and without those that ended or begin later."""
    held: dict[tuple[str, str], CellSpec] = {}
    for cell in definition.cells:
        if (cell.valid_from or date.min) <= day and (cell.starts_on or date.min) <= day < (cell.ends_on or date.max):
            key = (cell.stage, cell.touchpoint)
            if key not in held or (held[key].valid_from or date.min) <= (cell.valid_from or date.min):
                held[key] = cell
    cells = tuple(replace(cell, valid_from=None, starts_on=None, ends_on=None) for cell in held.values())
    return replace(definition, cells=cells)


def compare_designs(today: Journey, future: Journey) -> Difference:
    """What the future journey adds, drops, moves and sets otherwise. Stages and touchpoints are known by their code."""
    old, new = _cells(today), _cells(future)
    stages = {stage.code: stage.name for stage in (*today.stages, *future.stages)}
    points = {cell.touchpoint: cell.touchpoint_name for cell in (*old.values(), *new.values())}
    added, gone = [key for key in new if key not in old], [key for key in old if key not in new]
    moved = moved_cells(old, new)
    left, reached = {out for out, _ in moved}, {into for _, into in moved}
    shared = [stage.code for stage in today.stages if stage.code in {other.code for other in future.stages}]
    pairs = [(old[key], new[key]) for key in new if key in old] + [(old[out], new[into]) for out, into in moved]
    return Difference(
        tuple(stage.name for stage in future.stages if stage.code not in {other.code for other in today.stages}),
        tuple(stage.name for stage in today.stages if stage.code not in shared),
        shared != [stage.code for stage in future.stages if stage.code in shared],
        tuple((stages[stage], points[point]) for stage, point in added if (stage, point) not in reached),
        tuple((stages[stage], points[point]) for stage, point in gone if (stage, point) not in left),
        tuple((points[out[1]], stages[out[0]], stages[into[0]]) for out, into in moved),
        tuple(CellChange(stages[b.stage], b.touchpoint_name, changes) for a, b in pairs if (changes := _changes(a, b))),
    )


def moved_cells(old: Iterable[Place], new: Iterable[Place]) -> list[tuple[Place, Place]]:
    """(from, to) of each touchpoint that left one stage for exactly one other; places are (stage, touchpoint)."""
    before, after = set(old), set(new)
    added, gone = [place for place in new if place not in before], [place for place in old if place not in after]
    return [(out, into) for out in gone for into in added if out[1] == into[1] and _once(out[1], gone) and _once(into[1], added)]


def _cells(journey: Journey) -> dict[tuple[str, str], Cell]:
    return {(cell.stage, cell.touchpoint): cell for stage in journey.stages for cell in stage.cells}


def _once(touchpoint: str, keys: Iterable[tuple[str, str]]) -> bool:
    return [point for _, point in keys].count(touchpoint) == 1


_COMPARED = {
    "importance": "importance",
    "wanted": "we want to provide",
    "customers_want": "customers want",
    "metric": "metric",
    "yearly_cost": "yearly cost",
    "team_name": "team",
}


def _changes(today: Cell, future: Cell) -> tuple[tuple[str, str, str], ...]:
    found = [
        (label, _said(getattr(today, name)), _said(getattr(future, name)))
        for name, label in _COMPARED.items()
        if getattr(today, name) != getattr(future, name)
    ]
    owners = [cell.owner.name if cell.owner else "nobody" for cell in (today, future)]
    needs = [_missing(cell) for cell in (today, future)]
    found += [("owner", owners[0], owners[1])] if owners[0] != owners[1] else []
    found += [("still missing", needs[0], needs[1])] if needs[0] != needs[1] else []
    return tuple(found)


def _missing(cell: Cell) -> str:
    return ", ".join(need.get("what", "") for need in cell.needs if need.get("state") == "missing") or "nothing"


def _said(value: object) -> str:
    if value is None or value == "":
        return "none"
    return f"{value:,.6g}" if isinstance(value, float) else str(value)
