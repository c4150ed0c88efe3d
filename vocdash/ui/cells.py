"""The cells of a journey with their scores: what the heat map, the overview and the journey map all begin with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from vocdash.charts.inputs import CellMark, DotRow, Name
from vocdash.charts.judge import Verdict, judge, too_few
from vocdash.domain import UNKNOWN, Change, Method, Row, Scope, Score
from vocdash.journeys import Cell, Journey, read_journey
from vocdash.metrics import Query, ask, compare
from vocdash.metrics.moments import Weighed, moments_of_truth
from vocdash.ui import data
from vocdash.ui.filters import Selection
from vocdash.ui.hiding.small_groups import look_ahead, shown_rows
from vocdash.ui.markup import brief
from vocdash.ui.who import opens_customers

BY_CELL = ("stage", "touchpoint")


@dataclass(frozen=True, slots=True)
class Place:
    """One cell as a person set it, and how it went: `change` is None where either side is missing or hidden.

    `complaints` counts those received, as it may be shown; None where there is none.
    """

    cell: Cell
    stage_name: str
    score: Score
    change: Change | None
    complaints: Score | None
    asked: bool

    @property
    def name(self) -> str:
        """What it is called: touchpoint in stage."""
        return f"{self.cell.touchpoint_name} in {self.stage_name}"

    @property
    def brief(self) -> str:
        """Its name as a sentence over a picture says it; the picture itself has all of it."""
        return f"{brief(self.cell.touchpoint_name)} in {brief(self.stage_name)}"

    @property
    def codes(self) -> tuple[tuple[str, str], ...]:
        """(filter, code) of its stage and touchpoint."""
        return ("stage", self.cell.stage), ("touchpoint", self.cell.touchpoint)

    @property
    def owner(self) -> str:
        """Who answers for it, as one line; empty when nobody does."""
        person = self.cell.owner.name if self.cell.owner else ""
        return ", ".join(word for word in (person, self.cell.team_name or "") if word)

    @property
    def gap(self) -> float | None:
        """Actual minus wanted, in points; negative is a shortfall."""
        if self.score.value is None or self.cell.wanted is None:
            return None
        return self.score.value - self.cell.wanted

    @property
    def verdict(self) -> Verdict:
        """Its score held against what the company wants to provide."""
        return judge(self.score, self.cell.wanted)


def read_here(selection: Selection) -> Journey:
    """The journey looked at, as it was set on the last day of the period."""
    return data.of_answers(read_journey, selection.scope.journey, selection.period.last)


def read_places(selection: Selection) -> list[Place]:
    """Every cell of the journey inside the places picked, in the order of the stages."""
    journey = read_here(selection)
    wide = replace(selection.scored, stages=(), touchpoints=())
    moves = data.of_answers(compare.change, Query("experience", BY_CELL, wide), selection.before)
    before = wide.during(selection.before)
    look_ahead([Query("experience", BY_CELL, scope) for scope in (wide, before)])
    scores = shown_cells([Row(moved.keys, moved.change.now) for moved in moves], wide)
    then = shown_cells([Row(moved.keys, moved.change.before) for moved in moves], before)
    changes = {key: shown_change(moved.change, scores[key], then[key]) for moved in moves if (key := tuple(moved.keys.values()))}
    ever = replace(selection.scored, period=None, segments=())
    asked = {tuple(row.keys.values()) for row in data.of_answers(ask, Query("experience", BY_CELL, ever))}
    complaints = _complaints(selection)
    return [
        _place(cell, stage.name, scores, changes, complaints, asked)
        for stage in journey.stages
        for cell in _cells(stage.cells, selection)
        if not selection.scope.stages or stage.code in selection.scope.stages
    ]


def shown_cells(rows: Iterable[Row], scope: Scope, metric: str = "experience") -> dict[tuple[str, ...], Score]:
    """The score of each cell as it may be shown, by stage and touchpoint, of which the totals are shown, too.

    The rows are those of all places, also where some are picked, so that what is hidden on one page is hidden on all of them. The
    totals of touchpoints would give nothing away to whoever may open single customers.
    """
    totals = BY_CELL[:1] if opens_customers() else BY_CELL
    return {tuple(row.keys.values()): row.score for row in shown_rows(rows, scope, *totals, metric=metric)}


def _cells(cells: Sequence[Cell], selection: Selection) -> list[Cell]:
    picked = selection.scope.touchpoints
    return [cell for cell in cells if cell.touchpoint != UNKNOWN and (not picked or cell.touchpoint in picked)]


def _place(
    cell: Cell,
    stage_name: str,
    scores: dict[tuple[str, ...], Score],
    changes: dict[tuple[str, ...], Change | None],
    complaints: dict[tuple[str, ...], Score],
    asked: set[tuple[str, ...]],
) -> Place:
    key = (cell.stage, cell.touchpoint)
    return Place(cell, stage_name, scores.get(key, Score(None)), changes.get(key), complaints.get(key), key in asked)


def shown_change(change: Change, now: Score, before: Score) -> Change | None:
    """The change, unless one of its sides as it may be shown is hidden or missing: then the other could be worked out from it."""
    return None if now.hidden or before.hidden or change.value is None else change


def _complaints(selection: Selection) -> dict[tuple[str, ...], Score]:
    """How many complaints were received about each cell; whoever may open single ones may also count a few of them."""
    if Method.COMPLAINT.value not in selection.choices.methods:
        return {}
    wide = replace(selection.scope, methods=(Method.COMPLAINT.value,), stages=(), touchpoints=())
    rows = data.of_answers(ask, Query("submissions", BY_CELL, wide))
    if opens_customers():
        return {tuple(row.keys.values()): row.score for row in rows}
    return shown_cells(rows, wide, "submissions")


def marks(places: Iterable[Place]) -> list[CellMark]:
    """The places as the heat map draws them."""
    return [
        CellMark(
            place.cell.stage,
            place.cell.touchpoint,
            place.score,
            wanted=place.cell.wanted,
            customers_want=place.cell.customers_want,
            importance=place.cell.importance,
            change=place.change,
            complaints=place.complaints,
            asked=place.asked,
        )
        for place in places
    ]


def stage_names(places: Iterable[Place]) -> list[Name]:
    """Code and name of the stages, each once, in the order of the cells."""
    return [Name(code, name) for code, name in dict.fromkeys((place.cell.stage, place.stage_name) for place in places)]


def touchpoint_names(places: Iterable[Place]) -> list[Name]:
    """Code and name of the touchpoints, each once, in the order of the cells."""
    return [Name(code, name) for code, name in dict.fromkeys((place.cell.touchpoint, place.cell.touchpoint_name) for place in places)]


def mean_level(levels: Iterable[float | None]) -> float | None:
    """The mean of the levels that are known; None when none is."""
    known = [level for level in levels if level is not None]
    return fmean(known) if known else None


def held_against_wanted(places: Iterable[Place]) -> list[Place]:
    """The places that have a score to rely on and a wanted level, furthest below it first."""
    known = [place for place in places if place.gap is not None and place.verdict is not Verdict.TOO_FEW]
    return sorted(known, key=lambda place: place.gap or 0.0)


def furthest_and_closest(places: Sequence[Place], each: int = 3) -> list[Place]:
    """The few furthest below what is wanted and the few closest to it or above, never one twice."""
    ordered = held_against_wanted(places)
    return ordered if len(ordered) <= 2 * each else [*ordered[:each], *ordered[-each:]]


def lowest_and_highest(places: Sequence[Place], each: int = 3) -> list[Place]:
    """The few with the lowest scores to rely on and the few with the highest, never one twice."""
    ordered = sorted(
        (place for place in places if not too_few(place.score) and place.score.value is not None), key=lambda p: p.score.value or 0.0
    )
    return ordered if len(ordered) <= 2 * each else [*ordered[:each], *ordered[-each:]]


def dots(places: Iterable[Place]) -> list[DotRow]:
    """One row a cell for a chart of scores against what is wanted; the stage is named where there are several."""
    listed = list(places)
    one_stage = len({place.cell.stage for place in listed}) == 1
    return [
        DotRow(place.cell.touchpoint_name if one_stage else place.name, place.score, place.cell.wanted, place.codes) for place in listed
    ]


def moment_of_truth(places: Sequence[Place]) -> set[tuple[str, str]]:
    """The cells that are moments of truth, as (stage, touchpoint)."""
    return moments_of_truth(weighed(place) for place in places)


def weighed(place: Place) -> Weighed:
    """A place as it is weighed: by how much it matters and falls short."""
    cell = place.cell
    return Weighed((cell.stage, cell.touchpoint), place.score, cell.wanted, cell.importance)
