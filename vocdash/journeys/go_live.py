"""A draft becomes the journey: from a day on what it says holds, and what came before stays true of earlier days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Actor
from vocdash.domain import UNKNOWN
from vocdash.errors import Conflict, UnknownName, VocError
from vocdash.journeys.cells import let_go_on, let_stand, take_out, write_cell
from vocdash.journeys.create import UNKNOWN_POSITION, ensure_stage, read_place_ids
from vocdash.journeys.definition import CellSpec, Definition
from vocdash.journeys.design import take_away
from vocdash.journeys.future import as_of, moved_cells
from vocdash.journeys.read import Journey, journey_on
from vocdash.journeys.work import MovingWork, moving
from vocdash.journeys.write import whole_on
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import today

_Cells = dict[tuple[str, str], CellSpec]


def go_live(store: Store, actor: Actor, draft: str, on: date, seen: tuple[Journey, Journey] | None = None) -> tuple[str, ...]:
    """Let what a draft says hold for the journey it was made of, from the day `on`; the draft itself stays as it is.

    `seen` is (journey, draft) as they stand today for whoever decides: where somebody changed one of them meanwhile, or let another
    draft go live, nothing happens.

    Cells that the draft has not end on that day, those that only it has begin, and a touchpoint that stands in another stage goes there
    with its questions while past answers stay where they were given. What is set otherwise becomes a version of that day. Names, order
    and weights of stages, targets and the scope sheet hold on every day. It is one change of the journey, which can be taken back.

    Returns
    -------
    tuple of str
        The stages that the draft has not and that stay, without touchpoints, because answers speak of them.

    Raises
    ------
    VocError
        If it is no draft.
    Conflict
        If the journey or the draft is no longer as it was seen.
    """
    with store.reading() as connection:
        base = _base_of(connection, draft)
    with moving(store, actor, base) as work:
        connection = work.connection
        if seen is not None and seen != tuple(journey_on(connection, code, today()) for code in (base, draft)):
            raise Conflict(
                "Somebody changed the journey or this draft meanwhile.", "Look at what would be otherwise again, then let it go live."
            )
        wished = as_of(_whole(connection, draft), on)
        standing = as_of(_whole(connection, base), on)
        _set_stages(work, wished)
        work.ids = read_place_ids(connection, work.ids.journey_id)
        _set_cells(work, _by_place(standing), _by_place(wished), on)
        stay = _drop_stages(work, standing, wished)
        _set_levels(work, wished)
        work.say(f"{wished.name} went live, from {on:%Y-%m-%d} on.")
        return stay


def _base_of(connection: Connection, draft: str) -> str:
    whole = t.journeys.alias()
    j = t.journeys.c
    query = sa.select(j.status, whole.c.code).outerjoin(whole, whole.c.journey_id == j.draft_of).where(j.code == draft)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownName("journey", draft, connection.scalars(sa.select(j.code)))
    if row.status != "draft" or row.code is None:
        raise VocError("This journey is no draft, so it cannot go live.", "Choose a draft of it.")
    return str(row.code)


def _whole(connection: Connection, journey: str) -> Definition:
    return whole_on(connection, connection.execute(sa.select(t.journeys).where(t.journeys.c.code == journey)).mappings().one())


def _by_place(definition: Definition) -> _Cells:
    return {(cell.stage, cell.touchpoint): cell for cell in definition.cells}


def _set_stages(work: MovingWork, wished: Definition) -> None:
    """Every stage of the draft, in its order; those it has not come after them."""
    connection, journey_id = work.connection, work.ids.journey_id
    s = t.stages.c
    named = {stage.code for stage in wished.stages} | {UNKNOWN}
    others = connection.scalars(sa.select(s.stage_id).where(s.journey_id == journey_id, s.code.not_in(named)).order_by(s.position)).all()
    for position, stage in enumerate(wished.stages, UNKNOWN_POSITION + 2):
        number = ensure_stage(connection, journey_id, stage)
        values = {"name": stage.name, "weight": stage.weight, "position": position}
        connection.execute(sa.update(t.stages).where(s.stage_id == number).values(values))
    for position, number in enumerate(others, UNKNOWN_POSITION + 2 + len(wished.stages)):
        connection.execute(sa.update(t.stages).where(s.stage_id == number).values(position=position))


def _set_cells(work: MovingWork, standing: _Cells, wished: _Cells, on: date) -> None:
    known = _known_places(work)
    moved = [(out, into) for out, into in moved_cells(standing, wished) if into not in known]
    left, reached = {out for out, _ in moved}, {into for _, into in moved}
    for out, into in moved:
        let_go_on(work, *out, into[0], on)
    for place in standing:
        if place not in wished and place not in left:
            take_out(work, *place, on)
    for place, cell in wished.items():
        if place not in standing and place not in reached:
            let_stand(work.connection, work.ids, *place, on)
        if standing.get(place) != cell:
            write_cell(work, replace(cell, valid_from=on))


def _known_places(work: MovingWork) -> set[tuple[str, str]]:
    """Every cell the journey has or had: a touchpoint that stood somewhere before stands there again, it does not move there."""
    query = sa.select(t.stages.c.code, t.touchpoints.c.code).join_from(t.cells, t.stages).join(t.touchpoints)
    return {(stage, point) for stage, point in work.connection.execute(query.where(t.stages.c.journey_id == work.ids.journey_id))}


def _drop_stages(work: MovingWork, standing: Definition, wished: Definition) -> tuple[str, ...]:
    kept = {stage.code for stage in wished.stages}
    gone = [stage for stage in standing.stages if stage.code not in kept]
    return tuple(stage.name for stage in gone if not take_away(work.connection, work.ids.stages[stage.code]))


def _set_levels(work: MovingWork, wished: Definition) -> None:
    """Targets and the scope sheet of the whole journey."""
    connection, journey_id = work.connection, work.ids.journey_id
    connection.execute(sa.delete(t.targets).where(t.targets.c.journey_id == journey_id))
    rows = [{"journey_id": journey_id, "metric": target.metric, "value": target.value} for target in wished.targets]
    if rows:
        connection.execute(sa.insert(t.targets), rows)
    sheet = dict(wished.sheet) or None
    connection.execute(sa.update(t.journeys).where(t.journeys.c.journey_id == journey_id).values(scope_sheet=sheet))
