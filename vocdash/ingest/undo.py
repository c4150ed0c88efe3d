"""Take an import back: what it added goes, what it changed is as before, and what later imports changed stays and is listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.cases.open import open_again, take_back
from vocdash.errors import UnknownName, VocError
from vocdash.ingest import customers, images
from vocdash.ingest.contacts import remove_contacts
from vocdash.metrics.rollup import AnswerChange, changing_answers
from vocdash.store import Store
from vocdash.store import tables as t

LISTED = 1_000
"""Submissions that stay, at most, of which an undo says which they are."""

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Stayed:
    """A submission that an undo left: the id it has in its file ("" where it has none), its day, and the file that changed it last."""

    external_id: str
    day: date
    file_name: str


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What an undo did, in submissions. `kept` are those that a later import changed: they stay as they are, and `stayed` lists the
    first of them by day. `contacts` were removed.
    """

    import_id: int
    removed: int
    restored: int
    kept: tuple[int, ...]
    contacts: int = 0
    stayed: tuple[Stayed, ...] = ()
    file_name: str = ""


def undo_import(store: Store, actor: Actor, import_id: int) -> UndoReport:
    """Take one import back, the newest or an older one, in one transaction.

    A submission that a later import changed stays as that import left it; undoing that one too then leads back to what
    was there before both.

    Raises
    ------
    UnknownName
        If there is no such import.
    VocError
        If it was undone already.
    """
    actor.require(Access.LEAD, "undo an import")
    with changing_answers(store) as change:
        connection = change.connection
        _check(connection, import_id)
        later = _changed_later(connection, import_id)
        restored = _restore(change, import_id)
        removed = _remove_added(change, import_id)
        customers.restore(connection, import_id)
        met = remove_contacts(connection, import_id)
        customers.forget(connection, set(met))
        _hand_over(connection, import_id, later)
        connection.execute(sa.delete(t.refused_rows).where(t.refused_rows.c.import_id == import_id))
        connection.execute(sa.update(t.imports).where(t.imports.c.import_id == import_id).values(undone_at=datetime.now(UTC)))
        name = connection.scalar(sa.select(t.imports.c.file_name).where(t.imports.c.import_id == import_id))
        return UndoReport(import_id, removed, restored, tuple(sorted(later)), len(met), _stayed(connection, sorted(later)), str(name))


def _check(connection: Connection, import_id: int) -> None:
    found = connection.execute(sa.select(t.imports.c.undone_at).where(t.imports.c.import_id == import_id)).one_or_none()
    if found is None:
        raise UnknownName("import", str(import_id), map(str, connection.scalars(sa.select(t.imports.c.import_id))))
    if found.undone_at is not None:
        raise VocError(f"Import {import_id} was undone already.", "Import the file again if you want its answers back.")


def _changed_later(connection: Connection, import_id: int) -> dict[int, int]:
    """Submissions this import wrote and a later one changed → the first import that did."""
    c, s = t.import_changes.c, t.submissions.c
    written = sa.union(
        sa.select(s.submission_id).where(s.added_by == import_id), sa.select(c.submission_id).where(c.import_id == import_id)
    )
    query = (
        sa.select(c.submission_id, sa.func.min(c.import_id))
        .where(c.import_id > import_id, c.submission_id.in_(sa.select(written.subquery())))
        .group_by(c.submission_id)
    )
    return dict(connection.execute(query).all())


def _stayed(connection: Connection, numbers: Sequence[int]) -> tuple[Stayed, ...]:
    s, i = t.submissions.c, t.imports.c
    query = sa.select(s.external_id, s.day, i.file_name).join_from(t.submissions, t.imports, i.import_id == s.import_id)
    found: list[Stayed] = []
    for part in _parts(numbers[:LISTED]):
        found += [
            Stayed(row.external_id or "", row.day, row.file_name) for row in connection.execute(query.where(s.submission_id.in_(part)))
        ]
    return tuple(sorted(found, key=lambda one: (one.day, one.external_id)))


