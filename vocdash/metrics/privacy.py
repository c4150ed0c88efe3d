"""Numbers so small that a person could be recognised are hidden, and nothing else may give them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from vocdash.domain import Row, Score


def hide(rows: Iterable[Row], min_group: int, *, within: Callable[[Row], object] = lambda row: None) -> list[Row]:
    """Hide every score of fewer than `min_group` people, and one more where subtracting would reveal it.

    `within` names the group of rows whose total is shown elsewhere (all of them by default): where exactly one row of it is
    hidden, the next smallest is hidden too (metrics.md §6). A row without answers has nothing to hide.
    """
    listed = list(rows)
    sizes = [Size(row.score.submissions, row.score.people, within(row)) for row in listed]
    hidden = too_small(sizes, min_group)
    return [replace(row, score=without_numbers(row.score)) if number in hidden else row for number, row in enumerate(listed)]


class Size(NamedTuple):
    """How large a group is: its submissions, the people they are of (at least so many), and what its total is shown for."""

    submissions: int
    people: int
    within: object = None


def too_small(sizes: Sequence[Size], min_group: int) -> set[int]:
    """The numbers of the groups that must be hidden; see :func:`hide`."""
    families: dict[object, list[int]] = {}
    for number, size in enumerate(sizes):
        if size.submissions:
            families.setdefault(size.within, []).append(number)
    return {number for members in families.values() for number in _hidden(sizes, members, min_group)}


def _hidden(sizes: Sequence[Size], members: list[int], min_group: int) -> list[int]:
    small = [number for number in members if sizes[number].people < min_group]
    # How many people there are is known exactly of small groups only, so the next smallest goes by submissions.
    others = sorted((number for number in members if number not in small), key=lambda number: sizes[number].submissions)
    return [*small, *others[:1]] if len(small) == 1 else small


def without_numbers(score: Score) -> Score:
    """A score that may not be shown: nothing is left of its numbers."""
    return Score(None, notes=score.notes, hidden=True, better=score.better)
