"""A process that opens one workbook and ends: `python -P opening.py`, for :mod:`vocdash.ingest.read.sheets`.

Libraries that read workbooks hold all of it in memory, with room for every cell between the first and the last, and end the process where
there is none. So that is done here, with a limit, where nobody else is. It is run as a file, and imports nothing of ours: the start of a
process that knows all of vocdash takes longer than a workbook of some thousand rows.

On standard input a marshalled (path, member of the zip or None, sheet wanted or None, bytes of memory, seconds of work). On standard
output, a file, the cells: marshalled lists of rows, then where they stand, marshalled too, then where that begins, in eight bytes:

* {"fault": word} where it cannot be read: "password", "broken", or "sheet" for one that is not there, with "names", those there are;
* {"visible": the names of the sheets a person sees, "picture": whether it holds one, "sheets": one tuple for each sheet that was read,
  of (name, height, width, [(place in the file, size in bytes, row of the first, 1 = the first row of the sheet)])}.
"""

from __future__ import annotations

import errno
import marshal
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import python_calamine as calamine

CELLS, ROWS = 20_000, 1_000
"""Cells and rows in a list, at most, so that whoever reads them needs little memory; a list has one row at least."""

LONG, LONGEST = 1 << 22, 1 << 26
"""Bytes of a list from which on it holds one row only, and those that no row of answers has."""

Cell = int | float | str | bool | time | date | datetime | timedelta
Told = dict[str, object]


def main() -> None:
    """Answer the one question that is asked."""
    path, member, wanted, memory, seconds = marshal.load(sys.stdin.buffer)
    _limit(memory, seconds)
    target = sys.stdout.buffer
    told = marshal.dumps(_told(path, member, wanted, target))
    target.write(told + (target.tell()).to_bytes(8, "little"))
    target.flush()


def _limit(memory: int, seconds: int) -> None:
    """No more memory, no more than that in the file, and no more work. Windows has none of these limits, macOS none of memory."""
    with suppress(ImportError):
        import resource

        for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, memory), (resource.RLIMIT_CPU, seconds)):
            hard = resource.getrlimit(what)[1]
            with suppress(OSError, ValueError):
                resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _told(path: str, member: str | None, wanted: str | None, target: BinaryIO) -> Told:
    try:
        content = _bytes(path, member)
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == calamine.SheetVisibleEnum.Visible] or book.sheet_names
        if wanted is not None and wanted not in book.sheet_names:
            return {"fault": "sheet", "names": book.sheet_names}
        sheets = [_sheet(book.get_sheet_by_name(name), target) for name in (visible if wanted is None else [wanted])]
    except calamine.PasswordError:
        return {"fault": "password"}
    except BaseException as error:
        if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.EFBIG:
            raise
        # A corrupt workbook can stop the library with an exception of its own that is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        return {"fault": "broken"}
    return {"visible": visible, "picture": b"media/" in content, "sheets": sheets}


def _bytes(path: str, member: str | None) -> bytes:
    with Path(path).open("rb") as stream:
        if member is None:
            return stream.read()
        with zipfile.ZipFile(stream) as archive:
            return archive.read(member)


def _sheet(sheet: calamine.CalamineSheet, target: BinaryIO) -> tuple[str, int, int, list[tuple[int, int, int]]]:
    """Write the cells of a sheet, without the blank rows above them; gives what is told of it."""
    places, line = [], 1
    rows = sheet.iter_rows()
    at_once = max(1, min(ROWS, CELLS // max(1, sheet.width)))
    if sheet.start and sheet.start[0]:
        line += len(list(islice(rows, sheet.start[0])))
    while some := [list(map(_text, row)) for row in islice(rows, at_once)]:
        whole = marshal.dumps(some)
        for part in [whole] if len(whole) < LONG else [marshal.dumps([row]) for row in some]:
            if len(part) > LONGEST:
                raise MemoryError
            places.append((target.tell(), len(part), line))
            target.write(part)
            line += len(some) if part is whole else 1
    return sheet.name, sheet.height, sheet.width, places


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


if __name__ == "__main__":
    main()
