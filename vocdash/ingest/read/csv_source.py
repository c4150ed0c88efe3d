"""Records of a delimited text file, streaming, with every broken record found where it begins.

The standard library's parser does the work at its own speed. It runs strictly, so that a quote that was never closed, or never
doubled, is an error and not a silent merger of rows; after an error the parser starts again one line below the broken one.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import TextIOWrapper
from itertools import chain, islice
from typing import TYPE_CHECKING

from vocdash.ingest.read.blob import Blob
from vocdash.ingest.read.table import AT_ONCE, AT_ONCE_LETTERS, MENDED, STRAY, UNCLOSED, Block, Record, fits

if TYPE_CHECKING:
    from _csv import Reader

LONGEST_CELL = 1 << 20
"""Characters. A longer cell is taken for a quote that was never closed; the limit keeps memory flat."""

NO_DELIMITER = "\x1f"
BLOCK = 1 << 16
LOOK_AHEAD = 20
_BREAK = re.compile(r"\r\n|\r|\n")

csv.field_size_limit(max(LONGEST_CELL, csv.field_size_limit()))


@dataclass(frozen=True, slots=True)
class Form:
    """How cells are told apart: see :class:`vocdash.ingest.read.table.Dialect` for each word."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    skip_space: bool = False

    def reader(self, lines: Iterator[str]) -> Reader:
        """A strict parser over lines that keep their ends."""
        return csv.reader(
            lines,
            delimiter=self.delimiter or NO_DELIMITER,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            doublequote=not self.escape,
            escapechar=self.escape or None,
            skipinitialspace=self.skip_space,
            strict=True,
        )


@dataclass(frozen=True, slots=True)
class CsvSource:
    """A delimited text file whose encoding and form are known. `has_nul` says that NUL bytes must be left out."""

    blob: Blob
    encoding: str
    form: Form
    has_nul: bool = False

    def blocks(self, first_line: int, width: int | None) -> Iterator[Block]:
        return split(self._blocks(first_line), self.form, first_line, width)

    def _blocks(self, first_line: int) -> Iterator[list[str]]:
        """The lines from `first_line` on, in lists of some 64 KB: small, because a broken record copies what is left of its list."""
        passed = 0
        with self.blob.open() as raw, TextIOWrapper(raw, self.encoding, errors="replace", newline="") as text:
            while block := text.readlines(BLOCK):
                if self.has_nul:
                    block = [line.replace("\0", "") for line in block]
                if passed + len(block) >= first_line:
                    yield block[max(0, first_line - 1 - passed) :]
                passed += len(block)


class _Window:
    """Lines on their way to the parser, kept from `mark` on so that the parser can go back to them. `letters` have gone to it so far."""

    def __init__(self, blocks: Iterator[list[str]], first_line: int) -> None:
        self.mark = first_line
        self.letters = 0
        self._fresh = blocks
        self._next_line = first_line
        self._kept: deque[tuple[int, list[str]]] = deque()

    def lines_from(self, line: int) -> Iterator[str]:
        """All lines from `line` on, which must not lie before `mark`."""
        return chain.from_iterable(self._feed(line))

    def peek(self, line: int, count: int) -> list[str]:
        """Up to `count` lines from `line` on, as far as they have been read or can be."""
        found: list[str] = []
        for text in self.lines_from(line):
            found.append(text)
            if len(found) == count:
                break
        return found

    def _feed(self, line: int) -> Iterator[list[str]]:
        for start, block in list(self._kept):
            if start + len(block) > line:
                self.letters += sum(map(len, block))
                yield block[max(0, line - start) :]
        for block in self._fresh:
            self.letters += sum(map(len, block))
            while self._kept and self._kept[0][0] + len(self._kept[0][1]) <= self.mark:
                self._kept.popleft()
            self._kept.append((self._next_line, block))
            self._next_line += len(block)
            yield block


def split(blocks: Iterator[list[str]], form: Form, first_line: int, width: int | None) -> Iterator[Block]:
    """Records of the lines in `blocks`, the first of which is the physical line `first_line`.

    The parser takes a thousand records in one go. Where it stumbles among them, or the lines it took do not add up, they are taken
    once more, one by one.
    """
    window = _Window(blocks, first_line)
    line = first_line
    reader, base = form.reader(window.lines_from(line)), line
    while True:
        rows = _take(reader, window)
        end = base + reader.line_num
        lines = _lines(rows, line, end, width) if rows is not None else None
        if rows is not None and lines is not None:
            if not rows:
                return
            yield Block(lines, rows)
            window.mark = line = end
        else:
            for record in _one_by_one(window, form, line, width):
                yield Block((record[0],), [record[1]], record[2])
            line = window.mark
            reader, base = form.reader(window.lines_from(line)), line


