"""Reading all comments again: everything is as a fresh import would have it, also when it is killed on the way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.test_ingest_bring_in import write
from tests.test_metrics_mentions import same
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.domain import Scope
from vocdash.errors import Conflict, NotAllowed
from vocdash.ingest import rescore as module
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.rescore import RESCORE, rescore, start_rescore, state
from vocdash.ingest.undo import undo_import
from vocdash.metrics.mentions import mentioned
from vocdash.metrics.rollup import changing_answers
from vocdash.settings import ROOT
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.claims import claim

HEADER = "submission_id,answered_at,question,stage,touchpoint,value,comment,scale\n"
WORDS = (
    "The driver was rude and late",
    "Lovely staff, but the price",
    "I waited 40 minutes on hold",
    "Told Monday at the shop, came Friday",
)


def rows(count: int) -> str:
    days = [f"2026-0{1 + n % 4}-{1 + n % 28:02}" for n in range(count)]
    return HEADER + "".join(
        f'{n},{day},arrival,{"Receive" if n % 2 else "Buy"},{"Delivery" if n % 2 else "Shop"},{1 + n % 5},"{WORDS[n % 4]} {n}",csat\n'
        for n, day in enumerate(days)
    )


def everything(store: Store) -> list[tuple[Any, ...]]:
    """All that reading comments leaves, in an order of its own."""
    r = t.responses.c
    said = sa.select(r.submission_id, r.verbatim, r.language, r.polarity, r.sentiment, r.scorer).where(r.verbatim.is_not(None))
    with store.reading() as connection:
        found = [*map(tuple, connection.execute(said)), *map(tuple, connection.execute(sa.select(t.mentions)))]
        found += list(map(tuple, connection.execute(sa.select(t.mention_rollup))))
    return sorted(found, key=str)


def spoil(store: Store) -> None:
    """As if another scorer with other themes had read the comments."""
    with changing_answers(store) as change:
        change.connection.execute(sa.delete(t.mentions))
        values = {"polarity": 0.9, "sentiment": "positive", "scorer": "old/0"}
        change.connection.execute(sa.update(t.responses).where(t.responses.c.verbatim.is_not(None)).values(values))
        change.connection.execute(sa.update(t.meta).where(t.meta.c.key == "comments_read_by").values(value="old"))
        change.touch_days(change.connection.scalars(sa.select(t.submissions.c.day).distinct()))


def test_it_leaves_what_a_fresh_import_would(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 7)
    bring_in(store, COMMAND_LINE, write(tmp_path, rows(60)))
    fresh = everything(store)
    assert not state(store).needed
    spoil(store)
    assert state(store).needed and everything(store) != fresh
    told: list[tuple[int, int]] = []
    assert rescore(store, COMMAND_LINE, lambda done, total: told.append((done, total))) == 60
    assert everything(store) == fresh
    assert told[-1] == (60, 60) and len(told) == 12 and told == sorted(told)
    assert state(store) == module.Rescoring(False, False, 0, 0)
    undo_import(store, COMMAND_LINE, 1)
    assert everything(store) == []


class Killed(Exception):
    pass


def test_after_every_part_the_rollup_agrees_and_it_goes_on_where_it_was(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 11)
    bring_in(store, COMMAND_LINE, write(tmp_path, rows(60)))
    fresh = everything(store)
    spoil(store)
    parts = 0

    def stop(done: int, total: int) -> None:
        nonlocal parts
        parts += 1
        same(mentioned(store, Scope(), kind=None, way="rollup"), mentioned(store, Scope(), kind=None, way="raw"))
        if parts in (2, 5):
            raise Killed

    for reached in (22, None):
        with pytest.raises(Killed):
            rescore(store, COMMAND_LINE, stop)
        found = state(store)
        assert found.needed and not found.running and found.total == 60
        assert reached is None or found.done <= reached
    assert rescore(store, COMMAND_LINE, stop) == 60
    assert parts == 8 and everything(store) == fresh


@pytest.mark.timeout(120)
def test_a_killed_process_loses_nothing(store: Store, tmp_path: Path) -> None:
    bring_in(store, COMMAND_LINE, write(tmp_path, rows(160)))
    fresh = everything(store)
    spoil(store)
    environment = {**os.environ, "VOCDASH_DATABASE_URL": store.url.render_as_string(hide_password=False)}
    program = "from vocdash.ingest import rescore as m; m._AT_ONCE = 10; from vocdash.store import open_store;"
    program += "from vocdash.access import COMMAND_LINE; m.rescore(open_store(), COMMAND_LINE)"
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=environment)
    until = time.monotonic() + 60
    while not 0 < state(store).done < 160 and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert state(store).running
    process.kill()
    process.wait()
    before = state(store).done
    assert 0 < before < 160
    start_rescore(store, COMMAND_LINE)
    while state(store).needed:
        assert time.monotonic() < until + 60
        time.sleep(0.1)
    assert everything(store) == fresh
    with store.reading() as connection:
        assert connection.execute(sa.select(t.jobs.c.state, t.jobs.c.done).where(t.jobs.c.kind == RESCORE)).all() == [("done", 160)]


def test_only_one_at_a_time_and_only_leads(sqlite_store: Store) -> None:
    for verb in (rescore, start_rescore):
        with pytest.raises(NotAllowed):
            verb(sqlite_store, Actor("Vera", Access.FRONTLINE))
    with claim(sqlite_store, RESCORE), pytest.raises(Conflict):
        rescore(sqlite_store, COMMAND_LINE)
    assert rescore(sqlite_store, COMMAND_LINE) == 0


def test_other_themes_begin_it_anew(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 7)
    bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, rows(30)))

    def stop(done: int, total: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        rescore(sqlite_store, COMMAND_LINE, stop)
    with sqlite_store.writing() as connection:
        connection.execute(sa.update(t.themes).where(t.themes.c.code == "price").values(seeds=["lovely"]))
    assert rescore(sqlite_store, COMMAND_LINE) == 30
    with sqlite_store.reading() as connection:
        assert sorted(connection.scalars(sa.select(t.jobs.c.state))) == ["cancelled", "done"]
    assert any(row.code == "price" and row.comments for row in mentioned(sqlite_store, Scope()))
