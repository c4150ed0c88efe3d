"""What a rule watches, day after day, and how a day is judged: the last days against the longer time before them.

Scores are compared with :func:`vocdash.metrics.compare.between`; counts by the conditional test of two Poisson rates, after the
counts are divided by how much more their days vary than chance lets them (their variance over their mean, at least 1); a number
that stays from day to day, such as open cases, by how far its daily steps carry it by chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import NormalDist
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vocdash import settings
from vocdash.alerts.rules import WINDOWS, Kind, Rule
from vocdash.alerts.subjects import Ground, ground_of, subject
from vocdash.domain import Better, Change, Score
from vocdash.metrics import Query
from vocdash.metrics.ask import score_of
from vocdash.metrics.case_figures import BACKLOG
from vocdash.metrics.compare import between, chance
from vocdash.metrics.query import Names
from vocdash.metrics.registry import Metric
from vocdash.metrics.sources import Group
from vocdash.metrics.sums import SUM_COLUMNS, Sums, score

_FEWEST = 5
"""A count below it rings for no change, however calm it was before."""

Place = tuple[str, ...]
Days = Mapping[date, Group]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one place says on one day: both scores, how much worse it is, and how often chance alone would make it so bad."""

    now: Score
    before: Score | None
    size: float
    chance: float


class Watched(Protocol):
    """One place under watch. `spoken` says of each day whether there is anything to judge, `moved` whether it is worth a closer look."""

    spoken: Flags
    moved: Flags

    def judge(self, at: int, names: Names) -> Reading | None:
        """What the place says on the `at`-th day; None where too few people speak for it to be shown."""


def watched(rule: Rule, found: Days, days: Sequence[date]) -> Watched:
    """A place with its sums, ready to be judged on each of these days."""
    return Stock(rule, found, days) if rule.metric == BACKLOG else Series(rule, found, days)


class Series:
    """The sums of one place, running, so that any window is one subtraction."""

    def __init__(self, rule: Rule, groups: Days, days: Sequence[date]) -> None:
        self._rule, self._window = rule, WINDOWS[rule.window]
        ahead = self._window.recent + self._window.before
        start = days[0] - timedelta(days=ahead)
        self._daily = np.zeros((len(days) + ahead, len(SUM_COLUMNS)))
        for day, group in groups.items():
            if 0 <= (at := (day - start).days) < len(self._daily):
                self._daily[at] = [getattr(group.sums, name) for name in SUM_COLUMNS]
        running = np.vstack([np.zeros(len(SUM_COLUMNS)), np.cumsum(self._daily, axis=0)])
        self._ends = np.arange(len(days)) + ahead + 1
        middles = self._ends - self._window.recent
        self._recent = running[self._ends] - running[middles]
        self._earlier = running[middles] - running[middles - self._window.before]
        every = list(groups.values())
        self._scales = (min(group.sums.scale_low for group in every), max(group.sums.scale_high for group in every))
        self._methods = (min(group.methods[0] for group in every), max(group.methods[1] for group in every))
        n = SUM_COLUMNS.index("n")
        self.spoken: Flags = (self._recent[:, n] > 0) & ((self._earlier[:, n] > 0) | (rule.kind is Kind.LEVEL))
        self.moved = self._moved()

    def judge(self, at: int, names: Names) -> Reading | None:
        rule, asked = self._rule, subject(self._rule.metric)
        now = _scored(rule, self._group(self._recent[at]), names)
        if rule.kind is Kind.LEVEL:
            return Reading(now, None, _past(rule, now), 0.0) if _shown(asked, now) else None
        before = _scored(rule, self._group(self._earlier[at]), names)
        if asked.kind == "count":
            middle = int(self._ends[at]) - self._window.recent
            daily = self._daily[middle - self._window.before : middle, SUM_COLUMNS.index(asked.count)]
            return _count(now, before, daily, self._window.recent)
        if not (_shown(asked, now) and _shown(asked, before)):
            return None
        moved = between(now, before)
        return Reading(now, before, _worse(now.better or asked.better, moved), chance(moved))

    def _moved(self) -> Flags:
        """The days on which the value alone, noise aside, is as bad as the rule asks for."""
        rule, asked = self._rule, subject(self._rule.metric)
        if asked.kind == "count":
            column = SUM_COLUMNS.index(asked.count)
            usual = self._earlier[:, column] * self._window.recent / self._window.before
            return _risen(rule, self._recent[:, column], usual)
        down = -1.0 if asked.better is Better.HIGHER else 1.0
        top, base = (SUM_COLUMNS.index(name) for name in (("ws", "wn") if rule.scope.weighted else ("s", "n")))
        with np.errstate(invalid="ignore", divide="ignore"):
            now, before = (asked.factor * sums[:, top] / sums[:, base] for sums in (self._recent, self._earlier))
            change = down * (now - (rule.level or 0.0 if rule.kind is Kind.LEVEL else before))
            if asked.low is None:  # the scale of the answers decides which end is good, and a closer look knows it
                change = np.abs(change)
            moved: Flags = self.spoken & (change > 0) & (change >= rule.least)
            return moved

    def _group(self, total: Floats) -> Group:
        sums: dict[str, Any] = dict(zip(SUM_COLUMNS, total.tolist(), strict=True))
        sums |= {name: round(sums[name]) for name in ("submissions", "n")}
        # Days do not tell who came twice: people are counted when something rings.
        return Group((), Sums(**sums, scale_low=self._scales[0], scale_high=self._scales[1]), self._methods, sums["submissions"])


