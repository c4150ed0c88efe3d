"""Sending alerts and other messages on: to a webhook, signed, and by e-mail; tried again for a day, and every try is written down."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import smtplib
import ssl
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import sqlalchemy as sa

from vocdash import settings
from vocdash.access import Access, Actor
from vocdash.alerts.check import check_alerts
from vocdash.alerts.listing import with_rules
from vocdash.alerts.outbox import receiver_of
from vocdash.errors import VocError
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.claims import claim

AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
"""How long after each failed try the next one comes; after the last it has failed for good."""

_log = logging.getLogger(__name__)
_SECONDS = 10
_CLAIM = "sending-alerts"
_Way = Callable[[sa.Row[Any], dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Sending:
    """One message: `state` is waiting, sent or failed; `said` is what the last try was told. `alert_id` is 0 for one about cases."""

    sending_id: int
    alert_id: int
    way: str
    target: str
    state: str
    tries: int
    due_at: datetime
    sent_at: datetime | None
    said: str


def sendings(store: Store, actor: Actor, *, limit: int = 50) -> list[Sending]:
    """The newest messages and what became of them, for those who may change rules."""
    actor.require(Access.LEAD, "see what was sent to whom")
    statement = sa.select(*(t.sendings.c[f.name] for f in fields(Sending))).order_by(t.sendings.c.sending_id.desc()).limit(limit)
    with store.reading() as connection:
        found = [Sending(*row) for row in connection.execute(statement)]
    return [replace(one, target=receiver_of(one.way, one.target)) for one in found]


def deliver(store: Store, *, now: datetime | None = None) -> int:
    """Send what is due; gives how many messages arrived. Only one process at a time sends, so that nothing arrives twice."""
    now = now or datetime.now(UTC)
    s = t.sendings.c
    due = sa.select(t.sendings).where(s.state == "waiting", s.due_at <= now).order_by(s.sending_id)
    with store.reading() as connection:
        if connection.execute(due.limit(1)).first() is None:
            return 0
    arrived = 0
    with claim(store, _CLAIM) as ours:
        if not ours:
            return 0
        with store.reading() as connection:
            waiting = connection.execute(due).all()
        for row in waiting:
            arrived += _send(store, row, now)
    return arrived


def look_after_write(store: Store) -> None:
    """After answers changed: note what rings now and send what is due. What goes wrong is logged and stops nobody's write."""
    try:
        check_alerts(store)
        deliver(store)
    except VocError as error:
        _log.warning("Alerts could not be looked at: %s", error)


def _send(store: Store, row: sa.Row[Any], now: datetime) -> bool:
    failure = _failure(_WAYS[row.way], row, _told(store, row.alert_id) if row.message is None else _with_link(row.message))
    values: dict[str, Any] = {"tries": row.tries + 1, "said": failure}
    if not failure:
        values |= {"state": "sent", "sent_at": now}
    elif row.tries >= len(AGAIN_AFTER):
        values |= {"state": "failed"}
    else:
        values |= {"due_at": now + AGAIN_AFTER[row.tries]}
    with store.noting() as connection:
        connection.execute(sa.update(t.sendings).where(t.sendings.c.sending_id == row.sending_id).values(values))
    return not failure


def _failure(way: _Way, row: sa.Row[Any], told: dict[str, Any]) -> str:
    """Why a message did not arrive; "" when it did."""
    try:
        way(row, told)
    except VocError as error:
        return f"{error.what} {error.fix}"
    except Exception as error:  # what one message runs into, an address nobody can read included, must not hold up those behind it
        return f"{type(error).__name__}: {error}"[:500]
    return ""


def _told(store: Store, alert_id: int) -> dict[str, Any]:
    """An alert as a receiver reads it. The keys are stable."""
    with store.reading() as connection:
        row = connection.execute(with_rules().where(t.alerts.c.alert_id == alert_id)).one()
    return _with_link(
        {
            "alert_id": row.alert_id,
            "rule": row.name,
            "journey": row.journey,
            "metric": row.metric,
            "place": row.place,
            "starts_on": row.starts_on.isoformat(),
            "said": row.said,
            "value": row.value,
            "before": row.before,
            "n": row.n,
            "subject": row.name,
            "page": "alerts",
        }
    )


