"""Nobody gets a hidden number back: not by the filter on a segment, not cell by cell, not by comparing two of its values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.answers import Answer, write
from tests.test_metrics_mentions import Said, say
from tests.test_ui_pages import open_page, words
from tests.ui_world import sample_database
from vocdash.choices import read_choices
from vocdash.domain import Period, Row, Scope, Score
from vocdash.metrics import Query, ask
from vocdash.store import open_store
from vocdash.store import tables as t
from vocdash.ui import cells, comparing, data, hiding, overlays, overview, spot, spot_parts
from vocdash.ui.filters import Selection
from vocdash.ui.spot import Spot
from vocdash.voices import examples

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
        assert hiding.telling(scope("north"), ("stage",)) == {("buy",), ("receive",)}, "its buying is the rest of its whole"
        assert hiding.telling(scope("north"), ("stage", "touchpoint")) == {("buy", "website"), ("receive", "website")}


def test_who_is_looked_at_is_counted_ahead_at_once(few_at_one_stage: str) -> None:
    asked = [Query("csat", by, replace(scope("north"), period=MAY)) for by in ((), ("stage",))]
    with data.reading_from(few_at_one_stage):
        counted: list[str] = []
        sa.event.listen(
            data.store().engine, "before_cursor_execute", lambda *told: counted.append(told[2]) if "rollup" in told[2] else None
        )
        hiding.look_ahead(asked)
        ahead = len(counted)
        told = [hiding.telling(query.scope, query.by, query.metric) for query in asked]
    assert told == [set(), {("buy",), ("receive",)}]
    assert 0 < ahead == len(counted)


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
    # The north's whole without its buying is its receiving, and everybody's receiving without that is the south's four.
    assert buy.now.hidden and buy.before.hidden
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
        assert hiding.telling(during(5, 31), ("stage",)) == {("buy",), ("receive",)}, "one is the whole without the other"
        assert hiding.telling(during(1, 31), ("stage",)) == set()


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


def test_methods_are_mixed_only_where_none_of_them_is_of_a_few(tmp_path: Path) -> None:
    surveyed = crowd(1, 40, NORTH, "buy") + crowd(100, 40, NORTH, "receive")
    reviews = [Answer(who, "rating", 1.0, "buy", day=DAY, source=2) for who in range(200, 220)]
    few = [Answer(who, "rating", 1.0, "receive", day=DAY, source=2) for who in range(300, 304)]
    both = Scope("shop", methods=("survey", "review"))
    with data.reading_from(world(tmp_path, surveyed + reviews + few)):
        assert hiding.telling(both, ("stage",)) == {("buy",), ("receive",)}, "all reviews without those of one are those of the other"
        assert hiding.telling(Scope("shop", methods=("survey",)), ("stage",)) == set()
        # Of numbers that mix methods by themselves, those of surveys alone would tell the four reviews.
        assert hiding.telling(Scope("shop", methods=("survey",)), ("stage",), mixed=True) == {("buy",), ("receive",)}


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
    assert all(score.hidden for stage in ("buy", "receive") for score in scored[stage]), "each region's whole without one is the other"


# --- two things that are shown, subtracted: each attack as somebody would try it who may not open single customers -------------------

APRIL, JUNE = Period(date(2026, 4, 1), date(2026, 4, 30)), Period(date(2026, 6, 1), date(2026, 6, 30))
SPRING = Period(APRIL.first, JUNE.last)


def told_of(*periods: Period, regions: tuple[str, ...] = ()) -> list[bool]:
    """Of each period, whether the score of everybody (or of a region) is shown."""
    scopes = [Scope("shop", period, segments=(("region", regions),) if regions else ()) for period in periods]
    return [
        not hiding.tells(each) and not hiding.shown(data.of_answers(ask, Query("experience", (), each))[0].score).hidden for each in scopes
    ]


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


def test_several_hidden_values_together_are_enough_people(tmp_path: Path) -> None:
    """Three and four people are hidden; everybody without the forty and the twenty would tell of these seven."""
    rows = [Row({"region": str(n)}, Score(50.0, n=n, submissions=n, people=n)) for n in (40, 20, 3, 4)]
    assert [row.score.hidden for row in hiding.hidden_below(rows)] == [False, True, True, True]


@pytest.fixture
def few_at_the_phone(tmp_path: Path) -> str:
    """Two stages and two touchpoints; four people met the phone when they bought."""
    cells = (("buy", "website", 60), ("buy", "phone", 4), ("receive", "website", 50), ("receive", "phone", 40))
    people = [
        Answer(number * 100 + who, "csat", 4.0, stage, touchpoint, day=DAY, segment=NORTH)
        for number, (stage, touchpoint, count) in enumerate(cells)
        for who in range(count)
    ]
    return world(tmp_path, people)


def test_a_cell_is_not_its_touchpoint_without_the_other_stages(few_at_the_phone: str) -> None:
    with data.reading_from(few_at_the_phone):
        every = Scope("shop", MAY)
        rows = data.of_answers(ask, Query("experience", cells.BY_CELL, every))
        told = {key for key, score in cells.shown_cells(rows, every).items() if not score.hidden}
        assert told == set()  # each of the other three would tell one more of the rest
        assert hiding.tells(every.at(stage="buy", touchpoint="website"))
        assert not hiding.tells(every.at(stage="buy"))


def test_a_stage_says_on_its_own_page_no_more_than_on_the_map(few_at_one_stage: str) -> None:
    with data.reading_from(few_at_one_stage):
        south = Scope("shop", MAY, segments=(("region", ("south",)),))
        assert cells.shown_stages(south)["buy"].hidden
        assert spot.read_score(south.at(stage="buy"), "buy", "").hidden
        assert hiding.tells(south.at(stage="buy"))


def test_what_one_person_says_over_time_is_not_told_beside_a_month_of_a_few(tmp_path: Path) -> None:
    """Peak and end cannot be split by months; where a month beside the period has a few submissions, nothing is said."""
    people = [one for month in (4, 5, 6) for one in crowded_days(month * 1000, 40, date(2026, month, 6))]
    for month, count in ((4, 40), (5, 4), (6, 40)):
        people += crowded_days(month * 1000 + 500, count, date(2026, month, 6), "receive")

    def read(scope: Scope) -> list[Row]:
        return [Row({"part": "all"}, data.of_answers(ask, Query("experience", (), scope.at(stage="receive")))[0].score)]

    with data.reading_from(world(tmp_path, people)):
        told = [not hiding.hide_remainder(read, Scope("shop", period))[0].score.hidden for period in (SPRING, APRIL, JUNE)]
    assert told == [True, False, False]


def test_what_one_person_says_over_time_is_not_told_of_a_method_of_a_few(tmp_path: Path) -> None:
    reviews = [Answer(who, "rating", 1.0, "buy", day=DAY, source=2) for who in range(300, 304)]

    def read(scope: Scope) -> list[Row]:
        return [Row({"part": "all"}, data.of_answers(ask, Query("experience", (), scope))[0].score)]

    with data.reading_from(world(tmp_path, crowd(1, 40, NORTH, "buy") + reviews)):
        both, surveys = (hiding.hide_remainder(read, Scope("shop", methods=m)) for m in (("survey", "review"), ("survey",)))
    assert (both[0].score.hidden, surveys[0].score.hidden) == (True, False)


@pytest.mark.parametrize(("few", "told"), [(4, set()), (12, {"csat", "nps"})])
def test_how_answers_spread_on_one_scale_does_not_tell_of_a_few_on_another(few: int, told: set[str], tmp_path: Path) -> None:
    people = crowd(1, 40, NORTH, "buy") + [Answer(who, "nps", 9.0, "buy", day=DAY) for who in range(100, 100 + few)]
    with data.reading_from(world(tmp_path, people)):
        found = looked_at("buy")
        spreads = [spot_parts.read_spread(found, code, None) for code in ("csat", "nps")]
    assert {each.scale for each in spreads if each is not None} == told


def test_how_answers_spread_before_says_nothing_of_a_place_that_was_hidden_then(tmp_path: Path) -> None:
    """In April six met the website and twenty the phone, which is hidden with them: the stage without it would be the six."""
    april = crowded_days(1, 6, APRIL.first) + [replace(one, touchpoint="phone") for one in crowded_days(100, 20, APRIL.first)]
    may = crowded_days(200, 40, DAY) + [replace(one, touchpoint="phone") for one in crowded_days(300, 40, DAY)]
    with data.reading_from(world(tmp_path, april + may)):
        choices, scope = data.of_answers(read_choices, "shop"), Scope("shop", MAY, touchpoints=("phone",))
        found = spot.find(Selection(choices, scope, scope, APRIL), "touchpoint")
        assert found is not None and found.change is None
        told = spot_parts.read_spread(found, None, None)
    assert told is not None and (told.now.n, told.before.n) == (40, 0)


@pytest.mark.parametrize(
    ("role", "label", "found"), [("viewer", "Complaints only", False), ("frontline", "Complaints and low scores only", True)]
)
def test_no_switch_and_no_choice_of_comments_tells_a_viewer_of_a_single_score(
    role: str, label: str, found: bool, tmp_path: Path, read_from: pytest.MonkeyPatch
) -> None:
    """Two wrote plain words: one beside a low score, one beside a high one."""
    url = world(tmp_path, crowd(1, 40, NORTH, "buy"))
    store = open_store(url)
    write(
        store,
        [Answer(who, "rating10", score, day=DAY, text=f"It is table number {who}, as it was") for who, score in ((90, 1.0), (91, 10.0))],
    )
    store.close()
    read_from.setenv("VOCDASH_DATABASE_URL", url)
    page = open_page("voices", role=role, complaints="true")
    assert [toggle.label for toggle in page.toggle if toggle.label.startswith("Complaints")] == [label]
    assert ("table number 90" in words(page)) is found and "table number 91" not in words(page)
    trusted = words(open_page("trust", role=role))
    assert ("for those who open single customers" in trusted) is not found
    with data.reading_from(url):
        chosen = examples(data.store(), Scope("shop"), words_alone=not found)
    assert (chosen.worst is not None) is found


def looked_at(stage: str) -> Spot:
    scope = Scope("shop", MAY, stages=(stage,))
    found = spot.find(Selection(data.of_answers(read_choices, "shop"), scope, scope, MAY.before()), "stage")
    assert found is not None
    return found


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


def test_nobody_asks_for_the_score_of_a_hidden_side(few_in_the_south: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("asked for")

    with data.reading_from(few_in_the_south):
        choices = data.of_answers(read_choices, "shop")
        selection = Selection(choices, Scope("shop", MAY), Scope("shop", MAY), MAY.before())
        known = comparing.values(selection, "segment:region")
        sides = comparing.sides(selection, "segment:region", list(known.values()), list(known))
        monkeypatch.setattr(comparing, "ask", refuse)
        change = comparing.overall(*sides)
        rows = comparing.rows(*sides, selection)
    assert change.now.hidden and change.before.hidden
    assert rows and all(row.change.now.hidden for row in rows)


MENTIONED = {"north": 20, "south": 4, "": 16}
"""How many speak of a theme in each region; all of them are fifty and more."""


def test_a_theme_of_a_few_in_one_region_is_not_everybodys_without_the_others(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hiding.sqlite'}"
    store = open_store(url)
    regions = (("north", NORTH, 0), ("south", SOUTH, 100), ("", NOBODY_KNOWS, 200))
    written = [
        Answer(first + who, "comment", day=DAY, segment=number, text="some words") for _, number, first in regions for who in range(50)
    ]
    write(store, written)
    say(store, [Said(first + who, 2) for region, _, first in regions for who in range(MENTIONED[region])])
    store.close()
    with data.reading_from(url):
        told = {region: [not one.hidden for one in hiding.shown_mentions(scope(region))] for region in MENTIONED}
        everybody = [not one.hidden for one in hiding.shown_mentions(Scope("shop"))]
        placed = [not one.hidden for one in hiding.shown_mentions(scope("north"), by=("stage",))]
    assert told == {"north": [True], "south": [False], "": [False]}  # those without a region would tell the south
    assert (everybody, placed) == ([True], [True])


@pytest.mark.parametrize(("page", "what"), [("touchpoints", "cell"), ("voices", "theme")])
def test_a_page_says_how_much_it_hides_and_what_shows_more(page: str, what: str, read_from: pytest.MonkeyPatch) -> None:
    read_from.setenv("VOCDASH_DATABASE_URL", sample_database())
    viewer, lead = (words(open_page(page, role=role)) for role in ("viewer", "lead"))
    hidden = [int(found[1]) if (found := re.search(rf"(\d+) {what}s? (?:is|are) hidden: they", said)) else 0 for said in (viewer, lead)]
    assert hidden[0] >= hidden[1] > 0
    assert "whole quarters or years shows more" in viewer
    assert "A longer period shows more." in lead


def test_a_few_complaints_are_counted_for_those_alone_who_may_open_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 30, 3 and 12 in one stage the 3 are hidden, and the 12 that would tell of them beside the stage; nobody complained by phone."""
    url = f"sqlite:///{tmp_path / 'complaints.sqlite'}"
    store = open_store(url)
    write(store, [])
    with store.writing() as connection:
        connection.execute(sa.update(t.sources).where(t.sources.c.source_id == 2).values(method="complaint"))
        pairs = [(3, 1), (3, 2), (3, 3), (4, 1), (4, 3)]
        connection.execute(sa.insert(t.cells), [{"journey_id": 1, "stage_id": stage, "touchpoint_id": other} for stage, other in pairs])
    told = {("buy", "website"): 30, ("buy", "delivery"): 3, ("buy", "phone"): 12, ("receive", "delivery"): 20, ("receive", "website"): 0}
    numbers = iter(range(1, 1000))
    answers = [Answer(next(numbers), "csat", 4.0, *place, day=DAY) for place in told for _ in range(40)]
    answers += [
        Answer(next(numbers), "comment", None, *place, day=DAY, source=2, text="Late again.")
        for place, many in told.items()
        for _ in range(many)
    ]
    write(store, answers)
    store.close()
    with data.reading_from(url):
        choices = data.of_answers(read_choices, "shop")
        here = Selection(choices, Scope("shop", MAY, methods=("survey",)), Scope("shop", MAY, methods=("survey",)), MAY.before())

        def counted() -> dict[tuple[str, str], object]:
            found = {(place.cell.stage, place.cell.touchpoint): place.complaints for place in cells.read_places(here)}
            return {key: "hidden" if said and said.hidden else said and said.value for key, said in found.items()}

        shown = {key: float(many) or None for key, many in told.items()}
        assert counted() == {**shown, ("buy", "delivery"): "hidden", ("buy", "phone"): "hidden", ("receive", "delivery"): "hidden"}
        monkeypatch.setattr(cells, "opens_customers", lambda: True)
        assert counted() == shown


