"""The rows an import refused: kept with it, given out as a file to mend, and erased with the person they speak of.

The file has two columns more than the one that came: `error` says why, and `vocdash_row` says whose row it is, so that the
mended row takes the place of the first one also where the file gives no ids, and whatever the mended file is called.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.domain import Finding, Severity
from vocdash.errors import UnknownName
from vocdash.ingest.presets import OURS
from vocdash.outgoing import harmless
from vocdash.store import Store
from vocdash.store import tables as t

_MARK = re.compile(r"([^/]*)/(?:r([0-9a-f]{1,16}))?")


class Mark(NamedTuple):
    """What `vocdash_row` says: the code of the source, and the submission to replace where its row came in in part."""

    source: str
    submission_id: int | None

    def __str__(self) -> str:
        # The letter keeps spreadsheets from taking the id for a number, which they would round.
        return f"{self.source}/" + (f"r{self.submission_id:x}" if self.submission_id is not None else "")


def read_mark(cell: str) -> Mark | None:
    """What a cell of `vocdash_row` says; None when nothing of ours."""
    found = _MARK.fullmatch(cell.strip())
    if found is None or not found[1]:
        return None
    number = int(found[2], 16) if found[2] else None
    return None if number is not None and number >> 63 else Mark(found[1], number)


class RefusedRow(NamedTuple):
    """A row to mend. `submission_id` and `customer_id` tell whose it is, as far as that can be read."""

    line: int
    cells: Sequence[str]
    mark: str
    reason: str
    submission_id: int
    customer_id: int | None


def reasons(line: int, findings: Iterable[Finding]) -> str:
    """Why a row is refused, with what to do, in one cell."""
    against = [finding for finding in findings if finding.severity is Severity.REFUSED]
    said = " ".join(f"{f'{each.column}: ' if each.column else ''}{each.what} {each.remedy}" for each in against)
    return f"Line {line}: {said}"


def as_csv(columns: Sequence[str], rows: Sequence[RefusedRow]) -> str:
    """Rows as CSV to mend. Cells that a spreadsheet would take for a formula begin with an apostrophe. "" without rows."""
    if not rows:
        return ""
    kept = [at for at, column in enumerate(columns) if column not in OURS]
    text = StringIO()
    writer = csv.writer(text)
    # A column is found again by its name, which space before it does not change and an apostrophe would.
    writer.writerow([*(columns[at] if harmless(columns[at]) == columns[at] else f" {columns[at]}" for at in kept), *OURS])
    for row in rows:
        own = [row.cells[at] if at < len(row.cells) else "" for at in kept]
        writer.writerow([*map(harmless, own), harmless(row.mark), harmless(row.reason), *map(harmless, row.cells[len(columns) :])])
    return text.getvalue()


# --- in the store ----------------------------------------------------------------------------------------------------

_COLUMNS = ("import_id", "number", "line", "cells", "reason", "submission_id", "customer_id")


def keep(connection: Connection, import_id: int, columns: Sequence[str], rows: Sequence[RefusedRow]) -> None:
    """Keep the refused rows of an import with it."""
    if not rows:
        return
    connection.execute(sa.update(t.imports).where(t.imports.c.import_id == import_id).values(columns=list(columns)))
    values = [
        (import_id, number, row.line, [row.mark, *row.cells], row.reason, row.submission_id, row.customer_id)
        for number, row in enumerate(rows)
    ]
    connection.execute(sa.insert(t.refused_rows), [dict(zip(_COLUMNS, value, strict=True)) for value in values])


def refused_csv(store: Store, actor: Actor, import_id: int) -> str:
    """The refused rows of an import, as CSV to mend; "" when there are none, or none any more.

    Raises
    ------
    NotAllowed
        If the actor is not at least a lead: the rows say what people wrote, unmasked.
    UnknownName
        If there is no such import.
    """
    actor.require(Access.LEAD, "see refused rows")
    r = t.refused_rows.c
    with store.reading() as connection:
        found = connection.execute(sa.select(t.imports.c.columns).where(t.imports.c.import_id == import_id)).one_or_none()
        if found is None:
            raise UnknownName("import", str(import_id), map(str, connection.scalars(sa.select(t.imports.c.import_id))))
        rows = connection.execute(sa.select(t.refused_rows).where(r.import_id == import_id).order_by(r.number)).all()
    kept = [RefusedRow(row.line, row.cells[1:], row.cells[0], row.reason, row.submission_id, row.customer_id) for row in rows]
    return as_csv(found.columns or (), kept)
