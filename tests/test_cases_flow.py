"""The lead's numbers over a handful of cases whose every answer can be counted on the fingers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.answers import Answer, build_company, write
from vocdash.access import Access, Actor
from vocdash.cases.flow import Flow, read_flow
from vocdash.cases.status import Status
from vocdash.domain import Period, Scope
from vocdash.errors import NotAllowed
from vocdash.store import Store
from vocdash.store import tables as t

LEA = Actor("Lea", Access.LEAD)
SOON, LONG_AGO = datetime(2030, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
ENQUIRE, BUY, RECEIVE = 2, 3, 4


@pytest.fixture
def shop(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A company without cases, in which nothing is hidden."""
    monkeypatch.setenv("VOCDASH_MIN_GROUP", "0")
    with store.writing() as connection:
        build_company(connection)
    yield store


def add(store: Store, number: int, opened: datetime, stage: int = BUY, days: float | None = None, **values: Any) -> None:
    """One case; with `days` it was solved so long after it was opened."""
    solved = opened + timedelta(days=days) if days is not None else None
    row = {
        "case_id": number,
        "submission_id": number,
        "journey_id": 1,
        "stage_id": stage,
        "touchpoint_id": 1,
        "method": "survey",
        "severity": 3,
        "status": Status.NEW.value if solved is None else Status.SOLVED.value,
        "is_open": solved is None,
        "answered_at": opened,
        "opened_at": opened,
        "status_at": solved or opened,
        "due_at": SOON,
        "acknowledged_at": opened + timedelta(hours=6) if solved else None,
        "solved_at": solved,
        **values,
    }
    with store.writing() as connection:
        connection.execute(sa.insert(t.cases).values(row))


def read(store: Store, scope: Scope | None = None) -> Flow:
    return read_flow(store, LEA, scope or Scope())


def test_nothing_came_in(shop: Store) -> None:
    found = read(shop)
    assert (found.weeks, found.usual, found.opened, found.won_back.value) == ((), None, 0, None)


def test_where_nothing_was_opened_it_says_when_it_was(shop: Store) -> None:
    add(shop, 1, MONDAY)
    add(shop, 2, MONDAY + timedelta(days=3))
    before = read(shop, Scope(period=Period(date(2026, 5, 1), date(2026, 5, 31))))
    assert (before.opened, before.opened_in) == (0, Period(date(2026, 6, 1), date(2026, 6, 4)))
    assert read(shop, Scope(period=before.opened_in)).opened_in is None


def test_weeks_carry_the_backlog_on(shop: Store) -> None:
    add(shop, 1, MONDAY, days=1)
    add(shop, 2, MONDAY, days=8)
    add(shop, 3, MONDAY + timedelta(days=7))
    add(shop, 4, MONDAY - timedelta(days=30))
    weeks = read(shop, Scope(period=Period(date(2026, 6, 1), date(2026, 6, 14)))).weeks
    assert [(week.day, week.opened, week.closed, week.backlog) for week in weeks] == [
        (date(2026, 6, 1), 2, 1, 2),
        (date(2026, 6, 8), 1, 1, 2),
    ]


