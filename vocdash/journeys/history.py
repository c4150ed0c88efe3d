"""What was changed in the design of a journey, by whom and when, and the way back.

Around every change the rows of the design are read before and after; what differs is kept. Taking a change back puts the rows as they
were, provided that nobody changed the same rows since.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from vocdash.access import Access, Actor
from vocdash.errors import Conflict, UnknownName, VocError
from vocdash.journeys.answers import PLACED, Move, move_answers
from vocdash.metrics.rollup import AnswerChange, changing_answers
from vocdash.store import Store
from vocdash.store import tables as t

COMPANY = 0
"""The journey number under which changes of teams and persons stand: they belong to every journey."""

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]
"""Table → key as text → the row, as JSON keeps it."""


@dataclass(frozen=True, slots=True)
class JourneyChange:
    """One change of a design: what was said of it, and what became of each value. `undone_at` is None while it counts."""

    change_id: int
    made_at: datetime
    made_by: str
    said: str
    details: tuple[str, ...]
    answers_moved: int
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of the design: which rows of it belong to a journey, and whether a row that is new may be taken away again."""

    table: Table
    where: Callable[[int], sa.ColumnElement[bool]]
    columns: tuple[str, ...]
    removable: bool = True


def _stages_of(journey_id: int) -> sa.Select[Any]:
    return sa.select(t.stages.c.stage_id).where(t.stages.c.journey_id == journey_id)


def _cells_of(journey_id: int) -> sa.Select[Any]:
    return sa.select(t.cells.c.cell_id).where(t.cells.c.stage_id.in_(_stages_of(journey_id)))


def _columns(table: Table, *without: str) -> tuple[str, ...]:
    return tuple(column.name for column in table.c if column.name not in without)


_PARTS: tuple[_Part, ...] = (
    _Part(t.teams, lambda _: sa.true(), _columns(t.teams), removable=False),
    _Part(t.persons, lambda _: sa.true(), _columns(t.persons), removable=False),
    _Part(t.touchpoints, lambda _: sa.true(), _columns(t.touchpoints), removable=False),
    _Part(t.journeys, lambda own: t.journeys.c.journey_id == own, _columns(t.journeys, "created_at"), removable=False),
    _Part(t.stages, lambda own: t.stages.c.journey_id == own, _columns(t.stages)),
    _Part(t.cells, lambda own: t.cells.c.stage_id.in_(_stages_of(own)), _columns(t.cells)),
    _Part(t.cell_versions, lambda own: t.cell_versions.c.cell_id.in_(_cells_of(own)), _columns(t.cell_versions)),
    _Part(t.targets, lambda own: t.targets.c.journey_id == own, _columns(t.targets)),
    _Part(t.questions, lambda own: t.questions.c.stage_id.in_(_stages_of(own)), ("question_id", "stage_id", "touchpoint_id")),
    _Part(t.actions, lambda own: t.actions.c.journey_id == own, _columns(t.actions)),
)
"""In an order in which rows can be put back; the other way round they can be taken away."""


def snapshot(connection: Connection, journey_id: int) -> Rows:
    """Every row of a journey's design as it stands now."""
    return {part.table.name: _rows(connection, part, journey_id) for part in _PARTS}


def _rows(connection: Connection, part: _Part, journey_id: int) -> dict[str, Row]:
    rows = connection.execute(sa.select(*(part.table.c[name] for name in part.columns)).where(part.where(journey_id))).mappings()
    return {_key(part.table, row): {name: _plain(row[name]) for name in part.columns} for row in rows}


def record(connection: Connection, actor: Actor, journey_id: int, before: Rows, said: str, moves: Sequence[Move] = ()) -> None:
    """Keep what differs from `before`; nothing where nothing does."""
    old, new = _differing(before, snapshot(connection, journey_id))
    if not old and not new and not moves:
        return
    values = {"journey_id": journey_id, "made_at": datetime.now(UTC), "made_by": actor.signature, "said": said, "before": old, "after": new}
    connection.execute(sa.insert(t.journey_changes).values(**values, moved=[move.as_json() for move in moves] or None))


