"""A file of answers with comments brought in, against what people do today: pandas, TextBlob a row, to_sql.

Ours reads, checks, masks, scores, writes with all constraints and search, and refreshes the rollup, in one transaction. The other
way reads, scores and appends to one bare table. Each run is a process of its own on a fresh database; its peak memory is its own.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.databases import KINDS, fresh_url
from benchmarks.steps import Steps
from benchmarks.table import print_heading, print_table, seconds

ROOT = Path(__file__).resolve().parents[1]
STEPS = {
    "rollup": ("vocdash/metrics/rollup",),
    "score": ("vocdash/text/",),
    "write": ("vocdash/ingest/publish", "vocdash/store/"),
    "read": ("vocdash/ingest/read/",),
}
CHECK = "check"
WAYS = ("ours", "pandas")


def run(argv: Sequence[str]) -> None:
    """Measure and print."""
    given = _parse(argv)
    print_heading(
        "import",
        argv,
        f"A long CSV of {given.rows:,} rows, three to a submission, a comment of 15 words on every third row;",
        f"median of {given.repeat} runs, each in a fresh process on a fresh database.",
    )
    with tempfile.TemporaryDirectory(prefix="voc") as folder:
        file = Path(folder) / "answers.csv"
        write_file(file, given.rows)
        found = {(kind, way): _median(kind, way, file, given.repeat) for kind in given.databases for way in WAYS}
    columns = ("Database", "Way", "Seconds", "Rows/s", "Peak memory, MB", "Times faster")
    print_table(
        columns,
        [
            (kind, way, one["seconds"], round(given.rows / one["seconds"]), round(one["peak_mb"]), _faster(found, kind, way))
            for (kind, way), one in found.items()
        ],
    )
    print_table(
        ("Database", *(f"{step}, %" for step in (*STEPS, CHECK))),
        [(kind, *(100 * found[kind, "ours"]["steps"][step] for step in (*STEPS, CHECK))) for kind in given.databases],
    )


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks import", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--databases", type=lambda text: text.split(","), default=KINDS, metavar="D,D", help="sqlite,postgresql")
    return parser.parse_args(argv)


def _faster(found: dict[tuple[str, str], dict[str, Any]], kind: str, way: str) -> str:
    return f"{found[kind, 'pandas']['seconds'] / found[kind, way]['seconds']:.1f}×"


def _median(kind: str, way: str, file: Path, repeat: int) -> dict[str, Any]:
    """The run with the median time."""
    runs = []
    for _ in range(repeat):
        with fresh_url(kind) as url:
            command = [sys.executable, "-m", "benchmarks.bring_in", way, str(file), url]
            told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout
        runs.append(json.loads(told))
    middle = statistics.median_low(one["seconds"] for one in runs)
    return next(one for one in runs if one["seconds"] == middle)


# --- the file --------------------------------------------------------------------------------------------------------

_WORDS = [
    "the",
    "delivery",
    "came",
    "late",
    "again",
    "and",
    "nobody",
    "told",
    "me",
    "why",
    "it",
    "took",
    "so",
    "long",
    "friendly",
    "helpful",
    "staff",
    "but",
    "slow",
    "website",
    "broken",
    "great",
    "quick",
    "easy",
    "order",
    "price",
    "bad",
    "wrong",
    "invoice",
    "phone",
    "waited",
    "minutes",
    "good",
    "service",
    "terrible",
    "excellent",
    "happy",
    "never",
]


def write_file(path: Path, rows: int) -> None:
    """Write the same file every time."""
    dice = random.Random(20260501)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("submission_id", "answered_at", "question", "stage", "touchpoint", "channel", "value", "scale", "comment"))
        for number in range(rows):
            submission, part = divmod(number, 3)
            scale, high = (("csat", 5), ("nps", 10), ("ces", 7))[part]
            day = date(2024, 7, 1) + timedelta(days=submission * 540 // (rows // 3 + 1))
            stage, touchpoint = dice.randrange(7), dice.randrange(12)
            comment = " ".join(dice.choices(_WORDS, k=15)) if part == 0 else ""
            place = (f"stage {stage}", f"touchpoint {touchpoint}", dice.choice(("web", "phone", "shop")))
            writer.writerow((f"S{submission}", day, scale, *place, dice.randint(1, high), scale, comment))


# --- one run, in a process of its own --------------------------------------------------------------------------------


def bring_in_ours(file: Path, url: str) -> dict[str, Any]:
    """Our way, with the share of each step."""
    from vocdash.access import COMMAND_LINE
    from vocdash.ingest import bring_in
    from vocdash.store import open_store

    store = open_store(url)
    with Steps(STEPS, CHECK) as steps:
        took = seconds(lambda: bring_in(store, COMMAND_LINE, file))
    store.close()
    return {"seconds": took, "steps": steps.shares()}


def bring_in_pandas(file: Path, url: str) -> dict[str, Any]:
    """What people do today."""
    import pandas as pd
    import sqlalchemy as sa
    from textblob import TextBlob

    engine = sa.create_engine(sa.make_url(url).set(drivername="sqlite" if url.startswith("sqlite") else "postgresql+psycopg"))

    def work() -> None:
        frame = pd.read_csv(file)
        frame["polarity"] = [TextBlob(text).sentiment.polarity if isinstance(text, str) else None for text in frame["comment"]]
        frame.to_sql("answers", engine, index=False)

    took = seconds(work)
    engine.dispose()
    return {"seconds": took}


def main(way: str, file: str, url: str) -> None:
    """One run; prints JSON with its seconds and its peak memory."""
    told = (bring_in_ours if way == "ours" else bring_in_pandas)(Path(file), url)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**told, "peak_mb": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
