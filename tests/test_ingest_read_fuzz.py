"""Whatever bytes come, the reader reads them or says why not; and rows written in any dialect come back equal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from vocdash.errors import UnreadableFile
from vocdash.ingest.read import read_table
from vocdash.ingest.read.parted import BLANKS, FIXED

quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

fragments = st.sampled_from(
    [b",", b";", b"\t", b"|", b'"', b"'", b'""', b'",', b',"', b"\n", b"\r\n", b"\r", b"\\", b" ", b"a", b"1", b"2024-05-01", b"Response",
     b"Total", b"caf\xe9", b"caf\xc3\xa9", b"\xff", b"\x85", b"\xe2\x80\xa8", b"\0", b"\x1f", b"\xef\xbb\xbf", b"\xff\xfe",
     b"{", b"}", b"[", b'{"a":1}', b"PK\x03\x04", b"<html"]
)  # fmt: skip


@quick
@given(content=st.binary(max_size=400) | st.lists(fragments, max_size=60).map(b"".join))
@example(content=b'"')
@example(content=b"\xff\xfe\n\0")
@example(content=b'a,b\n"')
@example(content=b"\xef\xbb\xbf")
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(content)
    try:
        found = read_table(path)
    except UnreadableFile as refused:
        assert refused.what.endswith(".")
        assert refused.fix.endswith(".")
        return
    good = list(found.rows())
    assert all(len(cells) == len(found.columns) for _, cells in good)
    assert (len(good) + found.refused, len(list(found.ragged()))) == (found.data_rows, found.refused)
    lines = [line for line, _ in good]
    assert lines == sorted(set(lines))


@quick
@given(content=st.binary(max_size=300), kind=st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_broken_containers_are_refused(tmp_path: Path, content: bytes, kind: bytes) -> None:
    path = tmp_path / "any.xlsx"
    path.write_bytes(kind + content + "Workbook\0".encode("utf-16-le"))
    with pytest.raises(UnreadableFile):
        read_table(path)


letters = st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff\ufffd")
comment = st.text(letters | st.sampled_from(" ,;|^~\t\"'\n"), max_size=30)
one_line = comment.map(lambda text: text.replace("\n", " "))
grid = st.lists(st.tuples(one_line, st.integers(0, 10), comment), min_size=3, max_size=12)


@quick
@given(
    rows=grid,
    delimiter=st.sampled_from(",;\t|^~"),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
)
def test_rows_written_in_any_dialect_come_back_equal(
    tmp_path: Path, rows: list[tuple[str, int, str]], delimiter: str, newline: str, codec: str, quoting: int
) -> None:
    written = [[f"R-{number}", note, str(score), why.replace("\n", newline)] for number, (note, score, why) in enumerate(rows)]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows([["id", "note", "score", "why"], *written])
    path = tmp_path / "any.csv"
    path.write_bytes(out.getvalue().encode(codec))
    found = read_table(path)
    assert found.columns == ("id", "note", "score", "why")
    assert [cells for _, cells in found.rows()] == written
    assert found.refused == 0


def _in_places(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) + 2 for column in zip(*rows, strict=True)]
    for row in rows:
        yield "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


words = st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=1, max_size=5).map(" ".join)


@quick
@given(
    rows=st.lists(st.tuples(words, st.integers(0, 10), words), min_size=4, max_size=12),
    by=st.sampled_from(["||", "::", "~~", "##", "|~|", BLANKS, FIXED]),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_rows_parted_by_what_no_csv_knows_come_back_equal(
    tmp_path: Path, rows: list[tuple[str, int, str]], by: str, newline: str, codec: str
) -> None:
    written = [[f"R-{number}", note, str(score), why] for number, (note, score, why) in enumerate(rows)]
    table = [["id", "note", "score", "why"], *written]
    lines = _in_places(table) if by == FIXED else map(by.join, table)
    path = tmp_path / "any.txt"
    path.write_bytes(newline.join([*lines, ""]).encode(codec))
    found = read_table(path)
    assert found.columns == ("id", "note", "score", "why")
    assert [cells for _, cells in found.rows()] == written
    assert found.refused == 0
