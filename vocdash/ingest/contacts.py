"""Contacts with single customers, from a file of the service desk, the shop or the carrier: they stand on the customer's road.

A row is one contact. A file says whose it is (the customer's number), when, at which stage and of what kind; and touchpoint, channel,
direction (in or out) and human (yes or no) if it knows them. Columns are known by their usual names, or by what somebody says of them
(:mod:`vocdash.ingest.contact_columns`). The same file twice changes nothing, and undoing the import takes all of it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash import settings
from vocdash.access import Access, Actor
from vocdash.domain import UNKNOWN, Finding, Severity
from vocdash.errors import UnknownName
from vocdash.ingest import dates
from vocdash.ingest.catalog import read_catalog
from vocdash.ingest.contact_columns import OUR_WORDS, ContactColumns, columns_of
from vocdash.ingest.identity import Identity
from vocdash.ingest.publish import hash_of, record_import
from vocdash.ingest.read import read_table
from vocdash.ingest.refused import RefusedRow, keep, reasons
from vocdash.ingest.report import Findings
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows

_COLUMNS = (
    *("interaction_id", "customer_id", "happened_at", "stage_id", "touchpoint_id", "channel_id", "human", "direction", "kind"),
    "import_id",
)
_HUMAN = {"yes": True, "no": False}
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ContactsReport:
    """What came in: rows of the file = added + same + refused; `import_id` is None where nothing was new, and after a dry run."""

    import_id: int | None
    rows: int
    added: int
    same: int
    refused: int
    findings: tuple[Finding, ...]
    dry_run: bool = False


class _NotUnderstood(Exception):
    """A cell that cannot be understood, and what to do about it."""

    def __init__(self, column: str, remedy: str) -> None:
        super().__init__(column)
        self.column, self.remedy = column, remedy

    def finding(self, line: int, row: Mapping[str, str], columns: ContactColumns) -> Finding:
        value = row.get(self.column, "")
        name = {"at": "moment", "human": "answer to “human”"}.get(self.column, self.column)
        what = f"The {name} of a contact is {'missing' if not value else 'not understood'}."
        return Finding(
            f"contact-{self.column}", Severity.REFUSED, what, self.remedy, line, columns.named.get(self.column, self.column), value or None
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """Names and codes of one journey's places, in any case → numbers; and the names as they are written."""

    places: Mapping[str, Mapping[str, int]]
    names: Mapping[str, Sequence[str]]
    identity: Identity
    zone: ZoneInfo
    format: dates.DateFormat

    def customer(self, row: Mapping[str, str]) -> int | None:
        """Whose contact a row is."""
        return self.identity.of_customer({"number": row["customer"]})


def bring_in_contacts(
    store: Store,
    actor: Actor,
    path: Path,
    journey: str,
    said: ContactColumns | None = None,
    *,
    dry_run: bool = False,
    sample: bool = False,
    file_name: str | None = None,
) -> ContactsReport:
    """Bring a file of contacts in: rows that can be understood, with a finding for every other one.

    `said` is what somebody says of its columns; the others are known by their usual names. A `dry_run` says what would come in, and
    writes nothing. `sample` marks them as sample data, which starting empty removes; `file_name` is what to call the file when `path` is
    a temporary one.

    Raises
    ------
    NotAllowed
        If the actor is not at least a lead.
    UnreadableFile, MappingError, UnknownName
        If the file is no table, nothing in it says what is needed, or the journey or a column does not exist.
    """
    actor.require(Access.LEAD, "import data")
    table = read_table(path, name=file_name)
    columns = columns_of(table.columns, said or ContactColumns(), table.name)
    at = {header: number for number, header in enumerate(table.columns)}
    moments = [columns.row(at, cells)["at"] for _, cells in table.first(1_000)]
    with store.reading() if dry_run else store.writing() as connection:
        known = _read_known(connection, journey, moments)
        findings, meant = Findings(), dict[int, tuple[Any, ...]]()
        refused: list[RefusedRow] = []
        for line, cells in table.rows():
            row = columns.row(at, cells)
            try:
                contact = _understood(known, row)
            except _NotUnderstood as wrong:
                found = [wrong.finding(line, row, columns)]
                findings.add(found)
                refused.append(RefusedRow(line, cells, "", reasons(line, found), 0, known.customer(row)))
            else:
                meant[contact[0]] = contact
        there = _there(connection, list(meant))
        new = [contact for number, contact in meant.items() if number not in there]
        findings.add(finding for finding in table.findings if finding.severity is Severity.REFUSED)
        lost = len(refused) + table.refused
        same = table.data_rows - lost - len(new)
        counts = {"row_count": table.data_rows, "same": same, "refused": lost, "added": len(new)}
        import_id = None
        if new and not dry_run:
            about = {"file_name": table.name[:300], "file_hash": hash_of(path), "columns": list(table.columns)}
            by = {"imported_by": actor.signature, "sample": sample, "mapping": {}}
            import_id = record_import(connection, {**about, **by, **counts})
            _write(connection, import_id, new)
            keep(connection, import_id, table.columns, refused)
    return ContactsReport(import_id, table.data_rows, len(new), same, lost, findings.grouped(), dry_run)


