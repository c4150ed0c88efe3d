"""Contacts with single customers, from a file of the service desk, the shop or the carrier: they stand on the customer's road.

A row is one contact. A file says whose it is (the customer's number), when, at which stage and of what kind; and touchpoint, channel,
direction (in or out) and human (yes or no) if it knows them. Columns are known by their usual names, or by what somebody says of them
(:mod:`vocdash.ingest.contact_columns`). The same file twice changes nothing, and undoing the import takes all of it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.domain import Finding, Severity
from vocdash.ingest.contact_columns import columns_of
from vocdash.ingest.contact_mapping import ContactsMapping
from vocdash.ingest.contact_rows import COLUMNS, NotUnderstood, read_known, understood
from vocdash.ingest.progress import OnProgress, Progress, silent
from vocdash.ingest.publish import hash_of, record_import
from vocdash.ingest.read import Table, read_table
from vocdash.ingest.refused import RefusedRow, keep, reasons
from vocdash.ingest.report import Findings, finding_as_json, finding_from_json
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows

_AT_ONCE = 500
_WRITTEN_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class ContactsReport:
    """What came in: rows = added + same + refused; `import_id` is None where nothing was new, and where nothing was to be written.

    `of` is how many rows the file has; `rows` are fewer where only its beginning was looked at.
    """

    import_id: int | None
    rows: int
    added: int
    same: int
    refused: int
    findings: tuple[Finding, ...]
    of: int


@dataclass(frozen=True, slots=True)
class _Read:
    """The rows of a file as far as they were read: those to store by their key, and those that could not be understood."""

    rows: int
    meant: dict[int, tuple[Any, ...]]
    refused: list[RefusedRow]
    lost: int
    findings: Findings

    def counts(self, new: int) -> dict[str, int]:
        """Rows by what becomes of them, where so many are new."""
        return {"row_count": self.rows, "added": new, "same": self.rows - self.lost - new, "refused": self.lost}


def bring_in_contacts(
    store: Store,
    actor: Actor,
    path: Path,
    mapping: ContactsMapping,
    *,
    sample: bool = False,
    file_name: str | None = None,
    job_id: str | None = None,
    progress: OnProgress | None = None,
) -> ContactsReport:
    """Bring a file of contacts in: rows that can be understood, with a finding for every other one; everything or nothing.

    What the mapping does not say of the columns is told by their usual names. `sample` marks them as sample data, which starting empty
    removes; `file_name` is what to call the file when `path` is a temporary one; `job_id` is the job this import is.

    Raises
    ------
    NotAllowed
        If the actor is not at least a lead.
    UnreadableFile, MappingError, UnknownName
        If the file is no table, nothing in it says what is needed, or the journey or a column does not exist.
    """
    actor.require(Access.LEAD, "import data")
    tell = progress or silent
    table = read_table(path, overrides=mapping.reading, name=file_name)
    with store.reading() as connection:
        found = _read(connection, table, mapping, tell)
    tell(Progress("writing", 0, table.data_rows))
    with store.writing() as connection:
        there = _there(connection, list(found.meant))
        new = [contact for number, contact in found.meant.items() if number not in there]
        counts, import_id = found.counts(len(new)), None
        if new:
            about = {"file_name": table.name[:300], "file_hash": hash_of(path), "columns": list(table.columns), "job_id": job_id}
            by = {"imported_by": actor.signature, "sample": sample, "mapping": {}}
            import_id = record_import(connection, {**about, **by, **counts})
            _write(connection, import_id, new, tell)
            keep(connection, import_id, table.columns, found.refused)
    return _report(import_id, table, found, counts)


def foresee_contacts(
    store: Store, actor: Actor, path: Path, mapping: ContactsMapping, *, most: int | None = None, file_name: str | None = None
) -> ContactsReport:
    """What would come in of a file, or of its first `most` rows, as :func:`bring_in_contacts` brings it in. Nothing is written."""
    actor.require(Access.LEAD, "import data")
    table = read_table(path, overrides=mapping.reading, name=file_name)
    with store.reading() as connection:
        found = _read(connection, table, mapping, silent, most)
        new = len(found.meant) - len(_there(connection, list(found.meant)))
    return _report(None, table, found, found.counts(new))


def contacts_as_text(report: ContactsReport) -> str:
    """The report in words."""
    counts = f"{report.added:,} new, {report.same:,} known already, {report.refused:,} refused"
    done = f"as import {report.import_id}" if report.import_id is not None else "and changed nothing"
    lines = [f"{report.rows:,} contacts were read {done}: {counts}."]
    lines += [f"Line {one.line}, {one.count:,} in all: {one.what} {one.remedy}" for one in report.findings]
    return "\n".join(lines)


def contacts_as_json(report: ContactsReport) -> dict[str, Any]:
    """The report as plain values; :func:`contacts_from_json` reads it back."""
    return {**asdict(report), "findings": [finding_as_json(finding) for finding in report.findings]}


def contacts_from_json(told: dict[str, Any]) -> ContactsReport:
    """The report that :func:`contacts_as_json` told."""
    return ContactsReport(**{**told, "findings": tuple(map(finding_from_json, told["findings"]))})


def remove_contacts(connection: Connection, import_id: int) -> list[int]:
    """Take the contacts of an import back; gives the customer each of them was with."""
    of = t.interactions.c.import_id == import_id
    customers = list(connection.scalars(sa.select(t.interactions.c.customer_id).where(of)))
    connection.execute(sa.delete(t.interactions).where(of))
    return customers


def _read(connection: Connection, table: Table, mapping: ContactsMapping, tell: OnProgress, most: int | None = None) -> _Read:
    """The rows of a file, or its first ones, understood or refused."""
    columns = columns_of(table.columns, mapping.columns, table.name)
    at = {header: number for number, header in enumerate(table.columns)}
    known = read_known(connection, mapping.journey, [columns.row(at, cells)["at"] for _, cells in table.first(1_000)])
    findings = Findings(finding for finding in table.findings if finding.severity is Severity.REFUSED)
    meant: dict[int, tuple[Any, ...]] = {}
    refused: list[RefusedRow] = []
    done = 0
    for lines, rows in table.batches():
        for line, cells in zip(lines, rows, strict=True):
            row = columns.row(at, cells)
            try:
                contact = understood(known, row)
            except NotUnderstood as wrong:
                found = [wrong.finding(line, row, columns)]
                findings.add(found)
                refused.append(RefusedRow(line, cells, "", reasons(line, found), 0, known.customer(row)))
            else:
                meant[contact[0]] = contact
        done += len(rows)
        tell(Progress("reading", done, table.data_rows))
        if most is not None and done >= most:
            return _Read(done, meant, refused, len(refused), findings)
    return _Read(table.data_rows, meant, refused, len(refused) + table.refused, findings)


def _report(import_id: int | None, table: Table, found: _Read, counts: dict[str, int]) -> ContactsReport:
    added, same, refused = (counts[name] for name in ("added", "same", "refused"))
    return ContactsReport(import_id, found.rows, added, same, refused, found.findings.grouped(), table.data_rows)


def _there(connection: Connection, numbers: Sequence[int]) -> set[int]:
    i = t.interactions.c
    found: set[int] = set()
    for start in range(0, len(numbers), _AT_ONCE):
        found.update(connection.scalars(sa.select(i.interaction_id).where(i.interaction_id.in_(numbers[start : start + _AT_ONCE]))))
    return found


def _write(connection: Connection, import_id: int, new: Sequence[tuple[Any, ...]], tell: OnProgress) -> None:
    customers, c = sorted({row[1] for row in new}), t.customers.c
    known: set[int] = set()
    for start in range(0, len(customers), _AT_ONCE):
        part = customers[start : start + _AT_ONCE]
        known.update(connection.scalars(sa.select(c.customer_id).where(c.customer_id.in_(part))))
    insert_rows(connection, t.customers, ("customer_id",), [(number,) for number in customers if number not in known])
    for start in range(0, len(new), _WRITTEN_AT_ONCE):
        rows = [(*row, import_id) for row in new[start : start + _WRITTEN_AT_ONCE]]
        insert_rows(connection, t.interactions, (*COLUMNS, "import_id"), rows)
        tell(Progress("writing", start + len(rows), len(new)))
