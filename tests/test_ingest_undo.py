"""Undo: what came in goes, what changed comes back, what a later import changed stays and is listed; then nothing is left over."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.test_ingest_bring_in import count, rows, write
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import NotAllowed, UnknownName, VocError
from vocdash.ingest import bring_in, load_sample, remove_sample, undo_import, undone_as_text
from vocdash.ingest.sample import RESPONSES
from vocdash.store import Store
from vocdash.store import tables as t

HEAD = "submission_id,answered_at,question,stage,touchpoint,value,comment,scale,customer\n"
FIRST = HEAD + "1,2026-05-01,q,buy,shop,10,Fine,nps,C1\n2,2026-05-02,q,buy,shop,3,,nps,C2\n"
SECOND = HEAD + "2,2026-06-02,q,buy,shop,9,Much better,nps,C2\n3,2026-06-03,q,buy,shop,7,,nps,C3\n"
THIRD = HEAD + "2,2026-07-02,q,buy,shop,1,,nps,C2\n3,2026-07-03,q,buy,shop,2,,nps,C3\n"


def state(store: Store) -> list[tuple[object, ...]]:
    s, r = t.submissions.c, t.responses.c
    query = sa.select(s.external_id, s.day, r.value, r.verbatim).join_from(t.submissions, t.responses).order_by(s.external_id)
    return [(own, str(day), value, text) for own, day, value, text in rows(store, query)]


def bring(store: Store, folder: Path, text: str) -> int:
    return bring_in(store, COMMAND_LINE, write(folder, text), source="s").import_id or 0


AFTER_FIRST = [("1", "2026-05-01", 10.0, "Fine"), ("2", "2026-05-02", 3.0, None)]
AFTER_SECOND = [("1", "2026-05-01", 10.0, "Fine"), ("2", "2026-06-02", 9.0, "Much better"), ("3", "2026-06-03", 7.0, None)]
AFTER_THIRD = [("1", "2026-05-01", 10.0, "Fine"), ("2", "2026-07-02", 1.0, None), ("3", "2026-07-03", 2.0, None)]


def test_undoing_the_newest_leads_back_step_by_step(store: Store, tmp_path: Path) -> None:
    first, second = bring(store, tmp_path, FIRST), bring(store, tmp_path, SECOND)
    assert state(store) == AFTER_SECOND
    report = undo_import(store, COMMAND_LINE, second)
    assert (report.removed, report.restored, report.kept) == (1, 1, ())
    assert state(store) == AFTER_FIRST
    assert undo_import(store, COMMAND_LINE, first).removed == 2
    for table in (t.submissions, t.responses, t.import_changes, t.customers, t.rollup):
        assert count(store, table) == 0


def test_what_a_later_import_changed_stays_and_is_listed(store: Store, tmp_path: Path) -> None:
    _, second, third = (bring(store, tmp_path, text) for text in (FIRST, SECOND, THIRD))
    assert state(store) == AFTER_THIRD
    report = undo_import(store, COMMAND_LINE, second)
    assert (report.removed, report.restored, len(report.kept)) == (0, 0, 2)
    assert state(store) == AFTER_THIRD
    assert "2 stay, because a later import changed them" in undone_as_text(report)
    listed = [(one.external_id, str(one.day), one.file_name) for one in report.stayed]
    assert listed == [("2", "2026-07-02", "survey.csv"), ("3", "2026-07-03", "survey.csv")]
    assert "2, 2026-07-02: changed by survey.csv" in undone_as_text(report)
    undo_import(store, COMMAND_LINE, third)
    assert state(store) == AFTER_FIRST


def test_undoing_the_first_of_three_and_then_the_others_leaves_nothing(store: Store, tmp_path: Path) -> None:
    for number in [bring(store, tmp_path, text) for text in (FIRST, SECOND, THIRD)]:
        undo_import(store, COMMAND_LINE, number)
    assert state(store) == []
    assert count(store, t.import_changes) == 0


def test_after_an_undo_the_file_comes_in_again(sqlite_store: Store, tmp_path: Path) -> None:
    undo_import(sqlite_store, COMMAND_LINE, bring(sqlite_store, tmp_path, FIRST))
    assert bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, FIRST), source="s").added == 2


def test_undo_twice_or_of_nothing_or_by_anybody_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    number = bring(sqlite_store, tmp_path, FIRST)
    with pytest.raises(NotAllowed):
        undo_import(sqlite_store, Actor("Vi", Access.VIEWER), number)
    with pytest.raises(UnknownName):
        undo_import(sqlite_store, COMMAND_LINE, 99)
    undo_import(sqlite_store, COMMAND_LINE, number)
    with pytest.raises(VocError, match="undone already"):
        undo_import(sqlite_store, COMMAND_LINE, number)


@pytest.mark.skipif(not RESPONSES.exists(), reason="the sample has not been generated")
def test_starting_empty_leaves_no_trace_of_the_sample_and_nothing_else_is_lost(store: Store, tmp_path: Path) -> None:
    report = load_sample(store, COMMAND_LINE)
    assert report.refused == 0 and report.refused_answers == 0
    assert count(store, t.interactions) > 5_000
    assert count(store, t.journeys) == 2
    own = bring_in(store, COMMAND_LINE, write(tmp_path, FIRST))
    assert own.new_places.journeys == {"journey": "Customer journey"}
    assert remove_sample(store, COMMAND_LINE) > 8_000
    assert state(store) == AFTER_FIRST
    left = {table.name: count(store, table) for table in (t.journeys, t.sources, t.imports, t.customers, t.questions)}
    assert left == {"journeys": 1, "sources": 1, "imports": 1, "customers": 2, "questions": 1}
    for table in (t.interactions, t.facts, t.cell_versions, t.actions, t.event_markers, t.targets, t.persons, t.teams, t.segment_values):
        assert count(store, table) == 0, table.name
    assert count(store, t.rollup, t.rollup.c.journey_id == 1) == 0
