"""What the columns of a file mean: begun from the detection or a saved mapping, corrected by hand, and made a mapping again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocdash.domain import Family, Method, Role
from vocdash.errors import MappingError
from vocdash.ingest.inspect import inspect
from vocdash.ingest.known import Known
from vocdash.ingest.mapping import Mapping, Shape, When
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.scales import STANDARD
from vocdash.ingest.understand import Kind
from vocdash.journeys.definition import SourceSpec
from vocdash.ui.upload import columns, corrections, grid
from vocdash.ui.upload import plan as plans
from vocdash.ui.upload.plan import Plan
from vocdash.ui.upload.words import format_words

NOBODY = Known()
OURS = Known(
    journeys={"garden": "Our garden centre"},
    stages={"garden": {"buy": "Buy", "receive": "Receive"}},
    touchpoints={"delivery": "Van to the door"},
    sources={"orders": SourceSpec("orders", "Order survey", Method.SURVEY)},
)
WORDS = ("Very satisfied", "Satisfied", "Neither satisfied nor dissatisfied", "Dissatisfied", "Very dissatisfied")
HEADER = (
    "Response no;Submitted;How satisfied were you with ordering?;How satisfied were you with delivery?;Why this score?;Region;E-mail;Run"
)


def orders(folder: Path, header: str = HEADER) -> Path:
    """A survey as a garden centre might export it: words, a code for no answer, a comment, a region, an address."""
    lines = [header]
    for n in range(1, 61):
        number = "99" if n % 9 == 0 else str(1 + n % 5)
        comment = f"The plants came on day {n} and the pots were {'whole' if n % 2 else 'broken, which I did not expect'}"
        region = ("North", "South")[n % 2]
        lines.append(f"R{n};{1 + n % 28:02d}.05.2026;{WORDS[n % 5]};{number};{comment};{region};guest{n}@example.org;{n * 37}")
    path = folder / "orders.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return plans.begin(inspect(orders(tmp_path_factory.mktemp("plan"))), NOBODY)


ORDERING, DELIVERY = "How satisfied were you with ordering?", "How satisfied were you with delivery?"


def kinds(plan: Plan) -> dict[str, Kind]:
    return {meaning.column: meaning.kind for meaning in plan.meanings}


def test_a_file_is_understood_and_nothing_is_left_to_ask(plan: Plan) -> None:
    assert kinds(plan) == {
        "Response no": Kind.SUBMISSION_ID,
        "Submitted": Kind.ANSWERED_AT,
        ORDERING: Kind.SCORE,
        DELIVERY: Kind.SCORE,
        "Why this score?": Kind.COMMENT,
        "Region": Kind.SEGMENT,
        "E-mail": Kind.LEAVE_OUT,
        "Run": Kind.LEAVE_OUT,
    }
    assert plans.open_questions(plan) == {}
    mapping = plans.mapping_of(plan, NOBODY)
    assert mapping.shape is Shape.WIDE
    assert [question.column for question in mapping.definition.questions] == [ORDERING, DELIVERY, "Why this score?"]
    assert mapping.definition.name == plans.NEW_JOURNEY


def test_what_comes_in_is_listed_least_sure_first_and_what_is_left_out_after_it(plan: Plan) -> None:
    taken = [plan.of(column) for column in plan.order if plan.of(column).kind is not Kind.LEAVE_OUT]
    assert [meaning.confidence for meaning in taken] == sorted(meaning.confidence for meaning in taken)
    assert list(plan.order[-2:]) == [column for column in plan.order if plan.of(column).kind is Kind.LEAVE_OUT]


def test_who_somebody_is_comes_in_on_purpose_only(plan: Plan) -> None:
    assert not plans.mapping_of(plan, NOBODY).submission.customer.email
    taken = corrections.with_people(plan, True)
    assert plans.mapping_of(taken, NOBODY).submission.customer.email == "E-mail"
    assert kinds(corrections.with_people(taken, False)) == kinds(plan)


def test_a_column_becomes_something_else(plan: Plan) -> None:
    left = corrections.as_kind(plan, ORDERING, Kind.LEAVE_OUT)
    assert [question.column for question in plans.mapping_of(left, NOBODY).definition.questions] == [DELIVERY, "Why this score?"]
    again = corrections.as_kind(left, ORDERING, Kind.SCORE)
    guess = again.of(ORDERING).scale
    assert guess is not None and guess.scale.family is Family.CSAT
    assert guess.values["Very satisfied"] == 5
    assert again.of(ORDERING).confidence == 1.0
    assert plan.of(ORDERING).confidence < 1.0


def test_a_comment_keeps_its_role_when_it_becomes_a_score_and_back(plan: Plan) -> None:
    score = corrections.as_kind(plan, "Why this score?", Kind.SCORE)
    assert score.of("Why this score?").role is Role.PERFORMANCE
    assert "scale is missing" in plans.open_questions(score)["Why this score?"]
    assert corrections.as_kind(score, "Why this score?", Kind.COMMENT).of("Why this score?").role is Role.COMMENT


def test_a_score_answered_in_words_needs_a_number_for_them(plan: Plan) -> None:
    region = corrections.on_scale(corrections.as_kind(plan, "Region", Kind.SCORE), "Region", STANDARD["csat"])
    assert plans.open_questions(region)["Region"].startswith("Its answers are words such as “")
    assert plans.words_of(region, region.of("Region")) == {"North": None, "South": None}
    counted = corrections.counted(region, "Region", {"North": 4, "South": None})
    assert plans.open_questions(counted) == {}
    question = next(q for q in plans.mapping_of(counted, NOBODY).definition.questions if q.column == "Region")
    assert question.values == {"North": 4.0}
    assert question.no_answer == ("South",)


def test_codes_are_left_out_as_the_person_says(plan: Plan) -> None:
    changed = corrections.answered_as(plan, DELIVERY, no_answer=("99", "1"), reverse=True)
    question = next(q for q in plans.mapping_of(changed, NOBODY).definition.questions if q.column == DELIVERY)
    assert question.no_answer == ("99", "1")
    assert question.reverse


def test_an_own_scale_is_resized_and_a_scale_without_steps_is_not_made(plan: Plan) -> None:
    nine = corrections.resized(plan, DELIVERY, family=Family.RATING, low=1, high=9)
    scale = nine.of(DELIVERY).scale
    assert scale is not None and (scale.scale.code, scale.scale.minimum, scale.scale.maximum) == ("rating-1-9", 1, 9)
    strict = corrections.resized(nine, DELIVERY, satisfied_from=9).of(DELIVERY).scale
    assert strict is not None and strict.scale.satisfied_from == 9
    assert strict.scale.code != scale.scale.code
    same = corrections.resized(nine, DELIVERY, low=9, high=1).of(DELIVERY).scale
    assert same is not None and same.scale == scale.scale
    assert corrections.resized(plan, "Region", low=0) == plan


def test_places_are_chosen_by_name_and_a_new_name_makes_a_new_one(tmp_path: Path) -> None:
    ours = plans.begin(inspect(orders(tmp_path)), OURS)
    assert ours.journey == "Our garden centre"
    placed = corrections.placed(ours, DELIVERY, OURS, stage="receive", touchpoint="van TO the door")
    assert (placed.of(DELIVERY).place.stage, placed.of(DELIVERY).place.touchpoint) == ("receive", "delivery")
    assert plans.place_names(placed, OURS, placed.of(DELIVERY).place) == ("Receive", "Van to the door")
    new = corrections.placed(placed, DELIVERY, OURS, touchpoint="Bike courier")
    mapping = plans.mapping_of(new, OURS)
    assert mapping.definition.code == "garden"
    assert ("bike-courier", "Bike courier") in [(point.code, point.name) for point in mapping.definition.touchpoints]
    assert corrections.placed(new, DELIVERY, OURS, touchpoint="").of(DELIVERY).place.touchpoint == ""


def test_a_file_without_a_date_asks_for_one_and_takes_a_day_or_parts(tmp_path: Path) -> None:
    path = tmp_path / "wave_2014.csv"
    rows = "\n".join(f"{1 + n % 28},{1 + n % 5},{1 + n % 7}" for n in range(60))
    path.write_text(f"INTDATE,Satisfied with the shop?,Q5TIMESFLOWN\n{rows}", encoding="utf-8")
    plan = corrections.as_kind(plans.begin(inspect(path), NOBODY), "INTDATE", Kind.LEAVE_OUT)
    assert "Nothing says when" in plans.open_questions(plan)[""]
    parts = plans.parts_of_date(plan)
    assert (parts.year, parts.month, parts.day) == (2014, date.today().month, "INTDATE")
    told = replace(plan, when=When(year=2014, month=5, day="INTDATE"))
    assert plans.open_questions(told) == {}
    assert plans.mapping_of(told, NOBODY).submission.answered_at == When(year=2014, month=5, day="INTDATE")
    one = replace(plan, when=When(constant=date(2014, 5, 1)))
    assert plans.mapping_of(one, NOBODY).submission.answered_at == When(constant=date(2014, 5, 1))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2011_guests.csv", date(2011, 1, 1)),
        ("guests 2011-05.csv", date(2011, 5, 1)),
        ("guests20110514.csv", date(2011, 5, 14)),
        ("guests_2011.05.14.csv", date(2011, 5, 14)),
        ("guests-2011-02-31.csv", date(2011, 2, 1)),
        ("guests-2999.csv", date.today()),
        ("guests 120110.csv", date.today()),
        ("guests.csv", date.today()),
    ],
)
def test_one_day_for_all_begins_with_the_day_in_the_name(plan: Plan, name: str, day: date) -> None:
    assert plans.day_in_name(replace(plan, table=replace(plan.table, name=name))) == day


def test_both_readings_of_a_date_stay_to_choose_from(tmp_path: Path) -> None:
    path = tmp_path / "both.csv"
    days = [f"{1 + n % 12:02d}/{1 + (n * 5) % 12:02d}/2024" for n in range(40)]
    path.write_text("Date,Overall rating\n" + "\n".join(f"{day},{1 + n % 5}" for n, day in enumerate(days)), encoding="utf-8")
    plan = plans.begin(inspect(path, today=date(2026, 1, 1)), NOBODY)
    first = plan.of("Date").dates
    assert first.alternatives
    other = first.alternatives[0].format
    turned = corrections.dated(plan, "Date", other)
    answered_at = plans.mapping_of(turned, NOBODY).submission.answered_at
    assert answered_at is not None and answered_at.format == other
    back = corrections.dated(turned, "Date", first.format)
    assert back.of("Date").dates.format == first.format


def test_two_columns_cannot_be_the_one_weight(plan: Plan) -> None:
    twice = corrections.as_kind(corrections.as_kind(plan, "Run", Kind.WEIGHT), "Region", Kind.WEIGHT)
    assert "Keep one of" in plans.open_questions(twice)["Run"]


def test_a_row_with_several_answers_names_no_one_stage(plan: Plan) -> None:
    wrong = corrections.as_kind(plan, "Region", Kind.STAGE)
    assert "Take it as a segment." in plans.open_questions(wrong)["Region"]


# --- saved mappings --------------------------------------------------------------------------------------------------


def saved(plan: Plan) -> Mapping:
    """The mapping as somebody kept it, with codes and names of their own."""
    told = plans.mapping_of(plan, NOBODY).to_dict()
    told["name"] = "Orders"
    told["source"] = {"code": "orders", "name": "Order survey", "method": "survey"}
    told["journey"] = {"code": "garden", "name": "Our garden centre"}
    for question in told["questions"]:
        question["code"] = f"own-{question['code']}"[:60]
        question.pop("explains", None)
    told["submission"]["segments"] = {"land": told["submission"]["segments"]["region"]}
    return load_mapping(told)


def test_a_saved_mapping_nobody_corrects_is_used_as_it_is(plan: Plan, tmp_path: Path) -> None:
    base = saved(plan)
    begun = plans.begin(inspect(orders(tmp_path)), OURS, base)
    assert plans.mapping_of(begun, OURS) == base
    assert kinds(begun)["E-mail"] is Kind.LEAVE_OUT


def test_a_corrected_saved_mapping_keeps_its_codes(plan: Plan, tmp_path: Path) -> None:
    base = saved(plan)
    begun = corrections.as_kind(plans.begin(inspect(orders(tmp_path)), OURS, base), "Why this score?", Kind.LEAVE_OUT)
    mapping = plans.mapping_of(begun, OURS)
    codes = {question.column: question.code for question in base.definition.questions}
    assert [question.code for question in mapping.definition.questions] == [codes[ORDERING], codes[DELIVERY]]
    assert list(mapping.submission.segments) == ["land"]
    assert (mapping.definition.code, mapping.source) == ("garden", base.source)


@pytest.mark.parametrize("changed", ["%m/%d/%Y", "excel"])
def test_dates_written_otherwise_than_in_the_saved_mapping_are_read_as_they_are_and_said(plan: Plan, tmp_path: Path, changed: str) -> None:
    told = saved(plan).to_dict()
    told["submission"]["answered_at"]["format"] = changed
    begun = plans.begin(inspect(orders(tmp_path)), OURS, load_mapping(told))
    (finding,) = begun.of("Submitted").findings
    assert f"not written as {format_words(changed)}," in finding.what
    when = plans.mapping_of(begun, OURS).submission.answered_at
    assert when is not None
    assert when.format == "%d.%m.%Y"
    assert not any(meaning.findings for meaning in begun.meanings if meaning.column != "Submitted")


@pytest.mark.parametrize("name", ["airport-2014.toml", "sample.toml", "gp-feedback.toml", "garden-centre-fr.toml"])
def test_every_mapping_of_ours_survives_being_shown_and_corrected(name: str, tmp_path: Path) -> None:
    """Each worked mapping, on a file with its columns: shown, one column corrected, and all else as it was."""
    base = load_mapping(Path(__file__).resolve().parents[1] / "data" / "mappings" / name)
    names = sorted(base.columns())
    path = tmp_path / "file.csv"
    path.write_text(",".join(f'"{column}"' for column in [*names, "Extra"]) + "\n" + ("1," * len(names) + "1\n") * 5, encoding="utf-8")
    begun = plans.begin(inspect(path), NOBODY, base)
    assert plans.mapping_of(begun, NOBODY).columns() == base.columns()
    mapping = plans.mapping_of(corrections.as_kind(begun, "Extra", Kind.SEGMENT), NOBODY)
    assert mapping.columns() == base.columns() | {"Extra"}
    assert {q.code: (q.scale, q.stage, q.touchpoint) for q in mapping.definition.questions if q.column} == {
        q.code: (q.scale, q.stage, q.touchpoint) for q in base.definition.questions if q.column
    }
    assert mapping.submission.answered_at == base.submission.answered_at


def test_a_mapping_for_other_columns_is_refused_with_the_nearest_names(plan: Plan, tmp_path: Path) -> None:
    other = plans.begin(inspect(orders(tmp_path, HEADER.replace("Region", "Regions"))), NOBODY)
    with pytest.raises(MappingError, match="is it “Regions”"):
        plans.located(other, plans.mapping_of(plan, NOBODY))


# --- the table of columns --------------------------------------------------------------------------------------------


def test_an_edit_in_the_table_is_a_correction(plan: Plan) -> None:
    edits = {"Run": {"Meaning": "Weight"}, DELIVERY: {"Read as": "Rating, 1 to 5", "Stage": "Overall"}}
    edited = grid.with_edits(plan, NOBODY, edits)
    assert kinds(edited)["Run"] is Kind.WEIGHT
    scale = edited.of(DELIVERY).scale
    assert scale is not None and scale.scale.code == "rating"
    assert edited.of(DELIVERY).place.stage == "overall"
    assert grid.with_edits(edited, NOBODY, edits) == edited


def test_an_edit_that_cannot_be_is_told_and_one_that_can_is_not(plan: Plan) -> None:
    told = grid.why_not(plan, NOBODY, {"Region": {"Touchpoint": "Till"}})
    assert told is not None and "“Region” holds neither scores nor comments, so it has no touchpoint" in told.what
    edits = {DELIVERY: {"Touchpoint": "Loading dock", "Stage": "Leaving and afterwards"}}
    edited = grid.with_edits(plan, NOBODY, edits)
    assert grid.why_not(edited, NOBODY, edits) is None
    place = edited.of(DELIVERY).place
    assert (place.stage, place.touchpoint, place.touchpoint_name) == ("leave", "loading-dock", "Loading dock")


def test_the_usual_stages_are_offered_until_somebody_makes_others(plan: Plan) -> None:
    usual = Known(journeys={"j": plan.journey}, stages={"j": {"unplaced": "Not placed yet"}})
    assert list(plans.stages(plan, usual).items())[:2] == [("unplaced", "Not placed yet"), ("choose", "Finding and choosing")]
    made = Known(journeys={"j": plan.journey}, stages={"j": {"unplaced": "Not placed yet", "sow": "Sowing"}})
    assert "choose" not in plans.stages(plan, made)


def test_an_edit_that_cannot_be_changes_nothing(plan: Plan) -> None:
    assert grid.with_edits(plan, NOBODY, {"Region": {"Read as": "Rating, 1 to 5", "Stage": "Overall"}}) == plan


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(HEADER.split(";")), st.sampled_from(list(Kind))), max_size=6))
def test_whatever_is_chosen_either_asks_or_makes_a_mapping(plan: Plan, choices: list[tuple[str, Kind]]) -> None:
    for column, kind in choices:
        plan = corrections.as_kind(plan, column, kind)
    if not plans.open_questions(plan):
        mapping = plans.mapping_of(plan, NOBODY)
        assert load_mapping(mapping.to_dict()) == mapping


def test_the_title_counts_what_needs_the_person(plan: Plan) -> None:
    assert columns.title(plan, {}, "")[0] == "All 8 columns are understood"
    assert columns.title(plan, {"Run": "x"}, "")[0] == "7 of 8 columns are understood; one needs you"
    assert columns.title(plan, {"": "x"}, "")[0] == "8 columns are read; one thing about the file needs you"
    doubtful = corrections.corrected(plan, DELIVERY, confidence=0.5)
    assert columns.title(doubtful, {}, "")[0] == "All 8 columns are understood, and one is worth a look"
    assert "Recognised as “Orders”." in columns.title(plan, {}, "Recognised as “Orders”.")[1]


def test_a_time_of_day_is_left_out_or_taken_and_a_saved_mapping_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    rows = "".join(f"{n % 28 + 1:02}.03.2025;{8 + n % 12}:{n % 60:02};{1 + n % 5}\n" for n in range(60))
    path.write_text(f"Datum;Uhrzeit;Zufriedenheit\n{rows}", encoding="utf-8")
    begun = plans.begin(inspect(path), NOBODY)
    both = When(("Datum", "Uhrzeit"), "%d.%m.%Y %H:%M")
    mapping = plans.mapping_of(begun, NOBODY)
    assert mapping.submission.answered_at == both
    alone = corrections.as_kind(begun, "Uhrzeit", Kind.LEAVE_OUT)
    assert plans.mapping_of(alone, NOBODY).submission.answered_at == When(("Datum",), "%d.%m.%Y")
    again = plans.begin(inspect(path), NOBODY, mapping)
    assert again.of("Uhrzeit").kind is Kind.ANSWERED_TIME and again.of("Datum").dates.format == "%d.%m.%Y"
    assert plans.mapping_of(replace(again, edited=True), NOBODY).submission.answered_at == both
    without_day = corrections.as_kind(begun, "Datum", Kind.LEAVE_OUT)
    assert "no column is “answered at”" in plans.open_questions(without_day)["Uhrzeit"]


def test_codes_that_do_not_come_in_are_shown_and_one_choice_takes_them(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    rows = "".join(f"2025-03-{n % 28 + 1:02},A{1 + n % 5},{n * 7 % 11}\n" for n in range(55))
    path.write_text(f"Date,How satisfied are you with the desk?,How likely are you to recommend us?\n{rows}", encoding="utf-8")
    begun, asked = plans.begin(inspect(path), NOBODY), "How satisfied are you with the desk?"
    assert begun.of(asked).kind is Kind.LEAVE_OUT and asked in columns.attention(begun)
    taken = corrections.answered_as(corrections.as_kind(begun, asked, Kind.SCORE), asked, reverse=True)
    question = next(one for one in plans.mapping_of(taken, NOBODY).definition.questions if one.column == asked)
    assert (question.scale, question.values["A1"], question.reverse) == ("csat", 1.0, True)


def test_a_usual_name_is_not_read_beside_the_better_column_for_it(tmp_path: Path) -> None:
    asked = ("How satisfied are you with the delivery?", "How likely are you to recommend us? (0-10)")
    path = tmp_path / "long.csv"
    rows = [f"r{n // 2},2025-03-01,q{n % 2},{asked[n % 2]},{n % 5 + 1}" for n in range(60)]
    path.write_text("\n".join(["response_id,date,question_id,question_text,answer", *rows]), encoding="utf-8")
    found = plans.begin(inspect(path), NOBODY)
    assert (kinds(found)["question_id"], kinds(found)["question_text"]) == (Kind.LEAVE_OUT, Kind.QUESTION)


def test_a_score_with_a_column_for_each_step_is_one_score_however_it_is_corrected(tmp_path: Path) -> None:
    lines = ["Response no,Submitted," + ",".join(f"{ORDERING} – {word}" for word in WORDS)]
    lines += [f"R{n},2026-05-{1 + n % 28:02},{',' * (n % 5)}{WORDS[n % 5]}{',' * (4 - n % 5)}" for n in range(60)]
    path = tmp_path / "expanded.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    read = inspect(path)
    first, *others = [meaning.column for meaning in plans.begin(read, NOBODY).meanings][2:]
    plan = plans.begin(read, NOBODY)
    assert plan.of(first).also == tuple(others) and columns.attention(plan) == []
    assert plans.words_of(plan, plan.of(first)) == dict(zip(WORDS, (5, 4, 3, 2, 1), strict=True))
    assert columns.title(plan, {}, "")[1].startswith("One row is one submission. 1 score; 0 left out.")
    assert [row["Column"] for row in grid.rows(plan, NOBODY)] == ["Response no", "Submitted", first]
    out = corrections.as_kind(plan, first, Kind.LEAVE_OUT)
    assert len(grid.rows(out, NOBODY)) == 2 + len(WORDS), "whoever leaves it out may take a step for something else"
    again = corrections.as_kind(out, first, Kind.SCORE)
    assert plans.words_of(again, again.of(first)) == plans.words_of(plan, plan.of(first))
    saved = plans.mapping_of(again, NOBODY)
    shown = plans.begin(read, NOBODY, saved)
    assert shown.of(first).also == tuple(others) and plans.mapping_of(shown, NOBODY) == saved
