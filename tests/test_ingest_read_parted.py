"""Files whose columns are told apart by a rare sign, by several characters, by blanks, or by their place in the line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.reading import codes, rows, table
from vocdash.errors import VocError
from vocdash.ingest.inspect import as_json, inspect
from vocdash.ingest.read.overrides import delimiter_words

HEAD = ("Response ID", "NPS score", "Why?")
SAID = [
    ("1", "9", "Great, really; thanks"),
    ("2", "3", "Slow, and dear"),
    ("3", "10", "ok"),
    ("4", "7", "Why not | so"),
    ("60", "0", "It was fine"),
]
TABLE = [list(row) for row in SAID]
SQL = [("id", "score", "why"), ("-" * 6, "-" * 6, "-" * 12), *SAID]


def lines(table: Sequence[Sequence[str]], form: str) -> str:
    return "".join(form.format(*row).rstrip() + "\n" for row in table)


@pytest.mark.parametrize("sign", ["^", "~", "\x1f", "\x01", "¦", "§", "#", "!", "||", "::", ";;", "|~|", "^|^", "  "])
def test_a_rare_sign_between_columns_is_found_and_said(tmp_path: Path, sign: str) -> None:
    found = table(tmp_path, "\n".join(map(sign.join, [HEAD, *SAID])) + "\n")
    assert (found.dialect.delimiter, found.columns, rows(found), found.refused) == (sign, HEAD, TABLE, 0)
    assert codes(found) == {"rare-delimiter"}
    again = table(tmp_path, "\n".join(map(sign.join, [HEAD, *SAID])), overrides={"delimiter": delimiter_words(sign)})
    assert (again.columns, rows(again), codes(again)) == (HEAD, TABLE, set())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (lines([HEAD, *SAID], "{:<12}{:<10}{}"), HEAD),
        (lines([HEAD, *SAID], "{:>12}{:>10} {}"), HEAD),
        (lines([HEAD, *SAID], "{:>12} {:>9} {:>30}"), HEAD),
        ("Answers of May\n\n" + lines(SQL, "{:<6} {:<6} {}") + "\n(5 rows affected)\n", ("id", "score", "why")),
    ],
)
def test_columns_in_fixed_places_are_found(tmp_path: Path, text: str, names: tuple[str, ...]) -> None:
    found = table(tmp_path, text)
    assert (found.dialect.delimiter, found.columns, rows(found), found.refused) == ("fixed width", names, TABLE, 0)
    assert "rare-delimiter" in codes(found)


def test_numbers_that_grow_to_the_left_below_the_sample_stay_whole_and_a_row_across_a_gap_is_refused(tmp_path: Path) -> None:
    numbers = [(str(n), str(n % 11), "so so" if n % 3 else "") for n in range(1, 20_001)]
    found = table(tmp_path, lines([("id", "nps", "why"), *numbers], "{:>8} {:>5} {}") + "1234567890123456\n")
    assert [tuple(cells) for cells in rows(found)] == numbers
    assert [finding.line for _, _, finding in found.ragged()] == [20_002]


def test_what_r_and_others_write_with_blanks_between_quoted_cells(tmp_path: Path) -> None:
    assert table(tmp_path, lines([HEAD, *SAID], '"{}" "{}" "{}"')).columns == HEAD
    of_r = '"nps" "why"\n' + "".join(f'"{n}" {nps} "{why}"\n' for n, (_, nps, why) in enumerate(SAID, start=1))
    assert table(tmp_path, of_r).columns == ("column 1", "nps", "why")


@pytest.mark.parametrize(
    "text",
    [
        "comment\nGreat, really\nNot so good\nok\nI waited; nobody came\nfine\n",
        "How was it?\nIt was good\nNot so bad\nWhat a day\nOh dear me\n",
        "Start date\n" + "2024-05-01 10:00:00\n" * 6,
        "score\n1\n2\n3\n4\n5\n",
        "idnpswhy\n0109great\n0203bad ok\n0310ok\n0407fine\n",
        "id^nps^why\n1^9\n2^3^a^b\n3\n",
    ],
)
def test_one_column_stays_one_and_is_said(tmp_path: Path, text: str) -> None:
    found = table(tmp_path, text)
    assert (len(found.columns), found.data_rows) == (1, text.count("\n") - 1)
    assert "one-column" in codes(found)


def test_usual_signs_go_first(tmp_path: Path) -> None:
    found = table(tmp_path, "id,from^to,why\n1,a^b,x\n2,c^d,y\n3,e^f,z\n")
    assert (found.dialect.delimiter, codes(found)) == (",", set())
    blank = table(tmp_path, "a,,b\n1,2,3\n4,5,6\n")
    assert (blank.dialect.delimiter, len(blank.columns)) == (",", 3)


def test_places_that_are_none_are_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(VocError, match="no places where blanks stand below each other"):
        table(tmp_path, "abc\nabc\nabc\nabc\n", overrides={"delimiter": "fixed width"})


def test_inspect_calls_them_what_people_do(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    for sign, word, shown in (("^", "caret", "^"), ("~", "tilde", "~"), ("||", "||", "||"), ("\x1f", "character 31", "character 31")):
        path.write_text("\n".join(map(sign.join, [HEAD, *SAID])), encoding="utf-8")
        found = as_json(inspect(path))
        assert (found["delimiter"], found["data_rows"]) == (word, 5)
        assert any(f"“{shown}”" in warning for warning in found["warnings"])
