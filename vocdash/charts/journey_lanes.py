"""The lanes of the journey map, each a function from the sheet to its layers, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from vocdash.charts import journey_sheet as at
from vocdash.charts.icons import FLAG, icon_for
from vocdash.charts.inputs import Overlay, StagePoint, TouchpointMark
from vocdash.charts.journey_sheet import Sheet, level_curves, run_curves, score_runs, shortfalls
from vocdash.charts.judge import Verdict, judge, judge_interval, mark_colour
from vocdash.charts.layers import Layer, Rows, draw, hatching, literal, nominal, text_layer, text_row
from vocdash.charts.theme import Theme
from vocdash.domain import Score

OVERLAY_DASHES = ((10, 3), (10, 3, 2, 3), (4, 2))
"""How the lines of up to three segments are told apart."""

CIRCLE_PX = 30
"""From one touchpoint's circle to the next."""


def chevrons(sheet: Sheet) -> list[Layer]:
    """The stages as a road of arrows: filled where the road breaks, outlined for other moments of truth, dashed for a blind stage."""
    top, bottom = at.CHEVRONS
    tip = 9 / sheet.stage_px
    outline = ((0.0, top), (1 - tip, top), (1.0, (top + bottom) / 2), (1 - tip, bottom), (0.0, bottom), (tip, (top + bottom) / 2))
    gap = 2 / sheet.stage_px

    def polygon(number: int, stage: StagePoint) -> Rows:
        return [
            {"x": number + gap + x * (1 - gap), "y": y, "order": order, "stage": number, **_chevron_paint(stage, sheet)}
            for order, (x, y) in enumerate((*outline, outline[0]))
        ]

    mark = {"type": "line", "interpolate": "linear-closed", "strokeWidth": 1.5, "strokeJoin": "round"}
    shape = {"x": sheet.x(), "y": sheet.y(), "detail": nominal("stage"), "order": {"field": "order", "type": "quantitative"}}
    paint = {"fill": literal("fill"), "stroke": literal("edge")}
    solid = [row for number, stage in enumerate(sheet.stages) if stage.asked for row in polygon(number, stage)]
    blind = [row for number, stage in enumerate(sheet.stages) if not stage.asked for row in polygon(number, stage)]
    return [draw(solid, mark, **shape, **paint), draw(blind, mark | {"strokeDash": [4, 3], "strokeWidth": 1}, **shape, **paint)]


def _chevron_paint(stage: StagePoint, sheet: Sheet) -> dict[str, str]:
    theme = sheet.theme
    if at.breaks(stage, sheet.better):
        return {"fill": theme.bad, "edge": theme.bad}
    if not stage.asked:
        return {"fill": theme.page, "edge": theme.strong_line}
    edges = {"found": theme.bad, "pinned": theme.ink_2}
    return {"fill": theme.neutral_tint, "edge": edges.get(stage.moment_of_truth or "", theme.neutral_tint)}


def columns(sheet: Sheet) -> list[Layer]:
    """A tint down the column of every stage at which the road breaks."""
    rows = [
        {"x": number + 0.01, "x2": number + 0.97, "y": at.CHEVRONS[1] - 4, "y2": at.OWNERS[1] + 6}
        for number, stage in enumerate(sheet.stages)
        if at.breaks(stage, sheet.better)
    ]
    mark = {"type": "rect", "color": sheet.theme.bad, "opacity": sheet.theme.band_opacity * 0.55, "cornerRadius": 6}
    return [_box(rows, mark, sheet)]


def rules(sheet: Sheet) -> list[Layer]:
    """Hairlines between the lanes and behind the scores."""
    lanes = [{"x": sheet.left, "x2": sheet.count, "y": y} for y in at.LINES]
    grid = [{"x": 0, "x2": sheet.count, "y": sheet.place(tick)} for tick in sheet.ticks]
    zero = [{"x": 0, "x2": sheet.count, "y": at.EMOTION}]
    mark = {"type": "rule", "color": sheet.theme.line}
    span = {"x": sheet.x(), "x2": {"field": "x2"}, "y": sheet.y()}
    return [
        draw(lanes, mark, **span),
        draw(grid, mark | {"strokeDash": [2, 3]}, **span),
        draw(zero, mark | {"color": sheet.theme.strong_line}, **span),
    ]


