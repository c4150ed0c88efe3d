"""Sums that are told as equations, and what they give back: linear algebra for :mod:`vocdash.metrics.edges`, without people or time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, eye_array
from scipy.sparse.linalg import splu

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


class Solved:
    """Equations solved: nearly, as some may add up to others, so that there is no one solution.

    Nearly all of the matrices is nothing, so they are kept and solved without it: in full, a few thousand equations took minutes.
    """

    def __init__(self, rows: Rows) -> None:
        self.columns = sorted({column for row in rows for column in row})
        self._place = {column: place for place, column in enumerate(self.columns)}
        of_row = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        of_column = [self._place[column] for row in rows for column in row]
        self._made_of = csc_array((np.ones(len(of_column)), (of_row, of_column)), shape=(len(rows), len(self.columns)))
        square = self._made_of @ self._made_of.T + _RIDGE * eye_array(len(rows))
        self._solver = splu(square.tocsc(), permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
        self._row = {row: number for number, row in enumerate(rows)}

    def without_sums(self, drawn: NDArray[np.float64]) -> NDArray[np.float64]:
        """Numbers for the unknowns, so changed that they add up to nothing in each equation."""
        for _ in range(2):  # the second time takes away what the first is wrong by
            drawn = drawn - self._made_of.T @ self._solver.solve(self._made_of @ drawn)
        return drawn

    def places(self, rows: Sequence[tuple[int, ...]]) -> NDArray[np.int64]:
        """Which of the equations each of some is."""
        return np.array([self._row[row] for row in rows], dtype=np.int64)

    def needed_for(self, wanted: Mapping[int, float]) -> Flags:
        """Which of the equations a sum of unknowns, which is known, is made from."""
        sought = np.zeros(len(self.columns))
        for column, times in wanted.items():
            if column in self._place:
                sought[self._place[column]] = times
        needed: Flags = np.abs(self._solver.solve(self._made_of @ sought)) > _WEIGHT
        return needed


class System:
    """Equations, each a sum of unknowns that is told of a group at an edge, and numbers drawn for all unknowns that add up to nothing.

    Equations that share no unknown are looked at by themselves; `done` remembers those solved before.
    """

    def __init__(self, known: Flags, equations: Sequence[tuple[int, int, tuple[int, ...]]], done: dict[Rows, Solved]) -> None:
        self.known, self._equations = known, equations
        self.drawn = np.random.default_rng(1).standard_normal((len(known), _DRAWN))
        self.drawn[known] = 0
        self._parts = list(self._apart())
        self.part = {column: at for at, part in enumerate(self._parts) for number in part for column in equations[number][2]}
        """In which of the parts that hang together an unknown is; those of no equation are each for themselves."""
        self._rows = [tuple(sorted({equations[number][2] for number in part})) for part in self._parts]
        self._done = done
        for rows in self._rows:
            if rows not in done:
                done[rows] = Solved(rows)
            self.drawn[done[rows].columns] = done[rows].without_sums(self.drawn[done[rows].columns])
        self._places = [
            done[rows].places([equations[number][2] for number in part]) for rows, part in zip(self._rows, self._parts, strict=True)
        ]

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

    @property
    def largest(self) -> int:
        """How many equations hang together where the most do."""
        return max(map(len, self._rows), default=0)

    def made_from(self, wanted: Mapping[int, float]) -> list[tuple[int, int]]:
        """(group, edge) of the totals that a sum of unknowns, which is known, is made from."""
        found: list[tuple[int, int]] = []
        for part in sorted({self.part[number] for number in wanted if number in self.part}):
            needed = self._done[self._rows[part]].needed_for(wanted)[self._places[part]]
            found += [self._equations[self._parts[part][number]][:2] for number in np.flatnonzero(needed).tolist()]
        return found


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
        low = np.searchsorted(self._both, -sums - TINY)
        near = np.flatnonzero(self._both[np.minimum(low, len(self._both) - 1)] <= TINY - sums) if len(self._both) else low[:0]
        high = np.searchsorted(self._both, TINY - sums[near])
        for place, end in zip(near.tolist(), high.tolist(), strict=True):
            for at in self._at[low[place] : end].tolist():
                yield place, at % len(self.numbers), 1.0 if at < len(self.numbers) else -1.0


_Candidate = tuple[tuple[int, ...], tuple[float, ...], int, float]


def _pairs(line: _Line) -> Iterator[_Candidate]:
    return (((one,), (1.0,), last, sign) for one, last, sign in line.against(line.numbers))


def _triples(line: _Line, counts: NDArray[np.int64], least: int) -> Iterator[_Candidate]:
    """By the smallest of the three first: it is of less than a third, and with the second one there must be room for a third."""
    in_order = np.argsort(line.numbers)  # to look for numbers in order takes a third of the time
    for one in np.flatnonzero(3 * counts < least).tolist():
        rest = in_order[(counts[one] + 2 * counts[in_order] < least) & (in_order > one)]
        for sign in (1.0, -1.0):
            for place, last, own in line.against(line.numbers[one] + sign * line.numbers[rest]):
                yield (one, int(rest[place])), (1.0, sign), last, own
