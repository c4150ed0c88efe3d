"""Complaints week by week: what came in stands above the line, what was dealt with hangs below it, and the backlog is a line of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from vocdash.charts.curve import round_ticks
from vocdash.charts.event_marks import event_layers, events_between, laid_out, say_events
from vocdash.charts.figure import Figure, assemble, nothing_to_show
from vocdash.charts.inputs import Event, FlowWeek
from vocdash.charts.layers import CLICKABLE, Layer, draw, literal, names_at, number, pixel, text_layer, text_row, tooltip
from vocdash.charts.theme import Theme, fmt_day, fmt_n, fmt_score

HEIGHT = 250
_MOST_LABELS = 8
_HALF = 0.5
"""A bar stands in the middle of its week."""
_BAR = 0.58
"""How much of its week a bar takes."""
_TIPS = (("when", "Week of"), ("opened", "Opened"), ("closed", "Dealt with"), ("backlog", "Open at the end"))


def flow(weeks: Sequence[FlowWeek], *, theme: Theme, limits: tuple[float, float] | None = None, events: Sequence[Event] = ()) -> Figure:
    """Two bars a week and the backlog. `limits` are the control limits of what comes in: a grey zone, and weeks above it in orange.

    `events` are marked on the day they happened, as on a trend.
    """
    if not any(week.opened or week.closed or week.backlog for week in weeks):
        return nothing_to_show(theme, 120, "No complaint came in during this period.")
    drawn = [_row(at, week, theme, limits) for at, week in enumerate(weeks)]
    top = max([week.opened for week in weeks] + [week.backlog for week in weeks] + [round(limits[1]) if limits else 1]) or 1
    bottom = max(week.closed for week in weeks)
    ticks = round_ticks(-bottom, top, 5)
    noted = events_between([week.at for week in weeks], events)
    step = max(1, -(-len(weeks) // _MOST_LABELS))
    days = {at: fmt_day(weeks[at].at) for at in range(0, len(weeks), step)}
    along = {"domain": [-0.6, (len(weeks) - 0.4) * (1 + _room(weeks))], "nice": False}
    x = number("at", axis=names_at(days, labelColor=theme.ink_2, grid=False), scale=along)
    axis = names_at({int(tick): fmt_n(abs(tick)) for tick in ticks if tick == int(tick)})
    low, high = -bottom * 1.08 - 0.5, top * 1.12
    marked = laid_out(noted, weeks[0].at, weeks[-1].at + timedelta(days=6))
    high += (high - low) * marked.head_px / (HEIGHT - 28 - marked.head_px)
    y = number("up", axis=axis, scale={"domain": [low, high], "nice": False, "zero": False})
    marks = event_layers(marked, lambda day: (day - weeks[0].at).days / 7 - _HALF, x, theme)
    layers = [*_zone(limits, y, theme), *marks, *_bars(drawn, x, y, theme), *_backlog(drawn, x, y, theme), _pointer(drawn, x, theme)]
    table = [{"Week of": week.at, "Opened": week.opened, "Dealt with": week.closed, "Open at the end": week.backlog} for week in weeks]
    return assemble(layers, theme=theme, height=HEIGHT, alt_text=_say(weeks, limits) + say_events(noted), table=table)


def _still_open(backlog: int) -> str:
    return f"{fmt_n(backlog)} open"


def _room(weeks: Sequence[FlowWeek]) -> float:
    """The room right of the last week for what is still open, as a share of the others."""
    return 0.015 * len(_still_open(weeks[-1].backlog))


def _row(at: int, week: FlowWeek, theme: Theme, limits: tuple[float, float] | None) -> dict[str, Any]:
    loud = limits is not None and week.opened > limits[1]
    return {
        "at": at,
        "from": at - _BAR / 2,
        "until": at + _BAR / 2,
        "up": week.opened,
        "down": -week.closed,
        "open": week.backlog,
        "colour": theme.bad if loud else theme.neutral,
        "when": fmt_day(week.at, with_year=True),
        "opened": fmt_n(week.opened) + (", more than usual" if loud else ""),
        "closed": fmt_n(week.closed),
        "backlog": fmt_n(week.backlog),
    }


def _zone(limits: tuple[float, float] | None, y: dict[str, Any], theme: Theme) -> list[Layer]:
    if limits is None:
        return []
    mark = {"type": "rect", "color": theme.neutral_tint, "opacity": 0.85}
    return [draw([{"up": limits[0], "high": limits[1]}], mark, x=pixel(0), x2={"value": "width"}, y=y, y2={"field": "high"})]


def _bars(drawn: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], theme: Theme) -> list[Layer]:
    bar, place = {"type": "rect", "cornerRadius": 1}, {"x": x | {"field": "from"}, "x2": {"field": "until"}, "y2": {"datum": 0}}
    return [
        draw([row for row in drawn if row["up"]], bar, **place, y=y, color=literal()),
        draw([row for row in drawn if row["down"]], bar | {"color": theme.good, "opacity": 0.55}, **place, y=y | {"field": "down"}),
        draw([{"up": 0}], {"type": "rule", "color": theme.ink_2}, x=pixel(0), x2={"value": "width"}, y=y),
    ]


def _backlog(drawn: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], theme: Theme) -> list[Layer]:
    up = y | {"field": "open"}
    line = {"type": "line", "interpolate": "linear", "color": theme.ink, "strokeWidth": 2}
    last = drawn[-1]
    words = text_row(last["at"], last["open"], _still_open(last["open"]), theme.ink, weight=600, align="left", dx=8)
    return [
        draw([{"at": row["at"], "open": row["open"]} for row in drawn], line, x=x, y=up),
        text_layer([words], x | {"field": "x"}, y | {"field": "y"}),
        draw(drawn, {"type": "point", "color": theme.ink, "filled": True, "size": 18}, x=x, y=up),
    ]


def _pointer(drawn: list[dict[str, Any]], x: dict[str, Any], theme: Theme) -> Layer:
    """Invisible bands as tall as the plot that carry the tooltips: whoever points at a week need not hit its bar."""
    rows = [row | {"from": row["at"] - _HALF, "until": row["at"] + _HALF} for row in drawn]
    mark = {"type": "rect", "fill": theme.page, "fillOpacity": CLICKABLE}
    wide = {"x": x | {"field": "from"}, "x2": {"field": "until"}, "y": pixel(0), "y2": {"value": "height"}}
    return draw(rows, mark, **wide, tooltip=tooltip(*_TIPS))


def _say(weeks: Sequence[FlowWeek], limits: tuple[float, float] | None) -> str:
    opened, closed = sum(week.opened for week in weeks), sum(week.closed for week in weeks)
    said = [f"{fmt_n(opened)} complaints came in and {fmt_n(closed)} were dealt with in {fmt_n(len(weeks))} weeks."]
    most = max(weeks, key=lambda week: week.opened)
    said.append(f"The most came in the week of {fmt_day(most.at, with_year=True)}: {fmt_n(most.opened)}.")
    if limits is not None:
        loud = [week for week in weeks if week.opened > limits[1]]
        said.append(f"{fmt_n(len(loud))} weeks brought more than the usual {fmt_score(limits[0])} to {fmt_score(limits[1])}.")
    said.append(f"{fmt_n(weeks[-1].backlog)} were open at the end.")
    return " ".join(said)
