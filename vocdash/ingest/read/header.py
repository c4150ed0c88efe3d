"""Where the table begins: junk above it, and how many header rows it has."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from vocdash.domain import Finding, Severity
from vocdash.ingest.read.again import comes_again
from vocdash.ingest.read.agreement import agreement
from vocdash.ingest.read.layout import tool_of
from vocdash.ingest.read.naming import RESPONSE_WORDS, grouped, only_groups
from vocdash.ingest.read.table import Record, fits, is_blank

SAMPLE = 300
MAX_HEADER_ROWS = 3
_FEW = 7
"""Different answers up to which a column holds choices or steps of a scale."""
_SUMMARY = 20
"""Lines that a table of results above the answers has at most."""
_IMPORT_ID = re.compile(r"^\{\s*['\"]ImportId['\"]\s*:")
_NUMBER = re.compile(r"^[-+−]?[\d][\d.,'’ \u00a0\u202f]*\s*%?$|^[-+−]?[.,]\d+\s*%?$")
DATE = re.compile(
    r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T _].*)?$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}([ ,T].*)?$|"
    r"^\d{1,2}[- ][A-Za-zÀ-ÿ]{3,9}\.?[- ]\d{2,4}$|^\d{1,2}:\d{2}(:\d{2})?$"
)
_CODE = re.compile(r"^[A-Za-z]{1,6}[ _-]?\d{1,4}(?:\b|_|[a-z]\b)")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the table begins.

    `line` and `rows` as in Dialect; data begin at the physical line `first_line`; `cells` are the
    cells of the header rows, made equally long.
    """

    line: int
    rows: int
    first_line: int
    cells: tuple[tuple[str, ...], ...]
    width: int
    confidence: float
    findings: tuple[Finding, ...] = ()


def kind(cell: str) -> str:
    """ "number", "date", "text", or "" for a blank or a word that stands for one."""
    text = cell.strip()
    if not text or text.lower() in ("na", "n/a", "null", "none", "nan", "-", "#n/a"):
        return ""
    if _NUMBER.match(text):
        return "number"
    return "date" if DATE.match(text) else "text"


@dataclass(frozen=True, slots=True)
class _Column:
    """What the cells below have in common: their kind ("" when mixed), how many are filled (0–1), and the values."""

    kind: str
    filled: float
    values: frozenset[str]


def find(records: list[Record], *, header_line: int | None = None, header_rows: int | None = None) -> Header:
    """Where the table begins. `records` are the first of the file, at least one of them not blank; the two numbers are a person's word."""
    written = [(line, cells) for line, cells, _ in records if not is_blank(cells)]
    told = next((at for at, (line, _) in enumerate(written) if line >= (header_line or 0)), 0)
    usual = agreement([cells for _, cells in written[told:]]).width
    at = told if header_line else _start(written, usual)
    rows, confidence = _count_rows([cells for _, cells in written[at:]], usual)
    is_grouped = header_line is None and header_rows is None and rows == 1 and _groups(written, at, usual)
    if is_grouped:
        at, rows = at - 1, 2
    if header_rows is not None:
        rows, confidence = min(header_rows, len(written) - at), 1.0
    heads = [list(cells) for _, cells in written[at : at + rows]]
    if is_grouped or (rows == 2 and only_groups(*heads)):
        heads = [grouped(*heads)] * 2
    body = [cells for _, cells in written[at + rows :]]
    heads, width, findings = _fit_names(heads, body, usual, written[at][0])
    junk = [_above(line, cells) for line, cells in written[:at]]
    return Header(
        line=written[at][0] if rows else 0,
        rows=rows,
        first_line=_line_after(records, written[at + rows - 1]) if rows else written[at][0],
        cells=tuple(tuple((cells + [""] * width)[:width]) for cells in heads),
        width=width,
        confidence=confidence,
        findings=(*junk, *findings),
    )


def _start(written: list[tuple[int, list[str]]], usual: int) -> int:
    """The first record that could be a header, and not of a smaller table above the others; before it stands junk."""
    for at, (_, cells) in enumerate(written[:50]):
        if _could_be_header(cells, usual) and not _heads_a_smaller_table(written, at, usual):
            return at
    return next((at for at, (_, cells) in enumerate(written) if len(cells) == usual), 0)


