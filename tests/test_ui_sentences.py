"""The sentences over pictures: they say what the picture shows, no more, and in words as people write them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui_world import ROOT
from vocdash.access import COMMAND_LINE
from vocdash.cases.flow import read_flow
from vocdash.charts.dots import by_origin
from vocdash.charts.inputs import DotRow, EffectRow, Measure
from vocdash.charts.theme import LIGHT
from vocdash.domain import Change, Scope, Score
from vocdash.store import open_store
from vocdash.ui import comparing, peaks
from vocdash.ui.cases import complaints
from vocdash.ui.comparing import Side
from vocdash.ui.heat_map import sentences
from vocdash.ui.hiding import small_groups
from vocdash.ui.spot import below
from vocdash.ui.spot.place import Spot

HERE = Score(54.0, 53.0, 55.0, n=900, submissions=900, people=900)


def row(label: str, value: float, half: float = 2.0) -> DotRow:
    return DotRow(label, Score(value, value - half, value + half, n=400, submissions=400, people=400), codes=(("stage", label),))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row("Shop", 53.5), row("Phone", 55)], "No hand-off differs from the rest by more than noise"),
        ([row("Shop", 66), row("Phone", 60)], "Those who came from Shop score it 12 points higher"),
        ([row("Shop", 66), row("Phone", 52.9, 0.5)], "Those who came from Phone score it 1 point lower"),
        ([row("Shop", 47), row("Phone", 53)], "Those who came from Shop score it 7 points lower: the hand-off breaks there"),
    ],
)
def test_a_hand_off_breaks_only_where_much_is_lost(rows: list[DotRow], said: str, spot: Spot) -> None:
    assert below.origin_finding(rows, spot, "before") == said


def test_of_many_hand_offs_one_that_chance_explains_breaks_nothing(spot: Spot) -> None:
    """An interval of 95 % that just leaves the score of all out: alone it counts, of twenty rows one does so by chance."""
    odd = row("Shop", 51.9)
    assert below.origin_finding(below.judged_together([odd], HERE), spot, "before").startswith("Those who came from Shop")
    rows = below.judged_together([odd, *(row(f"Place {number}", 54.5) for number in range(19))], HERE)
    assert not any(each.real for each in rows)
    assert below.origin_finding(rows, spot, "before") == "No hand-off differs from the rest by more than noise"
    assert below.split_finding(rows, spot) == "No channel and no segment differs from the whole by more than noise"
    said = by_origin(rows, reference=HERE.value, theme=LIGHT).alt
    assert said == "No origin of 20 differs from the overall 54 by more than noise."
    far = below.judged_together([row("Shop", 47.0), *rows[1:]], HERE)
    assert [each.label for each in far if each.real] == ["Shop"]


@pytest.fixture
def spot() -> Spot:
    """A place of which a sentence reads no more than the score."""
    found = object.__new__(Spot)
    object.__setattr__(found, "score", HERE)
    return found


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((10, 35, 20), "Use is most often the last: for 35%"),
        ((10, 5, 35.2, 34.9), "Renew and Leave are most often the last: for 35% and 35%"),
        ((3, 35, 35.2, 34.9, 2, 1), "Renew, Use and Leave are most often the last: for 35%, 35% and 35%"),
        ((35, 35.2, 34.9), "No stage is the last more often than all others by more than noise"),
        ((35,), "Buy is the last for 35%"),
        ((), "Nobody’s last stage can be shown"),
    ],
)
def test_a_stage_is_most_often_the_last_only_beyond_noise(shares: tuple[float, ...], said: str) -> None:
    stages = ("Buy", "Use", "Renew", "Leave", "Return", "Tell")
    assert peaks.most([row(name, share) for name, share in zip(stages, shares, strict=False)], "last") == said


def test_a_period_without_an_answer_is_not_called_one_of_few() -> None:
    now, before = Side("May 2026", Scope()), Side("Apr 2026", Scope())
    none = Change(None, None, None, HERE, Score(None))
    assert comparing.finding(none, now, before) == "Nobody answered in Apr 2026, so there is nothing to compare"
    hidden = Change(None, None, None, HERE, Score(None, hidden=True))
    assert comparing.finding(hidden, now, before) == "Too few answers to compare May 2026 with Apr 2026"


@pytest.mark.parametrize(
    ("causes", "said"),
    [
        ({}, "Nobody has noted yet where faults lie"),
        ({("Buy", "Buy"): 3}, "All 3 complaints of a known cause were caused where they were reported"),
        (
            {("Buy", "Buy"): 3, ("Receive", "Buy"): 4, ("Use", "Buy"): 1},
            "5 of 8 complaints of a known cause were caused in another stage; the largest part, 4, in Buy and reported in Receive",
        ),
    ],
)
def test_complaints_say_whose_mistakes_are_answered(causes: dict[tuple[str, str], int], said: str) -> None:
    nothing = read_flow(open_store("sqlite://"), COMMAND_LINE, Scope())
    assert complaints.causes_finding(replace(nothing, causes=causes)) == said
    assert complaints.themes_finding(replace(nothing, themes=(("Late", 5), ("Rude", 2)))) == "Late leads: 5 of the 7 listed"


def test_one_hidden_cell_is_one() -> None:
    assert small_groups.why_hidden(1, "cell").startswith("1 cell is hidden: it is of fewer than 10 people")
    assert small_groups.why_hidden(2, "cell").startswith("2 cells are hidden: they are of fewer than 10 people")


@pytest.mark.parametrize(("whole", "stages", "told"), [(-4.0, (9.0, 5.0), True), (-4.0, (9.0, -5.0), False), (0.5, (-9.0,), False)])
def test_the_whole_is_not_believed_against_every_stage(whole: float, stages: tuple[float, ...], told: bool) -> None:
    changes = [Change(value, value - 2, value + 2, HERE, HERE) for value in (whole, *stages)]
    rows = [EffectRow("Buy", change, real=True) for change in changes[1:]]
    assert bool(comparing.turned_round(changes[0], rows)) == told


def test_a_spread_is_no_distance() -> None:
    # Two channels 27.5 apart spread by 19.1, a standard deviation.
    said = comparing.inconsistency_finding([row("Returns", 19.1)])
    assert said == "Returns is the least consistent: the scores of its channels spread by 19.1 points beyond noise"


@pytest.mark.parametrize("measure", list(Measure))
def test_what_a_legend_names_is_seen(measure: Measure) -> None:
    sheet = (ROOT / "vocdash" / "ui" / "style.css").read_text(encoding="utf-8")
    assert all(f".voc-swatch.{look} " in sheet or f".voc-swatch.{look}," in sheet for look, _ in sentences.legend(measure))
