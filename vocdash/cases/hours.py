"""Working time: until when somebody has to answer, and how long something took, in hours people work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from vocdash import settings

_LONGEST_LOOK = 3_660
"""Days looked at before giving up: a company that is closed for ten years has no due times."""

Hours = tuple[time, time]


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When people work: weekday (0 = Monday) → (begin, end) in the zone, and the days nobody works.

    `due` maps a severity (1–5) to the working hours within which a case of it is to be solved.
    """

    week: Mapping[int, Hours]
    holidays: frozenset[date]
    zone: ZoneInfo
    due: Mapping[int, float]

    def due_at(self, opened_at: datetime, severity: int) -> datetime:
        """Until when a case opened at a moment is to be solved."""
        return self.after(opened_at, timedelta(hours=self.due[severity]))

    def after(self, moment: datetime, work: timedelta) -> datetime:
        """The moment when so much working time has passed; the same length of plain time where nobody ever works."""
        left = work
        for begin, end in self._spans(moment):
            if left <= end - begin:
                return begin + left
            left -= end - begin
        return moment + work

    def before(self, moment: datetime, work: timedelta) -> datetime:
        """The latest moment from which so much working time has passed by now: what was due then has waited so long."""
        left, last = work, moment.astimezone(self.zone).date()
        for offset in range(_LONGEST_LOOK if work else 0):
            day = last - timedelta(days=offset)
            if day in self.holidays or day.weekday() not in self.week:
                continue
            begin, end = _hours_of(day, self.week[day.weekday()], self.zone)
            worked = min(end, moment) - begin
            if left <= worked:
                return begin + (worked - left)
            left -= max(worked, timedelta())
        return moment - work

    def between(self, first: datetime, last: datetime) -> timedelta:
        """The working time between two moments; none when they are in the wrong order."""
        total = timedelta()
        for begin, end in self._spans(first):
            if begin >= last:
                break
            total += min(end, last) - begin
        return total

    def _spans(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every stretch of working time from a moment on."""
        first = moment.astimezone(self.zone).date()
        for offset in range(_LONGEST_LOOK):
            day = first + timedelta(days=offset)
            if day in self.holidays or day.weekday() not in self.week:
                continue
            begin, end = _hours_of(day, self.week[day.weekday()], self.zone)
            if end > moment:
                yield max(begin, moment), end


@lru_cache(maxsize=4_096)
def _hours_of(day: date, hours: Hours, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When work begins and ends on a day. The same few hundred days are asked for again and again while thousands of cases open."""
    begin, end = (datetime.combine(day, at, zone).astimezone(UTC) for at in hours)
    return begin, end


def working_time() -> WorkingTime:
    """The working time the settings give."""
    return WorkingTime(
        week=settings.get("work_hours"),
        holidays=settings.get("holidays"),
        zone=ZoneInfo(settings.get("timezone")),
        due=settings.get("due_hours"),
    )
