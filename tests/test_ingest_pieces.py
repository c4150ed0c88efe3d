"""Rows of one submission joined, each rule by itself."""

from __future__ import annotations

from typing import Any

from vocdash.ingest.identity import Identity
from vocdash.ingest.pieces import Columns, Joiner, Piece
from vocdash.ingest.quality import Quality
from vocdash.ingest.rows import Place
from vocdash.ingest.segments import Segments

IDENTITY = Identity("secret")
PLACES = [Place(("wave", code), "buy", "shop", "web") for code in ("a", "b")]


def read(piece: Piece) -> Piece:
    """As if every comment that was left said this."""
    scored = [(place, value, "read", "en", 0.5, "positive", "a scorer", b"") for place, value, *_ in piece.answers]
    return piece._replace(answers=scored, is_stored=False) if piece.is_stored else piece


def joiner(*, wide: bool) -> Joiner:
    return Joiner(IDENTITY, Segments({}), PLACES, Quality(lambda place: ("csat", None), ()), read, wide=wide, id_column="ID")


def piece(
    number: int, line: int, own_id: str, *answers: tuple[int, float], language: str = "en", rows: int = 1, is_stored: bool = False
) -> tuple[Any, ...]:
    head = (own_id, "2026-05-04 12:00:00.000000", "2026-05-04", language, 1.0, None, None, (), (), ())
    scored = [(place, value, None, None, None, None, None, b"") for place, value in answers]
    return number, line, "wave", head, 100, sum(int(value) for _, value in answers), scored, rows, is_stored


def in_rows(columns: Columns) -> list[tuple[Any, ...]]:
    return list(zip(*columns, strict=True))


def test_rows_of_a_long_file_add_up_and_answers_to_one_question_are_numbered() -> None:
    long = joiner(wide=False)
    batch = long.join([piece(9, 4, "x", (0, 3.0)), piece(5, 1, "y", (1, 2.0)), piece(9, 2, "x", (0, 4.0), (1, 5.0), rows=2)])
    assert [(row[0], row[1], row[2], row[-2], row[-1]) for row in in_rows(batch.submissions)] == [(5, 0, "y", 102, 1), (9, 0, "x", 112, 3)]
    assert [row[:4] for row in in_rows(batch.responses)] == [(5, 0, 1, 2.0), (9, 0, 0, 3.0), (9, 1, 0, 4.0), (9, 0, 1, 5.0)]
    assert not long.clashes and long.sources == {"wave": 0}


def test_a_long_row_that_says_otherwise_who_answered_is_told() -> None:
    long = joiner(wide=False)
    assert len(long.join([piece(9, 2, "x", (0, 4.0)), piece(9, 3, "x", (1, 5.0), language="de")]).submissions[0]) == 1
    assert [(clash.line, clash.finding.code) for clash in long.clashes] == [(3, "rows-disagree")]


def test_a_wide_row_may_repeat_another_and_not_contradict_it() -> None:
    wide = joiner(wide=True)
    batch = wide.join([piece(9, 2, "x", (0, 4.0)), piece(9, 3, "x", (0, 4.0)), piece(9, 4, "x", (0, 1.0))])
    assert [(row[0], row[-1]) for row in in_rows(batch.submissions)] == [(9, 2)] and len(batch.responses[0]) == 1
    assert [clash.line for clash in wide.clashes] == [3, 4]
    assert wide.clashes[0].finding.code != wide.clashes[1].finding.code


def test_equal_rows_without_an_id_are_twins() -> None:
    batch = joiner(wide=True).join([piece(9, line, "", (0, 4.0)) for line in (2, 3)])
    assert [row[0] for row in in_rows(batch.submissions)] == [9, IDENTITY.twin(9, 2)]
    assert [row[2] for row in in_rows(batch.submissions)] == [None, None]


def test_of_a_submission_that_is_stored_as_it_is_nothing_else_is_kept() -> None:
    batch = joiner(wide=True).join([piece(9, 2, "x", (0, 4.0), is_stored=True), piece(5, 3, "y", (0, 3.0))])
    assert [row[0] for row in in_rows(batch.submissions)] == [5, 9] and batch.stored == [9]
    assert [row[0] for row in in_rows(batch.responses)] == [5]


def test_rows_that_were_left_are_read_where_their_submission_says_more() -> None:
    batch = joiner(wide=False).join([piece(9, 2, "x", (0, 4.0), is_stored=True), piece(9, 7, "x", (1, 5.0))])
    assert not batch.stored and [row[4] for row in in_rows(batch.responses)] == ["read", None]


def test_of_twins_only_the_first_is_the_stored_one() -> None:
    batch = joiner(wide=True).join([piece(9, line, "", (0, 4.0), is_stored=True) for line in (2, 3)])
    assert batch.stored == [9] and [(row[0], row[4]) for row in in_rows(batch.responses)] == [(IDENTITY.twin(9, 2), "read")]
