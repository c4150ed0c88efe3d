"""Numbers so small that a person could be recognised are hidden, and nothing else may give them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from vocdash.domain import Row, Score, calendar_of

Within = Callable[[Row], object]


def hide(rows: Iterable[Row], min_group: int, *within: Within, told: Set[tuple[str, ...]] = frozenset()) -> list[Row]:
    """Hide every score of fewer than `min_group` people, and one more where subtracting would reveal it.

    Each of `within` names the group of rows whose total is shown elsewhere (all of them by default): where one row alone of such
    a group is hidden, or some of fewer people together, the next smallest is hidden too (metrics.md §6), because the total without
    those that are shown would be theirs. A row without answers has nothing to hide. Those named by their keys in `told` are hidden
    for another reason, and no total may give them back either.
    """
    listed = list(rows)
    if not told and not any(row.score.submissions and row.score.people < min_group for row in listed):
        return listed  # nothing to hide, and so nothing beside it
    families = within or (lambda row: None,)
    sizes = [Size(row.score.submissions, row.score.people, tuple(family(row) for family in families)) for row in listed]
    hidden = too_small(sizes, min_group, {number for number, row in enumerate(listed) if tuple(row.keys.values()) in told})
    return [replace(row, score=without_numbers(row.score)) if number in hidden else row for number, row in enumerate(listed)]


class Size(NamedTuple):
    """How large a group is: its submissions, the people they are of (at least so many), and the totals it is a part of."""

    submissions: int
    people: int
    within: tuple[object, ...] = (None,)


def too_small(sizes: Sequence[Size], min_group: int, told: Set[int] = frozenset()) -> set[int]:
    """The numbers of the groups that must be hidden, those `told` among them; see :func:`hide`."""
    families: dict[tuple[int, object], list[int]] = {}
    for number, size in enumerate(sizes):
        if size.submissions:
            for total in enumerate(size.within):
                families.setdefault(total, []).append(number)
    hidden = {number for members in families.values() for number in members if sizes[number].people < min_group} | told
    smallest_first = sorted(families.values(), key=len)
    while (
        more := next((one for family in smallest_first if (one := _besides(sizes, family, hidden, min_group)) is not None), None)
    ) is not None:
        hidden.add(more)
    return hidden


def _besides(sizes: Sequence[Size], members: Sequence[int], hidden: Set[int], min_group: int) -> int | None:
    """The one to hide besides the hidden ones of a family: of those in most of the first one's other families, too, the smallest."""
    few = [number for number in members if number in hidden]
    if not _tell([sizes[number].people for number in few], min_group):
        return None
    within = sizes[few[0]].within

    def order(number: int) -> tuple[int, int]:
        # How many people there are is known exactly of small groups only, so the next smallest goes by submissions.
        return -sum(one == other for one, other in zip(sizes[number].within, within, strict=True)), sizes[number].submissions

    return min((number for number in members if number not in hidden), key=order, default=None)


def _tell(few: Sequence[int], min_group: int) -> bool:
    """Whether a sum without its parts that are shown tells of the hidden ones, given how many people each of these is of."""
    return bool(few) and (len(few) == 1 or sum(few) < min_group)


ANY = ""
"""In the key of a total: whichever stage or touchpoint."""

Place = tuple[str, str]
"""(stage, touchpoint); either may be :data:`ANY`."""


def too_small_places(people: Mapping[Place, int], min_group: int) -> set[Place]:
    """The cells of stages and touchpoints, and the totals of both, that must be hidden where any of them may be looked at.

    A cell is a part of its stage and of its touchpoint, and these are parts of everything. Of each such sum the hidden parts must be
    several and of enough people; where no other part can be hidden beside, the total is, and a hidden total takes a part with it. So a
    touchpoint that is met in one stage only is hidden and shown together with its cell.
    """
    there = {place: count for place, count in people.items() if count}
    cells = [place for place in there if ANY not in place]
    sums: dict[Place, list[Place]] = {}
    for stage, touchpoint in cells:
        sums.setdefault((stage, ANY), []).append((stage, touchpoint))
        sums.setdefault((ANY, touchpoint), []).append((stage, touchpoint))
    wholes = [[place for place in sums if place[side] == ANY and place in there] for side in (1, 0)]
    hidden = {place for place, count in there.items() if count < min_group}
    while True:
        found = [_in_sum(there, parts, total, hidden, min_group) for total, parts in sums.items() if total in there]
        found += [_in_sum(there, parts, None, hidden, min_group) for parts in wholes]
        more = {place for place in found if place is not None}
        if not more:
            return hidden
        hidden.add(min(more, key=lambda place: (there[place], place)))


def _in_sum(people: Mapping[Place, int], parts: Sequence[Place], total: Place | None, hidden: Set[Place], min_group: int) -> Place | None:
    """What must be hidden besides what is, for a sum to tell nothing; None for a total that is always shown."""
    few = [part for part in parts if part in hidden]
    rest = [part for part in parts if part not in hidden]
    smallest = min(rest, key=lambda place: (people[place], place), default=None)
    if total in hidden:
        return smallest if not few else None
    if not _tell([people[part] for part in few], min_group):
        return None
    return smallest if smallest is not None else total


def without_numbers(score: Score) -> Score:
    """A score that may not be shown: nothing is left of its numbers."""
    return Score(None, notes=score.notes, hidden=True, better=score.better)


_LEVELS = ("year", "quarter", "month", "week", "day")


def blocks(people: Mapping[date, int], min_group: int) -> list[list[date]]:
    """The shortest stretches of time that scores may be told of, each of at least `min_group` people (fewer where there are no more).

    Scores of two periods that differ by a day, a month or a year give that away. So a period may begin and end only where everybody's
    does: all of it is put together from years, a year from quarters, and so on down to days, each time as many in a row as bring enough
    people. `people` counts who answered on each day; the first day of a month may stand for all of it where no period ends inside.
    """
    days = sorted(day for day, count in people.items() if count)
    if all(people[day] >= min_group for day in days):
        return [[day] for day in days]  # each is enough by itself, on every level
    parts = [days]
    for level in _LEVELS:
        parts = [block for part in parts for block in _put_together(part, people, level, min_group)]
    return parts


def _put_together(days: Sequence[date], people: Mapping[date, int], level: str, least: int) -> list[list[date]]:
    """Neighbours put together until each block holds `least` people; what is left at the end belongs to the last one."""
    found: list[list[date]] = []
    held: list[date] = []
    for _, part in groupby(days, key=lambda day: calendar_of(day)[level]):
        held = [*held, *part]
        if sum(people[day] for day in held) >= least:
            found.append(held)
            held = []
    if not found:
        return [held] if held else []
    return [*found[:-1], [*found[-1], *held]]


def parting_few(days: Iterable[date], people: Mapping[date, int], min_group: int) -> set[date]:
    """Those of the days at which a period that begins with one, or ends before it, could be told from another one by too few people."""
    whole = blocks(people, min_group)
    return {day for day in days if any(block[0] < day <= block[-1] for block in whole)}
