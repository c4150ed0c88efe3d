"""Scores of plain lists, for what is not an answer on a scale: durations, yes or no of a case, a gain from before to after.

Not additive, so nothing of it stands in the rollup; whoever calls brings the rows.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from vocdash.domain import Score
from vocdash.metrics.sums import Sums, adjusted_wald, estimate, wilson


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of a list with its 95 % interval; everything is None without rows. `low` or `high` is None where too few rows bound it."""

    value: float | None
    low: float | None
    high: float | None
    n: int


def share(hits: Sequence[bool], who: Sequence[Hashable] | None = None) -> Score:
    """The share of hits in %, with Wilson's interval; rows of the same person (`who`) are not taken for independent."""
    sums = sums_of([1.0 if hit else 0.0 for hit in hits], who)
    found = estimate(sums, weighted=False)
    if found is None:
        return Score(None)
    low, high = wilson(found.ratio, found.n_effective)
    return Score(100 * found.ratio, 100 * low, 100 * high, sums.n, sums.submissions, found.n_effective, people=sums.submissions)


def mean(values: Sequence[float], ends: tuple[float, float], who: Sequence[Hashable] | None = None) -> Score:
    """The mean of values between two ends, with the adjusted Wald interval; rows of the same person are not taken for independent."""
    sums = sums_of(values, who)
    found = estimate(sums, weighted=False)
    if found is None:
        return Score(None)
    low, high = adjusted_wald(found, *ends)
    return Score(
        found.ratio, min(found.ratio, low), max(found.ratio, high), sums.n, sums.submissions, found.n_effective, people=sums.submissions
    )


def sums_of(values: Sequence[float], who: Sequence[Hashable] | None = None) -> Sums:
    """The sums of a list, each row with the weight 1; rows of the same person stand for one submission."""
    own: dict[Hashable, tuple[float, int]] = {}
    for person, value in zip(range(len(values)) if who is None else who, values, strict=True):
        total, count = own.get(person, (0.0, 0))
        own[person] = (total + value, count + 1)
    s, q = math.fsum(values), math.fsum(value * value for value in values)
    ss = math.fsum(total * total for total, _ in own.values())
    sn = math.fsum(total * count for total, count in own.values())
    nn = math.fsum(count * count for _, count in own.values())
    n = len(values)
    return Sums(len(own), n, s, q, ss, sn, nn, ws=s, wn=float(n), wq=q, wss=ss, wsn=sn, wnn=nn)


def quantile(values: Sequence[float], part: float) -> Quantile:
    """The smallest value that at least `part` of the rows do not exceed, with the interval of order statistics.

    The ranks of the interval are those between which the quantile lies with at least 95 % (binomial distribution), so it needs
    no assumption about the shape; with few rows one end may be open.
    """
    # Loading scipy.stats takes a second, which whoever asks for another score should not wait for.
    from scipy.stats import binom

    if not values:
        return Quantile(None, None, None, 0)
    ordered, n = sorted(values), len(values)
    below, above = int(binom.ppf(0.025, n, part)), int(binom.ppf(0.975, n, part)) + 1
    return Quantile(
        ordered[max(0, math.ceil(part * n) - 1)],
        ordered[below - 1] if below >= 1 else None,
        ordered[above - 1] if above <= n else None,
        n,
    )
