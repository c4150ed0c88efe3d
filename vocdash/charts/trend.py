"""A score over time: the line, how sure it is, what is wanted, what happened, and the range it usually keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from vocdash.charts.curve import padded, round_ticks
from vocdash.charts.event_marks import event_layers, events_between, head_px
from vocdash.charts.figure import Figure, assemble, nothing_to_show
from vocdash.charts.inputs import Event, TrendPoint
from vocdash.charts.judge import Verdict, judge, judge_interval, mark_colour, say_score
from vocdash.charts.layers import CLICKABLE, Channel, Layer, draw, literal, names_at, nominal, number, number_axis, pixel, tooltip
from vocdash.charts.theme import NO_VALUE, Theme, fmt_day, fmt_interval, fmt_month, fmt_n, fmt_score, fmt_signed
from vocdash.domain import Better

SPARK_HEIGHT = 64
_TIPS = (("when", "When"), ("score", "Score"), ("interval", "95 % interval"), ("wanted", "Wanted"), ("gap", "Gap"), ("answers", "Answers"))
_MOST_TICKS = 9
_AGAINST = {
    Verdict.WORSE: "misses it by more than noise",
    Verdict.BETTER: "beats it by more than noise",
    Verdict.NOISE: "is within noise of it",
    Verdict.TOO_FEW: "rests on too few answers to tell",
}


@dataclass(frozen=True, slots=True)
class _Run:
    """What the layers of one trend share: its rows, its two scales and how to write."""

    points: Sequence[TrendPoint]
    theme: Theme
    better: Better
    target: float | None
    digits: int
    unit: str
    x: Channel
    y: Channel
    zoned: bool = False


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
    `events` are thin rules with their names on top, or numbers where the plot is narrow (see :func:`shown_events`). Points must
    rise in time; one without a value leaves a hole in the line.
    """
    if not any(point.score.value is not None and not point.score.hidden for point in points):
        return nothing_to_show(theme, height, _why_nothing(points, "No answers in this selection."))
    events = shown_events(points, events)
    zoned = any(_usual(point) for point in points)
    x, y = _scales(points, target, events, height, theme, digits, room=0.0 if zoned else 0.1)
    run = _Run(points, theme, better, target, digits, unit, x, y, zoned)
    layers = [
        *_zone(run),
        *_events(run, events),
        *_target(run, target_label),
        *_band_and_line(run, "linear" if zoned else "monotone"),
        *_dots(run),
        *([] if zoned else [_end_label(run)]),
        _pointer(run),
    ]
    return assemble(layers, theme=theme, height=height, alt_text=_say(run, label), table=_table(run))


def sparkline(
    points: Sequence[TrendPoint],
    *,
    theme: Theme,
    label: str = "Score",
    target: float | None = None,
    better: Better = Better.HIGHER,
    digits: int = 0,
    unit: str = "",
) -> Figure:
    """A trend without axes for a key figure: line, band, dashed target, one end dot, 64 px high."""
    if not any(point.score.value is not None and not point.score.hidden for point in points):
        return nothing_to_show(theme, SPARK_HEIGHT, _why_nothing(points, "No answers yet."))
    days = [point.at.toordinal() for point in points]
    values = _values(points, target)
    spread = (min(days), max(max(days), min(days) + 1))
    x = number("at", axis=None, scale={"domain": list(spread), "nice": False, "zero": False, "range": [2, {"expr": "width - 6"}]})
    y = number("value", axis=None, scale={"domain": list(padded(values, 0.12)), "nice": False, "zero": False})
    run = _Run(points, theme, better, target, digits, unit, x, y)
    layers = [*_target(run, ""), *_band_and_line(run, "monotone"), *_dots(run), _pointer(run)]
    return assemble(layers, theme=theme, height=SPARK_HEIGHT, alt_text=_say(run, label), table=_table(run), exact=True)


def _why_nothing(points: Sequence[TrendPoint], else_: str) -> str:
    return "Too few people answered to show a number." if any(point.score.hidden for point in points) else else_


def _usual(point: TrendPoint) -> tuple[float, float] | None:
    """The usual range, except where the score is hidden: its width would tell how many answered."""
    return None if point.score.hidden else point.usual


def _values(points: Sequence[TrendPoint], target: float | None) -> list[float]:
    shown = [point.score for point in points if not point.score.hidden]
    values = [value for score in shown for value in (score.value, score.low, score.high) if value is not None]
    return values if target is None else [*values, target]


