"""What time it is for cases: now, or, where nothing but the sample is loaded, a clock that starts when its last answer came in.

The sample ends on a fixed day. Seen from today each of its cases would be overdue by months, and nothing could be tried out.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash import settings
from vocdash.store import tables as t


def today() -> date:
    """The day it is in the reporting time zone, whatever is loaded."""
    return datetime.now(ZoneInfo(settings.get("timezone"))).date()


def now(connection: Connection) -> datetime:
    """The moment at which cases are looked at and changed."""
    moment = datetime.now(UTC)
    i = t.imports.c
    loaded = connection.execute(
        sa.select(sa.func.max(sa.case((i.sample, i.imported_at))), sa.func.count(sa.case((~i.sample, 1)))).where(i.undone_at.is_(None))
    ).one()
    if loaded[0] is None or loaded[1]:
        return moment
    newest = connection.scalar(sa.select(sa.func.max(t.submissions.c.answered_at)))
    return moment if newest is None else newest + (moment - loaded[0])
