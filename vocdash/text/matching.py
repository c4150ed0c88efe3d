"""Finding listed words and phrases in texts, whatever their ending in "s", with their place: the ground under themes and qualities."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from vocdash.text.tokens import Batch, Fact, Ints, Tokens
from vocdash.text.words import Vocabulary

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")


class Mention(NamedTuple):
    """A label and the (start, end) offsets of the words that earned it. A plain tuple, because there are so many."""

    label: str
    start: int
    end: int


def stem(word: str) -> str:
    """A word in lower case without the ending of a plural or a possessive: "Queues" → "queue", "cities" → "city"."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("shes", "ches", "sses", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def stems_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a text as stems, each with its start and end in it."""
    return [(stem(found[0]), *found.span()) for found in _WORD.finditer(text)]


def _in_stems(tokens: Tokens) -> Vocabulary:
    return Vocabulary(tokens, stems_of)


class Words(NamedTuple):
    """The words of a text as stems, and the (start, end) offsets of each in the text."""

    stems: list[str]
    spans: list[tuple[int, int]]


def words_in(text: str) -> Words:
    """The words of a text."""
    found = stems_of(text)
    return Words([stem for stem, _, _ in found], [(start, end) for _, start, end in found])


Hit = tuple[int, int, tuple[str, ...]]
"""Where a phrase starts and ends in its text, and its labels. A plain tuple, because there are so many."""


class Found(NamedTuple):
    """Where phrases of a list stand, as columns: the number of the text, where in it they start and end, the node of the phrase, the
    position of the token they start in, and where in that token."""

    row: Ints
    start: Ints
    end: Ints
    node: Ints
    token: Ints
    inside: Ints


class LabelNumbers:
    """The labels of the phrases of a list as numbers, given by `number`."""

    def __init__(self, labels: Mapping[int, tuple[str, ...]], number: Callable[[str], int]) -> None:
        nodes = max(labels, default=0) + 1
        self._count = np.zeros(nodes, np.int64)
        for node, own in labels.items():
            self._count[node] = len(own)
        self._first = np.cumsum(self._count) - self._count
        self._number = np.array([number(label) for node in sorted(labels) for label in labels[node]], np.int64)

    def of(self, node: Ints) -> tuple[Ints, Ints]:
        """For each label of each of these nodes, in their order, the place of the node among them and the number of the label."""
        count = self._count[node]
        which = np.repeat(np.arange(len(node)), count)
        return which, self._number[np.arange(len(which)) + np.repeat(self._first[node] - (np.cumsum(count) - count), count)]


