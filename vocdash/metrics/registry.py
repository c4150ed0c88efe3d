"""Everything that can be asked of the answers, declared once: scales → measures → metrics, and dimensions.

A **measure** is a number for each response, given as a SQL expression; where the expression is NULL the response does not
belong to the measure's base. A **metric** is the mean (or share, or count) of one measure over its base. SELECT statements,
rollup rows, cards, pickers, axes, colours, the glossary, export headers and the contract tests are made from these lists;
nothing else computes a score. To add a metric, add one entry to `METRICS`; to add a measure, one to `MEASURES`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from vocdash.domain import Better, Direction, Family, Role, Sentiment
from vocdash.errors import UnknownName
from vocdash.store import tables as t

Expression = Callable[[], ColumnElement[Any]]

_value, _scale = t.responses.c.value, t.scales.c
_EXPERIENCED = (Role.PERFORMANCE.value, Role.OUTCOME.value)


def _of(family: Family, expression: ColumnElement[Any]) -> ColumnElement[Any]:
    """The expression for answers on a scale of one family, about how it was; NULL for everything else."""
    inside = sa.and_(_value.is_not(None), _scale.family == family.value, t.questions.c.role.in_(_EXPERIENCED))
    return sa.case((inside, expression), else_=None)


def _reaches(threshold: ColumnElement[Any]) -> ColumnElement[Any]:
    """1 from the threshold on towards the good end, 0 before it; NULL on a scale that has no threshold."""
    good = sa.case((_scale.direction == Direction.UP.value, _value >= threshold), else_=_value <= threshold)
    return sa.case((threshold.is_(None), None), (good, 1.0), else_=0.0)


def _experience() -> ColumnElement[Any]:
    share = (_value - _scale.minimum) / (_scale.maximum - _scale.minimum)
    upward = sa.case((_scale.direction == Direction.UP.value, share), else_=1.0 - share)
    inside = sa.and_(_value.is_not(None), t.questions.c.role.in_(_EXPERIENCED))
    return sa.case((inside, 100.0 * upward), else_=None)


def _nps() -> ColumnElement[Any]:
    return _of(Family.NPS, sa.case((_value >= 9, 1.0), (_value <= 6, -1.0), else_=0.0))


def _csat() -> ColumnElement[Any]:
    return _of(Family.CSAT, _reaches(_scale.satisfied_from))


def _ease() -> ColumnElement[Any]:
    return _of(Family.CES, _reaches(_scale.satisfied_from))


def _effort() -> ColumnElement[Any]:
    return _of(Family.CES, _value)


def _rating() -> ColumnElement[Any]:
    return _of(Family.RATING, _value)


def _yes() -> ColumnElement[Any]:
    return _of(Family.YESNO, _reaches(_scale.maximum))


def _net_sentiment() -> ColumnElement[Any]:
    said = t.responses.c.sentiment
    return sa.case((said == Sentiment.POSITIVE.value, 1.0), (said == Sentiment.NEGATIVE.value, -1.0), (said.is_(None), None), else_=0.0)


def _negative() -> ColumnElement[Any]:
    said = t.responses.c.sentiment
    return sa.case((said == Sentiment.NEGATIVE.value, 1.0), (said.is_(None), None), else_=0.0)


def _answer() -> ColumnElement[Any]:
    return sa.literal(1.0)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number for each response that may be summed."""

    code: str
    expression: Expression
    version: int = 1


MEASURES: dict[str, Measure] = {
    measure.code: measure
    for measure in (
        Measure("experience", _experience),
        Measure("nps", _nps),
        Measure("csat", _csat),
        Measure("ease", _ease),
        Measure("effort", _effort),
        Measure("rating", _rating),
        Measure("yes", _yes),
        Measure("net_sentiment", _net_sentiment),
        Measure("negative", _negative),
        Measure("answer", _answer),
    )
}


@dataclass(frozen=True, slots=True)
class Metric:
    """One score people speak of.

    Attributes
    ----------
    kind : "mean", "share" or "count"
        Decides the interval: adjusted Wald for a bounded mean, Wilson for a share, none for a count.
    low, high : float or None
        What a single answer can be, in units of the measure; None where the scales of the answers say it.
    factor : float
        From the measure to what is shown: shares and NPS are shown in points, never as fractions.
    base, formula, empty : str
        In words: of what, how, and what stands there when nobody answered.
    """

    code: str
    label: str
    unit: str
    measure: str
    kind: Literal["mean", "share", "count"]
    better: Better
    formula: str
    base: str
    low: float | None = 0.0
    high: float | None = 1.0
    factor: float = 1.0
    decimals: int = 0
    family: Family | None = None
    count: Literal["n", "submissions"] = "n"
    interval: str = ""

    @property
    def range(self) -> tuple[float | None, float | None]:
        """What the shown value can be; None where the scale decides or there is no limit."""
        return (
            None if self.low is None else self.low * self.factor,
            None if self.high is None else self.high * self.factor,
        )


_WALD = "Adjusted Wald: three answers are added, ¾ at each end and 1½ in the middle; clustered by submission, weighted on request."
_WILSON = "Wilson score interval with the effective number of answers: clustered by submission, weighted on request."

