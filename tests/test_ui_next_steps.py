"""Where to act next: what falls short where it matters, beside what somebody plans to do about it and what that costs."""

from __future__ import annotations

from datetime import date

import pytest

from vocdash.domain import Score
from vocdash.journeys import Action, ActionSpec, Cell
from vocdash.metrics.moments import Weighed
from vocdash.ui.cells import Place
from vocdash.ui.next_steps import Step, finding, steps


def place(
    stage: str, touchpoint: str, value: float | None, *, wanted: float | None = 80, importance: float | None = 5, half: float = 2
) -> Place:
    cell = Cell(1, stage, touchpoint, touchpoint.title(), "", "", None, False, importance=importance, wanted=wanted)
    score = Score(None, hidden=True) if value is None else Score(value, value - 2, value + 2, n=400, submissions=400)
    return Place(cell, stage.title(), score, None, None, True)


def action(
    name: str, stage: str = "", touchpoint: str = "", *, cost: float | None = None, gain: float | None = None, done: bool = False
) -> Action:
    day = date(2020, 1, 1) if done else None
    return Action(1, ActionSpec(name, stage, touchpoint, started_on=day, done_on=day, cost=cost, expected_gain=gain), "")


PHONE = place("help", "phone", 60, importance=8)
"""8 × 20 = 160."""
VAN = place("receive", "van", 70, importance=9)
"""9 × 10 = 90."""
SHOP = place("buy", "shop", 79, importance=10)
"""Within noise of 80."""


def told(found: list[Step]) -> list[tuple[str, float]]:
    return [(step.action.name if step.action else step.places[0].name, step.impact) for step in found]


def test_places_and_actions_stand_in_the_order_of_importance_times_shortfall() -> None:
    assert told(steps([SHOP, VAN, PHONE], [])) == [("Phone in Help", 160), ("Van in Receive", 90)]
    assert told(steps([SHOP, VAN, PHONE], [action("Vans", "receive")])) == [("Phone in Help", 160), ("Vans", 90)]
    assert told(steps([SHOP, VAN, PHONE], [action("All")])) == [("All", 250)], "everywhere: 160 + 90"
    assert told(steps([VAN], [action("Vans", "receive", done=True)])) == [("Van in Receive", 90)], "what is done is not to do"


def test_what_is_hidden_or_not_stated_is_ranked_nowhere() -> None:
    unknown = [place("a", "b", None), place("a", "c", 20, importance=None), place("a", "d", 20, wanted=None)]
    assert steps(unknown, []) == []
    assert finding([], unknown).startswith("Nobody has said yet what matters")
    assert finding([], [SHOP]) == "Nothing that matters falls short by more than noise"


def test_an_action_closes_no_more_than_falls_short_and_no_cost_is_guessed() -> None:
    (step,) = steps([PHONE], [action("Notes", "help", "phone", cost=32000, gain=5)])
    assert (step.closes, step.for_a_thousand) == (40, 1.25), "8 × 5 of 160; 1000 × 40 ÷ 32000"
    (step,) = steps([PHONE], [action("Notes", "help", "phone", cost=32000, gain=50)])
    assert step.closes == 160, "no more than all of it"
    (step,) = steps([PHONE], [action("Notes", "help", "phone", gain=5)])
    assert (step.closes, step.for_a_thousand) == (40, None)
    (step,) = steps([PHONE], [action("Notes", "help", "phone", cost=0, gain=5)])
    assert step.for_a_thousand is None
    (step,) = steps([PHONE], [action("Notes", "help", "phone", cost=5)])
    assert (step.closes, step.for_a_thousand) == (None, None)


@pytest.mark.parametrize(("gain", "closed"), [(5, 40), (20, 160), (30, 160), (0, 0), (-3, 0)])
def test_a_gain_closes_a_part_of_the_weight(gain: float, closed: float) -> None:
    assert Weighed(("help", "phone"), Score(60, 58, 62), 80, 8).closed_by(gain) == closed
    assert Weighed(("help", "phone"), Score(60, 58, 62), None, 8).closed_by(gain) is None


def test_the_sentence_names_what_closes_most_for_its_cost() -> None:
    notes, vans = action("Notes", "help", cost=32000, gain=5), action("Vans", "receive", cost=1000, gain=2)
    found = steps([VAN, PHONE], [notes, vans])
    assert told(found) == [("Notes", 160), ("Vans", 90)]
    assert finding(found, [VAN, PHONE]) == "“Vans” closes most for its cost", "18 for a thousand, where the notes close 1.25"
    found = steps([VAN, PHONE], [vans])
    assert finding(found, [VAN, PHONE]) == "Nobody works on Phone in Help yet, where most that matters falls short"
