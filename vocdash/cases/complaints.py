"""Which answers complain: the one question that cases are opened from.

A submission complains about a place (a stage and a touchpoint) when an answer there is in the worse half of its scale, a comment
is negative, or a comment shows a signal of a complaint. What staff saw themselves is no complaint of a customer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.domain import Method, Sentiment
from vocdash.metrics.complaining import LOW, complains
from vocdash.metrics.registry import MEASURES
from vocdash.metrics.sources import answers
from vocdash.store import tables as t
from vocdash.store.joins import same_comment
from vocdash.text.complaints import severity

_QUESTION, _RANK = 1 << 16, 1 << 48
"""A comment's place as one number, so that the smallest one is the first negative comment, or else the first one."""

_ANSWER_REQUESTED = "answer_requested"
_NOT_CUSTOMERS = (Method.WALK_THROUGH.value, Method.OBSERVATION.value)


class Complaint(NamedTuple):
    """One submission's complaint about one place. `score` runs from 0 (worst) to 1 (best), None without one.

    `question_id` and `occurrence` name the comment that says most about it; None where there are no words. The suspected
    place is the one its words speak of, where that is another one.
    """

    submission_id: int
    customer_id: int | None
    answered_at: datetime
    day: date
    segment_id: int
    method: str
    journey_id: int
    stage_id: int
    touchpoint_id: int
    channel_id: int
    question_id: int | None
    occurrence: int
    score: float | None
    severity: int
    theme_id: int
    wants_answer: bool
    suspected: tuple[int, int] | None
    import_id: int


@dataclass(slots=True)
class _Found:
    """What the words at one place show."""

    signals: set[str]
    theme_id: int = 0
    theme_polarity: float = 2.0
    suspected: tuple[int, int] | None = None


Place = tuple[int, int, int]
"""Submission, stage and touchpoint."""


def read_complaints(connection: Connection, *conditions: ColumnElement[bool]) -> Iterator[Complaint]:
    """Every complaint among the answers that fulfil conditions on `submissions`, oldest first, one a submission and place."""
    found, nothing = _read_mentions(connection, conditions), _Found(set())
    for row in connection.execute(_candidates(conditions)):
        submission_id, stage_id, touchpoint_id, *about, method, journey_id, channel_id, experience, polarity, words = row
        customer_id, answered_at, day, segment_id, import_id = about
        said = found.get((submission_id, stage_id, touchpoint_id), nothing)
        low = experience is not None and experience / 100 < LOW
        weight = severity(polarity, said.signals, low, low and experience == 0)
        if weight is None:
            continue
        yield Complaint(
            *(submission_id, customer_id, answered_at, day, segment_id, method, journey_id, stage_id, touchpoint_id, channel_id),
            question_id=None if words is None else words % _RANK // _QUESTION,
            occurrence=0 if words is None else words % _QUESTION,
            score=None if experience is None else experience / 100,
            severity=weight,
            theme_id=said.theme_id,
            wants_answer=_ANSWER_REQUESTED in said.signals,
            suspected=said.suspected,
            import_id=import_id,
        )


def _candidates(conditions: tuple[ColumnElement[bool], ...]) -> sa.Select[Any]:
    """One row a submission and place that may complain, with its worst score and its most telling comment."""
    r, s = t.responses.c, t.submissions.c
    experience = MEASURES["experience"].expression()
    rank = sa.case((r.sentiment == Sentiment.NEGATIVE.value, 0), else_=_RANK)
    words = sa.case((r.verbatim.is_not(None), rank + sa.cast(r.question_id, sa.BigInteger) * _QUESTION + r.occurrence))
    place = (r.submission_id, r.stage_id, r.touchpoint_id)
    grouped = (
        answers(
            *place,
            sa.func.min(s.customer_id).label("customer_id"),
            sa.func.min(s.answered_at).label("answered_at"),
            sa.func.min(s.day).label("day"),
            sa.func.min(s.segment_id).label("segment_id"),
            sa.func.min(s.import_id).label("import_id"),
            sa.func.min(t.sources.c.method).label("method"),
            sa.func.min(t.stages.c.journey_id).label("journey_id"),
            sa.func.min(r.channel_id).label("channel_id"),
            sa.func.min(experience).label("experience"),
            sa.func.min(r.polarity).label("polarity"),
            sa.func.min(words).label("words"),
        )
        .where(*conditions, t.sources.c.method.not_in(_NOT_CUSTOMERS))
        .group_by(*place)
    )
    worst = sa.func.min(sa.case((complains(experience / 100), 0), else_=1))
    return grouped.having(worst == 0).order_by(sa.func.min(s.answered_at), *place)


def _read_mentions(connection: Connection, conditions: tuple[ColumnElement[bool], ...]) -> dict[Place, _Found]:
    """Signals and the theme spoken of most negatively, by submission and place."""
    m, r, s = t.mentions.c, t.responses.c, t.submissions.c
    themes = {number: (code, kind) for number, code, kind in connection.execute(_THEMES)}
    unknown = set(connection.scalars(sa.select(t.stages.c.stage_id).where(t.stages.c.code == "unknown")))
    statement = (
        sa.select(m.submission_id, r.stage_id, r.touchpoint_id, m.theme_id, m.polarity, m.stage_id, m.touchpoint_id)
        .join_from(t.mentions, t.responses, same_comment(t.mentions))
        .join(t.submissions, s.submission_id == m.submission_id)
        .where(*conditions, m.theme_id.in_(list(themes)))
    )
    places: dict[Place, _Found] = {}
    for submission, stage, touchpoint, theme_id, felt, about_stage, about_touchpoint in connection.execute(statement):
        code, kind = themes[theme_id]
        place = (submission, stage, touchpoint)
        said = places.get(place)
        if said is None:
            said = places[place] = _Found(set())
        if kind == "signal":
            said.signals.add(code)
        elif (felt or 0.0, -theme_id) < (said.theme_polarity, -said.theme_id):
            said.theme_id, said.theme_polarity = theme_id, felt or 0.0
        if said.suspected is None and about_stage not in unknown and (about_stage, about_touchpoint) != (stage, touchpoint):
            said.suspected = (about_stage, about_touchpoint)
    return places


_THEMES = sa.select(t.themes.c.theme_id, t.themes.c.code, t.themes.c.kind).where(t.themes.c.kind.in_(("signal", "theme")))
