"""Which complaints of an import open a case: by default those of which somebody still waits for an answer."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from vocdash import settings


class Opens(StrEnum):
    """Which complaints open a case: those of the last days (the setting `case_days`), all of them, or none."""

    RECENT = "recent"
    ALL = "all"
    NONE = "none"


def first_day(opens: Opens, today: date) -> date:
    """The first day whose complaints open a case, when they come in today."""
    if opens is Opens.RECENT:
        return today - timedelta(days=settings.get("case_days"))
    return date.min if opens is Opens.ALL else date.max
