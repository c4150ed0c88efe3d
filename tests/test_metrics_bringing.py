"""Rows written before it is the turn of their write: nobody sees them, nobody waits for them, and they are there with it or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.test_ingest_bring_in import count, write
from tests.test_metrics_sums_ahead import HEAD, sums
from tests.test_metrics_sums_ahead import JANUARY as TORN_JANUARY
from tests.test_metrics_sums_ahead import LATER as TORN_LATER
from tests.test_store_links import every_key
from vocdash.access import COMMAND_LINE
from vocdash.errors import VocError
from vocdash.ingest import bring_in
from vocdash.ingest.progress import Progress
from vocdash.metrics import bringing, rollup
from vocdash.metrics.sums_ahead import SumsAhead
from vocdash.store import Store, links
from vocdash.store import tables as t
from vocdash.store.early import EarlyRows

pytestmark = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
PATIENCE = 120
JANUARY, LATER = (text.replace("shop, ", "shop and ") for text in (TORN_JANUARY, TORN_LATER))
ELSEWHERE = JANUARY.replace("buy,shop", "return,counter").replace("q0", "p0").replace("2026", "2025")


@pytest.fixture(autouse=True)
def much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "_MUCH", 1)


def overtaken(monkeypatch: pytest.MonkeyPatch, store: Store, *files: tuple[Path, str]) -> None:
    """Let others bring files in while sums are made, which is while rows are written early."""

    class Overtaken(SumsAhead):
        def work(self) -> None:
            super().work()
            monkeypatch.setattr(bringing, "_MUCH", 10_000)
            other = Store(store.url.render_as_string(hide_password=False))
            for path, source in files:
                bring_in(other, COMMAND_LINE, path, source=source, new_places=True)
            other.close()

    monkeypatch.setattr(bringing, "SumsAhead", Overtaken)


def noted(monkeypatch: pytest.MonkeyPatch, name: str) -> list[bool]:
    """Whether rows stood there before each call of a method of :class:`EarlyRows`."""
    calls: list[bool] = []
    own: Callable[..., None] = getattr(EarlyRows, name)

    def call(self: EarlyRows, *words: object) -> None:
        calls.append(self.is_there)
        own(self, *words)

    monkeypatch.setattr(EarlyRows, name, call)
    return calls


def assert_sound(store: Store) -> None:
    """The sums are those of the answers, and nothing refers to nothing."""
    found = sums(store)
    assert found["rollup"]
    rollup.rebuild(store)
    assert sums(store) == found
    with store.reading() as connection:
        assert [key for key in every_key() if links.lost(connection, key)] == []


def test_all_rows_are_written_while_another_writes_and_nobody_sees_them(store: Store, tmp_path: Path) -> None:
    all_there, may_end = threading.Event(), threading.Event()

    def tell(progress: Progress) -> None:
        if progress.finished:
            all_there.set()

    def bring() -> None:
        other = Store(store.url.render_as_string(hide_password=False))
        bring_in(other, COMMAND_LINE, write(tmp_path, HEAD + JANUARY), source="s", progress=tell)
        other.close()
        may_end.set()

    # The rehearsal needs the turn for a moment, so another takes it only afterwards.
    rehearsed = threading.Event()
    own = SumsAhead.work

    def work(self: SumsAhead) -> None:
        rehearsed.wait(PATIENCE)
        own(self)

    thread = threading.Thread(target=bring, daemon=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SumsAhead, "work", work)
        thread.start()
        assert all_there.wait(PATIENCE)
        with store.writing():
            rehearsed.set()
            assert not may_end.wait(0.5)
            assert count(store, t.submissions) == count(store, t.responses) == count(store, t.imports) == 0
        assert may_end.wait(PATIENCE)
    thread.join()
    assert (count(store, t.submissions), count(store, t.responses), count(store, t.imports)) == (60, 60, 1)
    assert_sound(store)


def test_rows_stay_where_the_write_begins_as_rehearsed(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, undone = noted(monkeypatch, "keep"), noted(monkeypatch, "without")
    bring_in(store, COMMAND_LINE, write(tmp_path, HEAD + JANUARY), source="s", new_places=True)
    bring_in(store, COMMAND_LINE, write(tmp_path, HEAD + LATER.replace("shop", "kiosk"), "b.csv"), source="t", new_places=True)
    assert (kept, undone) == ([True, True], [])
    assert_sound(store)


def test_rows_that_the_store_has_in_part_wait_for_their_turn(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = noted(monkeypatch, "keep")
    for text in (JANUARY, LATER, LATER):
        bring_in(store, COMMAND_LINE, write(tmp_path, HEAD + text), source="s", new_places=True)
    assert kept == [True]
    assert count(store, t.submissions) == 120
    assert_sound(store)


def test_rows_give_way_to_the_writer_that_waits_for_them(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both bring the same submissions: the other one must not wait for us, nor we for it in a circle."""
    kept, undone = noted(monkeypatch, "keep"), noted(monkeypatch, "without")
    overtaken(monkeypatch, store, (write(tmp_path, HEAD + LATER, "later.csv"), "s"))
    bring_in(store, COMMAND_LINE, write(tmp_path, HEAD + JANUARY), source="s", new_places=True)
    assert kept == [] and len(undone) == 1
    assert (count(store, t.submissions), count(store, t.imports)) == (120, 2)
    assert_sound(store)


def test_rows_for_other_numbers_are_taken_back(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other import has none of our submissions, but takes the numbers that our places were to get."""
    kept, undone = noted(monkeypatch, "keep"), noted(monkeypatch, "without")
    overtaken(monkeypatch, store, (write(tmp_path, HEAD + ELSEWHERE, "elsewhere.csv"), "other"))
    bring_in(store, COMMAND_LINE, write(tmp_path, HEAD + JANUARY), source="s", new_places=True)
    assert (kept, undone) == ([], [True])
    assert (count(store, t.submissions), count(store, t.imports)) == (120, 2)
    assert_sound(store)


def test_an_import_that_is_cancelled_among_its_early_rows_leaves_nothing(store: Store, tmp_path: Path) -> None:
    def cancel(progress: Progress) -> None:
        if progress.step == "writing" and progress.done:
            raise VocError("The job was stopped.", "Nothing was written.")

    with pytest.raises(VocError, match="stopped"):
        bring_in(store, COMMAND_LINE, write(tmp_path, HEAD + JANUARY), source="s", progress=cancel)
    assert (count(store, t.submissions), count(store, t.responses), count(store, t.stages), count(store, t.imports)) == (0, 0, 0, 0)
    bring_in(store, COMMAND_LINE, write(tmp_path, HEAD + JANUARY), source="s", new_places=True)
    assert count(store, t.submissions) == 60
    assert_sound(store)


def test_who_may_not_do_without_keys_writes_nothing_early(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("CREATE ROLE voc_keyed")
        connection.exec_driver_sql("GRANT ALL ON ALL TABLES IN SCHEMA public TO voc_keyed")
    early = EarlyRows(lambda early: pytest.fail("a row was written"), lambda: None)
    try:
        with store.staging() as connection:
            connection.exec_driver_sql("SET ROLE voc_keyed")
            connection.commit()
            with store.writing(on=connection, early=early) as writer:
                assert not early.is_there
                assert writer.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")) == 1
    finally:
        with store.writing() as connection:
            connection.exec_driver_sql("DROP OWNED BY voc_keyed")
            connection.exec_driver_sql("DROP ROLE voc_keyed")
