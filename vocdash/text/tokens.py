"""Where the whitespace tokens of a text start."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from operator import add


def token_starts(text: str, tokens: Sequence[str]) -> list[int]:
    """The offset in `text` of each of `tokens`, which is `text.split()`."""
    lengths = list(map(len, tokens))
    if len(text) == sum(lengths) + max(len(tokens) - 1, 0):
        return list(map(add, accumulate(lengths, initial=0), range(len(tokens))))
    starts, at = [], 0
    for token, length in zip(tokens, lengths, strict=True):
        at = text.index(token, at)
        starts.append(at)
        at += length
    return starts
