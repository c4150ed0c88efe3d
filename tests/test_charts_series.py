"""Trend, sparkline, waterfall, dots, distribution and icons: what they say, what they leave out, what adds up."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from vocdash.charts import Figure, by_origin, distribution, distribution_colours, dots, effects, export, sparkline, trend, waterfall
from vocdash.charts.before_after import before_after
from vocdash.charts.event_marks import laid_out
from vocdash.charts.examples import (
    ACTIONS,
    ANSWERS,
    EFFECTS,
    EVENTS,
    FLOW,
    FURTHEST,
    HIDDEN,
    NOBODY,
    ORIGINS,
    OUTCOMES,
    SPREAD,
    STEPS,
    months,
    score,
    weeks,
)
from vocdash.charts.flow import flow
from vocdash.charts.icons import ICONS, icon_for
from vocdash.charts.inputs import BeforeAfter, DistributionRow, DotRow, EffectRow, Event, TrendPoint, WaterfallStep
from vocdash.charts.layers import cut, name_lines, number_axis, row_px
from vocdash.charts.spark import Spark
from vocdash.charts.theme import DARK, LIGHT, Theme
from vocdash.charts.trend import _days, shown_events
from vocdash.domain import Better, Change, Direction


def rows(figure: Figure, key: str) -> list[dict[str, Any]]:
    return [row for layer in figure.spec["layer"] for row in layer["data"]["values"] if key in row]


def test_a_trend_says_where_it_stands_against_its_target() -> None:
    figure = trend(months(), theme=LIGHT, label="Overall index", target=72, digits=1)
    assert figure.alt == (
        "Overall index: 67.6 (66.0 to 69.2) on 1 Sept 2026, from 69.9 on 1 Oct 2025. "
        "Target 72: the last point misses it by more than noise."
    )
    assert "the last point is within noise of it" in trend(months(), theme=LIGHT, target=68).alt
    assert "beats it" in trend(months(), theme=LIGHT, target=72, better=Better.LOWER).alt


def test_the_end_dot_is_coloured_only_beyond_noise() -> None:
    (missed,) = rows(trend(months(), theme=LIGHT, target=72), "fill")
    (calm,) = rows(trend(months(), theme=LIGHT, target=68), "fill")
    assert (missed["fill"], calm["fill"]) == (LIGHT.bad, LIGHT.ink)


def test_points_outside_the_control_limits_are_coloured_and_counted() -> None:
    figure = trend(weeks(), theme=LIGHT, events=EVENTS)
    assert [row["fill"] for row in rows(figure, "fill")].count(LIGHT.bad) == 9
    assert "9 of 38 points lie outside the usual range, at the end 64 to 70, the first on 27 Jul 2026." in figure.alt


def test_late_events_are_labelled_to_the_left_and_events_outside_the_time_are_left_out() -> None:
    early = replace(EVENTS[0], at=date(2020, 1, 1))
    labels = rows(trend(weeks(), theme=LIGHT, events=[*EVENTS, early]), "label")
    assert {(row["label"], row["late"]) for row in labels} == {
        ("Text messages start", False),
        ("New carrier", True),
        ("Morning windows", True),
    }


def test_a_hole_breaks_the_line_and_a_lone_point_keeps_its_interval() -> None:
    points = months()
    holed = [replace(point, score=HIDDEN if at in (2, 4) else point.score) for at, point in enumerate(points)]
    figure = trend(holed, theme=LIGHT)
    assert len({row["run"] for row in rows(figure, "run")}) == 3
    assert figure.table[2]["Score"] is None
    assert figure.table[2]["State"] == "hidden"


def test_no_line_runs_through_a_time_in_which_nobody_answered() -> None:
    waves = [TrendPoint(date(year, 5, day), score(70, 2, 400)) for year in (2014, 2015) for day in (4, 11, 18)]
    figure = trend([*waves, TrendPoint(date(2015, 7, 6), score(70, 2, 400)), TrendPoint(date(2015, 9, 7), score(71, 2, 400))], theme=LIGHT)
    assert [row["run"] for row in rows(figure, "low") if "run" in row][:8] == [0, 0, 0, 1, 1, 1, 2, 3]
    assert len(rows(figure, "fill")) == 2, "who stands alone has a dot, and the last one"
    yearly = [TrendPoint(date(year, 5, 4), score(70, 2, 400)) for year in (2014, 2015, 2016)]
    assert {row["run"] for row in rows(trend(yearly, theme=LIGHT), "run")} == {0}
    assert len(shapes(sparkline(waves, theme=LIGHT))["path"]) == 4, "two bands and two lines"


def test_a_trend_without_any_value_says_so() -> None:
    assert trend([TrendPoint(date(2026, 1, 1), NOBODY)], theme=LIGHT).alt == "No answers in this selection."
    assert sparkline([], theme=LIGHT).alt == "No answers yet."


@pytest.mark.parametrize(
    ("first", "days", "labels"),
    [
        (date(2026, 9, 1), 3, ["1 Sept", "2 Sept", "3 Sept", "4 Sept"]),
        (date(2026, 9, 1), 14, ["1 Sept", "8 Sept", "15 Sept"]),
        (date(2026, 1, 5), 260, ["Feb 2026", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept"]),
        (date(2025, 10, 1), 335, ["Oct", "Jan 2026", "Apr", "Jul"]),
        (date(2016, 1, 1), 3650, ["2016", "2018", "2020", "2022", "2024"]),
    ],
)
def test_time_is_named_the_way_people_do(first: date, days: int, labels: list[str]) -> None:
    assert list(_days(first, first + timedelta(days=days)).values()) == labels


def test_a_waterfall_adds_up() -> None:
    figure = waterfall(STEPS, theme=LIGHT)
    assert figure.table[-2]["Level after it"] == pytest.approx(figure.table[-1]["Level after it"])
    assert figure.alt == "From 70.5 (Apr – Jun) to 68.4 (Jul – Sep), −2.1. Beyond noise: Receive −1.7, Get help −0.9, Use +0.6."


def test_parts_of_a_waterfall_are_coloured_only_beyond_noise() -> None:
    colours = {row["label"]: row["colour"] for row in rows(waterfall(STEPS, theme=LIGHT), "label")}
    assert (colours["Receive"], colours["Use"], colours["Buy"]) == (LIGHT.bad, LIGHT.good, LIGHT.neutral)


def test_dots_are_held_against_the_wanted_level() -> None:
    figure = dots(FURTHEST, theme=LIGHT)
    assert [row["gap_words"] for row in rows(figure, "gap_words")][:6] == ["−23", "−22", "−17", "−4", "+4", "+2"]
    assert "Receive · Delivery 57 (−23)" in figure.alt
    hidden = rows(dots([DotRow("Here", HIDDEN, 80)], theme=LIGHT), "gap_words")[0]
    assert (hidden["gap_words"], hidden["score_words"], hidden["value"]) == ("hidden", "", None)


def test_origins_are_held_against_the_place_itself() -> None:
    figure = by_origin(ORIGINS, reference=57, theme=LIGHT)
    assert figure.alt == "Differs from the overall 57 by more than noise: Buy · Phone 48 (−9)."
    assert [row["State"] for row in figure.table] == ["noise", "noise", "worse", "noise", "too few"]
    assert by_origin(ORIGINS, reference=None, theme=LIGHT).alt.startswith("No origin of 5 differs")


def test_a_distribution_is_centred_on_the_neutral_answer() -> None:
    pieces = [row for row in rows(distribution(SPREAD, categories=ANSWERS, theme=LIGHT), "answer") if row["answer"] == "Neither"]
    assert all(piece["middle"] == pytest.approx(0) for piece in pieces)


def test_an_even_scale_is_centred_between_its_middle_answers_and_low_may_be_good() -> None:
    effort = [DistributionRow("Now", (40, 30, 20, 10), 200)]
    figure = distribution(effort, categories=("None", "Little", "Some", "Much"), theme=LIGHT, direction=Direction.DOWN)
    pieces = {row["answer"]: row for row in rows(figure, "answer")}
    assert pieces["Some"]["right"] == pytest.approx(0)
    assert pieces["Little"]["left"] == pytest.approx(0)
    assert figure.alt == "Now: 30% below the middle, 70% above, of 200 answers."


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
@pytest.mark.parametrize("categories", range(1, 12))
def test_every_answer_has_its_colour(categories: int, look: Theme) -> None:
    colours = distribution_colours(categories, look)
    assert len(colours) == categories
    assert (look.neutral_tint in colours) == (categories % 2 == 1)


def test_icons_are_found_by_key_and_by_words() -> None:
    assert icon_for("mail", "anything") == ICONS["mail"]
    assert icon_for("", "Delivery to the door") == ICONS["delivery"]
    assert icon_for("no such icon", "Quux") == ICONS["dot"]
    assert all(re.fullmatch(r"[MLQCAZ0-9,.\-]+", path) for path in ICONS.values())


def test_long_names_are_cut_the_same_everywhere() -> None:
    assert cut("Getting there and parking", 13) == "Getting ther…"
    assert cut("Check-in", 13) == "Check-in"


def test_a_name_beside_a_row_goes_on_in_the_next_line_also_within_a_word() -> None:
    assert name_lines("Shop") == ["Shop"]
    assert name_lines("Inflight entertainment in Using and staying") == ["Inflight", "entertainment in", "Using and staying"]
    assert name_lines("Rindfleischetikettierungsgesetz") == ["Rindfleischetikettie", "rungsgesetz"]
    assert name_lines("Letter of confirmation with terms, conditions and appendices A to K")[-1] == "terms, conditions …"
    assert [row_px([name]) for name in ("Shop", "Delivery in Get help now", "Inflight entertainment in Using and staying")] == [29, 36, 52]


def test_the_number_of_a_part_has_its_room_however_narrow_a_waterfall_is() -> None:
    """A part that ends at the left edge of the plot has its number left of it, and it may not run into the part's name."""
    drawn = waterfall([WaterfallStep("Before", 60, "total"), WaterfallStep("Search", -9), WaterfallStep("After", 51, "total")], theme=LIGHT)
    svg = export(drawn, LIGHT, "svg", width=280).decode()
    at = re.search(r"translate\(([\d.]+),[\d.]+\)[^>]*>−9\.0", svg)
    assert at and float(at[1]) >= 30, "right-aligned, 30 px wide"


