"""What may be set for a cell: checked once, in sentences, whoever sets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from vocdash.errors import UnknownName, VocError
from vocdash.journeys.definition import CellSpec
from vocdash.journeys.read import Cell
from vocdash.metrics.registry import METRICS

INDEX = "index"
"""What the overall index is called among the targets of a journey, beside the metrics."""

NEED_KINDS = ("skills", "data", "process", "measure")
NEED_STATES = ("have", "missing")


def checked(spec: CellSpec) -> CellSpec:
    """The same cell, if everything set for it makes sense.

    Raises
    ------
    VocError
        If a value lies outside what it can be, or a need does not say what is needed.
    """
    between("The importance", spec.importance, 0, 10)
    between("The yearly cost", spec.yearly_cost, 0, None)
    checked_weight(spec.weight)
    if spec.metric not in METRICS:
        raise UnknownName("metric", spec.metric, METRICS)
    low, high = level_range(spec.metric)
    between("What you want to provide", spec.wanted, low, high)
    between("What customers want", spec.customers_want, low, high)
    return replace(spec, needs=tuple(_checked_need(need) for need in spec.needs), note=spec.note.strip())


def level_range(metric: str) -> tuple[float | None, float | None]:
    """The lowest and highest level of a metric, as it is shown; None where its scale says so."""
    asked = METRICS[metric]
    low, high = (None if end is None else end * asked.factor for end in (asked.low, asked.high))
    return low, high


def checked_target(metric: str, value: float) -> float:
    """A target of the whole journey, if it is one. Raises UnknownName for its metric, VocError for a value that cannot be."""
    if metric != INDEX and metric not in METRICS:
        raise UnknownName("metric", metric, [INDEX, *METRICS])
    between("The target", value, *((0, 100) if metric == INDEX else level_range(metric)))
    return value


def checked_weight(weight: float | None) -> float | None:
    """The weight, if it is one. Raises VocError when it is negative."""
    if weight is not None and weight < 0:
        raise VocError(f"A weight of {weight:g} makes no sense.", "Give 0 or more; 0 leaves it out of the score.")
    return weight


def spec_of(cell: Cell, valid_from: date | None) -> CellSpec:
    """The cell as it is to be written, true from `valid_from` on."""
    return CellSpec(
        stage=cell.stage,
        touchpoint=cell.touchpoint,
        owner=cell.owner.code if cell.owner else "",
        team=cell.team or "",
        importance=cell.importance,
        wanted=cell.wanted,
        customers_want=cell.customers_want,
        metric=cell.metric,
        yearly_cost=cell.yearly_cost,
        needs=cell.needs,
        note=cell.note,
        weight=cell.weight,
        pinned=cell.pinned,
        valid_from=valid_from,
    )


def between(what: str, value: float | None, low: float | None, high: float | None) -> None:
    """Insist that a value, where there is one, lies between two ends; None for an open end. Raises VocError."""
    if value is None:
        return
    ends = f"from {'−∞' if low is None else f'{low:g}'} to {'∞' if high is None else f'{high:g}'}"
    if (low is not None and value < low) or (high is not None and value > high):
        raise VocError(f"{what} is {value:g}, which is not {ends}.", f"Give a number {ends}.")


def _checked_need(need: dict[str, str]) -> dict[str, str]:
    what = need.get("what", "").strip()
    kind, state = need.get("kind") or "process", need.get("state") or "missing"
    if not what:
        raise VocError("A need does not say what is needed.", "Name it, or take its line away.")
    if kind not in NEED_KINDS:
        raise UnknownName("kind of need", kind, NEED_KINDS)
    if state not in NEED_STATES:
        raise UnknownName("state of a need", state, NEED_STATES)
    return {"what": what, "kind": kind, "state": state}
