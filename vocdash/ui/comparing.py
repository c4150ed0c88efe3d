"""Two sides next to each other: two periods, or two values of a channel, a touchpoint or a segment, with what noise explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vocdash.charts.inputs import DotRow, EffectRow
from vocdash.charts.judge import Verdict, judge_change
from vocdash.charts.theme import NO_VALUE, fmt_interval, fmt_n, fmt_points, fmt_score, fmt_signed, fmt_signed_interval
from vocdash.domain import OFF_THE_ROAD, UNKNOWN, Change, Row, Scope, Score
from vocdash.locales import listed
from vocdash.metrics import Query, ask, compare
from vocdash.metrics.ask import headcounts
from vocdash.metrics.registry import SEGMENT
from vocdash.ui import blocks, data, periods
from vocdash.ui.filters import Selection, words
from vocdash.ui.hiding.composed import shown_inconsistencies, shown_whole
from vocdash.ui.hiding.small_groups import hidden_below, shown_rows, tells
from vocdash.ui.markup import Markup, brief

PERIODS = "Two periods"
_HIDDEN = Score(None, hidden=True)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what it is called, the part of the answers it stands for, and whether that is hidden."""

    name: str
    scope: Scope
    hidden: bool = False


def dimensions(selection: Selection) -> dict[str, str]:
    """Label → dimension of what can be compared ("" for the two periods)."""
    segments = {words(name): f"{SEGMENT}{name}" for name in selection.choices.segments}
    return {PERIODS: "", "Channels": "channel", "Touchpoints": "touchpoint", **segments}


def values(selection: Selection, dimension: str) -> dict[str, Row]:
    """Name → score of each value of a dimension that people named, most answers first; small ones hidden."""
    rows = hidden_below(data.of_answers(ask, Query("experience", (dimension,), selection.scored)))
    named = [(_name(selection, dimension, row.keys[dimension]), row) for row in rows if row.keys[dimension] not in ("", UNKNOWN)]
    return dict(sorted(named, key=lambda pair: (-pair[1].score.n, pair[0])))


def _name(selection: Selection, dimension: str, code: str) -> str:
    known = {"channel": selection.choices.channels, "touchpoint": selection.choices.touchpoints}.get(dimension, {})
    return known.get(code, code)


def sides(selection: Selection, dimension: str, chosen: Sequence[Row], names: Sequence[str]) -> tuple[Side, Side]:
    """Both sides: the period and the one before it, or the two values chosen."""
    if not dimension:
        now, before = selection.scored, selection.scored.during(selection.before)
        return Side(periods.label(selection.period), now), Side(periods.label(selection.before), before)
    one, other = (
        Side(name, _narrowed(selection.scored, dimension, row.keys[dimension]), row.score.hidden)
        for name, row in zip(names, chosen, strict=True)
    )
    return one, other


def _narrowed(scope: Scope, dimension: str, code: str) -> Scope:
    if not dimension.startswith(SEGMENT):
        return scope.at(**{dimension: code})
    return scope.among(dimension.removeprefix(SEGMENT), code)


def overall(one: Side, other: Side) -> Change:
    """The difference of the two sides, unless one of them is hidden."""
    return _between(*(_shown(side) for side in (one, other)))


def _shown(side: Side) -> Score:
    """The score of a side; of a hidden one nobody asks."""
    if side.hidden or tells(side.scope):
        return _HIDDEN
    return shown_whole(side.scope)


def _between(one: Score, other: Score) -> Change:
    if one.hidden or other.hidden:
        return Change(None, None, None, one, other)
    return compare.between(one, other)


ROWS = {"By stage": "stage", "By touchpoint": "touchpoint", "By channel": "channel"}
"""Label → dimension of what the two sides can be held against each other in."""


def rows_of(dimension: str) -> dict[str, str]:
    """The same without the dimension whose values are the two sides: in it they never meet."""
    return {label: rows for label, rows in ROWS.items() if rows != dimension}


def rows(one: Side, other: Side, selection: Selection, by: str = "stage") -> list[EffectRow]:
    """The difference in each stage, touchpoint or channel, in their order; what is beyond noise is judged among all of them.

    Stages that are no step of the road stand last.
    """
    by_side = [{row.keys[by]: row.score for row in _rows_of(side, by)} for side in (one, other)]
    nobody = Score(None)
    moves = [
        compare.Moved({by: code}, _between(by_side[0].get(code, nobody), by_side[1].get(code, nobody)))
        for code in _names(selection, by)
        if code in by_side[0] or code in by_side[1]
    ]
    real = {moved.keys[by] for moved in compare.notable(moves)}
    return [
        EffectRow(
            _names(selection, by)[moved.keys[by]],
            moved.change,
            f"{_told(moved.change.now)} / {_told(moved.change.before)}",
            moved.keys[by] in real,
            tuple(moved.keys.items()),
        )
        for moved in moves
    ]


def _rows_of(side: Side, by: str) -> list[Row]:
    asked = Query("experience", (by,), side.scope)
    if side.hidden:
        return [replace(row, score=_HIDDEN) for row in data.of_answers(headcounts, asked)]
    return shown_rows(data.of_answers(ask, asked), side.scope)


