"""Rows sorted on disk, staged, and comments scored elsewhere: nothing is lost, doubled or mixed up."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from vocdash.access import COMMAND_LINE
from vocdash.errors import VocError
from vocdash.ingest import bring_in, scoring, spill, staged, staging, undo_import
from vocdash.ingest.identity import MASK
from vocdash.ingest.joining import Elsewhere
from vocdash.ingest.scoring import Scoring
from vocdash.ingest.spill import Spill
from vocdash.ingest.spoken import Spoken
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.text.heard import MENTION, Subjects
from vocdash.text.reading import Known
from vocdash.text.themes import Theme, starting_themes


@given(st.lists(st.integers(0, MASK)), st.integers(1, 9), st.integers(1, 5))
def test_a_spill_gives_everything_back_part_by_part(numbers: list[int], parts: int, held: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spill, "HELD", held)
        kept: Spill[tuple[int, int]] = Spill(parts)
        for at, number in enumerate(numbers):
            kept.add(number, (number, at))
        found = list(kept)
        kept.close()
    assert sorted(record for part in found for record in part) == sorted((number, at) for at, number in enumerate(numbers))
    for part, following in pairwise(found):
        assert max(part)[0] < min(following)[0]
    for part in found:
        for number in {number for number, _ in part}:
            places = [at for other, at in part if other == number]
            assert places == sorted(places)


def test_comments_are_scored_alike_here_and_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    comments = [f"The staff were {word} on day {day}" for day in range(20) for word in ("lovely", "rude", "there")] + ["Fine"] * 3
    with Scoring(Known(starting_themes("any"))) as here:
        expected = [here.ask(comments[start : start + 7], ["unknown"] * 7).result() for start in range(0, len(comments), 7)]
    monkeypatch.setattr(scoring, "FEW", 0)
    monkeypatch.setattr(scoring.os, "cpu_count", lambda: 2)
    with Scoring(Known(starting_themes("any"))) as elsewhere:
        asked = [elsewhere.ask(comments[start : start + 7], ["unknown"] * 7) for start in range(0, len(comments), 7)]
        assert [each.result() for each in asked] == expected
        assert len(elsewhere._processes) == 2


def test_a_scorer_that_was_killed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "FEW", 0)
    monkeypatch.setattr(scoring.os, "cpu_count", lambda: 2)
    with Scoring(Known(starting_themes("any"))) as elsewhere:
        elsewhere.ask(["Fine"], ["unknown"]).result()
        for process in elsewhere._processes:
            process.kill()
            process.wait()
        with pytest.raises(VocError, match="nothing was written"):
            elsewhere.ask(["Fine"], ["unknown"]).result()


def test_what_is_staged_is_seen_by_nobody_else_and_goes_with_its_connection(store: Store) -> None:
    with store.staging() as connection:
        staged.create(connection)
        staged.fill(connection, staged.facts, [[7], ["promised"], ["2026-05-04"], [None]])
        connection.commit()
        with store.reading() as other, pytest.raises(sa.exc.DBAPIError):
            other.execute(sa.select(staged.facts))
        with store.writing(on=connection) as writer:
            found = sa.select(staged.facts.c.number, staged.facts.c.day)
            assert writer.execute(found).all() == [(1, date(2026, 5, 4))]
    with store.staging() as connection:
        staged.create(connection)
        assert connection.scalar(sa.select(sa.func.count()).select_from(staged.facts)) == 0


def test_whether_a_submission_counts_is_part_of_what_it_says(store: Store) -> None:
    same = ("own", None, "2026-05-04 12:00:00.000000", "2026-05-04", 0, "en", 1.0, None, None)
    contents = (40, 41, 42)
    with store.staging() as connection:
        staged.create(connection)
        staged.fill(connection, staged.submissions, [range(3), [0] * 3, *([each] * 3 for each in same), contents, [1] * 3])
        staged.say(connection, staged.flags, [(1, '["too-fast"]', True), (2, '["duplicate"]', True), (3, '["duplicate"]', False)])
        staged.flag(connection)
        s = staged.submissions.c
        found = connection.execute(sa.select(s.content_hash, s.excluded, s.flags).order_by(s.number)).all()
    assert found == [(41, True, ["too-fast"]), (40, True, ["duplicate"]), (42, False, ["duplicate"])]


def test_mentions_that_stand_at_one_place_share_a_number() -> None:
    themes = [Theme("price", "Price", ("price",)), Theme("driver", "Driver", ("driver",), "delivery"), Theme("staff", "Staff", ("clerk",))]
    spoken, subjects = Spoken(themes), Subjects(themes)
    shop = subjects.places.index("shop")
    price, driver, clerk = ((subjects.themes[code], place, 0, 5, 0.5) for code, place in (("price", 0), ("driver", 0), ("staff", shop)))

    def numbers(places: Sequence[int], has_touchpoint: bool, *mentioned: Sequence[tuple[float, ...]]) -> list[int]:
        rows = np.array(list(chain.from_iterable(mentioned)), MENTION)
        return spoken.numbered(places, [has_touchpoint] * len(places), list(map(len, mentioned)), rows)

    assert numbers([3, 4], True, [price, driver, price], [price]) == [0, 1, 0, 2]
    assert numbers([5], False, [price, clerk]) == [3, 4]
    assert numbers([5], False, [price]) == [5]
    hints = (("staff", "shop"),)
    assert list(spoken)[3:] == [(5, "price", "", hints), (5, "staff", "shop", hints), (5, "price", "", ())]


def test_rows_are_joined_alike_here_and_elsewhere(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of a submission that stand apart, contradict each other or repeat themselves, and segments that turn out to be people."""
    long = "I have waited far too long for this delivery"
    lines = [
        f"{n % 70},2026-0{n % 3 + 1}-07,q{n % 4},buy,shop,{n % 5 + 1},csat,{long if n % 9 else ''}"
        f",ann{n % 45}@example.com,{('north', 'south')[n % 2]},C{n % 30}"
        for n in range(200)
    ]
    head = "submission_id,answered_at,question,stage,touchpoint,value,scale,comment,mail,region,customer\n"
    mapping = {
        "shape": "long",
        "journey": {"code": "j", "name": "J"},
        "submission": {
            "id": "submission_id",
            "answered_at": "answered_at",
            "segments": {"mail": "mail", "region": "region"},
            "customer": {"number": "customer"},
        },
        "long": {name: name for name in ("question", "stage", "touchpoint", "value", "scale", "comment")},
    }
    path = tmp_path / "survey.csv"
    path.write_text(head + "\n".join(lines), encoding="utf-8")
    reports = []
    for many in (10**9, 0):
        monkeypatch.setattr(staging, "MANY", many)
        monkeypatch.setattr(scoring.os, "cpu_count", lambda: 2)
        report = bring_in(store, COMMAND_LINE, path, mapping, dry_run=many > 0)
        reports.append(replace(report, import_id=None, dry_run=True, cases=0))
    assert reports[0] == reports[1]
    assert {finding.code for finding in reports[0].findings} >= {"segment-refused", "identical-comment"}
    first = everything(store)
    assert bring_in(store, COMMAND_LINE, path, mapping).same == reports[0].added
    monkeypatch.setattr(staging, "MANY", 10**9)
    undo_import(store, COMMAND_LINE, 1)
    bring_in(store, COMMAND_LINE, path, mapping)
    assert everything(store) == first


