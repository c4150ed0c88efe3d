"""The five qualities a customer experiences (accessible, responsive, empathy, cohesion, nimble): is it spoken of, and was it there?

The words stand in `qualities.txt`. A negation within the two words before turns good into bad and bad into good; words that only
speak of a quality are neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from vocdash.text.matching import Hit
from vocdash.text.normalise import normalise

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


_SIGNS = {"+": Verdict.GOOD, "-": Verdict.BAD, "?": Verdict.MENTIONED}
_RANK = {Verdict.BAD: 0, Verdict.GOOD: 1, Verdict.MENTIONED: 2}
_TURNED = {Verdict.GOOD: Verdict.BAD, Verdict.BAD: Verdict.GOOD, Verdict.MENTIONED: Verdict.MENTIONED}


_START = itemgetter(2)


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
    """Phrase → the marks of the qualities it speaks of, as :func:`judge_qualities` takes them."""
    return _listed()[1]


def judge_qualities(text: str, hits: Sequence[Hit]) -> list[QualityMention]:
    """What a masked text, in which the phrases were found already, says of each quality, in reading order, once a quality: bad before good
    before mentioned."""
    if not hits:
        return []
    chosen: dict[str, QualityMention] = {}
    for start, end, marks in hits:
        for mark in marks:
            code, verdict = mark[:-1], _SIGNS[mark[-1]]
            if verdict is not Verdict.MENTIONED and _is_negated(text[max(0, start - _BEFORE) : start]):
                verdict = _TURNED[verdict]
            before = chosen.get(code)
            if before is None or _RANK[verdict] < _RANK[before[1]]:
                chosen[code] = QualityMention(code, verdict, start, end)
    return sorted(chosen.values(), key=_START) if len(chosen) > 1 else list(chosen.values())


def _is_negated(before: str) -> bool:
    """Whether one of the last two words negates what follows; looked at one by one, because words come again and stretches do not."""
    words = before.rsplit(None, 2)[-2:]
    if not words or not before[-1].isspace():
        return False
    negates, is_word = _negates(words[-1])
    return negates or (is_word and _negates(words[0])[0])


@lru_cache(maxsize=10_000)
def _negates(token: str) -> tuple[bool, bool]:
    """Whether a run without spaces ends in a negation, and whether it is one word."""
    plain = normalise(token)
    return _NEGATES.search(plain) is not None, _WORD.fullmatch(plain) is not None
