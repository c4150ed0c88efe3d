"""Where customers come from and go next, followed by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.answers import Answer, crowd, write
from vocdash.domain import Period, Scope
from vocdash.metrics import Query, ask
from vocdash.metrics.neighbours import Side, neighbours
from vocdash.store import Store

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
RECEIVE = Scope(journey="shop", period=MAY, stages=("receive",))


def by_place(store: Store, scope: Scope, side: Side) -> dict[tuple[str, ...], tuple[float | None, int]]:
    return {tuple(row.keys.values()): (row.score.value, row.score.n) for row in neighbours(store, scope, side)}


def test_the_step_before_is_the_customers_last_earlier_one(store: Store) -> None:
    write(
        store,
        [
            # Customer 1 bought on the website, after enquiring by phone; customer 2 bought by phone; customer 3 is new.
            Answer(1, "csat", 5.0, stage="enquire", touchpoint="phone", day=date(2026, 4, 20), customer=1),
            Answer(2, "csat", 5.0, stage="buy", touchpoint="website", day=date(2026, 4, 28), customer=1),
            Answer(3, "csat", 4.0, stage="receive", touchpoint="delivery", day=date(2026, 5, 9), customer=1),
            Answer(4, "csat", 3.0, stage="buy", touchpoint="phone", day=date(2026, 5, 2), customer=2),
            Answer(5, "csat", 1.0, stage="receive", touchpoint="delivery", day=date(2026, 5, 9), customer=2),
            Answer(6, "csat", 2.0, stage="receive", touchpoint="delivery", day=date(2026, 5, 9), customer=3),
        ],
    )
    assert by_place(store, RECEIVE, "before") == {("buy", "website"): (75.0, 1), ("buy", "phone"): (0.0, 1), ("", ""): (25.0, 1)}
    buy = Scope(journey="shop", period=Period(date(2026, 4, 1), MAY.last), stages=("buy",))
    assert by_place(store, buy, "after") == {("receive", "delivery"): (75.0, 2)}
    assert by_place(store, buy, "before") == {("enquire", "phone"): (100.0, 1), ("", ""): (50.0, 1)}


def test_without_customers_the_stages_of_one_submission_are_the_steps(store: Store) -> None:
    write(
        store,
        [
            Answer(1, "csat", 5.0, stage="enquire", touchpoint="phone"),
            Answer(1, "csat", 1.0, stage="receive", touchpoint="delivery", occurrence=1),
            Answer(2, "csat", 5.0, stage="receive", touchpoint="delivery"),
        ],
    )
    assert by_place(store, RECEIVE, "before") == {("enquire", "phone"): (0.0, 1), ("", ""): (100.0, 1)}


def test_two_touchpoints_of_one_step_count_both_and_no_answer_twice(store: Store) -> None:
    write(
        store,
        [
            Answer(1, "csat", 5.0, stage="buy", touchpoint="phone", day=date(2026, 5, 1), customer=1),
            Answer(1, "nps", 5.0, stage="buy", touchpoint="phone", day=date(2026, 5, 1), customer=1),
            Answer(1, "csat", 5.0, stage="buy", touchpoint="website", day=date(2026, 5, 1), customer=1, occurrence=1),
            Answer(2, "csat", 4.0, stage="receive", touchpoint="delivery", day=date(2026, 5, 9), customer=1),
        ],
    )
    assert by_place(store, RECEIVE, "before") == {("buy", "phone"): (75.0, 1), ("buy", "website"): (75.0, 1)}


def test_words_expectations_excluded_and_unknown_places_are_no_steps(store: Store) -> None:
    earlier = {"stage": "buy", "day": date(2026, 5, 1), "customer": 1}
    write(
        store,
        [
            Answer(1, "comment", text="some words", **earlier),  # type: ignore[arg-type]
            Answer(2, "expected", 5.0, **earlier),  # type: ignore[arg-type]
            Answer(3, "csat", 5.0, excluded=True, **earlier),  # type: ignore[arg-type]
            Answer(4, "csat", 5.0, **{**earlier, "stage": "unknown"}),  # type: ignore[arg-type]
            Answer(5, "csat", 5.0, **{**earlier, "day": date(2026, 1, 3)}),  # type: ignore[arg-type]
            Answer(6, "csat", 4.0, stage="receive", touchpoint="delivery", day=date(2026, 5, 9), customer=1),
        ],
    )
    # The one real step lies more than 90 days before the period.
    assert by_place(store, RECEIVE, "before") == {("", ""): (75.0, 1)}


def test_every_answer_here_has_at_least_one_origin(store: Store) -> None:
    write(store, crowd(3, people=250))
    for stage in ("enquire", "buy", "receive"):
        scope = Scope(journey="shop", stages=(stage,))
        here = ask(store, Query("experience", (), scope))[0].score
        for side in ("before", "after"):
            found = neighbours(store, scope, side)  # type: ignore[arg-type]
            assert sum(row.score.n for row in found) >= here.n
            assert all(0 <= (row.score.low or 0.0) <= (row.score.high or 0.0) <= 100 for row in found)
            assert max(row.score.n for row in found) <= here.n


def test_nobody_here_has_no_origins(store: Store) -> None:
    write(store, [Answer(1, "csat", 5.0, stage="buy")])
    assert neighbours(store, RECEIVE, "before") == []


def test_the_interval_is_that_of_the_metric(store: Store) -> None:
    write(store, [Answer(who, "csat", float(1 + who % 5), stage="receive") for who in range(1, 60)])
    (row,) = neighbours(store, RECEIVE, "before")
    (asked,) = ask(store, Query("experience", (), RECEIVE))
    assert (row.score.low, row.score.high) == (pytest.approx(asked.score.low), pytest.approx(asked.score.high))
