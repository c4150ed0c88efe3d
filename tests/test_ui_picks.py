"""Where the marks of a chart lead: an address for each, which the browser follows, and the same addresses as links in words."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote

import pytest

from tests.test_ui_pages import open_page, words
from tests.ui_world import sample_database
from vocdash.charts.dots import dots
from vocdash.charts.inputs import DotRow, TrendPoint, WaterfallStep
from vocdash.charts.theme import LIGHT
from vocdash.charts.trend import trend
from vocdash.charts.waterfall import waterfall
from vocdash.choices import Choices
from vocdash.domain import Period, Scope, Score
from vocdash.ui import filters, picks, show
from vocdash.ui.overview import breakdown

CHOICES = Choices({}, "shop", {"buy": "Buy", "use": "Use"}, {"till": "Till"}, {"app": "In the app"}, (), {}, {}, (), (), None, False)
HERE = filters.Selection(
    CHOICES, Scope(), Scope(), Period(date(2026, 1, 1), date(2026, 1, 31)), (("stage", "Buy"), ("touchpoint", "Till"), ("seg_plan", "gold"))
)
SURE = Score(70.0, 66.0, 74.0, n=100, submissions=100, people=100)


@pytest.mark.parametrize(
    ("codes", "address"),
    [
        ({"stage": "use", "touchpoint": "till"}, "touchpoint?seg_plan=gold&stage=Use&touchpoint=Till"),
        ({"stage": "use"}, "stage?seg_plan=gold&stage=Use"),
        ({"stage": "", "touchpoint": "till"}, "touchpoint?stage=Buy&seg_plan=gold&touchpoint=Till"),
    ],
)
def test_a_mark_leads_to_its_place_and_keeps_who_is_looked_at(codes: dict[str, str], address: str) -> None:
    assert picks.to_place(HERE)(codes) == address


def test_a_mark_of_people_or_days_stays_on_the_page() -> None:
    same = picks.to_same("compare", HERE)
    assert same({"channel": "app"}) == "compare?stage=Buy&touchpoint=Till&seg_plan=gold&channel=In+the+app"
    assert same({"seg_plan": "basic", "touchpoint": ""}) == "compare?stage=Buy&seg_plan=basic"


@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        ("day", "2026-02-03", "2026-02-03"),
        ("week", "2026-02-03", "2026-02-09"),
        ("month", "2026-02-01", "2026-02-28"),
        ("quarter", "2026-01-01", "2026-03-31"),
    ],
)
def test_a_point_of_a_course_stands_for_its_days(window: str, first: str, last: str) -> None:
    (point,) = picks.with_days([TrendPoint(date(2026, 2, 3), SURE)], window)
    assert dict(point.codes) == {"period": "From … to …", "from": first, "to": last}


def test_every_mark_that_leads_somewhere_is_a_link_and_stands_in_words_too() -> None:
    rows = [DotRow("Till in Use", SURE, 80.0, (("stage", "use"), ("touchpoint", "till"))), DotRow("Nobody knows where", SURE)]
    drawn = show.leading(dots(rows, theme=LIGHT).spec, picks.to_place(HERE))
    (layer,) = [layer for layer in drawn["layer"] if "href" in layer["encoding"]]
    assert layer is drawn["layer"][-1], "nothing lies over it"
    assert [row["href"] for row in layer["data"]["values"]] == ["touchpoint?seg_plan=gold&stage=Use&touchpoint=Till"]
    listed = show.links_of(dots(rows, theme=LIGHT).spec, picks.to_place(HERE))
    assert listed == [("Till in Use", "touchpoint?seg_plan=gold&stage=Use&touchpoint=Till")]


def test_a_point_is_met_wherever_somebody_points_in_its_month() -> None:
    points = picks.with_days([TrendPoint(date(2026, month, 1), SURE) for month in (1, 2, 4)], "month")
    figure = trend(points, theme=LIGHT)
    band = figure.spec["layer"][-1]
    assert [(row["at"], row["until"]) for row in band["data"]["values"]] == [
        (date(2026, 1, 1).toordinal(), date(2026, 1, 16).toordinal() + 0.5),
        (date(2026, 1, 16).toordinal() + 0.5, date(2026, 3, 2).toordinal() + 0.5),
        (date(2026, 3, 2).toordinal() + 0.5, date(2026, 4, 1).toordinal()),
    ]
    assert [name for name, _ in show.links_of(figure.spec, picks.to_same("overview", HERE))] == ["Jan 2026", "Feb 2026", "Apr 2026"]


def test_a_part_of_a_change_leads_to_its_stage_or_to_its_segment() -> None:
    steps = [WaterfallStep("Use", -1.0, -2.0, -0.5, codes=(("stage", "use"),)), WaterfallStep("Who answered (mix)", 0.2, kind="mix")]
    ways = show.links_of(waterfall(steps, theme=LIGHT).spec, breakdown.to_part(HERE, breakdown.BY_STAGE))
    assert ways == [("Use", "stage?seg_plan=gold&stage=Use")]
    assert breakdown.to_part(HERE, "segment:plan")({"seg_plan": "basic"}) == "./?stage=Buy&touchpoint=Till&seg_plan=basic"


def test_cells_of_the_heat_map_are_reached_without_a_pointer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_DATABASE_URL", sample_database())
    said = unquote(re.search(r'data-links="([^"]+)"', words(open_page("touchpoints")))[1])  # type: ignore[index]
    assert "touchpoints?cell=receive.delivery Delivery in Receive" in said.splitlines()
