"""The rows of the rollups worked out beside the database's own work, in a process of our own: what is written need not be there for it."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import date
from queue import SimpleQueue
from threading import Thread
from typing import IO

from vocdash import helper
from vocdash.errors import VocError
from vocdash.metrics.blocks import Block
from vocdash.metrics.given import Settling, Written
from vocdash.metrics.meaning import Meaning

Span = tuple[date, date]
"""The first day of some months, and the first one after them."""

_Asked = tuple[Meaning, Settling, list[Span]]


class SumsAhead:
    """Sums answers up beside us, span by span; :meth:`close` it in any case.

    It is made as soon as the answers are there, because starting and taking them over takes a second a million; what they mean and which
    of them count follows with :meth:`begin`. Its process ends by itself when ours does, in whatever way, because what it reads from ends.
    """

    def __init__(self, written: Written) -> None:
        self._found: dict[Span, Future[list[Block]]] = {}
        self._written = written
        self._told: SimpleQueue[tuple[_Asked, list[Future[list[Block]]]] | None] = SimpleQueue()
        self._process = helper.start("vocdash.metrics.summing")
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def begin(self, meaning: Meaning, settling: Settling, spans: Sequence[Span]) -> None:
        """Sum up from now on; `meaning` needs no database, and `settling` is what is said to :meth:`Written.settled`."""
        self._found = {span: Future() for span in spans}
        self._told.put(((meaning, settling, list(spans)), list(self._found.values())))

    def _work(self) -> None:
        """Hand over what is asked, and take what comes as it comes, so that nobody waits for anybody."""
        assert self._process.stdin is not None and self._process.stdout is not None
        is_there = self._hand_over(self._process.stdin)
        told = self._told.get()
        if told is None:
            return
        asked, spans = told
        try:
            if not is_there:
                raise EOFError
            pickle.dump(asked, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            for found in spans:
                found.set_result(pickle.load(self._process.stdout))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            error = VocError("A process that sums answers up ended, so nothing was written.", "Import the file again.")
            for found in spans:
                if not found.done():
                    found.set_exception(error)

    def _hand_over(self, target: IO[bytes]) -> bool:
        """Give the answers to the process, a column at a time; False where it ended."""
        try:
            for column in self._written.columns():
                pickle.dump(column, target, pickle.HIGHEST_PROTOCOL)
        except (OSError, ValueError):
            return False
        return True

    def blocks(self, first: date, following: date) -> list[Block] | None:
        """The rows of a span, once they are there; None where it was not asked for, or was taken before.

        Raises
        ------
        VocError
            If the process ended.
        """
        found = self._found.pop((first, following), None)
        return None if found is None else found.result()

    def close(self) -> None:
        """End the process."""
        self._told.put(None)
        self._process.kill()
        self._thread.join()
        self._process.communicate()
