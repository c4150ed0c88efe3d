"""Cases: opened from complaints once, changed by nobody's surprise, taken back only where nobody worked on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.cases.change import merge_cases, read_states, update_case, update_cases
from vocdash.cases.escalate import escalate_overdue
from vocdash.cases.hours import working_time
from vocdash.cases.open import open_cases
from vocdash.cases.rules import Rule, read_rules, save_rule, try_rule
from vocdash.cases.state import Cause, Change, Owner, State
from vocdash.cases.status import Status
from vocdash.cases.undo import separate_case, undo_bulk
from vocdash.errors import Conflict, NotAllowed, UnknownName, VocError
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.report import ImportReport, as_json, as_text, from_json
from vocdash.ingest.undo import undo_import
from vocdash.store import Store
from vocdash.store import tables as t

INES = Actor("Ines Brandt", Access.FRONTLINE)
MAPPING = {
    "shape": "long",
    "source": {"code": "s", "name": "Survey", "method": "survey"},
    "journey": {"code": "shop", "name": "Shop"},
    "stages": [{"code": "buy", "name": "Buy", "position": 1}, {"code": "receive", "name": "Receive", "position": 2}],
    "touchpoints": [{"code": "web", "name": "Website"}, {"code": "van", "name": "Delivery"}],
    "teams": [{"code": "sales", "name": "Sales"}, {"code": "log", "name": "Logistics"}],
    "persons": [
        {"code": "ines", "name": "Ines Brandt", "team": "sales", "email": "ines@example.org"},
        {"code": "mara", "name": "Mara Okafor", "team": "log", "email": "mara@example.org"},
    ],
    "cells": [
        {"stage": "buy", "touchpoint": "web", "owner": "ines", "team": "sales"},
        {"stage": "receive", "touchpoint": "van", "owner": "mara", "team": "log"},
    ],
    "submission": {"id": "id", "answered_at": "at", "customer": {"number": "customer"}},
    "long": {
        "stage": "stage",
        "touchpoint": "touchpoint",
        "question": "question",
        "scale": "scale",
        "value": "value",
        "comment": "comment",
    },
}
HEAD = "id,at,customer,stage,touchpoint,question,scale,value,comment\n"
LOW = "1,2026-09-18T09:12,7,receive,van,d,csat,1,The driver rang once and was gone. This is terrible and awful.\n"
FINE = "2,2026-09-18T10:00,8,buy,web,w,csat,5,Lovely and easy.\n"


def brought(store: Store, folder: Path, rows: str, name: str = "a.csv", **changes: object) -> ImportReport:
    path = folder / name
    path.write_text(HEAD + rows, encoding="utf-8")
    return bring_in(store, COMMAND_LINE, path, {**MAPPING, **changes})


def cases(store: Store) -> list[State]:
    with store.reading() as connection:
        states = read_states(connection, connection.scalars(sa.select(t.cases.c.case_id)))
    return [states[number] for number in sorted(states)]


def events(store: Store, case_id: int) -> list[str]:
    with store.reading() as connection:
        c = t.case_events.c
        return list(connection.scalars(sa.select(c.kind).where(c.case_id == case_id).order_by(c.number)))


def test_a_low_score_opens_a_case_for_whoever_owns_the_place(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW + FINE)
    (case,) = cases(store)
    with store.reading() as connection:
        row = connection.execute(sa.select(t.cases)).mappings().one()
        owner = connection.scalar(sa.select(t.persons.c.name).where(t.persons.c.person_id == case.person_id))
        team = connection.scalar(sa.select(t.teams.c.name).where(t.teams.c.team_id == case.team_id))
    assert (owner, team, case.status, row["score"], row["worked_on"]) == ("Mara Okafor", "Logistics", Status.NEW, 0.0, False)
    assert case.severity == 2
    assert events(store, case.case_id) == ["opened"]
    assert row["answered_at"] == datetime(2026, 9, 18, 9, 12, tzinfo=UTC)


def test_opening_again_opens_nothing_twice(store: Store, tmp_path: Path) -> None:
    reports = [brought(store, tmp_path, LOW) for _ in range(2)]
    assert [report.cases for report in reports] == [1, 0]
    assert "1 case was opened for complaints" in as_text(reports[0])
    assert from_json(as_json(reports[0]), "a.csv").cases == 1
    assert open_cases(store, COMMAND_LINE) == 0
    assert len(cases(store)) == 1


def test_one_case_a_submission_and_place(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW + "1,2026-09-18T09:12,7,receive,van,e,csat,2,\n" + "1,2026-09-18T09:12,7,buy,web,w,csat,1,\n")
    assert len(cases(store)) == 2


def test_old_complaints_open_cases_only_when_asked_to(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW.replace("2026-09-18", "2025-09-18") + FINE, cases="none")
    assert cases(store) == []
    assert open_cases(store, COMMAND_LINE, days=400) == 1
    with pytest.raises(NotAllowed):
        open_cases(store, INES)


def test_undo_takes_an_untouched_case_back_and_never_gives_its_number_again(store: Store, tmp_path: Path) -> None:
    report = brought(store, tmp_path, LOW)
    undo_import(store, COMMAND_LINE, report.import_id or 0)
    assert cases(store) == []
    brought(store, tmp_path, LOW)
    assert [case.case_id for case in cases(store)] == [2]


def test_undo_keeps_a_case_somebody_worked_on_and_says_so(store: Store, tmp_path: Path) -> None:
    report = brought(store, tmp_path, LOW)
    before = store.marks()
    update_case(store, INES, 1, 1, Change(note="Called."))
    assert store.marks() == (before.number + 1, before.answers), "no score has to be computed anew"
    undo_import(store, COMMAND_LINE, report.import_id or 0)
    assert events(store, 1) == ["opened", "note", "answer gone"]
    brought(store, tmp_path, LOW)
    assert events(store, 1) == ["opened", "note", "answer gone", "answer back"]
    assert len(cases(store)) == 1


def test_a_corrected_answer_takes_its_untouched_case_with_it(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW)
    report = brought(store, tmp_path, "1,2026-09-18T09:12,7,receive,van,d,csat,5,Splendid and friendly.\n")
    assert cases(store) == []
    undo_import(store, COMMAND_LINE, report.import_id or 0)
    assert [case.case_id for case in cases(store)] == [2]


def test_an_untouched_case_follows_what_a_corrected_answer_says_now(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW)
    (before,) = cases(store)
    assert before.due_at == working_time().due_at(before.opened_at, before.severity)
    brought(store, tmp_path, "1,2026-09-18T09:12,7,receive,van,d,csat,1,I want a refund. The website told me another day. Terrible.\n")
    (after,) = cases(store)
    assert after.severity != before.severity, "or this test tells nothing"
    assert after.due_at == working_time().due_at(after.opened_at, after.severity) != before.due_at
    assert (before.cause_stage_id, after.cause_stage_id) == (None, 2)


def test_a_follow_up_of_a_duplicate_is_noted_with_the_case_that_stands_for_it(store: Store, tmp_path: Path) -> None:
    for row in (LOW, LOW.replace("1,2026-09-18", "3,2026-09-20", 1)):
        brought(store, tmp_path, row)
    merge_cases(store, INES, 1, {2: 1})
    brought(store, tmp_path, CALLED_BACK, "f.csv", source=FOLLOW_UP)
    assert [case.follow_up for case in cases(store)] == [1.0, None]
    assert events(store, 1) == ["opened", "joined", "follow-up"]


FOLLOW_UP = {"code": "f", "name": "Call-back", "method": "follow-up"}
CALLED_BACK = LOW.replace("2026-09-18", "2026-09-25").replace(",1,The", ",5,The").replace("\n1,", "\n9,")


def test_a_follow_up_answer_finds_its_case_by_the_customer(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW)
    report = brought(store, tmp_path, CALLED_BACK, "f.csv", source=FOLLOW_UP)
    (case,) = cases(store)
    assert case.follow_up == 1.0
    assert case.version == 1
    undo_import(store, COMMAND_LINE, report.import_id or 0)
    assert cases(store)[0].follow_up is None
    assert events(store, 1) == ["opened", "follow-up", "follow-up gone"]


def test_a_stale_version_writes_nothing(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW)
    assert update_case(store, INES, 1, 1, Change(status=Status.ACKNOWLEDGED)) == 2
    with pytest.raises(Conflict, match="Someone changed this case while you were writing"):
        update_case(store, INES, 1, 1, Change(note="Lost?", status=Status.SOLVED))
    (case,) = cases(store)
    assert (case.status, case.version, events(store, 1)) == (Status.ACKNOWLEDGED, 2, ["opened", "status"])
    assert update_case(store, INES, 1, 2, Change(status=Status.ACKNOWLEDGED)) == 2, "what is so already changes nothing"
    with pytest.raises(UnknownName):
        update_case(store, INES, 99, 1, Change(note="x"))
    with pytest.raises(NotAllowed):
        update_case(store, Actor("V", Access.VIEWER), 1, 2, Change(note="x"))


def test_everything_people_say_about_a_case_is_kept(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW)
    with store.reading() as connection:
        ids = dict(connection.execute(sa.select(t.persons.c.code, t.persons.c.person_id)).all())
        buy = connection.scalar(sa.select(t.stages.c.stage_id).where(t.stages.c.code == "buy"))
    change = Change(
        status=Status.IN_PROGRESS,
        owner=Owner(ids["ines"]),
        tags=("#Call back", "call  back"),
        cause=Cause(buy or 0, 0, " sold too early "),
        note="Hand over, @mara please look, @nobody too.",
    )
    assert update_case(store, INES, 1, 1, change) == 2
    (case,) = cases(store)
    assert (case.tags, case.cause_reason, case.cause_known, case.worked_on) == (frozenset({"call back"}), "sold too early", True, True)
    assert case.team_id is not None
    with store.reading() as connection:
        assert connection.scalars(sa.select(t.case_calls.c.person_id)).all() == [ids["mara"]]
        kept = {row.kind: row for row in connection.execute(sa.select(t.case_events))}
    assert kept["owner"].detail == {"before": "Mara Okafor, Logistics", "after": "Ines Brandt, Sales"}
    assert kept["cause"].detail == {"after": "Buy", "reason": "sold too early"}
    assert kept["note"].person == "Ines Brandt"


def test_many_at_once_leaves_out_those_that_changed_meanwhile(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW + LOW.replace("1,2026", "3,2026", 1) + LOW.replace("1,2026", "4,2026", 1))
    update_case(store, INES, 2, 1, Change(note="mine"))
    update_case(store, INES, 3, 1, Change(status=Status.SOLVED))
    report = update_cases(store, INES, {1: 1, 2: 1, 3: 2}, Change(status=Status.ACKNOWLEDGED))
    assert (report.changed, report.stale, [number for number, _ in report.refused]) == ((1,), (2,), [3])


def test_duplicates_are_closed_and_both_sides_say_so(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW + LOW.replace("1,2026", "3,2026", 1))
    update_case(store, INES, 2, 1, Change(tags=("van",)))
    assert merge_cases(store, INES, 1, {1: 1, 2: 2}).changed == (2,)
    target, duplicate = cases(store)
    assert (duplicate.merged_into, duplicate.status, target.tags) == (1, Status.CLOSED, frozenset({"van"}))
    assert events(store, 1) == ["opened", "joined", "tags"]
    with pytest.raises(VocError, match="was merged into C-1"):
        update_case(store, INES, 2, duplicate.version, Change(note="x"))


def test_a_duplicate_can_be_separated_at_any_time(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW + LOW.replace("1,2026", "3,2026", 1))
    update_case(store, INES, 2, 1, Change(status=Status.IN_PROGRESS))
    merge_cases(store, INES, 1, {2: 2})
    with pytest.raises(Conflict):
        separate_case(store, INES, 2, 2)
    assert separate_case(store, INES, 2, 3) == 4
    target, duplicate = cases(store)
    assert (duplicate.merged_into, duplicate.status, duplicate.closed_at) == (None, Status.IN_PROGRESS, None)
    assert (events(store, 1), target.version) == (["opened", "joined", "left"], 2)
    assert events(store, 2) == ["opened", "status", "merged", "separated"]
    with pytest.raises(VocError, match="not merged"):
        separate_case(store, INES, 2, 4)


def test_what_is_done_to_many_is_taken_back_where_nobody_was_faster(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, "".join(LOW.replace("1,2026", f"{number},2026", 1) for number in range(1, 5)))
    before = cases(store)
    everything = Change(status=Status.SOLVED, tags=("van",), severity=5, owner=Owner())
    done = update_cases(store, INES, {1: 1, 2: 1, 3: 1}, everything)
    update_case(store, INES, 3, 2, Change(note="Called."))
    back = undo_bulk(store, INES, done)
    assert (back.changed, back.stale) == ((1, 2), (3,))
    after = cases(store)
    for was, is_now in zip(before[:2], after[:2], strict=True):
        assert replace(is_now, version=1, worked_on=False, event_count=1) == was
    assert (after[2].status, after[2].tags) == (Status.SOLVED, frozenset({"van"}))
    assert events(store, 1) == ["opened", "severity", "owner", "tags", "status", "undone"]
    assert undo_bulk(store, INES, done).stale == (1, 2, 3), "nothing is taken back twice"


def test_a_merge_is_taken_back_on_both_sides(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW + LOW.replace("1,2026", "3,2026", 1))
    update_case(store, INES, 2, 1, Change(tags=("van",)))
    undo_bulk(store, INES, merge_cases(store, INES, 1, {1: 1, 2: 2}))
    target, duplicate = cases(store)
    assert (target.tags, duplicate.tags, duplicate.merged_into) == (frozenset(), frozenset({"van"}), None)
    assert duplicate.is_open
    assert duplicate.closed_at is None


def test_a_rule_is_tried_on_past_cases_and_then_decides_on_new_ones(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, LOW)
    with store.reading() as connection:
        ines = connection.scalar(sa.select(t.persons.c.person_id).where(t.persons.c.code == "ines"))
        van = connection.scalar(sa.select(t.touchpoints.c.touchpoint_id).where(t.touchpoints.c.code == "van")) or 0
    rule = Rule("Delivery, severe", Owner(ines), touchpoints=(van,), severity_from=2)
    trial = try_rule(store, COMMAND_LINE, rule)
    assert (trial.looked_at, trial.taken, trial.owners) == (1, 1, (("Mara Okafor, Logistics", 1),))
    assert try_rule(store, COMMAND_LINE, Rule("Severe", Owner(ines), severity_from=4)).taken == 0
    for verb in (save_rule, try_rule):
        with pytest.raises(NotAllowed):
            verb(store, INES, rule)
    number = save_rule(store, COMMAND_LINE, rule)
    brought(store, tmp_path, LOW.replace("1,2026", "3,2026", 1), "b.csv")
    save_rule(store, COMMAND_LINE, Rule(rule.name, rule.owner, touchpoints=(van,), active=True, rule_id=number))
    brought(store, tmp_path, LOW.replace("1,2026", "4,2026", 1), "c.csv")
    assert [case.person_id == ines for case in cases(store)] == [False, False, True]
    assert [rule.active for rule in read_rules(store)] == [True]


def late(store: Store, **since: float) -> None:
    """Let every case be late by so much plain time."""
    with store.writing() as connection:
        connection.execute(sa.update(t.cases).values(due_at=datetime.now(UTC) - timedelta(**since)))


def test_overdue_is_noted_once_a_level_and_refuses_nobodys_writing(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_WORK_HOURS", "Mon-Sun 0:00-23:59")
    brought(store, tmp_path, LOW)
    assert escalate_overdue(store) == 0
    late(store, hours=1)
    revision = store.revision()
    assert [escalate_overdue(store) for _ in range(3)] == [1, 0, 0]
    assert store.revision() == revision + 1, "looking without finding writes nothing"
    late(store, hours=9)
    assert [escalate_overdue(store) for _ in range(2)] == [1, 0]
    (case,) = cases(store)
    assert (case.escalation, case.version, events(store, 1)) == (2, 1, ["opened", "escalated", "escalated"])
    assert update_case(store, INES, 1, 1, Change(status=Status.SOLVED)) == 2
    late(store, days=30)
    assert escalate_overdue(store) == 0, "what is solved is not late"
    update_case(store, INES, 1, 2, Change(status=Status.IN_PROGRESS))
    late(store, days=30)
    assert escalate_overdue(store) == 1
    assert cases(store)[0].escalation == 2, "one look notes the highest level only"


def test_whoever_must_see_to_a_late_case_is_told(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"smtp_url": "smtp://127.0.0.1:9", "webhook_url": "http://127.0.0.1:9", "escalate_to": "lead@example.org"}.items():
        monkeypatch.setenv(f"VOCDASH_{name.upper()}", value)
    rows = LOW + LOW.replace("1,2026", "3,2026", 1) + LOW.replace("1,2026-09-18", "4,2026-09-19", 1)
    brought(store, tmp_path, rows)
    update_case(store, INES, 3, 1, Change(owner=Owner()))
    late(store, minutes=1)
    monkeypatch.setenv("VOCDASH_ESCALATE_AFTER", "0")
    assert escalate_overdue(store) == 3
    with store.reading() as connection:
        put = connection.execute(sa.select(t.sendings.c.target, t.sendings.c.message).order_by(t.sendings.c.sending_id)).all()
    assert [(target, message["cases"]) for target, message in put] == [
        ("http://127.0.0.1:9", ["C-1", "C-2", "C-3"]),
        ("mara@example.org", ["C-1", "C-2"]),
        ("lead@example.org", ["C-3"]),
    ]
    assert put[1].message["said"] == "2 cases are past the due time: C-1 (severity 2) and C-2 (severity 2)."
    with store.reading() as connection:
        told = connection.scalars(sa.select(t.case_events.c.detail).where(t.case_events.c.kind == "escalated")).all()
    assert [detail["told"] for detail in told] == [["Mara Okafor"], ["Mara Okafor"], ["lead@example.org"]]
