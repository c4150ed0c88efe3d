"""A file of answers with comments brought in, against what people do today: pandas, TextBlob a row, to_sql.

Ours reads, checks, masks, scores and understands comments, writes with all constraints and search, opens cases, and refreshes the
rollups, the writing in one transaction. The other way reads, scores and appends to one bare table.

Each run is a process of its own on a fresh database. Its peak memory is the most that it and the processes it starts take at one moment,
and its CPU seconds are those of all of them, which say more than seconds on a machine where others work, too; neither has the
server's. `Publish` is how long others wait for the one transaction in which everything becomes visible, beside the processor time of the
process that does it, meanwhile; `Early` is what of that transaction came before its turn, when nobody waits for it.
`--responses 1000000 --ways ours` looks at memory that must not grow.

The same responses come in two shapes: *long*, a row a response, which names its own place; and *wide*, as survey tools export them, a
row a person with three scores and a comment, whose places the mapping fixes. Both are told in responses a second.
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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
SHAPES = ("long", "wide")
SCALES = (("csat", 5), ("nps", 10), ("ces", 7))
"""What every person is asked: the scale, which is the question's name, too, and its largest value."""


def run(argv: Sequence[str]) -> None:
    """Measure and print."""
    given = _parse(argv)
    print_heading(
        "import",
        argv,
        f"{given.responses:,} responses, three to a person, a comment of 15 words on one of the three, in a long CSV over",
        f"{given.cells} cells or in a wide one;",
        f"median of {given.repeat} runs, each in a fresh process on a fresh database.",
    )
    found = {}
    with tempfile.TemporaryDirectory(prefix="voc") as folder:
        for shape in given.shape:
            file = Path(folder) / f"{shape}.csv"
            WRITERS[shape](file, given.responses, given.cells)
            for kind in given.databases:
                for way in given.ways:
                    found[shape, kind, way] = _median(kind, way, shape, file, given.repeat)
    columns = (
        "Shape",
        "Database",
        "Way",
        "Seconds",
        "CPU seconds",
        "Responses/s",
        "Early, s",
        "Publish, s",
        "CPU seconds of it",
        "Peak memory, MB",
        *BESIDE_PANDAS,
    )
    print_table(columns, [_row(found, key, given.responses) for key in found])
    if "ours" in given.ways:
        ours = {key: one["steps"] for key, one in found.items() if key[2] == "ours"}
        names = (*STEPS, CHECK)
        rows = [(shape, kind, *(100 * steps[name] for name in names)) for (shape, kind, _), steps in ours.items()]
        print_table(("Shape", "Database", *(f"{name}, %" for name in names)), rows)


BESIDE_PANDAS = ("Times faster", "Times less CPU")


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks import", description=__doc__)
    parser.add_argument("--responses", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument(
        "--cells", type=int, default=20, help="pairs of stage and touchpoint that the responses of a long file are spread over"
    )
    parser.add_argument("--shape", type=lambda text: text.split(","), default=SHAPES, metavar="S,S", help="long,wide")
    parser.add_argument("--ways", type=lambda text: text.split(","), default=WAYS, metavar="W,W", help="ours,pandas")
    parser.add_argument("--databases", type=lambda text: text.split(","), default=KINDS, metavar="D,D", help="sqlite,postgresql")
    return parser.parse_args(argv)


def _row(found: dict[tuple[str, str, str], dict[str, Any]], key: tuple[str, str, str], responses: int) -> tuple[Any, ...]:
    one, other = found[key], found.get((*key[:2], "pandas"))
    times = [f"{other[unit] / one[unit]:.1f}×" if other else "" for unit in ("seconds", "cpu")]
    return (
        *key,
        one["seconds"],
        one["cpu"],
        round(responses / one["seconds"]),
        one.get("early", ""),
        one.get("publish", ""),
        one.get("publish_cpu", ""),
        one["peak_mb"],
        *times,
    )


def _median(kind: str, way: str, shape: str, file: Path, repeat: int) -> dict[str, Any]:
    """The run with the median time."""
    runs = []
    for _ in range(repeat):
        with fresh_url(kind) as url:
            command = [sys.executable, "-m", "benchmarks.bring_in", way, shape, str(file), url]
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


def write_long(path: Path, responses: int, cells: int) -> None:
    """Write the same file every time; each cell is a touchpoint in one of seven stages, as in a survey, which asks about places."""
    dice = random.Random(20260501)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("submission_id", "answered_at", "question", "stage", "touchpoint", "channel", "value", "scale", "comment"))
        for number in range(responses):
            submission, part = divmod(number, 3)
            scale, high = SCALES[part]
            touchpoint = dice.randrange(cells)
            stage = touchpoint % 7
            comment = _comment(dice) if part == 0 else ""
            place = (f"stage {stage}", f"touchpoint {touchpoint}", dice.choice(("web", "phone", "shop")))
            writer.writerow((f"S{submission}", _day(submission, responses), scale, *place, dice.randint(1, high), scale, comment))


