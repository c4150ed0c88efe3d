"""The scope sheet of a mapping exercise: six answers, given before the mapping began, and kept beside its results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from vocdash.access import Actor
from vocdash.domain import Scope
from vocdash.errors import VocError
from vocdash.journeys.create import named
from vocdash.journeys.read import Journey
from vocdash.journeys.work import designing
from vocdash.store import Store
from vocdash.store import tables as t

KEY = "scope"
"""Where the sheet stands among what else a journey's definition says of it (currency, company, …)."""


class Dealings(StrEnum):
    """What is mapped: all dealings with the customer, or single transactions."""

    UNDECIDED = ""
    INTERACTIONS = "interactions"
    TRANSACTIONS = "transactions"
    BOTH = "both"


class Factors(StrEnum):
    """What is judged: what happens, how it feels, or both."""

    UNDECIDED = ""
    PHYSICAL = "physical"
    EMOTIONAL = "emotional"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class ScopeSheet:
    """The six answers. `customers` says who in words, `segments` by values of attributes; stages are codes, "" is open."""

    objective: str = ""
    applied_by: str = ""
    customers: str = ""
    segments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first_stage: str = ""
    last_stage: str = ""
    dealings: Dealings = Dealings.UNDECIDED
    factors: Factors = Factors.UNDECIDED

    @property
    def answered(self) -> int:
        """How many of the six questions have an answer."""
        given = (self.objective, self.applied_by, self.customers or self.segments, self.first_stage or self.last_stage)
        return sum(map(bool, (*given, self.dealings, self.factors)))


def sheet_of(journey: Journey) -> ScopeSheet:
    """The journey's scope sheet; an empty one where nobody filled it in."""
    data = journey.sheet.get(KEY)
    if not isinstance(data, dict):
        return ScopeSheet()
    texts = {name: str(data.get(name) or "").strip() for name in ("objective", "applied_by", "customers", "first_stage", "last_stage")}
    segments = data.get("segments")
    listed = segments.items() if isinstance(segments, dict) else ()
    values = {str(name): tuple(map(str, chosen)) for name, chosen in listed if isinstance(chosen, list)}
    return ScopeSheet(**texts, segments=values, dealings=_word(Dealings, data.get("dealings")), factors=_word(Factors, data.get("factors")))


def set_scope_sheet(store: Store, actor: Actor, journey: str, sheet: ScopeSheet) -> None:
    """Keep the six answers with the journey.

    Raises
    ------
    VocError
        If the end lies before the start.
    """
    with designing(store, actor, journey) as work:
        ends = [named("stage", code, work.ids.stages) for code in (sheet.first_stage, sheet.last_stage) if code]
        positions = [work.connection.scalar(sa.select(t.stages.c.position).where(t.stages.c.stage_id == number)) or 0 for number in ends]
        if positions != sorted(positions):
            raise VocError("The mapping would end before it begins.", "Choose a last stage at or after the first one.")
        of_it = t.journeys.c.journey_id == work.ids.journey_id
        before = work.connection.scalar(sa.select(t.journeys.c.scope_sheet).where(of_it)) or {}
        data = {name: value for name, value in asdict(sheet).items() if value}
        data |= {"segments": {name: list(values) for name, values in sheet.segments.items()}} if sheet.segments else {}
        work.connection.execute(sa.update(t.journeys).where(of_it).values(scope_sheet={**before, KEY: data}))
        work.say("Answered the scope sheet.")


def leaves(sheet: ScopeSheet, journey: Journey, scope: Scope) -> tuple[str, ...]:
    """What of the scope somebody looks at lies outside the sheet, a clause each; nothing where a filter stays inside or is not set."""
    found = [
        f"{attribute} {', '.join(outside)}"
        for attribute, values in scope.segments
        if attribute in sheet.segments and (outside := [value for value in values if value not in sheet.segments[attribute]])
    ]
    inside = stages_inside(sheet, journey)
    names = {stage.code: stage.name for stage in journey.stages}
    if outside_stages := [names.get(code, code) for code in scope.stages if code not in inside]:
        found.append(f"the stage {', '.join(outside_stages)}")
    return tuple(found)


def stages_inside(sheet: ScopeSheet, journey: Journey) -> tuple[str, ...]:
    """The codes of the stages from the sheet's start to its end; all where it names none."""
    codes = [stage.code for stage in journey.stages]
    first = codes.index(sheet.first_stage) if sheet.first_stage in codes else 0
    last = codes.index(sheet.last_stage) if sheet.last_stage in codes else len(codes) - 1
    return tuple(codes[first : last + 1])


def _word(words: type[Any], value: object) -> Any:
    return next((word for word in words if word.value == value), words(""))
