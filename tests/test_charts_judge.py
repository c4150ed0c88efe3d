"""Colour means beyond noise: every verdict by hand."""

from __future__ import annotations

import pytest

from vocdash.charts.judge import Verdict, highest, judge, judge_change, judge_interval, lowest, mark_colour, say_score, text_colour, too_few
from vocdash.charts.theme import LIGHT, contrast
from vocdash.domain import Better, Change, Score


def score(value: float, half: float, n: int) -> Score:
    return Score(value, value - half, value + half, n=n, submissions=n)


SURE = score(57, 2, 1940)
UNSURE = score(57, 2, 29)
WIDE = score(57, 10.1, 400)
HIDDEN = Score(57, 55, 59, n=9, hidden=True)


@pytest.mark.parametrize(
    ("value", "against", "verdict"),
    [
        (SURE, 80, Verdict.WORSE),
        (SURE, 50, Verdict.BETTER),
        (SURE, 58.5, Verdict.NOISE),
        (SURE, 59, Verdict.NOISE),
        (SURE, 59.01, Verdict.WORSE),
        (SURE, None, Verdict.NOISE),
        (UNSURE, 80, Verdict.TOO_FEW),
        (WIDE, 80, Verdict.TOO_FEW),
        (HIDDEN, 80, Verdict.HIDDEN),
        (Score(None), 80, Verdict.NOT_ASKED),
        (Score(57, n=400), 80, Verdict.NOISE),
    ],
)
def test_a_score_is_judged_by_its_interval(value: Score, against: float | None, verdict: Verdict) -> None:
    assert judge(value, against) is verdict


def test_the_direction_of_good_decides() -> None:
    assert judge(SURE, 80, Better.LOWER) is Verdict.BETTER
    assert judge(SURE, 50, Better.LOWER) is Verdict.WORSE
    assert judge(SURE, 80, Better.NEITHER) is Verdict.NOISE


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(-3, -1, Verdict.WORSE), (1, 3, Verdict.BETTER), (-1, 2, Verdict.NOISE), (0, 2, Verdict.NOISE), (None, 2, Verdict.NOISE)],
)
def test_a_difference_is_noise_unless_it_leaves_out_zero(low: float | None, high: float | None, verdict: Verdict) -> None:
    assert judge_interval(low, high) is verdict


def test_a_change_needs_both_of_its_sides() -> None:
    before = score(66, 2, 1700)
    assert judge_change(Change(-9, -12, -6, SURE, before)) is Verdict.WORSE
    assert judge_change(Change(-9, -12, -6, SURE, before), Better.LOWER) is Verdict.BETTER
    assert judge_change(Change(-9, -12, -6, SURE, UNSURE)) is Verdict.TOO_FEW
    assert judge_change(Change(-9, -12, -6, HIDDEN, before)) is Verdict.HIDDEN
    assert judge_change(Change(None, None, None, SURE, Score(None))) is Verdict.NOT_ASKED
    assert judge_change(None) is Verdict.NOT_ASKED


def test_too_few_is_under_30_answers_or_wider_than_10_points() -> None:
    assert too_few(score(50, 1, 29))
    assert not too_few(score(50, 10, 30))
    assert too_few(score(50, 10.5, 3000))


def test_words_and_colours() -> None:
    assert say_score(SURE) == "57"
    assert say_score(UNSURE) == "57, too few answers to rely on"
    assert say_score(HIDDEN) == "hidden"
    assert say_score(Score(None)) == "no answers"
    assert mark_colour(Verdict.WORSE, LIGHT, LIGHT.ink) == LIGHT.bad
    assert mark_colour(Verdict.NOISE, LIGHT, LIGHT.ink) == LIGHT.ink
    assert all(contrast(text_colour(verdict, LIGHT, LIGHT.ink), LIGHT.page) >= 4.5 for verdict in Verdict)
    assert not Verdict.HIDDEN.has_number


def test_the_lowest_is_only_said_where_noise_does_not_explain_it() -> None:
    # 58 ± 2 and 61 ± 3: 3 apart, where noise explains √(2² + 3²) = 3.6. Both lie below 70 ± 5: 9 > √(3² + 5²) = 5.8.
    road = [score(74, 3, 900), score(78, 2, 900), score(58, 2, 900), score(76, 2, 900), score(61, 3, 900), score(70, 5, 900)]
    assert lowest(road) == [2, 4]
    assert highest(road) == [], "78 ± 2, 76 ± 2 and 74 ± 3 are not told apart"
    assert lowest([score(50, 2, 900), *road]) == [0], "8 > √(2² + 2²)"
    assert lowest([score(30, 2, 29), *road]) == [3, 5], "too few answers to rank"
    assert lowest([Score(10.0, 9.0, 11.0, n=900, submissions=900, hidden=True), *road]) == [3, 5]
    assert lowest([score(60, 3, 900), score(63, 3, 900), score(60, 3, 900)]) == [] == lowest([score(60, 3, 900)]) == lowest([])
    assert highest([score(60, 3, 900), score(70, 3, 900)]) == [1]
