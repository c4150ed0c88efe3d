"""Imports killed with signal 9 at random moments: everything is there or nothing, nothing is doubled, and the next start says which.

Ten kills a database, or as many tens as `VOCDASH_TEST_KILLS` says; each ten on a database of its own, which starts from a template.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections import Counter
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.test_jobs import LONG_ENOUGH, copies, wait, write
from vocdash.access import COMMAND_LINE
from vocdash.check import check
from vocdash.ingest import jobs
from vocdash.ingest.jobs import IMPORT, Job, job, settle, start
from vocdash.ingest.working import run
from vocdash.metrics import bringing
from vocdash.store import Store, open_store
from vocdash.store import tables as t

KILLS = 10
ROUNDS = max(1, int(os.environ.get("VOCDASH_TEST_KILLS", str(KILLS))) // KILLS)
SUBMISSIONS = 1_000


@pytest.mark.timeout(600)
@pytest.mark.parametrize("each", range(ROUNDS))
def test_a_killed_import_leaves_everything_or_nothing(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, each: int) -> None:
    spawned: list[ForkServerProcess] = []
    monkeypatch.setattr(jobs, "_spawn", lambda store, job_id: spawned.append(_spawn(store, job_id, len(spawned) % 4 < 2)))
    monkeypatch.setattr(jobs, "_STARTS_WITHIN", jobs.timedelta(0))
    reading, writing = _working_times(store, tmp_path)
    dice = random.Random(each)
    ends = []
    for number in range(KILLS):
        job_id = start(store, COMMAND_LINE, IMPORT, write(tmp_path, f"k{number}-", SUBMISSIONS))
        # Every other one is killed while it writes, or just after.
        wait(store, job_id, _writes if number % 2 else _works)
        time.sleep(dice.uniform(0, 1.5 * (writing if number % 2 else reading)))
        spawned[-1].kill()
        spawned[-1].join()
        ends.append(_settled(store, job_id))
    whole = {f"k{number}-": SUBMISSIONS for number, end in enumerate(ends) if end.state == "done"}
    assert _found(store) == {"whole-": SUBMISSIONS, **whole}
    states = Counter(end.state for end in ends)
    assert set(states) <= {"done", "failed"}, states
    print(f"killed: {states['done']} whole, {states['failed']} nothing")
    assert all(one.sound for one in check(store)), [one for one in check(store) if not one.sound]
    assert not copies(store) and not list(tmp_path.glob("*.lock"))


def _spawn(store: Store, job_id: str, rehearses: bool) -> ForkServerProcess:
    """The process of a job, forked from one that has loaded everything, which takes a tenth of the time of a fresh one.

    `rehearses` says whether it sums up ahead of the write, as imports of many submissions do.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_work, args=(store.url.render_as_string(hide_password=False), job_id, rehearses), daemon=True)
    process.start()
    return process


def _work(url: str, job_id: str, rehearses: bool) -> None:
    if rehearses:
        bringing._MUCH = 1
    run(open_store(url), job_id)


def _works(found: Job) -> bool:
    return found.state != "waiting"


def _writes(found: Job) -> bool:
    return found.message.startswith("Writing") or not found.is_open


def _working_times(store: Store, folder: Path) -> tuple[float, float]:
    """Seconds a job reads, and writes, when nobody kills it."""
    job_id = start(store, COMMAND_LINE, IMPORT, write(folder, "whole-", SUBMISSIONS))
    moments = []
    for until in (_works, _writes, lambda found: not found.is_open):
        wait(store, job_id, until)
        moments.append(time.monotonic())
    assert job(store, COMMAND_LINE, job_id).state == "done"
    return moments[1] - moments[0], moments[2] - moments[1]


def _settled(store: Store, job_id: str) -> Job:
    """The job as the next start finds it; a server needs a moment to notice that its client is gone."""
    end = time.monotonic() + LONG_ENOUGH
    while job(store, COMMAND_LINE, job_id).is_open:
        assert time.monotonic() < end
        settle(store)
        time.sleep(0.05)
    return job(store, COMMAND_LINE, job_id)


def _found(store: Store) -> dict[str, int]:
    """Submissions by the beginning of their id; each has both its answers."""
    s, r = t.submissions.c, t.responses.c
    answers = sa.select(s.external_id, sa.func.count(r.submission_id)).outerjoin_from(t.submissions, t.responses).group_by(s.external_id)
    found: dict[str, int] = {}
    with store.reading() as connection:
        for external_id, count in connection.execute(answers):
            assert count == 2
            prefix = external_id.rstrip("0123456789")
            found[prefix] = found.get(prefix, 0) + 1
    return found
