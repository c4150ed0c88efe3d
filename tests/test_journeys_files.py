"""Journeys as files, templates, scope sheets, futures, ranks and map links."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.designed import DAY, fill, opened, set_cell
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.domain import Period, Scope
from vocdash.errors import MappingError, NotAllowed, UnknownName, VocError
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.sample import MAPPING
from vocdash.journeys import (
    CellSpec,
    archive_journey,
    create_journey,
    list_journeys,
    move_cell,
    order_stages,
    place_touchpoint,
    read_journey,
    remove_cell,
    remove_stage,
    set_target,
)
from vocdash.journeys.definition import Definition, StageSpec, TouchpointSpec
from vocdash.journeys.future import compare_designs, discard_draft, draft_future, list_designs
from vocdash.journeys.links import journey_of, read_link, share_map, stop_sharing
from vocdash.journeys.rank import rank_journeys
from vocdash.journeys.sheet import Dealings, Factors, ScopeSheet, leaves, set_scope_sheet, sheet_of
from vocdash.journeys.write import as_document, as_toml, from_text, list_templates, read_whole
from vocdash.store import Store

VIEWER = Actor("Vi", Access.VIEWER)


@pytest.fixture
def answered(store: Store, tmp_path: Path) -> Store:
    return fill(store, tmp_path)


def test_the_sample_journey_comes_back_from_its_file(store: Store) -> None:
    definition = load_mapping(MAPPING).definition
    create_journey(store, COMMAND_LINE, definition)
    whole = read_whole(store, definition.code)
    assert from_text(as_toml(whole)) == whole
    assert from_text(json.dumps(as_document(whole), default=str)) == whole
    create_journey(store, COMMAND_LINE, replace(whole, code="copy", name="A copy"))
    assert replace(read_whole(store, "copy"), code=whole.code, name=whole.name) == whole
    assert len(whole.cells) == len(definition.cells) and len(whole.persons) == len(definition.persons)
    assert {(person.code, person.team) for person in whole.persons} == {(person.code, person.team) for person in definition.persons}
    with pytest.raises(UnknownName):
        read_whole(store, "nowhere")


LEVELS = st.none() | st.floats(0, 10, allow_nan=False).map(lambda value: round(value, 2))


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 300), LEVELS, LEVELS, st.text(max_size=12), st.booleans()), min_size=1, max_size=5))
def test_every_dated_version_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory,
    _sqlite_template: Path,
    versions: list[tuple[int, float | None, float | None, str, bool]],
) -> None:
    with opened(tmp_path_factory, _sqlite_template) as store:
        for offset, importance, cost, note, pinned in versions:
            spec = CellSpec("buy", "shop", importance=importance, yearly_cost=cost, note=_storable(note), pinned=pinned)
            set_cell(store, "j", replace(spec, valid_from=DAY + timedelta(days=offset)))
        remove_cell(store, COMMAND_LINE, "j", "buy", "shop", DAY + timedelta(days=400))
        whole = read_whole(store, "j")
        assert len(whole.cells) == len({offset for offset, *_ in versions}) + 2
        create_journey(store, COMMAND_LINE, replace(from_text(as_toml(whole)), code="k", name="K"))
        assert read_whole(store, "k").cells == whole.cells


def _storable(text: str) -> str:
    """What a database and a TOML file can both hold."""
    return "".join(character for character in text if character.isprintable()).strip()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not [ toml", "not valid TOML"),
        ("stages = []", "journey is missing"),
        ('[journey]\ncode = "a"\nnmae = "b"\n[[cells]]\nstage = 1', "touchpoint is missing"),
        ('[journey]\ncode = "a"\n[[stages]]\ncode = "s"\n[[stages]]\ncode = "s"', "more than once"),
    ],
)
def test_a_wrong_file_is_told_at_once(text: str, said: str) -> None:
    with pytest.raises(MappingError, match=said):
        from_text(text)


START = '[journey]\ncode = "a"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"journey": ' + "[" * 100_000 + "]" * 100_000 + "}", "20 deep"),
        ("a = " + "[" * 20_000 + "]" * 20_000, "20 deep"),
        ("a = " + "{a = " * 20_000 + "1" + "}" * 20_000, "20 deep"),
        (f"[{'.'.join('a' * 500)}]\nx = 1", "20 deep"),
        (f"[{'.'.join('a' * 2_000_000)}]\nx = 1", "1,000 full stops"),
        (f"{START}n = {'9' * 5_000}", "not valid TOML"),
        (f"{START}[[stages]]\ncode = 's'\nposition = inf", "a number that is none"),
        (f"{START}[[stages]]\ncode = 's'\nweight = nan", "a number that is none"),
        (f"{START}[[stages]]\ncode = 's'\nposition = {'9' * 400}", "far too large"),
        (f"{START}[[stages]]\ncode = 's'\nposition = 3000000000", "outside 1 to 10000"),
        ('[journey]\ncode = "a\\u0000b"', "no database keeps"),
        ('{"journey": {"code": "a", "name": "\\ud800"}}', "no database keeps"),
        ("x" * 5_000_001, "larger than 5 MB"),
        ("[1, 2]", "does not hold a table"),
        (START + "".join(f"[t{number}]\n" for number in range(3_000)), "and 2980 more"),
        (f"{START}[[stages]]\ncode = ['{'s' * 5_000}']", "must be a text, not .{79}…"),
    ],
)
def test_a_hostile_file_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(MappingError, match=said) as refused:
        from_text(text)
    assert len(str(refused.value)) < 5_000


def test_odd_words_about_a_journey_break_no_page_and_no_file(store: Store) -> None:
    """The scope sheet stands beside the results of every page."""
    odd = '[journey]\ncode = "a"\nbegun = 2026-01-01\n[journey.scope]\ndealings = []\nfactors = {a = 1}\nsegments = {region = 5}\n'
    create_journey(store, COMMAND_LINE, from_text(odd))
    assert sheet_of(read_journey(store, "a")).answered == 0
    assert from_text(as_toml(read_whole(store, "a"))).sheet["begun"] == "2026-01-01"
    create_journey(store, COMMAND_LINE, from_text('{"journey": {"code": "b", "note": null, "scope": {"objective": null, "x": [null, 1]}}}'))
    assert "null" not in as_toml(read_whole(store, "b"))


def test_a_name_that_is_too_long_is_said_on_every_database(store: Store) -> None:
    with pytest.raises(VocError, match="longer than 200"):
        create_journey(store, COMMAND_LINE, Definition("a", "n" * 201))
    with pytest.raises(VocError, match="longer than 200"):
        create_journey(store, COMMAND_LINE, Definition("a", "A", stages=(StageSpec("s", "n" * 201, 1),)))


def test_every_template_makes_a_whole_journey(sqlite_store: Store) -> None:
    templates = list_templates()
    assert set(templates) == {"retail", "airline", "bank", "software", "public-service"}
    for code, template in templates.items():
        create_journey(sqlite_store, COMMAND_LINE, template)
        journey = read_journey(sqlite_store, code)
        assert len(journey.stages) >= 6
        assert all(stage.cells for stage in journey.stages)
        assert sheet_of(journey).objective
        assert all(cell.needs and cell.importance is not None for stage in journey.stages for cell in stage.cells)


def test_a_scope_sheet_is_kept_and_says_what_leaves_it(answered: Store) -> None:
    sheet = ScopeSheet(
        "Fewer calls",
        "Service",
        "People in the north",
        {"region": ("North", "East")},
        "buy",
        "use",
        Dealings.TRANSACTIONS,
        Factors.BOTH,
    )
    set_scope_sheet(answered, COMMAND_LINE, "j", sheet)
    journey = read_journey(answered, "j")
    assert sheet_of(journey) == sheet
    assert sheet.answered == 6
    period = Period(DAY, DAY)
    assert leaves(sheet, journey, Scope("j", period)) == ()
    assert leaves(sheet, journey, Scope("j", period, stages=("buy",), segments=(("region", ("North",)),))) == ()
    outside = Scope("j", period, stages=("leave",), segments=(("region", ("North", "South")), ("age", ("18",))))
    assert leaves(sheet, journey, outside) == ("region South", "the stage Leave")
    with pytest.raises(VocError, match="end before it begins"):
        set_scope_sheet(answered, COMMAND_LINE, "j", replace(sheet, first_stage="leave"))
    with pytest.raises(NotAllowed):
        set_scope_sheet(answered, VIEWER, "j", sheet)


def test_a_future_journey_is_held_against_todays(answered: Store) -> None:
    draft = draft_future(answered, COMMAND_LINE, "j", "")
    assert list_journeys(answered) == {"j": "Journey"}
    assert [(design.code, design.status, design.draft_of) for design in list_designs(answered)] == [
        ("j", "live", None),
        (draft, "draft", "j"),
    ]
    assert not compare_designs(read_journey(answered, "j"), read_journey(answered, draft))
    set_cell(answered, draft, CellSpec("use", "app", importance=9, wanted=90, needs=({"what": "Offline use"},)))
    move_cell(answered, COMMAND_LINE, draft, "buy", "shop", "use", past=True, on=DAY)
    place_touchpoint(answered, COMMAND_LINE, draft, "buy", TouchpointSpec("chat", "Chat"))
    remove_stage(answered, COMMAND_LINE, draft, "leave")
    order_stages(answered, COMMAND_LINE, draft, ["use", "buy"])
    found = compare_designs(read_journey(answered, "j"), read_journey(answered, draft))
    assert (found.stages_added, found.stages_gone, found.reordered) == ((), ("Leave",), True)
    assert (found.added, found.gone, found.moved) == ((("Buy", "Chat"),), (), (("Shop", "Buy", "Use"),))
    assert [(one.touchpoint, one.changes) for one in found.changed] == [
        ("App", (("importance", "5", "9"), ("we want to provide", "none", "90"), ("still missing", "nothing", "Offline use")))
    ]
    with pytest.raises(VocError, match="draft already"):
        draft_future(answered, COMMAND_LINE, draft, "")
    discard_draft(answered, COMMAND_LINE, draft)
    assert [design.code for design in list_designs(answered)] == ["j"]
    with pytest.raises(VocError, match="no draft"):
        discard_draft(answered, COMMAND_LINE, "j")


def test_a_link_opens_one_live_journey_until_it_is_taken_back(answered: Store) -> None:
    first = share_map(answered, COMMAND_LINE, "j")
    second = share_map(answered, COMMAND_LINE, "j")
    assert len(second) >= 32 and first != second
    assert (journey_of(answered, first), journey_of(answered, second), read_link(answered, "j")) == (None, "j", second)
    archive_journey(answered, COMMAND_LINE, "j")
    assert journey_of(answered, second) is None
    archive_journey(answered, COMMAND_LINE, "j", archived=False)
    stop_sharing(answered, COMMAND_LINE, "j")
    assert journey_of(answered, second) is None and read_link(answered, "j") is None
    with pytest.raises(NotAllowed):
        share_map(answered, VIEWER, "j")


def test_journeys_are_ranked_by_volume_worth_and_need(store: Store, tmp_path: Path) -> None:
    for code, count, worth, score in (("big", 30, 10, 5), ("poor", 10, 90, 1), ("small", 5, 5, 5)):
        rows = [f"{code}{n},2026-05-{1 + n % 28:02d},buy,csat,{score},{worth}" for n in range(count)]
        file = tmp_path / f"{code}.csv"
        file.write_text("\n".join(["id,date,stage,scale,score,worth", *rows]), encoding="utf-8")
        submission = {"id": "id", "answered_at": "date", "facts": {"order_value": {"column": "worth"}}}
        long = {"stage": "stage", "scale": "scale", "value": "score"}
        journey = {"journey": {"code": code, "name": code.title()}, "source": {"code": code}, "stages": [{"code": "buy"}]}
        bring_in(store, COMMAND_LINE, file, load_mapping({**journey, "submission": submission, "long": long}))
    create_journey(store, COMMAND_LINE, from_text('[journey]\ncode = "none"\n[[stages]]\ncode = "a"'))
    set_target(store, COMMAND_LINE, "small", "index", 80)
    ranks = {rank.code: rank for rank in rank_journeys(store)}
    assert [(code, rank.submissions, rank.value, rank.shortfall) for code, rank in ranks.items()] == [
        ("poor", 10, 900.0, 100.0),
        ("big", 30, 300.0, 0.0),
        ("small", 5, 25.0, -20.0),
    ]
    assert [(rank.volume_place, rank.worth_place, rank.need_place) for rank in ranks.values()] == [(2, 1, 1), (1, 2, 2), (3, 3, 3)]
    assert [rank.is_key(3) for rank in ranks.values()] == [True, True, False]
    assert ranks["poor"].period == Period(date(2025, 6, 1), date(2026, 5, 31))


def test_an_order_that_a_customer_names_in_two_surveys_is_worth_itself_once(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    rows = [
        "1,2026-05-01,Ann,100",
        "2,2026-05-09,Ann,100",
        "3,2026-05-09,Ann,40",
        "4,2026-05-09,Ben,100",
        "5,2026-05-09,,7",
        "6,2026-05-09,,7",
    ]
    file.write_text("\n".join(["id,date,who,worth,stage,scale,score", *(f"{row},buy,csat,4" for row in rows)]), encoding="utf-8")
    submission = {"id": "id", "answered_at": "date", "customer": {"number": "who"}, "facts": {"order_value": {"column": "worth"}}}
    journey = {"journey": {"code": "j", "name": "J"}, "source": {"code": "s"}, "stages": [{"code": "buy"}]}
    long = {"stage": "stage", "scale": "scale", "value": "score"}
    bring_in(store, COMMAND_LINE, file, load_mapping({**journey, "submission": submission, "long": long}))
    (rank,) = rank_journeys(store)
    assert (rank.submissions, rank.customers, rank.value) == (6, 2, 100 + 40 + 100 + 7 + 7)
