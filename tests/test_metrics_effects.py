"""Effects of two periods and how sure they are: what a small world by hand says, what worlds made by chance do, and the bootstrap."""

from __future__ import annotations

import math

import numpy as np
import pytest

from vocdash.metrics.effects import Frame, Rows, effects_of, side_of, variances

STAGES, CELLS, KINDS = 2, 3, 2
SPREAD = 25.0


def frame(own_weights: bool = False, by_kind: bool = False) -> Frame:
    """Two stages of three cells, in each of which customers of two kinds answer."""
    number = np.arange(STAGES * CELLS * KINDS)
    stage, cell, kind = number // (CELLS * KINDS), number // KINDS, number % KINDS
    whole = Frame(stage, stage, stage, STAGES, np.arange(STAGES), np.full(STAGES, np.nan), np.array([1.0, 2.0]))
    if own_weights:
        whole = Frame(stage, stage, cell, STAGES, np.arange(STAGES * CELLS) // CELLS, np.tile([1.0, 3.0, 0.5], STAGES), whole.stage_weight)
    if by_kind:
        whole = Frame(whole.stage, kind, whole.unit, KINDS, whole.unit_stage, whole.unit_weight, whole.stage_weight)
    return whole


def people(chance: np.random.Generator, count: int, level: float = 0.0) -> Rows:
    """Submissions about one cell of each stage, whose answers lean the same way."""
    kind = (chance.random(count) < 0.3).astype(np.int64)
    lean = chance.normal(0, SPREAD / 2, count)
    rows = []
    for stage in range(STAGES):
        cell = chance.choice(CELLS, count, p=[0.6, 0.3, 0.1])
        value = np.clip(60 + level + 10 * cell - 15 * kind + lean + chance.normal(0, SPREAD, count), 0, 100)
        rows.append((np.arange(count), stage * CELLS * KINDS + cell * KINDS + kind, value))
    who, group, value = (np.stack(column, axis=1).ravel() for column in zip(*rows, strict=True))
    return Rows(who, group, value, np.ones(len(who)), count)


def resampled(rows: Rows, chance: np.random.Generator) -> Rows:
    times = chance.poisson(1.0, rows.people)[rows.who].astype(np.float64)
    return Rows(rows.who, rows.group, rows.s * times, rows.n * times, rows.people)


def effects(world: Frame, before: Rows, after: Rows) -> np.ndarray:
    then, now = side_of(world, before), side_of(world, after)
    return np.append(effects_of(world, then, now), now.index - then.index)


def spreads(world: Frame, before: Rows, after: Rows) -> np.ndarray:
    return np.sqrt(variances(world, side_of(world, before), side_of(world, after), before, after))


@pytest.mark.parametrize("at_once", [1, 7, 500])
def test_submissions_may_be_looked_at_a_few_at_once(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(6)
    world = frame()
    before, after = people(chance, 40), people(chance, 50, level=3.0)
    whole = spreads(world, before, after)
    monkeypatch.setattr("vocdash.metrics.effects._AT_ONCE", at_once)
    assert spreads(world, before, after) == pytest.approx(whole)


@pytest.mark.parametrize("by_kind", [False, True])
@pytest.mark.parametrize("own_weights", [False, True])
def test_spreads_are_those_of_a_bootstrap_of_submissions(own_weights: bool, by_kind: bool) -> None:
    chance = np.random.default_rng(5)
    world = frame(own_weights, by_kind)
    before, after = people(chance, 400), people(chance, 500, level=3.0)
    drawn = [effects(world, resampled(before, chance), resampled(after, chance)) for _ in range(500)]
    bootstrapped = np.std(drawn, axis=0, ddof=1)
    stages = slice(world.parts * 2, world.parts * 2 + STAGES)  # every stage has answers in both periods
    np.testing.assert_allclose(np.delete(spreads(world, before, after), stages), np.delete(bootstrapped, stages), rtol=0.12)


@pytest.mark.parametrize("count", [40, 300])
def test_spreads_are_as_noisy_as_effects_really_are(count: int) -> None:
    """In worlds without any change, of which each has answers of its own."""
    chance = np.random.default_rng(6)
    world = frame()
    pairs = [(people(chance, count), people(chance, count)) for _ in range(300)]
    truth = np.std([effects(world, *pair) for pair in pairs], axis=0)
    said = np.sqrt(np.mean([spreads(world, *pair) ** 2 for pair in pairs], axis=0))
    real = truth > 1e-9
    ratio = said[real] / truth[real]
    assert (ratio > 0.93).all(), ratio
    assert (ratio < (1.35 if count < 100 else 1.1)).all(), ratio


def test_a_stage_that_enters_is_as_sure_as_its_score() -> None:
    chance = np.random.default_rng(7)
    world = frame()
    both = people(chance, 200)
    first = both.group < CELLS * KINDS
    before = Rows(both.who[first], both.group[first], both.s[first], both.n[first], both.people)
    after = people(chance, 200)
    drawn = [effects(world, resampled(before, chance), resampled(after, chance)) for _ in range(500)]
    entered = world.parts * 2 + 1
    assert spreads(world, before, after)[entered] == pytest.approx(np.std([one[entered] for one in drawn], ddof=1), rel=0.12)


def test_by_hand() -> None:
    """One group, one answer a submission: all of the change is rate, and leaving one out moves a mean by a third of its distance."""
    one = np.zeros(4, dtype=np.int64)
    world = Frame(one[:1], one[:1], one[:1], 1, one[:1], np.array([np.nan]), np.ones(1))
    before, after = (Rows(np.arange(4), one, np.array(values), np.ones(4), 4) for values in ([40.0, 60, 40, 60], [80.0, 80, 60, 60]))
    assert effects(world, before, after).tolist() == [20.0, 0.0, 0.0, 20.0]
    rate, mix, _, change = spreads(world, before, after).tolist()
    # The mean of both shares falls by an eighth at once, and rises again with the stage's sum: what is left moves by 7/8 × 10/3.
    assert (rate, mix) == (pytest.approx(math.sqrt(8) * 7 / 8 * 10 / 3), pytest.approx(0.0, abs=3.0))
    assert change == pytest.approx(math.sqrt(8) * 10 / 4)
