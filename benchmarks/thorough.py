"""The tests that hunt for what nobody thought of, with full counts.

10,000 examples for each property, 100 imports killed on each database at random moments, half of them while they write, and every
slow test. It takes hours; `--profile ci --kills 10` is what every change has to pass, `--only PART` looks at some of it.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.table import print_heading, print_table

ROOT = Path(__file__).resolve().parents[1]
KILLS = "VOCDASH_TEST_KILLS"
_COUNTS = ("passed", "failed", "errors", "skipped")


def run(argv: Sequence[str]) -> None:
    """Run the test files that use Hypothesis, kill processes, or are marked slow, and print their counts; exits with 1 if one failed."""
    given = _parse(argv)
    print_heading("thorough", argv, f"Hypothesis profile `{given.profile}`, {given.kills} kills a database.")
    rows, all_well = [], True
    for file in [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if _hunts(path) and given.only in path.name]:
        start = time.perf_counter()
        counts, well = _pytest(file, given)
        rows.append((file.stem, *(counts.get(word, 0) for word in _COUNTS), time.perf_counter() - start))
        all_well &= well
    print_table(("Tests", *_COUNTS, "Seconds"), rows)
    if not all_well:
        sys.exit(1)


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks thorough", description=__doc__)
    parser.add_argument("--profile", default="thorough", help="thorough (10,000 examples) or ci (500)")
    parser.add_argument("--kills", type=int, default=100, help="imports killed on each database")
    parser.add_argument("--only", default="", metavar="PART", help="only files with this in their name")
    return parser.parse_args(argv)


def _hunts(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return any(mark in text for mark in ("from hypothesis import", "mark.slow", KILLS))


def _pytest(file: Path, given: argparse.Namespace) -> tuple[dict[str, int], bool]:
    """One file's counts, and whether all was well; what pytest said goes to standard error where it was not."""
    command = [sys.executable, "-m", "pytest", str(file), f"--hypothesis-profile={given.profile}", "-o", "timeout=0"]
    environment = {**os.environ, KILLS: str(given.kills)}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
    last = done.stdout.strip().rpartition("\n")[2]
    counts = {("errors" if word == "error" else word): int(number) for number, word in re.findall(r"(\d+) (\w+)", last)}
    return counts, done.returncode == 0
