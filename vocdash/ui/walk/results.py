"""What walks found, beside what customers say: two columns, never one number."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from vocdash.charts.theme import fmt_day, fmt_half, fmt_n, fmt_plain, fmt_score
from vocdash.domain import Period
from vocdash.journeys import Journey
from vocdash.journeys.walks import Walked, read_walked
from vocdash.ui import blocks, data, periods
from vocdash.ui.cells import Place, read_places
from vocdash.ui.filters import Selection
from vocdash.ui.markup import Markup, bold, join
from vocdash.ui.usual import usual_selection

_YEAR = timedelta(days=364)


def walked_until(selection: Selection) -> dict[int, Walked]:
    """What walks found in the year up to the last day looked at, by number of the cell: walks are rare, so a quarter would be too short.

    Who looks at the newest answers sees the newest walks as well, which are entered before anybody answers again.
    """
    newest = selection.choices.answers
    last = selection.period.last
    if newest is not None and last >= newest.last:
        last = max(last, date.today())
    return data.remembered(read_walked, selection.scope.journey, Period(last - _YEAR, last))


def draw(journey: Journey) -> None:
    """A row for each cell that somebody walked; nothing where nobody did."""
    walked = data.remembered(read_walked, journey.code)
    if not walked:
        return
    selection = usual_selection(journey.code)
    places = {place.cell.cell_id: place for place in read_places(selection)} if selection else {}
    when = f"Customers: experience score 0–100, {periods.label(selection.period)}. " if selection else ""
    with st.container(border=True, key="voc_card_walked"):
        blocks.draw(blocks.finding("What walks found, beside what customers say", f"{when}Walks: 0 to 10, a handful of people, no sample."))
        rows = [
            (
                bold(f"{cell.touchpoint_name} in {stage.name}"),
                customers(places.get(cell.cell_id)),
                said(walked[cell.cell_id]),
                newest_note(walked[cell.cell_id]),
            )
            for stage in journey.stages
            for cell in stage.cells
            if cell.cell_id in walked
        ]
        blocks.draw(blocks.table(("Cell", "Customers", "Walks", "Newest note"), rows))


def customers(place: Place | None) -> str:
    """The customers' score of a cell with its half-width and n."""
    if place is None or (place.score.value is None and not place.score.hidden):
        return "nobody answered"
    if place.score.hidden:
        return "hidden, too few"
    return f"{fmt_score(place.score.value)} {fmt_half(place.score)}, n {fmt_n(place.score.n)}"


def said(walked: Walked) -> str:
    """The scores of the walks: each where they are few, otherwise their mean and range."""
    scores = walked.scores
    if not scores:
        return "noted, not scored"
    if len(scores) <= 3:
        return f"{' · '.join(fmt_plain(score) for score in scores)} of 10"
    return f"mean {fmt_score(walked.mean, 1)} of 10, {fmt_plain(min(scores))} to {fmt_plain(max(scores))}, {len(scores)} walks"


def newest_note(walked: Walked) -> str:
    """The newest words about a cell, with who and when."""
    for spec, found in walked.found:
        if found.note:
            return join([found.note, blocks.caption(f"{spec.walked_by}, {fmt_day(spec.walked_on, with_year=True)}")])
    return Markup("–")
