"""Days of a time zone inside the database, so that moments can be counted by day without reading each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.domain import Period

_DAY = 86_400
_FIRST = date(1970, 1, 1)


def number_of(day: date) -> int:
    """A day as a number: days since 1970-01-01."""
    return (day - _FIRST).days


def date_of(number: int) -> date:
    """The day of a number."""
    return _FIRST + timedelta(days=number)


def ends(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first moment of a period in a zone, and the first one after it."""
    return _midnight(period.first, zone), _midnight(period.last + timedelta(days=1), zone)


def seconds(connection: Connection, moment: ColumnElement[datetime]) -> ColumnElement[int]:
    """Whole seconds since 1970 until a moment."""
    passed: ColumnElement[Any] = sa.extract("epoch", moment)
    # PostgreSQL gives them with their fraction, which a cast would round up into the next day.
    return passed if connection.dialect.name == "sqlite" else sa.cast(sa.func.floor(passed), sa.BigInteger)


def day_number(connection: Connection, moment: ColumnElement[datetime], period: Period, zone: ZoneInfo) -> ColumnElement[int]:
    """The number of the day on which a moment inside the period lies in the zone; of moments outside it nothing is promised."""
    passed = seconds(connection, moment)
    pieces = [(until, (passed + offset) // _DAY if offset is not None else sa.literal(day)) for until, offset, day in _pieces(period, zone)]
    *before, (_, last) = pieces
    return sa.case(*((moment < until, number) for until, number in before), else_=last) if before else last


def _pieces(period: Period, zone: ZoneInfo) -> Iterator[tuple[datetime, int | None, int]]:
    """Stretches of days up to a moment, with what the clock is ahead by in seconds; None on a day on which the clock is changed."""
    until, open_offset, last = _midnight(period.first, zone), None, number_of(period.first)
    for number in range(number_of(period.first), number_of(period.last) + 1):
        begin, end = until, _midnight(date_of(number + 1), zone)
        offset = _ahead(begin, zone) if _ahead(begin, zone) == _ahead(end, zone) else None
        if number > last and (offset is None or offset != open_offset):
            yield begin, open_offset, last
        until, open_offset, last = end, offset, number
    yield until, open_offset, last


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _ahead(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return round(offset.total_seconds()) if offset is not None else 0
