"""On which days a period of a group may begin or end, so that nothing told of periods, places and people gives back what few said.

What a viewer can learn: of every group of the minimum size or more that is told, what it said; and of fewer people nothing, neither by
a number, nor by adding up and subtracting any numbers that are told, of any periods, places and values of a segment. That holds for a
group, and for two or three of the smallest groups there are, each in a stretch of time of its own, whose sum or difference is of too few.
Where several segments are picked at once their values are looked at together, with what fewer of them tell. It is not looked at what two
segments tell that are picked one after the other and never together; and channels and sources are looked at one at a time.

What is told of a group in a period is all it said up to the end without all it said up to the beginning. So what is known of it is what
it said up to each day on which its periods may begin or end, its *edges*. An edge of a group is closed where it would part too few of its
people from others in time. Groups add up to others, as the cells of a stage do, or the values of a segment: where a sum would leave one
closed group over, or several of too few people, another one of it is closed on the same day. What is told of a closed group has only
longer stretches of time for it. In the end the guarantee is tried: all that is told are equations, and as long as their solution is one
and the same for too few people, one of the groups they were made from is closed.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from vocdash.metrics.equations import TINY, Flags, Rows, Solved, System, sums_to_nothing
from vocdash.metrics.privacy import parting_few

G = TypeVar("G", bound=Hashable)
_MANY = 200
"""Where more equations hang together, all that is found is mended before they are solved again."""
_AT_ONCE = 300
"""How much of what is found is mended before the equations are solved again: what is closed for one mostly mends others, too."""
_VERY_MANY = 2_000
"""Where more do, whatever is closed on one day is closed on all: to look at each of its days takes a minute, and tells little more."""
Series = Mapping[date, int]
"""How many people answered in each stretch of time, by its first day."""


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

    def close_wholly(self) -> bool:
        """Close on all days whatever is closed on one; whether there is something."""
        partly = [group for group, days in self.closed.items() if group not in self.given and 0 < len(days) < len(self.edges)]
        for group in partly:
            for edge in self.edges:
                self.close(group, edge)
        return bool(partly)

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
    """What is known of few people all the same, because of all that is told of all groups on all days together.

    What a group said up to an edge is what its leaves said, the groups that no others add up to. So these are the unknowns, one for each
    leaf and edge (one for all edges between which nobody of the leaf answered); and each total that is told is an equation. Numbers are
    drawn at random that add up to nothing in each equation: what is nothing in these is known, and nothing else is.
    """

    def __init__(self, closing: _Closing[G]) -> None:
        self._closing = closing
        self._groups = [group for group in closing.closed if group in closing.groups]
        parts: dict[G, tuple[G, ...]] = {}
        for one in closing.sums:
            parts.setdefault(one.total, one.parts)
        leaves = [group for group in self._groups if group not in parts]
        column = {leaf: at for at, leaf in enumerate(leaves)}
        self._made_of = [sorted({column[leaf] for leaf in self._leaves(group, parts)}) for group in self._groups]
        self._is_leaf = np.array([group in column for group in self._groups], dtype=bool)
        starts = [date.min, *closing.edges]
        self._before = np.array(
            [[_before(closing.groups[group].people, edge) for edge in starts] for group in self._groups], dtype=np.int64
        )
        before = self._before[self._is_leaf]
        first = np.concatenate([np.ones((len(leaves), 1), dtype=bool), np.diff(before, axis=1) != 0], axis=1)
        self._unknown = np.cumsum(first).reshape(first.shape) - 1
        """The number of each leaf's unknown up to each edge, the first one before all answers."""
        self._decided: set[Hashable] = set()
        """What is known only from groups of which it was decided before."""
        self._solved: dict[Rows, Solved] = {}

    def _leaves(self, group: G, parts: Mapping[G, tuple[G, ...]]) -> set[G]:
        if group not in parts:
            return {group}
        return {leaf for part in parts[group] for leaf in self._leaves(part, parts)}

    def close_what_gives_back(self) -> None:
        """Close more until nothing is known of a group of too few people, nor of two or three leaves of as few together."""
        while any(self._closing.closed.values()):
            system = System(*self._equations(), self._solved)
            if system.largest > _VERY_MANY and self._closing.close_wholly():
                continue
            if not any(self._mend(system, found) for found in self._given_back(system)):
                return

    def _mend(self, system: System, given_back: Iterable[_Found]) -> bool:
        """Close a reason of each, but for those that hang together with one closed just now on the same day; whether any is."""
        mended: set[tuple[int, int]] = set()
        for found in itertools.islice(given_back, _AT_ONCE):
            parts = {system.part.get(number, -1) for number in self._wanted(found)}
            beside = {(part, at) for part in parts for _, first, end, _ in found for at in (first, end)}
            many = any(system.size(part) > _MANY for part in parts)  # to solve these again takes longer than hiding one more costs
            if (many or mended.isdisjoint(beside)) and self._close_a_reason(system, found):
                mended |= beside
        return bool(mended)

    def _equations(self) -> tuple[Flags, list[tuple[int, int, tuple[int, ...]]]]:
        """(which unknowns are known; group, edge and other unknowns of each total that is told)."""
        told = np.array([[True, *(edge not in self._closing.closed[group] for edge in self._closing.edges)] for group in self._groups])
        known = np.zeros(self._unknown.max(initial=-1) + 1, dtype=bool)
        known[self._unknown[told[self._is_leaf]]] = True
        known[self._unknown[:, 0]] = True
        equations = []
        for group, at in np.argwhere(told & ~self._is_leaf[:, None]).tolist():
            left = [each for each in self._unknown[self._made_of[group], at].tolist() if not known[each]]
            if left:
                equations.append((group, at, tuple(left)))
        return known, equations

    def _given_back(self, system: System) -> Iterator[Iterator[_Found]]:
        """Whose numbers are known, though few people gave them: of one group, of two leaves, and of three."""
        said = system.drawn[self._unknown]
        yield from (self._stretches_known(said), self._known_together(said, 2), self._known_together(said, 3))

    def _stretches_known(self, said: NDArray[np.float64]) -> Iterator[_Found]:
        for group, made_of in enumerate(self._made_of):
            people = self._before[group][None, :] - self._before[group][:, None]
            few, own = np.argwhere(self._few(people)), said[made_of].sum(axis=0)
            known = np.abs(own[few[:, 1]] - own[few[:, 0]]).max(axis=1, initial=0.0) < TINY
            yield from (((group, first, end, 1.0),) for first, end in few[known].tolist())

    def _known_together(self, said: NDArray[np.float64], many: int) -> Iterator[_Found]:
        """Leaves in a stretch of time each, so many, of few people together, of which a sum or a difference is known."""
        people = np.diff(self._before[self._is_leaf], axis=1)
        size = np.abs(differences := np.diff(said, axis=1)).max(axis=2)
        leaf, at = np.nonzero(self._few(people) & (size > TINY))
        vectors, counts = differences[leaf, at], people[leaf, at]
        group = np.flatnonzero(self._is_leaf)[leaf]
        for picked, signs in sums_to_nothing(vectors, counts, many, self._closing.least):
            yield tuple((int(group[each]), int(at[each]), int(at[each]) + 1, sign) for each, sign in zip(picked, signs, strict=True))

    def _wanted(self, found: _Found) -> dict[int, float]:
        """How often each unknown is in what is known together."""
        wanted: dict[int, float] = {}
        for group, first, end, sign in found:
            for at, weight in ((end, sign), (first, -sign)):
                for number in self._unknown[self._made_of[group], at].tolist():
                    wanted[number] = wanted.get(number, 0.0) + weight
        return wanted

    def _few(self, people: NDArray[np.int64]) -> Flags:
        few: Flags = (people > 0) & (people < self._closing.least)
        return few

    def _close_a_reason(self, system: System, found: _Found) -> bool:
        """Close one of the groups from which something is known, the smallest; whether there is one."""
        if found in self._decided:
            return False
        closing = self._closing
        used = [*system.made_from(self._wanted(found)), *((group, at) for group, first, end, _ in found for at in (first, end))]
        leaves = np.flatnonzero(self._is_leaf)
        for group, at in tuple(used):
            made_of = np.array(self._made_of[group])
            used += [(leaf, at) for leaf in leaves[made_of[system.known[self._unknown[made_of, at]]]].tolist()]
        reasons = [
            (closing.groups[each].submissions, str(each), each, edge)
            for each, edge in ((self._groups[group], closing.edges[at - 1]) for group, at in dict.fromkeys(used) if at)
            if closing.may_close(each, edge)
        ]
        if not reasons:
            self._decided.add(found)
            return False
        *_, smallest, edge = min(reasons, key=lambda reason: reason[:2])
        closing.close(smallest, edge)
        return True


_Found = tuple[tuple[int, int, int, float], ...]
"""(group, number of the edges at which a stretch of time begins and ends, sign) of what is known together."""


def _before(people: Series, edge: date) -> int:
    """How many people answered before an edge."""
    return sum(count for day, count in people.items() if day < edge)
