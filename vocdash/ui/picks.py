"""Where the marks of a chart lead: each gives the codes of what it stands for, and these an address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from vocdash.charts.inputs import TrendPoint
from vocdash.domain import Period
from vocdash.ui import address, blocks, periods
from vocdash.ui.filters import Selection
from vocdash.ui.markup import Markup
from vocdash.ui.sitemap import BY_NAME

To = Callable[[dict[str, str]], str]
"""Codes of a mark → the address it leads to."""

CELL = "cell"
"""The cell whose drawer is open, in an address."""


def to_place(selection: Selection) -> To:
    """To the page of the stage or touchpoint that a mark stands for; a stage without a touchpoint is the whole stage."""

    def leads(codes: dict[str, str]) -> str:
        here = {key: code for key, code in codes.items() if code}
        return selection.link("touchpoint", **here) if "touchpoint" in here else selection.link("stage", touchpoint="", **here)

    return leads


def to_same(page: str, selection: Selection) -> To:
    """To the page one is on as it is, narrowed to what a mark stands for; what is empty is taken out of the address."""
    now = list(dict.fromkeys((*selection.query, *address.as_it_is())))

    def leads(codes: dict[str, str]) -> str:
        channels = selection.choices.channels
        new = {key: channels.get(code, code) if key == "channel" else code for key, code in codes.items()}
        return f"{BY_NAME[page].address}?{address.said_anew(now, new)}"

    return leads


def switch(page: str, selection: Selection, label: str, key: str, options: Sequence[str], chosen: str, usual: str) -> Markup:
    """Links to the page one is on with another word for `key` in its address; the usual one needs no word."""
    leads = to_same(page, selection)
    return blocks.switch(label, [(word, leads({key: "" if word == usual else word})) for word in options], chosen)


def to_comments(selection: Selection) -> To:
    """To the comments of what a mark stands for: a theme, or days."""
    return lambda codes: selection.link("voices", *codes.items())


def days_of(period: Period) -> tuple[tuple[str, str], ...]:
    """A period as the filters say it."""
    return ("period", periods.OTHERS[periods.CUSTOM]), ("from", period.first.isoformat()), ("to", period.last.isoformat())


def with_days(points: Iterable[TrendPoint], window: str) -> list[TrendPoint]:
    """The points of a course, each of which stands for its `window` (day, week, month, quarter)."""
    return [replace(point, codes=days_of(_window(point, window))) for point in points]


def _window(point: TrendPoint, window: str) -> Period:
    if window == "month":
        return periods.month_of(point.at)
    if window == "quarter":
        return periods.quarter_of(point.at)
    return Period(point.at, point.at + timedelta(days=6 if window == "week" else 0))


def to_cell(selection: Selection) -> To:
    """To the heat map as it is, with the drawer of the cell that a mark stands for."""
    leads = to_same("touchpoints", selection)
    return lambda codes: leads({CELL: cell_word(codes["stage"], codes["touchpoint"])})


def cell_word(stage: str, touchpoint: str) -> str:
    """A cell in an address, where its own stage and touchpoint would be filters."""
    return f"{stage}.{touchpoint}"
