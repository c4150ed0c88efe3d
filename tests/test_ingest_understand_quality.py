"""Each rule of response quality, on rows written here; flags mark, and nothing is taken away."""

from __future__ import annotations

from pathlib import Path

from tests.test_ingest_understand import TODAY, write
from vocdash.domain import Severity
from vocdash.ingest.understand import suggest_mapping, understand
from vocdash.ingest.understand.quality import Answered, Flag, Quality, answered, look_at_rows

LONG = "The staff at the counter were friendly and quick, thank you"


def look(*rows: Answered) -> Quality:
    return look_at_rows(rows)


def test_five_equal_scores_on_one_scale_are_a_straight_line() -> None:
    found = look(
        Answered(2, {"rating": ("4",) * 5}),
        Answered(3, {"rating": ("4",) * 4}),
        Answered(4, {"rating": ("4", "4", "4", "4", "5")}),
        Answered(5, {"rating": ("4",) * 3, "csat": ("4",) * 3}),
    )
    assert found.flags == {2: (Flag.STRAIGHT_LINE,)} and found.counts == {Flag.STRAIGHT_LINE: 1} and found.rows == 4


def test_a_long_comment_that_stood_before_is_marked_and_a_short_one_is_not() -> None:
    found = look(
        Answered(2, {}, (LONG,), answered_at="1"), Answered(3, {}, (LONG.upper() + " ",), answered_at="2"),
        Answered(4, {}, ("Fine",)), Answered(5, {}, ("Fine",)),
    )  # fmt: skip
    assert found.flags == {3: (Flag.IDENTICAL_COMMENT,)}


def test_the_same_id_or_everything_the_same_is_a_duplicate() -> None:
    ids = look(Answered(2, {}, own_id="a"), Answered(3, {}, own_id="b"), Answered(4, {}, own_id="a"))
    assert ids.flags == {4: (Flag.DUPLICATE,)}
    twins = [Answered(line, {"rating": ("5", "4")}, (LONG,), answered_at="2025-01-01") for line in (2, 3)]
    assert look(*twins).flags == {3: (Flag.DUPLICATE, Flag.IDENTICAL_COMMENT)}
    without_text = [Answered(line, {"rating": ("5", "4")}, answered_at="2025-01-01") for line in (2, 3)]
    assert look(*without_text).flags == {}


def test_a_third_of_the_median_is_too_fast() -> None:
    rows = [Answered(line, {}, duration=90.0) for line in range(2, 30)]
    found = look(*rows, Answered(30, {}, duration=29.9), Answered(31, {}, duration=30.0), Answered(32, {}))
    assert found.flags == {30: (Flag.TOO_FAST,)}


def test_few_durations_are_measured_by_the_scores() -> None:
    found = look(Answered(2, {"rating": ("1", "2", "3")}, duration=2.9), Answered(3, {"rating": ("1", "2", "3")}, duration=3.0))
    assert found.flags == {2: (Flag.TOO_FAST,)}


def test_findings_count_and_show_the_first_row() -> None:
    [note] = look(*(Answered(line, {"rating": ("3",) * 6}) for line in (7, 9))).findings()
    assert (note.code, note.severity, note.line, note.count) == ("straight-lining", Severity.NOTE, 7, 2)


def test_rows_of_a_file_are_read_by_its_mapping(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {f"rating {item}": [4, "4.0", 1, 2, 3, 5] for item in ("staff", "room", "food", "shop", "wifi")}
    columns |= {"id": [1, 2, 3, 4, 5, 6], "Duration (in seconds)": [60, 2, 60, 60, 60, 60]}
    columns["rating staff"] = [4, "4.0", 0, 2, 3, 5]
    table = write(tmp_path, columns)
    mapping = suggest_mapping(table, understand(table, today=TODAY), today=TODAY)
    rows = list(answered(table, mapping))
    assert (rows[1].own_id, rows[1].duration, rows[1].scores) == ("2", 2.0, {"rating": ("4",) * 5})
    assert rows[2].scores == {"rating": ("1",) * 4}
    assert look_at_rows(rows).flags[3] == (Flag.STRAIGHT_LINE, Flag.TOO_FAST)