def write_wide(path: Path, responses: int, cells: int) -> None:
    """Write the same file every time, a row for three responses; its places are those of :data:`WIDE`, so that `cells` says nothing."""
    dice = random.Random(20260501)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("submission_id", "answered_at", *(code for code, _ in SCALES), "comment"))
        for submission in range(responses // 3):
            scores = [dice.randint(1, high) for _, high in SCALES]
            writer.writerow((f"S{submission}", _day(submission, responses), *scores, _comment(dice)))


WRITERS = {"long": write_long, "wide": write_wide}


def _day(submission: int, responses: int) -> date:
    return date(2024, 7, 1) + timedelta(days=submission * 540 // (responses // 3 + 1))


def _comment(dice: random.Random) -> str:
    return " ".join(dice.choices(_WORDS, k=15))


_PLACES = {code: {"stage": f"stage {at}", "touchpoint": f"touchpoint {at}"} for at, (code, _) in enumerate(SCALES)}

WIDE = {
    "shape": "wide",
    "source": {"code": "survey", "name": "Survey", "method": "survey"},
    "journey": {
        "code": "journey",
        "name": "Journey",
        "stages": [{"code": place["stage"].replace(" ", "-"), "name": place["stage"]} for place in _PLACES.values()],
        "touchpoints": [{"code": place["touchpoint"].replace(" ", "-"), "name": place["touchpoint"]} for place in _PLACES.values()],
    },
    "submission": {"id": "submission_id", "answered_at": "answered_at"},
    "questions": [
        *({"column": code, "code": code, "scale": code, **place} for code, place in _PLACES.items()),
        {"column": "comment", "code": "why", "role": "comment", "explains": "csat", **_PLACES["csat"]},
    ],
}
"""The mapping of the wide file; the long one needs none, because its columns have the usual names."""


# --- one run, in a process of its own --------------------------------------------------------------------------------


def bring_in_ours(file: Path, shape: str, url: str) -> dict[str, Any]:
    """Our way, with the share of each step."""
    from vocdash.access import COMMAND_LINE
    from vocdash.ingest import bring_in
    from vocdash.store import Store, open_store

    class Timed(Store):
        """Knows how long its last write held others up, the processor time of this process meanwhile, and how long it took before that."""

        early = write = write_cpu = 0.0

        @contextmanager
        def writing(self, **how: Any) -> Iterator[Any]:
            began = time.perf_counter()
            with super().writing(**how) as connection:
                turn, worked = time.perf_counter(), time.process_time()
                yield connection
            self.early, self.write, self.write_cpu = turn - began, time.perf_counter() - turn, time.process_time() - worked

    open_store(url).close()
    store = Timed(url)
    with Steps(STEPS, CHECK) as steps:
        took = seconds(lambda: bring_in(store, COMMAND_LINE, file, WIDE if shape == "wide" else None))
    store.close()
    return {"seconds": took, "early": store.early, "publish": store.write, "publish_cpu": store.write_cpu, "steps": steps.shares()}


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


def main(way: str, shape: str, file: str, url: str) -> None:
    """One run; prints JSON with its seconds and its CPU seconds."""
    told = bring_in_ours(Path(file), shape, url) if way == "ours" else bring_in_pandas(Path(file), url)
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = sum(used.ru_utime + used.ru_stime for used in (own, others))
    print(json.dumps({**told, "cpu": cpu}))


if __name__ == "__main__":
    main(*sys.argv[1:])
