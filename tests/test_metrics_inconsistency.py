"""The same touchpoint by several channels: the index by hand, and what it finds in made-up companies whose truth is known."""

from __future__ import annotations

import random
from datetime import date
from statistics import fmean

import pytest

from tests.answers import Answer, write
from vocdash.domain import Period, Scope, Score
from vocdash.metrics.inconsistency import inconsistencies, index
from vocdash.metrics.sums import Z
from vocdash.store import Store


def channel(value: float, error: float) -> Score:
    """A channel's score with a standard error."""
    return Score(value, value - Z * error, value + Z * error, n=100, submissions=100, people=100)


def test_the_index_by_hand() -> None:
    # w = 1/4 each; mean 70; Q = (100 + 0 + 100) / 4 = 50; C = 3/4 − (3/16)/(3/4) = 1/2; τ² = (50 − 2) / (1/2) = 96.
    found = index([channel(60, 2), channel(70, 2), channel(80, 2)])
    assert found.value == pytest.approx(96**0.5)
    # With equal errors Q(τ²) = 200 / (4 + τ²): it is the χ² quantiles of 2 degrees, 7.3778 and 0.0506, at these τ.
    assert found.low == pytest.approx((200 / 7.377759 - 4) ** 0.5, abs=1e-4)
    assert found.high == pytest.approx(50.0), "√(200 / 0.050636 − 4) is more than scores can differ"
    assert (found.n, found.people) == (300, 100)


def test_unequal_errors_by_hand() -> None:
    # w = 1 and 1/4; mean = (60 + 17.5) / 1.25 = 62; Q = 4 + 64/4 = 20; C = 1.25 − 1.0625/1.25 = 0.4; τ² = 19 / 0.4 = 47.5.
    assert index([channel(60, 1), channel(70, 2)]).value == pytest.approx(47.5**0.5)


def test_noise_alone_is_no_inconsistency() -> None:
    found = index([channel(70, 3), channel(72, 3), channel(69, 3)])
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high is not None
    assert found.high > 0


def test_one_channel_alone_has_no_index() -> None:
    assert index([channel(70, 3)]).value is None
    assert index([channel(70, 3), Score(None)]).value is None
    assert index([]).value is None


@pytest.mark.parametrize("spread", [0.0, 8.0])
def test_the_interval_holds_the_truth_as_often_as_it_says(spread: float) -> None:
    chance = random.Random(7)
    held, values, rounds = 0, [], 400
    for _ in range(rounds):
        errors = [chance.uniform(1.5, 4.0) for _ in range(5)]
        found = index([channel(chance.gauss(70, spread) + chance.gauss(0, error), error) for error in errors])
        assert found.value is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= spread <= found.high
        values.append(found.value**2)
    # 95 % of 400, give or take three standard errors; at 0 the lower end cannot miss, so only one side can.
    assert 0.917 <= held / rounds <= 1.0
    assert fmean(values) == pytest.approx(spread**2, abs=9 if spread else 3)


def test_only_channels_with_enough_answers_count(store: Store) -> None:
    day = date(2026, 5, 4)
    values = {"web": (5.0, 4.0), "voice": (1.0, 2.0), "unknown": (3.0, 3.0)}
    answers = [
        Answer(100 * at + who, "csat", pair[who % 2], channel=code, day=day)
        for at, (code, pair) in enumerate(values.items())
        for who in range(1, 41)
    ]
    few = [Answer(900 + who, "csat", 1.0, touchpoint="phone", channel=code) for who, code in enumerate(("web", "voice"))]
    write(store, [*answers, *few])
    (found,) = inconsistencies(store, Scope(journey="shop", period=Period(date(2026, 5, 1), date(2026, 5, 31))))
    assert (found.touchpoint, [row.keys["channel"] for row in found.channels]) == ("website", ["voice", "web"])
    assert found.index.value is not None
    # 87.5 and 12.5 lie 75 apart: a standard deviation of 75 / √2, cut at what scores can differ by.
    assert found.index.value == pytest.approx(50.0)
