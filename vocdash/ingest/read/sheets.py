"""Records of a workbook: XLSX, XLS, XLSB and ODS. Each is opened in a process of its own (:mod:`vocdash.ingest.read.opening`)."""

from __future__ import annotations

import marshal
import re
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from vocdash import settings
from vocdash.domain import Finding, Severity
from vocdash.errors import UnknownName, UnreadableFile
from vocdash.ingest.read.blob import EXPORT_AGAIN, SAVE_AS_CSV, UNLOCK, Blob
from vocdash.ingest.read.table import Block

SECONDS = 600
"""A guard against a file made to keep us busy: a sheet of a million rows and twenty columns takes some 35 seconds."""

_OPENING = Path(__file__).with_name("opening.py")

_ASIDE = re.compile(
    r"(?:read ?me|code ?book|(?:data )?dictionary|legend|notes?|about|info|instructions?|variables?|labels?|lists?|look ?ups?|settings|"
    r"cover|contents|index|summary|overview|dashboard|charts?|pivot|übersicht|legende|zusammenfassung|anleitung|hinweise|sommaire|légende|"
    r"résumé|leyenda|resumen|instrucciones)\b",
    re.IGNORECASE,
)
"""Names of sheets that stand beside the answers and explain them or sum them up."""

_ASIDE_COUNTS = 0.02


@dataclass(frozen=True, slots=True)
class SheetSource:
    """One sheet of a workbook. The lines are the sheet's rows, 1 = the first. Its cells stand in a file, in lists at `places`."""

    name: str
    height: int
    width: int
    places: list[tuple[int, int, int]]
    cells: IO[bytes]

    def blocks(self, first_line: int, width: int | None) -> Iterator[Block]:
        for place, size, line in self.places:
            self.cells.seek(place)
            rows: list[list[str]] = marshal.loads(self.cells.read(size))
            left_out = min(max(0, first_line - line), len(rows))
            if left_out < len(rows):
                yield Block(range(line + left_out, line + len(rows)), rows[left_out:])


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook that was opened: the names of its `visible` sheets in its order, and whether it holds a picture. `sheets` are those with
    anything in them, the likeliest to hold the answers first; only the one that was wanted, where one was.
    """

    visible: tuple[str, ...]
    sheets: tuple[SheetSource, ...]
    has_picture: bool

    def about(self, read: SheetSource) -> list[Finding]:
        """That other sheets are not read, where there are any."""
        if len(self.visible) < 2:
            return []
        what = f"The workbook has {len(self.visible)} sheets, and “{read.name}” is read."
        return [Finding("one-sheet", Severity.NOTE, what, "Choose another sheet if the answers stand there.", value=read.name)]

    def empty(self, name: str) -> UnreadableFile:
        """Why a workbook without any filled cell is refused."""
        if self.has_picture:
            return UnreadableFile(f"“{name}” holds only a picture, not responses.", EXPORT_AGAIN)
        return UnreadableFile(f"“{name}” has no filled cell.", SAVE_AS_CSV)


def open_workbook(blob: Blob, wanted: str | None) -> Workbook:
    """The workbook, or of it only the sheet called `wanted`, be it visible or not.

    Raises
    ------
    UnreadableFile
        If it is broken, protected by a password, or takes more memory or time than a workbook may.
    UnknownName
        If no sheet is called `wanted`.
    """
    # Without a name, so nothing is left behind however we end. Who opens the workbook writes to it, and nobody waits for the other.
    cells = tempfile.TemporaryFile()  # noqa: SIM115 - closed when nothing points to it
    weakref.finalize(cells, cells.close)
    told = _open(blob, wanted, cells)
    if told.get("fault") == "password":
        raise UnreadableFile(f"“{blob.name}” is protected by a password.", UNLOCK)
    if told.get("fault") == "sheet":
        raise UnknownName("sheet", str(wanted), told["names"])
    if told.get("fault"):
        raise UnreadableFile(f"“{blob.name}” is a broken workbook.", "Open it in a spreadsheet, save it again, and upload that.")
    sheets = [SheetSource(name, height, width, places, cells) for name, height, width, places in told["sheets"]]
    filled = sorted((sheet for sheet in sheets if sheet.height), key=_likelihood, reverse=True)
    return Workbook(tuple(told["visible"]), tuple(filled), told["picture"])


def _open(blob: Blob, wanted: str | None, cells: IO[bytes]) -> dict[str, Any]:
    """What the process that opens it tells."""
    limit = settings.get("workbook_mb")
    asked = marshal.dumps((str(blob.path), blob.member, wanted, limit << 20, SECONDS))
    try:
        # -P: what stands beside that file is no library.
        command = [sys.executable, "-P", str(_OPENING)]
        subprocess.run(command, input=asked, stdout=cells, stderr=subprocess.DEVNULL, timeout=SECONDS, check=True)
    except subprocess.TimeoutExpired:
        raise UnreadableFile(f"“{blob.name}” could not be opened within {SECONDS // 60} minutes.", _SMALLER) from None
    except subprocess.CalledProcessError:
        raise UnreadableFile(f"“{blob.name}” takes more than {limit:,} MB to open.", _SMALLER) from None
    cells.seek(-8, 2)
    cells.seek(int.from_bytes(cells.read(8), "little"))
    told: dict[str, Any] = marshal.load(cells)
    return told


_SMALLER = "Delete what stands far away from the answers, or save the sheet with the answers as CSV, and upload that."


def _likelihood(sheet: SheetSource) -> float:
    """The cells of a sheet; those that explain others, by their name, count little."""
    return sheet.height * sheet.width * (_ASIDE_COUNTS if _ASIDE.match(sheet.name.strip()) else 1)