def _heads_a_smaller_table(written: list[tuple[int, list[str]]], at: int, usual: int) -> bool:
    """Whether a blank line soon ends the table that begins here, and a wider and longer one follows it.

    A record that fills fewer columns than the rows of the table below it, as a summary above the answers does.
    """
    breaks = [place for place, ((line, _), (after, _)) in enumerate(pairwise(written[at:]), at + 1) if after > line + 1]
    end = next((place for place in breaks if not _spans(written[place - 1], written[place][0])), None)
    if end is None or end - at > _SUMMARY or end >= len(written) - 1:
        return False
    following = next((place for place in breaks if place > end), len(written))
    head, below = written[at][1], written[end][1]
    wider = sum(bool(cell.strip()) for cell in below) > sum(bool(cell.strip()) for cell in head)
    return wider and following - end > end - at and _could_be_header(below, usual) and all(kind(cell) in ("text", "") for cell in below)


def _spans(record: tuple[int, list[str]], after: int) -> bool:
    """Whether the line breaks within a record fill the lines up to the next."""
    line, cells = record
    return line + 1 + sum(len(re.findall(r"\r\n|\r|\n", cell)) for cell in cells) >= after


def _could_be_header(cells: list[str], usual: int) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) == 2 and filled[0].endswith(":") and not filled[1].endswith(":"):
        return False  # "Period: May", as stands above many a table
    if len(cells) < usual:
        names = all(kind(cell) == "text" for cell in cells) and len(set(cells)) == len(cells)
        return names and len(cells) >= max(2, usual / 2) and not cells[0].startswith("# ")
    return len(filled) >= 3 or len(filled) >= usual / 2 + (usual == 2) / 2


def _groups(written: list[tuple[int, list[str]]], at: int, usual: int) -> bool:
    """Whether the row just above the header names groups of columns, as merged cells do: a few words, each over its first column."""
    if at == 0 or written[at - 1][0] != written[at][0] - 1:
        return False
    above, names = written[at - 1][1], written[at][1]
    filled = [place for place, cell in enumerate(above) if cell.strip()]
    if len(above) != usual or len(names) != usual or len(filled) < 2 or any(kind(above[place]) != "text" for place in filled):
        return False
    wide = any(after - place > 1 and names[place].strip() for place, after in pairwise([*filled, usual]))
    # A column that the upper row names alone has no name below.
    alone = [place for place in filled if not names[place].strip()]
    whole = all(not names[place + 1].strip() or above[place + 1].strip() for place in alone if place + 1 < usual)
    return wide and not above[0].strip() and whole and len(alone) < len(filled)


def _line_after(records: list[Record], last: tuple[int, list[str]]) -> int:
    line, cells = last
    following = next((at for at, _, _ in records if at > line), None)
    return following or line + 1 + sum(len(re.findall(r"\r\n|\r|\n", cell)) for cell in cells)


def _count_rows(rows: list[list[str]], usual: int) -> tuple[int, float]:
    """How many of the first rows are header, and how sure we are."""
    for at in range(1, min(MAX_HEADER_ROWS + 1, len(rows))):
        marked = sum(bool(_IMPORT_ID.match(cell)) for cell in rows[at])
        if marked and marked >= sum(bool(cell.strip()) for cell in rows[at]) / 2:
            return at + 1, 1.0
    if not comes_again(rows[0], rows[1:]) and _is_data(rows[0], _columns(rows[1:], usual)):
        return 0, 0.8
    count = 1
    while count < min(MAX_HEADER_ROWS, len(rows)):
        below = rows[MAX_HEADER_ROWS:] if len(rows) >= MAX_HEADER_ROWS + 3 else rows[count + 1 :]
        if not _is_label_row(rows[0], rows[count], _columns(below, usual), len(below)):
            break
        count += 1
    return count, 0.9


def _columns(rows: list[list[str]], width: int) -> list[_Column]:
    """What each of `width` columns holds, from the first rows of the usual width."""
    rows = [cells for cells in rows[:60] if fits(cells, width)]
    return [_column([cells[at] for cells in rows]) for at in range(width)] if rows else []


