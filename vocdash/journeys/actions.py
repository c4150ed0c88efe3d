"""The changes that are planned, running or done at a place of a journey. Each change of them stands in the history of the design."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Actor
from vocdash.domain import UNKNOWN
from vocdash.errors import Conflict, VocError
from vocdash.journeys.create import action_values, id_of
from vocdash.journeys.definition import ActionSpec
from vocdash.journeys.document import LONGEST_NAME
from vocdash.journeys.levels import between
from vocdash.journeys.work import Work, designing
from vocdash.store import Store
from vocdash.store import tables as t


@dataclass(frozen=True, slots=True)
class Action:
    """One change: where it works ("" for everywhere), who answers for it, and from when until when.

    `spec` is the same by codes, with all that a file says of it; `owner` is the name of a person.
    """

    action_id: int
    spec: ActionSpec
    owner: str

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def stage(self) -> str:
        return self.spec.stage

    @property
    def touchpoint(self) -> str:
        return self.spec.touchpoint

    @property
    def started_on(self) -> date | None:
        return self.spec.started_on

    @property
    def done_on(self) -> date | None:
        return self.spec.done_on

    def is_done(self, day: date) -> bool:
        """Whether it has ended by that day."""
        return self.done_on is not None and self.done_on <= day

    def works_at(self, stage: str = "", touchpoint: str = "") -> bool:
        """Whether it works at a stage, a touchpoint or both; one without a stage works in every stage, and so with touchpoints."""
        return self.stage in ("", stage or self.stage) and self.touchpoint in ("", touchpoint or self.touchpoint)

    def runs(self, day: date) -> bool:
        """Whether it has begun by that day and not ended; one without a first day has not begun."""
        return self.started_on is not None and self.started_on <= day and not self.is_done(day)


def list_actions(store: Store, journey: str, stage: str = "", touchpoint: str = "") -> tuple[Action, ...]:
    """The actions of a journey that work at a stage, a touchpoint or both; all of them where neither is named. Newest first."""
    with store.reading() as connection:
        found = _read(connection, id_of(connection, t.journeys, journey, "journey"))
    return tuple(action for action in found if action.works_at(stage, touchpoint))


def add_action(store: Store, actor: Actor, journey: str, action: ActionSpec) -> int:
    """Note a change to a stage, a touchpoint or the whole journey; gives its number.

    Raises
    ------
    Conflict
        If the journey has an action of this name.
    UnknownName
        If there is no such place or person.
    VocError
        If it has no name or one too long, its days do not fit each other, its cost or expected gain cannot be, or the touchpoint does
        not stand in the stage.
    """
    with designing(store, actor, journey) as work:
        values = _checked(work, action)
        _insist_on_place(work, values)
        row = {"journey_id": work.ids.journey_id, **values}
        number = work.connection.execute(sa.insert(t.actions).values(row)).inserted_primary_key
        work.say(f"Noted the action “{values['name']}”{_place(work, action)}.")
        return int(number[0]) if number else 0


def change_action(store: Store, actor: Actor, journey: str, seen: Action, wished: ActionSpec) -> None:
    """Let an action be as it is wished, where it was `seen` otherwise; done on a day is how it ends. Raises as :func:`add_action` does.

    Raises
    ------
    Conflict
        If somebody changed or removed it since it was seen.
    """
    with designing(store, actor, journey) as work:
        _insist_on_seen(work, seen)
        values = _checked(work, wished, seen.action_id)
        if (wished.stage, wished.touchpoint) != (seen.stage, seen.touchpoint):
            _insist_on_place(work, values)
        work.connection.execute(sa.update(t.actions).where(t.actions.c.action_id == seen.action_id).values(values))
        ended = wished.done_on is not None and seen.done_on is None
        work.say(f"Ended the action “{values['name']}”." if ended else f"Changed the action “{values['name']}”.")


def remove_action(store: Store, actor: Actor, journey: str, seen: Action) -> None:
    """Take an action away, as if it had never been noted.

    Raises
    ------
    Conflict
        If somebody changed or removed it since it was seen, or a case names it as what mends its cause.
    """
    with designing(store, actor, journey) as work:
        _insist_on_seen(work, seen)
        cases = work.connection.scalar(sa.select(sa.func.count()).select_from(t.cases).where(t.cases.c.action_id == seen.action_id))
        if cases:
            named = "A complaint names" if cases == 1 else f"{cases} complaints name"
            raise Conflict(f"{named} “{seen.name}” as what mends them.", "Say on which day it was done instead.")
        work.connection.execute(sa.delete(t.actions).where(t.actions.c.action_id == seen.action_id))
        work.say(f"Removed the action “{seen.name}”.")


def _read(connection: Connection, journey_id: int) -> tuple[Action, ...]:
    a, s, p, who = t.actions.c, t.stages.c, t.touchpoints.c, t.persons.c
    told = ("name", "started_on", "done_on", "cost", "expected_gain", "note")
    statement = (
        sa.select(a.action_id, *(a[name] for name in told), s.code, p.code, who.code, who.name)
        .select_from(t.actions)
        .outerjoin(t.stages, s.stage_id == a.stage_id)
        .outerjoin(t.touchpoints, p.touchpoint_id == a.touchpoint_id)
        .outerjoin(t.persons, who.person_id == a.person_id)
        .where(a.journey_id == journey_id)
        .order_by(a.started_on.desc().nulls_last(), a.action_id)
    )
    found = []
    for number, name, started, done, cost, gain, note, stage, touchpoint, code, owner in connection.execute(statement):
        spec = ActionSpec(name, stage or "", touchpoint or "", code or "", started, done, cost, gain, note)
        found.append(Action(number, spec, owner or ""))
    return tuple(found)


def _insist_on_seen(work: Work, seen: Action) -> None:
    now = next((one for one in _read(work.connection, work.ids.journey_id) if one.action_id == seen.action_id), None)
    if now is None:
        raise Conflict(f"Somebody has removed the action “{seen.name}”.", "Look at the list again.")
    if now.spec != seen.spec:
        raise Conflict(f"Somebody changed the action “{seen.name}” meanwhile.", "Look at it again, then change it.")


def _checked(work: Work, action: ActionSpec, own: int | None = None) -> dict[str, object]:
    """The row of an action, without its journey, where all of it makes sense; `own` is its number if it has one."""
    name = " ".join(action.name.split())
    if not name:
        raise VocError("The action has no name.", "Say in a few words what is being changed, such as “Call back within an hour”.")
    if len(name) > LONGEST_NAME:
        raise VocError(f"The name of the action has {len(name)} letters.", f"Use at most {LONGEST_NAME}; the rest fits into the note.")
    if action.done_on is not None and action.started_on is None:
        raise VocError("The action has a day on which it was done and none on which it started.", "Give the day on which it started.")
    if action.done_on is not None and action.started_on is not None and action.done_on < action.started_on:
        told = f"The action would be done on {action.done_on}, before it starts on {action.started_on}."
        raise VocError(told, "Correct one of the days.")
    between("The cost of the action", action.cost, 0, None)
    between("The gain expected of the action", action.expected_gain, -100, 100)
    a = t.actions.c
    of_name = sa.select(a.action_id).where(a.journey_id == work.ids.journey_id, a.name == name)
    if any(number != own for number in work.connection.scalars(of_name)):
        raise Conflict(f"This journey has an action called “{name}” already.", "Change that one, or give this one another name.")
    return {"name": name, **action_values(work.connection, work.ids, action)}


def _insist_on_place(work: Work, values: dict[str, object]) -> None:
    """A touchpoint must stand in the journey, and in the stage if one is named."""
    if values["touchpoint_id"] is None:
        return
    stages = [number for code, number in work.ids.stages.items() if code != UNKNOWN and values["stage_id"] in (None, number)]
    c = t.cells.c
    placed = sa.select(c.cell_id).where(c.touchpoint_id == values["touchpoint_id"], c.stage_id.in_(stages)).limit(1)
    if work.connection.scalar(placed) is None:
        raise VocError("This touchpoint does not stand there in the journey.", "Place it there first, or choose another place.")


def _place(work: Work, action: ActionSpec) -> str:
    if action.stage and action.touchpoint:
        return f" at {work.cell_name(action.stage, action.touchpoint)}"
    if action.stage or action.touchpoint:
        return f" at {work.stage_name(action.stage) if action.stage else work.touchpoint_name(action.touchpoint)}"
    return ""
