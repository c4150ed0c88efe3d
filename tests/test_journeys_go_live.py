"""A draft goes live: from a day on the journey is what it says, earlier days keep what held, and it can be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.designed import DAY, counts, fill, newest_change, set_cell, sound, whole
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import Conflict, NotAllowed, VocError
from vocdash.journeys import (
    CellSpec,
    StageSpec,
    add_stages,
    change_stage,
    move_cell,
    order_stages,
    place_touchpoint,
    read_changes,
    read_journey,
    remove_cell,
    remove_stage,
    set_target,
    undo_change,
)
from vocdash.journeys.definition import TouchpointSpec
from vocdash.journeys.future import compare_designs, draft_future
from vocdash.journeys.go_live import go_live
from vocdash.journeys.parts import change_touchpoint, read_touchpoints
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import today

EVE = DAY - timedelta(days=1)


@pytest.fixture
def answered(store: Store, tmp_path: Path) -> Store:
    return fill(store, tmp_path)


def drafted(store: Store) -> str:
    """The shop moves to Use, the app is met in Buy, too, Leave goes, Try comes first, and Use is called Live with it."""
    draft = draft_future(store, COMMAND_LINE, "j", "Tomorrow")
    move_cell(store, COMMAND_LINE, draft, "buy", "shop", "use", past=True, on=DAY)
    place_touchpoint(store, COMMAND_LINE, draft, "buy", TouchpointSpec("app", "App"))
    set_cell(store, draft, CellSpec("use", "app", importance=9, wanted=70))
    add_stages(store, COMMAND_LINE, draft, [StageSpec("try", "Try", 4)])
    change_stage(store, COMMAND_LINE, draft, "use", "Live with it", 2.0)
    remove_stage(store, COMMAND_LINE, draft, "leave")
    order_stages(store, COMMAND_LINE, draft, ["try", "buy", "use"])
    set_target(store, COMMAND_LINE, draft, "index", 80)
    return draft


def places(store: Store, day: date) -> dict[str, list[str]]:
    return {stage.code: sorted(cell.touchpoint for cell in stage.cells) for stage in read_journey(store, "j", day).stages}


def test_from_the_day_on_the_journey_is_what_the_draft_says_and_before_it_what_it_was(answered: Store) -> None:
    draft, before = drafted(answered), counts(answered)
    assert go_live(answered, COMMAND_LINE, draft, DAY) == ()
    assert places(answered, EVE) == {"try": [], "buy": ["shop"], "use": ["app"]}
    assert places(answered, DAY) == {"try": [], "buy": ["app"], "use": ["app", "shop"]}
    journey = read_journey(answered, "j", DAY)
    assert [(stage.name, stage.weight) for stage in journey.stages] == [("Try", None), ("Buy", None), ("Live with it", 2.0)]
    assert (journey.cell("use", "shop").importance, journey.cell("use", "shop").wanted) == (8, 80)
    assert journey.cell("use", "app").importance == 9
    assert read_journey(answered, "j", EVE).cell("use", "app").importance == 5
    assert journey.targets == {"index": 80}
    assert not compare_designs(journey, read_journey(answered, draft, DAY))
    assert counts(answered) == before, "past answers stay where they were given"
    with answered.reading() as connection:
        asked = sa.select(t.stages.c.code).join_from(t.questions, t.stages).where(t.questions.c.code == "sat")
        assert connection.scalar(asked) == "use", "later answers go where the touchpoint goes"
    assert sound(answered)


def test_going_live_is_one_change_and_comes_back(answered: Store) -> None:
    design, draft = whole(answered), drafted(answered)
    go_live(answered, COMMAND_LINE, draft, DAY)
    assert read_changes(answered, "j")[0].said == "Tomorrow went live, from 2026-06-01 on."
    undo_change(answered, COMMAND_LINE, newest_change(answered))
    assert whole(answered) == design
    assert sound(answered)
    go_live(answered, COMMAND_LINE, draft, DAY)
    assert places(answered, DAY)["use"] == ["app", "shop"], "the draft is still there to go live again"


def test_a_stage_that_answers_speak_of_stays_empty(answered: Store) -> None:
    draft = draft_future(answered, COMMAND_LINE, "j", "Without a shop")
    remove_cell(answered, COMMAND_LINE, draft, "buy", "shop", DAY)
    remove_stage(answered, COMMAND_LINE, draft, "buy")
    assert go_live(answered, COMMAND_LINE, draft, DAY) == ("Buy",)
    assert places(answered, EVE) == {"use": ["app"], "leave": [], "buy": ["shop"]}
    assert places(answered, DAY) == {"use": ["app"], "leave": [], "buy": []}


def test_a_draft_that_changes_nothing_goes_live_without_a_trace(answered: Store) -> None:
    draft = draft_future(answered, COMMAND_LINE, "j", "Same again")
    design = whole(answered)
    go_live(answered, COMMAND_LINE, draft, DAY)
    assert whole(answered) == design


def test_only_a_lead_and_only_a_draft(answered: Store) -> None:
    draft = drafted(answered)
    with pytest.raises(NotAllowed):
        go_live(answered, Actor("Vera", Access.FRONTLINE), draft, DAY)
    with pytest.raises(VocError, match="is no draft"):
        go_live(answered, COMMAND_LINE, "j", DAY)
    with pytest.raises(VocError, match="no journey called"):
        go_live(answered, COMMAND_LINE, "moon", DAY)


def test_a_touchpoint_gets_another_name_channel_and_icon_and_its_old_ones_back(answered: Store) -> None:
    change_touchpoint(answered, COMMAND_LINE, "j", TouchpointSpec("shop", " Corner shop ", "phone", "shop"))
    assert TouchpointSpec("shop", "Corner shop", "phone", "shop") in read_touchpoints(answered)
    change = read_changes(answered, "j")[0]
    assert change.said == "Renamed Shop to Corner shop."
    assert "channel Unknown → Phone" in change.details
    undo_change(answered, COMMAND_LINE, change.change_id)
    assert read_journey(answered, "j").cell("buy", "shop").touchpoint_name == "Shop"
    with pytest.raises(VocError, match="needs a name"):
        change_touchpoint(answered, COMMAND_LINE, "j", TouchpointSpec("shop", "  "))


def test_of_two_drafts_that_go_live_at_once_the_second_is_told_of_the_first(answered: Store) -> None:
    drafts = [draft_future(answered, COMMAND_LINE, "j", name) for name in ("One", "Two")]
    set_cell(answered, drafts[0], CellSpec("use", "app", importance=9))
    set_cell(answered, drafts[1], CellSpec("buy", "shop", importance=1))
    seen = [(read_journey(answered, "j"), read_journey(answered, draft)) for draft in drafts]
    go_live(answered, COMMAND_LINE, drafts[0], today(), seen[0])
    with pytest.raises(Conflict, match="changed the journey or this draft"):
        go_live(answered, COMMAND_LINE, drafts[1], today(), seen[1])
    journey = read_journey(answered, "j")
    assert (journey.cell("use", "app").importance, journey.cell("buy", "shop").importance) == (9, 8), "nothing of the second came in"
    go_live(answered, COMMAND_LINE, drafts[1], today(), (journey, read_journey(answered, drafts[1])))
    assert read_journey(answered, "j").cell("buy", "shop").importance == 1
