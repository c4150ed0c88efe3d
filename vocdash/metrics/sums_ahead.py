"""The rows of the rollups worked out before the write that needs them, so that nobody waits for it: here, and in a process of our own."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Sequence
from datetime import date
from threading import Thread

from sqlalchemy import Connection

from vocdash import helper
from vocdash.metrics.blocks import Block, LaidDown, Span
from vocdash.metrics.given import Settling, Written
from vocdash.metrics.meaning import Meaning
from vocdash.metrics.rollup_rows import blocks_of


class SumsAhead:
    """Sums answers up, span by span; :meth:`close` it in any case.

    It is made as soon as the answers are there, because starting a process and taking them over takes a second a million. A rehearsal of
    the write says with :meth:`ask` what they mean; :meth:`work` then sums up, and the write asks again. What was found is used where it
    asks the same, which it does but for writes in between. Found rows wait packed, which takes a fraction of the memory. The process ends
    by itself when ours does, in whatever way, because what it reads from ends; where it ends before, all is done here.
    """

    def __init__(self, written: Written) -> None:
        self._written = written
        self._asked = b""
        self._found: dict[Span, bytes] = {}
        self._left: deque[Span] = deque()
        self._laid: LaidDown | None = None
        self._process = helper.start("vocdash.metrics.summing")
        self._thread = Thread(target=self._hand_over, daemon=True)
        self._thread.start()

    def ask(self, meaning: Meaning, settling: Settling, spans: Sequence[Span]) -> None:
        """Say what is to be summed up; `meaning` needs no database, and `settling` is what is said to :meth:`Written.settled`. What was
        found for something else is forgotten."""
        asked = pickle.dumps((meaning, settling, list(spans)), pickle.HIGHEST_PROTOCOL)
        if asked != self._asked:
            self._asked, self._found, self._laid = asked, {}, None

    def work(self) -> None:
        """Sum up what was asked, and end the process."""
        self._thread.join()
        meaning, settling, spans = pickle.loads(self._asked)
        left = self._left = deque(spans)
        self._thread = Thread(target=self._work_beside, args=(left,), daemon=True)
        self._thread.start()
        written = self._written.settled(settling)

        def work_here() -> None:
            while left:
                try:
                    first, following = left.pop()
                except IndexError:
                    return  # the process took the last one
                self._found[first, following] = pickle.dumps(
                    list(blocks_of(meaning, written.within(first, following))), pickle.HIGHEST_PROTOCOL
                )

        work_here()
        self._thread.join()
        work_here()  # what the process did not live to do
        self.close()

    def _hand_over(self) -> None:
        """Give the answers to the process, a column at a time."""
        assert self._process.stdin is not None
        try:
            for column in self._written.columns():
                pickle.dump(column, self._process.stdin, pickle.HIGHEST_PROTOCOL)
        except (OSError, ValueError):
            self._process.kill()

    def _work_beside(self, left: deque[Span]) -> None:
        """Let the process sum up from the other end, one span after another."""
        assert self._process.stdin is not None and self._process.stdout is not None
        source, target = self._process.stdout, self._process.stdin
        span: Span | None = None
        try:
            target.write(self._asked)
            while left:
                span = left.popleft()
                pickle.dump(span, target, pickle.HIGHEST_PROTOCOL)
                target.flush()
                self._found[span] = pickle.load(source)
        except IndexError:
            return  # we took the last one here
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            if span is not None:
                left.append(span)

    @property
    def asked(self) -> bytes:
        """What was asked last, as one word."""
        return self._asked

    def spans(self) -> Sequence[Span]:
        """What was asked for, and is there."""
        return sorted(self._found)

    def blocks(self, first: date, following: date, *, keep: bool = False) -> list[Block] | None:
        """The rows of a span; None where it was not asked for, or was taken before without being kept."""
        found = self._found.get((first, following)) if keep else self._found.pop((first, following), None)
        if found is None:
            return None
        blocks: list[Block] = pickle.loads(found)
        return blocks

    def lay_down(self, connection: Connection) -> None:
        """Put what was found into temporary tables of a connection, so that the write has it taken over by the database itself."""
        spans = self.spans()
        self._laid = LaidDown(connection, (block for span in spans for block in self.blocks(*span) or ()), spans)

    @property
    def laid(self) -> LaidDown | None:
        """What was laid down, if that is what was asked last."""
        return self._laid

    def forget(self) -> None:
        """Let go of what was found, because it was used."""
        self._found = {}

    def stop(self) -> None:
        """Let :meth:`work` end soon, because nobody needs it any more."""
        self._left.clear()
        self._process.kill()

    def close(self) -> None:
        """End the process; what was found stays."""
        self._process.kill()
        self._thread.join()
        self._process.communicate()
