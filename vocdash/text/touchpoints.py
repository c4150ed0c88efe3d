"""Kinds of touchpoint (phone, shop, delivery, …): which kind a journey's touchpoint is, and which one the words of a comment name.

The kinds stand in `touchpoints.txt`. They tie themes to the places they are spoken of at, and tell the place a comment is about
from the place it was given at: "told Tuesday at the shop" is about the shop, wherever it was said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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


WHOLE_COMPANIES = ("restaurant", "hotel", "flight", "surgery")
"""Kinds of touchpoint that are most of what a company does: what is said of a meal in one that flies is no restaurant's."""

_WITH_ANY = (ANYWHERE, "phone", "website", "app")
_OFTEN, _ENOUGH = 0.1, 30


def kinds_spoken_of(comments: Sequence[str]) -> tuple[str, ...]:
    """The kinds of touchpoint whose themes fit comments; none where fewer than thirty are there to tell.

    A whole company's kind fits where one comment in ten names it. Beside one, what sells and sends goods has to be named as often;
    without one, all that does fits.
    """
    if len(comments) < _ENOUGH:
        return ()
    kinds = dict.fromkeys(kind for kinds in kind_phrases().values() for kind in kinds)
    named = {kind for kind in kinds if sum(bool(_names(kind).search(comment)) for comment in comments) >= _OFTEN * len(comments)}
    goods = named if named & set(WHOLE_COMPANIES) else {kind for kind in kinds if kind not in WHOLE_COMPANIES}
    return (*_WITH_ANY, *(kind for kind in kinds if kind in goods and kind not in _WITH_ANY))


@lru_cache(maxsize=64)
def _names(kind: str) -> re.Pattern[str]:
    """The phrases that name a kind, as whole words, one or many."""
    phrases = (re.escape(phrase) for phrase, kinds in kind_phrases().items() if kind in kinds)
    return re.compile(rf"\b(?:{'|'.join(phrases)})s?\b", re.IGNORECASE)


def fits(place: str, touchpoint: str) -> bool:
    """Whether a theme of this place ("any", a kind of touchpoint, or one touchpoint's code) belongs to a touchpoint."""
    return place in (ANYWHERE, touchpoint) or place == kind_of(touchpoint)
