"""Charts of rows as HTML: what stands where, worked out by hand, and nothing lost of what the same chart of Vega says."""

from __future__ import annotations

import html
import re

import pytest

from vocdash.charts.dots import dots
from vocdash.charts.gallery import CHARTS, Example
from vocdash.charts.inputs import DotRow
from vocdash.charts.theme import DARK, LIGHT
from vocdash.domain import Score
from vocdash.ui.row_charts import row_chart
from vocdash.ui.show import leading

SURE = Score(60.0, 55.0, 65.0, n=100, submissions=100, n_effective=100.0, people=100)
HIDDEN = Score(None, hidden=True)
OF_ROWS = [each for each in CHARTS if each.name in ("dots", "by_origin", "effects", "waterfall")]


def drawn(*rows: DotRow) -> str:
    figure = dots(rows, theme=LIGHT)
    found = row_chart(figure, leading(figure.spec, lambda codes: f"stage?stage={codes['stage']}"))
    assert found is not None
    return str(found)


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
    (tick,) = re.findall(rf'style="left:calc\({100 * share:.3f}% - {104 * share + 1:.1f}px\);([^"]*)"', found)
    # Two rows of 29 px and 30 for the axis, of which it takes 23, leave 32.5 a row: its middle is at 16.25, 70 % of it is the band, and
    # 85 % of that the tick: 19.3, so 20 px from 6 on.
    assert tick.startswith("top:6px;height:20px;width:2px;")


def test_an_interval_reaches_from_its_low_to_its_high_end_with_round_caps() -> None:
    rows = (DotRow("Till", SURE),)
    low, high = shares(*rows, values=(55.0, 65.0))
    first, last = f"left:calc({100 * low:.3f}% - {104 * low + 3:.1f}px)", f"right:calc({100 * (1 - high):.3f}% + {104 * high - 3:.1f}px)"
    assert f"{first};{last};" in drawn(*rows), "3 px longer at both ends, as high as it is wide"


@pytest.mark.parametrize("example", OF_ROWS, ids=lambda example: example.name)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_everything_a_chart_of_rows_says_is_on_the_page(example: Example, theme: object) -> None:
    """Every number beside a row, every number below the axis, and what a pointer is told, once for each row that tells anything."""
    figure = example.draw(example.rows, LIGHT if theme is LIGHT else DARK)
    found = row_chart(figure, figure.spec)
    assert found is not None
    told = [html.unescape(words) for words in re.findall(r'data-tip="([^"]*)"', found)]
    layers = [(layer["encoding"], layer["data"]["values"]) for layer in figure.spec["layer"]]
    shown = [html.unescape(words) for words in re.findall(r"<b [^>]*>([^<]*)</b>", found)]
    assert shown[len(shown) - sum(len(rows) for one, rows in layers if "text" in one) :] == [
        row[one["text"]["field"]] for one, rows in layers if "text" in one for row in rows
    ]
    for one, rows in layers:
        for pair in one.get("tooltip", ()):
            assert all(any(f"{pair['title']}: {row[pair['field']]}" in words.split("\n") for words in told) for row in rows)
    assert len(told) == len({row["row"] for one, rows in layers if "tooltip" in one for row in rows})
    assert html.escape(figure.alt) in found


@pytest.mark.parametrize("example", OF_ROWS, ids=lambda example: example.name)
def test_one_row_alone_is_drawn_too(example: Example) -> None:
    for row in example.rows:
        figure = example.draw([row], LIGHT)
        found = row_chart(figure, figure.spec)
        assert found is not None
        assert "(nan" not in found and ">None<" not in found


def test_only_rows_with_an_address_are_links_and_hidden_rows_tell_no_number() -> None:
    found = drawn(DotRow("Till", SURE, codes=(("stage", "use"),)), DotRow("Shop", SURE), DotRow("Van", HIDDEN, 80.0))
    assert re.findall(r'<a [^>]*href="([^"]*)"', found) == ["stage?stage=use"]
    assert 'tabindex="-1"' in found, "whoever uses keys finds the links in words, below “Show as table”"
    assert len(re.findall("<u ", found)) == 1
    assert "linear-gradient" in found and ">hidden</b>" in found


def test_a_chart_of_hidden_rows_alone_has_no_axis() -> None:
    found = drawn(DotRow("Van", HIDDEN))
    assert "voc-ticks" not in found and ">hidden</b>" in found


def test_a_name_is_never_markup() -> None:
    found = drawn(DotRow('<img src="x">', SURE, codes=(("stage", '"><script>'),)))
    assert "<img" not in found and "<script" not in found


def test_other_charts_are_left_to_vega() -> None:
    for example in CHARTS:
        figure = example.draw(example.rows, LIGHT)
        assert (row_chart(figure, figure.spec) is not None) == (example in OF_ROWS)
    assert row_chart(dots([], theme=LIGHT), {}) is None, "a sentence is not drawn in rows"
