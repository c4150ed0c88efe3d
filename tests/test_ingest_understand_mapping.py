"""The mapping that meanings add up to: wide files, and long ones whose rows name their question."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from tests.columns import TODAY, meanings, spread, write
from vocdash.access import COMMAND_LINE
from vocdash.domain import Method, Role
from vocdash.errors import MappingError
from vocdash.ingest import bring_in
from vocdash.ingest.mapping import Mapping, Shape
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.read import Table
from vocdash.ingest.understand import Kind, suggest_mapping, understand
from vocdash.store import Store


def suggested(table: Table) -> Mapping:
    mapping = suggest_mapping(table, understand(table, today=TODAY), today=TODAY)
    assert load_mapping(mapping.to_dict()) == mapping
    return mapping


def test_a_long_file_is_mapped_long_with_a_scale_for_each_question(tmp_path: Path, sqlite_store: Store) -> None:
    dice = Random(5)
    rows = 120
    asked = ["How likely are you to recommend us?" if number % 2 else "How satisfied are you with the staff?" for number in range(rows)]
    table = write(
        tmp_path,
        {
            "submission_id": [number // 2 for number in range(rows)],
            "date": [f"2025-05-{number // 2 % 28 + 1:02}" for number in range(rows)],
            "question": asked,
            "touchpoint": ["Counter"] * rows,
            "score": [dice.randint(0, 10) if number % 2 else dice.randint(1, 5) for number in range(rows)],
        },
        "long.csv",
    )
    mapping = suggested(table)
    assert mapping.shape is Shape.LONG
    assert {question.wording: question.scale for question in mapping.definition.questions} == {asked[1]: "nps", asked[0]: "csat"}
    report = bring_in(sqlite_store, COMMAND_LINE, tmp_path / "long.csv", mapping)
    assert (report.added, report.refused) == (rows, 0)


def test_a_long_file_of_words_keeps_them_on_its_scale(tmp_path: Path, sqlite_store: Store) -> None:
    rows = 60
    table = write(
        tmp_path,
        {
            "date": [f"2025-05-{number % 28 + 1:02}" for number in range(rows)],
            "touchpoint": spread("Counter", "Phone", rows=rows),
            "answer rating": spread("Very satisfied", "Satisfied", "Dissatisfied", rows=rows),
        },
    )
    report = bring_in(sqlite_store, COMMAND_LINE, tmp_path / "answers.csv", suggested(table), dry_run=True)
    assert (report.added, report.refused) == (rows, 0)


def test_questions_with_the_same_words_get_different_codes(tmp_path: Path) -> None:
    wording = "How satisfied are you with everything that has to do with our delivery of goods"
    table = write(tmp_path, {f"{wording} {end}": spread(*range(1, 6)) for end in ("on time", "unharmed")})
    codes = [question.code for question in suggested(table).definition.questions]
    assert len(set(codes)) == 2 and all(len(code) <= 64 for code in codes)


def test_a_file_without_answers_gets_no_mapping(tmp_path: Path) -> None:
    table = write(tmp_path, {"town": ["Bath", "York"], "inhabitants": [94782, 153717]})
    with pytest.raises(MappingError, match="recognised as a score or a comment"):
        suggest_mapping(table, understand(table))


def three_questions(people: int = 30) -> dict[str, list[object]]:
    """Three rows a person: satisfaction in words, a rating in numbers, and what they would change in their own words."""
    dice = Random(7)
    columns: dict[str, list[object]] = {"Response ID": [], "Submitted": [], "Question": [], "Answer": []}
    for person in range(people):
        answers: dict[str, object] = {
            "How satisfied are you with the delivery?": dice.choice(["Very satisfied", "Satisfied", "Dissatisfied"]),
            "On a scale of 1 to 10, how would you rate our website?": dice.randint(1, 10),
            "What should we do better?": f"Please call before you come to number {person}",
        }
        for question, answer in answers.items():
            cells = (f"R{person}", f"2025-05-{person % 28 + 1:02}", question, answer)
            for column, cell in zip(columns.values(), cells, strict=True):
                column.append(cell)
    return columns


def test_an_id_that_repeats_names_the_person_where_rows_name_their_question(tmp_path: Path) -> None:
    found = meanings(tmp_path, three_questions())
    assert found["Response ID"].kind is Kind.SUBMISSION_ID
    assert found["Answer"].kind is Kind.SCORE


def test_scores_and_words_of_one_column_come_in_as_what_their_question_asks_for(tmp_path: Path, store: Store) -> None:
    table = write(tmp_path, three_questions(), "three.csv")
    mapping = suggested(table)
    assert [(q.scale, q.role, q.stage, q.touchpoint) for q in mapping.definition.questions] == [
        ("csat", Role.PERFORMANCE, "receive", "delivery"),
        ("rating-1-10", Role.PERFORMANCE, "choose", "website"),
        ("", Role.COMMENT, "", ""),
    ]
    report = bring_in(store, COMMAND_LINE, tmp_path / "three.csv", mapping)
    assert (report.added, report.refused) == (90, 0)
    with store.reading() as connection:
        rows = connection.execute(sa.text("SELECT submission_id, value, verbatim FROM responses")).all()
    texts = [row.verbatim for row in rows if row.verbatim]
    assert len({row.submission_id for row in rows}) == 30
    assert sorted(texts) == sorted(f"Please call before you come to number {person}" for person in range(30))
    assert all((row.value is None) == (row.verbatim is not None) for row in rows)


def test_complaints_that_nobody_wrote_out_speak_by_their_issue(tmp_path: Path, sqlite_store: Store) -> None:
    texts = [f"They took the money twice, for number {number}, and nobody answers" for number in range(60)]
    columns: dict[str, list[object]] = {
        "Date received": [f"2025-05-{number % 28 + 1:02}" for number in range(60)],
        "Product": spread("Mortgage", "Credit card"),
        "Issue": spread("Trouble during payment", "Fees or interest", "Closing an account"),
        "Consumer complaint narrative": [text if number % 5 == 0 else "" for number, text in enumerate(texts)],
        "Complaint ID": list(range(700, 760)),
    }
    found = meanings(tmp_path, columns)
    assert found["Issue"].kind is Kind.COMMENT and found["Consumer complaint narrative"].kind is Kind.COMMENT
    mapping = suggested(write(tmp_path, columns, "complaints.csv"))
    assert mapping.source and mapping.source.method is Method.COMPLAINT
    report = bring_in(sqlite_store, COMMAND_LINE, tmp_path / "complaints.csv", mapping, dry_run=True)
    assert (report.added, report.refused) == (60, 0)
    scored = meanings(tmp_path, {**columns, "Rating": spread(1, 2, 3, 4, 5)})
    assert scored["Issue"].kind is Kind.SEGMENT
