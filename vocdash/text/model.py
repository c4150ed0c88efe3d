"""The trained classifier: a linear model over hashed words, pairs and phrases, read from one small file of weights.

The score of a comment is the sum of its features' weights (see :mod:`vocdash.text.features`); the calibrated logit is
`slope · score + offset`, its logistic the probability that the comment is positive rather than negative, and the polarity
is tanh of half the logit after `indifference` is taken off it, so that a comment that says little is neutral.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vocdash.text.features import Features, Floats, Keys, WordFacts, features
from vocdash.text.learned import Learned, probability
from vocdash.text.masking import ALL_KINDS
from vocdash.text.pipeline import prepare
from vocdash.text.scored import Judged, Scored
from vocdash.text.tokens import Batch, BatchReader, Ints, Part, Tokens
from vocdash.text.words import Stream, Vocabulary

WEIGHTS = Path(__file__).with_name("weights.npz")
_BUCKET_BITS = 19
_CHECK_BITS = 13
_MOST_SPANS = 6
_WORTH_SHOWING = 0.3


@dataclass(frozen=True, slots=True)
class Weights:
    """What training leaves behind. `slots` are the leading 32 bits of each feature's key, sorted, beside its `weight`."""

    slots: NDArray[np.uint32]
    weight: NDArray[np.float16]
    phrases: Keys
    openers: Keys
    slope: float
    offset: float
    indifference: float

    def save(self, path: Path) -> None:
        """Write them as one compressed NumPy file."""
        scalars = np.array([self.slope, self.offset, self.indifference])
        np.savez_compressed(path, slots=self.slots, weight=self.weight, phrases=self.phrases, openers=self.openers, scalars=scalars)

    @classmethod
    def load(cls, data: bytes) -> Weights:
        """Read what :meth:`save` wrote."""
        with np.load(BytesIO(data)) as stored:
            return cls(*(stored[name] for name in ("slots", "weight", "phrases", "openers")), *stored["scalars"].tolist())


class Table:
    """Weights by the leading 32 bits of a key: the first 19 choose a place, the next 13 must agree with what is stored there.

    Where several weights have the same place, the strongest stands there and the others are searched for.
    """

    def __init__(self, slots: NDArray[np.uint32], weight: NDArray[np.float16]) -> None:
        order = np.lexsort((-np.abs(weight), slots >> np.uint32(_CHECK_BITS)))
        place = slots[order] >> np.uint32(_CHECK_BITS)
        crowded = np.concatenate([np.zeros(1, np.bool_), place[1:] == place[:-1]])
        here, others = order[~crowded], np.sort(order[crowded])
        self._check = np.full(1 << _BUCKET_BITS, 0xFFFF, np.uint16)
        self._weight = np.zeros(1 << _BUCKET_BITS)
        self._crowded = np.zeros(1 << _BUCKET_BITS, np.bool_)
        self._check[place[~crowded]] = slots[here] & np.uint32((1 << _CHECK_BITS) - 1)
        self._weight[place[~crowded]] = weight[here]
        self._crowded[place[crowded]] = True
        self._others, self._other_weight = slots[others], weight[others].astype(np.float64)

    def of(self, keys: Keys) -> Floats:
        """The weight of each key, 0 where it is not known."""
        slots = (keys >> np.uint64(32)).astype(np.uint32)
        place = slots >> np.uint32(_CHECK_BITS)
        there = self._check[place] == (slots & np.uint32((1 << _CHECK_BITS) - 1))
        found = np.where(there, self._weight[place], 0.0)
        if len(self._others):
            elsewhere = np.flatnonzero(~there & self._crowded[place])
            at = np.minimum(np.searchsorted(self._others, slots[elsewhere]), len(self._others) - 1)
            found[elsewhere] = np.where(self._others[at] == slots[elsewhere], self._other_weight[at], 0.0)
        return found


