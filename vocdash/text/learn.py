"""Learn from one's own scored comments: another calibration from 200 on, an adapter from 500 on, each only if it is better.

Better is told on held-out fifths: every figure comes from comments that the fit judged had not seen. A calibration is better when its
probabilities are truer and its labels not worse; an adapter when it tells the three feelings apart better (macro-F1) by more than
`WORTH`. Loads scikit-learn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from vocdash.text.features import Features, Floats
from vocdash.text.learned import SEEN_IN, STRAIGHT, Adapter, Learned, judge_scores, probability, told_by_logit
from vocdash.text.model import LinearClassifier
from vocdash.text.scored import NEUTRAL_BAND
from vocdash.text.tokens import Ints

ENOUGH_TO_CALIBRATE, ENOUGH_TO_ADAPT = 200, 500
WORTH = 0.005
_FOLDS = 5
_PULL = np.array([10.0, 1.0])
_STEPS = np.arange(-1.2, 1.25, 0.1)
_ZONES = np.arange(0.0, 3.0, 0.1)


@dataclass(frozen=True, slots=True)
class Figures:
    """How well feelings are told on comments not learned from: macro-F1 of the labels (three, or two where no score is in between),
    macro-F1 of good against bad, and how far probabilities are from the truth on average (expected calibration error, 0–1)."""

    f1: float
    f1_two: float
    calibration_error: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was tried on `rows` comments and what came of it. `adopted` is None when nothing was better than what there was."""

    rows: int
    before: Figures | None
    calibrated: Figures | None = None
    adapted: Figures | None = None
    adopted: Learned | None = None


def learn(base: LinearClassifier, texts: Sequence[str], labels: Sequence[int], number: int) -> Lesson:
    """Learn from comments (English, masked) and how they feel by their scores; `number` is that of what is learned.

    Nothing is tried with fewer than 200 comments, or where fewer than 20 are good or bad.
    """
    truth = np.array(labels, dtype=np.int64)
    if len(texts) < ENOUGH_TO_CALIBRATE or min((truth > 0).sum(), (truth < 0).sum()) < 4 * _FOLDS:
        return Lesson(len(texts), None)
    logits, found = base.weigh(texts)
    before = figures(truth, *base.feelings(logits))
    calibrated = _calibrated(logits, found, truth)
    lesson, best = Lesson(len(texts), before, calibrated), before.f1
    if calibrated.calibration_error < before.calibration_error and calibrated.f1 >= before.f1 - WORTH:
        lesson, best = replace(lesson, adopted=fit_calibration(logits, truth, number)), calibrated.f1
    if len(texts) < ENOUGH_TO_ADAPT:
        return lesson
    adapter, adapted = fit_adapter(logits, found, truth, number)
    lesson = replace(lesson, adapted=adapted)
    return replace(lesson, adopted=adapter) if adapted.f1 > best + WORTH else lesson


def _calibrated(logits: Floats, found: Features, truth: Ints) -> Figures:
    """What a calibration fitted on the other four fifths says of each."""
    said = np.zeros((2, len(truth)))
    for seen, unseen in _folds(truth):
        said[:, unseen] = fit_calibration(logits[seen], truth[seen], 0).judge(logits[unseen], found)
    return figures(truth, said[0], said[1])


def _folds(truth: Ints) -> Iterator[tuple[Ints, Ints]]:
    yield from StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(truth, truth)


def _rows(found: Features, rows: Ints) -> Features:
    """The features of some of the texts, numbered anew."""
    number = np.full(int(max(found.row.max(initial=0), rows.max(initial=0))) + 1, -1)
    number[rows] = np.arange(len(rows))
    kept = number[found.row] >= 0
    return Features(number[found.row[kept]], found.key[kept], found.value[kept], found.first[kept], found.last[kept])


def figures(truth: Ints, polarity: Floats, chance: Floats) -> Figures:
    """How well polarities and probabilities tell the truth (1, 0, −1)."""
    polar = truth != 0
    labels = np.where(np.abs(polarity) <= NEUTRAL_BAND, 0, np.sign(polarity))
    two = macro_f1(truth[polar], np.where(chance[polar] > 0.5, 1, -1))
    return Figures(macro_f1(truth, labels), two, calibration_error(truth[polar] > 0, chance[polar]))


def macro_f1(truth: Ints, said: Floats | Ints) -> float:
    """The mean over the labels that occur in `truth` of 2 × rightly said ÷ (there + said). scikit-learn's takes a hundred times as long."""
    each = [2 * np.sum((truth == label) & (said == label)) / np.sum((truth == label) * 1 + (said == label)) for label in np.unique(truth)]
    return float(np.mean(each))


def calibration_error(good: NDArray[np.bool_], chance: Floats) -> float:
    """The expected calibration error of probabilities, in ten bins."""
    bins = np.minimum((chance * 10).astype(int), 9)
    return sum(float(np.mean(bins == at)) * abs(float(chance[bins == at].mean() - good[bins == at].mean())) for at in np.unique(bins))


def chance_error(chance: Floats) -> float:
    """The calibration error to expect of probabilities that are exactly right, from so many comments: the mean size of a normal error,
    √(2/π) of its standard deviation, in each of the ten bins."""
    bins = np.minimum((chance * 10).astype(int), 9)
    spread = np.bincount(bins, chance * (1 - chance), 10)
    return float(np.sqrt(2 / np.pi * spread).sum() / len(chance))


