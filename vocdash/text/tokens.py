"""Whitespace tokens: each different one is looked at once and gets a number, and what is known of it stands in arrays by that number.

So a batch of comments costs one dictionary look-up a token, and whatever is asked of all its tokens is array arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Made = TypeVar("Made")

Part = tuple[int, int, int]
"""Part of a text of a batch: the number of the text, and the part's start and end in it."""

_MOST_REMEMBERED = 400_000
_MOST_CHARACTERS = 4_000_000
_BATCH_CHARACTERS = 1_000_000
_BATCH_TEXTS = 4_000


class Column:
    """A numpy array that grows at its end; with a `width`, a table of so many columns that grows at its end."""

    def __init__(self, dtype: Any, *width: int) -> None:
        self._room: NDArray[Any] = np.zeros((1024, *width), dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def extend(self, values: Sequence[Any] | NDArray[Any]) -> None:
        """Add values at the end."""
        size = self._size + len(values)
        if size > len(self._room):
            self._room = np.concatenate([self._room, np.zeros((max(size, len(self._room)), *self._room.shape[1:]), self._room.dtype)])
        self._room[self._size : size] = values
        self._size = size

    @property
    def values(self) -> NDArray[Any]:
        """All values so far: a view, not a copy."""
        return self._room[: self._size]


class Fact:
    """A whole number for each of a growing list of names, worked out once a name by `of`."""

    def __init__(self, names: Sequence[str], of: Callable[[str], int]) -> None:
        self._names, self._of, self._column = names, of, Column(np.int64)

    @property
    def values(self) -> Ints:
        """The number of each name so far."""
        if len(self._column) < len(self._names):
            self._column.extend([self._of(name) for name in self._names[len(self._column) :]])
        return self._column.values


class RareFact:
    """The same, but worked out only for names that somebody asks about. No number is below 0."""

    def __init__(self, names: Sequence[str], of: Callable[[str], int]) -> None:
        self._names, self._of, self._column = names, of, Column(np.int64)

    def known_of(self, numbers: Ints) -> Ints:
        """The numbers of the names with these numbers."""
        if len(self._column) < len(self._names):
            self._column.extend(np.full(len(self._names) - len(self._column), -1))
        values = self._column.values
        unknown = np.unique(numbers[values[numbers] < 0])
        values[unknown] = [self._of(self._names[number]) for number in unknown.tolist()]
        return np.asarray(values[numbers])


class _Memo(dict[str, int]):
    """Token → its number; a token never seen before gets the next one."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.characters = 0

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self)
        self.names.append(token)
        self.characters += len(token)
        return number


@dataclass(frozen=True)
class Batch:
    """Texts as the numbers of their tokens, one text after another.

    Text k owns the positions `bounds[k]` to `bounds[k + 1]`, the last of which is an end mark (number 0). `tokens` numbered them.
    """

    texts: Sequence[str]
    tokens: Tokens
    number: Ints
    bounds: Ints

    @cached_property
    def text(self) -> Ints:
        """The number of the text each position belongs to."""
        return np.repeat(np.arange(len(self.texts)), np.diff(self.bounds))

    @cached_property
    def lengths(self) -> Ints:
        """The length of each token; 0 for end marks."""
        return np.asarray(self.tokens.lengths.values[self.number])

    @cached_property
    def first(self) -> Ints:
        """Where each text would start if one stood after another with a character between them, and where they would end."""
        return np.cumsum(np.fromiter((0, *(len(text) + 1 for text in self.texts)), np.int64, len(self.texts) + 1))

    @cached_property
    def starts(self) -> Ints:
        """Where each token starts in its text; anything for end marks."""
        ends = np.cumsum(self.lengths + 1)
        starts = ends - self.lengths - 1
        starts -= np.repeat(starts[self.bounds[:-1]], np.diff(self.bounds))
        # So far as if there were one space between tokens, as there mostly is.
        spread = np.diff(self.first) != starts[self.bounds[1:] - 1]
        if spread.any():
            starts[np.repeat(spread, np.diff(self.bounds)) & (self.number > 0)] = _starts_apart(list(compress(self.texts, spread)))
        return starts


class Tokens:
    """The tokens seen so far. `names[n]` is token n; number 0 is the end of a text."""

    def __init__(self) -> None:
        self._memo = _Memo()
        self._memo["\n"] = 0
        self.names = self._memo.names
        self.names.append("")
        self.lengths = Fact(self.names, len)
        self._made: dict[Callable[[Tokens], object], object] = {}

    def own(self, kind: Callable[[Tokens], Made]) -> Made:
        """What `kind` makes of these tokens: made once, so that what it remembers of them is remembered for everybody."""
        if kind not in self._made:
            self._made[kind] = kind(self)
        return cast(Made, self._made[kind])

    @property
    def is_full(self) -> bool:
        """Whether it is time to start anew, so that memory stays flat."""
        return len(self._memo) > _MOST_REMEMBERED or self._memo.characters > _MOST_CHARACTERS

    def read(self, texts: Sequence[str]) -> Batch:
        """Take texts apart."""
        look_up = self._memo.__getitem__
        numbers: list[int] = []
        bounds = [0]
        for text in texts:
            numbers.extend(map(look_up, text.split()))
            numbers.append(0)
            bounds.append(len(numbers))
        return Batch(texts, self, np.fromiter(numbers, np.int64, len(numbers)), np.array(bounds))


class BatchReader:
    """Takes texts apart, in runs short enough that the arrays over one stay small; the tokens are remembered from run to run."""

    def __init__(self) -> None:
        self._tokens = Tokens()

    def read(self, texts: Sequence[str]) -> Iterator[Batch]:
        """The texts in order, a batch a run."""
        for some in _runs(texts):
            if self._tokens.is_full:
                self._tokens = Tokens()
            yield self._tokens.read(some)


def _runs(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    first, size = 0, 0
    for at, text in enumerate(texts):
        size += len(text)
        if size >= _BATCH_CHARACTERS or at - first + 1 >= _BATCH_TEXTS:
            yield texts[first : at + 1]
            first, size = at + 1, 0
    if first < len(texts):
        yield texts[first:]


_SPACES = np.array([chr(code).isspace() for code in range(0x3002)])
"""By code point, whether a character parts tokens; none after these does."""


def _starts_apart(texts: Sequence[str]) -> Ints:
    """Where each token of each text starts in it, one text after another, however much space stands between them."""
    codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    space = _SPACES[np.minimum(codes, 0x3001)]
    starts = np.flatnonzero(~space & np.concatenate([np.ones(1, np.bool_), space[:-1]]))
    sizes = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    first = np.cumsum(sizes) - sizes
    return np.asarray(starts - first[np.searchsorted(first, starts, "right") - 1])
