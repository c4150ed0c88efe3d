"""Small builders that every chart is made of: Vega-Lite layers and channels as plain dictionaries.

Colours are literals in the rows (`scale: null`). Layers of one chart share scales, so a colour never goes through one: two layers
with different categories would turn white. Nothing in a text mark is ever read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any, Literal

from vocdash.charts.theme import Theme

Layer = dict[str, Any]
Channel = dict[str, Any]
Rows = Sequence[dict[str, Any]]
Align = Literal["left", "center", "right"]

LINE_PX = 16

PICK = "pick"
"""The name of the click selection: its rows carry codes, such as `stage` and `touchpoint`."""

FROM, UNTIL = ({"opacity": {"expr": f"width {sign} datum.{name} ? 1 : 0"}} for sign, name in ((">=", "from_px"), ("<", "until_px")))
"""For words that stand only in a plot of so many px or more, or of fewer: each row says how many, under that name."""

CLICKABLE = 0.001
"""An opacity that nobody sees and a pointer still hits."""


def draw(rows: Rows, mark: dict[str, Any], **encoding: Any) -> Layer:
    """One layer: rows that lie inside the chart itself, one mark, its channels."""
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def number(field: str, **extra: Any) -> Channel:
    """A channel of numbers."""
    return {"field": field, "type": "quantitative", **extra}


def nominal(field: str) -> Channel:
    """A channel of words."""
    return {"field": field, "type": "nominal"}


def literal(field: str = "colour") -> Channel:
    """The colour, dash or shape written in each row."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def pixel(expression: str | float) -> Channel:
    """A fixed place on the plot; a string may speak of its `width` and `height`."""
    return {"value": {"expr": expression} if isinstance(expression, str) else expression}


def position(field: str, domain: tuple[float, float], *, flip: bool = False, **extra: Any) -> Channel:
    """A coordinate that we compute ourselves, without an axis: `domain` is what the whole width or height shows."""
    return number(field, axis=None, scale={"domain": list(domain), "nice": False, "zero": False, "reverse": flip}, **extra)


def text_row(
    x: float, y: float, text: str, colour: str, *, size: float = 12, weight: int = 400, align: Align = "center", dx: float = 0
) -> dict[str, Any]:
    """One piece of text for :func:`text_layer`, moved right by `dx` px; a newline breaks the line, and all lines are centred on `y`."""
    dy = -LINE_PX / 2 * text.count("\n")
    return {"x": x, "y": y, "text": text, "colour": colour, "size": size, "weight": weight, "align": align, "dx": dx, "dy": dy}


def text_layer(rows: Rows, x: Channel, y: Channel, **mark: Any) -> Layer:
    """All pieces of text of a drawing in one layer, each with its own size, weight and alignment."""
    style = {
        "type": "text",
        "baseline": "middle",
        "lineBreak": "\n",
        "lineHeight": LINE_PX,
        "align": {"expr": "datum.align"},
        "dx": {"expr": "datum.dx"},
        "dy": {"expr": "datum.dy"},
        "fontSize": {"expr": "datum.size"},
        "fontWeight": {"expr": "datum.weight"},
    }
    return draw(rows, style | mark, x=x, y=y, text=nominal("text"), color=literal())


def cut(text: str, letters: int) -> str:
    """Text of at most `letters`, with an ellipsis where it was cut: counted, because renderers measure text differently."""
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


NAME_LETTERS = 20
"""So many letters of a name stand in one line beside a row: with more of them a phone has no room left for the plot."""

NAME_LINES = 3
"""So many lines of a name stand beside a row at the most."""


def names_axis(
    field: str, names: Sequence[str], *, letters: int = NAME_LETTERS, lines: int = 1, inner: float = 0.3, outer: float = 0.15, **axis: Any
) -> Channel:
    """Bands by position with a name each, so that two rows of the same name stay two rows; a long name takes up to `lines` lines."""
    words = json.dumps([cut(name, letters) if lines == 1 else name_lines(name, letters, lines) for name in names])
    return {
        "field": field,
        "type": "ordinal",
        "axis": {"labelExpr": f"{words}[datum.value]", "labelOverlap": False, "labelLimit": 0, "grid": False, **axis},
        "scale": {"domain": list(range(len(names))), "paddingInner": inner, "paddingOuter": outer},
    }


