"""What the process of a job does: `python -m vocdash.ingest.working ID` checks a file or brings it in, and notes how far it is."""

from __future__ import annotations

import sys
import threading
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from vocdash.access import Access, Actor
from vocdash.alerts import look_after_write
from vocdash.errors import StoreUnavailable, VocError
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.contact_mapping import load_contacts_mapping
from vocdash.ingest.contacts import bring_in_contacts, contacts_as_json
from vocdash.ingest.jobs import CHECK, CONTACTS, clear, close, keep_refused
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.progress import Progress
from vocdash.ingest.report import as_json
from vocdash.store import Store, open_store
from vocdash.store import tables as t
from vocdash.store.claims import claim

_NOTE_SECONDS = 0.5


class Cancelled(VocError):
    """The job was stopped by a person."""


class _Watch(threading.Thread):
    """Notes the progress of a job and looks whether it is to stop, beside its work and on connections of its own."""

    def __init__(self, store: Store, job_id: str) -> None:
        super().__init__(daemon=True)
        self._store = Store(store.url.render_as_string(hide_password=False), lock_timeout=1)
        self._job_id = job_id
        self._progress: Progress | None = None
        self._over = threading.Event()
        self._is_stopped_by_hand = False

    def tell(self, progress: Progress) -> None:
        """Take the newest progress on. Raises Cancelled where the job is to stop."""
        if progress.step == "writing" and not progress.done:
            self._note(progress)
        self._progress = progress
        if self._is_stopped_by_hand:
            raise Cancelled("The job was stopped.", "Nothing was written.")

    def run(self) -> None:
        while not self._over.wait(_NOTE_SECONDS):
            self._look()
            self._note(self._progress)
        self._store.close()

    def end(self) -> None:
        self._over.set()
        self.join()

    def _look(self) -> None:
        with self._store.reading() as connection:
            self._is_stopped_by_hand = connection.scalar(sa.select(t.jobs.c.state).where(t.jobs.c.job_id == self._job_id)) == "cancelled"

    def _note(self, progress: Progress | None) -> None:
        """Where another writer is at work for long, the note is left out; the next one tells the same and more."""
        if progress is None or (self._store.is_sqlite and progress.step == "writing" and progress.done):
            # Our own import holds SQLite's only place for a writer, so a note would wait for what it tells of.
            return
        values = {"done": progress.done, "total": progress.total, "message": progress.sentence, "seen_at": datetime.now(UTC)}
        with suppress(StoreUnavailable), self._store.noting() as connection:
            connection.execute(sa.update(t.jobs).where(t.jobs.c.job_id == self._job_id, t.jobs.c.state == "running").values(values))


def run(store: Store, job_id: str) -> None:
    """Do a job, in this process; whatever happens is noted with it."""
    with claim(store, job_id) as ours:
        if not ours:
            return
        with store.noting() as connection:
            connection.execute(
                sa.update(t.jobs)
                .where(t.jobs.c.job_id == job_id, t.jobs.c.state == "waiting")
                .values(state="running", message="Reading the file")
            )
            row = connection.execute(sa.select(t.jobs).where(t.jobs.c.job_id == job_id)).one()
        watch = _Watch(store, job_id)
        watch.start()
        try:
            end = _do(store, row, watch)
        finally:
            watch.end()
        is_checked = row.kind == CHECK and end[0] == "done"
        if not is_checked:
            # Before the job counts as ended: nobody looks after one that has, so a process killed in between would leave the copy.
            clear(row)
        with store.noting() as connection:
            close(connection, job_id, *end)
    if end[0] == "done" and not is_checked:
        look_after_write(store)


def _do(store: Store, row: Any, watch: _Watch) -> tuple[str, str, dict[str, Any] | None]:
    """(state, message, result) of the job, done or not."""
    try:
        message, result = (_contacts if row.kind == CONTACTS else _answers)(store, row, watch)
    except Cancelled:
        return "cancelled", "Stopped. Nothing was written.", None
    except VocError as error:
        return "failed", f"{error.what} {error.fix}", None
    except Exception as error:
        # Only where it happened: what an exception says may hold what customers wrote.
        frames = traceback.format_tb(error.__traceback__)
        message = f"It stopped on a fault of vocdash ({type(error).__name__}), so nothing was written. Please report it."
        return "failed", message, {"frames": frames}
    return "done", message, result


def _answers(store: Store, row: Any, watch: _Watch) -> tuple[str, dict[str, Any]]:
    asked = row.payload
    report = bring_in(
        store,
        _actor(row),
        asked["file"],
        load_mapping(asked["mapping"]) if asked["mapping"] is not None else None,
        dry_run=row.kind == CHECK,
        file_name=asked["file_name"],
        job_id=row.job_id,
        progress=watch.tell,
    )
    if row.kind == CHECK:
        keep_refused(Path(asked["file"]), report.refused_csv())
    counts = f"{report.added:,} added, {report.changed:,} changed, {report.same:,} the same, {report.refused:,} refused"
    return counts, as_json(report)


def _contacts(store: Store, row: Any, watch: _Watch) -> tuple[str, dict[str, Any]]:
    asked = row.payload
    mapping = load_contacts_mapping(asked["mapping"])
    report = bring_in_contacts(
        store, _actor(row), Path(asked["file"]), mapping, file_name=asked["file_name"], job_id=row.job_id, progress=watch.tell
    )
    return f"{report.added:,} added, {report.same:,} the same, {report.refused:,} refused", contacts_as_json(report)


def _actor(row: Any) -> Actor:
    return Actor(row.started_by, Access.named(row.payload["access"]))


if __name__ == "__main__":
    run(open_store(), sys.argv[1])
