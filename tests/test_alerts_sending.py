"""What rang reaches a webhook and mailboxes that really listen, without telling anybody a secret."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from tests.answers import write
from tests.test_alerts import START, WORSE, days, fallen
from vocdash import settings
from vocdash.access import COMMAND_LINE
from vocdash.alerts import alerts, check_alerts, deliver, look_after_write, rules, save_rule, sendings
from vocdash.alerts.outbox import receiver_of
from vocdash.alerts.send import AGAIN_AFTER, signature
from vocdash.errors import UnknownName
from vocdash.store import Store
from vocdash.store import tables as t


class _Receiver(BaseHTTPRequestHandler):
    answers: list[int]
    got: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.paths.append(self.path)
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
        paths: ClassVar[list[str]] = []

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


def test_the_path_of_a_webhook_is_told_to_nobody(sqlite_store: Store, receiver: type[_Receiver], monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"{settings.get('webhook_url')}/{'T0' * 200}?key=quiet"
    monkeypatch.setenv("VOCDASH_WEBHOOK_URL", "http://127.0.0.1:9/services/T0/quiet")
    rung(sqlite_store, webhook=True)
    now = datetime.now(UTC) + timedelta(seconds=1)
    assert deliver(sqlite_store, now=now) == 0
    (waiting,) = sendings(sqlite_store, COMMAND_LINE)
    assert (waiting.target, "quiet" in waiting.said) == ("http://127.0.0.1:9", False)
    assert waiting.said.startswith("The receiver cannot be reached.")
    # Whoever mends the address has what still waits sent there, however long it is.
    monkeypatch.setenv("VOCDASH_WEBHOOK_URL", address)
    receiver.answers[:] = [200]
    assert deliver(sqlite_store, now=now + AGAIN_AFTER[0]) == 1
    assert receiver.paths[-1] == urlsplit(address).path + "?key=quiet"


@pytest.mark.parametrize(
    ("way", "target", "shown"),
    [
        ("webhook", "https://ines:quiet@hooks.example:8443/quiet?to=http://quiet", "https://hooks.example:8443"),
        ("webhook", "hooks.example/quiet", "hooks.example"),
        ("webhook", "https://hooks.example?quiet", "https://hooks.example"),
        ("email", "ines@shop.example", "ines@shop.example"),
    ],
)
def test_of_a_webhook_only_the_host_is_shown(way: str, target: str, shown: str) -> None:
    assert receiver_of(way, target) == shown


@pytest.mark.parametrize("address", ["hooks.example/quiet", "http://a..b/quiet", "http://[::1/quiet", "file:///quiet"])
def test_what_is_no_address_is_said(sqlite_store: Store, receiver: type[_Receiver], monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("VOCDASH_WEBHOOK_URL", address)
    rung(sqlite_store, webhook=True)
    look_after_write(sqlite_store)
    (waiting,) = sendings(sqlite_store, COMMAND_LINE)
    assert waiting.said.startswith("What stands in VOCDASH_WEBHOOK_URL is no address to post to.")
    assert "quiet" not in waiting.target


@contextmanager
def mailbox(**options: Any) -> Iterator[tuple[int, list[Any]]]:
    """A mail server: its port, and what it got."""
    from aiosmtpd.controller import Controller

    got: list[Any] = []

    class Mailbox:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            got.append(envelope)
            return "250 OK"

    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(Mailbox(), hostname="127.0.0.1", port=port, **options)
    server.start()
    try:
        yield port, got
    finally:
        server.stop()


def test_a_mail_arrives(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with mailbox() as (port, got):
        monkeypatch.setenv("VOCDASH_SMTP_URL", f"smtp://127.0.0.1:{port}")
        rung(sqlite_store, emails=("ines@shop.example",))
        assert deliver(sqlite_store) == 1
    assert got[0].rcpt_tos == ["ines@shop.example"]
    text = got[0].content.decode()
    assert "Subject: vocdash: It gets worse" in text
    assert "Satisfied (CSAT)" in text
    assert "\nDate: " in text.replace("\r", "") and "Auto-Submitted: auto-generated" in text


def test_an_address_nobody_can_read_holds_up_no_other(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    build_company(sqlite_store)
    with sqlite_store.writing() as connection:
        for number, address in ((1, "Ines <"), (2, "lea@shop.example\nBcc: all@shop.example")):
            connection.execute(sa.update(t.persons).where(t.persons.c.person_id == number).values(email=address))
    with mailbox() as (port, got):
        monkeypatch.setenv("VOCDASH_SMTP_URL", f"smtp://127.0.0.1:{port}")
        write(sqlite_store, fallen())
        save_rule(sqlite_store, COMMAND_LINE, replace(WORSE, teams=(1, 2), webhook=False))
        look_after_write(sqlite_store)
    assert [mail.rcpt_tos for mail in got] == [["otto@shop.example"]]
    told = {sending.target: (sending.state, bool(sending.said)) for sending in sendings(sqlite_store, COMMAND_LINE)}
    assert sorted(told.values()) == [("sent", False), ("waiting", True), ("waiting", True)]


def test_a_password_is_told_to_no_server_without_encryption(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with mailbox(auth_require_tls=False, authenticator=lambda *_: pytest.fail("the password was sent in clear")) as (port, got):
        monkeypatch.setenv("VOCDASH_SMTP_URL", f"smtp://ines:quiet@127.0.0.1:{port}")
        rung(sqlite_store, emails=("ines@shop.example",))
        assert deliver(sqlite_store) == 0
    assert got == []
    assert "VOCDASH_SMTP_URL" in sendings(sqlite_store, COMMAND_LINE)[0].said


def test_a_password_goes_to_a_server_whose_certificate_is_trusted(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from aiosmtpd.smtp import AuthResult

    if (openssl := shutil.which("openssl")) is None:
        pytest.skip("the program openssl, which makes the certificate, is absent")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    named = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, "req", "-x509", *made, *named], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    said: list[Any] = []

    def let_in(_server: Any, _session: Any, _envelope: Any, _way: str, who: Any) -> AuthResult:
        said.append((who.login, who.password))
        return AuthResult(success=True)

    with mailbox(tls_context=tls, authenticator=let_in) as (port, got):
        monkeypatch.setenv("VOCDASH_SMTP_URL", f"smtp://ines:qui%40et@127.0.0.1:{port}")
        rung(sqlite_store, emails=("ines@shop.example",))
        now = datetime.now(UTC) + timedelta(seconds=1)
        assert deliver(sqlite_store, now=now) == 0
        assert "CERTIFICATE_VERIFY_FAILED" in sendings(sqlite_store, COMMAND_LINE)[0].said
        assert said == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert deliver(sqlite_store, now=now + AGAIN_AFTER[0]) == 1
    assert (said, len(got)) == ([(b"ines", b"qui@et")], 1)


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