class Stock:
    """How many cases are open, day after day: those there were, and what came in less what was dealt with.

    A day's number is that of the day before and a little more or less, so days are anything but independent. With steps of variance σ²
    and no drift, the mean of the last days less the mean of those before has the variance σ²·Σw², where w is by how much a step on
    each day moves it; σ² comes from the days before.
    """

    def __init__(self, rule: Rule, groups: Days, days: Sequence[date]) -> None:
        self._rule, self._window = rule, WINDOWS[rule.window]
        recent, before = self._window.recent, self._window.before
        start = days[0] - timedelta(days=recent + before)
        steps = np.zeros(len(days) + recent + before)
        there = 0.0
        for day, group in groups.items():
            step = group.sums.n - group.sums.s
            if (at := (day - start).days) < 0:
                there += step
            elif at < len(steps):
                steps[at] += step
        running = np.concatenate([[0.0], np.cumsum(there + np.cumsum(steps))])
        self._ends = np.arange(len(days)) + recent + before + 1
        middles = self._ends - recent
        self._recent = (running[self._ends] - running[middles]) / recent
        self._earlier = (running[middles] - running[middles - before]) / before
        self._steps = steps
        weights = np.concatenate([np.arange(before) / before, np.arange(recent, 0, -1) / recent])
        self._reach = float(np.sqrt(np.sum(weights**2)))
        self.spoken: Flags = (self._recent > 0) | (self._earlier > 0)
        self.moved = _risen(rule, self._recent, self._earlier)

    def judge(self, at: int, names: Names) -> Reading | None:
        now, before = float(self._recent[at]), float(self._earlier[at])
        score_now = Score(now, n=round(now))
        if self._rule.kind is Kind.LEVEL:
            return Reading(score_now, None, now - (self._rule.level or 0.0), 0.0)
        middle = int(self._ends[at]) - self._window.recent
        steps = self._steps[middle - self._window.before : middle]
        # One step more than there was: a number that never moved may still move by one.
        sigma = float(np.sqrt((np.sum(steps**2) + 1.0) / (len(steps) + 1)))
        size = 100.0 * (now / before - 1.0) if before else float("inf")
        return Reading(score_now, Score(before, n=round(before)), size, NormalDist().cdf((before - now) / (sigma * self._reach)))


def _risen(rule: Rule, now: Floats, usual: Floats) -> Flags:
    """The days on which a number is past the rule's level, or past what was usual by what the rule asks for."""
    risen: Flags = now > (rule.level or 0.0) if rule.kind is Kind.LEVEL else (now >= _FEWEST) & (now > usual * (1 + rule.least / 100))
    return risen


def _scored(rule: Rule, group: Group, names: Names) -> Score:
    if ground_of(rule.metric) is Ground.ANSWERS:
        return score_of(Query(rule.metric, (), rule.scope), group, names)
    return score(subject(rule.metric), group.sums, people=group.people, weighted=rule.scope.weighted)


def _shown(asked: Metric, found: Score) -> bool:
    return found.value is not None and (asked.kind == "count" or found.submissions >= settings.get("min_group"))


def _past(rule: Rule, now: Score) -> float:
    """How far the whole interval lies past the level, on the bad side; 0 or less when it does not."""
    level = rule.level or 0.0
    better = now.better or subject(rule.metric).better
    if better is Better.HIGHER:
        return level - (now.high if now.high is not None else level)
    return (now.low if now.low is not None else now.value or 0.0) - level


def _worse(better: Better, moved: Change) -> float:
    change = moved.value or 0.0
    return -change if better is Better.HIGHER else change


def _count(now: Score, before: Score, daily: Floats, length: int) -> Reading:
    """A count of so many days against what was usual, in per cent more; `daily` are the counts of the days before."""
    # Loading scipy takes as long as loading all else, which an import should not wait for.
    from scipy.special import betainc

    mean = float(daily.mean())
    excess = max(1.0, float(daily.var(ddof=1)) / mean) if mean > 0 else 1.0
    recent, earlier = (now.value or 0.0) / excess, (before.value or 0.0) / excess
    # The chance of at least `recent` of all when each falls into the last days by their share of the time: a binomial tail.
    more = float(betainc(recent, earlier + 1.0, length / (length + len(daily))))
    usual = (before.value or 0.0) * length / len(daily)
    size = 100.0 * ((now.value or 0.0) / usual - 1.0) if usual else float("inf")
    return Reading(now, replace(before, value=usual), size, more)
