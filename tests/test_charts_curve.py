"""The geometry that line, band and shading share."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vocdash.charts.curve import bezier, monotone, padded, round_ticks, runs

HEIGHTS = some.lists(some.floats(-1000, 1000, allow_nan=False), min_size=2, max_size=12)


@given(HEIGHTS)
def test_a_curve_never_leaves_the_range_of_its_two_neighbours(heights: list[float]) -> None:
    steps = 8
    points = [(float(at), height) for at, height in enumerate(heights)]
    curve = monotone(points, steps)
    assert len(curve) == steps * (len(points) - 1) + 1
    for number, (one, other) in enumerate(pairwise(heights)):
        section = curve[number * steps : (number + 1) * steps + 1]
        assert all(min(one, other) - 1e-6 <= y <= max(one, other) + 1e-6 for _, y in section)


def test_a_path_is_the_same_curve_there_and_back() -> None:
    points = [(0.0, 0.0), (3.0, 10.0), (6.0, 0.0)]
    assert bezier(points) == "0.0,0.0C1.0,5.0 2.0,10.0 3.0,10.0C4.0,10.0 5.0,5.0 6.0,0.0"
    assert bezier(points[::-1]) == "6.0,0.0C5.0,5.0 4.0,10.0 3.0,10.0C2.0,10.0 1.0,5.0 0.0,0.0"
    start, one, other, end = 0.0, 5.0, 10.0, 10.0
    halfway = (start + 3 * one + 3 * other + end) / 8
    assert dict(monotone(points, 2))[1.5] == halfway


@given(HEIGHTS)
def test_a_curve_goes_through_its_points(heights: list[float]) -> None:
    curve = monotone([(float(at), height) for at, height in enumerate(heights)], 4)
    assert [y for _, y in curve[::4]] == pytest.approx(heights)


def test_a_straight_line_stays_straight_and_a_peak_is_flat_on_top() -> None:
    assert [y for _, y in monotone([(0, 0), (1, 1), (2, 2)], 2)] == pytest.approx([0, 0.5, 1, 1.5, 2])
    peak = monotone([(0, 0), (1, 10), (2, 0)], 10)
    assert max(y for _, y in peak) == 10
    assert peak[9][1] == pytest.approx(peak[11][1])


@pytest.mark.parametrize("points", [[], [(0.0, 1.0)]])
def test_a_curve_needs_two_points(points: list[tuple[float, float]]) -> None:
    assert monotone(points) == points


def test_a_hole_breaks_the_line() -> None:
    assert runs([None, (1, 1), (2, 2), None, None, (5, 5)]) == [[(1, 1), (2, 2)], [(5, 5)]]
    assert runs([None]) == []


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(48, 92, [50, 60, 70, 80, 90]), (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (-24, 17, [-20, -10, 0, 10]), (5, 5, [5])],
)
def test_ticks_are_round(low: float, high: float, ticks: list[float]) -> None:
    assert round_ticks(low, high) == ticks


def test_a_range_gets_room_and_is_never_flat() -> None:
    assert padded([50, 60], 0.1) == (49, 61)
    assert padded([70], at_least=4) == (68, 72)
    assert padded([]) == (0, 1)
