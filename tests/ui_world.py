"""Databases the screen tests look at, made once: the sample thinned to every sixth submission, and an empty one."""

from __future__ import annotations

import atexit
import csv
import shutil
import tempfile
from functools import cache
from pathlib import Path

from vocdash.access import COMMAND_LINE
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.contact_mapping import ContactsMapping
from vocdash.ingest.contacts import bring_in_contacts
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.sample import CONTACTS, MAPPING, RESPONSES
from vocdash.store import open_store

ROOT = Path(__file__).resolve().parents[1]
PAGES = tuple(sorted(path.stem for path in (ROOT / "pages").glob("*.py")))
KEEP_EVERY = 6


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="vocdash-ui-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def sample_database() -> str:
    """The URL of a SQLite database with the thinned sample; nothing may write to it."""
    thinned = _folder() / "responses.csv"
    mapping = load_mapping(MAPPING)
    with RESPONSES.open(encoding="utf-8", newline="") as source, thinned.open("w", encoding="utf-8", newline="") as target:
        rows = csv.DictReader(source)
        writer = csv.DictWriter(target, rows.fieldnames or [])
        writer.writeheader()
        writer.writerows(row for row in rows if int(row["submission_id"].strip("S")) % KEEP_EVERY == 0)
    url = f"sqlite:///{_folder() / 'sample.sqlite'}"
    store = open_store(url)
    bring_in(store, COMMAND_LINE, thinned, mapping, sample=True)
    bring_in_contacts(store, COMMAND_LINE, CONTACTS, ContactsMapping(mapping.definition.code), sample=True)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return url


def copy_of_sample(folder: Path) -> str:
    """The URL of a copy that a test may write to."""
    shutil.copy(sample_database().removeprefix("sqlite:///"), folder / "copy.sqlite")
    return f"sqlite:///{folder / 'copy.sqlite'}"
