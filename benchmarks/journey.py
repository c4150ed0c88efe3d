"""All numbers of the Journey page, three ways: from the rollup, from the answers in SQL, and in pandas as people do it today.

For three whole months and the three before: experience by stage and by stage × touchpoint, net sentiment by stage, answers
by stage, and the overall index; the first two ways with their intervals, pandas without.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import pandas as pd
import sqlalchemy as sa

from benchmarks import crowd
from benchmarks.databases import KINDS, fresh_store, settle
from benchmarks.table import median_seconds, print_heading, print_table, seconds
from vocdash.domain import Period, Scope
from vocdash.metrics import Query, ask_all, index
from vocdash.metrics.ask import Way
from vocdash.metrics.rollup import rebuild
from vocdash.store import Store

PERIODS = {"now": crowd.NOW, "before": crowd.NOW.before()}
QUESTIONS = (
    ("experience", ("stage",)),
    ("experience", ("stage", "touchpoint")),
    ("net_sentiment", ("stage",)),
    ("responses", ("stage",)),
)
INDEX = "index"
REPEAT = {"rollup": 21, "raw": 3, "pandas": 3}

Numbers = Mapping[tuple[str, ...], float | None]
"""Every number of the page by (period, metric, its keys…)."""


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table; times in seconds."""

    database: str
    answers: int
    combinations: int
    picked: bool
    rollup: float
    raw: float
    pandas: float


@dataclass(frozen=True, slots=True)
class Filled:
    """How long a database took to fill, in seconds."""

    database: str
    answers: int
    combinations: int
    load: float
    rebuild: float
    rollup_rows: int


def run(argv: Sequence[str]) -> None:
    """Measure and print."""
    given = _parse(argv)
    print_heading(
        "journey",
        argv,
        "All numbers of the Journey page (5 questions × 2 periods), median of",
        f"{REPEAT['rollup']} (rollup) or {REPEAT['raw']} runs in turns after a first: the database’s caches are warm, ours empty.",
    )
    cases: list[Case] = []
    filled: list[Filled] = []
    for database in given.databases:
        for combinations in given.segments:
            with ExitStack() as stack:
                stores = {answers: stack.enter_context(fresh_store(database)) for answers in given.sizes}
                filled += [fill(store, answers, combinations) for answers, store in stores.items()]
                cases += [case for picked in (False, True) for case in measure(stores, combinations, picked)]
    print_cases(cases)
    print_filled(filled)


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks journey", description=__doc__)
    parser.add_argument("--sizes", type=_numbers, default=(100_000, 1_000_000), metavar="N,N", help="answers (100000,1000000)")
    parser.add_argument("--segments", type=_numbers, default=(1, 30, 128), metavar="N,N", help="combinations of segments (1,30,128)")
    parser.add_argument("--databases", type=lambda text: text.split(","), default=KINDS, metavar="D,D", help="sqlite,postgresql")
    parser.add_argument("--large", action="store_true", help="10,000,000 answers, too")
    given = parser.parse_args(argv)
    given.sizes += (10_000_000,) * given.large
    return given


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(word.replace("_", "")) for word in text.split(","))


# --- filling ---------------------------------------------------------------------------------------------------------


def fill(store: Store, answers: int, combinations: int) -> Filled:
    """Write the answers and make the rollup."""
    load = seconds(lambda: crowd.write(store, answers, combinations))
    settle(store)
    rows: list[int] = []
    took = seconds(lambda: rows.append(rebuild(store)))
    settle(store)
    return Filled(_name(store), answers, combinations, load, took, rows[0])


def _name(store: Store) -> str:
    return "SQLite" if store.is_sqlite else "PostgreSQL"


# --- the three ways --------------------------------------------------------------------------------------------------


def measure(stores: Mapping[int, Store], combinations: int, picked: bool) -> list[Case]:
    """Time the three ways on stores by their number of answers, after checking that the ways agree."""
    for store in stores.values():
        check(store, picked)
    rollup, raw, pandas = (
        median_seconds({answers: partial(work, store, picked) for answers, store in stores.items()}, REPEAT[way])
        for way, work in WAYS.items()
    )
    cases = [
        Case(_name(store), answers, combinations, picked, rollup[answers], raw[answers], pandas[answers])
        for answers, store in stores.items()
    ]
    print(*cases, sep="\n", file=sys.stderr, flush=True)
    return cases


def check(store: Store, picked: bool) -> int:
    """Compare all numbers of the three ways; returns how many there are.

    Raises
    ------
    AssertionError
        If one differs.
    """
    summed, raw, pandas = page(store, picked, "rollup"), page(store, picked, "raw"), by_pandas(store, picked)
    assert set(summed) == set(raw) == set(pandas), "the ways do not find the same stages and touchpoints"
    for key, value in summed.items():
        for other in (raw[key], pandas[key]):
            assert value is not None and other is not None and math.isclose(value, other, rel_tol=1e-9, abs_tol=1e-9), (key, value, other)
    return len(summed)


