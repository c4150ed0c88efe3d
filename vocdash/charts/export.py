"""A figure as a file: SVG, PNG or PDF made without a browser, on the page colour (tints turn muddy on transparent paper)."""

from __future__ import annotations

from typing import Any, Literal

import vl_convert

from vocdash.charts.figure import Figure
from vocdash.charts.theme import Theme
from vocdash.outgoing import for_xml

FileKind = Literal["svg", "png", "pdf"]


def export(figure: Figure, theme: Theme, kind: FileKind, *, width: int = 1040, scale: float = 2.0, margin: int = 16) -> bytes:
    """The figure as the bytes of a file of `kind`, `width` px wide unless the figure has its own; `scale` multiplies PNG pixels."""
    # The drawing library ends the whole process over a control character, of which somebody's comment or name may have one.
    spec = _drawable(figure.spec) | {"config": figure.spec["config"] | {"background": theme.page}}
    spec |= {"width": figure.width or width, "height": figure.height + 2 * margin, "padding": margin, "description": for_xml(figure.alt)}
    if kind == "svg":
        return vl_convert.vegalite_to_svg(spec).encode()
    if kind == "png":
        return bytes(vl_convert.vegalite_to_png(spec, scale=scale))
    return bytes(vl_convert.vegalite_to_pdf(spec))


def _drawable(value: Any) -> Any:
    if isinstance(value, str):
        return for_xml(value)
    if isinstance(value, dict):
        return {key: _drawable(part) for key, part in value.items()}
    return [_drawable(part) for part in value] if isinstance(value, list | tuple) else value
