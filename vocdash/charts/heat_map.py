"""Stage × touchpoint: where on the journey the score falls short, with four looks for four states of a cell.

Normal: filled, coloured only beyond noise. Too few answers: hollow. Hidden for privacy: hatched. Nobody asks: dashed. A touchpoint
that is not used in a stage has no cell at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from vocdash.charts.figure import Figure, assemble, nothing_to_show
from vocdash.charts.inputs import CellMark, Measure, Name
from vocdash.charts.judge import Verdict, judge, judge_change, say_score
from vocdash.charts.layers import CLICKABLE, Channel, Layer, Rows, draw, hatching, literal, name_lines, names_axis, nominal, picked, tooltip
from vocdash.charts.theme import NO_VALUE, Theme, fmt_half, fmt_interval, fmt_n, fmt_plain, fmt_score, fmt_signed
from vocdash.domain import Better

MEASURE_LABELS: dict[Measure, str] = {
    Measure.GAP: "Gap to wanted",
    Measure.WISH: "Gap to customers’ wish",
    Measure.SCORE: "Score",
    Measure.IMPORTANCE: "Importance",
    Measure.CHANGE: "Change",
    Measure.N: "Answers",
    Measure.COMPLAINTS: "Complaints",
}
"""The words of the measure switch, in its order."""

_AMOUNTS = (Measure.IMPORTANCE, Measure.N, Measure.COMPLAINTS)
_STAGES_PX = 870
_STAGE_PX = 96
_PHONE_PX = 230
_MOST_STAGES_THAT_STRETCH = 12
"""More stages than that make the map wider than the page, which scrolls it."""
_FEW_STAGES = 2
"""So many would make cells as wide as the page, and slanted names of them are not needed on a phone."""
_FEW_STAGES_PX = 260
_ROOMY = "bandwidth('x') > 60"
_DETAIL_PX = "bandwidth('x') > 84 ? 12 : 10.5"
_LINE_PX = 14
_TIPS = (
    ("cell", "Cell"),
    ("score", "Score"),
    ("interval", "95 % interval"),
    ("wanted", "Wanted"),
    ("gap", "Gap"),
    ("answers", "Answers"),
)


@dataclass(frozen=True, slots=True)
class _Size:
    """What differs between the wide map and the phone's."""

    step: int
    header: int
    number: int
    letters: int
    details: bool
    angle: int = 0


