"""Questions with a good answer and a bad one only, whose figure is the share of the good ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.columns import meanings, one, spread, write
from vocdash.access import COMMAND_LINE
from vocdash.domain import Scope
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.inspect import inspect_table
from vocdash.ingest.understand import ColumnMeaning
from vocdash.metrics import Query, ask
from vocdash.metrics.index import overall
from vocdash.store import Store


def answers(found: ColumnMeaning) -> tuple[str, dict[str, float], bool]:
    assert found.scale is not None
    return found.scale.scale.code, found.scale.values, found.scale.reverse


@pytest.mark.parametrize(
    ("header", "good", "bad"),
    [
        ("Satisfaction rating", "Good", "Bad"),
        ("satisfaction_rating.score", "good_with_comment", "bad"),
        ("Satisfaction", "Good, I'm satisfied", "Bad, I'm unsatisfied"),
        ("CSAT", "👍", "👎"),
        ("Rating", "👍", "👎"),
        ("How did we do?", "Happy", "Unhappy"),
        ("How did we do?", "Satisfied", "Not satisfied"),
        ("Were you satisfied with our answer?", "Yes", "No"),
        ("Zufriedenheit", "Gut", "Schlecht"),
        ("Оценка", "хорошо", "плохо"),
        ("Did we meet your expectations? Satisfied?", "ja", "nein"),
    ],
)
def test_a_good_answer_and_a_bad_one_are_satisfied_and_not(tmp_path: Path, header: str, good: str, bad: str) -> None:
    found = one(tmp_path, header, spread(good, bad))
    assert answers(found) == ("csat-0-1", {good: 1.0, bad: 0.0}, False)
    assert found.findings == ()


def test_of_few_answers_it_is_said_that_there_may_be_more_steps(tmp_path: Path) -> None:
    found = one(tmp_path, "Satisfaction", spread("Good", "Bad", rows=12))
    assert answers(found)[0] == "csat-0-1" and [finding.code for finding in found.findings] == ["two-steps"]


@pytest.mark.parametrize(
    ("header", "said", "code"),
    [
        ("Was this helpful?", ("👍", "👎"), "yesno"),
        ("Would you buy it again?", ("Yes", "No"), "yesno"),
        ("Satisfaction", ("Good", "Bad", "Fair"), "csat-1-3"),
        ("Satisfaction", ("Very satisfied", "Satisfied", "Dissatisfied"), "csat"),
        ("Quality of the food", ("Excellent", "Poor"), "rating"),
        ("Satisfaction", (1, 2), "csat"),
        ("Result of the test", ("Positive", "Negative"), "yesno"),
    ],
)
def test_other_answers_are_no_two_steps(tmp_path: Path, header: str, said: tuple[object, ...], code: str) -> None:
    found = one(tmp_path, header, spread(*said))
    assert found.scale is None or found.scale.scale.code == code


def test_what_asks_for_no_score_does_not_come_in_beside_scores(tmp_path: Path) -> None:
    """Good and bad may be said of a credit, positive of a test; delivery in Arabic begins like a recommendation."""
    columns = {
        "credit_status": spread("Good", "Bad"),
        "test_result": spread("Positive", "Negative"),
        "ما مدى رضاك عن التوصيل؟": spread(*range(1, 6)),
    }
    mapping = inspect_table(write(tmp_path, columns)).mapping
    assert mapping is not None
    (question,) = mapping.definition.questions
    assert (question.column, question.scale, question.touchpoint) == ("ما مدى رضاك عن التوصيل؟", "csat", "delivery")


def test_steps_that_a_neighbour_has_more_of_are_steps_of_its_scale(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {
        "Rate the food": spread("Very good", "Good", "Fair", "Bad", "Very bad"),
        "Rate the seats": spread("Good", "Bad", rows=60),
    }
    found = meanings(tmp_path, columns)
    assert [answers(meaning)[1]["Good"] for meaning in found.values()] == [4.0, 4.0]


def test_yes_to_a_question_for_the_bad_is_the_bad_answer(tmp_path: Path) -> None:
    assert answers(one(tmp_path, "Were you dissatisfied with anything?", spread("Yes", "No")))[2] is True
    assert answers(one(tmp_path, "Were you satisfied or dissatisfied?", spread("Yes", "No")))[2] is False


def test_the_figure_is_the_share_of_the_good_ones(store: Store, tmp_path: Path) -> None:
    """30 good and 10 bad: Zendesk says 75 %, and so do the share of satisfied people and the index."""
    columns: dict[str, list[object]] = {
        "Ticket ID": list(range(1, 49)),
        "Satisfaction rating": ["Good"] * 30 + ["Bad"] * 10 + ["Offered"] * 8,
        "Satisfaction comment": [""] * 48,
        "Satisfaction rating updated - Timestamp": [f"2025-03-{1 + number % 28:02} 10:00:00" for number in range(48)],
    }
    table = write(tmp_path, columns, "zendesk.csv")
    mapping = inspect_table(table).mapping
    assert mapping is not None
    report = bring_in(store, COMMAND_LINE, tmp_path / "zendesk.csv", mapping, journey="help")
    assert (report.rows, report.refused, report.refused_answers) == (48, 0, 0)
    (row,) = ask(store, Query("csat"))
    assert (row.score.value, row.score.n) == (75.0, 40)
    assert overall(store, Scope()).score.value == pytest.approx(75.0)