def test_the_step_before_tells_of_no_few_cell_by_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """45 people come from Enquire to the website in Buy and 5 to the phone: the 50 of the stage without the 45 would be the 5.

    Another 60 come from nowhere to both, so that each cell and the stage are of enough people.
    """
    came = [Answer(who, "csat", 4.0, "enquire", "website", day=date(2026, 5, 2), customer=who) for who in range(1, 51)]
    went = [Answer(100 + who, "csat", 2.0, "buy", "phone" if who > 45 else "website", day=DAY, customer=who) for who in range(1, 51)]
    others = [Answer(200 + who, "csat", 5.0, "buy", "phone" if who % 2 else "website", day=DAY) for who in range(60)]
    with data.reading_from(world(tmp_path, came + went + others)):
        buy = Scope("shop", MAY, stages=("buy",))
        pages = [buy, *(replace(buy, touchpoints=(touchpoint,)) for touchpoint in ("website", "phone"))]

        def numbers() -> list[list[int]]:
            return [[row.score.n for row in hiding.shown_neighbours(page, "before") if not row.score.hidden] for page in pages]

        assert numbers() == [[60, 50], [], []], "the stage alone"
        monkeypatch.setattr(hiding, "opens_customers", lambda: True)
        assert numbers() == [[60, 50], [45, 30], []], "whoever opens customers anyway is told nothing new"


