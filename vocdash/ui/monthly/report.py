"""The monthly report: what the pages say about one month, from the same scores, sentences and charts, put into a document.

Everything comes from what the pages show, so what is hidden there is hidden here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Literal

import streamlit as st

from vocdash.access import COMMAND_LINE, Actor
from vocdash.charts.heat_map import heat_map
from vocdash.charts.journey_map import journey_map
from vocdash.charts.theme import LIGHT, fmt_day, fmt_interval, fmt_month, fmt_n, fmt_score, fmt_signed
from vocdash.charts.trend import shown_events, trend
from vocdash.charts.waterfall import waterfall
from vocdash.choices import Choices, read_choices
from vocdash.domain import Period, Scope
from vocdash.errors import UnknownName, VocError
from vocdash.locales import here, written_for
from vocdash.metrics import index
from vocdash.report.document import Block, Document, Heading, Listing, Picture, Quote, Table, Text
from vocdash.report.html import to_html
from vocdash.report.pdf import to_pdf
from vocdash.ui import blocks, cells, data, periods
from vocdash.ui.cells import Place
from vocdash.ui.filters import Selection, scored
from vocdash.ui.heat_map import sentences
from vocdash.ui.hiding.composed import shown_index, why_no_index
from vocdash.ui.hiding.small_groups import min_group
from vocdash.ui.journey_map import columns
from vocdash.ui.marks import mark_list, read_marks
from vocdash.ui.markup import plain
from vocdash.ui.monthly.actions import action_blocks
from vocdash.ui.overview import breakdown
from vocdash.ui.overview import figures as overview
from vocdash.ui.voices import quoted

QUOTES = 5
WIDE, HALF = 1040, 760
_ROWS_A_SHEET = 20


def select_month(month: Period, journey: str | None = None) -> Selection:
    """Everything said in a month along one journey: the one named, or the one with the newest answer.

    Raises
    ------
    UnknownName
        If there is no such journey.
    VocError
        If it has no answers.
    """
    choices: Choices = data.of_answers(read_choices, journey)
    if journey is not None and choices.journey != journey:
        raise UnknownName("journey", journey, choices.journeys)
    if choices.journey is None or choices.answers is None:
        raise VocError("There are no answers to report on yet.", "Import a file first.")
    scope = Scope(journey=choices.journey, period=month)
    before = periods.held_against(month, periods.usual_comparison(month, choices.months))
    return Selection(choices, scope, scored(scope, choices.methods), before)


def monthly_report(selection: Selection, made_on: date, actor: Actor) -> Document:
    """The report on the period and people of a selection, with the words that its reader may read."""
    journey = selection.choices.journeys[selection.choices.journey or ""]
    title = f"Voice of the customer, {_period(selection)}"
    foot = f"{journey}, {_period(selection)}. Made on {fmt_day(made_on, with_year=True)}. Numbers of few people are hidden."
    narrowed = columns.narrowed(selection)
    subtitle = f"{journey}{f', only {narrowed}' if narrowed else ''}"
    return Document(title, subtitle, tuple(_blocks(selection, actor)), foot, LIGHT)


def _period(selection: Selection) -> str:
    period = selection.period
    return fmt_month(period.first, with_year=True) if period == periods.month_of(period.first) else periods.label(period)


def _blocks(selection: Selection, actor: Actor) -> Iterator[Block]:
    places = cells.read_places(selection)
    overall = data.of_answers(index.overall, selection.scored)
    yield from _index(selection, overall)
    yield from _figures(selection)
    moved = overview.notable(places)
    yield Heading(overview.notable_finding(places, moved))
    yield Listing(tuple(plain(sentence.words) for sentence in overview.change_sentences(places, moved, selection)))
    yield from _road(selection, places, overall)
    yield from _moments(places)
    measure, against = sentences.first_measure(places), sentences.reference(places, selection)
    yield Heading(sentences.finding(places, measure, against))
    yield Text(sentences.measured(measure, selection, against), quiet=True)
    for part in on_sheets(places):
        drawing = (cells.marks(part), cells.stage_names(part), cells.touchpoint_names(part))
        yield Picture(heat_map(*drawing, measure=measure, theme=LIGHT, reference=against), WIDE)
    yield from _quotes(selection, actor)
    yield from action_blocks(selection, places)


def on_sheets(places: Sequence[Place]) -> list[list[Place]]:
    """The places as heat maps that can be read on paper: whole stages, as many at once as have up to twenty touchpoints together."""
    sheets: list[list[Place]] = [[]]
    for _, group in groupby(places, key=lambda place: place.cell.stage):
        stage = list(group)
        if sheets[-1] and len({place.cell.touchpoint for place in (*sheets[-1], *stage)}) > _ROWS_A_SHEET:
            sheets.append([])
        sheets[-1] += stage
    return sheets


def _index(selection: Selection, overall: index.OverallIndex) -> Iterator[Block]:
    score, change = shown_index(overall), breakdown.read_index_change(selection)
    if score.value is None:
        yield Text(f"The overall index is hidden, because {why_no_index(overall)}." if score.hidden else "Nobody answered in this period.")
        yield from _course(selection)
        return
    interval = f"95% interval {fmt_interval(score.low, score.high, 1)}"
    counts = f"{fmt_n(score.n)} answers, {fmt_n(score.submissions)} submissions, {overall.answered} of {overall.total} stages"
    yield Text(f"Overall journey index {fmt_score(score.value, 1)} of 100 ({interval}; {counts}).")
    if change.comparable:
        yield Text(breakdown.moved_words(change, selection))
    yield from (Text(note, quiet=True) for note in score.notes)
    yield Heading(breakdown.change_finding(change, selection))
    yield Text(breakdown.change_caption(change, selection), quiet=True)
    if steps := breakdown.waterfall_steps(change, selection):
        yield Picture(waterfall(steps, theme=LIGHT), HALF)
    yield from _course(selection)


def _course(selection: Selection) -> Iterator[Block]:
    """The index over time, with what happened and what was changed."""
    points, marks = overview.index_trend(selection), read_marks(selection)
    if sum(point.score.value is not None for point in points) > 1:
        target = cells.read_here(selection).targets.get("index")
        yield Picture(trend(points, theme=LIGHT, label="Overall index", target=target, events=marks, digits=1, height=280), WIDE)
        if shown := shown_events(points, marks):
            yield Text("Thin lines: what happened. Bars: actions, from their start until they were done.", quiet=True)
            yield Text(plain(mark_list(shown)), quiet=True)


def _figures(selection: Selection) -> Iterator[Block]:
    figures = overview.key_figures(selection, cells.read_here(selection).targets)
    if not figures:
        return
    yield Heading("Key figures")
    head = ("Figure", "Value", "95% interval", "Before", "Change", "Noise?", "Target", "Answers")
    yield Table(head, tuple(_figure(figure) for figure in figures), (1, 2, 3, 4, 6, 7))
    yield Text(" ".join(f"{figure.metric.label}: {figure.metric.formula}" for figure in figures), quiet=True)


def _figure(figure: overview.KeyFigure) -> tuple[str, ...]:
    change, digits = figure.change, figure.metric.decimals
    verdict = "" if change is None or change.real is None else "beyond noise" if change.real else "within noise"
    return (
        figure.metric.label,
        figure.value,
        figure.interval,
        figure.written(change.before.value if change else None),
        fmt_signed(change.value if change else None, digits),
        verdict,
        fmt_score(figure.target),
        "" if figure.score.hidden else fmt_n(figure.score.n),
    )


def _road(selection: Selection, places: Sequence[Place], overall: index.OverallIndex) -> Iterator[Block]:
    points = columns.stage_points(selection, places)
    yield Heading(columns.finding(points))
    yield Text(columns.caption(points, selection, overall.score), quiet=True)
    yield Picture(journey_map(points, theme=LIGHT), WIDE)
    looks = "; ".join(f"{_LOOKS[look]}: {words}" for look, words in columns.legend(points))
    yield Text(f"{looks[:1].upper()}{looks[1:]}. {columns.HOW}" if looks else columns.HOW, quiet=True)


_LOOKS = {
    "line": "solid line",
    "dashed": "dashed line",
    "dotted": "dotted line",
    "short": "orange area",
    "ring": "ring between owners",
    "walked": "cross",
}
"""The marks of the map in words, because a document has no legend beside it."""


def _moments(places: Sequence[Place]) -> Iterator[Block]:
    found = cells.moment_of_truth(places)
    shown = [place for place in places if (place.cell.stage, place.cell.touchpoint) in found or place.cell.pinned]
    yield Heading("Moments of truth" if shown else "No moment of truth was found")
    if shown:
        head = ("Where", "Score", "95% interval", "Wanted", "Gap", "Importance", "Owner", "Found or pinned")
        ordered = sorted(shown, key=lambda place: place.gap or 0.0)
        yield Table(head, tuple(_moment(place, found) for place in ordered), (1, 2, 3, 4, 5))


def _moment(place: Place, found: set[tuple[str, str]]) -> tuple[str, ...]:
    score, cell = place.score, place.cell
    return (
        place.name,
        "hidden" if score.hidden else fmt_score(score.value),
        fmt_interval(score.low, score.high) if score.low is not None else "",
        fmt_score(cell.wanted),
        fmt_signed(place.gap),
        fmt_score(cell.importance),
        place.owner or "nobody",
        "found" if (cell.stage, cell.touchpoint) in found else "pinned",
    )


def _quotes(selection: Selection, actor: Actor) -> Iterator[Block]:
    if quoted.hidden_words(selection, actor):
        yield Heading("In customers’ words")
        yield Text(f"Fewer than {min_group()} people answered, so their words are for the frontline alone.", quiet=True)
        return
    comments = quoted.newest_complaining(selection, QUOTES)
    yield Heading("In customers’ words" if comments else "Nobody complained in words")
    for comment in comments:
        yield Quote(comment.text, quoted.where(comment, selection))


def write_report(path: Path, month: date, *, journey: str | None = None, url: str | None = None, locale: str | None = None) -> None:
    """Write the report on the month of a day to a .html or .pdf file, from the database at `url` (the setting's when None).

    Numbers and days are written as `locale` (`de-DE`) does; in British English when None.
    """
    with data.reading_from(url), written_for(locale):
        document = monthly_report(select_month(periods.month_of(month), journey), date.today(), COMMAND_LINE)
    path.write_bytes(as_bytes(document, "pdf" if path.suffix.lower() == ".pdf" else "html"))


def as_bytes(document: Document, kind: Literal["html", "pdf"]) -> bytes:
    """The document as a file."""
    return to_pdf(document) if kind == "pdf" else to_html(document).encode()


def draw_report(selection: Selection, actor: Actor) -> None:
    """The popover that makes the report on what is selected; each file is made when somebody presses its button."""

    def make(kind: Literal["html", "pdf"], locale: str) -> bytes:
        with written_for(locale):
            return as_bytes(monthly_report(selection, date.today(), actor), kind)

    with st.popover("Report", icon=":material/description:", key="voc_report"):
        blocks.draw(blocks.caption("Figures, changes, moments of truth, quotes and actions of this selection, as one file to send."))
        for kind in _KINDS:
            st.download_button(
                f"Report as {kind.upper()}",
                data=partial(make, kind, here().code),  # made later, where nobody reads
                file_name=f"vocdash-report-{selection.period.last:%Y-%m}.{kind}",
                mime={"html": "text/html", "pdf": "application/pdf"}[kind],
                on_click="ignore",
                key=f"voc_report_{kind}",
                width="stretch",
            )


_KINDS: tuple[Literal["html", "pdf"], ...] = ("html", "pdf")
