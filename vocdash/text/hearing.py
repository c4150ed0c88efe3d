"""What comments mention: themes, signals and qualities, each with its words, the feeling of its clause and the place it names.

A theme's feeling is the classifier's for the clause that holds the seed, not for the whole comment: "lovely room, but the breakfast
was cold" is good about one and bad about the other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, Protocol

from vocdash.domain import UNKNOWN
from vocdash.text.clauses import Clauses, Spans
from vocdash.text.learned_themes import LearnedThemes
from vocdash.text.matching import Hit, Matcher, Mention, Phrases
from vocdash.text.qualities import Verdict, judge_qualities, quality_phrases
from vocdash.text.signals import SignalFinder
from vocdash.text.themes import Theme
from vocdash.text.tokens import Batch, BatchReader, Part, Tokens
from vocdash.text.touchpoints import ANYWHERE, fits, kind_phrases

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


_Noted = tuple[str, str, int, int, int | Verdict, str]
"""Something heard before its feeling is known: the fifth is the number of its clause among those asked, or a verdict."""


class Judge(Protocol):
    """The part of a classifier that tells how parts of texts feel that are known to be English and free of personal data."""

    def feel(self, batch: Batch, parts: Sequence[Part]) -> list[float]: ...


class _Clauses:
    """The clauses of one text, and the kind of touchpoint that each names."""

    def __init__(self, spans: Spans, named: Sequence[Hit]) -> None:
        self.spans = spans
        self._starts = [start for start, _ in self.spans]
        self._named: dict[int, str] = {}
        for start, _, (kind,) in named:
            self._named.setdefault(self.at(start), kind)

    def at(self, offset: int) -> int:
        """The number of the clause that holds an offset."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def place(self, clause: int) -> str:
        return self._named.get(clause, "")


class _Asked:
    """The clauses to be judged, gathered over a batch so that the classifier is asked once, and never for a whole text again."""

    def __init__(self) -> None:
        self._parts, self._places = list[Part](), list[int]()
        self._known: list[float | None] = []

    def ask(self, row: int, parted: _Clauses, clause: int, felt: float | None) -> int:
        """The number under which the feeling of a clause of a text is answered; `felt` is that of the whole text, where it is known."""
        if felt is None or len(parted.spans) > 1:
            self._parts.append((row, *parted.spans[clause]))
            self._places.append(len(self._known))
        self._known.append(felt)
        return len(self._known) - 1

    def answers(self, judge: Judge | None, batch: Batch) -> Sequence[float | None]:
        """The feelings of all clauses asked for; None where nobody judges."""
        if judge is None:
            return [None] * len(self._known)
        for place, feeling in zip(self._places, judge.feel(batch, self._parts), strict=True):
            self._known[place] = feeling
        return self._known


@lru_cache(maxsize=4)
def _phrases_of(themes: tuple[Theme, ...]) -> Phrases:
    """The seeds of the themes, the words of qualities and those of places."""
    labels: dict[str, tuple[str, ...]] = {}
    for theme in themes:
        for seed in theme.seeds:
            labels[seed] = (*labels.get(seed, ()), theme.code)
    return Phrases(labels, quality_phrases(), kind_phrases())


