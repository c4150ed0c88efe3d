"""The pickup folder: files put there come in by themselves and are moved to `done` or `refused`, with the report beside them.

Nobody is asked, so a file comes in as what was said of its columns the last time, answers or contacts; or, where nothing was, as answers
if its columns have the usual names. A file killed half-way is found again at the next look, and coming in twice changes nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vocdash.access import Access, Actor
from vocdash.alerts import deliver, look_after_write
from vocdash.cases.escalate import escalate_overdue
from vocdash.errors import StoreUnavailable, VocError
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

_REPORT, _ROWS = ".report.json", ".refused.csv"
_LONGEST_NAME = 255
"""Bytes that file systems keep of a name."""

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
    stuck: dict[Path, tuple[int, int]] = {}
    while True:
        time.sleep(seconds)
        now = _sizes(folder)
        for path in sorted(path for path, size in now.items() if before.get(path) == size != stuck.get(path)):
            try:
                refused += not pick_up(store, path, say)
            except OSError as error:
                say(f"{_called(path)} cannot be moved ({error.strerror}). It is left alone until it changes.")
                stuck[path] = now[path]
                refused += 1
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
            with suppress(FileNotFoundError):  # somebody took it away meanwhile
                stat = path.stat()
                found[path] = stat.st_size, stat.st_mtime_ns
    return found


def _called(path: Path) -> str:
    """The file's name as people can read it, and as a database and a terminal can hold it: names of files are any bytes."""
    name = os.fsencode(path.name).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)


def pick_up(store: Store, path: Path, say: Callable[[str], None] = print) -> bool:
    """Bring one file in and move it, with its report; whether anything of it came in.

    A file for which the database was not there stays where it is, for the next look. Raises OSError if the file cannot be moved.
    """
    name = _called(path)
    try:
        done = _bring(store, path, name)
    except StoreUnavailable as error:
        say(f"{name} waits. {error.what} {error.fix}")
        return False
    except VocError as error:
        return _refuse(path, name, error, say)
    except FileNotFoundError:
        say(f"{name} was taken away before it was read.")
        return False
    except OSError as error:
        return _refuse(path, name, VocError(f"It cannot be read ({error.strerror}).", "Let this user read it, and put it here again."), say)
    except Exception as error:  # one file must not end the watching for all others
        fault = f"It stopped on a fault of vocdash ({type(error).__name__}), so nothing was written."
        return _refuse(path, name, VocError(fault, "Please report it."), say)
    say(done.said)
    _move(path, DONE if done.came else REFUSED, {"file": name, **done.told}, done.refused_csv)
    look_after_write(store)
    return done.came


def _refuse(path: Path, name: str, error: VocError, say: Callable[[str], None]) -> bool:
    say(f"{name} was refused. {error.what} {error.fix}")
    _move(path, REFUSED, {"what": error.what, "fix": error.fix}, "")
    return False


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of a file: whether anything of it came in, the report in words and as plain values, and the rows to mend."""

    came: bool
    said: str
    told: dict[str, Any]
    refused_csv: str


def _bring(store: Store, path: Path, name: str) -> _Done:
    if path.is_symlink():
        # Whoever may put files here may not read, by that, what else this user can.
        raise VocError("It is a link to a file elsewhere.", "Put the file itself here.")
    found = read_as_before(store, path, name=name)
    contacts = recall_contacts(store, found.seen)
    return _answers(store, path, name, found.saved) if contacts is None else _contacts(store, path, name, contacts)


def _answers(store: Store, path: Path, name: str, saved: Saved | None) -> _Done:
    report = bring_in(store, PICKUP, path, saved.mapping if saved else None, file_name=name)
    return _Done(report.added + report.changed + report.same > 0, as_text(report), as_json(report), report.refused_csv())


def _contacts(store: Store, path: Path, name: str, mapping: ContactsMapping) -> _Done:
    report = bring_in_contacts(store, PICKUP, path, mapping, file_name=name)
    refused = refused_csv(store, PICKUP, report.import_id) if report.import_id is not None else ""
    return _Done(report.added + report.same > 0, contacts_as_text(report), contacts_as_json(report), refused)


def _move(path: Path, where: str, report: dict[str, Any], refused_rows: str) -> None:
    """Move a file, its report beside it; an earlier file of the same name stays."""
    folder = path.parent / where
    folder.mkdir(exist_ok=True)
    name, number = _fitting(path.stem, path.suffix), 1
    while any(os.path.lexists(folder / f"{name}{ending}") for ending in ("", _REPORT, _ROWS)):
        number += 1
        name = _fitting(path.stem, f" ({number}){path.suffix}")
    # Only new files are written: a link that somebody put here leads nowhere.
    with (folder / f"{name}{_REPORT}").open("x", encoding="utf-8") as file:
        file.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    if refused_rows:
        with (folder / f"{name}{_ROWS}").open("x", encoding="utf-8-sig", newline="") as file:
            file.write(refused_rows)
    shutil.move(path, folder / name)


def _fitting(stem: str, ending: str) -> str:
    """A name that leaves room for the longest ending of what lies beside the file."""
    room = _LONGEST_NAME - len(os.fsencode(f"{ending}{max(_REPORT, _ROWS, key=len)}"))
    while len(os.fsencode(stem)) > room:
        stem = stem[:-1]
    return f"{stem}{ending}"
