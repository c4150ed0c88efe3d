"""What a change of the overall index is made of: effects that add up to it exactly (metrics.md §15).

With groups g = touchpoint × channel × segment combination in a stage, a_g their share of it and r_g their score:

    rate     Σ mean(a) × Δr      the same customers at the same places are served better or worse
    mix      Σ mean(r) × Δa      other places or customers answer
    coverage a stage has answers in only one of the two periods

A group that answers in one period only has no rate there: all it does to the index is mix. So groups are told apart by those segments
alone that both periods know. One that a later survey began to ask would leave no group to both, and everything would pass for mix.

No rollup tells all four apart, so the groups come from the answers kept as columns. The arithmetic stands in
:mod:`vocdash.metrics.effects`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import Connection

from vocdash.domain import Period, Scope
from vocdash.metrics.columns import Groups
from vocdash.metrics.compare import beyond_noise, chance
from vocdash.metrics.effects import Frame, Rows, effects_of, side_of, variances
from vocdash.metrics.given import Floats, Ints
from vocdash.metrics.index import EXPERIENCE, Weights, one_journey, read_weights
from vocdash.metrics.kept import read_kept
from vocdash.metrics.query import Names, check_dimensions, read_names, resolve
from vocdash.metrics.registry import SEGMENT
from vocdash.metrics.sums import Z
from vocdash.store import Store


@dataclass(frozen=True, slots=True)
class Effect:
    """A part of a change of the index, in points: `kind` is rate, mix or coverage.

    `part` is its stage, or the value of the segment where the change was split by one; coverage always belongs to a stage.
    `real` says that noise does not explain it: Benjamini–Hochberg over the effects of the same change of kind rate and coverage, as
    for cells, so that seven calm stages do not bring an alarm every third month. A mix is nobody's doing and never real.
    """

    kind: str
    part: str
    value: float
    low: float
    high: float
    real: bool = False


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Where a change of the index comes from: the effects add up to `after` − `before` exactly.

    `low` and `high` bound the whole change. The index values are None where a period has no answers at all; then there are no
    effects and no bounds. `matched` is the share of the answers, 0 to 1, of the period with fewer such, whose group answers in both
    periods: of the others it cannot be said whether they are served better or worse.
    """

    before: float | None
    after: float | None
    effects: tuple[Effect, ...]
    low: float | None
    high: float | None
    matched: float = 1.0

    @property
    def change(self) -> float | None:
        """The whole change in points; None where a period has no answers."""
        return None if self.before is None or self.after is None else self.after - self.before

    def total(self, kind: str) -> float:
        """The sum of all effects of one kind."""
        return math.fsum(effect.value for effect in self.effects if effect.kind == kind)


def decompose(store: Store, scope: Scope, before: Period, *, by: str = "stage", finest: bool = True) -> Decomposition:
    """Split the change of the overall index since `before` into rate, mix and coverage effects that add up exactly.

    Parameters
    ----------
    scope : Scope
        The scope as it is now; its period must be set.
    by : str
        Whose rate and mix effects are told apart: of each "stage", or of each value of a segment ("segment:region").
    finest : bool
        Whether groups are as small as above. Otherwise a group is a stage (or a cell with a weight of its own), or a value of the
        segment in one: no effect is then made of anything but the scores and answers of these.
    """
    with store.reading() as connection:
        names = read_names(connection)
        check_dimensions((by,), names)
        scope = one_journey(names, scope)
        weights = read_weights(connection, scope)
        told = [_read(connection, names, part, weights) for part in (scope.during(before), scope)]
    kept = by.removeprefix(SEGMENT)
    told = _as_both_know(told, names, kept) if finest else _in_whole_stages(told, names, weights, kept)
    groups = Groups.by(*(np.concatenate(columns) for columns in zip(*(one.places for one in told), strict=True)))
    rows = [one.rows(of) for one, of in zip(told, np.split(groups.of, [len(told[0].who)]), strict=True)]
    frame, labels = _frame(names, weights, groups.keys, by)
    then, now = (side_of(frame, each) for each in rows)
    if math.isnan(then.index) or math.isnan(now.index):
        return Decomposition(_or_none(then.index), _or_none(now.index), (), None, None)
    spreads = Z * np.sqrt(variances(frame, then, now, *rows))
    labelled = [(kind, label) for kind in ("rate", "mix") for label in labels] + [("coverage", stage) for stage in weights.stages]
    found = zip(labelled, effects_of(frame, then, now).tolist(), spreads.tolist()[:-1], strict=True)
    effects = judged([Effect(kind, part, value, value - half, value + half) for (kind, part), value, half in found if value != 0.0])
    change, half = now.index - then.index, float(spreads[-1])
    both = (then.n > 0) & (now.n > 0)
    matched = min(float(side.n[both].sum() / side.n.sum()) for side in (then, now))
    return Decomposition(then.index, now.index, effects, change - half, change + half, matched)


