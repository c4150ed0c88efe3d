"""Create the parts of a journey that a definition or a file speaks of, on a connection somebody else opened.

What is missing is made; what exists stays as people have edited it. So an import can create what its file speaks of in its
own transaction, and the same definition twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from vocdash.domain import UNKNOWN
from vocdash.errors import UnknownName
from vocdash.journeys.definition import (
    ActionSpec,
    CellSpec,
    ChannelSpec,
    Definition,
    PersonSpec,
    StageSpec,
    TeamSpec,
    TouchpointSpec,
)
from vocdash.store import tables as t
from vocdash.store.migrate import CALENDAR_FIRST

UNKNOWN_POSITION = -1
"""The position of the stage `unknown`, which every journey has: before all others, and shown nowhere."""


@dataclass(frozen=True, slots=True)
class PlaceIds:
    """Row numbers by code, of one journey."""

    journey_id: int
    stages: dict[str, int]
    touchpoints: dict[str, int]
    channels: dict[str, int]


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
    _ensure_cells(connection, ids, definition.cells)
    for target in definition.targets:
        ensure(connection, t.targets, {"journey_id": journey_id, "metric": target.metric}, value=target.value)
    for event in definition.events:
        ensure(connection, t.event_markers, {"journey_id": journey_id, "day": event.day, "name": event.name})
    for action in definition.actions:
        ensure(connection, t.actions, {"journey_id": journey_id, "name": action.name}, **action_values(connection, ids, action))
    return ids


def ensure_journey(connection: Connection, code: str, name: str, description: str = "", sheet: Mapping[str, Any] | None = None) -> int:
    """The journey's number; made, with its stage `unknown`, if it is new."""
    values = {"name": name, "description": description, "scope_sheet": dict(sheet or {}) or None, "created_at": datetime.now(UTC)}
    journey_id, _ = ensure(connection, t.journeys, {"code": code}, **values)
    ensure_stage(connection, journey_id, StageSpec(UNKNOWN, "Unknown", UNKNOWN_POSITION))
    return journey_id


def ensure_stage(connection: Connection, journey_id: int, stage: StageSpec) -> int:
    """The number of a stage of a journey, made where there is none of that code."""
    values = {"name": stage.name, "position": stage.position, "weight": stage.weight}
    return ensure(connection, t.stages, {"journey_id": journey_id, "code": stage.code}, **values)[0]


def stages_in_order(connection: Connection, journey: str) -> list[str]:
    """The codes of the stages of a journey, first to last; none where there is no such journey."""
    of_journey = sa.select(t.stages.c.code).join_from(t.stages, t.journeys).where(t.journeys.c.code == journey)
    shown = of_journey.where(t.stages.c.position > UNKNOWN_POSITION)
    return list(connection.scalars(shown.order_by(t.stages.c.position, t.stages.c.stage_id)))


def order_stages(connection: Connection, journey_id: int, codes: Sequence[str]) -> None:
    """Put the stages of a journey in this order."""
    for position, code in enumerate(codes, UNKNOWN_POSITION + 2):
        of_journey = sa.and_(t.stages.c.journey_id == journey_id, t.stages.c.code == code, t.stages.c.position != position)
        connection.execute(sa.update(t.stages).where(of_journey).values(position=position))


def ensure_channel(connection: Connection, channel: ChannelSpec) -> int:
    """The number of a channel, made where there is none of that code."""
    return ensure(connection, t.channels, {"code": channel.code}, name=channel.name, human=channel.human)[0]


def ensure_touchpoint(connection: Connection, touchpoint: TouchpointSpec) -> int:
    """The number of a touchpoint, made where there is none of that code. Raises UnknownName for its channel."""
    channel_id = id_of(connection, t.channels, touchpoint.channel, "channel")
    values = {"name": touchpoint.name, "channel_id": channel_id, "icon": touchpoint.icon}
    return ensure(connection, t.touchpoints, {"code": touchpoint.code}, **values)[0]


def ensure_team(connection: Connection, team: TeamSpec) -> int:
    """The number of a team, made where there is none of that code."""
    return ensure(connection, t.teams, {"code": team.code}, name=team.name, partner=team.partner)[0]


def ensure_person(connection: Connection, person: PersonSpec) -> int:
    """The number of a person, made where there is none of that code. Raises UnknownName for their team."""
    team_id = id_of(connection, t.teams, person.team, "team") if person.team else None
    return ensure(connection, t.persons, {"code": person.code}, name=person.name, email=person.email or None, team_id=team_id)[0]


