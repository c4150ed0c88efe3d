"""Refused rows: mended and uploaded again, only they come in, whatever the file looks like and is called. On both databases."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.customers import erase_person
from vocdash.errors import NotAllowed, UnknownName
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.checks import LONGEST_COMMENT, is_storable, storable
from vocdash.ingest.refused import Mark, read_mark, refused_csv
from vocdash.ingest.report import ImportReport
from vocdash.ingest.undo import undo_import
from vocdash.outgoing import as_it_was, harmless
from vocdash.store import Store
from vocdash.store import tables as t

LONG = """submission_id,date,question,value,scale,comment
1,2026-05-01,kind,4,csat,
1,2026-05-01,easy,99,csat,=1+1 is what I would call it
2,2026-05-02,kind,5,csat,
3,2026-05-40,kind,5,csat,
"""
WIDE = """Day,Kind,Easy
2026-05-01,4,99
2026-05-01,4,99
2026-05-02,5,3
2026-05-40,5,3
"""


def wide(*ids: str) -> dict[str, Any]:
    return {
        "shape": "wide",
        "submission": {"answered_at": {"column": "Day", "format": "%Y-%m-%d"}, **({"id": list(ids)} if ids else {})},
        "questions": [{"column": "Kind", "scale": "csat"}, {"column": "Easy", "scale": "csat"}],
    }


def bring(store: Store, folder: Path, text: str, mapping: dict[str, Any] | None, name: str = "may.csv") -> ImportReport:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return bring_in(store, COMMAND_LINE, path, mapping)


def mended(text: str) -> str:
    return text.replace(",99,", ",1,").replace(",99\n", ",1\n").replace("05-40", "05-30")


def without_ids(text: str) -> str:
    return "\n".join(line.partition(",")[2] for line in text.splitlines()) + "\n"


def with_ids(text: str) -> str:
    return "\n".join(f"{number or 'Id'},{line}" for number, line in enumerate(text.splitlines())) + "\n"


def answers(store: Store) -> list[tuple[Any, ...]]:
    """Day, question and value of every answer, in order."""
    query = (
        sa.select(t.submissions.c.day, t.questions.c.code, t.responses.c.value)
        .join_from(t.responses, t.submissions)
        .join(t.questions, t.questions.c.question_id == t.responses.c.question_id)
    )
    with store.reading() as connection:
        return sorted((str(day), code.lower(), value) for day, code, value in connection.execute(query))


def count(store: Store, table: sa.Table) -> int:
    with store.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


@pytest.mark.parametrize(
    ("text", "mapping", "submissions"),
    [
        pytest.param(LONG, None, 3, id="long with ids"),
        pytest.param(without_ids(LONG), None, 4, id="long without ids"),
        pytest.param(with_ids(WIDE), wide("Id"), 4, id="wide with ids"),
        pytest.param(WIDE, wide(), 4, id="wide without ids, with twins"),
    ],
)
def test_mended_rows_come_in_and_nothing_is_doubled_or_lost(
    store: Store, tmp_path: Path, text: str, mapping: dict[str, Any] | None, submissions: int
) -> None:
    report = bring(store, tmp_path, text, mapping)
    assert report.refused >= 1
    to_mend = report.refused_csv()
    again = bring(store, tmp_path, mended(to_mend), mapping, "refused-rows.csv")
    assert again.refused == again.refused_answers == 0
    assert count(store, t.submissions) == submissions
    assert answers(store) == sorted(expected(mended(text)))
    twice = bring(store, tmp_path, mended(to_mend), mapping, "refused-rows (1).csv")
    assert twice.added == twice.changed == 0


def expected(text: str) -> list[tuple[str, str, float]]:
    rows = list(csv.DictReader(StringIO(text)))
    if "question" in rows[0]:
        return [(row["date"], row["question"], float(row["value"])) for row in rows]
    return [(row["Day"], name.lower(), float(row[name])) for row in rows for name in ("Kind", "Easy")]


def test_refused_rows_are_kept_for_leads_and_erased_with_their_person(store: Store, tmp_path: Path) -> None:
    text = LONG.replace("comment", "customer").replace("=1+1 is what I would call it", "Ada")
    report = bring(store, tmp_path, text, None)
    assert report.import_id is not None
    assert refused_csv(store, COMMAND_LINE, report.import_id) == report.refused_csv() != ""
    with pytest.raises(NotAllowed):
        refused_csv(store, Actor("Vi", Access.FRONTLINE), report.import_id)
    with pytest.raises(UnknownName):
        refused_csv(store, COMMAND_LINE, 99)
    with store.reading() as connection:
        ada = connection.scalar(sa.select(t.refused_rows.c.customer_id).where(t.refused_rows.c.customer_id.is_not(None)))
    assert ada is not None
    assert erase_person(store, COMMAND_LINE, ada).rows["refused_rows"] == 1
    assert "Ada" not in refused_csv(store, COMMAND_LINE, report.import_id) != ""
    undo_import(store, COMMAND_LINE, report.import_id)
    assert refused_csv(store, COMMAND_LINE, report.import_id) == ""


def test_characters_no_database_keeps_are_left_out_and_said(store: Store, tmp_path: Path) -> None:
    lines = [
        '{"submission_id": "a\\u0000b", "date": "2026-05-01", "question": "ki\\u0000nd", "scale": "csat", "comment": "x\\u0000y"}',
        '{"submission_id": "c", "date": "2026-05-02", "question": "kind", "value": 5, "scale": "csat", "comment": "half \\ud83d of one"}',
    ]
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = bring_in(store, COMMAND_LINE, path)
    assert report.added == 2
    assert [(finding.code, finding.count) for finding in report.findings] == [("not-storable", 2)]
    with store.reading() as connection:
        assert set(connection.scalars(sa.select(t.responses.c.verbatim))) == {"xy", "half ? of one"}


def test_a_comment_as_long_as_a_book_is_refused_and_one_of_different_words_below_that_is_kept(store: Store, tmp_path: Path) -> None:
    words = " ".join(f"w{number:x}" for number in range(33_000))[:LONGEST_COMMENT]
    assert len(words) > LONGEST_COMMENT - 10_000
    path = tmp_path / "answers.csv"
    path.write_text(
        "submission_id,date,question,scale,value,comment\n"
        f"a,2026-05-01,kind,csat,5,{words}\n"
        f"b,2026-05-01,kind,csat,5,{'x' * (LONGEST_COMMENT + 1)}\n"
    )
    report = bring_in(store, COMMAND_LINE, path)
    assert report.added == 1
    (found,) = (finding for finding in report.findings if finding.code == "comment-too-long")
    assert (found.line, found.column, found.value) == (3, "comment", "x" * 80 + "…")
    asked = {**wide(), "questions": [{"column": "Kind", "scale": "csat"}, {"column": "Why", "role": "comment", "explains": "Kind"}]}
    report = bring(store, tmp_path, f"Day,Kind,Why\n2026-05-01,4,{'y' * (LONGEST_COMMENT + 1)}\n", asked)
    assert (report.added, report.changed) == (1, 0)
    assert [(finding.code, finding.column) for finding in report.findings] == [("comment-too-long", "Why")]


@given(st.text())
def test_what_is_storable_is_left_alone_and_what_is_not_becomes_so(text: str) -> None:
    assert is_storable(storable(text))
    assert not is_storable(text) or storable(text) == text


def test_a_heading_is_no_formula_either_and_its_column_is_found_again(store: Store, tmp_path: Path) -> None:
    heading = '=HYPERLINK("https://example.org")'
    mapping = wide()
    mapping["questions"][0]["column"] = heading
    report = bring(store, tmp_path, WIDE.replace("Kind", '"=HYPERLINK(""https://example.org"")"'), mapping)
    refused = refused_csv(store, COMMAND_LINE, report.import_id or 0)
    columns = next(csv.reader(StringIO(refused)))
    assert [column for column in columns if column.startswith("=")] == []
    assert bring(store, tmp_path, mended(refused), mapping, "mended.csv").refused == 0
    assert len(answers(store)) == 8


@given(st.text())
def test_a_harmless_cell_is_as_it_was_again(cell: str) -> None:
    if cell[:1] != "'":
        assert as_it_was(harmless(cell)) == cell


@given(st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True), st.none() | st.integers(0, (1 << 63) - 1))
def test_a_mark_reads_back(source: str, number: int | None) -> None:
    assert read_mark(str(Mark(source, number))) == Mark(source, number)


@pytest.mark.parametrize("cell", ["", "/", "x", "x/1", "x/rg", "x/rffffffffffffffff", "/r1"])
def test_another_column_of_that_name_says_nothing(cell: str) -> None:
    assert read_mark(cell) is None
