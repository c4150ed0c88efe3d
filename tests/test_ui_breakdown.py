"""Where a change of the index comes from, in words and steps: what is too small is counted, never named."""

from __future__ import annotations

from datetime import date

import pytest

from vocdash.choices import Choices
from vocdash.domain import Period, Scope
from vocdash.metrics.decompose import Decomposition, Effect, judged
from vocdash.ui import filters
from vocdash.ui.overview import breakdown

NEWEST = date(2026, 10, 31)


def test_no_comparison_has_no_waterfall() -> None:
    nothing = breakdown.IndexChange(Decomposition(None, 70.0, (), None, None), frozenset(), hidden=False)
    assert breakdown.change_finding(nothing, None) == "There is nothing to compare with in the period before"  # type: ignore[arg-type]


def test_a_part_is_beyond_noise_among_all_parts_and_not_by_its_own_interval() -> None:
    """p is 0.0001 and 0.039, and of four parts the second must be below 0.025; a mix is nobody's doing and not counted."""
    parts = [
        Effect("rate", "buy", -2.0, -3.0, -1.0),
        Effect("rate", "use", 1.0, 0.05, 1.95),
        Effect("rate", "renew", 0.1, -0.9, 1.1),
        Effect("coverage", "aware", 0.2, -0.8, 1.2),
        Effect("mix", "buy", 9.0, 8.0, 10.0),
    ]
    assert [effect.real for effect in judged(parts)] == [True, False, False, False, False]
    assert [effect.real for effect in judged([parts[0], parts[1], parts[4]])] == [True, True, False]


def test_a_stage_too_small_to_name_is_not_named_but_counted() -> None:
    effects = judged([Effect("rate", "buy", -2.0, -3.0, -1.0), Effect("rate", "use", 1.5, 0.5, 2.5), Effect("mix", "use", 0.5, -0.1, 1.1)])
    found = Decomposition(70.0, 70.0, effects, -1.0, 1.0)
    choices = Choices({}, None, {"buy": "Buy", "use": "Use"}, {}, {}, (), {}, {}, (), (), None, False)
    selection = filters.Selection(choices, Scope(), Scope(period=Period(NEWEST, NEWEST)), Period(NEWEST, NEWEST))
    every = breakdown.IndexChange(found, frozenset(), hidden=False)
    assert breakdown.change_finding(every, selection) == "Buy took 2.0 points; Use gave 1.5 points back"
    assert [step.label for step in breakdown.waterfall_steps(every, selection)][1:-1] == ["Buy", "Use", "Who answered (mix)"]
    some = breakdown.IndexChange(found, frozenset({"use"}), hidden=False)
    steps = breakdown.waterfall_steps(some, selection)
    assert [(step.label, step.value) for step in steps[1:-1]] == [("Buy", -2.0), ("Too small to show", 2.0)]
    assert breakdown.waterfall_steps(breakdown.IndexChange(found, frozenset(), hidden=True), selection) == []


def test_a_change_split_by_a_segment_names_its_values() -> None:
    effects = judged(
        [Effect("rate", "north", -2.0, -3.0, -1.0), Effect("rate", "", 0.4, -1.0, 1.8), Effect("coverage", "buy", 0.6, 0.1, 1.1)]
    )
    found = Decomposition(70.0, 69.0, effects, -2.0, 0.0)
    choices = Choices({}, None, {"buy": "Buy"}, {}, {}, (), {}, {"region": ("north", "south")}, (), (), None, False)
    selection = filters.Selection(choices, Scope(), Scope(period=Period(NEWEST, NEWEST)), Period(NEWEST, NEWEST))
    split = breakdown.IndexChange(found, frozenset(), hidden=False, by="segment:region")
    assert breakdown.splits(selection) == {"stage": "By stage", "segment:region": "By region"}
    assert breakdown.change_finding(split, selection) == "north took 2.0 points"
    steps = breakdown.waterfall_steps(split, selection)
    assert [step.label for step in steps[1:-1]] == ["north", "Not known", "Buy, in or out"]
    assert sum(step.value for step in steps[:-1]) == pytest.approx(steps[-1].value)


@pytest.mark.parametrize(
    ("matched", "said", "captioned"),
    [
        (0.4, "Too many other people answered to tell whether a stage got better or worse", True),
        (0.8, "No stage moved the index by more than noise", True),
        (0.95, "No stage moved the index by more than noise", False),
    ],
)
def test_calm_stages_are_called_calm_only_where_the_same_people_answered(matched: float, said: str, captioned: bool) -> None:
    found = Decomposition(
        70.0, 69.0, judged([Effect("rate", "buy", -0.1, -1.0, 0.8), Effect("mix", "buy", -0.9, -2.0, 0.2)]), -2, 0, matched
    )
    choices = Choices({}, None, {"buy": "Buy"}, {}, {}, (), {}, {}, (), (), None, False)
    selection = filters.Selection(choices, Scope(), Scope(period=Period(NEWEST, NEWEST)), Period(NEWEST, NEWEST))
    change = breakdown.IndexChange(found, frozenset(), hidden=False)
    assert breakdown.change_finding(change, selection) == said
    assert ("unlike any in the other period" in breakdown.change_caption(change, selection)) == captioned
