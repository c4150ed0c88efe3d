"""What comments mention: themes, signals and qualities, each with its words, the feeling of its clause and the place it names.

A theme's feeling is the classifier's for the clause that holds the seed, not for the whole comment: "lovely room, but the breakfast
was cold" is good about one and bad about the other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple, Protocol

from vocdash.domain import UNKNOWN
from vocdash.text.clauses import Clauses, Spans
from vocdash.text.learned_themes import LearnedThemes
from vocdash.text.matching import Hit, Matcher, Mention, words_in
from vocdash.text.qualities import Verdict, judge_qualities, quality_phrases
from vocdash.text.signals import SignalFinder
from vocdash.text.themes import Theme
from vocdash.text.tokens import Tokens, batches
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
    """The part of a classifier that tells how texts feel that are known to be English and free of personal data."""

    def feel(self, texts: Sequence[str]) -> list[float]: ...


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
    """The clauses to be judged, gathered over many texts so that the classifier is asked once, and never for a whole text again."""

    def __init__(self, judge: Judge | None) -> None:
        self._judge, self._parts, self._places = judge, list[str](), list[int]()
        self._known: list[float | None] = []

    def ask(self, text: str, parted: _Clauses, clause: int, felt: float | None) -> int:
        """The number under which the feeling of a clause is answered; `felt` is that of the whole text, where it is known."""
        if felt is None or len(parted.spans) > 1:
            self._parts.append(text[slice(*parted.spans[clause])])
            self._places.append(len(self._known))
        self._known.append(felt)
        return len(self._known) - 1

    def answers(self) -> Sequence[float | None]:
        """The feelings of all clauses asked for; None where nobody judges."""
        if self._judge is None:
            return [None] * len(self._known)
        for place, feeling in zip(self._places, self._judge.feel(self._parts), strict=True):
            self._known[place] = feeling
        return self._known


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
        self._fitting: dict[str, frozenset[str]] = {}
        self._lists = (labels, quality_phrases(), kind_phrases())
        self._forget()

    def _forget(self) -> None:
        self._tokens = Tokens()
        self._matcher = Matcher(self._tokens, *self._lists)
        self._clauses = Clauses(self._tokens)
        self._signals = SignalFinder(self._tokens)

    def seeds(self, texts: Sequence[str]) -> list[list[Hit]]:
        """The seeds of every theme in each text, in reading order, wherever the theme is looked for."""
        return self._matcher.find(self._tokens.read(texts))[0]

    def offered(self, text: str, touchpoint: str) -> frozenset[str]:
        """The codes of the themes that are looked for in a masked text, given the touchpoint it was said at."""
        [seeds], _, [named] = self._matcher.find(self._tokens.read([text]))
        places = self._looked_for(seeds, named, touchpoint)
        return frozenset(code for code, place in self._place.items() if place in places)

    def themes(self, texts: Sequence[str], judge: Judge | None = None, said_at: Sequence[str] | None = None) -> list[list[Heard]]:
        """The themes of each masked text: one for each theme and clause, in reading order.

        Without `said_at`, the touchpoints they were said at, every theme is looked for in every text.
        """
        none: list[None] = [None] * len(texts)
        heard = self._listen(texts, judge, said_at or none, none, signals=False)
        return [[each for each in found if each.kind == THEME] for found in heard]

    def hear(
        self, texts: Sequence[str], judge: Judge | None, said_at: Sequence[str], felt: Sequence[float | None] | None = None
    ) -> list[list[Heard]]:
        """Everything each masked text mentions: themes, signals, qualities.

        `said_at` has the touchpoint each was said at, and `felt` what the judge said of each as a whole already, where it did.
        """
        return self._listen(texts, judge, said_at, felt or [None] * len(texts))

    def _listen(
        self,
        texts: Sequence[str],
        judge: Judge | None,
        said_at: Sequence[str | None],
        felt: Sequence[float | None],
        signals: bool = True,
    ) -> list[list[Heard]]:
        heard: list[list[Heard]] = []
        for some in batches(texts):
            own = slice(len(heard), len(heard) + len(some))
            asked = _Asked(judge)
            noted = list(self._note_all(some, said_at[own], asked, felt[own], signals))
            feelings = asked.answers()
            heard += [
                [
                    Heard(kind, code, start, end, VERDICTS[part] if isinstance(part, Verdict) else feelings[part], place)
                    for kind, code, start, end, part, place in each
                ]
                for each in noted
            ]
        return heard

    def _note_all(
        self, texts: Sequence[str], said_at: Sequence[str | None], asked: _Asked, felt: Sequence[float | None], signals: bool
    ) -> Iterator[list[_Noted]]:
        """What each text of a batch mentions, the clauses it stands in asked about."""
        if self._tokens.is_full:
            self._forget()
        batch = self._tokens.read(texts)
        every = self._matcher.find(batch)
        themes = self._learned.revise([words_in(text) for text in texts], every[0], self._place) if self._learned else every[0]
        signalled = self._signals.find(batch) if signals else [list[Mention]()] * len(texts)
        for at, spans in enumerate(self._clauses.part(batch)):
            found = [each[at] for each in every]
            yield list(self._note(texts[at], spans, themes[at], found, signalled[at], said_at[at], asked, felt[at]))

    def _note(
        self,
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
                numbers[clause] = asked.ask(text, parted, clause, felt)
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
        places = [{self._place[code] for code in codes} for _, _, codes in seeds]
        left = [each for each in places if ANYWHERE not in each]
        found = set[str]()
        while len(left) > 1:
            place, words = max(Counter(sorted(chain.from_iterable(left))).items(), key=lambda each: each[1])
            if words < 2:
                break
            found.add(place)
            left = [each for each in left if place not in each]
        return found
