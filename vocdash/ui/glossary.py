"""The glossary's entries, made from the registry."""

from __future__ import annotations

from collections.abc import Iterable

from vocdash.charts.judge import FEW_ANSWERS, WIDE_INTERVAL
from vocdash.charts.theme import fmt_score
from vocdash.domain import Better
from vocdash.metrics.derived import Derived
from vocdash.metrics.registry import Metric
from vocdash.ui import blocks
from vocdash.ui.markup import Markup, element

_DIRECTIONS = {Better.HIGHER: "Higher is better", Better.LOWER: "Lower is better", Better.NEITHER: "Neither is better"}


def entry(metric: Metric | Derived) -> Markup:
    """One metric: its formula in words, and what stands beside it."""
    pairs = [
        ("Formula", metric.formula),
        ("Base", metric.base),
        ("Unit", _unit(metric)),
        ("Direction", _direction(metric)),
        ("Interval", metric.interval or "None: it is a count."),
    ]
    if isinstance(metric, Metric):
        pairs.append(("Name in files and commands", metric.code))
    return element("section", blocks.finding(metric.label), blocks.facts(pairs), cls="voc-entry", id=f"metric-{metric.code}")


def _direction(metric: Metric | Derived) -> str:
    """Which end is good; a mean on a scale follows the scale of its answers."""
    usual = _DIRECTIONS[metric.better]
    scale_decides = isinstance(metric, Metric) and metric.low is None
    return f"{usual}; the other way round where a scale’s low end is its good one" if scale_decides else usual


def _unit(metric: Metric | Derived) -> str:
    low, high = metric.range
    if low is not None and high is not None:
        return f"{metric.unit}, {fmt_score(low)} to {fmt_score(high)}"
    if isinstance(metric, Derived):
        return metric.unit
    return f"{metric.unit}, {'set by the scale' if low is None else 'from 0'}"


def entries(metrics: Iterable[Metric | Derived]) -> Markup:
    """All of them, side by side where there is room."""
    return element("div", *(entry(metric) for metric in metrics), cls="voc-entries")


def words(min_group: int) -> list[tuple[str, str]]:
    """The words that stand for more than one number; `min_group` is the number of people below which a number is hidden."""
    return [
        (
            "Overall index",
            "Mean of the stage scores by their weights; a stage’s score is the mean of its experience answers. "
            "Stages without answers leave it. What is said of the journey as a whole, or is not placed yet, is no stage of it, unless "
            "somebody gave it a weight or there is no other.",
        ),
        ("95% interval", "Where the number would lie in 95 of 100 such samples. Answers of one submission are not counted as independent."),
        ("n", "Number of answers. Submissions count what one person said at one time."),
        ("Gap", "What customers got minus what is wanted, in points; negative is a shortfall."),
        ("Beyond noise", "The interval leaves out “no difference”. Only then a number takes a colour."),
        (
            "Too few",
            f"Fewer than {FEW_ANSWERS} answers, or an interval wider than {fmt_score(WIDE_INTERVAL)} points to each side: hollow and grey.",
        ),
        (
            "Hidden",
            f"Fewer than {min_group} people answered, so somebody could be recognised; where one number alone would be hidden, "
            "the next smallest is hidden with it. What the difference to another filter, method, source or period of days would tell "
            "of fewer people is hidden, too.",
        ),
        ("Moment of truth", "A cell whose importance times shortfall is in the top quarter and whose shortfall is beyond noise."),
        (
            "Rate, mix, coverage",
            "A change of the index comes from better or worse scores (rate), from who answered (mix), or from stages in or out (coverage).",
        ),
    ]
