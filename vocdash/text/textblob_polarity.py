"""TextBlob's polarity at equal scores and a fraction of its cost.

TextBlob takes every text apart with a dozen passes and looks every word up again. Here each whitespace token is taken apart
once and remembered as the few steps it stands for; a text is then a walk over those steps. Texts that may hold an emoticon
or the mark "(!)", which TextBlob joins from several tokens, are handed to TextBlob itself: a few in a hundred.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

_ENDLESS = re.compile(r"\S{500,}")
_MOST_REMEMBERED = 4_000_000
_LONGEST_ABBREVIATION = 6
_ATTENTION = re.compile(r"[:;=*<>°♥_|]|8['-]*\)|8$|^[-)]|^\W*[DO]\W*$|[xX]-?D|[oO]\.|\(!|!\)|^!|\($")


class Known(NamedTuple):
    """A word of the lexicon: its polarity, how it strengthens the next word, and whether it is a modifier or a negation."""

    polarity: float
    intensity: float
    modifies: bool
    is_adverb: bool
    negates: bool


class _Step(NamedTuple):
    """A word outside the lexicon, by what it does to a modifier or negation before it."""

    negates: bool = False
    shouts: bool = False
    forgets_negation: bool = False
    forgets_modifier: bool = False


_UNKNOWN = _Step(forgets_negation=True, forgets_modifier=True)
_SHOUT = _Step(shouts=True)
Steps = tuple[Known | _Step, ...] | None


class Scorer:
    """TextBlob's lexicon and rules. `score(text)` equals `TextBlob(text).sentiment.polarity`.

    The one exception: a run of 500 and more characters without a space holds no words, and is left out.
    """

    def __init__(self) -> None:
        from textblob._text import EMOTICONS, find_tokens
        from textblob.en import sentiment

        self._lexicon, self._tokens = sentiment, find_tokens
        self._original: Callable[[str], Any] = sentiment
        faces = [r"\s*".join(map(re.escape, face)) + "(?!\\w)" * face[-1].isalnum() for group in EMOTICONS.values() for face in group]
        joined = "|".join([*sorted(faces), r"\(\s*!\s*\)", r"[oO][._][oO](?!\w)"])
        self._may_join = re.compile(rf"(?=[:;=*<>°♥8XxOo(])(?:{joined})")
        self._forget()

    def _forget(self) -> None:
        self._steps: dict[str, Steps] = {}
        self._watched: set[str] = set()
        self._remembered = 0

    def score(self, text: str) -> float:
        """The polarity of a text, −1…1; 0 when it holds no word of the lexicon."""
        chunks = text.split()
        steps = self._steps
        try:
            walk = [steps[chunk] for chunk in chunks]
        except KeyError:
            self._learn(chunks)
            walk = [steps[chunk] for chunk in chunks]
        if not self._watched.isdisjoint(chunks) and self._may_join.search(text):
            return float(self._original(_ENDLESS.sub(" ", text))[0])
        return _walk(walk)

    def _learn(self, chunks: Sequence[str]) -> None:
        if self._remembered > _MOST_REMEMBERED:
            self._forget()
        for chunk in chunks:
            if chunk not in self._steps:
                self._remembered += len(chunk)
                words = " ".join(self._words(chunk)).lower().split()
                found = tuple(step for step in map(self._step, words) if step is not None)
                self._steps[chunk] = None if found == (_UNKNOWN,) else found
                if _ATTENTION.search(chunk[:500]):
                    self._watched.add(chunk)

    def _words(self, chunk: str) -> Sequence[str]:
        """The words TextBlob finds in a run without spaces; the commonest shapes are told without asking it."""
        if len(chunk) >= 500:
            return ()
        if chunk.isalpha():
            return (chunk,)
        if chunk[:-1].isalpha() and (
            chunk[-1] in ",;!?" or (chunk[-1] == "." and len(chunk) > _LONGEST_ABBREVIATION and chunk[:-1].islower())
        ):
            return chunk[:-1], chunk[-1]
        return [str(word) for word in self._tokens(chunk)]

    def _step(self, word: str) -> Known | _Step | None:
        negates = word in self._lexicon.negations
        if word in self._lexicon:
            senses = self._lexicon[word]
            polarity, _, intensity = senses[None]
            return Known(float(polarity), float(intensity), "RB" in senses, word.endswith("ly"), negates)
        if word == "!":
            return _SHOUT
        step = _Step(negates, False, len(word.strip("'")) > 1, len(word) > 2)
        return None if step == _Step() else step


def _walk(steps: Sequence[Steps]) -> float:
    """The mean over the assessed words, each changed by the modifiers, negations and exclamation marks around it."""
    found: list[list[float]] = []
    modifier: Known | None = None
    negated = False
    for chunk in steps:
        if chunk is None:
            modifier, negated = None, False
            continue
        for step in chunk:
            if isinstance(step, Known):
                if modifier is None:
                    found.append([step.polarity, step.intensity, 1.0])
                else:
                    last = found[-1]
                    last[0], last[1] = max(-1.0, min(step.polarity * last[1], 1.0)), step.intensity
                if negated:
                    found[-1][1], found[-1][2] = 1.0 / found[-1][1], -0.5
                modifier, negated = (step if step.modifies else None), step.negates
                continue
            if step.negates:
                negated = True
            elif step.forgets_negation:
                negated = False
            if negated and modifier is not None and modifier.is_adverb:
                found[-1][2], negated = -0.5, False
            elif step.forgets_modifier:
                modifier = None
            if step.shouts and found:
                found[-1][0] = max(-1.0, min(found[-1][0] * 1.25, 1.0))
    if not found:
        return 0.0
    total = 0.0
    for polarity, _, sign in found:
        total += polarity * sign
    return total / len(found)
