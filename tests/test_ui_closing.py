"""Somebody notes who answered for every selection of places, people and time that may be told, and solves for those that may not.

Worlds are counted in memory, so that there can be many of them: people told apart by region, stage, touchpoint and month.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from vocdash.domain import Row, Scope, Score
from vocdash.metrics import edges
from vocdash.ui.hiding.closing import Asked, Closed, closed, is_closed

LEAST = 10
REGIONS = ("north", "south", "west")
AGES = ("young", "grown", "old")
CELLS = (("buy", "website"), ("buy", "phone"), ("receive", "website"), ("receive", "phone"), ("use", "app"), ("use", "phone"))
EDGES = tuple(date(2026, month, 1) for month in range(1, 6))
"""The first days of January to May: of four months, and the end."""


@dataclass(frozen=True)
class Atom:
    """Those who are told apart by nothing that a filter knows."""

    region: str
    stage: str
    touchpoint: str
    month: date
    age: str = "any"


ATOMS = [Atom(region, *cell, month) for region in REGIONS for cell in CELLS for month in EDGES[:-1]]
OF_AGE = [Atom(region, *cell, month, age) for region in REGIONS[:2] for age in AGES for cell in CELLS[:2] for month in EDGES[:2]]
World = Mapping[Atom, int]


def mild(dice: random.Random) -> int:
    return dice.choice((3, 5, 8)) if dice.random() < 0.15 else dice.choice((12, 15, 20, 40, 60))


def harsh(dice: random.Random) -> int:
    return dice.choice((0, 2, 4, 12, 15, 20, 30, 60))


def sparse(dice: random.Random) -> int:
    return dice.choice((0, 0, 1, 2, 3, 5, 8, 12))


def count_of(world: World, scope: Scope, by: tuple[str, ...]) -> list[Row]:
    """Who answered, as the store would count them."""
    picked = dict(scope.segments)
    found: dict[tuple[str, ...], int] = {}
    for atom, people in world.items():
        if people and all(getattr(atom, name) in values for name, values in picked.items()):
            codes = {"stage": atom.stage, "touchpoint": atom.touchpoint, "month": atom.month.isoformat()}
            codes |= {"segment:region": atom.region, "segment:age": atom.age}
            key = tuple(codes[code] for code in by)
            found[key] = found.get(key, 0) + people
    return [Row(dict(zip(by, key, strict=True)), Score(None, n=n, submissions=n, people=n)) for key, n in sorted(found.items())]


Picked = Mapping[str, tuple[str, ...]]


def edges_of(world: World, picked: Picked) -> Closed:
    edges = frozenset({*(atom.month for atom in world), max(EDGES)})
    found = closed(lambda each, by: count_of(world, each, by), Asked(Scope(segments=tuple(picked.items())), (), edges, True, LEAST))
    return found.get(frozenset(), {})


def groups_told(world: World, people: Iterable[Picked]) -> Iterator[frozenset[Atom]]:
    """Whom every number that may be told is of: the people picked each time, any place, any months in a row."""
    stages, touchpoints = ([*dict.fromkeys(getattr(atom, code) for atom in world)] for code in ("stage", "touchpoint"))
    edges = [*dict.fromkeys(atom.month for atom in world), max(EDGES)]
    for picked in people:
        shut = edges_of(world, picked)
        for places in itertools.product(subsets(stages), subsets(touchpoints)):
            for first, end in itertools.combinations(edges, 2):
                group = frozenset(
                    atom
                    for atom in world
                    if world[atom]
                    and all(getattr(atom, name) in values for name, values in picked.items())
                    and all(code in codes for code, codes in zip((atom.stage, atom.touchpoint), places, strict=True) if codes)
                    and first <= atom.month < end
                )
                few = sum(world[atom] for atom in group) < LEAST
                if group and not few and not any(is_closed(edge, shut, *places) for edge in (first, end)):
                    yield group


def some(values: Sequence[str]) -> list[tuple[str, ...]]:
    """All but none and all of some values."""
    return [picked for many in range(1, len(values)) for picked in itertools.combinations(values, many)]


OF_REGIONS: list[Picked] = [{}, *({"region": regions} for regions in some(REGIONS))]
OF_BOTH: list[Picked] = [
    {name: values for name, values in (("region", regions), ("age", ages)) if values}
    for regions in ((), *some(REGIONS[:2]))
    for ages in ((), *some(AGES))
]


def subsets(codes: Sequence[str]) -> list[tuple[str, ...]]:
    return [(), *((code,) for code in codes), *itertools.combinations(codes, 2)]


def given_back(world: World, told: set[frozenset[Atom]]) -> list[list[Atom]]:
    """The groups of few of which a sum or a difference is made of numbers that are told, whatever these are multiplied by."""
    there = [atom for atom in world if world[atom]]
    rows = np.array([[atom in group for atom in there] for group in told], dtype=float).reshape(-1, len(there))
    _, sizes, directions = np.linalg.svd(rows, full_matrices=False)
    known = directions[sizes > 1e-9]
    few = [at for at, atom in enumerate(there) if world[atom] < LEAST]
    # A weighted sum of some people alone is known exactly where it lies within what is known, of which `known` is an orthonormal base.
    found = []
    for size in (1, 2, 3):
        picks = [pick for pick in itertools.combinations(few, size) if sum(world[there[at]] for at in pick) < LEAST]
        for signs in itertools.product((1.0, -1.0), repeat=size - 1):
            weights = [dict(zip(pick, (1.0, *signs), strict=True)) for pick in picks]
            wanted = np.array([[weight.get(at, 0.0) for at in range(len(there))] for weight in weights]).reshape(-1, len(there))
            left = np.abs(wanted - (wanted @ known.T) @ known).max(axis=1, initial=0)
            found += [[there[at] for at in pick] for pick, rest in zip(picks, left, strict=True) if rest < 1e-6]
    return found


@pytest.mark.parametrize(("kind", "seed"), [(mild, 5), (harsh, 1), (harsh, 7), (sparse, 0), (sparse, 1)])
def test_nothing_that_is_told_of_places_people_and_time_gives_a_few_back(kind: Callable[[random.Random], int], seed: int) -> None:
    dice = random.Random(seed)
    world = {atom: kind(dice) for atom in ATOMS}
    told = set(groups_told(world, OF_REGIONS))
    assert given_back(world, told) == []
    assert len(told) > (0 if kind is sparse else 40), "something must be left to look at"


def test_where_very_much_hangs_together_less_is_told_and_nothing_more_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(0)
    world = {atom: sparse(dice) for atom in ATOMS}
    usual = set(groups_told(world, OF_REGIONS))
    monkeypatch.setattr(edges, "_VERY_MANY", 20)
    told = set(groups_told(world, OF_REGIONS))
    assert told < usual
    assert given_back(world, told) == []


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_what_two_segments_pick_at_once_gives_a_few_no_more_back_than_each_alone(seed: int) -> None:
    dice = random.Random(seed)
    world = {atom: mild(dice) for atom in OF_AGE}
    told = set(groups_told(world, OF_BOTH))
    assert given_back(world, told) == []
    assert len(told) > len(set(groups_told(world, [picked for picked in OF_BOTH if len(picked) < 2])))


def test_two_segments_at_once_are_looked_at_from_both_sides() -> None:
    """Three young ones in the north: the old ones of the south would tell the young ones there, and these all other young ones."""
    may = date(2026, 1, 1)
    counts = {("north", "young"): 3, ("north", "old"): 30, ("south", "young"): 40, ("south", "old"): 50}
    world = {Atom(region, "buy", "website", may, age): n for (region, age), n in counts.items()}
    told = set(groups_told(world, OF_BOTH))
    assert given_back(world, told) == []
