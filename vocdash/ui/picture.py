"""A figure as a page shows it: its marks as one picture, over it the words in the page's letters, and what is told and linked where
somebody points.

A page has up to six of them. As charts of Vega each took the browser a twentieth of a second and the map far more, again at every change
of a filter. What is drawn is the figure's own layers, so that the page, the report and the exports show the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from vocdash.charts.figure import Figure
from vocdash.charts.layers import FROM, UNTIL, Channel, Layer, names_of, told
from vocdash.charts.plot import Encoding, Plot, Row, free, given, is_banded
from vocdash.charts.shapes import MARGIN_PX, MARGIN_SHARE, across, colour, rule_across, rule_down, shapes
from vocdash.charts.theme import fmt_score
from vocdash.ui.grid import grid
from vocdash.ui.markup import Markup, element

_AXIS_PX = 23
"""Of the height of a picture this much is the axis below it."""
_LETTER_PX, _BETWEEN_PX = 6.2, 6.0
"""A letter below the axis, and what parts two words there."""
_ROOMS = (60, 90, 120, 160, 220, 300, 400, 520)
"""The widths of a plot that the style sheet knows: on less, words that say so are left out."""
_TALL = 1.2
"""So many bands of a row a pointer hits."""


def picture(figure: Figure, spec: Mapping[str, Any]) -> Markup:
    """The figure as HTML, by its specification with or without addresses."""
    if figure.pointed == "cells":
        return grid(figure, spec)
    layers: Sequence[Layer] = spec["layer"]
    x, y = (_axis(layers, name) for name in ("x", "y"))
    plot = Plot(figure.height - (_AXIS_PX if x else 0))
    look = spec["config"]["axis"]
    parts = [
        _beside(y, plot) if y else "",
        element("div", *_drawn(layers, plot, x, y, look), cls="voc-plot", role="img", aria_label=figure.alt),
        element("div", *_pointed_at(layers, plot, figure.pointed), cls="voc-over"),  # a picture holds no links
    ]
    size = f"height:{figure.height}px" + (f";width:{figure.width}px" if figure.width else "")
    return element("div", *parts, cls=f"voc-picture{' voc-own-width' if figure.width else ''}", style=size)


def _axis(layers: Sequence[Layer], name: str) -> Channel | None:
    """The channel that says what stands beside the plot; None where nothing does."""
    channels = (layer["encoding"].get(name, {}) for layer in layers)
    return next((channel for channel in channels if channel.get("axis") is not None), None)


def _drawn(layers: Sequence[Layer], plot: Plot, x: Channel | None, y: Channel | None, look: Mapping[str, Any]) -> Iterator[Markup]:
    svg = shapes(layers, plot, [*_grid(x, y, plot, look["gridColor"])])
    if svg:
        place = f"left:{-100 * MARGIN_SHARE}%;width:{100 + 200 * MARGIN_SHARE}%;top:-{MARGIN_PX}px;height:{plot.height + 2 * MARGIN_PX:g}px"
        yield element("img", aria_hidden="true", decoding="sync", src=_address(svg), style=place)
    for layer in layers:
        if layer["mark"]["type"] == "text":
            yield from _words(layer, plot)
    if x:
        yield _below(x, plot, look["labelColor"])


def _address(svg: str) -> str:
    """A picture as an address of itself. Only what ends or breaks one is written otherwise, which is many times as fast as `quote`."""
    for sign, written in _IN_ADDRESSES:
        svg = svg.replace(sign, written)
    return f"data:image/svg+xml,{svg}"


_IN_ADDRESSES = [(sign, f"%{ord(sign):02X}") for sign in "%#<>\"'&"]
"""The first one is that of the others."""


def _grid(x: Channel | None, y: Channel | None, plot: Plot, line: str) -> Iterator[str]:
    if x and x["axis"].get("grid", True):
        for value in _values(x):
            yield rule_down(plot.across({"x": x}, {x["field"]: value}), 0, plot.height, f'stroke="{line}" shape-rendering="crispEdges"')
    if y and y["axis"].get("grid", True):
        yield from (rule_across(plot.down({"y": y}, {y["field"]: value}), line) for value in _values(y))


def _values(channel: Channel) -> list[float]:
    low, high = channel["scale"]["domain"]
    return [value for value in channel["axis"]["values"] if low <= value <= high]


def _named(channel: Channel) -> dict[float, str]:
    """What stands at each value of an axis."""
    axis = channel["axis"]
    if "labelExpr" in axis:
        names = json.loads(axis["labelExpr"].removesuffix("[datum.value]"))
        return {value: names[str(value)] for value in _values(channel)}
    digits = int(axis["format"].removeprefix(",.").removesuffix("f"))
    return {value: fmt_score(value, digits) for value in _values(channel)}


def _beside(y: Channel, plot: Plot) -> Markup:
    """The names of the rows, or the numbers of the axis, left of the plot."""
    if is_banded(y):
        listed = [element("span", name) for name in names_of(y)]
        return element("div", *listed, cls="voc-names", aria_hidden="true", style=f"grid-auto-rows:{plot.step(y):.2f}px")
    numbers = [element("span", word, style=f"top:{plot.down({'y': y}, {y['field']: value}):.1f}px") for value, word in _named(y).items()]
    return element("div", *numbers, cls="voc-scale", aria_hidden="true")


def _below(x: Channel, plot: Plot, ink: str) -> Markup:
    """The words of the axis below the plot, fewer of them where they have no room side by side."""
    named = _named(x)
    low, high = x["scale"]["domain"]
    shares = [(value - low) / (high - low) for value in named]
    rooms = _rooms(list(named.values()), shares)
    words = []
    for word, share, room in zip(named.values(), shares, rooms, strict=True):
        flush = "voc-first" if share <= 0 and "labelFlush" in x["axis"] else "voc-last" if share >= 1 and "labelFlush" in x["axis"] else ""
        words.append(element("b", word, cls=f"{flush}{f' voc-from-{room}' if room else ''}".strip(), style=f"left:{100 * share:.2f}%"))
    before, after = free(x["scale"])
    return element("div", *words, cls="voc-ticks", style=f"left:{before:g}px;right:{after:g}px;top:{plot.height:.1f}px;color:{ink}")


def _rooms(words: Sequence[str], shares: Sequence[float]) -> list[int]:
    """From which width of the axis on each word stands there: on less every other one is left out, and of those again."""
    wide = [len(word) * _LETTER_PX + _BETWEEN_PX for word in words]

    def least(every: int) -> float:
        kept = list(zip(wide, shares, strict=True))[::every]
        return max(((one + other) / 2 / (after - before) for (one, before), (other, after) in pairwise(kept)), default=0.0)

    found = []
    for at in range(len(words)):
        every = at & -at or len(words)  # the largest power of 2 in its number
        found.append(next((room for room in _ROOMS if least(every) <= room), _ROOMS[-1]) if at and least(every) > _ROOMS[0] / 2 else 0)
    return found


# --- words on the picture --------------------------------------------------------------------------------------------

_UP = {"middle": "-50%", "bottom": "-100%", "top": "0"}


def _words(layer: Layer, plot: Plot) -> Iterator[Markup]:
    mark, encoding = layer["mark"], layer["encoding"]
    up = _UP[mark.get("baseline", "middle")]
    more = mark["dy"] if isinstance(mark.get("dy"), int | float) else 0  # the rows' own moves lines that stand centred here anyway
    halo = f";-webkit-text-stroke:{mark['strokeWidth']}px {mark['stroke']}" if "stroke" in mark else ""
    for row in layer["data"]["values"]:
        words = str(row[encoding["text"]["field"]])
        if not words:
            continue
        place = plot.across(encoding, row).moved(given(mark.get("dx", 0), row))
        align = given(mark.get("align", "center"), row)
        side = f"right:{place.from_right}" if align == "right" else f"left:{place.from_left}"
        moved = f"translate(-50%,{up})" if align == "center" else f"translateY({up})"
        size, weight = (given(mark.get(name, usual), row) for name, usual in (("fontSize", 12), ("fontWeight", 400)))
        look = f"color:{colour(mark, encoding, row, 'color')};font-size:{size:g}px;font-weight:{weight}{halo}"
        look += f";text-align:{align}" if "\n" in words else ""
        style = f"{side};top:{plot.down(encoding, row) + more:.1f}px;transform:{moved};{look}"
        yield element("b", words, cls=" ".join(_when_seen(mark, row)), style=style)


def _when_seen(mark: Mapping[str, Any], row: Row) -> Iterator[str]:
    """The classes of words that stand only where the plot is so wide, or narrower."""
    for name, rule in (("from", FROM), ("until", UNTIL)):
        if mark.get("opacity") == rule["opacity"]:
            yield f"voc-{name}-{next((room for room in _ROOMS if row[f'{name}_px'] <= room), _ROOMS[-1])}"


# --- what is told, and where it leads --------------------------------------------------------------------------------


def _pointed_at(layers: Sequence[Layer], plot: Plot, pointed: str) -> Iterator[Markup]:
    """The room of each row or mark that says something: what is told to whoever points there, and the address it leads to."""
    saying = [(row, layer["encoding"]) for layer in layers for row in layer["data"]["values"] if "tooltip" in layer["encoding"]]
    if pointed == "rows":
        saying = [*{row["row"]: (row, encoding) for row, encoding in saying}.values()]  # the last layer is that of the addresses
    for row, encoding in saying:
        # Of a picture the words are read; whoever uses no pointer finds these links in words below "Show as table".
        leads = {"href": row["href"], "target": "_self", "tabindex": "-1", "aria_hidden": "true"} if "href" in row else {}
        room = _of_row(row, encoding, plot) if pointed == "rows" else _of_mark(row, encoding, plot)
        yield element("a" if leads else "u", data_tip=told(row, encoding), style=room, **leads)


def _of_row(row: Row, encoding: Encoding, plot: Plot) -> str:
    return "left:0;right:0;{}".format(_high(*across(plot.down(encoding, row), _TALL * plot.band(encoding["y"]))))


def _of_mark(row: Row, encoding: Encoding, plot: Plot) -> str:
    start, end = sorted((plot.across(encoding, row), plot.across(encoding, row, "x2")))
    if "y2" in encoding:
        top, bottom = sorted((plot.down(encoding, row), plot.down(encoding, row, "y2")))
    else:
        middle, half = plot.down(encoding, row), plot.band(encoding["y"]) / 2
        top, bottom = middle - half, middle + half
    return f"left:{start.from_left};right:{end.from_right};{_high(top, bottom - top)}"


def _high(top: float, height: float) -> str:
    return f"top:{top:.1f}px;height:{height:.1f}px"
