"""The five qualities a customer experiences (accessible, responsive, empathy, cohesion, nimble): is it spoken of, and was it there?

The words stand in `qualities.txt`. A negation within the two words before turns good into bad and bad into good; words that only
speak of a quality are neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vocdash.text.matching import Found, LabelNumbers
from vocdash.text.normalise import normalise
from vocdash.text.tokens import Batch, Ints, RareFact, Tokens

QUALITIES = Path(__file__).with_name("qualities.txt")
_NEGATES = re.compile(r"(?:\b(?:not|never|no|without|hardly|cannot|nor)|n['’]t)$", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_BEFORE = 24


class Verdict(StrEnum):
    """What a comment says of a quality: it was there, it was not, or it is only mentioned."""

    GOOD = "good"
    BAD = "bad"
    MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True)
class Quality:
    """A quality by code, with its name and what it means to the customer."""

    code: str
    name: str


class QualityMention(NamedTuple):
    """What a comment says of one quality, and the (start, end) offsets of the words that say so. A quality not spoken of has none. A plain
    tuple, because there are so many."""

    quality: str
    verdict: Verdict
    start: int
    end: int


_VERDICTS = tuple(Verdict)
FEELINGS = np.array([1.0, -1.0, 0.0])
"""The polarity of a verdict, in their order: it was there, it was missing, or it is only spoken of."""

_GOOD, _BAD, _MENTIONED = range(3)
_SIGNS = {"+": _GOOD, "-": _BAD, "?": _MENTIONED}
_RANK = np.array([1, 0, 2])
_TURNED = np.array([_BAD, _GOOD, _MENTIONED])


@lru_cache(maxsize=1)
def _listed() -> tuple[tuple[Quality, ...], dict[str, tuple[str, ...]]]:
    found: list[Quality] = []
    labels: dict[str, tuple[str, ...]] = {}
    for line in QUALITIES.read_text("utf-8").splitlines():
        if line.startswith("["):
            found.append(Quality(*line[1:].split("] ", 1)))
        elif line and line[0] in _SIGNS:
            for phrase in line[2:].split(", "):
                labels[phrase] = (*labels.get(phrase, ()), f"{found[-1].code}{line[0]}")
    return tuple(found), labels


def qualities() -> tuple[Quality, ...]:
    """The five qualities, in their order."""
    return _listed()[0]


def quality_phrases() -> dict[str, tuple[str, ...]]:
    """Phrase → the marks of the qualities it speaks of, as :class:`QualityFinder` takes them."""
    return _listed()[1]


class Told(NamedTuple):
    """What texts say of qualities, as columns: the number of the text, of the quality and of the verdict, and where in the text the words
    start and end that say so."""

    row: Ints
    quality: Ints
    verdict: Ints
    start: Ints
    end: Ints


class QualityFinder:
    """Judges the words of qualities in texts of batches that were read with the same tokens; `labels` are the marks by node."""

    def __init__(self, tokens: Tokens, labels: Mapping[int, tuple[str, ...]]) -> None:
        self._negates = RareFact(tokens.names, _negates)
        codes = {quality.code: number for number, quality in enumerate(qualities())}
        self._marks = LabelNumbers(labels, lambda mark: codes[mark[:-1]] * len(_VERDICTS) + _SIGNS[mark[-1]])

    def judge(self, batch: Batch, found: Found) -> Told:
        """What is said of each quality, in reading order, once a quality and text: bad before good before mentioned."""
        which, mark = self._marks.of(found.node)
        quality, verdict = np.divmod(mark, len(_VERDICTS))
        verdict = np.where(self._negated(batch, found)[which], _TURNED[verdict], verdict)
        row, start, met = found.row[which], found.start[which], np.arange(len(which))
        group = np.unique(row * len(qualities()) + quality, return_inverse=True)[1]
        order = np.lexsort((met, _RANK[verdict], group))
        chosen = order[np.flatnonzero(np.diff(group[order], prepend=-1))]
        first_met = np.full(len(chosen), len(which))
        np.minimum.at(first_met, group, met)
        chosen = chosen[np.lexsort((first_met, start[chosen], row[chosen]))]
        return Told(row[chosen], quality[chosen], verdict[chosen], start[chosen], found.end[which][chosen])

    def mentions(self, batch: Batch, found: Found) -> list[list[QualityMention]]:
        """The same, text by text."""
        said: list[list[QualityMention]] = [[] for _ in batch.texts]
        for row, quality, verdict, start, end in zip(*(column.tolist() for column in self.judge(batch, found)), strict=True):
            said[row].append(QualityMention(qualities()[quality].code, _VERDICTS[verdict], start, end))
        return said

    def _negated(self, batch: Batch, found: Found) -> NDArray[np.bool_]:
        """Whether one of the two words before each place negates what follows; words that begin too far away do not count."""
        token, first = found.token, batch.bounds[found.row]
        has_one = (found.inside == 0) & (token > first)
        has_two = has_one & (token - 1 > first)
        reach = found.start - _BEFORE
        whole = has_one & (batch.starts[token - 1] >= reach) & (~has_two | (batch.starts[token - 2] >= reach))
        one, two = self._negates.known_of(batch.number[token - 1]), self._negates.known_of(batch.number[token - 2])
        negated = whole & ((one & _ENDS_NEGATED > 0) | (has_two & (one & _IS_WORD > 0) & (two & _ENDS_NEGATED > 0)))
        for at in np.flatnonzero(has_one & ~whole).tolist():
            start = int(found.start[at])
            negated[at] = _is_negated(batch.texts[found.row[at]][max(0, start - _BEFORE) : start])
        return np.asarray(negated)


def _is_negated(before: str) -> bool:
    """Whether one of the last two words negates what follows; where a long word or much space is cut off."""
    words = before.rsplit(None, 2)[-2:]
    if not words or not before[-1].isspace():
        return False
    last = _negates(words[-1])
    return bool(last & _ENDS_NEGATED or (last & _IS_WORD and _negates(words[0]) & _ENDS_NEGATED))


_ENDS_NEGATED, _IS_WORD = 1, 2


@lru_cache(maxsize=10_000)
def _negates(token: str) -> int:
    """Whether a run without spaces ends in a negation, and whether it is one word, as bits."""
    plain = normalise(token)
    return _ENDS_NEGATED * (_NEGATES.search(plain) is not None) | _IS_WORD * (_WORD.fullmatch(plain) is not None)
