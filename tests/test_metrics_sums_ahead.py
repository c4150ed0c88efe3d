"""Sums worked out beside the database's own work: the same rows as otherwise, or nothing at all."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from tests.test_ingest_bring_in import count, write
from vocdash.access import COMMAND_LINE
from vocdash.ingest import bring_in
from vocdash.metrics import bringing, rollup
from vocdash.metrics.blocks import Block
from vocdash.metrics.given import Numbers, Settling, Written
from vocdash.metrics.meaning import read_meaning
from vocdash.metrics.sums_ahead import SumsAhead
from vocdash.store import Store
from vocdash.store import tables as t

HEAD = "submission_id,answered_at,question,stage,touchpoint,channel,value,comment,scale\n"
SAID = ("The driver was late and rude", "", "Great shop, friendly staff", "")
JANUARY = "".join(f"{n},2026-01-{n % 28 + 1:02},q{n % 3},buy,shop,web,{n % 11},{SAID[n % 4]},nps\n" for n in range(60))
LATER = "".join(f"{n},2026-{n % 3 + 1:02}-07,q{n % 3},buy,shop {n % 2},web,{n % 10},{SAID[n % 3]},nps\n" for n in range(40, 120))


def sums(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as connection:
        tables = (t.rollup, t.rollup_pairs, t.mention_rollup, t.kept_answers)
        return {table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))] for table in tables}


def test_imports_that_overlap_leave_the_sums_that_a_rebuild_makes(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "_MUCH", 1)
    for text in (JANUARY, LATER):
        bring_in(store, COMMAND_LINE, write(tmp_path, HEAD + text), source="s")
    beside = sums(store)
    assert {row[0] for row in beside["rollup"]} == {"day", "month", "segment"}
    assert beside["mention_rollup"]
    rollup.rebuild(store)
    assert sums(store) == beside


def test_the_write_takes_what_was_summed_up_before_it(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New rows get the numbers that they got in the rehearsal, whatever the database; otherwise all would be summed up once more."""

    def never(*_: object) -> None:
        raise AssertionError("the answers of a month that was summed up before are summed up again")

    monkeypatch.setattr(bringing, "_MUCH", 1)
    monkeypatch.setattr(rollup, "blocks_of", never)
    bring_in(store, COMMAND_LINE, write(tmp_path, HEAD + JANUARY), source="s")
    bring_in(store, COMMAND_LINE, write(tmp_path, HEAD + LATER.replace("2026", "2025").replace("shop", "kiosk")), source="t")
    beside = sums(store)
    monkeypatch.undo()
    rollup.rebuild(store)
    assert sums(store) == beside


def test_what_another_import_wrote_meanwhile_counts(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Overtaken(SumsAhead):
        def work(self) -> None:
            super().work()
            monkeypatch.setattr(bringing, "_MUCH", 10_000)
            other = Store(store.url.render_as_string(hide_password=False))
            bring_in(other, COMMAND_LINE, write(tmp_path, HEAD + LATER, "later.csv"), source="s")
            other.close()

    monkeypatch.setattr(bringing, "_MUCH", 1)
    monkeypatch.setattr(bringing, "SumsAhead", Overtaken)
    bring_in(store, COMMAND_LINE, write(tmp_path, HEAD + JANUARY), source="s")
    assert count(store, t.imports) == 2
    beside = sums(store)
    rollup.rebuild(store)
    assert sums(store) == beside


def test_what_a_killed_process_did_not_sum_up_is_summed_up_here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(SumsAhead):
        def __init__(self, *words: object) -> None:
            super().__init__(*words)  # type: ignore[arg-type]
            self._process.kill()
            self._process.wait()

    monkeypatch.setattr(bringing, "_MUCH", 1)
    monkeypatch.setattr(bringing, "SumsAhead", Killed)
    bring_in(store, COMMAND_LINE, write(tmp_path, HEAD + LATER), source="s")
    beside = sums(store)
    rollup.rebuild(store)
    assert sums(store) == beside


def test_what_was_not_asked_for_is_not_there(sqlite_store: Store) -> None:
    nobody, nothing = np.zeros(0, dtype=bool), np.zeros(0, dtype=np.int64)
    ahead = SumsAhead(Written())
    with sqlite_store.reading() as connection:
        ahead.ask(read_meaning(connection).knowing(()), Settling(Numbers(*[nothing] * 10), nobody, nothing), [])
    ahead.work()
    assert ahead.blocks(date(2026, 1, 1), date(2026, 2, 1)) is None


def test_a_block_has_what_all_rows_share_and_what_several_columns_share_once() -> None:
    numbers = np.array([1.0, 2.0])
    block = Block("rollup", ("a", "b", "c", "d", "e"), ("x", numbers, [7, 8], numbers, 0))
    assert block.places() == (0, 1, 2, 1, 3)
    assert block.own() == [["x", "x"], [1.0, 2.0], [7, 8], [0, 0]]


def test_a_process_whose_import_was_killed_in_the_middle_of_a_word_ends_without_one() -> None:
    begun = pickle.dumps({"answers": list(range(1000))})[:-5]
    ended = subprocess.run([sys.executable, "-m", "vocdash.metrics.summing"], input=begun, capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
