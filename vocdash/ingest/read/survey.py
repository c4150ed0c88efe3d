"""One pass over all rows of a table: how many there are, which are broken, and where it ends."""

from __future__ import annotations

import re
import sys
from collections import deque
from dataclasses import dataclass, field

from vocdash.domain import Finding, Severity
from vocdash.ingest.read.aggregated import MEAN, TOTAL
from vocdash.ingest.read.header import kind
from vocdash.ingest.read.table import MENDED, Record, Source, fit, is_blank, is_even, refusal

LISTED = 100
TAIL = 12
SYSTEMATIC = 20
_FIGURE_OF_ALL = re.compile(
    r"^(?:counts?|anzahl|aantal|minimum|maximum|variance|varianz|std(?:ev)?\.?(?:[ _]?dev\.?)?|(?:std|standard)\.? deviation|"
    r"standardabweichung|écart[- ]type|desviación estándar|standaardafwijking)$",
    re.IGNORECASE,
)
"""What else than a total or a mean is written below the answers of a table."""
_SENTENCE = re.compile(r"[^\W\d_]+[\s:]")
_DECIMAL_COMMA = re.compile(r"^[-+]?(?:0,\d+|(\d{1,3}(\.\d{3})+|\d+),(\d{1,2}|\d{4,}))$")
_DECIMAL_POINT = re.compile(r"^[-+]?(?:0\.\d+|(\d{1,3}(,\d{3})+|\d+)\.(\d{1,2}|\d{4,}))$")


@dataclass(frozen=True, slots=True)
class Count:
    """See the fields of the same names in Table: `rows` is `data_rows` there, and includes the refused."""

    rows: int
    refused: int
    last_line: int
    pads: bool
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Odd:
    """What is not simply right, while :func:`count` runs. A record too short may be one of a file that leaves out empty ends."""

    width: int
    rows: int = 0
    blank: int = 0
    longer: int = 0
    mended: list[Finding] = field(default_factory=list)
    short: list[Finding] = field(default_factory=list)
    refused: list[Finding] = field(default_factory=list)
    mended_rows: int = 0
    short_rows: int = 0
    refused_rows: int = 0
    halves: int = 0
    before: tuple[int, int] = (0, 0)

    def take(self, line: int, cells: list[str], flaw: str) -> None:
        if is_blank(cells) and self.width > 1:
            self.blank += 1
            return
        self.rows += 1
        if fit(cells, flaw, self.width, pads=False) is not None:
            self.longer += len(cells) > self.width
            if flaw == MENDED:
                self.mended_rows += 1
                if len(self.mended) < LISTED:
                    self.mended.append(_mended(line))
        elif not flaw and len(cells) < self.width:
            self._take_short(line, cells)
        else:
            self.refused_rows += 1
            if len(self.refused) < LISTED:
                self.refused.append(refusal(line, cells, flaw, self.width))

    def _take_short(self, line: int, cells: list[str]) -> None:
        number, width = self.before
        self.halves += number == self.rows - 1 and width + len(cells) == self.width + 1
        self.before = self.rows, len(cells)
        self.short_rows += 1
        if len(self.short) < LISTED:
            self.short.append(refusal(line, cells, "", self.width))


def count(source: Source, first_line: int, width: int) -> Count:
    """Read everything once.

    Short rows are taken to leave out their empty end when they are at least 20 and one in twenty, and when they are not the two
    halves of rows that a line break has cut; otherwise each is refused.
    """
    odd = _Odd(width)
    tail: deque[Record] = deque(maxlen=TAIL)
    for lines, rows_read, flaw in source.blocks(first_line, width):
        tail.extend((line, cells, flaw) for line, cells in zip(lines[-TAIL:], rows_read[-TAIL:], strict=True))
        if not flaw and is_even(rows_read, width):
            odd.rows += len(rows_read)
            continue
        for line, cells in zip(lines, rows_read, strict=True):
            odd.take(line, cells, flaw)
    below = _below(list(tail), width)
    lines_below = {line for line, _, _ in below}
    pads = odd.short_rows >= SYSTEMATIC and odd.short_rows * 20 >= odd.rows and odd.halves * 5 < odd.short_rows
    refused_below = sum(fit(cells, flaw, width, pads=pads) is None for _, cells, flaw in below)
    refused = odd.refused_rows + (0 if pads else odd.short_rows) - refused_below
    rows = odd.rows - len(below)
    listed = sorted(odd.refused + ([] if pads else odd.short), key=lambda finding: finding.line or 0)
    shown = [finding for finding in listed if finding.line not in lines_below][:LISTED]
    return Count(
        rows=rows,
        refused=refused,
        last_line=min(lines_below) - 1 if below else sys.maxsize,
        pads=pads,
        findings=(*shown, *_more(refused - len(shown)), *odd.mended, *_summary(odd, rows, pads=pads), *map(_left_below, below)),
    )


