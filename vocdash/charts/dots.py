"""Rows of dots with their intervals: the worst and best cells against what is wanted, and one place's score by where people came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vocdash.charts.curve import padded, round_ticks
from vocdash.charts.figure import Figure, assemble, nothing_to_show
from vocdash.charts.inputs import DotRow
from vocdash.charts.judge import Verdict, judge, mark_colour, say_score, text_colour
from vocdash.charts.layers import (
    NAME_LINES,
    Channel,
    Layer,
    click_row,
    column,
    draw,
    hatching,
    literal,
    names_axis,
    nominal,
    number,
    number_axis,
    pixel,
    row_px,
    tooltip,
)
from vocdash.charts.theme import NO_VALUE, Theme, fmt_interval, fmt_n, fmt_score, fmt_signed
from vocdash.domain import Better

_COLUMNS_PX = 104
_Tips = tuple[tuple[str, str], ...]


def dots(
    rows: Sequence[DotRow],
    *,
    theme: Theme,
    better: Better = Better.HIGHER,
    digits: int = 0,
    unit: str = "",
    nothing: str = "No answers in this selection.",
) -> Figure:
    """One row each: dot, 95 % interval, a tick at the wanted level; at the right edge the score and the gap.

    `nothing` is said where there are no rows.
    """
    if not rows:
        return nothing_to_show(theme, 90, nothing)
    drawn = _rows(rows, [row.wanted for row in rows], theme, better, digits, unit, calm=theme.neutral)
    ticks = [{"row": row["row"], "value": row["level"]} for row in drawn if row["level"] is not None]
    y, x = _scales(rows, [row.wanted for row in rows], theme)
    tick = {"type": "tick", "thickness": 2, "height": {"band": 0.85}, "color": theme.accent, "opacity": 1}
    tips = _tips("Wanted", "Gap")
    layers = [
        *_marks(drawn, x, y, theme, tips),
        draw(ticks, tick, x=x, y=y),
        column(drawn, y, "score_words", colour="score_colour", from_right=46, weight=400),
        column(drawn, y, "gap_words", colour="gap_colour", from_right=0),
        *click_row(drawn, y, tips, theme),
    ]
    return _assembled(layers, rows, drawn, theme, _say_gaps(drawn))


def by_origin(
    rows: Sequence[DotRow],
    *,
    reference: float | None,
    theme: Theme,
    better: Better = Better.HIGHER,
    digits: int = 0,
    unit: str = "",
) -> Figure:
    """The score of one place by where customers came from; `reference` is the place's own score, a dashed line.

    A row is coloured when its interval leaves out the reference, unless the rows together let noise explain it. At the right edge: the
    score and how many answers.
    """
    if not rows:
        return nothing_to_show(theme, 90, "Nobody can be followed from one stage to the next here.")
    drawn = _rows(rows, [reference] * len(rows), theme, better, digits, unit, calm=theme.ink)
    y, x = _scales(rows, [reference], theme)
    line = {"type": "rule", "color": theme.ink_2, "strokeDash": [3, 3]}
    across = [] if reference is None else [{"value": reference}]
    tips = _tips() if reference is None else _tips("Held against", "Difference")
    layers = [
        draw(across, line, x=x, y=pixel(0), y2={"value": "height"}),
        *_marks(drawn, x, y, theme, tips),
        column(drawn, y, "score_words", colour="score_colour", from_right=58),
        column(drawn, y, "n_words", colour="n_colour", from_right=0, weight=400),
        *click_row(drawn, y, tips, theme),
    ]
    return _assembled(layers, rows, drawn, theme, _say_origins(drawn, reference, digits))


def _tips(level: str = "", away: str = "") -> _Tips:
    """What a pointer over a row tells; `level` names what it is held against, `away` how far it lies from that."""
    against = (("wanted", level), ("gap", away)) if level else ()
    return ("label", "Where"), ("score", "Score"), ("interval", "95 % interval"), *against, ("answers", "Answers")


def _assembled(layers: Sequence[Layer], rows: Sequence[DotRow], drawn: list[dict[str, Any]], theme: Theme, said: str) -> Figure:
    height = row_px([row.label for row in rows]) * len(rows) + 30
    return assemble(layers, theme=theme, height=height, alt_text=said, table=_table(rows, drawn), pointed="rows")


def _rows(
    rows: Sequence[DotRow],
    levels: Sequence[float | None],
    theme: Theme,
    better: Better,
    digits: int,
    unit: str,
    calm: str,
) -> list[dict[str, Any]]:
    return [_row(at, row, level, theme, better, digits, unit, calm) for at, (row, level) in enumerate(zip(rows, levels, strict=True))]


def _row(at: int, row: DotRow, level: float | None, theme: Theme, better: Better, digits: int, unit: str, calm: str) -> dict[str, Any]:
    verdict = judge(row.score, level, better, real=row.real)
    told = verdict.has_number
    gap = row.score.value - level if told and row.score.value is not None and level is not None else None
    state = "" if told else say_score(row.score)
    return {
        "row": at,
        "label": row.label,
        "codes": row.codes,
        "verdict": verdict,
        "value": row.score.value if told else None,
        "low": row.score.low if told else None,
        "high": row.score.high if told else None,
        "level": level,
        "colour": mark_colour(verdict, theme, calm),
        "fill": theme.page if verdict is Verdict.TOO_FEW else mark_colour(verdict, theme, calm),
        "score": say_score(row.score, digits, unit),
        "interval": fmt_interval(row.score.low, row.score.high, digits, unit) if told else NO_VALUE,
        "wanted": fmt_score(level, digits, unit),
        "gap": fmt_signed(gap, digits),
        "answers": NO_VALUE if row.score.hidden else fmt_n(row.score.n),
        "score_words": fmt_score(row.score.value, digits, unit) if told else "",
        "score_colour": theme.ink if told and verdict is not Verdict.TOO_FEW else theme.ink_3,
        "gap_words": fmt_signed(gap, digits) if gap is not None else state,
        "gap_colour": text_colour(verdict, theme, theme.ink_3),
        "n_words": state or f"n {fmt_n(row.score.n)}",
        "n_colour": theme.ink_2,
    }


def _scales(rows: Sequence[DotRow], levels: Sequence[float | None], theme: Theme) -> tuple[Channel, Channel]:
    scores = [row.score for row in rows if not row.score.hidden]
    values = [value for score in scores for value in (score.value, score.low, score.high)] + list(levels)
    low, high = padded([value for value in values if value is not None], share=0.05, at_least=4)
    axis = number_axis(round_ticks(low, high, 4), labelOverlap=True)
    scale = {"domain": [low, high], "nice": False, "zero": False, "range": [0, {"expr": f"width - {_COLUMNS_PX}"}]}
    y = names_axis("row", [row.label for row in rows], lines=NAME_LINES, labelColor=theme.ink, labelFontSize=13)
    return y, number("value", axis=axis, scale=scale)


def _marks(rows: list[dict[str, Any]], x: Channel, y: Channel, theme: Theme, tips: _Tips) -> list[Layer]:
    known = [row for row in rows if row["value"] is not None]
    spread = [row for row in known if row["low"] is not None and row["high"] is not None]
    hidden = [row for row in rows if row["verdict"] is Verdict.HIDDEN]
    hatch = hatching(theme.strong_line, theme.page, 20)
    rule = {"type": "rule", "strokeWidth": 6, "strokeCap": "round", "opacity": 0.3}
    point = {"type": "point", "opacity": 1, "size": 70, "strokeWidth": 2}
    right = pixel(f"width - {_COLUMNS_PX}")
    band = {"type": "bar", "fill": hatch, "height": {"band": 0.4}, "cornerRadius": 3}
    return [
        draw(hidden, band, x=pixel(0), x2=right, y=y),
        draw(spread, rule, x=x | {"field": "low"}, x2={"field": "high"}, y=y, color=literal()),
        draw(known, point, x=x, y=y, fill=literal("fill"), stroke=literal(), tooltip=tooltip(*tips), detail=nominal("label")),
    ]


def _say_gaps(rows: list[dict[str, Any]]) -> str:
    worse = [row for row in rows if row["verdict"] is Verdict.WORSE]
    good = [row for row in rows if row["verdict"] is Verdict.BETTER]
    said = [
        f"{word}: {', '.join(_described(row) for row in group[:3])}."
        for group, word in ((worse, "Below what is wanted by more than noise"), (good, "Above it by more than noise"))
        if group
    ]
    return " ".join(said) if said else f"None of {len(rows)} rows differs from what is wanted by more than noise."


def _described(row: dict[str, Any]) -> str:
    return f"{row['label']} {row['score']} ({row['gap']})"


def _say_origins(rows: list[dict[str, Any]], reference: float | None, digits: int) -> str:
    off = [row for row in rows if row["verdict"] in (Verdict.WORSE, Verdict.BETTER)]
    against = "" if reference is None else f" from the overall {fmt_score(reference, digits)}"
    if not off:
        return f"No origin of {len(rows)} differs{against} by more than noise."
    return f"Differs{against} by more than noise: {', '.join(_described(row) for row in off[:3])}."


def _table(rows: Sequence[DotRow], drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "Where": row.label,
            "Score": seen["value"],
            "Low": seen["low"],
            "High": seen["high"],
            "Held against": seen["level"],
            "Answers": None if row.score.hidden else row.score.n,
            "State": seen["verdict"].value,
        }
        for row, seen in zip(rows, drawn, strict=True)
    ]
