"""Figures as HTML: what stands where, worked out by hand, and nothing lost of what the same figure says as a chart of Vega."""

from __future__ import annotations

import html
import re
from datetime import date
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from vocdash.charts import distribution, journey_map, trend
from vocdash.charts.dots import dots
from vocdash.charts.examples import ANSWERS, EVENTS, SPREAD, journey, weeks
from vocdash.charts.gallery import CHARTS, Example
from vocdash.charts.heat_map import heat_map
from vocdash.charts.inputs import CellMark, DotRow, Measure, Name, TrendPoint
from vocdash.charts.theme import DARK, LIGHT
from vocdash.domain import Score
from vocdash.ui.picture import picture
from vocdash.ui.show import leading

SURE = Score(60.0, 55.0, 65.0, n=100, submissions=100, n_effective=100.0, people=100)
HIDDEN = Score(None, hidden=True)


def drawn(*rows: DotRow) -> str:
    figure = dots(rows, theme=LIGHT)
    return picture(figure, leading(figure.spec, lambda codes: f"stage?stage={codes['stage']}"))


def svg_of(found: str) -> str:
    (source,) = re.findall(r'src="data:image/svg\+xml,([^"]*)"', found)
    return unquote(html.unescape(source))


def shapes(found: str, name: str) -> list[dict[str, str]]:
    """The attributes of the shapes of a name, in the order they are drawn."""
    return [shape.attrib for shape in ElementTree.fromstring(svg_of(found)).iter() if shape.tag.endswith(f"}}{name}")]


def shares(*rows: DotRow, values: tuple[float, ...]) -> list[float]:
    """How far along the axis values stand."""
    x = next(layer["encoding"]["x"] for layer in dots(rows, theme=LIGHT).spec["layer"] if "scale" in layer["encoding"]["x"])
    low, high = x["scale"]["domain"]
    return [(value - low) / (high - low) for value in values]


def test_a_mark_stands_at_its_value_of_the_room_left_beside_the_numbers() -> None:
    rows = DotRow("Till", SURE, 70.0), DotRow("Shop", SURE)
    (share,) = shares(*rows, values=(70.0,))
    found = drawn(*rows)
    # The numbers on the right take 104 px: 70 is at share × (100 % − 104 px), and the tick of 2 px begins one before.
    place = f"x:calc({100 * share:.3f}% - {104 * share + 1:.1f}px);width:calc(0.000% + 2.0px)"
    (tick,) = [box for box in shapes(found, "rect") if box.get("style") == place]
    # Two rows of 29 px and 30 for the axis, of which it takes 23, leave 32.5 a row: its middle is at 16.25, 70 % of it is the band, and
    # 85 % of that the tick: 19.3, so 20 px from 6 on.
    assert (tick["y"], tick["height"]) == ("6.0", "20.0")


def test_an_interval_reaches_from_its_low_to_its_high_end_with_round_caps() -> None:
    rows = (DotRow("Till", SURE),)
    low, high = shares(*rows, values=(55.0, 65.0))
    first = f"calc({100 * low:.3f}% - {104 * low + 3:.1f}px)"
    wide = f"calc({100 * (high - low):.3f}% - {104 * (high - low) - 6:.1f}px)"
    (rule,) = [box for box in shapes(drawn(*rows), "rect") if box.get("style") == f"x:{first};width:{wide}"]
    assert (rule["rx"], rule["height"]) == ("3", "6.0"), "3 px longer at both ends, as high as it is wide"