def read_changes(store: Store, journey: str, limit: int = 100) -> tuple[JourneyChange, ...]:
    """The newest changes of a journey's design, and of the company's teams and persons, newest first."""
    c = t.journey_changes.c
    with store.reading() as connection:
        names = _names(connection)
        of_it = sa.select(t.journeys.c.journey_id).where(t.journeys.c.code == journey)
        query = sa.select(t.journey_changes).where(sa.or_(c.journey_id.in_(of_it), c.journey_id == COMPANY))
        rows = connection.execute(query.order_by(c.change_id.desc()).limit(limit)).mappings().all()
        versions = _versions(connection, journey)
        found = []
        for row in rows:
            if row["undone_at"] is None:
                versions = _as_before(versions, row["before"], row["after"])
            found.append(
                JourneyChange(
                    row["change_id"],
                    row["made_at"],
                    row["made_by"],
                    row["said"],
                    _details(row["before"], row["after"], names, versions),
                    sum(Move.from_json(move).answers for move in row["moved"] or ()),
                    row["undone_at"],
                    row["undone_by"],
                )
            )
        return tuple(found)


def undo_change(store: Store, actor: Actor, change_id: int) -> str:
    """Take one change back: its rows are as before, and answers it moved are where they were. Gives what was said of it.

    Raises
    ------
    UnknownName
        If there is no such change.
    VocError
        If it was taken back already.
    Conflict
        If somebody changed the same thing since, or something that came later needs what would go.
    """
    actor.require(Access.LEAD, "take back a change of a journey")
    c = t.journey_changes.c
    with changing_answers(store) as change:
        connection = change.connection
        row = connection.execute(sa.select(t.journey_changes).where(c.change_id == change_id)).mappings().one_or_none()
        if row is None:
            raise UnknownName("change", str(change_id), map(str, connection.scalars(sa.select(c.change_id))))
        if row["undone_at"] is not None:
            raise VocError("This change was taken back already.", "Make the change again if you want it.")
        _check_untouched(connection, row["journey_id"], row["after"], row["before"])
        try:
            _put_back(change, row)
        except sa.exc.IntegrityError as error:
            raise Conflict("Answers that came in since need what this change made.", "Move them elsewhere first, or keep it.") from error
        gone = {"undone_at": datetime.now(UTC), "undone_by": actor.signature}
        connection.execute(sa.update(t.journey_changes).where(c.change_id == change_id).values(gone))
        return str(row["said"])


def _put_back(change: AnswerChange, row: sa.RowMapping) -> None:
    """Rows that must be there for the answers come first; rows that may go only without answers go last."""
    before, after = row["before"], row["after"]
    for part in _PARTS:
        for key, old in before.get(part.table.name, {}).items():
            _write(change.connection, part.table, old, exists=key in after.get(part.table.name, {}))
    for move in reversed(row["moved"] or []):
        move_answers(change, Move.from_json(move).reversed(), without=(t.actions,))  # they are among the rows
    for part in reversed(_PARTS):
        for key, new in after.get(part.table.name, {}).items():
            if part.removable and key not in before.get(part.table.name, {}):
                _check_unused(change.connection, part.table, new)
                change.connection.execute(sa.delete(part.table).where(*_is(part.table, new)))


def _check_untouched(connection: Connection, journey_id: int, after: Rows, before: Rows) -> None:
    now = snapshot(connection, journey_id)
    for name in {*after, *before}:
        for key in {*after.get(name, {}), *before.get(name, {})}:
            if now.get(name, {}).get(key) != after.get(name, {}).get(key):
                raise Conflict("Somebody changed the same thing again since.", "Take the later change back first, then this one.")


def _check_unused(connection: Connection, table: Table, row: Row) -> None:
    """A cell, a stage and an action carry no foreign key from all that speaks of them, so look before one goes."""
    used: tuple[sa.Select[Any], ...]
    if table is t.cells:
        r = t.responses.c
        used = (
            sa.select(r.submission_id).where(r.stage_id == row["stage_id"], r.touchpoint_id == row["touchpoint_id"]).limit(1),
            sa.select(t.walk_scores.c.walk_id).where(t.walk_scores.c.cell_id == row["cell_id"]).limit(1),
        )
        told = Conflict("Answers or walks speak of this cell by now.", "Take it out of the journey from a day on instead.")
    elif table is t.stages:
        used = tuple(sa.select(placed.c[stage]).where(placed.c[stage] == row["stage_id"]).limit(1) for placed, stage, _ in PLACED)
        told = Conflict("Answers, complaints or actions speak of this stage by now.", "Move them elsewhere first, or keep it.")
    elif table is t.actions:
        used = (sa.select(t.cases.c.case_id).where(t.cases.c.action_id == row["action_id"]).limit(1),)
        told = Conflict("A complaint names this action by now.", "Say on which day it was done instead.")
    else:
        return
    if any(connection.scalar(query) is not None for query in used):
        raise told