def _scales(
    points: Sequence[TrendPoint],
    target: float | None,
    events: Sequence[Event],
    height: int,
    theme: Theme,
    digits: int,
    room: float,
) -> tuple[Channel, Channel]:
    first = points[0].at.toordinal()
    last = max(points[-1].at.toordinal(), first + 1, *(event.at.toordinal() for event in events))
    zone = [edge for point in points for edge in _usual(point) or ()]
    low, high = padded([*_values(points, target), *zone], 0.1, at_least=2 / 10**digits)
    ticks = round_ticks(low, high, 4 if height > 160 else 2)
    head = head_px(events) / (height - 28)
    top = high + (high - low) * head / (1 - head)
    days = _days(points[0].at, points[-1].at)
    time = names_at(days, labelColor=theme.ink_2, grid=False, labelFlush=True, labelOverlap="greedy")
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
    """The usual range, a step for each point: its width follows the number of answers."""
    rows = [{"at": point.at.toordinal(), "value": zone[0], "high": zone[1]} for point in run.points if (zone := _usual(point))]
    mark = {"type": "area", "interpolate": "step", "color": run.theme.neutral_tint, "opacity": 0.85}
    return [draw(rows, mark, x=run.x, y=run.y, y2={"field": "high"})]


def _events(run: _Run, events: Sequence[Event]) -> list[Layer]:
    first, last = run.points[0].at.toordinal(), run.points[-1].at.toordinal()
    placed = [(event.at.toordinal(), event) for event in events]
    return event_layers(placed, first + 0.55 * (last - first), run.x, run.theme)


def shown_events(points: Sequence[TrendPoint], events: Sequence[Event]) -> list[Event]:
    """The events inside a trend's time, in the order of the numbers that stand for them where their names have no room."""
    return events_between([point.at for point in points], events)


def _target(run: _Run, label: str) -> list[Layer]:
    if run.target is None:
        return []
    rows = [{"value": run.target, "words": f"{label} {_level(run)}"}]
    rule = {"type": "rule", "color": run.theme.accent, "strokeDash": [5, 4], "strokeWidth": 1.5}
    layers = [draw(rows, rule, x=pixel(0), x2={"value": "width"}, y=run.y)]
    if not label:
        return layers
    known = [point.score.value for point in run.points if point.score.value is not None and not point.score.hidden]
    right = abs(known[-1] - run.target) >= abs(known[0] - run.target)
    above = known[-1 if right else 0] <= run.target
    words = {"type": "text", "color": run.theme.accent, "fontWeight": 600, "fontSize": 12, "align": "right" if right else "left"}
    place = {"baseline": "bottom", "dy": -4} if above else {"baseline": "top", "dy": 5}
    return [*layers, draw(rows, words | place, x=pixel("width" if right else 0), y=run.y, text=nominal("words"))]


def _level(run: _Run) -> str:
    """The target as somebody set it: 72, not 72.0."""
    digits = 0 if run.target is not None and run.target == round(run.target) else run.digits
    return fmt_score(run.target, digits, run.unit)


def _rows(run: _Run) -> list[dict[str, Any]]:
    """One row per point with a value; `run` numbers the unbroken stretches."""
    rows: list[dict[str, Any]] = []
    stretches = groupby(run.points, key=lambda point: point.score.value is not None and not point.score.hidden)
    for stretch, (known, group) in enumerate(stretches):
        for point in group if known else ():
            low, value, high = point.score.low, point.score.value, point.score.high
            rows.append({"at": point.at.toordinal(), "value": value, "low": value if low is None else low, "run": stretch})
            rows[-1]["high"] = value if high is None else high
    return rows


def _band_and_line(run: _Run, interpolate: str) -> list[Layer]:
    rows = _rows(run)
    lengths = Counter(row["run"] for row in rows)
    lone = [row for row in rows if lengths[row["run"]] == 1]
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
    """The last point, every point on too few answers, and all of them where there is a usual range."""
    theme, rows = run.theme, []
    known = [point for point in run.points if point.score.value is not None and not point.score.hidden]
    for point in known:
        verdict = _verdict(point, run)
        ends = point is known[-1]
        if not run.zoned and not ends and not (verdict is Verdict.TOO_FEW and len(known) < 60):
            continue
        colour = mark_colour(verdict, theme, theme.ink)
        hollow = verdict is Verdict.TOO_FEW
        rows.append({"at": point.at.toordinal(), "value": point.score.value, "fill": theme.page if hollow else colour, "edge": colour})
        rows[-1]["size"] = 56 if ends and not run.zoned else 36
    mark = {"type": "point", "opacity": 1, "strokeWidth": 1.5, "size": {"expr": "datum.size"}}
    return [draw(rows, mark, x=run.x, y=run.y, fill=literal("fill"), stroke=literal("edge"))]


