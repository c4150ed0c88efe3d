"""Finding listed words and phrases in a text, whatever their ending in "s", with their place: the ground under themes and qualities."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vocdash.text.tokens import token_starts

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_MOST_REMEMBERED = 200_000
_LONGEST_REMEMBERED = 40


@dataclass(frozen=True, slots=True)
class Mention:
    """A label and the (start, end) offsets of the words that earned it."""

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


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text as stems. `places` has, for each, its start and end in its token; `owners` the start of that token."""

    stems: list[str]
    places: list[tuple[str, int, int]]
    owners: list[int]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The (start, end) offsets in the text from one word to another, both included."""
        return self.owners[first] + self.places[first][1], self.owners[last] + self.places[last][2]


def words_in(text: str) -> Words:
    """The words of a text, to be shared by every matcher that looks at it."""
    tokens = text.split()
    taken = list(map(_TAKEN.__getitem__, tokens))
    places = [part for parts in taken for part in parts]
    owners = [start for start, parts in zip(token_starts(text, tokens), taken, strict=True) for _ in parts]
    return Words([part[0] for part in places], places, owners)


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
        if self._by_first.keys().isdisjoint(stems):
            return mentions
        for at in [at for at, first in enumerate(stems) if first in self._by_first]:
            if at < free:
                continue
            for phrase, labels in self._by_first[stems[at]]:
                if stems[at : at + len(phrase)] == phrase:
                    free = at + len(phrase)
                    mentions += [Mention(label, *words.span(at, free - 1)) for label in labels]
                    break
        return mentions
