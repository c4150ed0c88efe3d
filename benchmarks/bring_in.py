"""A file of answers with comments brought in, against what people do today: pandas, TextBlob a row, to_sql.

Ours reads, checks, masks, scores and understands comments, writes with all constraints and search, opens cases, and refreshes the
rollups, the writing in one transaction. The other way reads, scores and appends to one bare table.

Each run is a process of its own on a fresh database. Its peak memory is the most that it and the processes it starts take at one moment,
and its CPU seconds are those of all of them, which say more than seconds on a machine where others work, too; neither has the
server's. `Publish` is how long the one transaction takes in which everything becomes visible. `--rows 1000000 --ways ours` looks at
memory that must not grow.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.databases import KINDS, fresh_url
from benchmarks.memory import run_watched
from benchmarks.steps import Steps
from benchmarks.table import print_heading, print_table, seconds

ROOT = Path(__file__).resolve().parents[1]
STEPS = {
    "rollup": ("vocdash/metrics/",),
    "cases": ("vocdash/cases/",),
    "read comments": ("vocdash/text/", "concurrent/futures/"),
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
        f"A long CSV of {given.rows:,} rows, three to a submission, a comment of 15 words on every third row, in {given.cells} cells;",
        f"median of {given.repeat} runs, each in a fresh process on a fresh database.",
    )
    with tempfile.TemporaryDirectory(prefix="voc") as folder:
        file = Path(folder) / "answers.csv"
        write_file(file, given.rows, given.cells)
        found = {(kind, way): _median(kind, way, file, given.repeat) for kind in given.databases for way in given.ways}
    columns = ("Database", "Way", "Seconds", "CPU seconds", "Rows/s", "Publish, s", "Peak memory, MB", "Times faster", "Times less CPU")
    print_table(columns, [_row(found, kind, way, given.rows) for kind, way in found])
    if "ours" in given.ways:
        print_table(
            ("Database", *(f"{step}, %" for step in (*STEPS, CHECK))),
            [(kind, *(100 * found[kind, "ours"]["steps"][step] for step in (*STEPS, CHECK))) for kind in given.databases],
        )


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks import", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--cells", type=int, default=20, help="pairs of stage and touchpoint that the answers are spread over")
    parser.add_argument("--ways", type=lambda text: text.split(","), default=WAYS, metavar="W,W", help="ours,pandas")
    parser.add_argument("--databases", type=lambda text: text.split(","), default=KINDS, metavar="D,D", help="sqlite,postgresql")
    return parser.parse_args(argv)


def _row(found: dict[tuple[str, str], dict[str, Any]], kind: str, way: str, rows: int) -> tuple[Any, ...]:
    one, other = found[kind, way], found.get((kind, "pandas"))
    times = [f"{other[unit] / one[unit]:.1f}×" if other else "" for unit in ("seconds", "cpu")]
    return (kind, way, one["seconds"], one["cpu"], round(rows / one["seconds"]), one.get("publish", ""), one["peak_mb"], *times)


def _median(kind: str, way: str, file: Path, repeat: int) -> dict[str, Any]:
    """The run with the median time."""
    runs = []
    for _ in range(repeat):
        with fresh_url(kind) as url:
            command = [sys.executable, "-m", "benchmarks.bring_in", way, str(file), url]
            told, taken = run_watched(command, ROOT)
        runs.append({**json.loads(told), "peak_mb": "" if taken is None else taken})
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


def write_file(path: Path, rows: int, cells: int) -> None:
    """Write the same file every time; each cell is a touchpoint in one of seven stages, as in a survey, which asks about places."""
    dice = random.Random(20260501)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("submission_id", "answered_at", "question", "stage", "touchpoint", "channel", "value", "scale", "comment"))
        for number in range(rows):
            submission, part = divmod(number, 3)
            scale, high = (("csat", 5), ("nps", 10), ("ces", 7))[part]
            day = date(2024, 7, 1) + timedelta(days=submission * 540 // (rows // 3 + 1))
            touchpoint = dice.randrange(cells)
            stage = touchpoint % 7
            comment = " ".join(dice.choices(_WORDS, k=15)) if part == 0 else ""
            place = (f"stage {stage}", f"touchpoint {touchpoint}", dice.choice(("web", "phone", "shop")))
            writer.writerow((f"S{submission}", day, scale, *place, dice.randint(1, high), scale, comment))


# --- one run, in a process of its own --------------------------------------------------------------------------------


def bring_in_ours(file: Path, url: str) -> dict[str, Any]:
    """Our way, with the share of each step."""
    from vocdash.access import COMMAND_LINE
    from vocdash.ingest import Progress, bring_in
    from vocdash.store import open_store

    store = open_store(url)
    began: list[float] = []

    def tell(progress: Progress) -> None:
        if progress.step == "writing" and not began:
            began.append(time.perf_counter())

    with Steps(STEPS, CHECK) as steps:
        took = seconds(lambda: bring_in(store, COMMAND_LINE, file, progress=tell))
    publish = time.perf_counter() - began[0]
    store.close()
    return {"seconds": took, "publish": publish, "steps": steps.shares()}


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
    """One run; prints JSON with its seconds and its CPU seconds."""
    told = (bring_in_ours if way == "ours" else bring_in_pandas)(Path(file), url)
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = sum(used.ru_utime + used.ru_stime for used in (own, others))
    print(json.dumps({**told, "cpu": cpu}))


if __name__ == "__main__":
    main(*sys.argv[1:])
