"""Kinds of touchpoint (phone, shop, delivery, …): which kind a journey's touchpoint is, and which one the words of a comment name.

The kinds stand in `touchpoints.txt`. They tie themes to the places they are spoken of at, and tell the place a comment is about
from the place it was given at: "told Tuesday at the shop" is about the shop, wherever it was said.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

KINDS = Path(__file__).with_name("touchpoints.txt")

ANYWHERE = "any"
"""The place of a theme that is looked for in every comment."""

_PARTS = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1)
def _listed() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    words: dict[str, str] = {}
    phrases: dict[str, tuple[str, ...]] = {}
    for line in KINDS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, codes, names = line.split(" | ")
            words |= dict.fromkeys(codes.split(), kind)
            phrases |= dict.fromkeys(names.split(", "), (kind,))
    return words, phrases


@lru_cache(maxsize=4_096)
def kind_of(touchpoint: str) -> str:
    """The kind of a touchpoint by the words of its code ("delivery-van" is a delivery), "" where none is recognised."""
    words, _ = _listed()
    return next((words[part] for part in _PARTS.findall(touchpoint.lower()) if part in words), "")


def kind_phrases() -> dict[str, tuple[str, ...]]:
    """Phrase → the kind of touchpoint it names."""
    return _listed()[1]


def fits(place: str, touchpoint: str) -> bool:
    """Whether a theme of this place ("any", a kind of touchpoint, or one touchpoint's code) belongs to a touchpoint."""
    return place in (ANYWHERE, touchpoint) or place == kind_of(touchpoint)
