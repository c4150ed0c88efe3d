"""Values and intervals against published and hand-computed examples (fractions there are points here)."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.domain import Score
from vocdash.metrics.compare import between
from vocdash.metrics.registry import METRICS, metric
from vocdash.metrics.sums import Sums, difference, estimate, score, wilson


def sums_of(submissions: list[list[float]], weights: list[float] | None = None) -> Sums:
    """The sums of answers grouped by submission, written out plainly."""
    weights = weights or [1.0] * len(submissions)
    s = [math.fsum(answers) for answers in submissions]
    n = [float(len(answers)) for answers in submissions]
    q = [math.fsum(x * x for x in answers) for answers in submissions]

    def total(*factors: list[float]) -> float:
        return math.fsum(math.prod(parts) for parts in zip(*factors, strict=True))

    w = weights
    return Sums(
        len(submissions),
        int(sum(n)),
        total(s),
        total(q),
        total(s, s),
        total(s, n),
        total(n, n),
        total(w, s),
        total(w, n),
        total(w, q),
        total(w, w, s, s),
        total(w, w, s, n),
        total(w, w, n, n),
    )


def nps(detractors: int, passives: int, promoters: int) -> Score:
    answers = [[-1.0]] * detractors + [[0.0]] * passives + [[1.0]] * promoters
    return score(METRICS["nps"], sums_of(answers))


def share(yes: int, n: int) -> Score:
    return score(METRICS["csat"], sums_of([[1.0]] * yes + [[0.0]] * (n - yes)))


@pytest.mark.parametrize(
    ("counts", "value", "low", "high"),
    [
        ((2, 3, 5), 30.0, -19.05, 65.20),
        ((0, 0, 10), 100.0, 47.50, 100.0),
        ((476 + 0, 291, 395), -6.97, None, None),
        ((395, 476, 291), -8.950, -13.308, -4.546),
        ((1, 2, 3), 100 / 3, None, None),
        ((0, 0, 1), 100.0, None, 100.0),
        ((0, 1, 0), 0.0, None, None),
        ((1, 0, 0), -100.0, -100.0, None),
    ],
)
def test_nps_with_its_adjusted_wald_interval(counts: tuple[int, int, int], value: float, low: float | None, high: float | None) -> None:
    found = nps(*counts)
    assert found.value == pytest.approx(value, abs=0.005)
    if low is not None:
        assert found.low == pytest.approx(low, abs=0.005)
    if high is not None:
        assert found.high == pytest.approx(high, abs=0.005)
    assert found.n == found.submissions == sum(counts)


def test_nps_variance_of_a_known_population() -> None:
    found = estimate(sums_of([[-1.0]] + [[0.0]] * 2 + [[1.0]] * 3), weighted=False)
    assert found is not None
    assert (found.ratio, found.spread) == (pytest.approx(1 / 3), pytest.approx(5 / 9))
    assert math.sqrt(found.variance) == pytest.approx(0.304, abs=0.0005)


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.0, 16.11), (1, 29, 0.61, 17.18)],
)
def test_a_share_has_wilsons_interval(yes: int, n: int, low: float, high: float) -> None:
    found = share(yes, n)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.005), pytest.approx(high, abs=0.005))


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [
        (1, 11, 0.016231752262825982, 0.3773646254862038),
        (10, 100, 0.05522854161313612, 0.1743673043676654),
        (50, 100, 0.40382982859014716, 0.5961701714098528),
        (0, 1, 0.0, 0.7934567085261071),
        (0, 100, 0.0, 0.03699480747600191),
    ],
)
def test_wilson_to_the_last_digit(yes: int, n: int, low: float, high: float) -> None:
    assert wilson(yes / n, n, 1.96) == (pytest.approx(low, abs=1e-15), pytest.approx(high, rel=1e-12))


@pytest.mark.parametrize(("now", "before", "low", "high"), [((56, 70), (48, 80), 5.24, 33.39), ((9, 10), (3, 10), 17.05, 80.90)])
def test_the_difference_of_two_shares_has_newcombes_interval(
    now: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    bounds = difference(share(*now), share(*before))
    assert bounds == (pytest.approx(low, abs=0.006), pytest.approx(high, abs=0.006))


def test_ces_of_a_published_example() -> None:
    counts = dict(zip(range(1, 8), (80, 210, 140, 110, 160, 180, 120), strict=True))
    values = [float(value) for value, count in counts.items() for _ in range(count)]
    mean = score(METRICS["ces_mean"], sums_of([[value] for value in values]), ends=(1.0, 7.0))
    ease = score(METRICS["ces"], sums_of([[float(value >= 5)] for value in values]))
    assert mean.value == pytest.approx(4.08)
    assert ease.value == pytest.approx(46.0)


def test_answers_of_one_submission_are_not_independent() -> None:
    alone = score(METRICS["csat"], sums_of([[1.0]] * 60 + [[0.0]] * 40))
    together = score(METRICS["csat"], sums_of([[1.0] * 10] * 6 + [[0.0] * 10] * 4))
    assert together.value == alone.value == 60.0
    assert together.n_effective == pytest.approx(10.0)
    assert (together.half_width or 0) > 2.5 * (alone.half_width or 0)


def test_weights_by_hand() -> None:
    # Two submissions, one answer each: 4 with weight 3, 2 with weight 1: mean (12 + 2) / 4 = 3.5.
    sums = sums_of([[4.0], [2.0]], [3.0, 1.0])
    assert estimate(sums, weighted=True).ratio == 3.5  # type: ignore[union-attr]
    assert estimate(sums, weighted=False).ratio == 3.0  # type: ignore[union-attr]
    # Σw²(x−R)² / (Σw)² = (9 × 0.25 + 1 × 2.25) / 16
    assert estimate(sums, weighted=True).variance == pytest.approx(4.5 / 16)  # type: ignore[union-attr]


def test_nobody_answered_is_no_value() -> None:
    found = score(METRICS["nps"], Sums())
    assert (found.value, found.low, found.high, found.n) == (None, None, None, 0)


def test_equal_answers_do_not_claim_certainty() -> None:
    found = score(METRICS["rating"], sums_of([[4.0]] * 10), ends=(1.0, 5.0))
    assert found.value == 4.0
    assert found.low is not None and found.low < 3.9


def test_one_submission_with_many_answers_counts_as_one() -> None:
    one = score(METRICS["csat"], sums_of([[1.0, 0.0, 1.0, 1.0, 0.0, 1.0]]))
    assert one.n_effective == pytest.approx(1.0)


answers = st.lists(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=1, max_size=5), min_size=1, max_size=40)


@given(answers, st.data())
def test_every_interval_holds_its_value_and_stays_in_range(groups: list[list[float]], data: st.DataObject) -> None:
    weights = data.draw(st.lists(st.floats(0.1, 10), min_size=len(groups), max_size=len(groups)))
    for weighted in (False, True):
        found = score(METRICS["nps"], sums_of(groups, weights), weighted=weighted)
        assert found.value is not None and found.low is not None and found.high is not None
        assert -100 <= found.low <= found.value <= found.high <= 100
        assert 0 < found.n_effective <= found.n * 1.000001


@given(answers)
def test_a_change_turns_its_sign_with_its_sides(groups: list[list[float]]) -> None:
    one, other = score(METRICS["nps"], sums_of(groups)), nps(3, 3, 3)
    there, back = between(one, other), between(other, one)
    assert there.value == pytest.approx(-(back.value or 0.0))
    assert there.low == pytest.approx(-(back.high or 0.0))


def coverage(kind: str, people: int, answers_each: int, weighted: bool, runs: int = 1500) -> float:
    """How often the interval holds the truth, for answers that agree within a submission."""
    chance = np.random.default_rng(7)
    held = 0
    for _ in range(runs):
        lean = chance.normal(0, 1, people)[:, None] + chance.normal(0, 1, (people, answers_each))
        weights = chance.choice([0.6, 1.0, 1.5], people).tolist() if weighted else [1.0] * people
        if kind == "nps":
            values, truth = np.where(lean > 0.4, 1.0, np.where(lean < -0.9, -1.0, 0.0)), None
            code, ends = "nps", None
        elif kind == "csat":
            values, truth, code, ends = (lean > -0.7).astype(float), None, "csat", None
        else:
            values, truth, code, ends = np.clip(np.round(3.6 + lean), 1, 5), None, "rating", (1.0, 5.0)
        expected = truth if truth is not None else _EXPECTED[kind]
        found = score(METRICS[code], sums_of(values.tolist(), weights), weighted=weighted, ends=ends)
        assert found.low is not None and found.high is not None
        held += found.low <= expected <= found.high
    return held / runs


def _expected() -> dict[str, float]:
    """The truth behind :func:`coverage`: sums of two standard normals have standard deviation √2."""
    from scipy.stats import norm

    def above(x: float) -> float:
        return float(norm.sf(x / math.sqrt(2)))

    steps = [above(k - 0.5 - 3.6) for k in range(2, 6)]
    return {"nps": 100 * (above(0.4) - (1 - above(-0.9))), "csat": 100 * above(-0.7), "mean": 1 + sum(steps)}


_EXPECTED = _expected()


@pytest.mark.parametrize("kind", ["nps", "csat", "mean"])
@pytest.mark.parametrize(("people", "each", "weighted"), [(40, 1, False), (80, 4, False), (150, 3, True), (400, 1, True)])
def test_the_intervals_hold_the_truth_as_often_as_they_say(kind: str, people: int, each: int, weighted: bool) -> None:
    assert 0.93 <= coverage(kind, people, each, weighted) <= 0.97


def test_every_metric_says_what_it_is() -> None:
    assert Counter(m.kind for m in METRICS.values())
    for code, one in METRICS.items():
        assert metric(code) is one and one.code == code
        assert one.label and one.formula.endswith(".") and one.base.endswith(".")
        assert one.interval or one.kind == "count"
