"""How cases fare day by day, over a handful of cases that can be counted on the fingers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.answers import build_company
from tests.test_cases_flow import BUY, RECEIVE, add
from vocdash.cases.status import Status
from vocdash.domain import Period, Scope
from vocdash.errors import UnknownName
from vocdash.metrics.case_figures import BACKLOG, FIGURES, daily, people
from vocdash.metrics.query import read_names
from vocdash.metrics.sums import Sums, score
from vocdash.store import Store
from vocdash.store import tables as t

DAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
EVERYTHING = Scope(period=Period(date(2026, 5, 1), date(2026, 7, 31)))
NOW = datetime(2026, 6, 20, tzinfo=UTC)


def on(number: int) -> date:
    return date(2026, 6, number)


@pytest.fixture
def shop(store: Store) -> Iterator[Store]:
    """Six cases: four are dealt with, one of them too late and one after it was taken up again; one waits, one is a duplicate."""
    with store.writing() as connection:
        build_company(connection)
    add(store, 1, DAY, days=2, due_at=DAY + timedelta(days=3))
    add(store, 2, DAY, days=4, due_at=DAY + timedelta(days=3), stage=RECEIVE)
    add(store, 3, DAY + timedelta(days=2), days=2, due_at=DAY + timedelta(days=9), customer_id=7, reopened=1)
    add(store, 4, DAY + timedelta(days=2), days=2, due_at=DAY + timedelta(days=9), customer_id=7)
    add(store, 5, DAY + timedelta(days=3), due_at=DAY + timedelta(days=5), status=Status.WAITING.value)
    add(store, 6, DAY, merged_into=1)
    add(store, 7, DAY, days=1, status=Status.NO_COMPLAINT.value)
    with store.writing() as connection:
        taken_up = {"case_id": 3, "number": 3, "happened_at": DAY + timedelta(days=3), "person": "Ines", "kind": "status"}
        connection.execute(
            sa.insert(t.case_events).values(**taken_up, detail={"before": "solved", "after": "in progress", "reopened": True})
        )
    yield store


def read(store: Store, figure: str, scope: Scope = EVERYTHING, by: tuple[str, ...] = ()) -> dict[tuple[str, ...], dict[date, Sums]]:
    with store.reading() as connection:
        return daily(connection, read_names(connection), figure, scope, by, NOW)


def values(store: Store, figure: str, scope: Scope = EVERYTHING) -> dict[date, float | None]:
    return {day: score(FIGURES[figure], sums).value for day, sums in sorted(read(store, figure, scope)[()].items())}


def test_each_figure_by_hand(shop: Store) -> None:
    assert values(shop, "cases_opened") == {on(1): 2, on(3): 2, on(4): 1}
    assert values(shop, "cases_overdue") == {on(4): 1}, "a case that waits for its customer goes not overdue"
    assert values(shop, "cases_late") == {on(3): 0, on(5): pytest.approx(100 / 3)}
    assert values(shop, "cases_days") == {on(3): 2, on(5): pytest.approx(8 / 3)}
    assert values(shop, "cases_reopened") == {on(3): 0, on(4): 100, on(5): 0}


def test_rows_of_one_customer_are_not_independent(shop: Store) -> None:
    sums = read(shop, "cases_days")[()][on(5)]
    assert (sums.n, sums.submissions, sums.nn) == (3, 2, 5)
    with shop.reading() as connection:
        names = read_names(connection)
        scope = Scope(period=Period(on(5), on(5)))
        assert people(connection, names, "cases_days", scope, NOW) == 2


def test_the_backlog_starts_with_what_was_open_before(shop: Store) -> None:
    whole = read(shop, BACKLOG)[()]
    assert {day: (sums.n, sums.s) for day, sums in whole.items()} == {on(1): (2, 0), on(3): (2, 1), on(4): (1, 0), on(5): (0, 3)}
    later = read(shop, BACKLOG, Scope(period=Period(on(4), on(9))))[()]
    assert {day: (sums.n, sums.s) for day, sums in later.items()} == {on(3): (3, 0), on(4): (1, 0), on(5): (0, 3)}


def test_parts_are_told_apart_and_filtered(shop: Store) -> None:
    apart = read(shop, "cases_opened", by=("stage",))
    assert {place: sum(sums.n for sums in days.values()) for place, days in apart.items()} == {("buy",): 4, ("receive",): 1}
    assert list(read(shop, "cases_opened", replace(EVERYTHING, journey="shop", stages=("receive",)))[()]) == [on(1)]
    with pytest.raises(UnknownName):
        read(shop, "cases_opened", replace(EVERYTHING, stages=("receeve",)))


def test_days_are_those_of_the_reporting_zone(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_TIMEZONE", "Pacific/Auckland")
    add(shop, 8, datetime(2026, 6, 10, 13, tzinfo=UTC), stage=BUY)
    assert on(11) in values(shop, "cases_opened")