def test_what_is_hidden_beside_a_filter_is_not_the_rest_of_the_place(tmp_path: Path) -> None:
    """Of 45 who came from Enquire 5 are in the south: the north's 40 are hidden, and may not be what the others leave of all."""
    came = [
        Answer(who, "csat", 4.0, "enquire", "website", day=date(2026, 5, 2), customer=who, segment=SOUTH if who > 40 else NORTH)
        for who in range(1, 46)
    ]
    went = [Answer(100 + who, "csat", 2.0, "buy", day=DAY, customer=who, segment=SOUTH if who > 40 else NORTH) for who in range(1, 46)]
    new = [Answer(200 + who, "csat", 5.0, "buy", day=DAY, segment=SOUTH if who > 60 else NORTH) for who in range(1, 121)]
    with data.reading_from(world(tmp_path, came + went + new)):
        north = Scope("shop", MAY, stages=("buy",), touchpoints=("website",), segments=(("region", ("north",)),))
        assert [row.score.hidden for row in hiding.shown_neighbours(north, "before")] == [True, True]


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
        rows = [row for query in split for row in hiding.shown_rows(data.of_answers(ask, query), query.scope)]
        assert sum(row.keys["segment:region"] == "south" and not row.score.hidden for row in rows) < 2


def test_three_filters_at_once_tell_of_no_few_over_places(tmp_path: Path) -> None:
    """At one touchpoint 3 of the north and 15 of the south answered, at the other one 40 of both: the south's stage without its 40 is its
    15, and everybody's 18 without those are the north's three."""

    def crowd_at(first: int, count: int, touchpoint: str, region: int) -> list[Answer]:
        return [Answer(who, "csat", 4.0, "receive", touchpoint, day=DAY, segment=region) for who in range(first, first + count)]

    people = crowd_at(1, 40, "website", NORTH) + crowd_at(100, 3, "delivery", NORTH)
    people += crowd_at(200, 40, "website", SOUTH) + crowd_at(300, 15, "delivery", SOUTH)
    with data.reading_from(world(tmp_path, people)):
        everybody = cells.shown_cells(data.of_answers(ask, Query("experience", cells.BY_CELL, during(1, 31))), during(1, 31))
        assert not everybody["receive", "delivery"].hidden
        south = Scope("shop", MAY, segments=(("region", ("south",)),))
        assert not hiding.tells(south), "the stage is everything that the south says"
        at = [replace(south, stages=("receive",), touchpoints=(touchpoint,)) for touchpoint in ("website", "delivery")]
        assert [hiding.shown_in(data.of_answers(ask, Query("experience", (), each))[0].score, each).hidden for each in at] == [True, True]


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
        told = [not hiding.shown_in(data.of_answers(ask, Query("experience", (), each))[0].score, each).hidden for each in places]
    assert told == [True, False, True]