def holes(sheet: Sheet) -> list[Layer]:
    """Hatched boxes where the line has no value."""
    top, bottom = at.SCORES
    holes = [number for number, stage in enumerate(sheet.stages) if stage.score.value is None or stage.score.hidden]
    boxes = [{"x": number + 0.06, "x2": number + 0.93, "y": top, "y2": bottom + 16} for number in holes]
    paint = {"fill": hatching(sheet.theme.neutral_tint, sheet.theme.page, 14), "stroke": sheet.theme.strong_line, "strokeDash": [4, 3]}
    return [_box(boxes, {"type": "rect", "cornerRadius": 4, **paint}, sheet)]


def plates(sheet: Sheet) -> list[Layer]:
    """What the words in a hatched box stand on: over the wanted lines, where these cannot be avoided."""
    holes = [number for number, stage in enumerate(sheet.stages) if stage.score.value is None or stage.score.hidden]
    middles = [(number, at.clear_middle(sheet, number, at.PLATE / 2)) for number in holes]
    rows = [{"x": n + 0.11, "x2": n + 0.88, "y": middle - at.PLATE / 2, "y2": middle + at.PLATE / 2} for n, middle in middles]
    return [_box(rows, {"type": "rect", "color": sheet.theme.page}, sheet)]


def satisfaction(sheet: Sheet, overlays: Sequence[Overlay]) -> list[Layer]:
    """Shortfall beyond noise, band, wanted and wished levels, overlays, the line itself and its dots."""
    theme = sheet.theme
    found = score_runs([stage.score for stage in sheet.stages])
    short = [
        {"x": x, "y": sheet.place(limit), "y2": sheet.place(level), "run": number}
        for number, stretch in enumerate(shortfalls(sheet))
        for x, limit, level in stretch
    ]
    wanted = level_curves([stage.wanted for stage in sheet.stages])
    wish = level_curves([stage.customers_want for stage in sheet.stages])
    return [
        _area(short, {"color": theme.bad, "opacity": theme.band_opacity * 1.1}, sheet),
        *_bands(found, sheet),
        _line(_lines(wanted, sheet), {"color": theme.accent, "strokeDash": [6, 4], "strokeWidth": 2}, sheet),
        _line(_lines(wish, sheet), {"color": theme.wish, "strokeDash": [2, 3], "strokeWidth": 2}, sheet),
        *(
            _line(_lines([run_curves(run)[0] for run in score_runs(overlay.scores)], sheet), style, sheet)
            for overlay, style in zip(overlays, _overlay_styles(theme), strict=False)
        ),
        _line(_lines([run_curves(run)[0] for run in found], sheet), {"color": theme.ink, "strokeWidth": 3}, sheet),
        _dots(sheet),
    ]


def walk_mark(theme: Theme) -> dict[str, Any]:
    """The cross of a walk."""
    return {"type": "point", "shape": "M-1,-1L1,1M-1,1L1,-1", "size": 70, "filled": False, "strokeWidth": 2.5, "stroke": theme.ink_2}


def walks(sheet: Sheet) -> list[Layer]:
    """What our own walks found: a cross a stage, joined to nothing, because it is no part of what customers said."""
    found = at.walked_at(sheet)
    rows = [{"x": number + at.WALKED, "y": sheet.place(score)} for number, score, _ in found]
    said = [(number + at.WALKED, sheet.place(score), words) for number, score, words in found if words]
    words = [text_row(x, y, number, sheet.theme.ink_2, align="left", dx=9) for x, y, number in said]
    return [draw(rows, walk_mark(sheet.theme), x=sheet.x(), y=sheet.y()), text_layer(words, sheet.x(), sheet.y())]


