"""Train the weights of :mod:`vocdash.text.model`: `python -m vocdash.text.train [FOLDER] [--out FILE]`, some ten seconds.

FOLDER holds the human-rated snippets of Hutto & Gilbert (2014), four files `*_GroundTruth.csv` with the columns
`mean_sentiment` (−4…4) and `text`. The other source is `service_words.txt`, our own list of what words mean to customers.

Idea: logistic regression on the sign of the mean rating, snippets nearer to 0 counting less. A word's column is scaled by
its naive-Bayes log ratio (NB-SVM, Wang & Manning 2012); two more columns sum the list's valences of single words and of
phrases, so the fit decides how far to believe the list. Since both are linear in the words, they fold into one weight each.
Slope and offset come from held-out fifths (Platt scaling), and the indifference from their best three-class macro-F1.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from vocdash.errors import UnreadableFile
from vocdash.text.features import Features, Floats, Keys, WordFacts, features, phrase_key
from vocdash.text.model import WEIGHTS, Weights
from vocdash.text.service_words import service_words
from vocdash.text.tokens import Tokens
from vocdash.text.words import Vocabulary, key_of

LABELLED = Path(__file__).resolve().parents[3] / "shared" / "data" / "labelled_sentiment"
SEEN_IN = 2
LIST_SCALE = 3.0
NEAR_ZERO = 0.5
_SMALLEST = 0.004


def snippets(folder: Path) -> tuple[list[str], Floats]:
    """Every rated snippet and its mean rating, −4…4. Raises UnreadableFile when the folder has none."""
    texts, ratings = [], []
    for path in sorted(folder.glob("*_GroundTruth.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                texts.append(row["text"])
                ratings.append(float(row["mean_sentiment"]))
    if not texts:
        raise UnreadableFile(f"There are no rated snippets in {folder}.", "Name the folder that holds the *_GroundTruth.csv files.")
    return texts, np.array(ratings)


class Columns:
    """The design matrix: a column per key seen in at least `SEEN_IN` snippets, and two for the list of service words."""

    def __init__(self, found: Features, rows: int, words: dict[int, float], phrases: dict[int, float]) -> None:
        listed = np.array([phrases.get(key, np.nan) for key in found.key.tolist()])
        valence = np.array([words.get(key, 0.0) for key in found.key.tolist()])
        free = np.isnan(listed)
        self.keys, column = np.unique(found.key[free], return_inverse=True)
        counts = sparse.csr_matrix((found.value[free], (found.row[free], column)), shape=(rows, len(self.keys)))
        often = np.asarray((counts != 0).sum(axis=0)).ravel() >= SEEN_IN
        self.keys, self.counts = self.keys[often], counts[:, often]
        by_list = [np.bincount(found.row, found.value * column, rows) for column in (valence, np.nan_to_num(listed))]
        self.by_list = sparse.csr_matrix(np.array(by_list).T * LIST_SCALE)


def log_ratio(counts: sparse.csr_matrix, good: NDArray[np.bool_]) -> Floats:
    """How much a column tells of the sign: |log of its share among good over its share among bad|, each count plus one."""
    seen = counts != 0
    share = [1.0 + np.asarray(seen[side].sum(axis=0)).ravel() for side in (good, ~good)]
    return np.asarray(np.abs(np.log(share[0] / share[0].sum()) - np.log(share[1] / share[1].sum())))


def train(texts: Sequence[str], ratings: Floats) -> Weights:
    """The weights learned from rated snippets and the list of service words."""
    valences = service_words()
    words = {key_of(word): valence for word, valence in valences.items() if " " not in word}
    phrases = {phrase_key(entry.split()): valence for entry, valence in valences.items() if " " in entry}
    openers: Keys = np.unique(np.array([key_of(entry.split()[0]) for entry in valences if " " in entry], np.uint64))
    known: Keys = np.array(sorted(phrases), np.uint64)

    tokens = Tokens()
    vocabulary = Vocabulary(tokens)
    stream = vocabulary.read(tokens.read(texts))
    listed = np.array(list(words), np.uint64)
    facts = WordFacts(vocabulary, openers, lambda keys: np.isin(keys, listed))
    facts.update()
    columns = Columns(features(stream, facts, known), len(texts), words, phrases)

    good, trust = ratings > 0, np.minimum(1, np.abs(ratings) + 0.2)
    ratio = log_ratio(columns.counts, good)
    design = sparse.hstack([columns.counts @ sparse.diags(ratio), columns.by_list]).tocsr()
    fitted = LogisticRegression(solver="liblinear").fit(design, good, sample_weight=trust)
    learned, (for_words, for_phrases) = fitted.coef_[0, : len(ratio)] * ratio, fitted.coef_[0, len(ratio) :] * LIST_SCALE
    slope, offset, indifference = calibrate(design, good, trust, ratings)

    weight = dict(zip(columns.keys.tolist(), learned.tolist(), strict=True))
    for key, valence in words.items():
        weight[key] = (weight.get(key, 0.0) + for_words * valence) if valence else 0.0
    weight |= {key: for_phrases * valence for key, valence in phrases.items()}
    slots = np.array(sorted(weight), np.uint64)
    values = np.array([weight[key] for key in slots.tolist()], np.float16)
    kept = np.abs(values) >= _SMALLEST
    return Weights((slots[kept] >> np.uint64(32)).astype(np.uint32), values[kept], known, openers, slope, offset, indifference)


def calibrate(design: sparse.csr_matrix, good: NDArray[np.bool_], trust: Floats, ratings: Floats) -> tuple[float, float, float]:
    """Slope and offset that turn a score without intercept into a logit, and the half-width of the neutral zone on it."""
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    model = LogisticRegression(solver="liblinear")
    held_out = cross_val_predict(model, design, good, cv=folds, method="decision_function", params={"sample_weight": trust})
    scores = held_out - model.fit(design, good, sample_weight=trust).intercept_[0]
    platt = LogisticRegression(C=1e6).fit(scores[:, None], good, sample_weight=trust)
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    logits = slope * scores + offset
    truth = np.where(np.abs(ratings) <= NEAR_ZERO, 0, np.sign(ratings))
    zones = np.arange(0.0, 1.5, 0.05)
    quality = [f1_score(truth, np.where(np.abs(logits) <= zone, 0, np.sign(logits)), average="macro") for zone in zones]
    return slope, offset, float(zones[int(np.argmax(quality))])


def main(argv: Sequence[str] | None = None) -> None:
    """Train and write the weights file."""
    parser = argparse.ArgumentParser(prog="python -m vocdash.text.train", description="Train the weights of the sentiment model.")
    parser.add_argument("folder", type=Path, nargs="?", default=LABELLED, help="where the *_GroundTruth.csv files are")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="the file to write")
    chosen = parser.parse_args(argv)
    weights = train(*snippets(chosen.folder))
    weights.save(chosen.out)
    print(
        f"{len(weights.slots):,} weights, {chosen.out.stat().st_size / 1024:.0f} kB, slope {weights.slope:.3f}, "
        f"offset {weights.offset:+.3f}, neutral within ±{weights.indifference:.2f}"
    )


if __name__ == "__main__":
    main()
