"""A real server: from start to healthy, the first page, and how long a rerun takes with many people at work.

The people are WebSocket clients on this machine, which speak what a browser speaks; they share its cores with the server.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.sessions import Visits, visit_all
from benchmarks.table import percentile, print_heading, print_table

ROOT = Path(__file__).resolve().parents[1]
_PATIENCE = 120.0


def run(argv: Sequence[str]) -> None:
    """Measure and print."""
    given = _parse(argv)
    print_heading(
        "server",
        argv,
        f"`streamlit run app.py` on SQLite with the sample loaded; {given.sessions} sessions that think {given.think:g} s between",
        f"pages for {given.seconds:g} s, on the same cores as the server. `gc.freeze()` is in place.",
    )
    with tempfile.TemporaryDirectory(prefix="voc", ignore_cleanup_errors=True) as folder:
        url = f"sqlite:///{folder}/vocdash.sqlite"
        subprocess.run([sys.executable, "-m", "vocdash", "--db", url, "demo"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        with served(url) as (address, process, healthy):
            base = _resident_mb(process.pid)
            first = asyncio.run(visit_all(address, sessions=1, think=0, lasting=0))
            before = _resident_mb(process.pid)
            busy = _processor_seconds(process.pid)
            many = asyncio.run(visit_all(address, sessions=given.sessions, think=given.think, lasting=given.seconds))
            busy = _processor_seconds(process.pid) - busy
            after = _resident_mb(process.pid)
    _print(healthy, first, many, (base, before, after), busy, given.seconds)


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks server", description=__doc__)
    parser.add_argument("--sessions", type=int, default=50, choices=range(1, 501), metavar="N")
    parser.add_argument("--think", type=float, default=5.0, metavar="S", help="seconds between an answer and the next question")
    parser.add_argument("--seconds", type=float, default=60.0, metavar="S", help="how long")
    return parser.parse_args(argv)


def _print(healthy: float, first: Visits, many: Visits, resident: tuple[float, float, float], busy: float, lasting: float) -> None:
    rows: list[tuple[str, object]] = [
        ("Start to healthy, s", healthy),
        ("First page of a new process, ms", first.first[0] * 1000),
        ("First page of each session, median, ms", statistics.median(many.first) * 1000),
        ("Rerun, median, ms", statistics.median(many.reruns) * 1000),
        ("Rerun, 95th percentile, ms", percentile(many.reruns, 0.95) * 1000),
        ("Rerun, slowest, ms", max(many.reruns) * 1000),
        ("Reruns", len(many.reruns)),
        ("Reruns a second", len(many.reruns) / lasting),
        ("Processor time a page, ms", busy / (len(many.first) + len(many.reruns)) * 1000),
        ("Runs that failed", many.failed),
        ("Memory after start, MB", round(resident[0])),
        ("Memory after the first page, MB", round(resident[1])),
        ("Memory after all sessions, MB", round(resident[2])),
    ]
    print_table(("What", "Measured"), rows)


@contextmanager
def served(url: str, script: str = "app.py") -> Iterator[tuple[str, subprocess.Popen[bytes], float]]:
    """A running server of our app, or of another script: (host:port, process, seconds to healthy). It is stopped at the end."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.address=127.0.0.1", f"--server.port={port}"]
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"VOCDASH_DATABASE_URL": url}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}/_stcore/health")
        yield f"127.0.0.1:{port}", process, time.perf_counter() - start
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            if process.poll() is not None:
                raise
        time.sleep(0.02)
    raise TimeoutError(f"{address} did not become healthy in {_PATIENCE:g} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _resident_mb(process: int) -> float:
    """How much of a process is in the machine's memory now."""
    return int(_status(process, "rss")) / 1024


def _processor_seconds(process: int) -> float:
    """How long a process has been at work: to the hundredth on Linux, elsewhere to what `ps` tells."""
    if Path("/proc/self/stat").exists():
        user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    seconds = 0.0
    for part in _status(process, "time").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def _status(process: int, field: str) -> str:
    return subprocess.run(["ps", "-o", f"{field}=", "-p", str(process)], capture_output=True, text=True, check=True).stdout.strip()
