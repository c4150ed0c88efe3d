"""The whole pipeline in one call: what each comment says, how it feels, what it is about, and whether it complains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vocdash.text.complaints import severity
from vocdash.text.matching import Mention, words_in
from vocdash.text.model import LinearClassifier, load
from vocdash.text.qualities import QualityMention, find_qualities
from vocdash.text.scored import Scored
from vocdash.text.signals import find_signals
from vocdash.text.themes import Theme, ThemeFinder, ThemeMention

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Read:
    """A comment, understood. Only comments in English have themes, signals and qualities; `severity` is None when it does not complain."""

    scored: Scored
    themes: tuple[ThemeMention, ...] = ()
    signals: tuple[Mention, ...] = ()
    qualities: tuple[QualityMention, ...] = ()
    severity: int | None = None


def read(
    texts: Sequence[str | None],
    themes: Iterable[Theme],
    low_scores: Sequence[bool] | None = None,
    classifier: LinearClassifier | None = None,
) -> list[Read]:
    """Mask, score and understand comments: one result per text, in the same order. `low_scores` says which came with a low score."""
    chosen = classifier or load()
    scored = chosen.score(texts)
    low = low_scores or [False] * len(scored)
    spoken = [at for at, result in enumerate(scored) if result.language == ENGLISH]
    english = [scored[at].text for at in spoken]
    words = list(map(words_in, english))
    found = zip(ThemeFinder(themes).find(english, chosen, words), find_signals(english), find_qualities(english, words), strict=True)
    understood = dict(zip(spoken, found, strict=True))
    return [_read(result, *understood.get(at, ([], [], [])), low[at]) for at, result in enumerate(scored)]


def _read(scored: Scored, themes: list[ThemeMention], signals: list[Mention], qualities: list[QualityMention], low: bool) -> Read:
    how_severe = severity(scored.polarity, [signal.label for signal in signals], low)
    return Read(scored, tuple(themes), tuple(signals), tuple(qualities), how_severe)
