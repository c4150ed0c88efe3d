"""Opening cases for the complaints among many answers, and every list, filter and count of the inbox on them.

One complaint in four is open, as in a company that is far behind; the others are closed. Numbers of the inbox are of one
page of 25 cases with the words in them, and of all counts beside all filter values.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial

import sqlalchemy as sa

from benchmarks import crowd
from benchmarks.databases import KINDS, fresh_store, settle
from benchmarks.table import median_seconds, print_heading, print_table, seconds
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.cases.change import update_cases
from vocdash.cases.count import count_cases
from vocdash.cases.find import find_ids, list_cases
from vocdash.cases.open import delete_cases, open_cases
from vocdash.cases.read import read_case
from vocdash.cases.state import Change
from vocdash.cases.wanted import Queue, Sort, Wanted
from vocdash.store import Store, search
from vocdash.store import tables as t

LEAD = Actor("lead", Access.LEAD)
EVERY_DAY = 10_000
REPEAT = 7

QUESTIONS: dict[str, Wanted] = {
    "all open": Wanted(),
    "done": Wanted(Queue.DONE),
    "overdue": Wanted(Queue.OVERDUE),
    "3 severities, 2 channels": Wanted(values=(("severity", (2, 3, 4)), ("channel", (1, 2)))),
    "2 stages, done": Wanted(Queue.DONE, values=(("stage", (101, 103)),)),
    "a region": Wanted(segments=(("region", ("region 1",)),)),
    "a word of every seventh comment": Wanted(text="driver"),
}


def run(argv: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks cases", description=__doc__)
    parser.add_argument("--answers", type=int, default=1_000_000, metavar="N", help="answers (1000000)")
    parser.add_argument("--cases", type=int, default=100_000, metavar="N", help="cases to keep of those opened (100000)")
    parser.add_argument("--databases", type=lambda text: text.split(","), default=KINDS, metavar="D,D", help="sqlite,postgresql")
    given = parser.parse_args(argv)
    print_heading("cases", argv, f"Median of {REPEAT} runs after a first, in milliseconds.")
    rows: list[tuple[str, str, float, float]] = []
    for database in given.databases:
        with fresh_store(database) as store:
            opened, took = fill(store, given.answers, given.cases)
            print(f"{database}: {opened:,} cases opened in {took:.1f} s", file=sys.stderr, flush=True)
            rows.append((database, f"opening {opened:,} cases (s)", took, 0.0))
            rows += [(database, name, *times) for name, times in measure(store).items()]
    print_table(("database", "what", "a page", "all counts"), rows)


def fill(store: Store, answers: int, cases: int) -> tuple[int, float]:
    """Write answers and open their cases; gives how many were opened and in how many seconds. The oldest are then removed."""
    crowd.write(store, answers, 30)
    with store.writing() as connection:
        search.refresh(connection, sa.select(t.submissions.c.submission_id))
    settle(store)
    opened: list[int] = []
    took = seconds(lambda: opened.append(open_cases(store, COMMAND_LINE, EVERY_DAY)))
    c = t.cases.c
    with store.writing() as connection:
        kept = sa.select(c.case_id).order_by(c.answered_at.desc(), c.case_id).limit(cases)
        delete_cases(connection, connection.scalars(sa.select(c.case_id).where(c.case_id.not_in(kept))).all())
        connection.execute(sa.update(t.cases).where(c.case_id % 4 > 0).values(status="closed", is_open=False))
    settle(store)
    return opened[0], took


def measure(store: Store) -> dict[str, tuple[float, float]]:
    """Milliseconds of a page and of all counts, for each question; and of reading and changing cases."""
    found = {}
    for name, wanted in QUESTIONS.items():
        works: dict[str, Callable[[], object]] = {
            "page": partial(list_cases, store, LEAD, wanted, Sort.DUE),
            "counts": partial(count_cases, store, LEAD, wanted),
        }
        times = median_seconds(works, REPEAT)
        found[name] = (1000 * times["page"], 1000 * times["counts"])
    one = next(iter(find_ids(store, LEAD, Wanted(), limit=1)))
    by_severity = median_seconds({"page": lambda: list_cases(store, LEAD, Wanted(), Sort.SEVERITY)}, REPEAT)
    found["all open, most severe first"] = (1000 * by_severity["page"], 0.0)
    found["one case with its road"] = (1000 * median_seconds({"case": lambda: read_case(store, LEAD, one)}, REPEAT)["case"], 0.0)
    found["tag 500 at once"] = (1000 * seconds(lambda: _tag(store)), 0.0)
    return found


def _tag(store: Store) -> None:
    report = update_cases(store, LEAD, find_ids(store, LEAD, Wanted(), limit=500), Change(tags=("measured",)))
    if len(report.changed) < 1:
        raise RuntimeError("nothing was tagged")
