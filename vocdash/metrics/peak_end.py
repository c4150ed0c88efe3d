"""Peak and end: (worst stage + last stage) ÷ 2 of each submission beside its plain mean (metrics.md §12).

Kahneman and Redelmeier showed that people remember short, painful episodes by their worst moment and their end. Whether that
holds for a journey of weeks is not known, so both numbers stand side by side. Neither is a sum of answers: they are worked out
submission by submission, from the answers kept as columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from vocdash.domain import OFF_THE_ROAD, UNKNOWN, Scope, Score
from vocdash.metrics.columns import Answers, Groups
from vocdash.metrics.given import Floats, Ints
from vocdash.metrics.kept import read_kept
from vocdash.metrics.query import Names, read_names, resolve
from vocdash.metrics.registry import metric
from vocdash.metrics.sums import Sums, adjusted_wald, estimate, score, wilson
from vocdash.store import Store

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class StageRole:
    """How often one stage is people's worst, and their last, in percent.

    `worst`: of those who rated the stage and whose stages differ, for how many none was lower (equal ones count each).
    `last`: of all submissions with several stages, how many ended with it.
    """

    stage: str
    worst: Score
    last: Score


@dataclass(frozen=True, slots=True)
class PeakEnd:
    """Peak–end and plain mean of the same submissions, and their difference (peak–end minus mean) with its interval.

    `single` submissions speak of one stage only and have no say; `flat` ones rated all their stages alike and have no worst.
    """

    peak_end: Score
    mean: Score
    difference: Score
    stages: tuple[StageRole, ...]
    single: int
    flat: int


@dataclass(frozen=True)
class Told:
    """What submissions told: of each stage a row with their scores (0–100, NaN where one does not speak of it), weights, who gave them.

    The stages stand in the order of the journey; people are numbered from 0.
    """

    scores: Floats
    weight: Floats
    person: Ints

    def among(self, rows: Flags) -> Told:
        """These submissions alone."""
        return Told(self.scores[:, rows], self.weight[rows], self.person[rows])

    @cached_property
    def seen(self) -> Flags:
        """Of each stage, which submissions speak of it."""
        return ~np.isnan(self.scores)

    @cached_property
    def several(self) -> Flags:
        """Which submissions speak of more than one stage."""
        several: Flags = self.seen.sum(axis=0) > 1
        return several

    @cached_property
    def worst(self) -> Floats:
        """The lowest stage score of each; infinite where it speaks of none."""
        return reduce(np.fmin, self.scores, np.full(len(self.weight), np.inf))

    @cached_property
    def best(self) -> Floats:
        """The highest stage score of each; infinitely low where it speaks of none."""
        return reduce(np.fmax, self.scores, np.full(len(self.weight), -np.inf))

    @cached_property
    def last(self) -> Ints:
        """The stage told of that comes last in the journey, by its place."""
        places = np.full(len(self.weight), -1)
        for at, seen in enumerate(self.seen):
            places[seen] = at
        return places

    @cached_property
    def peak_end(self) -> Floats:
        """What the peak-end rule remembers of each: the mean of the worst and the last score."""
        ends: Floats = self.scores[self.last, np.arange(len(self.last))]
        return (self.worst + ends) / 2

    @cached_property
    def mean(self) -> Floats:
        """The mean of all stage scores of each."""
        means: Floats = np.where(self.seen, self.scores, 0.0).sum(axis=0) / self.seen.sum(axis=0)
        return means

    @cached_property
    def _is_of_one_each(self) -> bool:
        """Whether nobody gave several of these submissions."""
        return int(np.bincount(self.person).max(initial=0)) <= 1

    def people(self, rows: Flags) -> int:
        """How many people gave these submissions."""
        return int(np.count_nonzero(rows if self._is_of_one_each else np.bincount(self.person[rows])))


def peak_end(store: Store, scope: Scope) -> PeakEnd:
    """Peak–end of the submissions in a scope; places of the scope are ignored, because it speaks of whole journeys.

    What somebody says of the journey as a whole is none of its stages, so it is neither its worst nor its end.
    """
    scope = replace(scope, stages=(), touchpoints=(), channels=())
    with store.reading() as connection:
        names = read_names(connection)
        kept = read_kept(connection, resolve(scope, names), scope.period)
    if kept is None:
        return summarise(Told(np.zeros((0, 0)), np.zeros(0), np.zeros(0, dtype=np.int64)), ())
    told, stages = _told(kept.answers, names, scope.weighted)
    return summarise(told, [names.stages[stage] for stage in stages])


def _told(found: Answers, names: Names, weighted: bool) -> tuple[Told, list[int]]:
    """(what the submissions told, the stages they speak of in order)."""
    values = found.measures["experience"]
    known = [stage for stage, code in names.stages.items() if code not in (UNKNOWN, *OFF_THE_ROAD)]
    inside = np.flatnonzero(~np.isnan(values) & np.isin(found.stage, known))
    stages = Groups.by(found.stage[inside])
    numbers, stage = stages.keys[0], stages.of
    order = sorted(range(len(numbers)), key=lambda at: names.stage_order[int(numbers[at])])
    spoke = Groups.by(found.who[inside])
    who = spoke.keys[0]
    at = stage * len(who) + spoke.of
    counts = np.bincount(at, minlength=len(who) * len(numbers))
    with np.errstate(invalid="ignore"):
        means = np.bincount(at, values[inside], minlength=len(counts)) / counts
    scores = means.reshape(len(numbers), len(who))[order]
    weight = found.weight[who] if weighted else np.ones(len(who))
    return Told(scores, weight, found.human[who]), numbers[order].tolist()


def summarise(told: Told, stages: Sequence[str]) -> PeakEnd:
    """Peak–end of given submissions; `stages` are the codes of their columns."""
    several = told.among(told.several)
    everybody = np.ones(len(several.weight), dtype=bool)
    differing = several.among(several.best > several.worst)
    experience, people = metric("experience"), several.people(everybody)

    def score_of(values: Floats) -> Score:
        return score(experience, _sums(values, several.weight), people=people, weighted=True)

    return PeakEnd(
        peak_end=score_of(several.peak_end),
        mean=score_of(several.mean),
        difference=_difference(_sums(several.peak_end - several.mean, several.weight), people),
        stages=tuple(
            StageRole(
                code,
                _share(differing, differing.scores[at] <= differing.worst, differing.seen[at]),
                _share(several, several.last == at, np.ones_like(several.last, dtype=bool)),
            )
            for at, code in enumerate(stages)
        ),
        single=len(told.weight) - len(several.weight),
        flat=len(several.weight) - len(differing.weight),
    )


def _sums(x: Floats, w: Floats) -> Sums:
    """One value a submission, as sums of answers."""
    wx, xx = w * x, x * x
    s, q = float(x.sum()), float(xx.sum())
    ws, wn, wq, wss, wsn, wnn = (float(each.sum()) for each in (wx, w, w * xx, wx * wx, w * wx, w * w))
    return Sums(len(x), len(x), s, q, q, s, float(len(x)), ws, wn, wq, wss, wsn, wnn)


def _hundreds(hits: Flags, base: Flags, weight: Floats) -> Sums:
    """The same for values that are 100 for hits and 0 for the rest of the base: counting is faster than adding up."""
    count, n = int(np.count_nonzero(hits)), int(np.count_nonzero(base))
    if (weight == 1).all():
        w, wn, ww, wnn = float(count), float(n), float(count), float(n)
    else:
        square = weight * weight
        w, wn, ww, wnn = (float(of[which].sum()) for of in (weight, square) for which in (hits, base))
    s, q = 100.0 * count, 10_000.0 * count
    return Sums(n, n, s, q, q, s, float(n), 100.0 * w, wn, 10_000.0 * w, 10_000.0 * ww, 100.0 * ww, wnn)


def _difference(sums: Sums, people: int) -> Score:
    found = estimate(sums, weighted=True)
    if found is None:
        return Score(None)
    low, high = adjusted_wald(found, -100.0, 100.0)
    ends = min(found.ratio, low), max(found.ratio, high)
    return Score(found.ratio, *ends, sums.n, sums.submissions, found.n_effective, people=people)


def _share(told: Told, hits: Flags, base: Flags) -> Score:
    """How many of the submissions in `base` are hits, in percent."""
    sums = _hundreds(hits & base, base, told.weight)
    found = estimate(sums, weighted=True)
    if found is None:
        return Score(None)
    low, high = wilson(min(1.0, found.ratio / 100), found.n_effective)
    ends = min(found.ratio, 100 * low), max(found.ratio, 100 * high)
    return Score(found.ratio, *ends, sums.n, sums.submissions, found.n_effective, people=told.people(base))
