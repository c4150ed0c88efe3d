"""What every measurement shares: the machine in one line, medians, and Markdown tables."""

from __future__ import annotations

import gc
import os
import platform
import shlex
import sqlite3
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key")


def print_heading(name: str, argv: Sequence[str], *sentences: str) -> None:
    """The command that makes the table, the machine it ran on, and how it was measured."""
    print(f"\n`python -m benchmarks {shlex.join([name, *argv])}` — {machine()}. {' '.join(sentences)}\n", flush=True)


def machine() -> str:
    """Cores, processor, Python and SQLite."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores ({platform.machine()}), Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A Markdown table; the first column stands left, numbers right."""
    right = [any(isinstance(row[at], int | float) or _is_number(str(row[at])) for row in rows) for at in range(len(columns))]
    print("| " + " | ".join(columns) + " |")
    print("| " + " | ".join("---:" if number else "---" for number in right) + " |")
    for row in rows:
        print("| " + " | ".join(_shown(value) for value in row) + " |")
    print(flush=True)


def median_seconds(works: Mapping[Key, Callable[[], object]], repeat: int) -> dict[Key, float]:
    """The median time of `repeat` runs of each work. They take turns, so that a busy moment of the machine falls on all of them;
    one round before does not count, so that caches are warm."""
    rounds = [{key: seconds(work) for key, work in works.items()} for _ in range(repeat + 1)][1:]
    return {key: statistics.median(each[key] for each in rounds) for key in works}


def seconds(work: Callable[[], object]) -> float:
    """How long one run takes, without clearing up after the work before it."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all values do not exceed."""
    return sorted(values)[max(0, -(-len(values) * round(share * 100) // 100) - 1)]


def _is_number(text: str) -> bool:
    return text[:1].isdigit()


def _shown(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"
    return str(value)