def _write(connection: Connection, table: Table, row: Row, *, exists: bool) -> None:
    values = {name: date.fromisoformat(value) if value and _is_day(table, name) else value for name, value in row.items()}
    if exists:
        connection.execute(sa.update(table).where(*_is(table, row)).values(values))
    else:
        connection.execute(sa.insert(table).values(values))


def _is(table: Table, row: Row) -> list[sa.ColumnElement[bool]]:
    keys = ((column, row[column.name]) for column in table.primary_key)
    return [column == (date.fromisoformat(value) if _is_day(table, column.name) else value) for column, value in keys]


def _is_day(table: Table, name: str) -> bool:
    return isinstance(table.c[name].type, sa.Date)


def _key(table: Table, row: sa.RowMapping) -> str:
    return " ".join(str(row[column.name]) for column in table.primary_key)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _differing(before: Rows, after: Rows) -> tuple[Rows, Rows]:
    """The rows of each that the other has not, or has otherwise."""

    def only(one: Rows, other: Rows) -> Rows:
        found = {name: {key: row for key, row in rows.items() if other[name].get(key) != row} for name, rows in one.items()}
        return {name: rows for name, rows in found.items() if rows}

    return only(before, after), only(after, before)


# --- in words --------------------------------------------------------------------------------------------------------

_SAID = {
    "cell_versions": {
        "team_id": "team",
        "person_id": "owner",
        "importance": "importance",
        "wanted": "wanted level",
        "customers_want": "what customers want",
        "metric": "metric",
        "yearly_cost": "yearly cost",
        "note": "note",
    },
    "stages": {"name": "name", "weight": "weight"},
    "touchpoints": {"name": "name", "channel_id": "channel", "icon": "icon"},
    "cells": {"weight": "weight", "pinned": "pinned", "ends_on": "ends on"},
    "journeys": {"name": "name", "description": "description", "status": "status"},
    "targets": {"value": "target"},
    "actions": {
        "name": "name",
        "stage_id": "stage",
        "touchpoint_id": "touchpoint",
        "person_id": "owner",
        "started_on": "started",
        "done_on": "done",
        "note": "note",
    },
}


def _names(connection: Connection) -> dict[str, dict[int, str]]:
    tables = (t.teams, t.persons, t.channels, t.stages, t.touchpoints)
    return {
        next(iter(table.primary_key)).name: dict(connection.execute(sa.select(next(iter(table.primary_key)), table.c.name)).all())
        for table in tables
    }


def _versions(connection: Connection, journey: str) -> dict[str, Row]:
    """The dated versions of a journey's cells as they stand now."""
    journey_id = connection.scalar(sa.select(t.journeys.c.journey_id).where(t.journeys.c.code == journey))
    part = next(part for part in _PARTS if part.table is t.cell_versions)
    return {} if journey_id is None else _rows(connection, part, journey_id)


def _as_before(versions: dict[str, Row], before: Rows, after: Rows) -> dict[str, Row]:
    """The versions as they stood before a change, given those that stood after it."""
    name = t.cell_versions.name
    kept = {key: row for key, row in versions.items() if key not in after.get(name, {})}
    return kept | before.get(name, {})


def _followed(versions: dict[str, Row], new: Row) -> Row | None:
    """The version of the same cell that held until a new one began."""
    earlier = [row for row in versions.values() if row["cell_id"] == new["cell_id"] and row["valid_from"] < new["valid_from"]]
    return max(earlier, key=lambda row: str(row["valid_from"]), default=None)


def _details(before: Rows, after: Rows, names: dict[str, dict[int, str]], versions: dict[str, Row]) -> tuple[str, ...]:
    """“importance 8 → 9” for each value that a person can read.

    A new dated version is held against the one it follows, of `versions` as they stood before the change.
    """
    said: dict[str, None] = {}
    for table, labels in _SAID.items():
        for key, new in after.get(table, {}).items():
            old = before.get(table, {}).get(key)
            if old is None and table == t.cell_versions.name:
                old = _followed(versions, new)
            if old is None:
                continue
            for name, label in labels.items():
                if old[name] != new[name]:
                    said[f"{label} {_shown(old[name], names.get(name))} → {_shown(new[name], names.get(name))}"] = None
    return tuple(said)


def _shown(value: Any, names: dict[int, str] | None) -> str:
    if value is None or value == "":
        return "none"
    if names is not None:
        return names.get(value, "somebody")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
