"""Imports, and checks of files, as jobs: processes of their own that nobody's closed tab stops, with their progress in the store.

:mod:`vocdash.ingest.working` is what such a process does. It holds a claim as long as it lives, so that anybody can tell whether it
still works; the import it commits carries its id, so that, however it ended, the store knows which of the two happened: everything or
nothing. A check writes nothing. Its file stays until it is discarded, or a day has passed, so that somebody can come back to it.
"""

from __future__ import annotations

import filecmp
import shutil
import subprocess
import uuid
from collections.abc import Mapping as AnyMapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from vocdash.access import Access, Actor
from vocdash.errors import NotAllowed, UnknownName, VocError
from vocdash.ingest import processes
from vocdash.ingest.contact_mapping import ContactsMapping
from vocdash.ingest.copies import KEPT, new_folder
from vocdash.ingest.mapping import Mapping
from vocdash.ingest.mapping_file import load_mapping
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.claims import is_claimed

IMPORT, CHECK, CONTACTS = "import", "check", "contacts"

_OURS = t.jobs.c.kind.in_((IMPORT, CHECK, CONTACTS))
_OPEN = ("waiting", "running")
_STARTS_WITHIN = timedelta(seconds=60)
_REFUSED = "refused.csv"


@dataclass(frozen=True, slots=True)
class Job:
    """One job as it stands. `kind` is :data:`IMPORT`, :data:`CHECK` or :data:`CONTACTS`.

    `state` is waiting, running, done, failed or cancelled, and `message` says it in words. `done` and `total` count rows read. `result`
    is the report, as plain values, of a job that is done; `seen_at` is when its process last gave a sign, which on SQLite it does not
    while it publishes.
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
        """Whether it has not ended yet."""
        return self.finished_at is None


@dataclass(frozen=True, slots=True)
class Order:
    """What a job was told: the copy of the file, and what its columns mean (None: they have the usual names)."""

    file: Path
    mapping: Mapping | None


def start(
    store: Store,
    actor: Actor,
    kind: str,
    path: str | Path,
    mapping: Mapping | ContactsMapping | AnyMapping[str, Any] | None = None,
    *,
    file_name: str | None = None,
) -> str:
    """Start a process that brings the file at `path` in as :func:`vocdash.ingest.bring_in` does; gives the job's id at once.

    `kind` is :data:`IMPORT`, :data:`CHECK` for one that only says what would come in, or :data:`CONTACTS` for a file of contacts, which
    needs its mapping. The file is copied first, so that it may vanish with the upload it came from. Raises NotAllowed below lead.
    """
    actor.require(Access.LEAD, "import data")
    job_id, path = uuid.uuid4().hex, Path(path)
    copy = new_folder() / f"answers{path.suffix}"
    meant = mapping.to_dict() if isinstance(mapping, Mapping | ContactsMapping) else dict(mapping) if mapping is not None else None
    payload = {
        "file": str(copy),
        "file_name": file_name or path.name,
        "mapping": meant,
        "access": actor.access.label,
    }
    now = datetime.now(UTC)
    values = {"job_id": job_id, "kind": kind, "state": "waiting", "started_by": actor.signature, "started_at": now, "seen_at": now}
    with store.noting() as connection:
        connection.execute(sa.insert(t.jobs).values(**values, message="Starting", payload=payload))
    shutil.copyfile(path, copy)
    if kind == CHECK:
        _forget_same(store, actor, copy)
    _spawn(store, job_id)
    return job_id


def _forget_same(store: Store, actor: Actor, file: Path) -> None:
    """Forget the earlier checks of this very file that wait for the same person: the new one takes their place."""
    j = t.jobs.c
    with store.noting() as connection:
        ended = sa.select(t.jobs).where(j.kind == CHECK, j.started_by == actor.signature, j.finished_at.is_not(None))
        for row in connection.execute(ended).all():
            earlier = Path(row.payload["file"])
            if earlier.exists() and filecmp.cmp(earlier, file, shallow=False):
                _forget(connection, row)


def _spawn(store: Store, job_id: str) -> subprocess.Popen[bytes]:
    return processes.start(store, "vocdash.ingest.working", job_id)


def jobs(store: Store, *, limit: int = 50) -> list[Job]:
    """The newest imports and checks first. Call :func:`settle` before, so that none stays open whose process is gone."""
    with store.reading() as connection:
        rows = connection.execute(sa.select(t.jobs).where(_OURS).order_by(t.jobs.c.started_at.desc()).limit(limit)).all()
    return [_job(row) for row in rows]


def job(store: Store, actor: Actor, job_id: str) -> Job:
    """One import or check. Raises UnknownName if there is none, and NotAllowed as :func:`order` does."""
    return _job(_opened(store, actor, job_id))


def is_for(job: Job, actor: Actor) -> bool:
    """Whether somebody may open a job: an import is everybody's to follow, a file that is only checked is of who gave it, and admins."""
    return job.kind != CHECK or job.started_by == actor.signature or actor.may(Access.ADMIN)


def may_stop(job: Job, actor: Actor) -> bool:
    """Whether somebody may stop a job: whoever started it, and admins."""
    return job.started_by == actor.signature or actor.may(Access.ADMIN)


