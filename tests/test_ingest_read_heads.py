"""Where the header is when all cells are words, when there is none, and when it comes again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading import codes, rows, table
from vocdash.ingest.inspect import inspect

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


def test_a_header_that_comes_again_far_below_is_left_out_and_said(tmp_path: Path) -> None:
    answers = [f"{number},{number % 5 + 1}" for number in range(1, 901)]
    found = table(tmp_path, "\n".join(["ticket,csat", *answers[:700], "ticket,csat", *answers[700:]]) + "\n")
    assert (found.data_rows, len(rows(found)), codes(found)) == (900, 900, {"header-again"})
    assert next(finding.line for finding in found.findings if finding.code == "header-again") == 702


def test_an_answer_that_says_the_name_of_its_only_column_stays(tmp_path: Path) -> None:
    found = table(tmp_path, "comment\n" + "slow\nkind\n" * 40 + "comment\nkind\n")
    assert (found.data_rows, codes(found)) == (82, {"one-column"})


@pytest.mark.parametrize("names", [("Criterion", "Judge 1", "Judge 2", "Judge 3", "Judge 4"), ("", "Ballot", "1", "2", "3", "4")])
def test_a_table_on_its_side_is_read_and_said_and_has_no_mapping(tmp_path: Path, names: tuple[str, ...]) -> None:
    asked = ["Taste of the soup", "Look of the plate", "Value for money", "Would order it again"]
    lines = [",".join(["", text, *"4325"] if names[0] == "" else [text, *"4325"]) for text in asked]
    path = tmp_path / "ballots.csv"
    path.write_text("\n".join([",".join(names), *lines]) + "\n")
    found = inspect(path)
    assert (found.table.data_rows, found.mapping) == (4, None)
    assert [finding.code for finding in found.warnings] == ["people-in-columns"]


def test_people_in_rows_with_numbered_items_lie_on_no_side(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text("Guest,Item 1,Item 2,Item 3\n" + "".join(f"Guest {n},{n % 5 + 1},{n % 3 + 1},{n % 4 + 2}\n" for n in range(1, 30)))
    assert "people-in-columns" not in {finding.code for finding in inspect(path).warnings}


def test_a_column_that_says_the_same_everywhere_is_no_measure(tmp_path: Path) -> None:
    text = "CASE,QUESTNNR,STARTED,Q1\n" + "".join(f"{n},base,2026-01-{n:02} 10:00:00,{n % 5 + 1}\n" for n in range(1, 20))
    assert table(tmp_path, text).data_rows == 19


def test_the_same_answer_twice_is_no_header(tmp_path: Path) -> None:
    found = table(tmp_path, "Ulm,good,Ann\nUlm,bad,Bob\nUlm,good,Ann\nRom,good,Bob\n")
    assert (found.dialect.header_rows, found.data_rows) == (0, 4)


def _chosen(step: int) -> str:
    return ",".join(str(step) if step == at else "" for at in range(1, 6))


@pytest.mark.parametrize("below", [",,1,2,3,4,5,,", ",,1,2,3,4,5,Response,Open-Ended Response"])
def test_a_second_row_that_names_the_steps_by_numbers_is_a_header(tmp_path: Path, below: str) -> None:
    answers = [f"{n},2026-05-{n:02},{_chosen(n % 5 + 1)},{8 + n % 3},Came on day {n}" for n in range(1, 10)]
    head = "Respondent,End Date,How was delivery?,,,,,Would you recommend us?,Comment"
    found = table(tmp_path, "\n".join([head, below, *answers]) + "\n")
    assert (found.dialect.header_rows, found.data_rows) == (2, 9)


def test_a_first_answer_that_left_questions_blank_is_no_header(tmp_path: Path) -> None:
    answers = [f"{n},2026-05-{n:02},{_chosen(n % 5 + 1)},{8 + n % 3},Came on day {n}" for n in range(2, 10)]
    head = "Respondent,End Date,How was delivery?,,,,,Would you recommend us?,Comment"
    found = table(tmp_path, "\n".join([head, f",,{_chosen(2)},,", *answers]) + "\n")
    assert (found.dialect.header_rows, found.data_rows) == (1, 9)
