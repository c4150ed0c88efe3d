"""Imports as jobs: processes of their own that can be watched, stopped and survived. On SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import NotAllowed, UnknownName, VocError
from vocdash.ingest import jobs, working
from vocdash.ingest.jobs import CHECK, IMPORT, Job, cancel, job, settle, start
from vocdash.ingest.refused import refused_csv
from vocdash.ingest.report import from_json
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.claims import claim, is_claimed

LONG_ENOUGH = 120.0


def write(folder: Path, prefix: str, submissions: int) -> Path:
    """A long file of two answers a submission, the last of them not on its scale."""
    lines = [
        f"{prefix}{number},2026-05-{number % 28 + 1:02},{question},Buy,{number % 5 + 1},csat,{comment}"
        for number in range(submissions)
        for question, comment in (("easy", ""), ("kind", f"Friendly at counter {number % 50}"))
    ]
    path = folder / f"{prefix}.csv"
    head = "submission_id,answered_at,question,stage,value,scale,comment"
    path.write_text("\n".join([head, *lines, f"{prefix}x,2026-05-01,easy,Buy,9,csat,"]) + "\n", encoding="utf-8")
    return path


def wait(store: Store, job_id: str, until: Callable[[Job], bool] = lambda found: not found.is_open) -> Job:
    end = time.monotonic() + LONG_ENOUGH
    while not until(found := job(store, COMMAND_LINE, job_id)):
        assert time.monotonic() < end, found
        time.sleep(0.05)
    return found


def count(store: Store, table: sa.Table) -> int:
    with store.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def copies(store: Store) -> list[Path]:
    """The copies of files that jobs left behind."""
    with store.reading() as connection:
        files = [Path(payload["file"]) for payload in connection.scalars(sa.select(t.jobs.c.payload))]
    return [file for file in files if file.parent.exists()]


def test_a_job_brings_a_file_in_and_keeps_its_report(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "a", 20)
    job_id = start(store, COMMAND_LINE, IMPORT, path, file_name="May.csv")
    path.unlink()
    found = wait(store, job_id)
    assert (found.state, found.file_name, found.total) == ("done", "May.csv", 41) and found.result is not None
    report = from_json(found.result, found.file_name, refused_csv(store, COMMAND_LINE, found.result["import_id"]))
    assert (report.added, report.refused, report.file_name) == (40, 1, "May.csv")
    assert "ax,2026-05-01" in report.refused_csv() and "outside the scale" in report.refused_csv()
    assert report.findings[0].code == "outside-scale" and [str(day) for day in report.days or ()] == ["2026-05-01", "2026-05-20"]
    assert [each.job_id for each in jobs.jobs(store)] == [job_id]
    assert settle(store) == [] and not copies(store) and not list(tmp_path.glob("*.lock"))


def test_a_job_that_cannot_be_done_says_why(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "blank.csv"
    path.write_text("   \n", encoding="utf-8")
    found = wait(store, start(store, COMMAND_LINE, IMPORT, path))
    assert found.state == "failed" and "holds nothing but blank lines" in found.message


def test_a_job_can_be_stopped_and_writes_nothing(store: Store, tmp_path: Path) -> None:
    job_id = start(store, COMMAND_LINE, IMPORT, write(tmp_path, "a", 20_000))
    wait(store, job_id, lambda found: found.state == "running")
    cancel(store, COMMAND_LINE, job_id)
    found = wait(store, job_id)
    assert (found.state, found.message) == ("cancelled", "Stopped. Nothing was written.")
    assert count(store, t.submissions) == count(store, t.imports) == 0


def test_two_imports_at_once_both_come_in_while_people_read(store: Store, tmp_path: Path) -> None:
    ids = [start(store, COMMAND_LINE, IMPORT, write(tmp_path, name, 500)) for name in ("a", "b")]
    seen: set[int] = set()
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            seen.add(count(store, t.submissions))

    reader = threading.Thread(target=read)
    reader.start()
    found = [wait(store, job_id) for job_id in ids]
    over.set()
    reader.join()
    assert [each.state for each in found] == ["done", "done"]
    assert seen <= {0, 500, 1_000} and count(store, t.submissions) == 1_000 and count(store, t.responses) == 2_000


def test_a_job_whose_process_is_gone_is_closed_truthfully(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_spawn", lambda store, job_id: None)
    never, finished = (start(store, COMMAND_LINE, IMPORT, write(tmp_path, name, 3)) for name in ("a", "b"))
    assert settle(store) == []  # they may still be starting
    with store.reading() as connection:
        row = connection.execute(sa.select(t.jobs).where(t.jobs.c.job_id == finished)).one()
    working._do(store, row, working._Watch(store, finished))
    monkeypatch.setattr(jobs, "_STARTS_WITHIN", jobs.timedelta(0))
    closed = {each.job_id: each for each in settle(store)}
    assert closed[never].state == "failed" and "nothing was written" in closed[never].message
    assert closed[finished].state == "done" and (closed[finished].result or {})["added"] == 6
    assert not copies(store) and settle(store) == []


def test_an_import_is_stopped_by_who_started_it_and_by_admins(sqlite_store: Store, tmp_path: Path) -> None:
    ann, bob = Actor("Ann", Access.LEAD), Actor("Bob", Access.LEAD)
    job_id = start(sqlite_store, ann, IMPORT, write(tmp_path, "a", 20_000))
    with pytest.raises(NotAllowed, match="started by Ann, and only they and admins may stop it"):
        cancel(sqlite_store, bob, job_id)
    assert not job(sqlite_store, bob, job_id).message.startswith("Being stopped"), "whoever may not stop it still follows it"
    assert [jobs.may_stop(job(sqlite_store, ann, job_id), who) for who in (ann, bob, COMMAND_LINE)] == [True, False, True]
    cancel(sqlite_store, ann, job_id)
    assert wait(sqlite_store, job_id).state == "cancelled"


def test_a_claim_is_held_once_and_let_go(store: Store) -> None:
    with claim(store, "x") as ours, claim(store, "x") as theirs, claim(store, "y") as other:
        assert (ours, theirs, other) == (True, False, True)
        assert is_claimed(store, "x") and is_claimed(store, "y")
    assert not is_claimed(store, "x") and not is_claimed(store, "z")


def test_only_a_lead_may_start_and_stop(sqlite_store: Store, tmp_path: Path) -> None:
    nobody = Actor("Vi", Access.FRONTLINE)
    with pytest.raises(NotAllowed):
        start(sqlite_store, nobody, IMPORT, tmp_path / "a.csv")
    with pytest.raises(NotAllowed):
        cancel(sqlite_store, nobody, "x")
    with pytest.raises(UnknownName):
        job(sqlite_store, COMMAND_LINE, "x")


def test_a_check_says_what_would_come_in_and_waits_until_it_is_discarded(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "a", 20)
    job_id = start(store, COMMAND_LINE, CHECK, path, file_name="May.csv")
    found = wait(store, job_id)
    assert (found.kind, found.state, found.message) == (CHECK, "done", "40 added, 0 changed, 0 the same, 1 refused")
    report = from_json(found.result or {}, found.file_name)
    assert report.dry_run and (report.added, report.refused) == (40, 1)
    assert count(store, t.submissions) == count(store, t.imports) == 0
    assert "ax,2026-05-01" in jobs.refused_of_check(store, COMMAND_LINE, job_id)
    told = jobs.order(store, COMMAND_LINE, job_id)
    assert told.file.read_bytes() == path.read_bytes() and told.mapping is None
    assert settle(store) == [] and [each.job_id for each in jobs.jobs(store)] == [job_id]
    jobs.discard(store, COMMAND_LINE, job_id)
    assert not told.file.parent.exists() and jobs.jobs(store) == []


def test_a_file_that_waits_is_opened_by_who_gave_it_and_by_admins(sqlite_store: Store, tmp_path: Path) -> None:
    """By the end of an address of somebody else's upload, that is: its rows say what customers wrote."""
    ann, bob, long = Actor("Ann", Access.LEAD), Actor("Bob", Access.LEAD), Actor("x" * 300, Access.LEAD)
    job_id, of_long = (start(sqlite_store, who, CHECK, write(tmp_path, "a", 3), file_name="May.csv") for who in (ann, long))
    wait(sqlite_store, job_id), wait(sqlite_store, of_long)
    for verb in (job, jobs.order, jobs.refused_of_check, cancel, jobs.discard):
        with pytest.raises(NotAllowed, match="This upload was begun by Ann, and only they and admins may open it"):
            verb(sqlite_store, bob, job_id)  # type: ignore[operator]
    for who in (ann, COMMAND_LINE):
        assert job(sqlite_store, who, job_id).state == "done" and jobs.order(sqlite_store, who, job_id).file.exists()
        assert "ax,2026-05-01" in jobs.refused_of_check(sqlite_store, who, job_id)
    assert [jobs.is_for(job(sqlite_store, COMMAND_LINE, job_id), who) for who in (ann, bob, COMMAND_LINE)] == [True, False, True]
    assert job(sqlite_store, long, of_long).started_by == "x" * 200
    imported = start(sqlite_store, ann, IMPORT, write(tmp_path, "b", 3))
    assert job(sqlite_store, bob, imported).started_by == "Ann"
    wait(sqlite_store, imported)


