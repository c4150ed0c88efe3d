"""Nobody gets a hidden number back: not by the filter on a segment, not cell by cell, not by comparing two of its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.hiding_world import (
    MAY,
    NOBODY_KNOWS,
    NORTH,
    SOUTH,
    crowd,
    scope,
    world,
)
from tests.test_ui_pages import open_page, words
from vocdash.choices import read_choices
from vocdash.domain import Row, Scope, Score
from vocdash.metrics import Query, ask
from vocdash.ui import comparing, data
from vocdash.ui.filters import Selection
from vocdash.ui.hiding import small_groups


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


def test_a_filter_that_leaves_out_a_few_people_tells_of_them(few_in_the_south: str) -> None:
    with data.reading_from(few_in_the_south):
        assert small_groups.tells(scope("north"))
        assert small_groups.tells(scope("south"))
        assert not small_groups.tells(scope("north", "south"))
        assert not small_groups.tells(Scope("shop"))


def test_cell_by_cell_where_the_whole_tells_nothing(few_at_one_stage: str) -> None:
    with data.reading_from(few_at_one_stage):
        assert not small_groups.tells(scope("north"))
        assert small_groups.telling(scope("north"), ("stage",)) == {("buy",), ("receive",)}, "its buying is the rest of its whole"
        assert small_groups.telling(scope("north"), ("stage", "touchpoint")) == {("buy", "website"), ("receive", "website")}


def test_who_is_looked_at_is_counted_ahead_at_once(few_at_one_stage: str) -> None:
    asked = [Query("csat", by, replace(scope("north"), period=MAY)) for by in ((), ("stage",))]
    with data.reading_from(few_at_one_stage):
        counted: list[str] = []
        sa.event.listen(
            data.store().engine, "before_cursor_execute", lambda *told: counted.append(told[2]) if "rollup" in told[2] else None
        )
        small_groups.look_ahead(asked)
        ahead = len(counted)
        told = [small_groups.telling(query.scope, query.by, query.metric) for query in asked]
    assert told == [set(), {("buy",), ("receive",)}]
    assert 0 < ahead == len(counted)


def test_of_several_hidden_values_a_filter_picks_all_or_none(tmp_path: Path) -> None:
    people = crowd(1, 40, NORTH, "buy") + crowd(100, 5, SOUTH, "buy") + crowd(200, 6, NOBODY_KNOWS, "buy")
    with data.reading_from(world(tmp_path, people)):
        assert not small_groups.tells(scope("north"))
        assert small_groups.tells(scope("north", "south"))


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


def test_a_number_of_one_person_over_time_says_nothing_of_the_few_left_out(few_at_one_stage: str) -> None:
    """Peak and end cannot be split by a segment: where the whole has a few submissions more, nothing is said."""

    def read(scope: Scope) -> list[Row]:
        return [Row({"part": "all"}, data.of_answers(ask, Query("experience", (), scope))[0].score)]

    with data.reading_from(few_at_one_stage):
        (whole,), (north,) = (small_groups.hide_remainder(read, each) for each in (Scope("shop"), scope("north")))
        (buyers,) = small_groups.hide_remainder(read, scope("north").at(stage="receive"))
    assert (whole.score.hidden, north.score.hidden, buyers.score.hidden) == (False, False, True)


def test_several_hidden_values_together_are_enough_people(tmp_path: Path) -> None:
    """Three and four people are hidden; everybody without the forty and the twenty would tell of these seven."""
    rows = [Row({"region": str(n)}, Score(50.0, n=n, submissions=n, people=n)) for n in (40, 20, 3, 4)]
    assert [row.score.hidden for row in small_groups.hidden_below(rows)] == [False, True, True, True]


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
