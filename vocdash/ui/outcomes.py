"""Did what we changed help? The score of an action's place before it began and after it was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vocdash.charts.theme import NO_VALUE, fmt_interval, fmt_score, fmt_signed
from vocdash.domain import Change, Period, Score
from vocdash.journeys import Action, list_actions
from vocdash.metrics import compare
from vocdash.ui import blocks, data, periods
from vocdash.ui.cells import shown_change
from vocdash.ui.markup import Markup, join
from vocdash.ui.overview import answers
from vocdash.ui.spot import Spot, read_score, why_not

MOST_MONTHS = 3
MOST_ACTIONS = 8
"""So many of the newest are looked at: each takes two questions."""

TITLE = "Did what we changed here help?"
_HOW = (
    "Whole months, as many after as before, three at most: before the month it started in, and from when it was done, or from its start "
    "while it runs. Whatever else changed meanwhile is in the difference, too, so that it is no proof."
)

Measured = tuple[Action, Period, Period]
"""An action with the months before and after it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An action with the months on both sides of it, and the score of its place in them; `change` is None where one is not shown."""

    action: Action
    before: Period
    after: Period
    was: Score
    now: Score
    change: Change | None


def sides(action: Action, answered: Period, day: date) -> tuple[Period, Period] | None:
    """The whole months before an action began, and as many after it was done, or after it began while it runs.

    None while it has not begun, and until a month with answers has ended after it.
    """
    if action.started_on is None or action.started_on > day:
        return None
    since = action.done_on if action.done_on is not None and action.done_on <= day else action.started_on
    first = periods.month_of(since, 0 if since.day == 1 else -1).first
    last = periods.month_of(min(day, answered.last + timedelta(days=1)), 1).first
    count = min(MOST_MONTHS, (last.year - first.year) * 12 + last.month - first.month + 1)
    if count < 1:
        return None
    return periods.months(action.started_on, count, 1), periods.months(first, count, 1 - count)


def to_look_at(spot: Spot, day: date) -> list[Measured]:
    """The actions that work at a place and have months on both sides, newest first."""
    selection = spot.selection
    if selection.choices.answers is None:
        return []
    actions = data.remembered(list_actions, selection.choices.journey or "", spot.stage, spot.touchpoint)
    measured = [(action, sides(action, selection.choices.answers, day)) for action in actions]
    return [(action, *months) for action, months in measured if months is not None][:MOST_ACTIONS]


def read_outcomes(spot: Spot, measured: Sequence[Measured]) -> list[Outcome]:
    """What came of each action at its place within the spot: the spot itself where it works everywhere."""
    found = []
    for action, before, after in measured:
        place = action.stage or spot.stage, action.touchpoint or spot.touchpoint
        was, now = (read_score(spot.selection.scored.during(each), *place) for each in (before, after))
        found.append(Outcome(action, before, after, was, now, shown_change(compare.between(now, was), now, was)))
    return found


def block(outcomes: Sequence[Outcome]) -> list[Markup]:
    """A row an action: the score before and after with intervals and answers, and the difference, coloured where it is beyond noise."""
    moved = [compare.Moved({"action": str(at)}, outcome.change) for at, outcome in enumerate(outcomes) if outcome.change is not None]
    beyond = {move.keys["action"] for move in compare.notable(moved)}
    rows = [
        [
            outcome.action.name,
            _side(outcome.before, outcome.was),
            _side(outcome.after, outcome.now),
            _difference(outcome.change, str(at) in beyond),
        ]
        for at, outcome in enumerate(outcomes)
    ]
    return [blocks.table(("Action", "Before", "After", "Difference"), rows), blocks.caption(_HOW)]


def _side(months: Period, score: Score) -> str:
    if score.value is None:
        return f"{periods.short(months)}: {'hidden, ' if score.hidden else ''}{why_not(score)}"
    return f"{periods.short(months)}: {fmt_score(score.value)} ({fmt_interval(score.low, score.high)}), {answers(score.n)}"


def _difference(change: Change | None, is_beyond: bool) -> str:
    if change is None or change.value is None:
        return NO_VALUE
    interval = f"({fmt_interval(change.low, change.high, 1)})"
    if is_beyond and change.value > 0:
        return join([blocks.tag(f"▲ {fmt_score(change.value, 1)}", "good"), f" {interval}"])
    if is_beyond:
        return join([blocks.tag(f"▼ {fmt_score(-change.value, 1)}", "bad"), f" {interval}"])
    few = min(change.now.n, change.before.n) < compare.LEAST_ANSWERS
    return join([blocks.tag("too few" if few else "no change"), f" {fmt_signed(change.value, 1)} {interval}"])
