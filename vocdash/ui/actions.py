"""What is said of actions on every page that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from vocdash.charts.theme import fmt_day, fmt_n
from vocdash.journeys import Action


def counted_running(actions: Sequence[Action], day: date) -> str:
    """“2 actions run”: how many do on a day."""
    running = sum(action.runs(day) for action in actions)
    if running > 1:
        return f"{fmt_n(running)} actions run"
    return "One action runs" if running else "No action runs"


def days_told(action: Action, day: date) -> tuple[str, str]:
    """From when and until when, as a table says it on a day."""
    started, done = (fmt_day(each, with_year=True) if each else "" for each in (action.started_on, action.done_on))
    return started or "not begun", done or ("running" if action.runs(day) else "")
