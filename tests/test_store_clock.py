"""The moment at which cases are looked at: that of the wall, or of the sample as long as nothing else is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.answers import Answer, write
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import now, today

NEWEST = datetime(2026, 5, 4, 12, tzinfo=UTC)
SLACK = timedelta(minutes=1)


def test_time_goes_on_in_the_sample_from_its_newest_answer(store: Store) -> None:
    write(store, [Answer(1, value=4.0), Answer(2, value=2.0, day=NEWEST.date() - timedelta(days=9))])
    with store.writing() as connection:
        assert abs(now(connection) - datetime.now(UTC)) < SLACK
        loaded = datetime.now(UTC) - timedelta(days=3)
        connection.execute(sa.update(t.imports).values(sample=True, imported_at=loaded))
        assert abs(now(connection) - (NEWEST + timedelta(days=3))) < SLACK
        connection.execute(sa.update(t.imports).values(undone_at=loaded))
        assert abs(now(connection) - datetime.now(UTC)) < SLACK


def test_an_import_of_ones_own_sets_the_clock_right(store: Store) -> None:
    write(store, [Answer(1, value=4.0)])
    with store.writing() as connection:
        own = {column.name: column for column in t.imports.c if column.name not in ("import_id", "sample")}
        connection.execute(sa.insert(t.imports).from_select([*own, "sample"], sa.select(*own.values(), sa.true())))
        assert abs(now(connection) - datetime.now(UTC)) < SLACK


def test_the_day_is_that_of_the_reporting_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    days = {}
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):  # 26 hours apart: it is never the same day in both
        monkeypatch.setenv("VOCDASH_TIMEZONE", zone)
        before = datetime.now(ZoneInfo(zone)).date()
        days[zone] = today()
        assert before <= days[zone] <= datetime.now(ZoneInfo(zone)).date()
    assert days["Etc/GMT+12"] < days["Pacific/Kiritimati"]
