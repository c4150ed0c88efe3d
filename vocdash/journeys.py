"""Journeys: read one as of a day, and change it. Who changes a journey says who they are first; a lead may, a viewer may not.

`ensure_…` functions take a connection, so that an import can create what its file speaks of in its own transaction; they
create what is missing and leave what exists as people have edited it. All other verbs open their own transaction.
Weights change scores but no sums, so nothing here touches the rollup: the revision rises, and scores are asked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping, Table

from vocdash.access import Access, Actor
from vocdash.domain import UNKNOWN
from vocdash.errors import Conflict, UnknownName, VocError
from vocdash.ingest.definition import (
    ActionSpec,
    CellSpec,
    ChannelSpec,
    Definition,
    EventSpec,
    PersonSpec,
    StageSpec,
    TeamSpec,
    TouchpointSpec,
)
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.migrate import CALENDAR_FIRST

Result = TypeVar("Result")

UNKNOWN_POSITION = -1
"""The position of the stage `unknown`, which every journey has: before all others, and shown nowhere."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The person who answers for a cell."""

    code: str
    name: str
    email: str
    active: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A touchpoint in a stage, as it was set on the day asked for; None where nobody set anything."""

    cell_id: int
    stage: str
    touchpoint: str
    touchpoint_name: str
    channel: str
    icon: str
    weight: float | None
    pinned: bool
    owner: Owner | None = None
    team: str | None = None
    team_name: str | None = None
    importance: float | None = None
    wanted: float | None = None
    customers_want: float | None = None
    metric: str = "experience"
    yearly_cost: float | None = None
    needs: tuple[dict[str, str], ...] = ()
    note: str = ""
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage and its cells. `weight` is None where nobody set one: then all stages count alike."""

    stage_id: int
    code: str
    name: str
    position: int
    weight: float | None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey with its stages in order, without the stage `unknown`. `sheet` holds what else its definition says."""

    journey_id: int
    code: str
    name: str
    description: str
    status: str
    sheet: dict[str, Any]
    stages: tuple[Stage, ...]
    targets: dict[str, float]

    def stage(self, code: str) -> Stage:
        """The stage called `code`. Raises UnknownName with the nearest one."""
        stages = {stage.code: stage for stage in self.stages}
        return stages[_known("stage", code, stages)]

    def cell(self, stage: str, touchpoint: str) -> Cell:
        """The cell of a touchpoint in a stage. Raises UnknownName with the nearest one."""
        cells = {cell.touchpoint: cell for cell in self.stage(stage).cells}
        return cells[_known("touchpoint", touchpoint, cells)]


@dataclass(frozen=True, slots=True)
class PlaceIds:
    """Row numbers by code, of one journey."""

    journey_id: int
    stages: dict[str, int]
    touchpoints: dict[str, int]
    channels: dict[str, int]


# --- reading ---------------------------------------------------------------------------------------------------------


def list_journeys(store: Store) -> dict[str, str]:
    """Code → name of every live journey, by name."""
    with store.reading() as connection:
        live = sa.select(t.journeys.c.code, t.journeys.c.name).where(t.journeys.c.status == "live").order_by(t.journeys.c.name)
        return dict(connection.execute(live).all())


def read_journey(store: Store, code: str, as_of: date | None = None) -> Journey:
    """The journey called `code` with the cell versions valid on `as_of` (today when not given).

    Raises
    ------
    UnknownName
        If there is no such journey.
    """
    day = as_of or datetime.now(UTC).date()
    with store.reading() as connection:
        row = connection.execute(sa.select(t.journeys).where(t.journeys.c.code == code)).mappings().one_or_none()
        if row is None:
            raise UnknownName("journey", code, connection.scalars(sa.select(t.journeys.c.code)))
        cells = _read_cells(connection, row["journey_id"], day)
        stages = connection.execute(
            sa.select(t.stages)
            .where(t.stages.c.journey_id == row["journey_id"], t.stages.c.position > UNKNOWN_POSITION)
            .order_by(t.stages.c.position, t.stages.c.stage_id)
        ).mappings()
        targets = sa.select(t.targets.c.metric, t.targets.c.value).where(t.targets.c.journey_id == row["journey_id"])
        return Journey(
            row["journey_id"],
            row["code"],
            row["name"],
            row["description"],
            row["status"],
            row["scope_sheet"] or {},
            tuple(_stage(stage, cells) for stage in stages),
            dict(connection.execute(targets).all()),
        )


def _stage(row: RowMapping, cells: Mapping[str, list[Cell]]) -> Stage:
    own = tuple(cells.get(row["code"], ()))
    return Stage(row["stage_id"], row["code"], row["name"], row["position"], row["weight"], own)


def _read_cells(connection: Connection, journey_id: int, day: date) -> dict[str, list[Cell]]:
    versions = t.cell_versions.alias()
    newest = sa.select(sa.func.max(versions.c.valid_from)).where(versions.c.cell_id == t.cells.c.cell_id, versions.c.valid_from <= day)
    is_newest = (t.cell_versions.c.cell_id == t.cells.c.cell_id) & (t.cell_versions.c.valid_from == newest.scalar_subquery())
    query = (
        sa.select(
            t.cells,
            t.stages.c.code.label("stage"),
            t.touchpoints.c.code.label("touchpoint"),
            t.touchpoints.c.name.label("touchpoint_name"),
            t.touchpoints.c.icon,
            t.channels.c.code.label("channel"),
            *(column for column in t.cell_versions.c if column.name not in ("cell_id", "team_id", "person_id")),
            t.persons.c.code.label("owner"),
            t.persons.c.name.label("owner_name"),
            t.persons.c.email.label("owner_email"),
            t.persons.c.active,
            t.teams.c.code.label("team"),
            t.teams.c.name.label("team_name"),
        )
        .join_from(t.cells, t.stages)
        .join(t.touchpoints, t.touchpoints.c.touchpoint_id == t.cells.c.touchpoint_id)
        .join(t.channels, t.channels.c.channel_id == t.touchpoints.c.channel_id)
        .outerjoin(t.cell_versions, is_newest)
        .outerjoin(t.persons, t.persons.c.person_id == t.cell_versions.c.person_id)
        .outerjoin(t.teams, t.teams.c.team_id == t.cell_versions.c.team_id)
        .where(t.stages.c.journey_id == journey_id)
        .order_by(t.cells.c.cell_id)
    )
    found: dict[str, list[Cell]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["stage"], []).append(_cell(row))
    return found


def _cell(row: RowMapping) -> Cell:
    owner = Owner(row["owner"], row["owner_name"], row["owner_email"] or "", row["active"]) if row["owner"] else None
    return Cell(
        owner=owner,
        metric=row["metric"] or "experience",
        needs=tuple(row["needs"] or ()),
        note=row["note"] or "",
        **{name: row[name] for name in _SAME_IN_ROW},
    )


_SAME_IN_ROW = (
    *("cell_id", "stage", "touchpoint", "touchpoint_name", "channel", "icon", "weight", "pinned", "team", "team_name"),
    *("importance", "wanted", "customers_want", "yearly_cost", "valid_from"),
)


# --- creating what a definition or a file speaks of ------------------------------------------------------------------


def ensure_definition(connection: Connection, definition: Definition) -> PlaceIds:
    """Create every part of the definition's journey that does not exist yet, and give all its row numbers."""
    journey_id = ensure_journey(connection, definition.code, definition.name or definition.code, definition.description, definition.sheet)
    for stage in definition.stages:
        ensure_stage(connection, journey_id, stage)
    for channel in definition.channels:
        ensure_channel(connection, channel)
    for touchpoint in definition.touchpoints:
        ensure_touchpoint(connection, touchpoint)
    for team in definition.teams:
        ensure_team(connection, team)
    for person in definition.persons:
        ensure_person(connection, person)
    ids = read_place_ids(connection, journey_id)
    for cell in definition.cells:
        if ensure_cell(connection, ids, cell.stage, cell.touchpoint, weight=cell.weight, pinned=cell.pinned)[1]:
            _write_version(connection, ids, cell)
    for target in definition.targets:
        _ensure(connection, t.targets, {"journey_id": journey_id, "metric": target.metric}, value=target.value)
    for event in definition.events:
        _ensure(connection, t.event_markers, {"journey_id": journey_id, "day": event.day, "name": event.name})
    for action in definition.actions:
        _ensure(connection, t.actions, {"journey_id": journey_id, "name": action.name}, **_action_values(connection, ids, action))
    return ids


