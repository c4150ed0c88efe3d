"""Headers that stand between the answers once more, as a program writes them each time it opens the file, or joined files have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from vocdash.domain import Finding, Severity
from vocdash.ingest.read.table import Block, Source


@dataclass(frozen=True, slots=True)
class WithoutHeads:
    """A source without the records that are the header once more; `found` are the lines of those that were met so far."""

    outer: Source
    head: tuple[str, ...]
    found: set[int] = field(default_factory=set)

    def blocks(self, first_line: int, width: int | None) -> Iterator[Block]:
        first = self.head[0].strip()
        for lines, rows, flaw in self.outer.blocks(first_line, width):
            again = [] if flaw else [at for at, row in enumerate(rows) if row and row[0].strip() == first and is_head(row, self.head)]
            if not again:
                yield Block(lines, rows, flaw)
                continue
            self.found.update(lines[at] for at in again)
            left_out = {*again}
            kept = [at for at in range(len(rows)) if at not in left_out]
            if kept:
                yield Block([lines[at] for at in kept], [rows[at] for at in kept], flaw)


def could_come_again(head: Sequence[str]) -> bool:
    """Whether the header says so much that no answer would say it by chance."""
    return len(_written(head)) > 1 and bool(head[0].strip())


def is_head(cells: Sequence[str], head: Sequence[str]) -> bool:
    """Whether a record says what the header says, blank ends aside."""
    if not len(cells) >= len(head) > 0:
        return False
    return all(cell.strip() == name.strip() for cell, name in zip_longest(cells, head, fillvalue=""))


def comes_again(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first record stands among the others again and names columns: no record shares but one of its words with it."""
    names = _written(head)
    if len(names) < 2 or not all(names) or len({*names}) < len(names):
        return False
    again = sum(is_head(row, head) for row in rows)
    return again > 0 and all(sum(len(row) > at and row[at].strip() == name for row in rows) == again for at, name in enumerate(names))


def told(lines: Sequence[int]) -> Finding:
    """That such records are left out."""
    what = f"The header stands in line {lines[0]:,} once more" + (", and further on, too." if len(lines) > 1 else ".")
    remedy = "Such lines are left out. Check that the columns mean the same above and below."
    return Finding("header-again", Severity.NOTE, what, remedy, line=lines[0])


def _written(cells: Sequence[str]) -> list[str]:
    written = [cell.strip() for cell in cells]
    while written and not written[-1]:
        written.pop()
    return written
