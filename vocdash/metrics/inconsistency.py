"""The same touchpoint, another channel: how far its channels lie apart beyond what noise explains."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import chdtri

from vocdash.domain import Row, Scope, Score
from vocdash.metrics.ask import ask
from vocdash.metrics.query import Query
from vocdash.metrics.sums import Z
from vocdash.store import Store

LEAST_ANSWERS = 30
_MOST = 50.0
"""Scores from 0 to 100 cannot lie further apart, as a standard deviation."""
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """One touchpoint's index in points, and the channel scores it comes from."""

    touchpoint: str
    index: Score
    channels: tuple[Row, ...]


def inconsistencies(store: Store, scope: Scope) -> list[Inconsistency]:
    """The inconsistency of every touchpoint that at least two channels have enough answers for, largest first.

    Answers that name no channel are left out: they may be of any.
    """
    rows = [row for row in ask(store, Query("experience", ("touchpoint", "channel"), scope)) if "unknown" not in row.keys.values()]
    by_touchpoint: dict[str, list[Row]] = {}
    for row in rows:
        if row.score.n >= LEAST_ANSWERS:
            by_touchpoint.setdefault(row.keys["touchpoint"], []).append(row)
    found = [Inconsistency(code, index([row.score for row in own]), tuple(own)) for code, own in by_touchpoint.items() if len(own) > 1]
    return sorted(found, key=lambda one: (-(one.index.value or 0.0), one.touchpoint))


def index(scores: Sequence[Score]) -> Score:
    """The standard deviation of the true scores behind these ones, in points, with its 95 % interval.

    DerSimonian and Laird's τ; the interval inverts Q (Viechtbauer 2007), so that its lower end is 0 where noise may explain all.
    Scores are taken as independent; `people` are those of the smallest. None with fewer than two scores that have a value and an interval.
    """
    known = [(s.value, (s.high - s.low) / (2 * Z)) for s in scores if s.value is not None and s.low is not None and s.high is not None]
    n, submissions = sum(s.n for s in scores), sum(s.submissions for s in scores)
    people = min((s.people for s in scores), default=0)
    if len(known) < 2 or any(error <= 0 for _, error in known):
        return Score(None, n=n, submissions=submissions, people=people)
    values, variances = [value for value, _ in known], [error * error for _, error in known]
    weights = [1 / variance for variance in variances]
    freedom = len(known) - 1
    base = math.fsum(weights) - math.fsum(w * w for w in weights) / math.fsum(weights)
    spread = math.sqrt(max(0.0, (_q(values, variances, 0.0) - freedom) / base))
    low = _solve(values, variances, float(chdtri(freedom, 0.025)))
    high = _solve(values, variances, float(chdtri(freedom, 0.975)))
    return Score(min(spread, _MOST), min(low, spread), min(_MOST, max(high, spread)), n, submissions, float(submissions), people=people)


def _q(values: Sequence[float], variances: Sequence[float], spread: float) -> float:
    """Cochran's Q with `spread` added to every score's own error; it falls as the spread grows."""
    weights = [1 / (variance + spread * spread) for variance in variances]
    mean = math.fsum(w * v for w, v in zip(weights, values, strict=True)) / math.fsum(weights)
    return math.fsum(w * (v - mean) ** 2 for w, v in zip(weights, values, strict=True))


def _solve(values: Sequence[float], variances: Sequence[float], wanted: float) -> float:
    """The spread at which Q is `wanted`; 0 where Q is smaller from the start, the largest possible where it never falls so far."""
    if _q(values, variances, 0.0) <= wanted:
        return 0.0
    low, high = 0.0, _MOST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _q(values, variances, middle) > wanted else (low, middle)
    return high
