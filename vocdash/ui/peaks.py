"""Peak and end in words and rows: what submissions about several stages say of their worst and their last one."""

from __future__ import annotations

from dataclasses import replace

from vocdash.charts.inputs import DotRow
from vocdash.charts.judge import highest, too_few
from vocdash.charts.theme import NO_VALUE, fmt_interval, fmt_n, fmt_points, fmt_score, fmt_signed
from vocdash.domain import Row, Scope, Score
from vocdash.locales import listed
from vocdash.metrics.peak_end import PeakEnd, peak_end
from vocdash.ui import blocks, data, periods
from vocdash.ui.filters import Selection
from vocdash.ui.hiding.small_groups import hidden_below, hide_remainder, shown
from vocdash.ui.markup import Markup, brief

CAVEAT = (
    "People were found to remember short, painful episodes by their worst moment and their end. Whether that holds for a journey of weeks "
    "is not known. And the worst of several answers lies below their mean by chance alone, so a difference below 0 is no alarm: compare "
    "it over time or between groups."
)
ONE_STAGE = "It takes two of them: add one under Journey design, or look at another journey."
HOW = (
    "Last is the last stage in the order of the journey, not in time, where a survey asks about all stages at once. Submissions about one "
    "stage only have no say. Where several stages are equally low, each counts, so that shares of the worst may add up to more than 100%."
)


_WHOLE = ("peak_end", "mean", "difference")
_ROLES = ("worst", "last")


def read(selection: Selection) -> PeakEnd:
    """The numbers of the submissions looked at, without those that their difference to everybody's would tell of a few."""
    scope = selection.scored
    found = data.of_answers(peak_end, scope)
    whole = {row.keys["part"]: row.score for row in hide_remainder(_whole, scope)}
    roles = {(row.keys["stage"], row.keys["role"]): row.score for row in hide_remainder(_each_stage, scope)}
    stages = tuple(replace(one, worst=roles[one.stage, "worst"], last=roles[one.stage, "last"]) for one in found.stages)
    return replace(found, stages=stages, peak_end=whole["peak_end"], mean=whole["mean"], difference=whole["difference"])


def _whole(scope: Scope) -> list[Row]:
    found = data.of_answers(peak_end, scope)
    return [Row({"part": part}, getattr(found, part)) for part in _WHOLE]


def _each_stage(scope: Scope) -> list[Row]:
    found = data.of_answers(peak_end, scope)
    return [Row({"stage": one.stage, "role": role}, getattr(one, role)) for one in found.stages for role in _ROLES]


def finding(found: PeakEnd, selection: Selection) -> str:
    """The sentence over the figures."""
    if shown(found.peak_end).value is None:
        return "Nobody to show a number of spoke of several stages here" if found.peak_end.n else "No submission speaks of several stages"
    low, high = found.difference.low or 0.0, found.difference.high or 0.0
    away = fmt_points(found.difference.value or 0.0)
    if low <= 0 <= high:
        return "Worst and last stage together are as good as the mean of all stages, within noise"
    return f"Worst and last stage together lie {away} {'below' if high < 0 else 'above'} the mean of all stages"


def caption(found: PeakEnd, selection: Selection) -> str:
    """On how many submissions, and of how many."""
    if shown(found.peak_end).value is None:
        return "It takes surveys that ask about at least two stages. Choose a longer period or clear a filter."
    single = f"{fmt_n(found.peak_end.n)} submissions about several stages; {fmt_n(found.single)} about one stage only have no say."
    return f"{periods.label(selection.period)}. {single} {fmt_n(found.flat)} rated all stages alike and have no worst."


def figures(found: PeakEnd) -> Markup:
    """Both scores and their difference, side by side."""
    parts = (("Peak–end score", found.peak_end, False), ("Mean of the stages", found.mean, False), ("Difference", found.difference, True))
    return blocks.figures([_figure(label, shown(score), signed) for label, score, signed in parts])


def _figure(label: str, score: Score, signed: bool) -> Markup:
    if score.value is None:
        return blocks.key_figure(label, "hidden" if score.hidden else NO_VALUE, "too few people" if score.hidden else "no submissions")
    value = fmt_signed(score.value, 1) if signed else fmt_score(score.value, 1)
    return blocks.key_figure(label, value, f"{fmt_interval(score.low, score.high, 1)}, {fmt_n(score.n)} submissions")


def rows(found: PeakEnd, selection: Selection, role: str) -> list[DotRow]:
    """The stages with the share of people whose `worst` or `last` they were, in the order of the journey."""
    named = hidden_below(Row({"stage": one.stage}, getattr(one, role)) for one in found.stages)
    names = selection.choices.stages
    return [DotRow(names.get(row.keys["stage"], row.keys["stage"]), row.score, codes=tuple(row.keys.items())) for row in named]


def most(rows: list[DotRow], role: str) -> str:
    """The sentence over the shares: which stage it is more often than all others, by more than noise."""
    told = [row for row in rows if row.score.value is not None]
    if not told:
        return f"Nobody’s {role} stage can be shown"
    if len(told) == 1:
        few = ", on few answers" if too_few(told[0].score) else ""
        return f"{brief(told[0].label)} is the {role} for {fmt_score(told[0].score.value, 0, '%')}{few}"
    top = [told[at] for at in highest([row.score for row in told], most=3)]
    first = max(told, key=lambda row: row.score.value or 0.0)
    if not top and too_few(first.score):
        return f"{brief(first.label)} may be most often the {role}: for {fmt_score(first.score.value, 0, '%')}, on few answers"
    if not top:
        return f"No stage is the {role} more often than all others by more than noise"
    shares = listed([fmt_score(row.score.value, 0, "%") for row in top])
    return f"{listed([brief(row.label) for row in top])} {'is' if len(top) == 1 else 'are'} most often the {role}: for {shares}"
