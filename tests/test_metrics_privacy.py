"""What is hidden: fewer people than the minimum, counted as people, and one more where subtracting would give it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.answers import Answer, write
from vocdash.domain import Period, Row, Scope, Score
from vocdash.metrics import Query, ask, index
from vocdash.metrics.ask import Way, headcounts
from vocdash.metrics.privacy import hide, parting_few, too_small_places
from vocdash.store import Store

MAY, JUNE = date(2026, 5, 4), date(2026, 6, 8)
BOTH = Scope(period=Period(date(2026, 5, 1), date(2026, 6, 30)))


def rows(*counts: int) -> list[Row]:
    """A row for each count of people, each with twice as many submissions."""
    return [Row({"stage": str(at)}, Score(50.0, 40.0, 60.0, 2 * n, 2 * n, people=n)) for at, n in enumerate(counts)]


def hidden(shown: list[Row]) -> list[int]:
    return [at for at, row in enumerate(shown) if row.score.hidden]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((40, 12, 3, 9), [2, 3]),
        ((40, 12, 3, 19), [1, 2]),  # one alone could be worked out from the total
        ((40, 12, 30), []),
        ((4,), [0]),
        ((0, 40, 12), []),  # nobody is nobody to protect
        ((10, 9, 9), [1, 2]),
    ],
)
def test_small_groups_and_one_more_are_hidden(counts: tuple[int, ...], expected: list[int]) -> None:
    assert hidden(hide(rows(*counts), 10)) == expected


def test_each_family_with_its_own_total_is_looked_at_by_itself() -> None:
    given = rows(40, 3, 20, 50, 60)
    assert hidden(hide(given, 10, lambda row: int(row.keys["stage"]) < 3)) == [1, 2]


def test_a_row_in_two_totals_is_hidden_from_both() -> None:
    """The last day of January shares its week with the first of February, and its month with the other days of January."""
    given = rows(40, 3, 50, 20, 60)
    month, week = (0, 0, 0, 1, 1), (0, 1, 2, 1, 3)
    by_month, by_week = ((lambda row, parts=parts: parts[int(row.keys["stage"])]) for parts in (month, week))
    assert hidden(hide(given, 10, by_week)) == [1, 3]
    assert hidden(hide(given, 10, by_month)) == [0, 1]
    assert hidden(hide(given, 10, by_month, by_week)) == [0, 1, 3, 4]


def test_what_is_hidden_besides_belongs_to_as_many_of_its_totals_as_can_be() -> None:
    """June to August are looked at; of the small August July is hidden, which is of its quarter as well, and nothing more."""
    given = rows(20, 30, 25, 40, 3)
    quarter, looked_at = (2, 2, 2, 3, 3), ("April", "May", True, True, True)
    by_quarter, by_period = ((lambda row, parts=parts: parts[int(row.keys["stage"])]) for parts in (quarter, looked_at))
    assert hidden(hide(given, 10, lambda row: None, by_period, by_quarter)) == [3, 4]


DAYS = {date(2026, 4, 6): 12, date(2026, 4, 7): 4, date(2026, 4, 8): 30, date(2026, 4, 20): 3, date(2026, 5, 4): 6, date(2026, 6, 1): 20}
"""People by day: 12, then 4 + 30 + 3; in May six alone, who belong to June's."""


@pytest.mark.parametrize(
    ("begins", "few"),
    [
        (date(2026, 4, 2), False),  # before the first answer
        (date(2026, 4, 7), False),  # 12 before it, 37 from it on
        (date(2026, 4, 8), True),  # 4 more or less than a period that is shown
        (date(2026, 4, 15), True),  # 3 at the end of the month
        (date(2026, 4, 21), False),  # after the last answer of a month of enough
        (date(2026, 5, 4), False),  # the first of a block of two months
        (date(2026, 5, 20), True),  # six of May from June
        (date(2026, 6, 2), False),
    ],
)
def test_a_period_may_not_be_a_few_people_longer_than_another(begins: date, few: bool) -> None:
    assert (begins in parting_few([begins], DAYS, 10)) is few


def test_where_nobody_answered_any_day_may_begin_a_period() -> None:
    assert not parting_few([date(2026, 4, 15)], {}, 10)


def test_a_hidden_score_has_no_number_left() -> None:
    (row,) = hide(rows(3), 10)
    assert row.score == Score(None, hidden=True)


def people(store: Store, by: tuple[str, ...] = (), scope: Scope | None = None) -> dict[tuple[str, ...], int]:
    """The people behind each score, the same from answers and rollup."""
    found = {}
    for way in ("raw", "rollup"):
        each = ask(store, Query("csat", by, scope or Scope()), way=way)
        found[way] = {tuple(row.keys.values()): row.score.people for row in each}
    assert {key: min(n, 10) for key, n in found["raw"].items()} == {key: min(n, 10) for key, n in found["rollup"].items()}
    return found["rollup"]


def by_customers(customers: list[int | None], day: date = MAY, start: int = 1, **more: object) -> list[Answer]:
    """One answer of each customer given, submissions counted from `start`."""
    return [Answer(start + at, value=5, day=day, customer=who, **more) for at, who in enumerate(customers)]  # type: ignore[arg-type]


def test_a_customer_who_answers_often_is_one_person(store: Store) -> None:
    write(store, by_customers([1, 2, 3] * 10))
    assert people(store) == {(): 3}
    assert hidden(hide(ask(store, Query("csat")), 10)) == [0]


