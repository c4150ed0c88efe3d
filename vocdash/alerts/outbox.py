"""Messages put down to be sent, inside the write they speak of; :mod:`vocdash.alerts.send` sends them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.store import tables as t

Way = Literal["webhook", "email"]

_HOST = re.compile(r"(\w+://)?([^/?#]*)")
"""The beginning of an address, up to its path. Nobody has looked yet whether it is one."""


def receiver_of(way: str, target: str) -> str:
    """A target as everybody may read it: of a webhook only the scheme and the host, because its path is often its password."""
    found = _HOST.match(target) if way == "webhook" else None
    return f"{found[1] or ''}{found[2].rpartition('@')[2]}" if found else target


def put_down(connection: Connection, way: Way, target: str, message: dict[str, Any] | None = None, *, alert_id: int = 0) -> None:
    """Put a message down: about an alert, or one of its own with `subject`, `said` and the `page` to look at. No target, no message.

    A webhook is sent to the address that the settings name by then; what is kept here is :func:`receiver_of` it.
    """
    if target:
        values = {
            "alert_id": alert_id,
            "way": way,
            "target": receiver_of(way, target)[:320],
            "state": "waiting",
            "due_at": datetime.now(UTC),
        }
        connection.execute(sa.insert(t.sendings).values(**values, message=sa.null() if message is None else message))
