"""Signals: what a comment tells us happened or asks us to do, each with the words that say so.

Which signals there are, and the ways of saying each, stand in `signals.txt`, which explains its own format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from vocdash.text.matching import Mention
from vocdash.text.normalise import lowered
from vocdash.text.tokens import Batch, Column, Fact, Ints, Tokens
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


class Shown(NamedTuple):
    """Signals that texts show, as columns: the number of the text and of the signal, and where in the text the words start and end."""

    row: Ints
    signal: Ints
    start: Ints
    end: Ints


class SignalFinder:
    """Looks for every signal in the texts of batches that were read with the same tokens.

    A pattern is tried only on sentences that have the words it needs. Of two sets of them each token tells which it meets, as bits, a
    bit a way; the bits of a stretch of tokens up to a full stop tell which ways are worth a closer look there.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._names = tokens.names
        self._meets = Column("<u8", 2, _WORDS_OF_BITS)
        self._ends = Fact(tokens.names, lambda token: not token or token[-1] in _MARKS)

    def look(self, batch: Batch) -> Shown:
        """The signals of each masked text, in reading order, each once; of a text of more than 20,000 characters, of its beginning."""
        every: list[tuple[int, int, int, int]] = []
        seen: set[tuple[int, int]] = set()
        for row, start, end, possible in self._stretches(batch):
            text = lowered(batch.texts[row][start : min(end, _LONGEST_READ)])
            for sentence in _SENTENCE.finditer(text):
                begin, stop = sentence.span()
                for which, first, last in _look(sentence[0], possible, is_all=stop - begin == end - start):
                    if (row, which) not in seen:
                        seen.add((row, which))
                        every.append((row, which, start + begin + first, start + begin + last))
        shown = Shown(*np.array(every, np.int64).reshape(-1, 4).T)
        order = np.lexsort((shown.end, shown.start, shown.row))
        return Shown(*(column[order] for column in shown))

    def find(self, batch: Batch) -> list[list[Mention]]:
        """The same, text by text."""
        found: list[list[Mention]] = [[] for _ in batch.texts]
        for row, which, start, end in zip(*(column.tolist() for column in self.look(batch)), strict=True):
            found[row].append(Mention(signals()[which].code, start, end))
        return found

    def _stretches(self, batch: Batch) -> Iterator[tuple[int, int, int, list[int]]]:
        """(text, start, end) of the stretches of tokens worth a closer look, in order, with the numbers of the ways to look for."""
        if not batch.texts:
            return
        if len(self._meets) < len(self._names):
            self._meets.extend([_meets(token) for token in self._names[len(self._meets) :]])
        opens = np.flatnonzero(np.concatenate([np.ones(1, np.bool_), self._ends.values[batch.number][:-1] > 0]))
        bits = np.bitwise_or.reduceat(self._meets.values[batch.number], opens, axis=0)
        possible = bits[:, 0] & bits[:, 1]
        worth = np.flatnonzero((possible & _SAYING).any(axis=1))
        last = np.append(opens[1:], len(batch.number))[worth] - 1
        last -= (batch.number[last] == 0) & (last > opens[worth])
        rows, starts, ends = batch.text[opens[worth]], batch.starts[opens[worth]], (batch.starts + batch.lengths)[last]
        ways = np.unpackbits(possible[worth].view(np.uint8), axis=1, bitorder="little")
        stretch, way = np.nonzero(ways)
        edges = np.searchsorted(stretch, np.arange(len(worth) + 1)).tolist()
        each = zip(rows.tolist(), starts.tolist(), ends.tolist(), pairwise(edges), strict=True)
        numbers = way.tolist()
        yield from ((row, start, end, numbers[first:stop]) for row, start, end, (first, stop) in each if start < _LONGEST_READ)


