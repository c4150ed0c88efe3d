"""Moments of truth and hand-offs: by hand, and what must never count."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from tests.answers import STAGES, Answer, write
from vocdash.domain import Period, Scope, Score
from vocdash.metrics.handoffs import handoffs
from vocdash.metrics.moments import Weighed, moments_of_truth
from vocdash.store import Store

SURE = Score(60.0, 56.0, 64.0, 200, 200)


def cell(name: str, gap: float, importance: float | None = 5.0, half: float = 4.0) -> Weighed:
    value = 80.0 + gap
    return Weighed(("buy", name), Score(value, value - half, value + half, 200, 200), 80.0, importance)


def found(*cells: Weighed) -> set[str]:
    return {touchpoint for _, touchpoint in moments_of_truth(cells)}


def test_the_top_quarter_by_importance_times_shortfall() -> None:
    # Weights 100, 90, 60, 50, 40, 20, 10, 0: the top quarter of eight cells are two.
    cells = [
        *(cell("a", -10, 10), cell("b", -30, 3), cell("c", -12), cell("d", -10)),
        *(cell("e", -8), cell("f", -20, 1), cell("g", -2), cell("h", 5)),
    ]
    assert found(*cells) == {"a", "b"}


def test_equal_weights_at_the_edge_are_all_found() -> None:
    assert found(*(cell(name, -20) for name in "abcd")) == set("abcd")


def test_a_shortfall_that_noise_explains_is_none() -> None:
    assert found(cell("a", -3, 10, half=4)) == set()
    assert found(cell("a", -4.5, 10, half=4)) == {"a"}


def test_what_nobody_weighed_or_may_show_is_left_out() -> None:
    unsaid, hidden = cell("a", -40, None), replace(cell("b", -40, 9), score=Score(None, hidden=True))
    kept_back = replace(cell("e", -40, 9), score=Score(40.0, 36.0, 44.0, 200, 200, hidden=True))
    assert found(unsaid, hidden, kept_back, replace(cell("c", -40), wanted=None), cell("d", -10)) == {"d"}
    assert found() == set()
    assert found(cell("a", 10), cell("b", 0)) == set()


def csat(who: int, stage: str, value: float, customer: int | None = None, weight: float = 1.0, day: int = 4) -> Answer:
    place = {"stage": stage, "occurrence": STAGES.index(stage)}
    return Answer(who, "csat", value, customer=customer, weight=weight, day=date(2026, 5, day), **place)  # type: ignore[arg-type]


def test_a_handoff_compares_the_same_people(store: Store) -> None:
    write(
        store,
        [
            # Submission 1 speaks of both stages; customer 50 answers twice: 100 → 50 and 75 → 50, −50 and −25.
            csat(1, "buy", 5),
            csat(1, "receive", 3),
            csat(2, "buy", 4, customer=50),
            csat(3, "receive", 3, customer=50, day=9),
            # Heard on one side only.
            csat(4, "buy", 1),
            csat(5, "receive", 5),
        ],
    )
    (found,) = handoffs(store, Scope())
    assert (found.before, found.after, found.difference.n, found.difference.people) == ("buy", "receive", 2, 2)
    assert found.difference.value == pytest.approx(-37.5)
    # The differences stray by 12.5 around their mean: sample variance 312.5, of the mean 156.25, so ± 1.96 × 12.5.
    assert found.difference.low == pytest.approx(-37.5 - 1.959963985 * 12.5)
    assert found.difference.high == pytest.approx(-37.5 + 1.959963985 * 12.5)
    assert found.real


def test_weights_count_only_when_asked_for(store: Store) -> None:
    write(store, [csat(1, "buy", 5, weight=3), csat(1, "receive", 1, weight=3), csat(2, "buy", 3), csat(2, "receive", 3)])
    (plain,), (weighted,) = handoffs(store, Scope()), handoffs(store, Scope(weighted=True))
    assert plain.difference.value == pytest.approx(-50)
    assert weighted.difference.value == pytest.approx(-75)


def test_stages_with_a_blind_one_between_are_no_neighbours(store: Store) -> None:
    write(store, [csat(1, "enquire", 5), csat(1, "receive", 3)])
    assert handoffs(store, Scope()) == []


def test_a_single_person_has_no_interval_and_the_period_counts(store: Store) -> None:
    write(store, [csat(1, "buy", 5), csat(1, "receive", 3)])
    (found,) = handoffs(store, Scope())
    assert (found.difference.value, found.difference.low, found.real) == (-50.0, None, False)
    assert handoffs(store, Scope(period=Period(date(2026, 4, 1), date(2026, 4, 30)))) == []
    assert not math.isnan(found.difference.value or 0)
