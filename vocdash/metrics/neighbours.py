"""Where customers come from and go next, with the score at one place by the step before or after: the quality of a hand-off.

A *step* is what one customer said about one stage in one submission, in time order, and within a submission in the order of
the stages. Customers nobody can tell apart have only the steps of their submission. It is one set-based question to the
answers, not additive, so nothing of it stands in the rollup.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from vocdash.domain import UNKNOWN, Period, Role, Row, Scope
from vocdash.metrics.query import Filters, read_names, resolve
from vocdash.metrics.registry import MEASURES, metric
from vocdash.metrics.sources import answers, inside, sums_of
from vocdash.metrics.sums import score
from vocdash.store import Store
from vocdash.store import tables as t

NEIGHBOUR_DAYS = 90
"""How many days around the period looked at a step before or after may lie."""

Side = Literal["before", "after"]


def neighbours(store: Store, scope: Scope, side: Side) -> list[Row]:
    """The experience score inside a scope by the step before it, or after it: `stage` and `touchpoint` of that step by code.

    Both are "" where no such step is known. A customer who used two touchpoints in the neighbouring step counts at both.
    Most answers first.
    """
    with store.reading() as connection:
        names = read_names(connection)
        filters = resolve(scope, names)
        groups = sums_of(connection, _with_neighbours(filters, scope, side).subquery(), 2)
    asked = metric("experience")
    rows = []
    for group in groups:
        stage, touchpoint = group.keys
        place = {"stage": names.stages.get(stage, ""), "touchpoint": names.touchpoints[touchpoint] if stage else ""}
        rows.append(Row(place, score(asked, group.sums, people=group.people, weighted=scope.weighted)))
    return sorted(rows, key=lambda row: (-row.score.n, *row.keys.values()))


def _with_neighbours(filters: Filters, scope: Scope, side: Side) -> sa.Select[tuple[object, ...]]:
    x = MEASURES["experience"].expression()
    r, s = t.responses.c, t.submissions.c
    steps = _steps(filters, scope, side)
    other = t.responses.alias("other")
    same = sa.and_(steps.c.submission_id == r.submission_id, steps.c.stage_id == r.stage_id)
    neighbour = sa.and_(
        other.c.submission_id == steps.c.other_submission,
        other.c.stage_id == steps.c.other_stage,
        other.c.value.is_not(None),
        other.c.question_id.in_(_experienced()),
    )
    return (
        answers(
            r.submission_id,
            t.stages.c.journey_id,
            s.customer_id,
            s.weight.label("w"),
            t.sources.c.method.label("m"),
            t.questions.c.scale_id.label("scale"),
            x.label("x"),
            sa.func.coalesce(other.c.stage_id, 0).label("k0"),
            sa.func.coalesce(other.c.touchpoint_id, 0).label("k1"),
            r.question_id,
            r.occurrence,
        )
        .distinct()  # several answers about one touchpoint of the neighbouring step are one origin
        .join(steps, same)
        .outerjoin(other, neighbour)
        .where(*inside(filters, scope.period), x.is_not(None))
    )


def _steps(filters: Filters, scope: Scope, side: Side) -> sa.Subquery:
    """Every step of the customers inside the scope, with the submission and stage of the neighbouring one."""
    s = t.submissions.c
    alone = sa.case((s.customer_id.is_(None), s.submission_id), else_=None)
    keys = (s.customer_id, alone.label("alone"), s.submission_id, s.answered_at, t.responses.c.stage_id, t.stages.c.position)
    here = answers(s.customer_id, s.submission_id).where(*inside(filters, scope.period)).cte("here")
    people = sa.or_(
        s.customer_id.in_(sa.select(here.c.customer_id).where(here.c.customer_id.is_not(None))),
        s.submission_id.in_(sa.select(here.c.submission_id).where(here.c.customer_id.is_(None))),
    )
    step = answers(*keys).where(*_anywhere(filters, scope), people).distinct().cte("step")
    look = sa.func.lag if side == "before" else sa.func.lead

    def beside(column: ColumnElement[int]) -> ColumnElement[int]:
        in_order = (step.c.answered_at, step.c.position, step.c.submission_id)
        return look(column).over(partition_by=(step.c.customer_id, step.c.alone), order_by=in_order)

    return sa.select(
        step.c.submission_id,
        step.c.stage_id,
        beside(step.c.submission_id).label("other_submission"),
        beside(step.c.stage_id).label("other_stage"),
    ).subquery("steps")


def _experienced() -> sa.Select[tuple[int]]:
    """The questions whose answers say how it was, looked up by themselves so that a step's answers are found by their key."""
    q = t.questions.alias("experienced")
    return sa.select(q.c.question_id).where(q.c.role.in_((Role.PERFORMANCE.value, Role.OUTCOME.value)), q.c.scale_id.is_not(None))


def _anywhere(filters: Filters, scope: Scope) -> list[ColumnElement[bool]]:
    """Experience answers anywhere on the journeys, in the scope's period and the days around it, by the scope's methods."""
    around = scope.period
    if around is not None:
        days = timedelta(days=NEIGHBOUR_DAYS)
        around = Period(around.first - days, around.last + days)
    everywhere = replace(filters, stages=None, touchpoints=None, channels=None, segments=None)
    told = MEASURES["experience"].expression().is_not(None)
    return [*inside(everywhere, around), t.stages.c.code != UNKNOWN, told]
