"""Differences and effects as bars from 0, each with its interval: what moves a score, and how far two groups lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vocdash.charts.curve import padded, round_ticks
from vocdash.charts.figure import Figure, assemble, nothing_to_show
from vocdash.charts.inputs import EffectRow
from vocdash.charts.judge import Verdict, judge_change, mark_colour, text_colour
from vocdash.charts.layers import (
    NAME_LINES,
    Layer,
    click_row,
    column,
    draw,
    literal,
    names_axis,
    number,
    number_axis,
    pixel,
    row_px,
    tooltip,
)
from vocdash.charts.theme import NO_VALUE, Theme, fmt_interval, fmt_n, fmt_score, fmt_signed
from vocdash.domain import Better, Score

_COLUMNS_PX = 112


def effects(
    rows: Sequence[EffectRow],
    *,
    theme: Theme,
    better: Better = Better.HIGHER,
    digits: int = 1,
    unit: str = "",
    note: str = "Note",
    sides: tuple[str, str] = ("This", "That"),
) -> Figure:
    """One bar a row from 0 to the effect, with a whisker for its interval; at the right edge the note and the number.

    A bar is coloured only when its row is `real` and its interval leaves out 0. `note` names the column in the table, `sides` are
    the words for the two that are held against each other.
    """
    if not rows:
        return nothing_to_show(theme, 90, "Nothing to compare here.")
    drawn = [_row(at, row, theme, better, digits, unit) for at, row in enumerate(rows)]
    known = [row for row in drawn if row["value"] is not None]
    spread = [row for row in known if row["low"] is not None]
    ends = [row[key] for row in known for key in ("value", "low", "high") if row[key] is not None]
    low, high = padded([0.0, *ends], 0.08, at_least=4 / 10**digits)
    axis = number_axis(round_ticks(low, high, 4) if known else [0.0], labelOverlap=True)
    x = number(
        "value", axis=axis, scale={"domain": [low, high], "nice": False, "zero": False, "range": [0, {"expr": f"width - {_COLUMNS_PX}"}]}
    )
    names = [row.label for row in rows]
    y = names_axis("row", names, lines=NAME_LINES, labelColor=theme.ink, labelFontSize=13)
    bar = {"type": "bar", "cornerRadius": 2, "height": {"band": 0.62}}
    tips = (("label", "What"), ("effect", "Difference"), ("interval", "95 % interval"), *zip(("now", "before"), sides, strict=True))
    tips = (*tips, ("answers", "Answers"))
    layers: list[Layer] = [
        draw([{"value": 0}], {"type": "rule", "color": theme.strong_line}, x=x, y=pixel(0), y2={"value": "height"}),
        draw(known, bar, x=x, x2={"datum": 0}, y=y, fill=literal("fill"), stroke=literal(), tooltip=tooltip(*tips)),
        draw(spread, {"type": "rule", "color": theme.ink, "strokeWidth": 1.5}, x=x | {"field": "low"}, x2={"field": "high"}, y=y),
        column(drawn, y, "note", colour="note_colour", from_right=58, weight=400),
        column(drawn, y, "words", colour="words_colour", from_right=0),
        *click_row(drawn, y, tips, theme),
    ]
    return assemble(
        layers,
        theme=theme,
        height=row_px([row.label for row in rows]) * len(rows) + 30,
        alt_text=_say(drawn),
        table=_table(rows, drawn, note, sides),
        pointed="rows",
    )


def _row(at: int, row: EffectRow, theme: Theme, better: Better, digits: int, unit: str) -> dict[str, Any]:
    change = row.change
    judged = judge_change(change, better)
    verdict = Verdict.NOISE if judged in (Verdict.BETTER, Verdict.WORSE) and not row.real else judged
    told = verdict.has_number
    colour = mark_colour(verdict, theme, theme.neutral)
    return {
        "row": at,
        "label": row.label,
        "codes": row.codes,
        "verdict": verdict,
        "value": change.value if told else None,
        "low": change.low if told else None,
        "high": change.high if told else None,
        "colour": colour,
        "fill": theme.page if verdict is Verdict.TOO_FEW else colour,
        "effect": fmt_signed(change.value, digits, unit) if told else verdict.value,
        "interval": fmt_interval(change.low, change.high, digits, unit) if told else NO_VALUE,
        "now": _side(change.now, digits, unit),
        "before": _side(change.before, digits, unit),
        "answers": f"{_count(change.now)} and {_count(change.before)}",
        "note": row.note,
        "note_colour": theme.ink_2,
        "words": fmt_signed(change.value, digits, unit) if told else _WHY[verdict],
        "words_colour": text_colour(verdict, theme, theme.ink_2),
    }


_WHY = {Verdict.HIDDEN: "hidden", Verdict.NOT_ASKED: NO_VALUE}


def _side(score: Score, digits: int, unit: str) -> str:
    return "hidden" if score.hidden else fmt_score(score.value, digits, unit)


def _count(score: Score) -> str:
    return "hidden" if score.hidden else fmt_n(score.n)


def _say(rows: Sequence[dict[str, Any]]) -> str:
    said = [
        f"{word} by more than noise: {', '.join(_described(row) for row in group[:3])}."
        for word, group in (
            ("Worse", [row for row in rows if row["verdict"] is Verdict.WORSE]),
            ("Better", [row for row in rows if row["verdict"] is Verdict.BETTER]),
        )
        if group
    ]
    return " ".join(said) if said else f"None of {len(rows)} differences is larger than noise explains."


def _described(row: dict[str, Any]) -> str:
    return f"{row['label']} {row['effect']}"


def _table(rows: Sequence[EffectRow], drawn: Sequence[dict[str, Any]], note: str, sides: tuple[str, str]) -> list[dict[str, Any]]:
    def plain(score: Score) -> tuple[float | None, int | None]:
        return (None, None) if score.hidden else (score.value, score.n)

    table = []
    for row, seen in zip(rows, drawn, strict=True):
        (now, now_n), (before, before_n) = plain(row.change.now), plain(row.change.before)
        this, that = sides
        both = {f"{this}: score": now, f"{this}: answers": now_n, f"{that}: score": before, f"{that}: answers": before_n}
        difference = {"Difference": seen["value"], "Low": seen["low"], "High": seen["high"]}
        table.append({"What": row.label, note: row.note, **difference, **both, "State": seen["verdict"].value})
    return table
