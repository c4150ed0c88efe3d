"""The marks of a figure as one SVG as wide as its box, without words, which a page sets in its own letters.

A browser shows it without any chart library. Files and reports are made by Vega from the same layers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from vocdash.charts.curve import bezier
from vocdash.charts.layers import CLICKABLE, Layer
from vocdash.charts.plot import Encoding, Plot, Row, X, given, grouped

MARGIN_PX, MARGIN_SHARE = 14, 0.025
"""So much larger the picture is than the plot, above and below in px and at both sides as a share of the width: what stands at an edge
would be cut."""

_WIDE = 1000
"""Lines and areas are drawn on so many parts, which become as wide as the plot; their strokes keep their width."""

_SOLID = ("rect", "bar", "area", "tick")
_PATHS = {"diamond": "M-1,0L0,-1L1,0L0,1Z"}

Mark = Mapping[str, Any]


def shapes(layers: Sequence[Layer], plot: Plot, lines: Sequence[str] = ()) -> str:
    """The picture, with `lines` of a grid behind everything; what nobody sees and what are words is left out.

    It is larger than the plot by :data:`MARGIN_PX` above and below and by :data:`MARGIN_SHARE` at both sides.
    """
    paints = _Paints()
    drawn = [shape for layer in layers if is_seen(layer) for shape in _DRAWN[layer["mark"]["type"]](layer, plot, paints)]
    inner = "".join([*lines, *drawn])
    if not inner:
        return ""
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{plot.height + 2 * MARGIN_PX:g}">{"".join(paints.defined)}'
    whole = 1 + 2 * MARGIN_SHARE
    room = f'x="{100 * MARGIN_SHARE / whole:.4f}%" y="{MARGIN_PX}" width="{100 / whole:.4f}%" height="{plot.height:g}" overflow="visible"'
    return f"{opening}<svg {room}>{inner}</svg></svg>"


def is_seen(layer: Layer) -> bool:
    """Whether a layer draws anything, and not only takes clicks or is pointed at."""
    return bool(layer["mark"].get("fillOpacity") != CLICKABLE)


LEFT, RIGHT = X(0.0), X(1.0)


def rule_across(y: float, paint: str, start: X = LEFT, end: X = RIGHT, *, wide: float = 1, round_: bool = False, more: str = "") -> str:
    """A line from left to right, in whole px, because browsers draw thin lines between two px now as one, now as two."""
    reach = wide / 2 if round_ else 0
    return _rectangle(start.moved(-reach), end.moved(reach), *across(y, wide), f'rx="{reach:g}" fill="{paint}"{more}')


def rule_down(place: X, top: float, bottom: float, look: str) -> str:
    """A line from top to bottom."""
    line = f'<line x1="{place.px:.1f}" x2="{place.px:.1f}" y1="{top:.1f}" y2="{bottom:.1f}" {look}/>'
    return f'<svg x="{100 * place.share:.3f}%" overflow="visible">{line}</svg>'


def across(middle: float, height: float) -> tuple[float, float]:
    """(Top, height) of what is so high around a middle, in whole px."""
    tall = math.ceil(height)
    return round(middle - tall / 2), tall


def _rectangle(start: X, end: X, top: float, height: float, look: str) -> str:
    # As attributes these are read everywhere; lengths of both share and px only as style.
    if round(start.px, 1) or round(end.px, 1):
        place = f'style="x:{start.from_left};width:{start.until(end)}"'
    else:
        place = f'x="{start.from_left}" width="{start.until(end)}"'
    return f'<rect {place} y="{top:.1f}" height="{height:.1f}" {look}/>'


class _Paints:
    """Colours as they are written, and the gradients among them."""

    def __init__(self) -> None:
        self.defined: list[str] = []
        self._known: dict[str, str] = {}

    def __call__(self, paint: Any) -> str:
        if paint is None:
            return "none"
        if isinstance(paint, str):
            return escape(paint)
        key = repr(paint)
        if key not in self._known:
            name = self._known[key] = f"p{len(self._known)}"
            stops = "".join(f'<stop offset="{stop["offset"]:.4f}" stop-color="{escape(stop["color"])}"/>' for stop in paint["stops"])
            ends = f'x1="{paint["x1"]}" y1="{paint["y1"]}" x2="{paint["x2"]}" y2="{paint["y2"]}"'
            self.defined.append(f'<linearGradient id="{name}" {ends}>{stops}</linearGradient>')
        return f"url(#{self._known[key]})"


def colour(mark: Mark, encoding: Encoding, row: Row, name: str) -> Any:
    """The colour that a channel gives a row, or else its mark, under a name; None where neither does."""
    return row[encoding[name]["field"]] if name in encoding else mark.get(name)


def _look(mark: Mark, encoding: Encoding, row: Row, paints: _Paints) -> str:
    """Fill, stroke and opacity as attributes."""
    solid = mark.get("filled", mark["type"] in _SOLID)
    fill, stroke, plain = (colour(mark, encoding, row, name) for name in ("fill", "stroke", "color"))
    said = [f'fill="{paints(fill or (plain if solid else None))}"']
    if stroke := stroke or (None if solid else plain):
        said.append(f'stroke="{paints(stroke)}" stroke-width="{given(mark.get("strokeWidth", 1), row):g}"')
        if "strokeDash" in mark:
            said.append(f'stroke-dasharray="{" ".join(f"{part:g}" for part in mark["strokeDash"])}"')
        said += [
            f'{name}="{mark[key]}"' for key, name in (("strokeCap", "stroke-linecap"), ("strokeJoin", "stroke-linejoin")) if key in mark
        ]
    if (opacity := mark.get("opacity", 1)) != 1:
        said.append(f'opacity="{opacity:g}"')
    return " ".join(said)


# --- one kind of mark each -------------------------------------------------------------------------------------------


def _boxes(layer: Layer, plot: Plot, paints: _Paints) -> Iterator[str]:
    mark, encoding = layer["mark"], layer["encoding"]
    radius = f' rx="{mark["cornerRadius"]:g}"' if "cornerRadius" in mark else ""
    for row in layer["data"]["values"]:
        start, end = sorted((plot.across(encoding, row), plot.across(encoding, row, "x2")))
        yield _rectangle(start, end, *_tall(mark, encoding, row, plot), _look(mark, encoding, row, paints) + radius)


def _tall(mark: Mark, encoding: Encoding, row: Row, plot: Plot) -> tuple[float, float]:
    """(Top, height) of a box: between two places, or its share of the band of its row."""
    middle = plot.down(encoding, row)
    if "y2" in encoding:
        end = plot.down(encoding, row, "y2")
        return min(middle, end), abs(end - middle)
    share = mark["height"]["band"] if "height" in mark else 1.0
    return across(middle, share * plot.band(encoding["y"]))


def _rules(layer: Layer, plot: Plot, paints: _Paints) -> Iterator[str]:
    mark, encoding = layer["mark"], layer["encoding"]
    for row in layer["data"]["values"]:
        place, y = plot.across(encoding, row), plot.down(encoding, row)
        if "x2" not in encoding:
            yield rule_down(place, y, plot.down(encoding, row, "y2"), _look(mark, encoding, row, paints))
            continue
        start, end = sorted((place, plot.across(encoding, row, "x2")))
        if "strokeDash" in mark:
            ends = f'x1="{100 * start.share:.3f}%" x2="{100 * end.share:.3f}%" y1="{y:.1f}" y2="{y:.1f}"'
            yield f"<line {ends} {_look(mark, encoding, row, paints)}/>"
        else:
            faint = f' opacity="{mark["opacity"]:g}"' if "opacity" in mark else ""
            shade, round_ = paints(colour(mark, encoding, row, "color")), mark.get("strokeCap") == "round"
            yield rule_across(y, shade, start, end, wide=mark.get("strokeWidth", 1), round_=round_, more=faint)


def _ticks(layer: Layer, plot: Plot, paints: _Paints) -> Iterator[str]:
    mark, encoding = layer["mark"], layer["encoding"]
    for row in layer["data"]["values"]:
        place, half = plot.across(encoding, row), mark["thickness"] / 2
        yield _rectangle(place.moved(-half), place.moved(half), *_tall(mark, encoding, row, plot), _look(mark, encoding, row, paints))


def _points(layer: Layer, plot: Plot, paints: _Paints) -> Iterator[str]:
    """Circles and other shapes; the size of a mark is the area of the square around it."""
    mark, encoding = layer["mark"], layer["encoding"]
    for row in layer["data"]["values"]:
        place = plot.across(encoding, row).moved(given(mark.get("xOffset", 0), row))
        y, reach = plot.down(encoding, row), math.sqrt(given(mark["size"], row)) / 2
        shape = row[encoding["shape"]["field"]] if "shape" in encoding else mark.get("shape", "circle")
        if shape == "circle":
            drawn = f'<circle cx="{place.px:.1f}" cy="{y:.1f}" r="{reach:.2f}" {_look(mark, encoding, row, paints)}/>'
        else:
            moved = f'transform="translate({place.px:.1f} {y:.1f}) scale({reach:.2f})" vector-effect="non-scaling-stroke"'
            drawn = f'<path d="{escape(_PATHS.get(shape, shape))}" {moved} {_look(mark, encoding, row, paints)}/>'
        yield f'<svg x="{100 * place.share:.3f}%" overflow="visible">{drawn}</svg>'


def _curves(layer: Layer, plot: Plot, paints: _Paints) -> Iterator[str]:
    """Lines, and areas between two of them."""
    mark, encoding = layer["mark"], layer["encoding"]
    paths = []
    for rows in grouped(layer["data"]["values"], encoding):
        ahead = _path(rows, encoding, plot, mark)
        if mark["type"] == "area":
            way = f"M{ahead}L{_path(rows[::-1], encoding, plot, mark, second=True)}Z"
        else:
            way = f"M{ahead}{'Z' if mark.get('interpolate') == 'linear-closed' else ''}"
        paths.append(f'<path d="{way}" {_look(mark, encoding, rows[0], paints)} vector-effect="non-scaling-stroke"/>')
    if paths:
        size = f'width="100%" height="{plot.height:g}" viewBox="0 0 {_WIDE} {plot.height:g}"'
        yield f'<svg {size} preserveAspectRatio="none" overflow="visible">{"".join(paths)}</svg>'


def _path(rows: Sequence[Row], encoding: Encoding, plot: Plot, mark: Mark, *, second: bool = False) -> str:
    x, y = ("x2" if second and "x2" in encoding else "x"), ("y2" if second and "y2" in encoding else "y")
    points = [
        (_WIDE * place.share, down)
        for place, down in zip(plot.all_across(encoding, rows, x), plot.all_down(encoding, rows, y), strict=True)
    ]
    return bezier(points) if mark.get("interpolate") == "monotone" else "L".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _nothing(_layer: Layer, _plot: Plot, _paints: _Paints) -> Iterator[str]:
    yield from ()


_DRAWN: dict[str, Callable[[Layer, Plot, _Paints], Iterator[str]]] = {
    "rect": _boxes,
    "bar": _boxes,
    "rule": _rules,
    "tick": _ticks,
    "point": _points,
    "line": _curves,
    "area": _curves,
    "text": _nothing,
}
