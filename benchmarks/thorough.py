"""The tests that hunt for what nobody thought of, with full counts: 10,000 examples for each property of bringing files in, and imports
killed at random moments, 100 on each database, half of them while they write.

Each test is a process of its own, as many at once as there are cores, the longest first. `--everything` adds every other property and
every slow test, which takes hours; `--profile ci --kills 10` is what every change has to pass, `--only PART` looks at some of it.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from benchmarks.table import print_heading, print_table

ROOT = Path(__file__).resolve().parents[1]
KILLS = "VOCDASH_TEST_KILLS"
_COUNTS = ("passed", "failed", "errors", "skipped")
_HUNTING = ("_fuzz.py", "_kill.py")


class Result(NamedTuple):
    """What came of one test, its seconds, and how many imports were killed that were then whole, and not there."""

    test: str
    counts: dict[str, int]
    seconds: float
    whole: int
    nothing: int


def run(argv: Sequence[str]) -> None:
    """Run the tests and print their counts; exits with 1 if one failed."""
    given = _parse(argv)
    print_heading("thorough", argv, f"Hypothesis profile `{given.profile}`, {given.kills} kills a database, {given.at_once} tests at once.")
    files = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if _hunts(path, given) and given.only in path.name]
    start = time.perf_counter()
    with ThreadPoolExecutor(given.at_once) as pool:
        results = list(pool.map(lambda test: _pytest(test, given), _tests(files, given)))
    rows = [(one.test, *(one.counts.get(word, 0) for word in _COUNTS), one.seconds) for one in _by_test(results)]
    print_table(("Test", *_COUNTS, "Seconds"), rows)
    whole, nothing = sum(one.whole for one in results), sum(one.nothing for one in results)
    print(f"{whole + nothing:,} imports killed: {whole:,} came in whole, {nothing:,} left nothing. ", end="")
    print(f"{time.perf_counter() - start:,.0f} seconds in all.")
    if not results or any(one.counts.get("failed") or one.counts.get("errors") or not one.counts for one in results):
        sys.exit(1)


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks thorough", description=__doc__)
    parser.add_argument("--profile", default="thorough", help="thorough (10,000 examples) or ci (500)")
    parser.add_argument("--kills", type=int, default=100, help="imports killed on each database, in tens")
    parser.add_argument("--only", default="", metavar="PART", help="only files with this in their name")
    parser.add_argument("--everything", action="store_true", help="every property and every slow test of the project")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, metavar="N", help="tests at the same time")
    return parser.parse_args(argv)


def _hunts(path: Path, given: argparse.Namespace) -> bool:
    if not given.everything:
        return path.name.endswith(_HUNTING)
    text = path.read_text(encoding="utf-8")
    return any(mark in text for mark in ("from hypothesis import", "mark.slow", KILLS))


def _tests(files: Sequence[Path], given: argparse.Namespace) -> list[str]:
    """The ids of all tests in some files, those that kill processes first, because they take longest."""
    command = [*_command(given), "--collect-only", *map(str, files)]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=_environment(given)).stdout
    return sorted((line for line in listed.splitlines() if "::" in line), key=lambda test: "_kill.py" not in test)


def _command(given: argparse.Namespace) -> list[str]:
    return [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", f"--hypothesis-profile={given.profile}", "-o", "timeout=0"]


def _environment(given: argparse.Namespace) -> dict[str, str]:
    return {**os.environ, KILLS: str(given.kills)}


def _pytest(test: str, given: argparse.Namespace) -> Result:
    """One test; what pytest said goes to standard error where all was not well."""
    start = time.perf_counter()
    done = subprocess.run([*_command(given), "-rP", test], cwd=ROOT, capture_output=True, text=True, env=_environment(given))
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
    last = done.stdout.strip().rpartition("\n")[2]
    counts = {("errors" if word == "error" else word): int(number) for number, word in re.findall(r"(\d+) (\w+)", last)}
    killed = re.search(r"killed: (\d+) whole, (\d+) nothing", done.stdout)
    whole, nothing = (int(killed[1]), int(killed[2])) if killed else (0, 0)
    return Result(test.partition("::")[2], counts, time.perf_counter() - start, whole, nothing)


def _by_test(results: Sequence[Result]) -> Iterator[Result]:
    """The rounds of one test on one database as one."""
    named = [(re.sub(r"-\d+\]$", "]", one.test), one) for one in results]
    for name in dict.fromkeys(name for name, _ in named):
        same = [one for other, one in named if other == name]
        counts = {word: sum(one.counts.get(word, 0) for one in same) for word in _COUNTS}
        yield Result(name, counts, sum(one.seconds for one in same), 0, 0)
