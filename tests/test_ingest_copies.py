"""Copies of files in the machine's folder for temporary ones."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest

from vocdash.ingest.copies import KEPT, new_folder, new_session_folder, remove_forgotten
from vocdash.ui.data import reading_from, store


def test_what_a_killed_process_left_is_removed_once_nobody_comes_back_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, waiting, held = new_folder(), new_folder(), new_session_folder()
    others = tmp_path / "somebody-elses"
    others.mkdir()
    for folder in (left, waiting, Path(held.name)):
        (folder / "answers.csv").write_text("id,comment\n1,Ada was kind\n")
    a_day_ago, three_ago = (time.time() - days * KEPT.total_seconds() for days in (1.1, 3))
    os.utime(waiting, (a_day_ago, a_day_ago))
    for folder in (left, others):
        os.utime(folder, (three_ago, three_ago))
    remove_forgotten()
    assert sorted(tmp_path.iterdir()) == sorted([waiting, Path(held.name), others])
    held.cleanup()
    assert not Path(held.name).exists()


def test_the_next_start_removes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = new_folder()
    os.utime(left, (0, 0))
    with reading_from(f"sqlite:///{tmp_path / 'new.sqlite'}"):
        store()
    assert not left.exists()
