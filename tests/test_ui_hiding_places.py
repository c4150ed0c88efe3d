"""Nobody gets a hidden number back from places: not from a stage or touchpoint without its others, nor from the step beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.answers import Answer, write
from tests.hiding_world import (
    APRIL,
    DAY,
    MAY,
    NORTH,
    SOUTH,
    crowd,
    crowded_days,
    during,
    world,
)
from vocdash.choices import read_choices
from vocdash.domain import Scope
from vocdash.metrics import Query, ask
from vocdash.store import open_store
from vocdash.store import tables as t
from vocdash.ui import cells, data
from vocdash.ui.filters import Selection
from vocdash.ui.hiding import composed, small_groups
from vocdash.ui.journey_map import overlays
from vocdash.ui.spot import below
from vocdash.ui.spot import place as spot


@pytest.fixture
def few_at_one_stage(tmp_path: Path) -> str:
    """Enough people in the south, but only four of them at one stage."""
    north = crowd(1, 40, NORTH, "buy") + crowd(100, 40, NORTH, "receive")
    return world(tmp_path, north + crowd(200, 40, SOUTH, "buy") + crowd(300, 4, SOUTH, "receive", 1.0))


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
        assert small_groups.tells(every.at(stage="buy", touchpoint="website"))
        assert not small_groups.tells(every.at(stage="buy"))


def test_a_stage_says_on_its_own_page_no_more_than_on_the_map(few_at_one_stage: str) -> None:
    with data.reading_from(few_at_one_stage):
        south = Scope("shop", MAY, segments=(("region", ("south",)),))
        assert composed.shown_stages(south)["buy"].hidden
        assert spot.read_score(south.at(stage="buy"), "buy", "").hidden
        assert small_groups.tells(south.at(stage="buy"))


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
            return [[row.score.n for row in small_groups.shown_neighbours(page, "before") if not row.score.hidden] for page in pages]

        assert numbers() == [[60, 50], [], []], "the stage alone"
        monkeypatch.setattr(small_groups, "opens_customers", lambda: True)
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
        assert [row.score.hidden for row in small_groups.shown_neighbours(north, "before")] == [True, True]


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
        assert not small_groups.tells(south), "the stage is everything that the south says"
        at = [replace(south, stages=("receive",), touchpoints=(touchpoint,)) for touchpoint in ("website", "delivery")]
        assert [small_groups.shown_in(data.of_answers(ask, Query("experience", (), each))[0].score, each).hidden for each in at] == [
            True,
            True,
        ]


def test_how_answers_spread_before_says_nothing_of_a_place_that_was_hidden_then(tmp_path: Path) -> None:
    """In April six met the website and twenty the phone, which is hidden with them: the stage without it would be the six."""
    april = crowded_days(1, 6, APRIL.first) + [replace(one, touchpoint="phone") for one in crowded_days(100, 20, APRIL.first)]
    may = crowded_days(200, 40, DAY) + [replace(one, touchpoint="phone") for one in crowded_days(300, 40, DAY)]
    with data.reading_from(world(tmp_path, april + may)):
        choices, scope = data.of_answers(read_choices, "shop"), Scope("shop", MAY, touchpoints=("phone",))
        found = spot.find(Selection(choices, scope, scope, APRIL), "touchpoint")
        assert found is not None and found.change is None
        told = below.read_spread(found, None, None)
    assert told is not None and (told.now.n, told.before.n) == (40, 0)


def test_a_line_over_the_map_says_nothing_where_it_would_tell_of_others(few_at_one_stage: str) -> None:
    with data.reading_from(few_at_one_stage):
        choices = data.of_answers(read_choices, "shop")
        selection = Selection(choices, Scope("shop", MAY), Scope("shop", MAY), MAY.before())
        north, south = overlays.overlays(selection, [("region", "north"), ("region", "south")])
    scored = dict(zip(choices.stages, zip(north.scores, south.scores, strict=True), strict=True))
    assert all(score.hidden for stage in ("buy", "receive") for score in scored[stage]), "each region's whole without one is the other"
