"""Where the index stands while there is nothing to compare it with: the scores of its stages, or of the values of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vocdash.charts.dots import by_origin
from vocdash.charts.inputs import DotRow
from vocdash.charts.judge import Verdict, judge
from vocdash.charts.theme import Theme, fmt_score
from vocdash.domain import Score
from vocdash.locales import listed
from vocdash.metrics import Query, ask, index
from vocdash.metrics.registry import SEGMENT
from vocdash.ui import blocks, data
from vocdash.ui.filters import Selection
from vocdash.ui.hiding.composed import shown_index, shown_stages, shown_whole
from vocdash.ui.hiding.small_groups import shown_rows
from vocdash.ui.markup import Markup, brief, join
from vocdash.ui.overview.figures import other_period
from vocdash.ui.picks import To
from vocdash.ui.show import shown

BY_STAGE = "stage"

MOST_VALUES = 12
"""So many values of a segment stand in the picture, those with most answers."""

_HOW = "The dashed line is the score of all of them together; coloured is what lies beyond noise on one side of it."


def codes_of(part: str, by: str) -> tuple[tuple[str, str], ...]:
    """What a part stands for: (filter, code); nothing for people of whom the segment is not known."""
    name = "stage" if by == BY_STAGE else f"seg_{by.removeprefix(SEGMENT)}"
    return ((name, part),) if part else ()


def card(selection: Selection, theme: Theme, by: str, to: To, switched: Markup) -> Markup:
    """The finding, the switch and the scores; `by` is :data:`BY_STAGE` or a segment."""
    rows, whole = _stages(selection) if by == BY_STAGE else _values(selection, by)
    figure = by_origin(rows, reference=whole.value, theme=theme)
    against = "the index" if by == BY_STAGE else "the whole"
    caption = f"Score from 0 to 100 with 95% interval. There is nothing to compare with. {other_period(selection)}"
    drawn = shown(figure, "levels", ("experience",), how=_HOW, to=to)
    return join([blocks.finding(finding(rows, whole, against), caption), switched, drawn])


def finding(rows: Sequence[DotRow], whole: Score, against: str) -> str:
    """The sentence over the picture: what lies furthest below and above all of them together, beyond noise."""
    if whole.value is None:
        return "Too few people answered to show a score" if whole.hidden else "Nobody answered in this selection"
    told = sorted((row for row in rows if row.score.value is not None), key=lambda row: row.score.value or 0.0)
    below = [brief(row.label) for row in told if judge(row.score, whole.value) is Verdict.WORSE]
    above = [brief(row.label) for row in reversed(told) if judge(row.score, whole.value) is Verdict.BETTER]
    level = f"{against}, {fmt_score(whole.value)}"
    if below:
        return f"{listed(below[:2])} {'lies' if len(below) == 1 else 'lie'} below {level}"
    return (
        f"{listed(above[:2])} {'lies' if len(above) == 1 else 'lie'} above {level}"
        if above
        else f"Nothing differs from {level} by more than noise"
    )


def _stages(selection: Selection) -> tuple[list[DotRow], Score]:
    """The stages that count in the index and have answers, in their order, and the index."""
    scope, names = selection.scored, selection.choices.stages
    found = data.of_answers(index.overall, scope)
    scores = shown_stages(replace(scope, stages=()))
    counted = [stage.code for stage in found.stages if stage.weight > 0 and stage.score.n]
    rows = [DotRow(names.get(code, code), scores[code], codes=codes_of(code, BY_STAGE)) for code in counted if code in scores]
    return rows, shown_index(found)


def _values(selection: Selection, by: str) -> tuple[list[DotRow], Score]:
    """The values of a segment with most answers, in the order of their scores, and the score of everybody."""
    scope = selection.scored
    found = shown_rows(data.of_answers(ask, Query("experience", (by,), scope)), scope)
    most = sorted((row for row in found if row.keys[by]), key=lambda row: -row.score.n)[:MOST_VALUES]
    ordered = sorted(most, key=lambda row: (row.score.value is None, row.score.value or 0.0))
    rows = [DotRow(row.keys[by], row.score, codes=codes_of(row.keys[by], by)) for row in ordered]
    return rows, shown_whole(scope)