def turned(narrow: bool) -> dict[str, Any]:
    """How the names of columns stand on top: upright on a phone."""
    return {"labelAngle": -90, "labelAlign": "left", "labelBaseline": "middle"} if narrow else {"labelAngle": 0}


def row_px(names: Sequence[str]) -> int:
    """The height of a row of a chart whose names stand beside it in up to :data:`NAME_LINES` lines."""
    lines = max((len(name_lines(name)) for name in names), default=1)
    return {1: 29, 2: 36}.get(lines, 16 * lines + 4)


def name_lines(name: str, letters: int = NAME_LETTERS, lines: int = NAME_LINES) -> list[str]:
    """A name in at most `lines` lines of `letters`; a word that is longer than a line goes on in the next one."""
    parts = wrap(name, letters, break_on_hyphens=False) or [""]
    return parts if len(parts) <= lines else [*parts[: lines - 1], cut(f"{parts[lines - 1]} …", letters)]


def number_axis(ticks: Sequence[float], **extra: Any) -> dict[str, Any]:
    """An axis at round numbers, each with as many decimals as the finest of them needs; Vega writes a true minus by itself."""
    digits = next(count for count in range(11) if all(round(tick, count) == tick for tick in ticks))
    return {"values": list(ticks), "format": f",.{digits}f", **extra}


def names_at(labels: Mapping[int, str], **extra: Any) -> dict[str, Any]:
    """An axis at given whole numbers (days, say) with a word for each, the same in every browser and export."""
    words = json.dumps({str(at): label for at, label in labels.items()})
    return {"values": list(labels), "labelExpr": f"{words}[datum.value]", **extra}


def column(rows: Rows, y: Channel, field: str, *, colour: str, from_right: int, weight: int = 600) -> Layer:
    """A right-aligned column of values at the plot's edge, `from_right` px away from it."""
    mark = {"type": "text", "align": "right", "baseline": "middle", "fontSize": 13, "fontWeight": weight}
    return draw(rows, mark, x=pixel(f"width - {from_right}"), y=y, text=nominal(field), color=literal(colour))


def tooltip(*pairs: tuple[str, str]) -> list[Channel]:
    """Tooltip lines as (field, title); every field holds words made in Python."""
    return [nominal(field) | {"title": title} for field, title in pairs]


def names_of(channel: Channel) -> list[str]:
    """The names of a :func:`names_axis` in their order, the lines of each parted by line ends."""
    names = json.loads(channel["axis"]["labelExpr"].removesuffix("[datum.value]"))
    return [name if isinstance(name, str) else "\n".join(name) for name in names]


def told(row: Mapping[str, Any], encoding: Mapping[str, Any]) -> str:
    """What the :func:`tooltip` of a row says, line by line."""
    return "\n".join(f"{each['title']}: {row[each['field']]}" for each in encoding["tooltip"])


def click_row(rows: Rows, y: Channel, tips: Sequence[tuple[str, str]], theme: Theme) -> list[Layer]:
    """An invisible bar over every row that has codes: a click selects the codes, a pointer is told what the marks below it would tell."""
    clickable = [row for row in rows if row["codes"]]
    fields = sorted({key for row in clickable for key, _ in row["codes"]})
    told = [field for field, _ in tips]
    plain = [
        {"row": row["row"], **{field: row[field] for field in told}, **dict.fromkeys(fields, ""), **dict(row["codes"])} for row in clickable
    ]
    mark = {"type": "bar", "height": {"band": 1.2}, "fill": theme.page, "fillOpacity": CLICKABLE, "cursor": "pointer"}
    layer = draw(plain, mark, x=pixel(0), x2=pixel("width"), y=y, tooltip=tooltip(*tips))
    return [layer | picked(*fields)] if clickable else []


def picked(*fields: str) -> dict[str, Any]:
    """What makes the marks of a layer clickable: a click selects these fields of a row under the name :data:`PICK`."""
    return {"params": [{"name": PICK, "select": {"type": "point", "fields": list(fields)}}]}


def hatching(colour: str, background: str, stripes: int = 16) -> dict[str, Any]:
    """Diagonal stripes as a gradient with hard stops: a pattern that survives SVG, PNG and PDF."""
    stops: list[dict[str, Any]] = []
    for stripe in range(2 * stripes):
        paint = colour if stripe % 2 == 0 else background
        stops += [{"offset": at / (2 * stripes), "color": paint} for at in (stripe, stripe + 1)]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 1, "stops": stops}
