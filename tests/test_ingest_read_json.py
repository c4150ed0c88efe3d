"""Files of JSON: a document with a list of objects, or an object a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.reading import refusal, rows, table

ANSWERS = [{"id": number, "who": {"city": "Köln"}, "note": f"late, {number}", "tags": ["a", "b"]} for number in range(5)]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(ANSWERS).encode(),
        json.dumps(ANSWERS, indent=2, ensure_ascii=False).encode("utf-8-sig"),
        json.dumps(ANSWERS, ensure_ascii=False).encode("utf-16"),
        json.dumps({"links": [{"next": ""}], "result": {"answers": ANSWERS}, "total": 5}, indent=1).encode(),
        json.dumps({"answers": ANSWERS, "total": 5}).encode(),
        json.dumps({"feed": {"by": {"name": "us"}, "entry": ANSWERS}}).encode(),
    ],
)
def test_a_json_document_is_read_by_its_longest_list(tmp_path: Path, content: bytes) -> None:
    found = table(tmp_path, content, "answers.json")
    assert (found.columns, found.data_rows, found.refused) == (("id", "who.city", "note", "tags"), 5, 0)
    assert rows(found)[3] == ["3", "Köln", "late, 3", "a; b"]


def test_one_object_on_one_line_is_one_answer_and_what_is_no_object_is_named(tmp_path: Path) -> None:
    assert table(tmp_path, '{"id": 1, "items": [{"sku": 7}]}\n', "answers.json").columns == ("id", "items")
    inner = '{"id": 1, "form": {"fields": [{"a": 1}, {"a": 2}]}}\n'
    assert table(tmp_path, inner, "answers.json").columns == ("id", "form.fields")
    mixed = table(tmp_path, '[{"a": 1}, 2, {"a": 3}]', "answers.json")
    assert (mixed.data_rows, mixed.refused, rows(mixed)) == (3, 1, [["1"], ["3"]])


def test_lists_of_a_json_document_that_are_left_out_are_named(tmp_path: Path) -> None:
    one, two = [{"id": n, "nps": n} for n in range(5)], [{"id": n} for n in range(3)]
    found = table(tmp_path, json.dumps({"north": one, "south": two, "meta": [{"page": 1}]}), "answers.json")
    [said] = [finding.what for finding in found.findings if finding.code == "other-lists"]
    assert said == "The document holds several lists of objects: “north” is read, and “south” (3) left out."
    alone = table(tmp_path, json.dumps({"north": one, "meta": [{"page": 1}]}), "answers.json")
    assert not [finding for finding in alone.findings if finding.code == "other-lists"]


def test_json_lines_with_nested_objects(tmp_path: Path) -> None:
    lines = [{"id": 1, "answers": {"score": 9, "tags": ["late", "cold"]}}, {"id": 2, "note": "fine\nreally", "ok": True}]
    found = table(tmp_path, "\n".join(json.dumps(line) for line in lines) + "\n{broken\n\n", "answers.jsonl")
    assert found.columns == ("id", "answers.score", "answers.tags", "note", "ok")
    assert rows(found) == [["1", "9", "late; cold", "", ""], ["2", "", "", "fine\nreally", "true"]]
    assert [finding.what for _, _, finding in found.ragged()] == ["Line 3 is not a JSON object."]
    assert (found.data_rows, found.refused) == (3, 1)


def test_a_document_of_lists_is_refused_and_not_read_as_one_answer(tmp_path: Path) -> None:
    content = json.dumps({"columns": ["id", "nps"], "data": [[1, 9], [2, 8]]})
    assert "without a list of objects" in refusal(tmp_path, content, "answers.json")


def test_what_is_nested_too_deep_for_answers_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    refused = refusal(tmp_path, '[{"a": ' + "[" * 20_000 + "]" * 20_000 + "}]", "deep.json")
    assert "nested too deep for answers" in str(refused)


def test_a_list_of_questions_and_answers_in_each_object_becomes_a_column_for_each_question(tmp_path: Path) -> None:
    def person(number: int, *answers: dict[str, object]) -> str:
        return json.dumps({"id": number, "answers": list(answers)})

    content = "\n".join(
        (
            person(1, {"id": 7, "question": "How was it?", "value": 4}, {"id": 8, "question": "Why?", "value": "Late"}),
            person(2, {"id": 8, "question": "Why?", "value": None}),
        )
    )
    found = table(tmp_path, content, "answers.jsonl")
    assert found.columns == ("id", "answers.How was it?", "answers.Why?") and rows(found) == [["1", "4", "Late"], ["2", "", ""]]


@pytest.mark.parametrize("item", ['{"question": "Q", "value": 1, "n": 2}', '{"question": "Q"}', '{"question": "", "value": 1}', "3"])
def test_a_list_that_holds_more_than_a_question_and_an_answer_stays_whole(tmp_path: Path, item: str) -> None:
    content = "\n".join(f'{{"id": {number}, "answers": [{{"question": "A", "value": 1}}, {item}]}}' for number in (1, 2))
    assert table(tmp_path, content, "answers.jsonl").columns == ("id", "answers")
