"""The rows of the rollups worked out beside the database's own work, in a process of our own: what is written need not be there for it."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import date
from threading import Thread

from vocdash import helper
from vocdash.errors import VocError
from vocdash.metrics.blocks import Block
from vocdash.metrics.given import Written
from vocdash.metrics.meaning import Meaning

Span = tuple[date, date]
"""The first day of some months, and the first one after them."""


class SumsAhead:
    """Sums answers up, span by span, from when it is made; :meth:`close` it in any case. `meaning` needs no database.

    Its process ends by itself when ours does, in whatever way, because what it reads from ends.
    """

    def __init__(self, meaning: Meaning, written: Written, spans: Sequence[Span]) -> None:
        self._found: dict[Span, Future[list[Block]]] = {span: Future() for span in spans}
        self._asked = (meaning, written, list(spans))
        self._process = helper.start("vocdash.metrics.summing")
        self._thread = Thread(target=self._work, args=(list(self._found.values()),), daemon=True)
        self._thread.start()

    def _work(self, spans: Sequence[Future[list[Block]]]) -> None:
        """Hand over what is asked, and take what comes as it comes, so that nobody waits for anybody."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            pickle.dump(self._asked, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            for found in spans:
                found.set_result(pickle.load(self._process.stdout))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            error = VocError("A process that sums answers up ended, so nothing was written.", "Import the file again.")
            for found in spans:
                if not found.done():
                    found.set_exception(error)

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
        self._process.kill()
        self._thread.join()
        self._process.communicate()