def ensure_journey(connection: Connection, code: str, name: str, description: str = "", sheet: Mapping[str, Any] | None = None) -> int:
    """The journey's number; made, with its stage `unknown`, if it is new."""
    values = {"name": name, "description": description, "scope_sheet": dict(sheet or {}) or None, "created_at": datetime.now(UTC)}
    journey_id, _ = _ensure(connection, t.journeys, {"code": code}, **values)
    ensure_stage(connection, journey_id, StageSpec(UNKNOWN, "Unknown", UNKNOWN_POSITION))
    return journey_id


def ensure_stage(connection: Connection, journey_id: int, stage: StageSpec) -> int:
    values = {"name": stage.name, "position": stage.position, "weight": stage.weight}
    return _ensure(connection, t.stages, {"journey_id": journey_id, "code": stage.code}, **values)[0]


def ensure_channel(connection: Connection, channel: ChannelSpec) -> int:
    return _ensure(connection, t.channels, {"code": channel.code}, name=channel.name, human=channel.human)[0]


def ensure_touchpoint(connection: Connection, touchpoint: TouchpointSpec) -> int:
    channel_id = _id_of(connection, t.channels, touchpoint.channel, "channel")
    values = {"name": touchpoint.name, "channel_id": channel_id, "icon": touchpoint.icon}
    return _ensure(connection, t.touchpoints, {"code": touchpoint.code}, **values)[0]


def ensure_team(connection: Connection, team: TeamSpec) -> int:
    return _ensure(connection, t.teams, {"code": team.code}, name=team.name, partner=team.partner)[0]


