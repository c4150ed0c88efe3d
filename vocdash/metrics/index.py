"""The overall index: one number for the whole journey.

    stage score = Σs/Σn of its experience answers (response share), or the mean of its touchpoints by the cells' own weights
    index       = Σ weight × stage score ÷ Σ weight, over the stages that have answers

What a change of it is made of stands in :mod:`vocdash.metrics.decompose`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import UNKNOWN, Scope, Score
from vocdash.errors import VocError
from vocdash.metrics.ask import Way, sums_by_key
from vocdash.metrics.query import Filters, Names, Query, read_names, resolve
from vocdash.metrics.registry import MEASURES, metric
from vocdash.metrics.sources import Group, answers, inside, plan
from vocdash.metrics.sums import Estimate, Sums, adjusted_wald, estimate, score
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.remembered import remembered

EXPERIENCE = "experience"
_SAMPLE = 20_000

Unit = tuple[str, ...]
"""(stage,) or, in a stage whose cells have weights of their own, (stage, touchpoint)."""


@dataclass(frozen=True, slots=True)
class StageScore:
    """One stage's score and its weight in the index; the weight stands also where nobody answered."""

    code: str
    weight: float
    score: Score


@dataclass(frozen=True, slots=True)
class OverallIndex:
    """The index with its stages in order; `answered` of `total` stages have answers."""

    score: Score
    stages: tuple[StageScore, ...]
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class Weights:
    """Stage weights (default 1) in order, and the cells' own weights in stages that have any."""

    stages: Mapping[str, float]
    cells: Mapping[str, Mapping[str, float]]


def overall(store: Store, scope: Scope, *, way: Way = "auto") -> OverallIndex:
    """The overall index of one journey with its 95 % interval.

    The interval respects that one submission may speak of several stages. Where cells have weights of their own, or the scope
    is narrowed to touchpoints or channels, it comes from the answers (every k-th submission where there are very many).

    Raises
    ------
    VocError
        If there are several journeys and the scope names none.
    """
    with store.reading() as connection:
        names = read_names(connection)
        return overall_on(connection, names, one_journey(names, scope), way)


def one_journey(names: Names, scope: Scope) -> Scope:
    """The scope with its journey named: the one it names, or the only one there is."""
    if scope.journey is not None:
        return scope
    if len(names.journeys) != 1:
        listed = ", ".join(sorted(names.journeys.values()))
        raise VocError("The overall index belongs to one journey.", f"Name one of: {listed}." if listed else "Create a journey first.")
    (journey,) = names.journeys.values()
    return Scope(journey, scope.period, scope.stages, scope.touchpoints, scope.channels, scope.methods, scope.segments, scope.weighted)


def overall_on(connection: Connection, names: Names, scope: Scope, way: Way = "auto") -> OverallIndex:
    """The overall index on an open connection; see :func:`overall`."""
    weights = read_weights(connection, scope)
    by_stage = sums_by_key(connection, names, Query(EXPERIENCE, ("stage",), scope), way)
    whole = sums_by_key(connection, names, Query(EXPERIENCE, (), scope), way)
    units = _units(connection, names, scope, weights, by_stage, way)
    parts = _coefficients(weights, units)
    stages = tuple(StageScore(code, weight, _stage_score(code, weights, units, by_stage, scope)) for code, weight in weights.stages.items())
    answered = sum(stage.score.value is not None for stage in stages)
    if not parts:
        return OverallIndex(Score(None), stages, answered, len(stages))
    variance, note = _variance(connection, names, scope, units, parts, way)
    found = replace(_index_score(units, parts, variance, scope.weighted), notes=note)
    for group in whole.values():
        found = replace(found, submissions=group.sums.submissions, people=group.people)
    return OverallIndex(found, stages, answered, len(stages))


def read_weights(connection: Connection, scope: Scope) -> Weights:
    """The weights of the scope's journey, with its stages in order."""
    return remembered(connection, _read_weights, scope.journey)


def _read_weights(connection: Connection, code: str | None) -> Weights:
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
    return Weights({row.code: 1.0 if row.weight is None else row.weight for row in rows}, cells)


def _units(
    connection: Connection, names: Names, scope: Scope, weights: Weights, by_stage: Mapping[Unit, Group], way: Way
) -> dict[Unit, Sums]:
    units = {key: group.sums for key, group in by_stage.items() if key[0] in weights.stages and key[0] not in weights.cells}
    if weights.cells:
        by_cell = sums_by_key(connection, names, Query(EXPERIENCE, ("stage", "touchpoint"), scope), way)
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
    return {key: weights.stages[key[0]] / total * weight / in_stage[key[0]] for key, weight in own.items() if in_stage[key[0]] > 0}


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
    n = sum(sums.n for sums in units.values())
    return Score(value, min(value, low), max(value, high), n, n_effective=effective)


