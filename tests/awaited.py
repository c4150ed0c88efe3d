"""What a coroutine gives, in a test that is none."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Answer = TypeVar("Answer")


def awaited(what: Coroutine[object, object, Answer]) -> Answer:
    """Runs to its end in a thread of its own: browser tests leave an event loop running in the one they ran in."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, what).result()
