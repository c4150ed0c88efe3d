"""Change a journey: its name, stages and targets. Who does it says who they are first; a lead may, a viewer may not.

Weights change scores but no sums, so nothing here touches the rollup: the revision rises, and scores are asked anew. Every change of
the design is kept with what was there before, see :mod:`vocdash.journeys.history`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.domain import UNKNOWN
from vocdash.errors import Conflict, VocError
from vocdash.journeys.answers import PLACED
from vocdash.journeys.create import (
    ensure_definition,
    ensure_stage,
    named,
)
from vocdash.journeys.create import order_stages as put_in_order
from vocdash.journeys.definition import Definition, StageSpec
from vocdash.journeys.levels import checked_target, checked_weight
from vocdash.journeys.work import designing
from vocdash.store import Store
from vocdash.store import tables as t


def create_journey(store: Store, actor: Actor, definition: Definition) -> int:
    """Make a journey and everything its definition names.

    Raises
    ------
    Conflict
        If a journey of this code exists.
    VocError
        If it has no code.
    """
    actor.require(Access.LEAD, "change a journey")
    if not definition.code or definition.code == UNKNOWN:
        raise VocError("The journey has no name.", "Give it one, such as “Our shop”.")
    _named(definition.name or definition.code, "journey")
    for stage in definition.stages:
        _named(stage.name, "stage")
    with store.writing() as connection:
        if connection.scalar(sa.select(t.journeys.c.journey_id).where(t.journeys.c.code == definition.code)) is not None:
            raise Conflict(f"A journey called “{definition.code}” exists already.", "Choose another code, or change that journey.")
        return ensure_definition(connection, definition).journey_id


def describe_journey(store: Store, actor: Actor, journey: str, name: str, description: str) -> None:
    """Give a journey another name and description; links and files know it by its code, which stays."""
    with designing(store, actor, journey) as work:
        values = {"name": _named(name, "journey"), "description": description.strip()}
        connection, journey_id = work.connection, work.ids.journey_id
        connection.execute(sa.update(t.journeys).where(t.journeys.c.journey_id == journey_id).values(values))
        work.say("Described the journey.")


def archive_journey(store: Store, actor: Actor, journey: str, *, archived: bool = True) -> None:
    """Take a journey off the lists, or put it back on them. Its answers stay."""
    with designing(store, actor, journey) as work:
        status = t.journeys.c.status
        of_it = sa.update(t.journeys).where(t.journeys.c.journey_id == work.ids.journey_id, status != "draft")
        work.connection.execute(of_it.values(status="archived" if archived else "live"))
        work.say("Took the journey off the lists." if archived else "Put the journey back on the lists.")


def add_stages(store: Store, actor: Actor, journey: str, stages: Iterable[StageSpec]) -> None:
    """Add stages to a journey; those it has already stay as they are."""
    with designing(store, actor, journey) as work:
        added = [stage for stage in stages if _named(stage.name, "stage") and stage.code not in work.ids.stages]
        for stage in added:
            ensure_stage(work.connection, work.ids.journey_id, stage)
        work.say(f"Added {', '.join(stage.name for stage in added)}.")


def change_stage(store: Store, actor: Actor, journey: str, stage: str, name: str, weight: float | None) -> None:
    """Give a stage another name, and its weight in the index (None: as the others)."""
    with designing(store, actor, journey) as work:
        work.say(f"Changed the stage {work.stage_name(stage)}.")
        values = {"name": _named(name, "stage"), "weight": checked_weight(weight)}
        number = work.ids.stages[stage]
        work.connection.execute(sa.update(t.stages).where(t.stages.c.stage_id == number).values(values))


def order_stages(store: Store, actor: Actor, journey: str, codes: Sequence[str]) -> None:
    """Put the stages of a journey in this order. It is how the journey is drawn, on every day.

    Raises
    ------
    Conflict
        If these are not the journey's stages, each once: somebody added or removed one meanwhile.
    """
    with designing(store, actor, journey) as work:
        known = {code for code in work.ids.stages if code != UNKNOWN}
        if sorted(codes) != sorted(known):
            raise Conflict("Somebody added or removed a stage meanwhile.", "Look at the stages again, then order them.")
        put_in_order(work.connection, work.ids.journey_id, codes)
        work.say("Ordered the stages: " + ", ".join(work.stage_name(code) for code in codes) + ".")


def remove_stage(store: Store, actor: Actor, journey: str, stage: str) -> None:
    """Take a stage away, and the cells in it.

    Raises
    ------
    Conflict
        If questions are asked in it, or answers or walks speak of it: move its cells to another stage first.
    """
    with designing(store, actor, journey) as work:
        number = named("stage", stage, work.ids.stages)
        name = work.stage_name(stage)
        if stage == UNKNOWN:
            raise VocError("This stage holds answers that name none, so it stays.", "Choose another stage.")
        if not take_away(work.connection, number):
            raise Conflict(f"Questions, answers, cases, actions or walks speak of {name}.", "Move its touchpoints to another stage first.")
        work.say(f"Removed the stage {name}.")


def take_away(connection: Connection, number: int) -> bool:
    """Delete a stage and its cells, unless a question, a walk or anything placed in it speaks of it; whether it is gone."""
    speaking = [t.questions.c.stage_id, *(table.c[stage] for table, stage, _ in PLACED)]
    used = any(connection.scalar(sa.select(stage).where(stage == number).limit(1)) is not None for stage in speaking)
    cells = sa.select(t.cells.c.cell_id).where(t.cells.c.stage_id == number)
    if used or connection.scalar(sa.select(t.walk_scores.c.walk_id).where(t.walk_scores.c.cell_id.in_(cells)).limit(1)):
        return False
    connection.execute(sa.delete(t.cell_versions).where(t.cell_versions.c.cell_id.in_(cells)))
    for table in (t.cells, t.stages):
        connection.execute(sa.delete(table).where(table.c.stage_id == number))
    return True


def set_target(store: Store, actor: Actor, journey: str, metric: str, value: float | None) -> None:
    """Set the value the company wants of a metric, or of the overall index, for the whole journey; None removes it.

    Raises
    ------
    UnknownName
        If there is no such metric.
    VocError
        If the metric cannot have that value.
    """
    with designing(store, actor, journey) as work:
        connection, journey_id = work.connection, work.ids.journey_id
        connection.execute(sa.delete(t.targets).where(t.targets.c.journey_id == journey_id, t.targets.c.metric == metric))
        if value is not None:
            values = {"journey_id": journey_id, "metric": metric, "value": checked_target(metric, value)}
            connection.execute(sa.insert(t.targets).values(values))
        work.say(f"Removed the target of {metric}." if value is None else f"Set the target of {metric} to {value:g}.")


def _named(name: str, what: str) -> str:
    """The name, if it is one. Raises VocError when it is empty or too long."""
    if not name.strip():
        raise VocError(f"The {what} has no name.", "Give it one.")
    if len(name.strip()) > 200:
        raise VocError(f"The name of the {what} is longer than 200 characters.", "Shorten it.")
    return name.strip()
