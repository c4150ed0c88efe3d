"""What comments mention: themes, signals and qualities, each with its words, the feeling of its clause and the place it names.

A theme's feeling is the classifier's for the clause that holds the seed, not for the whole comment: "lovely room, but the breakfast
was cold" is good about one and bad about the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from vocdash.domain import UNKNOWN
from vocdash.text.clauses import Clauses
from vocdash.text.features import Flags, Floats
from vocdash.text.heard import MENTION, THEME, Heard, Mentions, Subjects
from vocdash.text.learned_themes import LearnedThemes
from vocdash.text.matching import Found, Hit, LabelNumbers, Matcher, Phrases
from vocdash.text.qualities import FEELINGS, QualityFinder, quality_phrases
from vocdash.text.signals import SignalFinder
from vocdash.text.themes import Theme
from vocdash.text.tokens import Batch, BatchReader, Ints, Part, Tokens
from vocdash.text.touchpoints import ANYWHERE, fits, kind_phrases


class Judge(Protocol):
    """The part of a classifier that tells how parts of texts feel that are known to be English and free of personal data."""

    def feel(self, batch: Batch, parts: Sequence[Part]) -> list[float]: ...


class _Hits(NamedTuple):
    """Words of themes, as columns: the number of the text, where in it they start and end, and the number of the theme among the subjects;
    a word of several themes once for each."""

    row: Ints
    start: Ints
    end: Ints
    subject: Ints


class _Clauses:
    """The clauses of all texts of a batch, numbered through, and the kind of touchpoint that each names, as a number (0: none).

    A text without any has one that is empty.
    """

    def __init__(self, batch: Batch, clauses: Clauses, named: Found, kind: Ints) -> None:
        row, start, end = clauses.look(batch)
        self._first = batch.first
        texts = np.arange(len(batch.texts))
        bare = np.setdiff1d(texts, row)
        if len(bare):
            at = np.searchsorted(row, bare)
            row, start, end = (np.insert(column, at, value) for column, value in ((row, bare), (start, 0), (end, 0)))
        self.row, self._start, self._end = row, start, end
        begins = np.searchsorted(row, texts)
        self.alone = np.diff(np.append(begins, len(row))) == 1
        self._begins = batch.first[row] + start
        self._begins[begins] = batch.first[:-1]
        self.named = np.zeros(len(row), np.int64)
        self.named[self.of(named.row, named.start)[::-1]] = kind[::-1]  # of several, the first counts
        self.names_any = np.zeros(len(texts), np.bool_)
        self.names_any[named.row] = True

    def of(self, row: Ints, offset: Ints) -> Ints:
        """The numbers of the clauses that hold offsets in texts."""
        return np.searchsorted(self._begins, self._first[row] + offset, "right") - 1

    def felt(self, batch: Batch, judge: Judge | None, wanted: Ints, felt: Floats | None) -> Floats:
        """How the wanted clauses feel, NaN where nobody judges; `felt` is how each text feels as a whole, where that is known: then the
        classifier is never asked for a whole text again."""
        if judge is None:
            return np.full(len(wanted), np.nan)
        found = np.zeros(len(self.row))
        asked = np.unique(wanted)
        if felt is not None:
            whole = self.alone[self.row[asked]]
            found[asked[whole]] = felt[self.row[asked[whole]]]
            asked = asked[~whole]
        columns = (self.row[asked].tolist(), self._start[asked].tolist(), self._end[asked].tolist())
        found[asked] = judge.feel(batch, list(zip(*columns, strict=True)))
        return found[wanted]


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

    Attributes
    ----------
    subjects : Subjects
        What the numbers in mentions stand for.
    """

    def __init__(self, themes: Iterable[Theme], learned: LearnedThemes | None = None) -> None:
        themes = tuple(themes)
        self._learned, self._phrases = learned, _phrases_of(themes)
        self.subjects = Subjects(themes)
        self._place = {theme.code: theme.place for theme in themes}
        self._places = tuple(dict.fromkeys(self._place.values()))
        own = [self._place[code] for code in self.subjects.themes]
        self._place_at = np.array([self._places.index(place) for place in own], np.int64)
        kinds = {kind: number for number, kind in enumerate(self.subjects.places)}
        self._kind_of = np.array([kinds.get(place, -1) for place in own], np.int64)
        seeds, _, named = self._phrases.labels
        self._codes = LabelNumbers(seeds, self.subjects.themes.__getitem__)
        self._kinds = LabelNumbers(named, kinds.__getitem__)
        self._fitting: dict[str, Flags] = {}
        self._spoken_for: dict[tuple[str, ...], frozenset[str]] = {}
        self._batches = BatchReader()
        self._begin(Tokens())

    def _begin(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._matcher = Matcher(tokens, self._phrases)
        self._clauses, self._signals = tokens.own(Clauses), tokens.own(SignalFinder)
        self._qualities = QualityFinder(tokens, self._phrases.labels[1])

    def seeds(self, texts: Sequence[str]) -> list[list[Hit]]:
        """The seeds of every theme in each text, in reading order, wherever the theme is looked for."""
        return [hits for batch in self._batches.read(texts) for hits in self._matcher.hits(self._find(batch)[0], 0, len(batch.texts))]

    def offered(self, text: str, touchpoint: str) -> frozenset[str]:
        """The codes of the themes that are looked for in a masked text, given the touchpoint it was said at."""
        batch = Tokens().read([text])
        seeds, _, named = self._find(batch)
        [places] = self._looked_for(batch, [touchpoint], seeds, named)
        return frozenset(code for code, place in self._place.items() if places[self._places.index(place)])

    def themes(self, texts: Sequence[str], judge: Judge | None = None, said_at: Sequence[str] | None = None) -> list[list[Heard]]:
        """The themes of each masked text: one for each theme and clause, in reading order.

        Without `said_at`, the touchpoints they were said at, every theme is looked for in every text.
        """
        heard: list[list[Heard]] = []
        for batch in self._batches.read(texts):
            places = said_at[len(heard) : len(heard) + len(batch.texts)] if said_at else None
            found = self._listen(batch, judge, places, None, signals=False)
            ends = found.bounds.tolist()
            every = [Heard._make(each) for each in self.subjects.spelled_out(found.rows)]
            heard += [[each for each in every[first:stop] if each.kind == THEME] for first, stop in pairwise(ends)]
        return heard

    def hear(self, batch: Batch, judge: Judge, said_at: Sequence[str], felt: Sequence[float]) -> Mentions:
        """Everything each masked text of a batch mentions: themes, signals, qualities.

        `said_at` has the touchpoint each was said at, and `felt` what the judge said of each as a whole.
        """
        return self._listen(batch, judge, said_at, np.array(felt, np.float64), signals=True)

    def _find(self, batch: Batch) -> list[Found]:
        """The seeds, the words of qualities and those of places in each text."""
        if batch.tokens is not self._tokens:
            self._begin(batch.tokens)
        return self._matcher.look(batch)

    def _listen(self, batch: Batch, judge: Judge | None, said_at: Sequence[str] | None, felt: Floats | None, signals: bool) -> Mentions:
        """Of each text first the themes, then the signals, then the qualities, each in reading order."""
        seeds, good_or_bad, named = self._find(batch)
        clauses = _Clauses(batch, self._clauses, named, self._kinds.of(named.node)[1])
        row, start, end, subject = self._themes(batch, clauses, seeds, self._looked_for(batch, said_at, seeds, named))
        if signals:
            shown = self._signals.look(batch)
            names = np.array(list(self.subjects.signals.values()), np.int64)
            more = (shown.row, shown.start, shown.end, names[shown.signal])
            row, start, end, subject = (np.concatenate(both) for both in zip((row, start, end, subject), more, strict=True))
        clause = clauses.of(row, start)
        polarity = clauses.felt(batch, judge, clause, felt)
        told = self._qualities.judge(batch, good_or_bad)
        names = np.array(list(self.subjects.qualities.values()), np.int64)
        rows = np.empty(len(row) + len(told.row), MENTION)
        rows["subject"] = np.concatenate([subject, names[told.quality]])
        rows["place"] = clauses.named[np.concatenate([clause, clauses.of(told.row, told.start)])]
        rows["start"], rows["end"] = np.concatenate([start, told.start]), np.concatenate([end, told.end])
        rows["polarity"] = np.concatenate([polarity, FEELINGS[told.verdict]])
        row = np.concatenate([row, told.row])
        order = np.argsort(row, kind="stable")
        return Mentions(rows[order], np.searchsorted(row[order], np.arange(len(batch.texts) + 1)))

    def _themes(self, batch: Batch, clauses: _Clauses, seeds: Found, looked_for: NDArray[np.bool_]) -> _Hits:
        """The themes that belong here, each once a clause."""
        row, start, end, subject = self._revised(batch, seeds) if self._learned else self._hits(seeds)
        clause = clauses.of(row, start)
        here = clauses.names_any[row] & (self._kind_of[subject] == clauses.named[clause])
        kept = np.flatnonzero(here | looked_for[row, self._place_at[subject]])
        first = np.unique(clause[kept] * len(self._place_at) + subject[kept], return_index=True)[1]
        kept = kept[np.sort(first)]
        return _Hits(row[kept], start[kept], end[kept], subject[kept])

    def _hits(self, seeds: Found) -> _Hits:
        which, subject = self._codes.of(seeds.node)
        return _Hits(seeds.row[which], seeds.start[which], seeds.end[which], subject)

    def _revised(self, batch: Batch, seeds: Found) -> _Hits:
        """The same after what was learned took some away and added others."""
        assert self._learned is not None
        hits = self._learned.revise(self._matcher.words(batch), self._matcher.hits(seeds, 0, len(batch.texts)), self._place)
        numbers = self.subjects.themes
        every = [(row, start, end, numbers[code]) for row, found in enumerate(hits) for start, end, codes in found for code in codes]
        return _Hits(*np.array(every, np.int64).reshape(-1, 4).T)

    def _looked_for(self, batch: Batch, said_at: Sequence[str] | None, seeds: Found, named: Found) -> NDArray[np.bool_]:
        """For each text and each place, whether the themes of the place are looked for in all of the text: those that fit its touchpoint,
        every one where none is asked for; without a touchpoint, also those it names and those of at least two words of themes."""
        if said_at is None:
            return np.ones((len(batch.texts), len(self._places)), np.bool_)
        numbers: dict[str, int] = {}
        which = [numbers.setdefault(touchpoint, len(numbers)) for touchpoint in said_at]
        places = np.array([self._fit(touchpoint) for touchpoint in numbers], np.bool_).reshape(len(numbers), len(self._places))[which]
        if UNKNOWN in numbers:
            words, kinds = (self._matcher.hits(found, number, len(said_at)) for found, number in ((seeds, 0), (named, 2)))
            for row in np.flatnonzero(np.array(which) == numbers[UNKNOWN]).tolist():
                told = {kind for _, _, (kind,) in kinds[row]} | self._speaking(words[row])
                places[row] |= np.array([place in told for place in self._places], np.bool_)
        return places

    def _fit(self, touchpoint: str) -> Flags:
        """Which places fit a touchpoint."""
        fitting = self._fitting.get(touchpoint)
        if fitting is None:
            fitting = self._fitting[touchpoint] = np.array([fits(place, touchpoint) for place in self._places], np.bool_)
        return fitting

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
