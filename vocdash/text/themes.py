"""Themes: what a comment is about. Each has seed words, and the place at which it is looked for.

The sets to start with stand in `themes.txt` by kind of touchpoint, and in `businesses.txt` by kind of company. A seed matches whole words,
whatever their plural; see :mod:`vocdash.text.hearing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from vocdash.errors import UnknownName
from vocdash.text.touchpoints import ANYWHERE

STARTING = Path(__file__).with_name("themes.txt")
BUSINESSES = Path(__file__).with_name("businesses.txt")


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
    return {kind: tuple(Theme(*theme, kind) for theme in themes) for kind, themes in _listed(STARTING).items()}


@lru_cache(maxsize=1)
def _of_businesses() -> dict[str, tuple[tuple[str, ...], tuple[Theme, ...]]]:
    found = {}
    for head, themes in _listed(BUSINESSES).items():
        business, fitting = head.split(": ")
        own = tuple(Theme(f"{business}.{code}", name, seeds) for code, name, seeds in themes)
        found[business] = (tuple(fitting.split()), own)
    return found


def _listed(path: Path) -> dict[str, list[tuple[str, str, tuple[str, ...]]]]:
    """What stands between brackets → (code, name, seeds) of each theme below it."""
    found: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            found[line[1:-1]] = []
        elif line and not line.startswith("#"):
            code, name, seeds = line.split(" | ")
            found[next(reversed(found))].append((code, name, tuple(dict.fromkeys(seeds.split(", ")))))
    return found


def kinds() -> tuple[str, ...]:
    """The kinds of touchpoint that have starting themes."""
    return tuple(_starting())


def starting_themes(kind: str) -> tuple[Theme, ...]:
    """The themes to start with at a kind of touchpoint. Raises UnknownName with the nearest kind."""
    if kind not in _starting():
        raise UnknownName("kind of touchpoint", kind, _starting())
    return _starting()[kind]


def businesses() -> tuple[str, ...]:
    """The kinds of company that have starting themes of their own."""
    return tuple(_of_businesses())


def fitting(business: str) -> tuple[tuple[str, ...], tuple[Theme, ...]]:
    """(kinds of touchpoint whose themes fit, themes of its own) of a kind of company. Raises UnknownName with the nearest one."""
    if business not in _of_businesses():
        raise UnknownName("kind of company", business, _of_businesses())
    return _of_businesses()[business]
