"""Themes: what a comment is about. Each has seed words, and the place at which it is looked for.

The sets to start with stand in `themes.txt`. A seed matches whole words, whatever their plural; see :mod:`vocdash.text.hearing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from vocdash.errors import UnknownName
from vocdash.text.touchpoints import ANYWHERE

STARTING = Path(__file__).with_name("themes.txt")


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject customers speak of, and the seed words that show it.

    `place` says where it is looked for: "any" in every comment; a kind of touchpoint, or a touchpoint's code, only in what is said
    there, in clauses that name it, and in comments without a touchpoint that name it or have two words of themes of that place.
    """

    code: str
    name: str
    seeds: tuple[str, ...]
    place: str = ANYWHERE


@dataclass(frozen=True, slots=True)
class ThemesSaid:
    """A masked comment, the codes of the themes that people say it is about, and of those they could choose from."""

    text: str
    said: frozenset[str]
    offered: frozenset[str]


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
            kinds[kind] += (Theme(code, name, tuple(dict.fromkeys(seeds.split(", "))), kind),)
    return kinds


def kinds() -> tuple[str, ...]:
    """The kinds of touchpoint that have starting themes."""
    return tuple(_starting())


def starting_themes(kind: str) -> tuple[Theme, ...]:
    """The themes to start with at a kind of touchpoint. Raises UnknownName with the nearest kind."""
    if kind not in _starting():
        raise UnknownName("kind of touchpoint", kind, _starting())
    return _starting()[kind]