_WIDE = _Size(step=46, header=44, number=16, letters=24, details=True)
_NARROW = _Size(step=33, header=78, number=12, letters=14, details=False, angle=-50)
_NARROW_FEW = replace(_NARROW, header=44, angle=0)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one cell says under one measure: the number, how it is judged, and the difference that picks its colour."""

    number: float | None
    verdict: Verdict
    difference: float | None = None


def heat_map(
    cells: Sequence[CellMark],
    stages: Sequence[Name],
    touchpoints: Sequence[Name],
    *,
    measure: Measure,
    theme: Theme,
    better: Better = Better.HIGHER,
    reference: float | None = None,
) -> Figure:
    """The map for a wide screen: the number of `measure`, and below it score, half-width and answers.

    `stages` run left to right and `touchpoints` top to bottom in the order given. A click gives `stage` and `touchpoint` back
    by code. A score without a wanted level is held against `reference`, if there is one.
    """
    return _heat_map(cells, stages, touchpoints, measure, theme, better, reference, _WIDE)


def heat_map_narrow(
    cells: Sequence[CellMark],
    stages: Sequence[Name],
    touchpoints: Sequence[Name],
    *,
    measure: Measure,
    theme: Theme,
    better: Better = Better.HIGHER,
    reference: float | None = None,
) -> Figure:
    """The same grid for a phone: numbers only, stage names slanted; the rest is one tap away."""
    size = _NARROW_FEW if len(stages) <= _FEW_STAGES else _NARROW
    return _heat_map(cells, stages, touchpoints, measure, theme, better, reference, size)


def _heat_map(
    cells: Sequence[CellMark],
    stages: Sequence[Name],
    touchpoints: Sequence[Name],
    measure: Measure,
    theme: Theme,
    better: Better,
    reference: float | None,
    size: _Size,
) -> Figure:
    if not cells or not stages or not touchpoints:
        return nothing_to_show(theme, 92, "No touchpoint is placed in a stage yet.")
    columns = {stage.code: at for at, stage in enumerate(stages)}
    lines = {touchpoint.code: at for at, touchpoint in enumerate(touchpoints)}
    shown = [cell for cell in cells if cell.stage in columns and cell.touchpoint in lines]
    readings = [_read(cell, measure, better, reference) for cell in shown]
    names = [(touchpoints[lines[cell.touchpoint]].name, stages[columns[cell.stage]].name) for cell in shown]
    most = max((reading.number for reading in readings if reading.number is not None), default=0.0)
    rows = [
        {
            "column": columns[cell.stage],
            "row": lines[cell.touchpoint],
            "stage": cell.stage,
            "touchpoint": cell.touchpoint,
            **_look(cell, reading, measure, theme, most, size),
            **_tips(cell, name),
        }
        for cell, reading, name in zip(shown, readings, names, strict=True)
    ]
    return assemble(
        _layers(rows, *_grid(stages, touchpoints, theme, size), theme, size),
        theme=theme,
        height=size.step * len(touchpoints) + size.header,
        width=_width(len(stages)) if size.details else None,
        alt_text=_say(list(zip(names, readings, strict=True)), measure, len(stages), len(touchpoints)),
        table=[_table_row(cell, reading, name) for cell, reading, name in zip(shown, readings, names, strict=True)],
        pointed="cells",
    )


def _width(stages: int) -> int | None:
    """How wide the map is in pixels; None where it is as wide as the page."""
    if _FEW_STAGES < stages <= _MOST_STAGES_THAT_STRETCH:
        return None
    return 170 + stages * (_FEW_STAGES_PX if stages <= _FEW_STAGES else _STAGE_PX)


def _read(cell: CellMark, measure: Measure, better: Better, reference: float | None) -> _Reading:
    if measure is Measure.IMPORTANCE:  # the company's own word, whoever answered
        return _Reading(cell.importance, Verdict.NOISE)
    if cell.score.hidden or (measure is Measure.COMPLAINTS and cell.complaints is not None and cell.complaints.hidden):
        return _Reading(None, Verdict.HIDDEN)
    if measure is Measure.COMPLAINTS:
        return _Reading(cell.complaints.value if cell.complaints else None, Verdict.NOISE)
    if not cell.asked:
        return _Reading(None, Verdict.NOT_ASKED)
    if measure is Measure.N:
        return _Reading(cell.score.n, Verdict.NOISE)
    if measure is Measure.CHANGE:
        verdict = judge_change(cell.change, better)
        value = cell.change.value if cell.change and verdict.has_number else None
        return _Reading(value, Verdict.NOISE if verdict is Verdict.NOT_ASKED and cell.score.value is not None else verdict, value)
    level = cell.customers_want if measure is Measure.WISH else cell.wanted
    level = reference if level is None and measure is Measure.SCORE else level
    verdict = judge(cell.score, level, better)
    gap = cell.score.value - level if verdict.has_number and cell.score.value is not None and level is not None else None
    return _Reading((cell.score.value if verdict.has_number else None) if measure is Measure.SCORE else gap, verdict, gap)


def _look(cell: CellMark, reading: _Reading, measure: Measure, theme: Theme, most: float, size: _Size) -> dict[str, Any]:
    fill = _fill(reading, measure, theme, most)
    hollow = reading.verdict is Verdict.TOO_FEW
    calm = reading.verdict is Verdict.NOISE and measure not in _AMOUNTS
    ink = theme.text_on(fill)
    return {
        "state": reading.verdict.value,
        "fill": fill,
        "edge": theme.neutral if hollow else fill,
        "number": _write(reading.number, measure) if reading.verdict.has_number else "",
        "number_colour": theme.ink_3 if hollow else ink,
        "detail": _detail(cell, reading, measure) if size.details else "",
        "detail_colour": theme.ink_2 if hollow or calm else ink,
        "word": {Verdict.HIDDEN: "hidden", Verdict.NOT_ASKED: _unasked(cell, size)}.get(reading.verdict, ""),
    }


def _unasked(cell: CellMark, size: _Size) -> str:
    if not size.details:
        return NO_VALUE if cell.asked else "?"
    return "no answers" if cell.asked else "not asked"


def _fill(reading: _Reading, measure: Measure, theme: Theme, most: float) -> str:
    if not reading.verdict.has_number or reading.verdict is Verdict.TOO_FEW:
        return theme.page
    if measure in _AMOUNTS:
        return theme.amount_fill(reading.number / most) if reading.number and most else theme.neutral_tint
    if reading.verdict is Verdict.NOISE or reading.difference is None:
        return theme.neutral_tint
    return theme.gap_fill(reading.difference, good=reading.verdict is Verdict.BETTER)


def _write(number: float | None, measure: Measure) -> str:
    if number is None:
        return NO_VALUE
    if measure in (Measure.GAP, Measure.WISH, Measure.CHANGE):
        return fmt_signed(number)
    if measure is Measure.IMPORTANCE:
        return fmt_plain(number)
    return fmt_n(number) if measure in (Measure.N, Measure.COMPLAINTS) else fmt_score(number)


def _detail(cell: CellMark, reading: _Reading, measure: Measure) -> str:
    """Below the number: score, half-width, answers, without repeating the number itself. A score shows its gap, as colour needs a sign."""
    if not cell.asked or cell.score.hidden or cell.score.value is None or not reading.verdict.has_number:
        return ""
    first = fmt_score(cell.score.value)
    if measure is Measure.SCORE:
        first = "" if reading.difference is None else fmt_signed(reading.difference)
    spread = f"{first} {fmt_half(cell.score)}".strip()
    return spread if measure is Measure.N else " · ".join(part for part in (spread, fmt_n(cell.score.n)) if part)


def _tips(cell: CellMark, name: tuple[str, str]) -> dict[str, str]:
    told = cell.score.value is not None and not cell.score.hidden
    gap = cell.score.value - cell.wanted if told and cell.score.value is not None and cell.wanted is not None else None
    return {
        "cell": f"{name[0]} in {name[1]}",
        "score": say_score(cell.score) if cell.asked else "not asked",
        "interval": fmt_interval(cell.score.low, cell.score.high) if told else NO_VALUE,
        "wanted": fmt_score(cell.wanted),
        "gap": fmt_signed(gap),
        "answers": fmt_n(cell.score.n) if not cell.score.hidden else NO_VALUE,
    }


def _grid(stages: Sequence[Name], touchpoints: Sequence[Name], theme: Theme, size: _Size) -> tuple[Channel, Channel]:
    top: dict[str, Any] = {"orient": "top", "labelColor": theme.ink, "labelFontWeight": 600, "labelAngle": size.angle}
    names, letters, lines = [stage.name for stage in stages], _head_letters(len(stages), size), 1 if size.angle else 2
    tall = max(len(name_lines(name, letters, lines)) for name in names)
    x = names_axis(
        "column",
        names,
        letters=letters,
        lines=lines,
        inner=0.05,
        outer=0,
        **top,
        labelAlign="left" if size.angle else "center",
        labelPadding=3 + _LINE_PX * (tall - 1),  # Vega puts the first line there, and the others below it
    )
    side: dict[str, Any] = {"labelColor": theme.ink, "labelFontSize": 13 if size.details else 12}
    y = names_axis("row", [touchpoint.name for touchpoint in touchpoints], letters=size.letters, lines=2, inner=0.08, outer=0, **side)
    return x, y


def _layers(rows: Rows, x: Channel, y: Channel, theme: Theme, size: _Size) -> list[Layer]:
    hidden = [row for row in rows if row["state"] == Verdict.HIDDEN]
    dashed = [row for row in rows if row["state"] == Verdict.NOT_ASKED]
    filled = [row for row in rows if row["word"] == ""]
    told = [row for row in rows if row["word"] and (size.details or row["state"] != Verdict.HIDDEN)]
    rect = {"type": "rect", "cornerRadius": 5}
    text = {"type": "text", "baseline": "middle", "fontSize": 12}
    hatch = {"fill": hatching(theme.strong_line, theme.page, 22 if size.details else 8), "stroke": theme.strong_line}
    dash = {"fill": None, "stroke": theme.strong_line, "strokeDash": [4, 3]}
    plate = {"type": "rect", "width": 52, "height": 20, "cornerRadius": 3, "color": theme.page}
    number = text | {"fontSize": size.number, "fontWeight": 700, "dy": {"expr": f"datum.detail && {_ROOMY} ? -8 : 0"}}
    detail = text | {"dy": 11, "opacity": {"expr": f"{_ROOMY} ? 1 : 0"}, "fontSize": {"expr": _DETAIL_PX}}
    return [
        draw(_only(filled, "fill", "edge"), rect | {"strokeWidth": 1.5}, x=x, y=y, fill=literal("fill"), stroke=literal("edge")),
        draw(_only(hidden), rect | hatch, x=x, y=y),
        draw(_only(dashed), rect | dash, x=x, y=y),
        draw(_only(hidden if size.details else []), plate, x=x, y=y),
        draw(_only(filled, "number", "number_colour", "detail"), number, x=x, y=y, text=nominal("number"), color=literal("number_colour")),
        draw(_only(filled, "detail", "detail_colour"), detail, x=x, y=y, text=nominal("detail"), color=literal("detail_colour")),
        draw(_only(told, "word"), text | {"color": theme.ink_2}, x=x, y=y, text=nominal("word")),
        _click(_only(rows, "stage", "touchpoint", *(field for field, _ in _TIPS)), x, y, theme),
    ]


def _head_letters(stages: int, size: _Size) -> int:
    if size.angle:
        return 12
    pixels = _STAGES_PX if size.details else _PHONE_PX
    return min(28, int(pixels / min(stages, _MOST_STAGES_THAT_STRETCH) / 6.8))


def _only(rows: Rows, *fields: str) -> Rows:
    return [{field: row[field] for field in ("column", "row", *fields)} for row in rows]


def _click(rows: Rows, x: Channel, y: Channel, theme: Theme) -> Layer:
    mark = {"type": "rect", "cornerRadius": 5, "fill": theme.page, "fillOpacity": CLICKABLE, "cursor": "pointer"}
    return draw(rows, mark, x=x, y=y, tooltip=tooltip(*_TIPS)) | picked("stage", "touchpoint")


def _say(cells: Sequence[tuple[tuple[str, str], _Reading]], measure: Measure, stages: int, touchpoints: int) -> str:
    head = f"{MEASURE_LABELS[measure]} by touchpoint and stage ({touchpoints} × {stages})."
    numbers = [(f"{name[0]} in {name[1]}", reading) for name, reading in cells if reading.number is not None]
    if measure in _AMOUNTS:
        top = sorted(numbers, key=lambda item: -(item[1].number or 0))[:2]
        found = [f"Most: {_listed(top, measure)}."] if top else ["No numbers yet."]
    else:
        found = _say_judged(numbers, measure)
    states = {Verdict.TOO_FEW: "too few answers", Verdict.HIDDEN: "hidden", Verdict.NOT_ASKED: "without answers"}
    counts = [(sum(reading.verdict is state for _, reading in cells), word) for state, word in states.items()]
    rest = ", ".join(f"{count} {word}" for count, word in counts if count)
    return " ".join([head, *found, f"Cells: {rest}." if rest else ""]).strip()


def _say_judged(numbers: Sequence[tuple[str, _Reading]], measure: Measure) -> list[str]:
    worse = sorted((item for item in numbers if item[1].verdict is Verdict.WORSE), key=lambda item: -abs(item[1].difference or 0))
    better = sorted((item for item in numbers if item[1].verdict is Verdict.BETTER), key=lambda item: -abs(item[1].difference or 0))
    if not worse and not better:
        return ["No cell differs by more than noise." if numbers else "No numbers yet."]
    return [
        f"{len(group)} {word} beyond noise: {_listed(group[:2], measure)}{' and others' if len(group) > 2 else ''}."
        for group, word in ((worse, "worse"), (better, "better"))
        if group
    ]


def _listed(items: Sequence[tuple[str, _Reading]], measure: Measure) -> str:
    return ", ".join(f"{name} ({_write(reading.number, measure)})" for name, reading in items)


def _table_row(cell: CellMark, reading: _Reading, name: tuple[str, str]) -> dict[str, Any]:
    shown = not cell.score.hidden
    gap = cell.score.value - cell.wanted if shown and cell.score.value is not None and cell.wanted is not None else None
    return {
        "Stage": name[1],
        "Touchpoint": name[0],
        "Score": cell.score.value if shown else None,
        "Low": cell.score.low if shown else None,
        "High": cell.score.high if shown else None,
        "Wanted": cell.wanted,
        "Gap": gap,
        "Customers want": cell.customers_want,
        "Importance": cell.importance,
        "Change": cell.change.value if shown and cell.change else None,
        "Complaints": cell.complaints.value if shown and cell.complaints else None,
        "Answers": cell.score.n if shown else None,
        "State": reading.verdict.value,
    }
