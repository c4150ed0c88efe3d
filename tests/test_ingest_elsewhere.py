"""A later export under another name is noticed before it counts twice; another survey with the same short ids is not taken for it."""

from __future__ import annotations

from pathlib import Path

from tests.test_ingest_bring_in import count, write
from vocdash.access import COMMAND_LINE
from vocdash.ingest import bring_in
from vocdash.ingest.inspect import inspect
from vocdash.ingest.report import ImportReport
from vocdash.store import Store
from vocdash.store import tables as t

HEAD = "submission_id,answered_at,question,stage,touchpoint,value,scale\n"


def export(first: int, last: int, *, hour: int = 9, own_ids: bool = True) -> str:
    """Submissions from first to last, one a day."""
    lines = [f"{number if own_ids else ''},2026-05-{number:02d} {hour}:00,q,buy,shop,{number % 11},nps\n" for number in range(first, last)]
    return HEAD + "".join(lines)


def bring(store: Store, folder: Path, text: str, name: str, source: str | None = None) -> ImportReport:
    return bring_in(store, COMMAND_LINE, write(folder, text, name), source=source)


def test_a_later_export_under_another_name_is_noticed(store: Store, tmp_path: Path) -> None:
    assert bring(store, tmp_path, export(1, 11), "may.csv").other_source is None
    later = bring_in(store, COMMAND_LINE, write(tmp_path, export(5, 20), "june.csv"), dry_run=True)
    assert later.other_source == "may"
    [found] = [finding for finding in later.findings if finding.code == "known-elsewhere"]
    assert found.value == "may" and "--source may" in found.remedy
    report = bring(store, tmp_path, export(5, 20), "june.csv", source="may")
    assert (report.added, report.same, report.other_source) == (9, 6, None)
    assert count(store, t.submissions) == 19


def test_rows_without_ids_are_noticed_too(sqlite_store: Store, tmp_path: Path) -> None:
    bring(sqlite_store, tmp_path, export(1, 11, own_ids=False), "may.csv")
    assert bring(sqlite_store, tmp_path, export(1, 14, own_ids=False), "june.csv").other_source == "may"


def test_the_same_ids_at_other_times_are_another_survey(sqlite_store: Store, tmp_path: Path) -> None:
    bring(sqlite_store, tmp_path, export(1, 11), "one.csv")
    assert bring(sqlite_store, tmp_path, export(1, 11, hour=10), "two.csv").other_source is None


def test_of_one_day_the_same_ids_with_other_scores_are_another_survey(store: Store, tmp_path: Path) -> None:
    def bring_undated(shift: int, name: str) -> ImportReport:
        rows = "".join(f"{number},{(number + shift) % 5 + 1},{(number * shift) % 5 + 1}\n" for number in range(1, 40))
        head = "Respondent ID,How satisfied were you with delivery? (1-5),How satisfied were you with the shop? (1-5)\n"
        path = write(tmp_path, head + rows, name)
        return bring_in(store, COMMAND_LINE, path, inspect(path).to_begin_with)

    assert bring_undated(1, "2014.csv").other_source is None
    assert bring_undated(3, "2015.csv").other_source is None
    assert bring_undated(3, "2015 again.csv").other_source == "2015"


def test_what_was_let_in_twice_is_not_noticed_again(sqlite_store: Store, tmp_path: Path) -> None:
    bring(sqlite_store, tmp_path, export(1, 11), "may.csv")
    bring(sqlite_store, tmp_path, export(1, 11), "june.csv")
    assert bring(sqlite_store, tmp_path, export(1, 12), "june.csv").other_source is None


def test_a_new_column_of_row_numbers_changes_no_row(sqlite_store: Store, tmp_path: Path) -> None:
    text = "Unnamed: 0,date,score,scale,comment\n0,2026-05-01,9,nps,Fine\n1,2026-05-01,9,nps,Fine\n2,2026-05-02,3,nps,\n"
    bring(sqlite_store, tmp_path, text, "plain.csv")
    again = "index,Unnamed: 0,date,score,scale,comment\n5,1,2026-05-01,9,nps,Fine\n6,2,2026-05-01,9,nps,Fine\n7,9,2026-05-02,3,nps,\n"
    report = bring(sqlite_store, tmp_path, again, "plain.csv")
    assert (report.added, report.changed, report.same) == (0, 0, 3)
