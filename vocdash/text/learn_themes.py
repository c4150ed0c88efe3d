"""Learn from labels which themes a comment is about: from 200 labelled comments on, adopted only if it tells them better than seeds.

One logistic regression a theme over the comment's words and the seeds found in it (of every theme: "waiter" speaks for service, and a
little against food). Better is told on held-out fifths. Loads scikit-learn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from vocdash.text.hearing import Listener
from vocdash.text.learned_themes import ENOUGH_TO_LEARN, SEEN_IN, Floats, LearnedThemes, seeded
from vocdash.text.matching import Hit, Words, words_in
from vocdash.text.themes import ThemesSaid
from vocdash.text.tokens import Ints

FEWEST = 10
"""Comments that must be about a theme, and as many that must not be, before anything is learned of it."""

WORTH = 0.005
_FOLDS = 5
_SEED_WORTH = 2.0
_STRENGTH = 10.0
_THERE_FROM = -0.4
"""The logit from which on a theme is there: F1 is highest from half of itself on (Lipton 2014), about 0.4 where it is 0.8."""


@dataclass(frozen=True, slots=True)
class ThemeLesson:
    """What came of `rows` labelled comments: micro-F1 of the themes with enough labels (`codes`), by seeds alone and learned, on
    comments not learned from. Both are None where nothing could be tried; `adopted` is None when seeds alone did as well."""

    rows: int
    codes: tuple[str, ...] = ()
    by_seeds: float | None = None
    learned: float | None = None
    adopted: LearnedThemes | None = None


@dataclass(frozen=True, slots=True)
class Lessons:
    """The labelled comments as numbers. `truth` is 1 (about it), 0 (not) or −1 (not offered), a row a comment and a column a theme."""

    codes: tuple[str, ...]
    read: Sequence[Words]
    hits: Sequence[list[Hit]]
    truth: Ints

    def some(self, rows: Ints) -> Lessons:
        return Lessons(self.codes, [self.read[at] for at in rows], [self.hits[at] for at in rows], self.truth[rows])


def learn_themes(labelled: Sequence[ThemesSaid], listener: Listener, number: int) -> ThemeLesson:
    """Learn from labelled comments; `listener` knows the seeds, `number` is that of what is learned."""
    nothing = ThemeLesson(len(labelled))
    codes = worth_learning(labelled)
    if len(labelled) < ENOUGH_TO_LEARN or not codes:
        return nothing
    lessons = read_labels(labelled, listener, codes)
    said = np.zeros(lessons.truth.shape, np.bool_)
    for seen, unseen in KFold(_FOLDS, shuffle=True, random_state=0).split(lessons.truth):
        rest = lessons.some(unseen)
        said[unseen] = fit_themes(lessons.some(seen), 0).scores(rest.read, rest.hits) > 0
    by_seeds, learned = micro_f1(lessons.truth, seeded(codes, lessons.hits) > 0), micro_f1(lessons.truth, said)
    found = replace(nothing, codes=codes, by_seeds=by_seeds, learned=learned)
    return replace(found, adopted=fit_themes(lessons, number)) if learned > by_seeds + WORTH else found


def read_labels(labelled: Sequence[ThemesSaid], listener: Listener, codes: tuple[str, ...]) -> Lessons:
    """The labelled comments as numbers, for the themes with these codes."""
    read = [words_in(each.text) for each in labelled]
    truth = [[-1 if code not in each.offered else int(code in each.said) for code in codes] for each in labelled]
    return Lessons(codes, read, listener.seeds([each.text for each in labelled]), np.array(truth, np.int64))


def worth_learning(labelled: Sequence[ThemesSaid]) -> tuple[str, ...]:
    """The themes with enough labels for and against."""
    given = Counter(code for each in labelled for code in each.said & each.offered)
    withheld = Counter(code for each in labelled for code in each.offered - each.said)
    return tuple(sorted(code for code in given if min(given[code], withheld[code]) >= FEWEST))


def micro_f1(truth: Ints, said: NDArray[np.bool_]) -> float:
    """2 × rightly said ÷ (there + said), over all pairs of comment and theme that were offered."""
    asked = truth >= 0
    there, said = (truth == 1) & asked, said & asked
    return float(2 * (there & said).sum() / max(1, there.sum() + said.sum()))


def fit_themes(lessons: Lessons, number: int) -> LearnedThemes:
    """The scores of the themes of some lessons."""
    own, words, idf, rare = _weighed(lessons.read)
    by_seeds = seeded(lessons.codes, lessons.hits)
    design = sparse.hstack([sparse.csr_matrix(by_seeds * _SEED_WORTH), own]).tocsr()
    size = len(lessons.codes)
    coefficients, constant = np.zeros((design.shape[1], size)), np.zeros(size)
    for column in range(size):
        asked = lessons.truth[:, column] >= 0
        truth = lessons.truth[asked, column]
        if truth.min() == truth.max():
            constant[column] = 1e3 if truth[0] else -1e3
            continue
        fitted = LogisticRegression(solver="liblinear", C=_STRENGTH).fit(design[asked], truth)
        coefficients[:, column], constant[column] = fitted.coef_[0], fitted.intercept_[0] - _THERE_FROM
    return LearnedThemes(number, lessons.codes, words, idf, coefficients[size:], coefficients[:size] * _SEED_WORTH, constant, rare)


def _weighed(read: Sequence[Words]) -> tuple[sparse.csr_matrix, tuple[str, ...], Floats, float]:
    """Comments by the stems that at least two of them have, weighed by how rare they are; those stems; their weights; that of others."""
    found = [set(words.stems) for words in read]
    seen_in = Counter(stem for each in found for stem in each)
    words = tuple(sorted(stem for stem, count in seen_in.items() if count >= SEEN_IN))
    place = {word: at for at, word in enumerate(words)}
    idf = np.array([np.log((1 + len(read)) / (1 + seen_in[word])) + 1 for word in words])
    rare = float(np.log((1 + len(read)) / 2) + 1)
    pairs = [(row, place[stem]) for row, each in enumerate(found) for stem in sorted(each) if stem in place]
    rows, columns = (np.array(side, np.int64) for side in zip(*pairs, strict=True)) if pairs else (np.zeros(0, np.int64),) * 2
    weighed = idf[columns]
    others = np.array([len(each) for each in found]) - np.bincount(rows, minlength=len(read))
    length = np.sqrt(np.maximum(np.bincount(rows, weighed**2, len(read)) + others * rare**2, 1e-12))
    return sparse.csr_matrix((weighed / length[rows], (rows, columns)), shape=(len(read), len(words))), words, idf, rare