def _overlay_styles(theme: Theme) -> list[dict[str, Any]]:
    return [{"color": theme.ink_3, "strokeWidth": 2, "strokeDash": list(dash)} for dash in OVERLAY_DASHES]


def _bands(found: Sequence[Sequence[tuple[float, Score]]], sheet: Sheet) -> list[Layer]:
    """The interval behind the line; a stage without neighbours has it as a round rule."""
    band = [
        {"x": x, "y": sheet.place(low), "y2": sheet.place(high), "run": number}
        for number, run in enumerate(found)
        for (x, low), (_, high) in zip(*run_curves(run)[1:], strict=True)
    ]
    alone = {number for number, run in enumerate(found) if len(run) == 1}
    lone = [row for row in band if row["run"] in alone]
    rule = {"type": "rule", "strokeWidth": 6, "strokeCap": "round", "color": sheet.theme.ink, "opacity": 0.3}
    return [
        _area(band, {"color": sheet.theme.ink, "opacity": sheet.theme.band_opacity}, sheet),
        draw(lone, rule, x=sheet.x(), y=sheet.y(), y2={"field": "y2"}),
    ]


def _lines(curves: Iterable[Sequence[tuple[float, float]]], sheet: Sheet) -> Rows:
    return [{"x": x, "y": sheet.place(value), "run": number} for number, points in enumerate(curves) for x, value in points]


def _dots(sheet: Sheet) -> Layer:
    rows = []
    for number, stage in enumerate(sheet.stages):
        verdict = judge(stage.score, stage.wanted, sheet.better)
        if verdict.has_number and stage.score.value is not None:
            colour = mark_colour(verdict, sheet.theme, sheet.theme.ink)
            hollow = verdict is Verdict.TOO_FEW
            fill, edge = (sheet.theme.page, colour) if hollow else (colour, sheet.theme.page)
            rows.append({"x": number + 0.5, "y": sheet.place(stage.score.value), "fill": fill, "edge": edge})
    mark = {"type": "point", "size": 130, "opacity": 1, "strokeWidth": 2}
    return draw(rows, mark, x=sheet.x(), y=sheet.y(), fill=literal("fill"), stroke=literal("edge"))


def emotion(sheet: Sheet) -> list[Layer]:
    """Net sentiment of the comments as a wave; filled in colour only where its interval leaves out zero."""
    found = score_runs(_moods(sheet))
    waves = [row for number, run in enumerate(found) for row in _wave(run, number, mood_scale(sheet), sheet.theme)]
    dots = [{"x": x, "y": at.EMOTION - (score.value or 0.0) * mood_scale(sheet)} for run in found for x, score in run]
    line = [{"x": row["x"], "y": row["y"], "run": row["wave"]} for row in waves]
    fill = {"type": "area", "opacity": 0.3 if sheet.theme.name == "light" else 0.4}
    return [
        draw(waves, fill, x=sheet.x(), y=sheet.y(), y2={"field": "y2"}, color=literal(), detail=nominal("run")),
        _line(line, {"color": sheet.theme.ink_2, "strokeWidth": 1.5}, sheet),
        draw(dots, {"type": "point", "filled": True, "size": 36, "opacity": 1, "color": sheet.theme.ink_2}, x=sheet.x(), y=sheet.y()),
    ]


def _moods(sheet: Sheet) -> list[Score]:
    return [stage.net_sentiment or Score(None) for stage in sheet.stages]


def mood_scale(sheet: Sheet) -> float:
    """Px per point of net sentiment; a calm map is not blown up to look like drama."""
    return at.EMOTION_REACH / max([40.0, *(abs(score.value or 0.0) for score in _moods(sheet) if not score.hidden)])


