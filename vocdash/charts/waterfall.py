"""A change taken apart, lying down: before, what each stage added or took, who answered (mix), what came and went (coverage), after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vocdash.charts.curve import padded, round_ticks
from vocdash.charts.figure import Figure, assemble, nothing_to_show
from vocdash.charts.inputs import WaterfallStep
from vocdash.charts.judge import Verdict, judge_interval, mark_colour, text_colour
from vocdash.charts.layers import NAME_LINES, Layer, click_row, draw, literal, names_axis, nominal, number, number_axis, row_px, tooltip
from vocdash.charts.theme import NO_VALUE, Theme, fmt_interval, fmt_score, fmt_signed
from vocdash.domain import Better

_TIPS = (("label", "Part"), ("words", "Points"), ("interval", "95 % interval"))
_WORDS_PX = 46
"""Room for the number of a part at either end of the plot, however narrow that is."""


def waterfall(steps: Sequence[WaterfallStep], *, theme: Theme, better: Better = Better.HIGHER, digits: int = 1, unit: str = "") -> Figure:
    """One row a step. Parts start where the one before ended; a total stands at its own value, so a sum that fails shows.

    The axis may be cut, because totals are ticks with numbers and not bars. A part is coloured only beyond noise.
    """
    if not steps:
        return nothing_to_show(theme, 120, "Nothing to compare with yet.")
    rows = _rows(steps, theme, better, digits, unit)
    low, high = padded([row[end] for row in rows for end in ("start", "end")], share=0.02, at_least=4 / 10**digits)
    axis = number_axis(round_ticks(low, high, 4), orient="bottom", labelOverlap="greedy")
    room = [_WORDS_PX, {"expr": f"width - {_WORDS_PX}"}]
    scale = {"domain": [low, high], "nice": False, "zero": False, "range": room}
    x = number("start", axis=axis, scale=scale)
    y = names_axis("row", [step.label for step in steps], lines=NAME_LINES, labelColor=theme.ink, labelFontSize=13)
    height = row_px([step.label for step in steps]) * len(steps) + 30
    said, table = _say(rows, digits, unit), _table(steps, rows)
    return assemble(_layers(rows, x, y, theme), theme=theme, height=height, alt_text=said, table=table, pointed="rows")


def _rows(steps: Sequence[WaterfallStep], theme: Theme, better: Better, digits: int, unit: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    level = 0.0
    for number_of, step in enumerate(steps):
        total = step.kind == "total"
        start, end = (step.value, step.value) if total else (level, level + step.value)
        level = end
        verdict = judge_interval(step.low, step.high, better) if step.real else Verdict.NOISE
        rows.append(
            {
                "row": number_of,
                "next": number_of + 1,
                "label": step.label,
                "start": start,
                "end": end,
                "total": total,
                "verdict": verdict,
                "colour": mark_colour(verdict, theme, theme.neutral),
                "text_colour": theme.ink if total else text_colour(verdict, theme, theme.ink_2),
                "words": fmt_score(end, digits, unit) if total else fmt_signed(step.value, digits, unit),
                "interval": NO_VALUE if step.low is None else fmt_interval(step.low, step.high, digits, unit),
                "value": step.value,
                "codes": step.codes,
            }
        )
    return rows


def _layers(rows: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], theme: Theme) -> list[Layer]:
    totals = [row for row in rows if row["total"]]
    parts = [row for row in rows if not row["total"]]
    down = [row for row in parts if row["value"] < 0]
    up = [row for row in parts if row["value"] >= 0]
    links = [{"end": row["end"], "row": row["row"], "next": row["next"]} for row in rows[:-1]]
    end = x | {"field": "end"}
    text = {"type": "text", "baseline": "middle", "fontSize": 13, "fontWeight": 600}
    left, right = text | {"align": "right", "dx": -7}, text | {"align": "left", "dx": 8}
    tips = tooltip(*_TIPS)
    words = {"text": nominal("words"), "color": literal("text_colour")}
    return [
        draw(
            links,
            {"type": "rule", "color": theme.strong_line},
            x=end,
            y=y | {"bandPosition": 0.5},
            y2={"field": "next", "bandPosition": 0.5},
        ),
        draw(
            parts,
            {"type": "bar", "cornerRadius": 2, "height": {"band": 0.62}},
            x=x,
            x2={"field": "end"},
            y=y,
            color=literal(),
            tooltip=tips,
        ),
        draw(
            totals, {"type": "tick", "thickness": 4, "height": {"band": 0.8}, "color": theme.ink_2, "opacity": 1}, x=end, y=y, tooltip=tips
        ),
        draw(down, left, x=end, y=y, **words),
        draw([*up, *totals], right, x=end, y=y, **words),
        *click_row(rows, y, _TIPS, theme),
    ]


def _say(rows: list[dict[str, Any]], digits: int, unit: str) -> str:
    totals = [row for row in rows if row["total"]]
    parts = sorted((row for row in rows if not row["total"]), key=lambda row: -abs(row["value"]))
    said = []
    if len(totals) > 1:
        change = fmt_signed(totals[-1]["value"] - totals[0]["value"], digits, unit)
        said.append(f"From {totals[0]['words']} ({totals[0]['label']}) to {totals[-1]['words']} ({totals[-1]['label']}), {change}.")
    firm = [row for row in parts if row["verdict"] is not Verdict.NOISE]
    listed = ", ".join(f"{row['label']} {row['words']}" for row in firm[:4])
    said.append(f"Beyond noise: {listed}." if firm else "No part is larger than noise explains.")
    return " ".join(said)


def _table(steps: Sequence[WaterfallStep], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "Part": step.label,
            "Kind": step.kind,
            "Points": step.value,
            "Low": step.low,
            "High": step.high,
            "Level after it": row["end"],
            "State": "" if row["total"] else row["verdict"].value,
        }
        for step, row in zip(steps, rows, strict=True)
    ]