def _restore(change: AnswerChange, import_id: int) -> int:
    """Put back what this import was the last to change."""
    connection, c, s = change.connection, t.import_changes.c, t.submissions.c
    last = sa.select(c.submission_id).join_from(t.import_changes, t.submissions, s.submission_id == c.submission_id)
    numbers = connection.scalars(last.where(c.import_id == import_id, s.import_id == import_id)).all()
    touched: set[int] = set()
    for part in _parts(numbers):
        change.touch_days(_days(connection, part))
        now = connection.execute(sa.select(s.submission_id, s.added_by, s.customer_id).where(s.submission_id.in_(part))).all()
        touched.update(row.customer_id for row in now if row.customer_id is not None)
        taken = connection.scalars(sa.select(c.before).where(c.import_id == import_id, c.submission_id.in_(part))).all()
        images.delete(connection, part)
        images.put_back(connection, taken)
        # Who answers for a submission may have been handed over since the image was taken.
        for owner in {row.added_by for row in now}:
            owned = [row.submission_id for row in now if row.added_by == owner]
            connection.execute(sa.update(t.submissions).where(s.submission_id.in_(owned)).values(added_by=owner))
        connection.execute(sa.delete(t.import_changes).where(c.import_id == import_id, c.submission_id.in_(part)))
        change.touch_days(_days(connection, part))
        change.touch_comments(part)
        open_again(connection, part)
    customers.forget(connection, touched)
    return len(numbers)


def _remove_added(change: AnswerChange, import_id: int) -> int:
    """Remove what this import added and nobody changed since."""
    connection, s = change.connection, t.submissions.c
    numbers = connection.scalars(sa.select(s.submission_id).where(s.added_by == import_id, s.import_id == import_id)).all()
    touched: set[int] = set()
    for part in _parts(numbers):
        change.touch_days(_days(connection, part))
        touched.update(connection.scalars(sa.select(s.customer_id).where(s.submission_id.in_(part), s.customer_id.is_not(None))))
        take_back(connection, part)
        images.delete(connection, part)
        change.touch_comments(part)
    customers.forget(connection, touched)
    return len(numbers)


def _hand_over(connection: Connection, import_id: int, later: dict[int, int]) -> None:
    """Let the later import that changed a submission answer for it, so that undoing that one leads back to before both."""
    c, s = t.import_changes.c, t.submissions.c
    for part in _parts(list(later)):
        own = connection.execute(sa.select(c.submission_id, c.before).where(c.import_id == import_id, c.submission_id.in_(part))).all()
        for number, before in own:
            connection.execute(
                sa.update(t.import_changes).where(c.submission_id == number, c.import_id == later[number]).values(before=before)
            )
        connection.execute(sa.delete(t.import_changes).where(c.import_id == import_id, c.submission_id.in_(part)))
        changed_before = {number for number, _ in own}
        for number in set(part) - changed_before:
            connection.execute(sa.update(t.submissions).where(s.submission_id == number).values(added_by=later[number]))
            connection.execute(sa.delete(t.import_changes).where(c.submission_id == number, c.import_id == later[number]))


def _days(connection: Connection, numbers: Sequence[int]) -> Sequence[date]:
    return connection.scalars(sa.select(t.submissions.c.day).where(t.submissions.c.submission_id.in_(numbers)).distinct()).all()


def _parts(numbers: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), images.AT_ONCE):
        yield list(numbers[start : start + images.AT_ONCE])


def undone_as_text(report: UndoReport) -> str:
    """What an undo did, in words."""
    if report.contacts:
        return f"Import {report.import_id} is undone: {report.contacts:,} contacts removed."
    said = f"Import {report.import_id} is undone: {report.removed:,} submissions removed, {report.restored:,} as before."
    if not report.kept:
        return said
    lines = [f"{said} {len(report.kept):,} stay, because a later import changed them; undo that one too to take them back."]
    lines += [f"  {one.external_id or 'without an id'}, {one.day}: changed by {one.file_name}" for one in report.stayed[:_SHOWN]]
    more = len(report.kept) - _SHOWN
    return "\n".join([*lines, f"  … and {more:,} more"] if more > 0 else lines)