def test_a_sparkline_draws_its_line_target_and_end() -> None:
    spark = sparkline([TrendPoint(date(2026, 1, 1), score(3, 0.4, 400))], theme=LIGHT, target=3, better=Better.LOWER, digits=1)
    assert "within noise" in spark.alt
    drawn = shapes(spark)
    assert not drawn["path"], "one point is no line"
    assert [line["stroke"] for line in drawn["line"]] == [LIGHT.accent, LIGHT.ink]
    assert [dot["cx"] for dot in drawn["circle"]] == ["0.00%"]


def test_a_sparkline_leaves_a_hole_where_a_score_is_hidden_and_tells_nothing_of_it() -> None:
    points = [replace(point, score=HIDDEN) if at == 3 else point for at, point in enumerate(months())]
    spark = sparkline(points, theme=DARK, target=72)
    drawn = shapes(spark)
    assert len([path for path in drawn["path"] if path["fill"] == "none"]) == 2
    assert drawn["circle"][-1]["cx"] == "100.00%"
    assert spark.spots[3].words.splitlines()[1:3] == ["Score: hidden", "95 % interval: –"]


def test_every_point_of_a_sparkline_has_its_room_and_all_of_it_is_pointed_at() -> None:
    spots = sparkline(months(), theme=LIGHT, target=72).spots
    assert len(spots) == len(months())
    assert (spots[0].left, spots[-1].right) == (0, 1)
    assert all(one.right == other.left for one, other in pairwise(spots))
    assert spots[-1].words.splitlines()[0] == "When: 1 Sept 2026"


