"""When a rule rings: the last days against the longer time before them, day after day, from the same sums as every score.

A ring needs a chance of at most :data:`CHANCE` after Benjamini–Hochberg over all places of the rule, and the least change the rule
names. Both windows have whole days only, and the same filters: like with like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from vocdash import settings
from vocdash.alerts.rules import WINDOWS, Kind, Rule, Window
from vocdash.alerts.series import Place, Reading, watched
from vocdash.alerts.subjects import THEME, Ground, ground_of, subject
from vocdash.domain import Period, Scope, Score
from vocdash.metrics import Query, case_figures
from vocdash.metrics.ask import ask, newest, sums_by_key
from vocdash.metrics.mentions import daily, mentioned
from vocdash.metrics.query import Names, read_names
from vocdash.metrics.sources import Group
from vocdash.metrics.sums import Sums
from vocdash.store import Store
from vocdash.store.clock import now

CHANCE = 0.0027
"""Three standard deviations of a normal distribution, two-sided: what control charts take for a signal."""

LOOK_BACK: dict[Ground, timedelta] = {
    Ground.ANSWERS: timedelta(days=400),
    Ground.THEMES: timedelta(days=92),
    Ground.CASES: timedelta(days=400),
}
"""How far back from the newest day is looked: a file may bring answers of last year. Themes by day are summed from single comments."""


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


def newest_day(store: Store, rule: Rule) -> date | None:
    """The last day a rule can speak of: that of the newest answer, or for cases yesterday, the last whole one."""
    if ground_of(rule.metric) is not Ground.CASES:
        return newest(store, rule.scope.journey)
    with store.reading() as connection:
        return now(connection).astimezone(ZoneInfo(settings.get("timezone"))).date() - timedelta(days=1)


def rings(store: Store, rule: Rule) -> list[Ring]:
    """Every stretch of days on which the rule rings, as far back as :data:`LOOK_BACK` says.

    Raises
    ------
    UnknownName
        If the rule speaks of something that does not exist any more.
    """
    until = newest_day(store, rule)
    if until is None:
        return []
    window = WINDOWS[rule.window]
    since = until - LOOK_BACK[ground_of(rule.metric)]
    period = Period(since - timedelta(days=window.recent + window.before), until)
    with store.reading() as connection:
        names = read_names(connection)
        found = _READERS[ground_of(rule.metric)](connection, names, rule, replace(rule.scope, period=period))
        heard = _first_heard(connection, names, rule)
    if not found or heard is None:
        return []
    # Before so many days nobody can say what was usual.
    since = max(since, heard + timedelta(days=window.recent + window.before))
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    if not days:
        return []
    series = {place: watched(rule, of_place, days) for place, of_place in found.items()}
    loud: dict[Place, dict[date, Reading]] = {}
    for at in np.flatnonzero(np.any([one.moved for one in series.values()], axis=0)).tolist():
        said = {place: reading for place, one in series.items() if one.moved[at] and (reading := one.judge(at, names)) is not None}
        quiet = sum(bool(one.spoken[at]) for one in series.values()) - len(said)
        for place in _loud(rule, said, quiet):
            loud.setdefault(place, {})[days[at]] = said[place]
    stretches = [ring for place, on in loud.items() for ring in _stretches(place, on, window, until)]
    return sorted((ring for ring in stretches if _enough_people(store, rule, ring)), key=lambda ring: (ring.first, ring.place))


# --- where the sums come from ----------------------------------------------------------------------------------------

_Found = dict[Place, dict[date, Group]]


def _of_answers(connection: Connection, names: Names, rule: Rule, scope: Scope) -> _Found:
    found: _Found = {}
    for key, group in sums_by_key(connection, names, Query(rule.metric, (*rule.by, "day"), scope)).items():
        found.setdefault(key[:-1], {})[date.fromisoformat(key[-1])] = group
    return found


def _of_themes(connection: Connection, names: Names, rule: Rule, scope: Scope) -> _Found:
    found = daily(connection, names, subject(rule.metric), scope, rule.by[1:])
    return _grouped({place: days for place, days in found.items() if not rule.themes or place[0] in rule.themes})


def _of_cases(connection: Connection, names: Names, rule: Rule, scope: Scope) -> _Found:
    return _grouped(case_figures.daily(connection, names, rule.metric, scope, rule.by, now(connection)))


def _grouped(found: Mapping[Place, Mapping[date, Sums]]) -> _Found:
    return {place: {day: Group((), sums, ("", ""), sums.submissions) for day, sums in days.items()} for place, days in found.items()}


_READERS = {Ground.ANSWERS: _of_answers, Ground.THEMES: _of_themes, Ground.CASES: _of_cases}


def _first_heard(connection: Connection, names: Names, rule: Rule) -> date | None:
    """The first day anything of this kind was heard in the journey, at whatever place: from then on silence says something."""
    scope = Scope(rule.scope.journey, methods=rule.scope.methods)
    if ground_of(rule.metric) is Ground.CASES:
        return case_figures.first_day(connection, names, scope)
    days = sums_by_key(connection, names, Query("submissions", ("day",), scope))
    return min((date.fromisoformat(day) for (day,) in days), default=None)


def _enough_people(store: Store, rule: Rule, ring: Ring) -> bool:
    """Whether what rang stands on enough people to be shown; days alone do not tell who came twice."""
    ground, least = ground_of(rule.metric), int(settings.get("min_group"))
    period = Period(ring.day - timedelta(days=WINDOWS[rule.window].recent - 1), ring.day)
    place = dict(zip(rule.by, ring.place, strict=True))
    scope = replace(rule.scope, period=period).at(**{code: word for code, word in place.items() if code != THEME})
    if ground is Ground.THEMES:
        told = mentioned(store, scope, codes=(place[THEME],), metric="responses", min_group=least)
        return any(not one.hidden for one in told)
    if subject(rule.metric).kind == "count":
        return True
    if ground is Ground.CASES:
        with store.reading() as connection:
            return case_figures.people(connection, read_names(connection), rule.metric, scope, now(connection)) >= least
    (row,) = ask(store, Query(rule.metric, (), scope))
    return bool(row.score.people >= least)


# --- which of them ring ----------------------------------------------------------------------------------------------


def _loud(rule: Rule, said: Mapping[Place, Reading], quiet: int) -> Iterator[Place]:
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


def _stretches(place: Place, on: Mapping[date, Reading], window: Window, until: date) -> Iterator[Ring]:
    """Days that ring, joined where no more than a window lies between them."""
    days: Sequence[date] = sorted(on)
    start = 0
    for at in range(1, len(days) + 1):
        if at == len(days) or (days[at] - days[at - 1]).days > window.recent:
            loudest = max(days[start:at], key=lambda day: (on[day].size, on[day].now.value or 0.0))
            last = days[at - 1]
            reading = on[loudest]
            yield Ring(place, days[start], None if last == until else last, loudest, reading.now, reading.before)
            start = at
