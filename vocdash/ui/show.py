"""A chart as it is shown: the picture with its alt text, and behind it the formula, the table and the download."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from vocdash.charts.figure import PICK, Figure
from vocdash.charts.spark import Spark
from vocdash.metrics import METRICS
from vocdash.metrics.derived import DERIVED, Derived
from vocdash.metrics.registry import Metric
from vocdash.ui import blocks
from vocdash.ui.markup import Markup, bold, element, join

OnPick = Callable[[dict[str, str]], None]

_SIDES = ("left", "right", "top", "bottom")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def show(figure: Figure, key: str, metrics: Sequence[str] = (), *, how: str = "", on_pick: OnPick | None = None) -> None:
    """Draw a figure and what stands behind it.

    Parameters
    ----------
    key : str
        Names the chart in the page, the download, and the browser's memory of a click.
    metrics : sequence of str
        The metrics and derived numbers shown; their formulas come from the registry.
    how : str
        What else a reader must know about how this was made.
    on_pick : callable, optional
        Called with the codes of a mark, once for each click on one.
    """
    draw(figure, key, on_pick=on_pick)
    _behind_row(figure, key, metrics, how)


def show_for_width(
    wide: Figure,
    narrow: Figure,
    key: str,
    metrics: Sequence[str] = (),
    *,
    how: str,
    legend: Markup | None = None,
    on_pick: OnPick | None = None,
) -> None:
    """Two drawings of the same table: the style sheet shows one of them, because the server does not know the width."""
    for size, figure in (("wide", wide), ("narrow", narrow)):
        with st.container(key=f"voc_{size}_{key}"):
            own = st.container(width=figure.width, key=f"voc_scroll_{size}_{key}") if figure.width else nullcontext()
            with own:  # a chart that needs its room scrolls in its card instead of being squeezed
                draw(figure, f"{key}-{size}", on_pick=on_pick)
    if legend is not None:
        blocks.draw(legend)
    _behind_row(wide, key, metrics, how)


def _behind_row(figure: Figure, key: str, metrics: Sequence[str], how: str) -> None:
    with st.container(horizontal=True, gap="small", key=f"voc_behind_{key}"):
        behind(figure, key, metrics, how=how)


def draw(figure: Figure, key: str, *, on_pick: OnPick | None = None) -> None:
    """The picture alone; whoever calls it shows what stands behind it elsewhere on the card."""
    clickable = on_pick is not None and figure.table
    st.vega_lite_chart(
        None,
        figure.spec | {"padding": dict.fromkeys(_SIDES, figure.spec["padding"])},  # Streamlit writes into it, side by side
        theme=None,
        width=figure.width or "stretch",
        key=f"chart_{key}",
        alt=figure.alt,
        on_select=(lambda: _tell_pick(key, on_pick)) if clickable else "ignore",
        selection_mode=PICK if clickable else None,
    )


def _tell_pick(key: str, on_pick: OnPick | None) -> None:
    rows = st.session_state[f"chart_{key}"].get("selection", {}).get(PICK)
    if rows and on_pick:
        on_pick({name: str(value) for name, value in rows[0].items()})


def behind(figure: Figure | Spark, key: str, metrics: Sequence[str] = (), *, how: str = "", short: bool = False) -> None:
    """The popovers with the table, the download and the formula; `short` puts all into one."""
    if short:
        with st.popover("About", type="tertiary", key=f"behind_{key}", on_change="rerun") as about:
            if about.open:
                _formula(metrics, how)
                _table(figure, key)
        return
    with st.popover("Show as table", type="tertiary", icon=":material/table:", key=f"table_{key}", on_change="rerun") as table:
        if table.open:
            _table(figure, key)
    with st.popover("How this is computed", type="tertiary", icon=":material/function:", key=f"formula_{key}"):
        _formula(metrics, how)


def explain(key: str, metrics: Sequence[str], how: str) -> None:
    """The popover with the formulas alone, for figures that are no picture."""
    with st.popover("How this is computed", type="tertiary", icon=":material/function:", key=f"formula_{key}"):
        _formula(metrics, how)


def _table(figure: Figure | Spark, key: str) -> None:
    if not figure.table:
        blocks.draw(blocks.caption("There is nothing in this table yet."))
        return
    st.dataframe(
        pd.DataFrame(figure.table), hide_index=True, alt=figure.alt, key=f"rows_{key}", column_config=_as_the_reader_writes(figure.table)
    )
    st.download_button(
        "Download as CSV",
        data=lambda: to_csv(figure.table),
        file_name=f"vocdash-{key}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key=f"csv_{key}",
    )


def _as_the_reader_writes(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """For each column of numbers or days how the browser shows it; the file that can be downloaded stays as machines read it."""
    found: dict[str, Any] = {}
    for name in rows[0]:
        kinds = {type(row[name]) for row in rows if row[name] is not None}
        if kinds and kinds <= {int, float}:
            found[name] = st.column_config.NumberColumn(format="localized")
        elif kinds == {date}:
            found[name] = st.column_config.DateColumn(format="localized")
    return found


def _formula(metrics: Sequence[str], how: str) -> None:
    said = [*(_explained(METRICS.get(code) or DERIVED[code]) for code in metrics), blocks.caption(how) if how else ""]
    blocks.draw(element("div", *said, tabindex="0"))  # on a phone it scrolls, and keys scroll only what can have the focus


def _explained(metric: Metric | Derived) -> Markup:
    interval = f" Interval: {metric.interval}" if metric.interval else ""
    return blocks.caption(bold(metric.label), ". ", join([metric.formula, " ", metric.base, interval]))


def to_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as CSV, with every text that a spreadsheet would run as a formula made harmless by an apostrophe."""
    listed = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(listed[0]) if listed else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: harmless(value) for name, value in row.items()} for row in listed)
    return text.getvalue()


def harmless(value: Any) -> Any:
    """The value as a spreadsheet may see it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
