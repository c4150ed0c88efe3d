"""A journey as a file that can be kept, sent and read again: the same keys as a definition."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import tomli_w
from sqlalchemy import Connection

from vocdash.domain import UNKNOWN
from vocdash.errors import UnknownName
from vocdash.journeys.create import UNKNOWN_POSITION
from vocdash.journeys.definition import (
    ActionSpec,
    CellSpec,
    ChannelSpec,
    Definition,
    EventSpec,
    PersonSpec,
    StageSpec,
    TargetSpec,
    TeamSpec,
    TouchpointSpec,
    read_definition,
)
from vocdash.journeys.document import Fields, parse
from vocdash.settings import DATA
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.migrate import CALENDAR_FIRST

TEMPLATES = DATA / "templates"


def read_whole(store: Store, journey: str) -> Definition:
    """Everything a journey consists of, with every dated version of its cells, and the teams, persons and channels it names.

    Raises
    ------
    UnknownName
        If there is no such journey.
    """
    with store.reading() as connection:
        row = connection.execute(sa.select(t.journeys).where(t.journeys.c.code == journey)).mappings().one_or_none()
        if row is None:
            raise UnknownName("journey", journey, connection.scalars(sa.select(t.journeys.c.code)))
        return whole_on(connection, row)


def whole_on(connection: Connection, row: sa.RowMapping) -> Definition:
    """The same, on a connection, of a row of `journeys`."""
    number = row["journey_id"]
    cells = _cells(connection, number)
    touchpoints = _touchpoints(connection, number)
    actions = _actions(connection, number)
    teams, persons = _people(connection, cells, actions)
    return Definition(
        row["code"],
        row["name"],
        row["description"],
        dict(row["scope_sheet"] or {}),
        stages=_stages(connection, number),
        channels=_channels(connection, touchpoints),
        touchpoints=touchpoints,
        teams=teams,
        persons=persons,
        cells=cells,
        targets=tuple(TargetSpec(*found) for found in _rows(connection, t.targets, number, "metric", "value")),
        events=tuple(EventSpec(*found) for found in _rows(connection, t.event_markers, number, "day", "name")),
        actions=actions,
    )


def as_document(definition: Definition) -> dict[str, Any]:
    """The definition as a table that :func:`from_text` reads back; what is empty is left out."""
    about = {"code": definition.code, "name": definition.name, "description": definition.description}
    parts = ("stages", "channels", "touchpoints", "teams", "persons", "cells", "targets", "events", "actions")
    listed = {part: [_filled(asdict(item)) for item in getattr(definition, part)] for part in parts}
    return {"journey": _filled(definition.sheet | about), **{part: items for part, items in listed.items() if items}}


def as_toml(definition: Definition) -> str:
    """The definition as a TOML file."""
    return tomli_w.dumps(as_document(definition))


def from_text(text: str, name: str = "The file") -> Definition:
    """The journey in a TOML or JSON text, checked as a whole.

    Raises
    ------
    MappingError
        If the text is neither, or anything in it is wrong.
    """
    document = Fields(parse(text, name), "")
    definition = read_definition(document)
    if not definition.code:
        document.problem("journey", "is missing. Begin the file with [journey], code and name.")
    document.insist(name)
    return definition


def list_templates() -> dict[str, Definition]:
    """The journeys to start from, by code."""
    found = [_template(path) for path in sorted(TEMPLATES.glob("*.toml"))]
    return {definition.code: definition for definition in found}


def _template(path: Path) -> Definition:
    return from_text(path.read_text(encoding="utf-8"), path.name)


def _filled(item: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing; TOML has no word for None. A zero says something."""
    said = {key: value for key, value in item.items() if not (value is None or value is False or value in ("", (), {}))}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in said.items()}


def _rows(connection: Connection, table: sa.Table, journey_id: int, *names: str) -> list[tuple[Any, ...]]:
    query = sa.select(*(table.c[name] for name in names)).where(table.c.journey_id == journey_id).order_by(*table.primary_key)
    return [tuple(row) for row in connection.execute(query)]


def _stages(connection: Connection, journey_id: int) -> tuple[StageSpec, ...]:
    s = t.stages.c
    query = sa.select(s.code, s.name, s.position, s.weight).where(s.journey_id == journey_id, s.position > UNKNOWN_POSITION)
    found = connection.execute(query.order_by(s.position, s.stage_id)).all()
    return tuple(StageSpec(row.code, row.name, at, row.weight) for at, row in enumerate(found, 1))


