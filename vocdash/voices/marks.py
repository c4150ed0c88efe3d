"""Where the words of a search stand in a comment."""

from __future__ import annotations

import re

from vocdash.store import search

Span = tuple[int, int]
"""Where something stands in a text: the offsets of its first letter and of the one after its last."""


def find(comment: str, text: str) -> tuple[Span, ...]:
    """Where the words of a search stand in a comment, as (start, end) offsets in order; case and accents do not matter."""
    wanted = search.words(text)
    if not wanted:
        return ()
    plain, places = _plain(comment)
    pattern = re.compile(r"\b(?:" + "|".join(re.escape(search.fold(word)) for word in wanted) + r")\w*")
    return tuple((places[m.start()], places[m.end() - 1] + 1) for m in pattern.finditer(plain))


def _plain(text: str) -> tuple[str, list[int]]:
    """Lower case without accents, and for each of its characters the place it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in search.fold(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places
