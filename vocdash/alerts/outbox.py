"""Messages put down to be sent, inside the write they speak of; :mod:`vocdash.alerts.send` sends them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.store import tables as t

Way = Literal["webhook", "email"]


def put_down(connection: Connection, way: Way, target: str, message: dict[str, Any] | None = None, *, alert_id: int = 0) -> None:
    """Put a message down: about an alert, or one of its own with `subject`, `said` and the `page` to look at. No target, no message."""
    if target:
        values = {"alert_id": alert_id, "way": way, "target": target[:320], "state": "waiting", "due_at": datetime.now(UTC)}
        connection.execute(sa.insert(t.sendings).values(**values, message=sa.null() if message is None else message))
