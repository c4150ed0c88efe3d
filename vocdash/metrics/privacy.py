"""Numbers so small that a person could be recognised are hidden, and nothing else may give them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeVar

from vocdash.domain import Row, Score

T = TypeVar("T")
Within = Callable[[Row], object]


def hide(rows: Iterable[Row], min_group: int, *within: Within) -> list[Row]:
    """Hide every score of fewer than `min_group` people, and one more where subtracting would reveal it.

    Each of `within` names the group of rows whose total is shown elsewhere (all of them by default): where exactly one row of such
    a group is hidden, the next smallest is hidden too (metrics.md §6). A row without answers has nothing to hide.
    """
    listed = list(rows)
    families = within or (lambda row: None,)
    sizes = [Size(row.score.submissions, row.score.people, tuple(family(row) for family in families)) for row in listed]
    hidden = too_small(sizes, min_group)
    return [replace(row, score=without_numbers(row.score)) if number in hidden else row for number, row in enumerate(listed)]


class Size(NamedTuple):
    """How large a group is: its submissions, the people they are of (at least so many), and the totals it is a part of."""

    submissions: int
    people: int
    within: tuple[object, ...] = (None,)


def too_small(sizes: Sequence[Size], min_group: int) -> set[int]:
    """The numbers of the groups that must be hidden; see :func:`hide`."""
    families: dict[tuple[int, object], list[int]] = {}
    for number, size in enumerate(sizes):
        if size.submissions:
            for total in enumerate(size.within):
                families.setdefault(total, []).append(number)
    hidden = {number for members in families.values() for number in members if sizes[number].people < min_group}
    smallest_first = sorted(families.values(), key=len)
    while (more := next((one for members in smallest_first if (one := _besides(sizes, members, hidden)) is not None), None)) is not None:
        hidden.add(more)
    return hidden


def _besides(sizes: Sequence[Size], members: Sequence[int], hidden: Set[int]) -> int | None:
    """The one to hide besides the only hidden one of a family: of those in most of its other families, too, the smallest."""
    alone = hidden & set(members)
    if len(alone) != 1:
        return None
    within = sizes[next(iter(alone))].within

    def order(number: int) -> tuple[int, int]:
        # How many people there are is known exactly of small groups only, so the next smallest goes by submissions.
        return -sum(one == other for one, other in zip(sizes[number].within, within, strict=True)), sizes[number].submissions

    return min((number for number in members if number not in hidden), key=order, default=None)


def without_numbers(score: Score) -> Score:
    """A score that may not be shown: nothing is left of its numbers."""
    return Score(None, notes=score.notes, hidden=True, better=score.better)


def parts_few(day: date, people: Mapping[date, int], min_group: int) -> bool:
    """Whether a period that begins or ends with `day` could be told apart from another one by too few people.

    Scores of two periods that differ by a day give that day away. So a period may begin and end only where everybody's does: a
    quarter is put together from months, and a month from days, each time as many in a row as bring `min_group` people. `people`
    counts who answered on each day of the quarter of `day`.
    """
    months: dict[tuple[int, int], list[date]] = {}
    for answered in sorted(people):
        months.setdefault((answered.year, answered.month), []).append(answered)
    for block in _blocks(list(months.values()), lambda days: sum(people[one] for one in days), min_group):
        days = [one for month in block for one in month]
        parts = [days] if len(block) > 1 else _blocks(days, lambda one: people[one], min_group)
        if any(part[0] < day <= part[-1] for part in parts):
            return True
    return False


def _blocks(parts: Sequence[T], size: Callable[[T], int], least: int) -> list[list[T]]:
    """Neighbours put together until each block holds `least`; what is left at the end belongs to the last one."""
    blocks: list[list[T]] = []
    held: list[T] = []
    for part in parts:
        held.append(part)
        if sum(map(size, held)) >= least:
            blocks.append(held)
            held = []
    if not blocks:
        return [held] if held else []
    return [*blocks[:-1], [*blocks[-1], *held]]
