"""The overall index: one number for the whole journey.

    stage score = Σs/Σn of its experience answers (response share), or the mean of its touchpoints by the cells' own weights
    index       = Σ weight × stage score ÷ Σ weight, over the stages that have answers

What people say of the journey as a whole, and scores that nobody has placed yet, are no stage of it: a mean of steps that counted a
judgement of all of them beside them would count each step twice. They weigh nothing, unless somebody weighs them, or the journey (or the
part of it that is looked at) has no other stage.

What a change of it is made of stands in :mod:`vocdash.metrics.decompose`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import OFF_THE_ROAD, UNKNOWN, Scope, Score
from vocdash.errors import VocError
from vocdash.metrics.ask import Way, sums_of_each
from vocdash.metrics.kept import read_kept
from vocdash.metrics.query import Filters, Names, Query, read_names, resolve
from vocdash.metrics.registry import metric
from vocdash.metrics.rollup_sums import plan, rows_of, span_of, values_of
from vocdash.metrics.sources import Group
from vocdash.metrics.sums import Estimate, Sums, adjusted_wald, estimate, score
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.remembered import remembered

EXPERIENCE = "experience"

Unit = tuple[str, ...]
"""(stage,) or, in a stage whose cells have weights of their own, (stage, touchpoint)."""


@dataclass(frozen=True, slots=True)
class StageScore:
    """One stage's score and its weight in the index; the weight stands also where nobody answered.

    `made_of` names the touchpoints whose scores it is a mean of, where these have weights of their own.
    """

    code: str
    weight: float
    score: Score
    made_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OverallIndex:
    """The index with its stages in order; `answered` of the `total` stages that count have answers. `scope` is what its answers are of:
    the one asked, without the stages that weigh nothing."""

    score: Score
    stages: tuple[StageScore, ...]
    answered: int
    total: int
    scope: Scope


@dataclass(frozen=True, slots=True)
class Weights:
    """Stage weights (default 1, off the road 0) in order, and the cells' own weights in stages that have any."""

    stages: Mapping[str, float]
    cells: Mapping[str, Mapping[str, float]]

    def counted(self, scope: Scope) -> Scope:
        """The scope without the stages that weigh nothing."""
        looked_at = scope.stages or tuple(self.stages)
        counting = tuple(code for code in looked_at if self.stages.get(code, 0.0) > 0)
        return scope if len(counting) == len(looked_at) else replace(scope, stages=counting or looked_at)


def overall(store: Store, scope: Scope, *, way: Way = "auto") -> OverallIndex:
    """The overall index of one journey with its 95 % interval.

    The interval respects that one submission may speak of several stages. Where cells have weights of their own, or the scope
    is narrowed to touchpoints or channels, it comes from the answers kept as columns.

    Raises
    ------
    VocError
        If there are several journeys and the scope names none.
    """
    return overall_each(store, (scope,), way=way)[0]


def overall_each(store: Store, scopes: Sequence[Scope], *, way: Way = "auto") -> list[OverallIndex]:
    """The overall index in several scopes, asked together; see :func:`overall`."""
    with store.reading() as connection:
        names = read_names(connection)
        return overall_on(connection, names, [one_journey(names, scope) for scope in scopes], way)


def one_journey(names: Names, scope: Scope) -> Scope:
    """The scope with its journey named: the one it names, or the only one there is."""
    if scope.journey is not None:
        return scope
    if len(names.journeys) != 1:
        listed = ", ".join(sorted(names.journeys.values()))
        raise VocError("The overall index belongs to one journey.", f"Name one of: {listed}." if listed else "Create a journey first.")
    (journey,) = names.journeys.values()
    return replace(scope, journey=journey)


def overall_on(connection: Connection, names: Names, scopes: Sequence[Scope], way: Way = "auto") -> list[OverallIndex]:
    """The overall index in several scopes that each name their journey, on an open connection."""
    summed = _sum_up(connection, names, scopes, way)
    variances = iter(_variances(connection, names, [one for one in summed if one.parts], way))
    return [_index(one, next(variances) if one.parts else 0.0) for one in summed]


