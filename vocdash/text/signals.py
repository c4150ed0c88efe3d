"""Signals: what a comment tells us happened or asks us to do, each with the words that say so.

Which signals there are, and the ways of saying each, stand in `signals.txt`, which explains its own format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

import numpy as np

from vocdash.text.matching import Mention
from vocdash.text.normalise import lowered
from vocdash.text.tokens import Batch, Column, Fact, Tokens
from vocdash.text.ways import WORDS, Lists, needed, pattern_of, single

WAYS = Path(__file__).with_name("signals.txt")
_LONGEST_READ = 20_000
_MARKS = frozenset(".!?")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


@dataclass(frozen=True)
class Way:
    """One way of saying something, as a line of `signals.txt` says it. What it takes to look for it is made when somebody looks:
    most of a process's start would go by otherwise, and most processes never look.
    """

    line: str
    lists: Lists = field(repr=False, compare=False)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What matches it."""
        return pattern_of(self.line, self.lists)

    @cached_property
    def needed(self) -> tuple[frozenset[str], ...]:
        """Sets of words of each of which a sentence must have one, the most telling first."""
        return needed(self.line, self.lists)


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal and the ways of saying it. `complains` says that it makes a comment a complaint by itself."""

    code: str
    name: str
    complains: bool
    ways: tuple[Way, ...]
    not_when: tuple[Way, ...]


@lru_cache(maxsize=1)
def signals() -> tuple[Signal, ...]:
    """Every signal, in the order they are shown."""
    lists: dict[str, list[str]] = {}
    found: list[Signal] = []
    for block in WAYS.read_text("utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        if lines and lines[0].startswith("<"):
            lists = lists | {name: words.split() for name, words in (line[1:].split("> ", 1) for line in lines)}
        elif lines:
            found.append(_signal(lines, lists))
    return tuple(found)


def _signal(lines: list[str], lists: Lists) -> Signal:
    code, name = lines[0][1:].split("] ", 1)
    ways = [way for line in lines[1:] if line[0] != "!" for way in single(line)]
    return Signal(
        code,
        name.removesuffix(", complaint"),
        name.endswith(", complaint"),
        tuple(Way(way, lists) for way in ways),
        tuple(Way(line[2:], lists) for line in lines[1:] if line[0] == "!"),
    )


@lru_cache(maxsize=1)
def complaint_codes() -> frozenset[str]:
    """The codes of the signals that make a comment a complaint by themselves."""
    return frozenset(signal.code for signal in signals() if signal.complains)


class SignalFinder:
    """Looks for every signal in the texts of batches that were read with the same tokens.

    A pattern is tried only on sentences that have the words it needs. Of two sets of them each token tells which it meets, as bits, a
    bit a way; the bits of a stretch of tokens up to a full stop tell which ways are worth a closer look there.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._names = tokens.names
        self._meets = Column("<u8", 2, _WORDS_OF_BITS)
        self._ends = Fact(tokens.names, lambda token: not token or token[-1] in _MARKS)

    def find(self, batch: Batch) -> list[list[Mention]]:
        """The signals of each masked text, in reading order, each once; of a text of more than 20,000 characters, of its beginning."""
        found: list[dict[int, Mention]] = [{} for _ in batch.texts]
        for row, start, end, possible in self._stretches(batch):
            text = lowered(batch.texts[row][start : min(end, _LONGEST_READ)])
            for sentence in _SENTENCE.finditer(text):
                _look(sentence[0], start + sentence.start(), possible, found[row])
        return [sorted(each.values(), key=_place_of) if each else [] for each in found]

    def _stretches(self, batch: Batch) -> Iterator[tuple[int, int, int, list[int]]]:
        """(text, start, end) of the stretches of tokens worth a closer look, in order, with the numbers of the ways to look for."""
        if not batch.texts:
            return
        if len(self._meets) < len(self._names):
            self._meets.extend([_meets(token) for token in self._names[len(self._meets) :]])
        opens = np.flatnonzero(np.concatenate([np.ones(1, np.bool_), self._ends.values[batch.number][:-1] > 0]))
        bits = np.bitwise_or.reduceat(self._meets.values[batch.number], opens, axis=0)
        possible = bits[:, 0] & bits[:, 1]
        worth = np.flatnonzero(possible.any(axis=1))
        last = np.append(opens[1:], len(batch.number))[worth] - 1
        last -= (batch.number[last] == 0) & (last > opens[worth])
        rows, starts, ends = batch.text[opens[worth]], batch.starts[opens[worth]], (batch.starts + batch.lengths)[last]
        ways = np.unpackbits(possible[worth].view(np.uint8), axis=1, bitorder="little")
        stretch, way = np.nonzero(ways)
        edges = np.searchsorted(stretch, np.arange(len(worth) + 1)).tolist()
        each = zip(rows.tolist(), starts.tolist(), ends.tolist(), pairwise(edges), strict=True)
        numbers = way.tolist()
        yield from ((row, start, end, numbers[first:stop]) for row, start, end, (first, stop) in each if start < _LONGEST_READ)


