"""What one's own scored comments taught the linear model: another calibration, or an adapter on top of it. Applied here, fitted in
:mod:`vocdash.text.learn`.

The adapter decides between bad, neutral and good by three linear scores of what the model's logit says (see :func:`told_by_logit`)
and of the comment's own words: each word, pair or phrase that the fit knows counts `idf / √Σ idf²` of those in the comment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from vocdash.text.features import Features, Floats, Keys

SEEN_IN = 2
"""Texts that must have a word or phrase for it to be learned."""

_BENDS = np.array([-3.0, -1.0, 1.0, 3.0])
"""Where on the logit what it says of the label may change its course."""
STRAIGHT = 3
"""The columns of :func:`told_by_logit` that speak for good and bad, too: with more, good would not always rise with the logit."""
_USUAL_LENGTH, _USUAL_LOGIT = 10.0, 5.0

_JUST_SURE = 0.06
"""The polarity of a comment whose label is certain and whose feeling is not: just outside the neutral band."""


def told_by_logit(logits: Floats, found: Features) -> Floats:
    """What the logits of texts with these features say of their labels, a row a text.

    The constant, the logit and its size; then, for neutral alone, how far the logit is beyond each of a few bends, the length of the
    text (the root of its number of features), and the logit times that: a long text with a small logit has said something of both sides.
    """
    length = np.sqrt(np.bincount(found.row, minlength=len(logits))) / _USUAL_LENGTH
    beyond = np.maximum(logits[:, np.newaxis] - _BENDS, 0)
    return np.column_stack([np.ones(len(logits)), logits, np.abs(logits), beyond, length, length * logits / _USUAL_LOGIT])


@dataclass(frozen=True, slots=True)
class Adapter:
    """Own words by sorted `keys` with their `idf` and `weight` (a column each for bad, neutral, good).

    `dense` has a row for each column of :func:`told_by_logit`. `slope` and `offset` turn good − bad into a logit.
    """

    keys: Keys
    idf: NDArray[np.float32]
    weight: NDArray[np.float32]
    dense: Floats
    slope: float
    offset: float

    def scores(self, logits: Floats, found: Features) -> Floats:
        """The scores of bad, neutral and good, a row a text."""
        size = len(logits)
        total = told_by_logit(logits, found) @ self.dense
        if len(self.keys):
            at = np.minimum(np.searchsorted(self.keys, found.key), len(self.keys) - 1)
            known = self.keys[at] == found.key
            row, at = found.row[known], at[known]
            idf = self.idf[at].astype(np.float64)
            length = np.sqrt(np.maximum(np.bincount(row, idf * idf, size), 1e-12))
            for label in range(3):
                total[:, label] += np.bincount(row, idf * self.weight[at, label], size) / length
        return np.asarray(total)

    def without(self, theirs: Features, named: Features, rows: int) -> Adapter:
        """The same without what would not be known if the texts with the features `theirs` were not among the `rows` learned from.

        What `named` has goes in any case. In how many texts something was, its `idf` tells.
        """
        told = np.unique(np.column_stack([theirs.key, theirs.row.astype(np.uint64)]), axis=0)[:, 0]
        keys, in_theirs = np.unique(told, return_counts=True)
        seen_in = np.rint((1 + rows) / np.exp(self.idf.astype(np.float64) - 1)) - 1
        at = np.minimum(np.searchsorted(keys, self.keys), max(0, len(keys) - 1))
        had = np.where(keys[at] == self.keys, in_theirs[at], 0) if len(keys) else np.zeros(len(self.keys))
        kept = ~np.isin(self.keys, named.key) & ((had == 0) | (seen_in - had >= SEEN_IN))
        return replace(self, keys=self.keys[kept], idf=self.idf[kept], weight=self.weight[kept])


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned, and its number in the store. Without an `adapter` it is another calibration of the model's logit."""

    number: int
    slope: float
    offset: float
    indifference: float
    adapter: Adapter | None = None

    def judge(self, logits: Floats, found: Features) -> tuple[Floats, Floats]:
        """(polarity, probability of good rather than bad) of texts with these logits and features."""
        if self.adapter is None:
            own = np.clip(self.slope * logits + self.offset, -30, 30)
            beyond = np.sign(own) * np.maximum(np.abs(own) - self.indifference, 0)
            return np.asarray(np.tanh(beyond / 2) + 0.0), probability(own)
        return judge_scores(self.adapter.scores(logits, found), self.adapter.slope, self.adapter.offset)

    def to_bytes(self) -> bytes:
        """For the store; see :meth:`from_bytes`."""
        target, adapter = BytesIO(), self.adapter
        parts = {"scalars": np.array([self.slope, self.offset, self.indifference])}
        if adapter is not None:
            ends = np.array([adapter.slope, adapter.offset])
            parts |= {"keys": adapter.keys, "idf": adapter.idf, "weight": adapter.weight, "dense": adapter.dense, "ends": ends}
        np.savez_compressed(target, **parts)  # type: ignore[arg-type]
        return target.getvalue()

    @classmethod
    def from_bytes(cls, number: int, data: bytes) -> Learned:
        with np.load(BytesIO(data)) as stored:
            adapter = None
            if "keys" in stored:
                slope, offset = stored["ends"].tolist()
                adapter = Adapter(stored["keys"], stored["idf"], stored["weight"], stored["dense"], slope, offset)
            slope, offset, indifference = stored["scalars"].tolist()
            return cls(number, slope, offset, indifference, adapter)


def judge_scores(scores: Floats, slope: float, offset: float) -> tuple[Floats, Floats]:
    """(polarity, probability) of texts from their scores of bad, neutral and good; the label is that of the highest."""
    own = np.clip(slope * (scores[:, 2] - scores[:, 0]) + offset, -30, 30)
    feeling, label = np.tanh(own / 2), scores.argmax(axis=1) - 1
    sure = np.where(label > 0, np.maximum(feeling, _JUST_SURE), np.minimum(feeling, -_JUST_SURE))
    return np.asarray(np.where(label == 0, 0.0, sure)), probability(own)


def probability(logits: Floats) -> Floats:
    """The logistic of logits."""
    return np.asarray(1 / (1 + np.exp(-logits)))
