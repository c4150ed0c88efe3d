"""Read every stored comment again, with the scorer and the themes of now: after either changed.

A job like an import, but in many small transactions: a part of a month is read and written with its rollup and with how far the job
is, so that it can be killed at any moment and goes on from there when it is started again. `python -m vocdash.ingest.rescore` is the
process a page starts; `python -m vocdash rescore` does the same while one waits.
"""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import Conflict
from vocdash.ingest import processes
from vocdash.ingest.scorer import scorer
from vocdash.metrics.rollup import changing_answers
from vocdash.store import Store, open_store
from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows
from vocdash.store.claims import claim, is_claimed
from vocdash.text.heard import Subjects
from vocdash.text.reading import Reader, Said
from vocdash.themes.live import ensure_live, read_live
from vocdash.themes.placing import MENTION, MentionRows

RESCORE = "rescore"
_AT_ONCE = 2_000
_READ_BY = "comments_read_by"

Progress = Callable[[int, int], None]
"""Told after each part how many comments are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Rescoring:
    """How the stored comments stand to the scorer and the themes of now.

    `needed` says that some were read by others than these. `done` of `total` comments are read again by a job that is under way
    (`running`) or was stopped and goes on when it is started again; both are 0 where there is none.
    """

    needed: bool
    running: bool
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class _Job:
    job_id: str
    read_by: str
    month: date | None
    after: int
    done: int


def state(store: Store) -> Rescoring:
    """Whether stored comments should be read again, and how far a job that does it is."""
    with store.reading() as connection:
        now = _fingerprint(connection)
        needed = connection.scalar(sa.select(t.meta.c.value).where(t.meta.c.key == _READ_BY)) != now and _has_comments(connection)
        row = connection.execute(_unfinished()).first()
    return Rescoring(needed, is_claimed(store, RESCORE), row.done if row else 0, (row.total or 0) if row else 0)


def note_reader(connection: Connection) -> None:
    """Call before the first comments are written: they are read by the scorer and the themes of now."""
    if not _has_comments(connection):
        _note(connection, _fingerprint(connection))


def rescore(store: Store, actor: Actor, progress: Progress | None = None) -> int:
    """Read all stored comments again; gives how many. Goes on where an earlier one with the same scorer and themes was stopped.

    Raises
    ------
    NotAllowed
        If the actor is not at least a lead.
    Conflict
        If another process is at it.
    """
    actor.require(Access.LEAD, "read the comments again")
    with claim(store, RESCORE) as ours:
        if not ours:
            raise Conflict("The comments are being read again already.", "Wait until that is finished.")
        with store.writing() as connection:
            live = ensure_live(connection)
            job = _open(connection, actor)
        reader = Reader(live.themes, scorer(live.learned), live.learned_themes)
        for month, following in _months(store, job.month):
            while True:
                part = _rescore_part(store, reader, job, month, following)
                if part is None:
                    break
                job = part
                if progress:
                    progress(job.done, _total(store, job))
        with store.writing() as connection:
            _close(connection, job)
        return job.done


def start_rescore(store: Store, actor: Actor) -> None:
    """Start a process that reads all stored comments again, or goes on with it; :func:`state` tells how far it is.

    Raises NotAllowed below lead.
    """
    actor.require(Access.LEAD, "read the comments again")
    processes.start(store, "vocdash.ingest.rescore")


# --- the job ---------------------------------------------------------------------------------------------------------


def _fingerprint(connection: Connection) -> str:
    """The scorer, the themes and the lists of words of now, in few letters."""
    known = read_live(connection).known
    themes = "|".join(f"{theme.code}/{theme.place}/{','.join(theme.seeds)}" for theme in sorted(known.themes, key=str))
    themes += f"|{known.learned_themes.number}" if known.learned_themes else ""
    return f"{Reader((), scorer(known.learned)).name} {Reader.rules()} {zlib.crc32(themes.encode()):08x}"


def _unfinished() -> sa.Select[Any]:
    j = t.jobs.c
    return sa.select(t.jobs).where(j.kind == RESCORE, j.finished_at.is_(None)).order_by(j.started_at.desc())


def _open(connection: Connection, actor: Actor) -> _Job:
    """The job to go on with, or a new one; what was begun with another scorer or other themes is given up."""
    read_by, now, j = _fingerprint(connection), datetime.now(UTC), t.jobs.c
    for row in connection.execute(_unfinished()).all():
        if row.payload["read_by"] == read_by:
            month = row.payload["month"]
            return _Job(row.job_id, read_by, date.fromisoformat(month) if month else None, row.payload["after"], row.done)
        given_up = {"state": "cancelled", "message": "Begun anew, because the scorer or the themes changed.", "finished_at": now}
        connection.execute(sa.update(t.jobs).where(j.job_id == row.job_id).values(given_up))
    job = _Job(uuid.uuid4().hex, read_by, None, -1, 0)
    values = {"job_id": job.job_id, "kind": RESCORE, "state": "running", "started_by": actor.signature, "started_at": now, "seen_at": now}
    total = connection.scalar(sa.select(sa.func.count()).select_from(t.responses).where(t.responses.c.verbatim.is_not(None)))
    connection.execute(sa.insert(t.jobs).values(**values, total=total, payload=_payload(job), message="Reading the comments again"))
    return job


def _payload(job: _Job) -> dict[str, Any]:
    return {"read_by": job.read_by, "month": job.month.isoformat() if job.month else None, "after": job.after}


def _total(store: Store, job: _Job) -> int:
    with store.reading() as connection:
        return int(connection.scalar(sa.select(t.jobs.c.total).where(t.jobs.c.job_id == job.job_id)) or 0)


def _close(connection: Connection, job: _Job) -> None:
    now = datetime.now(UTC)
    values = {"state": "done", "message": f"{job.done:,} comments read again", "done": job.done, "seen_at": now, "finished_at": now}
    connection.execute(sa.update(t.jobs).where(t.jobs.c.job_id == job.job_id).values(values))
    _note(connection, job.read_by)


def _note(connection: Connection, read_by: str) -> None:
    connection.execute(sa.delete(t.meta).where(t.meta.c.key == _READ_BY))
    connection.execute(sa.insert(t.meta).values(key=_READ_BY, value=read_by))


def _has_comments(connection: Connection) -> bool:
    return bool(connection.scalar(sa.select(sa.exists().where(t.responses.c.verbatim.is_not(None)))))


def _months(store: Store, first: date | None) -> Iterator[tuple[date, date]]:
    """(first day, first day of the next) of every month with answers, from one on."""
    days = sa.select(t.calendar.c.month).join_from(t.submissions, t.calendar, t.calendar.c.day == t.submissions.c.day).distinct()
    with store.reading() as connection:
        months = sorted(connection.scalars(days))
    for month in months:
        if first is None or month >= first:
            yield month, date(month.year + month.month // 12, month.month % 12 + 1, 1)


# --- one part --------------------------------------------------------------------------------------------------------


def _rescore_part(store: Store, reader: Reader, job: _Job, month: date, following: date) -> _Job | None:
    """Read the next comments of a month again, in one transaction with the rollup and with how far the job is; None when all are."""
    after = job.after if job.month == month else -1
    with changing_answers(store) as change:
        connection = change.connection
        rows = _comments(connection, month, following, after)
        if not rows:
            return None
        said = reader.say([row.verbatim for row in rows], [row.touchpoint for row in rows])
        _write(connection, rows, said, reader.subjects)
        change.touch_days({row.day for row in rows})
        masked = [row.submission_id for row, new in zip(rows, said, strict=True) if row.verbatim != new[0]]
        change.touch_comments(masked)
        reached = _Job(job.job_id, job.read_by, month, rows[-1].submission_id, job.done + len(rows))
        values = {"done": reached.done, "payload": _payload(reached), "seen_at": datetime.now(UTC)}
        connection.execute(sa.update(t.jobs).where(t.jobs.c.job_id == job.job_id).values(values))
        return reached


def _comments(connection: Connection, month: date, following: date, after: int) -> Sequence[Any]:
    """The comments of the next submissions, whole submissions only."""
    r, s = t.responses.c, t.submissions.c
    inside = (s.day >= month, s.day < following, s.submission_id > after, r.verbatim.is_not(None))
    joined = t.responses.join(t.submissions, s.submission_id == r.submission_id)
    last = connection.scalars(sa.select(r.submission_id).select_from(joined).where(*inside).order_by(r.submission_id).limit(_AT_ONCE)).all()
    if not last:
        return []
    old = (r.language, r.polarity, r.sentiment, r.scorer)
    columns = (r.submission_id, r.question_id, r.occurrence, r.stage_id, r.touchpoint_id, t.touchpoints.c.code.label("touchpoint"))
    statement = (
        sa.select(*columns, r.verbatim, s.day, *old)
        .select_from(joined.join(t.touchpoints, t.touchpoints.c.touchpoint_id == r.touchpoint_id))
        .where(*inside, s.submission_id <= last[-1])
        .order_by(r.submission_id, r.question_id, r.occurrence)
    )
    return connection.execute(statement).all()


def _write(connection: Connection, rows: Sequence[Any], said: Sequence[Said], subjects: Subjects) -> None:
    m, r = t.mentions.c, t.responses.c
    submissions = sorted({row.submission_id for row in rows})
    connection.execute(sa.delete(t.mentions).where(m.submission_id.in_(submissions)))
    mentions = MentionRows(connection, read_live(connection))
    new: list[tuple[Any, ...]] = []
    changed = []
    for row, (text, *how, heard) in zip(rows, said, strict=True):
        key = (row.submission_id, row.question_id, row.occurrence)
        new += mentions.of(key, row.stage_id, row.touchpoint_id, subjects.opened(heard))
        if (row.verbatim, row.language, row.polarity, row.sentiment, row.scorer) != (text, *how):
            changed.append(dict(zip(_CHANGED, (*key, text, *how), strict=True)))
    insert_rows(connection, t.mentions, MENTION, new)
    if changed:
        same = (r.submission_id == sa.bindparam("of_submission"), r.question_id == sa.bindparam("of_question"))
        values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in ("verbatim", "language", "polarity", "sentiment", "scorer")}
        connection.execute(sa.update(t.responses).where(*same, r.occurrence == sa.bindparam("of_occurrence")).values(values), changed)


_CHANGED = (
    *("of_submission", "of_question", "of_occurrence"),
    *("new_verbatim", "new_language", "new_polarity", "new_sentiment", "new_scorer"),
)


def run(store: Store) -> None:
    """Read all comments again, and once more where somebody changed the themes or the scorer in the meantime."""
    rescore(store, COMMAND_LINE)
    while state(store).needed:
        rescore(store, COMMAND_LINE)


if __name__ == "__main__":
    run(open_store())
