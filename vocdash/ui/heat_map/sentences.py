"""The sentences around the heat map."""

from __future__ import annotations

from collections.abc import Sequence

from vocdash.charts.heat_map import MEASURE_LABELS
from vocdash.charts.inputs import Measure
from vocdash.charts.judge import Verdict, judge
from vocdash.charts.theme import fmt_n, fmt_score
from vocdash.locales import listed
from vocdash.ui import periods
from vocdash.ui.cells import Place
from vocdash.ui.filters import Selection
from vocdash.ui.hiding.composed import shown_whole
from vocdash.ui.hiding.small_groups import min_group, why_hidden
from vocdash.ui.overview.figures import answers, notable

HOW = "Every cell is the experience score of one touchpoint in one stage. Gaps are held against the levels set for the cell."

_SAYS: dict[Measure, str] = {
    Measure.GAP: "Customers’ score minus what you want to provide, in points",
    Measure.WISH: "Customers’ score minus what customers want, in points",
    Measure.SCORE: "Customers’ score from 0 to 100",
    Measure.IMPORTANCE: "Stated importance from 0 to 10",
    Measure.CHANGE: "Customers’ score minus what it was in the period it is held against, in points",
    Measure.N: "Answers on a scale",
    Measure.COMPLAINTS: "Complaints received",
}


def measure_of(label: str | None) -> Measure:
    """The measure of a label; the gap where there is none."""
    return next((measure for measure, words in MEASURE_LABELS.items() if words == label), Measure.GAP)


def first_measure(places: Sequence[Place]) -> Measure:
    """What the map shows before anybody chose: the gap, or the score where nobody set what is wanted."""
    return Measure.GAP if any(place.cell.wanted is not None for place in places) else Measure.SCORE


def reference(places: Sequence[Place], selection: Selection) -> float | None:
    """The score of everybody everywhere, which scores are held against where nobody set what is wanted."""
    if first_measure(places) is Measure.GAP:
        return None
    return shown_whole(selection.scored).value


def finding(places: Sequence[Place], measure: Measure, against: float | None = None) -> str:
    """The sentence over the map; `against` is the :func:`reference`."""
    if not places:
        return "No touchpoint is placed in a stage yet"
    if measure is Measure.CHANGE:
        moved = notable(places)
        return f"{listed([place.brief for place in moved[:2]])} changed most" if moved else "No cell changed by more than noise"
    if measure is Measure.IMPORTANCE:
        top = max(places, key=lambda place: place.cell.importance or 0.0)
        return f"{top.brief} counts most" if top.cell.importance else "Nobody has said yet how much each cell matters"
    if measure in (Measure.N, Measure.COMPLAINTS):
        return _most(places, measure)
    if not any(place.score.value is not None for place in places):
        return "Too few people answered to show a score" if any(place.score.hidden for place in places) else "Nobody answered here"
    if measure is Measure.SCORE and against is not None:
        return _held(
            [(place, against) for place in places], "lies below the whole", "lies above the whole", f"the whole, {fmt_score(against)},"
        )
    if measure is Measure.WISH:
        wished = [(place, place.cell.customers_want) for place in places if place.cell.customers_want is not None]
        nobody = "Nobody has noted yet what customers want"
        return _held(wished, "falls furthest short of what customers want", "is better than they want", "what customers want") or nobody
    wanted = [(place, place.cell.wanted) for place in places if place.cell.wanted is not None]
    nobody = "Nobody has said yet what you want to provide"
    return _held(wanted, "falls furthest short", "is better than you want", "what you want") or nobody


def _held(levels: Sequence[tuple[Place, float]], short: str, above: str, level: str) -> str:
    """The cells furthest below their level and furthest above it, beyond noise; empty where no cell has a level."""
    if not levels:
        return ""
    known = [(place, (place.score.value or 0.0) - wanted, judge(place.score, wanted)) for place, wanted in levels]
    ordered = sorted(known, key=lambda told: told[1])
    below = [place.brief for place, _, verdict in ordered if verdict is Verdict.WORSE]
    better = [place.brief for place, _, verdict in ordered if verdict is Verdict.BETTER]
    kept = f"{better[-1]} {above}" if better else ""
    if not below:
        return kept or f"No cell differs from {level} by more than noise"
    verb, _, rest = short.partition(" ")
    said = f"{listed(below[:2])} {verb if len(below) == 1 else _PLURAL[verb]} {rest}"
    return f"{said}; {kept}" if kept else said


_PLURAL = {"falls": "fall", "lies": "lie"}


def _most(places: Sequence[Place], measure: Measure) -> str:
    def count(place: Place) -> int:
        counted = place.score.n if measure is Measure.N else place.complaints.value if place.complaints else None
        return round(counted or 0)

    top = max(places, key=count)
    if not count(top):
        return "Nobody complained in this selection" if measure is Measure.COMPLAINTS else "Nobody answered in this selection"
    return f"{top.brief} brings the most {'answers' if measure is Measure.N else 'complaints'}: {fmt_n(count(top))}"


def caption(places: Sequence[Place], measure: Measure, selection: Selection, against: float | None = None) -> str:
    """What is measured, when, on how many, and what a click does."""
    hidden = why_hidden(sum(_is_hidden(place, measure) for place in places), "cell")
    said = [measured(measure, selection, against), _counted(places, measure), "Click a cell to see who said it.", hidden]
    return " ".join(part for part in said if part)


def _is_hidden(place: Place, measure: Measure) -> bool:
    if measure is Measure.COMPLAINTS and place.complaints is not None and place.complaints.hidden:
        return True
    return place.score.hidden and measure is not Measure.IMPORTANCE


def _counted(places: Sequence[Place], measure: Measure) -> str:
    """On how many answers the numbers stand; what a company says itself, and a count, stand on none."""
    if measure in (Measure.IMPORTANCE, Measure.COMPLAINTS):
        return ""
    told = [place.score.n for place in places if not place.score.hidden]
    return f"{answers(sum(told)).capitalize() if told or not places else 'Too few people answered to say how many'}."


def measured(measure: Measure, selection: Selection, against: float | None = None) -> str:
    """What the numbers are, and of when."""
    held = f", held against {fmt_score(against)}, the score of all answers here" if measure is Measure.SCORE and against is not None else ""
    return f"{_SAYS[measure]}{held}. {periods.label(selection.period)}."


def legend(measure: Measure) -> list[tuple[str, str]]:
    """What the looks of the cells mean under this measure."""
    states = [("few", "too few to rely on"), ("hidden", f"hidden, under {min_group()} people"), ("asked", "nobody asks")]
    if measure in (Measure.IMPORTANCE, Measure.N, Measure.COMPLAINTS):
        return [("little", "little"), ("much", "much"), *states]
    bins = [("bad3", "below by 18 or more"), ("bad2", "12"), ("bad1", "6"), ("bad0", "less"), ("noise", "within noise"), ("above", "above")]
    return [*bins, *states]
