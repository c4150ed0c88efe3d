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

_NUMBER_OF = {verdict: number for number, verdict in enumerate(VERDICTS)}


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


Mentioned = tuple[str, str, int, int, float | None, str]
"""What one :class:`Heard` holds, as a plain tuple: these are made, and travel between processes, in less time."""

_Noted = tuple[str, str, int, int, int, str]
"""Something heard before its feeling is known: the fifth is the number of its feeling among those asked for."""


class Judge(Protocol):
    """The part of a classifier that tells how parts of texts feel that are known to be English and free of personal data."""

    def feel(self, batch: Batch, parts: Sequence[Part]) -> list[float]: ...


class _Asked:
    """The feelings wanted, gathered over a batch so that the classifier is asked once, and never for a whole text again. The first are
    those of the :data:`VERDICTS`, for which nobody has to be asked."""

    def __init__(self) -> None:
        self._parts, self._places = list[Part](), list[int]()
        self._known: list[float | None] = [*VERDICTS.values()]

    def ask(self, row: int, spans: Spans, clause: int, felt: float | None) -> int:
        """The number under which the feeling of a clause of a text is answered; `felt` is that of the whole text, where it is known."""
        if felt is None or len(spans) > 1:
            self._parts.append((row, *spans[clause]))
            self._places.append(len(self._known))
        self._known.append(felt)
        return len(self._known) - 1

    def answers(self, judge: Judge | None, batch: Batch) -> Sequence[float | None]:
        """All feelings asked for; None where nobody judges."""
        if judge is None:
            return [*VERDICTS.values(), *[None] * (len(self._known) - len(VERDICTS))]
        for place, feeling in zip(self._places, judge.feel(batch, self._parts), strict=True):
            self._known[place] = feeling
        return self._known


class _Clauses:
    """The clauses of one text, what is asked about them, and the kind of touchpoint that each names; `felt` is how the whole text feels,
    where that is known."""

    def __init__(self, row: int, spans: Spans, named: Sequence[Hit], asked: _Asked, felt: float | None) -> None:
        self._row, self._spans, self._asked, self._felt = row, spans, asked, felt
        self._later = [start for start, _ in spans[1:]]
        self.named: dict[int, str] = {}
        for start, _, (kind,) in named:
            self.named.setdefault(self.at(start), kind)
        self._feels: dict[int, tuple[int, str]] = {}

    def at(self, offset: int) -> int:
        """The number of the clause that holds an offset."""
        return bisect_right(self._later, offset)

    def place(self, offset: int) -> str:
        """The kind of touchpoint that the clause names which holds an offset; "" for none."""
        return self.named.get(self.at(offset), "") if self.named else ""

    def feels(self, clause: int) -> tuple[int, str]:
        """The number under which the feeling of a clause is answered, and the kind of touchpoint that it names."""
        found = self._feels.get(clause)
        if found is None:
            number = self._asked.ask(self._row, self._spans, clause, self._felt)
            found = self._feels[clause] = number, self.named.get(clause, "")
        return found


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
        heard: list[list[Mentioned]] = []
        for batch in self._batches.read(texts):
            size = len(batch.texts)
            places = said_at[len(heard) : len(heard) + size] if said_at else [None] * size
            heard += self._listen(batch, judge, places, [None] * size, signals=False)
        return [[Heard(*each) for each in found if each[0] == THEME] for found in heard]

    def hear(self, batch: Batch, judge: Judge, said_at: Sequence[str], felt: Sequence[float]) -> list[list[Mentioned]]:
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
    ) -> list[list[Mentioned]]:
        asked = _Asked()
        noted = list(self._note_all(batch, said_at, asked, felt, signals))
        feelings = asked.answers(judge, batch)
        return [[(kind, code, start, end, feelings[number], place) for kind, code, start, end, number, place in each] for each in noted]

    def _note_all(
        self, batch: Batch, said_at: Sequence[str | None], asked: _Asked, felt: Sequence[float | None], signals: bool
    ) -> Iterator[list[_Noted]]:
        """What each text of a batch mentions, the clauses it stands in asked about."""
        every = self._find(batch)
        themes = self._learned.revise(self._matcher.words(batch), every[0], self._place) if self._learned else every[0]
        signalled = self._signals.find(batch) if signals else [list[Mention]()] * len(batch.texts)
        rows = zip(batch.texts, self._clauses.part(batch), themes, *every, signalled, said_at, felt, strict=True)
        for row, (text, spans, hits, seeds, qualities, named, shown, touchpoint, feeling) in enumerate(rows):
            everywhere = self._looked_for(seeds, named, touchpoint)
            parted = _Clauses(row, spans, named, asked, feeling)
            noted = self._themes(hits, parted, everywhere) if hits else []
            noted += [(SIGNAL, code, start, end, *parted.feels(parted.at(start))) for code, start, end in shown]
            for code, verdict, start, end in judge_qualities(text, qualities):
                noted.append((QUALITY, code, start, end, _NUMBER_OF[verdict], parted.place(start)))
            yield noted

    def _themes(self, hits: Sequence[Hit], parted: _Clauses, everywhere: frozenset[str]) -> list[_Noted]:
        """The themes that belong here, each once a clause."""
        found: list[_Noted] = []
        seen: set[tuple[str, int]] = set()
        for start, end, codes in hits:
            for code in codes:
                place = self._place[code]
                if place in everywhere or (parted.named and place == parted.place(start)):
                    clause = parted.at(start)
                    if (code, clause) not in seen:
                        seen.add((code, clause))
                        found.append((THEME, code, start, end, *parted.feels(clause)))
        return found

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