@dataclass(frozen=True, slots=True)
class _Summed:
    """What the index of one scope is made of; `parts` says how much each unit counts and is empty where nobody answered."""

    scope: Scope
    weights: Weights
    by_stage: Mapping[Unit, Group]
    whole: Mapping[Unit, Group]
    units: Mapping[Unit, Sums]
    parts: Mapping[Unit, float]


def _sum_up(connection: Connection, names: Names, scopes: Sequence[Scope], way: Way) -> list[_Summed]:
    weights = [read_weights(connection, scope) for scope in scopes]
    splits = [(("stage",), (), ("stage", "touchpoint"))[: 3 if own.cells else 2] for own in weights]
    queries = [
        Query(EXPERIENCE, by, scope if by else own.counted(scope))
        for scope, own, asked in zip(scopes, weights, splits, strict=True)
        for by in asked
    ]
    found = iter(sums_of_each(connection, names, queries, way))
    summed = []
    for scope, own in zip(scopes, weights, strict=True):
        by_stage, whole, by_cell = next(found), next(found), next(found) if own.cells else {}
        units = _units(scope, own, by_stage, by_cell)
        summed.append(_Summed(scope, own, by_stage, whole, units, _coefficients(own, units)))
    return summed


def _index(summed: _Summed, variance: float) -> OverallIndex:
    scope, weights, units = summed.scope, summed.weights, summed.units
    stages = tuple(
        StageScore(code, weight, _stage_score(code, weights, units, summed.by_stage, scope), _own_cells(code, units))
        for code, weight in weights.stages.items()
    )
    counting = [stage for stage in stages if stage.weight > 0]
    answered, total = sum(stage.score.value is not None for stage in counting), len(counting)
    if not summed.parts:
        return OverallIndex(Score(None), stages, answered, total, weights.counted(scope))
    found = _index_score(units, summed.parts, variance, scope.weighted)
    for group in summed.whole.values():
        found = replace(found, submissions=group.sums.submissions, people=group.people)
    return OverallIndex(found, stages, answered, total, weights.counted(scope))


def read_weights(connection: Connection, scope: Scope) -> Weights:
    """The weights of the scope's journey, with its stages in order."""
    given, cells = remembered(connection, _read_weights, scope.journey)
    looked_at = [code for code in given if not scope.stages or code in scope.stages]
    on_the_road = any(code not in OFF_THE_ROAD for code in looked_at)
    usual = {code: 0.0 if on_the_road and code in OFF_THE_ROAD else 1.0 for code in given}
    return Weights({code: usual[code] if weight is None else weight for code, weight in given.items()}, cells)


def _read_weights(connection: Connection, code: str | None) -> tuple[Mapping[str, float | None], Mapping[str, Mapping[str, float]]]:
    s, c = t.stages.c, t.cells.c
    journey = sa.select(t.journeys.c.journey_id).where(t.journeys.c.code == code).scalar_subquery()
    rows = connection.execute(
        sa.select(s.code, s.weight).where(s.journey_id == journey, s.code != UNKNOWN).order_by(s.position, s.stage_id)
    ).all()
    cells: dict[str, dict[str, float]] = {}
    weighted = (
        sa.select(s.code, t.touchpoints.c.code.label("touchpoint"), c.weight)
        .join_from(t.cells, t.stages)
        .join(t.touchpoints)
        .where(s.journey_id == journey, c.weight.is_not(None))
    )
    for row in connection.execute(weighted):
        cells.setdefault(row.code, {})[row.touchpoint] = row.weight
    return {row.code: row.weight for row in rows}, cells


def _units(scope: Scope, weights: Weights, by_stage: Mapping[Unit, Group], by_cell: Mapping[Unit, Group]) -> dict[Unit, Sums]:
    units = {key: group.sums for key, group in by_stage.items() if key[0] in weights.stages and key[0] not in weights.cells}
    units |= {key: group.sums for key, group in by_cell.items() if key[1] in weights.cells.get(key[0], {})}
    return {key: sums for key, sums in units.items() if estimate(sums, scope.weighted) is not None}


