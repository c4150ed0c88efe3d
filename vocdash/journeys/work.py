"""The one way to change a design: the role is checked, the change is one transaction, and what it did is kept for the way back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.journeys.answers import Move, move_answers
from vocdash.journeys.create import PlaceIds, id_of, named, read_place_ids
from vocdash.journeys.history import COMPANY, record, snapshot
from vocdash.metrics.rollup import AnswerChange, changing_answers
from vocdash.store import Store
from vocdash.store import tables as t


@dataclass(slots=True)
class Work:
    """A change of a design in progress: where to write, the numbers of its places, and the sentence the history will show."""

    connection: Connection
    ids: PlaceIds
    said: str = ""

    def say(self, sentence: str) -> None:
        """Say in one sentence what is changed; it stands in the history."""
        self.said = sentence

    def stage_name(self, code: str) -> str:
        """What the stage of that code is called. Raises UnknownName."""
        number = named("stage", code, self.ids.stages)
        return str(self.connection.scalar(sa.select(t.stages.c.name).where(t.stages.c.stage_id == number)))

    def touchpoint_name(self, code: str) -> str:
        """What the touchpoint of that code is called. Raises UnknownName."""
        number = named("touchpoint", code, self.ids.touchpoints)
        return str(self.connection.scalar(sa.select(t.touchpoints.c.name).where(t.touchpoints.c.touchpoint_id == number)))

    def cell_name(self, stage: str, touchpoint: str) -> str:
        """What a cell is called: touchpoint in stage. Raises UnknownName."""
        return f"{self.touchpoint_name(touchpoint)} in {self.stage_name(stage)}"


@dataclass(slots=True)
class MovingWork(Work):
    """A change that takes answers along."""

    change: AnswerChange = field(kw_only=True)
    moves: list[Move] = field(default_factory=list)

    def move(self, move: Move) -> Move:
        """Let the answers go, and remember where they were."""
        moved = move_answers(self.change, move)
        self.moves.append(moved)
        return moved


@contextmanager
def designing(store: Store, actor: Actor, journey: str) -> Iterator[Work]:
    """Change the design of a journey; at the end the history holds what differs. Raises NotAllowed below lead."""
    actor.require(Access.LEAD, "change a journey")
    with store.writing() as connection:
        ids = read_place_ids(connection, id_of(connection, t.journeys, journey, "journey"))
        before = snapshot(connection, ids.journey_id)
        work = Work(connection, ids)
        yield work
        record(connection, actor, ids.journey_id, before, work.said)


@contextmanager
def designing_company(store: Store, actor: Actor) -> Iterator[Work]:
    """Change what belongs to every journey: teams and persons."""
    actor.require(Access.LEAD, "change teams and persons")
    with store.writing() as connection:
        before = snapshot(connection, COMPANY)
        work = Work(connection, PlaceIds(COMPANY, {}, {}, {}))
        yield work
        record(connection, actor, COMPANY, before, work.said)


@contextmanager
def moving(store: Store, actor: Actor, journey: str) -> Iterator[MovingWork]:
    """Change a design and take answers along: at the end the rollup agrees with them."""
    actor.require(Access.LEAD, "move answers of a journey")
    with changing_answers(store) as change:
        connection = change.connection
        ids = read_place_ids(connection, id_of(connection, t.journeys, journey, "journey"))
        before = snapshot(connection, ids.journey_id)
        work = MovingWork(connection, ids, change=change)
        yield work
        record(connection, actor, ids.journey_id, before, work.said, work.moves)