def test_a_week_that_is_not_over_makes_nothing_usual(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vocdash.cases.flow.now", lambda _: MONDAY + timedelta(weeks=8, days=1))
    for number in range(8 * 4 + 1):
        add(shop, number, MONDAY + timedelta(weeks=number // 4))
    found = read(shop)
    assert [week.opened for week in found.weeks] == [4] * 8 + [1]
    assert found.usual == (0.0, 10.0), "4 ± 3 √4, and no less than 0"


def test_times_are_those_of_cases_that_got_there(shop: Store) -> None:
    for number, days in enumerate((1.0, 2.0, 3.0, 9.0), 1):
        add(shop, number, MONDAY, days=days)
    add(shop, 9, MONDAY)
    found = read(shop)
    assert (found.opened, found.open) == (5, 1)
    assert [quantile.value for quantile in found.to_solve] == [2.0, 9.0]
    assert found.to_acknowledge[0].value == 0.25
    assert found.to_solve[0].n == 4


def test_waiting_for_the_customer_is_not_overdue(shop: Store) -> None:
    add(shop, 1, MONDAY, due_at=LONG_AGO)
    add(shop, 2, MONDAY, due_at=LONG_AGO, status=Status.WAITING.value)
    add(shop, 3, MONDAY)
    found = read(shop)
    assert (found.open, found.overdue) == (3, 1)


def test_duplicates_and_no_complaints_do_not_count(shop: Store) -> None:
    add(shop, 1, MONDAY)
    add(shop, 2, MONDAY, merged_into=1, is_open=False)
    add(shop, 3, MONDAY, status=Status.NO_COMPLAINT.value, is_open=False)
    assert read(shop).opened == 1


def test_who_answers_for_whom(shop: Store) -> None:
    for number in range(3):
        add(shop, number, MONDAY, RECEIVE, cause_stage_id=BUY, cause_known=True)
    add(shop, 7, MONDAY, BUY, cause_stage_id=BUY, cause_known=True)
    add(shop, 8, MONDAY, BUY, cause_stage_id=BUY)
    assert read(shop).causes == {("Receive", "Buy"): 3, ("Buy", "Buy"): 1}


def test_winning_back(shop: Store) -> None:
    add(shop, 1, MONDAY, days=1, customer_id=7, score=0.0, follow_up=0.75)
    add(shop, 2, MONDAY, days=1, customer_id=8, score=0.25, follow_up=0.5)
    add(shop, 3, MONDAY, days=1, customer_id=8)
    found = read(shop)
    assert (found.won_back.value, found.won_back.n) == (50.0, 2)
    assert found.gain.value == pytest.approx((75 + 25) / 2)


def test_only_what_was_dealt_with_can_be_opened_again(shop: Store) -> None:
    add(shop, 1, MONDAY, days=1)
    add(shop, 2, MONDAY, days=1, reopened=1)
    add(shop, 3, MONDAY, reopened=2)
    add(shop, 4, MONDAY)
    add(shop, 5, MONDAY)
    reopened = read(shop).reopened
    assert (reopened.value, reopened.n) == (pytest.approx(200 / 3), 3)


def test_who_complains_again_does_so_in_another_answer(shop: Store) -> None:
    """One answer about two places is one complaint of theirs, and of somebody nobody knows it is not known."""
    add(shop, 1, MONDAY, customer_id=7)
    add(shop, 2, MONDAY, RECEIVE, customer_id=7, submission_id=1)
    add(shop, 3, MONDAY, customer_id=8)
    add(shop, 4, MONDAY + timedelta(days=3), customer_id=8)
    add(shop, 5, MONDAY)
    add(shop, 6, MONDAY, RECEIVE, submission_id=5)
    repeated = read(shop).repeated
    assert (repeated.value, repeated.n) == (50.0, 2)


def test_what_enough_customers_say_is_shown(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_MIN_GROUP", "10")
    for number in range(1, 13):
        add(shop, number, MONDAY, days=1, score=0.1, follow_up=0.9 if number > 3 else 0.2, customer_id=number)
    found = read(shop)
    assert (found.won_back.value, found.won_back.people, found.reopened.value, found.repeated.value) == (75.0, 12, 0.0, 0.0)
    assert found.stages[0].won_back.value == 75.0
    assert not found.gain.hidden


def test_winning_back_by_where_the_fault_lies(shop: Store) -> None:
    for number, (cause, follow_up) in enumerate([(ENQUIRE, 0.9), (ENQUIRE, 0.2), (RECEIVE, 0.8)], start=1):
        add(shop, number, MONDAY, days=1, cause_stage_id=cause, cause_known=True, score=0.1, follow_up=follow_up, submission_id=number)
    add(shop, 4, MONDAY, days=1, cause_stage_id=BUY)
    found = {line.name: line for line in read(shop).by_cause}
    assert {name: (line.opened, line.won_back.value) for name, line in found.items()} == {"Enquire": (2, 50.0), "Receive": (1, 100.0)}
    assert found["Enquire"].gain.value == pytest.approx(45.0)
    assert found["Enquire"].won_back.low is not None


def test_small_groups_are_hidden(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(shop, 1, MONDAY, days=1, customer_id=7, score=0.0, follow_up=0.75)
    monkeypatch.setenv("VOCDASH_MIN_GROUP", "10")
    found = read(shop)
    assert found.won_back.hidden and found.won_back.value is None
    assert found.stages[0].won_back.hidden


def test_a_filter_narrows_and_stages_keep_their_order(shop: Store) -> None:
    add(shop, 1, MONDAY, RECEIVE)
    add(shop, 2, MONDAY, ENQUIRE, channel_id=2)
    assert [line.name for line in read(shop).stages] == ["Enquire", "Receive"]
    assert read(shop, Scope(stages=("receive",))).opened == 1
    assert read(shop, Scope(channels=("voice",))).opened == 1
    write(shop, [Answer(1, value=2.0, source=2), Answer(2, value=4.0)])
    assert (read(shop, Scope(sources=("s2",))).opened, read(shop, Scope(sources=("s1", "s2"))).opened) == (1, 2)


def test_viewers_do_not_see_it(shop: Store) -> None:
    with pytest.raises(NotAllowed):
        read_flow(shop, Actor("Vera", Access.VIEWER), Scope())
