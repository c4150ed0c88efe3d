"""The pickup folder: files put there come in by themselves and are moved to `done` or `refused`, with the report beside them.

Nobody is asked, so a file comes in as what was said of its columns the last time, answers or contacts; or, where nothing was, as answers
if its columns have the usual names. A file killed half-way is found again at the next look, and coming in twice changes nothing.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vocdash.access import Access, Actor
from vocdash.alerts import deliver, look_after_write
from vocdash.cases.escalate import escalate_overdue
from vocdash.errors import VocError
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.contact_mapping import ContactsMapping
from vocdash.ingest.contacts import bring_in_contacts, contacts_as_json, contacts_as_text
from vocdash.ingest.refused import refused_csv
from vocdash.ingest.remembered import Saved, read_as_before, recall_contacts
from vocdash.ingest.report import as_json, as_text
from vocdash.store import Store

PICKUP = Actor("pickup folder", Access.LEAD)
DONE, REFUSED = "done", "refused"
SECONDS = 5.0
"""How long a file must keep its size before it counts as there; also how often the folder is looked at."""

_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", "~")


def watch(store: Store, folder: Path, *, once: bool = False, say: Callable[[str], None] = print, seconds: float = SECONDS) -> int:
    """Bring in what is put into `folder`, until interrupted; with `once`, what is there now. Gives how many files were refused.

    Raises
    ------
    VocError
        If the folder does not exist, or the database lies in it. A file that cannot be brought in stops nothing: it is moved to
        `refused`, with the reason.
    """
    if not folder.is_dir():
        raise VocError(f"There is no folder {folder}.", "Create it, or name another one with VOCDASH_PICKUP.")
    if store.is_sqlite and Path(store.url.database or "").resolve().parent == folder.resolve():
        raise VocError(f"The database itself lies in {folder}.", "Name a folder of its own with VOCDASH_PICKUP.")
    refused = 0
    before = _sizes(folder)
    while True:
        time.sleep(seconds)
        now = _sizes(folder)
        for path in sorted(path for path, size in now.items() if before.get(path) == size):
            refused += not pick_up(store, path, say)
        _look_after_cases(store, say)
        if once and now.items() <= before.items():
            return refused
        before = now


def _look_after_cases(store: Store, say: Callable[[str], None]) -> None:
    """Escalate what is late, and send what is due; a database that is away for a while ends no watching."""
    try:
        escalate_overdue(store)
        deliver(store)
    except VocError as error:
        say(f"Cases could not be looked after. {error.what} {error.fix}")


def _sizes(folder: Path) -> dict[Path, tuple[int, int]]:
    """What lies in the folder: file → its size and when it was written. Hidden files and half downloads are left alone."""
    found = {}
    for path in folder.iterdir():
        if path.is_file() and not path.name.startswith((".", "~")) and not path.name.lower().endswith(_UNFINISHED):
            stat = path.stat()
            found[path] = stat.st_size, stat.st_mtime_ns
    return found


def pick_up(store: Store, path: Path, say: Callable[[str], None] = print) -> bool:
    """Bring one file in and move it, with its report; whether anything of it came in."""
    try:
        found = read_as_before(store, path)
        contacts = recall_contacts(store, found.seen)
        done = _answers(store, path, found.saved) if contacts is None else _contacts(store, path, contacts)
    except VocError as error:
        say(f"{path.name} was refused. {error.what} {error.fix}")
        _move(path, REFUSED, {"what": error.what, "fix": error.fix}, "")
        return False
    say(done.said)
    _move(path, DONE if done.came else REFUSED, {"file": path.name, **done.told}, done.refused_csv)
    look_after_write(store)
    return done.came


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of a file: whether anything of it came in, the report in words and as plain values, and the rows to mend."""

    came: bool
    said: str
    told: dict[str, Any]
    refused_csv: str


def _answers(store: Store, path: Path, saved: Saved | None) -> _Done:
    report = bring_in(store, PICKUP, path, saved.mapping if saved else None)
    return _Done(report.added + report.changed + report.same > 0, as_text(report), as_json(report), report.refused_csv())


def _contacts(store: Store, path: Path, mapping: ContactsMapping) -> _Done:
    report = bring_in_contacts(store, PICKUP, path, mapping)
    refused = refused_csv(store, PICKUP, report.import_id) if report.import_id is not None else ""
    return _Done(report.added + report.same > 0, contacts_as_text(report), contacts_as_json(report), refused)


def _move(path: Path, where: str, report: dict[str, Any], refused_rows: str) -> None:
    """Move a file, its report beside it; an earlier file of the same name stays."""
    folder = path.parent / where
    folder.mkdir(exist_ok=True)
    name, number = path.name, 1
    while (folder / name).exists():
        number += 1
        name = f"{path.stem} ({number}){path.suffix}"
    (folder / f"{name}.report.json").write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if refused_rows:
        (folder / f"{name}.refused.csv").write_text(refused_rows, encoding="utf-8-sig", newline="")
    shutil.move(path, folder / name)
