"""A score over time without axes, for a key figure: a small picture that a browser shows without any chart library.

A page has one for each of its key figures. As charts they took half of the time the browser needs for that page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from vocdash.charts.course import TIPS, Course, alone, is_told, rows_of, say, shown_values, table_of, tip, verdict_of, why_nothing
from vocdash.charts.curve import Point, bezier, padded
from vocdash.charts.event_marks import events_between, happened
from vocdash.charts.inputs import Event, TrendPoint
from vocdash.charts.judge import Verdict, mark_colour
from vocdash.charts.theme import Theme
from vocdash.domain import Better

HEIGHT = 64
_WIDE = 1000
"""The line is drawn on so many parts, which become as wide as the card: its strokes keep their width, and dots stay round."""

_INSET = f'<svg x="1%" width="96%" height="{HEIGHT}" overflow="visible">'
"""Room for half a dot at either end."""

_MOST_BARS = 3
"""So many actions have room above the line."""

_FEW = 60
"""Among so many points, those on too few answers are no longer marked one by one."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one point is pointed at, as shares 0–1 of the width, and what is said then, line by line."""

    left: float
    right: float
    words: str


@dataclass(frozen=True, slots=True)
class Spark:
    """A picture as SVG, :data:`HEIGHT` px high and as wide as its box, the finding in words and the table behind it.

    Where there is nothing to draw, `svg` is empty and `alt` says why.
    """

    svg: str
    alt: str
    table: list[dict[str, Any]] = field(default_factory=list)
    spots: tuple[Spot, ...] = ()


def sparkline(
    points: Sequence[TrendPoint],
    *,
    theme: Theme,
    label: str = "Score",
    target: float | None = None,
    better: Better = Better.HIGHER,
    digits: int = 0,
    unit: str = "",
    events: Sequence[Event] = (),
) -> Spark:
    """Line, band and dashed target, and a dot at the end, coloured when the target lies outside its interval.

    Of the `events` it draws the actions, as thin bars on top from start to end; what happened is told of each point and in the table.
    """
    if not any(is_told(point) for point in points):
        return Spark("", why_nothing(points, "No answers yet."))
    course = Course(points=points, theme=theme, better=better, target=target, digits=digits, unit=unit)
    marked = events_between([point.at for point in points], events)
    return Spark(_svg(course, marked), say(course, label), table_of(course, marked), _spots(course, marked))


@dataclass(frozen=True, slots=True)
class _Plot:
    """From days to shares of the width, from values to px below the top."""

    first: int
    last: int
    low: float
    high: float

    def x(self, day: int) -> float:
        return (day - self.first) / (self.last - self.first)

    def y(self, value: float) -> float:
        return HEIGHT * (self.high - value) / (self.high - self.low)


def _plot(course: Course) -> _Plot:
    days = [point.at.toordinal() for point in course.points]
    return _Plot(min(days), max(max(days), min(days) + 1), *padded(shown_values(course.points, course.target), 0.12))


def _svg(course: Course, marked: Sequence[Event]) -> str:
    plot, theme = _plot(course), course.theme
    stretches = [list(rows) for _, rows in groupby(rows_of(course), key=lambda row: row["run"])]
    many = sum(len(rows) for rows in stretches) > 120
    line = (
        f'fill="none" stroke="{theme.ink}" stroke-width="{1.5 if many else 2.5}" stroke-linecap="round" vector-effect="non-scaling-stroke"'
    )
    inner = [
        *(f'<path d="{_band(rows, plot)}" fill="{theme.ink}" fill-opacity="{theme.band_opacity}"/>' for rows in stretches if len(rows) > 1),
        *(f'<path d="M{bezier(_along(rows, plot, "value"))}" {line}/>' for rows in stretches if len(rows) > 1),
    ]
    stretched = f'<svg width="100%" height="{HEIGHT}" viewBox="0 0 {_WIDE} {HEIGHT}" preserveAspectRatio="none" overflow="visible">'
    lone = [_whisker(rows[0], plot, theme) for rows in stretches if len(rows) == 1]
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{HEIGHT}">'
    return "".join(
        [
            opening,
            _target(course, plot),
            _INSET,
            *_actions(marked, plot, theme),
            stretched,
            *inner,
            "</svg>",
            *lone,
            *_dots(course, plot),
            "</svg></svg>",
        ]
    )


