"""The design of a journey: stages and cells changed, moved and split, each with its way back, and nothing rewrites the past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.designed import DAY, counts, fill, newest_change, opened, set_cell, sound, whole
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import Conflict, NotAllowed, UnknownName, VocError
from vocdash.journeys import (
    ActionSpec,
    Cell,
    CellSpec,
    StageSpec,
    add_action,
    add_stages,
    change_cells,
    change_stage,
    describe_journey,
    list_actions,
    move_cell,
    order_stages,
    place_touchpoint,
    read_changes,
    read_journey,
    remove_cell,
    remove_stage,
    split_cell,
    undo_change,
)
from vocdash.journeys.definition import PersonSpec, TeamSpec, TouchpointSpec
from vocdash.journeys.people import read_people, set_person, set_team
from vocdash.journeys.walks import Found, WalkSpec, note_cells, start_walk
from vocdash.store import Store
from vocdash.store import tables as t


@pytest.fixture
def answered(store: Store, tmp_path: Path) -> Store:
    return fill(store, tmp_path)


def test_a_move_takes_past_answers_along_and_comes_back(answered: Store) -> None:
    before, design = counts(answered), whole(answered)
    assert before == {("buy", "shop"): 4, ("use", "app"): 1}
    move = move_cell(answered, COMMAND_LINE, "j", "buy", "shop", "use", past=True, on=DAY)
    assert move.answers == 4
    assert counts(answered) == {("use", "shop"): 4, ("use", "app"): 1}
    assert read_journey(answered, "j").cell("use", "shop").importance == 8
    change = read_changes(answered, "j")[0]
    assert (change.said, change.answers_moved) == ("Moved Shop in Buy to Use, past answers along with it.", 4)
    assert sound(answered)
    undo_change(answered, COMMAND_LINE, change.change_id)
    assert counts(answered) == before
    assert whole(answered) == design
    assert sound(answered)
    with pytest.raises(VocError, match="taken back already"):
        undo_change(answered, COMMAND_LINE, change.change_id)


def test_a_move_may_leave_past_answers_where_they_were_given(answered: Store) -> None:
    before, design = counts(answered), whole(answered)
    move_cell(answered, COMMAND_LINE, "j", "buy", "shop", "use", past=False, on=DAY)
    assert counts(answered) == before
    earlier, later = (read_journey(answered, "j", day) for day in (DAY - timedelta(days=1), DAY))
    assert [cell.touchpoint for cell in earlier.stage("buy").cells] == ["shop"]
    assert [cell.touchpoint for cell in earlier.stage("use").cells] == ["app"]
    assert later.stage("buy").cells == ()
    assert (later.cell("use", "shop").importance, later.cell("use", "shop").wanted) == (8.0, 80.0)
    with answered.reading() as connection:
        at = sa.select(t.stages.c.code).join(t.questions, t.questions.c.stage_id == t.stages.c.stage_id)
        assert connection.scalar(at.where(t.questions.c.code == "sat")) == "use"
    undo_change(answered, COMMAND_LINE, newest_change(answered))
    assert whole(answered) == design


def test_a_split_by_question_or_by_channel_takes_its_answers(answered: Store) -> None:
    before, design = counts(answered), whole(answered)
    with answered.reading() as connection:
        wait = connection.scalar(sa.select(t.questions.c.question_id).where(t.questions.c.code == "wait"))
    assert wait is not None
    desk = TouchpointSpec("desk", "Service desk")
    assert split_cell(answered, COMMAND_LINE, "j", "buy", "shop", desk, questions=[wait], past=True, on=DAY).answers == 1
    assert counts(answered) == {("buy", "shop"): 3, ("buy", "desk"): 1, ("use", "app"): 1}
    line = TouchpointSpec("line", "Order line", "phone")
    assert split_cell(answered, COMMAND_LINE, "j", "buy", "shop", line, channels=["phone"], past=True, on=DAY).answers == 1
    assert counts(answered) == {("buy", "shop"): 2, ("buy", "desk"): 1, ("buy", "line"): 1, ("use", "app"): 1}
    assert read_journey(answered, "j").cell("buy", "line").importance == 8
    assert sound(answered)
    for _ in range(2):
        undo_change(answered, COMMAND_LINE, next(c.change_id for c in read_changes(answered, "j") if c.undone_at is None))
    assert counts(answered) == before
    assert {name: rows for name, rows in whole(answered).items() if name != "touchpoints"} == {  # type: ignore[attr-defined]
        name: rows
        for name, rows in design.items()  # type: ignore[attr-defined]
        if name != "touchpoints"
    }
    with pytest.raises(VocError, match="Nothing says what belongs"):
        split_cell(answered, COMMAND_LINE, "j", "buy", "shop", desk, past=True, on=DAY)


def test_two_cells_with_answers_never_become_one(answered: Store) -> None:
    set_cell(answered, "j", CellSpec("use", "shop"))
    with pytest.raises(Conflict, match="exists already"):
        move_cell(answered, COMMAND_LINE, "j", "buy", "shop", "use", past=True, on=DAY)
    with pytest.raises(UnknownName):
        move_cell(answered, COMMAND_LINE, "j", "buy", "app", "use", past=True, on=DAY)


def test_a_cell_that_answers_speak_of_ends_and_another_goes(answered: Store) -> None:
    assert not remove_cell(answered, COMMAND_LINE, "j", "buy", "shop", DAY)
    assert read_journey(answered, "j", DAY).stage("buy").cells == ()
    assert read_journey(answered, "j", DAY - timedelta(days=1)).cell("buy", "shop").wanted == 80
    place_touchpoint(answered, COMMAND_LINE, "j", "buy", TouchpointSpec("shop", "Shop"))
    assert read_journey(answered, "j", DAY).cell("buy", "shop").wanted == 80
    place_touchpoint(answered, COMMAND_LINE, "j", "leave", TouchpointSpec("mail", "Mail"), DAY)
    assert read_journey(answered, "j", DAY - timedelta(days=1)).stage("leave").cells == ()
    with pytest.raises(Conflict, match="stands in this stage already"):
        place_touchpoint(answered, COMMAND_LINE, "j", "leave", TouchpointSpec("mail", "Mail"))
    assert remove_cell(answered, COMMAND_LINE, "j", "leave", "mail", DAY)


def test_a_stage_with_answers_stays_and_an_empty_one_goes_and_comes_back(answered: Store) -> None:
    with pytest.raises(Conflict, match="speak of Buy"):
        remove_stage(answered, COMMAND_LINE, "j", "buy")
    place_touchpoint(answered, COMMAND_LINE, "j", "leave", TouchpointSpec("mail", "Mail"))
    before = read_journey(answered, "j")
    asked = {"day": DAY, "source_id": 1, "stage_id": before.stage("leave").stage_id, "touchpoint_id": 0, "channel_id": 0, "segment_id": 0}
    with answered.writing() as connection:
        connection.execute(sa.insert(t.invitation_counts).values(**asked, delivered=40))
    with pytest.raises(Conflict, match="speak of Leave"):
        remove_stage(answered, COMMAND_LINE, "j", "leave")
    with answered.writing() as connection:
        connection.execute(sa.delete(t.invitation_counts).where(t.invitation_counts.c.stage_id == asked["stage_id"]))
    remove_stage(answered, COMMAND_LINE, "j", "leave")
    assert [stage.code for stage in read_journey(answered, "j").stages] == ["buy", "use"]
    undo_change(answered, COMMAND_LINE, newest_change(answered))
    assert read_journey(answered, "j") == before


def test_an_action_goes_with_its_cell_and_only_that_one_comes_back(answered: Store) -> None:
    add_action(answered, COMMAND_LINE, "j", ActionSpec("Moves along", "buy", "shop"))
    placed = {"name": "Was there before", "journey_id": read_journey(answered, "j").journey_id}
    leave = read_journey(answered, "j").stage("leave").stage_id
    shop = read_journey(answered, "j").cell("buy", "shop").cell_id
    with answered.writing() as connection:
        point = connection.scalar(sa.select(t.cells.c.touchpoint_id).where(t.cells.c.cell_id == shop))
        connection.execute(sa.insert(t.actions).values(**placed, stage_id=leave, touchpoint_id=point))
    move_cell(answered, COMMAND_LINE, "j", "buy", "shop", "leave", past=True, on=DAY)
    assert {action.name: action.stage for action in list_actions(answered, "j")} == {"Moves along": "leave", "Was there before": "leave"}
    undo_change(answered, COMMAND_LINE, newest_change(answered))
    assert {action.name: action.stage for action in list_actions(answered, "j")} == {"Moves along": "buy", "Was there before": "leave"}


def test_a_stage_that_an_action_speaks_of_is_not_taken_away_by_an_undo(answered: Store) -> None:
    add_stages(answered, COMMAND_LINE, "j", [StageSpec("renew", "Renew", 4)])
    added = newest_change(answered)
    add_action(answered, COMMAND_LINE, "j", ActionSpec("Film", "renew"))
    with pytest.raises(Conflict, match="actions speak of this stage"):
        undo_change(answered, COMMAND_LINE, added)
    with pytest.raises(Conflict, match="actions or walks speak of Renew"):
        remove_stage(answered, COMMAND_LINE, "j", "renew")
    undo_change(answered, COMMAND_LINE, newest_change(answered))
    undo_change(answered, COMMAND_LINE, added)
    assert sound(answered)


def test_a_later_change_must_be_taken_back_first(answered: Store) -> None:
    change_stage(answered, COMMAND_LINE, "j", "buy", "Order", 2)
    first = newest_change(answered)
    change_stage(answered, COMMAND_LINE, "j", "buy", "Purchase", 2)
    with pytest.raises(Conflict, match="Somebody changed the same thing"):
        undo_change(answered, COMMAND_LINE, first)
    undo_change(answered, COMMAND_LINE, newest_change(answered))
    undo_change(answered, COMMAND_LINE, first)
    assert read_journey(answered, "j").stage("buy").name == "Buy"
    change = read_changes(answered, "j")[-1]
    assert change.details == ("name Buy → Order", "weight none → 2")


def test_a_dated_version_says_what_it_sets_otherwise_also_when_a_later_one_overwrote_it(answered: Store) -> None:
    shop = read_journey(answered, "j").cell("buy", "shop")
    change_cells(answered, COMMAND_LINE, "j", [(shop, replace(shop, wanted=85.0, pinned=True))], DAY)
    now = read_journey(answered, "j", DAY).cell("buy", "shop")
    change_cells(answered, COMMAND_LINE, "j", [(now, replace(now, wanted=90.0))], DAY)
    later, first = read_changes(answered, "j")[:2]
    assert first.details == ("wanted level 80 → 85", "pinned no → yes")
    assert later.details == ("wanted level 85 → 90",)
    undo_change(answered, COMMAND_LINE, later.change_id)
    assert [change.details for change in read_changes(answered, "j")[:2]] == [later.details, first.details]


def test_a_cell_that_a_walk_scored_is_not_taken_away_by_an_undo(answered: Store) -> None:
    place_touchpoint(answered, COMMAND_LINE, "j", "leave", TouchpointSpec("mail", "Mail"))
    placed = newest_change(answered)
    walk = start_walk(answered, COMMAND_LINE, "j", WalkSpec("Ann", date(2026, 5, 1)))
    note_cells(answered, COMMAND_LINE, walk, {read_journey(answered, "j").cell("leave", "mail").cell_id: Found(4)})
    with pytest.raises(Conflict, match="speak of this cell by now"):
        undo_change(answered, COMMAND_LINE, placed)
    assert not remove_cell(answered, COMMAND_LINE, "j", "leave", "mail", DAY)


def test_somebody_elses_change_is_not_overwritten(answered: Store) -> None:
    shop, app = (read_journey(answered, "j").cell(*place) for place in (("buy", "shop"), ("use", "app")))
    change_cells(answered, COMMAND_LINE, "j", [(app, replace(app, importance=9.0))], None)
    with pytest.raises(Conflict, match="Somebody changed App meanwhile"):
        change_cells(answered, COMMAND_LINE, "j", [(shop, replace(shop, importance=1.0)), (app, replace(app, importance=1.0))], None)
    assert read_journey(answered, "j").cell("buy", "shop").importance == 8


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"importance": 11.0}, "The importance is 11"),
        ({"wanted": 101.0}, "What you want to provide is 101"),
        ({"metric": "nps", "customers_want": -101.0}, "What customers want is -101"),
        ({"yearly_cost": -1.0}, "The yearly cost is -1"),
        ({"weight": -1.0}, "A weight of -1"),
        ({"metric": "happiness"}, "no metric called"),
        ({"needs": ({"what": " "},)}, "does not say what is needed"),
        ({"needs": ({"what": "Time", "state": "maybe"},)}, "no state of a need called"),
    ],
)
def test_nonsense_is_refused_in_sentences(sqlite_store: Store, tmp_path: Path, wrong: dict[str, object], said: str) -> None:
    fill(sqlite_store, tmp_path)
    before = whole(sqlite_store)
    with pytest.raises(VocError, match=said):
        set_cell(sqlite_store, "j", CellSpec("buy", "shop", **wrong))  # type: ignore[arg-type]
    assert whole(sqlite_store) == before


def test_teams_and_persons(answered: Store) -> None:
    set_team(answered, COMMAND_LINE, TeamSpec("carrier", "Carrier", partner=True))
    set_person(answered, COMMAND_LINE, PersonSpec("ann", "Ann", "ann@example.org", "carrier"))
    set_person(answered, COMMAND_LINE, PersonSpec("ann", "Ann B.", "", "carrier"), active=False)
    people = read_people(answered)
    assert people.teams == (TeamSpec("carrier", "Carrier", True),)
    assert (people.persons, people.active) == ((PersonSpec("ann", "Ann B.", "", "carrier"),), frozenset())
    undo_change(answered, COMMAND_LINE, newest_change(answered))
    assert read_people(answered).active == {"ann"}
    with pytest.raises(VocError, match="name is empty"):
        set_team(answered, COMMAND_LINE, TeamSpec("x", " "))


def test_only_a_lead_designs(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store, tmp_path)
    viewer = Actor("Vi", Access.FRONTLINE)
    change_stage(sqlite_store, COMMAND_LINE, "j", "buy", "Order", None)
    verbs = (
        lambda: describe_journey(sqlite_store, viewer, "j", "Other", ""),
        lambda: order_stages(sqlite_store, viewer, "j", ["use", "buy", "leave"]),
        lambda: move_cell(sqlite_store, viewer, "j", "buy", "shop", "use", past=True, on=DAY),
        lambda: undo_change(sqlite_store, viewer, newest_change(sqlite_store)),
        lambda: set_team(sqlite_store, viewer, TeamSpec("x", "X")),
    )
    for verb in verbs:
        with pytest.raises(NotAllowed):
            verb()


def test_stages_are_ordered_only_as_a_whole(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store, tmp_path)
    with pytest.raises(Conflict, match="added or removed a stage"):
        order_stages(sqlite_store, COMMAND_LINE, "j", ["use", "buy"])
    order_stages(sqlite_store, COMMAND_LINE, "j", ["leave", "use", "buy"])
    assert [(stage.code, stage.position) for stage in read_journey(sqlite_store, "j").stages] == [("leave", 1), ("use", 2), ("buy", 3)]


SLOW = settings(max_examples=8, suppress_health_check=list(HealthCheck))


@SLOW
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 10)), min_size=1, max_size=6), st.integers(-10, 420))
def test_on_any_day_the_newest_version_that_began_holds(
    tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path, writes: list[tuple[int, int]], look: int
) -> None:
    """Whatever is written in whatever order, a day shows the last thing written for the latest beginning on or before it."""
    with opened(tmp_path_factory, _sqlite_template) as store:
        first = date(2025, 1, 1)
        expected: dict[int, float] = {-10_000: 8.0}
        for offset, importance in writes:
            set_cell(store, "j", CellSpec("buy", "shop", importance=importance, valid_from=first + timedelta(days=offset)))
            expected[offset] = float(importance)
        cell: Cell = read_journey(store, "j", first + timedelta(days=look)).cell("buy", "shop")
        assert cell.importance == expected[max(day for day in expected if day <= look)]


VERBS = ("order", "set", "place", "remove", "stage", "move", "rename", "act")


@SLOW
@given(st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 5), st.booleans()), min_size=1, max_size=5))
def test_every_change_can_be_taken_back_newest_first(
    tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path, steps: list[tuple[str, int, bool]]
) -> None:
    """After undoing everything the design is as it was, positions stay a permutation, and the sums agree with the answers."""
    with opened(tmp_path_factory, _sqlite_template) as store:
        design, before = whole(store), counts(store)
        for at, (verb, pick, flag) in enumerate(steps):
            try:
                act(store, verb, pick, flag, at)
            except VocError:
                continue
            stages = read_journey(store, "j").stages
            assert len({stage.position for stage in stages}) == len(stages)
            counts(store)
        for change in read_changes(store, "j"):
            undo_change(store, COMMAND_LINE, change.change_id)
        now = whole(store)
        for name in ("journeys", "stages", "cells", "cell_versions", "questions", "actions"):
            assert now[name] == design[name]  # type: ignore[index]
        assert counts(store) == before


def act(store: Store, verb: str, pick: int, flag: bool, at: int) -> None:
    journey = read_journey(store, "j", DAY)
    codes = [stage.code for stage in journey.stages]
    places = [(cell.stage, cell.touchpoint) for stage in journey.stages for cell in stage.cells]
    stage, touchpoint = places[pick % len(places)] if places else ("buy", "shop")
    other = codes[pick % len(codes)]
    if verb == "order":
        order_stages(store, COMMAND_LINE, "j", codes[pick % len(codes) :] + codes[: pick % len(codes)])
    elif verb == "set":
        set_cell(store, "j", CellSpec(stage, touchpoint, importance=pick, pinned=flag, valid_from=DAY if flag else None))
    elif verb == "place":
        place_touchpoint(store, COMMAND_LINE, "j", other, TouchpointSpec(f"p{at}", f"P{at}"), DAY if flag else None)
    elif verb == "remove":
        remove_cell(store, COMMAND_LINE, "j", stage, touchpoint, DAY)
    elif verb == "stage":
        remove_stage(store, COMMAND_LINE, "j", other)
    elif verb == "act":
        add_action(store, COMMAND_LINE, "j", ActionSpec(f"A{at}", stage if flag else "", touchpoint))
    elif verb == "move":
        move_cell(store, COMMAND_LINE, "j", stage, touchpoint, other, past=flag, on=DAY)
    else:
        change_stage(store, COMMAND_LINE, "j", other, f"Name {pick}", float(pick))


def test_added_stages_have_a_sentence(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store, tmp_path)
    add_stages(sqlite_store, COMMAND_LINE, "j", [StageSpec("renew", "Renew", 4), StageSpec("buy", "Buy", 1)])
    assert read_changes(sqlite_store, "j")[0].said == "Added Renew."
