"""A figure of cells as a page shows it: a grid of HTML, whose names, cells and words are those of the figure's own layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vocdash.charts.figure import Figure
from vocdash.charts.layers import Channel, Layer, names_of, told
from vocdash.charts.plot import Row
from vocdash.charts.shapes import colour, is_seen
from vocdash.ui.markup import Markup, element

_LINE_PX, _STRIPE_PX = 2, 5


def grid(figure: Figure, spec: Mapping[str, Any]) -> Markup:
    """The figure as HTML, by its specification with or without addresses: names on top and beside, and what lies in each place."""
    layers: Sequence[Layer] = spec["layer"]
    across, down = (layers[0]["encoding"][name] for name in ("x", "y"))
    cells: dict[tuple[int, int], _Cell] = {}
    for layer in layers:
        for row in layer["data"]["values"]:
            cells.setdefault((row[down["field"]], row[across["field"]]), _Cell()).lay(layer, row)
    linked = sorted(place for place, cell in cells.items() if cell.href)
    drawn = [cell.drawn(*place, is_stop=linked[:1] == [place]) for place, cell in sorted(cells.items())]
    kinds = ["voc-grid", *(["voc-upright"] if across["axis"].get("labelAngle") else []), *(["voc-own-width"] if figure.width else [])]
    size = f"--voc-columns:{len(names_of(across))}" + (f";width:{figure.width}px" if figure.width else "")
    read = element("span", role="img", aria_label=figure.alt, style="grid-area:1 / 1")  # a picture holds no links, so it is the free corner
    names = [*_names(across, "voc-above"), *_names(down, "voc-across")]
    return element("div", read, *names, *drawn, cls=" ".join(kinds), style=size)


def _names(channel: Channel, cls: str) -> Iterator[Markup]:
    for at, name in enumerate(names_of(channel), 2):
        place = f"1 / {at}" if cls == "voc-above" else f"{at} / 1"
        yield element("span", name, cls=cls, aria_hidden="true", style=f"grid-area:{place}")


@dataclass(slots=True)
class _Cell:
    """What the layers lay over each other in one place."""

    look: dict[str, str] = field(default_factory=dict)
    plate: str = ""
    words: list[Markup] = field(default_factory=list)
    tip: str = ""
    href: str = ""

    def lay(self, layer: Layer, row: Row) -> None:
        """Take up what a layer says of the place."""
        mark, encoding = layer["mark"], layer["encoding"]
        if mark["type"] == "text":
            self._say(str(row[encoding["text"]["field"]]), layer, row)
        elif "width" in mark:  # a plate that parts words from what they stand on
            self.plate = mark["color"]
        elif is_seen(layer):
            self._paint(layer, row)
        if "tooltip" in encoding:
            self.tip, self.href = told(row, encoding), row.get("href", "")

    def _paint(self, layer: Layer, row: Row) -> None:
        mark, encoding = layer["mark"], layer["encoding"]
        fill, stroke, plain = (colour(mark, encoding, row, name) for name in ("fill", "stroke", "color"))
        if paint := fill or (plain if mark.get("filled", True) else None):
            self.look["background"] = paint if isinstance(paint, str) else _striped(paint["stops"])
        if stroke:
            self.look["border-color"] = stroke
        if "strokeDash" in mark:
            self.look["border-style"] = "dashed"

    def _say(self, words: str, layer: Layer, row: Row) -> None:
        mark = layer["mark"]
        look = {"color": colour(mark, layer["encoding"], row, "color")}
        if self.plate:
            look["background"] = self.plate
        sized = isinstance(mark.get("fontSize"), int | float)
        if sized:
            look |= {"font-size": f"{mark['fontSize']:g}px", "font-weight": f"{mark.get('fontWeight', 400)}"}
        if words:  # those whose size depends on the room are the first to go without
            self.words.append(element("b", words, cls="" if sized else "voc-detail", style=_style(look)))

    def drawn(self, row: int, column: int, *, is_stop: bool) -> Markup:
        """The cell in its place; `is_stop` says that the tab key stops at it, from where the arrows go on."""
        said = {"aria_label": self.tip.replace("\n", ", "), "tabindex": "0" if is_stop else "-1"}
        leads = {"href": self.href, "target": "_self", **said} if self.href else {}
        style = _style({"grid-area": f"{row + 2} / {column + 2}", **self.look})  # the names stand in the first row and column
        return element("a" if leads else "u", *self.words, data_tip=self.tip, style=style, **leads)


def _style(look: Mapping[str, str]) -> str:
    return ";".join(f"{name}:{value}" for name, value in look.items())


def _striped(stops: Sequence[Mapping[str, Any]]) -> str:
    one, other = stops[0]["color"], stops[-1]["color"]
    return f"repeating-linear-gradient(135deg,{one} 0 {_LINE_PX}px,{other} {_LINE_PX}px {_STRIPE_PX}px)"
