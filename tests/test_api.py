"""The watch beside the screens: it looks after answers have changed, and outlives what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.answers import build_company
from vocdash import api
from vocdash.alerts import rules
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.ui import data


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("VOCDASH_DATABASE_URL", f"sqlite:///{tmp_path / 'watched.sqlite'}")
    store = data.store()
    with store.writing() as connection:
        build_company(connection)
    yield store
    store.close()


def test_only_changed_answers_are_looked_at(watched: Store) -> None:
    seen = api._look(-1)
    assert seen == watched.marks().answers
    assert rules(watched, "shop"), "the first look gives the journey its usual rules"
    with watched.noting() as connection:
        connection.execute(sa.delete(t.alert_rules))
    with watched.writing(answers=False):
        pass
    assert api._look(seen) == seen
    assert not rules(watched, "shop"), "work on cases is no reason to look"
    with watched.writing():
        pass
    assert api._look(seen) == seen + 1
    assert rules(watched, "shop")


def test_the_watch_outlives_a_fault(watched: Store, caplog: pytest.LogCaptureFixture) -> None:
    with watched.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE alert_rules RENAME TO elsewhere"))
    assert api._look(-1) == -1, "it looks again"
    assert "Looking for alerts failed" in caplog.text
