"""Learning from own scored comments: adopted where it helps, refused where it does not, and applied as it was fitted."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from vocdash.text.features import Features
from vocdash.text.learn import _edges, calibration_error, chance_error, figures, fit_adapter, fit_calibration, learn
from vocdash.text.learned import STRAIGHT, Learned, told_by_logit
from vocdash.text.model import load
from vocdash.text.scored import label_of, sentiment_of

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
OWN = {1: ("zibbed", "murfly", "grand plonk"), 0: ("tepidly", "middlish", "so so flurm"), -1: ("quorked", "blatched", "sad snarp")}


def rows(count: int, seed: int = 1) -> tuple[list[str], list[int]]:
    """Comments whose feeling lies in words that nobody but their writers knows."""
    dice = random.Random(seed)
    labels = [dice.choice([1, 1, 0, -1]) for _ in range(count)]
    return [f"The parcel number {dice.randrange(99)} was {dice.choice(OWN[label])} today" for label in labels], labels


@pytest.mark.parametrize(("share", "label"), [(1.0, 1), (0.65, 1), (0.6, 0), (0.5, 0), (0.4, -1), (0.0, -1)])
def test_what_a_score_says_of_its_comment(share: float, label: int) -> None:
    assert label_of(share) == label


def test_an_adapter_learns_words_of_ones_own() -> None:
    texts, labels = rows(600)
    lesson = learn(load(), texts, labels, 7)
    assert lesson.before is not None and lesson.adapted is not None and lesson.adopted is not None
    assert lesson.before.f1 < 0.6 < 0.95 < lesson.adapted.f1 and lesson.adapted.calibration_error < 0.05
    taught = load(learned=lesson.adopted)
    assert taught.version.endswith("+7")
    new, truth = rows(60, seed=2)
    assert [sentiment_of(each.polarity).value for each in taught.judge_all(new)] == [
        {1: "positive", 0: "neutral", -1: "negative"}[label] for label in truth
    ]


def test_what_was_learned_survives_the_store() -> None:
    texts, labels = rows(520)
    adapter, _ = fit_adapter(*load().weigh(texts), np.array(labels), 3)
    again = Learned.from_bytes(3, adapter.to_bytes())
    assert load(learned=again).judge_all(texts) == load(learned=adapter).judge_all(texts)


def test_too_few_and_one_sided_comments_teach_nothing() -> None:
    texts, labels = rows(199)
    assert learn(load(), texts, labels, 1).before is None
    assert learn(load(), texts * 2, [1] * 398, 1).adopted is None


def test_what_is_told_well_already_is_left_alone() -> None:
    dice = random.Random(3)
    labels = [dice.choice([1, -1]) for _ in range(510)]
    texts = [f"It was {'a lovely' if label > 0 else 'an awful'} day number {dice.randrange(99)}" for label in labels]
    lesson = learn(load(), texts, labels, 1)
    assert lesson.before is not None and lesson.before.f1 == 1
    assert lesson.adopted is None or lesson.adopted.adapter is None


def test_figures_by_hand() -> None:
    truth = np.array([1, 1, -1, 0])
    found = figures(truth, np.array([0.5, -0.5, -0.5, 0.0]), np.array([0.9, 0.4, 0.1, 0.5]))
    # good: 1 of 1 found, 1 of 2 there (2/3); bad: 1 of 2 found, 1 of 1 there (2/3); neutral: 1
    assert found.f1 == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert found.f1_two == pytest.approx(2 / 3)
    assert calibration_error(np.array([True, False]), np.array([0.95, 0.95])) == pytest.approx(0.45)


def test_own_airline_reviews_make_the_probabilities_truer() -> None:
    if not DATA.exists():
        pytest.skip("shared/data is not here")
    from benchmarks.labelled import SETS

    found = SETS["airline"]()[::5]
    lesson = learn(load(), [text for text, _ in found], [label for _, label in found], 1)
    assert lesson.before is not None and lesson.calibrated is not None
    assert lesson.adopted is not None and lesson.calibrated.calibration_error < 0.06 < lesson.before.calibration_error


def test_the_calibration_error_of_probabilities_that_are_right() -> None:
    dice = np.random.default_rng(1)
    chance = dice.random(400) ** 2
    drawn = [calibration_error(dice.random(400) < chance, chance) for _ in range(300)]
    assert chance_error(chance) == pytest.approx(np.mean(drawn), rel=0.05)


def test_a_calibration_from_few_comments_stays_near_what_there_was() -> None:
    logits, truth = np.array([-2.0, -1.0, 1.0, 2.0] * 3), np.array([-1, -1, 1, 1] * 3)
    learned = fit_calibration(logits, truth, 1)
    assert 1 < learned.slope < 1.8 and abs(learned.offset) < 0.01


def test_labels_that_are_seldom_are_said_more_often() -> None:
    held_out = np.array([[0.0, 0.5, 1.0]] * 20 + [[0.0, 0.4, 1.4]] * 60 + [[1.0, 0.0, 0.0]] * 20)
    truth = np.array([0] * 20 + [1] * 60 + [-1] * 20)
    edges = _edges(held_out, truth)
    assert edges.sum() == pytest.approx(0) and edges[1] > edges[2]


def test_what_a_logit_tells_by_hand() -> None:
    key = np.zeros(4, np.uint64)
    found = Features(np.array([0, 0, 0, 0]), key, np.ones(4), np.arange(4), np.arange(4))
    # constant, logit, its size; beyond −3, −1, 1 and 3; the root of four features over ten; that times the logit over five
    assert told_by_logit(np.array([2.0, -4.0]), found).round(6).tolist() == [
        [1, 2, 2, 5, 3, 1, 0, 0.2, 0.08],
        [1, -4, 4, 0, 0, 0, 0, 0, 0],
    ]


def test_good_and_bad_are_told_along_a_straight_line() -> None:
    texts, labels = rows(500)
    adapter = fit_adapter(*load().weigh(texts), np.array(labels), 1)[0].adapter
    assert adapter is not None
    assert not adapter.dense[STRAIGHT:, [0, 2]].any() and adapter.dense[STRAIGHT:, 1].any()
