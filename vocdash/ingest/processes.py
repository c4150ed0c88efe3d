"""Processes of ours that go on without whoever started them: imports, checks, and the reading of comments again."""

from __future__ import annotations

import subprocess
import sys
import threading

from vocdash import settings
from vocdash.store import Store


def start(store: Store, module: str, *words: str) -> subprocess.Popen[bytes]:
    """Run `python -m module words…` on this store, on its own: neither our end nor that of a terminal is its end."""
    # The URL goes by the environment, because everybody on the machine can read a command line, and it may hold a password.
    process = subprocess.Popen(
        [sys.executable, "-m", module, *words],
        cwd=settings.ROOT,
        env=settings.environment(database_url=store.url.render_as_string(hide_password=False)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Somebody has to take note of its end, or it stays behind as a zombie.
    threading.Thread(target=process.wait, daemon=True).start()
    return process
