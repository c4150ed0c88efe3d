"""How answers spread over their scale, counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.answers import Answer, write
from vocdash.domain import Direction, Period, Scope
from vocdash.metrics.spread import spread
from vocdash.metrics.sums import wilson
from vocdash.store import Store

MAY, APRIL = Period(date(2026, 5, 1), date(2026, 5, 31)), Period(date(2026, 4, 1), date(2026, 4, 30))
HERE = Scope(journey="shop", period=MAY, stages=("buy",))


def test_answers_of_both_periods_stand_on_their_steps(store: Store) -> None:
    now = [Answer(who, "csat", value) for who, value in enumerate((1.0, 2.0, 3.0, 5.0), start=1)]
    then = [Answer(who, "csat", 4.0, day=date(2026, 4, 9)) for who in (5, 6)]
    elsewhere = [Answer(7, "csat", 1.0, stage="receive"), Answer(8, "expected", 1.0)]
    write(store, [*now, *then, *elsewhere])
    found = spread(store, HERE, APRIL)
    assert found is not None
    assert (found.scale, found.steps, found.direction, found.others) == ("csat", ("1", "2", "3", "4", "5"), Direction.UP, ())
    assert found.now.shares == (25.0, 25.0, 25.0, 0.0, 25.0)
    assert found.before.shares == (0.0, 0.0, 0.0, 100.0, 0.0)
    assert (found.now.n, found.now.people, found.before.n) == (4, 4, 2)
    # Two of four below the middle answer, 3, which itself is neither above nor below.
    low, high = wilson(0.5, 4)
    assert (found.now.below.value, found.now.below.low, found.now.below.high) == (50.0, pytest.approx(100 * low), pytest.approx(100 * high))


def test_where_low_is_good_the_worse_half_is_above(store: Store) -> None:
    write(store, [Answer(who, "effort", value) for who, value in enumerate((1.0, 4.0, 5.0), start=1)])
    found = spread(store, HERE, APRIL)
    assert found is not None
    assert found.direction is Direction.DOWN
    assert found.now.below.value == pytest.approx(200 / 3)


def test_the_scale_with_most_answers_is_shown_and_others_are_named(store: Store) -> None:
    write(store, [Answer(1, "nps", 9.0), Answer(2, "nps", 3.0), Answer(3, "csat", 2.0)])
    found = spread(store, HERE, APRIL)
    asked = spread(store, HERE, APRIL, "csat")
    wrong = spread(store, HERE, APRIL, "moon")
    assert found is not None
    assert asked is not None
    assert wrong is not None
    assert (found.scale, [code for code, _ in found.others], len(found.steps)) == ("nps", ["csat"], 11)
    assert (asked.scale, asked.now.shares[1]) == ("csat", 100.0)
    assert wrong.scale == "nps"


def test_broken_values_are_cut_into_bands(store: Store) -> None:
    write(store, [Answer(1, "rating", 1.5), Answer(2, "rating", 5.0)])
    found = spread(store, HERE, APRIL)
    assert found is not None
    assert found.steps[0] == "1 to 1.8"
    assert found.now.shares == (50.0, 0.0, 0.0, 0.0, 50.0)


def test_weights_move_the_shares_and_not_the_count(store: Store) -> None:
    write(store, [Answer(1, "csat", 1.0, weight=3.0), Answer(2, "csat", 5.0, weight=1.0)])
    found = spread(store, Scope(journey="shop", period=MAY, weighted=True), APRIL)
    assert found is not None
    assert (found.now.shares[0], found.now.n, found.now.below.value) == (75.0, 2, 75.0)


def test_several_answers_of_one_person_count_once_for_the_interval(store: Store) -> None:
    write(store, [Answer(1, "csat", 1.0), Answer(1, "csat", 5.0, occurrence=1), *(Answer(who, "csat", 5.0, customer=7) for who in (2, 3))])
    found = spread(store, HERE, APRIL)
    assert found is not None
    assert (found.now.n, found.now.people, found.now.below.people) == (4, 2, 2)


def test_nobody_answered_has_no_spread(store: Store) -> None:
    write(store, [Answer(1, "csat", 1.0, stage="receive")])
    assert spread(store, HERE, APRIL) is None
