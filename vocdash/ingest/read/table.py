"""What a reader hands on: how the file is written (`Dialect`) and what stands in it (`Table`)."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import NamedTuple, Protocol

from vocdash.domain import Finding, Severity

Record = tuple[int, list[str], str]
"""One record as it stands: the physical line of its first line (1 = the first), its cells, and its flaw ("" = none)."""

UNCLOSED = "unclosed quote"
STRAY = "stray quote"
MENDED = "mended quote"
Rows = tuple[Sequence[int], list[list[str]]]
"""Good rows: the physical line of each, and its cells."""

AT_ONCE = 1_000
"""Records in a block, at most."""

AT_ONCE_LETTERS = 1 << 22
"""Letters in a block, at most, one record aside: rows that hold books come few at a time."""

END_OF_FILE = "\x1a"
NOT_JSON = "not a JSON object"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the file is written.

    `encoding` is the name of a Python codec; `delimiter` is "" in a file of one column; `quote` is "" where nothing is quoted;
    `escape` is the character before a quote inside quotes where it is not doubled, else "". `header_line` is the physical line
    of the first header row, 0 when there is none. `newline` is "\\n", "\\r\\n", "\\r" or "mixed". `sheet` names the sheet of a workbook.
    `decimal` is "." or ",". `confidence` gives 0–1 for encoding, delimiter, header_rows and decimal. `skip_space` says that blanks
    after a delimiter do not belong to the cell. `format` is "csv", "workbook", "json", "html" or "xml"; what does not apply to it is "".
    """

    encoding: str
    delimiter: str
    quote: str
    header_rows: int
    header_line: int
    newline: str
    sheet: str | None
    confidence: dict[str, float]
    decimal: str
    escape: str = ""
    skip_space: bool = False
    format: str = "csv"


class Block(NamedTuple):
    """Some records that follow each other: the physical line of each, and its cells. One with a flaw is a block of its own."""

    lines: Sequence[int]
    rows: list[list[str]]
    flaw: str = ""


class Source(Protocol):
    """A place where records come from, again and again, in order."""

    def blocks(self, first_line: int, width: int | None) -> Iterator[Block]:
        """The records from the physical line `first_line` on, blank lines as records without cells.

        `width` is the number of cells a good record has; None while nobody knows it.
        """
        ...