def ensure_person(connection: Connection, person: PersonSpec) -> int:
    team_id = _id_of(connection, t.teams, person.team, "team") if person.team else None
    return _ensure(connection, t.persons, {"code": person.code}, name=person.name, email=person.email or None, team_id=team_id)[0]


def ensure_cell(
    connection: Connection, ids: PlaceIds, stage: str, touchpoint: str, *, weight: float | None = None, pinned: bool = False
) -> tuple[int, bool]:
    """The cell's number, and whether it was made now."""
    key = {"stage_id": _named("stage", stage, ids.stages), "touchpoint_id": _named("touchpoint", touchpoint, ids.touchpoints)}
    return _ensure(connection, t.cells, key, weight=weight, pinned=pinned)


def read_place_ids(connection: Connection, journey_id: int) -> PlaceIds:
    """Row numbers by code, of one journey."""

    def by_code(table: Table, *where: sa.ColumnElement[bool]) -> dict[str, int]:
        key = next(iter(table.primary_key))
        return dict(connection.execute(sa.select(table.c.code, key).where(*where)).all())

    stages = by_code(t.stages, t.stages.c.journey_id == journey_id)
    return PlaceIds(journey_id, stages, by_code(t.touchpoints), by_code(t.channels))


def _ensure(connection: Connection, table: Table, key: dict[str, Any], **values: Any) -> tuple[int, bool]:
    """The number of the row with this key (its first key column), and whether it was made now."""
    number = next(iter(table.primary_key))
    found = connection.scalar(sa.select(number).where(*(table.c[name] == value for name, value in key.items())))
    if found is not None:
        return int(found), False
    made = connection.execute(sa.insert(table).values(**key, **values)).inserted_primary_key
    return int(made[0]) if made else 0, True


def _id_of(connection: Connection, table: Table, code: str, kind: str) -> int:
    number = connection.scalar(sa.select(next(iter(table.primary_key))).where(table.c.code == code))
    if number is None:
        raise UnknownName(kind, code, connection.scalars(sa.select(table.c.code)))
    return int(number)


def _known(kind: str, code: str, known: Iterable[str]) -> str:
    names = set(known)
    if code not in names:
        raise UnknownName(kind, code, names)
    return code


def _named(kind: str, code: str, known: Mapping[str, int]) -> int:
    return known[_known(kind, code, known)]


def _write_version(connection: Connection, ids: PlaceIds, cell: CellSpec) -> None:
    cell_id, _ = ensure_cell(connection, ids, cell.stage, cell.touchpoint)
    key = {"cell_id": cell_id, "valid_from": cell.valid_from or CALENDAR_FIRST}
    connection.execute(sa.delete(t.cell_versions).where(*(t.cell_versions.c[name] == value for name, value in key.items())))
    connection.execute(
        sa.insert(t.cell_versions).values(
            **key,
            team_id=_id_of(connection, t.teams, cell.team, "team") if cell.team else None,
            person_id=_id_of(connection, t.persons, cell.owner, "person") if cell.owner else None,
            importance=cell.importance,
            wanted=cell.wanted,
            customers_want=cell.customers_want,
            metric=cell.metric,
            yearly_cost=cell.yearly_cost,
            needs=[dict(need) for need in cell.needs],
            note=cell.note,
        )
    )


def _action_values(connection: Connection, ids: PlaceIds, action: ActionSpec) -> dict[str, Any]:
    return {
        "stage_id": _named("stage", action.stage, ids.stages) if action.stage else None,
        "touchpoint_id": _named("touchpoint", action.touchpoint, ids.touchpoints) if action.touchpoint else None,
        "person_id": _id_of(connection, t.persons, action.owner, "person") if action.owner else None,
        "started_on": action.started_on,
        "done_on": action.done_on,
        "cost": action.cost,
        "expected_gain": action.expected_gain,
        "note": action.note,
    }


# --- changing --------------------------------------------------------------------------------------------------------


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
        _write_version(connection, ids, cell)

    _design(store, actor, write)


def set_stage_weights(store: Store, actor: Actor, journey: str, weights: Mapping[str, float | None]) -> None:
    """Set how much each stage counts in the index; None means as the others. Weights are shares of their sum."""

    def write(connection: Connection) -> None:
        ids = _ids(connection, journey)
        for code, weight in weights.items():
            stage_id = _named("stage", code, ids.stages)
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
        return _ensure(connection, t.event_markers, key)[0]

    return _design(store, actor, write)


def add_action(store: Store, actor: Actor, journey: str, action: ActionSpec) -> int:
    """Note a change to a stage or a touchpoint; gives its number."""

    def write(connection: Connection) -> int:
        ids = _ids(connection, journey)
        key = {"journey_id": ids.journey_id, "name": action.name}
        return _ensure(connection, t.actions, key, **_action_values(connection, ids, action))[0]

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
    return read_place_ids(connection, _id_of(connection, t.journeys, journey, "journey"))


def _checked_weight(weight: float | None) -> float | None:
    if weight is not None and weight < 0:
        raise VocError(f"A weight of {weight:g} makes no sense.", "Give 0 or more; 0 leaves it out of the score.")
    return weight