# --- fitting ---------------------------------------------------------------------------------------------------------


def fit_calibration(logits: Floats, truth: Ints, number: int) -> Learned:
    """Slope and offset of the logit by Platt's scaling, pulled towards leaving it alone, and the neutral zone with the best macro-F1."""
    slope, offset = _calibrated_line(logits, truth)
    own = slope * logits + offset
    if (truth != 0).all():
        return Learned(number, slope, offset, 0.0)
    quality = [macro_f1(truth, np.where(np.abs(own) <= zone, 0, np.sign(own))) for zone in _ZONES]
    return Learned(number, slope, offset, float(_ZONES[int(np.argmax(quality))]))


def _calibrated_line(logits: Floats, truth: Ints) -> tuple[float, float]:
    """Slope and offset of what tells good from bad: the most likely ones, where slopes near 1 and offsets near 0 are likelier beforehand
    (normal, precisions `_PULL`)."""
    polar = truth != 0
    design, good = np.column_stack([logits[polar], np.ones(int(polar.sum()))]), truth[polar] > 0
    usual = np.array([1.0, 0.0])

    def unlikely(line: Floats) -> tuple[float, Floats]:
        own, away = design @ line, line - usual
        loss = np.logaddexp(0, own).sum() - own[good].sum() + (_PULL * away * away).sum() / 2
        return float(loss), design.T @ (probability(own) - good) + _PULL * away

    slope, offset = minimize(unlikely, usual, jac=True, method="BFGS").x.tolist()
    return slope, offset


def fit_adapter(logits: Floats, found: Features, truth: Ints, number: int) -> tuple[Learned, Figures]:
    """The adapter, and how well such adapters do on the fifth that they were not fitted on, whose scores calibrate it too."""
    held_out = np.zeros((len(truth), 3))
    folds = list(_folds(truth))
    for seen, unseen in folds:
        held_out[unseen] = _adapter(logits[seen], _rows(found, seen), truth[seen]).scores(logits[unseen], _rows(found, unseen))
    said = np.zeros((2, len(truth)))
    for seen, unseen in folds:
        edges, slope, offset = _finish(held_out[seen], truth[seen])
        said[:, unseen] = judge_scores(held_out[unseen] + edges, slope, offset)
    edges, slope, offset = _finish(held_out, truth)
    adapter = _adapter(logits, found, truth)
    dense = np.vstack([adapter.dense[:1] + edges, adapter.dense[1:]])
    return Learned(number, 1.0, 0.0, 0.0, replace(adapter, dense=dense, slope=slope, offset=offset)), figures(truth, said[0], said[1])


def _finish(held_out: Floats, truth: Ints) -> tuple[Floats, float, float]:
    """What held-out scores tell beyond the fit: what to add to each for better labels, and slope and offset of good − bad after it."""
    edges = _edges(held_out, truth)
    moved = held_out + edges
    return edges, *_calibrated_line(moved[:, 2] - moved[:, 0], truth)


def _edges(held_out: Floats, truth: Ints) -> Floats:
    """What to add to the scores of bad, neutral and good for a better macro-F1: half of what is best on these comments, from a coarse
    look that no single one of them decides. All of it was too much on others."""
    edges = np.zeros(3)
    for at in (0, 1, 2) * 2:
        tried = [held_out + edges + np.outer(np.ones(len(truth)), np.eye(3)[at] * step) for step in _STEPS]
        quality = [macro_f1(truth, scores.argmax(axis=1) - 1) for scores in tried]
        smooth = np.convolve(np.pad(quality, 2, mode="edge"), np.ones(5) / 5, "valid")
        best = _STEPS[smooth >= smooth.max() - 1e-9]
        edges[at] += best[np.argmin(np.abs(best))]
    return np.asarray((edges - edges.mean()) / 2)


def _adapter(logits: Floats, found: Features, truth: Ints) -> Adapter:
    keys, column = np.unique(found.key, return_inverse=True)
    size = len(truth)
    seen = sparse.csr_matrix((np.ones(len(column)), (found.row, column)), shape=(size, len(keys)))
    in_texts = np.asarray((seen != 0).sum(axis=0)).ravel()
    often = in_texts >= SEEN_IN
    counts = seen[:, often].tocsr()
    idf = np.log((1 + size) / (1 + in_texts[often])) + 1
    length = np.sqrt(np.maximum(np.asarray(counts @ (idf * idf)).ravel(), 1e-12))
    own = sparse.diags(1 / length) @ counts @ sparse.diags(idf)
    told = told_by_logit(logits, found)
    dense, weight = np.zeros((told.shape[1], 3)), np.zeros((int(often.sum()), 3), np.float32)
    for at, label in enumerate((-1, 0, 1)):
        if not (truth == label).any():
            dense[0, at] = -1e3
            continue
        by_logit = told[:, 1:STRAIGHT] if label else told[:, 1:]
        design = sparse.hstack([sparse.csr_matrix(by_logit), own]).tocsr()
        fitted = LogisticRegression(solver="liblinear", class_weight="balanced", C=2.0, tol=1e-2).fit(design, truth == label)
        wide = by_logit.shape[1]
        dense[: wide + 1, at] = [fitted.intercept_[0], *fitted.coef_[0, :wide]]
        weight[:, at] = fitted.coef_[0, wide:]
    return Adapter(keys[often], idf.astype(np.float32), weight, dense, 1.0, 0.0)
