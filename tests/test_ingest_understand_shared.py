"""Scales in words that several columns have together, and questions of which only one half of a scale was used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.columns import meanings, one, spread
from vocdash.ingest.understand import ColumnMeaning, Kind

STEPS = ("Extremely satisfied", "Somewhat satisfied", "Neither satisfied nor dissatisfied", "Somewhat dissatisfied",
         "Extremely dissatisfied")  # fmt: skip
DAYS: list[object] = [f"2026-01-{number % 14 + 1:02}" for number in range(60)]


def values(found: ColumnMeaning) -> dict[str, float]:
    assert found.kind is Kind.SCORE and found.scale
    assert (found.scale.scale.minimum, found.scale.scale.maximum) == (1, 5)
    return found.scale.values


def test_columns_of_a_few_answers_are_read_together(tmp_path: Path) -> None:
    answers = {
        "Food": ["Good", "Excellent", "Good", "Excellent", "Good", "Poor", "Good"],
        "Service": ["Excellent", "Excellent", "Good", "Good", "Excellent", "Good", "Good"],
        "Ambience": ["Good", "Good", "Excellent", "Good", "Fair", "Excellent", "Good"],
    }
    found = meanings(tmp_path, {name: list(values) for name, values in answers.items()})
    assert {name: meaning.scale.scale.code for name, meaning in found.items() if meaning.scale} == dict.fromkeys(answers, "rating-1-4")
    answers["Ambience"][0] = "Very good"
    found = meanings(tmp_path, {name: list(values) for name, values in answers.items()})
    assert {name: meaning.scale.scale.code for name, meaning in found.items() if meaning.scale} == dict.fromkeys(answers, "rating")


def test_an_item_that_pleased_everybody_keeps_the_scale_of_its_question(tmp_path: Path) -> None:
    ask = "How satisfied are you with each of these? - "
    columns: dict[str, list[object]] = {f"{ask}Ordering": spread(*STEPS), f"{ask}Support": spread(*STEPS[:3]), "Date": DAYS}
    found = meanings(tmp_path, columns)
    assert values(found[f"{ask}Support"]) == values(found[f"{ask}Ordering"]) == dict(zip(STEPS, (5, 4, 3, 2, 1), strict=True))


def test_items_whose_answers_make_a_scale_only_together_are_read_together(tmp_path: Path) -> None:
    ask = "Please tell us about your last visit - "
    found = meanings(tmp_path, {f"{ask}Staff": spread(*STEPS[:2]), f"{ask}Queue": spread(*STEPS[3:]), "Date": DAYS})
    staff, queue = found[f"{ask}Staff"].scale, found[f"{ask}Queue"].scale
    assert staff and queue and staff.scale == queue.scale
    assert (staff.scale.maximum, staff.values[STEPS[1]], queue.values[STEPS[4]]) == (4, 3, 1)


def test_another_question_takes_over_a_scale_only_with_two_of_its_steps(tmp_path: Path) -> None:
    faces = ("Extremely Happy", "Happy", "Neutral", "Unhappy", "Extremely Unhappy")
    columns: dict[str, list[object]] = {
        "Rating": spread(*faces),
        "The time it took": spread(*faces[:3]),
        "Mood": spread("Neutral"),
        "Date": DAYS,
    }
    found = meanings(tmp_path, columns)
    assert values(found["The time it took"])["Happy"] == 4
    assert found["Mood"].kind is not Kind.SCORE


def test_half_a_scale_is_enough_where_the_question_asks_for_it(tmp_path: Path) -> None:
    happy = spread("Very satisfied", "Satisfied", "Neutral")
    assert values(one(tmp_path, "How satisfied are you?", happy)) == {"Very satisfied": 5, "Satisfied": 4, "Neutral": 3}
    assert one(tmp_path, "Mailing list", happy).kind is not Kind.SCORE
    assert one(tmp_path, "How satisfied are you?", spread("Satisfied", "Neutral")).kind is not Kind.SCORE


@pytest.mark.parametrize("groups", [("Promoter", "Passive", "Detractor"), (3, 2, 1)])
def test_the_column_of_groups_tells_which_question_asks_for_a_recommendation(tmp_path: Path, groups: tuple[object, ...]) -> None:
    found = meanings(tmp_path, {"QID2_NPS_GROUP": spread(*groups), "QID2": spread(*range(11)), "Date": DAYS})
    assert found["QID2_NPS_GROUP"].kind is Kind.LEAVE_OUT
    assert found["QID2"].scale and found["QID2"].scale.scale.code == "nps"


@pytest.mark.parametrize(("head", "kind"), [("Score", "Survey type"), ("Answer", "Question type")])
def test_a_column_that_says_nps_in_every_row_names_the_scale_of_the_answers(tmp_path: Path, head: str, kind: str) -> None:
    found = meanings(tmp_path, {head: spread(*range(11)), kind: spread("NPS"), "Points": spread(*range(11)), "Date": DAYS})
    assert [name for name, meaning in found.items() if meaning.scale and meaning.scale.scale.code == "nps"] == [head]


def test_an_answer_that_fits_nowhere_is_told_for_the_column_that_has_it(tmp_path: Path) -> None:
    ask = "How satisfied are you with each of these? - "
    columns: dict[str, list[object]] = {f"{ask}A": spread(*STEPS, "Still waiting"), f"{ask}B": spread(*STEPS[:3]), "Date": DAYS}
    found = meanings(tmp_path, columns)
    assert [finding.count for finding in found[f"{ask}A"].findings] == [10]
    assert found[f"{ask}B"].kind is Kind.SCORE and not found[f"{ask}B"].findings
