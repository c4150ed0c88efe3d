"""Who pays for whose mistakes: the stage a complaint was reported in against the stage that caused it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vocdash.charts.figure import Figure, assemble, nothing_to_show
from vocdash.charts.inputs import PairCount
from vocdash.charts.layers import cut, draw, literal, names_axis, nominal, tooltip, turned
from vocdash.charts.theme import Theme, fmt_n

_ROW_PX = 38
_TIPS = (("reported_in", "Reported in"), ("caused_in", "Caused in"), ("words", "Complaints"))


def matrix(pairs: Sequence[PairCount], stages: Sequence[str], *, theme: Theme, narrow: bool = False) -> Figure:
    """Stages reported in down, stages of the cause across; the darker the more. Off the diagonal somebody else's mistake is answered.

    `narrow` turns the names of the columns upright, for a phone.
    """
    found = [pair for pair in pairs if pair.count]
    if not found:
        return nothing_to_show(theme, 120, "No cause has been noted yet. Whoever works on a complaint notes where the fault lies.")
    named = {name for pair in found for name in (pair.reported, pair.cause)}
    order = [stage for stage in stages if stage in named] + sorted(named - set(stages))
    place = {name: at for at, name in enumerate(order)}
    most = max(pair.count for pair in found)
    rows = [_row(pair, place, most, theme) for pair in found]
    empty = [{"row": at, "column": other, "colour": theme.soft} for at in range(len(order)) for other in range(len(order))]
    own = [{"row": at, "column": at} for at in range(len(order))]
    letters = 14 if narrow else 11
    x = names_axis("column", order, inner=0.05, outer=0.02, letters=letters, orient="top", labelColor=theme.ink, **turned(narrow))
    y = names_axis("row", order, inner=0.08, outer=0.02, letters=14, labelColor=theme.ink, labelFontSize=13)
    box = {"type": "rect", "cornerRadius": 4}
    layers = [
        draw(empty, box, x=x, y=y, color=literal()),
        draw(rows, box, x=x, y=y, color=literal(), tooltip=tooltip(*_TIPS)),
        draw(own, box | {"filled": False, "stroke": theme.strong_line, "strokeWidth": 1.5}, x=x, y=y),
        draw(rows, {"type": "text", "fontSize": 14, "fontWeight": 600}, x=x, y=y, text=nominal("words"), color=literal("text_colour")),
    ]
    table = [{"Reported in": pair.reported, "Caused in": pair.cause, "Complaints": pair.count} for pair in found]
    return assemble(
        layers, theme=theme, height=_ROW_PX * len(order) + (110 if narrow else 30), alt_text=_say(found), table=table, pointed="cells"
    )


def _row(pair: PairCount, place: dict[str, int], most: int, theme: Theme) -> dict[str, Any]:
    colour = theme.amount_fill(pair.count / most)
    return {
        "row": place[pair.reported],
        "column": place[pair.cause],
        "colour": colour,
        "text_colour": theme.text_on(colour),
        "words": fmt_n(pair.count),
        "reported_in": cut(pair.reported, 40),
        "caused_in": cut(pair.cause, 40),
    }


def _say(pairs: Sequence[PairCount]) -> str:
    total = sum(pair.count for pair in pairs)
    elsewhere = [pair for pair in pairs if pair.reported != pair.cause]
    said = f"The cause of {fmt_n(total)} complaints is known; {fmt_n(sum(pair.count for pair in elsewhere))} were caused in another stage."
    if not elsewhere:
        return said
    worst = max(elsewhere, key=lambda pair: pair.count)
    return f"{said} Most often {worst.reported} answers for {worst.cause}: {fmt_n(worst.count)} times."