def _touchpoints(connection: Connection, journey_id: int) -> tuple[TouchpointSpec, ...]:
    p = t.touchpoints.c
    here = sa.select(t.cells.c.touchpoint_id).join(t.stages).where(t.stages.c.journey_id == journey_id)
    query = sa.select(p.code, p.name, t.channels.c.code, p.icon).join(t.channels).where(p.touchpoint_id.in_(here), p.code != UNKNOWN)
    return tuple(TouchpointSpec(*row) for row in connection.execute(query.order_by(p.touchpoint_id)))


def _channels(connection: Connection, touchpoints: tuple[TouchpointSpec, ...]) -> tuple[ChannelSpec, ...]:
    c = t.channels.c
    used = {touchpoint.channel for touchpoint in touchpoints} - {UNKNOWN}
    query = sa.select(c.code, c.name, c.human).where(c.code.in_(used)).order_by(c.channel_id)
    return tuple(ChannelSpec(*row) for row in connection.execute(query))


def _cells(connection: Connection, journey_id: int) -> tuple[CellSpec, ...]:
    v = t.cell_versions.c
    names = ("importance", "wanted", "customers_want", "metric", "yearly_cost", "needs", "note", "valid_from")
    query = (
        sa.select(
            t.stages.c.code.label("stage"),
            t.touchpoints.c.code.label("touchpoint"),
            t.persons.c.code.label("owner"),
            t.teams.c.code.label("team"),
            t.cells.c.weight,
            t.cells.c.pinned,
            t.cells.c.starts_on,
            t.cells.c.ends_on,
            *(v[name] for name in names),
        )
        .join_from(t.cells, t.stages)
        .join(t.touchpoints, t.touchpoints.c.touchpoint_id == t.cells.c.touchpoint_id)
        .outerjoin(t.cell_versions, v.cell_id == t.cells.c.cell_id)
        .outerjoin(t.persons, t.persons.c.person_id == v.person_id)
        .outerjoin(t.teams, t.teams.c.team_id == v.team_id)
        .where(t.stages.c.journey_id == journey_id, t.stages.c.position > UNKNOWN_POSITION, t.touchpoints.c.code != UNKNOWN)
        .order_by(t.cells.c.cell_id, v.valid_from)
    )
    return tuple(_cell(row) for row in connection.execute(query).mappings())


def _cell(row: sa.RowMapping) -> CellSpec:
    needs = tuple(dict(need) for need in row["needs"] or ())
    words: dict[str, Any] = {name: row[name] or "" for name in ("owner", "team", "note")} | {"metric": row["metric"] or "experience"}
    same = ("stage", "touchpoint", "importance", "wanted", "customers_want", "yearly_cost", "weight", "pinned", "starts_on", "ends_on")
    valid_from = None if row["valid_from"] == CALENDAR_FIRST else row["valid_from"]
    return CellSpec(**{name: row[name] for name in same}, **words, needs=needs, valid_from=valid_from)


def _people(
    connection: Connection, cells: tuple[CellSpec, ...], actions: tuple[ActionSpec, ...]
) -> tuple[tuple[TeamSpec, ...], tuple[PersonSpec, ...]]:
    owners = {cell.owner for cell in cells} | {action.owner for action in actions}
    p = t.persons.c
    query = sa.select(p.code, p.name, p.email, t.teams.c.code.label("team")).join_from(t.persons, t.teams, isouter=True)
    found = connection.execute(query.where(p.code.in_(owners)).order_by(p.person_id)).all()
    persons = tuple(PersonSpec(row.code, row.name, row.email or "", row.team or "") for row in found)
    used = {cell.team for cell in cells} | {person.team for person in persons}
    c = t.teams.c
    teams = connection.execute(sa.select(c.code, c.name, c.partner).where(c.code.in_(used)).order_by(c.team_id)).all()
    return tuple(TeamSpec(*row) for row in teams), persons


def _actions(connection: Connection, journey_id: int) -> tuple[ActionSpec, ...]:
    a = t.actions.c
    query = (
        sa.select(
            a.name,
            sa.func.coalesce(t.stages.c.code, ""),
            sa.func.coalesce(t.touchpoints.c.code, ""),
            sa.func.coalesce(t.persons.c.code, ""),
            *(a[name] for name in ("started_on", "done_on", "cost", "expected_gain", "note")),
        )
        .select_from(t.actions)
        .outerjoin(t.stages, t.stages.c.stage_id == a.stage_id)
        .outerjoin(t.touchpoints, t.touchpoints.c.touchpoint_id == a.touchpoint_id)
        .outerjoin(t.persons, t.persons.c.person_id == a.person_id)
        .where(a.journey_id == journey_id)
        .order_by(a.action_id)
    )
    return tuple(ActionSpec(*row) for row in connection.execute(query))
