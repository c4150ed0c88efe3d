"""Shares, means and quantiles of plain lists, against numbers worked out by hand and by simulation."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.metrics.lists import mean, quantile, share


def test_a_share_has_wilsons_interval() -> None:
    found = share([True] * 10 + [False] * 90)
    # metrics.md §4: 10 of 100.
    assert (found.value, found.n, found.submissions) == (10.0, 100, 100)
    assert found.low == pytest.approx(5.5229, abs=1e-3)
    assert found.high == pytest.approx(17.4368, abs=1e-3)


def test_rows_of_one_person_count_as_one() -> None:
    alone = share([True, False] * 20)
    twice = share([True, True, False, False] * 20, [number // 2 for number in range(80)])
    assert (twice.n, twice.submissions) == (80, 40)
    assert (twice.low, twice.high) == (pytest.approx(alone.low), pytest.approx(alone.high))


def test_a_mean_stays_between_its_ends() -> None:
    found = mean([100.0] * 5, (-100.0, 100.0))
    assert found.value == 100
    assert found.high == 100
    assert found.low is not None and found.low < 100
    assert share([]).value is None
    assert mean([], (0, 1)).value is None


def test_a_quantile_is_the_smallest_value_that_enough_do_not_exceed() -> None:
    assert quantile([], 0.5).value is None
    assert quantile([3.0], 0.5).value == 3.0
    hundred = [float(value) for value in range(1, 101)]
    middle = quantile(hundred, 0.5)
    # Binomial(100, ½): the 2.5 % and 97.5 % points are 40 and 60, so ranks 40 and 61.
    assert (middle.value, middle.low, middle.high) == (50.0, 40.0, 61.0)
    assert quantile(hundred, 0.9).value == 90.0
    assert quantile([1.0, 2.0], 0.9).high is None


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=60), st.floats(0.05, 0.95))
def test_a_quantile_lies_inside_its_interval(values: list[float], part: float) -> None:
    found = quantile(values, part)
    assert found.value in values
    assert (found.low if found.low is not None else -1) <= found.value <= (found.high if found.high is not None else 1001)


def test_the_interval_of_a_median_covers_as_it_says() -> None:
    dice = random.Random(4)
    inside = 0
    for _ in range(400):
        found = quantile([dice.expovariate(1.0) for _ in range(60)], 0.5)
        inside += found.low is not None and found.high is not None and found.low <= 0.6931 <= found.high
    assert inside / 400 >= 0.93
