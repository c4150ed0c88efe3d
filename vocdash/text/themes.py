"""Themes: what a comment is about, found by seed words in each clause, with the clause's own feeling.

A seed matches whole words, whatever their plural. The theme's polarity in a comment is the classifier's for the clause that
holds the seed, not for the whole comment: "lovely room, but the breakfast was cold" is good about one and bad about the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from vocdash.domain import Sentiment
from vocdash.errors import UnknownName
from vocdash.text.clauses import clauses
from vocdash.text.matching import Matcher, Words, words_in
from vocdash.text.pipeline import Judged
from vocdash.text.scored import sentiment_of

STARTING = Path(__file__).with_name("themes.txt")


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject customers speak of, and the seed words that show it."""

    code: str
    name: str
    seeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeMention:
    """A theme in one clause: the seed's offsets, and how the clause feels (None where it is not scored)."""

    theme: str
    start: int
    end: int
    polarity: float | None = None
    sentiment: Sentiment | None = None


class Judge(Protocol):
    """The part of a classifier that judges texts known to be English and free of personal data."""

    def judge(self, texts: Sequence[str]) -> list[Judged]: ...


@lru_cache(maxsize=1)
def _starting() -> dict[str, tuple[Theme, ...]]:
    kinds: dict[str, tuple[Theme, ...]] = {}
    kind = ""
    for line in STARTING.read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line[1:-1]
            kinds[kind] = ()
        elif line and not line.startswith("#"):
            code, name, seeds = line.split(" | ")
            kinds[kind] += (Theme(code, name, tuple(dict.fromkeys(seeds.split(", ")))),)
    return kinds


def kinds() -> tuple[str, ...]:
    """The kinds of touchpoint that have starting themes."""
    return tuple(_starting())


def starting_themes(kind: str) -> tuple[Theme, ...]:
    """The themes to start with at a kind of touchpoint. Raises UnknownName with the nearest kind."""
    if kind not in _starting():
        raise UnknownName("kind of touchpoint", kind, _starting())
    return _starting()[kind]


class ThemeFinder:
    """A set of themes, ready to be looked for."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        labels: dict[str, tuple[str, ...]] = {}
        for theme in themes:
            for seed in theme.seeds:
                labels[seed] = (*labels.get(seed, ()), theme.code)
        self._matcher = Matcher(labels)

    def find(self, texts: Sequence[str], judge: Judge | None = None, read: Sequence[Words] | None = None) -> list[list[ThemeMention]]:
        """The themes of each masked text: one mention for each theme and clause, in reading order.

        With a `judge`, each mention carries the feeling of its clause. `read` saves reading the words where a caller has them.
        """
        mentions: list[list[ThemeMention]] = []
        parts: list[str] = []
        for text, words in zip(texts, read or map(words_in, texts), strict=True):
            found: dict[tuple[str, int], ThemeMention] = {}
            hits = self._matcher.find(words)
            spans = clauses(text) if hits else []
            at = 0
            for hit in hits:
                while at + 1 < len(spans) and hit.start >= spans[at + 1][0]:
                    at += 1
                found.setdefault((hit.label, at), ThemeMention(hit.label, hit.start, hit.end))
            mentions.append(list(found.values()))
            parts += [text[slice(*spans[clause])] for _, clause in found]
        return _judged(mentions, parts, judge) if judge else mentions


def _judged(mentions: list[list[ThemeMention]], parts: list[str], judge: Judge) -> list[list[ThemeMention]]:
    feelings = iter(judge.judge(parts))
    return [[_feeling(mention, next(feelings)) for mention in found] for found in mentions]


def _feeling(mention: ThemeMention, judged: Judged) -> ThemeMention:
    return ThemeMention(mention.theme, mention.start, mention.end, judged.polarity, sentiment_of(judged.polarity))
