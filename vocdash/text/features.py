"""What the linear model sees of a comment: words, pairs of words and known phrases, with negation and emphasis worked in.

Every feature is a 64-bit key and a value. Training and scoring call the same :func:`features`, so they cannot drift apart.
The value of a word is its emphasis ("very" before it raises it, "slightly" lowers it); under a negation ("not", "never", …
up to three words before, in the same sentence part) the word counts against itself by `NEGATED`, and is a feature of its
own besides. What follows the last "but" of a sentence counts for more than what stands before it. A phrase such as
"can not fault" speaks for its words: they are not features while they are inside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vocdash.text.tokens import Column, Ints
from vocdash.text.words import Stream, Vocabulary, key_of

Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEGATED = -0.5
BESIDES = 0.7
REACH = 3
LONGEST_PHRASE = 6
NEGATORS = frozenset(
    {"not", "no", "never", "without", "neither", "nor", "hardly", "barely", "scarcely", "none", "nobody", "nothing"}
    | {"lack", "lacking", "lacks", "least", "cant", "wont", "aint"}
)
BARRIERS = frozenset([".", ";", ":", "!", "?", "but", "however", "although"])
TURNS = frozenset(["but", "however", "except", "unfortunately", "sadly", "yet"])
ENDS = frozenset([".", "!", "?", ";"])
BEFORE_TURN, AFTER_TURN = 0.6, 1.4
LIGHT = frozenset(
    {
        "a",
        "an",
        "any",
        "be",
        "been",
        "being",
        "ever",
        "had",
        "have",
        "in",
        "of",
        "one",
        "quite",
        "really",
        "single",
        "that",
        "the",
        "to",
        "too",
        "very",
    }
)
MARKS = frozenset(".,;:!?")
STRONG = frozenset(
    {"very", "really", "extremely", "so", "absolutely", "incredibly", "totally", "completely", "highly", "truly", "too", "most", "super"}
    | {"exceptionally", "particularly", "especially", "utterly"}
)
WEAK = frozenset(
    {"quite", "fairly", "somewhat", "slightly", "bit", "little", "rather", "pretty", "reasonably", "relatively", "kinda", "sorta"}
)
EMPHASIS = dict.fromkeys(STRONG, 1.35) | dict.fromkeys(WEAK, 0.7)

_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_PAIR, _TURNED, _PHRASE = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)


def joined(left: Keys, right: Keys) -> Keys:
    """The key of two neighbours, in this order."""
    mixed = (left ^ (left >> np.uint64(29))) * _PAIR + right
    return np.asarray((mixed ^ (mixed >> np.uint64(32))) * _TURNED, np.uint64)


def turned(keys: Keys) -> Keys:
    """The key of a word under a negation."""
    return np.asarray((keys ^ _PHRASE) * _TURNED, np.uint64)


def phrase_key(words: list[str]) -> int:
    """The key of a phrase of at least two words."""
    keys = np.array([key_of(word) for word in words], np.uint64)
    found = keys[:1]
    for at in range(1, len(keys)):
        found = joined(found, keys[at : at + 1])
    return int((found ^ _PHRASE)[0])


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a batch: `row` is the text, `first` and `last` the positions in the stream the feature speaks of (both included)."""

    row: Ints
    key: Keys
    value: Floats
    first: Ints
    last: Ints


class WordFacts:
    """What the rules need to know of each word of a vocabulary, kept in step with it.

    `openers` are the keys of the words a phrase can begin with. `knows` tells which keys mean something: a word drawn out
    ("amaaazing", "sooooo") takes the key of the shorter spelling it knows.
    """

    def __init__(self, vocabulary: Vocabulary, openers: Keys, knows: Callable[[Keys], Flags]) -> None:
        self._vocabulary, self._openers, self._knows = vocabulary, openers, knows
        self._known = 0
        self.key, self.emphasis = Column(np.uint64), Column(np.float64)
        self.negates, self.stops, self.is_mark, self.opens = Column(np.bool_), Column(np.bool_), Column(np.bool_), Column(np.bool_)
        self.turns, self.ends, self.light = Column(np.bool_), Column(np.bool_), Column(np.bool_)

    def update(self) -> None:
        """Look up the words that the vocabulary learned since."""
        new = self._vocabulary.names[self._known :]
        if not new:
            return
        keys = np.array([self._key(word) for word in new], np.uint64)
        self.key.extend(keys)
        self.emphasis.extend([EMPHASIS.get(word, 1.0) for word in new])
        self.negates.extend([word in NEGATORS for word in new])
        self.stops.extend([word in BARRIERS or not word for word in new])
        self.is_mark.extend([word in MARKS or not word for word in new])
        self.opens.extend(np.isin(keys, self._openers))
        self.turns.extend([word in TURNS for word in new])
        self.ends.extend([word in ENDS or not word for word in new])
        self.light.extend([word in LIGHT for word in new])
        self._known += len(new)

    def _key(self, word: str) -> int:
        if _DRAWN_OUT.search(word):
            shorter = np.array([key_of(_DRAWN_OUT.sub(spelling, word)) for spelling in (r"\1\1", r"\1")], np.uint64)
            known = shorter[self._knows(shorter)]
            if len(known):
                return int(known[0])
        return key_of(word)