def _names(selection: Selection, by: str) -> dict[str, str]:
    known = {"stage": selection.choices.stages, "touchpoint": selection.choices.touchpoints, "channel": selection.choices.channels}
    steps_first = sorted(known[by].items(), key=lambda each: by == "stage" and each[0] in OFF_THE_ROAD)
    return {code: name for code, name in steps_first if code != UNKNOWN}


def _told(score: Score) -> str:
    return "hidden" if score.hidden else fmt_score(score.value)


def finding(change: Change, one: Side, other: Side) -> str:
    """The sentence over the two."""
    verdict, this, that = judge_change(change), brief(one.name), brief(other.name)
    if verdict in (Verdict.BETTER, Verdict.WORSE):
        side = "above" if (change.value or 0.0) > 0 else "below"
        return f"{this} lies {fmt_points(change.value or 0.0)} {side} {that}"
    if verdict is Verdict.NOISE:
        return f"{this} and {that} differ by less than noise explains"
    missing = [brief(side.name) for side, score in ((one, change.now), (other, change.before)) if score.value is None and not score.hidden]
    if missing:
        return f"Nobody answered in {' or '.join(missing)}, so there is nothing to compare"
    return f"Too few answers to compare {this} with {that}"


def turned_round(change: Change, by_stage: Sequence[EffectRow]) -> str:
    """What to know where the whole says one thing and each stage that says anything the other; empty elsewhere."""
    told = [row.change.value for row in steps(by_stage) if row.real and row.change.value]
    if not told or judge_change(change) not in (Verdict.BETTER, Verdict.WORSE):
        return ""
    whole = (change.value or 0.0) > 0
    if any((value > 0) == whole for value in told):
        return ""
    return (
        "Stage by stage it is the other way round: the two are asked about other stages, or more often about some. Read the stages below."
    )


def figures(change: Change, one: Side, other: Side) -> Markup:
    """Both scores and their difference, side by side."""
    interval = fmt_signed_interval(change.low, change.high, 1) if change.low is not None else ""
    items = [_figure(one.name, change.now), _figure(other.name, change.before)]
    return blocks.figures([*items, blocks.key_figure("Difference", fmt_signed(change.value, 1), interval)])


def _figure(name: str, score: Score) -> Markup:
    if score.value is None:
        return blocks.key_figure(name, "hidden" if score.hidden else NO_VALUE, "too few people" if score.hidden else "nobody answered")
    return blocks.key_figure(name, fmt_score(score.value, 1), f"{fmt_interval(score.low, score.high, 1)}, {fmt_n(score.n)} answers")


def steps(rows: Sequence[EffectRow]) -> list[EffectRow]:
    """The rows without the stages that are no step of the road, unless there are no others."""
    return [row for row in rows if dict(row.codes).get("stage") not in OFF_THE_ROAD] or list(rows)


def beside_steps(rows: Sequence[EffectRow]) -> str:
    """What to know of the rows that are no steps of the road; empty where there are none."""
    off = [brief(row.label) for row in rows if row not in steps(rows)]
    return f" {listed(off)} {'is' if len(off) == 1 else 'are'} no step of the road and not counted." if off else ""


def rows_finding(rows: Sequence[EffectRow], by: str = "stage") -> str:
    """The sentence over the rows, of which those off the road are not counted."""
    rows = steps(rows)
    real = [row for row in rows if row.real]
    if not any(row.change.value is not None for row in rows):
        return f"In no {by} were both asked about, or too few answered to compare"
    if not real:
        return f"In no {by} do the two differ by more than noise"
    far = max(real, key=lambda row: abs(row.change.value or 0.0))
    return f"They differ by more than noise in {len(real)} of {len(rows)} {by}s, most in {brief(far.label)}"


# --- the same touchpoint by other channels ---------------------------------------------------------------------------


def inconsistency_rows(selection: Selection) -> list[DotRow]:
    """The inconsistency index of each touchpoint, largest first."""
    names = selection.choices.touchpoints
    found = shown_inconsistencies(selection.scored)
    return [DotRow(names.get(row.keys["touchpoint"], row.keys["touchpoint"]), row.score, codes=tuple(row.keys.items())) for row in found]


def inconsistency_finding(rows: Sequence[DotRow]) -> str:
    """The sentence over the touchpoints."""
    if not rows:
        return "No touchpoint is asked about by two channels with enough answers"
    real = [row for row in rows if (row.score.low or 0.0) > 0]
    if not real:
        return "No touchpoint differs between its channels by more than noise"
    spread = fmt_points(real[0].score.value or 0.0, 1)
    return f"{brief(real[0].label)} is the least consistent: the scores of its channels spread by {spread} beyond noise"


CAPTION = "Mean of all answers on a scale, 0 to 100. Each answer counts alike here; in the Overview’s index each stage does."
"""What the two numbers are, because the index looks like them."""

HOW = (
    "The two sides are taken as independent. Where one submission speaks of both (two touchpoints of one survey), the interval is wider "
    "than it need be. A row is coloured only when its difference stays beyond noise among all rows."
)
