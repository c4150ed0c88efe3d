"""The journey map turned for a phone: stages from top to bottom, the score across, the same curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vocdash.charts.figure import Figure, assemble, nothing_to_show
from vocdash.charts.inputs import StagePoint
from vocdash.charts.journey_lanes import walk_mark
from vocdash.charts.journey_map import map_table, say_map, stage_tips
from vocdash.charts.journey_sheet import (
    WALKED,
    Sheet,
    breaks,
    fold,
    level_curves,
    lost_or_won,
    run_curves,
    score_range,
    score_runs,
    shield,
    walked_at,
)
from vocdash.charts.judge import Verdict, judge, mark_colour, text_colour
from vocdash.charts.layers import (
    CLICKABLE,
    Align,
    Channel,
    Layer,
    Rows,
    draw,
    literal,
    nominal,
    picked,
    pixel,
    position,
    text_layer,
    text_row,
    tooltip,
)
from vocdash.charts.theme import Theme, fmt_n, fmt_score, fmt_signed
from vocdash.domain import Better

ROW_PX = 84
HEADER_PX = 28
NAMES_SHARE = 0.62
"""Room for the stages' names left of the lowest score, as a share of the range of the scores."""


_LINE = 0.2
"""Height of a line of a name, in rows."""


def journey_map_narrow(
    stages: Sequence[StagePoint], *, theme: Theme, better: Better = Better.HIGHER, digits: int = 0, width: int = 346
) -> Figure:
    """The road for a phone: one row a stage, with its name, its answers, the curve and the levels. A tap selects the stage."""
    if not stages:
        return nothing_to_show(theme, 120, "This journey has no stages yet.")
    stages = [shield(stage) for stage in stages]
    sheet = Sheet(tuple(stages), theme, better, width, *score_range(stages), digits)
    reach = sheet.high - sheet.low
    x = position("x", (sheet.low - NAMES_SHARE * reach, sheet.high + 0.04 * reach))
    y = position("y", (-HEADER_PX / ROW_PX, sheet.count), flip=True)
    layers = [
        *_ground(sheet, x, y),
        *_curves(sheet, x, y),
        text_layer(_scores(sheet), x, y, stroke=theme.page, strokeWidth=4, strokeJoin="round"),
        text_layer([*_words(sheet), *_scores(sheet)], x, y),
        _labels(sheet, y),
        *_rings(sheet, y),
        _tap(sheet, y),
    ]
    height = HEADER_PX + ROW_PX * sheet.count
    return assemble(layers, theme=theme, height=height, alt_text=say_map(sheet), table=map_table(sheet), exact=True, pointed="marks")


def _ground(sheet: Sheet, x: Channel, y: Channel) -> list[Layer]:
    theme = sheet.theme
    tinted = [{"y": n + 0.03, "y2": n + 0.97} for n, stage in enumerate(sheet.stages) if breaks(stage, sheet.better)]
    blind = [{"y": n + 0.06, "y2": n + 0.94} for n, stage in enumerate(sheet.stages) if not stage.asked]
    lines = [{"y": n} for n in range(1, sheet.count)]
    grid = [{"x": tick, "y": 0, "y2": sheet.count} for tick in sheet.ticks]
    across: dict[str, Any] = {"x": {"value": 0}, "x2": {"value": "width"}, "y": y}
    tint = {"type": "rect", "color": theme.bad, "opacity": theme.band_opacity * 0.55, "cornerRadius": 6}
    dash = {"type": "rect", "fill": None, "stroke": theme.strong_line, "strokeDash": [4, 3], "cornerRadius": 6}
    return [
        draw(tinted, tint, **across, y2={"field": "y2"}),
        draw(blind, dash, **across, y2={"field": "y2"}),
        draw(lines, {"type": "rule", "color": theme.line}, **across),
        draw(grid, {"type": "rule", "color": theme.line, "strokeDash": [2, 3]}, x=x, y=y, y2={"field": "y2"}),
    ]


def _curves(sheet: Sheet, x: Channel, y: Channel) -> list[Layer]:
    theme = sheet.theme
    found = score_runs([stage.score for stage in sheet.stages])
    curves = [run_curves(run, narrow=True) for run in found]
    band = [
        {"x": low, "x2": high, "y": at, "run": number}
        for number, (_, lows, highs) in enumerate(curves)
        for (at, low), (_, high) in zip(lows, highs, strict=True)
    ]
    line = [{"x": value, "y": at, "run": number} for number, (values, _, _) in enumerate(curves) for at, value in values]
    wanted = _turned([stage.wanted for stage in sheet.stages])
    wish = _turned([stage.customers_want for stage in sheet.stages])
    order = {"order": {"field": "y", "type": "quantitative"}, "detail": nominal("run")}
    area = {"type": "area", "orient": "horizontal", "color": theme.ink, "opacity": theme.band_opacity}
    stroke = {"type": "line", "strokeWidth": 2}
    return [
        draw(band, area, x=x, x2={"field": "x2"}, y=y, detail=nominal("run")),
        draw(wanted, stroke | {"color": theme.accent, "strokeDash": [6, 4]}, x=x, y=y, **order),
        draw(wish, stroke | {"color": theme.wish, "strokeDash": [2, 3]}, x=x, y=y, **order),
        draw(line, stroke | {"color": theme.ink, "strokeWidth": 3}, x=x, y=y, **order),
        draw(_walks(sheet), walk_mark(theme), x=x, y=y),
        _dots(sheet, x, y),
    ]


