"""The range a score usually keeps: control limits, window by window (metrics.md §15; Laney 2002 for the widening)."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, takewhile
from statistics import fmean

from vocdash.domain import Score
from vocdash.metrics.ask import sums_by_key
from vocdash.metrics.query import Query, read_names
from vocdash.metrics.registry import Metric
from vocdash.metrics.sums import Sums, added, estimate, score
from vocdash.store import Store

WINDOWS = ("day", "week", "month", "quarter")
LEAST_POINTS = 6
LONG_RUN = 8
"""So many points in a row on one side of the centre are a sign of change: noise makes them once in 128 times."""
_SIGMAS = 3.0
_MOVING_RANGE = 1.128
"""The mean distance of two independent standard normal values (d₂ of two)."""


@dataclass(frozen=True, slots=True)
class Window:
    """One day, week, month or quarter: its score, and the range it would keep if nothing changed (None: not known)."""

    starts_on: date
    score: Score
    usual: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Course:
    """A score over time. `centre` is what is usual, from `points` windows; `wider` is Laney's factor (1: noise explains all)."""

    windows: tuple[Window, ...]
    centre: float | None = None
    points: int = 0
    wider: float = 1.0

    def run(self) -> tuple[Window, int] | None:
        """The first window and the length of a long run at the end, all on one side of the centre; None where there is none."""
        known = [window for window in self.windows if window.score.value is not None]
        if self.centre is None or not known:
            return None
        centre, below = self.centre, (known[-1].score.value or 0.0) < self.centre
        same = list(takewhile(lambda window: ((window.score.value or 0.0) < centre) == below, reversed(known)))
        return (same[-1], len(same)) if len(same) >= LONG_RUN else None


def course(store: Store, query: Query, window: str, usual_before: date, left_out: Set[date] = frozenset()) -> Course:
    """The course of a score in windows of one length, with the range that was usual before a day.

    Parameters
    ----------
    query : Query
        The question without a dimension; the metric's ends must be known (not "on its scale").
    window : str
        One of :data:`WINDOWS`.
    usual_before : date
        Windows that begin before this day make the usual range, if there are at least six; otherwise all do.
    left_out : set of date
        The first days of windows that may not be shown: nothing that is usual is made of them either.
    """
    with store.reading() as connection:
        names = read_names(connection)
        groups = sums_by_key(connection, names, replace(query, by=(window,)))
    windows = [(date.fromisoformat(key[0]), group.sums, group.people) for key, group in groups.items()]
    return limits(query.asked, windows, usual_before, weighted=query.scope.weighted, left_out=left_out)


def limits(
    metric: Metric,
    windows: Sequence[tuple[date, Sums, int]],
    usual_before: date,
    *,
    weighted: bool = False,
    left_out: Set[date] = frozenset(),
) -> Course:
    """The course of given (first day, sums, people); see :func:`course`."""
    scores = [score(metric, sums, people=people, weighted=weighted) for _, sums, people in windows]
    known = [at for at, found in enumerate(scores) if found.value is not None and windows[at][0] not in left_out]
    before = [at for at in known if windows[at][0] < usual_before]
    base = before if len(before) >= LEAST_POINTS else known
    pooled = estimate(added(windows[at][1] for at in base), weighted)
    if len(base) < LEAST_POINTS or pooled is None or pooled.spread <= 0:
        return Course(tuple(Window(day, found, None) for (day, *_), found in zip(windows, scores, strict=True)))
    centre, spread = pooled.ratio * metric.factor, math.sqrt(pooled.spread) * metric.factor
    errors = [spread / math.sqrt(found.n_effective) if found.n_effective > 0 else math.nan for found in scores]
    steps = [((scores[at].value or 0.0) - centre) / errors[at] for at in base]
    wider = max(1.0, fmean(abs(b - a) for a, b in pairwise(steps)) / _MOVING_RANGE)
    bounds = [_around(centre, _SIGMAS * wider * error, metric.range) for error in errors]
    found_windows = (
        Window(day, found, bound if found.value is not None else None)
        for (day, *_), found, bound in zip(windows, scores, bounds, strict=True)
    )
    return Course(tuple(found_windows), centre, len(base), wider)


def _around(centre: float, reach: float, ends: tuple[float | None, float | None]) -> tuple[float, float]:
    low, high = centre - reach, centre + reach
    return (low if ends[0] is None else max(ends[0], low), high if ends[1] is None else min(ends[1], high))
