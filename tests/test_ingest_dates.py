"""Dates: the format of a column by evidence, each shape by hand."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.errors import VocError
from vocdash.ingest import dates
from vocdash.ingest.dates import DateFormat, decide

TODAY = date(2025, 6, 1)
COMCAST = Path(__file__).resolve().parents[2] / "shared" / "data" / "complaints" / "comcast_telecom_complaints.csv"


def days(pattern: str, count: int = 60, step: int = 7) -> list[str]:
    return [(datetime(2024, 1, 3, 9, 5) + timedelta(days=step * n)).strftime(pattern) for n in range(count)]


@pytest.mark.parametrize(
    "pattern",
    [
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%d-%m-%y",
        "%m/%d/%y",
        "%d.%m.%Y",
        "%d/%m/%Y %H:%M",
        "%m/%d/%Y %I:%M:%S %p",
        "%Y-%m-%d",
        "%Y/%m/%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
        "%d-%b-%y",
        "%d %B %Y",
        "%B %d, %Y",
        "%Y%m%d",
        "%Y%m%d%H%M%S",
        "%Y-%m-%d_%H-%M-%S",
    ],
)
def test_a_year_of_dates_tells_its_own_format(pattern: str) -> None:
    found = decide(days(pattern), today=TODAY)
    assert found.format == pattern
    assert found.confidence >= 0.9
    assert [found.parse(text) for text in days(pattern)] == [datetime.strptime(text, pattern) for text in days(pattern)]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024/03/15 3:04:05 PM GMT+5:30", "2024-03-15T15:04:05+05:30"),
        ("2024/03/15 10:02:33 vorm. MEZ", "2024-03-15T10:02:33+01:00"),
        ("2024/03/15 3:02:33 nachm. OESZ", "2024-03-15T15:02:33+03:00"),
        ("2024/03/15 3:47:16 p.\u00a0m. GMT-5", "2024-03-15T15:47:16-05:00"),
        ("2024/03/15 午後 3:04:05 GMT+9", "2024-03-15T15:04:05+09:00"),
        ("2024. 3. 15 오전 9:04:05", "2024-03-15T09:04:05"),
        ("2024年3月15日 15:04", "2024-03-15T15:04:00"),
        ("15.03.2024, 10:02 Uhr", "2024-03-15T10:02:00"),
        ("03/15/2024 - 22:02", "2024-03-15T22:02:00"),
        ("15/03/2024 a las 10:02", "2024-03-15T10:02:00"),
        ("Fri Mar 15 2024 10:02:33 GMT+0100 (Central European Standard Time)", "2024-03-15T10:02:33+01:00"),
        ("15 października 2024", "2024-10-15T00:00:00"),
        ("15. března 2024", "2024-03-15T00:00:00"),
        ("15 марта 2024", "2024-03-15T00:00:00"),
        ("15 Şubat 2024", "2024-02-15T00:00:00"),
        ("\u200f15/03/2024", "2024-03-15T00:00:00"),
    ],
)
def test_time_stamps_of_other_languages_are_read(text: str, moment: str) -> None:
    assert decide([text] * 3, today=TODAY).parse(text) == datetime.fromisoformat(moment)


def test_order_decides_where_every_number_could_be_a_month() -> None:
    texts = [f"0{month}/0{day}/2024" for month in (3, 4, 5) for day in range(1, 10)]
    found = decide(texts, today=TODAY)
    assert found.format == "%m/%d/%Y"
    assert [other.format for other in found.alternatives] == ["%d/%m/%Y"]
    assert found.confidence < 0.96


def test_doubt_is_shown_with_both_readings() -> None:
    found = decide(["05/11/2016", "06/11/2016"], today=TODAY)
    assert (found.format, found.order) == ("%d/%m/%Y", "dmy")
    assert 0.5 <= found.confidence < 0.7
    (other,) = found.alternatives
    assert found.examples[0] == ("05/11/2016", datetime(2016, 11, 5))
    assert other.examples[0] == ("05/11/2016", datetime(2016, 5, 11))
    assert decide(["05/11/2016 12:00:00 AM"], today=TODAY).order == "mdy"
    assert decide(["05.11.2016"], today=TODAY).order == "dmy"


@pytest.mark.parametrize(
    ("name", "values", "shape"),
    [
        ("Timestamp", ["9/6/2018 0:06:16", "9/6/2018 0:06:17"], "%m/%d/%Y %H:%M:%S"),
        ("Completion time", ["7/2/20 11:01:24"], "%m/%d/%y %H:%M:%S"),
        ("RecordedDate", ["3/4/22 6:45", "3/5/22 8:10"], "%m/%d/%y %H:%M"),
        ("Timestamp", ["09/06/2018 00:06:16"], "%d/%m/%Y %H:%M:%S"),
        ("Timestamp", ["6/09/2018 0:06:16", "7/10/2018 0:06:16"], "%d/%m/%Y %H:%M:%S"),
        ("Date", ["7/10/2018", "8/11/2018"], "%d/%m/%Y"),
        ("Marca temporal", ["9/6/2018 0:06:16"], "%d/%m/%Y %H:%M:%S"),
        ("Start time", ["7/2/20 11:00:22", "13/2/20 9:00:00"], "%d/%m/%y %H:%M:%S"),
    ],
)
def test_numbers_without_a_nought_under_an_english_header_are_american(name: str, values: list[str], shape: str) -> None:
    found = decide(values, name=name, today=TODAY)
    assert found.format == shape
    assert found.confidence < 0.9 or "13/2/20 9:00:00" in values


def test_a_reading_that_lies_in_the_future_makes_less_sense() -> None:
    assert decide(["05/06/2025", "04/06/2025", "05/05/2025"], today=date(2025, 5, 7)).order == "mdy"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("19th November 2023", datetime(2023, 11, 19)),
        ("Sunday, 19 November 2023", datetime(2023, 11, 19)),
        ("1. März 2024", datetime(2024, 3, 1)),
        ("3 août 2024 à 10h30", datetime(2024, 8, 3, 10, 30)),
        ("12 de mayo de 2024", datetime(2024, 5, 12)),
        ("Nov 19, 2023, 4:05 PM", datetime(2023, 11, 19, 16, 5)),
        ("31-Jul-18", datetime(2018, 7, 31)),
        ("2018-Jul-31", datetime(2018, 7, 31)),
        ("2024-5-1 9:07", datetime(2024, 5, 1, 9, 7)),
        ("25/12/2023", datetime(2023, 12, 25)),
        ("12/25/2023", datetime(2023, 12, 25)),
        ("03/03/2024", datetime(2024, 3, 3)),
        ("20231119", datetime(2023, 11, 19)),
        ("2024-05-01T10:00:00Z", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("2024-05-01 10:00:00.250+0200", datetime(2024, 5, 1, 10, 0, 0, 250_000, tzinfo=timezone(timedelta(hours=2)))),
        ("2024/05/01 9:00:00 AM GMT+2", datetime(2024, 5, 1, 9, tzinfo=timezone(timedelta(hours=2)))),
        ("2024/05/01 12:30:00 AM EST", datetime(2024, 5, 1, 0, 30, tzinfo=timezone(timedelta(hours=-5)))),
        ("05/11/2016", None),
        ("31/02/2024", None),
        ("2024-13-01", None),
        ("25/12/2023 13:00 PM", None),
        ("June 25", None),
        ("3.5", None),
        ("12 angry men 2024", None),
        ("", None),
    ],
)
def test_shapes_that_leave_no_doubt_are_read_without_a_format(text: str, moment: datetime | None) -> None:
    assert DateFormat("%Y-%m-%d", 1.0).parse(text) == moment


def test_the_format_of_a_column_is_not_bent_for_a_value() -> None:
    assert dates.known("%d/%m/%Y").parse("12/25/2023") is None
    assert dates.known("%m/%d/%Y").parse("12/25/2023") == datetime(2023, 12, 25)
    assert dates.known("%y-%m-%d").parse("15-04-22") == datetime(2015, 4, 22)


def test_serial_numbers_and_seconds() -> None:
    found = decide(["45413", "45414.5"], name="Submit date")
    assert (found.format, found.parse("45414.5")) == ("excel", datetime(2024, 5, 2, 12))
    assert found.confidence > decide(["45413", "45414"], name="ZIP code").confidence
    assert decide(["1714557600500"] * 3, name="created_at").parse("1714557600500") == datetime(2024, 5, 1, 10, 0, 0, 500_000, tzinfo=UTC)
    assert decide(["1714557600"] * 3, name="created_at").parse("1714557600") == datetime(2024, 5, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "values", [[], ["", "n/a"], ["1", "5", "3"], ["fine", "2024-05-01", "late"], ["Jun-25", "More than 1000"], ["10:30", "11:15"]]
)
def test_columns_without_dates(values: list[str]) -> None:
    assert decide(values) == dates.NO_DATES


def test_a_few_odd_values_do_not_hide_the_dates() -> None:
    found = decide([*days("%d/%m/%Y"), "unknown", "", "31/02/2024"], today=TODAY)
    assert (found.format, found.parse("31/02/2024"), dates.looks_like_date("31/02/2024")) == ("%d/%m/%Y", None, True)
    assert not dates.looks_like_date("unknown")


def test_what_callers_ask_of_a_moment() -> None:
    now = datetime(2025, 6, 1, 12)
    assert dates.is_epoch(datetime(1970, 1, 1, 0, 30))
    assert not dates.is_epoch(datetime(1970, 1, 2))
    assert dates.is_future(datetime(2025, 6, 3), now)
    assert not dates.is_future(datetime(2025, 6, 2, 11), now)
    assert dates.is_future(datetime(2025, 6, 3, tzinfo=UTC), now.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("2019-4", "%Y-%m"),
        ("2019/04", "%Y/%m"),
        ("04/2019", "%m/%Y"),
        ("April 2019", "%B %Y"),
        ("Apr-2019", "%b-%Y"),
        ("avril 2019", "%B %Y"),
    ],
)
def test_a_month_is_its_first_day(text: str, shape: str) -> None:
    found = decide([text, text])
    assert (found.format, found.without_days, found.parse(text)) == (shape, True, datetime(2019, 4, 1))
    assert dates.known(shape).parse(text) == datetime(2019, 4, 1)


def test_a_written_format_is_checked() -> None:
    assert dates.known("excel").format == "excel"
    with pytest.raises(VocError, match="is not a date format"):
        dates.known("DD/MM/YYYY")


@pytest.mark.skipif(not COMCAST.exists(), reason="the shared real data are not on this machine")
def test_the_column_that_carries_its_own_answer_key() -> None:
    with COMCAST.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found, key = (decide([row[name] for row in rows]) for name in ("Date", "Date_month_year"))
    assert (found.format, key.format) == ("%d-%m-%y", "%d-%b-%y")
    assert all(found.parse(row["Date"]) == key.parse(row["Date_month_year"]) is not None for row in rows)
    month_first = dates.known("%m-%d-%y")
    silently_wrong = sum(month_first.parse(row["Date"]) not in (None, key.parse(row["Date_month_year"])) for row in rows)
    assert 0.25 < silently_wrong / len(rows) < 0.5


@given(
    moment=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2029, 12, 31)),
    pattern=st.sampled_from(["%d/%m/%Y %H:%M:%S", "%m/%d/%y %I:%M %p", "%d %b %Y", "%Y-%m-%dT%H:%M:%S"]),
)
def test_what_is_written_in_a_format_comes_back(moment: datetime, pattern: str) -> None:
    text = moment.strftime(pattern)
    assert dates.known(pattern).parse(text) == datetime.strptime(text, pattern)


@given(values=st.lists(st.text(max_size=20) | st.text("0123456789/-:. APMT+Z", max_size=25), max_size=20))
def test_any_text_is_a_date_or_none(values: list[str]) -> None:
    found = decide(values)
    for value in values:
        found.parse(value)
        dates.looks_like_date(value)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2024/10/31 3:50:46 ÖS GMT+3", 15),
        ("2024/10/31 3:50:46 ÖÖ GMT+3", 3),
        ("2024/10/31 3:50:46 μ.μ. GMT+3", 15),
        ("2024/10/31 3:50:46 π.μ. GMT+3", 3),
        ("2024/10/31 3:50:46 CH GMT+3", 15),
        ("2024/10/31 3:50:46 م GMT+3", 15),
        ("2024/10/31 3:50:46 오후 GMT+3", 15),
        ("2024/10/31 3:50:46 午前 GMT+3", 3),
    ],
)
def test_halves_of_the_day_as_forms_write_them_in_other_languages(text: str, hour: int) -> None:
    found = decide([text] * 3, name="Timestamp", today=TODAY)
    assert found.parse(text) == datetime(2024, 10, 31, hour, 50, 46, tzinfo=timezone(timedelta(hours=3)))
