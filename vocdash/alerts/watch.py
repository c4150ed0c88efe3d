"""When a rule rings: the last days against the longer time before them, day after day, from the same sums as every score.

Scores are compared with :func:`vocdash.metrics.compare.between`; counts by the conditional test of two Poisson rates, after the
counts are divided by how much more their days vary than chance lets them (their variance over their mean, at least 1). Either
way a ring needs a chance of at most :data:`CHANCE` after Benjamini–Hochberg over all places of the rule, and the least change the
rule names. Both windows have whole days only, and the same filters: like with like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vocdash import settings
from vocdash.alerts.rules import WINDOWS, Kind, Rule, Window
from vocdash.domain import Better, Change, Period, Score
from vocdash.metrics import Query
from vocdash.metrics.ask import ask, newest, score_of, sums_by_key
from vocdash.metrics.compare import between, chance
from vocdash.metrics.query import Names, read_names
from vocdash.metrics.sources import Group
from vocdash.metrics.sums import SUM_COLUMNS, Sums
from vocdash.store import Store

CHANCE = 0.0027
"""Three standard deviations of a normal distribution, two-sided: what control charts take for a signal."""

_FEWEST = 5
"""A count below it rings for no change, however calm it was before."""

Place = tuple[str, ...]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ring:
    """A stretch of days on which a rule rang for one place. `last` is None while it still does.

    `now` and `before` are the scores of both windows on the day it rang loudest; the count of `before` is scaled to the length of `now`.
    `day` is that day. `before` is None for a rule that watches a level.
    """

    place: Place
    first: date
    last: date | None
    day: date
    now: Score
    before: Score | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one place says on one day."""

    now: Score
    before: Score | None
    size: float
    chance: float


def rings(store: Store, rule: Rule, since: date | None = None) -> list[Ring]:
    """Every stretch of days from `since` on, up to the newest answer, on which the rule rings; with no `since`, the whole past.

    Raises
    ------
    UnknownName
        If the rule speaks of something that does not exist any more.
    """
    until = newest(store, rule.scope.journey)
    if until is None:
        return []
    window = WINDOWS[rule.window]
    series, names = _read(store, rule, since, until)
    if not series:
        return []
    first = since or min(min(days) for days in series.values()) + timedelta(days=window.recent + window.before)
    days = [first + timedelta(days=number) for number in range((until - first).days + 1)]
    watched = {place: _Series(found, days, rule) for place, found in series.items()}
    loud: dict[Place, dict[date, _Reading]] = {}
    for at in np.flatnonzero(np.any([one.moved for one in watched.values()], axis=0)).tolist():
        said = {place: reading for place, one in watched.items() if one.moved[at] and (reading := _judge(rule, one, at, names)) is not None}
        quiet = sum(bool(one.spoken[at]) for one in watched.values()) - len(said)
        for place in _loud(rule, said, quiet):
            loud.setdefault(place, {})[days[at]] = said[place]
    found = [ring for place, on in loud.items() for ring in _stretches(place, on, window, until) if _enough_people(store, rule, ring)]
    return sorted(found, key=lambda ring: (ring.first, ring.place))


def _read(store: Store, rule: Rule, since: date | None, until: date) -> tuple[dict[Place, dict[date, Group]], Names]:
    """The sums of every place and day."""
    window = WINDOWS[rule.window]
    period = Period(since - timedelta(days=window.recent + window.before), until) if since else None
    query = Query(rule.metric, (*rule.by, "day"), replace(rule.scope, period=period))
    series: dict[Place, dict[date, Group]] = {}
    with store.reading() as connection:
        names = read_names(connection)
        for key, group in sums_by_key(connection, names, query).items():
            series.setdefault(key[:-1], {})[date.fromisoformat(key[-1])] = group
    return series, names


class _Series:
    """The sums of one place, running, so that any window is one subtraction.

    `spoken` says of each day whether both windows have answers, `moved` whether it is worth a closer look: whether the value alone,
    noise aside, is as bad as the rule asks for.
    """

    def __init__(self, groups: Mapping[date, Group], days: Sequence[date], rule: Rule) -> None:
        self.window = WINDOWS[rule.window]
        ahead = self.window.recent + self.window.before
        start = days[0] - timedelta(days=ahead)
        self._daily = np.zeros((len(days) + ahead, len(SUM_COLUMNS)))
        for day, group in groups.items():
            if 0 <= (at := (day - start).days) < len(self._daily):
                self._daily[at] = [getattr(group.sums, name) for name in SUM_COLUMNS]
        running = np.vstack([np.zeros(len(SUM_COLUMNS)), np.cumsum(self._daily, axis=0)])
        self._ends = np.arange(len(days)) + ahead + 1
        middles = self._ends - self.window.recent
        self._recent = running[self._ends] - running[middles]
        self._earlier = running[middles] - running[middles - self.window.before]
        every = list(groups.values())
        self._scales = (min(group.sums.scale_low for group in every), max(group.sums.scale_high for group in every))
        self._methods = (min(group.methods[0] for group in every), max(group.methods[1] for group in every))
        n = SUM_COLUMNS.index("n")
        self.spoken = (self._recent[:, n] > 0) & ((self._earlier[:, n] > 0) | (rule.kind is Kind.LEVEL))
        self.moved = self._moved(rule)

    def _moved(self, rule: Rule) -> NDArray[np.bool_]:
        asked = Query(rule.metric).asked
        down = -1.0 if asked.better is Better.HIGHER else 1.0
        if asked.kind == "count":
            column = SUM_COLUMNS.index(asked.count)
            now, usual = self._recent[:, column], self._earlier[:, column] * self.window.recent / self.window.before
            risen: NDArray[np.bool_] = (now >= _FEWEST) & (now > usual * (1 + rule.least / 100))
            return now > (rule.level or 0.0) if rule.kind is Kind.LEVEL else risen
        top, base = (SUM_COLUMNS.index(name) for name in (("ws", "wn") if rule.scope.weighted else ("s", "n")))
        with np.errstate(invalid="ignore", divide="ignore"):
            now, before = (asked.factor * sums[:, top] / sums[:, base] for sums in (self._recent, self._earlier))
            change = down * (now - (rule.level or 0.0 if rule.kind is Kind.LEVEL else before))
            if asked.low is None:  # the scale of the answers decides which end is good, and a closer look knows it
                change = np.abs(change)
            moved: NDArray[np.bool_] = self.spoken & (change > 0) & (change >= rule.least)
            return moved

    def windows(self, at: int) -> tuple[Group, Group]:
        """The sums of the last days up to the `at`-th, and of those before them."""
        return self._group(self._recent[at]), self._group(self._earlier[at])

    def before(self, at: int) -> Floats:
        """The daily sums before the last days, for how much they vary."""
        middle = int(self._ends[at]) - self.window.recent
        return self._daily[middle - self.window.before : middle]

    def _group(self, total: Floats) -> Group:
        sums: dict[str, Any] = dict(zip(SUM_COLUMNS, total.tolist(), strict=True))
        sums |= {name: round(sums[name]) for name in ("submissions", "n")}
        # Days do not tell who came twice: people are counted when something rings.
        return Group((), Sums(**sums, scale_low=self._scales[0], scale_high=self._scales[1]), self._methods, sums["submissions"])