def _wave(run: Sequence[tuple[float, Score]], wave: int, scale: float, theme: Theme) -> Rows:
    """The curve cut into stretches of one verdict; each stretch starts where the one before ends, so that no gap shows."""
    sure = all(score.low is not None and score.high is not None for _, score in run)
    points = [
        (x, at.EMOTION - value * scale, mark_colour(judge_interval(low, high) if sure else Verdict.NOISE, theme, theme.neutral))
        for (x, value), (_, low), (_, high) in zip(*run_curves(run), strict=True)
    ]
    stretches = [list(group) for _, group in groupby(points, key=lambda point: point[2])]
    joined = [[*(before[-1:]), *stretch] for before, stretch in zip([[], *stretches], stretches, strict=False)]
    return [
        {"x": x, "y": y, "y2": at.EMOTION, "colour": stretch[-1][2], "run": f"{wave}-{number}", "wave": wave}
        for number, stretch in enumerate(joined)
        for x, y, _ in stretch
    ]


def answers(sheet: Sheet) -> list[Layer]:
    """How many answers each stage has, as small bars that start at 0."""
    most = max((stage.answers for stage in sheet.stages if not stage.score.hidden), default=0) or 1
    rows = [
        {"x": number + 0.22, "x2": number + 0.78, "y": at.ANSWERS, "y2": answers_y(stage, most)}
        for number, stage in enumerate(sheet.stages)
        if stage.answers and not stage.score.hidden
    ]
    mark = {"type": "rect", "color": sheet.theme.neutral, "opacity": 0.5, "cornerRadius": 2}
    return [_box(rows, mark, sheet)]


def answers_y(stage: StagePoint, most: int) -> float:
    """The top of a stage's bar; at least a hairline for one answer."""
    return at.ANSWERS - max(1.5, at.ANSWERS_REACH * stage.answers / most)


def touchpoints(sheet: Sheet) -> list[Layer]:
    """A circle with an icon per touchpoint used; the ring says how it stands against the wanted level, a filled one is a moment of truth.

    Where they do not fit, those that fall short stay and the others are counted.
    """
    rows = [row for number, stage in enumerate(sheet.stages) for row in _circles(number, stage, sheet)]
    more = [
        text_row(number + 0.5, at.TOUCHPOINTS, f"+{left}", sheet.theme.ink_2, weight=600, dx=_offsets(shown + 1)[-1])
        for number, stage in enumerate(sheet.stages)
        if (left := len(stage.touchpoints) - (shown := len(_shown(stage, sheet))))
    ]
    ring = {"type": "point", "shape": "circle", "size": 540, "opacity": 1, "strokeWidth": {"expr": "datum.edge"}}
    icon = {"type": "point", "size": 200, "opacity": 1, "filled": False, "strokeWidth": 1.4}
    where = {"x": sheet.x(), "y": sheet.y()}
    rings = where | {"stroke": literal(), "fill": literal("fill")}
    offset = {"xOffset": {"expr": "datum.dx"}}
    return [
        draw([row for row in rows if row["firm"]], ring | offset, **rings),
        draw([row for row in rows if not row["firm"]], ring | offset | {"strokeDash": [3, 2.5]}, **rings),
        draw(rows, icon | offset, **where, stroke=literal("line"), shape=literal("icon")),
        text_layer(more, sheet.x(), sheet.y()),
    ]


