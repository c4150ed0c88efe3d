"""On which days a period of a group may begin or end, so that nothing told of periods, places and people gives back what few said.

What is told of a group in a period is all it said up to the end without all it said up to the beginning. So what is known of it is what
it said up to each day on which its periods may begin or end, its *edges*; and what is known of one day says nothing of another one. An
edge of a group is closed where it would part too few of its people from others in time. Groups add up to others, as the cells of a stage
do, or the values of a segment. So on each day by itself no sum may leave one closed group over, nor several of too few people: there
another one of the sum is closed on the same day, and what is told of that one has only longer stretches of time for it. And because
several sums together may say what none of them says alone, it is solved for every group in the end, and closed what gave it back.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, chain
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from vocdash.metrics.privacy import parting_few

G = TypeVar("G", bound=Hashable)
Series = Mapping[date, int]
"""How many people answered in each stretch of time, by its first day."""
Flags = NDArray[np.bool_]
_TINY = 1e-7
_MOST_STRETCHES = 3


@dataclass(frozen=True, slots=True)
class Answered:
    """Who answered: the people over time, and their submissions in all. Of people it is known of small groups alone how many they are."""

    people: Series
    submissions: int


def added(parts: Iterable[Answered]) -> Answered:
    """Several groups together; whoever is in two of them counts twice."""
    together: dict[date, int] = {}
    submissions = 0
    for part in parts:
        submissions += part.submissions
        for day, count in part.people.items():
            together[day] = together.get(day, 0) + count
    return Answered(together, submissions)


@dataclass(frozen=True, slots=True)
class Sum(Generic[G]):
    """A group that others add up to."""

    total: G
    parts: tuple[G, ...]


def closed_edges(
    groups: Mapping[G, Answered], sums: Iterable[Sum[G]], edges: Collection[date], least: int, given: Mapping[G, Set[date]] | None = None
) -> dict[G, set[date]]:
    """The edges of each group that are closed, of those looked at.

    Groups of which it is decided already are `given` with their closed edges; nothing more of them is closed. Where a sum would need
    that, nothing can be done about it: it is made of one group alone, which had better be looked at as the same one.
    """
    closing = _Closing(groups, list(sums), edges, least, given or {})
    closing.by_sums()
    _Solving(closing).close_what_gives_back()
    return closing.closed


class _Closing(Generic[G]):
    def __init__(
        self, groups: Mapping[G, Answered], sums: Sequence[Sum[G]], edges: Collection[date], least: int, given: Mapping[G, Set[date]]
    ) -> None:
        self.groups, self.sums, self.edges, self.least, self.given = groups, sums, sorted(edges), least, given
        self._of: dict[G, list[Sum[G]]] = {}
        for one in sums:
            for group in (one.total, *one.parts):
                self._of.setdefault(group, []).append(one)
        self._few: dict[frozenset[G], set[date]] = {}
        self.closed = {group: set(self._parting_few((group,))) for group in groups if group not in given}
        self.closed |= {group: set(days) for group, days in given.items()}

    def by_sums(self) -> None:
        """Close what must be so that no sum leaves too few over."""
        waiting = [(edge, one) for group, days in self.closed.items() for edge in days for one in self._of.get(group, ())]
        self._look_at(waiting)

    def close(self, group: G, edge: date) -> None:
        """Close an edge of a group, and what must be besides."""
        self._look_at(self._shut(group, edge))

    def may_close(self, group: G, edge: date) -> bool:
        return group in self.groups and group not in self.given and edge not in self.closed[group]

    def _look_at(self, waiting: list[tuple[date, Sum[G]]]) -> None:
        while waiting:
            edge, one = waiting.pop()
            if (group := self._besides_in(one, edge)) is not None:
                waiting += [(edge, one), *self._shut(group, edge)]

    def _shut(self, group: G, edge: date) -> list[tuple[date, Sum[G]]]:
        """Close an edge, and those beside it between which nobody of the group answered, because it is the same up to each of them."""
        same = [day for day in self._alike(group, edge) if day not in self.closed[group]]
        self.closed[group].update(same)
        return [(day, one) for day in same for one in self._of.get(group, ())]

    def _alike(self, group: G, edge: date) -> list[date]:
        days = sorted(self.groups[group].people)
        before = max((day for day in days if day < edge), default=date.min)
        after = min((day for day in days if day >= edge), default=date.max)
        return [day for day in self.edges if before < day <= after]

    def _besides_in(self, one: Sum[G], edge: date) -> G | None:
        few = [part for part in one.parts if edge in self.closed[part]]
        rest = sorted(
            (part for part in one.parts if self.may_close(part, edge)), key=lambda part: (self.groups[part].submissions, str(part))
        )
        if edge in self.closed[one.total]:
            return None if few or not rest else rest[0]
        if not few or not self._tells(few, edge):
            return None
        if rest:
            return next((part for part in rest if not self._tells([*few, part], edge)), rest[0])
        return one.total if self.may_close(one.total, edge) else None

    def _tells(self, few: Sequence[G], edge: date) -> bool:
        """Whether those of a sum that are told leave so few over on a day that something is said of them."""
        return len(few) == 1 or edge in self._parting_few(few)

    def _parting_few(self, groups: Sequence[G]) -> set[date]:
        key = frozenset(groups)
        if key not in self._few:
            together = added(self.groups[group] for group in key)
            self._few[key] = few_at(self.edges, together.people, self.least)
        return self._few[key]


def few_at(edges: Collection[date], people: Series, least: int) -> set[date]:
    """The edges that part too few of a group from others in time; of a group of too few all of them after its first answer."""
    days = [day for day, count in people.items() if count]
    if days and sum(people.values()) < least:
        return {edge for edge in edges if edge > min(days)}
    return parting_few(edges, people, least)


class _Solving(Generic[G]):
    """Which closed groups are known all the same, because of what is told of all others on a day together."""

    def __init__(self, closing: _Closing[G]) -> None:
        self._closing = closing
        self._groups = [group for group in closing.closed if group in closing.groups]
        number = {group: at for at, group in enumerate(self._groups)}
        parts: dict[G, tuple[G, ...]] = {}
        for one in closing.sums:
            parts.setdefault(one.total, one.parts)
        leaves = [group for group in self._groups if group not in parts]
        column = {leaf: at for at, leaf in enumerate(leaves)}
        self._made_of = np.zeros((len(self._groups), len(leaves)), dtype=bool)
        for group in self._groups:
            for leaf in self._leaves(group, parts):
                self._made_of[number[group], column[leaf]] = True
        self._is_leaf = np.array([group in column for group in self._groups], dtype=bool)
        self._before = np.array([self._before_each(closing.groups[group].people) for group in self._groups], dtype=np.int64)
        self._solved: dict[bytes, NDArray[np.float64]] = {}
        self._decided: set[tuple[int, ...]] = set()
        """What is known only from groups of which it was decided before."""

    def _before_each(self, people: Series) -> list[int]:
        """How many people answered before each edge."""
        days = sorted(people)
        running = list(accumulate((people[day] for day in days), initial=0))
        return [running[bisect_left(days, edge)] for edge in self._closing.edges]

    def _leaves(self, group: G, parts: Mapping[G, tuple[G, ...]]) -> set[G]:
        if group not in parts:
            return {group}
        return {leaf for part in parts[group] for leaf in self._leaves(part, parts)}

    def close_what_gives_back(self) -> None:
        """Close more until no group of too few people is known."""
        while (found := self._given_back()) is not None:
            if not self._close_a_reason(*found):
                self._decided.add((*found.groups, *found.days))

    def _given_back(self) -> _Found | None:
        """A group of which something is known that few of its people said, and what it is known from; None where there is none."""
        told = np.array([[edge not in self._closing.closed[group] for edge in self._closing.edges] for group in self._groups], dtype=bool)
        if told.all():
            return None
        found = chain(self._by_days(told), self._by_stretches(told))
        return next((each for each in found if (*each.groups, *each.days) not in self._decided), None)

    def _by_days(self, told: Flags) -> Iterator[_Found]:
        """Those known up to the days on both sides of few of their people, though not told up to one of these days."""
        solved = [_nothing(self._left_open(~told[self._is_leaf, at], told[:, at])) for at in range(told.shape[1])]
        known = told | np.stack(solved, axis=1)
        for group in np.flatnonzero((known & ~told).any(axis=1)).tolist():
            days = np.flatnonzero(known[group])
            for at in np.flatnonzero(self._few(np.diff(self._before[group, days], prepend=0))).tolist():
                for day in days[max(0, at - 1) : at + 1].tolist():
                    if not told[group, day]:
                        yield _Found([group], ~told[self._is_leaf, day], told[:, day], (day,))

    def _by_stretches(self, told: Flags) -> Iterator[_Found]:
        """Those known in a stretch of time, because some they are added up with did not answer in it."""
        for length in range(1, _MOST_STRETCHES + 1):
            for first in range(-1, told.shape[1] - length):
                before = self._before[:, first] if first >= 0 else 0
                people, both = self._before[:, first + length] - before, told[:, first + length].copy()
                if first >= 0:
                    both &= told[:, first]
                few = self._few(people) & ~both
                if few.any():
                    unknown = (people[self._is_leaf] > 0) & ~both[self._is_leaf]
                    days = (first + length, *((first,) if first >= 0 else ()))
                    for groups in self._known_of(few, people, self._left_open(unknown, both)):
                        yield _Found(groups, unknown, both, days)

    def _few(self, people: NDArray[np.int64]) -> Flags:
        few: Flags = (people > 0) & (people < self._closing.least)
        return few

    def _known_of(self, few: Flags, people: NDArray[np.int64], left: NDArray[np.float64]) -> Iterator[list[int]]:
        """Of groups of few those that are known, and two leaves that are known together, if they are of few together."""
        yield from ([group] for group in np.flatnonzero(few & _nothing(left)).tolist())
        leaves = np.flatnonzero(few & self._is_leaf & ~_nothing(left))
        both = left[leaves] @ left[leaves].T
        length = np.diag(both)
        together = self._few(people[leaves][:, None] + people[leaves]) & (length[:, None] + length + 2 * both < _TINY)
        yield from (leaves[[one, other]].tolist() for one, other in np.argwhere(together).tolist() if one < other)

    def _left_open(self, unknown: Flags, told: Flags) -> NDArray[np.float64]:
        """What is left open of each group by all that is told, where leaves are not known; nothing but zeros where it is known."""
        key = unknown.tobytes() + told.tobytes()
        if key not in self._solved:
            made_of = self._made_of[:, unknown].astype(float)
            rows = np.unique(made_of[told & ~self._is_leaf], axis=0)
            _, sizes, directions = np.linalg.svd(rows, full_matrices=False)
            base = directions[sizes > _TINY]
            self._solved[key] = made_of - (made_of @ base.T) @ base
        return self._solved[key]

    def _close_a_reason(self, groups: list[int], unknown: Flags, told: Flags, days: tuple[int, ...]) -> bool:
        """Close one of the groups from which those are known, the smallest; whether there is one."""
        closing, totals = self._closing, np.flatnonzero(told & ~self._is_leaf)
        made_of = self._made_of[:, unknown].astype(float)
        weights = np.linalg.lstsq(made_of[totals].T, made_of[groups].sum(axis=0), rcond=None)[0]
        used = totals[np.abs(weights) > _TINY]
        leaves = np.flatnonzero(self._is_leaf)[self._made_of[[*used, *groups]].any(axis=0) & ~unknown]
        reasons = [
            (closing.groups[each].submissions, str(each), each, edge)
            for each in (self._groups[at] for at in (*used, *leaves))
            for edge in (closing.edges[day] for day in days)
            if closing.may_close(each, edge)
        ]
        if not reasons:
            return False
        *_, smallest, edge = min(reasons, key=lambda reason: reason[:2])
        closing.close(smallest, edge)
        return True


def _nothing(left: NDArray[np.float64]) -> Flags:
    nothing: Flags = np.abs(left).max(axis=1, initial=0.0) < _TINY
    return nothing


class _Found(NamedTuple):
    """Groups that are known together, of which leaves it is not told, what is told, and on which days (by their numbers)."""

    groups: list[int]
    unknown: Flags
    told: Flags
    days: tuple[int, ...]