def page(store: Store, picked: bool, way: Way) -> Numbers:
    """Every number of the page by the registry."""
    found: dict[tuple[str, ...], float | None] = {}
    asked = [(when, Query(metric, by, _scope(period, picked))) for when, period in PERIODS.items() for metric, by in QUESTIONS]
    for (when, query), rows in zip(asked, ask_all(store, [query for _, query in asked], way=way), strict=True):
        found |= {(when, query.metric, *row.keys.values()): row.score.value for row in rows}
    scopes = [_scope(period, picked) for period in PERIODS.values()]
    for when, overall in zip(PERIODS, index.overall_each(store, scopes, way=way), strict=True):
        found[when, INDEX] = overall.score.value
    return found


def _scope(period: Period, picked: bool) -> Scope:
    name, value = crowd.PICKED
    return Scope(crowd.JOURNEY, period, methods=("survey",), segments=((name, (value,)),) if picked else ())


_JOINED = sa.text("""
    SELECT s.day, r.value, r.sentiment, stages.code AS stage, touchpoints.code AS touchpoint, q.role, scales.minimum, scales.maximum
    FROM responses r
    JOIN submissions s ON s.submission_id = r.submission_id
    JOIN sources ON sources.source_id = s.source_id
    JOIN questions q ON q.question_id = r.question_id
    LEFT JOIN scales ON scales.scale_id = q.scale_id
    JOIN stages ON stages.stage_id = r.stage_id
    JOIN touchpoints ON touchpoints.touchpoint_id = r.touchpoint_id
    LEFT JOIN segment_values v ON v.segment_id = s.segment_id AND v.attribute = :attribute
    WHERE s.day BETWEEN :first AND :last AND sources.method = 'survey' AND (:picked = 0 OR v.value = :value)
""").bindparams(sa.bindparam("first", type_=sa.Date), sa.bindparam("last", type_=sa.Date))


def by_pandas(store: Store, picked: bool) -> Numbers:
    """Every number of the page by reading the answers of both periods into a data frame, and groupby."""
    attribute, value = crowd.PICKED
    given: dict[str, Any] = {
        "first": PERIODS["before"].first,
        "last": PERIODS["now"].last,
        "attribute": attribute,
        "value": value,
        "picked": int(picked),
    }
    with store.reading() as connection:
        frame = pd.read_sql(_JOINED, connection, params=given, parse_dates=["day"])
    frame["experience"] = 100 * (frame["value"] - frame["minimum"]) / (frame["maximum"] - frame["minimum"])
    frame["net_sentiment"] = 100.0 * frame["sentiment"].map({"positive": 1, "neutral": 0, "negative": -1})
    found: dict[tuple[str, ...], float | None] = {}
    for when, period in PERIODS.items():
        part = frame[frame["day"].between(pd.Timestamp(period.first), pd.Timestamp(period.last))]
        for metric, by in QUESTIONS:
            groups = part.groupby(list(by))
            numbers = groups.size() if metric == "responses" else groups[metric].mean().dropna()
            for key, number in numbers.items():
                codes = key if isinstance(key, tuple) else (key,)
                found[when, metric, *map(str, codes)] = float(number)
        found[when, INDEX] = float(part.groupby("stage")["experience"].mean().mean())
    return found


WAYS: Mapping[str, Callable[[Store, bool], Numbers]] = {
    "rollup": partial(page, way="rollup"),
    "raw": partial(page, way="raw"),
    "pandas": by_pandas,
}


# --- tables ----------------------------------------------------------------------------------------------------------


def print_cases(cases: Sequence[Case]) -> None:
    """The table of all cases, and how much the rollup slows down with ten times the answers."""
    columns = ("Database", "Answers", "Segments", "Looked at", "Rollup, ms", "Raw SQL, ms", "pandas, ms", "Raw ÷ rollup", "pandas ÷ rollup")
    rows = [
        (
            case.database,
            case.answers,
            case.combinations,
            _looked(case),
            case.rollup * 1000,
            case.raw * 1000,
            case.pandas * 1000,
            f"{case.raw / case.rollup:.0f}×",
            f"{case.pandas / case.rollup:.0f}×",
        )
        for case in cases
    ]
    print_table(columns, rows)
    for few, many in pairwise(cases):
        if (few.database, few.combinations, few.picked) == (many.database, many.combinations, many.picked):
            print(
                f"- {few.database}, {few.combinations} combinations, {_looked(few)}: for {many.answers:,} answers instead of",
                f"{few.answers:,} the rollup needs {many.rollup / few.rollup:.2f} times as long, raw SQL {many.raw / few.raw:.1f} times.",
            )
    print(flush=True)


def _looked(case: Case) -> str:
    return "one segment" if case.picked else "everybody"


def print_filled(filled: Sequence[Filled]) -> None:
    """What making the rollup costs."""
    columns = ("Database", "Answers", "Segments", "Writing, s", "Rollup rebuilt, s", "Answers/s", "Rollup rows")
    rows = [
        (one.database, one.answers, one.combinations, one.load, one.rebuild, round(one.answers / one.rebuild), one.rollup_rows)
        for one in filled
    ]
    print_table(columns, rows)