def ensure_cell(
    connection: Connection, ids: PlaceIds, stage: str, touchpoint: str, **values: float | bool | date | None
) -> tuple[int, bool]:
    """The cell's number, and whether it was made now, with these values of its row."""
    key = {"stage_id": named("stage", stage, ids.stages), "touchpoint_id": named("touchpoint", touchpoint, ids.touchpoints)}
    return ensure(connection, t.cells, key, **values)


def _ensure_cells(connection: Connection, ids: PlaceIds, cells: Iterable[CellSpec]) -> None:
    """Make the cells that are new, each with all its dated versions."""
    made: set[tuple[str, str]] = set()
    for cell in cells:
        lasts = {"starts_on": cell.starts_on, "ends_on": cell.ends_on}
        if ensure_cell(connection, ids, cell.stage, cell.touchpoint, weight=cell.weight, pinned=cell.pinned, **lasts)[1]:
            made.add((cell.stage, cell.touchpoint))
        if (cell.stage, cell.touchpoint) in made:
            write_version(connection, ids, cell)


def read_place_ids(connection: Connection, journey_id: int) -> PlaceIds:
    """Row numbers by code, of one journey."""

    def by_code(table: Table, *where: sa.ColumnElement[bool]) -> dict[str, int]:
        key = next(iter(table.primary_key))
        return dict(connection.execute(sa.select(table.c.code, key).where(*where)).all())

    stages = by_code(t.stages, t.stages.c.journey_id == journey_id)
    return PlaceIds(journey_id, stages, by_code(t.touchpoints), by_code(t.channels))


def ensure(connection: Connection, table: Table, key: dict[str, Any], **values: Any) -> tuple[int, bool]:
    """The number of the row with this key (its first key column), and whether it was made now."""
    number = next(iter(table.primary_key))
    found = connection.scalar(sa.select(number).where(*(table.c[name] == value for name, value in key.items())))
    if found is not None:
        return int(found), False
    made = connection.execute(sa.insert(table).values(**key, **values)).inserted_primary_key
    return int(made[0]) if made else 0, True


def id_of(connection: Connection, table: Table, code: str, kind: str) -> int:
    """The number of the row with that code; `kind` is what people call such a row. Raises UnknownName with the nearest code."""
    number = connection.scalar(sa.select(next(iter(table.primary_key))).where(table.c.code == code))
    if number is None:
        raise UnknownName(kind, code, connection.scalars(sa.select(table.c.code)))
    return int(number)


def named(kind: str, code: str, known: Mapping[str, int]) -> int:
    """The number of a code. Raises UnknownName with the nearest one."""
    if code not in known:
        raise UnknownName(kind, code, known)
    return known[code]


def write_version(connection: Connection, ids: PlaceIds, cell: CellSpec) -> None:
    """Store what holds of a cell from a day on, instead of what was said of that day before. Raises UnknownName for its owner or team."""
    cell_id, _ = ensure_cell(connection, ids, cell.stage, cell.touchpoint)
    key = {"cell_id": cell_id, "valid_from": cell.valid_from or CALENDAR_FIRST}
    connection.execute(sa.delete(t.cell_versions).where(*(t.cell_versions.c[name] == value for name, value in key.items())))
    connection.execute(
        sa.insert(t.cell_versions).values(
            **key,
            team_id=id_of(connection, t.teams, cell.team, "team") if cell.team else None,
            person_id=id_of(connection, t.persons, cell.owner, "person") if cell.owner else None,
            importance=cell.importance,
            wanted=cell.wanted,
            customers_want=cell.customers_want,
            metric=cell.metric,
            yearly_cost=cell.yearly_cost,
            needs=[dict(need) for need in cell.needs],
            note=cell.note,
        )
    )


def action_values(connection: Connection, ids: PlaceIds, action: ActionSpec) -> dict[str, Any]:
    """An action as a row, without its key. Raises UnknownName for its place or owner."""
    return {
        "stage_id": named("stage", action.stage, ids.stages) if action.stage else None,
        "touchpoint_id": named("touchpoint", action.touchpoint, ids.touchpoints) if action.touchpoint else None,
        "person_id": id_of(connection, t.persons, action.owner, "person") if action.owner else None,
        "started_on": action.started_on,
        "done_on": action.done_on,
        "cost": action.cost,
        "expected_gain": action.expected_gain,
        "note": action.note,
    }