@pytest.mark.parametrize("example", CHARTS, ids=lambda example: example.name)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_everything_a_figure_says_is_on_the_page(example: Example, theme: object) -> None:
    """Every word on it, every word below the axis, and what a pointer is told, once for each row or mark that tells anything."""
    figure = example.draw(example.rows, LIGHT if theme is LIGHT else DARK)
    found = picture(figure, figure.spec)
    told = [html.unescape(words) for words in re.findall(r'data-tip="([^"]*)"', found)]
    layers = [(layer["encoding"], layer["data"]["values"]) for layer in figure.spec["layer"]]
    shown = [html.unescape(words) for words in re.findall(r"<b [^>]*>([^<]*)</b>", found)]
    words = [row[one["text"]["field"]] for one, rows in layers if "text" in one for row in rows]
    written = [word for word in words if word]
    assert (sorted(written) == sorted(shown)) if figure.pointed == "cells" else (written == shown[: len(written)])
    saying = [(one, row) for one, rows in layers if "tooltip" in one for row in rows]
    for one, row in saying:
        pairs = [f"{pair['title']}: {row[pair['field']]}" for pair in one["tooltip"]]
        assert any(all(pair in words for pair in pairs) for words in told)
    assert len(told) == (len({row["row"] for _, row in saying}) if figure.pointed == "rows" else len(saying))
    assert html.escape(figure.alt) in found


@pytest.mark.parametrize("example", CHARTS, ids=lambda example: example.name)
def test_one_row_alone_is_drawn_too(example: Example) -> None:
    for row in example.rows:
        figure = example.draw([row], LIGHT)
        found = picture(figure, figure.spec)
        drawing = found if figure.pointed == "cells" else svg_of(found)
        assert found and "nan" not in drawing.casefold() and ">None<" not in found and "(nan" not in found


def test_what_stands_on_the_edge_of_a_trend_is_drawn_whole_at_its_day_and_value() -> None:
    points = [TrendPoint(date(2026, month, 1), Score(50.0 + month, 49.0 + month, 51.0 + month, n=90, people=90)) for month in (1, 2, 3)]
    figure = trend(points, theme=LIGHT, target=60, height=200)
    x, y = (figure.spec["layer"][-1 if name == "x" else 0]["encoding"][name]["scale"]["domain"] for name in ("x", "y"))
    found = picture(figure, figure.spec)
    (dot,) = [svg for svg in ElementTree.fromstring(svg_of(found)).iter() if [each.tag[-6:] for each in svg] == ["circle"]]
    # 200 px less 23 for the axis; the room right of the last day is for its number.
    assert dot.attrib["x"] == f"{100 * (points[2].at.toordinal() - x[0]) / (x[1] - x[0]):.3f}%"
    assert dot[0].attrib["cy"] == f"{177 * (y[1] - 53) / (y[1] - y[0]):.1f}"
    assert "left:-2.5%;width:105.0%;top:-14px;height:205px" in found, "larger than the plot, so that nothing is cut"
    assert len(shapes(found, "path")) == 2, "a band and a line"
    assert re.findall(r'<b class="voc-first" style="left:0.00%">([^<]*)</b>', found) == ["Jan 2026"]


def test_the_name_of_an_event_stands_only_where_there_is_room_and_else_its_number() -> None:
    figure = trend(weeks(), theme=LIGHT, events=EVENTS)
    found = picture(figure, figure.spec)
    assert len(re.findall('class="voc-from-520"', found)) == 2 * len(EVENTS), "once as what parts it from the line"
    assert re.findall('class="voc-until-520"[^>]*>([^<]*)<', found) == ["1", "2", "3"]


def test_a_share_says_its_number_where_its_bar_has_room_for_it() -> None:
    figure = distribution(SPREAD, categories=ANSWERS, theme=LIGHT)
    # A third of all that is drawn has 26 px from 78 on, a tenth from 260 on: the next widths known are 90 and 300.
    kept = [row for layer in figure.spec["layer"] for row in layer["data"]["values"] if "from_px" in row]
    drawn_at = [int(room) for room in re.findall(r'class="voc-from-(\d+)"', picture(figure, figure.spec))]
    assert len(kept) == len(drawn_at)
    assert all(row["from_px"] <= room or room == 520 for row, room in zip(kept, drawn_at, strict=True))


def test_the_map_is_one_picture_with_a_link_a_stage() -> None:
    figure = journey_map(journey(), theme=LIGHT)
    found = picture(figure, leading(figure.spec, lambda codes: f"stage?stage={codes['stage']}"))
    assert len(re.findall(r'<a [^>]*href="stage\?stage=', found)) == len(journey())
    assert found.count("<img") == 1


