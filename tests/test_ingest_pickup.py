"""The pickup folder: what is put there comes in once, and what cannot says why."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from vocdash.access import COMMAND_LINE
from vocdash.errors import VocError
from vocdash.ingest import pickup
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.pickup import watch
from vocdash.ingest.remembered import remember
from vocdash.store import Store
from vocdash.store import tables as t

USUAL = "submission_id,date,question,value,scale\n1,2026-05-01,kind,4,csat\n2,2026-05-02,kind,9,csat\n"
OWN = "Wann,Nett?\n2026-05-01,5\n2026-05-02,3\n"
OWN_MAPPING = {
    "shape": "wide",
    "source": {"code": "haus", "name": "Haus"},
    "submission": {"answered_at": {"column": "Wann", "format": "%Y-%m-%d"}},
    "questions": [{"column": "Nett?", "code": "nett", "scale": "csat"}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pickup folder that is not the database's own."""
    path = tmp_path / "pickup"
    path.mkdir()
    return path


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def responses(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(t.responses)) or 0)


def test_files_come_in_with_their_mapping_and_are_moved_with_a_report(store: Store, folder: Path) -> None:
    remember(store, COMMAND_LINE, ("Wann", "Nett?"), load_mapping(OWN_MAPPING))
    put(folder, "usual.csv", USUAL)
    put(folder, "own.csv", OWN)
    put(folder, "odd.csv", "a,b\n1,2\n3,4\n")
    put(folder, ".hidden.csv", USUAL)
    put(folder, "half.csv.part", USUAL)
    said: list[str] = []
    assert watch(store, folder, once=True, say=said.append, seconds=0.01) == 1
    assert names(folder) == [".hidden.csv", "done", "half.csv.part", "refused"]
    assert names(folder / "done") == ["own.csv", "own.csv.report.json", "usual.csv", "usual.csv.refused.csv", "usual.csv.report.json"]
    assert names(folder / "refused") == ["odd.csv", "odd.csv.report.json"]
    assert responses(store) == 3
    told = json.loads((folder / "done" / "usual.csv.report.json").read_text(encoding="utf-8"))
    assert (told["file"], told["added"], told["refused"]) == ("usual.csv", 1, 1)
    assert "No column is recognised" in json.loads((folder / "refused" / "odd.csv.report.json").read_text(encoding="utf-8"))["what"]
    assert len(said) == 3 and any("odd.csv was refused." in line for line in said)


def test_the_same_file_again_changes_nothing_and_keeps_both(store: Store, folder: Path) -> None:
    for _ in range(2):
        put(folder, "usual.csv", USUAL)
        watch(store, folder, once=True, say=lambda text: None, seconds=0.01)
    assert responses(store) == 1
    assert {"usual.csv", "usual (2).csv", "usual (2).csv.report.json"} <= set(names(folder / "done"))


def test_a_file_still_being_copied_waits_until_it_is_whole(sqlite_store: Store, folder: Path) -> None:
    path = folder / "slow.csv"
    path.write_text(USUAL.splitlines()[0] + "\n", encoding="utf-8")

    def copy() -> None:
        for number in range(12):
            time.sleep(0.1)
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{number},2026-05-01,kind,4,csat\n")

    copying = threading.Thread(target=copy)
    copying.start()
    watch(sqlite_store, folder, once=True, say=lambda text: None, seconds=0.6)
    copying.join()
    assert names(folder) == ["done"] and responses(sqlite_store) == 12


def test_a_folder_that_is_not_there_is_said(sqlite_store: Store, folder: Path) -> None:
    with pytest.raises(VocError, match="VOCDASH_PICKUP"):
        watch(sqlite_store, folder / "none", once=True)
    with pytest.raises(VocError, match="database itself"):
        watch(sqlite_store, folder.parent, once=True)


def look(store: Store, folder: Path) -> tuple[int, list[str]]:
    said: list[str] = []
    return watch(store, folder, once=True, say=said.append, seconds=0.01), said


def test_a_link_is_refused_and_what_it_leads_to_stays_unread(sqlite_store: Store, folder: Path) -> None:
    private = folder.parent / "private.csv"
    private.write_text(USUAL, encoding="utf-8")
    (folder / "mine.csv").symlink_to(private)
    assert look(sqlite_store, folder)[0] == 1
    assert responses(sqlite_store) == 0
    assert names(folder / "refused") == ["mine.csv", "mine.csv.report.json"]
    assert private.read_text(encoding="utf-8") == USUAL


def test_a_report_overwrites_nothing_a_link_leads_to(sqlite_store: Store, folder: Path) -> None:
    own = folder.parent / "own.txt"
    own.write_text("mine", encoding="utf-8")
    (folder / "done").mkdir()
    (folder / "done" / "usual.csv.report.json").symlink_to(own)
    put(folder, "usual.csv", USUAL)
    assert look(sqlite_store, folder)[0] == 0
    assert own.read_text(encoding="utf-8") == "mine"
    assert "usual (2).csv.report.json" in names(folder / "done")


@pytest.mark.parametrize("name", [b"caf\xe9.csv", b"\x1b[31mred\n.csv", "Ü".encode() * 122 + b".csv", b"n" * 251 + b".csv"])
def test_any_name_of_a_file_comes_in_and_ends_no_watching(store: Store, folder: Path, name: bytes) -> None:
    (folder / os.fsdecode(name)).write_text(USUAL, encoding="utf-8")
    put(folder, "usual.csv", USUAL.replace("kind", "swift"))
    refused, said = look(store, folder)
    assert (refused, names(folder)) == (0, ["done"]), said
    assert responses(store) == 2
    assert all(letter.isprintable() or letter == "\n" for line in said for letter in line.encode().decode())
    assert len([one for one in names(folder / "done") if one.endswith(".report.json")]) == 2


def test_a_file_waits_where_the_database_is_away(sqlite_store: Store, folder: Path) -> None:
    put(folder, "usual.csv", USUAL)
    busy = Store(sqlite_store.url.render_as_string(hide_password=False), lock_timeout=0)
    with sqlite_store.writing():
        refused, said = look(busy, folder)
    busy.close()
    assert (refused, names(folder)) == (1, ["usual.csv"])
    assert "usual.csv waits. Another write is in progress" in said[0]
    assert look(sqlite_store, folder)[0] == 0
    assert responses(sqlite_store) == 1


def test_a_fault_of_ours_ends_no_watching(sqlite_store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(store: Store, path: Path, name: str) -> None:
        raise ZeroDivisionError(path)

    monkeypatch.setattr(pickup, "_bring", broken)
    put(folder, "usual.csv", USUAL)
    refused, said = look(sqlite_store, folder)
    assert (refused, names(folder / "refused")) == (1, ["usual.csv", "usual.csv.report.json"])
    assert "a fault of vocdash (ZeroDivisionError)" in said[0]
