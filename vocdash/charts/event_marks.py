"""What happened, marked on a time axis: thin rules with names on top, or with numbers where names have no room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from vocdash.charts.inputs import Event
from vocdash.charts.layers import Channel, Layer, draw, nominal, pixel
from vocdash.charts.theme import Theme

ROOMY_PX = 520
"""From this width of the plot on, events carry their names; below it, numbers."""
_ROW_PX = 15
_ROWS = 3
_MONTHS_DIFFER = 1.12
"""How much longer than the window before it the last window may be."""


def events_between(starts: Sequence[date], events: Sequence[Event]) -> list[Event]:
    """The events inside the windows that begin on these days, the last one included, in the order of the numbers that stand for them."""
    if not starts:
        return []
    length = (starts[-1] - starts[-2]) * _MONTHS_DIFFER if len(starts) > 1 else timedelta(days=1)
    return sorted((event for event in events if starts[0] <= event.at < starts[-1] + length), key=lambda event: event.at)


def head_px(events: Sequence[Event]) -> int:
    """The room that the names need above the plot."""
    return min(len(events), _ROWS) * _ROW_PX + (6 if events else 0)


def event_layers(placed: Sequence[tuple[float, Event]], middle: float, x: Channel, theme: Theme) -> list[Layer]:
    """The rules and names of events, each with its place on `x`; names of those beyond `middle` stand left of their rule."""
    rows = [
        {"at": at, "label": event.label, "number": str(number + 1), "late": at > middle, "y": 8 + number % _ROWS * _ROW_PX}
        for number, (at, event) in enumerate(placed)
    ]
    words = {"type": "text", "baseline": "middle", "color": theme.ink_2, "fontWeight": 600, "fontSize": 12}
    side = {"align": {"expr": "datum.late ? 'right' : 'left'"}, "dx": {"expr": "datum.late ? -6 : 6"}}
    roomy, tight = ({"opacity": {"expr": f"width {sign} {ROOMY_PX} ? 1 : 0"}} for sign in (">=", "<"))
    place = {"field": "y", "type": "quantitative", "scale": None, "axis": None}
    halo = {"stroke": theme.page, "strokeWidth": 4, "strokeJoin": "round"}
    return [
        draw(rows, {"type": "rule", "color": theme.neutral}, x=x, y=pixel(0), y2={"value": "height"}),
        draw(rows, words | side | roomy | halo, x=x, y=place, text=nominal("label")),
        draw(rows, words | side | roomy, x=x, y=place, text=nominal("label")),
        draw(rows, words | {"align": "left", "dx": 3} | tight, x=x, y=place, text=nominal("number")),
    ]
