"""Answers that go with their cell: from one place of a journey to another, the sums with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from vocdash.metrics.rollup import AnswerChange
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.joins import same_comment

Place = tuple[int, int]
"""(stage number, touchpoint number)."""

PLACED: tuple[tuple[Table, str, str], ...] = (
    (t.responses, "stage_id", "touchpoint_id"),
    (t.mentions, "stage_id", "touchpoint_id"),
    (t.interactions, "stage_id", "touchpoint_id"),
    (t.invitation_counts, "stage_id", "touchpoint_id"),
    (t.cases, "stage_id", "touchpoint_id"),
    (t.cases, "cause_stage_id", "cause_touchpoint_id"),
    (t.actions, "stage_id", "touchpoint_id"),
)
"""Every table whose rows say where something happened, beside the questions' defaults and the rollup, which is made anew."""


@dataclass(frozen=True, slots=True)
class Move:
    """Answers that go from one place to another: all of them, or those to some questions or through some channels (by number)."""

    source: Place
    target: Place
    questions: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    answers: int = 0

    def reversed(self) -> Self:
        """The way back: everything that stands at the target."""
        return replace(self, source=self.target, target=self.source, questions=(), channels=())

    def as_json(self) -> dict[str, Any]:
        """As it stands in the history."""
        return {"source": list(self.source), "target": list(self.target), "answers": self.answers}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """What :meth:`as_json` wrote."""
        return cls(tuple(data["source"]), tuple(data["target"]), answers=data["answers"])


def move_answers(change: AnswerChange, move: Move, without: Sequence[Table] = ()) -> Move:
    """Let all that stands at the source go, but for rows of some tables; gives the move with the number of answers that went."""
    connection, s = change.connection, t.submissions.c
    found = [*_at(t.responses, "stage_id", "touchpoint_id", move.source), *_only(t.responses, move)]
    days = sa.select(s.day).join_from(t.submissions, t.responses, t.responses.c.submission_id == s.submission_id).where(*found).distinct()
    change.touch_days(connection.scalars(days).all())
    answers = int(connection.scalar(sa.select(sa.func.count()).select_from(t.responses).where(*found)) or 0)
    partial = bool(move.questions or move.channels)
    for table, stage, touchpoint in PLACED:
        narrowed = _only(table, move)
        if table in without or (partial and not narrowed):
            continue  # what does not say to which question it belongs stays with the cell that was there
        stand = {stage: move.target[0], touchpoint: move.target[1]}
        connection.execute(sa.update(table).where(*_at(table, stage, touchpoint, move.source), *narrowed).values(stand))
    return replace(move, answers=answers)


def move_questions(connection: Connection, move: Move) -> None:
    """Let later answers to the questions asked at the source belong to the target, unless their file says otherwise."""
    q = t.questions.c
    here = _at(t.questions, "stage_id", "touchpoint_id", move.source)
    if move.questions:
        here.append(q.question_id.in_(move.questions))
    elif move.channels:
        return
    connection.execute(sa.update(t.questions).where(*here).values(stage_id=move.target[0], touchpoint_id=move.target[1]))


def count_answers(connection: Connection, place: Place) -> int:
    """How many answers stand at a place."""
    here = _at(t.responses, "stage_id", "touchpoint_id", place)
    return int(connection.scalar(sa.select(sa.func.count()).select_from(t.responses).where(*here)) or 0)


def _at(table: Table, stage: str, touchpoint: str, place: Place) -> list[sa.ColumnElement[bool]]:
    return [table.c[stage] == place[0], table.c[touchpoint] == place[1]]


def _only(table: Table, move: Move) -> list[sa.ColumnElement[bool]]:
    """The conditions of a part of the answers; none where the table cannot tell them apart (then it is left alone)."""
    if table is t.mentions and move.channels:
        return [_of_its_answer(move.channels), *_only(table, replace(move, channels=()))]
    asked = [(name, numbers) for name, numbers in (("question_id", move.questions), ("channel_id", move.channels)) if numbers]
    if any(name not in table.c for name, _ in asked):
        return []
    return [table.c[name].in_(numbers) for name, numbers in asked]


def _of_its_answer(channels: tuple[int, ...]) -> sa.ColumnElement[bool]:
    """A mention came through the channel of the answer it was found in."""
    return sa.exists().where(same_comment(t.mentions), t.responses.c.channel_id.in_(channels))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a cell's answers that could go elsewhere: a question (by number) or a channel (by code), and how many answers it has."""

    key: int | str
    name: str
    answers: int


def read_parts(store: Store, cell_id: int) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """(questions, channels) that the answers of a cell came to and through, the largest first."""
    r, c = t.responses.c, t.cells.c
    here = sa.and_(c.cell_id == cell_id, c.stage_id == r.stage_id, c.touchpoint_id == r.touchpoint_id)
    n = sa.func.count().label("n")
    name = sa.case((t.questions.c.wording == "", t.questions.c.code), else_=t.questions.c.wording)
    questions = sa.select(r.question_id, name, n).join_from(t.responses, t.cells, here)
    questions = questions.join(t.questions, t.questions.c.question_id == r.question_id).group_by(r.question_id, name)
    channels = sa.select(t.channels.c.code, t.channels.c.name, n).join_from(t.responses, t.cells, here)
    channels = channels.join(t.channels, t.channels.c.channel_id == r.channel_id).group_by(t.channels.c.code, t.channels.c.name)
    with store.reading() as connection:
        found = [tuple(Part(*row) for row in connection.execute(query.order_by(n.desc()))) for query in (questions, channels)]
    return found[0], found[1]
