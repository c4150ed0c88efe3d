"""The whole pipeline in one call: what each comment says, how it feels, what it mentions, and whether it complains."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat

from vocdash.domain import UNKNOWN
from vocdash.text.complaints import severity
from vocdash.text.heard import QUALITY, SIGNAL, THEME, Heard, Mentioned, Subjects
from vocdash.text.hearing import Listener
from vocdash.text.learned import Learned
from vocdash.text.learned_themes import LearnedThemes
from vocdash.text.model import load
from vocdash.text.pipeline import Prepared, prepare
from vocdash.text.qualities import QUALITIES
from vocdash.text.scored import ENGLISH, Classifier, Judged, Scored, sentiment_of
from vocdash.text.signals import WAYS
from vocdash.text.themes import Theme
from vocdash.text.touchpoints import KINDS


@dataclass(frozen=True, slots=True)
class Read:
    """A comment, understood. Only comments in English mention anything; `severity` is None when it does not complain."""

    scored: Scored
    heard: tuple[Heard, ...] = ()
    severity: int | None = None

    @property
    def themes(self) -> tuple[Heard, ...]:
        return self._of(THEME)

    @property
    def signals(self) -> tuple[Heard, ...]:
        return self._of(SIGNAL)

    @property
    def qualities(self) -> tuple[Heard, ...]:
        return self._of(QUALITY)

    def _of(self, kind: str) -> tuple[Heard, ...]:
        return tuple(each for each in self.heard if each.kind == kind)


Said = tuple[str, str, float | None, str | None, str, bytes]
"""A comment as it is stored: masked text, language, polarity, sentiment, scorer, and what it mentions, packed: most of those through
whose hands it goes need not look into that. :meth:`vocdash.text.heard.Subjects.opened` does."""


@dataclass(frozen=True, slots=True)
class Known:
    """How comments are read here: the themes to look for, and what own comments taught of feelings and of themes."""

    themes: tuple[Theme, ...]
    learned: Learned | None = None
    learned_themes: LearnedThemes | None = None


class Reader:
    """A classifier and a set of themes, ready to read comments. Not safe to share between threads while it reads."""

    def __init__(self, themes: Iterable[Theme], classifier: Classifier | None = None, learned_themes: LearnedThemes | None = None) -> None:
        self._classifier: Classifier = classifier or load()
        self._listener = Listener(themes, learned_themes)

    @property
    def name(self) -> str:
        """The name and version of the classifier, as they are stored beside a score."""
        return f"{self._classifier.name}/{self._classifier.version}"[:32]

    @staticmethod
    def rules() -> str:
        """A mark that changes when the lists of signals, qualities or kinds of touchpoint do."""
        return f"{zlib.crc32(b''.join(path.read_bytes() for path in (WAYS, QUALITIES, KINDS))):08x}"

    @property
    def subjects(self) -> Subjects:
        """What the numbers in packed mentions stand for."""
        return self._listener.subjects

    def read(self, texts: Sequence[str | None], said_at: Sequence[str] | None = None) -> list[tuple[Scored, list[Mentioned]]]:
        """What each comment says, without the words that moved its polarity and its probability, and what it mentions, in the same order.

        `said_at` has the code of the touchpoint each was said at ("unknown" where none is known), which decides where themes that
        belong to one are looked for.
        """
        prepared, judged, packed = self._read(texts, said_at)
        scored = prepared.results(map(Judged, judged))
        return [(result, self.subjects.opened(heard)) for result, heard in zip(scored, packed, strict=True)]

    def say(self, texts: Sequence[str], said_at: Sequence[str]) -> list[Said]:
        """What is stored of comments, one each, in the same order; see :meth:`read`."""
        prepared, judged, packed = self._read(texts, said_at)
        polarity: list[float | None] = [None] * len(texts)
        for at, felt in zip(prepared.speaks, judged, strict=True):
            polarity[at] = felt
        sentiment = [None if felt is None else sentiment_of(felt).value for felt in polarity]
        return list(zip(prepared.masked, prepared.languages, polarity, sentiment, repeat(self.name), packed))

    def _read(self, texts: Sequence[str | None], said_at: Sequence[str] | None) -> tuple[Prepared, list[float], list[bytes]]:
        """The comments made ready, the polarity of those that speak, and what each comment mentions, packed."""
        prepared = prepare(texts, self._classifier.kinds)
        judged = list[float]()
        packed = [b""] * len(texts)
        for batch in self._classifier.batches.read(prepared.spoken):
            numbers = prepared.speaks[len(judged) : len(judged) + len(batch.texts)]
            said = self._classifier.judge(batch)
            places = [said_at[at] if said_at else UNKNOWN for at in numbers]
            for at, heard in zip(numbers, self._listener.hear(batch, self._classifier, places, said).packed(), strict=True):
                if prepared.languages[at] == ENGLISH:
                    packed[at] = heard
            judged += said
        return prepared, judged, packed


def read(
    texts: Sequence[str | None],
    themes: Iterable[Theme],
    low_scores: Sequence[bool] | None = None,
    classifier: Classifier | None = None,
) -> list[Read]:
    """Mask, score and understand comments: one result per text, in the same order. `low_scores` says which came with a low score."""
    low = low_scores or [False] * len(texts)
    return [_read(scored, heard, is_low) for (scored, heard), is_low in zip(Reader(themes, classifier).read(texts), low, strict=True)]


def _read(scored: Scored, mentioned: list[Mentioned], low: bool) -> Read:
    heard = tuple(map(Heard._make, mentioned))
    return Read(scored, heard, severity(scored.polarity, [each.code for each in heard if each.kind == SIGNAL], low))
