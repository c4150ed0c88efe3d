"""Somebody notes who answered for every selection of places, people and time that may be told, and solves for those that may not.

Worlds are counted in memory, so that there can be many of them: people told apart by region, stage, touchpoint and month.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from vocdash.domain import Row, Scope, Score
from vocdash.ui.closing import Asked, Closed, closed, is_closed

LEAST = 10
REGIONS = ("north", "south", "west")
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


ATOMS = [Atom(region, *cell, month) for region in REGIONS for cell in CELLS for month in EDGES[:-1]]
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
        if people and atom.region in picked.get("region", REGIONS):
            codes = {"stage": atom.stage, "touchpoint": atom.touchpoint, "segment:region": atom.region, "month": atom.month.isoformat()}
            key = tuple(codes[code] for code in by)
            found[key] = found.get(key, 0) + people
    return [Row(dict(zip(by, key, strict=True)), Score(None, n=n, submissions=n, people=n)) for key, n in sorted(found.items())]


def edges_of(world: World, regions: tuple[str, ...] = ()) -> Closed:
    scope = Scope(segments=(("region", regions),) if regions else ())
    found = closed(lambda each, by: count_of(world, each, by), Asked(scope, (), frozenset(EDGES), True, LEAST))
    return found.get(frozenset(), {})


def groups_told(world: World) -> Iterator[frozenset[Atom]]:
    """Whom every number that may be told is of: any regions, any place, any months in a row."""
    stages = tuple(dict.fromkeys(stage for stage, _ in CELLS))
    touchpoints = tuple(dict.fromkeys(touchpoint for _, touchpoint in CELLS))
    for regions in ((), *itertools.chain(*(itertools.combinations(REGIONS, n) for n in (1, 2)))):
        shut = edges_of(world, regions)
        for picked in itertools.product(subsets(stages), subsets(touchpoints)):
            for first, end in itertools.combinations(EDGES, 2):
                group = frozenset(
                    atom
                    for atom in ATOMS
                    if world[atom]
                    and atom.region in (regions or REGIONS)
                    and all(code in codes for code, codes in zip((atom.stage, atom.touchpoint), picked, strict=True) if codes)
                    and first <= atom.month < end
                )
                few = sum(world[atom] for atom in group) < LEAST
                if group and not few and not any(is_closed(edge, shut, *picked) for edge in (first, end)):
                    yield group


def subsets(codes: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [(), *((code,) for code in codes), *itertools.combinations(codes, 2)]


def given_back(world: World, told: set[frozenset[Atom]]) -> list[list[Atom]]:
    """The groups of few of which a sum or a difference is made of numbers that are told, whatever these are multiplied by."""
    there = [atom for atom in ATOMS if world[atom]]
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
    told = set(groups_told(world))
    assert given_back(world, told) == []
    assert len(told) > (0 if kind is sparse else 40), "something must be left to look at"
