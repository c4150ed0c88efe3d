"""A score over time as every drawing of it needs it: its points and how they are judged, the words of each, the table behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from vocdash.charts.event_marks import happened
from vocdash.charts.inputs import Event, TrendPoint
from vocdash.charts.judge import Verdict, judge, judge_interval, say_score
from vocdash.charts.theme import NO_VALUE, Theme, fmt_day, fmt_interval, fmt_n, fmt_score, fmt_signed, fmt_span
from vocdash.domain import Better, Period

TIPS = (("when", "When"), ("score", "Score"), ("interval", "95 % interval"), ("wanted", "Wanted"), ("gap", "Gap"), ("answers", "Answers"))
_AGAINST = {
    Verdict.WORSE: "misses it by more than noise",
    Verdict.BETTER: "beats it by more than noise",
    Verdict.NOISE: "is within noise of it",
    Verdict.TOO_FEW: "rests on too few answers to tell",
}


_HOLE = 1.75
"""So many times as far apart as usual two points have nothing between them that a line could stand for: one window at least is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Points that rise in time, what they are held against, and how numbers of them are written; `zoned` where they have a usual range."""

    points: Sequence[TrendPoint]
    theme: Theme
    better: Better = Better.HIGHER
    target: float | None = None
    digits: int = 0
    unit: str = ""
    zoned: bool = False

    @property
    def told(self) -> list[TrendPoint]:
        """The points whose number may be seen."""
        return [point for point in self.points if is_told(point)]

    @property
    def numbers(self) -> list[float]:
        """Their scores."""
        return [point.score.value for point in self.told if point.score.value is not None]


def is_told(point: TrendPoint) -> bool:
    """Whether a point has a number that may be seen."""
    return point.score.value is not None and not point.score.hidden


def why_nothing(points: Sequence[TrendPoint], else_: str) -> str:
    """What stands instead of a drawing without a point that may be seen: `else_`, unless numbers are hidden."""
    return "Too few people answered to show a number." if any(point.score.hidden for point in points) else else_


def usual_range(point: TrendPoint) -> tuple[float, float] | None:
    """The usual range, except where the score is hidden: its width would tell how many answered."""
    return None if point.score.hidden else point.usual


def shown_values(points: Sequence[TrendPoint], target: float | None) -> list[float]:
    """All numbers that the scale of a drawing must reach: scores, their intervals and the target."""
    shown = [point.score for point in points if not point.score.hidden]
    values = [value for score in shown for value in (score.value, score.low, score.high) if value is not None]
    return values if target is None else [*values, target]


def level(course: Course) -> str:
    """The target as somebody set it: 72, not 72.0."""
    digits = 0 if course.target is not None and course.target == round(course.target) else course.digits
    return fmt_score(course.target, digits, course.unit)


def rows_of(course: Course) -> list[dict[str, Any]]:
    """One row per point with a value; `run` numbers the unbroken stretches.

    A stretch ends before a point whose number may not be seen, and where nobody answered for longer than points usually lie apart:
    a line across such a time would say that the score was known then.
    """
    rows: list[dict[str, Any]] = []
    days = [point.at.toordinal() for point in course.points]
    apart = [later - earlier for earlier, later in pairwise(days)]
    longest = _HOLE * median(apart) if apart else 0
    stretch = 0
    for number, point in enumerate(course.points):
        if number and (not is_told(course.points[number - 1]) or apart[number - 1] > longest):
            stretch += 1
        if is_told(point):
            low, value, high = point.score.low, point.score.value, point.score.high
            rows.append({"at": days[number], "value": value, "low": value if low is None else low, "run": stretch})
            rows[-1]["high"] = value if high is None else high
    return rows


def alone(course: Course) -> set[int]:
    """The days (counted from the year 1) of the points that no line leads to or from."""
    drawn = rows_of(course)
    lengths = Counter(row["run"] for row in drawn)
    return {row["at"] for row in drawn if lengths[row["run"]] == 1}


def verdict_of(point: TrendPoint, course: Course) -> Verdict:
    """Held against the target; where there is a usual range, against that. It knows how few answered, so even few can leave it."""
    against = judge(point.score, course.target, course.better)
    zone, value = usual_range(point), point.score.value
    if not course.zoned or value is None:
        return against
    if zone is None or zone[0] <= value <= zone[1]:
        return Verdict.TOO_FEW if against is Verdict.TOO_FEW else Verdict.NOISE
    outside = value - zone[1] if value > zone[1] else value - zone[0]
    return judge_interval(outside, outside, course.better)


def tip(course: Course, point: TrendPoint) -> dict[str, str]:
    """What is said of one point when somebody points at it: a word for each of :data:`TIPS`."""
    score, seen = point.score, is_told(point)
    gap = score.value - course.target if seen and score.value is not None and course.target is not None else None
    return {
        "when": when(point),
        "score": say_score(score, course.digits, course.unit),
        "interval": fmt_interval(score.low, score.high, course.digits, course.unit) if seen else NO_VALUE,
        "wanted": fmt_score(course.target, course.digits, course.unit),
        "gap": fmt_signed(gap, course.digits),
        "answers": "hidden" if score.hidden else fmt_n(score.n),
    }


def when(point: TrendPoint) -> str:
    """The days that a point stands for, where it says which, else the one it begins on."""
    days = dict(point.codes)
    if "from" not in days:
        return fmt_day(point.at, with_year=True)
    first, last = (date.fromisoformat(days[end]) for end in ("from", "to"))
    return fmt_span(first, last, months=Period(first, last).is_whole_months)


def say(course: Course, label: str) -> str:
    """The alt text: from where to where, how sure, against the target, and how often outside the usual range."""
    known = course.told
    first, last = known[0], known[-1]

    def write(value: float | None) -> str:
        return fmt_score(value, course.digits, course.unit)

    when = fmt_day(last.at, with_year=True)
    span = "" if first is last else f", from {write(first.score.value)} on {fmt_day(first.at, with_year=True)}"
    interval = "" if last.score.low is None else f" ({fmt_interval(last.score.low, last.score.high, course.digits, course.unit)})"
    parts = [f"{label}: {write(last.score.value)}{interval} on {when}{span}."]
    if course.target is not None:
        parts.append(f"Target {level(course)}: the last point {_AGAINST[judge(last.score, course.target, course.better)]}.")
    if course.zoned:
        outside = outside_usual(course.points)
        since = f", the first on {fmt_day(outside[0].at, with_year=True)}" if outside else ""
        zone = next(zone for point in reversed(course.points) if (zone := usual_range(point)))
        usual = fmt_interval(*zone, course.digits)
        parts.append(f"{len(outside)} of {len(known)} points lie outside the usual range, at the end {usual}{since}.")
    return " ".join(parts)


def outside_usual(points: Sequence[TrendPoint]) -> list[TrendPoint]:
    """The points that lie outside their usual range."""
    placed = [(point, usual_range(point), point.score.value) for point in points]
    return [point for point, zone, value in placed if zone and value is not None and not zone[0] <= value <= zone[1]]


def table_of(course: Course, events: Sequence[Event] = ()) -> list[dict[str, Any]]:
    """The table behind the picture, with what happened beside it where anything did; of a hidden score only that it is hidden."""
    marks = happened([point.at for point in course.points], events)
    return [
        {
            "From": point.at,
            "Score": None if point.score.hidden else point.score.value,
            "Low": None if point.score.hidden else point.score.low,
            "High": None if point.score.hidden else point.score.high,
            "Target": course.target,
            **({"Usual from": zone[0], "Usual to": zone[1]} if (zone := usual_range(point)) else {}),
            "Answers": None if point.score.hidden else point.score.n,
            "State": verdict_of(point, course).value,
            **({"What happened": mark} if any(marks) else {}),
        }
        for point, mark in zip(course.points, marks, strict=True)
    ]
