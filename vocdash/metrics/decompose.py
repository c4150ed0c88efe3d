"""What a change of the overall index is made of: effects that add up to it exactly (metrics.md §15).

With groups g = touchpoint × channel × segment combination in a stage, a_g their share of it and r_g their score:

    rate     Σ mean(a) × Δr      the same customers at the same places are served better or worse
    mix      Σ mean(r) × Δa      other places or customers answer
    coverage a stage has answers in only one of the two periods
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Connection

from vocdash.domain import Period, Scope
from vocdash.metrics.index import EXPERIENCE, Unit, Weights, draw, every_kth, one_journey, read_weights
from vocdash.metrics.query import Filters, Names, check_dimensions, read_names, resolve
from vocdash.metrics.registry import MEASURES, SEGMENT
from vocdash.metrics.sources import answers, inside
from vocdash.metrics.sums import Z
from vocdash.store import Store
from vocdash.store import tables as t

_REPLICATES = 300
_SEED = 20260501

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effect:
    """A part of a change of the index, in points: `kind` is rate, mix or coverage.

    `part` is its stage, or the value of the segment where the change was split by one; coverage always belongs to a stage.
    """

    kind: str
    part: str
    value: float
    low: float | None
    high: float | None

    @property
    def real(self) -> bool:
        """Whether noise does not explain it."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Where a change of the index comes from: the effects add up to `after` − `before` exactly.

    `low` and `high` bound the whole change; intervals come from a bootstrap of submissions. `sampled` says how many of them
    were drawn for it where there are more (None: all). The index values are None where a period has no answers at all; then
    there are no effects.
    """

    before: float | None
    after: float | None
    effects: tuple[Effect, ...]
    low: float | None
    high: float | None
    sampled: int | None

    @property
    def change(self) -> float | None:
        """The whole change in points; None where a period has no answers."""
        return None if self.before is None or self.after is None else self.after - self.before

    def total(self, kind: str) -> float:
        """The sum of all effects of one kind."""
        return math.fsum(effect.value for effect in self.effects if effect.kind == kind)


@dataclass(frozen=True, slots=True)
class _Groups:
    """The groups of both periods: stage and part (as the change is split) of each, its cell's own weight (nan: none), and its cell."""

    stage: NDArray[np.int64]
    part: NDArray[np.int64]
    parts: int
    cell: NDArray[np.int64]
    cell_stage: NDArray[np.int64]
    cell_weight: Floats
    stage_weight: Floats


def decompose(store: Store, scope: Scope, before: Period, *, by: str = "stage", replicates: int = _REPLICATES) -> Decomposition:
    """Split the change of the overall index since `before` into rate, mix and coverage effects that add up exactly.

    Parameters
    ----------
    scope : Scope
        The scope as it is now; its period must be set.
    by : str
        Whose rate and mix effects are told apart: of each "stage", or of each value of a segment ("segment:region").
    replicates : int
        Bootstrap replicates of submissions for the intervals; 0 leaves the intervals out.
    """
    with store.reading() as connection:
        names = read_names(connection)
        scope = one_journey(names, scope)
        weights = read_weights(connection, scope)
        stages = list(weights.stages)
        filters = resolve(scope, names)
        found = [_read(connection, names, part, filters) for part in (scope.during(before), scope)]
        keys = sorted({key for sums in found for key in sums if key[0] in weights.stages})
        check_dimensions((by,), names)
        parts = _parts(names, keys, by)
        labels = stages if by == "stage" else sorted(set(parts))
        groups = _arrange(keys, weights, stages, [labels.index(part) for part in parts], len(labels))
        totals = [_totals(keys, sums) for sums in found]
        effects, indices = _split(groups, totals[0], totals[1], len(stages))
        if np.isnan(indices).any():
            return Decomposition(_or_none(indices[0]), _or_none(indices[1]), (), None, None, None)
        spreads, sampled = _bootstrap(connection, names, scope, before, filters, keys, groups, len(stages), replicates)
    known: list[float] | list[None] = [None] * len(effects) if spreads is None else spreads[:-1]
    labelled = [(kind, label) for kind in ("rate", "mix") for label in labels] + [("coverage", stage) for stage in stages]
    return Decomposition(
        float(indices[0]),
        float(indices[1]),
        tuple(
            Effect(kind, part, float(value), *_around(float(value), spread))
            for (kind, part), value, spread in zip(labelled, effects, known, strict=True)
            if value != 0.0
        ),
        *_around(float(indices[1] - indices[0]), None if spreads is None else spreads[-1]),
        sampled,
    )


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _around(value: float, spread: float | None) -> tuple[float | None, float | None]:
    return (None, None) if spread is None else (value - Z * spread, value + Z * spread)


