"""Rate, mix and coverage effects of two periods from the sums of their groups, and how sure each is: numbers in, numbers out.

How sure: an effect's variance is the sum of the squared changes that leaving out one submission after the other makes of it (the
jackknife). That is what a bootstrap of submissions tends to, without a draw and from all of them. Within its own groups, which may be
small, the change is exact; through the sums of its stages it is linear, as everywhere in :mod:`vocdash.metrics.sums`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vocdash.metrics.given import Floats, Ints

_NOTHING = 1e-12
"""What rounding leaves of a group's weight when its only submission is left out, as a share of it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What groups belong to, by number: a stage, the part the change is told apart by, and the unit that a stage's score is made of.

    A unit is the whole stage, or one of its cells where cells have weights of their own: `unit_weight` is that weight, NaN for a
    whole stage.
    """

    stage: Ints
    part: Ints
    unit: Ints
    parts: int
    unit_stage: Ints
    unit_weight: Floats
    stage_weight: Floats


@dataclass(frozen=True, slots=True)
class Rows:
    """What submissions said: `s` and `n` of each submission `who` (0 to `people` − 1, ascending) in each group that it speaks of."""

    who: Ints
    group: Ints
    s: Floats
    n: Floats
    people: int


@dataclass(frozen=True, slots=True)
class Side:
    """One period: each group's `n`, `share` of its stage and `rate`, each unit's `base`, `rate` and `share`, each stage's `score`."""

    s: Floats
    n: Floats
    share: Floats
    rate: Floats
    unit_base: Floats
    unit_rate: Floats
    unit_share: Floats
    score: Floats
    present: NDArray[np.bool_]
    index: float


def side_of(frame: Frame, rows: Rows) -> Side:
    """The sums of a period; its index is NaN where nobody answered."""
    groups, units, stages = len(frame.stage), len(frame.unit_stage), len(frame.stage_weight)
    s, n = (_summed(rows.group, column, groups) for column in (rows.s, rows.n))
    base, total = (_summed(frame.unit, column, units) for column in (n, s))
    counts = np.where(base > 0, np.where(np.isnan(frame.unit_weight), 1.0, frame.unit_weight), 0.0)
    unit_share = _ratio(counts, _summed(frame.unit_stage, counts, stages)[frame.unit_stage])
    share, rate = unit_share[frame.unit] * _ratio(n, base[frame.unit]), _ratio(s, n)
    score, present = _summed(frame.stage, share * rate, stages), _summed(frame.stage, share, stages) > 0
    weight = frame.stage_weight * present
    index = float((weight * score).sum() / weight.sum()) if weight.sum() > 0 else float("nan")
    return Side(s, n, share, rate, base, _ratio(total, base), unit_share, score, present, index)


def _summed(at: Ints, values: Floats, count: int) -> Floats:
    """The sums of the values that stand at the same of `count` places."""
    found: Floats = np.bincount(at, values, count).astype(np.float64, copy=False)
    return found


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, where=below > 0, out=np.zeros(len(above)))


def effects_of(frame: Frame, before: Side, after: Side) -> Floats:
    """Rate of each part, mix of each part, coverage of each stage, one after the other; they add up to the change of the index."""
    rate, mix = _rate_and_mix(_common(frame, before, after)[frame.stage], before, after)
    by_part = [_summed(frame.part, effect, frame.parts) for effect in (rate, mix)]
    entering, leaving = _coverage(frame, before, after)
    return np.concatenate([*by_part, entering @ after.score + leaving @ before.score])


def _common(frame: Frame, before: Side, after: Side) -> Floats:
    """The weights of the stages that have answers in both periods, as shares of 1."""
    weight = frame.stage_weight * (before.present & after.present)
    return weight / weight.sum() if weight.sum() > 0 else np.zeros_like(weight)


def _rate_and_mix(weight: Floats, before: Side, after: Side) -> tuple[Floats, Floats]:
    return _split(weight, before.share, before.rate, before.n > 0, after.share, after.rate, after.n > 0)


