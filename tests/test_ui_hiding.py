"""Nobody gets a hidden number back: not by the filter on a segment, not cell by cell, not by comparing two of its values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.answers import Answer, write
from tests.test_ui_pages import open_page, words
from vocdash.choices import read_choices
from vocdash.domain import Period, Row, Scope
from vocdash.metrics import Query, ask
from vocdash.store import open_store
from vocdash.store import tables as t
from vocdash.ui import comparing, data, hiding, overlays, overview
from vocdash.ui.filters import Selection

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
DAY = date(2026, 5, 4)
NORTH, SOUTH, NOBODY_KNOWS = 1, 3, 0


def crowd(first: int, count: int, region: int, stage: str, value: float = 4.0) -> list[Answer]:
    return [Answer(who, "csat", value, stage, day=DAY, segment=region) for who in range(first, first + count)]


def world(folder: Path, answers: list[Answer]) -> str:
    url = f"sqlite:///{folder / 'hiding.sqlite'}"
    store = open_store(url)
    write(store, answers)
    store.close()
    return url


@pytest.fixture
def few_in_the_south(tmp_path: Path) -> str:
    return world(tmp_path, crowd(1, 40, NORTH, "buy") + crowd(100, 5, SOUTH, "buy", 1.0))


@pytest.fixture
def few_at_one_stage(tmp_path: Path) -> str:
    """Enough people in the south, but only four of them at one stage."""
    north = crowd(1, 40, NORTH, "buy") + crowd(100, 40, NORTH, "receive")
    return world(tmp_path, north + crowd(200, 40, SOUTH, "buy") + crowd(300, 4, SOUTH, "receive", 1.0))


@pytest.fixture
def read_from(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("VOCDASH_SAMPLE", "no")
    yield monkeypatch


def scope(*regions: str) -> Scope:
    return Scope("shop", segments=(("region", regions),))


def test_a_filter_that_leaves_out_a_few_people_tells_of_them(few_in_the_south: str) -> None:
    with data.reading_from(few_in_the_south):
        assert hiding.tells(scope("north"))
        assert hiding.tells(scope("south"))
        assert not hiding.tells(scope("north", "south"))
        assert not hiding.tells(Scope("shop"))


def test_cell_by_cell_where_the_whole_tells_nothing(few_at_one_stage: str) -> None:
    with data.reading_from(few_at_one_stage):
        assert not hiding.tells(scope("north"))
        assert hiding.telling(scope("north"), ("stage",)) == {("receive",)}
        assert hiding.telling(scope("north"), ("stage", "touchpoint")) == {("receive", "website")}


def test_of_several_hidden_values_a_filter_picks_all_or_none(tmp_path: Path) -> None:
    people = crowd(1, 40, NORTH, "buy") + crowd(100, 5, SOUTH, "buy") + crowd(200, 6, NOBODY_KNOWS, "buy")
    with data.reading_from(world(tmp_path, people)):
        assert not hiding.tells(scope("north"))
        assert hiding.tells(scope("north", "south"))


@pytest.mark.parametrize("page", ["overview", "journey_map", "touchpoints", "compare", "peak_end", "stage"])
def test_every_page_of_scores_keeps_such_a_filter_to_itself(page: str, few_in_the_south: str, read_from: pytest.MonkeyPatch) -> None:
    read_from.setenv("VOCDASH_DATABASE_URL", few_in_the_south)
    assert "Hidden, because the difference to another selection" in words(open_page(page, seg_region="north"))
    assert "Hidden, because the difference" not in words(open_page(page))


def test_two_values_are_not_compared_where_one_would_tell_the_other(few_in_the_south: str, read_from: pytest.MonkeyPatch) -> None:
    read_from.setenv("VOCDASH_DATABASE_URL", few_in_the_south)
    found = words(open_page("compare", by="Region"))
    assert found.count("too few people") == 2
    assert "75.0" not in found


def test_two_values_are_not_compared_at_a_stage_where_one_is_too_few(few_at_one_stage: str) -> None:
    with data.reading_from(few_at_one_stage):
        choices = data.of_answers(read_choices, "shop")
        selection = Selection(choices, Scope("shop", MAY), Scope("shop", MAY), MAY.before())
        known = comparing.values(selection, "segment:region")
        north, south = comparing.sides(selection, "segment:region", list(known.values()), list(known))
        stages = {row.label: row.change for row in comparing.rows(north, south, selection)}
    buy, receive = stages[choices.stages["buy"]], stages[choices.stages["receive"]]
    assert (buy.now.value, buy.before.hidden) == (75.0, True)  # the south's two stages would tell each other from their total
    assert receive.now.hidden and receive.before.hidden and receive.value is None


def crowded_days(first: int, count: int, day: date, stage: str = "buy", region: int = NORTH, scale: str = "csat") -> list[Answer]:
    return [Answer(who, scale, 4.0, stage, day=day, segment=region) for who in range(first, first + count)]


def during(first: int, last: int) -> Scope:
    return Scope("shop", Period(date(2026, 5, first), date(2026, 5, last)))


def test_two_periods_may_not_differ_by_a_few_people(tmp_path: Path) -> None:
    """On 3 May forty answered, on 4 May three, on 20 May forty: who sees 3 to 31 May may not see 4 to 31 May as well."""
    people = crowded_days(1, 40, date(2026, 5, 3)) + crowded_days(100, 3, date(2026, 5, 4)) + crowded_days(200, 40, date(2026, 5, 20))
    with data.reading_from(world(tmp_path, people)):
        assert not hiding.tells(during(1, 31))
        assert not hiding.tells(during(2, 31))
        assert not hiding.tells(during(4, 31))
        assert hiding.tells(during(5, 31))
        assert hiding.tells(during(1, 4)) and hiding.tells(during(1, 19))
        assert not hiding.tells(during(1, 3))
        assert hiding.telling(during(5, 31), ("stage",)) == {("buy",)}


def test_a_cell_of_few_a_day_is_hidden_in_a_period_of_days(tmp_path: Path) -> None:
    busy = [one for day in (4, 5, 6) for one in crowded_days(day * 100, 40, date(2026, 5, day))]
    calm = [one for day in (4, 5, 6) for one in crowded_days(1000 + day * 100, 5, date(2026, 5, day), "receive")]
    with data.reading_from(world(tmp_path, busy + calm)):
        assert hiding.telling(during(5, 31), ("stage",)) == {("receive",)}
        assert hiding.telling(during(1, 31), ("stage",)) == set()


def told(scope: Scope, period: Period) -> list[int]:
    """The months whose score is shown."""
    return [point.at.month for point in overview.month_trend("experience", scope, period) if not point.score.hidden]


def test_a_point_of_a_course_says_nothing_where_it_would_tell_of_others(tmp_path: Path) -> None:
    """In April all of the south answered, in May only four of it: the north's May and everybody's May differ by these."""
    april, may = date(2026, 4, 6), date(2026, 5, 4)
    people = [*crowded_days(1, 40, april), *crowded_days(100, 40, april, region=SOUTH)]
    people += [*crowded_days(200, 40, may), *crowded_days(300, 4, may, region=SOUTH), *crowded_days(400, 40, date(2026, 6, 1))]
    with data.reading_from(world(tmp_path, people)):
        period = Period(april, date(2026, 6, 30))
        north = Scope("shop", period, segments=(("region", ("north",)),))
        assert told(north, period) == [4, 6]
        assert told(Scope("shop", period), period) == [4, 5, 6]


def test_a_month_of_too_few_takes_another_one_of_its_quarter_with_it(tmp_path: Path) -> None:
    """Of each quarter one month is small: its other months and its own score would tell it."""
    counts = {(2025, 10): 40, (2025, 11): 4, (2025, 12): 30, (2026, 1): 40, (2026, 2): 3, (2026, 3): 30, (2026, 4): 40, (2026, 5): 4}
    counts[2026, 6] = 35
    people = [one for (year, month), count in counts.items() for one in crowded_days(month * 100, count, date(year, month, 4))]
    with data.reading_from(world(tmp_path, people)):
        spring = Period(date(2026, 4, 1), date(2026, 6, 30))
        assert told(Scope("shop", spring), spring) == [10, 1, 4]


def test_methods_are_mixed_only_where_none_of_them_is_of_a_few(tmp_path: Path) -> None:
    surveyed = crowd(1, 40, NORTH, "buy") + crowd(100, 40, NORTH, "receive")
    reviews = [Answer(who, "rating", 1.0, "buy", day=DAY, source=2) for who in range(200, 220)]
    few = [Answer(who, "rating", 1.0, "receive", day=DAY, source=2) for who in range(300, 304)]
    both = Scope("shop", methods=("survey", "review"))
    with data.reading_from(world(tmp_path, surveyed + reviews + few)):
        assert hiding.telling(both, ("stage",)) == {("receive",)}
        assert hiding.telling(Scope("shop", methods=("survey",)), ("stage",)) == set()
        # Of numbers that mix methods by themselves, those of surveys alone would tell the four reviews.
        assert hiding.telling(Scope("shop", methods=("survey",)), ("stage",), mixed=True) == {("receive",)}


def test_a_source_that_leaves_out_a_few_people_tells_of_them(tmp_path: Path) -> None:
    surveyed = crowd(1, 40, NORTH, "buy")
    few = [Answer(who, "rating", 1.0, "buy", day=DAY, source=2) for who in range(300, 304)]
    url = world(tmp_path, surveyed + few)
    store = open_store(url)
    with store.writing() as connection:  # a source is offered where it asks something of the journey
        connection.execute(sa.insert(t.questions).values(question_id=20, source_id=2, code="stars", role="performance", stage_id=1))
    store.close()
    with data.reading_from(url):
        sources = data.of_answers(read_choices, "shop").sources
        assert len(sources) == 2
        assert all(hiding.tells(Scope("shop", sources=(code,))) for code in sources)
        assert not hiding.tells(Scope("shop", sources=tuple(sources)))


def test_a_number_of_one_person_over_time_says_nothing_of_the_few_left_out(few_at_one_stage: str) -> None:
    """Peak and end cannot be split by a segment: where the whole has a few submissions more, nothing is said."""

    def read(scope: Scope) -> list[Row]:
        return [Row({"part": "all"}, data.of_answers(ask, Query("experience", (), scope))[0].score)]

    with data.reading_from(few_at_one_stage):
        (whole,), (north,) = (hiding.hide_remainder(read, each) for each in (Scope("shop"), scope("north")))
        (buyers,) = hiding.hide_remainder(read, scope("north").at(stage="receive"))
    assert (whole.score.hidden, north.score.hidden, buyers.score.hidden) == (False, False, True)


def test_a_line_over_the_map_says_nothing_where_it_would_tell_of_others(few_at_one_stage: str) -> None:
    with data.reading_from(few_at_one_stage):
        choices = data.of_answers(read_choices, "shop")
        selection = Selection(choices, Scope("shop", MAY), Scope("shop", MAY), MAY.before())
        north, south = overlays.overlays(selection, [("region", "north"), ("region", "south")])
    scored = dict(zip(choices.stages, zip(north.scores, south.scores, strict=True), strict=True))
    assert (scored["buy"][0].value, scored["buy"][1].value) == (75.0, 75.0)
    assert all(score.hidden for score in scored["receive"])
