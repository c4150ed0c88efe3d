"""A chart as it is shown: the picture with its alt text, and behind it the formula, the table and the download."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from vocdash.charts.figure import Figure
from vocdash.charts.layers import Layer, nominal
from vocdash.charts.spark import Spark
from vocdash.metrics import METRICS
from vocdash.metrics.derived import DERIVED, Derived
from vocdash.metrics.registry import Metric
from vocdash.outgoing import harmless
from vocdash.ui import blocks
from vocdash.ui.markup import Markup, bold, element, join, unmarked
from vocdash.ui.picks import To
from vocdash.ui.picture import picture


def show(figure: Figure, key: str, metrics: Sequence[str] = (), *, how: str = "", to: To | None = None) -> None:
    """Draw a figure and what stands behind it.

    Parameters
    ----------
    key : str
        Names the chart in the page, the download, and the browser's memory of a click.
    metrics : sequence of str
        The metrics and derived numbers shown; their formulas come from the registry.
    how : str
        What else a reader must know about how this was made.
    to : callable, optional
        Codes of a mark → the address that the mark leads to.
    """
    blocks.draw(shown(figure, key, metrics, how=how, to=to))


def shown(figure: Figure, key: str, metrics: Sequence[str] = (), *, how: str = "", to: To | None = None) -> Markup:
    """The same as HTML; see :func:`show`. Of a figure without rows it is why there are none."""
    if not figure.table:
        return _nothing(figure)
    return join([drawing(figure, to), behind(figure, key, metrics, how, to)])


def show_for_width(
    wide: Figure, narrow: Figure, key: str, metrics: Sequence[str] = (), *, how: str, legend: Markup | None = None, to: To | None = None
) -> None:
    """Two drawings of the same table: the style sheet shows one of them, because the server does not know the width."""
    if not wide.table:
        blocks.draw(_nothing(wide))
        return
    drawn = (_at_width(drawing(figure, to), size) for figure, size in ((wide, "wide"), (narrow, "narrow")))
    blocks.draw(*drawn, legend or "", behind(wide, key, metrics, how, to))


def _nothing(figure: Figure) -> Markup:
    """Why there is nothing to draw, as words that wrap: a picture of them is cut off on a phone, and has no table behind it."""
    return element("p", figure.alt, cls="voc-caption")


def drawing(figure: Figure, to: To | None = None) -> Markup:
    """The picture alone as HTML, its marks leading `to` addresses."""
    return picture(figure, leading(figure.spec, to))


def _at_width(drawn: Markup, size: str) -> Markup:
    """A picture for one width of the page; one that needs its room scrolls in its card instead of being squeezed."""
    return element("div", drawn, cls=f"voc-at-{size}", tabindex="0" if "voc-own-width" in drawn or "voc-upright" in drawn else "")


def _codes(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in row.items()}


def leading(spec: dict[str, Any], to: To | None) -> dict[str, Any]:
    """The chart with the addresses of its clickable marks, as links of the browser."""
    if to is None:
        return spec
    return spec | {"layer": [_linked(layer, to) if "params" in layer else layer for layer in spec["layer"]]}


def _linked(layer: Layer, to: To) -> Layer:
    rows = [{**row, "href": to(_codes({field: row[field] for field in _fields(layer)}))} for row in layer["data"]["values"]]
    return layer | {"data": {"values": rows}, "encoding": layer["encoding"] | {"href": nominal("href")}}


def _fields(layer: Layer) -> list[str]:
    (param,) = layer["params"]
    return list(param["select"]["fields"])


def links_of(spec: dict[str, Any], to: To) -> list[tuple[str, str]]:
    """(name, address) of each mark of a chart that leads somewhere, each address once: for those who use no pointer."""
    found: dict[str, str] = {}
    for layer in leading(spec, to)["layer"]:
        if "params" in layer:
            name = layer["encoding"]["tooltip"][0]["field"]
            found |= {row["href"]: row[name] for row in layer["data"]["values"]}
    return [(name, address) for address, name in found.items()]


def behind(figure: Figure | Spark, key: str, metrics: Sequence[str] = (), how: str = "", to: To | None = None) -> Markup:
    """The buttons for the table behind a picture, with where its marks lead `to`, and for its formulas."""
    ways = links_of(figure.spec, to) if to is not None and isinstance(figure, Figure) and figure.spec else []
    table = _opened("table", f"table_{key}", "Show as table", join([table_of(figure, key), _ways(ways)]))
    return element("div", table, _formulas(key, metrics, how), cls="voc-behind")


def about(figure: Spark, key: str, metrics: Sequence[str]) -> Markup:
    """The same behind one button, for a small picture."""
    said = join([_formula(metrics, ""), table_of(figure, key)])
    return element("div", _opened("", f"about_{key}", "About", said), cls="voc-behind")


def explain(key: str, metrics: Sequence[str], how: str) -> Markup:
    """The button for the formulas alone, for figures that are no picture."""
    return element("div", _formulas(key, metrics, how), cls="voc-behind")


def _formulas(key: str, metrics: Sequence[str], how: str) -> Markup:
    return _opened("function", f"formula_{key}", "How this is computed", _formula(metrics, how))


def _opened(icon: str, key: str, label: str, content: Markup) -> Markup:
    """A button, and what opens below it. HTML alone: each popover of Streamlit costs the browser 5 ms, also while it is closed."""
    name = f"voc_{key}"
    picture = element("span", icon, cls="voc-icon", aria_hidden="true") if icon else ""
    more = element("span", "expand_more", cls="voc-icon", aria_hidden="true")
    button = element("button", picture, label, more, type="button", popovertarget=name, style=f"anchor-name: --{name}")
    # On a phone it scrolls, and keys scroll only what can have the focus.
    named = {"id": name, "role": "group", "aria_label": label, "tabindex": "0", "style": f"position-anchor: --{name}"}
    return join([button, element("div", content, popover="auto", **named)])


def table_of(figure: Figure | Spark, key: str) -> Markup:
    """The rows behind a picture, as a file; the script draws them as a table for whoever looks, and hands the file to whoever wants it."""
    if not figure.table:
        return blocks.caption("There is nothing in this table yet.")
    kinds = [{type(row[name]) for row in figure.table if row.get(name) is not None} for name in _columns(figure.table)]
    numbers = " ".join(str(at) for at, held in enumerate(kinds) if held and held <= {int, float})
    days = " ".join(str(at) for at, held in enumerate(kinds) if held == {date})
    file = unmarked(to_csv(figure.table))
    said = {"data_csv": file, "data_numbers": numbers, "data_days": days, "data_name": f"vocdash-{key}.csv", "data_alt": figure.alt}
    return element("div", cls="voc-rows", **said)


def _ways(links: Sequence[tuple[str, str]]) -> Markup:
    """Names and addresses, line by line; the script makes links of them for whoever looks."""
    said = unmarked("\n".join(f"{address} {' '.join(name.split())}" for name, address in links))
    return element("p", cls="voc-ways voc-caption", data_links=said) if links else Markup("")


def _formula(metrics: Sequence[str], how: str) -> Markup:
    return join([*(_explained(METRICS.get(code) or DERIVED[code]) for code in metrics), blocks.caption(how) if how else ""])


def _explained(metric: Metric | Derived) -> Markup:
    interval = f" Interval: {metric.interval}" if metric.interval else ""
    return blocks.caption(bold(metric.label), ". ", join([metric.formula, " ", metric.base, interval]))


def to_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as CSV, with every text that a spreadsheet would run as a formula made harmless by an apostrophe."""
    listed = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=_columns(listed), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: harmless(value) if isinstance(value, str) else value for name, value in row.items()} for row in listed)
    return text.getvalue()


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of all columns: a row that knows less than others leaves some out."""
    return list(dict.fromkeys(name for row in rows for name in row))
