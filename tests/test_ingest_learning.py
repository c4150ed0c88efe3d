"""Own scored comments teach the scorer: the lesson is kept, used by imports and by reading again, and can be forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.test_ingest_bring_in import write
from tests.test_text_learn import rows
from vocdash.__main__ import main
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import NotAllowed, VocError
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.learning import as_text, forget, learn, lessons
from vocdash.ingest.rescore import rescore, state
from vocdash.store import Store
from vocdash.store import tables as t

HEADER = "submission_id,answered_at,question,stage,touchpoint,value,comment,scale\n"


def file(folder: Path, count: int, seed: int = 1, start: int = 0) -> Path:
    texts, labels = rows(count, seed)
    lines = (
        f'{start + n},2026-05-{1 + n % 28:02},arrival,Receive,Delivery,{3 + 2 * label},"{text}",csat\n'
        for n, (text, label) in enumerate(zip(texts, labels, strict=True))
    )
    return write(folder, HEADER + "".join(lines), f"own{start}.csv")


def right(store: Store) -> float:
    """The share of comments whose label is what their score says."""
    r = t.responses.c
    with store.reading() as connection:
        found = connection.execute(sa.select(r.value, r.sentiment).where(r.verbatim.is_not(None))).all()
    return sum({5: "positive", 3: "neutral", 1: "negative"}[value] == sentiment for value, sentiment in found) / len(found)


def test_a_lesson_is_used_from_then_on(store: Store, tmp_path: Path) -> None:
    bring_in(store, COMMAND_LINE, file(tmp_path, 560))
    assert right(store) < 0.6 and not state(store).needed
    report = learn(store, COMMAND_LINE)
    assert (report.number, report.rows, report.adopted, report.learned_by) == (1, 560, "adapter", "command line")
    assert report.adapted is not None and report.before is not None and report.adapted["f1"] > report.before["f1"]
    assert lessons(store) == [report] and "adapter is better" in as_text(report)
    assert state(store).needed
    bring_in(store, COMMAND_LINE, file(tmp_path, 40, seed=2, start=1000))
    with store.reading() as connection:
        scorers = set(connection.scalars(sa.select(t.responses.c.scorer).where(t.responses.c.verbatim.is_not(None))))
    assert len(scorers) == 2 and any(name.endswith("+1") for name in scorers)
    rescore(store, COMMAND_LINE)
    assert right(store) > 0.95 and not state(store).needed
    forget(store, COMMAND_LINE)
    assert state(store).needed and rescore(store, COMMAND_LINE) == 600 and right(store) < 0.6


def test_the_command_learns_and_reads_again(sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bring_in(sqlite_store, COMMAND_LINE, file(tmp_path, 560))
    assert main(["learn", "--db", str(sqlite_store.url)]) == 0
    assert "with an adapter: macro-F1 1.0" in capsys.readouterr().out
    assert right(sqlite_store) > 0.95


def test_few_comments_and_few_rights_are_refused(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        learn(sqlite_store, Actor("Vera", Access.FRONTLINE))
    bring_in(sqlite_store, COMMAND_LINE, file(tmp_path, 30))
    with pytest.raises(VocError, match="Only 30 comments"):
        learn(sqlite_store, COMMAND_LINE)
