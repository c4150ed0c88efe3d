"""Numbers that are made of several scores, and told only where each of these is.

The overall index is a mean of stages, which the experience score weighs otherwise: where two stages are hidden, both numbers together
would give them back, and so would those of several periods. So nobody who may not open single customers is told a number that is made
of a hidden one. It stands for the index, for stages whose cells have weights of their own, and for the spread of a touchpoint's channels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from vocdash.domain import Period, Row, Scope, Score
from vocdash.metrics import Query, ask, index, privacy
from vocdash.metrics.inconsistency import inconsistencies
from vocdash.ui import data
from vocdash.ui.cells import BY_CELL, shown_cells
from vocdash.ui.hiding.small_groups import hide_remainder, shown, shown_in, shown_rows
from vocdash.ui.who import opens_customers

Keys = tuple[str, ...]


def shown_stages(scope: Scope) -> dict[str, Score]:
    """The score of every stage as the index counts it and as it may be shown; the scope picks no stages, for the same reason."""
    found = data.of_answers(index.overall, scope).stages
    rows = shown_rows([Row({"stage": stage.code}, stage.score) for stage in found], scope)
    cells = _hidden_cells(scope) if any(stage.made_of for stage in found) else set()
    hidden = {stage.code for stage in found if any((stage.code, touchpoint) in cells for touchpoint in stage.made_of)}
    return {row.keys["stage"]: privacy.without_numbers(row.score) if row.keys["stage"] in hidden else row.score for row in rows}


def _hidden_cells(scope: Scope) -> set[Keys]:
    if opens_customers():
        return set()
    wide = replace(scope, touchpoints=())
    cells = shown_cells(data.of_answers(ask, Query("experience", BY_CELL, wide)), wide)
    return {cell for cell, score in cells.items() if score.hidden}


def shown_whole(scope: Scope) -> Score:
    """The score of all answers in a scope together, as it may be shown."""
    return shown_in(data.of_answers(ask, Query("experience", (), scope))[0].score, scope)


def shown_index(overall: index.OverallIndex) -> Score:
    """The index as it may be shown beside all other scores."""
    score = shown_in(overall.score, overall.scope)
    if opens_customers() or score.value is None:
        return score
    stages = shown_stages(replace(overall.scope, stages=()))
    return privacy.without_numbers(score) if any(stages[code].hidden for code in _made_of(overall)) else score


def why_no_index(overall: index.OverallIndex) -> str:
    """Why :func:`shown_index` tells nothing, to follow "because"; empty where nobody answered."""
    if not overall.score.submissions:
        return ""
    few = "too few people answered"
    return few if shown(overall.score).hidden else f"{few} at one of its stages, or would be told apart from others by it"


def shown_course(windows: Sequence[Period], course: Sequence[index.OverallIndex], by: str) -> list[Score]:
    """The index in some windows of time, told apart `by` month or quarter, without those in which one of its stages is hidden."""
    scores = [one.score for one in course]
    if opens_customers() or not windows:
        return scores
    if any(stage.made_of for one in course for stage in one.stages):
        return [shown_index(one) for one in course]
    scope = replace(course[-1].scope, stages=(), period=Period(windows[0].first, windows[-1].last))
    hidden = _hidden(shown_rows(data.of_answers(ask, Query("experience", ("stage", by), scope)), scope, by))
    made_of = [[(code, window.first.isoformat()) for code in _made_of(one)] for window, one in zip(windows, course, strict=True)]
    return [score if hidden.isdisjoint(parts) else privacy.without_numbers(score) for score, parts in zip(scores, made_of, strict=True)]


def _made_of(overall: index.OverallIndex) -> list[str]:
    """The stages that an index is made of."""
    return [stage.code for stage in overall.stages if stage.weight > 0 and stage.score.submissions]


def shown_inconsistencies(scope: Scope) -> list[Row]:
    """The spread of each touchpoint's channels, of those whose channels are all shown."""
    rows = [replace(row, score=shown(row.score)) for row in hide_remainder(_spreads, scope)]
    if opens_customers() or not rows:
        return rows
    channels = ("touchpoint", "channel")
    hidden = _hidden(_scores(scope, *channels))
    made_of: Mapping[str, Iterable[Row]] = {one.touchpoint: one.channels for one in data.of_answers(inconsistencies, scope)}
    few = {code for code, own in made_of.items() if not hidden.isdisjoint(tuple(row.keys.values()) for row in own)}
    return [replace(row, score=privacy.without_numbers(row.score)) if row.keys["touchpoint"] in few else row for row in rows]


def _spreads(scope: Scope) -> list[Row]:
    return [Row({"touchpoint": one.touchpoint}, one.index) for one in data.of_answers(inconsistencies, scope)]


def hidden_in_some_stage(scope: Scope, by: str) -> set[str]:
    """The values of a segment that are hidden in some stage, though perhaps not in all of them together."""
    rows = [] if opens_customers() else _scores(scope, "stage", by)
    return {row.keys[by] for row in rows if row.score.hidden}


def _scores(scope: Scope, *by: str) -> list[Row]:
    """The experience scores by two dimensions, of which the totals of both are shown, too."""
    return shown_rows(data.of_answers(ask, Query("experience", by, scope)), scope, *by)


def _hidden(rows: Iterable[Row]) -> set[Keys]:
    return {tuple(row.keys.values()) for row in rows if row.score.hidden}
