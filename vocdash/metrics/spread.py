"""How the answers spread over their scale, in two periods side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import Direction, Period, Row, Scope, Score
from vocdash.metrics.given import Floats, Ints
from vocdash.metrics.kept import read_kept
from vocdash.metrics.privacy import ANY
from vocdash.metrics.query import Filters, read_names, resolve
from vocdash.metrics.sums import wilson
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.remembered import remembered

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


NOBODY = Answered((), 0, 0, Score(None))


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


def spread(store: Store, scope: Scope, before: Period, scale: str | None = None) -> Spread | None:
    """How answers that say how it was spread over one scale: `scale` by code, or the one most answers are on.

    Scales of many or of broken values are cut into five equal bands. None when nobody answered in the scope.
    """
    with store.reading() as connection:
        filters = resolve(scope, read_names(connection))
        now, then = (remembered(connection, _read, filters, part.period) for part in (scope, scope.during(before)))
        ruler_of = {row.scale_id: _scale(row) for row in connection.execute(sa.select(t.scales))}
    used = sorted(now, key=lambda number: (-len(now[number].value), ruler_of[number].code))
    if not used:
        return None
    chosen = next((number for number in used if ruler_of[number].code == scale), used[0])
    ruler, found, earlier = ruler_of[chosen], now[chosen], then.get(chosen, _NOBODY)
    stepped = ruler.is_stepped({*np.unique(found.value).tolist(), *np.unique(earlier.value).tolist()})
    side, side_before = (_answered(each, ruler, stepped, scope.weighted) for each in (found, earlier))
    others = tuple((ruler_of[number].code, ruler_of[number].name) for number in used if number != chosen)
    return Spread(ruler.code, ruler.name, _names(ruler, stepped), ruler.direction, side, side_before, others)


def answered_on(store: Store, scope: Scope) -> list[Row]:
    """How many said on each `scale`, by code, how it was, most answers first: `n`, `submissions` and `people` alone."""
    with store.reading() as connection:
        found = remembered(connection, _read, resolve(scope, read_names(connection)), scope.period)
        codes = {row.scale_id: row.code for row in connection.execute(sa.select(t.scales.c.scale_id, t.scales.c.code))}
    rows = [Row({"scale": codes[number]}, _counted(given)) for number, given in found.items()]
    return sorted(rows, key=lambda row: (-row.score.n, row.keys["scale"]))


def answered_at(store: Store, scope: Scope) -> list[Row]:
    """The same for every cell, stage and touchpoint and for the whole of a scope that picks no places: `scale`, `stage`, `touchpoint`.

    Totals have :data:`~vocdash.metrics.privacy.ANY` in the place of a code.
    """
    with store.reading() as connection:
        names = read_names(connection)
        kept = read_kept(connection, resolve(scope, names), scope.period)
        codes = {row.scale_id: row.code for row in connection.execute(sa.select(t.scales.c.scale_id, t.scales.c.code))}
    if kept is None:
        return []
    found = kept.answers
    at = np.flatnonzero(~np.isnan(found.measures["experience"]))
    nowhere, rows = np.zeros(len(at), dtype=np.int64), []
    for stage, touchpoint in product((found.stage[at], nowhere), (found.touchpoint[at], None)):
        by = (found.scale[at], stage, nowhere if touchpoint is None else touchpoint)
        for scale, stage_id, touchpoint_id, people in _people(by, found.human[found.who[at]]):
            place = {
                "stage": names.stages.get(stage_id, ANY),
                "touchpoint": ANY if touchpoint is None else names.touchpoints[touchpoint_id],
            }
            rows.append(Row({"scale": codes[scale], **place}, Score(None, n=people, submissions=people, people=people)))
    return rows


def _people(by: tuple[Ints, ...], human: Ints) -> list[tuple[int, ...]]:
    """(key of each column, how many people) of every group."""
    columns = [column.astype(np.int64) for column in (*by, human)]
    sizes = tuple(int(column.max(initial=0)) + 1 for column in columns)
    told = np.unravel_index(np.unique(np.ravel_multi_index(columns, sizes)), sizes)[:-1]
    groups, people = np.unique(np.ravel_multi_index(told, sizes[:-1]), return_counts=True)
    return list(zip(*(part.tolist() for part in np.unravel_index(groups, sizes[:-1])), people.tolist(), strict=True))


def _counted(given: _Given) -> Score:
    people = len(np.unique(given.human))
    return Score(None, n=len(given.value), submissions=people, people=people)


@dataclass(frozen=True, slots=True)
class _Given:
    """Answers on one scale: the value of each, the weight of its submission, and the number of who gave it."""

    value: Floats
    weight: Floats
    human: Ints


_NOBODY = _Given(np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int64))


def _read(connection: Connection, filters: Filters, period: Period | None) -> dict[int, _Given]:
    """The answers that say how it was, by the number of their scale."""
    kept = read_kept(connection, filters, period)
    if kept is None:
        return {}
    found = kept.answers
    told = ~np.isnan(found.measures["experience"])
    on = {scale: np.flatnonzero(told & (found.scale == scale)) for scale in np.unique(found.scale[told]).tolist()}
    return {scale: _Given(found.value[at], found.weight[found.who[at]], found.human[found.who[at]]) for scale, at in on.items()}


def _scale(row: sa.Row[Any]) -> _Scale:
    return _Scale(row.code, row.name or row.code, row.minimum, row.maximum, Direction(row.direction), row.labels or {})


def _answered(given: _Given, ruler: _Scale, stepped: bool, weighted: bool) -> Answered:
    names = _names(ruler, stepped)
    amounts = given.weight if weighted else np.ones(len(given.value))
    people = len(np.unique(given.human))
    steps = np.bincount(_steps(given.value, ruler, stepped), amounts, minlength=len(names))
    total = float(amounts.sum())
    shares = tuple(100 * float(amount) / total if total else 0.0 for amount in steps)
    return Answered(shares, len(given.value), people, _below(given.value, amounts, ruler, people))


def _steps(values: Floats, ruler: _Scale, stepped: bool) -> Ints:
    if stepped:
        return np.rint(values - ruler.low).astype(np.int64)
    return np.minimum(_BANDS - 1, (values - ruler.low) / (ruler.high - ruler.low) * _BANDS).astype(np.int64)


def _names(ruler: _Scale, stepped: bool) -> tuple[str, ...]:
    if stepped:
        return tuple(ruler.labels.get(f"{value}", f"{value}") for value in range(round(ruler.low), round(ruler.high) + 1))
    width = (ruler.high - ruler.low) / _BANDS
    return tuple(f"{ruler.low + at * width:g} to {ruler.low + (at + 1) * width:g}" for at in range(_BANDS))


def _below(values: Floats, amounts: Floats, ruler: _Scale, people: int) -> Score:
    total = float(amounts.sum())
    if not total or not people:
        return Score(None)
    middle = (ruler.low + ruler.high) / 2
    worse = float(amounts[values < middle if ruler.direction is Direction.UP else values > middle].sum()) / total
    low, high = wilson(worse, people)
    return Score(100 * worse, 100 * low, 100 * high, len(values), people, float(people), people=people)
