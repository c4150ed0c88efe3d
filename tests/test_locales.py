"""Numbers, days and times as readers in Germany, France, Britain and the United States write them, and who is asked which of them it is."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vocdash import locales
from vocdash.charts.theme import (
    LIGHT,
    chart_config,
    fmt_clock,
    fmt_day,
    fmt_interval,
    fmt_month,
    fmt_n,
    fmt_plain,
    fmt_score,
    fmt_signed,
    fmt_span,
    fmt_weekday,
)
from vocdash.locales import first_wanted, listed, style_of, written_for

SEPT, JULY = date(2026, 9, 14), date(2026, 7, 3)

WRITTEN = {
    "en-GB": ("12,345.6", "1,940", "−3.4 to −0.8", "71%", "14 Sept 2026", "Sept 2026", "3 Jul – 14 Sept 2026", "14:05", "DD/MM/YYYY"),
    "en-US": ("12,345.6", "1,940", "−3.4 to −0.8", "71%", "Sep 14, 2026", "Sep 2026", "Jul 3 – Sep 14, 2026", "2:05\u00a0PM", "MM/DD/YYYY"),
    "de-DE": (
        "12.345,6",
        "1.940",
        "−3,4 to −0,8",
        "71\u00a0%",
        "14. Sept. 2026",
        "Sept. 2026",
        "3. Juli – 14. Sept. 2026",
        "14:05",
        "DD.MM.YYYY",
    ),
    "fr-FR": (
        "12\u00a0345,6",
        "1\u00a0940",
        "−3,4 to −0,8",
        "71\u00a0%",
        "14 sept. 2026",
        "sept. 2026",
        "3 juil. – 14 sept. 2026",
        "14:05",
        "DD/MM/YYYY",
    ),
}


@pytest.mark.parametrize("code", WRITTEN)
def test_everything_is_written_as_its_readers_write_it(code: str) -> None:
    with written_for(code):
        written = (
            fmt_score(12345.6, 1),
            fmt_n(1940),
            fmt_interval(-3.4, -0.8, 1),
            fmt_score(71, 0, "%"),
            fmt_day(SEPT, with_year=True),
            fmt_month(SEPT, with_year=True),
            fmt_span(JULY, SEPT),
            fmt_clock(datetime(2026, 9, 14, 14, 5)),
            locales.here().day_field,
        )
    assert written == WRITTEN[code]


def test_months_are_said_once_and_their_year_left_out_where_it_is_known() -> None:
    first, last = date(2026, 7, 1), date(2026, 9, 30)
    assert fmt_span(first, last, months=True) == "Jul – Sept 2026"
    assert fmt_span(first, last, months=True, with_year=False) == "Jul – Sept"
    assert fmt_span(first, date(2026, 7, 31), months=True) == "Jul 2026"
    with written_for("de"):
        assert fmt_span(date(2025, 11, 1), last, months=True) == "Nov. 2025 – Sept. 2026"
        assert fmt_weekday(SEPT) == "Mo"


def test_a_level_is_written_as_somebody_set_it() -> None:
    assert [fmt_plain(level) for level in (72.0, 7.5, 0.25, 100.0, None)] == ["72", "7.5", "0.25", "100", "–"]
    with written_for("de"):
        assert fmt_plain(7.5) == "7,5"


def test_a_sign_stands_before_everything_and_nothing_has_none() -> None:
    with written_for("tr"):
        assert fmt_score(-71, 0, "%") == "−%71"
        assert fmt_signed(0.9, 1, "%") == "+%0,9"
        assert fmt_signed(-0.04, 1) == "0,0"


def test_groups_of_digits_need_not_be_of_three() -> None:
    assert style_of("hi-IN").amount(1234567.5, 1) == "12,34,567.5"
    assert style_of("hi-IN").of_axes["number"]["grouping"] == [3, 2, 2, 2, 2, 2, 2]


def test_axes_are_written_the_same_way() -> None:
    assert chart_config(LIGHT)["locale"]["number"]["decimal"] == "."
    with written_for("de"):
        assert chart_config(LIGHT)["locale"]["number"] | {"grouping": []} == {
            "decimal": ",",
            "thousands": ".",
            "grouping": [],
            "currency": ["", ""],
        }


@pytest.mark.parametrize(
    ("asked", "used"),
    [
        ("de-XX", "de"),
        ("xx-YY", "en-GB"),
        ("", "en-GB"),
        ("de-DE-u-co-phonebk", "de"),
        ("C", "en-GB"),
        ("../de", "en-GB"),
        ("DE-de", "de-DE"),
    ],
)
def test_a_locale_nobody_knows_falls_back(asked: str, used: str) -> None:
    assert style_of(asked).code == used


def test_a_reader_is_asked_and_a_file_says_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locales, "_ask", lambda: None)
    assert fmt_n(1940) == "1,940"
    monkeypatch.setattr(locales, "_ask", lambda: "de-DE")
    assert fmt_n(1940) == "1.940"
    with written_for("en-GB"):
        assert fmt_n(1940) == "1,940"
    assert fmt_n(1940) == "1.940"


def test_the_first_language_a_browser_wants() -> None:
    assert first_wanted("de-CH,de;q=0.9,en;q=0.8") == "de-CH"
    assert first_wanted(" fr ") == "fr"
    assert first_wanted("") == ""
    assert style_of(first_wanted("*")).code == "en-GB"


@given(some.floats(-1e12, 1e12), some.integers(0, 3), some.sampled_from([*WRITTEN, "hi-IN", "sv-SE", "ja-JP", "de-CH"]))
def test_a_written_number_can_be_read_back(value: float, digits: int, code: str) -> None:
    style = style_of(code)
    text = style.amount(value, digits)
    assert float(text.replace(style.group, "").replace(style.decimal, ".")) == float(f"{abs(value):.{digits}f}")


def test_of_many_names_the_first_are_listed_and_the_others_counted() -> None:
    assert [listed("ABCD"[:count]) for count in range(4)] == ["", "A", "A and B", "A, B and C"]
    assert [listed("ABCD", most) for most in (4, 3, 1)] == ["A, B, C and D", "A, B, C and 1 more", "A and 3 more"]
    with written_for("de"):
        assert listed(["A"] * 1_501, 1) == "A and 1.500 more"
