"""One place of the journey, a stage or a touchpoint: what was picked, its score, and the figures at the head of its page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from vocdash.charts.judge import Verdict, judge, judge_interval, say_score
from vocdash.charts.theme import NO_VALUE, fmt_interval, fmt_n, fmt_score, fmt_signed, fmt_signed_interval
from vocdash.domain import Better, Change, Scope, Score
from vocdash.metrics import Query, ask, compare
from vocdash.ui import blocks, data, periods
from vocdash.ui.cells import BY_CELL, Place, mean_level, read_places, shown_cells, shown_change
from vocdash.ui.filters import Selection
from vocdash.ui.hiding.composed import shown_stages
from vocdash.ui.hiding.small_groups import shown_rows
from vocdash.ui.markup import Markup, link
from vocdash.ui.overview.figures import answers, change_tag

Kind = Literal["stage", "touchpoint"]


@dataclass(frozen=True, slots=True)
class Spot:
    """What a page looks at: a stage, a touchpoint, or a touchpoint in a stage ("" where none is picked), and its cells."""

    selection: Selection
    stage: str
    touchpoint: str
    places: tuple[Place, ...]
    score: Score
    change: Change | None

    @property
    def name(self) -> str:
        names = self.selection.choices
        stage, touchpoint = names.stages.get(self.stage, ""), names.touchpoints.get(self.touchpoint, "")
        return f"{touchpoint} in {stage}" if stage and touchpoint else stage or touchpoint

    @property
    def wanted(self) -> float | None:
        """What the company wants here: the cell's level, or the mean of the cells'."""
        return mean_level([place.cell.wanted for place in self.places])

    @property
    def customers_want(self) -> float | None:
        return mean_level([place.cell.customers_want for place in self.places])

    @property
    def owners(self) -> tuple[str, ...]:
        """Who answers for its cells, each once."""
        return tuple(dict.fromkeys(place.owner for place in self.places if place.owner))


def find(selection: Selection, kind: Kind) -> Spot | None:
    """The place that the filters pick for a page of this kind; None where they pick none, or several."""
    stage, touchpoint = (codes[0] if len(codes) == 1 else "" for codes in (selection.scope.stages, selection.scope.touchpoints))
    if not (stage if kind == "stage" else touchpoint):
        return None
    now, before = (read_score(scope, stage, touchpoint) for scope in (selection.scored, selection.scored.during(selection.before)))
    change = shown_change(compare.between(now, before), now, before)
    return Spot(selection, stage, touchpoint, tuple(read_places(selection)), now, change)


def read_score(scope: Scope, stage: str, touchpoint: str) -> Score:
    """The score of a place as it may be shown beside all others: a stage's as the index counts it, else the experience score."""
    wide = replace(scope, stages=(), touchpoints=())
    if stage and touchpoint:
        return shown_cells(data.of_answers(ask, Query("experience", BY_CELL, wide)), wide).get((stage, touchpoint), Score(None))
    if stage:
        return shown_stages(wide).get(stage, Score(None))
    rows = shown_rows(data.of_answers(ask, Query("experience", ("touchpoint",), wide)), wide)
    return next((row.score for row in rows if row.keys["touchpoint"] == touchpoint), Score(None))


def crumbs(spot: Spot) -> Markup:
    """The way down: the journey, the stage, the touchpoint."""
    names = spot.selection.choices
    parts: list[str] = [link("Journey map", spot.selection.link("journey_map"))]
    if spot.stage:
        name = names.stages[spot.stage]
        parts.append(link(name, spot.selection.link("stage", stage=spot.stage)) if spot.touchpoint else name)
    if spot.touchpoint:
        parts.append(names.touchpoints[spot.touchpoint])
    return blocks.crumbs(parts)


# --- the figures at the head -----------------------------------------------------------------------------------------


def figures(spot: Spot) -> Markup:
    """Score, gaps, importance, complaints and owner, side by side."""
    score, told = spot.score, spot.score.value is not None
    on = spot.selection.periods[1]
    tag = change_tag(spot.change, Better.HIGHER, on) if told else Markup("")
    counts = f"{fmt_interval(score.low, score.high)}, {answers(score.n)}" if told else why_not(score)
    items = [blocks.key_figure("Score", "hidden" if score.hidden else fmt_score(score.value), counts, tag)]
    items.append(_gap(spot, "Gap to wanted", spot.wanted))
    if spot.customers_want is not None:
        items.append(_gap(spot, "Gap to wish", spot.customers_want))
    items += _importance(spot)
    complaints = [place.complaints for place in spot.places if place.complaints is not None]
    if complaints:
        hidden = any(count.hidden for count in complaints)
        said = "hidden" if hidden else fmt_n(round(sum(count.value or 0 for count in complaints)))
        items.append(blocks.key_figure("Complaints received", said, periods.short(spot.selection.period)))
    more = f"and {len(spot.owners) - 1} more" if len(spot.owners) > 1 else ""
    items.append(blocks.key_figure("Owner", spot.owners[0] if spot.owners else "nobody yet", more, word=True))
    return blocks.figures(items)


def doubts(spot: Spot) -> list[Markup]:
    """What to know before reading on: why there is no number, how unsure it is, what it mixes."""
    score = spot.score
    said = [blocks.caption(note) for note in score.notes]
    if score.hidden:
        return [blocks.notice("Hidden, because too few people answered to show a number. Choose a longer period to see more."), *said]
    if score.value is None:
        return [blocks.notice("Nobody answered about it in this period: a blind spot, or a question that is not asked.")]
    weighted = [place for place in spot.places if place.cell.weight is not None]
    if spot.stage and not spot.touchpoint and weighted:
        said.append(blocks.caption("The score counts the stage’s touchpoints by their own weights; all else on this page counts answers."))
    return [blocks.caption(f"{say_score(score)}."), *said] if judge(score, None) is Verdict.TOO_FEW else said


def why_not(score: Score) -> str:
    """Why a score has no value to show."""
    return "too few people to show a number" if score.hidden else "nobody answered"


def _gap(spot: Spot, label: str, level: float | None) -> Markup:
    score = spot.score
    if level is None:
        return blocks.key_figure(label, NO_VALUE, "no level set")
    if score.value is None:
        return blocks.key_figure(f"{label} {fmt_score(level)}", NO_VALUE, "")
    verdict = judge(score, level)
    words: dict[Verdict, tuple[str, blocks.Tone]] = {
        Verdict.WORSE: ("short", "bad"),
        Verdict.BETTER: ("above", "good"),
        Verdict.TOO_FEW: ("too few", "noise"),
    }
    tag = blocks.tag(*words.get(verdict, ("within noise", "noise")))
    low, high = (None if end is None else end - level for end in (score.low, score.high))
    interval = fmt_signed_interval(low, high) if low is not None else ""
    return blocks.key_figure(f"{label} {fmt_score(level)}", fmt_signed(score.value - level), interval, tag)


def _importance(spot: Spot) -> list[Markup]:
    stated = [place.cell.importance for place in spot.places if place.cell.importance is not None]
    said = "stated" if len(stated) == 1 else "stated, of its top cell"
    return [blocks.key_figure("Importance", f"{fmt_score(max(stated))} of 10", said)] if stated else []


def beyond_noise(change: Change) -> bool:
    """Whether a change may be spoken of as one: both sides are reliable and its interval leaves out 0."""
    return judge_interval(change.low, change.high) is not Verdict.NOISE and change.real is True
