"""Files whose cells stand apart by what no CSV parser knows: a sign of several characters, runs of blanks, or places in the line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vocdash.ingest.read.header import kind
from vocdash.ingest.read.table import Block, Source

FIXED = "fixed width"
BLANKS = "  "
"""What a dialect calls the delimiter of a file with cells in fixed places, and of one with two or more blanks between cells."""

_LINES = 1_000
_FEWEST = 4
"""Lines of a table in fixed places, at least: in fewer, blanks stand below each other by chance."""

_AGREE = 0.95
_RULE = re.compile(r"[-=+|\s]+$")
"""A line that only underlines the header."""

_SIGN = re.compile(r"[^\w\s\"'.?()]{2,4}")


@dataclass(frozen=True, slots=True)
class Cut:
    """How a line is cut into cells. `gaps` are the blank places between the cells, from and to, in a file of fixed places."""

    by: str
    gaps: tuple[tuple[int, int], ...] = ()

    def cells(self, line: str) -> list[str]:
        """The cells of a line; the line as one cell where something stands across a gap."""
        if self.by == FIXED:
            return self._in_places(line)
        if self.by == BLANKS:
            return re.split(r"\s{2,}", line.strip())
        return [_bare(cell) for cell in line.split(self.by)]

    def _in_places(self, line: str) -> list[str]:
        if _RULE.match(line):
            return []
        ends = [0]
        for start, stop in self.gaps:
            # The last blank before the next column: a long number reaches to the left, and a long word to the right.
            place = line.rfind(" ", start, stop) if len(line) >= stop else min(stop, len(line))
            if place < 0:
                return [line.strip()]
            ends.append(place)
        return [line[start:stop].strip() for start, stop in pairwise([*ends, len(line)])]


@dataclass(frozen=True, slots=True)
class Parted:
    """A source of whole lines, each cut into its cells."""

    lines: Source
    cut: Cut

    def blocks(self, first_line: int, width: int | None) -> Iterator[Block]:
        for lines, rows, flaw in self.lines.blocks(first_line, None):
            yield Block(lines, rows if flaw else [self.cut.cells(row[0]) if row else [] for row in rows], flaw)


def find(sample: str, by: str | None = None) -> Cut | None:
    """What parts the lines of the sample; None where nothing does so alike. `by` is a person's word: a sign, BLANKS or FIXED."""
    if by is not None and by != FIXED:
        return Cut(by)
    lines = _longest_part(sample)
    if by == FIXED:
        return _places(lines)
    return _signs(lines, 2) or _places(lines) or (Cut(BLANKS) if _agree(Cut(BLANKS), lines, 3) and _measures(Cut(BLANKS), lines) else None)


def longer(sample: str, delimiter: str) -> Cut | None:
    """The sign of several characters of which `delimiter` is only one."""
    cut = _signs(_longest_part(sample), 3)
    return cut if cut and delimiter in cut.by else None


def _longest_part(sample: str) -> list[str]:
    """The first lines of the table: titles and totals stand apart from it by a blank line."""
    parts: list[list[str]] = [[]]
    for line in re.split(r"\r\n|\r|\n", sample)[:_LINES]:
        if line.strip():
            parts[-1].append(line)
        elif parts[-1]:
            parts.append([])
    return max(parts, key=len)


def _bare(cell: str) -> str:
    text = cell.strip()
    return text[1:-1].replace('""', '"') if len(text) > 1 and text[0] == text[-1] == '"' else text


def _signs(lines: Sequence[str], least: int) -> Cut | None:
    """The sign of two to four characters that stands most often in the first line, where it parts the others alike."""
    found = Counter(_SIGN.findall(lines[0])) if lines else Counter()
    cuts = [Cut(sign) for sign, times in found.most_common(2) if times >= least - 1]
    return next((cut for cut in cuts if _agree(cut, lines, least)), None)


def _agree(cut: Cut, lines: Sequence[str], least: int) -> bool:
    """Whether the first line names columns, and nearly all others have as many cells."""
    names = cut.cells(lines[0]) if lines else []
    named = len(names) >= least and all(names) and len({*names}) == len(names)
    alike = sum(len(cut.cells(line)) == len(names) for line in lines)
    return named and len(lines) > 1 and alike >= _AGREE * len(lines)


def _measures(cut: Cut, lines: Sequence[str]) -> bool:
    """Whether some column holds numbers or dates below its name: words stand below each other by chance."""
    rows = [cells for cells in map(cut.cells, lines[1:]) if cells]
    usual = len(cut.cells(lines[0]))
    columns = zip(*(row for row in rows if len(row) == usual), strict=True)
    return any(sum(kind(cell) in ("number", "date") for cell in column) >= 0.9 * len(column) for column in columns)


def _places(lines: Sequence[str]) -> Cut | None:
    """The gaps that nearly no line writes into; a gap within a name, or within what only one name covers, is none."""
    written = [line.rstrip() for line in lines if not _RULE.match(line)]
    if len(written) < _FEWEST or any("\t" in line for line in written):
        return None
    crossed = Counter(place for line in written for place, letter in enumerate(line) if letter != " ")
    most = len(written) // 100
    gaps = [found.span() for found in re.finditer(" +", "".join(" x"[crossed[at] > most] for at in range(len(written[0]))))]
    gaps = _between_columns([gap for gap in gaps if gap[0] > 0 and gap[1] < len(written[0])], written)
    cut = Cut(FIXED, tuple(gaps))
    return cut if gaps and _agree(cut, written, 2) and _is_aligned(cut, written) and _measures(cut, written) else None


def _between_columns(gaps: list[tuple[int, int]], lines: Sequence[str]) -> list[tuple[int, int]]:
    """The gaps that part two columns, each of which has a name and something below it."""
    kept = list(gaps)
    while kept:
        cut = Cut(FIXED, tuple(kept))
        rows = [cells for cells in map(cut.cells, lines) if len(cells) == len(kept) + 1]
        if not rows:
            return []
        bare = next((at for at, (name, *below) in enumerate(zip(*rows, strict=True)) if not name or not any(below)), None)
        if bare is None:
            return kept
        # Between equal gaps a name belongs to the right, when the column on its left ends where that column's own name does.
        left_ends = bare > 0 and all(line[kept[bare - 1][0] - 1 : kept[bare - 1][0]].strip() for line in lines)
        beside = [at for at in ((bare, bare - 1) if left_ends else (bare - 1, bare)) if 0 <= at < len(kept)]
        kept.pop(min(beside, key=lambda at: kept[at][1] - kept[at][0]))
    return kept


def _is_aligned(cut: Cut, lines: Sequence[str]) -> bool:
    """Whether the cells of each column begin, or end, in one place."""
    for start, stop in pairwise([0, *(stop for _, stop in cut.gaps), max(map(len, lines))]):
        cells = [line[start:stop] for line in lines[1:] if line[start:stop].strip()]
        begin = Counter(len(cell) - len(cell.lstrip()) for cell in cells)
        end = Counter(len(cell.rstrip()) for cell in cells)
        if cells and max(*begin.values(), *end.values()) < 0.9 * len(cells):
            return False
    return True
