"""Comments read beside the file: here while they are few, in processes of their own once they are many."""

from __future__ import annotations

import os
import pickle
import subprocess
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

from vocdash import helper, settings
from vocdash.errors import VocError
from vocdash.ingest.scorer import scorer
from vocdash.text import DEFAULT
from vocdash.text.reading import Known, Reader, Said

FEW = 5_000
"""Comments that are scored sooner than a process for them starts."""


MANY = 30_000
"""Rows of a file from which its first comments are a sign of many to come."""


class Scoring:
    """Scores batches of comments in the order asked; use it as a context, which ends with its processes.

    They end by themselves when we do, in whatever way, because their input ends.
    """

    def __init__(self, known: Known, rows_expected: int = 0) -> None:
        self._known = known
        self._here = Reader(known.themes, scorer(known.learned), known.learned_themes)
        self._rows = rows_expected
        self._asked = 0
        self._threads: ThreadPoolExecutor | None = None
        self._processes: list[subprocess.Popen[bytes]] = []
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        # As many as there are cores: whoever asks mostly waits, because reading a file takes less than reading its comments.
        self.at_once = os.cpu_count() or 1

    def __enter__(self) -> Scoring:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes, which take memory that what follows needs; nothing may be asked any more."""
        for process in self._processes:
            process.kill()
        if self._threads is not None:
            self._threads.shutdown()
        for process in self._processes:
            process.communicate()
        self._processes = []

    def ask(self, comments: Sequence[str], said_at: Sequence[str]) -> Future[list[Said]]:
        """What is stored of these comments, one each, in their order; it may still be under way.

        `said_at` has the code of the touchpoint each was made at.
        """
        self._asked += len(comments)
        if self._threads is None and (self._asked > FEW or (comments and self._rows > MANY)) and self.at_once > 1:
            self._threads = ThreadPoolExecutor(self.at_once)
            self._processes = [_start(self._known) for _ in range(self.at_once)]
            for process in self._processes:
                self._idle.put(process)
        if self._threads is not None:
            return self._threads.submit(self._say_elsewhere, comments, said_at)
        done: Future[list[Said]] = Future()
        done.set_result(self._here.say(comments, said_at))
        return done

    def read_here(self, comments: Sequence[tuple[str, str]]) -> list[Said]:
        """The same at once, of comments given with their touchpoints; also when it is closed."""
        return self._here.say([text for text, _ in comments], [touchpoint for _, touchpoint in comments])

    def _say_elsewhere(self, comments: Sequence[str], said_at: Sequence[str]) -> list[Said]:
        process = self._idle.get()
        assert process.stdin is not None and process.stdout is not None
        try:
            pickle.dump((comments, said_at), process.stdin, pickle.HIGHEST_PROTOCOL)
            process.stdin.flush()
            found: list[Said] = pickle.load(process.stdout)
            return found
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise VocError("A process that scores comments ended, so nothing was written.", "Import the file again.") from error
        finally:
            self._idle.put(process)


def _start(known: Known) -> subprocess.Popen[bytes]:
    kinds = ",".join(settings.get("mask"))
    process = helper.start("vocdash.text.worker", settings.get("classifier") or DEFAULT, kinds)
    assert process.stdin is not None
    pickle.dump(known, process.stdin, pickle.HIGHEST_PROTOCOL)
    return process
