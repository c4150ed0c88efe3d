"""Change the cells of a journey: what is true of one from a day on, where it stands, and when it begins and ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Actor
from vocdash.domain import UNKNOWN
from vocdash.errors import Conflict, UnknownName, VocError
from vocdash.journeys.answers import Move, Place, count_answers, move_questions
from vocdash.journeys.create import PlaceIds, ensure_cell, ensure_touchpoint, id_of, named, read_place_ids, write_version
from vocdash.journeys.definition import CellSpec, TouchpointSpec
from vocdash.journeys.levels import checked, spec_of
from vocdash.journeys.read import Cell, read_cells
from vocdash.journeys.work import MovingWork, Work, designing, moving
from vocdash.locales import listed
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import today


def change_cells(store: Store, actor: Actor, journey: str, changes: Sequence[tuple[Cell, Cell]], valid_from: date | None) -> None:
    """Write several cells at once, each given as it was seen and as it shall be from `valid_from` on.

    Raises
    ------
    Conflict
        If one of them is no longer as it was seen: then nothing is written.
    """
    with designing(store, actor, journey) as work:
        now = {cell.cell_id: cell for cells in read_cells(work.connection, work.ids.journey_id, today()).values() for cell in cells}
        for seen, _ in changes:
            if now.get(seen.cell_id) != seen:
                raise Conflict(f"Somebody changed {seen.touchpoint_name} meanwhile.", "Look at it again, then change it.")
        for _, wished in changes:
            write_cell(work, spec_of(wished, valid_from))
        names = [work.cell_name(wished.stage, wished.touchpoint) for _, wished in changes]
        work.say(f"Changed {listed(names, 3)}{_since(valid_from)}.")


def set_pinned(store: Store, actor: Actor, journey: str, stage: str, touchpoint: str, pinned: bool) -> None:
    """Pin a cell as a moment of truth beside those that are found, because a person may know what no score says yet; or unpin it.

    Raises
    ------
    UnknownName
        If the journey, its stage or the touchpoint in it does not exist.
    """
    with designing(store, actor, journey) as work:
        cell_id, _ = _cell(work, stage, touchpoint)
        work.connection.execute(sa.update(t.cells).where(t.cells.c.cell_id == cell_id).values(pinned=pinned))
        work.say(f"{'Pinned' if pinned else 'Unpinned'} {work.cell_name(stage, touchpoint)}.")


def place_touchpoint(
    store: Store, actor: Actor, journey: str, stage: str, touchpoint: TouchpointSpec, starts_on: date | None = None
) -> None:
    """Place a touchpoint in a stage from a day on (always, when None); the touchpoint is made if it is new.

    Raises
    ------
    Conflict
        If it stands in this stage already.
    """
    if not touchpoint.name.strip() or touchpoint.code == UNKNOWN:
        raise VocError("The touchpoint has no name.", "Give it one, such as “Service desk”.")
    with designing(store, actor, journey) as work:
        ensure_touchpoint(work.connection, touchpoint)
        ids = read_place_ids(work.connection, work.ids.journey_id)
        if not let_stand(work.connection, ids, stage, touchpoint.code, starts_on):
            raise Conflict(f"{touchpoint.name} stands in this stage already.", "Change that cell, or choose another touchpoint.")
        work.say(f"Placed {touchpoint.name} in {work.stage_name(stage)}{_since(starts_on)}.")


def let_stand(connection: Connection, ids: PlaceIds, stage: str, touchpoint: str, starts_on: date | None) -> bool:
    """Let a touchpoint stand in a stage from a day on; one that ended there stands again. Whether it did not stand there already."""
    cell_id, made = ensure_cell(connection, ids, stage, touchpoint)
    ended = connection.scalar(sa.select(t.cells.c.ends_on).where(t.cells.c.cell_id == cell_id))
    lasts = {"starts_on": starts_on, "ends_on": None} if made else {"ends_on": None}
    connection.execute(sa.update(t.cells).where(t.cells.c.cell_id == cell_id).values(lasts))
    return made or ended is not None


def remove_cell(store: Store, actor: Actor, journey: str, stage: str, touchpoint: str, on: date) -> bool:
    """Take a touchpoint out of a stage. One that answers or walks speak of ends on the day `on`, and earlier days still show it.

    Returns
    -------
    bool
        Whether the cell is gone altogether, because nothing speaks of it.
    """
    with designing(store, actor, journey) as work:
        name = work.cell_name(stage, touchpoint)
        gone = take_out(work, stage, touchpoint, on)
        work.say(f"Removed {name}." if gone else f"Took {name} out of the journey from {on:%Y-%m-%d} on.")
        return gone


def take_out(work: Work, stage: str, touchpoint: str, on: date) -> bool:
    """Delete a cell that nothing speaks of, and end any other on the day `on`; whether it is gone altogether."""
    cell_id, place = _cell(work, stage, touchpoint)
    walked = work.connection.scalar(sa.select(t.walk_scores.c.walk_id).where(t.walk_scores.c.cell_id == cell_id).limit(1))
    asked = work.connection.scalar(_questions_at(place).limit(1))
    if walked or asked or count_answers(work.connection, place):
        work.connection.execute(sa.update(t.cells).where(t.cells.c.cell_id == cell_id).values(ends_on=on))
        return False
    for table in (t.cell_versions, t.cells):
        work.connection.execute(sa.delete(table).where(table.c.cell_id == cell_id))
    return True


def move_cell(store: Store, actor: Actor, journey: str, stage: str, touchpoint: str, to_stage: str, *, past: bool, on: date) -> Move:
    """Let a touchpoint stand in another stage, and its questions with it.

    With `past`, it is as if it had always stood there: answers, mentions, cases, walks and dated levels go along. Without, the cell
    ends on the day `on`, a new one with the same levels begins in the other stage, and past answers stay where they were given.

    Raises
    ------
    Conflict
        If the touchpoint stands in the other stage already, or answers stand there.
    """
    with moving(store, actor, journey) as work:
        cell_id, source = _cell(work, stage, touchpoint)
        target = (named("stage", to_stage, work.ids.stages), source[1])
        _check_free(work, target, work.cell_name(to_stage, touchpoint))
        work.say(f"Moved {work.cell_name(stage, touchpoint)} to {work.stage_name(to_stage)}, {_with_past(past, on)}.")
        if not past:
            return _go_on(work, cell_id, Move(source, target), on)
        move_questions(work.connection, Move(source, target))
        work.connection.execute(sa.update(t.cells).where(t.cells.c.cell_id == cell_id).values(stage_id=target[0]))
        return work.move(Move(source, target))


def let_go_on(work: MovingWork, stage: str, touchpoint: str, to_stage: str, on: date) -> None:
    """Let a touchpoint stand in another stage from the day `on`, its questions with it; past answers stay."""
    cell_id, source = _cell(work, stage, touchpoint)
    target = (named("stage", to_stage, work.ids.stages), source[1])
    _check_free(work, target, work.cell_name(to_stage, touchpoint))
    _go_on(work, cell_id, Move(source, target), on)


def _go_on(work: MovingWork, cell_id: int, move: Move, on: date) -> Move:
    move_questions(work.connection, move)
    _begin_anew(work, cell_id, move.target, on)
    work.connection.execute(sa.update(t.cells).where(t.cells.c.cell_id == cell_id).values(ends_on=on))
    work.moves.append(move)
    return move


def split_cell(
    store: Store,
    actor: Actor,
    journey: str,
    stage: str,
    touchpoint: str,
    new: TouchpointSpec,
    *,
    questions: Sequence[int] = (),
    channels: Sequence[str] = (),
    past: bool,
    on: date,
) -> Move:
    """Part a touchpoint in two: answers to some questions (by number), or through some channels (by code), go to a new one.

    With `past`, answers given before go along, and the new cell has the dated levels of the old one; without, it begins on the day
    `on` and only later answers to these questions belong to it.

    Raises
    ------
    VocError
        If neither a question nor a channel is named.
    Conflict
        If the new touchpoint stands in this stage already.
    """
    if not questions and not channels:
        raise VocError("Nothing says what belongs to the new touchpoint.", "Choose the questions or the channels that go to it.")
    if not new.name.strip() or new.code == UNKNOWN:
        raise VocError("The new touchpoint has no name.", "Give it one, such as “Service desk”.")
    with moving(store, actor, journey) as work:
        cell_id, source = _cell(work, stage, touchpoint)
        ensure_touchpoint(work.connection, new)
        target = (source[0], id_of(work.connection, t.touchpoints, new.code, "touchpoint"))
        _check_free(work, target, new.name)
        work.say(f"Split {new.name} from {work.cell_name(stage, touchpoint)}, {_with_past(past, on)}.")
        chosen = tuple(named("channel", code, work.ids.channels) for code in channels)
        move = Move(source, target, tuple(questions), chosen)
        move_questions(work.connection, move)
        if past:
            _copy_versions(work.connection, cell_id, target)
            return work.move(move)
        _begin_anew(work, cell_id, target, on)
        work.moves.append(move)
        return move


def write_cell(work: Work, spec: CellSpec) -> None:
    """Write one dated version of a cell, checked, and what holds of it on every day."""
    cell = checked(spec)
    cell_id, _ = ensure_cell(work.connection, work.ids, cell.stage, cell.touchpoint)
    work.connection.execute(sa.update(t.cells).where(t.cells.c.cell_id == cell_id).values(weight=cell.weight, pinned=cell.pinned))
    write_version(work.connection, work.ids, cell)


def _cell(work: Work, stage: str, touchpoint: str) -> tuple[int, Place]:
    """The number of a cell, and its place. Raises UnknownName where the touchpoint does not stand in the stage."""
    place = (named("stage", stage, work.ids.stages), named("touchpoint", touchpoint, work.ids.touchpoints))
    c = t.cells.c
    cell_id = work.connection.scalar(sa.select(c.cell_id).where(c.stage_id == place[0], c.touchpoint_id == place[1]))
    if cell_id is None:
        here = sa.select(t.touchpoints.c.code).join(t.cells, c.touchpoint_id == t.touchpoints.c.touchpoint_id)
        raise UnknownName("touchpoint", touchpoint, work.connection.scalars(here.where(c.stage_id == place[0])))
    return int(cell_id), place


def _check_free(work: Work, target: Place, name: str) -> None:
    c = t.cells.c
    cell = work.connection.scalar(sa.select(c.cell_id).where(c.stage_id == target[0], c.touchpoint_id == target[1]))
    if cell is not None or work.connection.scalar(_questions_at(target).limit(1)) is not None or count_answers(work.connection, target):
        raise Conflict(f"{name} exists already.", "Choose another stage or touchpoint: two cells with answers cannot become one.")


def _questions_at(place: Place) -> sa.Select[tuple[int]]:
    q = t.questions.c
    return sa.select(q.question_id).where(q.stage_id == place[0], q.touchpoint_id == place[1])


def _copy_versions(connection: Connection, cell_id: int, target: Place) -> int:
    """A new cell at the target with every dated version of another; gives its number."""
    pinned, weight = connection.execute(sa.select(t.cells.c.pinned, t.cells.c.weight).where(t.cells.c.cell_id == cell_id)).one()
    values = {"stage_id": target[0], "touchpoint_id": target[1], "pinned": pinned, "weight": weight}
    made = connection.execute(sa.insert(t.cells).values(values)).inserted_primary_key
    new_id = int(made[0]) if made else 0
    names = [column.name for column in t.cell_versions.c if column.name != "cell_id"]
    old = sa.select(sa.literal(new_id), *(t.cell_versions.c[name] for name in names)).where(t.cell_versions.c.cell_id == cell_id)
    connection.execute(sa.insert(t.cell_versions).from_select(["cell_id", *names], old))
    return new_id


def _begin_anew(work: Work, cell_id: int, target: Place, on: date) -> None:
    """A new cell at the target that begins on a day, with what holds of another on that day."""
    new_id = _copy_versions(work.connection, cell_id, target)
    v = t.cell_versions.c
    holds = work.connection.scalar(sa.select(sa.func.max(v.valid_from)).where(v.cell_id == new_id, v.valid_from <= on))
    work.connection.execute(sa.delete(t.cell_versions).where(v.cell_id == new_id, v.valid_from <= on, v.valid_from != holds))
    if holds is not None:
        work.connection.execute(sa.update(t.cell_versions).where(v.cell_id == new_id, v.valid_from == holds).values(valid_from=on))
    work.connection.execute(sa.update(t.cells).where(t.cells.c.cell_id == new_id).values(starts_on=on))


def _with_past(past: bool, on: date) -> str:
    return "past answers along with it" if past else f"from {on:%Y-%m-%d} on; past answers stayed"


def _since(day: date | None) -> str:
    return f" from {day:%Y-%m-%d} on" if day else ""