def test_a_check_that_nobody_came_back_to_is_forgotten(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = start(store, COMMAND_LINE, CHECK, write(tmp_path, "a", 3))
    wait(store, job_id)
    folder = jobs.order(store, COMMAND_LINE, job_id).file.parent
    monkeypatch.setattr(jobs, "KEPT", jobs.timedelta(0))
    settle(store)
    assert not folder.exists() and jobs.jobs(store) == []


def test_a_file_checked_again_waits_once_for_each_who_asked(sqlite_store: Store, tmp_path: Path) -> None:
    path, other = write(tmp_path, "a", 3), write(tmp_path, "b", 3)
    first, others = (start(sqlite_store, COMMAND_LINE, CHECK, file, file_name="May.csv") for file in (path, other))
    wait(sqlite_store, others)
    of_ann = start(sqlite_store, Actor("Ann", Access.LEAD), CHECK, path, file_name="May.csv")
    for each in (first, of_ann):
        wait(sqlite_store, each)
    again = start(sqlite_store, COMMAND_LINE, CHECK, path, file_name="May again.csv")
    assert {each.job_id for each in jobs.jobs(sqlite_store)} == {others, of_ann, again}
    wait(sqlite_store, again)


def test_a_check_under_way_is_stopped_when_it_is_discarded(store: Store, tmp_path: Path) -> None:
    job_id = start(store, COMMAND_LINE, CHECK, write(tmp_path, "a", 20_000))
    wait(store, job_id, lambda found: found.state == "running")
    jobs.discard(store, COMMAND_LINE, job_id)
    assert wait(store, job_id).state == "cancelled" and not copies(store)
    with pytest.raises(VocError, match="kept no longer"):
        jobs.order(store, COMMAND_LINE, job_id)


def test_the_file_of_an_import_is_no_check_to_discard(sqlite_store: Store, tmp_path: Path) -> None:
    job_id = start(sqlite_store, COMMAND_LINE, IMPORT, write(tmp_path, "a", 3))
    wait(sqlite_store, job_id)
    jobs.discard(sqlite_store, COMMAND_LINE, job_id)
    assert job(sqlite_store, COMMAND_LINE, job_id).state == "done"
