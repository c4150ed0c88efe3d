"""What the monthly report says of actions: which ran, what came of those that began earlier, and where to act next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from vocdash.charts.before_after import before_after
from vocdash.charts.theme import LIGHT, fmt_day
from vocdash.domain import Period
from vocdash.journeys import Action, list_actions
from vocdash.report.document import Block, Heading, Picture, Table, Text
from vocdash.store.clock import today
from vocdash.ui import cells, data, next_steps, outcomes
from vocdash.ui.actions import cost_told, currency, gain_told, place_told
from vocdash.ui.cells import Place
from vocdash.ui.filters import Selection

_WIDE = 760


def action_blocks(selection: Selection, places: Sequence[Place]) -> Iterator[Block]:
    """All of it, from what the pages show."""
    actions = data.remembered(list_actions, selection.choices.journey or "")
    yield from _running(actions, selection)
    yield from _outcomes(actions, selection)
    yield from _next(actions, selection, places)


def _running(actions: Sequence[Action], selection: Selection) -> Iterator[Block]:
    period = selection.period
    begun = [action for action in actions if action.started_on and action.started_on <= period.last]
    running = [action for action in begun if action.done_on is None or action.done_on >= period.first]
    yield Heading("Actions" if running else "No action ran in this period")
    if running:
        head = ("Action", "Where", "Owner", "From", "Until", "Cost", "Expected")
        yield Table(head, tuple(_action(action, selection) for action in running), (5, 6))


def _action(action: Action, selection: Selection) -> tuple[str, ...]:
    names = selection.choices
    days = (fmt_day(day, with_year=True) if day else "" for day in (action.started_on, action.done_on))
    where = place_told(action.stage, action.touchpoint, names.stages, names.touchpoints)
    return (action.name, where, action.owner or "nobody", *days, cost_told(action, _currency(selection)), gain_told(action))


def _currency(selection: Selection) -> str:
    return currency(cells.read_here(selection))


def _outcomes(actions: Sequence[Action], selection: Selection) -> Iterator[Block]:
    """What was known of each action when the period ended."""
    answered = selection.choices.answers
    if answered is None:
        return
    until = min(answered.last, selection.period.last)
    known = replace(selection, choices=replace(selection.choices, answers=Period(min(answered.first, until), until)))
    measured = outcomes.to_look_at(actions, known, min(today(), until + timedelta(days=1)))
    if not measured:
        return
    found = outcomes.read_outcomes(measured, selection)
    yield Heading(outcomes.finding(found))
    yield Text(f"{outcomes.LOOKS} {outcomes.HOW}", quiet=True)
    yield Picture(before_after(outcomes.rows(found), theme=LIGHT), _WIDE)
    told = tuple((each.action.name, *outcomes.cells(each, _currency(selection))) for each in found)
    yield Table(outcomes.HEAD, told)


def _next(actions: Sequence[Action], selection: Selection, places: Sequence[Place]) -> Iterator[Block]:
    steps = next_steps.steps(places, actions)
    yield Heading(next_steps.finding(steps, places))
    if steps:
        yield Text(next_steps.HOW, quiet=True)
        yield Table(next_steps.head(steps), next_steps.told(steps, selection, _currency(selection)), next_steps.numbers(steps))
