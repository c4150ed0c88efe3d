"""A document as a PDF: A4 pages set by ourselves as SVG, because no browser is at hand where a report is made.

Words are wrapped by counting letters: renderers measure text differently, so lines are kept short enough for any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from itertools import islice
from textwrap import wrap

import vl_convert
from pypdf import PdfReader, PdfWriter

from vocdash.charts.export import export
from vocdash.charts.layers import name_lines
from vocdash.charts.theme import BOLD, FONT
from vocdash.outgoing import for_xml
from vocdash.report.document import Block, Document, Heading, Listing, Picture, Quote, Table, Text

PAGE = (595.0, 842.0)
"""A4 upright, in points."""

_MARGIN = 42.0
_WIDTH = PAGE[0] - 2 * _MARGIN
_BOTTOM = PAGE[1] - 54.0
_HEADING = 22.0
_KEPT = 30.0
_NEXT_TO_NOTHING = 180.0
"""A last page that ends above this has a few lines at most."""
_SHRUNK = (0.95, 0.9, 0.85)
_ABOVE = 120
"""Room that the tallest picture leaves for its heading and the words between: without it they stand alone on the page before."""
_LARGEST = 0.75
"""Points a pixel: a small picture is not blown up to the width of the page."""
_TABLE_SIZE = 8.5
_CELL_LINES = 4
_CELL_STEP = 11.0
_GUTTER = 2
"""Letters between two columns of a table."""
_LETTER = 0.53
"""Width of a letter as a share of the type size: wider than most fonts need."""


Drawing = tuple[str, float, float]
"""A picture as SVG, the scale that fits it to the page, and its height there."""

Drawings = Mapping[int, Drawing]
"""By the identity of the picture: each is drawn once, however often the pages are laid out."""


@dataclass
class _Pages:
    """The pages so far; `y` is where the next line stands on the last one."""

    done: list[list[str]] = field(default_factory=lambda: [[]])
    y: float = _MARGIN

    def room(self, height: float) -> None:
        """Begin a new page unless `height` fits on this one."""
        if self.y + height > _BOTTOM and self.done[-1]:
            self.done.append([])
            self.y = _MARGIN

    def put(self, svg: str, height: float) -> None:
        self.done[-1].append(svg)
        self.y += height


def to_pdf(document: Document) -> bytes:
    """The bytes of the file."""
    writer = PdfWriter()
    for svg in page_svgs(document):
        writer.append(PdfReader(BytesIO(vl_convert.svg_to_pdf(svg))))
    writer.add_metadata({"/Title": document.title})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def page_svgs(document: Document) -> list[str]:
    """The pages, each as SVG. Pictures become a little smaller where that spares a last page with next to nothing on it."""
    drawings = {id(block): _drawn(block, document) for block in document.blocks if isinstance(block, Picture)}
    pages = _pages(document, drawings, 1.0)
    if len(pages.done) > 1 and pages.y < _NEXT_TO_NOTHING:
        smaller = (_pages(document, drawings, shrunk) for shrunk in _SHRUNK)
        pages = next((tried for tried in smaller if len(tried.done) < len(pages.done)), pages)
    svgs = []
    for number, parts in enumerate(pages.done, start=1):
        foot = _text(_MARGIN, PAGE[1] - 28, f"{document.foot}  ·  {number} of {len(pages.done)}", document.theme.ink_3, size=8)
        svgs.append(_page([*parts, foot], document))
    return svgs


def _pages(document: Document, drawings: Drawings, shrunk: float) -> _Pages:
    pages = _Pages()
    _lines(pages, document.title, document.theme.ink, size=20, weight=BOLD)
    _lines(pages, document.subtitle, document.theme.ink_3, size=10)
    for number, block in enumerate(document.blocks):
        _set(pages, block, document.blocks[number + 1 : number + 3], document, drawings, shrunk)
    return pages


def _page(parts: list[str], document: Document) -> str:
    width, height = PAGE
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}">'
    return f'{opening}<rect width="{width:g}" height="{height:g}" fill="{document.theme.page}"/>{"".join(parts)}</svg>'


def _set(pages: _Pages, block: Block, following: Sequence[Block], document: Document, drawings: Drawings, shrunk: float) -> None:
    theme = document.theme
    match block:
        case Heading(words):
            pages.y += 12
            pages.room(_HEADING + _kept_height(following, document, drawings, shrunk))
            _lines(pages, words, theme.ink, size=13, weight=BOLD)
        case Text(words, quiet):
            _lines(pages, words, theme.ink_3 if quiet else theme.ink, size=9 if quiet else 10)
        case Listing(items):
            for item in items:
                _lines(pages, item, theme.ink, mark="•")
        case Quote(words, where):
            pages.room(40)
            _lines(pages, f"“{words}”", theme.ink, indent=12)
            _lines(pages, where, theme.ink_3, size=8.5, indent=12)
        case Table():
            for row, height in _table_rows(block, document):
                pages.room(height)
                pages.put(f'<g transform="translate(0 {pages.y:.1f})">{"".join(row)}</g>', height)
            pages.y += 6
        case Picture():
            drawn, scale, height = drawings[id(block)]
            pages.room(height * shrunk + 8)
            place = f"translate({_MARGIN} {pages.y:.1f}) scale({scale * shrunk:.4f})"
            pages.put(f'<g transform="{place}">{drawn}</g>', height * shrunk + 8)


def _kept_height(blocks: Sequence[Block], document: Document, drawings: Drawings, shrunk: float) -> float:
    """What must stand on the page of its heading: the words below it, the head of a table with a row, a picture that follows."""
    height = 0.0
    for block in blocks:
        match block:
            case Heading():
                break
            case Picture():
                height += drawings[id(block)][2] * shrunk + 8
            case Table():
                height += sum(one for _, one in islice(_table_rows(block, document), 2))
            case _:
                height += _KEPT
    return height


def _drawn(picture: Picture, document: Document) -> Drawing:
    svg = export(picture.figure, document.theme, "svg", width=picture.width, margin=2).decode()
    found = re.search(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"', svg)
    if found is None:
        raise ValueError("a drawing without a size")
    scale = min(_LARGEST, _WIDTH / float(found[1]), (_BOTTOM - _MARGIN - _ABOVE) / float(found[2]))
    return svg[svg.index("<svg") :], scale, float(found[2]) * scale


def _lines(pages: _Pages, words: str, colour: str, *, size: float = 10, weight: int = 400, indent: float = 0.0, mark: str = "") -> None:
    indent += 12 if mark else 0
    letters = int((_WIDTH - indent) / (size * _LETTER))
    step = size * 1.4
    for number, line in enumerate(wrap(words, letters) or [""]):
        pages.room(step)
        bullet = _text(_MARGIN, pages.y + size, mark, colour, size=size) if mark and not number else ""
        pages.put(bullet + _text(_MARGIN + indent, pages.y + size, line, colour, size=size, weight=weight), step)
    pages.y += 3


def _text(x: float, y: float, words: str, colour: str, *, size: float = 10, weight: int = 400, end: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ""
    style = f'font-family="{escape(FONT)}" font-size="{size:g}" font-weight="{weight}" fill="{colour}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}{anchor}>{escape(for_xml(words))}</text>'


def _table_rows(table: Table, document: Document) -> Iterator[tuple[list[str], float]]:
    """Each row as texts below its own top, and its height; columns share the page by their longest words, which wrap in them."""
    longest = [max(len(row[at]) for row in (table.head, *table.rows)) for at in range(len(table.head))]
    shares = [min(max(4, letters), 40) + _GUTTER for letters in longest]
    widths = [_WIDTH * share / sum(shares) for share in shares]
    starts = [_MARGIN + sum(widths[:at]) for at in range(len(widths))]
    for number, row in enumerate((table.head, *table.rows)):
        colour = document.theme.ink if number else document.theme.ink_2
        folded = [name_lines(words, max(4, int(widths[at] / (_TABLE_SIZE * _LETTER))), _CELL_LINES) for at, words in enumerate(row)]
        texts = [
            _text(
                starts[at] + (widths[at] - 8 if at in table.numbers else 0),
                11.0 + _CELL_STEP * line,
                words,
                colour,
                size=_TABLE_SIZE,
                weight=400 if number else BOLD,
                end=at in table.numbers,
            )
            for at, lines in enumerate(folded)
            for line, words in enumerate(lines)
        ]
        yield texts, 16 + _CELL_STEP * (max(map(len, folded)) - 1)