def _judge(rule: Rule, series: _Series, at: int, names: Names) -> _Reading | None:
    """What a place says on a day; None where too few people speak for it to be shown."""
    recent, earlier = series.windows(at)
    query = Query(rule.metric, (), rule.scope)
    now = score_of(query, recent, names)
    if rule.kind is Kind.LEVEL:
        return _Reading(now, None, _past(rule, now), 0.0) if _shown(rule, now) else None
    before = score_of(query, earlier, names)
    if query.asked.kind == "count":
        return _count(now, before, series.before(at)[:, SUM_COLUMNS.index(query.asked.count)], series.window)
    if not (_shown(rule, now) and _shown(rule, before)):
        return None
    moved = between(now, before)
    return _Reading(now, before, _worse(now.better or query.asked.better, moved), chance(moved))


def _shown(rule: Rule, score: Score) -> bool:
    asked = Query(rule.metric).asked
    return score.value is not None and (asked.kind == "count" or score.submissions >= settings.get("min_group"))


def _enough_people(store: Store, rule: Rule, ring: Ring) -> bool:
    """Whether the score that rang stands on enough people to be shown; days alone do not tell who came twice."""
    if Query(rule.metric).asked.kind == "count":
        return True
    period = Period(ring.day - timedelta(days=WINDOWS[rule.window].recent - 1), ring.day)
    scope = replace(rule.scope, period=period).at(**dict(zip(rule.by, ring.place, strict=True)))
    (row,) = ask(store, Query(rule.metric, (), scope))
    return bool(row.score.people >= settings.get("min_group"))


def _past(rule: Rule, now: Score) -> float:
    """How far the whole interval lies past the level, on the bad side; 0 or less when it does not."""
    level = rule.level or 0.0
    better = now.better or Query(rule.metric).asked.better
    if better is Better.HIGHER:
        return level - (now.high if now.high is not None else level)
    return (now.low if now.low is not None else now.value or 0.0) - level


def _worse(better: Better, moved: Change) -> float:
    change = moved.value or 0.0
    return -change if better is Better.HIGHER else change


def _count(now: Score, before: Score, counts: Floats, window: Window) -> _Reading:
    """A count against what was usual, in per cent more; `counts` are those of the days before."""
    from scipy.special import betainc

    mean = float(counts.mean())
    excess = max(1.0, float(counts.var(ddof=1)) / mean) if mean > 0 else 1.0
    recent, earlier = (now.value or 0.0) / excess, (before.value or 0.0) / excess
    # The chance of at least `recent` of all when each falls into the last days by their share of the time: a binomial tail.
    more = float(betainc(recent, earlier + 1.0, window.recent / (window.recent + window.before)))
    usual = (before.value or 0.0) * window.recent / window.before
    size = 100.0 * ((now.value or 0.0) / usual - 1.0) if usual else float("inf")
    return _Reading(now, replace(before, value=usual), size, more)


def _loud(rule: Rule, said: Mapping[Place, _Reading], quiet: int) -> Iterator[Place]:
    """The places that ring on one day; `quiet` is how many others were looked at."""
    if rule.kind is Kind.LEVEL:
        yield from (place for place, reading in said.items() if reading.size > 0)
        return
    # Loading scipy.stats takes a second, which a page that only lists alerts should not wait for.
    from scipy.stats import false_discovery_control

    if not any(reading.chance <= CHANCE for reading in said.values()):
        return
    adjusted = false_discovery_control([*(min(1.0, reading.chance) for reading in said.values()), *[1.0] * quiet])
    for (place, reading), p in zip(said.items(), adjusted, strict=False):
        if p <= CHANCE and reading.size > 0 and reading.size >= rule.least:
            yield place


def _stretches(place: Place, on: Mapping[date, _Reading], window: Window, until: date) -> Iterator[Ring]:
    """Days that ring, joined where no more than a window lies between them."""
    days = sorted(on)
    start = 0
    for at in range(1, len(days) + 1):
        if at == len(days) or (days[at] - days[at - 1]).days > window.recent:
            loudest = max(days[start:at], key=lambda day: on[day].size)
            last = days[at - 1]
            reading = on[loudest]
            yield Ring(place, days[start], None if last == until else last, loudest, reading.now, reading.before)
            start = at
