"""How many columns a file may have."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.reading import refusal, table
from vocdash.errors import UnreadableFile
from vocdash.ingest.read import read_table

LIMIT = 60


@pytest.fixture(autouse=True)
def limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_MAX_COLUMNS", str(LIMIT))


def lines(columns: int) -> list[list[str]]:
    return [[f"q{number}" for number in range(columns)], *([str(row + number) for number in range(columns)] for row in range(3))]


def written(columns: int) -> str:
    return "".join(",".join(line) + "\n" for line in lines(columns))


def test_a_file_at_the_limit_is_read_and_one_beyond_is_refused_with_both_numbers(tmp_path: Path) -> None:
    assert len(table(tmp_path, written(LIMIT)).columns) == LIMIT
    said = refusal(tmp_path, written(LIMIT + 1))
    assert said == f"“answers.csv” has {LIMIT + 1} columns, and a table of answers has at most {LIMIT}."


def test_the_fix_names_the_setting(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(written(LIMIT + 1))
    with pytest.raises(UnreadableFile) as caught:
        read_table(path)
    assert "VOCDASH_MAX_COLUMNS" in caught.value.fix


def test_workbooks_and_json_have_the_same_limit(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in lines(LIMIT + 1):
        book.active.append(line)
    book.save(tmp_path / "answers.xlsx")
    (tmp_path / "answers.json").write_text(json.dumps([{f"q{number}": 1 for number in range(LIMIT + 1)}] * 3))
    for name in ("answers.xlsx", "answers.json"):
        with pytest.raises(UnreadableFile, match=f"has {LIMIT + 1} columns"):
            read_table(tmp_path / name)


def test_names_that_come_again_and_again_stay_apart(tmp_path: Path) -> None:
    found = table(tmp_path, "Comment,Comment,Comment (2),Comment\na,b,c,d\n")
    assert found.columns == ("Comment", "Comment (2)", "Comment (2) (2)", "Comment (3)")
