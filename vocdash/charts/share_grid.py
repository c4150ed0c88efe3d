"""How often something is spoken of, and where: subjects down, places across, the darker the larger the share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vocdash.charts.figure import Figure, assemble, nothing_to_show
from vocdash.charts.inputs import Name, ShareMark
from vocdash.charts.judge import say_score, too_few
from vocdash.charts.layers import CLICKABLE, cut, draw, literal, names_axis, nominal, picked, tooltip, turned
from vocdash.charts.theme import Theme, fmt_interval, fmt_n, fmt_score, fmt_signed

_ROW_PX = 32
_TIPS = (
    ("subject", "What"),
    ("place", "Where"),
    ("share", "Share of comments"),
    ("interval", "95 % interval"),
    ("comments", "Comments"),
    ("feeling", "Net feeling"),
)


def share_grid(marks: Sequence[ShareMark], rows: Sequence[Name], columns: Sequence[Name], *, theme: Theme, narrow: bool = False) -> Figure:
    """One cell for each subject and place: its share in per cent. A share on too few comments is outlined, a hidden one says so.

    Shares overlap, so no row and no column adds up to 100 %. A click gives `subject_code` and `place_code` back. `narrow` turns the
    names of the columns upright, for a phone.
    """
    wanted = {row.code for row in rows}, {column.code for column in columns}
    known = [mark for mark in marks if mark.row in wanted[0] and mark.column in wanted[1] and (mark.score.hidden or mark.score.value)]
    if not known:
        return nothing_to_show(theme, 90, "Too few comments to say what is spoken of where.")
    most = max((mark.score.value or 0.0 for mark in known if not mark.score.hidden), default=0.0)
    down, across = ({name.code: at for at, name in enumerate(names)} for names in (rows, columns))
    named = [(mark, rows[down[mark.row]].name, columns[across[mark.column]].name) for mark in known]
    hidden = "–" if narrow else "hidden"
    cells = [{**_cell(*one, most, theme, hidden), "row": down[one[0].row], "column": across[one[0].column]} for one in named]
    empty = [{"row": at, "column": other} for at in range(len(rows)) for other in range(len(columns))]
    place = [name.name for name in columns]
    letters = 14 if narrow else 13
    x = names_axis("column", place, inner=0.05, outer=0.02, letters=letters, orient="top", labelColor=theme.ink, **turned(narrow))
    y = names_axis("row", [name.name for name in rows], inner=0.08, outer=0.02, letters=16 if narrow else 30, labelColor=theme.ink)
    box = {"type": "rect", "cornerRadius": 4}
    solid, outlined = ([cell for cell in cells if cell["outlined"] is state] for state in (False, True))
    pick = picked("subject_code", "place_code")
    layers = [
        draw(empty, box | {"color": theme.soft}, x=x, y=y),
        draw(outlined, box | {"fill": theme.page, "strokeWidth": 1.5}, x=x, y=y, stroke=literal()),
        draw(solid, box, x=x, y=y, fill=literal()),
        draw(cells, {"type": "text", "fontSize": 11 if narrow else 13}, x=x, y=y, text=nominal("words"), color=literal("text_colour")),
        draw(cells, box | {"fill": theme.page, "fillOpacity": CLICKABLE, "cursor": "pointer"}, x=x, y=y, tooltip=tooltip(*_TIPS)) | pick,
    ]
    height = _ROW_PX * len(rows) + (110 if narrow else 30)
    return assemble(layers, theme=theme, height=height, alt_text=_say(named), table=[_plain(*one) for one in named], pointed="cells")


def _cell(mark: ShareMark, subject: str, place: str, most: float, theme: Theme, hidden: str) -> dict[str, Any]:
    score, feeling = mark.score, mark.feeling
    few = score.hidden or too_few(score)
    colour = theme.strong_line if few else theme.amount_fill((score.value or 0.0) / most if most else 0.0)
    return {
        "outlined": few,
        "colour": colour,
        "text_colour": theme.ink_3 if few else theme.text_on(colour),
        "words": hidden if score.hidden else fmt_score(score.value, 0, "%"),
        "subject": cut(subject, 40),
        "place": cut(place, 40),
        "subject_code": mark.row,
        "place_code": mark.column,
        "share": say_score(score, 1, "%"),
        "interval": "hidden" if score.hidden else fmt_interval(score.low, score.high, 1, "%"),
        "comments": "hidden" if score.hidden else fmt_n(score.n),
        "feeling": "hidden" if score.hidden or feeling.hidden else fmt_signed(feeling.value),
    }


def _say(named: Sequence[tuple[ShareMark, str, str]]) -> str:
    sure = [one for one in named if not one[0].score.hidden and not too_few(one[0].score)]
    if not sure:
        return "Too few comments anywhere to rely on a share."
    top = sorted(sure, key=lambda one: -(one[0].score.value or 0.0))[:3]
    said = [f"{subject} at {place}, {fmt_score(mark.score.value, 0, '%')} of its comments" for mark, subject, place in top]
    return f"Spoken of most: {'; '.join(said)}."


def _plain(mark: ShareMark, subject: str, place: str) -> dict[str, Any]:
    score, feeling = mark.score, mark.feeling
    hidden = score.hidden
    return {
        "What": subject,
        "Where": place,
        "Share in %": None if hidden else score.value,
        "Low": None if hidden else score.low,
        "High": None if hidden else score.high,
        "Comments": None if hidden else score.n,
        "Net feeling": None if hidden or feeling.hidden else feeling.value,
        "State": "hidden" if hidden else "too few" if too_few(score) else "shown",
    }
