"""From sums to scores: the one place where a value and its interval are computed.

Answers of one submission are not independent, so the sums carry, beside those of the answers, the products of each
submission's own sums. With s and n a submission's (weighted) sums: R = Σs/Σn and

    variance of R = (Σs² − 2RΣsn + R²Σn²) / (Σn)²          (the ratio estimator, linearised)

Dividing the variance of independent answers by it gives the effective number of answers, which Wilson's interval (shares)
and the adjusted Wald interval (bounded means, NPS) take instead of n. With one unweighted answer a submission it is n; it is
never more. Where all answers are equal, or came in one submission, it is (Σn)²/Σn², the number of equally large submissions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter
from statistics import NormalDist

from vocdash.domain import Score
from vocdash.metrics.registry import Metric

Z = NormalDist().inv_cdf(0.975)
"""1.959963985: two-sided 95 %."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of one measure over a group of answers.

    `submissions` and `n` count; s, q = Σ value, Σ value² over answers; ss, sn, nn = Σ over submissions of the products of
    their own s and n. The same with w in front, each answer multiplied by its submission's weight (wss, wsn and wnn by its
    square). `scale_low` and `scale_high` are the smallest and largest scale id: different ones mean mixed scales.
    """

    submissions: int = 0
    n: int = 0
    s: float = 0.0
    q: float = 0.0
    ss: float = 0.0
    sn: float = 0.0
    nn: float = 0.0
    ws: float = 0.0
    wn: float = 0.0
    wq: float = 0.0
    wss: float = 0.0
    wsn: float = 0.0
    wnn: float = 0.0
    scale_low: int = 0
    scale_high: int = 0


SUM_COLUMNS = tuple(field.name for field in fields(Sums) if field.name not in {"scale_low", "scale_high"})


_COLUMNS = attrgetter(*SUM_COLUMNS, "scale_low", "scale_high")


def added(groups: Iterable[Sums]) -> Sums:
    """The sums of several groups that share no submission, as those of one; empty groups change nothing."""
    listed = [sums for sums in groups if sums.submissions]
    if not listed:
        return Sums()
    *totals, lows, highs = zip(*map(_COLUMNS, listed), strict=True)
    together = dict(zip(SUM_COLUMNS, map(sum, totals), strict=True))
    return Sums(**together, scale_low=min(lows), scale_high=max(highs))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A ratio Σs/Σn with its cluster variance, the variance of a single answer, and the effective number of answers."""

    ratio: float
    variance: float
    spread: float
    n_effective: float


def estimate(sums: Sums, weighted: bool) -> Estimate | None:
    """The ratio and how sure it is; None when nobody answered (or all weights are 0)."""
    total, base, squares = (sums.ws, sums.wn, sums.wq) if weighted else (sums.s, float(sums.n), sums.q)
    ss, sn, nn = (sums.wss, sums.wsn, sums.wnn) if weighted else (sums.ss, sums.sn, sums.nn)
    if base <= 0 or nn <= 0:
        return None
    ratio = total / base
    variance = max(0.0, ss - 2 * ratio * sn + ratio * ratio * nn) / (base * base)
    spread = max(0.0, squares / base - ratio * ratio)
    clusters = base * base / nn
    # One submission shows nothing of how submissions differ; rounding leaves a trace of spread where all answers are equal.
    if sums.submissions == 1 or spread <= 1e-9 * max(1.0, squares / base):
        return Estimate(ratio, variance, spread, clusters)
    # Fewer surprises than independent answers would bring are luck of a small sample, not knowledge.
    return Estimate(ratio, variance, spread, min(spread / variance, sums.n) if variance > 0 else sums.n)


def score(
    metric: Metric,
    sums: Sums,
    *,
    people: int = 0,
    weighted: bool = False,
    ends: tuple[float, float] | None = None,
    notes: tuple[str, ...] = (),
) -> Score:
    """The metric's value in the units people read, with its 95 % interval.

    Parameters
    ----------
    people : int
        Who answered; see :class:`vocdash.domain.Score`.
    ends : (float, float), optional
        Smallest and largest possible answer, for metrics whose scale decides (`metric.low` is None).
    """
    if metric.kind == "count":
        count = sums.submissions if metric.count == "submissions" else sums.n
        return Score(float(count), None, None, sums.n, sums.submissions, float(count), notes, people=people)
    found = estimate(sums, weighted)
    if found is None:
        return Score(None, n=sums.n, submissions=sums.submissions, notes=notes, people=people)
    if metric.low is not None and metric.high is not None:
        ends = (metric.low, metric.high)
    if ends is None:
        raise ValueError(f"{metric.code} needs the ends of its scale")
    bounds = wilson(found.ratio, found.n_effective) if metric.kind == "share" else adjusted_wald(found, *ends)
    value = found.ratio * metric.factor
    return Score(
        value,
        min(value, bounds[0] * metric.factor),
        max(value, bounds[1] * metric.factor),
        sums.n,
        sums.submissions,
        found.n_effective,
        notes,
        people=people,
    )


def wilson(share: float, n: float, z: float = Z) -> tuple[float, float]:
    """Wilson's score interval of a share (0–1) from n independent answers (metrics.md §4)."""
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def adjusted_wald(found: Estimate, low: float, high: float, z: float = Z) -> tuple[float, float]:
    """The adjusted Wald interval of a mean between `low` and `high` (Rocks 2016 for NPS; metrics.md §1).

    Three answers are added, ¾ at each end and 1½ in the middle, so that ten equal answers do not claim certainty.
    """
    middle, half_range = (low + high) / 2, (high - low) / 2
    n = found.n_effective
    mean = (found.ratio - middle) / half_range
    square = found.spread / (half_range * half_range) + mean * mean
    centre = n * mean / (n + 3)
    variance = max(0.0, (n * square + 1.5) / (n + 3) - centre * centre)
    half = z * math.sqrt(variance / (n + 3))
    return middle + half_range * max(-1.0, centre - half), middle + half_range * min(1.0, centre + half)


def difference(now: Score, before: Score) -> tuple[float, float] | None:
    """The 95 % interval of now − before for independent answers, from the two intervals (Newcombe's hybrid, metrics.md §4).

    None when one side has no value or no interval.
    """
    if now.value is None or before.value is None or now.low is None or now.high is None or before.low is None or before.high is None:
        return None
    gap = now.value - before.value
    below = math.hypot(now.value - now.low, before.high - before.value)
    above = math.hypot(now.high - now.value, before.value - before.low)
    return gap - below, gap + above
