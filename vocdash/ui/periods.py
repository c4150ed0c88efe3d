"""The periods a person can pick, counted from the newest answer: a survey from last year opens on last year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection
from datetime import date, timedelta
from functools import lru_cache

from vocdash.charts.theme import fmt_span
from vocdash.domain import Period
from vocdash.store.migrate import CALENDAR_FIRST, CALENDAR_LAST

CUSTOM = "custom"
ALL = "all"
BEFORE, YEAR = "before", "year"
COMPARE = {BEFORE: "The period before", YEAR: "The same period a year ago"}
"""What a period can be held against, by code."""
OTHERS = {ALL: "Everything", CUSTOM: "From … to …"}
"""What can be chosen beside the presets, by code."""


@lru_cache(maxsize=4_096)
def month_of(day: date, ago: int = 0) -> Period:
    """The whole month `ago` months before the one of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 - ago, 12)
    return Period(date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1]))


def months(newest: date, count: int, ago: int = 0) -> Period:
    """`count` whole months, the last one `ago` months before that of `newest`."""
    return Period(month_of(newest, ago + count - 1).first, month_of(newest, ago).last)


def quarter_of(day: date, ago: int = 0) -> Period:
    """The calendar quarter `ago` quarters before the one of `day`."""
    since = (day.month - 1) % 3
    return months(day, 3, ago=3 * ago - (2 - since))


PRESETS: dict[str, tuple[str, Callable[[date], Period]]] = {
    "this-month": ("This month", lambda newest: month_of(newest)),
    "last-month": ("Last month", lambda newest: month_of(newest, 1)),
    "this-quarter": ("This quarter", lambda newest: quarter_of(newest)),
    "last-quarter": ("Last quarter", lambda newest: quarter_of(newest, 1)),
    "3-months": ("Last 3 months", lambda newest: months(newest, 3)),
    "6-months": ("Last 6 months", lambda newest: months(newest, 6)),
    "12-months": ("Last 12 months", lambda newest: months(newest, 12)),
}
"""Code → label and how it is counted from the newest answer. Besides these there are `all` and `custom`."""


def default_preset(newest: date) -> str:
    """The newest whole quarter when the newest answer ends one, otherwise the last three months with answers."""
    return "this-quarter" if newest >= quarter_of(newest).last - timedelta(days=6) else "3-months"


def resolve(preset: str, answers: Period, first: date | None = None, last: date | None = None) -> Period:
    """The days of a preset; `custom` takes `first` and `last`, in either order, and the whole span where one is missing."""
    if preset in PRESETS:
        return PRESETS[preset][1](answers.last)
    if preset == CUSTOM:
        one, other = (min(max(day, CALENDAR_FIRST), CALENDAR_LAST) for day in (first or answers.first, last or answers.last))
        return Period(min(one, other), max(one, other))
    return answers


def label(period: Period) -> str:
    """The period as people write it: `Aug 2026`, `Jul – Aug 2026`, `3 Jul – 14 Aug 2026`."""
    return fmt_span(period.first, period.last, months=period.is_whole_months)


def short(period: Period) -> str:
    """The period without its year, for "on Apr – Jun"; of a long one its first and last month."""
    one_year = period.first.year == period.last.year
    long = period.days > 366
    return fmt_span(period.first, period.last, months=long or period.is_whole_months, with_year=not one_year)


def both(period: Period, other: Period) -> tuple[str, str]:
    """Two periods side by side, without their years unless only these tell them apart."""
    one, two = short(period), short(other)
    return (one, two) if one != two else (label(period), label(other))


def a_year_ago(period: Period) -> Period:
    """The same days one year earlier; 29 February becomes 28."""

    def earlier(day: date) -> date:
        return day.replace(year=day.year - 1, day=min(day.day, monthrange(day.year - 1, day.month)[1]))

    return Period(earlier(period.first), month_of(earlier(period.last)).last if _ends_month(period.last) else earlier(period.last))


def held_against(period: Period, compare: str) -> Period:
    """The period that another one is held against."""
    return a_year_ago(period) if compare == YEAR else period.before()


def usual_comparison(period: Period, answered: Collection[date]) -> str:
    """The period before; a year ago where nobody answered in the months before, but somebody did then.

    `answered` are the first days of the months that have answers.
    """

    def any_in(other: Period) -> bool:
        return any(month_of(other.first).first <= month <= other.last for month in answered)

    apart = a_year_ago(period).last < period.first  # of a longer period the one a year ago is a part
    return YEAR if apart and any_in(a_year_ago(period)) and not any_in(period.before()) else BEFORE


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1