class Phrases:
    """Lists of phrases, each phrase with its labels. Nothing in it changes, so threads may share it.

    The phrases are a tree whose branches are stems: a place in a text that begins none of them costs one look at an array, and the
    others are followed all together, a stem at a time.
    """

    def __init__(self, *lists: Mapping[str, tuple[str, ...]]) -> None:
        self._symbols: dict[str, int] = {}
        branches: dict[tuple[int, int], int] = {}
        self.labels: list[dict[int, tuple[str, ...]]] = []
        for phrases in lists:
            self.labels.append({})
            for phrase, labels in phrases.items():
                node = 0
                for part in words_in(phrase).stems:
                    symbol = self._symbols.setdefault(part, len(self._symbols) + 1)
                    node = branches.setdefault((node, symbol), len(branches) + 1)
                self.labels[-1][node] = tuple(dict.fromkeys((*self.labels[-1].get(node, ()), *labels)))
        self._width = len(self._symbols) + 1
        self._first = np.zeros(self._width, np.int64)
        for (node, symbol), branch in branches.items():
            if node == 0:
                self._first[symbol] = branch
        edges = sorted((node * self._width + symbol, branch) for (node, symbol), branch in branches.items() if node)
        self._edge, self._branch = (np.array([edge[side] for edge in edges], np.int64) for side in (0, 1))
        self._said = np.zeros((len(lists), len(branches) + 1), np.bool_)
        for number, ends in enumerate(self.labels):
            self._said[number, list(ends)] = True
        self._leads = np.zeros(len(branches) + 1, np.bool_)
        self._leads[self._edge // self._width] = True

    def symbol(self, stem: str) -> int:
        """The number of a stem in these phrases; 0 where none has it."""
        return self._symbols.get(stem, 0)

    def walk(self, symbol: Ints) -> list[tuple[Ints, Ints]]:
        """For phrases of one word, of two and so on: the places where the words of one begin, and the node they lead to."""
        node = self._first[symbol]
        place = np.flatnonzero(node)
        node = node[place]
        reached = [(place, node)]
        for further in range(1, len(symbol)):
            going = self._leads[node] & (place + further < len(symbol))
            place, node = place[going], node[going]
            if not len(place):
                break
            wanted = node * self._width + symbol[place + further]
            at = np.minimum(np.searchsorted(self._edge, wanted), len(self._edge) - 1)
            there = self._edge[at] == wanted
            place, node = place[there], self._branch[at[there]]
            reached.append((place, node))
        return reached

    def longest(self, reached: Sequence[tuple[Ints, Ints]], number: int) -> tuple[Ints, Ints, Ints]:
        """First word, last word and node of the phrases of a list: the longest at each place, none inside another."""
        own = [self._said[number, node] for _, node in reached]
        first = np.concatenate([place[said] for (place, _), said in zip(reached, own, strict=True)])
        last = first + np.repeat(np.arange(len(own)), [int(said.sum()) for said in own])
        node = np.concatenate([node[said] for (_, node), said in zip(reached, own, strict=True)])
        order = np.lexsort((-last, first))
        first, last, node = first[order], last[order], node[order]
        kept = list(_apart(first.tolist(), last.tolist())) if (first[1:] <= last[:-1]).any() else slice(None)
        return first[kept], last[kept], node[kept]


class Matcher:
    """Looks for phrases in one pass over the texts of a batch, which was read with the same tokens.

    A phrase matches whole words in a row; of the phrases of one list the longest at a place wins.
    """

    def __init__(self, tokens: Tokens, phrases: Phrases) -> None:
        self._vocabulary, self._phrases = tokens.own(_in_stems), phrases
        self._symbol = Fact(self._vocabulary.names, phrases.symbol)

    def words(self, batch: Batch) -> list[Words]:
        """What :func:`words_in` says of each text of a batch, in less time."""
        stream, names = self._vocabulary.read(batch), self._vocabulary.names
        begins = batch.starts[stream.token]
        stems = [names[number] for number in stream.word.tolist()]
        spans = list(zip((begins + stream.start).tolist(), (begins + stream.end).tolist(), strict=True))
        return [Words(stems[first : stop - 1], spans[first : stop - 1]) for first, stop in pairwise(stream.bounds.tolist())]

    def look(self, batch: Batch) -> list[Found]:
        """What stands where of each list, in reading order."""
        stream = self._vocabulary.read(batch)
        reached = self._phrases.walk(self._symbol.values[stream.word])
        found = []
        for number in range(len(self._phrases.labels)):
            first, last, node = self._phrases.longest(reached, number)
            token, end = stream.token[first], stream.token[last]
            inside = stream.start[first]
            found.append(Found(batch.text[token], batch.starts[token] + inside, batch.starts[end] + stream.end[last], node, token, inside))
        return found

    def find(self, batch: Batch) -> list[list[list[Hit]]]:
        """The hits of each list in each text, in reading order."""
        return [self.hits(found, number, len(batch.texts)) for number, found in enumerate(self.look(batch))]

    def hits(self, found: Found, number: int, texts: int) -> list[list[Hit]]:
        """What was found of a list in each of so many texts."""
        labels = self._phrases.labels[number]
        hits: list[list[Hit]] = [[] for _ in range(texts)]
        for row, start, end, node in zip(*(column.tolist() for column in found[:4]), strict=True):
            hits[row].append((start, end, labels[node]))
        return hits


def _apart(first: Sequence[int], last: Sequence[int]) -> Iterator[int]:
    """The numbers of the stretches that begin after the end of the one before, from left to right."""
    free = -1
    for at, (start, end) in enumerate(zip(first, last, strict=True)):
        if start > free:
            free = end
            yield at
