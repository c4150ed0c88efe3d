"""Comments as arrays of words: every whitespace token is taken apart once and remembered, so a batch costs one dictionary look-up a token.

A *word* is a lower-case word, a number, a mark of punctuation, an emoji or an emoticon; "don't" is the two words "do", "not".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from vocdash.text.tokens import Batch, Column, Ints, Part, Tokens

_APOSTROPHES = str.maketrans("’‘ʼ′`´", "''''''")
_WORD = re.compile(
    r"\[(?:phone|email|card|iban|postcode|link)\]"
    r"|[^\W\d_]+(?:'[^\W\d_]+)?"
    r"|[:;=]['-]?[()\[\]|DPp](?!\w)|[:=]-?/(?!/)|<3(?!\d)"
    r"|(?<![\d/.])\d\d?/(?:10|5)(?![\d/])|\d+|[!?.,;:]|[\u203c\u2049\u2190-\u21ff\u231a-\u23ff\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]"
)
_NEGATED = {"wo": "will", "ca": "can", "sha": "shall"}
_BARE = {f"{verb}nt": verb for verb in ["do", "does", "did", "is", "was", "are", "were", "have", "has", "had", "would", "could", "should"]}


def words_of(token: str) -> list[tuple[str, int, int]]:
    """The words of a run of text, each with its start and end in it."""
    plain = token if token.isascii() else token.translate(_APOSTROPHES)
    found: list[tuple[str, int, int]] = []
    for match in _WORD.finditer(plain):
        word, start, end = match[0].lower(), match.start(), match.end()
        if word.endswith("n't") and len(word) > 3:
            stem = word[:-3]
            found += [(_NEGATED.get(stem, stem), start, end - 3), ("not", end - 3, end)]
        elif word in _BARE:
            found += [(_BARE[word], start, end - 2), ("not", end - 2, end)]
        elif word == "t" == plain:
            found.append(("not", 0, 1))
        elif word == "cannot":
            found += [("can", start, start + 3), ("not", start + 3, end)]
        elif word[0] != "[":
            found.append((word, start, end))
    return found


def key_of(word: str) -> int:
    """A 64-bit key of a word, the same on every machine and in every process."""
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Stream:
    """The words of a batch of texts, one after another.

    Text k owns the positions `bounds[k]` to `bounds[k + 1]`, the last of which is an end mark (word number 0). `word` is the
    word's number in the vocabulary, `token` the position of its token in the batch, `start` and `end` its place in that token.
    """

    word: Ints
    token: Ints
    start: Ints
    end: Ints
    bounds: Ints

    @property
    def text(self) -> Ints:
        """The number of the text each position belongs to."""
        return np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))

    def of_parts(self, batch: Batch, parts: Sequence[Part]) -> Stream:
        """The words of parts of the texts of the batch this is the stream of, as if each part were a text."""
        row, start, end = np.array(parts, np.int64).reshape(-1, 3).T
        begins = batch.first[batch.text[self.token]] + batch.starts[self.token] + self.start
        begins[self.bounds[1:] - 1] = batch.first[1:] - 1
        first, stop = np.searchsorted(begins, batch.first[row] + start), np.searchsorted(begins, batch.first[row] + end)
        sizes = stop - first + 1
        bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        place = np.arange(bounds[-1]) - np.repeat(bounds[:-1] - first, sizes)
        word = self.word[place]
        word[bounds[1:] - 1] = 0
        return Stream(word, self.token[place], self.start[place], self.end[place], bounds)


class Vocabulary:
    """The words seen so far, and how each whitespace token breaks into them. `names[n]` is word n; word 0 is the end of a text."""

    def __init__(self, tokens: Tokens, take_apart: Callable[[str], Sequence[tuple[str, int, int]]] = words_of) -> None:
        self.names: list[str] = [""]
        self._take_apart = take_apart
        self._numbers: dict[str, int] = {"": 0}
        self._tokens = tokens
        self._first, self._count = Column(np.int64), Column(np.int64)
        self._word, self._start, self._end = Column(np.int64), Column(np.int64), Column(np.int64)
        self._add([[("", 0, 0)]])

    def __len__(self) -> int:
        return len(self.names)

    def _add(self, taken_apart: Sequence[Sequence[tuple[str, int, int]]]) -> None:
        counts = [len(words) for words in taken_apart]
        before = len(self._word)
        self._first.extend(list(before + np.cumsum([0, *counts[:-1]])))
        self._count.extend(counts)
        flat = [piece for words in taken_apart for piece in words]
        for word, _, _ in flat:
            if word not in self._numbers:
                self._numbers[word] = len(self.names)
                self.names.append(word)
        self._word.extend([self._numbers[word] for word, _, _ in flat])
        self._start.extend([start for _, start, _ in flat])
        self._end.extend([end for _, _, end in flat])

    def read(self, batch: Batch) -> Stream:
        """The words of a batch that was read with the same tokens."""
        if len(self._first) < len(self._tokens.names):
            self._add([self._take_apart(token) for token in self._tokens.names[len(self._first) :]])
        count = self._count.values[batch.number]
        ends = np.cumsum(count)
        position = np.repeat(np.arange(len(batch.number)), count)
        place = np.arange(len(position)) + np.repeat(self._first.values[batch.number] - (ends - count), count)
        bounds = np.concatenate([np.zeros(1, np.int64), ends[batch.bounds[1:] - 1]])
        return Stream(self._word.values[place], position, self._start.values[place], self._end.values[place], bounds)
