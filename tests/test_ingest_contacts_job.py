"""Contacts come in as a job that can be watched and stopped, and what their columns mean is known the next time."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.test_cases import LOW, brought
from tests.test_ingest_contacts import HEAD, TOLD, count, written
from tests.test_jobs import copies, wait
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import NotAllowed
from vocdash.ingest.contact_columns import ContactColumns
from vocdash.ingest.contact_mapping import ContactsMapping
from vocdash.ingest.contacts import bring_in_contacts, contacts_from_json
from vocdash.ingest.jobs import CONTACTS, cancel, job, start
from vocdash.ingest.pickup import pick_up
from vocdash.ingest.progress import Progress
from vocdash.ingest.refused import refused_csv
from vocdash.ingest.remembered import recall_contacts, recall_saved, remember_contacts
from vocdash.ingest.undo import undo_import
from vocdash.ingest.working import Cancelled
from vocdash.store import Store
from vocdash.store import tables as t

SHOP = ContactsMapping("shop")
DESK = "ref,opened,what\n7,2026-08-20 10:00,call\n9,2026-08-21 10:00,hug\n"
SAID = ContactsMapping("shop", ContactColumns({"customer": "ref", "at": "opened", "kind": "what"}, {"stage": "Receive"}), {"decimal": "."})


def test_a_job_brings_contacts_in_tells_what_became_of_them_and_can_be_undone(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW)
    path = written(tmp_path, TOLD + "7,never,buy,,,contact,,\n")
    found = wait(store, start(store, COMMAND_LINE, CONTACTS, path, SHOP, file_name="Calls.csv"))
    assert (found.state, found.file_name, found.message) == ("done", "Calls.csv", "3 added, 0 the same, 1 refused")
    report = contacts_from_json(found.result or {})
    assert (report.rows, report.added, report.refused, [one.code for one in report.findings]) == (4, 3, 1, ["contact-at"])
    assert "7,never" in refused_csv(store, COMMAND_LINE, report.import_id or 0)
    assert count(store) == 3 and not copies(store)
    undo_import(store, COMMAND_LINE, report.import_id or 0)
    assert count(store) == 0


def test_a_job_that_finds_nothing_new_is_done_without_an_import(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW)
    path = written(tmp_path, TOLD)
    bring_in_contacts(store, COMMAND_LINE, path, SHOP)
    found = wait(store, start(store, COMMAND_LINE, CONTACTS, path, SHOP))
    assert (found.state, (found.result or {})["import_id"]) == ("done", None)


def test_a_job_into_a_journey_that_is_gone_says_so(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW)
    found = wait(store, start(store, COMMAND_LINE, CONTACTS, written(tmp_path, TOLD), ContactsMapping("ship")))
    assert found.state == "failed" and "no journey called “ship”" in found.message


def test_a_job_can_be_stopped_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW)
    rows = "".join(f"{number},2026-07-01 10:00,buy,,,contact,in,yes\n" for number in range(60_000))
    job_id = start(store, COMMAND_LINE, CONTACTS, written(tmp_path, HEAD + rows), SHOP)
    wait(store, job_id, until=lambda found: found.state != "waiting")
    cancel(store, COMMAND_LINE, job_id)
    assert wait(store, job_id).state == "cancelled"
    assert count(store) == 0 and not copies(store)
    with store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.imports)) == 1, "that of the answers"


def test_what_is_stopped_while_it_writes_is_taken_back(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW)
    told: list[Progress] = []

    def stop_at_the_end(progress: Progress) -> None:
        told.append(progress)
        if progress.step == "writing" and progress.done:
            raise Cancelled("Stopped.", "Nothing was written.")

    with pytest.raises(Cancelled):
        bring_in_contacts(store, COMMAND_LINE, written(tmp_path, TOLD), SHOP, progress=stop_at_the_end)
    assert [(one.step, one.done) for one in told] == [("reading", 3), ("writing", 0), ("writing", 3)]
    assert count(store) == 0


def test_what_the_columns_mean_is_known_the_next_time(store: Store, tmp_path: Path) -> None:
    columns = ["What", "ref", "opened"]
    remember_contacts(store, COMMAND_LINE, columns, SAID, name="desk.csv", seen=["Made by the desk"])
    assert recall_contacts(store, ["opened", "what ", "REF"]) == SAID == recall_contacts(store, ["Made by the desk"])
    assert recall_saved(store, columns) is None, "it says nothing of answers"
    assert recall_contacts(store, [*columns, "more"]) is None
    with pytest.raises(NotAllowed):
        remember_contacts(store, Actor("Ines", Access.FRONTLINE), columns, SAID, name="", seen=())


def test_a_file_put_into_the_folder_comes_in_as_the_contacts_it_was(sqlite_store: Store, tmp_path: Path) -> None:
    brought(sqlite_store, tmp_path, LOW)
    remember_contacts(sqlite_store, COMMAND_LINE, ["ref", "opened", "what"], SAID, name="desk.csv", seen=())
    said: list[str] = []
    folder = tmp_path / "in"
    folder.mkdir()
    assert pick_up(sqlite_store, written(folder, DESK), said.append)
    assert count(sqlite_store) == 1 and "1 new, 0 known already, 1 refused" in said[0]
    assert "hug" in (folder / "done" / "contacts.csv.refused.csv").read_text(encoding="utf-8-sig")


def test_only_a_lead_starts_one(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        start(sqlite_store, Actor("Ines", Access.FRONTLINE), CONTACTS, written(tmp_path, TOLD), SHOP)
    with pytest.raises(Exception, match="no job"):
        job(sqlite_store, COMMAND_LINE, "none")
