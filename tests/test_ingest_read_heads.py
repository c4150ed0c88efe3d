"""Where the header is when all cells are words, when there is none, and when it comes again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading import codes, rows, table

STEPS = ["often", "seldom", "never", "often", "never", "seldom", "often", "often"]
GROUPED = "How often do you come?;;;What do you own?;;;Why?;\nBy bus;By car;On foot;Bicycle;Car;Other;Price;Other\n" + "".join(
    f"{step};{step};often;{'yes' if at % 2 else 'no'};no;{'a scooter' if at == 3 else ''};yes;\n" for at, step in enumerate(STEPS)
)


def test_items_below_questions_are_header_where_all_answers_are_words(tmp_path: Path) -> None:
    found = table(tmp_path, GROUPED)
    assert (found.dialect.header_rows, found.data_rows) == (2, len(STEPS))
    assert found.columns[1] == "How often do you come? – By car"
    assert found.columns[5] == "What do you own? – Other"


def test_a_first_answer_of_words_is_no_header(tmp_path: Path) -> None:
    lines = GROUPED.splitlines(keepends=True)
    named_once = "Place;;;Thing;;;Why;\n" + "".join(lines[2:])
    assert table(tmp_path, named_once).dialect.header_rows == 1
    all_different = "Place;;;Thing;;;Why;\n" + "".join(f"a{n};b{n};c{n};d{n};e{n};f{n};g{n};h{n}\n" for n in range(9))
    assert table(tmp_path, all_different).dialect.header_rows == 1


@pytest.mark.parametrize("second", ["good,kind,10,31,f,20240908175041", "good,kind,7,12,f,20240909175041"])
def test_two_answers_with_numbers_among_words_have_no_header(tmp_path: Path, second: str) -> None:
    found = table(tmp_path, f"all right,slow,6,30,m,20240907101500\n{second}\n")
    assert (found.dialect.header_rows, found.data_rows) == (0, 2)
    assert "no-header" in codes(found)


def test_years_beside_each_other_are_still_names(tmp_path: Path) -> None:
    assert table(tmp_path, "customer,2021,2022,2023\nann,5,4,x\nbob,4,4,y\n").dialect.header_rows == 1


def test_a_header_that_comes_again_is_left_out_and_said(tmp_path: Path) -> None:
    text = "id,Topic,Answer\na-1,Price,high\na-2,Staff,kind\nid,Topic,Answer\nb-1,Price,low\nb-2,Room,kind\nid,Topic,Answer\nc-1,Fee,low\n"
    found = table(tmp_path, text)
    assert (found.dialect.header_rows, found.data_rows, found.columns) == (1, 5, ("id", "Topic", "Answer"))
    assert [cells[0] for cells in rows(found)] == ["a-1", "a-2", "b-1", "b-2", "c-1"]
    assert [line for line, _ in found.rows()] == [2, 3, 5, 6, 8]
    assert [finding.what for finding in found.findings if finding.code == "header-again"] == [
        "The header stands in line 4 once more, and further on, too."
    ]


def test_the_same_answer_twice_is_no_header(tmp_path: Path) -> None:
    found = table(tmp_path, "Ulm,good,Ann\nUlm,bad,Bob\nUlm,good,Ann\nRom,good,Bob\n")
    assert (found.dialect.header_rows, found.data_rows) == (0, 4)