def _take(reader: Reader, window: _Window) -> list[list[str]] | None:
    """The next records, as many as make a block; None where the parser stumbles."""
    rows, most = [], window.letters + AT_ONCE_LETTERS
    try:
        for cells in islice(reader, AT_ONCE):
            rows.append(cells)
            if window.letters > most:
                break
    except csv.Error:
        return None
    return rows


def _lines(rows: list[list[str]], first: int, end: int, width: int | None) -> Sequence[int] | None:
    """The line each record begins in, when they fill the lines from `first` up to `end`; None when one needs a closer look."""
    if end - first == len(rows):
        return range(first, end)
    found, line = [], first
    for cells in rows:
        found.append(line)
        breaks = len(_BREAK.findall("\x1f".join(cells)))
        if breaks and width is not None and not fits(cells, width):
            return None
        line += 1 + breaks
    return found if line == end else None


def _one_by_one(window: _Window, form: Form, line: int, width: int | None) -> Iterator[Record]:
    """Up to a thousand records from `line` on, until one was broken; the window's mark is then behind them."""
    reader = form.reader(window.lines_from(line))
    start = line
    whole: _Whole | None = None
    try:
        for cells in islice(reader, AT_ONCE):
            end = start + reader.line_num
            if end - line > 1 and width is not None and not fits(cells, width):
                whole = cells, end - line
                break
            yield line, cells, ""
            window.mark = line = end
        else:
            return
    except csv.Error:
        pass
    lines, cells, flaw = _mend(window.peek(line, LOOK_AHEAD), form, width, whole)
    yield line, cells, flaw
    window.mark = line + lines


_Whole = tuple[list[str], int]


def _mend(lines: list[str], form: Form, width: int | None, whole: _Whole | None) -> tuple[int, list[str], str]:
    """What to make of a record the parser stumbled over: how many lines it takes, its cells, its flaw.

    `lines` begin with the broken one; `whole` is what the parser made of it when it read something with the wrong number of cells.
    A quote inside a cell that was not doubled is read as written. A quote left open swallows the rows below it, which shows in
    one of them being complete by itself: then only the first line is broken.
    """
    alone = _lenient(lines[0], form) if whole is None else None
    if alone is not None:
        return 1, alone, MENDED if width is None or fits(alone, width) else STRAY
    for count, line in enumerate(lines[1 : whole[1] if whole else LOOK_AHEAD], start=2):
        if width is None or _stands_alone(line, form, width):
            break
        cells = _lenient("".join(lines[:count]), form) if whole is None else None
        if cells is not None and fits(cells, width):
            return count, cells, MENDED
    else:
        if whole is not None:
            return whole[1], whole[0], ""
    return 1, _rough(lines[0], form), UNCLOSED


def _stands_alone(line: str, form: Form, width: int) -> bool:
    cells = _lenient(line, form)
    return width > 1 and cells is not None and fits(cells, width)


def _rough(line: str, form: Form) -> list[str]:
    return line.rstrip("\r\n").split(form.delimiter or NO_DELIMITER)


def _lenient(line: str, form: Form) -> list[str] | None:
    """The cells of a line where a quote closes a cell only before a delimiter or at the end; None when one stays open."""
    if not form.quote:
        return _rough(line, form)
    text = line.rstrip("\r\n")
    closed, bare = _patterns(form.delimiter or NO_DELIMITER, form.quote)
    cells: list[str] = []
    at = 0
    while at <= len(text):
        if text.startswith(form.quote, at):
            match = closed.match(text, at)
            if match is None:
                return None
            cells.append(match[1].replace(form.quote * 2, form.quote).replace(form.escape + form.quote, form.quote))
        else:
            match = bare.match(text, at)
            assert match is not None
            cells.append(match[0])
        at = match.end() + 1
    return cells


@cache
def _patterns(delimiter: str, quote: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    d, q = re.escape(delimiter), re.escape(quote)
    end = rf"(?= *(?:{d}|\Z))"
    # Only runs of letters are possessive: a possessive group is read wrongly by the first releases of Python 3.11.
    closed = rf"{q}((?:[^{q}]++|{q}{q}|{q}(?!{q}| *(?:{d}|\Z)))*){q} *"
    return re.compile(closed + end, re.DOTALL), re.compile(rf"[^{d}]*")
