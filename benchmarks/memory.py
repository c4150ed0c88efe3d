"""The most memory that a process and all it started take at one moment, looked at a few times a second (Linux only)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event, Thread

_EVERY = 0.2


def run_watched(command: Sequence[str], folder: Path) -> tuple[str, float | None]:
    """What a command printed, and the most MB its processes took together; None where nobody tells."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        over, seen = Event(), [0.0]
        watch = Thread(target=_watch, args=(process.pid, over, seen), daemon=True)
        watch.start()
        told, _ = process.communicate()
        over.set()
        watch.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return told, seen[0] or None


def _watch(process: int, over: Event, seen: list[float]) -> None:
    while not over.wait(_EVERY):
        seen[0] = max(seen[0], sum(map(_taken, _family(process))))


def _family(process: int) -> Iterator[int]:
    """A process and all it started, as far as they live."""
    yield process
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        for child in _text(listed).split():
            yield from _family(int(child))


def _taken(process: int) -> float:
    """MB of one process; what several share is shared out among them."""
    lines = _text(Path(f"/proc/{process}/smaps_rollup")).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""  # it ended meanwhile
