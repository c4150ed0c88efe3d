"""A score over time: the line, how sure it is, what is wanted, what happened, and the range it usually keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from vocdash.charts.course import (
    TIPS,
    Course,
    alone,
    is_told,
    level,
    rows_of,
    say,
    shown_values,
    table_of,
    tip,
    usual_range,
    verdict_of,
    why_nothing,
)
from vocdash.charts.curve import padded, round_ticks
from vocdash.charts.event_marks import Layout, end_of, ends_between, event_layers, events_between, laid_out, say_events
from vocdash.charts.figure import Figure, assemble, nothing_to_show
from vocdash.charts.inputs import Event, TrendPoint
from vocdash.charts.judge import Verdict, mark_colour
from vocdash.charts.layers import CLICKABLE, Channel, Layer, draw, literal, names_at, nominal, number, number_axis, picked, pixel, tooltip
from vocdash.charts.theme import Theme, fmt_day, fmt_month, fmt_score
from vocdash.domain import Better

_MOST_TICKS = 9
_SMALL, _TALL = 160, 240
"""Below the one height events are called by their numbers, from the other on their names may take a row more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run(Course):
    """The same with the two scales that all layers of one trend share."""

    x: Channel
    y: Channel


def trend(
    points: Sequence[TrendPoint],
    *,
    theme: Theme,
    label: str = "Score",
    target: float | None = None,
    target_label: str = "Target",
    events: Sequence[Event] = (),
    better: Better = Better.HIGHER,
    digits: int = 0,
    unit: str = "",
    height: int = 200,
) -> Figure:
    """A line with its 95 % band, a dashed target, and a dot at its end, coloured when the target lies outside its interval.

    Where points carry their usual range, it is a grey zone, every point is a dot, and those outside the zone are coloured.
    `events` are thin rules with their names on top, or numbers where the plot is narrow (see :func:`shown_events`), and actions bars
    between their ends. Points must rise in time; one without a value leaves a hole in the line.
    """
    if not any(is_told(point) for point in points):
        return nothing_to_show(theme, height, why_nothing(points, "No answers in this selection."))
    events = shown_events(points, events)
    zoned = any(usual_range(point) for point in points)
    rows = 2 if height < _SMALL else 3 if height < _TALL else 4
    marks = laid_out(events, points[0].at, _last_day(points, events), rows, by_name=height >= _SMALL)
    x, y = _scales(points, target, marks, height, theme, digits, room=0.0 if zoned else 0.1)
    run = _Run(points=points, theme=theme, better=better, target=target, digits=digits, unit=unit, zoned=zoned, x=x, y=y)
    layers = [
        *_zone(run),
        *event_layers(marks, date.toordinal, run.x, run.theme),
        *_target(run, target_label),
        *_band_and_line(run, "linear" if zoned else "monotone"),
        *_dots(run),
        *([] if zoned else [_end_label(run)]),
        _pointer(run),
    ]
    said = say(run, label) + say_events(events)
    return assemble(layers, theme=theme, height=height, alt_text=said, table=table_of(run, events), pointed="marks")


def _scales(
    points: Sequence[TrendPoint],
    target: float | None,
    marks: Layout,
    height: int,
    theme: Theme,
    digits: int,
    room: float,
) -> tuple[Channel, Channel]:
    first = points[0].at.toordinal()
    last = max(first + 1, marks.last.toordinal())
    zone = [edge for point in points for edge in usual_range(point) or ()]
    low, high = padded([*shown_values(points, target), *zone], 0.1, at_least=2 / 10**digits)
    ticks = round_ticks(low, high, 4 if height > 160 else 2)
    head = marks.head_px / (height - 28)
    top = high + (high - low) * head / (1 - head)
    days = _days(points[0].at, points[-1].at)
    time = names_at(days, labelColor=theme.ink_2, grid=False, labelFlush=True, labelOverlap="greedy", labelSeparation=6)
    span = {"domain": [first, last + (last - first) * room], "nice": False, "zero": False}
    scores = number_axis(ticks)
    return number("at", axis=time, scale=span), number("value", axis=scores, scale={"domain": [low, top], "nice": False, "zero": False})