class LinearClassifier:
    """The default classifier. Not safe to share between threads while it scores: each thread takes its own from :func:`load`."""

    name = "linear"

    def __init__(
        self, weights: Weights, table: Table, version: str, kinds: Iterable[str] = ALL_KINDS, learned: Learned | None = None
    ) -> None:
        self.version = f"{version}+{learned.number}" if learned else version
        self._learned = learned
        self._weights, self._table, self.kinds = weights, table, frozenset(kinds)
        self.batches = BatchReader()
        self._begin(Tokens())

    def _begin(self, tokens: Tokens) -> None:
        self._tokens, self._vocabulary = tokens, tokens.own(Vocabulary)
        self._facts = WordFacts(self._vocabulary, self._weights.openers, lambda keys: self._table.of(keys) != 0)

    def score(self, texts: Sequence[str | None]) -> list[Scored]:
        """See :class:`vocdash.text.scored.Classifier`."""
        prepared = prepare(texts, self.kinds)
        return prepared.results(self.judge_all(prepared.spoken))

    def judge_all(self, texts: Sequence[str]) -> list[Judged]:
        """Polarity, probability and evidence of English texts that hold no personal data."""
        return [judged for batch in self.batches.read(texts) for judged in self._judge(batch)]

    def judge(self, batch: Batch) -> list[float]:
        """See :class:`vocdash.text.scored.Classifier`."""
        logits, found, _ = self._weigh(self._read(batch))
        polarity: list[float] = self.feelings(logits, found)[0].tolist()
        return polarity

    def _judge(self, batch: Batch) -> list[Judged]:
        stream = self._read(batch)
        logits, found, parts = self._weigh(stream)
        spans = _evidence(batch, stream, found, parts)
        polarity, chance = self.feelings(logits, found)
        return list(map(Judged, polarity.tolist(), spans, chance.tolist()))

    def feel(self, batch: Batch, parts: Sequence[Part]) -> list[float]:
        """See :class:`vocdash.text.scored.Classifier`."""
        if not parts:
            return []
        logits, found, _ = self._weigh(self._read(batch).of_parts(batch, parts))
        felt: list[float] = self.feelings(logits, found)[0].tolist()
        return felt

    def weigh(self, texts: Sequence[str]) -> tuple[Floats, Features]:
        """The calibrated logits of texts, before anything learned is applied, and their features: what learning begins with."""
        logits, found, _ = self._weigh(self._read(Tokens().read(texts)))
        return logits, found

    def _read(self, batch: Batch) -> Stream:
        if batch.tokens is not self._tokens:
            self._begin(batch.tokens)
        return self._vocabulary.read(batch)

    def _weigh(self, stream: Stream) -> tuple[Floats, Features, Floats]:
        """The calibrated logits of the texts of a stream, its features, and what each of them adds."""
        self._facts.update()
        found = features(stream, self._facts, self._weights.phrases)
        parts = self._table.of(found.key) * found.value
        logits = np.clip(self._weights.slope * np.bincount(found.row, parts, len(stream.bounds) - 1) + self._weights.offset, -30, 30)
        return logits, found, parts

    def feelings(self, logits: Floats, found: Features | None = None) -> tuple[Floats, Floats]:
        """(polarity, probability) of texts with these logits; by what was learned where the features are given."""
        if self._learned is not None and found is not None:
            return self._learned.judge(logits, found)
        beyond = np.sign(logits) * np.maximum(np.abs(logits) - self._weights.indifference, 0)
        return np.asarray(np.tanh(beyond / 2) + 0.0), probability(logits)


def _evidence(batch: Batch, stream: Stream, found: Features, parts: Floats) -> list[tuple[tuple[int, int], ...]]:
    """The places in each text of the words that moved its score most, in reading order."""
    size = len(stream.word)
    moved = np.bincount(found.first, parts / 2, size) + np.bincount(found.last, parts / 2, size)
    weight = np.abs(moved)
    strongest = np.maximum.reduceat(weight, stream.bounds[:-1])
    shown = np.flatnonzero((weight >= np.maximum(_WORTH_SHOWING * strongest, 1e-6)[stream.text]) & (stream.word > 0))
    shown = _strongest_few(shown, stream.text, weight)
    reach = np.arange(size)
    wide = found.last - found.first > 1
    reach[found.first[wide]] = found.last[wide]
    last = reach[shown]
    starts = batch.starts[stream.token[shown]] + stream.start[shown]
    ends = batch.starts[stream.token[last]] + stream.end[last]
    edges = np.searchsorted(stream.text[shown], np.arange(len(batch.texts) + 1)).tolist()
    places = list(zip(starts.tolist(), ends.tolist(), strict=True))
    return [_joined(places[first:stop]) for first, stop in pairwise(edges)]


def _strongest_few(shown: Ints, text: Ints, weight: Floats) -> Ints:
    """Of the words to be shown, in reading order, the strongest few of each text."""
    order = np.lexsort((-weight[shown], text[shown]))
    rows = text[shown[order]]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    return np.sort(shown[order[rank < _MOST_SPANS]])


def _joined(places: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Places in reading order, touching ones joined."""
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


@lru_cache(maxsize=1)
def _shipped() -> tuple[Weights, Table, str]:
    data = WEIGHTS.read_bytes()
    weights = Weights.load(data)
    return weights, Table(weights.slots, weights.weight), f"1-{zlib.crc32(data):08x}"


def load(kinds: Iterable[str] = ALL_KINDS, learned: Learned | None = None) -> LinearClassifier:
    """A classifier with the weights that come with this package, and with what was learned on top of them."""
    return LinearClassifier(*_shipped(), kinds, learned)