def test_who_is_not_known_counts_by_submission(store: Store) -> None:
    write(store, by_customers([None] * 7 + [1, 2, 2]))
    assert people(store) == {(): 9}


def test_people_of_two_months_are_counted_once(store: Store) -> None:
    """Nine each month: whether they are the same nine cannot be seen from the two sums."""
    write(store, by_customers(list(range(9)), stage="buy"))
    write(store, by_customers(list(range(9)), JUNE, 100, stage="buy"))
    write(store, by_customers(list(range(9)), MAY, 200, stage="receive"))
    write(store, by_customers(list(range(20, 29)), JUNE, 300, stage="receive"))
    assert people(store, ("stage",), BOTH) == {("buy",): 9, ("receive",): 18}
    assert hidden(hide(ask(store, Query("csat", ("stage",), BOTH)), 10)) == [0, 1]
    assert hidden(hide(ask(store, Query("csat", (), BOTH)), 10)) == []


@pytest.mark.parametrize("by", ["segment:region", "segment:plan"])
def test_people_of_two_combinations_are_counted_once(store: Store, by: str) -> None:
    write(store, by_customers([1, 2, 3, 4, 5, 6], segment=1))
    write(store, by_customers([4, 5, 6, 7], start=100, segment=2))
    write(store, by_customers([1, 2, 3, 8, 9], start=200, segment=3))
    expected = {"segment:region": {("north",): 7, ("south",): 5}, "segment:plan": {("gold",): 8, ("basic",): 4}}
    assert people(store, (by,)) == expected[by]


@pytest.mark.parametrize(
    "by", [(), ("stage",), ("month", "segment:region"), ("stage", "touchpoint", "segment:plan"), ("week", "segment:plan")]
)
def test_a_headcount_is_that_of_the_score(store: Store, by: tuple[str, ...]) -> None:
    write(store, by_customers([1, 2, 3, 4, 5, 6], segment=1))
    write(store, by_customers([4, 5, 6, 7], start=100, segment=2, stage="receive"))
    counted = headcounts(store, Query("csat", by, BOTH))
    scored = ask(store, Query("csat", by, BOTH))
    assert [(row.keys, row.score.value) for row in counted] == [(row.keys, None) for row in scored]
    told = [[(row.score.n, row.score.submissions, row.score.people) for row in rows] for rows in (counted, scored)]
    assert told[0] == told[1] != []


def test_heads_at_a_touchpoint_are_counted_over_its_stages(store: Store) -> None:
    """No sums are kept of touchpoints by segment: who was there is told by those of its cells, and whoever was in two of them is one."""
    write(store, by_customers([1, 2, 3, 4, 5, 6], segment=1, stage="buy", touchpoint="website"))
    write(store, by_customers([5, 6, 7, 8], start=100, segment=2, stage="receive", touchpoint="website"))
    write(store, by_customers([9], start=200, segment=3, stage="receive", touchpoint="delivery"))
    for by in (("touchpoint",), ("touchpoint", "segment:region"), ("touchpoint", "month", "segment:region")):
        counted = headcounts(store, Query("csat", by, BOTH))
        scored = ask(store, Query("csat", by, BOTH), way="raw")
        assert [(row.keys, row.score.n, row.score.people) for row in counted] == [
            (row.keys, row.score.n, row.score.people) for row in scored
        ]
    both = replace(BOTH, stages=("buy", "receive"), touchpoints=("website",))
    assert [row.score.people for row in headcounts(store, Query("csat", (), both))] == [8]


@pytest.mark.parametrize("way", ["raw", "rollup"])
def test_the_index_knows_its_people(store: Store, way: Way) -> None:
    write(store, by_customers([1, 2, 3] * 4, stage="buy"))
    write(store, by_customers([1, 7], start=50, stage="receive"))
    found = index.overall(store, Scope("shop"), way=way)
    assert found.score.people == 4
    assert {stage.code: stage.score.people for stage in found.stages} == {"enquire": 0, "buy": 3, "receive": 2}
    assert found.score.submissions == 14


def test_a_touchpoint_of_one_stage_is_hidden_with_its_cell() -> None:
    """Four at the website of the purchase: its stage without the phone is them, and so the phone is hidden, wherever it stands."""
    people = {("buy", "website"): 4, ("buy", "phone"): 75, ("receive", "website"): 45, ("receive", "delivery"): 30}
    people |= {("buy", ""): 79, ("receive", ""): 75, ("", "website"): 49, ("", "phone"): 75, ("", "delivery"): 30}
    hidden = too_small_places(people, 10)
    assert {("buy", "website"), ("buy", "phone"), ("", "phone")} <= hidden
    assert ("buy", "") not in hidden and ("receive", "") not in hidden


def test_places_of_enough_people_are_all_shown() -> None:
    people = {("buy", "website"): 40, ("buy", "phone"): 75, ("buy", ""): 115, ("", "website"): 40, ("", "phone"): 75}
    assert too_small_places(people, 10) == set()


def test_where_no_other_part_can_be_hidden_the_total_is() -> None:
    """Four at the only touchpoint of a stage are all of it, and with another such stage there are enough to hide among."""
    people = {("buy", "website"): 4, ("receive", "phone"): 30, ("use", "app"): 50}
    people |= {(stage, ""): count for (stage, _), count in list(people.items())} | {
        ("", point): n for (_, point), n in list(people.items())
    }
    hidden = too_small_places(people, 10)
    assert hidden == {(stage, point) for stage, point in people if stage in ("buy", "receive") or point in ("website", "phone")}
