"""The measurements measure what they say: the three ways to the Journey page's numbers agree."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa

from benchmarks import crowd, journey, whole
from benchmarks.steps import Steps
from benchmarks.table import percentile
from vocdash.domain import Scope
from vocdash.metrics.mentions import mentioned
from vocdash.store import Store
from vocdash.store import tables as t


@pytest.fixture
def small(sqlite_store: Store) -> Store:
    """2,400 answers with 12 combinations of segments."""
    journey.fill(sqlite_store, 2_400, 12)
    return sqlite_store


def test_the_three_ways_agree(small: Store) -> None:
    assert journey.check(small, picked=False) == 2 * (3 * crowd.STAGES + crowd.CELLS + 1)
    assert journey.check(small, picked=True) > 60


def test_the_crowd_is_as_large_as_it_says(small: Store) -> None:
    with small.reading() as connection:
        counts = [connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in (t.responses, t.submissions, t.segments)]
        months = connection.scalars(sa.select(t.calendar.c.month).join(t.submissions).distinct()).all()
    assert counts == [2_400, 800, 13]
    assert len(months) == crowd.MONTHS


def test_journey_prints_its_tables(capsys: pytest.CaptureFixture[str]) -> None:
    journey.run(["--sizes", "1200", "--segments", "2", "--databases", "sqlite"])
    printed = capsys.readouterr().out
    assert "python -m benchmarks journey" in printed
    assert printed.count("| SQLite | 1,200 | 2 |") == 3


def test_percentile() -> None:
    assert percentile([float(number) for number in range(1, 101)], 0.95) == 95.0
    assert percentile([3.0], 0.95) == 3.0


def test_steps_go_to_the_code_at_work() -> None:
    with Steps({"waiting": (threading.__file__,), "never": ("no such file",)}, "rest", every=0.001) as steps:
        threading.Event().wait(0.1)
        end = time.perf_counter() + 0.1
        while time.perf_counter() < end:
            pass
    shares = steps.shares()
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["waiting"] > 0
    assert shares["rest"] > 0
    assert shares["never"] == 0


def test_a_whole_company_has_themes_customers_and_cases(sqlite_store: Store) -> None:
    whole.fill(sqlite_store, 2_700, 5)
    assert len(mentioned(sqlite_store, Scope())) == len(whole.THEMES)
    with sqlite_store.reading() as connection:
        customers = connection.scalar(sa.select(sa.func.count(t.submissions.c.customer_id.distinct())))
        assert customers is not None and 200 < customers <= 300
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.cases))
