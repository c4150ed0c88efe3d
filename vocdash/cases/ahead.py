"""Complaints looked for beside the database's own work: what is about to be written need not be there for it."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date

from sqlalchemy import Connection

from vocdash.cases.complaints import Complaint, complaints_written, read_grounds
from vocdash.metrics.given import Written
from vocdash.metrics.meaning import Meaning

_HELD = 5_000
"""Submissions looked at together for complaints: enough to make it quick, and few enough that memory does not grow with the file."""


class ComplaintsAhead:
    """The complaints among the answers of an import, looked for in a thread from when it is made; :meth:`close` it in any case.

    A thread, because a database at work leaves Python to others. What it found waits packed, which takes a tenth of the memory.

    Parameters
    ----------
    meaning : Meaning
        What the answers mean, without a database.
    first : date
        The first day whose complaints are wanted; kept as an attribute.
    """

    def __init__(self, connection: Connection, meaning: Meaning, answers: Written, first: date, import_id: int) -> None:
        self.first = first
        self._grounds = read_grounds(connection, meaning)
        self._answers = answers
        self._import_id = import_id
        self._pool = ThreadPoolExecutor(1)
        self._found: list[Future[bytes]] = [
            self._pool.submit(self._look, begin, following) for begin, following in answers.spans_since(first, _HELD)
        ]

    @property
    def is_empty(self) -> bool:
        """Whether there are no answers at all."""
        return not self._found

    def _look(self, first: date, following: date) -> bytes:
        found = complaints_written(self._grounds, self._answers.within(first, following), self._import_id)
        return pickle.dumps(list(map(tuple, found)), pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[Complaint]:
        """The complaints, oldest first, once they are there."""
        for found in self._found:
            yield from map(Complaint._make, pickle.loads(found.result()))

    def close(self) -> None:
        """Look no further."""
        self._pool.shutdown(cancel_futures=True)
