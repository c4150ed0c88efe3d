"""The sentences around the heat map."""

from __future__ import annotations

from collections.abc import Sequence

from vocdash.charts.heat_map import MEASURE_LABELS
from vocdash.charts.inputs import Measure
from vocdash.charts.judge import Verdict
from vocdash.charts.theme import fmt_n
from vocdash.ui import periods
from vocdash.ui.cells import Place, held_against_wanted, min_group
from vocdash.ui.filters import Selection
from vocdash.ui.overview import listed, notable

HOW = "Every cell is the experience score of one touchpoint in one stage. Gaps are held against the levels set for the cell."

_SAYS: dict[Measure, str] = {
    Measure.GAP: "Customers’ score minus what you want to provide, in points",
    Measure.WISH: "Customers’ score minus what customers want, in points",
    Measure.SCORE: "Customers’ score from 0 to 100",
    Measure.IMPORTANCE: "Stated importance from 0 to 10",
    Measure.CHANGE: "Customers’ score minus that of the period before, in points",
    Measure.N: "Answers on a scale",
    Measure.COMPLAINTS: "Complaints received",
}


def measure_of(label: str | None) -> Measure:
    """The measure of a label; the gap where there is none."""
    return next((measure for measure, words in MEASURE_LABELS.items() if words == label), Measure.GAP)


def finding(places: Sequence[Place], measure: Measure) -> str:
    """The sentence over the map."""
    if not places:
        return "No touchpoint is placed in a stage yet"
    if measure is Measure.CHANGE:
        moved = notable(places)
        return f"{listed([place.name for place in moved[:2]])} changed most" if moved else "No cell changed by more than noise"
    if measure is Measure.IMPORTANCE:
        top = max(places, key=lambda place: place.cell.importance or 0.0)
        return f"{top.name} counts most" if top.cell.importance else "Nobody has said yet how much each cell matters"
    if measure in (Measure.N, Measure.COMPLAINTS):
        return _most(places, measure)
    ordered = held_against_wanted(places)
    short = [place for place in ordered if place.verdict is Verdict.WORSE]
    kept = [place for place in ordered if place.verdict is Verdict.BETTER]
    if not short:
        return "No cell falls short of what you want by more than noise"
    ends = f"; {kept[-1].name} is better than you want" if kept else ""
    plural = "s" if len(short) == 1 else ""
    return f"{listed([place.name for place in short[:2]])} fall{plural} furthest short{ends}"


def _most(places: Sequence[Place], measure: Measure) -> str:
    def count(place: Place) -> int:
        return place.score.n if measure is Measure.N else place.complaints or 0

    top = max(places, key=count)
    if not count(top):
        return "Nobody complained in this selection" if measure is Measure.COMPLAINTS else "Nobody answered in this selection"
    return f"{top.name} brings the most {'answers' if measure is Measure.N else 'complaints'}: {fmt_n(count(top))}"


def caption(places: Sequence[Place], measure: Measure, selection: Selection) -> str:
    """What is measured, when, on how many, and what a click does."""
    answers = sum(place.score.n for place in places)
    return f"{_SAYS[measure]}. {periods.label(selection.period)}, {fmt_n(answers)} answers. Click a cell to see who said it."


def legend(measure: Measure) -> list[tuple[str, str]]:
    """What the looks of the cells mean under this measure."""
    states = [("few", "too few to rely on"), ("hidden", f"hidden, under {min_group()} people"), ("asked", "nobody asks")]
    if measure in (Measure.IMPORTANCE, Measure.N, Measure.COMPLAINTS):
        return [("little", "little"), ("much", "much"), *states]
    bins = [("bad3", "below by 18 or more"), ("bad2", "12"), ("bad1", "6"), ("bad0", "less"), ("noise", "within noise"), ("above", "above")]
    return [*bins, *states]
