"""Is a difference more than noise? Two scopes of the same question, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import erfc, sqrt
from typing import Protocol

from vocdash.domain import Change, Period, Row, Score
from vocdash.metrics.ask import ask_all
from vocdash.metrics.query import Query
from vocdash.metrics.sums import Z, difference
from vocdash.store import Store

Keys = tuple[str, ...]

LEAST_ANSWERS = 30
"""On each side, before a change is spoken of."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One group's change between two scopes, by the codes of the dimensions asked for."""

    keys: dict[str, str]
    change: Change


def between(now: Score, before: Score) -> Change:
    """The change of one score, `now` − `before`, with its interval (independent answers; Newcombe's hybrid)."""
    bounds = difference(now, before)
    if now.value is None or before.value is None:
        return Change(None, None, None, now, before)
    low, high = bounds if bounds is not None else (None, None)
    return Change(now.value - before.value, low, high, now, before)


def change(store: Store, query: Query, before: Period) -> list[Moved]:
    """The changes of a question's scores since the period `before`; groups that stand in only one of both have no value."""
    return moves(*ask_all(store, [query, replace(query, scope=query.scope.during(before))]))


def moves(now: Iterable[Row], before: Iterable[Row]) -> list[Moved]:
    """The changes between the rows of one question in two scopes; see :func:`change`."""
    then = {tuple(row.keys.values()): row for row in before}
    here = {tuple(row.keys.values()): row for row in now}
    nobody = Score(None)
    return [
        Moved(
            (here.get(key) or then[key]).keys,
            between(here[key].score if key in here else nobody, then[key].score if key in then else nobody),
        )
        for key in {**here, **then}
    ]


def notable(moved: Iterable[Moved]) -> list[Moved]:
    """The changes noise does not explain, largest first.

    Benjamini–Hochberg over all groups given that have at least :data:`LEAST_ANSWERS` answers on both sides, so that forty calm cells do
    not bring two alarms; then those whose interval excludes 0.
    """
    known = [m for m in moved if m.change.value is not None and m.change.low is not None]
    known = [m for m in known if min(m.change.now.n, m.change.before.n) >= LEAST_ANSWERS]
    beyond = beyond_noise([chance(m.change) for m in known])
    real = [m for m, told in zip(known, beyond, strict=True) if told and m.change.real]
    return sorted(real, key=lambda m: -abs(m.change.value or 0.0))


def beyond_noise(chances: Sequence[float], rate: float = 0.05) -> list[bool]:
    """For each p-value whether noise does not explain it: Benjamini–Hochberg over all of them at false discovery rate `rate`."""
    # Loading scipy.stats takes a second, which a command that asks for one score should not wait for.
    from scipy.stats import false_discovery_control

    return [bool(adjusted <= rate) for adjusted in false_discovery_control(chances)] if chances else []


class Difference(Protocol):
    """A difference with the ends of its 95 % interval; None where they are not known."""

    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def chance(moved: Difference) -> float:
    """The two-sided p-value of a difference, from its interval: how often noise alone would make one this large."""
    if moved.value is None or moved.low is None or moved.high is None:
        return 1.0
    towards_zero = moved.value - moved.low if moved.value > 0 else moved.high - moved.value
    if towards_zero <= 0:
        return 1.0 if moved.value == 0 else 0.0
    return erfc(abs(moved.value) / (towards_zero / Z) / sqrt(2))
