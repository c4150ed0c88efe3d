"""The vocabulary: days, periods, scopes and what a change says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.domain import Change, Period, Scope, Score, calendar_of


def test_a_day_stands_under_its_week_month_quarter_and_year() -> None:
    assert calendar_of(date(2026, 8, 19)) == {
        "day": date(2026, 8, 19),
        "week": date(2026, 8, 17),
        "month": date(2026, 8, 1),
        "quarter": date(2026, 7, 1),
        "year": date(2026, 1, 1),
    }
    assert calendar_of(date(2027, 1, 1))["week"] == date(2026, 12, 28)
    assert [calendar_of(date(2026, month, 28))["quarter"].month for month in (1, 3, 4, 6, 9, 10, 12)] == [1, 1, 4, 4, 7, 10, 10]


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), (date(2026, 2, 1), date(2026, 2, 28))),
        (date(2026, 1, 1), date(2026, 3, 31), (date(2025, 10, 1), date(2025, 12, 31))),
        (date(2024, 2, 1), date(2025, 1, 31), (date(2023, 2, 1), date(2024, 1, 31))),
        (date(2026, 3, 1), date(2026, 3, 30), (date(2026, 1, 30), date(2026, 2, 28))),
        (date(2026, 3, 5), date(2026, 3, 5), (date(2026, 3, 4), date(2026, 3, 4))),
    ],
)
def test_the_period_before_is_of_the_same_kind(first: date, last: date, before: tuple[date, date]) -> None:
    assert Period(first, last).before() == Period(*before)


@given(st.dates(date(1991, 1, 1), date(2049, 1, 1)), st.integers(0, 900))
def test_the_period_before_ends_the_day_before(first: date, length: int) -> None:
    period = Period(first, first + timedelta(days=length))
    assert period.days == length + 1
    assert period.before().last == first - timedelta(days=1)
    assert period.before().first <= period.before().last


def test_a_scope_is_narrowed_where_a_place_is_named() -> None:
    scope = Scope("shop", stages=("buy", "use"), channels=("web",))
    assert scope.at(stage="buy", touchpoint="till") == Scope("shop", stages=("buy",), touchpoints=("till",), channels=("web",))
    assert scope.at(channel="phone").channels == ("phone",)
    may = Period(date(2026, 5, 1), date(2026, 5, 31))
    assert scope.during(may).period == may and scope.during(may).during(None) == scope


def test_a_change_is_real_when_its_interval_leaves_out_zero() -> None:
    now, before = Score(60.0, 55.0, 65.0), Score(50.0)
    reals = [
        Change(10.0, low, high, now, before).real for low, high in ((1.0, 19.0), (-19.0, -1.0), (-1.0, 21.0), (0.0, 20.0), (None, None))
    ]
    assert reals == [True, True, False, False, None]
    assert (now.half_width, before.half_width) == (5.0, None)