def _actions(marked: Sequence[Event], plot: _Plot, theme: Theme) -> list[str]:
    """A bar for each action, from its start, or the first point, until it was done, or the last point; beside each other from the top."""
    bars = []
    for row, action in enumerate([event for event in marked if event.is_action][:_MOST_BARS]):
        ends = (max(plot.first, action.at.toordinal()), min(plot.last, (action.until or date.max).toordinal()))
        left, right = (f"{100 * plot.x(end):.2f}%" for end in ends)
        y = f"{1.5 + 4 * row:.1f}"
        bars.append(f'<line x1="{left}" x2="{right}" y1="{y}" y2="{y}" stroke="{theme.ink_3}" stroke-width="2"/>')
    return bars


def _along(rows: Sequence[dict[str, Any]], plot: _Plot, what: str) -> list[Point]:
    return [(_WIDE * plot.x(row["at"]), plot.y(row[what])) for row in rows]


def _band(rows: Sequence[dict[str, Any]], plot: _Plot) -> str:
    above, below = _along(rows, plot, "high"), _along(rows, plot, "low")
    return f"M{bezier(above)}L{bezier(below[::-1])}Z"


def _target(course: Course, plot: _Plot) -> str:
    if course.target is None:
        return ""
    y = f"{plot.y(course.target):.1f}"
    return f'<line x1="0" x2="100%" y1="{y}" y2="{y}" stroke="{course.theme.accent}" stroke-width="1.5" stroke-dasharray="5 4"/>'


def _whisker(row: dict[str, Any], plot: _Plot, theme: Theme) -> str:
    x = f"{100 * plot.x(row['at']):.2f}%"
    ends = f'x1="{x}" x2="{x}" y1="{plot.y(row["high"]):.1f}" y2="{plot.y(row["low"]):.1f}"'
    return f'<line {ends} stroke="{theme.ink}" stroke-opacity="0.3" stroke-width="6" stroke-linecap="round"/>'


def _dots(course: Course, plot: _Plot) -> list[str]:
    """The last point, and every one on too few answers or without a neighbour."""
    theme, told, lone = course.theme, course.told, alone(course)
    dots = []
    for point in told:
        verdict = verdict_of(point, course)
        few, ends = verdict is Verdict.TOO_FEW, point is told[-1]
        if point.score.value is None or not (ends or (few and len(told) < _FEW) or point.at.toordinal() in lone):
            continue
        colour = mark_colour(verdict, theme, theme.ink)
        place = f'cx="{100 * plot.x(point.at.toordinal()):.2f}%" cy="{plot.y(point.score.value):.1f}" r="{4.2 if ends else 3.4}"'
        dots.append(f'<circle {place} fill="{theme.page if few else colour}" stroke="{colour}" stroke-width="1.5"/>')
    return dots


def _spots(course: Course, marked: Sequence[Event]) -> tuple[Spot, ...]:
    """Each point takes the room until halfway to its neighbours."""
    plot = _plot(course)
    at = [plot.x(point.at.toordinal()) for point in course.points]
    edges = [0.0, *((one + other) / 2 for one, other in pairwise(at)), 1.0]
    said = [tip(course, point) for point in course.points]
    told = happened([point.at for point in course.points], marked)
    words = [
        "\n".join([*(f"{title}: {each[name]}" for name, title in TIPS), *([f"What happened: {mark}"] if mark else [])])
        for each, mark in zip(said, told, strict=True)
    ]
    return tuple(Spot(left, right, text) for (left, right), text in zip(pairwise(edges), words, strict=True))
