"""Numbers so small that a person could be recognised are hidden, and nothing else may give them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from vocdash.domain import Row, Score


def hide(rows: Iterable[Row], min_group: int, *, within: Callable[[Row], object] = lambda row: None) -> list[Row]:
    """Hide every score of fewer than `min_group` people, and one more where subtracting would reveal it.

    `within` names the group of rows whose total is shown elsewhere (all of them by default): where exactly one row of it is
    hidden, the next smallest is hidden too (metrics.md §6). A row without answers has nothing to hide.
    """
    listed = list(rows)
    families: dict[object, list[int]] = {}
    for number, row in enumerate(listed):
        families.setdefault(within(row), []).append(number)
    hidden = {number for members in families.values() for number in _hidden(listed, members, min_group)}
    return [replace(row, score=_without_numbers(row.score)) if number in hidden else row for number, row in enumerate(listed)]


def _hidden(rows: list[Row], members: list[int], min_group: int) -> list[int]:
    answered = [number for number in members if rows[number].score.submissions]
    small = [number for number in answered if rows[number].score.people < min_group]
    # How many people there are is known exactly of small groups only, so the next smallest goes by submissions.
    others = sorted((number for number in answered if number not in small), key=lambda i: rows[i].score.submissions)
    return [*small, *others[:1]] if len(small) == 1 else small


def _without_numbers(score: Score) -> Score:
    return Score(None, notes=score.notes, hidden=True, better=score.better)