@dataclass(frozen=True, slots=True)
class Table:
    """A file read, not yet understood.

    `columns` are unique names in the order of the file; `labels` the questions' wording, equal to the name where the file gives none.
    `data_rows` counts the records below the header, those refused for their shape (`refused`) included, blank ones not.
    `findings` tell what was noticed about the file: the first broken rows, and how many there are; :meth:`ragged` has them all.
    `sheets` are the visible sheets of a workbook, in its order; none for any other file.
    Rows stand in the file from `first_line` to `last_line`; `pads` says that short rows only leave out their empty end.
    """

    name: str
    dialect: Dialect
    columns: tuple[str, ...]
    labels: tuple[str, ...]
    layout: str
    data_rows: int
    refused: int
    findings: tuple[Finding, ...]
    source: Source = field(repr=False, compare=False)
    first_line: int = 2
    last_line: int = sys.maxsize
    pads: bool = False
    sheets: tuple[str, ...] = ()

    def batches(self) -> Iterator[Rows]:
        """The good rows, streaming, some at a time: the physical line of each one's first line, and one cell per column, as they stand."""
        width, last_line = len(self.columns), self.last_line
        if self.refused == self.data_rows:
            return  # whatever fills the file, there is nothing to be looked for in it again
        for lines, rows, flaw in self.source.blocks(self.first_line, width):
            inside = bisect_right(lines, last_line)
            if inside and not flaw and is_even(rows, width):
                yield lines[:inside], rows[:inside]
            elif inside:
                fitted = [(line, fit(cells, flaw, width, pads=self.pads)) for line, cells in zip(lines[:inside], rows, strict=False)]
                good = [(line, row) for line, row in fitted if row is not None and (width == 1 or not is_blank(row))]
                if good:
                    yield [line for line, _ in good], [row for _, row in good]
            if inside < len(lines):
                return

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The same one by one."""
        return chain.from_iterable(zip(lines, rows, strict=True) for lines, rows in self.batches())

    def first(self, n: int) -> list[tuple[int, list[str]]]:
        """The first `n` good rows with their lines."""
        return list(islice(self.rows(), n))

    def sample(self, n: int = 200) -> list[list[str]]:
        """The cells of the first `n` good rows."""
        return [cells for _, cells in self.first(n)]

    def ragged(self) -> Iterator[tuple[int, list[str], Finding]]:
        """The rows refused for their shape: physical line, the cells as far as they could be told apart, and the reason."""
        width = len(self.columns)
        for line, cells, flaw in records(self.source.blocks(self.first_line, width)):
            if line > self.last_line:
                return
            if not is_blank(cells) and fit(cells, flaw, width, pads=self.pads) is None:
                yield line, cells, refusal(line, cells, flaw, width)


def records(blocks: Iterable[Block]) -> Iterator[Record]:
    """The records of blocks, one by one."""
    for lines, rows, flaw in blocks:
        for line, cells in zip(lines, rows, strict=True):
            yield line, cells, flaw


def in_blocks(found: Iterator[Record]) -> Iterator[Block]:
    """Records as blocks."""
    while some := list(islice(found, AT_ONCE)):
        for flaw, same in groupby(some, itemgetter(2)):
            lines, rows, _ = zip(*same, strict=True)
            if not flaw:
                yield Block(lines, list(rows))
            else:
                yield from (Block((line,), [cells], flaw) for line, cells in zip(lines, rows, strict=True))


def is_even(rows: list[list[str]], width: int) -> bool:
    """Whether every row has `width` cells, and none is blank."""
    if {*map(len, rows)} != {width}:
        return False
    return width == 1 or all(map(itemgetter(0), rows)) or not any(not row[0] and is_blank(row) for row in rows)


def is_blank(cells: list[str]) -> bool:
    """Whether nothing but spaces stands in the record, or the mark with which old programs end a file."""
    return not any(cell.strip().strip(END_OF_FILE) for cell in cells)


def fits(cells: list[str], width: int) -> bool:
    """Whether the record has `width` cells, and nothing but blank ones beyond."""
    return len(cells) == width or (len(cells) > width and is_blank(cells[width:]))


def fit(cells: list[str], flaw: str, width: int, *, pads: bool) -> list[str] | None:
    """The cells made `width` long where that loses and invents nothing; None where it cannot be done.

    Blank cells beyond the last column are left out. A short record is filled with blank cells only when `pads` says that
    this file leaves out the empty end of its rows. A blank line of a one-column file is a row with one empty cell.
    """
    if flaw not in ("", MENDED):
        return None
    if fits(cells, width):
        return cells if len(cells) == width else cells[:width]
    if len(cells) < width and (width == 1 or pads):
        return cells + [""] * (width - len(cells))
    return None


def refusal(line: int, cells: list[str], flaw: str, width: int) -> Finding:
    """Why the record is refused, with what to do."""
    if flaw == UNCLOSED:
        what = f"Line {line:,} opens a quote that is never closed."
        remedy = "Close the quote, or write it twice where it belongs to the text, and upload the file again."
    elif flaw == STRAY:
        what = f"Line {line:,} has a quote inside a quoted cell."
        remedy = "Write a quote that belongs to the text twice, and upload the file again."
    elif flaw == NOT_JSON:
        what = f"Line {line:,} is not a JSON object."
        remedy = "Write one object in braces on each line, and upload the file again."
    else:
        what = f"Line {line:,} has {len(cells):,} {'cell' if len(cells) == 1 else 'cells'}, not {width:,}."
        remedy = (
            "Put the comment in quotes and upload the file again."
            if len(cells) > width
            else "Put cells with a line break in quotes, or add the missing cells, and upload the file again."
        )
    return Finding("row-shape", Severity.REFUSED, what, remedy, line=line, value=" · ".join(cells)[:200])
