"""50,000 cases: every page and every count against a plain count of the same rows."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.answers import build_company
from vocdash.access import Access, Actor
from vocdash.cases.count import count_cases
from vocdash.cases.find import find_ids, list_cases
from vocdash.cases.status import OPEN, Status
from vocdash.cases.wanted import FACETS, Queue, Sort, Wanted
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows

MANY = 50_000
INES = Actor("Ines", Access.FRONTLINE)
COLUMNS = (
    *(
        "case_id",
        "submission_id",
        "journey_id",
        "stage_id",
        "touchpoint_id",
        "channel_id",
        "segment_id",
        "method",
        "theme_id",
        "wants_answer",
    ),
    *("cause_stage_id", "severity", "status", "is_open", "person_id", "team_id", "answered_at", "opened_at", "status_at", "due_at"),
    "follow_up",
)
Row = dict[str, Any]


def rows() -> Iterator[tuple[Any, ...]]:
    dice = random.Random(7)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(1, MANY + 1):
        status = dice.choice(list(Status))
        answered = start + timedelta(minutes=dice.randrange(300_000))
        due = answered + timedelta(hours=dice.choice((8, 24, 20_000)))
        person = dice.choice((None, 1, 2, 3))
        yield (
            *(number, number // 2, 1, dice.choice((2, 3, 4)), dice.randrange(4), dice.randrange(3), dice.randrange(5), "survey"),
            *(dice.randrange(6), dice.random() < 0.2, dice.choice((None, 2, 4)), dice.randint(1, 5), status.value, status in OPEN),
            *(person, None if person is None else 1, answered, answered, answered, due, dice.choice((None, None, 0.2, 0.9))),
        )


OF_FACET: dict[str, Callable[[Row], Any]] = {
    "status": lambda row: row["status"],
    "severity": lambda row: row["severity"],
    "stage": lambda row: row["stage_id"],
    "touchpoint": lambda row: row["touchpoint_id"],
    "cause": lambda row: row["cause_stage_id"] or 0,
    "theme": lambda row: row["theme_id"],
    "channel": lambda row: row["channel_id"],
    "method": lambda row: row["method"],
    "owner": lambda row: row["person_id"] or 0,
    "team": lambda row: row["team_id"] or 0,
    "answer": lambda row: int(row["wants_answer"]),
    "recovered": lambda row: "unknown" if row["follow_up"] is None else "yes" if row["follow_up"] > 0.5 else "no",
}
REGIONS = {1: "north", 2: "north", 3: "south", 4: "south"}
QUESTIONS = (
    Wanted(),
    Wanted(Queue.DONE),
    Wanted(Queue.OVERDUE, values=(("severity", (4, 5)), ("stage", (2, 3)))),
    Wanted(Queue.UNASSIGNED, values=(("theme", (0, 1)),), segments=(("region", ("north",)),)),
)


def in_queue(row: Row, queue: Queue, moment: datetime) -> bool:
    if queue is Queue.DONE:
        return not row["is_open"]
    if not row["is_open"]:
        return False
    late = row["status"] != Status.WAITING.value and row["due_at"] < moment
    return {Queue.OPEN: True, Queue.OVERDUE: late, Queue.UNASSIGNED: row["person_id"] is None}[queue]


def counted(every: list[Row], wanted: Wanted) -> tuple[dict[str, Counter[Any]], list[Row]]:
    """By facet, the number of each value under all other filters; and the rows that fulfil all of them."""
    facets: dict[str, Counter[Any]] = {name: Counter() for name in (*OF_FACET, "region")}
    chosen, moment = [], datetime.now(UTC)
    for row in every:
        if not in_queue(row, wanted.queue, moment):
            continue
        missed = [name for name, values in wanted.values if OF_FACET[name](row) not in values]
        missed += [name for name, values in wanted.segments if REGIONS.get(row["segment_id"], "") not in values]
        if len(missed) > 1:
            continue
        for name in missed or facets:
            facets[name][REGIONS.get(row["segment_id"], "") if name == "region" else OF_FACET[name](row)] += 1
        if not missed:
            chosen.append(row)
    return facets, chosen


def test_every_page_and_every_count_of_50_000(store: Store) -> None:
    written = list(rows())
    with store.writing() as connection:
        build_company(connection)
        insert_rows(connection, t.cases, COLUMNS, written)
    every = [dict(zip(COLUMNS, row, strict=True)) for row in written]
    assert set(OF_FACET) == set(FACETS)
    for wanted in QUESTIONS:
        facets, chosen = counted(every, wanted)
        counts = count_cases(store, INES, wanted)
        assert (counts.total, counts.queues[wanted.queue]) == (len(chosen), len(chosen))
        assert {name: counts.facets[name] for name in OF_FACET} == {name: dict(facets[name]) for name in OF_FACET}
        assert counts.segments["region"] == {name: count for name, count in facets["region"].items() if name}
    for sort, key in KEYS.items():
        pages_follow_each_other(store, [row["case_id"] for row in sorted(chosen, key=key)], QUESTIONS[-1], sort)


KEYS: dict[Sort, Callable[[Row], Any]] = {
    Sort.DUE: lambda row: (row["due_at"], row["case_id"]),
    Sort.NEWEST: lambda row: (-row["answered_at"].timestamp(), -row["case_id"]),
    Sort.SEVERITY: lambda row: (-row["severity"], row["due_at"], row["case_id"]),
}


def pages_follow_each_other(store: Store, expected: list[int], wanted: Wanted, sort: Sort) -> None:
    assert list(find_ids(store, INES, wanted, sort, limit=MANY)) == expected
    seen: list[int] = []
    after = None
    for _ in range(3):
        page = list_cases(store, INES, wanted, sort, after, 300)
        seen += [line.case_id for line in page.lines]
        after = page.following
    assert seen == expected[:900]
    assert page.lines[0].same_answer in ((), (page.lines[0].case_id ^ 1,))
