"""What stands on the time axes of a place: the events that people noted, and the actions that work there."""

from __future__ import annotations

from collections.abc import Sequence

from vocdash.charts.event_marks import when
from vocdash.charts.inputs import Event
from vocdash.journeys import list_actions
from vocdash.store.clock import today
from vocdash.ui import blocks, data
from vocdash.ui.filters import Selection
from vocdash.ui.markup import Markup, element

FEW = 4
"""So many names have room above a wide chart."""

MOST_ACTIONS = 6
"""So many of the newest are marked: with more of them no name could be read."""


def read_marks(selection: Selection, stage: str = "", touchpoint: str = "") -> list[Event]:
    """What happened, and what was begun at a place, or anywhere in the selection; a chart leaves out what lies outside its time."""
    picked = selection.scope
    at = stage or (picked.stages[0] if len(picked.stages) == 1 else "")
    by = touchpoint or (picked.touchpoints[0] if len(picked.touchpoints) == 1 else "")
    actions = data.remembered(list_actions, selection.choices.journey or "", at, by)
    begun = [Event(each.started_on, each.name, True, each.done_on) for each in actions if each.started_on and each.started_on <= today()]
    return [*(Event(day, name) for day, name in selection.choices.events), *begun[:MOST_ACTIONS]]


def mark_list(marked: Sequence[Event], *, narrow: bool = False) -> Markup:
    """The marks of a chart by the numbers that stand for them where it is narrow; nothing where there are none.

    `narrow` says that on a wide screen the chart has room for the names of a few.
    """
    said = [f"{number} {mark.label}{' (action)' if mark.is_action else ''}, {when(mark)}" for number, mark in enumerate(marked, 1)]
    if not said:
        return Markup("")
    return element("p", "Marks: ", "; ".join(said), cls=f"voc-caption{' voc-narrow-only' if narrow and len(marked) <= FEW else ''}")


def mark_legend(marked: Sequence[Event]) -> Markup:
    """What the two kinds of marks look like, where there are actions among them."""
    if not any(mark.is_action for mark in marked):
        return Markup("")
    events = [("event", "event")] if any(not mark.is_action for mark in marked) else []
    return blocks.legend([("action", "action, from its start until it was done"), *events])