def shapes(spark: Spark) -> dict[str, list[dict[str, str]]]:
    """The attributes of the drawn shapes, by their kind."""
    found: dict[str, list[dict[str, str]]] = {"path": [], "line": [], "circle": [], "svg": []}
    for shape in ElementTree.fromstring(spark.svg).iter():
        found[shape.tag.rpartition("}")[2]].append(shape.attrib)
    return found


def test_a_hidden_point_has_no_usual_range_either() -> None:
    secret = replace(weeks()[3], score=HIDDEN, usual=(12.34567, 98.76543))
    figure = trend([*weeks()[:3], secret, *weeks()[4:]], theme=LIGHT)
    assert "12.34567" not in json.dumps([figure.spec, figure.alt, figure.table], default=str)


def test_the_usual_range_has_a_hole_where_the_line_has_one() -> None:
    points = [replace(point, score=HIDDEN) if at in (3, 4, 6) else point for at, point in enumerate(weeks()[:9])]
    (zone,) = [layer for layer in trend(points, theme=LIGHT).spec["layer"] if layer["mark"].get("opacity") == 0.85]
    first = points[0].at.toordinal()
    weeks_on = [((row["at"] - first) / 7, row["run"]) for row in zone["data"]["values"]]
    assert weeks_on == [(0, 0), (0.5, 0), (0.5, 0), (1.5, 0), (1.5, 0), (2.5, 0), (4.5, 2), (5.5, 2), (6.5, 3), (7.5, 3), (7.5, 3), (8, 3)]


def test_events_have_numbers_where_their_names_have_no_room() -> None:
    figure = trend(weeks(), theme=LIGHT, events=EVENTS)
    assert [row["number"] for row in rows(figure, "label")][:3] == ["1", "2", "3"]
    last = replace(EVENTS[0], at=date(2026, 9, 30))
    assert shown_events(months(), [last]) == [last], "it happened in the month of the last point"
    assert [event.label for event in shown_events(weeks(), [*reversed(EVENTS), replace(EVENTS[0], at=date(2020, 1, 1))])] == [
        "Text messages start",
        "New carrier",
        "Morning windows",
    ]