def _parts(names: Names, keys: list[Unit], by: str) -> list[str]:
    """The part each group belongs to: its stage, or its value of a segment (empty where it has none)."""
    if by == "stage":
        return [key[0] for key in keys]
    attribute = by.removeprefix(SEGMENT)
    values = {names.label("segment", number): segment.get(attribute, "") for number, segment in names.segments.items()}
    return [values[key[3]] for key in keys]


def _arrange(keys: list[Unit], weights: Weights, stages: list[str], parts: list[int], count: int) -> _Groups:
    cells = sorted({key[:2] for key in keys})
    own = [weights.cells.get(stage, {}).get(touchpoint, 0.0 if stage in weights.cells else math.nan) for stage, touchpoint in cells]
    return _Groups(
        stage=np.array([stages.index(key[0]) for key in keys], dtype=np.int64),
        part=np.array(parts, dtype=np.int64),
        parts=count,
        cell=np.array([cells.index(key[:2]) for key in keys], dtype=np.int64),
        cell_stage=np.array([stages.index(cell[0]) for cell in cells], dtype=np.int64),
        cell_weight=np.array(own, dtype=np.float64),
        stage_weight=np.array([weights.stages[stage] for stage in stages], dtype=np.float64),
    )


def _read(connection: Connection, names: Names, scope: Scope, filters: Filters) -> dict[Unit, tuple[float, float]]:
    """(s, n) of every group of a scope, from the answers: no rollup tells all four apart, and these two simply add up."""
    r, s = t.responses.c, t.submissions.c
    x = MEASURES[EXPERIENCE].expression()
    weight = s.weight if scope.weighted else sa.literal(1.0)
    by = (r.stage_id, r.touchpoint_id, r.channel_id, s.segment_id)
    each = answers(*by, weight.label("w"), x.label("x")).where(*inside(filters, scope.period)).subquery().c
    keys = [each[column.name] for column in by]
    sums = (sa.func.sum(each.w * each.x), sa.func.sum(each.w))
    found: dict[Unit, tuple[float, float]] = {}
    segments = _segments(names)
    for row in connection.execute(sa.select(*keys, *sums).where(each.x.is_not(None)).group_by(*keys)):
        stage, touchpoint, channel, segment, total, n = tuple(row)
        key = (names.stages[stage], names.touchpoints[touchpoint], names.channels[channel], segments[segment])
        before = found.get(key, (0.0, 0.0))
        found[key] = (before[0] + total, before[1] + n)
    return found


def _segments(names: Names) -> dict[int, str]:
    return {number: names.label("segment", number) for number in names.segments}


def _totals(keys: list[Unit], sums: Mapping[Unit, tuple[float, float]]) -> Floats:
    """Two rows, s and n, a column for each group."""
    return np.array([sums.get(key, (0.0, 0.0)) for key in keys], dtype=np.float64).reshape(-1, 2).T


def _split(groups: _Groups, before: Floats, after: Floats, stages: int) -> tuple[Floats, Floats]:
    """(effects: rate and mix of each part, coverage of each stage, one after the other; the two indices). Last axes may be replicates.

    Shapes: `before` and `after` are (2, groups) or (2, groups, replicates).
    """
    share0, rate0 = _shares(groups, before, stages)
    share1, rate1 = _shares(groups, after, stages)
    # A group that answers in only one period has no rate in the other: its whole contribution is mix.
    seen0, seen1 = before[1] > 0, after[1] > 0
    rate0, rate1 = np.where(seen0, rate0, rate1), np.where(seen1, rate1, rate0)
    rate, mix = (share0 + share1) / 2 * (rate1 - rate0), (rate0 + rate1) / 2 * (share1 - share0)
    score0, score1 = _by_stage(groups.stage, share0 * rate0, stages), _by_stage(groups.stage, share1 * rate1, stages)
    in0, in1 = _by_stage(groups.stage, share0, stages) > 0, _by_stage(groups.stage, share1, stages) > 0
    weight = groups.stage_weight.reshape((-1,) + (1,) * (score0.ndim - 1))
    common = weight * (in0 & in1)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(common.sum(0) > 0, common / common.sum(0), 0.0)
        index0, index1 = (weight * in0 * score0).sum(0) / (weight * in0).sum(0), (weight * in1 * score1).sum(0) / (weight * in1).sum(0)
    coverage = _coverage(weight, (in0, in1), (score0, score1), (part * score0).sum(0), (part * score1).sum(0), (index0, index1))
    by_part = [_by_stage(groups.part, part[groups.stage] * effect, groups.parts) for effect in (rate, mix)]
    return np.concatenate([*by_part, coverage]), np.stack([index0, index1])


