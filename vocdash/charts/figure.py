"""What every chart function gives back: the picture, the finding in words, and the table behind the picture.

Charts are written in Vega-Lite's own grammar, as plain dictionaries, and become Altair charts on demand. Altair checks each part
against its schema while building, which took 470 ms for one heat map; written directly it takes 3 ms, and the contract test
checks every chart against the same schema once instead of on every click.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from vocdash.charts.layers import Layer, draw, nominal
from vocdash.charts.theme import Theme, chart_config

if TYPE_CHECKING:
    import altair

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

Pointed = Literal["rows", "marks", "cells"]

__all__ = ["Figure", "assemble", "nothing_to_show"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart ready to show: a page draws the layers of `spec` as HTML, and Vega draws the same for files and reports.

    `height` is in px; `width` is None for "as wide as the page" and px where a chart needs its room. `alt` states the finding. `table`
    holds the same numbers as rows of plain values, for "Show as table" and the download. `pointed` says what of it is pointed at:
    whole rows with their names on the left, marks, or the cells of a grid with names on top and on the left.
    """

    spec: dict[str, Any]
    alt: str
    table: list[dict[str, Any]]
    height: int
    width: int | None = None
    pointed: Pointed = "marks"

    @property
    def chart(self) -> altair.LayerChart:
        """The same chart for Altair: checked against the schema, and ready to be combined with others."""
        import altair  # half a second, which showing a page does not need

        return altair.LayerChart.from_dict(self.spec | {"description": self.alt})


def assemble(
    layers: Sequence[Layer],
    *,
    theme: Theme,
    height: int,
    alt_text: str,
    table: list[dict[str, Any]],
    width: int | None = None,
    exact: bool = False,
    pointed: Pointed = "marks",
) -> Figure:
    """Lay the layers over each other with the one configuration of the house; layers without rows are left out.

    `exact` keeps the plot at its full size: for drawings without axes, which must not shrink for words that reach the edge.
    """
    spec = {
        "$schema": SCHEMA,
        "height": height,
        "width": width or "container",
        "padding": 2,
        "autosize": {"type": "none" if exact else "fit", "contains": "padding"},
        "layer": [layer for layer in layers if layer["data"]["values"]],
        "config": chart_config(theme),
    }
    return Figure(spec, alt_text, table, height, width, pointed)


def nothing_to_show(theme: Theme, height: int, why: str = "No answers in this selection.") -> Figure:
    """The figure of an empty input: one grey sentence, so that a card never collapses."""
    mark = {"type": "text", "color": theme.ink_3, "fontSize": 13, "align": "left", "baseline": "middle"}
    words = draw([{"words": why}], mark, x={"value": 2}, y={"value": height / 2}, text=nominal("words"))
    return assemble([words], theme=theme, height=height, alt_text=why, table=[])
