"""A journey as it stood on a day: its stages in order, their cells, who answers for them and what was wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from vocdash.errors import UnknownName
from vocdash.journeys.create import UNKNOWN_POSITION
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import today


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
        if code not in stages:
            raise UnknownName("stage", code, stages)
        return stages[code]

    def cell(self, stage: str, touchpoint: str) -> Cell:
        """The cell of a touchpoint in a stage. Raises UnknownName with the nearest one."""
        cells = {cell.touchpoint: cell for cell in self.stage(stage).cells}
        if touchpoint not in cells:
            raise UnknownName("touchpoint", touchpoint, cells)
        return cells[touchpoint]


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
    with store.reading() as connection:
        return journey_on(connection, code, as_of or today())


def journey_on(connection: Connection, code: str, day: date) -> Journey:
    """The same on an open connection."""
    row = connection.execute(sa.select(t.journeys).where(t.journeys.c.code == code)).mappings().one_or_none()
    if row is None:
        raise UnknownName("journey", code, connection.scalars(sa.select(t.journeys.c.code)))
    cells = read_cells(connection, row["journey_id"], day)
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


def read_cells(connection: Connection, journey_id: int, day: date) -> dict[str, list[Cell]]:
    """Stage → its cells as they were set on a day, without those that began later or had ended."""
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
        .outerjoin(t.cell_versions, is_version_of(day))
        .outerjoin(t.persons, t.persons.c.person_id == t.cell_versions.c.person_id)
        .outerjoin(t.teams, t.teams.c.team_id == t.cell_versions.c.team_id)
        .where(t.stages.c.journey_id == journey_id, stands_on(day))
        .order_by(t.cells.c.cell_id)
    )
    found: dict[str, list[Cell]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["stage"], []).append(_cell(row))
    return found


def is_version_of(day: date) -> sa.ColumnElement[bool]:
    """Whether a version of a cell is the one that holds on a day: the condition on which `cell_versions` is joined to `cells`."""
    versions = t.cell_versions.alias()
    newest = sa.select(sa.func.max(versions.c.valid_from)).where(versions.c.cell_id == t.cells.c.cell_id, versions.c.valid_from <= day)
    return (t.cell_versions.c.cell_id == t.cells.c.cell_id) & (t.cell_versions.c.valid_from == newest.scalar_subquery())


def stands_on(day: date) -> sa.ColumnElement[bool]:
    """Whether a cell has begun by a day and not ended."""
    c = t.cells.c
    return sa.or_(c.starts_on.is_(None), c.starts_on <= day) & sa.or_(c.ends_on.is_(None), c.ends_on > day)


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
