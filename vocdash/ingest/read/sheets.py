"""Records of a workbook: XLSX, XLS, XLSB and ODS."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import python_calamine as calamine

from vocdash.domain import Finding, Severity
from vocdash.errors import UnknownName, UnreadableFile
from vocdash.ingest.read.blob import CORRUPT, EXPORT_AGAIN, SAVE_AS_CSV, UNLOCK, Blob
from vocdash.ingest.read.table import Block, Record, in_blocks

_ASIDE = re.compile(
    r"(?:read ?me|code ?book|(?:data )?dictionary|legend|notes?|about|info|instructions?|variables?|labels?|lists?|look ?ups?|settings|"
    r"cover|contents|index|summary|overview|dashboard|charts?|pivot|übersicht|legende|zusammenfassung|anleitung|hinweise|sommaire|légende|"
    r"résumé|leyenda|resumen|instrucciones)\b",
    re.IGNORECASE,
)
"""Names of sheets that stand beside the answers and explain them or sum them up."""

_ASIDE_COUNTS = 0.02

Cell = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True, slots=True)
class SheetSource:
    """One sheet of a workbook. The lines are the sheet's rows, 1 = the first. A workbook is read into memory as a whole."""

    sheet: calamine.CalamineSheet

    @property
    def name(self) -> str:
        return self.sheet.name

    def blocks(self, first_line: int, width: int | None) -> Iterator[Block]:
        return in_blocks(self._records(first_line))

    def _records(self, first_line: int) -> Iterator[Record]:
        above = self.sheet.start[0] if self.sheet.start else 0
        for line, cells in enumerate(self.sheet.iter_rows(), start=1):
            if line >= first_line and line > above:
                yield line, [_text(cell) for cell in cells], ""


def _text(cell: Cell) -> str:
    """The cell as one would type it: whole numbers without a point, days and times in ISO form."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)


def open_sheets(blob: Blob, wanted: str | None) -> list[tuple[SheetSource, list[Finding]]]:
    """The sheet called `wanted`, else the visible ones with anything in them, the likeliest to hold the answers first.

    Each comes with the finding that says which is read, where there are several.
    """
    _check_room(blob)
    try:
        book = calamine.CalamineWorkbook.from_filelike(blob.whole())
        names = _visible(book)
        if wanted is not None and wanted not in book.sheet_names:
            raise UnknownName("sheet", wanted, book.sheet_names)
        sheets = [book.get_sheet_by_name(name) for name in ([wanted] if wanted else names)]
    except calamine.PasswordError:
        raise UnreadableFile(f"“{blob.name}” is protected by a password.", UNLOCK) from None
    except BaseException as error:
        # A corrupt workbook can stop the library with an exception of its own that is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        if isinstance(error, UnknownName):
            raise
        raise UnreadableFile(f"“{blob.name}” is a broken workbook.", "Open it in a spreadsheet, save it again, and upload that.") from None
    filled = sorted((sheet for sheet in sheets if sheet.height), key=_likelihood, reverse=True)
    return [(SheetSource(sheet), _which(sheet.name, names) if wanted is None else []) for sheet in filled]


_COLUMN = re.compile(rb"""r=["']([A-Z]{1,3})\d""")
_ROW = re.compile(rb"""r=["'][A-Z]{0,3}(\d{1,7})["']""")
_PART, _LAP = 1 << 22, 32
_FEW_CELLS, _MOST_CELLS = 10_000_000, 100_000_000


def _check_room(blob: Blob) -> None:
    """Refuse an XLSX with next to nothing in it but one cell far away: the library makes room for every cell between, and where there is
    none ends the whole process. A sheet needs more than a byte for each cell that is there.

    Raises
    ------
    UnreadableFile
        If a sheet spans many times the cells it can hold.
    """
    if not blob.head.startswith(b"PK"):
        return
    with blob.open() as stream, zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            if info.filename.endswith(".xml") and info.filename != "xl/sharedStrings.xml":
                rows, columns = _extent(archive, info)
                if rows * columns > min(max(info.file_size, _FEW_CELLS), _MOST_CELLS):
                    what = f"A sheet of “{blob.name}” reaches to row {rows:,} and column {columns:,} with next to nothing between."
                    raise UnreadableFile(what, "Delete what stands far away from the answers, save it, and upload that.")


def _extent(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> tuple[int, int]:
    """The last row and the last column that a sheet names."""
    rows, letters, lap = 1, {b"A"}, b""
    try:
        with archive.open(info) as stream:
            while part := stream.read(_PART):
                part = lap + part
                rows = max([rows, *map(int, set(_ROW.findall(part)))])
                letters |= set(_COLUMN.findall(part))
                lap = part[-_LAP:]
    except CORRUPT:
        return 0, 0  # the library says it better
    return rows, max(_number(letter) for letter in letters)


def _number(letters: bytes) -> int:
    """The number of a column: A is 1, Z is 26, AA is 27."""
    found = 0
    for letter in letters:
        found = found * 26 + letter - ord("A") + 1
    return found


def _likelihood(sheet: calamine.CalamineSheet) -> float:
    """The cells of a sheet; those that explain others, by their name, count little."""
    return sheet.height * sheet.width * (_ASIDE_COUNTS if _ASIDE.match(sheet.name.strip()) else 1)


def sheet_names(blob: Blob) -> list[str]:
    """The visible sheets of a workbook that opens, in its order; see :func:`open_sheets` for one that does not."""
    return _visible(calamine.CalamineWorkbook.from_filelike(blob.whole()))


def _visible(book: calamine.CalamineWorkbook) -> list[str]:
    return [sheet.name for sheet in book.sheets_metadata if sheet.visible == calamine.SheetVisibleEnum.Visible] or book.sheet_names


def empty(blob: Blob) -> UnreadableFile:
    """Why a workbook without any filled cell is refused."""
    if b"media/" in blob.whole().getvalue():
        return UnreadableFile(f"“{blob.name}” holds only a picture, not responses.", EXPORT_AGAIN)
    return UnreadableFile(f"“{blob.name}” has no filled cell.", SAVE_AS_CSV)


def _which(read: str, names: list[str]) -> list[Finding]:
    if len(names) < 2:
        return []
    what = f"The workbook has {len(names)} sheets, and “{read}” is read."
    return [Finding("one-sheet", Severity.NOTE, what, "Choose another sheet if the answers stand there.", value=read)]