def order(store: Store, actor: Actor, job_id: str) -> Order:
    """What a job was told.

    Raises
    ------
    UnknownName
        If there is none.
    NotAllowed
        If it checks a file that somebody else has given, for all but admins.
    VocError
        If its file is gone.
    """
    told = _opened(store, actor, job_id).payload
    found = Order(Path(told["file"]), load_mapping(told["mapping"]) if told["mapping"] is not None else None)
    if not found.file.exists():
        raise VocError("The file of this check is kept no longer.", "Upload it again.")
    return found


def _opened(store: Store, actor: Actor, job_id: str) -> Any:
    with store.reading() as connection:
        row = connection.execute(sa.select(t.jobs).where(t.jobs.c.job_id == job_id, _OURS)).one_or_none()
    if row is None:
        raise UnknownName("job", job_id, ())
    if not is_for(_job(row), actor):
        what = f"This upload was begun by {row.started_by}, and only they and admins may open it."
        raise NotAllowed(what, "Ask them to bring it in, or upload the file yourself.")
    return row


def _job(row: Any) -> Job:
    named = {name: getattr(row, name) for name in Job.__slots__ if name != "file_name"}
    return Job(**named, file_name=(row.payload or {}).get("file_name", ""))


def cancel(store: Store, actor: Actor, job_id: str) -> None:
    """Ask a job to stop; it does at the next batch, and nothing is written. One that is done stays done.

    Raises
    ------
    NotAllowed
        Below lead, and for everybody but whoever started it and admins.
    """
    actor.require(Access.LEAD, "stop an import")
    with suppress(UnknownName):
        found = job(store, actor, job_id)
        if not may_stop(found, actor):
            raise NotAllowed(f"This import was started by {found.started_by}, and only they and admins may stop it.", "Ask one of them.")
    asked = sa.update(t.jobs).where(t.jobs.c.job_id == job_id, t.jobs.c.state.in_(_OPEN))
    with store.noting() as connection:
        connection.execute(asked.values(state="cancelled", message=f"Being stopped by {actor.signature}"))


def discard(store: Store, actor: Actor, job_id: str) -> None:
    """Forget a check with its file, or stop it where it is under way. Raises NotAllowed as :func:`cancel` does."""
    cancel(store, actor, job_id)
    j = t.jobs.c
    with store.noting() as connection:
        ended = sa.select(t.jobs).where(j.job_id == job_id, j.kind == CHECK, j.finished_at.is_not(None))
        for row in connection.execute(ended).all():
            _forget(connection, row)


def refused_of_check(store: Store, actor: Actor, job_id: str) -> str:
    """The rows a check refused, as CSV to mend; "" when there are none. Raises NotAllowed below lead, and as :func:`order` does."""
    actor.require(Access.LEAD, "see refused rows")
    file = order(store, actor, job_id).file.with_name(_REFUSED)
    return file.read_text(encoding="utf-8") if file.exists() else ""


def keep_refused(file: Path, refused_csv: str) -> None:
    """Put the rows that the check of `file` refused beside it."""
    if refused_csv:
        file.with_name(_REFUSED).write_text(refused_csv, encoding="utf-8", newline="")


def settle(store: Store) -> list[Job]:
    """Close the jobs whose process is gone, saying truthfully whether their rows came in; remove what they left behind.

    Call it when the app starts, and whenever jobs are shown; it is cheap. Gives the jobs it closed.
    """
    j = t.jobs.c
    with store.reading() as connection:
        left = connection.execute(sa.select(j.job_id, j.started_at, j.state).where(j.finished_at.is_(None), _OURS)).all()
        old = connection.execute(sa.select(t.jobs).where(j.kind == CHECK, j.finished_at < datetime.now(UTC) - KEPT)).all()
    gone = [row.job_id for row in left if not _may_live(store, row)]
    for job_id in gone:
        _close_gone(store, job_id)
    if old:
        with store.noting() as connection:
            for row in old:
                _forget(connection, row)
    with store.reading() as connection:
        return [_job(row) for row in connection.execute(sa.select(t.jobs).where(j.job_id.in_(gone)))]


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
            state, message = "failed", "The process ended before it was finished, so nothing was written. Try the file again."
        result = {**dict(found._mapping), "rows": found.row_count} if found is not None else None
        close(connection, job_id, state, message, result)
    clear(row)


def _forget(connection: sa.Connection, row: Any) -> None:
    connection.execute(sa.delete(t.jobs).where(t.jobs.c.job_id == row.job_id))
    clear(row)


def clear(row: Any) -> None:
    """Remove the copy of a job's file, which says what customers wrote."""
    shutil.rmtree(Path(row.payload["file"]).parent, ignore_errors=True)


def close(connection: sa.Connection, job_id: str, state: str, message: str, result: dict[str, Any] | None) -> None:
    """Note how a job ended."""
    now = datetime.now(UTC)
    values = {"state": state, "message": message, "result": result, "seen_at": now, "finished_at": now}
    connection.execute(sa.update(t.jobs).where(t.jobs.c.job_id == job_id).values(values))
