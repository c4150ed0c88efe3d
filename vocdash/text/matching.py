"""Finding listed words and phrases in a text, whatever their ending in "s", with their place: the ground under themes and qualities."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import compress
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
    """Whitespace token → its words, each as stem, start and end in the token; worked out once a token. Of long ones only the last stays."""

    _long: tuple[str, Parts] = ("", ())

    def __missing__(self, token: str) -> Parts:
        if token is self._long[0]:
            return self._long[1]
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        parts = tuple((stem(found[0]), *found.span()) for found in _WORD.finditer(token))
        if len(token) <= _LONGEST_REMEMBERED:
            self[token] = parts
        else:
            self._long = token, parts
        return parts


_TAKEN = _Taken()

Place = tuple[int, int]
"""A word of a text: the number of its token, and that of the word in it."""


class Words:
    """A text as whitespace tokens and their words. What nobody asks for is not worked out."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens = text, text.split()

    @cached_property
    def starts(self) -> list[int]:
        """Where each token starts in the text."""
        return token_starts(self.text, self.tokens)

    @cached_property
    def stems(self) -> list[str]:
        """The words of the text as stems."""
        return [part[0] for parts in map(_TAKEN.__getitem__, self.tokens) for part in parts]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The (start, end) offsets in the text of each of its stems."""
        taken = map(_TAKEN.__getitem__, self.tokens)
        return [(at + start, at + end) for at, parts in zip(self.starts, taken, strict=True) for _, start, end in parts]

    def after(self, token: int, part: int) -> Place | None:
        """The token and part of the word after one, None at the end of the text."""
        if part + 1 < len(_TAKEN[self.tokens[token]]):
            return token, part + 1
        for following in range(token + 1, len(self.tokens)):
            if _TAKEN[self.tokens[following]]:
                return following, 0
        return None

    def stem(self, place: Place) -> str:
        """The word at a place, as a stem."""
        return _TAKEN[self.tokens[place[0]]][place[1]][0]

    def last_of(self, place: Place, stems: Sequence[str]) -> Place | None:
        """Where the last of these stems stands, if they are the next ones after a place."""
        for wanted in stems:
            following = self.after(*place)
            if following is None or self.stem(following) != wanted:
                return None
            place = following
        return place

    def edge(self, place: Place, side: int) -> int:
        """The offset in the text at which the word at a place starts (`side` 1) or ends (2)."""
        return self.starts[place[0]] + int(_TAKEN[self.tokens[place[0]]][place[1]][side])


def words_in(text: str) -> Words:
    """The words of a text, to be shared by everything that looks at them."""
    return Words(text)


Hit = tuple[int, int, tuple[str, ...]]
"""Where a phrase starts and ends in its text, and its labels. A plain tuple, because there are so many."""

_Longer = dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]
"""Second stem of a phrase → the stems after that, and its labels; the longest first."""

_Opening = tuple[int, int, _Longer, tuple[str, ...]]
"""A word of a token, the number of a list, the longer phrases of that list which the word begins, and its labels where it is one itself."""


class _Openings(dict[str, tuple[_Opening, ...]]):
    """Whitespace token → what its words can begin; worked out once a token."""

    def __init__(self, by_first: Mapping[str, list[tuple[int, _Longer, tuple[str, ...]]]]) -> None:
        super().__init__()
        self._by_first = by_first

    def __missing__(self, token: str) -> tuple[_Opening, ...]:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        openings = tuple((part, *each) for part, (stem_, _, _) in enumerate(_TAKEN[token]) for each in self._by_first.get(stem_, ()))
        if len(token) <= _LONGEST_REMEMBERED:
            self[token] = openings
        return openings


class Matcher:
    """Lists of phrases, each phrase with its labels, looked for in one pass.

    A phrase matches whole words in a row; of the phrases of one list the longest at a place wins.
    """

    def __init__(self, *lists: Mapping[str, tuple[str, ...]]) -> None:
        self._lists = len(lists)
        by_first: dict[str, list[tuple[int, _Longer, tuple[str, ...]]]] = {}
        for number, phrases in enumerate(lists):
            for first, (longer, labels) in _by_first_stem(phrases).items():
                by_first.setdefault(first, []).append((number, longer, labels))
        self._openings = _Openings(by_first)

    def find(self, words: Words) -> list[list[Hit]]:
        """The hits of each list, in reading order."""
        found: list[list[Hit]] = [[] for _ in range(self._lists)]
        free = [(-1, -1)] * self._lists
        openings = list(map(self._openings.__getitem__, words.tokens))
        for token in compress(range(len(openings)), openings):
            for part, number, longer, labels in openings[token]:
                place = (token, part)
                if place > free[number]:
                    last = _longest(words, place, longer) if longer else None
                    end, said = last or (place, labels)
                    if said:
                        free[number] = end
                        found[number].append((words.edge(place, 1), words.edge(end, 2), said))
        return found


def _longest(words: Words, place: Place, longer: _Longer) -> tuple[Place, tuple[str, ...]] | None:
    """Where the longest phrase that begins at a place ends, and its labels."""
    second = words.after(*place)
    if second is not None:
        for rest, labels in longer.get(words.stem(second), ()):
            last = words.last_of(second, rest)
            if last is not None:
                return last, labels
    return None


def _by_first_stem(phrases: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[_Longer, tuple[str, ...]]]:
    """First stem → the longer phrases it begins, and its labels where it is a phrase by itself."""
    found: dict[str, tuple[_Longer, tuple[str, ...]]] = {}
    for phrase, labels in sorted(phrases.items(), key=lambda each: -len(words_in(each[0]).stems)):
        first, *rest = words_in(phrase).stems or [""]
        longer, alone = found.get(first, ({}, ()))
        if rest:
            longer.setdefault(rest[0], []).append((tuple(rest[1:]), labels))
        found[first] = (longer, alone if rest or alone else labels)
    return found
