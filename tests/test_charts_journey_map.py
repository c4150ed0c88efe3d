"""The journey map: what is drawn for each state of a stage, and that nobody's words become markup."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from vocdash.charts import Figure, export, journey_map, journey_map_narrow
from vocdash.charts.examples import HIDDEN, NOBODY, journey, score
from vocdash.charts.inputs import Overlay, StagePoint
from vocdash.charts.journey_sheet import Sheet, breaks, clear_middle, level_heights, number_height, score_range, shortfalls, walked_at
from vocdash.charts.landscape import on_a_page
from vocdash.charts.theme import LIGHT
from vocdash.domain import Better, Score

ROAD = journey()
RECEIVE = ROAD[3]


def texts(figure: Figure) -> list[str]:
    return [row["text"] for layer in figure.spec["layer"] for row in layer["data"]["values"] if "text" in row]


def draw(stages: list[StagePoint], **options: Any) -> Figure:
    return journey_map(stages, theme=LIGHT, **options)


def sheet(stages: list[StagePoint], better: Better = Better.HIGHER) -> Sheet:
    return Sheet(tuple(stages), LIGHT, better, 1040, *score_range(stages))


def test_the_shortfall_begins_where_the_interval_ends() -> None:
    one, two = replace(RECEIVE, score=score(70, 2, 500), wanted=75), replace(RECEIVE, score=score(80, 2, 500), wanted=75)
    (stretch,) = shortfalls(sheet([one, two]))
    assert stretch[0] == pytest.approx((0.5, 72, 75))
    assert all(limit < level for _, limit, level in stretch)
    assert stretch[-1][0] < 1.0, "the upper limit reaches the wanted level before the middle of the two stages"


def test_within_noise_there_is_no_shortfall() -> None:
    assert shortfalls(sheet([replace(stage, wanted=stage.score.value) for stage in ROAD if stage.asked])) == []


def test_where_less_is_better_the_shortfall_lies_above() -> None:
    more = [replace(RECEIVE, score=score(30, 2, 500), wanted=20), replace(RECEIVE, score=score(31, 2, 500), wanted=20)]
    (stretch,) = shortfalls(sheet(more, Better.LOWER))
    assert stretch[0] == pytest.approx((0.5, 28, 20))
    assert shortfalls(sheet(more)) == []


@pytest.mark.parametrize("walked", [2.0, 99.0])
def test_a_walk_off_the_scale_leaves_the_scale_alone_and_says_its_number(walked: float) -> None:
    alone = [replace(RECEIVE, wanted=None, customers_want=None, walked=None)]
    seen = [replace(alone[0], walked=walked)]
    assert score_range(seen) == score_range(alone)
    low, high = score_range(alone)
    assert walked_at(sheet(seen)) == [(0, low if walked < low else high, f"{walked:.0f}")]
    assert f"{walked:.0f}" in texts(draw(seen)) and f"{walked:.0f}" in texts(journey_map_narrow(seen, theme=LIGHT))
    inside = [replace(alone[0], walked=(low + high) / 2)]
    assert walked_at(sheet(inside)) == [(0, (low + high) / 2, "")]


def test_the_map_says_where_the_road_breaks() -> None:
    alt = draw(ROAD).alt
    assert alt.startswith("Journey of 7 stages. Beyond noise below what is wanted: Receive (58, wanted 80), Get help (61, wanted 78)")
    assert "Best: Buy (78)." in alt
    assert "Nobody asks in Aware." in alt


def test_every_lane_has_its_words() -> None:
    said = texts(draw(ROAD))
    for words in (
        "Blind stage",
        "let down −31",
        "3,388",
        "M. Okafor",
        "No owner",
        "−8",
        "Moment of truth",
        "Among the lowest",
        "58",
    ):
        assert words in said
    assert any("Third time I took" in words for words in said)


def test_no_answers_is_not_the_same_as_nobody_asks() -> None:
    said = texts(draw([replace(RECEIVE, score=NOBODY, answers=0)]))
    assert "No answers" in said
    assert "Blind stage" not in said


def test_a_hidden_stage_gives_nothing_of_its_answers_away() -> None:
    figure = draw([replace(RECEIVE, score=HIDDEN), *ROAD[4:]])
    told = json.dumps([figure.spec, figure.table, figure.alt], ensure_ascii=False)
    assert "Third time" not in told
    assert "let down" not in told
    assert "3,388" not in told
    assert "Hidden: Receive." in figure.alt


def test_a_hidden_feeling_is_not_one_that_nobody_had() -> None:
    moods = [replace(stage, net_sentiment=HIDDEN) for stage in ROAD]
    why = "Nobody wrote, or too few people to show a feeling."
    assert why in texts(draw(moods))
    assert why in texts(draw([replace(stage, score=HIDDEN) for stage in ROAD]))
    mixed = texts(draw([*ROAD[:3], moods[3]]))
    assert "hidden" in mixed
    assert "none scored" not in mixed


def place_of(figure: Figure, words: str) -> float:
    return next(row["y"] for layer in figure.spec["layer"] for row in layer["data"]["values"] if row.get("text") == words)


@pytest.mark.parametrize("level", [20, 40, 55, 70, 90])
def test_no_wanted_line_crosses_the_words_of_a_blind_stage(level: float) -> None:
    stages = [replace(stage, wanted=float(level), customers_want=level + 4.0) for stage in ROAD]
    here = sheet(stages)
    lines = level_heights(here, 0.0, 1.0)
    assert lines
    middle = clear_middle(here, 0, 30)
    assert all(abs(y - middle) >= 30 for y in lines)
    assert place_of(draw(stages), "Blind stage") == middle - 18


def test_a_number_stands_where_no_line_runs() -> None:
    # The wanted line lies just below a peak: the number goes above it. Just above a valley: below.
    flat = [replace(stage, score=score(60, 2, 300), wanted=55, customers_want=None) for stage in ROAD[1:5]]
    flat[3] = replace(flat[3], customers_want=95.0)
    peak, valley = replace(flat[1], score=score(75, 2, 300), wanted=72), replace(flat[1], score=score(45, 2, 300), wanted=50)
    for stage, below in ((peak, False), (valley, True)):
        assert number_height(sheet([flat[0], stage, *flat[2:]]), 1)[1] is below


def test_no_level_runs_through_a_number() -> None:
    """The highest score of a road, at its upper edge, with both levels just below it: there is no room above, and lines below."""
    scores, levels = (80, 80, 62, 84, 58, 75), ((77, 73), (81, 80), (82, 84), (78.5, 77), (77, 81), (76, 71))
    road = [
        replace(RECEIVE, code=f"s{at}", score=score(value, 3, 300), wanted=wanted, customers_want=wish)
        for at, (value, (wanted, wish)) in enumerate(zip(scores, levels, strict=True))
    ]
    here = sheet(road)
    y, below = number_height(here, 3)
    assert below and y - here.place(84) < 60
    assert all(abs(y - line) >= 9 for line in level_heights(here, 3.4, 3.6))


def test_only_a_handoff_beyond_noise_has_a_ring() -> None:
    said = texts(draw(ROAD))
    assert {"−8", "−5"} <= set(said)
    assert "+2" not in [row["text"] for layer in draw([ROAD[4], ROAD[4]]).spec["layer"] for row in layer["data"]["values"] if "text" in row]
    assert "Points lost or won between owners: Buy to Receive (−8), Use to Get help (−5)." in draw(ROAD).alt


def test_a_moment_of_truth_in_a_stage_that_holds_is_only_outlined() -> None:
    fine = replace(ROAD[2], moment_of_truth="found")
    assert not breaks(fine, Better.HIGHER)
    assert breaks(RECEIVE, Better.HIGHER)
    assert "Moment of truth" in texts(draw([fine]))


def test_a_found_touchpoint_is_filled_and_named() -> None:
    marked = tuple(replace(mark, moment_of_truth="found") if mark.code == "delivery" else mark for mark in RECEIVE.touchpoints)
    figure = draw([replace(RECEIVE, touchpoints=marked)])
    circles = [row for layer in figure.spec["layer"] for row in layer["data"]["values"] if "icon" in row and row["fill"] == LIGHT.bad]
    assert circles
    assert "Moments of truth: Delivery in Receive." in figure.alt
    assert figure.table[0]["Moments of truth"] == "Delivery"


def test_one_landscape_page_holds_the_finding_and_nothing_as_markup() -> None:
    words = {"title": "<b>x</b> breaks", "caption": "c & d", "legend": [("line", "got"), ("overlay1", "<new>")], "foot": "foot"}
    svg = on_a_page(draw(ROAD), LIGHT, "svg", **words).decode()  # type: ignore[arg-type]
    assert "&lt;b&gt;x&lt;/b&gt; breaks" in svg
    assert "&lt;new&gt;" in svg
    assert re.search(r'font-weight="700"[^>]*>&lt;b&gt;x', svg), "a weight that is no full hundred would be drawn as plain"
    pdf = on_a_page(draw([*ROAD, *ROAD]), LIGHT, "pdf", **words)  # type: ignore[arg-type]
    assert pdf.count(b"/Type /Page") - pdf.count(b"/Type /Pages") == 1
    assert b"/MediaBox [0 0 842.25 595.5]" in pdf


def test_a_pinned_moment_is_outlined_not_filled() -> None:
    assert "Pinned moment" in texts(draw([replace(RECEIVE, moment_of_truth="pinned")]))


def test_customers_words_stay_text() -> None:
    hostile = '<img src=x onerror=alert(1)> & "quotes" ![x](http://example.org)'
    svg = export(draw([replace(RECEIVE, quote=hostile)]), LIGHT, "svg").decode()
    assert "<img" not in svg
    assert "&lt;img" in svg


def test_a_segment_lies_over_the_map_under_its_name() -> None:
    overlay = Overlay("Members", tuple(score(70 + at, 3, 200) if at else Score(None) for at in range(7)))
    assert "Members" in texts(draw(ROAD, overlays=[overlay]))


def test_many_stages_get_130_px_each() -> None:
    assert draw(ROAD).width is None
    assert draw([*ROAD, *ROAD[1:4]]).width == 120 + 130 * 10


def test_one_stage_is_drawn_without_a_line() -> None:
    figure = draw([RECEIVE])
    assert "58" in texts(figure)
    assert figure.alt.startswith("Journey of 1 stage.")


@pytest.mark.parametrize("make", [journey_map, journey_map_narrow])
def test_a_click_gives_back_the_stage(make: Any) -> None:
    top = make(ROAD, theme=LIGHT).spec["layer"][-1]
    assert top["params"] == [{"name": "pick", "select": {"type": "point", "fields": ["stage"]}}]
    assert [row["stage"] for row in top["data"]["values"]] == [stage.code for stage in ROAD]


def test_touchpoints_that_do_not_fit_are_counted_and_the_bad_ones_stay() -> None:
    assert {"+2", "+3", "+4", "+5"} <= set(texts(draw(ROAD)))


def test_the_phone_names_stages_answers_and_moments() -> None:
    said = texts(journey_map_narrow(ROAD, theme=LIGHT))
    for words in ("Receive", "3,388 answers", "moment of truth", "blind: nobody asks", "58"):
        assert words in said