def _split(
    weight: Floats, share0: Floats, rate0: Floats, seen0: NDArray[np.bool_], share1: Floats, rate1: Floats, seen1: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """A group that answers in only one period has no rate in the other: its whole contribution is mix."""
    rate0, rate1 = np.where(seen0, rate0, rate1), np.where(seen1, rate1, rate0)
    return weight * (share0 + share1) / 2 * (rate1 - rate0), weight * (rate0 + rate1) / 2 * (share1 - share0)


def _coverage(frame: Frame, before: Side, after: Side) -> tuple[Floats, Floats]:
    """Two matrices: what the scores after, and those before, contribute to the coverage effect of each stage.

    What entering or leaving stages do to the index is shared among them by weight × distance from the common stages.
    """
    apart = np.eye(len(frame.stage_weight)) - _common(frame, before, after)
    entering, leaving = (frame.stage_weight * one.present * ~other.present for one, other in ((after, before), (before, after)))
    now, then = ((frame.stage_weight * side.present).sum() for side in (after, before))
    return entering[:, None] * apart / now, -leaving[:, None] * apart / then


def variances(frame: Frame, before: Side, after: Side, rows_before: Rows, rows_after: Rows) -> Floats:
    """The variance of every effect, in the order of :func:`effects_of`, and last that of the whole change."""
    sides = ((rows_before, False), (rows_after, True))
    squares = [_moved_by_each(frame, before, after, *side) for side in sides]
    return np.maximum(0.0, squares[0] + squares[1])


def _moved_by_each(frame: Frame, before: Side, after: Side, rows: Rows, later: bool) -> Floats:
    """The squares of what rates, mixes, coverages and the whole change move when a submission of one period is left out, summed.

    What a submission moves is its own table + the sums of its units × some matrix; the square of that needs no more than the
    products of these tables, which are as small as there are parts and units.
    """
    side, sign = (after, 1.0) if later else (before, -1.0)
    weight = _common(frame, before, after)[frame.stage]
    rates = np.where(before.n > 0, before.rate, after.rate), np.where(after.n > 0, after.rate, before.rate)
    pulls = weight * (rates[1] - rates[0]) / 2, sign * weight * (rates[0] + rates[1]) / 2
    found = [_products(frame, weight, before, after, some, later) for some in _batches(rows)]
    together, apart, *both = (sum(each[1:], start=each[0]) for each in zip(*found, strict=True))
    squares = []
    for (own, with_units), pull in zip((both[:2], both[2:]), pulls, strict=True):
        by_unit = _by_unit(frame, pull * side.share).T
        squares.append(own + 2 * (with_units * by_unit.T).sum(axis=1) + _squares(together, by_unit))
    in_stage = -side.unit_share[:, None] * (frame.unit_stage[:, None] == np.arange(len(frame.stage_weight)))
    entering, leaving = _coverage(frame, before, after)
    shares = frame.stage_weight * side.present / (frame.stage_weight * side.present).sum()
    moved = in_stage @ np.column_stack([(entering if later else leaving).T, sign * shares])
    return np.concatenate([*squares, _squares(apart, moved)])


_AT_ONCE = 6_000
"""So many submissions have tables that stay in the processor's own memory, which takes half as long as tables of all of them."""


def _batches(rows: Rows) -> Iterator[Rows]:
    """The rows by submissions, a few thousand at once, numbered from 0 in each; they are in the order of submissions."""
    ends = np.searchsorted(rows.who, np.arange(0, rows.people + _AT_ONCE, _AT_ONCE))
    for first, (start, end) in zip(range(0, rows.people, _AT_ONCE), pairwise(ends.tolist()), strict=False):
        who = rows.who[start:end] - first
        yield Rows(who, rows.group[start:end], rows.s[start:end], rows.n[start:end], min(_AT_ONCE, rows.people - first))


def _products(frame: Frame, weight: Floats, before: Side, after: Side, rows: Rows, later: bool) -> list[Floats]:
    """The tables of some submissions multiplied: shares of units with themselves, distances from their rates with themselves,
    and what rates, and then mixes, move in their own groups: squared, and with the shares of units.
    """
    side = after if later else before
    unit, part, units = frame.unit[rows.group], frame.part[rows.group], len(frame.unit_stage)
    said = _table(rows, unit, rows.n / side.unit_base[unit], units)
    away = _table(rows, unit, (rows.s - side.unit_rate[unit] * rows.n) / side.unit_base[unit], units)
    products = [said.T @ said, away.T @ away]
    for values in _in_own_groups(weight, before, after, rows, later):
        own = _table(rows, part, values, frame.parts)
        products += [np.einsum("ij,ij->j", own, own), own.T @ said]
    return products


def _squares(together: Floats, moved: Floats) -> Floats:
    """The sums of the squares of table × `moved`, a column each, from the products of the table with itself."""
    found: Floats = np.einsum("ij,ij->j", moved, together @ moved)
    return found


def _in_own_groups(weight: Floats, before: Side, after: Side, rows: Rows, later: bool) -> tuple[Floats, Floats]:
    """How rate and mix of a group move when one submission is missing from it, as long as its unit's sums stay; an entry a row."""
    at, side = rows.group, after if later else before
    n, s = side.n[at] - rows.n, side.s[at] - rows.s
    left = n > _NOTHING * side.n[at]
    changed = side.share[at] * _ratio(np.where(left, n, 0.0), side.n[at]), _ratio(s, np.where(left, n, 0.0)), left
    stays = (before if later else after).share[at], (before if later else after).rate[at], (before if later else after).n[at] > 0
    without = _split(weight[at], *stays, *changed) if later else _split(weight[at], *changed, *stays)
    rate, mix = _rate_and_mix(weight, before, after)
    return without[0] - rate[at], without[1] - mix[at]


def _by_unit(frame: Frame, values: Floats) -> Floats:
    """The values of groups summed by part and unit."""
    units = len(frame.unit_stage)
    return _summed(frame.part * units + frame.unit, values, frame.parts * units).reshape(frame.parts, units)


def _table(rows: Rows, column: Ints, values: Floats, columns: int) -> Floats:
    """The values of rows summed by submission and column."""
    return _summed(rows.who * columns + column, values, rows.people * columns).reshape(rows.people, columns)
