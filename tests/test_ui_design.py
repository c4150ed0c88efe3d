"""Journey design and walk-through on the screen: what a lead does lands in the database, what others see has nothing to press."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from tests.designed import set_cell
from tests.test_ui_pages import open_page, words
from tests.ui_world import copy_of_sample
from vocdash.access import COMMAND_LINE
from vocdash.journeys import (
    ActionSpec,
    Cell,
    CellSpec,
    Journey,
    Owner,
    create_journey,
    list_actions,
    list_journeys,
    read_changes,
    read_journey,
)
from vocdash.journeys.future import draft_future, list_designs
from vocdash.journeys.links import read_link
from vocdash.journeys.sheet import ScopeSheet, set_scope_sheet, sheet_of
from vocdash.journeys.walks import Found, WalkSpec, note_cells, read_walked, read_walks, start_walk
from vocdash.journeys.write import list_templates
from vocdash.store import Store, open_store
from vocdash.store.clock import today
from vocdash.ui.design.cells import apply_edits, by_name
from vocdash.ui.design.share import map_address
from vocdash.ui.walk.paper import printable

CODE = "quillanby"


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """A copy of the sample that this test may write to."""
    url = copy_of_sample(tmp_path)
    monkeypatch.setenv("VOCDASH_DATABASE_URL", url)
    return open_store(url)


def journey(store: Store) -> Journey:
    return read_journey(store, CODE)


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    return at.run()


def fine(at: AppTest) -> str:
    said = words(at)
    assert not at.exception
    assert "voc-error" not in said, said
    return said


@pytest.mark.parametrize("part", ["Cells", "Actions", "Teams and persons", "Scope sheet", "Future", "Key journeys", "Share", "History"])
@pytest.mark.parametrize("role", ["viewer", "lead"])
def test_every_part_opens_and_only_a_lead_can_press_anything(own: Store, part: str, role: str) -> None:
    draft_future(own, COMMAND_LINE, CODE, "")
    at = open_page("design", part=part, role=role)
    fine(at)
    own_buttons = [button.label for button in at.button if button.key not in {"voc_use_own", "voc_start_empty"}]
    if role == "viewer":
        assert own_buttons == []
        assert not at.text_input and not at.number_input


def test_a_stage_goes_down_and_comes_back(own: Store) -> None:
    at = open_page("design", role="lead")
    assert "7 stages" in fine(at)
    first = journey(own).stages[0]
    at.button(key=f"stage_Down_{first.stage_id}").click().run()
    assert f"{first.name} is now stage 2." in fine(at)
    assert journey(own).stages[1].code == first.code
    change = read_changes(own, CODE)[0]
    at = open_page("design", part="History", role="lead")
    at.button(key=f"undo_change_{change.change_id}").click().run()
    assert "Taken back" in fine(at)
    assert journey(own).stages[0].code == first.code


def test_a_target_is_set_and_one_that_cannot_be_is_told(own: Store) -> None:
    at = open_page("design", part="Stages", role="lead")
    at.selectbox(key="target_of").select("nps").run()
    next(box for box in at.number_input if box.label == "What you want").set_value(42.0)
    press(at, "Save this target")
    assert "The target of Recommend (NPS) is saved." in fine(at)
    assert journey(own).targets["nps"] == 42
    next(box for box in at.number_input if box.label == "What you want").set_value(142.0)
    press(at, "Save this target")
    assert "The target is 142, which is not from -100 to 100." in words(at)
    next(box for box in at.number_input if box.label == "What you want").set_value(None)
    press(at, "Save this target")
    assert "The target of Recommend (NPS) is removed." in fine(at)
    assert "nps" not in journey(own).targets


def test_a_level_that_was_set_can_be_emptied_again(own: Store) -> None:
    at = open_page("design", part="Cells", role="lead", cell="Delivery in Receive")
    assert journey(own).cell("receive", "delivery").importance is not None
    next(box for box in at.number_input if box.label.startswith("Importance")).set_value(None)
    press(at, "Save this cell")
    assert "Delivery is saved" in fine(at)
    assert journey(own).cell("receive", "delivery").importance is None


def test_a_cell_is_saved_from_a_day_on_and_a_conflict_is_told(own: Store) -> None:
    at = open_page("design", part="Cells", role="lead", cell="Delivery in Receive")
    importance = next(box for box in at.number_input if box.label.startswith("Importance"))
    importance.set_value(1.5)
    next(box for box in at.number_input if box.label.startswith("Weight")).set_value(2.0)
    at.checkbox[0].check()
    press(at, "Save this cell")
    said = fine(at)
    assert "Delivery is saved, true from" in said
    assert "Pages about earlier days keep what held then." in said
    cell = journey(own).cell("receive", "delivery")
    assert (cell.importance, cell.weight, cell.pinned) == (1.5, 2.0, True)
    assert read_journey(own, CODE, date(2026, 1, 1)).cell("receive", "delivery").importance != 1.5
    press(at, "Save this cell")
    assert "Nothing was changed, so nothing was saved." in fine(at)


def test_what_a_cell_needs_is_written_line_by_line_and_an_empty_line_is_none(own: Store) -> None:
    at = open_page("design", part="Cells", role="lead", cell="Delivery in Receive")
    before = journey(own).cell("receive", "delivery").needs
    lines = [box for box in at.text_input if box.label.startswith("What")]
    assert [line.value for line in lines] == [*(need["what"] for need in before), "", ""]
    lines[-1].set_value(" A second van ")
    next(box for box in at.selectbox if box.label == f"State, line {len(lines)}").set_value("have")
    press(at, "Save this cell")
    assert "Delivery is saved" in fine(at)
    new = {"what": "A second van", "kind": "process", "state": "have"}
    assert journey(own).cell("receive", "delivery").needs == (*before, new)
    for line in [box for box in at.text_input if box.label.startswith("What")]:
        line.set_value("")
    press(at, "Save this cell")
    fine(at)
    assert journey(own).cell("receive", "delivery").needs == ()


def test_edits_land_on_the_row_they_were_made_in() -> None:
    cells = [Cell(number, "buy", f"p{number}", f"P{number}", "web", "", None, False, importance=5.0) for number in range(3)]
    edited = {2: {"Importance": 9, "Cell": "never"}, 0: {"Importance": 5.0}, 1: {"Pinned": True, "Yearly cost": None}}
    assert apply_edits(cells, edited, {}) == [(cells[2], replace(cells[2], importance=9.0)), (cells[1], replace(cells[1], pinned=True))]


def test_owners_are_given_in_the_table_and_two_of_one_name_are_told_apart() -> None:
    piet, other, mara = (Owner(code, name, "", True) for code, name in (("piet", "Piet"), ("piet2", "Piet"), ("mara", "Mara")))
    owners = by_name([piet, other, mara])
    assert list(owners) == ["Piet (piet)", "Piet (piet2)", "Mara"]
    cells = [Cell(number, "buy", f"p{number}", f"P{number}", "web", "", None, False, owner=mara) for number in range(3)]
    edited = {0: {"Owner": "Piet (piet2)"}, 1: {"Owner": None}, 2: {"Owner": "Mara"}}
    assert [wished.owner for _, wished in apply_edits(cells, edited, owners)] == [other, None]


def test_a_filter_outside_the_scope_sheet_is_said_on_the_dashboards(own: Store) -> None:
    assert "Outside the scope sheet" not in fine(open_page("overview", stage="receive"))
    set_scope_sheet(own, COMMAND_LINE, CODE, ScopeSheet("Why", segments={"region": ("north",)}, first_stage="enquire", last_stage="buy"))
    said = fine(open_page("overview", stage="receive", seg_region="south"))
    assert "Outside the scope sheet" in said
    assert "region south; the stage Receive" in said
    inside = fine(open_page("touchpoints", stage="buy", seg_region="north"))
    assert "Outside the scope sheet" not in inside
    assert "Who will apply the results?" in inside


def test_the_scope_sheet_is_answered_on_the_screen(own: Store) -> None:
    at = open_page("design", part="Scope sheet", role="lead")
    at.text_area[0].set_value("Fewer returns")
    press(at, "Save these answers")
    assert "1 of 6 questions are answered" in fine(at)
    assert sheet_of(journey(own)).objective == "Fewer returns"


def test_a_new_journey_from_a_template_opens(own: Store) -> None:
    at = open_page("design", role="lead")
    press(at, "Create this journey")
    said = fine(at)
    assert "is made. Set its cells next." in said
    assert len(list_journeys(own)) == 2
    assert at.selectbox(key="design").value not in (CODE, None)


def test_a_draft_is_made_and_thrown_away(own: Store) -> None:
    at = open_page("design", part="Future", role="lead")
    press(at, "Draft a future journey")
    fine(at)
    draft = next(design for design in list_designs(own) if design.status == "draft")
    assert at.selectbox(key="design").value == draft.code
    assert "Nothing is otherwise yet." in fine(at)
    press(at, "Throw this draft away")
    fine(at)
    assert [design.status for design in list_designs(own)] == ["live"]


def test_a_draft_goes_live_from_a_day_on(own: Store) -> None:
    draft = draft_future(own, COMMAND_LINE, CODE, "Tomorrow")
    first = journey(own).stages[0].cells[0]
    set_cell(own, draft, CellSpec(first.stage, first.touchpoint, importance=1))
    at = open_page("design", part="Future", design=draft, role="lead")
    press(at, "Let it go live")
    said = fine(at)
    assert "Tomorrow is live from" in said
    assert at.selectbox(key="design").value == CODE
    assert journey(own).stages[0].cells[0].importance == 1


def test_a_touchpoint_is_renamed_on_the_screen(own: Store) -> None:
    cell = journey(own).stages[1].cells[0]
    at = open_page("design", part="Cells", cell=f"{cell.touchpoint_name} in {journey(own).stages[1].name}", role="lead")
    next(field for field in at.text_input if field.label == "Name of the touchpoint").input("The front door")
    press(at, "Save this touchpoint")
    assert "The front door is saved." in fine(at)
    assert journey(own).stages[1].cells[0].touchpoint_name == "The front door"


def test_an_action_is_noted_where_a_page_says_ended_and_taken_back(own: Store) -> None:
    place = open_page("touchpoint", stage="receive", touchpoint="delivery", role="lead")
    assert "One action runs here" in fine(place)
    (address,) = re.findall(r'href="([^"]*)"[^>]*>Note an action here', words(place))
    query = dict(parse_qsl(urlsplit(html.unescape(address)).query))
    assert "Note an action" not in fine(open_page("touchpoint", stage="receive", touchpoint="delivery", role="viewer"))

    at = open_page("design", **query)
    fine(at)
    press(at, "Save this action")
    assert "The action has no name." in words(at)
    next(box for box in at.text_input if box.label == "What is being changed").set_value("<b>Two</b> vans")
    {box.label: box for box in at.number_input}["Expected gain, points"].set_value(500)
    press(at, "Save this action")
    assert "The gain expected of the action is 500" in words(at)
    {box.label: box for box in at.number_input}["Cost, EUR"].set_value(1200.5)
    {box.label: box for box in at.number_input}["Expected gain, points"].set_value(5)
    press(at, "Save this action")
    assert "&lt;b&gt;Two&lt;/b&gt; vans is noted." in fine(at)
    noted = next(action for action in list_actions(own, CODE) if action.name == "<b>Two</b> vans")
    assert noted.spec == ActionSpec("<b>Two</b> vans", "receive", "delivery", started_on=today(), cost=1200.5, expected_gain=5)
    said = fine(open_page("touchpoint", stage="receive", touchpoint="delivery", role="viewer"))
    assert "2 actions run here" in said
    assert "&lt;b&gt;Two" in said
    assert "<b>Two" not in said

    at.selectbox(key="action").set_value(noted.action_id).run()
    assert {box.label: box.value for box in at.number_input} == {"Cost, EUR": 1200.5, "Expected gain, points": 5}
    next(box for box in at.date_input if box.label == "Done on").set_value(noted.started_on - timedelta(days=1))
    press(at, "Save this action")
    assert "before it starts" in words(at)
    press(at, "It is done today")
    assert "is done." in fine(at)
    assert next(action for action in list_actions(own, CODE) if action.name == noted.name).done_on == today()
    said = fine(open_page("touchpoint", stage="receive", touchpoint="delivery"))
    assert "One action runs here" in said
    assert "&lt;b&gt;Two" in said
    press(at, "Remove it")
    fine(at)
    assert noted.name not in {action.name for action in list_actions(own, CODE)}
    past = open_page("design", part="History", role="lead")
    past.button(key=f"undo_change_{read_changes(own, CODE)[0].change_id}").click().run()
    assert "Taken back: Removed the action" in fine(past)
    assert noted.name in {action.name for action in list_actions(own, CODE)}


def test_a_map_link_goes_on_and_off(own: Store) -> None:
    at = open_page("design", part="Share", role="lead")
    at.button(key="link_on").click().run()
    assert read_link(own, CODE) in at.code[0].value
    at.button(key="link_off").click().run()
    fine(at)
    assert read_link(own, CODE) is None


def test_the_address_of_a_map_keeps_the_folder_the_app_lives_in() -> None:
    assert map_address("t", "https://voc.example.org/tools/design") == "https://voc.example.org/tools/map/t"
    assert map_address("t", None) == "map/t"


def test_a_walk_is_scored_tap_by_tap(own: Store) -> None:
    at = open_page("walk", role="frontline")
    next(box for box in at.text_input if box.label == "Who walks?").set_value("Ann")
    press(at, "Start walking")
    assert "Ann walks" in fine(at)
    walk = read_walks(own, CODE)[0]
    cell = journey(own).stages[0].cells[0]
    at.pills(key=f"walk_score_{walk.walk_id}_{cell.cell_id}").set_value(7).run()
    at.text_input(key=f"walk_note_{walk.walk_id}_{cell.cell_id}").set_value("<b>Queue</b>").run()
    fine(at)
    assert read_walked(own, CODE)[cell.cell_id].found[0][1] == Found(7.0, "<b>Queue</b>")
    names = [f"{at}. {stage.name}" for at, stage in enumerate(journey(own).stages, 1)]
    assert at.selectbox(key="walk_stage").options == names, "what the address calls a stage stays while it is scored"
    assert "1 of 3 scored or noted here" in words(at)
    at.button(key="walk_on").click().run()
    assert at.selectbox(key="walk_stage").value == journey(own).stages[1].code
    at.button(key="walk_finish").click().run()
    said = fine(at)
    assert "What walks found, beside what customers say" in said
    assert "&lt;b&gt;Queue" in said and "<b>Queue" not in said
    at.button(key=f"walk_remove_{walk.walk_id}").click().run()
    fine(at)
    assert read_walked(own, CODE) == {}
    at.button(key=f"walk_restore_{walk.walk_id}").click().run()
    assert len(read_walked(own, CODE)) == 1


def test_nobody_opens_somebody_elses_walk_by_its_number(own: Store) -> None:
    walk = start_walk(own, COMMAND_LINE, CODE, WalkSpec("Bea", date(2026, 5, 4)))
    note_cells(own, COMMAND_LINE, walk, {journey(own).stages[0].cells[0].cell_id: Found(2)})
    for role in ("viewer", "frontline"):
        at = open_page("walk", walk=str(walk), role=role)
        assert "not there to change" in fine(at)
        assert not at.pills
    assert not [button.label for button in open_page("walk", role="viewer").button if button.label in ("Start walking", "Delete", "Go on")]


def test_the_empty_sheet_names_every_cell_and_no_markup_of_others(own: Store) -> None:
    whole = journey(own)
    odd = replace(whole, name="<script>", stages=whole.stages)
    sheet = printable(odd)
    assert "<script>" not in sheet
    assert sheet.count('<td class="name">') == sum(len(stage.cells) for stage in whole.stages)


def test_an_empty_database_starts_with_a_template(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOCDASH_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite'}")
    monkeypatch.setenv("VOCDASH_SAMPLE", "no")
    assert "There is no journey to walk yet." in fine(open_page("walk"))
    at = open_page("design")
    assert "There is no journey yet." in fine(at)
    press(at, "Create this journey")
    assert "stages" in fine(at)
    assert "Start walking" in [button.label for button in open_page("walk").button]
    assert "Nobody answered: this is the journey as it is designed" in fine(open_page("journey_map"))
    assert "There are no answers yet." in fine(open_page("overview"))


def test_a_journey_without_answers_is_left_again_by_its_filter(own: Store) -> None:
    create_journey(own, COMMAND_LINE, replace(list_templates()["bank"], code="bank"))
    for page, nothing in (("overview", "There are no answers yet."), ("journey_map", "Nobody answered")):
        at = open_page(page, journey="bank")
        assert nothing in fine(at)
        at.query_params["journey"] = CODE
        assert nothing not in fine(at.run())