def _days(first: date, last: date) -> dict[int, str]:
    """At most nine days worth naming: weeks in a short stretch, months (January with its year), years in a long one."""
    days = (last - first).days
    if days <= 45:
        step = 7 if days > 10 else max(1, days // 4)
        return {day: fmt_day(date.fromordinal(day)) for day in range(first.toordinal(), last.toordinal() + 1, step)}
    begin = first.year * 12 + first.month - (first.day == 1)
    months = range(begin, last.year * 12 + last.month)
    step = next(step for step in (1, 3, 6, 12, 24, 60, 120, 1200) if len(months) / step <= _MOST_TICKS)
    starts = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
    if step >= 12:
        return {start.toordinal(): str(start.year) for start in starts}
    newyear = [start for start in starts if start.month == 1] or starts[:1]
    return {start.toordinal(): fmt_month(start, with_year=start in newyear) for start in starts}


def _zone(run: _Run) -> list[Layer]:
    """The usual range, a step for each point: its width follows the number of answers. There is none where the line has a hole."""
    known = [(point.at.toordinal(), zone) for point in run.points if is_told(point) and (zone := usual_range(point))]
    stretch = {row["at"]: row["run"] for row in rows_of(run)}
    first, last = run.points[0].at.toordinal(), run.points[-1].at.toordinal()
    half = median(later.at.toordinal() - earlier.at.toordinal() for earlier, later in pairwise(run.points)) / 2 if last > first else 0.5
    rows = []
    for place, (at, (low, high)) in enumerate(known):
        beside = [other for other, _ in known[max(place - 1, 0) : place + 2] if stretch[other] == stretch[at]]
        left = (at + beside[0]) / 2 if beside[0] < at else max(at - half, first)
        right = (at + beside[-1]) / 2 if beside[-1] > at else min(at + half, max(last, first + 1))
        rows += [{"at": edge, "value": low, "high": high, "run": stretch[at]} for edge in (left, right)]
    mark = {"type": "area", "interpolate": "linear", "color": run.theme.neutral_tint, "opacity": 0.85}
    return [draw(rows, mark, x=run.x, y=run.y, y2={"field": "high"}, detail=nominal("run"))]


def _last_day(points: Sequence[TrendPoint], events: Sequence[Event]) -> date:
    """The day of the last point, or of what is marked after it in its window."""
    starts = [point.at for point in points]
    return max(starts[-1], *(day for event in events for day in ends_between(event, starts[0], end_of(starts))), starts[-1])


def shown_events(points: Sequence[TrendPoint], events: Sequence[Event]) -> list[Event]:
    """The events inside a trend's time, in the order of the numbers that stand for them where their names have no room."""
    return events_between([point.at for point in points], events)


def _target(run: _Run, label: str) -> list[Layer]:
    if run.target is None:
        return []
    rows = [{"value": run.target, "words": f"{label} {level(run)}"}]
    rule = {"type": "rule", "color": run.theme.accent, "strokeDash": [5, 4], "strokeWidth": 1.5}
    layers = [draw(rows, rule, x=pixel(0), x2={"value": "width"}, y=run.y)]
    if not label:
        return layers
    known = run.numbers
    right = abs(known[-1] - run.target) >= abs(known[0] - run.target)
    above = known[-1 if right else 0] <= run.target
    words = {"type": "text", "color": run.theme.accent, "fontWeight": 600, "fontSize": 12, "align": "right" if right else "left"}
    place = {"baseline": "bottom", "dy": -4} if above else {"baseline": "top", "dy": 5}
    return [*layers, draw(rows, words | place, x=pixel("width" if right else 0), y=run.y, text=nominal("words"))]


def _band_and_line(run: _Run, interpolate: str) -> list[Layer]:
    rows = rows_of(run)
    apart = alone(run)
    lone = [row for row in rows if row["at"] in apart]
    band = {"type": "area", "interpolate": interpolate, "color": run.theme.ink, "opacity": run.theme.band_opacity}
    line = {
        "type": "line",
        "interpolate": interpolate,
        "color": run.theme.ink,
        "strokeWidth": 1.5 if len(rows) > 120 else 2.5,
        "strokeCap": "round",
    }
    whisker = {"type": "rule", "color": run.theme.ink, "opacity": 0.3, "strokeWidth": 6, "strokeCap": "round"}
    low = run.y | {"field": "low"}
    return [
        draw(rows, band, x=run.x, y=low, y2={"field": "high"}, detail=nominal("run")),
        draw(lone, whisker, x=run.x, y=low, y2={"field": "high"}),
        draw([{key: row[key] for key in ("at", "value", "run")} for row in rows], line, x=run.x, y=run.y, detail=nominal("run")),
    ]


def _dots(run: _Run) -> list[Layer]:
    """The last point, every point on too few answers or without a neighbour, and all of them where there is a usual range."""
    theme, rows = run.theme, []
    known = run.told
    lone = alone(run)
    for point in known:
        verdict = verdict_of(point, run)
        ends = point is known[-1]
        few = verdict is Verdict.TOO_FEW and len(known) < 60
        if not (run.zoned or ends or few or point.at.toordinal() in lone):
            continue
        colour = mark_colour(verdict, theme, theme.ink)
        hollow = verdict is Verdict.TOO_FEW
        rows.append({"at": point.at.toordinal(), "value": point.score.value, "fill": theme.page if hollow else colour, "edge": colour})
        rows[-1]["size"] = 56 if ends and not run.zoned else 36
    mark = {"type": "point", "opacity": 1, "strokeWidth": 1.5, "size": {"expr": "datum.size"}}
    return [draw(rows, mark, x=run.x, y=run.y, fill=literal("fill"), stroke=literal("edge"))]


def _end_label(run: _Run) -> Layer:
    last = rows_of(run)[-1]
    mark = {"type": "text", "align": "left", "baseline": "middle", "dx": 9, "fontSize": 13, "fontWeight": 700, "color": run.theme.ink}
    words = fmt_score(last["value"], run.digits, run.unit)
    return draw([{"at": last["at"], "value": last["value"], "words": words}], mark, x=run.x, y=run.y, text=nominal("words"))


def _pointer(run: _Run) -> Layer:
    """Invisible bands as tall as the plot that carry the tooltips: whoever points at a month need not hit its point."""
    days = [point.at.toordinal() for point in run.points]
    edges = [days[0], *((one + other) / 2 for one, other in pairwise(days)), max(days[-1], days[0] + 1)]
    rows = [
        {"at": left, "until": right, **tip(run, point), **dict(point.codes)}
        for point, (left, right) in zip(run.points, pairwise(edges), strict=True)
    ]
    fields = [field for field, _ in run.points[0].codes]
    mark = {"type": "rect", "fill": run.theme.page, "fillOpacity": CLICKABLE} | ({"cursor": "pointer"} if fields else {})
    band = draw(rows, mark, x=run.x, x2={"field": "until"}, y=pixel(0), y2={"value": "height"}, tooltip=tooltip(*TIPS))
    return band | (picked(*fields) if fields else {})
