"""Nobody gets a hidden number back over time: not by two periods, nor by the windows of a course."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.answers import Answer
from tests.hiding_world import (
    APRIL,
    DAY,
    JUNE,
    MAY,
    SOUTH,
    SPRING,
    crowded_days,
    during,
    told_of,
    world,
)
from vocdash.choices import read_choices
from vocdash.domain import Period, Row, Scope
from vocdash.metrics import Query, ask
from vocdash.ui import cells, data
from vocdash.ui.filters import Selection
from vocdash.ui.hiding import small_groups
from vocdash.ui.overview import figures as overview


def test_two_periods_may_not_differ_by_a_few_people(tmp_path: Path) -> None:
    """On 3 May forty answered, on 4 May three, on 20 May forty: who sees 3 to 31 May may not see 4 to 31 May as well."""
    people = crowded_days(1, 40, date(2026, 5, 3)) + crowded_days(100, 3, date(2026, 5, 4)) + crowded_days(200, 40, date(2026, 5, 20))
    with data.reading_from(world(tmp_path, people)):
        assert not small_groups.tells(during(1, 31))
        assert not small_groups.tells(during(2, 31))
        assert not small_groups.tells(during(4, 31))
        assert small_groups.tells(during(5, 31))
        assert small_groups.tells(during(1, 4)) and small_groups.tells(during(1, 19))
        assert not small_groups.tells(during(1, 3))
        assert small_groups.telling(during(5, 31), ("stage",)) == {("buy",)}


def test_a_cell_of_few_a_day_is_hidden_in_a_period_of_days(tmp_path: Path) -> None:
    busy = [one for day in (4, 5, 6) for one in crowded_days(day * 100, 40, date(2026, 5, day))]
    calm = [one for day in (4, 5, 6) for one in crowded_days(1000 + day * 100, 5, date(2026, 5, day), "receive")]
    with data.reading_from(world(tmp_path, busy + calm)):
        assert small_groups.telling(during(5, 31), ("stage",)) == {("buy",), ("receive",)}, "one is the whole without the other"
        assert small_groups.telling(during(1, 31), ("stage",)) == set()


def told(scope: Scope, period: Period) -> list[int]:
    """The months whose score is shown."""
    return [point.at.month for point in overview.score_trend("experience", scope, period) if not point.score.hidden]


def test_a_point_of_a_course_says_nothing_where_it_would_tell_of_others(tmp_path: Path) -> None:
    """In April all of the south answered, in May only four of it: the north’s May and everybody’s differ by these, and so do both
    their quarters without April."""
    april, may = date(2026, 4, 6), date(2026, 5, 4)
    people = [*crowded_days(1, 40, april), *crowded_days(100, 40, april, region=SOUTH)]
    people += [*crowded_days(200, 40, may), *crowded_days(300, 4, may, region=SOUTH), *crowded_days(400, 40, date(2026, 6, 1))]
    with data.reading_from(world(tmp_path, people)):
        period = Period(april, date(2026, 6, 30))
        north = Scope("shop", period, segments=(("region", ("north",)),))
        assert told(north, period) == [], "nor June, which is the north's quarter without what it may not tell"
        assert told(Scope("shop", period), period) == [4, 5, 6]


def test_a_month_of_too_few_takes_another_one_of_its_quarter_with_it(tmp_path: Path) -> None:
    """Of each quarter one month is small: its other months and its own score would tell it."""
    counts = {(2025, 10): 40, (2025, 11): 4, (2025, 12): 30, (2026, 1): 40, (2026, 2): 3, (2026, 3): 30, (2026, 4): 40, (2026, 5): 4}
    counts[2026, 6] = 35
    people = [one for (year, month), count in counts.items() for one in crowded_days(month * 100, count, date(year, month, 4))]
    with data.reading_from(world(tmp_path, people)):
        spring = Period(date(2026, 4, 1), date(2026, 6, 30))
        assert told(Scope("shop", spring), spring) == [10, 1, 4]


def test_a_month_of_a_few_is_not_its_quarter_without_the_other_months(tmp_path: Path) -> None:
    counts = {APRIL: 40, MAY: 4, JUNE: 40}
    people = [one for month, count in counts.items() for one in crowded_days(month.first.month * 100, count, month.first)]
    with data.reading_from(world(tmp_path, people)):
        assert told_of(SPRING, APRIL, MAY, JUNE) == [True, True, False, False]
        assert told_of(Period(APRIL.first, MAY.last), Period(MAY.first, JUNE.last)) == [False, True]


def test_a_year_of_a_few_is_not_all_years_without_the_others(tmp_path: Path) -> None:
    years = {year: Period(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026)}
    people = [one for year, count in ((2024, 40), (2025, 3), (2026, 40)) for one in crowded_days(year * 100, count, date(year, 5, 4))]
    with data.reading_from(world(tmp_path, people)):
        assert told_of(Period(years[2024].first, years[2026].last), *years.values()) == [True, True, False, False]


def test_a_month_of_a_few_of_one_region_is_not_what_two_regions_differ_by_over_time(tmp_path: Path) -> None:
    """Everybody without the north is the south; its spring without its April and its June are four people."""
    north = [one for month in (4, 5, 6) for one in crowded_days(month * 1000, 40, date(2026, month, 6))]
    counts = ((4, 40), (5, 4), (6, 40))
    south = [one for month, count in counts for one in crowded_days(month * 1000 + 500, count, date(2026, month, 6), region=SOUTH)]
    with data.reading_from(world(tmp_path, north + south)):
        assert told_of(SPRING, APRIL, MAY, JUNE) == [True] * 4
        assert told_of(SPRING, APRIL, MAY, JUNE, regions=("north",)) == [True, True, False, False]


def test_what_one_person_says_over_time_is_not_told_beside_a_month_of_a_few(tmp_path: Path) -> None:
    """Peak and end cannot be split by months; where a month beside the period has a few submissions, nothing is said."""
    people = [one for month in (4, 5, 6) for one in crowded_days(month * 1000, 40, date(2026, month, 6))]
    for month, count in ((4, 40), (5, 4), (6, 40)):
        people += crowded_days(month * 1000 + 500, count, date(2026, month, 6), "receive")

    def read(scope: Scope) -> list[Row]:
        return [Row({"part": "all"}, data.of_answers(ask, Query("experience", (), scope.at(stage="receive")))[0].score)]

    with data.reading_from(world(tmp_path, people)):
        told = [not small_groups.hide_remainder(read, Scope("shop", period))[0].score.hidden for period in (SPRING, APRIL, JUNE)]
    assert told == [True, False, False]


def test_three_filters_at_once_tell_of_no_few_over_time(tmp_path: Path) -> None:
    """In June 3 of the north and 15 of the south answered, in May 40 of both. Everybody's June is shown; the south's June is not, nor what
    two of its periods make of it."""
    may, june = date(2026, 5, 4), date(2026, 6, 4)
    people = crowded_days(1, 40, may) + crowded_days(100, 3, june)
    people += crowded_days(200, 40, may, region=SOUTH) + crowded_days(300, 15, june, region=SOUTH)
    with data.reading_from(world(tmp_path, people)):
        spans = (MAY, JUNE, Period(MAY.first, JUNE.last))
        assert told_of(*spans) == [True, True, True]
        split = [Query("experience", ("segment:region",), Scope("shop", span)) for span in spans]
        rows = [row for query in split for row in small_groups.shown_rows(data.of_answers(ask, query), query.scope)]
        assert sum(row.keys["segment:region"] == "south" and not row.score.hidden for row in rows) < 2


def test_what_a_period_hides_of_a_place_is_not_the_rest_of_its_stage(tmp_path: Path) -> None:
    """Of one touchpoint 15, 6 and 40 answered in three months: what its stage and the other touchpoint make of two of them, without the
    first, are the six."""
    people = []
    for month, website, phone in ((4, 15, 25), (5, 6, 20), (6, 40, 40)):
        day = date(2026, month, 6)
        people += crowded_days(month * 1000, website, day)
        people += [replace(one, touchpoint="phone") for one in crowded_days(month * 1000 + 500, phone, day)]
        people += crowded_days(month * 1000 + 700, 60, day, "receive")
    with data.reading_from(world(tmp_path, people)):
        buy = Scope("shop", Period(APRIL.first, MAY.last), stages=("buy",))
        phone, april = replace(buy, stages=(), touchpoints=("phone",)), replace(buy, touchpoints=("website",), period=APRIL)
        places = [buy, phone, april]
        told = [not small_groups.shown_in(data.of_answers(ask, Query("experience", (), each))[0].score, each).hidden for each in places]
    assert told == [True, False, True]


def test_a_change_does_not_tell_what_the_period_before_hides(tmp_path: Path) -> None:
    """In April four met the phone, so the website is hidden beside them; its change would give it back."""
    now = [
        Answer(number * 100 + who, "csat", 4.0, "buy", at, day=DAY) for number, at in enumerate(("website", "phone")) for who in range(40)
    ]
    then = [replace(one, who=one.who + 1000, day=date(2026, 4, 6)) for one in now if one.touchpoint == "website" or one.who < 104]
    with data.reading_from(world(tmp_path, now + then)):
        scope = Scope("shop", MAY)
        places = cells.read_places(Selection(data.of_answers(read_choices, "shop"), scope, scope, APRIL))
        figures = overview.key_figures(Selection(data.of_answers(read_choices, "shop"), scope, scope, APRIL), {})
    assert [place.change for place in places] == [None] * len(places)
    assert figures[0].change is not None  # everybody's is of enough in both