def contacts_as_text(report: ContactsReport) -> str:
    """The report in words."""
    counts = f"{report.added:,} new, {report.same:,} known already, {report.refused:,} refused"
    done = f"as import {report.import_id}" if report.import_id is not None else "and changed nothing"
    lines = [f"{report.rows:,} contacts were read {done}: {counts}."]
    lines += [f"Line {one.line}, {one.count:,} in all: {one.what} {one.remedy}" for one in report.findings]
    return "\n".join(lines)


def remove_contacts(connection: Connection, import_id: int) -> list[int]:
    """Take the contacts of an import back; gives the customer each of them was with."""
    of = t.interactions.c.import_id == import_id
    customers = list(connection.scalars(sa.select(t.interactions.c.customer_id).where(of)))
    connection.execute(sa.delete(t.interactions).where(of))
    return customers


def _read_known(connection: Connection, journey: str, moments: Sequence[str]) -> _Known:
    number = connection.scalar(sa.select(t.journeys.c.journey_id).where(t.journeys.c.code == journey))
    if number is None:
        raise UnknownName("journey", journey, connection.scalars(sa.select(t.journeys.c.code)))
    s, p, c = t.stages.c, t.touchpoints.c, t.channels.c
    asked = {
        "stage": sa.select(s.stage_id, s.code, s.name).where(s.journey_id == number).order_by(s.position),
        "touchpoint": sa.select(p.touchpoint_id, p.code, p.name).order_by(p.name),
        "channel": sa.select(c.channel_id, c.code, c.name).order_by(c.name),
    }
    found = {place: connection.execute(statement).all() for place, statement in asked.items()}
    return _Known(
        {place: {word.casefold(): key for key, code, name in rows for word in (name, code)} for place, rows in found.items()},
        {place: [name for _, code, name in rows if code != UNKNOWN] for place, rows in found.items()},
        Identity(settings.get("secret") or read_catalog(connection, journey).secret),
        ZoneInfo(settings.get("timezone")),
        dates.decide(moments, name="at"),
    )


def _understood(known: _Known, row: Mapping[str, str]) -> tuple[Any, ...]:
    """The row to store, its key first."""
    customer = known.customer(row)
    at = known.format.parse(row["at"])
    if customer is None:
        raise _NotUnderstood("customer", "Give each contact the customer’s number.")
    if at is None:
        raise _NotUnderstood("at", "Write the moment like 2026-05-01 14:30.")
    places = {}
    for name, words in known.places.items():
        said = row.get(name, "")
        if (number := words.get(said.casefold()) if said or name == "stage" else 0) is None:
            raise _NotUnderstood(name, UnknownName(name, said, known.names[name]).fix)
        places[name] = number
    kind, direction, human = (row.get(name, "").casefold() for name in ("kind", "direction", "human"))
    if kind not in OUR_WORDS["kind"]:
        raise _NotUnderstood("kind", f"Known are: {', '.join(OUR_WORDS['kind'])}.")
    if direction and direction not in OUR_WORDS["direction"]:
        raise _NotUnderstood("direction", "Write in or out, or leave it empty.")
    if human and human not in _HUMAN:
        raise _NotUnderstood("human", "Write yes or no, or leave it empty.")
    moment: datetime = at if at.tzinfo else at.replace(tzinfo=known.zone)
    key = known.identity.number("contact", str(customer), moment.isoformat(), str(places["stage"]), str(places["touchpoint"]), kind)
    return (key, customer, moment, places["stage"], places["touchpoint"], places["channel"], _HUMAN.get(human), direction, kind)


def _there(connection: Connection, numbers: Sequence[int]) -> set[int]:
    i = t.interactions.c
    found: set[int] = set()
    for start in range(0, len(numbers), _AT_ONCE):
        found.update(connection.scalars(sa.select(i.interaction_id).where(i.interaction_id.in_(numbers[start : start + _AT_ONCE]))))
    return found


def _write(connection: Connection, import_id: int, new: Sequence[tuple[Any, ...]]) -> None:
    customers, c = sorted({row[1] for row in new}), t.customers.c
    known: set[int] = set()
    for start in range(0, len(customers), _AT_ONCE):
        part = customers[start : start + _AT_ONCE]
        known.update(connection.scalars(sa.select(c.customer_id).where(c.customer_id.in_(part))))
    insert_rows(connection, t.customers, ("customer_id",), [(number,) for number in customers if number not in known])
    insert_rows(connection, t.interactions, _COLUMNS, [(*row, import_id) for row in new])