class Listener:
    """A set of themes, ready to be looked for in comments, beside signals and qualities.

    `learned` is what labels taught about some of them; the others are told by their seeds alone.
    """

    def __init__(self, themes: Iterable[Theme], learned: LearnedThemes | None = None) -> None:
        themes = tuple(themes)
        self._learned, self._phrases = learned, _phrases_of(themes)
        self._place = {theme.code: theme.place for theme in themes}
        self._places = frozenset(self._place.values())
        self._fitting: dict[str, frozenset[str]] = {}
        self._spoken_for: dict[tuple[str, ...], frozenset[str]] = {}
        self._batches = BatchReader()
        self._begin(Tokens())

    def _begin(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._matcher = Matcher(tokens, self._phrases)
        self._clauses, self._signals = tokens.own(Clauses), tokens.own(SignalFinder)

    def seeds(self, texts: Sequence[str]) -> list[list[Hit]]:
        """The seeds of every theme in each text, in reading order, wherever the theme is looked for."""
        return [hits for batch in self._batches.read(texts) for hits in self._find(batch)[0]]

    def offered(self, text: str, touchpoint: str) -> frozenset[str]:
        """The codes of the themes that are looked for in a masked text, given the touchpoint it was said at."""
        [seeds], _, [named] = self._find(Tokens().read([text]))
        places = self._looked_for(seeds, named, touchpoint)
        return frozenset(code for code, place in self._place.items() if place in places)

    def themes(self, texts: Sequence[str], judge: Judge | None = None, said_at: Sequence[str] | None = None) -> list[list[Heard]]:
        """The themes of each masked text: one for each theme and clause, in reading order.

        Without `said_at`, the touchpoints they were said at, every theme is looked for in every text.
        """
        heard: list[list[Heard]] = []
        for batch in self._batches.read(texts):
            size = len(batch.texts)
            places = said_at[len(heard) : len(heard) + size] if said_at else [None] * size
            heard += self._listen(batch, judge, places, [None] * size, signals=False)
        return [[each for each in found if each.kind == THEME] for found in heard]

    def hear(self, batch: Batch, judge: Judge, said_at: Sequence[str], felt: Sequence[float]) -> list[list[Heard]]:
        """Everything each masked text of a batch mentions: themes, signals, qualities.

        `said_at` has the touchpoint each was said at, and `felt` what the judge said of each as a whole.
        """
        return self._listen(batch, judge, said_at, felt, signals=True)

    def _find(self, batch: Batch) -> list[list[list[Hit]]]:
        """The seeds, the words of qualities and those of places in each text."""
        if batch.tokens is not self._tokens:
            self._begin(batch.tokens)
        return self._matcher.find(batch)

    def _listen(
        self, batch: Batch, judge: Judge | None, said_at: Sequence[str | None], felt: Sequence[float | None], signals: bool
    ) -> list[list[Heard]]:
        asked = _Asked()
        noted = list(self._note_all(batch, said_at, asked, felt, signals))
        feelings = asked.answers(judge, batch)
        return [
            [
                Heard(kind, code, start, end, VERDICTS[part] if isinstance(part, Verdict) else feelings[part], place)
                for kind, code, start, end, part, place in each
            ]
            for each in noted
        ]

    def _note_all(
        self, batch: Batch, said_at: Sequence[str | None], asked: _Asked, felt: Sequence[float | None], signals: bool
    ) -> Iterator[list[_Noted]]:
        """What each text of a batch mentions, the clauses it stands in asked about."""
        every = self._find(batch)
        themes = self._learned.revise(self._matcher.words(batch), every[0], self._place) if self._learned else every[0]
        signalled = self._signals.find(batch) if signals else [list[Mention]()] * len(batch.texts)
        for at, spans in enumerate(self._clauses.part(batch)):
            found = [each[at] for each in every]
            yield list(self._note(at, batch.texts[at], spans, themes[at], found, signalled[at], said_at[at], asked, felt[at]))

    def _note(
        self,
        row: int,
        text: str,
        spans: Spans,
        themes: Sequence[Hit],
        found: Sequence[Sequence[Hit]],
        signals: Sequence[Mention],
        touchpoint: str | None,
        asked: _Asked,
        felt: float | None,
    ) -> Iterator[_Noted]:
        """What one text mentions, with the number of the clause whose feeling it takes, or the verdict on a quality."""
        seeds, qualities, named = found
        everywhere = self._looked_for(seeds, named, touchpoint)
        if not named:
            themes = [hit for hit in themes if not everywhere.isdisjoint(map(self._place.__getitem__, hit[2]))]
        if not (themes or signals or qualities):
            return
        parted, numbers = _Clauses(spans, named), dict[int, int]()
        for kind, code, start, end, clause in self._mentioned(themes, signals, parted, everywhere):
            if clause not in numbers:
                numbers[clause] = asked.ask(row, parted, clause, felt)
            yield kind, code, start, end, numbers[clause], parted.place(clause)
        for each in judge_qualities(text, qualities):
            yield QUALITY, each.quality, each.start, each.end, each.verdict, parted.place(parted.at(each.start))

    def _mentioned(
        self, themes: Sequence[Hit], signals: Sequence[Mention], parted: _Clauses, everywhere: frozenset[str]
    ) -> Iterator[tuple[str, str, int, int, int]]:
        """(kind, code, start, end, clause) of the themes that belong here, one a clause, and of the signals."""
        seen: set[tuple[str, int]] = set()
        for start, end, codes in themes:
            clause = parted.at(start)
            for code in codes:
                place = self._place[code]
                if (code, clause) not in seen and (place in everywhere or place == parted.place(clause)):
                    seen.add((code, clause))
                    yield THEME, code, start, end, clause
        for signal in signals:
            yield SIGNAL, signal.label, signal.start, signal.end, parted.at(signal.start)

    def _looked_for(self, seeds: Sequence[Hit], named: Sequence[Hit], touchpoint: str | None) -> frozenset[str]:
        """The places whose themes are looked for in all of a comment: those that fit its touchpoint, every one where none is asked
        for; without a touchpoint, also those it names and those of at least two words of themes."""
        if touchpoint is None:
            return self._places
        fitting = self._fitting.get(touchpoint)
        if fitting is None:
            fitting = self._fitting[touchpoint] = frozenset(place for place in self._places if fits(place, touchpoint))
        if touchpoint != UNKNOWN:
            return fitting
        return fitting | {kind for _, _, (kind,) in named} | self._speaking(seeds)

    def _speaking(self, seeds: Sequence[Hit]) -> set[str]:
        """The places that at least two words of themes speak for, that with the most words first: a word speaks for one place only,
        and for none where it belongs to a theme of every place."""
        left = [places for _, _, codes in seeds if (places := self._speak_for(codes))]
        found = set[str]()
        while len(left) > 1:
            words = Counter(chain.from_iterable(left))
            place = min(words, key=lambda each: (-words[each], each))
            if words[place] < 2:
                break
            found.add(place)
            left = [each for each in left if place not in each]
        return found

    def _speak_for(self, codes: tuple[str, ...]) -> frozenset[str]:
        """The places that a word of themes with these codes may speak for."""
        places = self._spoken_for.get(codes)
        if places is None:
            places = frozenset(map(self._place.__getitem__, codes))
            places = self._spoken_for[codes] = frozenset() if ANYWHERE in places else places
        return places
