"""The day of a moment, asked of the database, is the day that the clock on the wall shows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from vocdash.domain import Period
from vocdash.metrics.local_days import date_of, day_number, ends, number_of
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland", "America/Santiago")


@pytest.mark.parametrize("zone", ZONES)
def test_days_of_a_year_around_every_midnight_and_change_of_the_clock(store: Store, zone: str) -> None:
    wall = ZoneInfo(zone)
    first, after = ends(YEAR, wall)
    assert first.astimezone(wall).date() == YEAR.first and (after - timedelta(seconds=1)).astimezone(wall).date() == YEAR.last
    moments = []
    for number in range(YEAR.days):
        midnight = datetime.combine(date_of(number_of(YEAR.first) + number), datetime.min.time(), wall).astimezone(UTC)
        moments += [midnight + timedelta(seconds=off) for off in (0, 0.6, 3_599.7, 3_600, 43_200, 82_799.9)]
        moments += [midnight - timedelta(seconds=off) for off in (0.4, 1_800, 3_600) if number]
    e = t.case_events.c
    with store.writing() as connection:
        rows = [(1, number, moment, "", "status") for number, moment in enumerate(moments)]
        insert_rows(connection, t.case_events, ("case_id", "number", "happened_at", "person", "kind"), rows)
        found = connection.execute(sa.select(e.happened_at, day_number(connection, e.happened_at, YEAR, wall))).all()
    wrong = [(moment, date_of(number)) for moment, number in found if date_of(number) != moment.astimezone(wall).date()]
    assert len(found) == len(moments)
    assert wrong == []
