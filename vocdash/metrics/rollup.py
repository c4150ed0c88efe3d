"""The rollup: sums that make questions fast. Disposable: months a write touched are deleted and refilled, never incremented.

Every write that changes answers goes through :func:`changing_answers`, which refreshes the rollup in the same transaction, so
that nobody ever sees answers and sums that disagree.

:mod:`vocdash.metrics.rollup_rows` says what stands in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.metrics import blocks, kept, mention_rollup
from vocdash.metrics.columns import kinds_among
from vocdash.metrics.given import Settling, Written, read_given
from vocdash.metrics.meaning import Meaning, read_meaning
from vocdash.metrics.registry import fingerprint
from vocdash.metrics.rollup_rows import blocks_of, few
from vocdash.metrics.sources import GRAIN_LEVELS
from vocdash.metrics.sums_ahead import SumsAhead
from vocdash.store import Store, search
from vocdash.store import tables as t
from vocdash.store.early import EarlyRows

_FINGERPRINT = "rollup"
_TABLES = (t.rollup, t.rollup_pairs, t.mention_rollup, t.kept_answers)
_HELD = 25_000
"""Submissions whose answers are summed at once: many, because each round costs the same, but not so many that memory grows."""

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class AnswerChange:
    """A write in progress: the connection to write on, what it has touched so far, and the answers it has written as a whole.

    `ahead` has the sums that were made before the write, and `early` is the number of the import whose rows stand there from before it
    was this write's turn, as do the sums of the months in `summed`.
    """

    connection: Connection
    written: Written = field(default_factory=Written)
    ahead: SumsAhead | None = None
    early: int | None = None
    summed: frozenset[date] = frozenset()
    _days: set[date] = field(default_factory=set)
    _new: frozenset[date] = frozenset()

    def begin_again(self) -> None:
        """Nothing of it has happened: everything was taken back."""
        self.early, self.summed = None, frozenset()
        self._days.clear()

    def touch_days(self, days: Iterable[date]) -> None:
        """Say that answers of these days were added, changed or removed (both the old and the new day of a moved one)."""
        self._days.update(days)

    def write(self, coming: Written, settling: Settling) -> Meaning:
        """Say what is about to be written, all of it; gives what it means, without a database."""
        written = self.written = coming.settled(settling)
        kinds = {kind for answers in written.answers() for kind in kinds_among(answers)[1]}
        meaning = read_meaning(self.connection).knowing(kinds)
        self.touch_days(written.by_day())
        counts = written.months()
        self._new = frozenset(counts.keys() - _submissions_by_month(self.connection, sorted(counts), without=self.early).keys())
        if self.ahead is not None:
            self.ahead.ask(meaning, settling, [_ends(span) for span in _spans(sorted(self._new), counts)])
        return meaning

    def touch_comments(self, ids: sa.Select[Any] | Sequence[int]) -> None:
        """Say that comments of these submissions were added, changed or removed. Call it after they were."""
        search.refresh(self.connection, ids)


@contextmanager
def changing_answers(
    store: Store,
    progress: Progress | None = None,
    *,
    on: Connection | None = None,
    ahead: SumsAhead | None = None,
    early: EarlyRows | None = None,
) -> Iterator[AnswerChange]:
    """The one way to change answers: at the end the rollup agrees with them, or nothing has happened at all.

    `on` and `early` are what :meth:`vocdash.store.Store.writing` takes, and `ahead` has sums of what will be written;
    :mod:`vocdash.metrics.bringing` makes both.
    """
    with store.writing(on=on, early=early) as connection:
        change = AnswerChange(connection, ahead=ahead)
        yield change
        refresh(connection, change._days, progress, change)
        store.note_sizes(connection)


def rebuild(store: Store, progress: Progress | None = None) -> int:
    """Make the whole rollup anew from the answers; returns its number of rows."""
    with store.writing() as connection:
        _rebuild(connection, progress)
        store.note_sizes(connection)
        return int(connection.scalar(sa.select(sa.func.count()).select_from(t.rollup)) or 0)


def ensure_current(store: Store) -> None:
    """Rebuild the rollup if its measures or levels were defined otherwise when it was made."""
    with store.reading() as connection:
        if _made_by(connection) == _definition():
            return
    with store.writing() as connection:
        if _made_by(connection) != _definition():
            _rebuild(connection, None)


def _definition() -> str:
    """Changes when the rollup has to be made anew."""
    return f"{fingerprint()} {dict(GRAIN_LEVELS)} {mention_rollup.VERSION} {kept.VERSION} people {few()}"


def _made_by(connection: Connection) -> str | None:
    return connection.scalar(sa.select(t.meta.c.value).where(t.meta.c.key == _FINGERPRINT))


def _rebuild(connection: Connection, progress: Progress | None) -> None:
    for table in _TABLES:
        connection.execute(sa.delete(table))
    refresh(connection, connection.scalars(sa.select(t.submissions.c.day).distinct()).all(), progress)
    connection.execute(sa.delete(t.meta).where(t.meta.c.key == _FINGERPRINT))
    connection.execute(sa.insert(t.meta).values(key=_FINGERPRINT, value=_definition()))


def refresh(
    connection: Connection,
    days: Iterable[date],
    progress: Progress | None = None,
    change: AnswerChange | None = None,
) -> None:
    """Delete and refill the rows of every month in which one of `days` lies.

    Months that have nothing but what a `change` wrote are summed up without reading it back, or have been ahead.
    """
    change = change or AnswerChange(connection)
    months = sorted({day.replace(day=1) for day in days} - change.summed)
    written, new = change.written, change._new
    counts = _submissions_by_month(connection, [month for month in months if month not in new]) | {
        month: count for month, count in written.months().items() if month in new
    }
    meaning = read_meaning(connection)
    for run in _runs(months):
        first, following = _ends(run)
        for table in _TABLES:
            connection.execute(sa.delete(table).where(table.c.starts_on >= first, table.c.starts_on < following))
    laid = change.ahead.laid if change.ahead else None
    if laid is not None:
        laid.take_over(connection)
        there = {month for span in laid.spans for month in months_of(*span)}
        months = [month for month in months if month not in there]
    done = 0
    for span in _spans(months, counts):
        first, following = _ends(span)
        if written.count(first, following) == sum(counts.get(month, 0) for month in span):
            found = change.ahead.blocks(first, following) if change.ahead else None
            blocks.write(connection, blocks_of(meaning, written.within(first, following)) if found is None else found)
        else:
            given = read_given(connection, (t.submissions.c.day >= first, t.submissions.c.day < following))
            blocks.write(connection, blocks_of(meaning, given))
        done += len(span)
        if progress:
            progress(done, len(months))


def _ends(span: Sequence[date]) -> tuple[date, date]:
    """The first day of some months, and the first one after them."""
    return span[0], _following(span[-1])


def _spans(months: Sequence[date], counts: Mapping[date, int]) -> Iterator[list[date]]:
    """The runs of months in pieces that are short enough for the answers of each to be held at once."""
    for run in _runs(months):
        span: list[date] = []
        for month in run:
            if span and sum(counts.get(each, 0) for each in (*span, month)) > _HELD:
                yield span
                span = []
            span.append(month)
        yield span


def _runs(months: Sequence[date]) -> Iterator[list[date]]:
    """The months in runs without a gap inside one."""
    run: list[date] = []
    for month in months:
        if run and month != _following(run[-1]):
            yield run
            run = []
        run.append(month)
    if run:
        yield run


def _submissions_by_month(connection: Connection, months: Sequence[date], *, without: int | None = None) -> dict[date, int]:
    """How many there are in months that have any, but for those of one import."""
    if not months:
        return {}
    day, month = t.submissions.c.day, t.calendar.c.month
    joined = sa.select(month, sa.func.count()).join_from(t.submissions, t.calendar, t.calendar.c.day == day)
    others = [] if without is None else [t.submissions.c.import_id != without]
    return dict(connection.execute(joined.where(day >= months[0], day < _following(months[-1]), *others).group_by(month)).all())


def months_of(first: date, following: date) -> Iterator[date]:
    """The months from one day on, a month's first, and before another."""
    while first < following:
        yield first
        first = _following(first)


def _following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
