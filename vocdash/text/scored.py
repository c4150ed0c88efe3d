"""What a classifier says about one comment, and the one place where a polarity becomes a label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from vocdash.domain import UNKNOWN, Sentiment

if TYPE_CHECKING:
    from vocdash.text.tokens import Batch, BatchReader, Part

NEUTRAL_BAND = 0.05
"""A polarity this close to 0, or closer, is neutral."""

GOOD_FROM, BAD_UP_TO = 0.65, 0.4
"""Where on its scale (0 worst, 1 best) a score says that its comment feels good, or bad; between it says neutral."""

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


@dataclass(frozen=True, slots=True)
class Judged:
    """What a classifier says of one English comment: see the fields of the same names in :class:`Scored`."""

    polarity: float
    spans: tuple[tuple[int, int], ...] = ()
    probability: float | None = None


class Classifier(Protocol):
    """Anything that scores comments. `name` and `version` are stored beside every score it gives."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of personal data that are masked."""
        ...

    @property
    def batches(self) -> BatchReader:
        """What takes texts apart for :meth:`judge`: whoever else looks at the same texts shares what it remembers."""
        ...

    def score(self, texts: Sequence[str | None]) -> list[Scored]:
        """One result per text, in the same order. Deterministic, and never raises, whatever the texts hold."""
        ...

    def judge(self, batch: Batch) -> list[float]:
        """The polarity of each text of a batch, all of them English (or nothing but signs) and free of personal data."""
        ...

    def feel(self, batch: Batch, parts: Sequence[Part]) -> list[float]:
        """The polarity of parts of such texts, each as if nothing stood around it."""
        ...


def sentiment_of(polarity: float) -> Sentiment:
    """The label of a polarity: neutral within `NEUTRAL_BAND` of 0."""
    if polarity > NEUTRAL_BAND:
        return Sentiment.POSITIVE
    if polarity < -NEUTRAL_BAND:
        return Sentiment.NEGATIVE
    return Sentiment.NEUTRAL


def label_of(share: float) -> int:
    """1, 0 or −1: how a comment feels whose score stands at this place of its scale."""
    return int(share >= GOOD_FROM) - int(share <= BAD_UP_TO)
