"""Tables written as HTML or as the XML of Excel 2003, which many tools call .xls."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from io import TextIOWrapper
from xml.etree.ElementTree import Element, ParseError, iterparse

from vocdash.domain import Finding, Severity
from vocdash.errors import UnreadableFile
from vocdash.ingest.read.blob import EXPORT_AGAIN, SAVE_AGAIN, Blob
from vocdash.ingest.read.table import Block, Record, in_blocks
from vocdash.settings import MOST_COLUMNS

HTML, XML = "html", "xml"

_CHUNK = 1 << 16
_SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_BLANKS = re.compile(r"\s+")
_MOST_KEPT = 1 << 18
"""Letters after which the end of a row is no longer waited for."""

_INSIDE = r"""(?:[^<>"']|"[^"]*+"|'[^']*+')*+"""
"""What stands in a tag behind its name; a sign within quotes does not end it."""
_TEXT = rf"[^<]*+(?:<(?:br|/?(?:a|b|div|em|font|i|nobr|p|span|strong|u))(?=[\s/>]){_INSIDE}>[^<]*+)*+"
_CELL = re.compile(rf"<t[dh](?=[\s>]){_INSIDE}>({_TEXT})</t[dh]\s*>\s*", re.IGNORECASE)
_ROW = re.compile(rf"\s*+<tr(?=[\s>]){_INSIDE}>\s*((?:{_CELL.pattern.replace(f'({_TEXT})', _TEXT)})++)</tr\s*>", re.IGNORECASE)
"""A row of cells that are all closed and hold no other table: nearly all rows of nearly all pages that a program wrote."""
_SPANS = re.compile("(?:col|row)span", re.IGNORECASE)
_ROW_END = re.compile(r"</tr\s*>", re.IGNORECASE)
_BREAK, _TAG = re.compile(rf"<br(?=[\s/>]){_INSIDE}>", re.IGNORECASE), re.compile(rf"<{_INSIDE}>")
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?$")
_Found = tuple[int, list[str]]
"""The number of the table, 0 = the first, and the cells of one of its rows."""


@dataclass(frozen=True, slots=True)
class MarkupSource:
    """The rows of one table of a web page or an XML spreadsheet. The lines are the rows of the table, 1 = the first."""

    blob: Blob
    encoding: str
    table: int = 0

    def blocks(self, first_line: int, width: int | None) -> Iterator[Block]:
        return in_blocks(self._records(first_line, width or 0))

    def _records(self, first_line: int, width: int) -> Iterator[Record]:
        of_table = (cells for table, cells in _rows(self.blob, self.encoding) if table == self.table)
        for line, cells in enumerate(of_table, start=1):
            if line >= first_line:
                yield line, cells + [""] * (width - len(cells)), ""  # such files leave out the empty end of a row


def open_table(blob: Blob, encoding: str) -> tuple[MarkupSource, list[Finding]]:
    """The table with the most filled cells, and the finding that says so where there are several.

    Raises UnreadableFile where no table has two rows.
    """
    filled: Counter[int] = Counter()
    rows: Counter[int] = Counter()
    for table, cells in _rows(blob, encoding):
        filled[table] += sum(map(bool, cells))
        rows[table] += any(cells)
    tables = [table for table, _ in filled.most_common() if rows[table] > 1]
    if not tables:
        what = f"“{blob.name}” is {'a web page' if blob.kind == HTML else 'an XML spreadsheet'} without a table of answers."
        raise UnreadableFile(what, EXPORT_AGAIN)
    what = f"The file has {len(tables)} tables, and the one with the most answers is read."
    others = [Finding("one-table", Severity.NOTE, what, "If the answers stand in another, save it as CSV and upload that.")]
    return MarkupSource(blob, encoding, tables[0]), others if len(tables) > 1 else []


def declared_encoding(blob: Blob) -> str | None:
    """The encoding a web page says it is written in; None where it says nothing, or nothing known."""
    found = re.search(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", blob.head, re.IGNORECASE)
    try:
        return codecs.lookup(found[1].decode("ascii")).name if found else None
    except (LookupError, ValueError):
        return None


def _rows(blob: Blob, encoding: str) -> Iterator[_Found]:
    return _html_rows(blob, encoding) if blob.kind == HTML else _xml_rows(blob)


@dataclass(slots=True)
class _Open:
    """A table while its rows come. Mutable: it exists only while a file is read. `below` counts the rows a cell above still covers."""

    number: int
    row: list[str] | None = None
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)
    below: dict[int, int] = field(default_factory=dict)


class _Tables(HTMLParser):
    """Collects the rows of all tables; tables within tables are tables of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[_Found] = []
        self._open: list[_Open] = []
        self._count = 0
        self._silent = 0

    @property
    def between_rows(self) -> int | None:
        """The number of the table of which a row may begin right here; None within a row, below a cell that reaches down, or outside."""
        if not self._open or self._silent or self.rawdata:
            return None
        table = self._open[-1]
        return table.number if table.row is None and table.cell is None and not any(table.below.values()) else None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._silent += 1
        elif tag == "table":
            self._open.append(_Open(self._count))
            self._count += 1
        elif self._open and tag == "tr":
            self._end_row()
            self._open[-1].row = []
        elif self._open and tag in ("td", "th"):
            self._end_cell()
            table, said = self._open[-1], dict(attrs)
            table.row = [] if table.row is None else table.row
            table.cell, table.span = [], (_span(said.get("colspan")), _span(said.get("rowspan")))
        elif tag == "br" and self._open and self._open[-1].cell is not None:
            self._open[-1].cell.append("\0")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._silent = max(0, self._silent - 1)
        elif self._open and tag in ("td", "th"):
            self._end_cell()
        elif self._open and tag == "tr":
            self._end_row()
        elif self._open and tag == "table":
            self._end_row()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].cell is not None and not self._silent:
            self._open[-1].cell.append(data)

    def _end_cell(self) -> None:
        table = self._open[-1]
        if table.cell is None or table.row is None:
            return
        self._skip_covered(table, table.row)
        text = _plain("".join(table.cell))
        across, down = min(table.span[0], MOST_COLUMNS - len(table.row)), table.span[1]
        if across > 0 and down > 1:
            table.below.update(dict.fromkeys(range(len(table.row), len(table.row) + across), down - 1))
        if across > 0:
            table.row += [text, *[""] * (across - 1)]
        table.cell = None

    def _end_row(self) -> None:
        self._end_cell()
        table = self._open[-1]
        if table.row is not None:
            self._skip_covered(table, table.row)
            self.done.append((table.number, table.row))
        table.row = None

    @staticmethod
    def _skip_covered(table: _Open, row: list[str]) -> None:
        while len(row) < MOST_COLUMNS and table.below.get(len(row), 0):
            table.below[len(row)] -= 1
            row.append("")


def _span(said: str | None) -> int:
    return min(max(int(said), 1), MOST_COLUMNS) if said and said.strip().isdecimal() else 1


def _plain(text: str) -> str:
    """The text of a cell as it is seen, with a line break for each NUL."""
    return _BLANKS.sub(" ", text).replace(" \0 ", "\n").replace("\0", "\n").strip()


def _html_rows(blob: Blob, encoding: str) -> Iterator[_Found]:
    """The rows of a page. Those that are as simple as rows can be are cut by one look; the parser, which takes ten times as long, has
    all the rest."""
    parser = _Tables()
    left = ""
    with blob.open() as raw, TextIOWrapper(raw, encoding, errors="replace") as text:
        while chunk := text.read(_CHUNK):
            left += chunk
            at = 0
            while True:
                if (table := parser.between_rows) is not None:
                    while (row := _ROW.match(left, at)) and not _SPANS.search(row[1]):
                        at = row.end()
                        yield table, _simple_cells(row[1])
                ends = _ROW_END.search(left, at)
                if ends is None and len(left) - at < _MOST_KEPT:
                    break
                # What has begun and not ended, such as a comment, is looked through again with each piece: then all there is at once.
                stop = len(left) if ends is None or parser.rawdata else ends.end()
                parser.feed(left[at:stop])
                at = stop
                yield from parser.done
                parser.done.clear()
            left = left[at:]
    parser.feed(left)
    parser.close()
    while parser._open:  # a file cut short leaves its table open
        parser.handle_endtag("table")
    yield from parser.done


def _simple_cells(row: str) -> list[str]:
    cells = _CELL.findall(row)[:MOST_COLUMNS]
    return [_simple(cell) if "<" in cell or "&" in cell else " ".join(cell.split()) for cell in cells]


def _simple(cell: str) -> str:
    text = _TAG.sub("", _BREAK.sub("\0", cell)) if "<" in cell else cell
    return _plain(unescape(text))


def _xml_rows(blob: Blob) -> Iterator[_Found]:
    table = -1
    with blob.open() as raw, _parsing(blob):
        for event, element in iterparse(raw, events=("start", "end")):
            if event == "start" and element.tag == f"{_SPREADSHEET}Worksheet":
                table += 1
            elif event == "end" and element.tag == f"{_SPREADSHEET}Row":
                yield table, _cells(element)
                element.clear()


def _cells(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_SPREADSHEET}Cell"):
        place = _span(cell.get(f"{_SPREADSHEET}Index"))
        cells += [""] * (place - 1 - len(cells))
        data = cell.find(f"{_SPREADSHEET}Data")
        text = "".join(data.itertext()) if data is not None else ""
        if data is not None and data.get(f"{_SPREADSHEET}Type") == "DateTime":
            text = _MIDNIGHT.sub("", text).removesuffix(".000")
        across = cell.get(f"{_SPREADSHEET}MergeAcross")
        cells += [text, *[""] * (_span(across) if across else 0)]
        if len(cells) >= MOST_COLUMNS:
            return cells[:MOST_COLUMNS]
    return cells


@contextmanager
def _parsing(blob: Blob) -> Iterator[None]:
    try:
        yield
    except ParseError as error:
        raise UnreadableFile(f"“{blob.name}” is an XML spreadsheet that breaks off or is broken: {error}.", SAVE_AGAIN) from None
