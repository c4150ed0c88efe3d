"""A figure on one landscape page (A4): the finding over it, what was measured, the legend, and when it was made.

The page is an SVG around the figure's own SVG, so that PDF, PNG and SVG are the same picture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import vl_convert

from vocdash.charts.export import FileKind, export
from vocdash.charts.figure import Figure
from vocdash.charts.journey_lanes import OVERLAY_DASHES
from vocdash.charts.layers import cut
from vocdash.charts.theme import BOLD, FONT, Theme
from vocdash.outgoing import for_xml

PAGE = (1123, 794)
"""A4 landscape at 96 px an inch; the PDF is A4 in points."""

_MARGIN = 36
_HEAD = 92
_FOOT = 40
_PX_A_LETTER = 6.3
_POINTS_A_PX = 0.75

Swatch = tuple[str, str]
"""(look, words), as in the legend on the screen."""


def on_a_page(figure: Figure, theme: Theme, kind: FileKind, *, title: str, caption: str, legend: Sequence[Swatch], foot: str) -> bytes:
    """The bytes of a file of `kind` that holds one page; the figure is made as large as fits."""
    size = tuple(_POINTS_A_PX * px for px in PAGE) if kind == "pdf" else PAGE
    svg = page_svg(figure, theme, title=title, caption=caption, legend=legend, foot=foot, size=size)
    if kind == "svg":
        return svg.encode()
    if kind == "png":
        return bytes(vl_convert.svg_to_png(svg, scale=2.0))
    return bytes(vl_convert.svg_to_pdf(svg))


def page_svg(
    figure: Figure,
    theme: Theme,
    *,
    title: str,
    caption: str,
    legend: Sequence[Swatch],
    foot: str,
    size: tuple[float, ...] = PAGE,
) -> str:
    """The page as SVG, shown at `size`. Every word is escaped; nothing in it is read as markup."""
    width, height = PAGE
    room = (width - 2 * _MARGIN, height - _HEAD - _FOOT - _MARGIN)
    drawn = export(figure, theme, "svg", margin=4).decode()
    w, h = _size(drawn)
    scale = min(room[0] / w, room[1] / h)
    left = (width - w * scale) / 2
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]:g}" height="{size[1]:g}" viewBox="0 0 {width} {height}">',
            f'<rect width="{width}" height="{height}" fill="{theme.page}"/>',
            _text(_MARGIN, _MARGIN + 14, cut(title, 100), theme.ink, size=20, weight=BOLD),
            _text(_MARGIN, _MARGIN + 36, cut(caption, int(room[0] / _PX_A_LETTER)), theme.ink_2),
            *_legend(legend, theme),
            f'<g transform="translate({left:.1f} {_HEAD + 8}) scale({scale:.4f})">{_without_prolog(drawn)}</g>',
            _text(_MARGIN, height - 20, cut(foot, int(room[0] / _PX_A_LETTER)), theme.ink_3),
            "</svg>",
        ]
    )


def _size(svg: str) -> tuple[float, float]:
    found = re.search(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"', svg)
    if found is None:
        raise ValueError("a drawing without a size")
    return float(found[1]), float(found[2])


def _without_prolog(svg: str) -> str:
    return svg[svg.index("<svg") :]


def _text(x: float, y: float, words: str, colour: str, *, size: int = 13, weight: int = 400) -> str:
    style = f'font-family="{escape(FONT)}" font-size="{size}" font-weight="{weight}" fill="{colour}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(for_xml(words))}</text>'


def _legend(items: Sequence[Swatch], theme: Theme) -> list[str]:
    parts, x, y = [], float(_MARGIN), _MARGIN + 58
    for look, words in items:
        parts += [_swatch(look, x, y - 4, theme), _text(x + 30, y, words, theme.ink_2)]
        x += 30 + len(words) * _PX_A_LETTER + 22
    return parts


def _swatch(look: str, x: float, y: float, theme: Theme) -> str:
    strokes = {
        "line": f'stroke="{theme.ink}" stroke-width="3"',
        "dashed": f'stroke="{theme.accent}" stroke-width="2" stroke-dasharray="6 4"',
        "dotted": f'stroke="{theme.wish}" stroke-width="2" stroke-dasharray="2 3"',
    }
    strokes |= {
        f"overlay{number}": f'stroke="{theme.ink_3}" stroke-width="2" stroke-dasharray="{" ".join(map(str, dash))}"'
        for number, dash in enumerate(OVERLAY_DASHES)
    }
    if look in strokes:
        return f'<line x1="{x}" y1="{y}" x2="{x + 24}" y2="{y}" {strokes[look]}/>'
    if look == "ring":
        return f'<circle cx="{x + 12}" cy="{y}" r="7" fill="none" stroke="{theme.bad}" stroke-width="1.5"/>'
    return f'<rect x="{x + 4}" y="{y - 6}" width="16" height="12" rx="3" fill="{theme.bad}" fill-opacity="0.28"/>'
