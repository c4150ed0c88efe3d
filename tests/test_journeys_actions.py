"""Actions at a place of a journey: noted, changed, ended and removed by a lead, each with its way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import Conflict, NotAllowed, UnknownName, VocError
from vocdash.journeys import (
    Action,
    ActionSpec,
    CellSpec,
    Definition,
    StageSpec,
    add_action,
    change_action,
    create_journey,
    list_actions,
    read_changes,
    remove_action,
    undo_change,
)
from vocdash.journeys.definition import PersonSpec, TouchpointSpec
from vocdash.store import Store
from vocdash.store import tables as t

LEAD, VIEWER = Actor("Ada", Access.LEAD), Actor("Vic", Access.VIEWER)
START, END = date(2026, 2, 1), date(2026, 3, 1)
CALL_BACK = ActionSpec("Call back", "buy", "shop", "ida", START, note="Within an hour", cost=500.0, expected_gain=2.0)


@pytest.fixture
def journey(store: Store) -> Store:
    stages = (StageSpec("buy", "Buy", 1), StageSpec("use", "Use", 2))
    points = (TouchpointSpec("shop", "Shop"), TouchpointSpec("app", "App"), TouchpointSpec("mast", "Mast"))
    cells = (CellSpec("buy", "shop"), CellSpec("use", "app"))
    whole = Definition(code="j", name="J", stages=stages, touchpoints=points, cells=cells, persons=(PersonSpec("ida", "Ida"),))
    create_journey(store, COMMAND_LINE, whole)
    create_journey(store, COMMAND_LINE, replace(whole, code="other"))
    return store


def only(store: Store) -> Action:
    (action,) = list_actions(store, "j")
    return action


def undo(store: Store) -> str:
    return undo_change(store, LEAD, next(change.change_id for change in read_changes(store, "j") if change.undone_at is None))


def test_an_action_is_noted_changed_ended_and_removed_and_each_comes_back(journey: Store) -> None:
    before = journey.revision()
    add_action(journey, LEAD, "j", replace(CALL_BACK, name="  Call \n back "))
    assert journey.revision() > before, "pages must be drawn anew"
    noted = only(journey)
    assert (noted.spec, noted.owner) == (CALL_BACK, "Ida")
    assert list_actions(journey, "other") == ()

    elsewhere = replace(CALL_BACK, name="Call at once", stage="use", touchpoint="", owner="")
    change_action(journey, LEAD, "j", noted, elsewhere)
    moved = only(journey)
    assert (moved.spec, moved.owner) == (elsewhere, "")

    change_action(journey, LEAD, "j", moved, replace(elsewhere, done_on=END))
    ended = only(journey)
    remove_action(journey, LEAD, "j", ended)
    assert list_actions(journey, "j") == ()

    changes = read_changes(journey, "j")
    assert [change.said for change in changes] == [
        "Removed the action “Call at once”.",
        "Ended the action “Call at once”.",
        "Changed the action “Call at once”.",
        "Noted the action “Call back” at Shop in Buy.",
    ]
    assert changes[1].details == ("done none → 2026-03-01",)
    assert changes[2].details == ("name Call back → Call at once", "stage Buy → Use", "touchpoint Shop → none", "owner Ida → none")
    assert {change.made_by for change in changes} == {LEAD.signature}

    for as_it_was in (ended, moved, noted):
        undo(journey)
        assert only(journey) == as_it_was
    undo(journey)
    assert list_actions(journey, "j") == ()


def test_actions_are_listed_where_they_work_newest_first(journey: Store) -> None:
    for action in (
        ActionSpec("Everywhere"),
        ActionSpec("In buying", stage="buy", started_on=date(2026, 1, 1)),
        ActionSpec("In use", stage="use", started_on=START, done_on=END),
        ActionSpec("In the app", touchpoint="app", started_on=END),
    ):
        add_action(journey, LEAD, "j", action)
    named = {
        place: [action.name for action in list_actions(journey, "j", *place)] for place in ((), ("buy",), ("use", "app"), ("", "shop"))
    }
    assert named == {
        (): ["In the app", "In use", "In buying", "Everywhere"],
        ("buy",): ["In the app", "In buying", "Everywhere"],
        ("use", "app"): ["In the app", "In use", "Everywhere"],
        ("", "shop"): ["In use", "In buying", "Everywhere"],
    }


def test_an_action_runs_from_its_first_day_to_the_day_it_is_done() -> None:
    action = Action(1, ActionSpec("Film", started_on=START, done_on=END), "")
    days = (date(2026, 1, 31), START, date(2026, 2, 28), END)
    assert [action.runs(day) for day in days] == [False, True, True, False]
    assert [action.is_done(day) for day in days] == [False, False, False, True]
    assert not Action(1, ActionSpec("Planned"), "").runs(START)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " \n "}, "has no name"),
        ({"name": "x" * 201}, "201 letters"),
        ({"started_on": None, "done_on": END}, "none on which it started"),
        ({"started_on": END, "done_on": START}, "before it starts on 2026-03-01"),
        ({"touchpoint": "app"}, "does not stand there"),
        ({"stage": "", "touchpoint": "mast"}, "does not stand there"),
        ({"stage": "by"}, "buy"),
        ({"owner": "ada"}, "ada"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(journey: Store, wrong: dict[str, str], said: str) -> None:
    add_action(journey, LEAD, "j", CALL_BACK)
    with pytest.raises(VocError, match=said):
        add_action(journey, LEAD, "j", replace(CALL_BACK, **({"name": "Another"} | wrong)))  # type: ignore[arg-type]
    with pytest.raises(VocError, match=said):
        change_action(journey, LEAD, "j", only(journey), replace(CALL_BACK, **wrong))  # type: ignore[arg-type]
    assert only(journey).spec == CALL_BACK
    assert len(read_changes(journey, "j")) == 1


def test_a_name_is_had_once_in_a_journey(journey: Store) -> None:
    add_action(journey, LEAD, "j", CALL_BACK)
    add_action(journey, LEAD, "other", CALL_BACK)
    with pytest.raises(Conflict, match="called “Call back” already"):
        add_action(journey, LEAD, "j", CALL_BACK)
    assert only(journey).spec == CALL_BACK


def test_somebody_elses_change_is_not_overwritten(journey: Store) -> None:
    add_action(journey, LEAD, "j", CALL_BACK)
    seen = only(journey)
    change_action(journey, LEAD, "j", seen, replace(CALL_BACK, owner=""))
    for verb in (lambda: change_action(journey, LEAD, "j", seen, CALL_BACK), lambda: remove_action(journey, LEAD, "j", seen)):
        with pytest.raises(Conflict, match="changed the action “Call back” meanwhile"):
            verb()
    now = only(journey)
    remove_action(journey, LEAD, "j", now)
    with pytest.raises(Conflict, match="removed the action “Call back”"):
        change_action(journey, LEAD, "j", now, CALL_BACK)
    with pytest.raises(Conflict, match="removed the action"):
        remove_action(journey, LEAD, "other", now)


def test_an_action_that_a_complaint_names_is_ended_and_not_removed(journey: Store) -> None:
    number = add_action(journey, LEAD, "j", CALL_BACK)
    added = read_changes(journey, "j")[0].change_id
    with journey.writing() as connection:
        open_case(connection, number)
    with pytest.raises(Conflict, match="A complaint names “Call back”"):
        remove_action(journey, LEAD, "j", only(journey))
    with pytest.raises(Conflict, match="A complaint names this action"):
        undo_change(journey, LEAD, added)
    assert only(journey).spec == CALL_BACK


def open_case(connection: sa.Connection, action: int) -> None:
    moment = sa.func.current_timestamp()
    places = {"journey_id": 1, "stage_id": 1, "touchpoint_id": 1, "submission_id": 1, "question_id": 1}
    moments = dict.fromkeys(("answered_at", "opened_at", "status_at", "due_at"), moment)
    row = {"case_id": 1, "method": "survey", "severity": 3, "status": "new", "action_id": action, **places, **moments}
    connection.execute(sa.insert(t.cases).values({name: value for name, value in row.items() if name in t.cases.c}))


def test_only_a_lead_notes_what_is_changed(journey: Store) -> None:
    add_action(journey, LEAD, "j", CALL_BACK)
    seen = only(journey)
    with pytest.raises(NotAllowed):
        add_action(journey, VIEWER, "j", ActionSpec("Film"))
    with pytest.raises(NotAllowed):
        change_action(journey, VIEWER, "j", seen, replace(CALL_BACK, done_on=END))
    with pytest.raises(NotAllowed):
        remove_action(journey, VIEWER, "j", seen)
    with pytest.raises(UnknownName):
        list_actions(journey, "moon")
    assert only(journey) == seen


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"cost": -1.0}, "The cost of the action is -1"), ({"expected_gain": 101.0}, "The gain expected of the action is 101")],
)
def test_a_cost_or_gain_that_cannot_be_is_refused(journey: Store, wrong: dict[str, float], said: str) -> None:
    with pytest.raises(VocError, match=said):
        add_action(journey, LEAD, "j", replace(CALL_BACK, **wrong))  # type: ignore[arg-type]
    assert list_actions(journey, "j") == ()


def test_a_cost_that_is_changed_can_be_taken_back(journey: Store) -> None:
    add_action(journey, LEAD, "j", CALL_BACK)
    change_action(journey, LEAD, "j", only(journey), replace(CALL_BACK, cost=900.0, expected_gain=None))
    assert (only(journey).spec.cost, only(journey).spec.expected_gain) == (900.0, None)
    undo_change(journey, LEAD, read_changes(journey, "j")[0].change_id)
    assert (only(journey).spec.cost, only(journey).spec.expected_gain) == (500.0, 2.0)
