"""Which state a number is in, and whether it may be coloured: the only place where a chart judges.

Colour means *beyond noise*: a score is better or worse than a level only when its 95 % interval leaves that level out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from math import hypot

from vocdash.charts.theme import Theme, fmt_score
from vocdash.domain import Better, Change, Score

FEW_ANSWERS = 30
WIDE_INTERVAL = 10.0


class Verdict(StrEnum):
    """The state of a number on a chart, each with its own look."""

    BETTER = "better"
    WORSE = "worse"
    NOISE = "noise"
    TOO_FEW = "too few"
    HIDDEN = "hidden"
    NOT_ASKED = "not asked"

    @property
    def has_number(self) -> bool:
        """Whether there is a number to draw: it was asked for and is not hidden."""
        return self not in (Verdict.HIDDEN, Verdict.NOT_ASKED)


def too_few(score: Score) -> bool:
    """Whether a score is too unsure to rely on: fewer than 30 answers, or an interval wider than ±10 points."""
    half = score.half_width
    return score.n < FEW_ANSWERS or (half is not None and half > WIDE_INTERVAL)


def judge(score: Score, against: float | None, better: Better = Better.HIGHER, *, real: bool | None = None) -> Verdict:
    """The verdict on a score held against a level. Without a level, or without an interval, nothing is beyond noise.

    Nor is what others it was judged with let noise explain (`real` is False); None where it is judged alone.
    """
    if score.hidden:
        return Verdict.HIDDEN
    if score.value is None:
        return Verdict.NOT_ASKED
    if too_few(score):
        return Verdict.TOO_FEW
    if real is False or against is None or score.low is None or score.high is None:
        return Verdict.NOISE
    return judge_interval(score.low - against, score.high - against, better)


def judge_change(change: Change | None, better: Better = Better.HIGHER) -> Verdict:
    """The verdict on a change: both of its sides must be shown and reliable before its interval is held against 0."""
    if change is None:
        return Verdict.NOT_ASKED
    if change.now.hidden or change.before.hidden:
        return Verdict.HIDDEN
    if change.value is None:
        return Verdict.NOT_ASKED
    if too_few(change.now) or too_few(change.before):
        return Verdict.TOO_FEW
    return judge_interval(change.low, change.high, better)


def judge_among(change: Change, real: bool, better: Better = Better.HIGHER) -> Verdict:
    """The verdict on a change that was judged together with others, which say that it is `real`: beyond noise among all of them.

    A wide interval does not matter to it, because the interval is what was judged; too few answers on a side do.
    """
    found = judge_change(change, better)
    if not found.has_number or min(change.now.n, change.before.n) < FEW_ANSWERS:
        return Verdict.TOO_FEW if found.has_number else found
    return judge_interval(change.low, change.high, better) if real else Verdict.NOISE


def judge_interval(low: float | None, high: float | None, better: Better = Better.HIGHER) -> Verdict:
    """The verdict on a difference known only by its interval: noise unless it leaves out 0."""
    if better is Better.NEITHER or low is None or high is None or low <= 0 <= high:
        return Verdict.NOISE
    return Verdict.BETTER if (low > 0) == (better is Better.HIGHER) else Verdict.WORSE


def apart(lower: Score, higher: Score) -> bool:
    """Whether noise does not explain that one score lies below another: the lower end of the interval of their difference is above 0.

    Newcombe’s hybrid of two independent scores (metrics.md §4), from their own intervals. Scores too unsure to rely on never lie apart.
    """
    if too_few(lower) or too_few(higher) or lower.value is None or higher.value is None or lower.high is None or higher.low is None:
        return False
    return higher.value - lower.value > hypot(higher.value - higher.low, lower.high - lower.value)


def lowest(scores: Sequence[Score]) -> list[int]:
    """Which scores, by their places, lie below all others by more than noise: one, or among four and more two that noise may explain
    between themselves. Only of scores shown and reliable; none where so few are not told apart from the rest."""
    return _end(scores, sorted(_firm(scores), key=lambda at: scores[at].value or 0.0), apart)


def highest(scores: Sequence[Score], most: int = 2) -> list[int]:
    """The same of those above all others, `most` of them and no more than half of the scores."""
    return _end(scores, sorted(_firm(scores), key=lambda at: -(scores[at].value or 0.0)), lambda one, other: apart(other, one), most)


def _firm(scores: Sequence[Score]) -> list[int]:
    return [at for at, score in enumerate(scores) if score.value is not None and not score.hidden and not too_few(score)]


def _end(scores: Sequence[Score], ordered: Sequence[int], beyond: Callable[[Score, Score], bool], most: int = 2) -> list[int]:
    for count in range(1, min(most, len(ordered) // 2) + 1):
        if all(beyond(scores[at], scores[other]) for at in ordered[:count] for other in ordered[count:]):
            return list(ordered[:count])
    return []


def mark_colour(verdict: Verdict, theme: Theme, calm: str) -> str:
    """The colour of a dot or bar; `calm` is the colour of a number within noise."""
    return {Verdict.BETTER: theme.good, Verdict.WORSE: theme.bad, Verdict.NOISE: calm}.get(verdict, theme.neutral)


def text_colour(verdict: Verdict, theme: Theme, calm: str) -> str:
    """The colour of a number: as the mark, but never the pale grey that small text cannot bear."""
    return {Verdict.BETTER: theme.good, Verdict.WORSE: theme.bad, Verdict.NOISE: calm}.get(verdict, theme.ink_3)


def say_score(score: Score, digits: int = 0, unit: str = "") -> str:
    """A score in a tooltip or table: the number, or the reason why there is none or why not to rely on it."""
    if score.hidden:
        return "hidden"
    if score.value is None:
        return "no answers"
    number = fmt_score(score.value, digits, unit)
    return f"{number}, too few answers to rely on" if too_few(score) else number
