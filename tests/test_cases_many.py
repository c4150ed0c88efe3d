"""50,000 cases: every page and every count against a plain count of the same rows."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import build_company
from vocdash.access import Access, Actor
from vocdash.cases.columns import FACETS
from vocdash.cases.count import count_cases
from vocdash.cases.find import find_ids, list_cases
from vocdash.cases.status import OPEN, Status
from vocdash.cases.wanted import Due, Queue, Sort, Wanted
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows

MANY = 50_000
INES = Actor("Ines", Access.FRONTLINE)
INES_ID = 1
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
    *(
        "cause_stage_id",
        "cause_touchpoint_id",
        "severity",
        "status",
        "is_open",
        "person_id",
        "team_id",
        "answered_at",
        "opened_at",
        "status_at",
        "due_at",
    ),
    "follow_up",
)
Row = dict[str, Any]


def rows(count: int = MANY) -> Iterator[tuple[Any, ...]]:
    dice = random.Random(7)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(1, count + 1):
        status = dice.choice(list(Status))
        answered = start + timedelta(minutes=dice.randrange(300_000))
        due = answered + timedelta(hours=dice.choice((8, 24, 20_000, 4_500)))
        person = dice.choice((None, INES_ID, 2, 3))
        yield (
            *(number, number // 2, 1, dice.choice((2, 3, 4)), dice.randrange(4), dice.randrange(3), dice.randrange(5), "survey"),
            *(
                dice.randrange(6),
                dice.random() < 0.2,
                dice.choice((None, 2, 4)),
                dice.choice((None, 0, 1)),
                dice.randint(1, 5),
                status.value,
                status in OPEN,
            ),
            *(person, None if person is None else 1, answered, answered, answered, due, dice.choice((None, None, 0.2, 0.9))),
        )


OF_FACET: dict[str, Callable[[Row], Any]] = {
    "status": lambda row: row["status"],
    "severity": lambda row: row["severity"],
    "stage": lambda row: row["stage_id"],
    "touchpoint": lambda row: row["touchpoint_id"],
    "cause": lambda row: row["cause_stage_id"] or 0,
    "cause_point": lambda row: row["cause_touchpoint_id"] or 0,
    "theme": lambda row: row["theme_id"],
    "channel": lambda row: row["channel_id"],
    "method": lambda row: row["method"],
    "owner": lambda row: row["person_id"] or 0,
    "team": lambda row: row["team_id"] or 0,
    "answer": lambda row: int(row["wants_answer"]),
    "recovered": lambda row: "unknown" if row["follow_up"] is None else "yes" if row["follow_up"] > 0.5 else "no",
}
CALLED = frozenset(range(1, 400, 7))
TAGS = {"van": 3, "fee": 5, "never": 1_000_000}
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
    late = row["status"] != Status.WAITING.value and row["due_at"] < moment
    owner = row["person_id"]
    return (
        row["is_open"]
        and {
            Queue.OPEN: True,
            Queue.MINE: owner == INES_ID,
            Queue.TEAM: row["team_id"] == 1,
            Queue.UNASSIGNED: owner is None,
            Queue.OVERDUE: late,
            Queue.CALLED: row["case_id"] in CALLED,
        }[queue]
    )


def due_of(row: Row, moment: datetime) -> str:
    if not row["is_open"]:
        return "done"
    if row["status"] == Status.WAITING.value:
        return "paused"
    left = row["due_at"] - moment
    return "overdue" if left < timedelta() else "day" if left < timedelta(days=1) else "week" if left < timedelta(days=7) else "later"


def tags_of(number: int) -> set[str]:
    return {tag for tag, every in TAGS.items() if number % every == 0}


def fits(row: Row, wanted: Wanted) -> bool:
    """Whether the words, here a number, and the days fit."""
    day = row["answered_at"].date()
    return (wanted.first is None or day >= wanted.first) and (wanted.last is None or day <= wanted.last)


def counted(every: list[Row], wanted: Wanted) -> tuple[dict[str, Counter[Any]], list[Row]]:
    """By facet, the number of each value under all other filters; and the rows that fulfil all of them."""
    facets: dict[str, Counter[Any]] = {name: Counter() for name in every[0]["values"]}
    asked = [(name, set(values)) for name, values in (*wanted.values, *wanted.segments, ("queue", (wanted.queue,))) if values]
    chosen = []
    for row in every:
        if not fits(row, wanted):
            continue
        missed = [name for name, values in asked if values.isdisjoint(row["values"][name])]
        if len(missed) > 1:
            continue
        for name in missed or facets:
            facets[name].update(row["values"][name])
        if not missed:
            chosen.append(row)
    return facets, chosen


def with_values(row: Row, moment: datetime) -> Row:
    """A row and, by filter, all values it has."""
    values = {name: {mean(row)} for name, mean in OF_FACET.items()}
    queues = {queue for queue in Queue if in_queue(row, queue, moment)}
    return row | {
        "values": values
        | {"region": {REGIONS.get(row["segment_id"], "")}, "tag": tags_of(row["case_id"]), "queue": queues, "due": {due_of(row, moment)}}
    }


def filled(store: Store, count: int) -> list[Row]:
    written = list(rows(count))
    with store.writing() as connection:
        build_company(connection)
        connection.execute(sa.insert(t.teams).values(team_id=1, code="shop", name="Shop"))
        connection.execute(sa.insert(t.persons).values(person_id=INES_ID, code="ines", name=INES.name, team_id=1))
        insert_rows(connection, t.cases, COLUMNS, written)
        tags = [(row[0], tag) for row in written for tag in sorted(tags_of(row[0]))]
        insert_rows(connection, t.case_tags, ("case_id", "tag"), tags)
        insert_rows(connection, t.case_calls, ("case_id", "person_id", "number"), [(number, INES_ID, 1) for number in CALLED])
    moment = datetime.now(UTC)
    return [with_values(dict(zip(COLUMNS, row, strict=True)), moment) for row in written]


def check_counts(store: Store, every: list[Row], wanted: Wanted) -> list[Row]:
    """Compare all counts with a plain count; gives the rows that are wanted."""
    facets, chosen = counted(every, wanted)
    counts = count_cases(store, INES, wanted)
    assert counts.total == len(chosen)
    assert {queue: count for queue, count in counts.queues.items() if count} == facets["queue"]
    assert counts.facets == {name: dict(facets[name]) for name in (*OF_FACET, "due", "tag")}
    assert counts.segments.get("region", {}) == {name: count for name, count in facets["region"].items() if name}
    return chosen


def test_every_page_and_every_count_of_50_000(store: Store) -> None:
    every = filled(store, MANY)
    assert set(OF_FACET) == set(FACETS)
    for wanted in QUESTIONS:
        chosen = check_counts(store, every, wanted)
    for sort, key in KEYS.items():
        pages_follow_each_other(store, [row["case_id"] for row in sorted(chosen, key=key)], QUESTIONS[-1], sort)


VALUES: dict[str, tuple[Any, ...]] = {
    "status": tuple(status.value for status in Status),
    "severity": (1, 2, 3, 4, 5),
    "stage": (2, 3, 4),
    "cause": (0, 2, 4),
    "owner": (0, 1, 2, 3),
    "answer": (0, 1),
    "recovered": ("unknown", "yes", "no"),
    "due": tuple(due.value for due in Due),
    "cause_point": (0, 1),
    "tag": tuple(TAGS),
}
DAYS = st.dates(date(2025, 12, 30), date(2026, 8, 1))


@st.composite
def questions(draw: st.DrawFn) -> Wanted:
    names = draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True, max_size=4))
    values = tuple((name, tuple(draw(st.lists(st.sampled_from(VALUES[name]), unique=True)))) for name in names)
    regions = tuple(draw(st.lists(st.sampled_from(("north", "south", "west")), unique=True, max_size=2)))
    segments = (("region", regions),) if regions else ()
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    return Wanted(draw(st.sampled_from(Queue)), values=values, segments=segments, first=first, last=last)


def test_any_filter_counts_and_finds_what_a_plain_count_does(store: Store) -> None:
    every = filled(store, 200)

    @given(questions(), st.sampled_from(Sort))
    def answers_alike(wanted: Wanted, sort: Sort) -> None:
        chosen = check_counts(store, every, wanted)
        assert list(find_ids(store, INES, wanted, sort)) == [row["case_id"] for row in sorted(chosen, key=KEYS[sort])]

    answers_alike()


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
