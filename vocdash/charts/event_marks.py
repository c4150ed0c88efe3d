"""What happened and what was changed, marked on a time axis: thin rules with names on top, or with numbers where names have no room.

An event is one rule. An action is a bar below its name, from the day it started until it was done, with a dashed rule at either end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from vocdash.charts.inputs import Event
from vocdash.charts.layers import Channel, Layer, cut, draw, nominal, pixel
from vocdash.charts.theme import Theme, fmt_day

ROOMY_PX = 520
"""From this width of the plot on, events carry their names; below it, numbers."""
_ROW_PX = 17
_ROWS = 3
_LETTERS = 34
_MONTHS_DIFFER = 1.12
"""How much longer than the window before it the last window may be."""


def end_of(starts: Sequence[date]) -> date:
    """The day after the last of the windows that begin on these days."""
    length = (starts[-1] - starts[-2]) * _MONTHS_DIFFER if len(starts) > 1 else timedelta(days=1)
    return starts[-1] + length


def events_between(starts: Sequence[date], events: Sequence[Event]) -> list[Event]:
    """The events inside the windows that begin on these days, the last one included, in the order of the numbers that stand for them.

    An action is inside if it started or ended there: one that ran all the time marks nothing.
    """
    if not starts:
        return []
    inside = [event for event in events if ends_between(event, starts[0], end_of(starts))]
    return sorted(inside, key=lambda event: max(event.at, starts[0]))


def ends_between(event: Event, first: date, end: date) -> list[date]:
    """The days of an event from `first` on and before `end`: its own, and of an action also the one it was done on."""
    return [day for day in (event.at, event.until) if day is not None and first <= day < end]


def head_px(events: Sequence[Event]) -> int:
    """The room that the names need above the plot."""
    return min(len(events), _ROWS) * _ROW_PX + (6 if events else 0)


def event_layers(events: Sequence[Event], place: Callable[[date], float], days: tuple[date, date], x: Channel, theme: Theme) -> list[Layer]:
    """The rules, bars and names of events between the first and the last of the `days`; `place` is where on `x` a day lies.

    Names of those that lie late stand left of their rule.
    """
    first, last = days
    middle = place(first) + 0.55 * (place(last) - place(first))
    end = last + timedelta(days=1)
    rows = [
        {
            "at": place(max(event.at, first)),
            "until": place(min(event.until or last, last)),
            "label": cut(event.label, _LETTERS),
            "number": str(number + 1),
            "late": place(event.at) > middle,
            "y": 8 + number % _ROWS * _ROW_PX,
            "bar": 17 + number % _ROWS * _ROW_PX,
        }
        for number, event in enumerate(events)
    ]
    rules, edges = (
        [{"at": place(day)} for event in events if event.is_action == of_action for day in ends_between(event, first, end)]
        for of_action in (False, True)
    )
    bars = [row for row, event in zip(rows, events, strict=True) if event.is_action]
    words = {"type": "text", "baseline": "middle", "color": theme.ink_2, "fontWeight": 600, "fontSize": 12}
    side = {"align": {"expr": "datum.late ? 'right' : 'left'"}, "dx": {"expr": "datum.late ? -6 : 6"}}
    roomy, tight = ({"opacity": {"expr": f"width {sign} {ROOMY_PX} ? 1 : 0"}} for sign in (">=", "<"))
    by_row = {"field": "y", "type": "quantitative", "scale": None, "axis": None}
    halo = {"stroke": theme.page, "strokeWidth": 4, "strokeJoin": "round"}
    bar = {"type": "rule", "color": theme.ink_2, "strokeWidth": 3}
    return [
        draw(rules, {"type": "rule", "color": theme.neutral}, x=x, y=pixel(0), y2={"value": "height"}),
        draw(edges, {"type": "rule", "color": theme.ink_2, "strokeDash": [2, 3]}, x=x, y=pixel(0), y2={"value": "height"}),
        draw(bars, bar, x=x, x2={"field": "until"}, y=by_row | {"field": "bar"}),
        draw(rows, words | side | roomy | halo, x=x, y=by_row, text=nominal("label")),
        draw(rows, words | side | roomy, x=x, y=by_row, text=nominal("label")),
        draw(rows, words | {"align": "left", "dx": 3} | tight, x=x, y=by_row, text=nominal("number")),
    ]


def when(event: Event) -> str:
    """The days of an event in words."""
    day = fmt_day(event.at, with_year=True)
    if not event.is_action:
        return day
    return f"since {day}" if event.until is None else f"{day} to {fmt_day(event.until, with_year=True)}"


def say_events(events: Sequence[Event]) -> str:
    """A sentence of the alt text; empty where nothing is marked."""
    said = [f"{'the action ' if event.is_action else ''}“{event.label}” ({when(event)})" for event in events]
    return f" Marked: {'; '.join(said)}." if said else ""
