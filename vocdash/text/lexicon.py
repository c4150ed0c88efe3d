"""TextBlob's lexicon as a classifier: no training, every word's part can be looked up, and it knows English only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version as version_of

from vocdash.text.masking import ALL_KINDS
from vocdash.text.normalise import normalise
from vocdash.text.pipeline import Judged, score_with
from vocdash.text.scored import Scored
from vocdash.text.textblob_polarity import Scorer


class LexiconClassifier:
    """TextBlob's lexicon behind our normalisation, masking and language gate. Its scores are not calibrated.

    Not safe to share between threads while it scores: it remembers words.
    """

    name = "lexicon"

    def __init__(self, kinds: Iterable[str] = ALL_KINDS) -> None:
        self._kinds, self._scorer = tuple(kinds), Scorer()

    @property
    def version(self) -> str:
        return f"textblob-{version_of('textblob')}"

    def score(self, texts: Sequence[str | None]) -> list[Scored]:
        """See :class:`vocdash.text.scored.Classifier`."""
        return score_with(self.judge, texts, self._kinds)

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        """Polarity of English texts, with negations spelled out for TextBlob first."""
        return [Judged(polarity) for polarity in self.feel(texts)]

    def feel(self, texts: Sequence[str]) -> list[float]:
        """Polarity alone of the same texts."""
        return [self._scorer.score(normalise(text)) for text in texts]