def _look(sentence: str, possible: Sequence[int], *, is_all: bool) -> Iterator[tuple[int, int, int]]:
    """(signal, start, end) of the signals that a sentence shows.

    `possible` are the numbers of the ways to look for, in ascending order, and `is_all` says that the sentence is all of the stretch of
    which is known that it has a word of each of the first two sets that these ways need.
    """
    ways = _every_way()
    words: set[str] | None = None
    met: dict[int, list[tuple[Way, tuple[int, int]]]] = {}
    against: list[tuple[int, Way]] = []
    for number in possible:
        which, way, counts_against = ways[number]
        if counts_against:
            against.append((which, way))
            continue
        needed = way.needed[_TOLD:] if is_all else way.needed
        if needed:
            if words is None:
                words = set(WORDS.findall(sentence))
            if any(map(words.isdisjoint, needed)):
                continue
        if match := way.pattern.search(sentence):
            met.setdefault(which, []).append((way, match.span()))
    for which, own in met.items():
        place = _place(own, [way for other, way in against if other == which], sentence)
        if place:
            yield which, *place


_TOLD = 2
"""So many of the sets of words that a way needs are told by the bits of tokens."""


@lru_cache(maxsize=1)
def _every_way() -> tuple[tuple[int, Way, bool], ...]:
    """Every way with the number of its signal, and whether it takes the signal back; those that do come last."""
    every = list(enumerate(signals()))
    says = [(number, way, False) for number, signal in every for way in signal.ways]
    return (*says, *((number, way, True) for number, signal in every for way in signal.not_when))


@lru_cache(maxsize=1)
def _bits_of_words() -> dict[str, tuple[int, int]]:
    """Word → as bits, the ways whose first set of needed words it is in, and those whose second (the first again, if there is one only)."""
    found: dict[str, tuple[int, int]] = {}
    for number, (_, way, _) in enumerate(_every_way()):
        for side, words in enumerate((way.needed[0], way.needed[:_TOLD][-1])):
            for word in words:
                bits = found.get(word, (0, 0))
                found[word] = (bits[0] | 1 << number, bits[1]) if side == 0 else (bits[0], bits[1] | 1 << number)
    return found


_WORDS_OF_BITS = -(-len(_every_way()) // 64)


def _as_words(bits: int) -> list[int]:
    """Bits as words of 64 of them."""
    return [bits >> 64 * at & (1 << 64) - 1 for at in range(_WORDS_OF_BITS)]


_SAYING = np.array(_as_words(sum(1 << number for number, (_, _, takes_back) in enumerate(_every_way()) if not takes_back)), np.uint64)
"""The bits of the ways that show a signal by themselves."""


@lru_cache(maxsize=4_096)
def _as_table(first: int, second: int) -> list[list[int]]:
    return [_as_words(first), _as_words(second)]


def _meets(token: str) -> list[list[int]]:
    """The bits of all words of a token."""
    bits = _bits_of_words()
    first = second = 0
    for word in WORDS.findall(lowered(token[:_LONGEST_READ])):
        if word in bits:
            first, second = first | bits[word][0], second | bits[word][1]
    return _as_table(first, second)


def find_signals(texts: Sequence[str]) -> list[list[Mention]]:
    """The signals of each masked text; see :class:`SignalFinder`."""
    tokens = Tokens()
    return SignalFinder(tokens).find(tokens.read(texts))


def _place(own: Sequence[tuple[Way, tuple[int, int]]], against: Sequence[Way], sentence: str) -> tuple[int, int] | None:
    """Where the sentence first says one of the ways, given with the first place of each, that those `against` do not take back; of those at
    one place, the first listed."""
    taken_back = [match.span() for way in against for match in way.pattern.finditer(sentence)]
    places = [place for _, place in own]
    while places:
        start, end = min(places, key=itemgetter(0))
        if not any(begin < end and start < stop for begin, stop in taken_back):
            return start, end
        places = [match.span() for way, _ in own if (match := way.pattern.search(sentence, end))]
    return None
