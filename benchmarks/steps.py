"""Where the time of a running call goes, by the part of the code that is at work: looked at every few milliseconds."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Mapping
from types import FrameType


class Steps:
    """A watch over the thread that makes it: `with Steps({"score": ("vocdash/text/",), …}) as steps`, then `steps.shares()`.

    A moment belongs to the first step of which any file stands in the stack, otherwise to `rest`.
    """

    def __init__(self, steps: Mapping[str, tuple[str, ...]], rest: str, every: float = 0.005) -> None:
        self._steps, self._rest, self._every = steps, rest, every
        self._spent = dict.fromkeys([*steps, rest], 0.0)
        self._watched = threading.get_ident()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Steps:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def shares(self) -> dict[str, float]:
        """The share of each step, adding up to 1."""
        total = sum(self._spent.values()) or 1.0
        return {step: spent / total for step, spent in self._spent.items()}

    def _watch(self) -> None:
        last = time.perf_counter()
        while not self._over.wait(self._every):
            step = self._step(sys._current_frames().get(self._watched))
            now = time.perf_counter()
            self._spent[step] += now - last
            last = now

    def _step(self, frame: FrameType | None) -> str:
        files = set()
        while frame is not None:
            files.add(frame.f_code.co_filename.replace("\\", "/"))
            frame = frame.f_back
        return next((step for step, parts in self._steps.items() if any(part in file for part in parts for file in files)), self._rest)