def _shown(stage: StagePoint, sheet: Sheet) -> Sequence[TouchpointMark]:
    fits = max(1, int(sheet.stage_px * 0.97 // CIRCLE_PX))
    marks = stage.touchpoints
    if len(marks) <= fits:
        return marks
    order = {Verdict.WORSE: 0, Verdict.BETTER: 1, Verdict.NOISE: 1}

    def rank(number: int) -> tuple[bool, int]:
        return marks[number].moment_of_truth is None, order.get(judge(marks[number].score, marks[number].wanted, sheet.better), 2)

    told = sorted(range(len(marks)), key=rank)
    return [marks[number] for number in sorted(told[: fits - 1])]


def _offsets(places: int) -> list[float]:
    return [(place - (places - 1) / 2) * CIRCLE_PX for place in range(places)]


def _circles(number: int, stage: StagePoint, sheet: Sheet) -> Rows:
    shown = _shown(stage, sheet)
    offsets = _offsets(len(shown) + (len(shown) < len(stage.touchpoints)))
    verdicts = [judge(mark.score, mark.wanted, sheet.better) for mark in shown]
    return [
        {
            "x": number + 0.5,
            "y": at.TOUCHPOINTS,
            "dx": dx,
            **_circle_paint(mark, mark_colour(verdict, sheet.theme, sheet.theme.ink_2), sheet.theme),
            "firm": verdict in (Verdict.BETTER, Verdict.WORSE, Verdict.NOISE),
            "icon": icon_for(mark.icon, mark.name, mark.code),
        }
        for mark, verdict, dx in zip(shown, verdicts, offsets, strict=False)
    ]


def _circle_paint(mark: TouchpointMark, colour: str, theme: Theme) -> dict[str, Any]:
    """A found moment of truth is filled, a pinned one has a broad ring."""
    if mark.moment_of_truth == "found":
        return {"colour": theme.bad, "fill": theme.bad, "line": theme.text_on(theme.bad), "edge": 1.6}
    return {"colour": colour, "fill": theme.page, "line": colour, "edge": 3.2 if mark.moment_of_truth else 1.6}


def owners(sheet: Sheet) -> list[Layer]:
    """Who answers for a stage, a dashed box where nobody does, and a ring where points are lost between two of them."""
    theme = sheet.theme
    top, bottom = at.OWNERS
    boxes = [
        {"x": number + 0.05, "x2": number + 0.94, "y": top, "y2": bottom, "owned": bool(stage.owner or stage.team)}
        for number, stage in enumerate(sheet.stages)
    ]
    rings = [
        {"x": number, "y": (top + bottom) / 2, "colour": theme.bad if lost < 0 else theme.good}
        for number, stage in enumerate(sheet.stages)
        if (lost := at.lost_or_won(stage)) is not None and number
    ]
    owned = {"type": "rect", "cornerRadius": 5, "fill": theme.soft, "stroke": theme.strong_line}
    missing = {"type": "rect", "cornerRadius": 5, "fill": theme.page, "stroke": theme.bad, "strokeDash": [4, 3], "strokeWidth": 1.2}
    ring = {"type": "point", "shape": "circle", "size": 520, "opacity": 1, "fill": theme.page, "strokeWidth": 1.6}
    return [
        _box([box for box in boxes if box["owned"]], owned, sheet),
        _box([box for box in boxes if not box["owned"]], missing, sheet),
        draw(rings, ring, x=sheet.x(), y=sheet.y(), stroke=literal()),
    ]


def flag_marks(sheet: Sheet, flags: Sequence[tuple[int, str, str, str]]) -> list[Layer]:
    """The small shapes before the words above the road; shapes, because a font's glyphs are missing from exports."""
    shapes = {"diamond": "diamond", "flag": FLAG}
    rows = [
        {"x": number + 0.5, "y": at.FLAGS, "dx": -len(words) * 2.95 - 8, "colour": colour, "shape": shapes[shape]}
        for number, words, colour, shape in flags
    ]
    mark = {"type": "point", "size": 44, "opacity": 1, "filled": True, "xOffset": {"expr": "datum.dx"}}
    return [draw(rows, mark, x=sheet.x(), y=sheet.y(), fill=literal(), stroke=literal(), shape=literal("shape"))]


def _box(rows: Rows, mark: dict[str, Any], sheet: Sheet) -> Layer:
    return draw(rows, mark, x=sheet.x(), x2={"field": "x2"}, y=sheet.y(), y2={"field": "y2"})


def _area(rows: Rows, style: dict[str, Any], sheet: Sheet) -> Layer:
    return draw(rows, {"type": "area", **style}, x=sheet.x(), y=sheet.y(), y2={"field": "y2"}, detail=nominal("run"))


def _line(rows: Rows, style: dict[str, Any], sheet: Sheet) -> Layer:
    return draw(rows, {"type": "line", "strokeCap": "round", **style}, x=sheet.x(), y=sheet.y(), detail=nominal("run"))
