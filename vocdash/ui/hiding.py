"""What may be shown: scores of too few people are hidden, and those that would give them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from vocdash import settings
from vocdash.domain import Row, Scope, Score
from vocdash.metrics import Query, ask, privacy
from vocdash.metrics.registry import SEGMENT
from vocdash.ui import data


def min_group() -> int:
    """People below which a number is hidden."""
    return int(settings.get("min_group"))


def hidden_below(rows: Iterable[Row], within: str | None = None) -> list[Row]:
    """The rows as they may be shown; totals are shown for each value of the dimension `within` (None: for all rows)."""
    return privacy.hide(rows, min_group(), within=lambda row: row.keys[within] if within else None)


def shown(score: Score) -> Score:
    """A single score as it may be shown."""
    return privacy.hide([Row({}, score)], min_group())[0].score


Keys = tuple[str, ...]


def telling(scope: Scope, by: Keys = ()) -> set[Keys]:
    """The rows of a scope, split by these places, that subtracted from everybody's would tell those of too few people."""
    return {keys for attribute, picked, wider in _filtered(scope) for keys in _told_by(attribute, picked, wider, by)}


def tells(scope: Scope) -> bool:
    """Whether the whole of a scope is such a row."""
    return bool(telling(scope))


def hide_telling(rows: list[Row], scope: Scope) -> list[Row]:
    """The rows without the numbers of those that would tell too much; what is hidden already stays so."""
    told = telling(scope, tuple(rows[0].keys)) if rows else set()
    return [replace(row, score=privacy.without_numbers(row.score)) if tuple(row.keys.values()) in told else row for row in rows]


def _filtered(scope: Scope) -> Iterator[tuple[str, Keys, Scope]]:
    """Each segment a scope is narrowed by, the values picked, and the scope without that filter."""
    for name, picked in scope.segments:
        yield f"{SEGMENT}{name}", picked, scope.without(name)


def _told_by(attribute: str, picked: Keys, wider: Scope, by: Keys) -> Iterator[Keys]:
    rows = data.of_answers(ask, Query("experience", (*by, attribute), wider))
    families: dict[Keys, list[Row]] = {}
    for row in rows:
        families.setdefault(tuple(row.keys[code] for code in by), []).append(row)
    for keys, family in families.items():
        small = {row.keys[attribute] for row in hidden_below(family) if row.score.hidden}
        if small & set(picked) and small - set(picked):
            yield keys