def _last_seen(flags: Flags) -> Ints:
    """For each position, the last position before it where `flags` is set, or −1."""
    at = np.where(flags, np.arange(len(flags)), -1)
    return np.concatenate([np.full(1, -1), np.maximum.accumulate(at)[:-1]])


def negated(negates: Flags, stops: Flags, light: Flags) -> Flags:
    """Which positions stand under a negation: a negator at most `REACH` words before, light ones apart, with no barrier between."""
    last, at = _last_seen(negates), np.arange(len(negates))
    barrier = np.maximum(_last_seen(stops), np.where(stops, at, -1))
    counted = np.cumsum(~light)
    return np.asarray((last >= 0) & (counted - counted[last] <= REACH) & (last > barrier))


def leaning(turns: Flags, ends: Flags) -> Floats:
    """How much each position counts: less before, more after the last turn of its sentence."""
    sentence = np.concatenate([np.zeros(1, np.int64), np.cumsum(ends)[:-1]])
    last = np.full(int(sentence[-1]) + 1 if len(sentence) else 0, -1)
    at = np.flatnonzero(turns)
    last[sentence[at]] = at
    last_turn = last[sentence]
    return np.where(last_turn < 0, 1.0, np.where(np.arange(len(turns)) > last_turn, AFTER_TURN, BEFORE_TURN))


def phrases(keys: Keys, opens: Flags, known: Keys) -> list[tuple[int, int, int]]:
    """(first position, last position, key) of the known phrases, leftmost and longest first, without overlap. `known` is sorted."""
    starts = np.flatnonzero(opens)
    starts = starts[starts + 1 < len(keys)]
    running, found = keys[starts], {}
    likely = np.zeros(1 << 16, np.bool_)
    likely[known >> np.uint64(48)] = True
    for length in range(2, LONGEST_PHRASE + 1):
        inside = starts + length <= len(keys)
        starts, running = starts[inside], running[inside]
        running = joined(running, keys[starts + length - 1])
        wanted = running ^ _PHRASE
        worth = np.flatnonzero(likely[wanted >> np.uint64(48)])
        maybe = wanted[worth]
        hit = known[np.minimum(np.searchsorted(known, maybe), len(known) - 1)] == maybe
        for start, key in zip(starts[worth[hit]].tolist(), maybe[hit].tolist(), strict=True):
            found[start] = (start + length - 1, key)
    chosen, free = [], 0
    for start in sorted(found):
        if start >= free:
            last, key = found[start]
            chosen.append((start, last, key))
            free = last + 1
    return chosen


def features(stream: Stream, facts: WordFacts, known: Keys) -> Features:
    """The features of every text of a stream, each divided by the square root of the number of words of its text."""
    word, row = stream.word, stream.text
    keys, negates, marks = facts.key.values[word], facts.negates.values[word], facts.is_mark.values[word]
    emphasis = np.concatenate([np.ones(1), facts.emphasis.values[word][:-1]])
    matches = phrases(keys, facts.opens.values[word], known)
    begin, last = np.array([m[0] for m in matches], np.int64), np.array([m[1] for m in matches], np.int64)
    inside = np.zeros(len(word) + 1, np.int64)
    np.add.at(inside, begin, 1)
    np.add.at(inside, last + 1, -1)
    covered = np.cumsum(inside[:-1]) > 0
    against = negated(negates & ~covered, facts.stops.values[word], facts.light.values[word])
    alone = np.flatnonzero(~covered & (word > 0))
    under = np.flatnonzero(~covered & (word > 0) & against)
    second = np.flatnonzero((word[1:] > 0) & (word[:-1] > 0) & ~(covered[1:] & covered[:-1])) + 1
    sign = np.where(against, NEGATED, 1.0)
    phrase_sign = np.where(against[begin] & ~negates[begin], NEGATED, 1.0)
    first = np.concatenate([alone, under, second - 1, begin])
    size = np.sqrt(np.maximum(np.add.reduceat(~marks, stream.bounds[:-1]), 1)) if len(stream.bounds) > 1 else np.ones(0)
    value = np.concatenate([(sign * emphasis)[alone], np.full(len(under) + len(second), BESIDES), phrase_sign])
    value = value * leaning(facts.turns.values[word], facts.ends.values[word])[first]
    key = np.concatenate(
        [keys[alone], turned(keys[under]), joined(keys[second - 1], keys[second]), np.array([m[2] for m in matches], np.uint64)]
    )
    return Features(row[first], key, value / size[row[first]], first, np.concatenate([alone, under, second, last]))
