"""What happened and what was changed, marked on a time axis: thin rules with names on top, or with numbers where names have no room.

An event is one rule. An action is a bar below its name, from the day it started until it was done, with a dashed rule at either end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from vocdash.charts.inputs import Event
from vocdash.charts.layers import FROM, UNTIL, Channel, Layer, cut, draw, nominal, pixel
from vocdash.charts.theme import Theme, fmt_day

ROOMY_PX = 520
"""From this width of the plot on, events carry their names; below it, numbers."""
_ROW_PX = 17
_LETTERS = 34
_LETTER_PX, _LAID_OUT_PX = 6.3, 640
"""A letter of a name, and the width of a plot for which the names are laid out: on a wider one they only stand further apart."""
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


def happened(starts: Sequence[date], events: Sequence[Event]) -> list[str]:
    """What happened, began or was done in each of the windows that begin on these days, in words; empty where nothing did."""
    windows = pairwise([*starts, end_of(starts)]) if starts else []
    return ["; ".join(_said(event, day) for event in events for day in ends_between(event, *window)) for window in windows]


def _said(event: Event, day: date) -> str:
    if not event.is_action:
        return event.label
    return f"{event.label} (action {'done' if day == event.until else 'begun'})"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the names of events stand above a plot from the first to the last day: the row of each, and whether its name has room there.

    Where it has none, its number stands there, as it does for each where the plot is narrow.
    """

    events: tuple[Event, ...]
    first: date
    last: date
    rows: tuple[int, ...]
    named: tuple[bool, ...]

    @property
    def head_px(self) -> int:
        """The room that the names need above the plot."""
        return (max(self.rows) + 1) * _ROW_PX + 6 if self.rows else 0


_Span = tuple[float, float]
"""From where to where something reaches, in px of a plot of the usual width."""


def laid_out(events: Sequence[Event], first: date, last: date, most: int = 3, *, by_name: bool = True) -> Layout:
    """The events with a row for each, of `most` rows: the first in which its name, and the bar of an action, meet no other.

    Without `by_name` each is called by its number, which takes less room.
    """
    taken: list[list[_Span]] = [[] for _ in range(most)]
    rows, named = list[int](), list[bool]()
    for number, event in enumerate(events, 1):
        name, short = (_span(event, words, first, last) for words in (cut(event.label, _LETTERS), str(number)))
        named.append(by_name and not all(_meetings(name, row) for row in taken))
        span = name if named[-1] else short
        meets = [_meetings(span, row) for row in taken]
        rows.append(meets.index(min(meets)))
        taken[rows[-1]].append(span)
    return Layout(tuple(events), first, last, tuple(rows), tuple(named))


def _meetings(span: _Span, others: Sequence[_Span]) -> int:
    return sum(span[0] < high and low < span[1] for low, high in others)


def _span(event: Event, words: str, first: date, last: date) -> _Span:
    """Of the words beside the rule of an event, and of the bar of an action."""
    wide = _LETTER_PX * len(words) + 12
    begin, end = (_px(day, first, last) for day in (event.at, event.until or last))
    left, right = (begin - wide, begin) if _is_late(event, first, last) else (begin, begin + wide)
    return left, max(right, end) if event.is_action else right


def _px(day: date, first: date, last: date) -> float:
    return _LAID_OUT_PX * (min(max(day, first), last) - first).days / max(1, (last - first).days)


def _is_late(event: Event, first: date, last: date) -> bool:
    """Whether its name stands left of its rule, because there is no room on the right of it."""
    return _px(event.at, first, last) > 0.55 * _LAID_OUT_PX


def event_layers(layout: Layout, place: Callable[[date], float], x: Channel, theme: Theme) -> list[Layer]:
    """The rules, bars and names of events as they are laid out; `place` is where on `x` a day lies."""
    events, first, last = layout.events, layout.first, layout.last
    end = last + timedelta(days=1)
    rows = [
        {
            "at": place(max(event.at, first)),
            "until": place(min(event.until or last, last)),
            "label": cut(event.label, _LETTERS) if named else str(number),
            "number": str(number),
            "late": _is_late(event, first, last),
            "y": 8 + row * _ROW_PX,
            "bar": 17 + row * _ROW_PX,
            "align": "right" if _is_late(event, first, last) else "left",
            "dx": -6 if _is_late(event, first, last) else 6,
            **dict.fromkeys(("from_px", "until_px"), ROOMY_PX),
        }
        for number, (event, row, named) in enumerate(zip(events, layout.rows, layout.named, strict=True), 1)
    ]
    rules, edges = (
        [{"at": place(day)} for event in events if event.is_action == of_action for day in ends_between(event, first, end)]
        for of_action in (False, True)
    )
    bars = [row for row, event in zip(rows, events, strict=True) if event.is_action]
    words = {"type": "text", "baseline": "middle", "color": theme.ink_2, "fontWeight": 600, "fontSize": 12}
    side = {"align": {"expr": "datum.align"}, "dx": {"expr": "datum.dx"}}
    by_row = {"field": "y", "type": "quantitative", "scale": None, "axis": None}
    halo = {"stroke": theme.page, "strokeWidth": 4, "strokeJoin": "round"}
    bar = {"type": "rule", "color": theme.ink_2, "strokeWidth": 3}
    return [
        draw(rules, {"type": "rule", "color": theme.neutral}, x=x, y=pixel(0), y2={"value": "height"}),
        draw(edges, {"type": "rule", "color": theme.ink_2, "strokeDash": [2, 3]}, x=x, y=pixel(0), y2={"value": "height"}),
        draw(bars, bar, x=x, x2={"field": "until"}, y=by_row | {"field": "bar"}),
        draw(rows, words | side | FROM | halo, x=x, y=by_row, text=nominal("label")),
        draw(rows, words | side | FROM, x=x, y=by_row, text=nominal("label")),
        draw(rows, words | {"align": "left", "dx": 3} | UNTIL, x=x, y=by_row, text=nominal("number")),
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
