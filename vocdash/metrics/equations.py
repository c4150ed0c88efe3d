"""Sums that are told as equations, and what they give back: linear algebra for :mod:`vocdash.metrics.edges`, without people or time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
TINY = 1e-7
"""What is smaller is nothing."""
_RIDGE = 1e-9
_WEIGHT = 1e-4
"""An equation that counts less is not needed."""
_DRAWN = 4
"""How often numbers are drawn: once would do, but for chance."""

Rows = tuple[tuple[int, ...], ...]
"""The unknowns in each of some equations."""


class System:
    """Equations, each a sum of unknowns that is told of a group at an edge, and numbers drawn for all unknowns that add up to nothing.

    Equations that share no unknown are looked at by themselves; `done` remembers those solved before.
    """

    def __init__(self, known: Flags, equations: Sequence[tuple[int, int, tuple[int, ...]]], done: dict[Rows, NDArray[np.float64]]) -> None:
        self.known, self._equations = known, equations
        self.drawn = np.random.default_rng(1).standard_normal((len(known), _DRAWN))
        self.drawn[known] = 0
        self._parts = list(self._apart())
        self.part = {column: at for at, part in enumerate(self._parts) for number in part for column in equations[number][2]}
        """In which of the parts that hang together an unknown is; those of no equation are each for themselves."""
        self._rows = [tuple(sorted({equations[number][2] for number in part})) for part in self._parts]
        self._done = done
        for rows in self._rows:
            columns, made_of = _as_matrix(rows)
            if rows not in done:
                done[rows] = _inverse(made_of @ made_of.T)
            for _ in range(2):  # the second time takes away what the inverse is wrong by
                self.drawn[columns] -= made_of.T @ (done[rows] @ (made_of @ self.drawn[columns]))

    def _apart(self) -> Iterator[list[int]]:
        """The numbers of equations that hang together."""
        parent = list(range(len(self.known)))

        def root(of: int) -> int:
            while parent[of] != of:
                parent[of] = of = parent[parent[of]]
            return of

        for _, _, row in self._equations:
            for other in row[1:]:
                parent[root(other)] = root(row[0])
        parts: dict[int, list[int]] = {}
        for number, (_, _, row) in enumerate(self._equations):
            parts.setdefault(root(row[0]), []).append(number)
        return iter(parts.values())

    def size(self, part: int) -> int:
        """How many equations hang together in a part; none in that of unknowns of no equation."""
        return len(self._rows[part]) if part >= 0 else 0

    def made_from(self, wanted: Mapping[int, float]) -> list[tuple[int, int]]:
        """(group, edge) of the totals that a sum of unknowns, which is known, is made from."""
        found = []
        for part in sorted({self.part[number] for number in wanted if number in self.part}):
            rows = self._rows[part]
            columns, made_of = _as_matrix(rows)
            weights = self._done[rows] @ (made_of @ np.array([wanted.get(column, 0.0) for column in columns]))
            used = {row for row, weight in zip(rows, weights, strict=True) if abs(weight) > _WEIGHT}
            found += [(group, at) for group, at, row in (self._equations[number] for number in self._parts[part]) if row in used]
        return found


def _inverse(square: NDArray[np.float64]) -> NDArray[np.float64]:
    """Nearly the inverse of a symmetric matrix that need not have one; many times as fast to find as what it would have instead."""
    return np.linalg.inv(square + _RIDGE * np.eye(len(square))).astype(np.float64, copy=False)


def _as_matrix(rows: Sequence[tuple[int, ...]]) -> tuple[list[int], NDArray[np.float64]]:
    """(the unknowns in some equations; 1 where one is in an equation, a row each)."""
    columns = sorted({column for row in rows for column in row})
    at = {column: place for place, column in enumerate(columns)}
    made_of = np.zeros((len(rows), len(columns)))
    for number, row in enumerate(rows):
        made_of[number, [at[column] for column in row]] = 1
    return columns, made_of


def sums_to_nothing(
    vectors: NDArray[np.float64], counts: NDArray[np.int64], many: int, least: int
) -> Iterator[tuple[list[int], list[float]]]:
    """(two or three of the vectors, as `many` says, that add up to nothing, their signs), of fewer than `least` people together."""
    order = np.argsort(counts, kind="stable")
    counts, vectors = counts[order], vectors[order]
    line = _Line(vectors[:, :1].sum(axis=1))
    for others, signs, last, sign in _pairs(line) if many == 2 else _triples(line, counts, least):
        picked = [*others, last]
        if len(set(picked)) == many and counts[picked].sum() < least and np.abs(np.array([*signs, sign]) @ vectors[picked]).max() < TINY:
            yield order[picked].tolist(), [*signs, sign]


class _Line:
    """Numbers and their opposites in order, to find what makes nothing of a sum."""

    def __init__(self, numbers: NDArray[np.float64]) -> None:
        self.numbers = numbers
        both = np.concatenate([numbers, -numbers])
        self._at = np.argsort(both)
        self._both = both[self._at]

    def against(self, sums: NDArray[np.float64]) -> Iterator[tuple[int, int, float]]:
        """(place of a sum, number of what with this sign makes nothing of it)."""
        low, high = np.searchsorted(self._both, -sums - TINY), np.searchsorted(self._both, -sums + TINY)
        for place in np.flatnonzero(high > low).tolist():
            for at in self._at[low[place] : high[place]].tolist():
                yield place, at % len(self.numbers), 1.0 if at < len(self.numbers) else -1.0


_Candidate = tuple[tuple[int, ...], tuple[float, ...], int, float]


def _pairs(line: _Line) -> Iterator[_Candidate]:
    return (((one,), (1.0,), last, sign) for one, last, sign in line.against(line.numbers))


def _triples(line: _Line, counts: NDArray[np.int64], least: int) -> Iterator[_Candidate]:
    """By the smallest of the three first: it is of less than a third, and with the second one there must be room for a third."""
    for one in np.flatnonzero(3 * counts < least).tolist():
        rest = np.flatnonzero(counts[one] + 2 * counts < least)
        rest = rest[rest > one]
        for sign in (1.0, -1.0):
            for place, last, own in line.against(line.numbers[one] + sign * line.numbers[rest]):
                yield (one, int(rest[place])), (1.0, sign), last, own
