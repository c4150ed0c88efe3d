"""How the answers spread over the scale: stacked bars centred on the neutral answer, so that a shift is seen as a shift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vocdash.charts.figure import Figure, assemble, nothing_to_show
from vocdash.charts.inputs import DistributionRow
from vocdash.charts.layers import FROM, Layer, draw, literal, names_axis, nominal, number, picked, pixel, tooltip
from vocdash.charts.theme import Theme, fmt_n, fmt_score
from vocdash.domain import Direction

ROW_PX = 44
_TIGHT_PX = 26


def distribution_colours(categories: int, theme: Theme) -> list[str]:
    """A colour for each answer from worst to best; the middle one of an odd number is neutral. Also for the legend above the chart."""
    side = categories // 2
    bad = [theme.diverging[step] for step in _spread(side)]
    good = [theme.diverging[9 - step] for step in reversed(_spread(side))]
    return [*bad, *([theme.neutral_tint] if categories % 2 else []), *good]


def _spread(count: int) -> list[int]:
    """`count` steps of one side of the ramp, darkest first; two answers take steps 1 and 3, as their numbers must be read."""
    if count <= 1:
        return [1] * count
    return [round(0.6 + at * 2.6 / (count - 1)) for at in range(count)]


def distribution(
    rows: Sequence[DistributionRow], *, categories: Sequence[str], theme: Theme, direction: Direction = Direction.UP
) -> Figure:
    """One bar a row (now above before). `categories` and shares run in the order of the scale; with `DOWN` low is good.

    A share that has no room for its number keeps its tooltip and its place in the table.
    """
    if not categories or not any(row.n for row in rows):
        return nothing_to_show(theme, 90)
    names = list(categories) if direction is Direction.UP else list(reversed(categories))
    colours = distribution_colours(len(names), theme)
    pieces = [piece for at, row in enumerate(rows) for piece in _pieces(at, row, names, colours, direction, theme)]
    reach = max(abs(piece[side]) for piece in pieces for side in ("left", "right")) * 1.02 or 1.0
    low, high = min(piece["left"] for piece in pieces), max(piece["right"] for piece in pieces)
    x = number("left", axis=None, scale={"domain": [max(-reach, low * 1.02), high * 1.02], "nice": False, "zero": False})
    labels = [row.label for row in rows]
    y = names_axis("row", labels, inner=0.38, outer=0.1, labelColor=theme.ink, labelFontSize=13, letters=20)
    height = ROW_PX * len(rows) + 12
    alt_text = _say(rows, names, direction)
    layers = _layers(pieces, x, y, theme, rows[0].codes)
    return assemble(layers, theme=theme, height=height, alt_text=alt_text, table=_table(rows, categories), pointed="marks")


def _ordered(row: DistributionRow, direction: Direction) -> tuple[float, ...]:
    return row.shares if direction is Direction.UP else tuple(reversed(row.shares))


def _pieces(
    at: int, row: DistributionRow, names: Sequence[str], colours: Sequence[str], direction: Direction, theme: Theme
) -> list[dict[str, Any]]:
    shares = _ordered(row, direction)
    side = len(shares) // 2
    left = -(sum(shares[:side]) + (shares[side] / 2 if len(shares) % 2 else 0.0))
    pieces: list[dict[str, Any]] = []
    for name, share, colour in zip(names, shares, colours, strict=True):
        if share > 0:
            pieces.append(
                {
                    "row": at,
                    "left": left,
                    "right": left + share,
                    "middle": left + share / 2,
                    "colour": colour,
                    "text_colour": theme.text_on(colour),
                    "words": fmt_score(share, 0, "%"),
                    "answer": name,
                    "group": row.label,
                    "n": fmt_n(row.n),
                    **dict(row.codes),
                }
            )
        left += share
    return pieces


def _layers(
    pieces: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], theme: Theme, codes: tuple[tuple[str, str], ...]
) -> list[Layer]:
    low, high = x["scale"]["domain"]
    told = [piece | {"from_px": _TIGHT_PX * (high - low) / (piece["right"] - piece["left"])} for piece in pieces]
    words = {"type": "text", "baseline": "middle", "fontSize": 13, "fontWeight": 600, **FROM}
    tips = tooltip(("group", "Answers of"), ("answer", "Answer"), ("words", "Share"), ("n", "Answers"))
    bar = {"type": "bar", "cornerRadius": 2, "stroke": theme.page, "strokeWidth": 1.5}
    pick = picked(*(key for key, _ in codes)) if codes else {}
    return [
        draw(pieces, bar | ({"cursor": "pointer"} if codes else {}), x=x, x2={"field": "right"}, y=y, color=literal(), tooltip=tips) | pick,
        draw([{"left": 0}], {"type": "rule", "color": theme.ink_2, "strokeDash": [2, 2]}, x=x, y=pixel(0), y2={"value": "height"}),
        draw(told, words, x=x | {"field": "middle"}, y=y, text=nominal("words"), color=literal("text_colour")),
    ]


def _say(rows: Sequence[DistributionRow], names: Sequence[str], direction: Direction) -> str:
    side = len(names) // 2

    def told(row: DistributionRow) -> str:
        shares = _ordered(row, direction)
        bad, good = sum(shares[:side]), sum(shares[len(shares) - side :])
        return f"{row.label}: {fmt_score(bad, 0, '%')} below the middle, {fmt_score(good, 0, '%')} above, of {fmt_n(row.n)} answers."

    return " ".join(told(row) for row in rows if row.n)


def _table(rows: Sequence[DistributionRow], categories: Sequence[str]) -> list[dict[str, Any]]:
    return [{"Group": row.label, **dict(zip(categories, row.shares, strict=True)), "Answers": row.n} for row in rows]
