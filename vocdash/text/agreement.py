"""How well two sets of labels agree: Cohen's κ, macro-F1 and the share of equal ones, each with an interval. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vocdash.domain import Sentiment

LABELS = tuple(Sentiment)
_RESAMPLES = 2_000

Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bounded:
    """A number with its 95 % interval; all None without pairs (κ also where everything has one label)."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a person's labels and ours agree. `table` counts pairs: rows are the person's labels, columns ours, in the order of `LABELS`.

    κ is 1 for full agreement and 0 for what chance brings (Cohen 1960); F1 is the mean over the labels the person gave.
    """

    n: int
    same: Bounded
    kappa: Bounded
    f1: Bounded
    table: tuple[tuple[int, ...], ...]


def agree(pairs: Sequence[tuple[Sentiment, Sentiment]]) -> Agreement:
    """The agreement of (person's, ours) pairs; intervals from 2,000 multinomial resamples with a fixed seed."""
    return agree_counts(Counter(pairs))


def agree_counts(pairs: Mapping[tuple[Sentiment, Sentiment], int]) -> Agreement:
    """The same of pairs that were counted already."""
    counts = np.zeros((len(LABELS), len(LABELS)))
    for (theirs, ours), count in pairs.items():
        counts[LABELS.index(theirs), LABELS.index(ours)] += count
    table = tuple(tuple(int(cell) for cell in row) for row in counts)
    n = int(counts.sum())
    if not n:
        nothing = Bounded(None)
        return Agreement(0, nothing, nothing, nothing, table)
    dice = np.random.default_rng(7)
    drawn = dice.multinomial(n, counts.ravel() / n, size=_RESAMPLES).reshape(-1, *counts.shape).astype(float)
    own = counts[np.newaxis]
    same, kappa, f1 = (_bounded(measure(own), measure(drawn)) for measure in (_same, _kappa, _macro_f1))
    return Agreement(n, same, kappa, f1, table)


def _bounded(value: Counts, drawn: Counts) -> Bounded:
    if np.isnan(value[0]):
        return Bounded(None)
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return Bounded(float(value[0]), float(low), float(high))


def _same(tables: Counts) -> Counts:
    share: Counts = np.trace(tables, axis1=1, axis2=2) / tables.sum(axis=(1, 2))
    return share


def _kappa(tables: Counts) -> Counts:
    n = tables.sum(axis=(1, 2))
    chance = (tables.sum(axis=1) * tables.sum(axis=2)).sum(axis=1) / n**2
    with np.errstate(invalid="ignore", divide="ignore"):
        kappa: Counts = (_same(tables) - chance) / (1 - chance)
    return kappa


def _macro_f1(tables: Counts) -> Counts:
    right = np.diagonal(tables, axis1=1, axis2=2)
    given, said = tables.sum(axis=2), tables.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        each = np.where(given > 0, 2 * right / (given + said), np.nan)
        mean: Counts = np.nanmean(each, axis=1)
    return mean
