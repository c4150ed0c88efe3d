"""Processes of ours that work for this one: pickles in, pickles out."""

from __future__ import annotations

import subprocess
import sys

from vocdash import settings


def start(module: str, *words: str) -> subprocess.Popen[bytes]:
    """Run `python -m module words…` with pipes to talk by; it ends when they do, however we end.

    We start it and not `multiprocessing`, which would run the main script of whoever works once more.
    """
    return subprocess.Popen(
        [sys.executable, "-m", module, *words],
        cwd=settings.ROOT,
        env=settings.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
