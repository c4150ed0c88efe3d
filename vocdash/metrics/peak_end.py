"""Peak and end: (worst stage + last stage) ÷ 2 of each submission beside its plain mean (metrics.md §12).

Kahneman and Redelmeier showed that people remember short, painful episodes by their worst moment and their end. Whether that
holds for a journey of weeks is not known, so both numbers stand side by side. Neither is a sum of answers: they come from the
submissions themselves, from every k-th of them where there are very many.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import UNKNOWN, Scope, Score
from vocdash.metrics.index import every_kth
from vocdash.metrics.query import Filters, Names, read_names, resolve
from vocdash.metrics.registry import MEASURES, metric
from vocdash.metrics.sources import answers, inside, person_key
from vocdash.metrics.sums import Sums, adjusted_wald, estimate, score, wilson
from vocdash.store import Store
from vocdash.store import tables as t


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
    `every` is k where only every k-th submission was drawn (1: all).
    """

    peak_end: Score
    mean: Score
    difference: Score
    stages: tuple[StageRole, ...]
    single: int
    flat: int
    every: int


@dataclass(frozen=True, slots=True)
class Told:
    """What one submission told: its stage scores (0–100) in the order of the journey, its weight, and who it was."""

    scores: Mapping[int, float]
    weight: float
    person: int

    @property
    def worst(self) -> float:
        """The lowest stage score."""
        return min(self.scores.values())

    @property
    def last(self) -> int:
        """The stage told of that comes last in the journey."""
        return list(self.scores)[-1]

    @property
    def peak_end(self) -> float:
        """What the peak-end rule remembers: the mean of the worst and the last score."""
        return (self.worst + self.scores[self.last]) / 2

    @property
    def mean(self) -> float:
        """The mean of all stage scores."""
        return math.fsum(self.scores.values()) / len(self.scores)


def peak_end(store: Store, scope: Scope) -> PeakEnd:
    """Peak–end of the submissions in a scope; places of the scope are ignored, because it speaks of whole journeys."""
    scope = replace(scope, stages=(), touchpoints=(), channels=())
    with store.reading() as connection:
        names = read_names(connection)
        filters = resolve(scope, names)
        every = every_kth(connection, names, scope)
        told, order = _read(connection, scope, filters, every, names)
    return summarise(told, {stage: names.stages[stage] for stage in order}, every)


def _read(connection: Connection, scope: Scope, filters: Filters, every: int, names: Names) -> tuple[list[Told], list[int]]:
    """Every k-th submission, and the stages they speak of in order."""
    s = t.submissions.c
    x = MEASURES["experience"].expression()
    keys = (s.submission_id, t.responses.c.stage_id, s.customer_id, s.weight)
    statement = answers(*keys, sa.func.avg(x)).where(*inside(filters, scope.period), t.stages.c.code != UNKNOWN)
    statement = statement.group_by(*keys).having(sa.func.count(x) > 0)
    if every > 1:
        statement = statement.where(s.submission_id % every == 0)
    stages: dict[int, dict[int, float]] = {}
    who: dict[int, tuple[float, int]] = {}
    for submission, stage, customer, weight, mean in connection.execute(statement):
        stages.setdefault(submission, {})[stage] = mean
        who[submission] = (weight if scope.weighted else 1.0, person_key(customer, submission))
    order = sorted({stage for own in stages.values() for stage in own}, key=lambda stage: names.stage_order[stage])
    told = [Told({at: own[at] for at in order if at in own}, *who[submission]) for submission, own in stages.items()]
    return told, order


def summarise(told: Sequence[Told], stages: Mapping[int, str], every: int = 1) -> PeakEnd:
    """Peak–end of given submissions; `stages` are number → code in the order of the journey."""
    several = [one for one in told if len(one.scores) > 1]
    differing = [one for one in several if max(one.scores.values()) > one.worst]
    experience, people = metric("experience"), len({one.person for one in several})

    def score_of(values: Iterable[float]) -> Score:
        return score(experience, _sums(zip(values, (one.weight for one in several), strict=True)), people=people, weighted=True)

    return PeakEnd(
        peak_end=score_of(one.peak_end for one in several),
        mean=score_of(one.mean for one in several),
        difference=_difference(_sums((one.peak_end - one.mean, one.weight) for one in several), people),
        stages=tuple(
            StageRole(
                code,
                _share([(one.scores[stage] <= one.worst, one) for one in differing if stage in one.scores]),
                _share([(one.last == stage, one) for one in several]),
            )
            for stage, code in stages.items()
        ),
        single=len(told) - len(several),
        flat=len(several) - len(differing),
        every=every,
    )


def _sums(values: Iterable[tuple[float, float]]) -> Sums:
    """One value a submission, as sums of answers."""
    listed = list(values)
    n, s, q = len(listed), math.fsum(x for x, _ in listed), math.fsum(x * x for x, _ in listed)
    ws, wn, wq = math.fsum(w * x for x, w in listed), math.fsum(w for _, w in listed), math.fsum(w * x * x for x, w in listed)
    wss, wsn, wnn = (math.fsum(w * w * x**power for x, w in listed) for power in (2, 1, 0))
    return Sums(n, n, s, q, q, s, float(n), ws, wn, wq, wss, wsn, wnn)


def _difference(sums: Sums, people: int) -> Score:
    found = estimate(sums, weighted=True)
    if found is None:
        return Score(None)
    low, high = adjusted_wald(found, -100.0, 100.0)
    ends = min(found.ratio, low), max(found.ratio, high)
    return Score(found.ratio, *ends, sums.n, sums.submissions, found.n_effective, people=people)


def _share(hits: Sequence[tuple[bool, Told]]) -> Score:
    sums = _sums((100.0 if hit else 0.0, one.weight) for hit, one in hits)
    found = estimate(sums, weighted=True)
    if found is None:
        return Score(None)
    low, high = wilson(min(1.0, found.ratio / 100), found.n_effective)
    ends = min(found.ratio, 100 * low), max(found.ratio, 100 * high)
    return Score(found.ratio, *ends, sums.n, sums.submissions, found.n_effective, people=len({one.person for _, one in hits}))