def _walks(sheet: Sheet) -> Rows:
    return [{"x": score, "y": number + WALKED} for number, score, _ in walked_at(sheet)]


def _turned(levels: Sequence[float | None]) -> Rows:
    return [{"x": value, "y": at, "run": number} for number, run in enumerate(level_curves(levels)) for at, value in run]


def _dots(sheet: Sheet, x: Channel, y: Channel) -> Layer:
    rows = []
    for number, stage in enumerate(sheet.stages):
        verdict = judge(stage.score, stage.wanted, sheet.better)
        if verdict.has_number:
            colour = mark_colour(verdict, sheet.theme, sheet.theme.ink)
            fill, edge = (sheet.theme.page, colour) if verdict is Verdict.TOO_FEW else (colour, sheet.theme.page)
            rows.append({"x": stage.score.value, "y": number + 0.5, "fill": fill, "edge": edge})
    mark = {"type": "point", "size": 140, "opacity": 1, "strokeWidth": 2}
    return draw(rows, mark, x=x, y=y, fill=literal("fill"), stroke=literal("edge"))


def _words(sheet: Sheet) -> list[dict[str, Any]]:
    rows = [text_row(tick, -0.14, fmt_score(tick, sheet.digits), sheet.theme.ink_2) for tick in sheet.ticks]
    for number, score, said in walked_at(sheet):
        side: Align = "left" if score == sheet.low else "right"
        rows.append(text_row(score, number + WALKED, said, sheet.theme.ink_2, align=side, dx=9 if side == "left" else -9))
    return rows


def _scores(sheet: Sheet) -> list[dict[str, Any]]:
    """Each score beside its dot; drawn twice, because lines may run behind it."""
    rows = []
    for number, stage in enumerate(sheet.stages):
        verdict = judge(stage.score, stage.wanted, sheet.better)
        if verdict.has_number and stage.score.value is not None:
            colour = text_colour(verdict, sheet.theme, sheet.theme.ink)
            words = fmt_score(stage.score.value, sheet.digits)
            rows.append(text_row(stage.score.value, number + 0.5, words, colour, size=15, weight=700, align="right", dx=-13))
    return rows


def _labels(sheet: Sheet, y: Channel) -> Layer:
    rows = []
    for number, stage in enumerate(sheet.stages):
        name = fold(stage.name, 17, 2)
        rows.append(text_row(8, number + 0.2, name, sheet.theme.ink, size=14, weight=600, align="left"))
        rows.append(text_row(8, number + 0.42 + _LINE * name.count("\n"), _below(stage), sheet.theme.ink_2, align="left"))
        if stage.moment_of_truth:
            words = "moment of truth" if stage.moment_of_truth == "found" else "pinned moment"
            colour = sheet.theme.bad if stage.moment_of_truth == "found" else sheet.theme.ink_2
            rows.append(text_row(8, number + 0.8, words, colour, weight=600, align="left"))
    return text_layer(rows, {"field": "x", "type": "quantitative", "scale": None, "axis": None}, y)


def _rings(sheet: Sheet, y: Channel) -> list[Layer]:
    """Points lost or won where one owner hands over to the next, on the border of the two rows."""
    theme = sheet.theme
    lost = [(number, value) for number, stage in enumerate(sheet.stages) if number and (value := lost_or_won(stage)) is not None]
    rows = [{"y": number, "words": fmt_signed(value), "colour": theme.bad if value < 0 else theme.good} for number, value in lost]
    ring = {"type": "point", "shape": "circle", "size": 520, "opacity": 1, "fill": theme.page, "strokeWidth": 1.6}
    words = {"type": "text", "fontWeight": 600, "baseline": "middle"}
    edge = pixel("width - 18")
    return [
        draw(rows, ring, x=edge, y=y, stroke=literal()),
        draw(rows, words, x=edge, y=y, text=nominal("words"), color=literal()),
    ]


def _below(stage: StagePoint) -> str:
    if stage.score.hidden:
        return "hidden: too few"
    if not stage.asked:
        return "blind: nobody asks"
    return f"{fmt_n(stage.answers)} answers" if stage.answers else "no answers"


def _tap(sheet: Sheet, y: Channel) -> Layer:
    rows = [{"y": n, "y2": n + 1, "stage": stage.code, **stage_tips(sheet, stage)} for n, stage in enumerate(sheet.stages)]
    mark = {"type": "rect", "fill": sheet.theme.page, "fillOpacity": CLICKABLE, "cursor": "pointer"}
    tips = tooltip(("name", "Stage"), ("score", "Score"), ("interval", "95 % interval"), ("wanted", "Wanted"), ("gap", "Gap"))
    layer = draw(rows, mark, x={"value": 0}, x2={"value": "width"}, y=y, y2={"field": "y2"}, tooltip=tips)
    return layer | picked("stage")
