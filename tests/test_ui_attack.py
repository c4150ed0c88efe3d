"""Somebody looks at every selection, notes every number, and solves for those that are hidden.

A world is small enough to know who stands behind each number: people who answered once each, told apart by region, stage, touchpoint
and month. Every number that a viewer is shown is an equation over these; a hidden number of few people is given back where it is a sum
of equations, whatever they are multiplied by.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tests.answers import Answer
from tests.hiding_world import NORTH, SOUTH, world
from vocdash.charts.inputs import TrendPoint
from vocdash.choices import read_choices
from vocdash.domain import Period, Scope, Score
from vocdash.metrics import index
from vocdash.ui import cells, comparing, data, periods
from vocdash.ui.filters import Selection
from vocdash.ui.hiding import composed, small_groups
from vocdash.ui.overview import breakdown, figures
from vocdash.ui.spot import below
from vocdash.ui.spot import course as spot_trend
from vocdash.ui.spot import place as spot

LEAST = 10
REGIONS = {"north": NORTH, "south": SOUTH}
PLACES = {"buy": ("website", "phone"), "receive": ("website", "delivery")}
PAIRS = [(stage, touchpoint) for stage, touchpoints in PLACES.items() for touchpoint in touchpoints]
MONTHS = (4, 5, 6)


@dataclass(frozen=True)
class Atom:
    """Those who are told apart by nothing that a filter knows."""

    region: str
    stage: str
    touchpoint: str
    month: int

    @property
    def day(self) -> date:
        return date(2026, self.month, 10)


ATOMS = [
    Atom(region, stage, touchpoint, month)
    for region in REGIONS
    for stage, touchpoints in PLACES.items()
    for touchpoint in touchpoints
    for month in MONTHS
]
Group = frozenset[Atom]


def behind(scope: Scope, **keys: str) -> Group:
    """Whom a number of a scope is made of, or a part of it told apart by `keys`."""
    regions = {value for name, values in scope.segments if name == "region" for value in values}
    return frozenset(
        atom
        for atom in ATOMS
        if (not regions or atom.region in regions)
        and (not scope.stages or atom.stage in scope.stages)
        and (not scope.touchpoints or atom.touchpoint in scope.touchpoints)
        and (scope.period is None or scope.period.first <= atom.day <= scope.period.last)
        and all(getattr(atom, key) == value for key, value in keys.items())
    )


EVERY_PLACE = [
    (stages, touchpoints) for stages in ((), ("buy",), ("receive",)) for touchpoints in ((), ("website",), ("phone",), ("delivery",))
]


def selections(region: str, span: Period) -> Iterator[Selection]:
    """Every filter on places, of one region or all of them, in one period."""
    choices = data.of_answers(read_choices, "shop")
    for stages, touchpoints in EVERY_PLACE:
        scope = Scope("shop", span, stages=stages, touchpoints=touchpoints, segments=(("region", (region,)),) if region else ())
        yield Selection(choices, scope, scope, span.before())


Seen = Iterator[tuple[Score, Group]]


def overview_of(here: Selection) -> Seen:
    """The index, its course, the key figures with theirs, and both sides of what changed."""
    scope, before = here.scored, here.scored.during(here.before)
    yield small_groups.shown_in(data.of_answers(index.overall, scope).score, scope), behind(scope)
    yield from _course(figures.index_trend(here), scope)
    for figure in figures.key_figures(here, {}):
        if figure.metric.code == "csat":
            yield figure.score, behind(scope)
            yield from _course(figure.trend, scope)
            if figure.change is not None:
                yield figure.change.before, behind(before)


def _course(points: Iterable[TrendPoint], scope: Scope, window: str = "month") -> Seen:
    for point in points:
        span = periods.quarter_of(point.at) if window == "quarter" else periods.month_of(point.at)
        yield point.score, behind(scope.during(span))


def places_of(here: Selection) -> Seen:
    """The map and the heat map: cells now and before, and the stages."""
    wide = replace(here.scored, stages=(), touchpoints=())
    for place in cells.read_places(here):
        keys = {"stage": place.cell.stage, "touchpoint": place.cell.touchpoint}
        yield place.score, behind(wide, **keys)
        if place.change is not None:
            yield place.change.before, behind(wide.during(here.before), **keys)
    if not here.scored.stages:
        for stage, score in composed.shown_stages(here.scored).items():
            yield score, behind(here.scored, stage=stage)


def comparison_of(here: Selection) -> Seen:
    """Compare: both sides by whatever they can be told apart, each by stage and by touchpoint."""
    for label, dimension in comparing.dimensions(here).items():
        known = comparing.values(here, dimension) if dimension else {}
        pairs: list[list[str]] = [list(pair) for pair in itertools.combinations(known, 2)] if dimension else [[]]
        for names in pairs:
            one, other = comparing.sides(here, dimension, [known[name] for name in names], names)
            change = comparing.overall(one, other)
            yield from ((change.now, behind(one.scope)), (change.before, behind(other.scope)))
            for by in ("stage", "touchpoint"):
                for row in comparing.rows(one, other, here, by) if label != "Touchpoints" or by == "stage" else ():
                    keys = dict(row.codes)
                    yield from ((row.change.now, behind(one.scope, **keys)), (row.change.before, behind(other.scope, **keys)))


def place_of(here: Selection) -> Seen:
    """The page of a stage or a touchpoint: its score, its course, who differs, how answers spread."""
    for kind in ("stage", "touchpoint"):
        found = spot.find(here, kind)  # type: ignore[arg-type]
        if found is None:
            continue
        scope = here.scored
        place = {key: code for key, code in (("stage", found.stage), ("touchpoint", found.touchpoint)) if code}
        yield found.score, behind(replace(scope, stages=(), touchpoints=()), **place)
        for window in ("month", "quarter"):
            course = spot_trend.read_course(found, window)
            yield from _course(spot_trend.points(course), scope, window)
        if found.score.value is None:
            continue  # the page leaves the rest away
        for row in below.split_rows(found):
            for key, code in row.codes:
                if key == "seg_region":
                    yield row.score, behind(scope, region=code)
        spread = below.read_spread(found, None, None)
        if spread is not None:
            for side, span in ((spread.now, here.period), (spread.before, here.before)):
                if side.n:
                    yield Score(1.0, n=side.n), behind(scope.during(span))


def change_of(here: Selection) -> Seen:
    """Both levels of the index that its change is told from."""
    change = breakdown.read_index_change(here)
    if change.comparable:
        yield Score(1.0), behind(here.scored)
        yield Score(1.0), behind(here.scored.during(here.before))


PAGES: tuple[Callable[[Selection], Seen], ...] = (overview_of, places_of, comparison_of, place_of, change_of)


def everything_shown(region: str, span: Period) -> set[Group]:
    """Whom some number that a viewer is shown is made of."""
    shown: set[Group] = set()
    for here in selections(region, span):
        if not small_groups.tells(here.scored):
            shown |= {group for page in PAGES for score, group in page(here) if score.value is not None and not score.hidden}
    return shown - {frozenset()}


def given_back(people: dict[Atom, int], shown: Iterable[Group], region: str, span: Period) -> list[tuple[int, str]]:
    """The groups of few that can be worked out from what is shown of a region in a period: how many people, and who."""
    whole = behind(Scope("shop", span, segments=(("region", (region,)),) if region else ()))
    places = [frozenset(atom for atom in whole if (atom.stage, atom.touchpoint) == place) for place in PAIRS]
    there = [atoms for atoms in places if sum(people[atom] for atom in atoms)]
    inside = [group for group in shown if group <= whole and all(atoms <= group or not atoms & group for atoms in there)]
    rows = np.array([[atoms <= group for atoms in there] for group in inside], dtype=float).reshape(-1, len(there))
    _, sizes, directions = np.linalg.svd(rows, full_matrices=False)
    known = directions[sizes > 1e-9]
    found = []
    for picked in itertools.product((0.0, 1.0), repeat=len(there)):
        wanted = np.array(picked)
        count = sum(people[atom] for atoms, chosen in zip(there, picked, strict=True) if chosen for atom in atoms)
        if 0 < count < LEAST and np.abs(wanted - known.T @ (known @ wanted)).max() < 1e-6:
            names = {(atom.stage, atom.touchpoint) for atoms, chosen in zip(there, picked, strict=True) if chosen for atom in atoms}
            found.append((count, str(sorted(names))))
    return sorted(found)


def given_back_anywhere(people: dict[Atom, int], shown: Iterable[Group]) -> list[tuple[int, list[Atom]]]:
    """The same over all regions and periods at once: the few whose number is a sum of numbers shown, whatever it is of."""
    there = [atom for atom in ATOMS if people[atom]]
    rows = np.array([[atom in group for atom in there] for group in shown], dtype=float).reshape(-1, len(there))
    _, sizes, directions = np.linalg.svd(rows, full_matrices=False)
    known = directions[sizes > 1e-9]
    small = [atom for atom in there if people[atom] < LEAST]
    found = []
    for picked in itertools.chain(*(itertools.combinations(small, size) for size in range(1, LEAST))):
        count = sum(people[atom] for atom in picked)
        wanted = np.array([atom in picked for atom in there], dtype=float)
        if count < LEAST and np.abs(wanted - known.T @ (known @ wanted)).max() < 1e-6:
            found.append((count, list(picked)))
    return found


def populate(folder: Path, people: dict[Atom, int]) -> str:
    dice = random.Random(1)
    numbers = itertools.count(1)
    return world(
        folder,
        [
            Answer(
                next(numbers), "csat", float(dice.randint(1, 5)), atom.stage, atom.touchpoint, day=atom.day, segment=REGIONS[atom.region]
            )
            for atom, count in people.items()
            for _ in range(count)
        ],
    )


def crowds(seed: int) -> dict[Atom, int]:
    """How many people there are of each kind: most of them many, some few, some none."""
    dice = random.Random(seed)
    return {atom: dice.choice((0, 2, 4, 12, 15, 20, 25, 30, 40, 60)) for atom in ATOMS}


@pytest.mark.parametrize(("seed", "region", "months"), [(1, "", (5, 5)), (2, "north", (4, 6))])
def test_no_hidden_place_can_be_worked_out_from_all_that_is_shown(tmp_path: Path, seed: int, region: str, months: tuple[int, int]) -> None:
    people = crowds(seed)
    span = Period(date(2026, months[0], 1), periods.month_of(date(2026, months[1], 1)).last)
    with data.reading_from(populate(tmp_path, people)):
        shown = everything_shown(region, span)
    assert given_back(people, shown, region, span) == []


def test_every_region_and_period_looked_at_one_after_another_gives_nobody_back(tmp_path: Path) -> None:
    people = crowds(3)
    shown: set[Group] = set()
    with data.reading_from(populate(tmp_path, people)):
        for first, last in itertools.combinations_with_replacement(MONTHS, 2):
            span = Period(date(2026, first, 1), periods.month_of(date(2026, last, 1)).last)
            for region in ("", *REGIONS):
                shown |= everything_shown(region, span)
    assert shown
    assert given_back_anywhere(people, shown) == []


def test_the_attack_over_time_finds_what_a_weak_guard_gives_back() -> None:
    """All regions from April to June, and April and May, and June of the south: the north in June is the difference."""
    people = {atom: 3 if atom == ATOMS[2] else 50 for atom in ATOMS}
    told = [frozenset(ATOMS), frozenset(atom for atom in ATOMS if atom.month < 6)]
    told += [frozenset(atom for atom in ATOMS if atom.month == 6 and atom != ATOMS[2])]
    assert given_back_anywhere(people, told) == [(3, [ATOMS[2]])]
    assert given_back_anywhere(people, told[:2]) == []


def test_the_attack_finds_what_a_weak_guard_gives_back() -> None:
    """Everybody, and all touchpoints but one: that one is the difference."""
    people = crowds(1)
    may = Period(date(2026, 5, 1), date(2026, 5, 31))
    everybody = behind(Scope("shop", may))
    told = [everybody, *(behind(Scope("shop", may), touchpoint=name) for name in ("website", "delivery"))]
    assert given_back(people, told, "", may) == [(2, "[('buy', 'phone')]")]
    assert given_back(people, told[:2], "", may) == []