def _coefficients(weights: Weights, units: Mapping[Unit, Sums]) -> dict[Unit, float]:
    """How much each unit counts in the index; they add up to 1."""
    own = {key: 1.0 if len(key) == 1 else weights.cells[key[0]][key[1]] for key in units}
    in_stage: dict[str, float] = {}
    for key, weight in own.items():
        in_stage[key[0]] = in_stage.get(key[0], 0.0) + weight
    total = math.fsum(weights.stages[stage] for stage, weight in in_stage.items() if weight > 0)
    if total <= 0:
        return {}
    counting = {key: weight for key, weight in own.items() if in_stage[key[0]] > 0 and weights.stages[key[0]] > 0}
    return {key: weights.stages[key[0]] / total * weight / in_stage[key[0]] for key, weight in counting.items()}


def _own_cells(code: str, units: Iterable[Unit]) -> tuple[str, ...]:
    """The touchpoints of a stage that are weighed by themselves."""
    return tuple(unit[1] for unit in units if unit[0] == code and len(unit) > 1)


def _stage_score(code: str, weights: Weights, units: Mapping[Unit, Sums], by_stage: Mapping[Unit, Group], scope: Scope) -> Score:
    group = by_stage.get((code,))
    plain = score(metric(EXPERIENCE), group.sums, people=group.people, weighted=scope.weighted) if group else Score(None)
    own: dict[Unit, Sums] = {key: sums for key, sums in units.items() if key[0] == code and len(key) == 2}
    if not own:
        return plain
    parts = _coefficients(Weights({code: 1.0}, weights.cells), own)
    # Cells of one stage are taken as independent here; the index itself takes their covariance from the answers.
    variance = math.fsum(parts[key] ** 2 * _known(sums, scope.weighted).variance for key, sums in own.items() if key in parts)
    return replace(_index_score(own, parts, variance, scope.weighted), submissions=plain.submissions, people=plain.people)


def _known(sums: Sums, weighted: bool) -> Estimate:
    found = estimate(sums, weighted)
    if found is None:
        raise ValueError("a unit without answers")
    return found


def _index_score(units: Mapping[Unit, Sums], parts: Mapping[Unit, float], variance: float, weighted: bool) -> Score:
    each = {key: _known(units[key], weighted) for key in parts}
    value = math.fsum(parts[key] * found.ratio for key, found in each.items())
    spread = math.fsum(parts[key] * found.spread for key, found in each.items())
    certain = variance <= 0 or spread <= 0
    effective = min(found.n_effective for found in each.values()) if certain else spread / variance
    low, high = adjusted_wald(Estimate(value, variance, 0.0 if certain else spread, effective), 0.0, 100.0)
    n = sum(units[key].n for key in parts)
    return Score(value, min(value, low), max(value, high), n, n_effective=effective)


def _variances(connection: Connection, names: Names, summed: Sequence[_Summed], way: Way) -> list[float]:
    """The variance of each index."""
    filters = [resolve(one.scope, names) for one in summed]
    grains = [_grain_of_pairs(one, given, way) for one, given in zip(summed, filters, strict=True)]
    asked = [_Paired(one, given, grain) for one, given, grain in zip(summed, filters, grains, strict=True) if grain is not None]
    from_pairs = iter(_variances_from_pairs(connection, names, asked))
    return [
        _variance_from_answers(connection, names, one, given) if grain is None else next(from_pairs)
        for one, given, grain in zip(summed, filters, grains, strict=True)
    ]


def _grain_of_pairs(summed: _Summed, filters: Filters, way: Way) -> str | None:
    """Which products of two stages hold what the index needs; None where only the answers do."""
    chosen = plan(Query(EXPERIENCE, ("stage",), summed.scope), filters)
    whole_stages = all(len(key) == 1 for key in summed.parts) and filters.touchpoints is None and filters.channels is None
    return chosen.grain if chosen is not None and whole_stages and way in ("auto", "rollup") else None