def _coverage(
    weight: Floats,
    present: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    scores: tuple[Floats, Floats],
    common0: Floats,
    common1: Floats,
    indices: tuple[Floats, Floats],
) -> Floats:
    """What stages that enter or leave do to the index, shared among them by weight × distance from the common stages."""
    entering, leaving = present[1] & ~present[0], present[0] & ~present[1]
    with np.errstate(invalid="ignore", divide="ignore"):
        joined = np.where(entering, weight * (scores[1] - common1) / (weight * present[1]).sum(0), 0.0)
        left = np.where(leaving, -weight * (scores[0] - common0) / (weight * present[0]).sum(0), 0.0)
    return joined + left if indices[0].ndim else np.nan_to_num(joined + left)


def _shares(groups: _Groups, totals: Floats, stages: int) -> tuple[Floats, Floats]:
    """(share of each group in its stage, score of each group); 0 where a group has no answers."""
    s, n = totals
    cells = len(groups.cell_weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(n > 0, s / n, 0.0)
        in_cell = _by_stage(groups.cell, n, cells)
        own = groups.cell_weight.reshape((-1,) + (1,) * (n.ndim - 1))
        # Where cells have weights of their own a cell counts by its weight, otherwise by its answers.
        counts = np.where(in_cell > 0, np.where(np.isnan(own), in_cell, own), 0.0)
        in_stage = _by_stage(groups.cell_stage, counts, stages)
        cell_share = np.where(in_stage[groups.cell_stage] > 0, counts / in_stage[groups.cell_stage], 0.0)
        share = np.where(n > 0, n / in_cell[groups.cell], 0.0) * cell_share[groups.cell]
    return share, rate


def _by_stage(number: NDArray[np.int64], values: Floats, count: int) -> Floats:
    """The sums of the values that have the same number; further axes stay apart."""
    # Loading scipy takes as long as loading all else, which an import or a command that asks for a score should not wait for.
    from scipy import sparse

    places = np.arange(len(number))
    summed: Floats = sparse.csr_array((np.ones(len(number)), (number, places)), shape=(count, len(number))) @ values
    return summed


def _bootstrap(
    connection: Connection,
    names: Names,
    scope: Scope,
    before: Period,
    filters: Filters,
    keys: list[Unit],
    groups: _Groups,
    stages: int,
    replicates: int,
) -> tuple[list[float] | None, int | None]:
    """Standard deviations of every effect and of the whole change over bootstrap samples of submissions."""
    if not replicates:
        return None, None
    generator = np.random.default_rng(_SEED)
    parts = (scope.during(before), scope)
    # Both periods are thinned alike, so that one factor leads from the sample back to all submissions.
    every = max(every_kth(connection, names, part) for part in parts)
    drawn, sampled = [], 0
    for part in parts:
        replicated, people = _replicates(draw(connection, part, filters, every), names, keys, scope.weighted, replicates, generator)
        drawn.append(replicated)
        sampled += people
    effects, indices = _split(groups, drawn[0], drawn[1], stages)
    changes = np.vstack([effects, indices[1] - indices[0]])
    spreads = np.nanstd(changes, axis=1, ddof=1) / math.sqrt(every)
    return spreads.tolist(), sampled if every > 1 else None


def _replicates(
    drawn: list[tuple[int, int, int, int, int, float, float, int]],
    names: Names,
    keys: list[Unit],
    weighted: bool,
    replicates: int,
    generator: np.random.Generator,
) -> tuple[Floats, int]:
    """Sums of every group in every bootstrap sample, shape (2, groups, replicates), and the number of submissions."""
    from scipy import sparse

    number = {key: i for i, key in enumerate(keys)}
    person = {submission: i for i, submission in enumerate(dict.fromkeys(row[0] for row in drawn))}
    segments = _segments(names)
    rows, columns, s, n = [], [], [], []
    for submission, stage, touchpoint, channel, segment, weight, total, count in drawn:
        key = (names.stages[stage], names.touchpoints[touchpoint], names.channels[channel], segments[segment])
        if key in number:
            w = weight if weighted else 1.0
            rows.append(number[key])
            columns.append(person[submission])
            s.append(w * total)
            n.append(w * count)
    times = generator.poisson(1.0, size=(len(person), replicates)).astype(np.float64)
    shape = (len(keys), len(person))
    return np.stack([sparse.csr_array((values, (rows, columns)), shape=shape) @ times for values in (s, n)]), len(person)
