"""The usual range of a score: the published limit by hand, the widening, and how often noise leaves it."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tests.answers import Answer, write
from vocdash.domain import Period, Scope
from vocdash.metrics import METRICS, Query
from vocdash.metrics.control import course, limits
from vocdash.metrics.sums import Sums
from vocdash.store import Store

FIRST = date(2026, 1, 5)


def share_of(hits: int, n: int) -> Sums:
    """A share as sums: every answer in a submission of its own."""
    return Sums(n, n, hits, hits, hits, hits, n, hits, n, hits, hits, hits, n)


def weeks(*windows: tuple[int, int]) -> list[tuple[date, Sums, int]]:
    return [(FIRST + timedelta(weeks=at), share_of(hits, n), n) for at, (hits, n) in enumerate(windows)]


def test_the_limit_of_a_share_is_the_published_one() -> None:
    # metrics.md §15: a share of .10 with 100 answers a window has an upper limit of 0.19.
    found = limits(METRICS["csat"], weeks(*[(10, 100)] * 8), date(2027, 1, 1))
    assert found.centre == pytest.approx(10.0)
    assert found.windows[3].usual == (pytest.approx(1.0), pytest.approx(19.0))
    assert (found.points, found.wider) == (8, 1.0)


def test_a_window_of_fewer_answers_has_a_wider_range() -> None:
    found = limits(METRICS["csat"], weeks(*[(50, 100)] * 8, (13, 25)), date(2027, 1, 1))
    assert found.centre is not None
    # √(.25 / 25) is twice √(.25 / 100): the range of the last window is twice as wide.
    widths = [high - low for low, high in (window.usual for window in found.windows if window.usual)]
    assert widths[-1] == pytest.approx(2 * widths[0])


def test_windows_that_differ_by_more_than_noise_widen_the_range() -> None:
    found = limits(METRICS["csat"], weeks(*[(40, 100), (60, 100)] * 4), date(2027, 1, 1))
    # Standardised points are ∓2, the mean moving range 4: 4 ÷ 1.128 = 3.546 times as wide.
    assert found.wider == pytest.approx(4 / 1.128)
    assert found.windows[0].usual == (0.0, 100.0)


def test_what_is_usual_comes_from_before_the_period_looked_at() -> None:
    windows = weeks(*[(80, 100)] * 6, *[(20, 100)] * 6)
    found = limits(METRICS["csat"], windows, windows[6][0])
    assert (found.centre, found.points) == (pytest.approx(80.0), 6)
    few = limits(METRICS["csat"], windows, windows[5][0])
    assert (few.centre, few.points) == (pytest.approx(50.0), 12)


def test_too_few_windows_have_no_usual_range() -> None:
    found = limits(METRICS["csat"], weeks(*[(10, 100)] * 5), date(2027, 1, 1))
    assert found.centre is None
    assert all(window.usual is None for window in found.windows)
    assert limits(METRICS["csat"], [], date(2027, 1, 1)).windows == ()


def test_a_long_run_on_one_side_is_told() -> None:
    windows = weeks(*[(50, 100), (52, 100)] * 5, *[(45, 100)] * 8)
    found = limits(METRICS["csat"], windows, windows[10][0])
    run = found.run()
    assert run is not None
    assert (run[0].starts_on, run[1]) == (windows[10][0], 8)
    assert limits(METRICS["csat"], windows[:-1], windows[10][0]).run() is None


def test_noise_alone_hardly_ever_leaves_the_range() -> None:
    chance = random.Random(4)
    left, seen = 0, 0
    for _ in range(60):
        drawn = [(sum(chance.random() < 0.4 for _ in range(80)), 80) for _ in range(40)]
        found = limits(METRICS["csat"], weeks(*drawn), date(2027, 1, 1))
        for window in found.windows:
            assert window.usual is not None
            assert window.score.value is not None
            left += not window.usual[0] <= window.score.value <= window.usual[1]
            seen += 1
    # Three standard errors of a normal value leave out 0.27 %.
    assert left / seen < 0.01


def test_the_course_reads_windows_of_every_length(store: Store) -> None:
    write(store, [Answer(who, "csat", float(1 + who % 5), day=date(2026, 1, 1) + timedelta(days=who % 90)) for who in range(1, 541)])
    scope = Scope(journey="shop", period=Period(date(2026, 1, 1), date(2026, 3, 31)))
    for window, count in (("day", 90), ("week", 14), ("month", 3), ("quarter", 1)):
        found = course(store, Query("experience", (), scope), window, date(2027, 1, 1))
        assert len(found.windows) == count
        assert sum(one.score.n for one in found.windows) == 540
        assert (found.centre is None) == (count < 6)
