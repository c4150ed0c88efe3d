"""Files of which every line was put in quotes as a whole: a spreadsheet that took each line for one cell writes them so."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from vocdash.domain import Finding, Severity
from vocdash.ingest.read.table import Block, Source, is_blank, records

_SAMPLE = 100
_AGREE = 0.95
_WITHIN = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A source of single cells, each of which is a whole line of the table that was meant."""

    outer: Source
    delimiter: str

    def blocks(self, first_line: int, width: int | None) -> Iterator[Block]:
        for lines, rows, flaw in self.outer.blocks(first_line, 1):
            yield Block(lines, rows if flaw else [_cells(row, self.delimiter) for row in rows], flaw)


def inner_delimiter(source: Source) -> str:
    """What parts the cells within the single cell of each line; "" where the lines are what they seem."""
    found = [cells for _, cells, flaw in islice(records(source.blocks(1, None)), _SAMPLE) if not flaw and not is_blank(cells)]
    if len(found) < 2 or any(len(cells) != 1 for cells in found):
        return ""
    return next((delimiter for delimiter in _WITHIN if _agree([_cells(cells, delimiter) for cells in found])), "")


def told(delimiter: str) -> Finding:
    """That the lines were unwrapped."""
    what = f"Every line stands in quotes as a whole; its cells are told apart by “{delimiter}” within them."
    return Finding("wrapped-lines", Severity.NOTE, what, "Check the columns below; if they are wrong, export the file again.")


def _cells(row: Sequence[str], delimiter: str) -> list[str]:
    if len(row) != 1:
        return list(row)
    return next(csv.reader(row[0].splitlines(keepends=True), delimiter=delimiter), [])


def _agree(found: list[list[str]]) -> bool:
    """Whether the first line names columns, and nearly all others have as many cells."""
    names = found[0]
    widths = Counter(map(len, found))
    named = len(names) > 1 and all(name.strip() for name in names) and len(set(names)) == len(names)
    return named and widths[len(names)] >= _AGREE * len(found)
