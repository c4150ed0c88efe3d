"""Columns with something odd in them: a day that does not exist, a word that is no step, no middle, accents that stand apart."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from tests.columns import meanings, one, spread, write
from vocdash.access import COMMAND_LINE
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.inspect import as_json, inspect_table
from vocdash.ingest.understand import Kind
from vocdash.store import Store

DAYS: list[object] = ["01/02/2025", "31/02/2025", "05/02/2025", "05/02/2025", "07/02/2025", "07/02/2025"]


def apart(text: str) -> str:
    """The text as a Mac writes it, with accents as signs of their own."""
    return unicodedata.normalize("NFD", text)


def test_a_day_that_does_not_exist_leaves_its_column_a_column_of_dates_and_is_told_with_its_line(tmp_path: Path) -> None:
    found = meanings(tmp_path, {"date": DAYS, "Rating": [5, 3, 4, 2, 1, 4]})["date"]
    assert (found.kind, found.dates.order) == (Kind.ANSWERED_AT, "dmy")
    odd = next(finding for finding in found.findings if finding.code == "no-date")
    assert (odd.line, odd.value, odd.count) == (3, "31/02/2025", 1)


@pytest.mark.parametrize(
    ("header", "values", "kind"),
    [
        ("Visit date", ["2025-02-30", "2025-02-01", "soon"], Kind.LEAVE_OUT),
        ("Column", ["2025-02-30", "2025-02-01", "2025-02-02"], Kind.LEAVE_OUT),
        ("When", ["2025-02-30", "2025-02-01", "2025-02-02"], Kind.ANSWERED_AT),
        ("Answered on", ["2025-02-30", "2025-02-01", "2025-02-02"], Kind.ANSWERED_AT),
        ("Response date", ["unknown", "2025-02-01", "ask Ann", "2025-02-02", "2025-02-03"], Kind.ANSWERED_AT),
    ],
)
def test_more_than_half_of_the_values_are_dates_where_the_header_says_date(
    tmp_path: Path, header: str, values: list[object], kind: Kind
) -> None:
    assert one(tmp_path, header, values).kind is kind


@pytest.mark.parametrize(
    ("said", "code", "odd"),
    [
        (["Good", "Bad", "Meh", "Good", "Good", "Bad"], "csat-0-1", "Meh"),
        (["Good", "Fair", "Bad", "Meh", "Good", "Bad"], "csat-1-3", "Meh"),
        (["Very satisfied", "Satisfied", "Very dissatisfied", "Whatever"], "csat", "Whatever"),
    ],
)
def test_one_odd_word_among_few_steps_is_told_and_left_to_a_person(tmp_path: Path, said: list[object], code: str, odd: str) -> None:
    found = one(tmp_path, "Satisfaction", said)
    assert found.kind is Kind.SCORE and found.scale and found.scale.scale.code == code and odd not in found.scale.values
    finding = next(finding for finding in found.findings if finding.code == "mixed-scales")
    assert (finding.value, finding.line) == (odd, said.index(odd) + 2)


def test_words_of_which_only_two_are_steps_are_no_scale_where_none_is_asked_for(tmp_path: Path) -> None:
    assert one(tmp_path, "Credit history", ["Good", "Bad", "None yet", "Thin", "Good", "Bad"]).kind is not Kind.SCORE


FOUR = ("Very dissatisfied", "Dissatisfied", "Satisfied", "Very satisfied")


@pytest.mark.parametrize(
    ("answers", "code", "numbers", "told"),
    [
        (spread(*FOUR), "csat-1-4", [1, 2, 3, 4], True),
        (spread(*FOUR, rows=12), "csat", [1, 2, 4, 5], True),
        ([*spread(*FOUR), "Neutral"], "csat", [1, 2, 4, 5], False),
        (spread(*FOUR[1:]), "csat", [2, 4, 5], False),
        (spread("1 star", "2 stars", "4 stars", "5 stars"), "csat", [1, 2, 4, 5], False),
        (spread("Not at all helpful", "Not so helpful", "Very helpful", "Extremely helpful"), "rating", [1, 2, 4, 5], False),
    ],
)
def test_steps_without_a_middle_are_as_many_as_they_are(
    tmp_path: Path, answers: list[object], code: str, numbers: list[float], told: bool
) -> None:
    """Of 60 people some take a middle that is offered; of 12, or on a scale of stars, that nobody did says nothing."""
    found = one(tmp_path, "How satisfied were you?", answers)
    assert found.scale and found.scale.scale.code == code
    assert sorted(value for answer, value in found.scale.values.items() if answer != "Neutral") == numbers
    assert [finding.code for finding in found.findings] == ["no-middle"] * told


def test_the_number_of_an_order_tells_answers_apart_where_each_has_another(tmp_path: Path) -> None:
    orders: list[object] = [f"A{number}" for number in range(60)]
    assert one(tmp_path, "order_id", orders).kind is Kind.SUBMISSION_ID
    assert one(tmp_path, "Order number", orders[:30] * 2).kind is not Kind.SUBMISSION_ID
    assert one(tmp_path, "product_id", orders).kind is not Kind.SUBMISSION_ID
    found = meanings(tmp_path, {"order_id": orders, "response_id": list(range(60)), "Rating": spread(1, 2, 3, 4, 5)})
    assert [name for name, meaning in found.items() if meaning.kind is Kind.SUBMISSION_ID] == ["response_id"]


STEPS = ("Très insatisfait", "Insatisfait", "Ni satisfait ni insatisfait", "Satisfait", "Très satisfait")
HEADERS = ("Numéro", "Date", "Êtes-vous satisfait de la qualité ?", "Suggestions d’amélioration")


def test_accents_that_stand_apart_are_read_like_any_and_kept_as_they_are(store: Store, tmp_path: Path) -> None:
    columns = (
        list(range(40)),
        [f"{number % 27 + 1} février 2025" for number in range(40)],
        spread(*STEPS, rows=40),
        [f"Délai trop élevé à l’accueil, {number} fois" for number in range(40)],
    )
    whole: dict[str, list[object]] = {header: list(values) for header, values in zip(HEADERS, columns, strict=True)}
    split = {apart(header): [apart(str(value)) for value in values] for header, values in whole.items()}
    one_sign = as_json(inspect_table(write(tmp_path, whole, "whole.csv")))["suggested_mapping"]
    two_signs = as_json(inspect_table(write(tmp_path, dict(split), "split.csv")))["suggested_mapping"]
    assert [question["code"] for question in two_signs["questions"]] == [question["code"] for question in one_sign["questions"]]
    assert [question["scale"] for question in two_signs["questions"][:1]] == ["csat"]
    assert [question["column"] for question in two_signs["questions"]] == list(split)[2:]
    mapping = inspect_table(write(tmp_path, whole, "whole.csv")).mapping
    assert mapping is not None
    report = bring_in(store, COMMAND_LINE, tmp_path / "split.csv", mapping, journey="stay")
    assert (report.rows, report.refused, report.refused_answers) == (40, 0, 0)


def test_a_long_file_with_a_code_and_the_words_of_each_question_is_read_by_the_words(tmp_path: Path) -> None:
    asked = ("How satisfied are you with the delivery?", "How likely are you to recommend us? (0-10)", "Anything else?")
    columns: dict[str, list[object]] = {
        "response_id": [f"r{number // 3}" for number in range(90)],
        "submitted_at": ["2025-03-01 10:00:00"] * 90,
        "question_id": [f"q{number % 3 + 1}" for number in range(90)],
        "question_text": [asked[number % 3] for number in range(90)],
        "answer": [(number % 5 + 1, number % 11, f"It took {number} days and nobody called")[number % 3] for number in range(90)],
    }
    mapping = inspect_table(write(tmp_path, columns)).mapping
    assert mapping is not None and (mapping.long.question, mapping.long.value) == ("question_text", "answer")
    assert [(question.wording, question.scale) for question in mapping.definition.questions] == list(
        zip(asked, ("csat", "nps", ""), strict=True)
    )


@pytest.mark.parametrize(
    ("header", "started"), [("结束答题时间", "开始答题时间"), ("回答終了日時", "回答開始日時"), ("End time", "Start time")]
)
def test_the_end_is_when_it_was_answered_and_not_the_start(tmp_path: Path, header: str, started: str) -> None:
    days: list[object] = [f"2025-03-{number % 28 + 1:02} 10:00:00" for number in range(40)]
    found = meanings(tmp_path, {started: days, header: days, "Rating": spread(1, 2, 3, 4, 5, rows=40)})
    assert (found[header].kind, found[started].kind) == (Kind.ANSWERED_AT, Kind.STARTED_AT)


def test_the_number_of_a_respondent_is_an_id_where_each_row_has_another(tmp_path: Path) -> None:
    assert one(tmp_path, "Respondent", list(range(60))).kind is Kind.SUBMISSION_ID
    assert (
        one(tmp_path, "Respondent", [chr(65 + number % 26) + "nn" * (number // 26) for number in range(50)]).kind is not Kind.SUBMISSION_ID
    )


def rated(scores: int = 4, people: int = 80) -> dict[str, list[object]]:
    """Scores of one row that rise and fall together, under headers that say so."""
    return {f"Q7RATE{at}": [1 + (3 * person + person // 7 + at % 2) % 5 for person in range(people)] for at in range(scores)}


@pytest.mark.parametrize("header", ["Q4BAGS", "Q4STORE", "Q4FOOD", "Q4WIFI"])
def test_codes_of_yes_and_no_under_the_name_of_a_touchpoint_are_no_score(tmp_path: Path, header: str) -> None:
    codes: list[object] = [1, 2, 2, 1, 1, 0, 2, 1] * 12 + [5, 3]
    found = meanings(tmp_path, {header: codes, "Remark": ["It was loud"] * 98})
    assert found[header].kind is not Kind.SCORE


def test_codes_that_do_not_rise_and_fall_with_the_scores_of_their_row_are_no_score(tmp_path: Path) -> None:
    scores = rated()
    lots: list[object] = [1 + (person * person + person // 3) % 5 for person in range(80)]
    assert meanings(tmp_path, {"Q3PARK": lots, **scores})["Q3PARK"].kind is not Kind.SCORE
    assert meanings(tmp_path, {"Q3PARK": lots})["Q3PARK"].kind is Kind.SCORE, "nothing in the file speaks against it"
    parking: list[object] = [min(5, max(1, int(str(score)) + person % 2)) for person, score in enumerate(scores["Q7RATE0"])]
    assert meanings(tmp_path, {"Q3PARK": parking, **scores})["Q3PARK"].kind is Kind.SCORE


@pytest.mark.parametrize(
    ("header", "answers", "scale", "code"),
    [
        ("How likely are you to recommend us? (0-10)", [9, 10, 8, 7, 11, 3], "nps", "11"),
        ("How likely are you to recommend us?", [9, 10, 8, 7, 11, 0, 3], "nps", "11"),
        ("How satisfied were you with the food? (1-5)", [5, 4, 6, 3, 2, 1], "csat", "6"),
    ],
)
def test_the_number_after_the_end_that_a_question_names_is_no_answer(
    tmp_path: Path, header: str, answers: list[object], scale: str, code: str
) -> None:
    found = one(tmp_path, header, answers * 20)
    assert found.scale is not None
    assert (found.scale.scale.code, found.scale.no_answer) == (scale, (code,))


@pytest.mark.parametrize(
    ("header", "answers", "ends"),
    [
        ("Note sur 20", [12, 15, 18, 9, 14], (0, 20)),
        ("Note /20", [12, 15, 18, 9, 14], (0, 20)),
        ("Note globale (/10)", [8, 9, 7, 10, 6], (0, 10)),
        ("Score out of 10", [8, 9, 7, 10, 6], (1, 10)),
        ("Score out of 10", [8, 9, 7, 10, 0], (0, 10)),
        ("Rating out of 5", [4, 3, 2], (1, 5)),
        ("Punkte (von 10)", [8, 9, 7, 10, 6], (1, 10)),
        ("Rating (0-20)", [12, 15, 18, 9, 14], (0, 20)),
        ("満足度（10点満点）", [8, 9, 7, 10, 6], (0, 10)),
        ("满意度评分（满分100）", [80, 90, 75, 60], (0, 100)),
    ],
)
def test_a_question_that_names_the_best_answer_names_an_end_of_the_scale(
    tmp_path: Path, header: str, answers: list[object], ends: tuple[int, int]
) -> None:
    found = one(tmp_path, header, answers * 20)
    assert found.scale is not None
    assert (found.scale.scale.minimum, found.scale.scale.maximum) == ends


@pytest.mark.parametrize("header", ["Fuel in L/100km", "Visits as of 11/10", "Nombre d'achats sur 10 ans"])
def test_what_only_looks_like_a_mark_is_none(tmp_path: Path, header: str) -> None:
    assert one(tmp_path, header, [8, 9, 7, 10, 6] * 20).kind is not Kind.SCORE


@pytest.mark.parametrize(
    ("header", "stage", "touchpoint"),
    [("Note sur 20", "overall", ""), ("Rating out of 5", "overall", ""), ("Livraison (sur 10)", "receive", "delivery")],
)
def test_the_best_mark_is_no_place_on_the_journey(tmp_path: Path, header: str, stage: str, touchpoint: str) -> None:
    place = one(tmp_path, header, [5, 4, 3] * 20).place
    assert (place.stage, place.touchpoint) == (stage, touchpoint)
