"""Finding listed words and phrases in a text, whatever their ending in "s", with their place: the ground under themes and qualities."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate, compress
from typing import NamedTuple

from vocdash.text.tokens import token_starts

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_MOST_REMEMBERED = 200_000
_LONGEST_REMEMBERED = 40


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


Parts = tuple[tuple[str, int, int], ...]


class _Taken(dict[str, Parts]):
    """Whitespace token → its words, each as stem, start and end in the token; worked out once a token."""

    def __missing__(self, token: str) -> Parts:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        parts = tuple((stem(found[0]), *found.span()) for found in _WORD.finditer(token))
        if len(token) <= _LONGEST_REMEMBERED:
            self[token] = parts
        return parts


_TAKEN = _Taken()


class Words:
    """The words of a text as stems. Where each stands is worked out when a match first asks for it."""

    __slots__ = ("_ends", "_starts", "_taken", "_text", "_tokens", "stems")

    def __init__(self, text: str) -> None:
        self._text, self._tokens = text, text.split()
        self._taken = list(map(_TAKEN.__getitem__, self._tokens))
        self.stems = [part[0] for parts in self._taken for part in parts]
        self._starts: list[int] = []
        self._ends: list[int] = []

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The (start, end) offsets in the text from one word to another, both included."""
        if not self._starts:
            self._starts = token_starts(self._text, self._tokens)
            self._ends = list(accumulate(map(len, self._taken)))
        return self._edge(first, 1), self._edge(last, 2)

    def _edge(self, word: int, side: int) -> int:
        token = bisect_right(self._ends, word)
        parts = self._taken[token]
        return self._starts[token] + int(parts[word - self._ends[token]][side])


def words_in(text: str) -> Words:
    """The words of a text, to be shared by every matcher that looks at it."""
    return Words(text)


class Matcher:
    """Phrases, each with its labels. A phrase matches whole words in a row; the longest one at a place wins."""

    def __init__(self, phrases: Mapping[str, tuple[str, ...]]) -> None:
        self._by_first: dict[str, list[tuple[list[str], tuple[str, ...]]]] = {}
        for phrase, labels in phrases.items():
            stems = words_in(phrase).stems
            if stems:
                self._by_first.setdefault(stems[0], []).append((stems, labels))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))

    def find(self, words: Words) -> list[Mention]:
        """Every mention, in reading order."""
        stems, mentions, free = words.stems, list[Mention](), 0
        for at in compress(range(len(stems)), map(self._by_first.__contains__, stems)):
            if at < free:
                continue
            for phrase, labels in self._by_first[stems[at]]:
                if len(phrase) == 1 or stems[at : at + len(phrase)] == phrase:
                    free = at + len(phrase)
                    start, end = words.span(at, free - 1)
                    mentions += [Mention(label, start, end) for label in labels]
                    break
        return mentions
