"""A score before and after something was changed: a ring and a dot in one row, each with its interval, and what was expected of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vocdash.charts.curve import padded, round_ticks
from vocdash.charts.figure import Figure, assemble, nothing_to_show
from vocdash.charts.inputs import BeforeAfter
from vocdash.charts.judge import Verdict, judge_among, mark_colour, say_score, text_colour
from vocdash.charts.layers import (
    NAME_LINES,
    click_row,
    column,
    draw,
    literal,
    names_axis,
    number,
    number_axis,
    row_px,
    tooltip,
)
from vocdash.charts.theme import NO_VALUE, Theme, fmt_interval, fmt_n, fmt_signed
from vocdash.domain import Score

_COLUMNS_PX = 88
_TIPS = (
    ("label", "What"),
    ("was", "Before"),
    ("now", "After"),
    ("difference", "Difference"),
    ("interval", "95 % interval"),
    ("hoped", "Expected"),
    ("answers", "Answers"),
)
_WHY = {Verdict.HIDDEN: "hidden", Verdict.NOT_ASKED: "no answers"}


def before_after(rows: Sequence[BeforeAfter], *, theme: Theme, digits: int = 1) -> Figure:
    """One row each: a ring before, a dot after, both on their 95 % intervals, a line between them, and a tick at what was expected.

    The dot is coloured only where the row is `real` and its interval leaves out 0. At the right edge stands the difference.
    """
    if not rows:
        return nothing_to_show(theme, 60, "No action has whole months with answers on both sides yet.")
    drawn = [_row(at, row, theme, digits) for at, row in enumerate(rows)]
    was = [row for row in drawn if row["before"] is not None]
    now = [row for row in drawn if row["after"] is not None]
    both = [row for row in was if row["after"] is not None]
    hoped = [row for row in was if row["expected"] is not None]
    ends = ("before", "before_low", "before_high", "after", "after_low", "after_high", "expected")
    low, high = padded([row[name] for row in drawn for name in ends if row[name] is not None], 0.05, at_least=4)
    scale = {"domain": [low, high], "nice": False, "zero": False, "range": [0, {"expr": f"width - {_COLUMNS_PX}"}]}
    x = number("after", axis=number_axis(round_ticks(low, high, 4), labelOverlap=True), scale=scale)
    y = names_axis("row", [row.label for row in rows], lines=NAME_LINES, labelColor=theme.ink, labelFontSize=13)
    spread = {"type": "rule", "strokeWidth": 6, "strokeCap": "round"}
    point = {"type": "point", "opacity": 1, "size": 70, "strokeWidth": 2}
    tick = {"type": "tick", "thickness": 2, "height": {"band": 0.85}, "color": theme.accent, "opacity": 1}
    layers = [
        *(
            draw(
                [row for row in side if row[f"{name}_low"] is not None],
                spread | {"opacity": 0.3},
                x=x | {"field": f"{name}_low"},
                x2={"field": f"{name}_high"},
                y=y,
                color=literal(colour),
            )
            for side, name, colour in ((was, "before", "calm"), (now, "after", "colour"))
        ),
        draw(both, {"type": "rule", "strokeWidth": 2}, x=x | {"field": "before"}, x2={"field": "after"}, y=y, color=literal()),
        draw(hoped, tick, x=x | {"field": "expected"}, y=y),
        draw(was, point, x=x | {"field": "before"}, y=y, fill=literal("page"), stroke=literal("calm"), tooltip=tooltip(*_TIPS)),
        draw(now, point, x=x, y=y, fill=literal(), stroke=literal(), tooltip=tooltip(*_TIPS)),
        column(drawn, y, "words", colour="words_colour", from_right=0),
        *click_row(drawn, y, _TIPS, theme),
    ]
    height = row_px([row.label for row in rows]) * len(rows) + 30
    return assemble(layers, theme=theme, height=height, alt_text=_say(drawn), table=_table(rows, drawn), pointed="rows")


def _row(at: int, row: BeforeAfter, theme: Theme, digits: int) -> dict[str, Any]:
    change, now, was = row.change, row.change.now, row.change.before
    verdict = judge_among(change, row.real)
    told = verdict.has_number
    before, after = _ends(was), _ends(now)
    expected = None if row.expected is None or before[0] is None else before[0] + row.expected
    difference = fmt_signed(change.value, digits) if told else NO_VALUE
    return {
        "row": at,
        "label": row.label,
        "codes": row.codes,
        "verdict": verdict,
        **dict(zip(("before", "before_low", "before_high"), before, strict=True)),
        **dict(zip(("after", "after_low", "after_high"), after, strict=True)),
        "expected": expected,
        "colour": mark_colour(verdict, theme, theme.neutral),
        "calm": theme.neutral,
        "page": theme.page,
        "was": say_score(was),
        "now": say_score(now),
        "difference": difference,
        "interval": fmt_interval(change.low, change.high, digits) if told else NO_VALUE,
        "hoped": fmt_signed(row.expected, digits) if row.expected is not None else "not given",
        "answers": f"{_count(was)} and {_count(now)}",
        "words": difference if told else _WHY[verdict],
        "words_colour": text_colour(verdict, theme, theme.ink_2),
    }


def _ends(score: Score) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if score.hidden else (score.value, score.low, score.high)


def _count(score: Score) -> str:
    return "hidden" if score.hidden else fmt_n(score.n)


def _say(rows: Sequence[dict[str, Any]]) -> str:
    said = [
        f"{word} by more than noise: {'; '.join(_described(row) for row in group)}."
        for word, group in (
            ("Better", [row for row in rows if row["verdict"] is Verdict.BETTER]),
            ("Worse", [row for row in rows if row["verdict"] is Verdict.WORSE]),
        )
        if group
    ]
    if not said:
        return "Noise explains the difference." if len(rows) == 1 else f"Noise explains each of {len(rows)} differences."
    return " ".join(said)


def _described(row: dict[str, Any]) -> str:
    return f"{row['label']} from {row['was']} to {row['now']} ({row['difference']}, {row['interval']})"


def _table(rows: Sequence[BeforeAfter], drawn: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    def side(word: str, score: Score) -> dict[str, Any]:
        value, low, high = _ends(score)
        return {word: value, f"{word}: low": low, f"{word}: high": high, f"{word}: answers": None if score.hidden else score.n}

    table = []
    for row, seen in zip(rows, drawn, strict=True):
        change, told = row.change, seen["verdict"].has_number
        difference = {"Difference": change.value, "Low": change.low, "High": change.high} if told else dict.fromkeys(_DIFFERENCE)
        table.append({"What": row.label, **side("Before", change.before), **side("After", change.now), **difference})
        table[-1] |= {"Expected": row.expected, "State": seen["verdict"].value}
    return table


_DIFFERENCE = ("Difference", "Low", "High")