def _look(sentence: str, at: int, possible: Sequence[int], found: dict[int, Mention]) -> None:
    """Add to `found`, by number, the signals that a sentence that begins at an offset shows, if not found before."""
    words = set(WORDS.findall(sentence))
    patterns: dict[int, list[re.Pattern[str]]] = {}
    for number in possible:
        which, way = _every_way()[number]
        if which not in found and not any(map(words.isdisjoint, way.needed)):
            patterns.setdefault(which, []).append(way.pattern)
    for which, ways in patterns.items():
        signal = signals()[which]
        place = _place(ways, signal.not_when, sentence)
        if place:
            found[which] = Mention(signal.code, at + place[0], at + place[1])


@lru_cache(maxsize=1)
def _every_way() -> tuple[tuple[int, Way], ...]:
    """Every way with the number of its signal."""
    return tuple((number, way) for number, signal in enumerate(signals()) for way in signal.ways)


@lru_cache(maxsize=1)
def _bits_of_words() -> dict[str, tuple[int, int]]:
    """Word → as bits, the ways whose first set of needed words it is in, and those whose second (the first again, if there is one only)."""
    found: dict[str, tuple[int, int]] = {}
    for number, (_, way) in enumerate(_every_way()):
        for side, words in enumerate((way.needed[0], way.needed[:2][-1])):
            for word in words:
                bits = found.get(word, (0, 0))
                found[word] = (bits[0] | 1 << number, bits[1]) if side == 0 else (bits[0], bits[1] | 1 << number)
    return found


_WORDS_OF_BITS = -(-len(_every_way()) // 64)


@lru_cache(maxsize=4_096)
def _as_table(first: int, second: int) -> list[list[int]]:
    return [[bits >> 64 * at & (1 << 64) - 1 for at in range(_WORDS_OF_BITS)] for bits in (first, second)]


def _meets(token: str) -> list[list[int]]:
    """The bits of all words of a token."""
    bits = _bits_of_words()
    first = second = 0
    for word in WORDS.findall(lowered(token[:_LONGEST_READ])):
        if word in bits:
            first, second = first | bits[word][0], second | bits[word][1]
    return _as_table(first, second)


_place_of = attrgetter("start", "end")


def find_signals(texts: Sequence[str]) -> list[list[Mention]]:
    """The signals of each masked text; see :class:`SignalFinder`."""
    tokens = Tokens()
    return SignalFinder(tokens).find(tokens.read(texts))


def _place(ways: Sequence[re.Pattern[str]], not_when: Sequence[Way], sentence: str) -> tuple[int, int] | None:
    """Where the sentence first says one of the ways that `not_when` does not take back; of those at one place, the first listed."""
    taken_back: list[tuple[int, int]] | None = None
    after = 0
    while matches := [match.span() for way in ways if (match := way.search(sentence, after))]:
        start, end = min(matches, key=lambda span: span[0])
        if taken_back is None:
            taken_back = [match.span() for way in not_when for match in way.pattern.finditer(sentence)]
        if not any(begin < end and start < stop for begin, stop in taken_back):
            return start, end
        after = end
    return None
