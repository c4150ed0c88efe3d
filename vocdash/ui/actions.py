"""What is said of actions on every page that lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from vocdash.charts.theme import fmt_day, fmt_n, fmt_signed
from vocdash.journeys import Action, Journey

NOT_GIVEN = "not given"
"""What stands where nobody said what an action costs, or what it should bring."""

EVERYWHERE = "The whole journey"


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


def place_told(stage: str, touchpoint: str, stages: Mapping[str, str], touchpoints: Mapping[str, str]) -> str:
    """Where an action works, by codes ("" for everywhere) and their names; by code where it stands in the journey no more."""
    at, by = stages.get(stage, stage), touchpoints.get(touchpoint, touchpoint)
    if at and by:
        return f"{by} in {at}"
    return at or (f"{by}, wherever it is met" if by else EVERYWHERE)


def currency(journey: Journey) -> str:
    """In what a journey counts its costs; empty where nobody said."""
    return str(journey.sheet.get("currency") or "")


def cost_told(action: Action, currency: str) -> str:
    """What it costs, once."""
    return NOT_GIVEN if action.spec.cost is None else f"{fmt_n(action.spec.cost)} {currency}".strip()


def gain_told(action: Action) -> str:
    """By how many points its place was expected to rise."""
    gain = action.spec.expected_gain
    return NOT_GIVEN if gain is None else fmt_signed(gain, 0 if gain == round(gain) else 1)
