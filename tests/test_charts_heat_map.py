"""Four states, four looks; the number of each measure; what a click gives back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from vocdash.charts import Figure, export, heat_map, heat_map_narrow
from vocdash.charts.examples import HIDDEN, STAGES, TOUCHPOINTS, cells, score
from vocdash.charts.inputs import CellMark, Measure, Name
from vocdash.charts.theme import LIGHT
from vocdash.domain import Better, Change, Score

DELIVERY = CellMark("receive", "delivery", score(57, 2, 1940), 80, 87, 9, complaints=Score(14, n=14))


def one(cell: CellMark, measure: Measure = Measure.GAP, better: Better = Better.HIGHER) -> Figure:
    return heat_map([cell], STAGES, TOUCHPOINTS, measure=measure, theme=LIGHT, better=better)


def values(figure: Figure, key: str) -> list[Any]:
    return [row[key] for layer in figure.spec["layer"] for row in layer["data"]["values"] if key in row]


@pytest.mark.parametrize(
    ("measure", "number", "detail", "fill"),
    [
        (Measure.GAP, "−23", "57 ±2 · 1,940", LIGHT.diverging[0]),
        (Measure.WISH, "−30", "57 ±2 · 1,940", LIGHT.diverging[0]),
        (Measure.SCORE, "57", "−23 ±2 · 1,940", LIGHT.diverging[0]),
        (Measure.N, "1,940", "57 ±2", LIGHT.sequential[9]),
        (Measure.IMPORTANCE, "9", "57 ±2 · 1,940", LIGHT.sequential[9]),
        (Measure.COMPLAINTS, "14", "57 ±2 · 1,940", LIGHT.sequential[9]),
        (Measure.CHANGE, "–", "57 ±2 · 1,940", LIGHT.neutral_tint),
    ],
)
def test_each_measure_shows_its_number_and_never_repeats_it(measure: Measure, number: str, detail: str, fill: str) -> None:
    figure = one(DELIVERY, measure)
    assert values(figure, "number") == [number]
    assert detail in values(figure, "detail")
    assert values(figure, "fill") == [fill]


def test_a_change_is_coloured_only_beyond_noise() -> None:
    before = score(66, 2, 1700)
    fell = replace(DELIVERY, change=Change(-9, -12, -6, DELIVERY.score, before))
    shook = replace(DELIVERY, change=Change(-2, -5, 1, DELIVERY.score, before))
    assert values(one(fell, Measure.CHANGE), "fill") == [LIGHT.diverging[2]]
    assert values(one(shook, Measure.CHANGE), "fill") == [LIGHT.neutral_tint]


def test_where_less_is_better_a_low_score_is_good() -> None:
    assert values(one(DELIVERY, better=Better.LOWER), "fill") == [LIGHT.diverging[9]]


def test_without_a_wanted_level_there_is_a_dash_and_no_colour() -> None:
    figure = one(replace(DELIVERY, wanted=None))
    assert values(figure, "number") == ["–"]
    assert values(figure, "fill") == [LIGHT.neutral_tint]


def test_too_few_is_hollow_hidden_is_hatched_and_not_asked_is_dashed() -> None:
    few = one(replace(DELIVERY, score=score(75, 13, 19)))
    assert (values(few, "fill"), values(few, "edge"), values(few, "number")) == ([LIGHT.page], [LIGHT.neutral], ["−5"])
    hidden = one(replace(DELIVERY, score=HIDDEN))
    assert values(hidden, "word") == ["hidden"]
    assert values(hidden, "number") == []
    assert any(isinstance(layer["mark"].get("fill"), dict) for layer in hidden.spec["layer"])
    dashed = one(replace(DELIVERY, score=Score(None), asked=False))
    assert values(dashed, "word") == ["not asked"]
    assert any("strokeDash" in layer["mark"] for layer in dashed.spec["layer"])
    assert values(one(replace(DELIVERY, score=Score(None))), "word") == ["no answers"]


@pytest.mark.parametrize("measure", [measure for measure in Measure if measure is not Measure.IMPORTANCE])
def test_a_hidden_cell_is_hidden_under_every_measure_of_answers(measure: Measure) -> None:
    change = Change(-9, -12, -6, DELIVERY.score, DELIVERY.score)
    figure = one(replace(DELIVERY, score=HIDDEN, change=change, complaints=Score(4, n=4)), measure)
    assert values(figure, "word") == ["hidden"]
    assert figure.table[0]["Complaints"] is None


def test_what_the_company_says_itself_and_scores_of_many_stay_where_a_few_are_hidden() -> None:
    assert values(one(replace(DELIVERY, score=HIDDEN), Measure.IMPORTANCE), "number") == ["9"]
    few = replace(DELIVERY, complaints=HIDDEN)
    assert values(one(few, Measure.COMPLAINTS), "word") == ["hidden"]
    assert one(few).table[0]["Complaints"] is None
    assert values(one(few), "number") == ["−23"]


def test_every_measure_has_its_column_in_the_table() -> None:
    row = one(replace(DELIVERY, complaints=Score(34, n=34))).table[0]
    assert row["Complaints"] == 34
    assert {"Gap", "Customers want", "Score", "Importance", "Change", "Answers", "Complaints"} <= set(row)


def test_a_click_gives_back_codes() -> None:
    top = heat_map(cells(), STAGES, TOUCHPOINTS, measure=Measure.GAP, theme=LIGHT).spec["layer"][-1]
    assert top["params"] == [{"name": "pick", "select": {"type": "point", "fields": ["stage", "touchpoint"]}}]
    assert {"stage": "receive", "touchpoint": "delivery"}.items() <= next(
        row for row in top["data"]["values"] if row["cell"] == "Delivery in Receive"
    ).items()


def test_a_cell_outside_the_journey_is_left_out() -> None:
    figure = heat_map([replace(DELIVERY, stage="gone"), DELIVERY], STAGES, TOUCHPOINTS, measure=Measure.GAP, theme=LIGHT)
    assert len(figure.table) == 1


def test_the_alt_text_names_the_worst_and_counts_the_blind_spots() -> None:
    alt = heat_map(cells(), STAGES, TOUCHPOINTS, measure=Measure.GAP, theme=LIGHT).alt
    assert "Delivery in Receive (−23), Phone in Get help (−22)" in alt
    assert "5 too few answers, 2 hidden, 2 without answers" in alt
    calm = one(replace(DELIVERY, wanted=57))
    assert "No cell differs by more than noise." in calm.alt


def test_the_phone_shows_numbers_only() -> None:
    figure = heat_map_narrow(cells(), STAGES, TOUCHPOINTS, measure=Measure.GAP, theme=LIGHT)
    assert set(values(figure, "detail")) == {""}
    assert figure.height == 33 * 9 + 78


def test_many_stages_get_their_own_width() -> None:
    def width(count: int) -> int | None:
        stages = [Name(f"s{at}", f"Stage {at}") for at in range(count)]
        return heat_map([replace(DELIVERY, stage="s3")], stages, TOUCHPOINTS, measure=Measure.GAP, theme=LIGHT).width

    assert width(13) == 170 + 96 * 13
    assert width(12) is None, "as many fit on a wide page"


def test_a_stage_name_of_two_lines_stays_above_the_first_row() -> None:
    name = "Asking for help when something fails"
    drawn = heat_map([replace(DELIVERY, stage="a")], [Name("a", name), *STAGES], TOUCHPOINTS, measure=Measure.GAP, theme=LIGHT)
    svg = export(drawn, LIGHT, "svg").decode()
    head = re.search(r"translate\([\d.]+,(-[\d.]+)\)[^>]*>(?:<tspan[^>]*>)?Asking", svg)
    below = re.search(r'<tspan[^>]*dy="(\d+)"[^>]*>[^<]*</tspan></text>', svg)
    assert head and below, "the name is drawn in two lines"
    assert float(head[1]) + float(below[1]) < 0, "0 is where the first row begins"


def test_one_stage_is_no_wider_than_a_cell_can_be_read_and_stands_upright_on_a_phone() -> None:
    stage = STAGES[:1]
    wide, narrow = (draw([replace(DELIVERY, stage=stage[0].code)], stage, TOUCHPOINTS, measure=Measure.GAP, theme=LIGHT) for draw in MAPS)
    assert wide.width == 170 + 260
    assert (narrow.width, narrow.height) == (None, 33 * 9 + 44)


def test_names_that_differ_at_their_end_stay_apart() -> None:
    touchpoints = [Name("delivery", "Information desk, departures"), Name("shop", "Information desk, arrivals")]
    drawn = str(heat_map([DELIVERY], STAGES, touchpoints, measure=Measure.GAP, theme=LIGHT).spec)
    assert "departures" in drawn and "arrivals" in drawn


MAPS = (heat_map, heat_map_narrow)
