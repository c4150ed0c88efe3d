"""How the answers spread over their scale, in two periods side by side. Counted from the answers: no sum holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import Direction, Period, Role, Scope, Score
from vocdash.metrics.query import Names, read_names, resolve
from vocdash.metrics.sources import PERSON, answers, inside
from vocdash.metrics.sums import wilson
from vocdash.store import Store
from vocdash.store import tables as t

_BANDS = 5
_MOST_STEPS = 11


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of one period: their share (0–100) at each step, lowest value first, and how many lie in the worse half.

    `below` is in percent with its interval; several answers of one person count as one for it.
    """

    shares: tuple[float, ...]
    n: int
    people: int
    below: Score


@dataclass(frozen=True, slots=True)
class Spread:
    """Answers on one scale: its steps by name, lowest value first, and the two periods.

    `others` are (code, name) of the scales also used here.
    """

    scale: str
    name: str
    steps: tuple[str, ...]
    direction: Direction
    now: Answered
    before: Answered
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    code: str
    name: str
    low: float
    high: float
    direction: Direction
    labels: Mapping[str, str]

    def is_stepped(self, values: set[float]) -> bool:
        return self.high - self.low < _MOST_STEPS and all(value == int(value) for value in values)


_Counts = dict[float, tuple[float, int]]
"""Weighted and plain number of answers by value."""


def spread(store: Store, scope: Scope, before: Period, scale: str | None = None) -> Spread | None:
    """How answers that say how it was spread over one scale: `scale` by code, or the one most answers are on.

    Scales of many or of broken values are cut into five equal bands. None when nobody answered in the scope.
    """
    with store.reading() as connection:
        names = read_names(connection)
        found = _count(connection, names, scope)
        used = sorted(found, key=lambda code: -sum(n for _, n in found[code].values()))
        if not used:
            return None
        chosen = scale if scale in found else used[0]
        then = _count(connection, names, scope.during(before)).get(chosen, {})
        people = [_people(connection, names, part, chosen) for part in (scope, scope.during(before))]
        ruler = _read_scale(connection, chosen)
        others = tuple((code, _read_scale(connection, code).name) for code in used if code != chosen)
    stepped = ruler.is_stepped({*found[chosen], *then})
    now, earlier = (_answered(counts, n, ruler, stepped, scope.weighted) for counts, n in zip((found[chosen], then), people, strict=True))
    return Spread(chosen, ruler.name, _names(ruler, stepped), ruler.direction, now, earlier, others)


def _scored(names: Names, scope: Scope, *columns: Any) -> sa.Select[Any]:
    told = t.questions.c.role.in_((Role.PERFORMANCE.value, Role.OUTCOME.value))
    return answers(*columns).where(*inside(resolve(scope, names), scope.period), told, t.responses.c.value.is_not(None))


def _count(connection: Connection, names: Names, scope: Scope) -> dict[str, _Counts]:
    keys = (t.scales.c.code, t.responses.c.value)
    statement = _scored(names, scope, *keys, sa.func.sum(t.submissions.c.weight), sa.func.count()).group_by(*keys)
    found: dict[str, _Counts] = {}
    for code, value, weight, n in connection.execute(statement.where(t.scales.c.code.is_not(None))):
        found.setdefault(code, {})[value] = (weight, n)
    return found


def _people(connection: Connection, names: Names, scope: Scope, scale: str) -> int:
    statement = _scored(names, scope, sa.func.count(sa.distinct(PERSON))).where(t.scales.c.code == scale)
    return int(connection.scalar(statement) or 0)


def _read_scale(connection: Connection, code: str) -> _Scale:
    row = connection.execute(sa.select(t.scales).where(t.scales.c.code == code)).one()
    return _Scale(row.code, row.name or row.code, row.minimum, row.maximum, Direction(row.direction), row.labels or {})


def _answered(counts: _Counts, people: int, ruler: _Scale, stepped: bool, weighted: bool) -> Answered:
    amounts = {value: weight if weighted else float(n) for value, (weight, n) in counts.items()}
    total = sum(amounts.values())
    n = sum(plain for _, plain in counts.values())
    steps = [0.0] * len(_names(ruler, stepped))
    for value, amount in amounts.items():
        steps[_step(value, ruler, stepped)] += amount
    shares = tuple(100 * amount / total if total else 0.0 for amount in steps)
    return Answered(shares, n, people, _below(amounts, ruler, n, people))


def _step(value: float, ruler: _Scale, stepped: bool) -> int:
    if stepped:
        return round(value - ruler.low)
    return min(_BANDS - 1, int((value - ruler.low) / (ruler.high - ruler.low) * _BANDS))


def _names(ruler: _Scale, stepped: bool) -> tuple[str, ...]:
    if stepped:
        return tuple(ruler.labels.get(f"{value}", f"{value}") for value in range(round(ruler.low), round(ruler.high) + 1))
    width = (ruler.high - ruler.low) / _BANDS
    return tuple(f"{ruler.low + at * width:g} to {ruler.low + (at + 1) * width:g}" for at in range(_BANDS))


def _below(amounts: Mapping[float, float], ruler: _Scale, n: int, people: int) -> Score:
    total = sum(amounts.values())
    if not total or not people:
        return Score(None)
    middle = (ruler.low + ruler.high) / 2
    worse = sum(amount for value, amount in amounts.items() if (value < middle if ruler.direction is Direction.UP else value > middle))
    low, high = wilson(worse / total, people)
    return Score(100 * worse / total, 100 * low, 100 * high, n, people, float(people), people=people)