METRICS: dict[str, Metric] = {
    metric.code: metric
    for metric in (
        Metric(
            "experience",
            "Experience score",
            "points",
            "experience",
            "mean",
            Better.HIGHER,
            "Mean of the answers, each moved to 0–100 by its own scale and direction: 100 × (value − worst) ÷ (best − worst).",
            "Of all answers on a scale that say how it was; none when nobody answered.",
            low=0.0,
            high=100.0,
            decimals=0,
            interval=_WALD,
        ),
        Metric(
            "nps",
            "Recommend (NPS)",
            "points",
            "nps",
            "mean",
            Better.HIGHER,
            "Share of 9 and 10 minus share of 0 to 6, of answers from 0 to 10, in points from −100 to 100.",
            "Of the answered recommendation questions; none when nobody answered.",
            low=-1.0,
            high=1.0,
            factor=100.0,
            family=Family.NPS,
            interval=_WALD,
        ),
        Metric(
            "csat",
            "Satisfied (CSAT)",
            "%",
            "csat",
            "share",
            Better.HIGHER,
            "Share of answers from the value on that the scale calls satisfied (for five steps usually 4 and 5).",
            "Of the answered satisfaction questions; none when nobody answered.",
            factor=100.0,
            family=Family.CSAT,
            interval=_WILSON,
        ),
        Metric(
            "ces",
            "At ease (CES)",
            "%",
            "ease",
            "share",
            Better.HIGHER,
            "Share of answers from the value on that the scale calls at ease (5 to 7 of 7 for “made it easy for me”).",
            "Of the answered effort questions; none when nobody answered.",
            factor=100.0,
            family=Family.CES,
            interval=_WILSON,
        ),
        Metric(
            "ces_mean",
            "Ease, mean",
            "on its scale",
            "effort",
            "mean",
            Better.HIGHER,
            "Mean of the effort answers on their own scale; which end is good, the scale says.",
            "Of the answered effort questions; none when nobody answered. Scales of different length are not comparable.",
            low=None,
            high=None,
            decimals=2,
            family=Family.CES,
            interval=_WALD,
        ),
        Metric(
            "rating",
            "Rating, mean",
            "on its scale",
            "rating",
            "mean",
            Better.HIGHER,
            "Mean of the ratings on their own scale; which end is good, the scale says.",
            "Of the answered rating questions; none when nobody answered. Scales of different length are not comparable.",
            low=None,
            high=None,
            decimals=2,
            family=Family.RATING,
            interval=_WALD,
        ),
        Metric(
            "yes",
            "Said yes",
            "%",
            "yes",
            "share",
            Better.HIGHER,
            "Share of yes among yes-or-no answers.",
            "Of the answered yes-or-no questions; none when nobody answered.",
            factor=100.0,
            family=Family.YESNO,
            interval=_WILSON,
        ),
        Metric(
            "net_sentiment",
            "Net sentiment",
            "points",
            "net_sentiment",
            "mean",
            Better.HIGHER,
            "Share of positive comments minus share of negative ones, in points from −100 to 100.",
            "Of the comments that could be scored; none when there are none.",
            low=-1.0,
            high=1.0,
            factor=100.0,
            interval=_WALD,
        ),
        Metric(
            "share_negative",
            "Negative comments",
            "%",
            "negative",
            "share",
            Better.LOWER,
            "Share of negative comments.",
            "Of the comments that could be scored; none when there are none.",
            factor=100.0,
            interval=_WILSON,
        ),
        Metric(
            "responses",
            "Answers",
            "answers",
            "answer",
            "count",
            Better.NEITHER,
            "Number of answers: values and comments, each counted once.",
            "Of everything that came in and is not excluded.",
            low=0.0,
            high=None,
        ),
        Metric(
            "submissions",
            "Submissions",
            "submissions",
            "answer",
            "count",
            Better.NEITHER,
            "Number of submissions with at least one answer: what one person said at one time.",
            "Of everything that came in and is not excluded.",
            low=0.0,
            high=None,
            count="submissions",
        ),
    )
}


def metric(code: str) -> Metric:
    """The metric called `code`.

    Raises
    ------
    UnknownName
        If there is none; the sentence offers the nearest one.
    """
    if code not in METRICS:
        raise UnknownName("metric", code, METRICS)
    return METRICS[code]


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something scores can be split by.

    `kind` says how: "place" dimensions belong to a response (a submission may have several), "time" ones come from the
    calendar, "submission" ones are the same for every answer of a submission.
    """

    code: str
    label: str
    kind: Literal["place", "time", "submission"]


DIMENSIONS: dict[str, Dimension] = {
    dimension.code: dimension
    for dimension in (
        Dimension("stage", "Stage", "place"),
        Dimension("touchpoint", "Touchpoint", "place"),
        Dimension("channel", "Channel", "place"),
        Dimension("method", "Method", "submission"),
        Dimension("segment", "Combination of segments", "submission"),
        Dimension("day", "Day", "time"),
        Dimension("week", "Week", "time"),
        Dimension("month", "Month", "time"),
        Dimension("quarter", "Quarter", "time"),
        Dimension("year", "Year", "time"),
    )
}
"""Besides these, every segment attribute a file brought is a dimension, called `segment:NAME`."""

SEGMENT = "segment:"


def dimension(code: str) -> Dimension:
    """The dimension called `code`; any `segment:NAME` is one.

    Raises
    ------
    UnknownName
        If there is none.
    """
    if code.startswith(SEGMENT):
        return Dimension(code, code.removeprefix(SEGMENT).replace("_", " ").capitalize(), "submission")
    if code not in DIMENSIONS:
        raise UnknownName("dimension", code, [*DIMENSIONS, f"{SEGMENT}NAME"])
    return DIMENSIONS[code]


def fingerprint() -> str:
    """Changes when a measure does, so that a rollup made by other definitions is rebuilt."""
    parts = [f"{m.code}/{m.version}/{sa.select(m.expression()).compile(compile_kwargs={'literal_binds': True})}" for m in MEASURES.values()]
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:16]