def _with_link(told: dict[str, Any]) -> dict[str, Any]:
    """A message with the address of its page, where people can reach it, in place of the page's name."""
    home = str(settings.get("public_url")).rstrip("/")
    return {**{key: value for key, value in told.items() if key != "page"}, "link": f"{home}/{told['page']}" if home else ""}


# --- the ways --------------------------------------------------------------------------------------------------------


def signature(secret: str, moment: str, body: bytes) -> str:
    """What stands in `X-Vocdash-Signature`: SHA-256 HMAC of the moment, a full stop, and the body, in hexadecimal digits."""
    return "sha256=" + hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def _post(row: sa.Row[Any], told: dict[str, Any]) -> None:
    """Post a message as JSON, signed, with the moment it was sent, so that a receiver can refuse what is old or not from here."""
    import requests

    url, secret = str(settings.get("webhook_url")), str(settings.get("webhook_secret"))
    if not url:
        raise VocError("There is no address to post the message to.", "Set VOCDASH_WEBHOOK_URL.")
    if not secret:
        raise VocError("There is no secret to sign the message with.", "Set VOCDASH_WEBHOOK_SECRET, and the same one at the receiver.")
    body = json.dumps(told, ensure_ascii=False).encode()
    moment = str(int(datetime.now(UTC).timestamp()))
    headers = {"Content-Type": "application/json", "X-Vocdash-Timestamp": moment, "X-Vocdash-Signature": signature(secret, moment, body)}
    try:
        # Streamed, because nobody reads what the receiver writes, however much that is.
        with requests.post(url, data=body, headers=headers, timeout=_SECONDS, allow_redirects=False, stream=True) as answer:
            if not answer.ok:
                raise VocError(f"The receiver answered {answer.status_code}.", "Look at its log.")
    except (OSError, ValueError) as error:
        raise _unreached(error) from error


def _unreached(error: Exception) -> VocError:
    """Why a receiver was not reached, in our words: those of the libraries name the whole address, which is often a password."""
    from requests import ConnectionError, Timeout
    from requests.exceptions import SSLError

    if isinstance(error, Timeout):
        return VocError(f"The receiver did not answer within {_SECONDS} seconds.", "Look whether it runs.")
    if isinstance(error, SSLError):
        return VocError("The certificate of the receiver is not trusted.", "Renew it there, or let this machine trust who signed it.")
    if isinstance(error, ConnectionError):
        return VocError("The receiver cannot be reached.", "Look whether it runs, and whether VOCDASH_WEBHOOK_URL is right.")
    return VocError("What stands in VOCDASH_WEBHOOK_URL is no address to post to.", "Write it like https://host/path.")


def _mail(row: sa.Row[Any], told: dict[str, Any]) -> None:
    """Send a message as plain text."""
    server = urlsplit(str(settings.get("smtp_url")))
    if not server.hostname:
        raise VocError("There is no mail server to send with.", "Set VOCDASH_SMTP_URL.")
    message = EmailMessage()
    message["From"] = str(settings.get("mail_from"))
    message["To"] = row.target
    message["Date"] = datetime.now(UTC)
    message["Auto-Submitted"] = "auto-generated"  # so that no absence note answers
    message["Subject"] = " ".join(f"vocdash: {told['subject']}".split())
    message["Message-ID"] = f"<message-{row.sending_id}-{hashlib.sha256(row.target.encode()).hexdigest()[:12]}@vocdash>"
    message.set_content("\n\n".join(filter(None, (told["said"], told["link"]))))
    with _mail_server(server) as connection:
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(message)


def _mail_server(server: SplitResult) -> smtplib.SMTP:
    """A connection to the mail server, encrypted and its certificate checked wherever a password goes over it."""
    host, trusted = str(server.hostname), ssl.create_default_context()
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(host, server.port or 0, timeout=_SECONDS, context=trusted)
    with ExitStack() as unless_encrypted:
        connection = smtplib.SMTP(host, server.port or 0, timeout=_SECONDS)
        unless_encrypted.callback(connection.close)
        if server.username:
            try:
                connection.starttls(context=trusted)
            except smtplib.SMTPNotSupportedError as error:
                raise VocError(
                    "The mail server takes no encrypted connection.", "Set VOCDASH_SMTP_URL to one that does, or without a password."
                ) from error
        unless_encrypted.pop_all()
    return connection


_WAYS: dict[str, _Way] = {"webhook": _post, "email": _mail}
