"""Change a journey. Who does it says who they are first; a lead may, a viewer may not.

Weights change scores but no sums, so nothing here touches the rollup: the revision rises, and scores are asked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.errors import Conflict, VocError
from vocdash.journeys.create import (
    PlaceIds,
    action_values,
    ensure,
    ensure_cell,
    ensure_definition,
    ensure_stage,
    id_of,
    named,
    read_place_ids,
    write_version,
)
from vocdash.journeys.definition import ActionSpec, CellSpec, Definition, EventSpec, StageSpec
from vocdash.store import Store
from vocdash.store import tables as t

Result = TypeVar("Result")


def create_journey(store: Store, actor: Actor, definition: Definition) -> int:
    """Make a journey and everything its definition names.

    Raises
    ------
    Conflict
        If a journey of this code exists.
    """

    def create(connection: Connection) -> int:
        if connection.scalar(sa.select(t.journeys.c.journey_id).where(t.journeys.c.code == definition.code)) is not None:
            raise Conflict(f"A journey called “{definition.code}” exists already.", "Choose another code, or change that journey.")
        return ensure_definition(connection, definition).journey_id

    return _design(store, actor, create)


def set_cell(store: Store, actor: Actor, journey: str, cell: CellSpec) -> None:
    """Say what is true of a cell from `cell.valid_from` on (always, when None); places the touchpoint in the stage if it is new there.

    Earlier versions stay, so that a look back shows what held then. A version of the same day is replaced.
    """

    def write(connection: Connection) -> None:
        ids = _ids(connection, journey)
        cell_id, _ = ensure_cell(connection, ids, cell.stage, cell.touchpoint)
        connection.execute(sa.update(t.cells).where(t.cells.c.cell_id == cell_id).values(weight=cell.weight, pinned=cell.pinned))
        write_version(connection, ids, cell)

    _design(store, actor, write)


def set_stage_weights(store: Store, actor: Actor, journey: str, weights: Mapping[str, float | None]) -> None:
    """Set how much each stage counts in the index; None means as the others. Weights are shares of their sum."""

    def write(connection: Connection) -> None:
        ids = _ids(connection, journey)
        for code, weight in weights.items():
            stage_id = named("stage", code, ids.stages)
            connection.execute(sa.update(t.stages).where(t.stages.c.stage_id == stage_id).values(weight=_checked_weight(weight)))

    _design(store, actor, write)


def set_cell_weights(store: Store, actor: Actor, journey: str, stage: str, weights: Mapping[str, float | None]) -> None:
    """Set how much each touchpoint counts in its stage; None means by its share of answers."""

    def write(connection: Connection) -> None:
        ids = _ids(connection, journey)
        for touchpoint, weight in weights.items():
            cell_id, _ = ensure_cell(connection, ids, stage, touchpoint)
            connection.execute(sa.update(t.cells).where(t.cells.c.cell_id == cell_id).values(weight=_checked_weight(weight)))

    _design(store, actor, write)


def set_target(store: Store, actor: Actor, journey: str, metric: str, value: float | None) -> None:
    """Set the value the company wants of a metric for the whole journey; None removes it."""

    def write(connection: Connection) -> None:
        journey_id = _ids(connection, journey).journey_id
        connection.execute(sa.delete(t.targets).where(t.targets.c.journey_id == journey_id, t.targets.c.metric == metric))
        if value is not None:
            connection.execute(sa.insert(t.targets).values(journey_id=journey_id, metric=metric, value=value))

    _design(store, actor, write)


def add_event(store: Store, actor: Actor, journey: str, event: EventSpec) -> int:
    """Mark a day on the journey's charts; gives its number. The same mark twice is one."""

    def write(connection: Connection) -> int:
        key = {"journey_id": _ids(connection, journey).journey_id, "day": event.day, "name": event.name}
        return ensure(connection, t.event_markers, key)[0]

    return _design(store, actor, write)


def add_action(store: Store, actor: Actor, journey: str, action: ActionSpec) -> int:
    """Note a change to a stage or a touchpoint; gives its number."""

    def write(connection: Connection) -> int:
        ids = _ids(connection, journey)
        key = {"journey_id": ids.journey_id, "name": action.name}
        return ensure(connection, t.actions, key, **action_values(connection, ids, action))[0]

    return _design(store, actor, write)


def add_stages(store: Store, actor: Actor, journey: str, stages: Iterable[StageSpec]) -> None:
    """Add stages to a journey; those it has already stay as they are."""

    def write(connection: Connection) -> None:
        ids = _ids(connection, journey)
        for stage in stages:
            ensure_stage(connection, ids.journey_id, stage)

    _design(store, actor, write)


def _design(store: Store, actor: Actor, write: Callable[[Connection], Result]) -> Result:
    actor.require(Access.LEAD, "change a journey")
    with store.writing() as connection:
        return write(connection)


def _ids(connection: Connection, journey: str) -> PlaceIds:
    return read_place_ids(connection, id_of(connection, t.journeys, journey, "journey"))


def _checked_weight(weight: float | None) -> float | None:
    if weight is not None and weight < 0:
        raise VocError(f"A weight of {weight:g} makes no sense.", "Give 0 or more; 0 leaves it out of the score.")
    return weight
