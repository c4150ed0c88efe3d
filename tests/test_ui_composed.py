"""A number that is made of others is told only where all of these are: else it gives the hidden ones back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.answers import STAGES, TOUCHPOINTS, Answer
from tests.hiding_world import APRIL, DAY, MAY, NORTH, world
from vocdash.domain import Period, Scope
from vocdash.journeys.rank import rank_journeys
from vocdash.metrics import Query, ask, index
from vocdash.store import open_store
from vocdash.store import tables as t
from vocdash.ui import data
from vocdash.ui.hiding import composed

SPRING = Period(APRIL.first, MAY.last)
APRIL_DAY = date(2026, 4, 15)


def people(first: int, count: int, **where: object) -> list[Answer]:
    """So many people, counted from `first`, with answers from 1 to 5."""
    return [replace(Answer(first + n, "csat", float(1 + n % 5), day=DAY, segment=NORTH), **where) for n in range(count)]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> str:
    """In April four people speak of buying and forty of receiving; in May enough of both."""
    april = people(1, 4, stage="buy", day=APRIL_DAY) + people(101, 40, stage="receive", day=APRIL_DAY)
    may = people(201, 60, stage="buy") + people(301, 50, stage="receive")
    return world(tmp_path_factory.mktemp("months"), april + may)


def test_what_two_hidden_stages_said_is_not_given_back_by_the_index_beside_the_score_of_all(shops: str) -> None:
    """By hand: four of one stage and forty of the other. Their mean and the mean of both means are two equations for two unknowns."""
    with data.reading_from(shops):
        april = Scope("shop", APRIL)
        stages = composed.shown_stages(april)
        overall = data.of_answers(index.overall, april)
        assert [stages[code].hidden for code in ("buy", "receive")] == [True, True]
        assert overall.score.people == 44
        assert composed.shown_index(overall).hidden
        assert "at one of its stages" in composed.why_no_index(overall)


def test_neither_do_the_months_of_its_course(shops: str) -> None:
    with data.reading_from(shops):
        windows = [APRIL, MAY]
        course = data.of_answers(index.overall_each, tuple(Scope("shop", window) for window in windows))
        assert [score.hidden for score in composed.shown_course(windows, course, "month")] == [True, True]
        spring = data.of_answers(index.overall, Scope("shop", SPRING))
        assert not composed.shown_index(spring).hidden, "of both months together there are enough"


def test_whoever_may_open_customers_sees_the_index(shops: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composed, "opens_customers", lambda: True)
    with data.reading_from(shops):
        assert not composed.shown_index(data.of_answers(index.overall, Scope("shop", APRIL))).hidden


def test_the_index_of_a_key_journey_is_hidden_as_everywhere(tmp_path: Path) -> None:
    few = people(1, 4, stage="buy") + people(101, 40, stage="receive")
    with data.reading_from(world(tmp_path, few)):
        (rank,) = data.of_answers(rank_journeys)
        assert rank.period == Period(date(2025, 6, 1), date(2026, 5, 31)), "months that end elsewhere would tell of a few days"
        assert composed.shown_index(rank.overall).hidden


def test_a_stage_whose_cells_are_weighed_tells_nothing_of_hidden_ones(tmp_path: Path) -> None:
    """The stage is a mean of its cells by weights, and by answers: both together would give two hidden cells back."""
    cells = {("buy", "website"): 60, ("buy", "phone"): 4, ("receive", "website"): 50, ("receive", "phone"): 40}
    said = [
        each for at, (cell, count) in enumerate(cells.items()) for each in people(1 + 100 * at, count, stage=cell[0], touchpoint=cell[1])
    ]
    url = world(tmp_path, said)
    with data.reading_from(url):
        assert not composed.shown_stages(Scope("shop", MAY))["buy"].hidden
    store = open_store(url)
    with store.writing() as connection:
        for weight, (stage, touchpoint) in enumerate(cells, 1):
            place = {"stage_id": STAGES.index(stage) + 1, "touchpoint_id": TOUCHPOINTS.index(touchpoint)}
            connection.execute(sa.insert(t.cells).values(**place, weight=float(weight)))
    store.close()
    with data.reading_from(url):
        stages = composed.shown_stages(Scope("shop", MAY))
        assert [stages[code].hidden for code in ("buy", "receive")] == [True, True]
        assert composed.shown_index(data.of_answers(index.overall, Scope("shop", MAY))).hidden
        assert not data.of_answers(ask, Query("experience", (), Scope("shop", MAY)))[0].score.hidden


def test_the_spread_of_channels_is_hidden_with_the_channels(tmp_path: Path) -> None:
    """Four called about the phone; so of both touchpoints both channels are hidden, and what these differ by is, too."""
    cells = {("phone", "voice"): 4, ("phone", "web"): 60, ("website", "voice"): 50, ("website", "web"): 40}
    said = [
        each for at, (cell, count) in enumerate(cells.items()) for each in people(1 + 100 * at, count, touchpoint=cell[0], channel=cell[1])
    ]
    with data.reading_from(world(tmp_path, said)):
        (website,) = composed.shown_inconsistencies(Scope("shop", MAY))
        assert (website.keys["touchpoint"], website.score.hidden) == ("website", True)
    enough = [*said, *people(501, 20, touchpoint="phone", channel="voice")]
    (tmp_path / "enough").mkdir()
    with data.reading_from(world(tmp_path / "enough", enough)):
        assert not any(row.score.hidden for row in composed.shown_inconsistencies(Scope("shop", MAY)))


def test_a_value_of_a_segment_hidden_at_one_stage_is_not_named_in_a_change(tmp_path: Path) -> None:
    """Four of the north bought; of all stages together there are enough of it."""
    north, south = 1, 3
    said = [
        each
        for at, (stage, region, count) in enumerate([("buy", north, 4), ("buy", south, 60), ("receive", north, 50), ("receive", south, 40)])
        for each in people(1 + 100 * at, count, stage=stage, segment=region)
    ]
    with data.reading_from(world(tmp_path, said)):
        assert composed.hidden_in_some_stage(Scope("shop", MAY), "segment:region") == {"north", "south"}
