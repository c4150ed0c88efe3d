"""Files of which every line was put in quotes as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading import codes, rows, table
from vocdash.domain import Severity

LINES = ['1,2026-03-01,9,"Quick, and kind"', '2,2026-03-02,3,"He said ""wait"""', '3,2026-03-03,7,"Two\nlines"', "4,2026-03-04,8,ok"] * 3


def wrapped(line: str) -> str:
    return '"' + line.replace('"', '""') + '"'


@pytest.mark.parametrize("head", ["Id,Date,NPS,Why", '"Id,Date,NPS,Why"'])
def test_lines_in_quotes_are_told_apart_within_them(tmp_path: Path, head: str) -> None:
    found = table(tmp_path, "\r\n".join([head, *map(wrapped, LINES)]) + "\r\n")
    assert (found.columns, found.data_rows, found.dialect.delimiter) == (("Id", "Date", "NPS", "Why"), len(LINES), ",")
    assert [row[3] for row in rows(found)[:3]] == ["Quick, and kind", 'He said "wait"', "Two\nlines"]
    assert [finding.severity for finding in found.findings] == [Severity.NOTE]
    assert codes(found) == {"wrapped-lines"}


def test_semicolons_within_are_found_and_a_column_of_comments_stays_one(tmp_path: Path) -> None:
    found = table(tmp_path, "\n".join(['"Id;Why"', *(f'"{n};""ok, {n}"""' for n in range(9))]))
    assert (found.columns, rows(found)[2]) == (("Id", "Why"), ["2", "ok, 2"])
    comments = table(tmp_path, "\n".join(["Why?", *(f'"Slow, and dear {n}"' for n in range(9))]))
    assert (comments.columns, comments.data_rows) == (("Why?",), 9)


def test_a_line_with_other_cells_is_refused_and_counted(tmp_path: Path) -> None:
    found = table(tmp_path, "\n".join(["Id,NPS,Why", *(wrapped(f"{n},{n % 11},ok") for n in range(40)), wrapped("41,3")]))
    assert (found.data_rows, found.refused) == (41, 1)
