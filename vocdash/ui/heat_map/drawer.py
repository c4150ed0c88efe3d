"""The drawer of one cell: everything a decision about it needs, beside the map it was clicked on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from vocdash.charts.inputs import TrendPoint
from vocdash.charts.judge import Verdict, say_score
from vocdash.charts.theme import fmt_interval, fmt_n, fmt_score, fmt_signed
from vocdash.charts.trend import shown_events, trend
from vocdash.domain import Better
from vocdash.ui import blocks, filters
from vocdash.ui.cells import Place, moment_of_truth
from vocdash.ui.filters import Selection
from vocdash.ui.frame import Here
from vocdash.ui.marks import mark_legend, mark_list, read_marks
from vocdash.ui.markup import Markup, join, link
from vocdash.ui.overview.figures import change_tag, score_trend, trend_by
from vocdash.ui.picks import CELL, cell_word
from vocdash.ui.show import show
from vocdash.ui.voices import quoted
from vocdash.ui.walk import results

WIDTH = 520


def draw_asked(places: Sequence[Place], here: Here) -> None:
    """Draw the drawer of the cell that the address names, if it names one; whoever closes it leaves the address without."""
    if not (asked := st.query_params.get(CELL)):
        return
    place = next((place for place in places if cell_word(place.cell.stage, place.cell.touchpoint) == asked), None)
    if place is None:
        blocks.draw(blocks.notice(filters.no_such("cell", asked, "click one on the map")))
        return
    is_moment = (place.cell.stage, place.cell.touchpoint) in moment_of_truth(places)
    st.dialog(place.name, position="right", width=WIDTH, on_dismiss=_forget)(_draw)(place, is_moment, here)


def _forget() -> None:
    st.query_params.pop(CELL, None)


def _draw(place: Place, is_moment: bool, here: Here) -> None:
    selection = here.chosen
    blocks.draw(*_score(place, is_moment, selection))
    points = cell_trend(place, selection)
    if points:
        marks = read_marks(selection, place.cell.stage, place.cell.touchpoint)
        show(
            trend(points, theme=here.theme, target=place.cell.wanted, target_label="Wanted", events=marks, height=150),
            "cell-trend",
            ("experience",),
            how=f"One point a {trend_by(selection.period)}.",
        )
        marked = shown_events(points, marks)
        blocks.draw(mark_legend(marked), mark_list(marked))
    walked = results.walked_until(selection).get(place.cell.cell_id)
    beside = [("× Our own walks", results.said(walked)), ("Newest note", results.newest_note(walked))] if walked else []
    blocks.draw(blocks.facts([*facts(place), *beside]))
    comments = quoted.cell_comments(selection, place, here.actor)
    if comments:
        blocks.draw(blocks.finding("What customers say"), *quoted.as_quotes(comments, selection, here.actor))
    here_only = {"stage": place.cell.stage, "touchpoint": place.cell.touchpoint}
    more = link("Read all comments about this", selection.link("voices", **here_only))
    blocks.draw(blocks.caption(link("Open its own page", selection.link("touchpoint", **here_only)), " · ", more))


def _score(place: Place, is_moment: bool, selection: Selection) -> list[Markup]:
    score = place.score
    if score.hidden or score.value is None:
        why = "Hidden, because too few people answered to show a number." if score.hidden else "Nobody answered here in this period."
        return [
            blocks.empty(why, "Choose a longer period to see more." if place.asked else "Ask a question about it to close this blind spot.")
        ]
    marks = [gap_tag(place), change_tag(place.change, Better.HIGHER, selection.periods[1])]
    if is_moment:
        marks.append(blocks.tag("◆ moment of truth", "accent"))
    interval = f"95% interval {fmt_interval(score.low, score.high)}"
    lines = [blocks.hero(fmt_score(score.value), interval, f"{fmt_n(score.n)} answers, {fmt_n(score.submissions)} submissions")]
    doubt = [blocks.caption(f"{say_score(score)}.")] if place.verdict is Verdict.TOO_FEW else []
    return [*lines, blocks.tags(*marks), *doubt, *(blocks.caption(note) for note in score.notes)]


def gap_tag(place: Place) -> Markup:
    """The gap to the wanted level as a tag, coloured only beyond noise."""
    if place.gap is None:
        return blocks.tag("no wanted level")
    tones: dict[Verdict, blocks.Tone] = {Verdict.WORSE: "bad", Verdict.BETTER: "good"}
    return blocks.tag(f"{fmt_signed(place.gap)} to wanted {fmt_score(place.cell.wanted)}", tones.get(place.verdict, "noise"))


def cell_trend(place: Place, selection: Selection) -> list[TrendPoint]:
    """The cell's score in each month or quarter of its trend."""
    here = selection.scored.at(stage=place.cell.stage, touchpoint=place.cell.touchpoint)
    return list(score_trend("experience", here, selection.period))


def facts(place: Place) -> list[tuple[str, str]]:
    """What people set for this cell, and what is open here."""
    cell = place.cell
    wish = fmt_score(cell.customers_want) if cell.customers_want is not None else "not known"
    if cell.customers_want is not None and place.score.value is not None:
        wish += f" (gap {fmt_signed(place.score.value - cell.customers_want)})"
    pairs = [
        ("Owner", place.owner or "nobody yet"),
        ("Customers want", wish),
        ("Importance", f"{fmt_score(cell.importance)} of 10, stated" if cell.importance is not None else "not stated"),
    ]
    if cell.yearly_cost is not None:
        pairs.append(("Yearly cost", fmt_n(cell.yearly_cost)))
    if place.complaints is not None:
        pairs.append(("Complaints", "hidden" if place.complaints.hidden else fmt_n(round(place.complaints.value or 0))))
    missing = [need.get("what", "") for need in cell.needs if need.get("state") == "missing"]
    if missing:
        pairs.append(("Still missing", join(", ".join(missing))))
    if cell.note:
        pairs.append(("Note", cell.note))
    return pairs