def _below(tail: list[Record], width: int) -> list[Record]:
    """The records at the end that stand below the table: few words after a blank line, one sentence alone in its line, a total."""
    if width < 2:
        return []
    found: list[Record] = []
    for at in range(len(tail) - 1, -1, -1):
        line, cells, flaw = tail[at]
        if is_blank(cells):
            continue
        filled = [cell for cell in cells if cell.strip()]
        after_blank = any(is_blank(before[1]) for before in tail[max(0, at - 1 - len(found)) : at])
        sentence = len(cells) < min(width, 3) and _is_sentence(cells) and (width > 2 or after_blank)
        sentence = sentence or _is_alone([cells for _, cells, _ in tail[: at + 1]], width)
        few = len(filled) <= 2 and (sentence or (after_blank and len(filled) < width / 2))
        if flaw or not (few or _sums_up(filled, width)):
            break
        found.append((line, cells, flaw))
    return found[::-1]


def _is_alone(rows: list[list[str]], width: int) -> bool:
    """Whether the last row is a sentence in its first cell and nothing else, where those above have numbers, dates or codes in theirs."""
    *above, last = [cells for cells in rows if not is_blank(cells)]
    return width > 2 and len(above) > 2 and _is_sentence(last) and is_blank(last[1:]) and not any(map(_is_sentence, above))


def _is_sentence(cells: list[str]) -> bool:
    return bool(_SENTENCE.search(cells[0]))


def _sums_up(filled: list[str], width: int) -> bool:
    """Whether a record is the total or the mean of those above it: that word, and numbers below some of the columns, not all."""
    word, figures = filled[0].strip().rstrip(":"), filled[1:]
    named = TOTAL.match(word) or MEAN.match(word) or _FIGURE_OF_ALL.match(word)
    return bool(named) and all(kind(cell.strip()) == "number" for cell in figures) and len(filled) < width


def _left_below(record: Record) -> Finding:
    line, cells, _ = record
    text = " ".join(cell.strip() for cell in cells if cell.strip())[:80]
    what = f"Line {line:,} stands below the table and is left out: “{text}”."
    remedy = "If it is an answer, delete the blank lines above it and upload the file again."
    return Finding("below-table", Severity.NOTE, what, remedy, line=line, value=text)


def _mended(line: int) -> Finding:
    what = f"Line {line:,} has a quote inside a cell that is not written twice, and is read as it stands."
    return Finding("stray-quote", Severity.WARNING, what, "Check the row in the preview.", line=line)


def _more(hidden: int) -> list[Finding]:
    if hidden <= 0:
        return []
    what = f"{hidden:,} more {'row has' if hidden == 1 else 'rows have'} a wrong number of cells."
    return [Finding("row-shape", Severity.REFUSED, what, "Download the refused rows, mend them, and upload them again.", count=hidden)]


def _summary(odd: _Odd, rows: int, *, pads: bool) -> list[Finding]:
    found = []
    if not rows:
        what = "The file has a header and no rows."
        found.append(Finding("no-rows", Severity.WARNING, what, "Check that the export was filtered as you meant, and export it again."))
    if (hidden := odd.mended_rows - len(odd.mended)) > 0:
        what = f"{hidden:,} more {'row has' if hidden == 1 else 'rows have'} a quote that is not written twice."
        found.append(Finding("stray-quote", Severity.WARNING, what, "Check some of these rows in the preview.", count=hidden))
    if pads:
        what = f"{odd.short_rows:,} rows end early, and their missing cells are read as blank."
        found.append(Finding("short-rows", Severity.WARNING, what, "Check some of these rows in the preview.", count=odd.short_rows))
    if odd.longer:
        what = f"{odd.longer:,} {'row ends' if odd.longer == 1 else 'rows end'} in more delimiters than there are columns."
        remedy = "Nothing is lost: the cells beyond the last column are blank."
        found.append(Finding("trailing-delimiters", Severity.NOTE, what, remedy, count=odd.longer))
    if odd.blank:
        what = f"{odd.blank:,} blank {'line is' if odd.blank == 1 else 'lines are'} left out."
        found.append(Finding("blank-lines", Severity.NOTE, what, "Nothing is lost: no answer stands in them.", count=odd.blank))
    return found


def decimal_mark(rows: list[list[str]]) -> tuple[str, float]:
    """The mark most numbers in the rows use, and how many of them (0–1); a point when there is nothing to tell by."""
    commas = sum(bool(_DECIMAL_COMMA.match(cell)) for row in rows for cell in row if "," in cell)
    points = sum(bool(_DECIMAL_POINT.match(cell)) for row in rows for cell in row if "." in cell)
    if not commas and not points:
        return ".", 0.5
    return (",", commas / (commas + points)) if commas > points else (".", points / (commas + points))