def _variance(
    connection: Connection, names: Names, scope: Scope, units: Mapping[Unit, Sums], parts: Mapping[Unit, float], way: Way
) -> tuple[float, tuple[str, ...]]:
    filters = resolve(scope, names)
    chosen = plan(Query(EXPERIENCE, ("stage",), scope), filters)
    simple = all(len(key) == 1 for key in parts) and chosen is not None and filters.touchpoints is None and filters.channels is None
    if way == "raw" or not simple or chosen is None:
        return _variance_from_answers(connection, names, scope, filters, units, parts)
    return _variance_from_pairs(connection, names, scope, filters, units, parts, chosen.grain), ()


def _variance_from_pairs(
    connection: Connection,
    names: Names,
    scope: Scope,
    filters: Filters,
    units: Mapping[Unit, Sums],
    parts: Mapping[Unit, float],
    grain: str,
) -> float:
    c = t.rollup_pairs.c
    prefix = "w" if scope.weighted else ""
    columns = [sa.func.sum(c[f"{prefix}{name}"]) for name in ("ss", "sn", "ns", "nn")]
    statement = sa.select(c.stage_id, c.other_id, *columns).where(c.grain == grain).group_by(c.stage_id, c.other_id)
    for column, ids in ((c.journey_id, filters.journeys), (c.segment_id, filters.segments), (c.method, filters.methods)):
        if ids is not None:
            statement = statement.where(column.in_(ids))
    if scope.period is not None:
        statement = statement.where(c.starts_on.between(scope.period.first, scope.period.last))
    variance = math.fsum(parts[key] ** 2 * _known(units[key], scope.weighted).variance for key in parts)
    for a, b, ss, sn, ns, nn in connection.execute(statement):
        one, other = (names.stages[a],), (names.stages[b],)
        if one in parts and other in parts:
            ra, rb = _known(units[one], scope.weighted).ratio, _known(units[other], scope.weighted).ratio
            together = ss - rb * sn - ra * ns + ra * rb * nn
            variance += 2 * parts[one] * parts[other] * together / (_base(units[one], scope) * _base(units[other], scope))
    return max(0.0, variance)


def _base(sums: Sums, scope: Scope) -> float:
    return sums.wn if scope.weighted else float(sums.n)


def _variance_from_answers(
    connection: Connection, names: Names, scope: Scope, filters: Filters, units: Mapping[Unit, Sums], parts: Mapping[Unit, float]
) -> tuple[float, tuple[str, ...]]:
    every = every_kth(connection, scope, filters)
    each: dict[int, float] = {}
    for person, stage_id, touchpoint_id, _, _, weight, s, n in draw(connection, scope, filters, every):
        stage = names.stages[stage_id]
        key: Unit = (stage,) if (stage,) in parts else (stage, names.touchpoints[touchpoint_id])
        if key in parts:
            ratio = _known(units[key], scope.weighted).ratio
            w = weight if scope.weighted else 1.0
            each[person] = each.get(person, 0.0) + parts[key] * w * (s - ratio * n) / _base(units[key], scope)
    note = (f"The interval comes from every {every}th submission.",) if every > 1 else ()
    return every * math.fsum(z * z for z in each.values()), note


def every_kth(connection: Connection, scope: Scope, filters: Filters) -> int:
    """Submission ids are keyed hashes, so that every k-th of them is a random sample, the same one each time."""
    s = t.submissions.c
    count = sa.select(sa.func.count()).select_from(t.submissions).where(~s.excluded)
    if scope.period is not None:
        count = count.where(s.day.between(scope.period.first, scope.period.last))
    if filters.segments is not None:
        count = count.where(s.segment_id.in_(filters.segments))
    return max(1, -(-int(connection.scalar(count) or 0) // _SAMPLE))


def draw(connection: Connection, scope: Scope, filters: Filters, every: int) -> list[tuple[int, int, int, int, int, float, float, int]]:
    """(submission, stage, touchpoint, channel, segment, weight, s, n) of experience answers, one row a submission and place."""
    r, s = t.responses.c, t.submissions.c
    x = MEASURES[EXPERIENCE].expression()
    keys = (r.submission_id, r.stage_id, r.touchpoint_id, r.channel_id, s.segment_id, s.weight)
    statement = answers(*keys, sa.func.sum(x), sa.func.count(x)).where(*inside(filters, scope.period)).group_by(*keys)
    statement = statement.where(t.stages.c.code != UNKNOWN).having(sa.func.count(x) > 0)
    if every > 1:
        statement = statement.where(s.submission_id % every == 0)
    return [tuple(row) for row in connection.execute(statement)]