def _column(cells: list[str]) -> _Column:
    kinds = Counter(kind(cell) for cell in cells)
    blank = kinds.pop("", 0)
    name, count = max(kinds.items(), key=lambda item: item[1], default=("", 0))
    usual = name if count >= 0.8 * (len(cells) - blank) else ""
    filled = sum(bool(cell.strip()) for cell in cells) / len(cells)
    return _Column(usual, filled, frozenset(cell.strip() for cell in cells if cell.strip()))


def _is_data(row: list[str], columns: list[_Column]) -> bool:
    """Whether the first row is an answer like those below it, so that the file has no header.

    Years or steps of a scale in rising order are names of columns, not answers.
    """
    kinds = [kind(cell) for cell in row]
    places = [at for at, what in enumerate(kinds) if what == "number"]
    together = len(places) >= 3 and places[-1] - places[0] == len(places) - 1
    if together and _rising([row[at].strip() for at in places]):
        return False
    if not columns:
        return "date" in kinds or (bool(row) and all(what == "number" for what in kinds))
    alike = unlike = again = 0
    for cell, what, column in zip(row, kinds, columns, strict=False):
        if column.kind in ("number", "date") and what:
            alike += what == column.kind
            unlike += what == "text"
        again += what == "text" and cell.strip() in column.values
    return not unlike and (alike > 0 or again >= max(1, len(row) / 2))


def _rising(numbers: list[str]) -> bool:
    try:
        values = [float(number) for number in numbers]
    except ValueError:
        return False
    return all(low < high for low, high in pairwise(values))


def _is_label_row(first: list[str], row: list[str], columns: list[_Column], rows_below: int) -> bool:
    """Whether a row below the header still names or explains columns, by what stands below it.

    It repeats names, or says "Response", or names the columns of a tool, or puts into words what codes above it stand for, or has
    words or nothing where numbers and dates follow; an answer would look like those below.
    """
    filled = [cell.strip() for cell in row if cell.strip()]
    if not filled:
        return False
    repeated = sum(bool(cell.strip()) and cell == name for cell, name in zip(row, first, strict=False))
    if repeated >= 3 or repeated == len(filled) > 1 or _says_response(first, row, columns) or tool_of(filled):
        return True
    if rows_below >= 3 and _names_choices(first, row, columns):
        return True
    if (rows_below >= 3 and _is_unlike(row, columns)) or _names_items(first, row, columns, rows_below):
        return True
    return _are_codes(first) and _are_questions(row, columns)


