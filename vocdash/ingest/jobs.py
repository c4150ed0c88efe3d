"""An import as a job: a process of its own that nobody's closed tab stops, with its progress in the store and its truth in the import.

`python -m vocdash.ingest.jobs ID` is that process. It holds a claim as long as it lives, so that anybody can tell whether it still
works; the import it commits carries its id, so that, however it ended, the store knows which of the two happened: everything or nothing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
import traceback
import uuid
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from vocdash import settings
from vocdash.access import Access, Actor
from vocdash.alerts import look_after_write
from vocdash.errors import StoreUnavailable, UnknownName, VocError
from vocdash.ingest.bring_in import Progress, bring_in
from vocdash.ingest.mapping import Mapping, load_mapping
from vocdash.ingest.report import as_json
from vocdash.store import Store, open_store
from vocdash.store import tables as t
from vocdash.store.claims import claim, is_claimed

IMPORT = "import"
_OPEN = ("waiting", "running")
_STARTS_WITHIN = timedelta(seconds=60)
_NOTE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Job:
    """One job as it stands. `state` is waiting, running, done, failed or cancelled; `message` says it in words.

    `done` and `total` count rows read. `result` is the report (as :func:`vocdash.ingest.report.as_json` tells it) of a job that is
    done; `seen_at` is when its process last gave a sign, which on SQLite it does not while it publishes.
    """

    job_id: str
    kind: str
    state: str
    started_by: str
    started_at: datetime
    seen_at: datetime
    finished_at: datetime | None
    done: int
    total: int | None
    message: str
    file_name: str
    result: dict[str, Any] | None

    @property
    def is_open(self) -> bool:
        return self.finished_at is None


class Cancelled(VocError):
    """The job was stopped by a person."""


def start_import(
    store: Store,
    actor: Actor,
    path: str | Path,
    mapping: Mapping | AnyMapping[str, Any] | None = None,
    *,
    journey: str | None = None,
    source: str | None = None,
    new_places: bool | None = None,
    exclude_flagged: Iterable[str] | None = None,
    reading: AnyMapping[str, object] | None = None,
    file_name: str | None = None,
) -> str:
    """Start a process that brings the file at `path` in as :func:`vocdash.ingest.bring_in` does; gives the job's id at once.

    The file is copied first, so that it may vanish with the upload it came from. Raises NotAllowed below lead.
    """
    actor.require(Access.LEAD, "import data")
    path = Path(path)
    job_id = uuid.uuid4().hex
    name = file_name or path.name
    copy = Path(tempfile.mkdtemp(prefix="vocdash-")) / f"answers{path.suffix}"
    meant = mapping.to_dict() if isinstance(mapping, Mapping) else dict(mapping) if mapping is not None else None
    payload = {
        "file": str(copy),
        "file_name": name,
        "mapping": meant,
        "journey": journey,
        "source": source,
        "new_places": new_places,
        "exclude_flagged": None if exclude_flagged is None else list(exclude_flagged),
        "reading": dict(reading or {}),
        "access": actor.access.label,
    }
    now = datetime.now(UTC)
    values = {"job_id": job_id, "kind": IMPORT, "state": "waiting", "started_by": actor.name, "started_at": now, "seen_at": now}
    with store.noting() as connection:
        connection.execute(sa.insert(t.jobs).values(**values, message="Starting", payload=payload))
    shutil.copyfile(path, copy)
    _spawn(store, job_id)
    return job_id


def _spawn(store: Store, job_id: str) -> subprocess.Popen[bytes]:
    # The URL goes by the environment, because everybody on the machine can read a command line, and it may hold a password.
    process = subprocess.Popen(
        [sys.executable, "-m", "vocdash.ingest.jobs", job_id],
        cwd=settings.ROOT,
        env=settings.environment(database_url=store.url.render_as_string(hide_password=False)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Somebody has to take note of its end, or it stays behind as a zombie.
    threading.Thread(target=process.wait, daemon=True).start()
    return process


def jobs(store: Store, *, limit: int = 50) -> list[Job]:
    """The newest imports first. Call :func:`settle` before, so that none stays open whose process is gone."""
    with store.reading() as connection:
        rows = connection.execute(sa.select(t.jobs).where(t.jobs.c.kind == IMPORT).order_by(t.jobs.c.started_at.desc()).limit(limit)).all()
    return [_job(row) for row in rows]


def job(store: Store, job_id: str) -> Job:
    """One job. Raises UnknownName if there is none."""
    with store.reading() as connection:
        row = connection.execute(sa.select(t.jobs).where(t.jobs.c.job_id == job_id)).one_or_none()
    if row is None:
        raise UnknownName("job", job_id, ())
    return _job(row)


def _job(row: Any) -> Job:
    named = {name: getattr(row, name) for name in Job.__slots__ if name != "file_name"}
    return Job(**named, file_name=(row.payload or {}).get("file_name", ""))


def cancel(store: Store, actor: Actor, job_id: str) -> None:
    """Ask a job to stop; it does at the next batch, and nothing is written. One that is done stays done."""
    actor.require(Access.LEAD, "stop an import")
    asked = sa.update(t.jobs).where(t.jobs.c.job_id == job_id, t.jobs.c.state.in_(_OPEN))
    with store.noting() as connection:
        connection.execute(asked.values(state="cancelled", message=f"Being stopped by {actor.name}"))


def settle(store: Store) -> list[Job]:
    """Close the jobs whose process is gone, saying truthfully whether their rows came in; remove what they left behind.

    Call it when the app starts, and whenever jobs are shown; it is cheap. Gives the jobs it closed.
    """
    with store.reading() as connection:
        left = connection.execute(
            sa.select(t.jobs.c.job_id, t.jobs.c.started_at, t.jobs.c.state).where(t.jobs.c.finished_at.is_(None), t.jobs.c.kind == IMPORT)
        ).all()
    gone = [row.job_id for row in left if not _may_live(store, row)]
    for job_id in gone:
        _close_gone(store, job_id)
    return [job(store, job_id) for job_id in gone]


def _may_live(store: Store, row: Any) -> bool:
    is_starting = row.state == "waiting" and datetime.now(UTC) - row.started_at < _STARTS_WITHIN
    return is_starting or is_claimed(store, row.job_id)


def _close_gone(store: Store, job_id: str) -> None:
    i = t.imports.c
    counts = sa.select(i.import_id, i.added, i.changed, i.same, i.refused, i.row_count).where(i.job_id == job_id)
    # The writer's turn comes only when what the process began is committed or given up, so nothing is still on its way.
    with store.writing() as connection:
        found = connection.execute(counts).one_or_none()
        row = connection.execute(sa.select(t.jobs).where(t.jobs.c.job_id == job_id, t.jobs.c.finished_at.is_(None))).one_or_none()
        if row is None:
            return
        if found is not None:
            state, message = "done", "All rows came in, and then the process ended before it could say so."
        elif row.state == "cancelled":
            state, message = "cancelled", "Stopped. Nothing was written."
        else:
            state, message = "failed", "The process ended before it was finished, so nothing was written. Import the file again."
        result = {**dict(found._mapping), "rows": found.row_count} if found is not None else None
        _close(connection, job_id, state, message, result)
    _clear(row)


def _clear(row: Any) -> None:
    """Remove the copy of the file, which says what customers wrote."""
    shutil.rmtree(Path(row.payload["file"]).parent, ignore_errors=True)


def _close(connection: sa.Connection, job_id: str, state: str, message: str, result: dict[str, Any] | None) -> None:
    now = datetime.now(UTC)
    values = {"state": state, "message": message, "result": result, "seen_at": now, "finished_at": now}
    connection.execute(sa.update(t.jobs).where(t.jobs.c.job_id == job_id).values(values))


# --- the process -----------------------------------------------------------------------------------------------------


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
            raise Cancelled("The import was stopped.", "Nothing was written.")

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
        with store.noting() as connection:
            _close(connection, job_id, *end)
    _clear(row)
    if end[0] == "done":
        look_after_write(store)


def _do(store: Store, row: Any, watch: _Watch) -> tuple[str, str, dict[str, Any] | None]:
    """(state, message, result) of the job, done or not."""
    asked = row.payload
    try:
        report = bring_in(
            store,
            Actor(row.started_by, Access.named(asked["access"])),
            asked["file"],
            load_mapping(asked["mapping"]) if asked["mapping"] is not None else None,
            journey=asked["journey"],
            source=asked["source"],
            new_places=asked.get("new_places"),
            exclude_flagged=asked.get("exclude_flagged"),
            reading=asked.get("reading"),
            file_name=asked["file_name"],
            job_id=row.job_id,
            progress=watch.tell,
        )
    except Cancelled:
        return "cancelled", "Stopped. Nothing was written.", None
    except VocError as error:
        return "failed", f"{error.what} {error.fix}", None
    except Exception as error:
        # Only where it happened: what an exception says may hold what customers wrote.
        frames = traceback.format_tb(error.__traceback__)
        message = f"The import stopped on a fault of vocdash ({type(error).__name__}), so nothing was written. Please report it."
        return "failed", message, {"frames": frames}
    return (
        "done",
        f"{report.added:,} added, {report.changed:,} changed, {report.same:,} the same, {report.refused:,} refused",
        as_json(report),
    )


if __name__ == "__main__":
    run(open_store(), sys.argv[1])
