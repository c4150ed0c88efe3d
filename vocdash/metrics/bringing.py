"""Answers brought into the store: what can be done before others have to wait for it is done before.

Where it is much, its beginning is rehearsed and taken back, which tells which numbers new rows will get. With these the sums are made
before the write, in a process beside; where the database lets several write, the rows themselves are written meanwhile, in the
transaction of the write but before its turn, and elsewhere the sums are put into tables of our own, from which they go over as they
stand. When it is its turn, it begins as in the rehearsal, and uses what it finds as rehearsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Connection

from vocdash.metrics import blocks
from vocdash.metrics.given import Written
from vocdash.metrics.rollup import AnswerChange, changing_answers, months_of
from vocdash.metrics.sums_ahead import SumsAhead
from vocdash.store import Store
from vocdash.store.early import EarlyRows

_MUCH = 10_000
"""Submissions to be written that are summed up beside: for fewer, starting a process takes as long."""

_PAUSE = 0.1
"""Seconds after which is looked again whether somebody waits for what was written."""


class Begun(Protocol):
    """How a write has begun: the number of its import, and all that its rows hold of what numbers stand for."""

    @property
    def import_id(self) -> int: ...

    @property
    def meant(self) -> object: ...


How = TypeVar("How", bound=Begun)


@dataclass(frozen=True, slots=True)
class Coming(Generic[How]):
    """What a write is about to bring.

    Attributes
    ----------
    answers : Written
        What will be given to :meth:`AnswerChange.write`.
    begin : callable
        Does all that comes before the rows. It is rehearsed, so it may do nothing but on the connection.
    write_rows : callable
        Writes the rows before it is the write's turn, where that can be done; says whether it was.
    """

    answers: Written
    begin: Callable[[AnswerChange], How]
    write_rows: Callable[[EarlyRows, How], bool]


@contextmanager
def bringing_answers(store: Store, on: Connection, coming: Coming[How]) -> Iterator[tuple[AnswerChange, How]]:
    """A write of answers that has begun, on a connection of :meth:`vocdash.store.Store.staging`; all of them or nothing, as every one."""
    if coming.answers.submissions < _MUCH:
        with changing_answers(store, on=on) as change:
            yield change, coming.begin(change)
        return
    with ExitStack() as ends:
        ahead = SumsAhead(coming.answers)
        ends.callback(ahead.close)
        with store.rehearsing(on) as connection:
            rehearsed = coming.begin(AnswerChange(connection, ahead=ahead))
        summing: Future[None] = ends.enter_context(ThreadPoolExecutor(1)).submit(ahead.work)
        ends.callback(ahead.stop)
        early = EarlyRows(partial(_write_early, coming, rehearsed, ahead, summing), summing.result)
        if not store.writes_beside:
            summing.result()
            ahead.lay_down(on)
        with changing_answers(store, on=on, ahead=ahead, early=early) as change:
            yield change, _begin(change, coming, ahead, early, rehearsed)


def _write_early(coming: Coming[How], rehearsed: How, ahead: SumsAhead, summing: Future[None], early: EarlyRows) -> bool:
    """Write the rows, and the sums once they are there."""
    if not coming.write_rows(early, rehearsed):
        return False
    while not summing.done():
        early.look()
        wait([summing], timeout=_PAUSE)
    summing.result()
    for span in ahead.spans():
        blocks.write(early.connection, ahead.blocks(*span, keep=True) or ())
        early.look()
    return True


def _begin(change: AnswerChange, coming: Coming[How], ahead: SumsAhead, early: EarlyRows, rehearsed: How) -> How:
    """Begin as in the rehearsal; rows and sums that were written for another beginning are taken back."""
    if early.is_there:
        change.early, change.summed = rehearsed.import_id, frozenset(month for span in ahead.spans() for month in months_of(*span))
        asked = ahead.asked
        begun = coming.begin(change)
        if (begun.import_id, begun.meant, ahead.asked) == (rehearsed.import_id, rehearsed.meant, asked):
            early.keep()
            ahead.forget()
            return begun
        early.without(change.connection)
        change.begin_again()
    return coming.begin(change)
