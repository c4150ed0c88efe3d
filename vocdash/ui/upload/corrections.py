"""What a person says of a column against what was understood: each correction of a plan gives a new one."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import replace
from typing import Any

from vocdash.domain import Family, Role, Scale
from vocdash.ingest.dates import NO_DATES, DateFormat, decide
from vocdash.ingest.dates import known as known_format
from vocdash.ingest.known import Known
from vocdash.ingest.read import Table
from vocdash.ingest.understand import ColumnMeaning, Kind, ScaleGuess
from vocdash.ingest.understand.grid import Grid
from vocdash.ingest.understand.profile import profile
from vocdash.ingest.understand.scores import guess_scale, scale_of
from vocdash.ui.upload.plan import DATES, Plan, cells_of, code_named, stages, touchpoints

BY_HAND = "As you said."


def corrected(plan: Plan, column: str, **changes: Any) -> Plan:
    """The plan with one column as the person says."""

    def by_hand(meaning: ColumnMeaning) -> ColumnMeaning:
        return replace(meaning, **{"confidence": 1.0, "reason": BY_HAND, **changes}) if meaning.column == column else meaning

    return replace(plan, meanings=tuple(map(by_hand, plan.meanings)), edited=True)


def as_kind(plan: Plan, column: str, kind: Kind) -> Plan:
    """The column holds something else. A score gets the scale its values suggest, a date the format they suggest."""
    meaning = plan.of(column)
    changes: dict[str, Any] = {"kind": kind, "scale": None, "dates": NO_DATES, "findings": ()}
    if kind is Kind.COMMENT:
        changes["role"] = Role.COMMENT
    elif meaning.role is Role.COMMENT:
        changes["role"] = Role.PERFORMANCE
    if kind is Kind.SCORE:
        changes["scale"] = meaning.scale or _guess_scale(plan.table, replace(meaning, kind=kind))
    if kind in DATES:
        changes["dates"] = meaning.dates if meaning.dates.format else decide(cells_of(plan.table, meaning), name=column)
    return corrected(plan, column, **changes)


def _guess_scale(table: Table, meaning: ColumnMeaning) -> ScaleGuess | None:
    at = table.columns.index(meaning.column)
    column = profile(at, meaning.column, meaning.label, cells_of(table, meaning), table.dialect.decimal)
    return guess_scale(column, Grid({}, {}, {}, {}))


def on_scale(plan: Plan, column: str, scale: Scale) -> Plan:
    """The column is answered on this scale; what its words count as stays."""
    guess = plan.of(column).scale or ScaleGuess(scale, 1.0, BY_HAND)
    return corrected(plan, column, scale=replace(guess, scale=scale, findings=()))


def resized(
    plan: Plan,
    column: str,
    *,
    family: Family | None = None,
    low: float | None = None,
    high: float | None = None,
    satisfied_from: float | None = None,
) -> Plan:
    """The column's own scale asks for something else, or has other ends; one that would have no steps stays as it is."""
    guess = plan.of(column).scale
    if guess is None:
        return plan
    now = guess.scale
    lowest, highest = now.minimum if low is None else low, now.maximum if high is None else high
    made = scale_of(family or now.family, lowest, highest) if lowest < highest else now
    if satisfied_from is not None and lowest <= satisfied_from <= highest:
        made = replace(made, code=f"{made.code}-from-{satisfied_from:g}", satisfied_from=satisfied_from)
    return on_scale(plan, column, made)


def answered_as(plan: Plan, column: str, **changes: Any) -> Plan:
    """The column's answers are read differently: `values`, `no_answer`, `not_used` or `reverse`; for words, `no_answer` alone."""
    guess = plan.of(column).scale
    return corrected(plan, column, **changes) if guess is None else corrected(plan, column, scale=replace(guess, **changes))


def counted(plan: Plan, column: str, numbers: AnyMapping[str, float | None]) -> Plan:
    """These words count as these numbers; a word without one is no answer."""
    guess = plan.of(column).scale
    if guess is None:
        return plan
    values = {word: float(number) for word, number in {**guess.values, **numbers}.items() if number is not None}
    said = {word.casefold() for word in values}
    silent = [word for word, number in numbers.items() if number is None]
    no_answer = tuple(dict.fromkeys(word for word in (*guess.no_answer, *silent) if word.casefold() not in said))
    return answered_as(plan, column, values=values, no_answer=no_answer)


def placed(plan: Plan, column: str, known: Known, *, stage: str | None = None, touchpoint: str | None = None) -> Plan:
    """The column belongs to this stage or touchpoint, by its name; a new name makes a new one."""
    place = plan.of(column).place
    if stage is not None:
        place = replace(place, stage=code_named(stage, stages(plan, known)), stage_name=stage, sure=True)
    if touchpoint is not None:
        place = replace(place, touchpoint=code_named(touchpoint, touchpoints(plan, known)), touchpoint_name=touchpoint, sure=True)
    return corrected(plan, column, place=place)


def dated(plan: Plan, column: str, format: str) -> Plan:
    """The dates of the column are read in this format: one of the readings its values allow, or one written down."""
    now = plan.of(column).dates
    readings = (now, *now.alternatives)
    chosen = next((reading for reading in readings if reading.format == format), None) or known_format(format)
    others = tuple(replace(reading, alternatives=()) for reading in readings if reading.format != format and reading.format)
    return corrected(plan, column, dates=DateFormat(chosen.format, 1.0, others, chosen.examples), findings=())


def with_people(plan: Plan, taken: bool) -> Plan:
    """Take the columns that name a person in, or leave them out."""
    for column, kind in plan.people:
        plan = corrected(plan, column, kind=kind if taken else Kind.LEAVE_OUT)
    return plan