def everything(store: Store) -> list[list[tuple[object, ...]]]:
    """The rows of what was said, but for the number of the import."""
    with store.reading() as connection:
        return [
            sorted(map(tuple, connection.execute(sa.select(*[c for c in table.c if c.name not in ("import_id", "added_by")]))), key=repr)
            for table in (t.submissions, t.responses, t.mentions)
        ]


def test_a_joiner_that_was_killed_is_said(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(Elsewhere):
        def __init__(self) -> None:
            super().__init__()
            self._process.kill()

    monkeypatch.setattr(staging, "MANY", 0)
    monkeypatch.setattr(staging, "Elsewhere", Killed)
    monkeypatch.setattr(scoring.os, "cpu_count", lambda: 2)
    path = tmp_path / "survey.csv"
    path.write_text("submission_id,answered_at,question,stage,touchpoint,value,scale\n1,2026-01-07,q,buy,shop,4,csat\n", encoding="utf-8")
    with pytest.raises(VocError, match="A process that joins rows ended"):
        bring_in(store, COMMAND_LINE, path)


def test_a_joiner_whose_import_was_killed_in_the_middle_of_a_word_ends_without_one() -> None:
    command = [sys.executable, "-m", "vocdash.ingest.joining_process"]
    for begun in (b"", pickle.dumps(["a part"])[:-3], pickle.dumps(["no joining"]) + b"\0"):
        ended = subprocess.run(command, input=begun, capture_output=True, timeout=60, check=False)
        assert (ended.returncode, ended.stderr) == (0, b"")
