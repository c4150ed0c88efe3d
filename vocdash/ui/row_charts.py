"""Charts of rows as HTML: a name on the left, marks along one axis, numbers on the right, each row a link.

A page has up to five of them. Each took the browser a twentieth of a second as a chart of Vega, and again at every change of a filter;
as HTML they stand with the words around them. What is drawn is the figure's own specification, so that the page, the report and the
exports show the same.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from vocdash.charts.figure import Figure
from vocdash.charts.layers import Channel, Layer
from vocdash.charts.theme import fmt_score
from vocdash.ui.markup import Markup, element, plain

_AXIS_PX = 23
"""Of the height of such a chart this much is the axis below the rows."""
_LETTER_PX, _BETWEEN_PX, _ROOMS = 6.0, 3.0, (60, 90, 120, 160, 220)
"""A letter of a number below the axis, and what parts two of them; the widths that the style sheet knows."""

_TALL = 1.2
"""So many bands of a row a pointer hits."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _X:
    """A place across the box: a share of its width, and px to the right of that."""

    share: float
    px: float

    @property
    def left(self) -> str:
        return f"left:{_length(self.share, self.px)}"

    @property
    def right(self) -> str:
        return f"right:{_length(1 - self.share, -self.px)}"


def _length(share: float, px: float) -> str:
    return f"calc({100 * share:.3f}% {'-' if px < 0 else '+'} {abs(px):.1f}px)"


@dataclass(frozen=True, slots=True)
class _Box:
    """Where things stand: the ends of the axis with the px left free beside it, the rows and their height."""

    low: float
    high: float
    before: float
    after: float
    rows: int
    step: float
    band: float

    @property
    def height(self) -> float:
        return self.step * self.rows

    def at(self, value: float) -> _X:
        share = (value - self.low) / (self.high - self.low)
        return _X(share, self.before - share * (self.before + self.after))

    def middle(self, row: int) -> float:
        return (row + 0.5) * self.step


def row_chart(figure: Figure, spec: Mapping[str, Any]) -> Markup | None:
    """The figure as HTML, by its specification with or without addresses; None where it is no chart of rows."""
    if not figure.of_rows:
        return None
    layers: Sequence[Layer] = spec["layer"]
    named = next(layer["encoding"]["y"] for layer in layers if "labelExpr" in layer["encoding"]["y"].get("axis", ()))
    scaled = next((layer["encoding"]["x"] for layer in layers if "scale" in layer["encoding"]["x"]), None)  # none where all are hidden
    names = json.loads(named["axis"]["labelExpr"].removesuffix("[datum.value]"))
    box = _box_of(scaled, named, len(names), figure.height)
    axis = spec["config"]["axis"]
    numbers = _axis(scaled["axis"], box, axis["gridColor"], axis["labelColor"]) if scaled else ()
    listed = [element("span", "\n".join(name)) for name in names]
    parts = (
        element("div", *listed, cls="voc-names", aria_hidden="true", style=f"grid-auto-rows:{box.step:.2f}px"),
        element("div", *numbers, *_marks(layers, box), cls="voc-plot", role="img", aria_label=figure.alt),
        element("div", *_pointed_at(layers, box), cls="voc-over"),  # over the picture and not in it: a picture holds no links
    )
    return element("div", *parts, cls="voc-row-chart", style=f"height:{figure.height}px")


def _box_of(x: Channel | None, y: Channel, rows: int, height: int) -> _Box:
    step = (height - _AXIS_PX) / rows
    band = step * (1 - y["scale"]["paddingInner"])
    if x is None:
        return _Box(0.0, 1.0, 0.0, 0.0, rows, step, band)
    low, high = x["scale"]["domain"]
    before, until = x["scale"]["range"]
    return _Box(low, high, before, float(until["expr"].removeprefix("width - ")), rows, step, band)


