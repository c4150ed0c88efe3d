"""TextBlob's lexicon as a classifier: no training, every word's part can be looked up, and it knows English only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib.metadata import version as version_of

from vocdash.text.masking import ALL_KINDS
from vocdash.text.normalise import normalise
from vocdash.text.pipeline import Judged, score_with
from vocdash.text.scored import Scored

_ENDLESS = re.compile(r"\S{200,}")


def polarities(texts: Sequence[str]) -> list[float]:
    """TextBlob's polarity (−1…1) of each text, as `TextBlob(text).sentiment.polarity` gives it.

    Runs of 200 and more characters without a space hold no words, and cost TextBlob quadratic time, so they are left out.
    """
    from textblob.en import sentiment

    return [float(sentiment(_ENDLESS.sub(" ", text))[0]) for text in texts]


class LexiconClassifier:
    """TextBlob's lexicon behind our normalisation, masking and language gate."""

    name = "lexicon"

    def __init__(self, kinds: Iterable[str] = ALL_KINDS) -> None:
        self._kinds = tuple(kinds)

    @property
    def version(self) -> str:
        return f"textblob-{version_of('textblob')}"

    def score(self, texts: Sequence[str | None]) -> list[Scored]:
        """See :class:`vocdash.text.scored.Classifier`."""
        return score_with(lambda found: list(map(Judged, polarities([normalise(text) for text in found]))), texts, self._kinds)
