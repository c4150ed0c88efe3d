"""Where customers come from and go next, with the score at one place by the step before or after: the quality of a hand-off.

A *step* is what one customer said about one stage in one submission, in time order, and within a submission in the order of
the stages. Customers nobody can tell apart have only the steps of their submission. Steps are not additive, so no rollup holds
them: they are put in order from the answers kept as columns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vocdash.domain import UNKNOWN, Period, Row, Scope, Score
from vocdash.metrics.columns import Answers, Groups, looked_up
from vocdash.metrics.given import Ints
from vocdash.metrics.kept import read_kept
from vocdash.metrics.kept_sums import sums_at
from vocdash.metrics.privacy import ANY
from vocdash.metrics.query import Filters, Names, read_names, resolve
from vocdash.metrics.registry import metric
from vocdash.metrics.sums import score
from vocdash.store import Store

NEIGHBOUR_DAYS = 90
"""How many days around the period looked at a step before or after may lie."""

Side = Literal["before", "after"]


def neighbours(store: Store, scope: Scope, side: Side) -> list[Row]:
    """The experience score inside a scope by the step before it, or after it: `stage` and `touchpoint` of that step by code.

    Both are "" where no such step is known. A customer who used two touchpoints in the neighbouring step counts at both.
    Most answers first.
    """
    followed = _follow(store, scope, side)
    if followed is None:
        return []
    asked = metric("experience")
    rows = []
    for group in sums_at(followed.found, asked.measure, followed.answer, [followed.stage, followed.touchpoint]):
        rows.append(Row(followed.place(*group.keys), score(asked, group.sums, people=group.people, weighted=scope.weighted)))
    return sorted(rows, key=lambda row: (-row.score.n, *row.keys.values()))


def crossings(store: Store, scope: Scope, side: Side) -> list[Row]:
    """How many people stand behind the scores of :func:`neighbours` at each cell, stage and touchpoint of a journey; no scores.

    `stage` and `touchpoint` are the step beside, `here_stage` and `here_touchpoint` the place itself, either of them
    :data:`~vocdash.metrics.privacy.ANY` in a total. Places of the scope are ignored. There to decide what is hidden.
    """
    followed = _follow(store, replace(scope, stages=(), touchpoints=(), channels=()), side)
    if followed is None:
        return []
    found, names = followed.found, followed.names
    at, by = found.stage[followed.answer], found.touchpoint[followed.answer]
    rows = []
    for columns in ([at, by], [at, np.zeros_like(at)], [np.zeros_like(by), by]):
        for group in sums_at(found, metric("experience").measure, followed.answer, [followed.stage, followed.touchpoint, *columns]):
            stage, touchpoint = group.keys[2:]
            here = {
                "here_stage": names.stages[stage] if columns[0] is at else ANY,
                "here_touchpoint": names.touchpoints[touchpoint] if columns[1] is by else ANY,
            }
            rows.append(Row({**followed.place(*group.keys[:2]), **here}, Score(None, people=group.people)))
    return rows


@dataclass(frozen=True, slots=True)
class _Followed:
    """Answers of a scope with the step beside each, once for each touchpoint of that step; 0 and 0 where none is known."""

    found: Answers
    names: Names
    answer: Ints
    stage: Ints
    touchpoint: Ints

    def place(self, stage: int, touchpoint: int) -> dict[str, str]:
        """The step beside, by its codes."""
        return {"stage": self.names.stages.get(stage, ""), "touchpoint": self.names.touchpoints[touchpoint] if stage else ""}


def _follow(store: Store, scope: Scope, side: Side) -> _Followed | None:
    with store.reading() as connection:
        names = read_names(connection)
        filters = resolve(scope, names)
        kept = read_kept(connection, replace(filters, stages=None, touchpoints=None, channels=None, segments=None), _around(scope.period))
    if kept is None:
        return None
    found = kept.answers
    told = _told(found, names)
    inside = _inside(found, filters, scope.period)
    told = told[_theirs(found, told, inside)]
    here = np.flatnonzero(inside[told])
    return _Followed(found, names, *_beside(found, names, told, here, side)) if len(here) else None


def _around(period: Period | None) -> Period | None:
    """The period and the days before and after it in which a neighbouring step may lie."""
    days = timedelta(days=NEIGHBOUR_DAYS)
    return None if period is None else Period(period.first - days, period.last + days)


def _told(found: Answers, names: Names) -> Ints:
    """The answers that steps are made of: those that say how it was at a known stage."""
    known = [stage for stage, code in names.stages.items() if code != UNKNOWN]
    return np.flatnonzero(~np.isnan(found.measures["experience"]) & np.isin(found.stage, known))


def _inside(found: Answers, filters: Filters, period: Period | None) -> NDArray[np.bool_]:
    """Which answers lie in the scope itself, of those read around it."""
    inside = np.ones(len(found.who), dtype=bool)
    if period is not None:
        inside &= np.array([period.first <= day <= period.last for day in found.days])[found.day][found.who]
    if filters.segments is not None:
        inside &= np.isin(found.segment, filters.segments)[found.who]
    for code, ids in filters.places().items():
        inside &= np.isin(getattr(found, code), ids)
    return inside


def _theirs(found: Answers, told: Ints, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which of the answers told are of people who say something inside the scope: nobody else's steps are needed."""
    person = found.human[found.who[told]]
    return np.bincount(person[inside[told]], minlength=len(found.humans))[person] > 0


def _beside(found: Answers, names: Names, told: Ints, here: Ints, side: Side) -> tuple[Ints, Ints, Ints]:
    """(answer, stage and touchpoint of the step beside it; 0 and 0 where there is none), once for each such touchpoint."""
    steps = Groups.by(found.who[told], found.stage[told])
    other = _neighbour(found, names, steps, side)
    used = Groups.by(steps.of, found.touchpoint[told])
    step, touchpoint = used.keys
    count, first = np.bincount(step), np.searchsorted(step, np.arange(len(other)))
    at = other[steps.of[here]]
    many = np.where(at >= 0, count[at], 1)
    place = np.repeat(first[at], many) + np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    known = np.repeat(at >= 0, many)
    place = np.where(known, place, 0)
    return np.repeat(told[here], many), np.where(known, steps.keys[1][step[place]], 0), np.where(known, touchpoint[place], 0)


def _neighbour(found: Answers, names: Names, steps: Groups, side: Side) -> Ints:
    """For each step the one of the same person before or after it; -1 where there is none."""
    who, stage = steps.keys
    person = found.human[who]
    position = looked_up({key: place for key, (_, place) in names.stage_order.items()}, stage)
    order = np.lexsort((found.ids[who], position, found.turn[who], person))
    earlier, later = order[:-1], order[1:]
    same = person[earlier] == person[later]
    of, to = (later, earlier) if side == "before" else (earlier, later)
    other = np.full(len(who), -1)
    other[of[same]] = to[same]
    return other