def judged(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """The effects, each told whether it is more than noise among all that could be."""
    could_be = [effect for effect in effects if effect.kind != "mix"]
    beyond = beyond_noise([chance(effect) for effect in could_be])
    real = {(effect.kind, effect.part) for effect, told in zip(could_be, beyond, strict=True) if told}
    return tuple(replace(effect, real=(effect.kind, effect.part) in real) for effect in effects)


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value


@dataclass(frozen=True, slots=True)
class _Told:
    """The experience answers of a period: their submissions, weights, values, and the ids of stage, touchpoint, channel and segment."""

    who: Ints
    weight: Floats
    value: Floats
    places: tuple[Ints, Ints, Ints, Ints]

    def rows(self, group: Ints) -> Rows:
        """Summed by submission and group."""
        each = Groups.by(self.who, group)
        who, number = each.keys
        s, n = (np.bincount(each.of, column).astype(np.float64, copy=False) for column in (self.weight * self.value, self.weight))
        return Rows(who, number, s, n, int(self.who.max(initial=-1)) + 1)


_NOBODY = np.zeros(0, dtype=np.int64)


def _read(connection: Connection, names: Names, scope: Scope, weights: Weights) -> _Told:
    kept = read_kept(connection, resolve(scope, names), scope.period)
    if kept is None:
        return _Told(_NOBODY, np.zeros(0), np.zeros(0), (_NOBODY,) * 4)
    found = kept.answers
    stages = [stage for stage, code in names.stages.items() if weights.stages.get(code, 0.0) > 0]
    value = found.measures[EXPERIENCE]
    at = np.flatnonzero(~np.isnan(value) & np.isin(found.stage, stages))
    who = found.who[at]
    weight = found.weight[who] if scope.weighted else np.ones(len(who))
    return _Told(who, weight, value[at], (found.stage[at], found.touchpoint[at], found.channel[at], found.segment[who]))


def _as_both_know(told: Sequence[_Told], names: Names, kept: str) -> list[_Told]:
    """The answers with segments told apart by what both periods know, and by `kept` in any case."""
    there, counts = _combinations(told, names)
    attributes = {attribute for combination in there.values() for attribute in combination}
    shared = {attribute for attribute in attributes if attribute == kept or _both_know(attribute, there, counts)}
    return list(told) if shared == attributes else _told_apart_by(told, there, shared)


def _in_whole_stages(told: Sequence[_Told], names: Names, weights: Weights, kept: str) -> list[_Told]:
    """The answers told apart by stage and `kept` alone, and by touchpoint where the cells of a stage have weights of their own."""
    by_cell = [stage for stage, code in names.stages.items() if code in weights.cells]
    anywhere = min((int(one.places[1].min()) for one in told if len(one.who)), default=0)
    whole = []
    for one in _told_apart_by(told, _combinations(told, names)[0], {kept}):
        stage, touchpoint, channel, segment = one.places
        own = np.where(np.isin(stage, by_cell), touchpoint, anywhere)
        whole.append(replace(one, places=(stage, own, np.zeros_like(channel), segment)))
    return whole


def _combinations(told: Sequence[_Told], names: Names) -> tuple[dict[int, Mapping[str, str]], list[Ints]]:
    """(the combinations of segments that anybody with an answer has, how many answers of each period have which)."""
    counts = [np.bincount(one.places[3], minlength=max(names.segments) + 1) for one in told]
    return {number: names.segments[number] for number in np.flatnonzero(counts[0] + counts[1]).tolist()}, counts


def _told_apart_by(told: Sequence[_Told], there: Mapping[int, Mapping[str, str]], attributes: Set[str]) -> list[_Told]:
    """The answers with one combination of segments for all those that are alike in `attributes`."""
    first: dict[tuple[str, ...], int] = {}
    stands_for = np.zeros(max(there, default=0) + 1, dtype=np.int64)
    for number, combination in there.items():
        stands_for[number] = first.setdefault(tuple(combination.get(attribute, "") for attribute in sorted(attributes)), number)
    return [replace(one, places=(*one.places[:3], stands_for[one.places[3]])) for one in told]


def _both_know(attribute: str, there: Mapping[int, Mapping[str, str]], counts: Sequence[Ints]) -> bool:
    """Whether at least half of the answers of each period hold a value of a segment that is known in the other, too."""
    sums = [Counter[str](), Counter[str]()]
    for number, combination in there.items():
        for of_value, count in zip(sums, counts, strict=True):
            of_value[combination.get(attribute, "")] += int(count[number])
    seen = [{value for value, count in of_value.items() if count} for of_value in sums]
    known = seen[0] & seen[1] - {""}
    common = [sum(count for value, count in of_value.items() if value in seen[0] & seen[1]) for of_value in sums]
    return bool(known) and all(2 * each >= of_value.total() for each, of_value in zip(common, sums, strict=True))


def _frame(names: Names, weights: Weights, keys: Sequence[Ints], by: str) -> tuple[Frame, list[str]]:
    """(what the groups with these ids belong to, the labels of the parts)."""
    stages = list(weights.stages)
    stage = [names.stages[key] for key in keys[0].tolist()]
    cells = zip(stage, (names.touchpoints[key] for key in keys[1].tolist()), strict=True)
    unit = [(code, touchpoint if code in weights.cells else "") for code, touchpoint in cells]
    units = sorted(set(unit))
    own = [weights.cells[code].get(touchpoint, 0.0) if code in weights.cells else math.nan for code, touchpoint in units]
    attribute = by.removeprefix(SEGMENT)
    part = stage if by == "stage" else [names.segments[key].get(attribute, "") for key in keys[3].tolist()]
    labels = stages if by == "stage" else sorted(set(part))
    frame = Frame(
        stage=_places(stages, stage),
        part=_places(labels, part),
        unit=_places(units, unit),
        parts=len(labels),
        unit_stage=_places(stages, [code for code, _ in units]),
        unit_weight=np.array(own, dtype=np.float64),
        stage_weight=np.array([weights.stages[code] for code in stages], dtype=np.float64),
    )
    return frame, labels


def _places(listed: Sequence[Hashable], wanted: Sequence[Hashable]) -> Ints:
    """Where in the list each of the wanted stands."""
    place = {one: at for at, one in enumerate(listed)}
    return np.array([place[one] for one in wanted], dtype=np.int64)