def test_an_action_is_a_bar_between_its_start_and_its_end_and_said_in_the_alt_text() -> None:
    running = Event(date(2026, 8, 3), "Larger vans", is_action=True)
    figure = trend(weeks(), theme=LIGHT, events=[*EVENTS, *ACTIONS, running])
    bars = [layer for layer in figure.spec["layer"] if layer["mark"].get("strokeWidth") == 3 and layer["mark"]["type"] == "rule"]
    (spans,) = [[(row["at"], row["until"]) for row in layer["data"]["values"]] for layer in bars]
    first, last = weeks()[0].at.toordinal(), weeks()[-1].at.toordinal()
    start, end = date(2026, 4, 20).toordinal(), date(2026, 8, 3).toordinal()
    assert spans == [(first, date(2026, 2, 9).toordinal()), (start, end), (end, last)], "begun before the trend, inside it, still running"
    (edges,) = [layer for layer in figure.spec["layer"] if layer["mark"].get("strokeDash") == [2, 3]]
    days = [row["at"] for row in edges["data"]["values"]]
    assert days == [date(2026, 2, 9).toordinal(), start, end, end], "no edge where it began before"
    assert "“New carrier” (18 Jul 2026)" in figure.alt
    assert "the action “Call before arrival” (20 Apr 2026 to 3 Aug 2026)" in figure.alt
    assert "the action “Larger vans” (since 3 Aug 2026)" in figure.alt
    always = Event(date(2025, 1, 1), "Training", is_action=True)
    assert shown_events(weeks(), [always]) == [], "one that ran all the time marks nothing"


def test_before_and_after_are_coloured_only_beyond_noise_and_tick_what_was_expected() -> None:
    figure = before_after(OUTCOMES, theme=LIGHT)
    after = [row for layer in figure.spec["layer"] for row in layer["data"]["values"] if "after" in row]
    assert {(row["label"], row["colour"]) for row in after} == {
        ("Call before arrival", LIGHT.good),
        ("Guides redrawn", LIGHT.neutral),
        ("Morning windows", LIGHT.bad),
    }
    assert {row["label"]: row["expected"] for row in after} == {"Call before arrival": 62, "Guides redrawn": 69, "Morning windows": None}
    assert figure.alt == (
        "Better by more than noise: Call before arrival from 57 to 66 (+9.0, 4.8 to 13.2). "
        "Worse by more than noise: Morning windows from 70 to 64 (−6.0, −10.2 to −1.8)."
    )
    calm = before_after([replace(OUTCOMES[0], real=False)], theme=LIGHT)
    assert calm.alt == "Noise explains the difference."


def test_what_is_hidden_before_gives_nothing_of_the_difference_away() -> None:
    secret = score(41.3719, 1.23457, 8642)
    hidden = BeforeAfter("Vans", Change(7.65432, 6.54321, 8.76543, score(50, 1, 900), replace(secret, hidden=True)), True, 4)
    told = json.dumps([(figure := before_after([hidden], theme=LIGHT)).spec, figure.alt, figure.table])
    for number in ("41.37", "45.37", "8642", "8,642", "7.65", "6.54", "8.76"):
        assert number not in told
    assert "hidden" in told


def test_an_effect_is_coloured_only_when_it_is_real_among_all() -> None:
    calm = [replace(row, real=False) for row in EFFECTS]
    assert [row["fill"] for row in rows(effects(EFFECTS, theme=LIGHT), "fill")][:4] == [LIGHT.bad, LIGHT.bad, LIGHT.neutral, LIGHT.good]
    assert {row["fill"] for row in rows(effects(calm, theme=LIGHT), "fill")} == {LIGHT.neutral}
    assert effects(calm, theme=LIGHT).alt == "None of 4 differences is larger than noise explains."
    assert effects(EFFECTS, theme=LIGHT, better=Better.LOWER).alt.startswith("Worse by more than noise: Friendly driver +3.1.")


def test_an_effect_of_a_hidden_side_gives_nothing_away() -> None:
    secret = score(41.3719, 1.23457, 8642)
    row = EffectRow("North", Change(7.65432, 6.54321, 8.76543, replace(secret, hidden=True), score(50, 1, 900)), real=True)
    told = json.dumps([(figure := effects([row], theme=LIGHT)).spec, figure.alt, figure.table])
    for number in ("41.3719", "8642", "8,642", "7.65432", "6.54321", "8.76543"):
        assert number not in told