def _names_items(first: list[str], row: list[str], columns: list[_Column], rows_below: int) -> bool:
    """Whether the first row names groups, each over its first column, and this one every column; below, few answers come again and again.

    No cell of it stands below, and no two columns side by side have one name.
    """
    groups = [cell.strip() for cell in first if cell.strip()]
    names = [cell.strip() for cell in row]
    whole = len(names) == len(first) == len(columns) and all(kind(name) == "text" for name in names)
    if not whole or not 2 <= len(groups) <= len(names) / 2 or any(kind(cell) != "text" for cell in groups):
        return False
    alike = sum(name == after for name, after in pairwise(names))
    below = sum(name in column.values for name, column in zip(names, columns, strict=True))
    few = sum(len(column.values) <= min(_FEW, rows_below // 2) for column in columns)
    return rows_below > 3 and not alike and not below and few >= 0.6 * len(columns)


def _says_response(first: list[str], row: list[str], columns: list[_Column]) -> bool:
    """Whether a row says "Response" below questions: below most, or beside the options of a multiple choice."""
    filled = [cell.strip() for cell in row if cell.strip()]
    words = sum(cell.lower() in RESPONSE_WORDS for cell in filled)
    if not words or not {kind(cell) for cell in filled} <= {"text", ""}:
        return False
    options = sum(column.values == {cell.strip()} for cell, column in zip(row, columns, strict=False))
    under = any(cell.strip() and not name.strip() for cell, name in zip(row, first, strict=False))
    return under or words >= 0.3 * len(filled) or words + options == len(filled)


def _names_choices(first: list[str], row: list[str], columns: list[_Column]) -> bool:
    """Whether a row names the choices of questions, also numbers: below each stands the choice or nothing, above it mostly nothing, and
    the row says nothing where every answer says something."""
    here = list(enumerate(zip(row, columns, strict=False)))
    at_choices = [at for at, (cell, column) in here if cell.strip() and column.values <= {cell.strip()}]
    numbers = any(kind(cell) in ("number", "date") for at, cell in enumerate(row) if at not in at_choices)
    blank_above = sum(not name.strip() for at, name in enumerate(first) if at in at_choices)
    missing = sum(not cell.strip() and column.filled >= 0.95 for _, (cell, column) in here)
    chosen = sum(bool(columns[at].values) for at in at_choices)
    return len(at_choices) >= 3 and blank_above >= 2 and missing >= 2 and chosen >= 2 and not numbers


def _is_unlike(row: list[str], columns: list[_Column]) -> bool:
    """Whether a row has words or nothing where those below have numbers and dates, and nowhere an answer like theirs."""
    kinds = [kind(cell) for cell in row]
    over = blank = missing = 0
    for cell, what, column in zip(row, kinds, columns, strict=False):
        measured = column.kind in ("number", "date")
        # A column of one answer only, which the row names, is an option of a multiple choice.
        if (measured and what == column.kind) or (what == "text" and cell.strip() in column.values and len(column.values) > 1):
            return False
        over += measured and what == "text"
        blank += not cell.strip() and column.filled >= 0.95
        missing += not cell.strip() and column.filled >= 0.95 and measured
    return over >= 2 or (over >= 1 and blank >= 2) or (missing >= 2 and set(kinds) <= {"text", ""})


def _are_codes(names: list[str]) -> bool:
    """Whether a header names questions by codes such as Q1, q0004_0001 or QID7."""
    filled = [name.strip() for name in names if name.strip()]
    return len(filled) >= 2 and sum(bool(_CODE.match(name)) for name in filled) >= 0.6 * len(filled)


def _are_questions(row: list[str], columns: list[_Column]) -> bool:
    """Whether most cells of a row ask something, which hardly any cell below does."""
    filled = [cell.strip() for cell in row if cell.strip()]
    below = [value for column in columns for value in column.values]
    asked, again = sum(cell.endswith("?") for cell in filled), sum(value.endswith("?") for value in below)
    return asked >= max(2, len(filled) / 2) and again <= 0.1 * len(below)


def _fit_names(heads: list[list[str]], body: list[list[str]], usual: int, line: int) -> tuple[list[list[str]], int, list[Finding]]:
    """The header rows and the width of the table, where the header and the rows disagree."""
    if not heads:
        return [], usual, [_no_header(line)]
    named = len(heads[0])
    if named > usual and is_blank(heads[0][usual:]):
        return heads, usual, []
    if named >= usual:
        return heads, named, []
    longer = [cells for cells in body if len(cells) == usual]
    if len(longer) < 5 or len(longer) < 0.9 * len(body) or all(is_blank(cells[named:]) for cells in longer):
        return heads, named, []
    what = f"Line {line:,} names {named:,} columns, but the rows have {usual:,} cells."
    remedy = "Check the columns without a name, or mend the header and upload the file again."
    if usual == named + 1 and _counts_up([cells[0] for cells in longer]):
        heads = [["", *cells] for cells in heads]
    return heads, usual, [Finding("header-short", Severity.WARNING, what, remedy, line=line)]


def _counts_up(cells: list[str]) -> bool:
    """Row numbers: a column without a name that some statistics programs write first."""
    return all(cell.isdecimal() for cell in cells) and all(int(b) == int(a) + 1 for a, b in pairwise(cells))


def _no_header(line: int) -> Finding:
    what = "The file has no header: its first line is an answer like the others."
    remedy = "Name the columns here, or add a header line and upload the file again."
    return Finding("no-header", Severity.WARNING, what, remedy, line=line)


def _above(line: int, cells: list[str]) -> Finding:
    text = " ".join(cell.strip() for cell in cells if cell.strip())[:80]
    if text.casefold().startswith("sep="):
        what = f"Line {line:,} tells Excel what stands between the cells, and is left out."
        return Finding("above-table", Severity.NOTE, what, "Nothing is to be done.", line=line, value=text)
    what = f"Line {line:,} stands above the table and is left out: “{text}”."
    return Finding("above-table", Severity.NOTE, what, "If it is the header, set the header line by hand.", line=line, value=text)
