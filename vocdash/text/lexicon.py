"""TextBlob's lexicon as a classifier: no training, every word's part can be looked up, and it knows English only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version as version_of

from vocdash.text.masking import ALL_KINDS
from vocdash.text.normalise import normalise
from vocdash.text.pipeline import prepare
from vocdash.text.scored import Judged, Scored
from vocdash.text.textblob_polarity import Scorer
from vocdash.text.tokens import Batch, BatchReader, Part


class LexiconClassifier:
    """TextBlob's lexicon behind our normalisation, masking and language gate. Its scores are not calibrated.

    Not safe to share between threads while it scores: it remembers words.
    """

    name = "lexicon"

    def __init__(self, kinds: Iterable[str] = ALL_KINDS) -> None:
        self.kinds, self.batches, self._scorer = frozenset(kinds), BatchReader(), Scorer()

    @property
    def version(self) -> str:
        return f"textblob-{version_of('textblob')}"

    def score(self, texts: Sequence[str | None]) -> list[Scored]:
        """See :class:`vocdash.text.scored.Classifier`."""
        prepared = prepare(texts, self.kinds)
        return prepared.results(Judged(self._polarity(text)) for text in prepared.spoken)

    def judge(self, batch: Batch) -> list[float]:
        """See :class:`vocdash.text.scored.Classifier`."""
        return list(map(self._polarity, batch.texts))

    def feel(self, batch: Batch, parts: Sequence[Part]) -> list[float]:
        """See :class:`vocdash.text.scored.Classifier`."""
        return [self._polarity(batch.texts[row][start:end]) for row, start, end in parts]

    def _polarity(self, text: str) -> float:
        """With negations spelled out for TextBlob first."""
        return self._scorer.score(normalise(text))