def test_a_row_without_codes_cannot_be_clicked() -> None:
    plain = dots(FURTHEST, theme=LIGHT)
    assert "pick" not in json.dumps(plain.spec)
    some = dots([replace(FURTHEST[0], codes=(("stage", "receive"),)), *FURTHEST[1:]], theme=LIGHT)
    (layer,) = [layer for layer in some.spec["layer"] if layer.get("params")]
    (row,) = layer["data"]["values"]
    assert {"row": 0, "stage": "receive", "interval": "55 to 59", "answers": "1,940"}.items() <= row.items()
    assert [line["field"] for line in layer["encoding"]["tooltip"]][:3] == ["label", "score", "interval"], "it lies over the dot"


def test_what_is_still_open_stands_right_of_the_last_week() -> None:
    spec = flow(FLOW, theme=LIGHT).spec
    (words,) = [layer for layer in spec["layer"] if layer["mark"]["type"] == "text" and "open" in layer["data"]["values"][0]["text"]]
    (row,) = words["data"]["values"]
    assert (row["x"], row["align"]) == (len(FLOW) - 1, "left")
    low, high = words["encoding"]["x"]["scale"]["domain"]
    assert (high - row["x"]) / (high - low) >= 0.013 * len(row["text"]), "10 px a letter in a plot of 750"


def test_what_happened_is_marked_on_the_weeks_of_complaints_on_its_day() -> None:
    monday = FLOW[2].at
    inside, before = Event(monday, "Strike"), Event(FLOW[0].at - timedelta(days=1), "Too early")
    (mark,) = [row for row in rows(flow(FLOW, theme=LIGHT, events=[before, inside]), "late") if row["label"] == "Strike"][:1]
    assert mark["at"] == 1.5, "where the bar of its week begins"
    assert not rows(flow(FLOW, theme=LIGHT, events=[before]), "late")


@pytest.mark.parametrize(("ticks", "digits"), [([-4.0, -2.0, 0.0], 0), ([-1.5, -1.0, -0.5, 0.0], 1), ([0.0, 0.25, 0.5], 2)])
def test_ticks_of_an_axis_differ_as_they_are_written(ticks: list[float], digits: int) -> None:
    assert number_axis(ticks)["format"] == f",.{digits}f"


def test_names_of_events_that_would_meet_stand_in_rows_of_their_own_or_give_way_to_their_numbers() -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    names = [Event(date(2026, 2, day), f"Something long that happened {day}") for day in (1, 3, 5, 7)]
    found = laid_out(names, first, last, 3)
    assert (found.rows, found.named) == ((0, 1, 2, 0), (True, True, True, False))
    assert found.head_px == 3 * 17 + 6
    apart = [Event(date(2026, 2, 1), "Prices"), Event(date(2026, 6, 1), "Vans"), Event(date(2026, 11, 1), "Strike")]
    assert laid_out(apart, first, last).rows == (0, 0, 0), "each has room in the first row"
    bar = Event(date(2026, 1, 10), "Film", is_action=True, until=date(2026, 8, 1))
    assert laid_out([bar, apart[0], apart[2]], first, last).rows == (0, 1, 0), "a bar takes its room as its name does"
    assert laid_out([], first, last).head_px == 0
    numbered = laid_out(apart, first, last, 2, by_name=False)
    assert (numbered.rows, numbered.named) == ((0, 0, 0), (False, False, False))


def test_a_table_and_a_small_picture_tell_what_was_done() -> None:
    """Months from January 2026 on; an action from 10 February to 5 March, a strike on 20 February, and what was long before."""
    points = months()
    first = points[0].at
    vans = Event(first + timedelta(days=40), "Vans", True, first + timedelta(days=63))
    told = [vans, Event(first + timedelta(days=50), "Strike"), Event(first - timedelta(days=400), "Before")]
    spark = sparkline(points, theme=LIGHT, events=told)
    for table in (spark.table, trend(points, theme=LIGHT, events=told).table):
        said = [row["What happened"] for row in table]
        assert (said[0], said[1]) == ("", "Vans (action begun); Strike")
        assert said[2] == "Vans (action done)" and not any(said[3:])
    assert "What happened: Vans (action begun); Strike" in spark.spots[1].words
    assert "What happened" not in spark.spots[0].words
    bar = f'stroke="{LIGHT.ink_3}" stroke-width="2"'
    assert spark.svg.count(bar) == 1 and bar not in sparkline(points, theme=LIGHT).svg
    assert "What happened" not in sparkline(points, theme=LIGHT).table[0]
