"""The first minutes of a database, and what the server answers beside the screens."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.requests import Request
from streamlit import config

from tests.awaited import awaited
from tests.ui_world import copy_of_sample
from vocdash import api
from vocdash.access import Access, Actor
from vocdash.errors import NotAllowed
from vocdash.ingest import first_start
from vocdash.ingest.progress import Progress
from vocdash.store import Store, open_store
from vocdash.store import tables as t
from vocdash.ui import start

LEAD = Actor("Ada", Access.LEAD)


def test_one_process_loads_and_the_others_wait(store: Store) -> None:
    assert first_start.is_undecided(store)
    assert first_start._claim(store)
    assert not first_start._claim(store)
    assert first_start.is_undecided(store)


def test_a_loader_that_is_gone_is_replaced(store: Store) -> None:
    long_ago = datetime.now(UTC) - timedelta(minutes=6)
    first_start._say(store, f"{first_start._LOADING}{long_ago.isoformat()}")
    assert first_start._claim(store)


def test_a_database_with_imports_is_left_alone(tmp_path: Path) -> None:
    store = open_store(copy_of_sample(tmp_path))
    assert not first_start.is_undecided(store)
    first_start.fill(store, lambda progress: pytest.fail("nothing is loaded"))


def test_a_person_reads_what_is_being_done() -> None:
    steps = [
        Progress("reading", 0, 9_000),
        Progress("reading", 2_000, 9_000),
        Progress("writing", 0, 9_000),
        Progress("writing", 9_000, 9_000),
    ]
    assert [start.sentence(step) for step in steps] == [
        "Reading answers …",
        "Reading answers: 2,000 of 9,000 rows",
        "Writing answers …",
        "Opening cases and adding up scores …",
    ]
    assert [step.share for step in steps] == sorted(step.share for step in steps)


def test_starting_empty_is_remembered(tmp_path: Path) -> None:
    store = open_store(copy_of_sample(tmp_path))
    with pytest.raises(NotAllowed):
        first_start.start_empty(store, Actor("Vic", Access.VIEWER))
    first_start.start_empty(store, LEAD)
    with store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.submissions)) == 0
    assert not first_start.is_undecided(store)


def _healthz() -> tuple[int, dict[str, object]]:
    request = Request({"type": "http", "method": "GET", "path": "/healthz", "headers": []})
    response = awaited(api.healthz(request))
    return response.status_code, json.loads(bytes(response.body))


def test_health_is_the_health_of_the_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOCDASH_DATABASE_URL", f"sqlite:///{tmp_path / 'new.sqlite'}")
    status, said = _healthz()
    assert (status, said["status"]) == (200, "ok")
    monkeypatch.setenv("VOCDASH_DATABASE_URL", f"sqlite:///{tmp_path}")
    status, said = _healthz()
    assert (status, said["status"]) == (503, "unavailable")
    assert str(said["fix"]).endswith(".")


def test_the_upload_limit_is_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_MAX_UPLOAD_MB", "7")
    api.get_ready()
    assert config.get_option("server.maxUploadSize") == 7