def _axis(axis: Mapping[str, Any], box: _Box, line: str, words: str) -> Iterator[Markup]:
    """The lines of the grid and the numbers below them."""
    digits = int(axis["format"].removeprefix(",.").removesuffix("f"))
    values = [value for value in axis["values"] if box.low <= value <= box.high]
    for value in values:
        yield element("i", style=f"{box.at(value).left};top:0;height:{box.height:.1f}px;border-left:1px solid {line}")
    shares = [(value - box.low) / (box.high - box.low) for value in values]
    numbers = [
        element("b", fmt_score(value, digits), style=f"left:{100 * share:.2f}%") for value, share in zip(values, shares, strict=True)
    ]
    place = f"left:{box.before}px;right:{box.after}px;top:{box.height:.1f}px;color:{words}"
    yield element("div", *numbers, cls=f"voc-ticks voc-room-{_room(numbers, shares)}", style=place)


def _room(numbers: Sequence[Markup], shares: Sequence[float]) -> int:
    """The least width of an axis in px, in steps, on which its numbers stand side by side; on less, every other one is left out."""
    wide = max((len(plain(number)) for number in numbers), default=0) * _LETTER_PX + _BETWEEN_PX
    least = max((wide / (after - before) for before, after in pairwise(shares)), default=0.0)
    return next((step for step in _ROOMS if least <= step), _ROOMS[-1])


def _marks(layers: Sequence[Layer], box: _Box) -> Iterator[Markup]:
    for layer in layers:
        if "params" not in layer:
            yield from (_DRAWN[layer["mark"]["type"]](layer["mark"], layer["encoding"], row, box) for row in layer["data"]["values"])


def _pointed_at(layers: Sequence[Layer], box: _Box) -> Iterator[Markup]:
    """The room of each row that says something: what is told to whoever points there, and the address it leads to."""
    told = [(row, layer["encoding"]["tooltip"]) for layer in layers for row in layer["data"]["values"] if "tooltip" in layer["encoding"]]
    for row, pairs in {row["row"]: (row, pairs) for row, pairs in told}.values():  # the last layer is that of the addresses
        words = "\n".join(f"{each['title']}: {row[each['field']]}" for each in pairs)
        # Of a picture the words are read; whoever uses no pointer finds these links in words below "Show as table".
        leads = {"href": row["href"], "target": "_self", "tabindex": "-1", "aria_hidden": "true"} if "href" in row else {}
        place = _across(box.middle(row["row"]), _TALL * box.band)
        yield element("a" if leads else "u", data_tip=words, style=place, **leads)


def _place(channel: Channel, row: Row, box: _Box) -> _X:
    """Where a channel puts a row: by a field, at a fixed value of the axis, or so many px from an edge."""
    if "field" in channel:
        return box.at(row[channel["field"]])
    if "datum" in channel:
        return box.at(channel["datum"])
    value = channel["value"]["expr"] if isinstance(channel["value"], dict) else channel["value"]
    if isinstance(value, str):
        return _X(1.0, -float(value.removeprefix("width").removeprefix(" - ") or 0))
    return _X(0.0, value)


def _between(encoding: Mapping[str, Any], row: Row, box: _Box, more: float = 0.0) -> str:
    """From the leftmost to the rightmost of both ends, `more` px longer at either."""
    ends = sorted((_place(encoding[name], row, box) for name in ("x", "x2")), key=lambda end: (end.share, end.px))
    first, last = _X(ends[0].share, ends[0].px - more), _X(ends[1].share, ends[1].px + more)
    return f"{first.left};{last.right}"


def _colour(mark: Mapping[str, Any], encoding: Mapping[str, Any], row: Row, *names: str) -> str:
    """The colour of a row under the first of these names that it has."""
    for name in names:
        if name in encoding:
            return str(row[encoding[name]["field"]])
        if name in mark:
            return _paint(mark[name])
    return "transparent"


def _paint(colour: str | Mapping[str, Any]) -> str:
    if isinstance(colour, str):
        return colour
    stops = ",".join(f"{stop['color']} {100 * stop['offset']:.2f}%" for stop in colour["stops"])
    return f"linear-gradient(to bottom right,{stops})"