def _verdict(point: TrendPoint, run: _Run) -> Verdict:
    """Held against the target; where there is a usual range, against that. It knows how few answered, so even few can leave it."""
    against = judge(point.score, run.target, run.better)
    zone, value = _usual(point), point.score.value
    if not run.zoned or value is None:
        return against
    if zone is None or zone[0] <= value <= zone[1]:
        return Verdict.TOO_FEW if against is Verdict.TOO_FEW else Verdict.NOISE
    outside = value - zone[1] if value > zone[1] else value - zone[0]
    return judge_interval(outside, outside, run.better)


def _end_label(run: _Run) -> Layer:
    last = _rows(run)[-1]
    mark = {"type": "text", "align": "left", "baseline": "middle", "dx": 9, "fontSize": 13, "fontWeight": 700, "color": run.theme.ink}
    words = fmt_score(last["value"], run.digits, run.unit)
    return draw([{"at": last["at"], "value": last["value"], "words": words}], mark, x=run.x, y=run.y, text=nominal("words"))


def _pointer(run: _Run) -> Layer:
    """Large invisible points that carry the tooltips; a hidden or empty point says so at the foot of the plot."""
    known = [point.score.value for point in run.points if point.score.value is not None and not point.score.hidden]
    rows = []
    for point in run.points:
        told = point.score.value is not None and not point.score.hidden
        gap = point.score.value - run.target if told and point.score.value is not None and run.target is not None else None
        rows.append(
            {
                "at": point.at.toordinal(),
                "value": point.score.value if told else min(known),
                "when": fmt_day(point.at, with_year=True),
                "score": say_score(point.score, run.digits, run.unit),
                "interval": fmt_interval(point.score.low, point.score.high, run.digits, run.unit) if told else NO_VALUE,
                "wanted": fmt_score(run.target, run.digits, run.unit),
                "gap": fmt_signed(gap, run.digits),
                "answers": fmt_n(point.score.n) if not point.score.hidden else "hidden",
            }
        )
    mark = {"type": "point", "size": 260, "filled": True, "opacity": CLICKABLE}
    return draw(rows, mark, x=run.x, y=run.y, tooltip=tooltip(*_TIPS))


def _say(run: _Run, label: str) -> str:
    known = [point for point in run.points if point.score.value is not None and not point.score.hidden]
    first, last = known[0], known[-1]

    def write(value: float | None) -> str:
        return fmt_score(value, run.digits, run.unit)

    when = fmt_day(last.at, with_year=True)
    span = "" if first is last else f", from {write(first.score.value)} on {fmt_day(first.at, with_year=True)}"
    interval = "" if last.score.low is None else f" ({fmt_interval(last.score.low, last.score.high, run.digits, run.unit)})"
    parts = [f"{label}: {write(last.score.value)}{interval} on {when}{span}."]
    if run.target is not None:
        parts.append(f"Target {_level(run)}: the last point {_AGAINST[judge(last.score, run.target, run.better)]}.")
    if run.zoned:
        outside = outside_usual(run.points)
        since = f", the first on {fmt_day(outside[0].at, with_year=True)}" if outside else ""
        zone = next(zone for point in reversed(run.points) if (zone := _usual(point)))
        usual = fmt_interval(*zone, run.digits)
        parts.append(f"{len(outside)} of {len(known)} points lie outside the usual range, at the end {usual}{since}.")
    return " ".join(parts)


def outside_usual(points: Sequence[TrendPoint]) -> list[TrendPoint]:
    """The points that lie outside their usual range."""
    placed = [(point, _usual(point), point.score.value) for point in points]
    return [point for point, zone, value in placed if zone and value is not None and not zone[0] <= value <= zone[1]]


def _table(run: _Run) -> list[dict[str, Any]]:
    return [
        {
            "From": point.at,
            "Score": None if point.score.hidden else point.score.value,
            "Low": None if point.score.hidden else point.score.low,
            "High": None if point.score.hidden else point.score.high,
            "Target": run.target,
            **({"Usual from": zone[0], "Usual to": zone[1]} if (zone := _usual(point)) else {}),
            "Answers": None if point.score.hidden else point.score.n,
            "State": _verdict(point, run).value,
        }
        for point in run.points
    ]
