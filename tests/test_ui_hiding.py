"""Nobody gets a hidden number back: not by the filter on a segment, not cell by cell, not by comparing two of its values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.answers import Answer, write
from tests.test_ui_pages import open_page, words
from vocdash.choices import read_choices
from vocdash.domain import Period, Scope
from vocdash.store import open_store
from vocdash.ui import comparing, data, hiding, overlays
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
    assert "Hidden, because everybody’s numbers without these" in words(open_page(page, seg_region="north"))
    assert "Hidden, because everybody’s" not in words(open_page(page))


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


def test_a_line_over_the_map_says_nothing_where_it_would_tell_of_others(few_at_one_stage: str) -> None:
    with data.reading_from(few_at_one_stage):
        choices = data.of_answers(read_choices, "shop")
        selection = Selection(choices, Scope("shop", MAY), Scope("shop", MAY), MAY.before())
        north, south = overlays.overlays(selection, [("region", "north"), ("region", "south")])
    scored = dict(zip(choices.stages, zip(north.scores, south.scores, strict=True), strict=True))
    assert (scored["buy"][0].value, scored["buy"][1].value) == (75.0, 75.0)
    assert all(score.hidden for score in scored["receive"])
