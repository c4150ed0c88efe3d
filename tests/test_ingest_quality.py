"""Each rule of response quality, on answers written here; flags mark, nothing is taken away, and what is left out counts nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from tests.test_ingest_bring_in import count, rows, write
from vocdash.access import COMMAND_LINE
from vocdash.check import check
from vocdash.domain import Scope, Severity
from vocdash.errors import MappingError, UnknownName
from vocdash.ingest import bring_in, undo_import
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.quality import Flag, Quality
from vocdash.ingest.report import as_json, as_text, from_json
from vocdash.metrics.ask import ask
from vocdash.metrics.query import Query
from vocdash.store import Store
from vocdash.store import tables as t

LONG = "The staff at the counter were friendly and quick, thank you"
NOON = "2026-05-01 12:00:00"
SCALES: dict[int, tuple[str, float | None]] = {0: ("rating", None), 1: ("csat", None), 2: ("rating", 6.0)}


def look(*submissions: dict[str, Any], excluded: tuple[Flag, ...] = ()) -> Quality:
    """Submissions of one file, given in any order: line, answers as (place, value, text), and what else is not usual."""
    quality = Quality(lambda place: SCALES[place], excluded)
    usual = {"answered_at": NOON, "duration": None, "is_known": False}
    given = [{"content": number, **usual, **each} for number, each in enumerate(submissions)]
    for some in (given[:2], given[2:]):
        answers = [(who, *answer) for who, each in enumerate(some) for answer in each["answers"]]
        who_said, *columns = zip(*answers, strict=True) if answers else ((),) * 4
        quality.look(
            [each["line"] for each in some],
            np.array(who_said, dtype=np.int64),
            columns,
            content=[each["content"] for each in some],
            answered_at=[each["answered_at"] for each in some],
            durations=[each["duration"] for each in some],
            are_known=[each["is_known"] for each in some],
        )
    quality.settle()
    return quality


def flags(quality: Quality) -> dict[int, tuple[Flag, ...]]:
    return {at: found for at, found, _ in quality.flags(0, 1_000)}


def scores(*values: float, place: int = 0) -> list[tuple[int, float | None, str | None]]:
    return [(place, value, None) for value in values]


def test_five_equal_scores_on_one_scale_are_a_straight_line() -> None:
    found = look(
        {"line": 2, "answers": scores(4, 4, 4, 4, 4)},
        {"line": 3, "answers": scores(4, 4, 4, 4)},
        {"line": 4, "answers": scores(4, 4, 4, 4, 5)},
        {"line": 5, "answers": scores(4, 4, 4) + scores(4, 4, 4, place=1)},
    )
    assert flags(found) == {0: (Flag.STRAIGHT_LINE,)}


def test_a_turned_question_is_compared_as_it_was_answered() -> None:
    as_given = look({"line": 2, "answers": scores(5, 5, 5, 5) + scores(1, place=2)})
    assert flags(as_given) == {0: (Flag.STRAIGHT_LINE,)}
    assert flags(look({"line": 2, "answers": scores(5, 5, 5, 5) + scores(5, place=2)})) == {}


def test_the_later_one_of_two_long_comments_is_marked_and_short_ones_are_not() -> None:
    found = look(
        {"line": 9, "answers": [(0, None, LONG.upper() + " ")]},
        {"line": 3, "answers": [(0, None, LONG)]},
        {"line": 4, "answers": [(0, None, "Fine")]},
        {"line": 5, "answers": [(0, None, "Fine")]},
        {"line": 6, "answers": [(0, None, "x" * 40), (1, None, "x" * 40)]},
    )
    assert flags(found) == {0: (Flag.IDENTICAL_COMMENT,)}


def test_everything_the_same_is_a_duplicate_where_it_is_no_coincidence() -> None:
    said = {"content": 7, "answers": [*scores(5), (1, None, LONG)]}
    assert flags(look({"line": 2, **said}, {"line": 3, **said})) == {1: (Flag.IDENTICAL_COMMENT, Flag.DUPLICATE)}
    bare = {"content": 7, "answers": scores(5)}
    assert flags(look({"line": 2, **bare}, {"line": 3, **bare})) == {}
    known = {**bare, "is_known": True}
    assert flags(look({"line": 2, **known}, {"line": 3, **known})) == {1: (Flag.DUPLICATE,)}
    assert flags(look({"line": 2, **known}, {"line": 3, **known, "answered_at": "2026-05-01 13:00:00"})) == {}


def test_a_third_of_the_median_is_too_fast_and_few_durations_are_measured_by_the_scores() -> None:
    usual = [{"line": line, "answers": [], "duration": 90.0} for line in range(2, 30)]
    found = look(
        *usual,
        {"line": 30, "answers": [], "duration": 29.9},
        {"line": 31, "answers": [], "duration": 30.0},
        {"line": 32, "answers": []},
    )
    assert flags(found) == {28: (Flag.TOO_FAST,)}
    few = look({"line": 2, "answers": scores(1, 2, 3), "duration": 2.9}, {"line": 3, "answers": scores(1, 2, 3), "duration": 3.0})
    assert flags(few) == {0: (Flag.TOO_FAST,)}


def test_findings_count_and_show_the_first_line() -> None:
    quality = look(*({"line": line, "answers": scores(3, 3, 3, 3, 3)} for line in (9, 7)), excluded=(Flag.STRAIGHT_LINE,))
    [note] = quality.findings()
    assert (note.code, note.severity, note.line, note.count) == ("straight-lining", Severity.NOTE, 7, 2)
    assert quality.excluded() == 2 and "left out of every score" in note.remedy


ITEMS = ("staff", "room", "food", "shop", "wifi")
MAPPING: dict[str, Any] = {
    "shape": "wide",
    "journey": "stay",
    "source": "guests",
    "submission": {"id": "id", "answered_at": "day", "duration_seconds": "seconds"},
    "questions": [*({"column": item, "scale": "csat", "stage": "use", "touchpoint": item} for item in ITEMS), {"column": "why"}],
}
FILE = f"""id,day,staff,room,food,shop,wifi,why,seconds
1,2026-05-01,5,5,5,5,5,,90
2,2026-05-01,1,2,1,2,1,"{LONG}",90
3,2026-05-02,2,1,2,1,2,"{LONG}",90
4,2026-06-02,3,1,2,1,4,,2
5,2026-06-03,4,4,3,3,3,,90
"""


def stored(store: Store) -> dict[str, tuple[Any, bool]]:
    s = t.submissions.c
    return {own: (marked, excluded) for own, marked, excluded in rows(store, sa.select(s.external_id, s.flags, s.excluded))}


def csat(store: Store) -> tuple[float | None, int]:
    """The score, the same from the answers and from the rollup; and no metric counts what is left out."""
    for metric in ("csat", "experience", "responses", "submissions", "share_negative"):
        [raw], [rolled] = (ask(store, Query(metric, scope=Scope(journey="stay")), way=way) for way in ("raw", "rollup"))
        assert (raw.score.value, raw.score.n) == (rolled.score.value, rolled.score.n)
    [row] = ask(store, Query("csat", scope=Scope(journey="stay")))
    return row.score.value, row.score.n


def test_flags_are_stored_and_count_until_somebody_leaves_them_out(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, FILE)
    report = bring_in(store, COMMAND_LINE, path, MAPPING)
    assert (report.flagged, report.excluded) == ({"straight-lining": 1, "identical-comment": 1, "too-fast": 1}, 0)
    assert stored(store) == {
        "1": (["straight-lining"], False),
        "2": (None, False),
        "3": (["identical-comment"], False),
        "4": (["too-fast"], False),
        "5": (None, False),
    }
    assert csat(store) == (pytest.approx(100 * 8 / 25), 25)
    again = bring_in(store, COMMAND_LINE, path, MAPPING, exclude_flagged=["straight-lining", "too-fast"])
    assert (again.added, again.changed, again.same, again.excluded) == (0, 2, 3, 2)
    assert {own for own, (_, excluded) in stored(store).items() if excluded} == {"1", "4"}
    assert stored(store)["4"][0] == ["too-fast"]
    assert csat(store) == (pytest.approx(100 * 2 / 15), 15)
    assert count(store, t.submissions) == 5 and count(store, t.responses) == 27
    assert all(one.sound for one in check(store))
    undo_import(store, COMMAND_LINE, again.import_id or 0)
    assert csat(store) == (pytest.approx(100 * 8 / 25), 25)
    assert stored(store)["1"] == (["straight-lining"], False)


def test_a_mapping_may_leave_flags_out_and_a_long_file_has_flags_too(sqlite_store: Store, tmp_path: Path) -> None:
    mapping = load_mapping({**MAPPING, "exclude_flagged": ["too-fast"]})
    assert load_mapping(mapping.to_dict()) == mapping
    assert bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, FILE), mapping).excluded == 1
    long = "submission_id,answered_at,question,stage,touchpoint,value,scale\n"
    long += "".join(f"{who},2026-05-01,q{item},use,room,{4 if who == 1 else item % 5 + 1},csat\n" for item in range(6) for who in (1, 2))
    report = bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, long, "long.csv"), journey="long", exclude_flagged=["straight-lining"])
    assert (report.flagged, report.excluded) == ({"straight-lining": 1}, 1)
    assert "1 submissions came in and are left out" in as_text(report) and from_json(as_json(report), report.file_name) == report


def test_a_flag_that_does_not_exist_is_named(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="Did you mean “too-fast”"):
        bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, FILE), MAPPING, exclude_flagged=["to-fast"])
    with pytest.raises(MappingError, match="Did you mean “duplicate”"):
        load_mapping({**MAPPING, "exclude_flagged": ["duplicates"]})
