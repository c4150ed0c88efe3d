"""What comments mention: themes, signals and qualities, each with its words, the feeling of its clause and the place it names.

A theme's feeling is the classifier's for the clause that holds the seed, not for the whole comment: "lovely room, but the breakfast
was cold" is good about one and bad about the other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from vocdash.domain import UNKNOWN
from vocdash.text.clauses import clauses
from vocdash.text.learned_themes import LearnedThemes
from vocdash.text.matching import Matcher, Mention, Words, words_in
from vocdash.text.qualities import QualityMention, Verdict, find_qualities
from vocdash.text.signals import find_signals
from vocdash.text.themes import Theme
from vocdash.text.touchpoints import fits, named

THEME, SIGNAL, QUALITY = "theme", "signal", "quality"
VERDICTS = {Verdict.GOOD: 1.0, Verdict.BAD: -1.0, Verdict.MENTIONED: 0.0}
"""The polarity of a quality: it was there, it was missing, or it is only spoken of."""


class Heard(NamedTuple):
    """Something a comment mentions. A plain tuple, because there are so many.

    `start` and `end` are the offsets of the words that say so. `polarity` is the feeling of the clause they stand in (None where
    nothing judged it); of a quality it is 1, −1 or 0, see :data:`VERDICTS`. `place` is the kind of touchpoint that the clause
    names, "" where it names none.
    """

    kind: str
    code: str
    start: int
    end: int
    polarity: float | None
    place: str


class Judge(Protocol):
    """The part of a classifier that tells how texts feel that are known to be English and free of personal data."""

    def feel(self, texts: Sequence[str]) -> list[float]: ...


class _Clauses:
    """The clauses of one text, and the kind of touchpoint that each names."""

    def __init__(self, text: str, words: Words) -> None:
        self.spans = clauses(text)
        self._starts = [start for start, _ in self.spans]
        self._named: dict[int, str] = {}
        for mention in named(words):
            self._named.setdefault(self.at(mention.start), mention.label)

    def at(self, offset: int) -> int:
        """The number of the clause that holds an offset."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def place(self, clause: int) -> str:
        return self._named.get(clause, "")

    @property
    def places(self) -> frozenset[str]:
        return frozenset(self._named.values())


class Listener:
    """A set of themes, ready to be looked for in comments, beside signals and qualities.

    `learned` is what labels taught about some of them; the others are told by their seeds alone.
    """

    def __init__(self, themes: Iterable[Theme], learned: LearnedThemes | None = None) -> None:
        labels: dict[str, tuple[str, ...]] = {}
        self._learned = learned
        self._place: dict[str, str] = {}
        for theme in themes:
            self._place[theme.code] = theme.place
            for seed in theme.seeds:
                labels[seed] = (*labels.get(seed, ()), theme.code)
        self._places = frozenset(self._place.values())
        self._matcher = Matcher(labels)

    def seeds(self, words: Words) -> list[Mention]:
        """The seeds of every theme in a text, in reading order, wherever the theme is looked for."""
        return self._matcher.find(words)

    def offered(self, text: str, touchpoint: str) -> frozenset[str]:
        """The codes of the themes that are looked for in a masked text, given the touchpoint it was said at."""
        words = words_in(text)
        places = self._looked_for(self.seeds(words), _Clauses(text, words), touchpoint)
        return frozenset(code for code, place in self._place.items() if place in places)

    def themes(self, texts: Sequence[str], judge: Judge | None = None, said_at: Sequence[str] | None = None) -> list[list[Heard]]:
        """The themes of each masked text: one for each theme and clause, in reading order.

        Without `said_at`, the touchpoints they were said at, every theme is looked for in every text.
        """
        read = list(map(words_in, texts))
        none: list[list[Mention]] = [[]] * len(texts)
        return self._listen(texts, judge, read, said_at or [None] * len(texts), none, [[]] * len(texts))

    def hear(self, texts: Sequence[str], judge: Judge | None, said_at: Sequence[str]) -> list[list[Heard]]:
        """Everything each masked text mentions: themes, signals, qualities. `said_at` has the touchpoint each was said at."""
        read = list(map(words_in, texts))
        return self._listen(texts, judge, read, said_at, find_signals(texts), find_qualities(texts, read))

    def _listen(
        self,
        texts: Sequence[str],
        judge: Judge | None,
        read: Sequence[Words],
        said_at: Sequence[str | None],
        signals: Sequence[list[Mention]],
        qualities: Sequence[list[QualityMention]],
    ) -> list[list[Heard]]:
        heard: list[list[Heard]] = []
        parts: list[str] = []
        asked: list[tuple[list[Heard], int, int]] = []
        every = list(map(self.seeds, read))
        revised = self._learned.revise(read, every, self._place) if self._learned else every
        for text, words, touchpoint, seeds, hits, signalled, shown in zip(
            texts, read, said_at, every, revised, signals, qualities, strict=True
        ):
            found: list[Heard] = []
            heard.append(found)
            if not (hits or signalled or shown):
                continue
            parted = _Clauses(text, words)
            numbers: dict[int, int] = {}
            for kind, code, start, end, clause in self._mentioned(hits, signalled, parted, self._looked_for(seeds, parted, touchpoint)):
                if judge is not None:
                    if clause not in numbers:
                        numbers[clause] = len(parts)
                        parts.append(text[slice(*parted.spans[clause])])
                    asked.append((found, len(found), numbers[clause]))
                found.append(Heard(kind, code, start, end, None, parted.place(clause)))
            for each in shown:
                place = parted.place(parted.at(each.start))
                found.append(Heard(QUALITY, each.quality, each.start, each.end, VERDICTS[each.verdict], place))
        feelings = judge.feel(parts) if judge is not None else []
        for found, at, part in asked:
            found[at] = found[at]._replace(polarity=feelings[part])
        return heard

    def _mentioned(
        self, hits: list[Mention], signalled: list[Mention], parted: _Clauses, everywhere: frozenset[str]
    ) -> Iterable[tuple[str, str, int, int, int]]:
        """(kind, code, start, end, clause) of the themes that belong here, one a clause, and of the signals."""
        seen: set[tuple[str, int]] = set()
        for label, start, end in hits:
            clause = parted.at(start)
            if (label, clause) not in seen and (self._place[label] in everywhere or self._place[label] == parted.place(clause)):
                seen.add((label, clause))
                yield THEME, label, start, end, clause
        for signal in signalled:
            yield SIGNAL, signal.label, signal.start, signal.end, parted.at(signal.start)

    def _looked_for(self, hits: list[Mention], parted: _Clauses, touchpoint: str | None) -> frozenset[str]:
        """The places whose themes are looked for in all of a comment: those that fit its touchpoint, every one where none is asked
        for; without a touchpoint, also those it names and those of at least two words of themes."""
        if touchpoint is None:
            return self._places
        fitting = frozenset(place for place in self._places if fits(place, touchpoint))
        if touchpoint != UNKNOWN:
            return fitting
        words = Counter(place for place, _ in {(self._place[hit.label], hit.start) for hit in hits})
        return fitting.union((place for place, count in words.items() if count > 1), parted.places)
