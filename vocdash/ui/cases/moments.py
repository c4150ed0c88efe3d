"""Moments as people say them: how long ago, until when, by how much too late; in the reporting time zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from vocdash import settings
from vocdash.charts.theme import fmt_clock, fmt_day, fmt_weekday

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def local(moment: datetime) -> datetime:
    """The moment on the clock of the reporting time zone."""
    return moment.astimezone(ZoneInfo(settings.get("timezone")))


def stamp(moment: datetime, *, with_year: bool = False) -> str:
    """18 Sep, 09:12."""
    return f"{fmt_day(local(moment).date(), with_year=with_year)}, {fmt_clock(local(moment))}"


def ago(moment: datetime, now: datetime) -> str:
    """How long ago it was."""
    passed, days = now - moment, (local(now).date() - local(moment).date()).days
    if passed < _HOUR:
        return f"{max(1, int(passed / timedelta(minutes=1)))} min ago"
    if passed < 12 * _HOUR:
        return f"{int(passed / _HOUR)} h ago"
    if days <= 1:
        return "yesterday" if days else "today"
    return f"{days} days ago" if days < 60 else fmt_day(local(moment).date(), with_year=True)


def due(moment: datetime, now: datetime) -> str:
    """Until when, or by how much it is too late."""
    left, days = moment - now, (local(moment).date() - local(now).date()).days
    if left < timedelta(0):
        return f"overdue by {length(-left)}"
    if left < 4 * _HOUR:
        return f"due in {length(left)}"
    if days <= 1:
        return f"due {'tomorrow' if days else 'today'} {fmt_clock(local(moment))}"
    return f"due {fmt_weekday(local(moment))} {fmt_clock(local(moment))}" if days < 7 else f"due {fmt_day(local(moment).date())}"


def length(span: timedelta) -> str:
    """A length of time, roughly."""
    if span < _HOUR:
        return f"{max(1, int(span / timedelta(minutes=1)))} min"
    if span < _DAY:
        return f"{int(span / _HOUR)} h"
    days = int(span / _DAY)
    return f"{days} day{'s' if days > 1 else ''}"


def is_soon(moment: datetime, now: datetime) -> bool:
    """Whether little time is left."""
    return moment - now < 4 * _HOUR


def minute() -> int:
    """A number that changes every minute: what depends on the time is remembered no longer."""
    return int(datetime.now().timestamp() // 60)