def test_only_rows_with_an_address_are_links_and_hidden_rows_tell_no_number() -> None:
    found = drawn(DotRow("Till", SURE, codes=(("stage", "use"),)), DotRow("Shop", SURE), DotRow("Van", HIDDEN, 80.0))
    assert re.findall(r'<a [^>]*href="([^"]*)"', found) == ["stage?stage=use"]
    assert 'tabindex="-1"' in found, "whoever uses keys finds the links in words, below “Show as table”"
    assert len(re.findall("<u ", found)) == 1
    assert "linearGradient" in svg_of(found) and ">hidden</b>" in found


def test_a_chart_of_hidden_rows_alone_has_no_axis() -> None:
    found = drawn(DotRow("Van", HIDDEN))
    assert "voc-ticks" not in found and ">hidden</b>" in found


def test_a_name_is_never_markup() -> None:
    found = drawn(DotRow('<img src="x">', SURE, codes=(("stage", '"><script>'),)))
    assert '<img src="x' not in found and "<script" not in found


def test_a_cell_lies_below_its_stage_and_beside_its_touchpoint_and_leads_to_its_address() -> None:
    """The look of each state is its own: filled, hollow, hatched with the word on a plate, dashed."""
    stages, points = (Name("buy", "Buy"), Name("use", "Use")), (Name("app", "App"), Name("till", "Till"), Name("van", "Van"))
    few = Score(60.0, 20.0, 90.0, n=5, submissions=5, n_effective=5.0, people=5)
    cells = [
        CellMark("use", "app", SURE, wanted=90.0),
        CellMark("buy", "till", few, wanted=90.0),
        CellMark("buy", "van", HIDDEN),
        CellMark("use", "van", Score(None), asked=False),
    ]
    figure = heat_map(cells, stages, points, measure=Measure.GAP, theme=LIGHT)
    found = picture(figure, leading(figure.spec, lambda codes: f"touchpoints?cell={codes['stage']}.{codes['touchpoint']}"))
    cell = {place: (look, inner) for place, look, inner in re.findall(r'<a [^>]*style="grid-area:([^;]*);([^"]*)"[^>]*>(.*?)</a>', found)}
    assert list(cell) == ["2 / 3", "3 / 2", "4 / 2", "4 / 3"], "the names take the first row and the first column"
    assert [f"background:{LIGHT.gap_fill(-30.0, good=False)}" in cell["2 / 3"][0], ">−30<" in cell["2 / 3"][1]] == [True, True]
    assert f"background:{LIGHT.page};border-color:{LIGHT.neutral}" in cell["3 / 2"][0], "hollow"
    assert "repeating-linear-gradient" in cell["4 / 2"][0] and f"background:{LIGHT.page};" in cell["4 / 2"][1]
    assert "border-style:dashed" in cell["4 / 3"][0] and "background" not in cell["4 / 3"][0]
    assert re.findall(r'href="([^"]*)"', found)[0] == "touchpoints?cell=use.app"
    assert re.findall(r'tabindex="([^"]*)"', found) == ["0", "-1", "-1", "-1"], "one stop of the tab key"
    assert 'aria-label="Cell: App in Use, Score: 60, 95 % interval: 55 to 65, Wanted: 90, Gap: −30, Answers: 100"' in found
    assert re.findall(r'grid-area:(1 / [2-9]|[2-9] / 1)">([^<]*)<', found) == [
        *(("1 / 2", "Buy"), ("1 / 3", "Use")),
        *(("2 / 1", "App"), ("3 / 1", "Till"), ("4 / 1", "Van")),
    ]


def test_a_sentence_instead_of_a_figure_is_words() -> None:
    figure = dots([], theme=LIGHT)
    found = picture(figure, figure.spec)
    assert ">No answers in this selection.</b>" in found and "<img" not in found
