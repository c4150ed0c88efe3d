"""The journey map behind a link that cannot be guessed: for everybody in the company, without a role, and nothing but the map.

It is made on the server and needs no session. Single customers' words are left out, and groups too small to show stay hidden.
"""

from __future__ import annotations

from dataclasses import replace

from vocdash.charts.export import export
from vocdash.charts.inputs import StagePoint
from vocdash.charts.journey_map import journey_map
from vocdash.charts.journey_narrow import journey_map_narrow
from vocdash.charts.theme import fmt_interval, fmt_n, fmt_score, theme
from vocdash.choices import read_choices
from vocdash.errors import VocError
from vocdash.journeys.links import journey_of
from vocdash.locales import here
from vocdash.metrics import index
from vocdash.store import Store
from vocdash.ui import blocks, data
from vocdash.ui.cells import read_places
from vocdash.ui.filters import Selection
from vocdash.ui.hiding.small_groups import min_group, shown
from vocdash.ui.journey_map import columns
from vocdash.ui.markup import Markup, element, join
from vocdash.ui.style import sheet
from vocdash.ui.usual import designed_selection, usual_selection

LOOKS = ("light-wide", "light-narrow", "dark-wide", "dark-narrow")
_NARROW = 360
_HOW = "Made by vocdash. Scores of fewer than {least} people are hidden."


def whole_page(token: str) -> str:
    """The page of a link as HTML.

    Raises
    ------
    NoMap
        If the link was switched off, or never was one.
    """
    selection = _selection(token)
    points = _points(selection)
    overall = data.of_answers(index.overall, selection.scored)
    name = selection.choices.journeys[selection.choices.journey or ""]
    head = blocks.finding(f"{name}: {columns.finding(points)}", columns.caption(points, selection, overall.score), main=True)
    picture = element("figure", _sources(token, _alt(name, points)), blocks.legend(columns.legend(points)))
    note = blocks.caption(_HOW.format(least=min_group()))
    return _document(name, join([head, picture, _table(points), note]))


def picture(token: str, look: str) -> bytes:
    """The map of a link as SVG in one of the `LOOKS`; the browser asks for the one that fits.

    Raises
    ------
    NoMap
        If there is no such link or look.
    """
    if look not in LOOKS:
        raise NoMap
    _selection(token)
    return data.of_answers(_draw, token, look, here().code)


def problem_page(error: VocError) -> str:
    """What happened and what to do, as a page of its own."""
    return _document("Journey map", blocks.error(error.what, error.fix))


def _selection(token: str) -> Selection:
    journey = data.remembered(journey_of, token)
    if journey is None:
        raise NoMap
    selection = usual_selection(journey) or designed_selection(data.of_answers(read_choices, journey))
    if selection is None or selection.scope.journey != journey:
        raise NoMap
    return selection


class NoMap(VocError):
    """A link that opens nothing. It says the same whatever the reason, and lists no link there is."""

    def __init__(self) -> None:
        super().__init__("This link opens no map.", "Ask whoever gave it to you for a new one.")


def _points(selection: Selection) -> list[StagePoint]:
    return [replace(point, quote=None) for point in columns.stage_points(selection, read_places(selection))]


def _draw(_store: Store, token: str, look: str, _locale: str) -> bytes:
    points = _points(_selection(token))
    scheme, _, size = look.partition("-")
    tokens = theme(scheme)
    if size == "narrow":
        return export(journey_map_narrow(points, theme=tokens), tokens, "svg", width=_NARROW)
    return export(journey_map(points, theme=tokens), tokens, "svg", width=1240)


def _sources(token: str, alt: str) -> Markup:
    """One picture in four looks; addresses are relative, so that a folder in front of the app does not matter."""

    def source(look: str, media: str) -> Markup:
        return Markup(f'<source srcset="{token}/{look}.svg" media="{media}">')

    dark, narrow = "(prefers-color-scheme: dark)", "(max-width: 640px)"
    sources = [source("dark-narrow", f"{narrow} and {dark}"), source("light-narrow", narrow), source("dark-wide", dark)]
    image = element("img", src=f"{token}/light-wide.svg", alt=alt)
    return element("picture", *sources, Markup(image.removesuffix("</img>")))


def _alt(name: str, points: list[StagePoint]) -> str:
    scores = ", ".join(f"{point.name} {_said(point)}" for point in points)
    return f"Journey map of {name}: {scores}."


def _said(point: StagePoint) -> str:
    if point.score.hidden:
        return "hidden"
    return fmt_score(point.score.value) if point.score.value is not None else "no answers"


def _table(points: list[StagePoint]) -> Markup:
    """The same numbers for whoever cannot see the picture."""
    rows = []
    for point in points:
        score = shown(point.score)
        interval = fmt_interval(score.low, score.high) if score.value is not None else "–"
        wanted = fmt_score(point.wanted) if point.wanted is not None else "–"
        who = ", ".join(word for word in (point.owner, point.team) if word) or "nobody yet"
        rows.append((point.name, _said(point), interval, "–" if score.hidden else fmt_n(score.n), wanted, who))
    head = ("Stage", "Score", "95% interval", "Answers", "Wanted", "Owner")
    table = blocks.table(head, rows, numbers=(1, 3, 4))
    return element("details", element("summary", "The numbers as a table"), table)


def _document(title: str, body: Markup) -> str:
    own = (
        "body{margin:0 auto;max-width:1280px;padding:20px 16px;background:var(--voc-page);color:var(--voc-ink);"
        "font-family:'Source Sans 3','Source Sans Pro','Segoe UI',Arial,sans-serif}figure{margin:12px 0}img{width:100%;height:auto}"
        "summary{cursor:pointer;font-size:14px;color:var(--voc-ink-2)}@page{size:A4 landscape;margin:10mm}"
        "@media print{body{padding:0}details{display:none}}"
    )
    metas = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
    head = f"{metas}{element('title', title)}"
    return f'<!doctype html><html lang="en"><head>{head}<style>{sheet()}{own}</style></head><body><main>{body}</main></body></html>'
