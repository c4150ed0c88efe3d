"""Alerts ring for what noise does not explain, once, and reach a webhook and a mailbox that really listen."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from tests.answers import Answer, write
from tests.ui_world import ROOT, copy_of_sample
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.alerts import Kind, Rule, alerts, check_alerts, deliver, mark_seen, remove_rule, rings, rules, save_rule, sendings, switch_rule
from vocdash.alerts.listing import unseen
from vocdash.alerts.rules import usual
from vocdash.alerts.send import AGAIN_AFTER, signature
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


# --- sending ---------------------------------------------------------------------------------------------------------


class _Receiver(BaseHTTPRequestHandler):
    answers: list[int]
    got: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.answers.pop(0))
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        return None


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Receiver]]:
    """A web server that answers as told, and the settings that lead to it."""

    class Receiver(_Receiver):
        answers: ClassVar[list[int]] = []
        got: ClassVar[list[tuple[dict[str, str], bytes]]] = []

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("VOCDASH_WEBHOOK_URL", f"http://127.0.0.1:{server.server_port}/hook")
    monkeypatch.setenv("VOCDASH_WEBHOOK_SECRET", "quiet")
    monkeypatch.setenv("VOCDASH_PUBLIC_URL", "https://voc.example/")
    yield Receiver
    server.shutdown()
    server.server_close()
    thread.join()


def build_company(store: Store) -> None:
    """Two teams: in the first are two people with an address, one without, and one who left."""
    people = [(1, "ines", 1, "ines@shop.example", True), (2, "lea", 1, "lea@shop.example", True), (3, "kim", 1, None, True)]
    people += [(4, "gone", 1, "gone@shop.example", False), (5, "otto", 2, "otto@shop.example", True)]
    with store.writing() as connection:
        for number in (1, 2):
            connection.execute(sa.insert(t.teams).values(team_id=number, code=f"t{number}", name=f"Team {number}"))
        for number, name, team, email, active in people:
            values = {"person_id": number, "code": name, "name": name.title(), "team_id": team, "email": email, "active": active}
            connection.execute(sa.insert(t.persons).values(values))


def rung(store: Store, **changed: Any) -> int:
    """A store in which the rule rings and nothing else does; gives the alert's number."""
    write(store, fallen())
    save_rule(store, COMMAND_LINE, replace(WORSE, **changed))
    (number,) = check_alerts(store)
    return number


def test_a_webhook_is_signed_tried_again_and_logged(sqlite_store: Store, receiver: type[_Receiver]) -> None:
    number = rung(sqlite_store, webhook=True)
    now = datetime.now(UTC) + timedelta(seconds=1)
    receiver.answers[:] = [503, 200]
    assert deliver(sqlite_store, now=now) == 0
    (waiting,) = sendings(sqlite_store, COMMAND_LINE)
    assert (waiting.state, waiting.tries, waiting.said) == ("waiting", 1, "The receiver answered 503. Look at its log.")
    assert deliver(sqlite_store, now=now) == 0, "it is not due yet"
    assert deliver(sqlite_store, now=now + AGAIN_AFTER[0]) == 1
    (sent,) = sendings(sqlite_store, COMMAND_LINE)
    assert (sent.state, sent.tries, sent.said) == ("sent", 2, "")
    assert deliver(sqlite_store, now=now + timedelta(days=9)) == 0
    headers, body = receiver.got[-1]
    assert headers["x-vocdash-signature"] == signature("quiet", headers["x-vocdash-timestamp"], body)
    told = json.loads(body)
    assert (told["alert_id"], told["place"], told["link"]) == (number, {"stage": "buy"}, "https://voc.example/alerts")


def test_a_receiver_that_never_answers_is_given_up(sqlite_store: Store, receiver: type[_Receiver]) -> None:
    rung(sqlite_store, webhook=True)
    receiver.answers[:] = [500] * 10
    now = datetime.now(UTC) + timedelta(seconds=1)
    for wait in (timedelta(), *AGAIN_AFTER, timedelta(days=1)):
        now += wait
        deliver(sqlite_store, now=now)
    (given_up,) = sendings(sqlite_store, COMMAND_LINE)
    assert (given_up.state, given_up.tries) == ("failed", len(AGAIN_AFTER) + 1)
    assert len(receiver.got) == len(AGAIN_AFTER) + 1


def test_a_webhook_without_a_secret_says_what_to_set(
    sqlite_store: Store, receiver: type[_Receiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOCDASH_WEBHOOK_SECRET", "")
    rung(sqlite_store, webhook=True)
    deliver(sqlite_store)
    assert "VOCDASH_WEBHOOK_SECRET" in sendings(sqlite_store, COMMAND_LINE)[0].said
    assert receiver.got == []


def test_a_mail_arrives(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from aiosmtpd.controller import Controller

    got: list[Any] = []

    class Mailbox:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            got.append(envelope)
            return "250 OK"

    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mailbox = Controller(Mailbox(), hostname="127.0.0.1", port=port)
    mailbox.start()
    try:
        monkeypatch.setenv("VOCDASH_SMTP_URL", f"smtp://127.0.0.1:{port}")
        rung(sqlite_store, emails=("ines@shop.example",))
        assert deliver(sqlite_store) == 1
    finally:
        mailbox.stop()
    assert got[0].rcpt_tos == ["ines@shop.example"]
    text = got[0].content.decode()
    assert "Subject: vocdash: It gets worse" in text
    assert "Satisfied (CSAT)" in text


def test_an_alert_for_a_team_reaches_its_members_who_are_still_there(store: Store) -> None:
    build_company(store)
    write(store, fallen())
    team = save_rule(store, COMMAND_LINE, replace(WORSE, teams=(1,), emails=("lea@shop.example", "boss@shop.example")))
    (number,) = check_alerts(store)
    (alert,) = alerts(store)
    assert (alert.alert_id, alert.rule_id, alert.teams) == (number, team, (1,))
    assert (alert.is_for(1), alert.is_for(2), replace(alert, teams=()).is_for(2)) == (True, False, True)
    told = sorted(sending.target for sending in sendings(store, COMMAND_LINE))
    assert told == ["boss@shop.example", "ines@shop.example", "lea@shop.example"]
    assert rules(store)[-1].teams == (1,)
    with pytest.raises(UnknownName, match="team"):
        save_rule(store, COMMAND_LINE, replace(WORSE, teams=(9,)))


def test_old_news_are_listed_and_not_sent(sqlite_store: Store, receiver: type[_Receiver]) -> None:
    write(sqlite_store, fallen() + days(60, 8, 0.8, start=START + timedelta(days=71), who=40_000, seed=6))
    save_rule(sqlite_store, COMMAND_LINE, replace(WORSE, webhook=True))
    assert len(check_alerts(sqlite_store)) == 1
    assert deliver(sqlite_store) == 0
    with sqlite_store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.sendings)) == 0


# --- on the screen ---------------------------------------------------------------------------------------------------


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
    page.text_input(key="rule_name").set_value("Low ratings").run()
    page.button(key="rule_try").click().run()
    assert "it would have rung" in " ".join(str(block.value) for block in page.get("html"))
    page.button(key="rule_add").click().run()
    assert not page.exception
    assert "Low ratings" in " ".join(str(block.value) for block in page.get("html"))
    page.button(key="alerts_seen").click().run()
    assert "not seen yet" not in " ".join(str(block.value) for block in page.get("html"))
