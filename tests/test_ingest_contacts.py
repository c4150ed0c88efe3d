"""Contacts come in once, name what they cannot place, stand on the customer's road, and go again with their import."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.test_cases import LOW, brought
from vocdash.__main__ import main
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.cases.read import read_case
from vocdash.check import check
from vocdash.choices import read_imports
from vocdash.errors import MappingError, NotAllowed, UnknownName
from vocdash.ingest.contact_mapping import ContactsMapping
from vocdash.ingest.contacts import bring_in_contacts, contacts_as_text, foresee_contacts
from vocdash.ingest.refused import refused_csv
from vocdash.ingest.undo import undo_import, undone_as_text
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.ui.cases import facts as case_facts

SHOP = ContactsMapping("shop")
HEAD = "Customer,at,stage,touchpoint,channel,kind,direction,human\n"
TOLD = (
    HEAD
    + "7,2026-07-01 10:00,buy,Website,,promise,out,no\n"
    + "7,2026-08-20 10:00,Receive,van,,progress,out,no\n"
    + "9,2026-08-21 10:00,receive,,,contact,in,yes\n"
)


def written(folder: Path, text: str) -> Path:
    path = folder / "contacts.csv"
    path.write_text(text, encoding="utf-8")
    return path


def count(store: Store) -> int:
    with store.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(t.interactions)) or 0


def test_contacts_stand_on_the_road_with_the_silence_before_them(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW)
    report = bring_in_contacts(store, COMMAND_LINE, written(tmp_path, TOLD), SHOP)
    assert (report.rows, report.added, report.same, report.refused) == (3, 3, 0, 0)
    road = read_case(store, COMMAND_LINE, 1).road
    assert [stop.contact for stop in road.stops] == ["promise", "progress", ""]
    assert road.came_from is not None
    assert road.came_from.contact == "promise"
    assert [(first.month, last.month) for first, last in road.silences] == [(7, 8)]
    again = bring_in_contacts(store, COMMAND_LINE, written(tmp_path, TOLD), SHOP)
    assert (again.import_id, again.added, again.same) == (None, 0, 3)
    assert [one.name for one in check(store) if not one.sound] == []
    undo_import(store, COMMAND_LINE, report.import_id or 0)
    assert count(store) == 0
    with store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.customers)) == 1, "whoever only had contacts is forgotten"


def test_the_road_parts_before_from_after_at_the_very_moment_of_the_complaint(sqlite_store: Store, tmp_path: Path) -> None:
    """LOW complains on 18 September at 9:12: what happens in that minute is neither before nor after it."""
    brought(sqlite_store, tmp_path, LOW)
    at_once = "7,2026-09-18 09:12,buy,Website,,contact,in,yes\n"
    bring_in_contacts(sqlite_store, COMMAND_LINE, written(tmp_path, HEAD + at_once), SHOP)
    road = read_case(sqlite_store, COMMAND_LINE, 1).road
    assert road.came_from is not None and road.came_from.expected, "nothing happened before"
    assert road.goes_next is None or road.goes_next.expected
    around = "7,2026-09-18 09:11,buy,Website,,contact,in,yes\n7,2026-09-18 09:13,buy,Website,,repair,out,yes\n"
    bring_in_contacts(sqlite_store, COMMAND_LINE, written(tmp_path, HEAD + around), SHOP)
    road = read_case(sqlite_store, COMMAND_LINE, 1).road
    assert road.came_from is not None and (road.came_from.contact, road.came_from.direction) == ("contact", "in")
    assert road.goes_next is not None and (road.goes_next.contact, road.goes_next.direction) == ("repair", "out")


def test_the_promise_that_was_broken_stands_where_it_was_made(sqlite_store: Store, tmp_path: Path) -> None:
    late = LOW.replace("The driver rang once and was gone.", "They promised Monday and nobody came.")
    brought(sqlite_store, tmp_path, late)
    made = "7,2026-05-01 10:00,buy,,,promise,,\n7,2026-07-01 10:00,buy,Website,,promise,,\n7,2026-07-01 16:00,buy,,,promise,,\n"
    told = "7,2026-08-20 10:00,receive,van,,progress,out,no\n7,2026-09-20 10:00,receive,van,,promise,out,yes\n"
    bring_in_contacts(sqlite_store, COMMAND_LINE, written(tmp_path, HEAD + made + told), SHOP)
    file = read_case(sqlite_store, COMMAND_LINE, 1)
    assert [stop.at.isoformat()[:13] for stop in file.road.promises if stop.at] == ["2026-07-01T10", "2026-07-01T16"], (
        "not of May, not of later"
    )
    facts = dict(case_facts.facts(file))
    assert "promised" in facts["Their words on a promise"]
    assert "came from" not in facts["Their words on a promise"]
    assert facts["Promised at"].startswith("Buy · Website on 1 Jul (Ines Brandt, Sales) and Buy on 1 Jul")
    assert facts["Last contacts"].endswith("we said how things stand on 20 Aug, we made a promise on 20 Sept")
    assert facts["Longest known silence"].startswith("61 days")


def test_what_is_foreseen_is_what_comes_in_and_writes_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    brought(sqlite_store, tmp_path, LOW)
    path = written(tmp_path, TOLD + "7,never,buy,,,contact,,\n")
    foreseen = foresee_contacts(sqlite_store, COMMAND_LINE, path, SHOP)
    assert (foreseen.import_id, foreseen.rows, foreseen.added, foreseen.refused, count(sqlite_store)) == (None, 4, 3, 1, 0)
    done = bring_in_contacts(sqlite_store, COMMAND_LINE, path, SHOP, file_name="calls.csv")
    assert replace(done, import_id=None) == foreseen
    assert next(one.file_name for one in read_imports(sqlite_store)) == "calls.csv"


def test_of_a_long_file_only_the_beginning_is_foreseen(sqlite_store: Store, tmp_path: Path) -> None:
    brought(sqlite_store, tmp_path, LOW)
    rows = "".join(f"{number},2026-07-01 10:00,buy,,,contact,in,yes\n" for number in range(30_000))
    path = written(tmp_path, HEAD + rows)
    foreseen = foresee_contacts(sqlite_store, COMMAND_LINE, path, SHOP, most=100)
    assert 100 <= foreseen.rows == foreseen.added < foreseen.of == 30_000
    assert foresee_contacts(sqlite_store, COMMAND_LINE, path, SHOP).added == 30_000


def test_a_file_is_read_as_somebody_said_it_is_written(sqlite_store: Store, tmp_path: Path) -> None:
    brought(sqlite_store, tmp_path, LOW)
    path = written(tmp_path, "Made by the service desk\nKept for a year\n" + TOLD)
    said = ContactsMapping("shop", reading={"header_line": 3})
    assert foresee_contacts(sqlite_store, COMMAND_LINE, path, said).added == 3
    assert bring_in_contacts(sqlite_store, COMMAND_LINE, path, said).added == 3


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",2026-08-20,buy,,,contact,,", "customer"),
        ("7,yesterday,buy,,,contact,,", "at"),
        ("7,2026-08-20,bye,,,contact,,", "stage"),
        ("7,2026-08-20,buy,pigeon,,contact,,", "touchpoint"),
        ("7,2026-08-20,buy,,,hug,,", "kind"),
        ("7,2026-08-20,buy,,,contact,sideways,", "direction"),
        ("7,2026-08-20,buy,,,contact,,perhaps", "human"),
    ],
)
def test_a_row_that_cannot_be_placed_is_named(sqlite_store: Store, tmp_path: Path, row: str, column: str) -> None:
    brought(sqlite_store, tmp_path, LOW)
    report = bring_in_contacts(sqlite_store, COMMAND_LINE, written(tmp_path, TOLD + row + "\n"), SHOP)
    assert (report.added, report.refused) == (3, 1)
    (finding,) = report.findings
    assert (str(finding.column).lower(), finding.line) == (column, 5), "as the file calls it"
    assert finding.what in contacts_as_text(report)
    mend = refused_csv(sqlite_store, COMMAND_LINE, report.import_id or 0)
    assert row in mend and f"{finding.column}: {finding.what}" in mend


def test_a_slip_of_the_pen_is_answered_with_the_name_that_was_meant(sqlite_store: Store, tmp_path: Path) -> None:
    brought(sqlite_store, tmp_path, LOW)
    row = "7,2026-08-20,buy,Delivry,,contact,,\n7,2026-08-20,buy,,,contact,,,too,many\n"
    report = foresee_contacts(sqlite_store, COMMAND_LINE, written(tmp_path, HEAD + row), SHOP)
    assert (report.rows, report.added, report.same, report.refused) == (2, 0, 0, 2)
    remedies = {finding.column: finding.remedy for finding in report.findings}
    assert remedies["touchpoint"] == "Did you mean “Delivery”? Known are: Delivery, Website."
    assert len(remedies) == 2, "and the row with too many cells is told, too"


def test_the_history_tells_of_contacts_without_a_mapping_and_the_undo_counts_them(sqlite_store: Store, tmp_path: Path) -> None:
    brought(sqlite_store, tmp_path, LOW)
    report = bring_in_contacts(sqlite_store, COMMAND_LINE, written(tmp_path, TOLD), SHOP)
    assert [(one.file_name, one.mapped) for one in read_imports(sqlite_store)] == [("contacts.csv", False), ("a.csv", True)]
    undone = undo_import(sqlite_store, COMMAND_LINE, report.import_id or 0)
    assert undone_as_text(undone) == f"Import {report.import_id} is undone: 3 contacts removed."


def test_what_is_no_file_of_contacts_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    brought(sqlite_store, tmp_path, LOW)
    with pytest.raises(MappingError, match="no column kind"):
        bring_in_contacts(sqlite_store, COMMAND_LINE, written(tmp_path, "customer,at,stage\n7,2026-08-20,buy\n"), SHOP)
    with pytest.raises(UnknownName, match="shop"):
        bring_in_contacts(sqlite_store, COMMAND_LINE, written(tmp_path, TOLD), ContactsMapping("shopp"))
    with pytest.raises(NotAllowed):
        bring_in_contacts(sqlite_store, Actor("Ines", Access.FRONTLINE), written(tmp_path, TOLD), SHOP)


def test_the_command_brings_them_in(sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brought(sqlite_store, tmp_path, LOW)
    path = str(written(tmp_path, TOLD + "7,never,buy,,,contact,,\n"))
    assert main(["--db", sqlite_store.url.render_as_string(), "contacts", path, "--journey", "shop"]) == 1
    assert "3 new, 0 known already, 1 refused" in capsys.readouterr().out
