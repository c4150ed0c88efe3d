"""What a classifier says about one comment, and the one place where a polarity becomes a label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vocdash.domain import UNKNOWN, Sentiment

NEUTRAL_BAND = 0.05
"""A polarity this close to 0, or closer, is neutral."""

ENGLISH = "en"
"""The language that is read."""

NO_TEXT = "no text"
BLANK_ANSWER = "blank answer"
NO_WORDS = "no words"


@dataclass(frozen=True, slots=True)
class Scored:
    """One comment after masking and scoring.

    `text` is the masked comment, safe to store. `language` is an ISO 639-1 code or "unknown". `polarity` runs from −1 to 1
    and `sentiment` is its label; both are None when the comment is not scored, and then `why_not` says why in a few words.
    `spans` are the (start, end) offsets in `text` of the words that moved the polarity most, in reading order.
    `probability`, where the classifier is calibrated, is that of the comment being positive rather than negative.
    """

    text: str
    language: str = UNKNOWN
    polarity: float | None = None
    sentiment: Sentiment | None = None
    why_not: str | None = None
    spans: tuple[tuple[int, int], ...] = ()
    probability: float | None = None


class Classifier(Protocol):
    """Anything that scores comments. `name` and `version` are stored beside every score it gives."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def score(self, texts: Sequence[str | None]) -> list[Scored]:
        """One result per text, in the same order. Deterministic, and never raises, whatever the texts hold."""
        ...

    def feel(self, texts: Sequence[str]) -> list[float]:
        """The polarity of each text, or part of one, that is known to be English and free of personal data."""
        ...


def sentiment_of(polarity: float) -> Sentiment:
    """The label of a polarity: neutral within `NEUTRAL_BAND` of 0."""
    if polarity > NEUTRAL_BAND:
        return Sentiment.POSITIVE
    if polarity < -NEUTRAL_BAND:
        return Sentiment.NEGATIVE
    return Sentiment.NEUTRAL
