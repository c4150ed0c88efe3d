"""Alerts ring for what noise does not explain, and once."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from tests.answers import Answer, write
from tests.ui_world import ROOT, copy_of_sample
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.alerts import Kind, Rule, alerts, check_alerts, mark_seen, remove_rule, rings, rules, save_rule, switch_rule
from vocdash.alerts.listing import unseen
from vocdash.alerts.rules import usual
from vocdash.domain import Scope
from vocdash.errors import NotAllowed, UnknownName, VocError
from vocdash.store import Store, open_store
from vocdash.store import tables as t

START = date(2026, 3, 2)
SHOP = Scope(journey="shop")
WORSE = Rule("It gets worse", "csat", Kind.CHANGE, "week", SHOP, ("stage",), least=10, webhook=False)


def days(count: int, per_day: int, share: float, *, stage: str = "buy", start: date = START, who: int = 0, seed: int = 1) -> list[Answer]:
    """Some satisfied and some dissatisfied people each day."""
    dice = random.Random(seed)
    return [
        Answer(who + day * per_day + number, "csat", 5.0 if dice.random() < share else 1.0, stage, day=start + timedelta(days=day))
        for day in range(count)
        for number in range(per_day)
    ]


def fallen(length: int = 8) -> list[Answer]:
    """Nine calm weeks in two stages, then one of them falls for some days."""
    calm = days(63, 8, 0.8) + days(63 + length, 8, 0.8, stage="receive", who=10_000, seed=2)
    return calm + days(length, 8, 0.2, start=START + timedelta(days=63), who=20_000, seed=3)


def test_a_fall_rings_where_it_happens_and_nowhere_else(store: Store) -> None:
    write(store, fallen())
    (ring,) = rings(store, WORSE)
    assert ring.place == ("buy",)
    assert START + timedelta(days=63) <= ring.first <= START + timedelta(days=67)
    assert ring.last is None
    assert ring.now.value is not None and ring.before is not None and ring.before.value is not None
    assert ring.now.value < 40 < 70 < ring.before.value


def test_calm_months_do_not_ring(sqlite_store: Store) -> None:
    write(sqlite_store, days(200, 10, 0.7) + days(200, 10, 0.7, stage="receive", who=10_000, seed=9))
    assert rings(sqlite_store, replace(WORSE, least=0)) == []


def test_a_count_rings_above_what_was_usual(sqlite_store: Store) -> None:
    calm = [Answer(day * 3 + n, "csat", 3.0, day=START + timedelta(days=day)) for day in range(60) for n in range(1 + day % 3)]
    spike = [Answer(1_000 + day * 10 + n, "csat", 3.0, day=START + timedelta(days=45 + day)) for day in range(3) for n in range(9)]
    write(sqlite_store, calm + spike)
    (ring,) = rings(sqlite_store, replace(WORSE, metric="submissions", by=(), least=100))
    assert START + timedelta(days=45) <= ring.day <= START + timedelta(days=53)
    # Seven days of the calm weeks bring 14 (a day has 1, 2 or 3); with the spike there are 27 more.
    assert ring.before is not None and ring.before.value == pytest.approx(14, abs=1)
    assert ring.now.value == pytest.approx(41, abs=2)
    assert ring.last is not None


def test_a_level_rings_only_when_the_whole_interval_is_past_it(sqlite_store: Store) -> None:
    write(sqlite_store, days(60, 8, 0.6))
    level = replace(WORSE, kind=Kind.LEVEL, by=(), level=90.0)
    assert len(rings(sqlite_store, level)) == 1
    assert rings(sqlite_store, replace(level, level=55.0)) == [], "no week's whole interval lies below it"


def test_groups_that_are_hidden_ring_for_nothing(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    write(sqlite_store, fallen())
    monkeypatch.setenv("VOCDASH_MIN_GROUP", "100")
    assert rings(sqlite_store, WORSE) == []


def test_few_people_who_answer_often_ring_for_nothing(sqlite_store: Store) -> None:
    """Eight people answer every day, so each week has 56 submissions, and still only eight speak."""
    write(sqlite_store, [replace(answer, customer=answer.who % 8) for answer in fallen()])
    assert rings(sqlite_store, WORSE) == []


def test_everything_is_told_once(store: Store) -> None:
    write(store, fallen())
    check_alerts(store)
    save_rule(store, COMMAND_LINE, WORSE)
    (number,) = check_alerts(store)
    assert check_alerts(store) == []
    found = next(alert for alert in alerts(store) if alert.alert_id == number)
    assert (found.rule, found.place, found.last) == ("It gets worse", {"stage": "buy"}, None)
    assert found.said.startswith("It gets worse (Buy): Satisfied (CSAT) ")
    assert "in the four weeks before." in found.said


def test_an_alert_ends_when_it_is_over_and_stays_one(store: Store) -> None:
    write(store, fallen())
    save_rule(store, COMMAND_LINE, WORSE)
    check_alerts(store)
    before = alerts(store)
    with_more = days(50, 8, 0.8, start=START + timedelta(days=71), who=30_000, seed=5)
    write(store, with_more)
    assert check_alerts(store) == []
    after = alerts(store)
    assert [a.alert_id for a in after] == [a.alert_id for a in before]
    assert after[0].last is not None


def test_the_first_to_see_it_is_noted(store: Store) -> None:
    write(store, fallen())
    save_rule(store, COMMAND_LINE, WORSE)
    check_alerts(store)
    everything = [alert.alert_id for alert in alerts(store)]
    assert unseen(store) == len(everything)
    for name in ("Ines", "Otto"):
        mark_seen(store, Actor(name, Access.VIEWER), everything)
    assert unseen(store) == 0
    assert {alert.seen_by for alert in alerts(store)} == {"Ines"}


def test_every_journey_begins_with_the_usual_rules_once(store: Store) -> None:
    write(store, days(5, 2, 0.5))
    check_alerts(store)
    assert [rule.name for rule in rules(store, "shop")] == [rule.name for rule in usual("shop")]
    for rule in rules(store):
        remove_rule(store, COMMAND_LINE, rule.rule_id or 0)
    check_alerts(store)
    assert rules(store) == []


def test_rules_are_kept_as_they_were_said(store: Store) -> None:
    write(store, days(5, 2, 0.5))
    rule = replace(
        WORSE,
        scope=Scope("shop", None, ("buy",), ("website",), (), ("survey",), (("region", ("north", "south")),), True),
        emails=("a@b.example",),
    )
    number = save_rule(store, COMMAND_LINE, rule)
    assert rules(store) == [rule]
    switch_rule(store, COMMAND_LINE, number, False)
    assert rules(store) == [replace(rule, on=False)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(WORSE, metric="npss"), "npss"),
        (replace(WORSE, name=" "), "no name"),
        (replace(WORSE, window="hour"), "hour"),
        (replace(WORSE, kind=Kind.LEVEL), "needs one"),
        (replace(WORSE, emails=("nobody",)), "no e-mail"),
        (replace(WORSE, scope=Scope("shop", stages=("by",))), "by"),
        (replace(WORSE, by=("planet",)), "planet"),
        (replace(WORSE, least=-1), "below 0"),
    ],
)
def test_rules_that_can_never_ring_are_refused(sqlite_store: Store, wrong: Rule, said: str) -> None:
    write(sqlite_store, days(2, 2, 0.5))
    with pytest.raises(VocError, match=said):
        save_rule(sqlite_store, COMMAND_LINE, wrong)


def test_only_a_lead_changes_rules(sqlite_store: Store) -> None:
    frontline = Actor("Fynn", Access.FRONTLINE)
    for verb in (lambda: save_rule(sqlite_store, frontline, WORSE), lambda: remove_rule(sqlite_store, frontline, 1)):
        with pytest.raises(NotAllowed):
            verb()
    with pytest.raises(UnknownName):
        switch_rule(sqlite_store, COMMAND_LINE, 99, True)


def test_two_who_look_at_once_tell_it_once(store: Store) -> None:
    """What one process notes in a write that is not finished yet, the other one waits for."""
    write(store, fallen())
    number = save_rule(store, COMMAND_LINE, WORSE)
    check_alerts(store)
    with store.noting() as connection:
        noted = dict(connection.execute(sa.select(t.alerts).where(t.alerts.c.rule_id == number)).mappings().one())
        connection.execute(sa.delete(t.alerts))
    with store.noting() as connection:
        connection.execute(sa.select(t.alert_rules).where(t.alert_rules.c.rule_id == number).with_for_update())
        connection.execute(sa.insert(t.alerts).values(noted))
        other = Thread(target=check_alerts, args=(store,))
        other.start()
        other.join(1)
        assert other.is_alive()
    other.join(30)
    with store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.alerts).where(t.alerts.c.rule_id == number)) == 1


def test_the_spike_in_the_sample_is_found_once_and_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = copy_of_sample(tmp_path)
    monkeypatch.setenv("VOCDASH_DATABASE_URL", url)
    store = open_store(url)
    check_alerts(store)
    assert check_alerts(store) == []
    (spike,) = [alert for alert in alerts(store) if alert.rule == "Complaints rise"]
    store.close()
    assert spike.place == {"stage": "buy", "touchpoint": "checkout"}
    assert date(2026, 9, 14) <= spike.first <= date(2026, 9, 20)
    page = AppTest.from_file(str(ROOT / "pages" / "alerts.py"), default_timeout=60).run()
    assert "Complaints rise (Buy · Checkout)" in " ".join(str(block.value) for block in page.get("html"))
    page.session_state["rule_new"] = True  # it is drawn when somebody opens it
    page.run()
    page.text_input(key="rule_name").set_value("Low ratings").run()
    page.button(key="rule_try").click().run()
    assert "it would have rung" in " ".join(str(block.value) for block in page.get("html"))
    page.button(key="rule_add").click().run()
    assert not page.exception
    assert "Low ratings" in " ".join(str(block.value) for block in page.get("html"))
    page.button(key="alerts_seen").click().run()
    assert "not seen yet" not in " ".join(str(block.value) for block in page.get("html"))