def _across(middle: float, height: float) -> str:
    """So high around the middle of a row, in whole px, because browsers draw thin lines of 1.5 px now as one, now as two."""
    tall = math.ceil(height)
    return f"top:{round(middle - tall / 2)}px;height:{tall}px"


def _rule(mark: Mapping[str, Any], encoding: Mapping[str, Any], row: Row, box: _Box) -> Markup:
    colour, wide = _colour(mark, encoding, row, "color"), mark.get("strokeWidth", 1)
    if "x2" in encoding:
        round_ = mark.get("strokeCap") == "round"
        shape = f"background:{colour};opacity:{mark.get('opacity', 1)};border-radius:{wide / 2 if round_ else 0}px"
        return element(
            "i", style=f"{_between(encoding, row, box, wide / 2 if round_ else 0)};{_across(box.middle(row['row']), wide)};{shape}"
        )
    start, end = (box.middle(row["row"]), box.middle(row["next"])) if "next" in row else (0.0, box.height)
    dashes = "dashed" if "strokeDash" in mark else "solid"
    return element(
        "i",
        style=f"{_place(encoding['x'], row, box).left};top:{start:.1f}px;height:{end - start:.1f}px;border-left:{wide}px {dashes} {colour}",
    )


def _bar(mark: Mapping[str, Any], encoding: Mapping[str, Any], row: Row, box: _Box) -> Markup:
    tall = mark["height"]["band"] * box.band
    edge = f";border:1px solid {_colour(mark, encoding, row, 'stroke')}" if "stroke" in encoding else ""
    shape = f"background:{_colour(mark, encoding, row, 'fill', 'color')};border-radius:{mark.get('cornerRadius', 0)}px{edge}"
    return element("i", style=f"{_between(encoding, row, box)};{_across(box.middle(row['row']), tall)};{shape}")


def _point(mark: Mapping[str, Any], encoding: Mapping[str, Any], row: Row, box: _Box) -> Markup:
    wide = 2 * math.sqrt(mark["size"] / math.pi) + mark["strokeWidth"]
    place = _place(encoding["x"], row, box)
    shape = f"width:{wide:.1f}px;border-radius:50%;background:{_colour(mark, encoding, row, 'fill')}"
    edge = f"border:{mark['strokeWidth']}px solid {_colour(mark, encoding, row, 'stroke')}"
    return element("i", style=f"{_X(place.share, place.px - wide / 2).left};{_across(box.middle(row['row']), wide)};{shape};{edge}")


def _tick(mark: Mapping[str, Any], encoding: Mapping[str, Any], row: Row, box: _Box) -> Markup:
    place, wide = _place(encoding["x"], row, box), mark["thickness"]
    shape = f"width:{wide}px;background:{_colour(mark, encoding, row, 'color')}"
    return element(
        "i",
        style=f"{_X(place.share, place.px - wide / 2).left};{_across(box.middle(row['row']), mark['height']['band'] * box.band)};{shape}",
    )


def _text(mark: Mapping[str, Any], encoding: Mapping[str, Any], row: Row, box: _Box) -> Markup:
    place = _place(encoding["x"], row, box)
    moved = _X(place.share, place.px + mark.get("dx", 0))
    side = moved.right if mark.get("align") == "right" else moved.left
    look = f"color:{_colour(mark, encoding, row, 'color')};font-weight:{mark['fontWeight']};font-size:{mark['fontSize']}px"
    return element("b", str(row[encoding["text"]["field"]]), style=f"{side};top:{box.middle(row['row']):.1f}px;{look}")


_Drawn = Callable[[Mapping[str, Any], Mapping[str, Any], Row, _Box], Markup]
_DRAWN: dict[str, _Drawn] = {"rule": _rule, "bar": _bar, "point": _point, "tick": _tick, "text": _text}