@dataclass(frozen=True, slots=True)
class _Paired:
    """An index whose variance comes from the products of two stages, and where these stand."""

    summed: _Summed
    filters: Filters
    grain: str


def _variances_from_pairs(connection: Connection, names: Names, asked: Sequence[_Paired]) -> list[float]:
    found = [
        math.fsum(
            one.summed.parts[key] ** 2 * _known(one.summed.units[key], one.summed.scope.weighted).variance for key in one.summed.parts
        )
        for one in asked
    ]
    alike: dict[tuple[str, Filters, bool], list[int]] = {}
    for number, one in enumerate(asked):
        alike.setdefault((one.grain, one.filters, one.summed.scope.weighted), []).append(number)
    for (grain, filters, weighted), numbers in alike.items():
        given = filters.given()
        spans = values_of({"number": number} | span_of(asked[number].summed.scope.period) for number in numbers)
        for number, *pair in connection.execute(_pairs(len(numbers), tuple(given), weighted), {"grain": grain} | spans | given):
            found[number] += _together(asked[number].summed, names, *pair)
    return [max(0.0, variance) for variance in found]


@lru_cache(maxsize=128)
def _pairs(count: int, filtered: tuple[str, ...], weighted: bool) -> sa.Select[Any]:
    """SELECT the number of the period, two stages and the sums of their products, in `count` periods."""
    c, prefix = t.rollup_pairs.c, "w" if weighted else ""
    wanted = rows_of(count)
    keys = (wanted.c.number, c.stage_id, c.other_id)
    narrowed = {"journeys": c.journey_id, "segments": c.segment_id, "methods": c.method}
    return (
        sa.select(*keys, *(sa.func.sum(c[f"{prefix}{name}"]) for name in ("ss", "sn", "ns", "nn")))
        .select_from(wanted.join(t.rollup_pairs, c.starts_on.between(wanted.c.first, wanted.c.last)))
        .where(c.grain == sa.bindparam("grain"))
        .where(*(column.in_(sa.bindparam(name, expanding=True)) for name, column in narrowed.items() if name in filtered))
        .group_by(*keys)
    )


def _together(summed: _Summed, names: Names, a: int, b: int, ss: float, sn: float, ns: float, nn: float) -> float:
    """What two stages that the same submissions speak of add to the variance."""
    one, other, units, scope = (names.stages[a],), (names.stages[b],), summed.units, summed.scope
    if one not in summed.parts or other not in summed.parts:
        return 0.0
    ra, rb = _known(units[one], scope.weighted).ratio, _known(units[other], scope.weighted).ratio
    together = ss - rb * sn - ra * ns + ra * rb * nn
    return 2 * summed.parts[one] * summed.parts[other] * together / (_base(units[one], scope) * _base(units[other], scope))


def _base(sums: Sums, scope: Scope) -> float:
    return sums.wn if scope.weighted else float(sums.n)


def _variance_from_answers(connection: Connection, names: Names, summed: _Summed, filters: Filters) -> float:
    scope, units = summed.scope, summed.units
    kept = read_kept(connection, filters, scope.period)
    if kept is None:
        return 0.0
    found = kept.answers
    x = found.measures[EXPERIENCE]
    weight = (found.weight if scope.weighted else np.ones_like(found.weight))[found.who]
    moved = np.zeros(len(x))
    for key, part in summed.parts.items():
        here = ~np.isnan(x) & np.isin(found.stage, _ids(names.stages, key[0]))
        if len(key) > 1:
            here &= np.isin(found.touchpoint, _ids(names.touchpoints, key[1]))
        moved[here] = part * weight[here] * (x[here] - _known(units[key], scope.weighted).ratio) / _base(units[key], scope)
    each = np.bincount(found.who, moved)
    return float((each * each).sum())


def _ids(known: Mapping[int, str], code: str) -> list[int]:
    return [key for key, name in known.items() if name == code]
