"""Complaints looked for beside the database's own work: what is about to be written need not be there for it."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import Connection

from vocdash.cases.complaints import Complaint, complaints_written, read_grounds
from vocdash.metrics.given import Written
from vocdash.metrics.meaning import Meaning

Made = TypeVar("Made")

_HELD = 5_000
"""Submissions looked at together for complaints: enough to make it quick, and few enough that memory does not grow with the file."""


class ComplaintsAhead(Generic[Made]):
    """The complaints among the answers of an import, looked for in a thread from when it is made; :meth:`close` it in any case.

    A thread, because a database at work leaves Python to others. What it found waits packed, which takes a tenth of the memory.

    Parameters
    ----------
    meaning : Meaning
        What the answers mean, without a database.
    first : date
        The first day whose complaints are wanted; kept as an attribute.
    prepare : callable, optional
        What is to be made of some complaints, in the thread, too; None where that cannot be said of them yet.
    """

    def __init__(
        self,
        connection: Connection,
        meaning: Meaning,
        answers: Written,
        first: date,
        import_id: int,
        prepare: Callable[[Sequence[Complaint]], Made | None] | None = None,
    ) -> None:
        self.first = first
        self._grounds = read_grounds(connection, meaning)
        self._answers = answers
        self._import_id = import_id
        self._prepare = prepare
        self._pool = ThreadPoolExecutor(1)
        self._spans = list(answers.spans_since(first, _HELD))
        self._found = [self._pool.submit(self._look, *span) for span in self._spans]

    @property
    def is_empty(self) -> bool:
        """Whether there are no answers at all."""
        return not self._answers.submissions

    @property
    def is_prepared(self) -> bool:
        """Whether something was made of all complaints, once they are there."""
        return all(found.result()[0] for found in self._found)

    def prepared(self) -> Iterator[Made]:
        """What was made of the complaints, some at a time, oldest first, where it was made of all."""
        for found in self._found:
            yield pickle.loads(found.result()[1])

    def _look(self, first: date, following: date) -> tuple[bool, bytes]:
        """Whether something was made of the complaints of a span, and that, or else the complaints."""
        complaints = self._complaints(first, following)
        made = self._prepare(complaints) if self._prepare else None
        found = list(map(tuple, complaints)) if made is None else made
        return made is not None, pickle.dumps(found, pickle.HIGHEST_PROTOCOL)

    def _complaints(self, first: date, following: date) -> list[Complaint]:
        return complaints_written(self._grounds, self._answers.within(first, following), self._import_id)

    def __iter__(self) -> Iterator[Complaint]:
        """The complaints, oldest first, once they are there; looked for once more where something was made of them."""
        for span, found in zip(self._spans, self._found, strict=True):
            was_made, packed = found.result()
            yield from self._complaints(*span) if was_made else map(Complaint._make, pickle.loads(packed))

    def close(self) -> None:
        """Look no further."""
        self._pool.shutdown(cancel_futures=True)
