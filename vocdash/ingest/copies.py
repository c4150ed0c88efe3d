"""Copies of files on their way in, a folder for each: what customers wrote, and so nowhere longer than needed.

Whoever made a copy removes it. Where a process was killed before it could, the next start does.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from time import time

KEPT = timedelta(days=1)
"""How long a copy waits for somebody to come back to it."""

_NAME = "vocdash-copy-"
_FORGOTTEN = 2 * KEPT


def new_folder() -> Path:
    """An empty folder for a copy, which only this user of the machine may open."""
    return Path(tempfile.mkdtemp(prefix=_NAME))


def remove_forgotten() -> None:
    """Remove the folders that are so old that nobody comes back to them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_NAME}*"):
        try:
            age = time() - folder.stat().st_mtime
        except FileNotFoundError:  # another server removes the same ones
            continue
        if age > _FORGOTTEN.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)


def new_session_folder() -> tempfile.TemporaryDirectory[str]:
    """The same for as long as somebody holds what is returned."""
    return tempfile.TemporaryDirectory(prefix=_NAME)
