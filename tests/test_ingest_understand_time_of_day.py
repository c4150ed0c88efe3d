"""A day in one column and the time of day in another."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from tests.columns import TODAY, meanings, spread, write
from vocdash.access import COMMAND_LINE
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.clock import read_clock
from vocdash.ingest.dates import known
from vocdash.ingest.inspect import inspect_table
from vocdash.ingest.mapping import When
from vocdash.ingest.preview import preview
from vocdash.ingest.understand import Kind
from vocdash.store import Store
from vocdash.store import tables as t

DAYS: list[object] = [f"{1 + number % 28:02}.03.2025" for number in range(60)]
TIMES: list[object] = [f"{9 + number % 12}:{number:02}" for number in range(60)]
SCORES: list[object] = spread(*range(1, 6))


def joined(folder: Path, columns: dict[str, list[object]]) -> When | None:
    mapping = inspect_table(write(folder, {**columns, "How satisfied are you?": SCORES}), today=TODAY).mapping
    assert mapping is not None
    return mapping.submission.answered_at


@pytest.mark.parametrize("names", [("Date", "Time"), ("Datum", "Uhrzeit"), ("Submission Date", "Submission Time"), ("日付", "時刻")])
def test_the_time_is_joined_to_its_day(tmp_path: Path, names: tuple[str, str]) -> None:
    day, time_of_day = names
    assert joined(tmp_path, {day: DAYS, time_of_day: TIMES}) == When(names, "%d.%m.%Y %H:%M")
    assert joined(tmp_path, {"Region": spread("n", "s"), time_of_day: TIMES, day: DAYS}) == When(names, "%d.%m.%Y %H:%M")


def test_each_day_has_its_own_time(tmp_path: Path) -> None:
    columns = {"Start date": DAYS, "Start time": TIMES, "End date": DAYS, "End time": TIMES[::-1]}
    table = write(tmp_path, {**columns, "How satisfied are you?": SCORES})
    mapping = inspect_table(table, today=TODAY).mapping
    assert mapping and mapping.submission.started_at and mapping.submission.answered_at
    assert mapping.submission.started_at.columns == ("Start date", "Start time")
    assert mapping.submission.answered_at.columns == ("End date", "End time")


@pytest.mark.parametrize(
    ("name", "times"),
    [
        ("Delivery time", TIMES),
        ("Time taken", TIMES),
        ("Talk time", TIMES),
        ("Response time", TIMES),
        ("Time", [f"00:{number:02}:17" for number in range(60)]),
        ("Region", spread("north", "south")),
        ("Time", spread(1, 2, 3)),
    ],
)
def test_what_is_no_time_of_the_answer_is_not_joined(tmp_path: Path, name: str, times: list[object]) -> None:
    found = joined(tmp_path, {"Date": DAYS, name: times})
    assert found is not None and found.columns == ("Date",)


def test_a_date_that_has_its_time_needs_no_other(tmp_path: Path) -> None:
    found = joined(tmp_path, {"Date": [f"{day} 08:30" for day in DAYS], "Time": TIMES})
    assert found is not None and found.columns == ("Date",)


@pytest.mark.parametrize(
    ("written", "format", "meant"),
    [
        ("05/11/2023 2:30 PM", "%d/%m/%Y %H:%M", datetime(2023, 11, 5, 14, 30)),
        ("2023-11-05 00:00:00 14:30:00", "%Y-%m-%d %H:%M", datetime(2023, 11, 5, 14, 30)),
        ("11/5/2023 12:00:00 AM 12/30/1899 2:30:00 PM", "%m/%d/%Y %H:%M", datetime(2023, 11, 5, 14, 30)),
        ("2023-11-05 1899-12-30 14:30:00", "%Y-%m-%d %H:%M", datetime(2023, 11, 5, 14, 30)),
        ("5 November 2023 14h30", "%d %B %Y %H:%M", datetime(2023, 11, 5, 14, 30)),
        ("2023-11-05 14:30 UTC", "%Y-%m-%d %H:%M", datetime(2023, 11, 5, 14, 30, tzinfo=UTC)),
        ("45235 14:30", "excel", datetime(2023, 11, 5, 14, 30)),
        ("45235 0.6041666667", "excel", datetime(2023, 11, 5, 14, 30)),
        ("2023-11-05", "%Y-%m-%d %H:%M", datetime(2023, 11, 5)),
        ("2023-11-05 00:00:00", "%Y-%m-%d %H:%M:%S", datetime(2023, 11, 5)),
    ],
)
def test_a_day_and_a_time_are_one_moment_however_they_are_written(written: str, format: str, meant: datetime) -> None:
    assert known(format).parse(written) == meant


@pytest.mark.parametrize(
    ("text", "meant"), [("14.30 Uhr", time(14, 30)), ("午後2:30", time(14, 30)), ("25:10", None), ("noon", None), ("", None)]
)
def test_a_time_of_day_is_read(text: str, meant: time | None) -> None:
    assert read_clock(text) == meant


def test_the_moment_is_stored_and_stands_in_the_preview(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half past nine in Berlin is half past eight in UTC; a row without a time comes in on its day."""
    monkeypatch.setenv("VOCDASH_TIMEZONE", "Europe/Berlin")
    columns: dict[str, list[object]] = {"Date": DAYS[:20], "Time": ["9:30", "", *TIMES[2:20]], "How satisfied are you?": SCORES[:20]}
    table = write(tmp_path, columns)
    mapping = inspect_table(table, today=TODAY).mapping
    assert mapping is not None
    assert [(row.day, row.at) for row in preview(store, table, mapping, 2)] == [
        (date(2025, 3, 1), time(9, 30)),
        (date(2025, 3, 2), None),
    ]
    assert bring_in(store, COMMAND_LINE, tmp_path / "answers.csv", mapping, journey="shop").refused == 0
    with store.reading() as connection:
        stored = [row.answered_at for row in connection.execute(t.submissions.select().order_by(t.submissions.c.answered_at))]
    assert [moment.astimezone(UTC) for moment in stored[:2]] == [
        datetime(2025, 3, 1, 8, 30, tzinfo=UTC),
        datetime(2025, 3, 1, 23, 0, tzinfo=UTC),
    ]


def test_times_that_nobody_needs_are_left_out(tmp_path: Path) -> None:
    assert meanings(tmp_path, {"Time": TIMES, "Rating": SCORES})["Time"].kind is Kind.LEAVE_OUT
