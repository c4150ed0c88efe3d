"""The course of a place's score: its window, the sentence over it, and what is usual."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from vocdash.charts.course import outside_usual
from vocdash.charts.event_marks import ends_between
from vocdash.charts.inputs import Event, TrendPoint
from vocdash.charts.theme import fmt_day, fmt_n, fmt_score
from vocdash.domain import Period, Row
from vocdash.metrics import Query, control
from vocdash.ui import data, periods
from vocdash.ui.filters import Selection
from vocdash.ui.hiding.small_groups import hidden_windows
from vocdash.ui.markup import PLACE_LETTERS, brief
from vocdash.ui.spot.place import Spot

WINDOWS = {"day": "Days", "week": "Weeks", "month": "Months", "quarter": "Quarters"}
_LONGER = {"week": ("month", "quarter"), "month": ("quarter",), "quarter": ()}
_ENOUGH = 30
_SOON_DAYS = 60


def default_window(spot: Spot) -> str:
    """The shortest of week, month and quarter that brings thirty answers on average, where it has points enough to say what is usual.

    Where it has not, as for a survey of one month a year, longer windows and then days are tried; that with the most points is taken.
    """
    a_day = spot.score.n / max(1, spot.selection.period.days)
    usual = next((window for window, days in (("week", 7), ("month", 30)) if a_day * days >= _ENOUGH), "quarter")
    if (points := _points(spot, usual)) >= control.LEAST_POINTS:
        return usual
    others = {window: _points(spot, window) for window in (*_LONGER[usual], "day")}
    most = max(others, key=lambda window: others[window])
    return next((window for window, many in others.items() if many >= control.LEAST_POINTS), most if others[most] > points else usual)


def _points(spot: Spot, window: str) -> int:
    """How many points of a course have a score; none where they bring fewer than thirty answers on average."""
    told = [each.score.n for each in read_course(spot, window).windows if each.score.value is not None]
    return len(told) if sum(told) >= _ENOUGH * len(told) else 0


def span(selection: Selection, window: str) -> Period:
    """The days to look at: enough whole windows up to the end of the period, and no further than the newest answer.

    Months and quarters go back to the beginning of a longer period; so many weeks or days could not be told apart.
    """
    last = selection.period.last
    if selection.choices.answers is not None:
        last = max(selection.period.first, min(last, selection.choices.answers.last))
    if window == "day":
        return Period(last - timedelta(days=91), last)
    if window == "week":
        return Period(last - timedelta(days=last.weekday() + 52 * 7), last)
    usual, own = (
        (periods.month_of(last, 23), periods.month_of(selection.period.first))
        if window == "month"
        else (periods.quarter_of(last, 11), periods.quarter_of(selection.period.first))
    )
    return Period(min(usual.first, own.first), last)


def read_course(spot: Spot, window: str) -> control.Course:
    """The score in each window as it may be shown; what is usual comes from those before the period looked at that are shown."""
    scope = spot.selection.scored.during(span(spot.selection, window))
    asked = (Query("experience", (), scope), window, spot.selection.period.first)
    found = data.of_answers(control.course, *asked)
    rows = [Row({window: one.starts_on.isoformat()}, one.score) for one in found.windows]
    scores = [row.score for row in hidden_windows(rows, window, spot.selection.period, scope)]
    hidden = frozenset(one.starts_on for one, score in zip(found.windows, scores, strict=True) if score.hidden)
    if hidden:
        found = data.of_answers(control.course, *asked, hidden)
    windows = tuple(
        control.Window(one.starts_on, score, None if score.hidden else one.usual) for one, score in zip(found.windows, scores, strict=True)
    )
    return replace(found, windows=windows)


def points(course: control.Course) -> list[TrendPoint]:
    """The windows as the chart draws them."""
    return [TrendPoint(window.starts_on, window.score, window.usual) for window in course.windows]


def finding(name: str, window: str, drawn: list[TrendPoint], events: list[Event], course: control.Course) -> str:
    """The sentence over the course: whether and when it left its usual range."""
    name = brief(name, PLACE_LETTERS)
    if not any(point.score.value is not None for point in drawn):
        return f"Too few people answered about {name} to show a number" if drawn else f"Nobody answered about {name} in this time"
    if course.centre is None:
        return f"Too few {window}s to say what is usual for {name}"
    outside = outside_usual(drawn)
    if since := _unbroken_end(drawn, outside):
        side = "below" if (since.score.value or 0.0) < course.centre else "above"
        stays = "stands" if since is drawn[-1] else "has stayed"
        return f"{name} {stays} {side} its usual range since {_since(since.at, events)}"
    if run := course.run():
        first, length = run
        side = "below" if (first.score.value or 0.0) < course.centre else "above"
        return f"{name} has been {side} its usual score for {length} {window}s in a row, since {_since(first.starts_on, events)}"
    if outside:
        listed = f"{len(outside)} of {len(drawn)} {window}s"
        return f"{listed} of {name} lie outside its usual range, the last on {fmt_day(outside[-1].at, with_year=True)}"
    return f"{name} keeps within its usual range"


def _since(day: date, events: list[Event]) -> str:
    return f"{fmt_day(day, with_year=True)}{_event_before(day, events)}"


def _unbroken_end(drawn: list[TrendPoint], outside: list[TrendPoint]) -> TrendPoint | None:
    """The first of the points at the end that all lie outside; None where the last one is inside."""
    since = None
    for point in reversed(drawn):
        if point not in outside:
            break
        since = point
    return since


def _event_before(day: date, events: list[Event]) -> str:
    near = [(at, event) for event in events for at in ends_between(event, day - timedelta(days=_SOON_DAYS), day + timedelta(days=1))]
    if not near:
        return ""
    at, last = max(near, key=lambda each: each[0])
    days = (day - at).days
    when = f"{days} day{'' if days == 1 else 's'} after" if days < 14 else f"{days // 7} weeks after"
    if last.is_action:
        done = at == last.until
        return f", {when if days else 'on the day'} the action “{last.label}” {'was done' if done else 'began'}"
    return f", {when if days else 'on the day of'} “{last.label}”"


def caption(course: control.Course, window: str, spot: Spot) -> str:
    """What is drawn, and what the grey zone is made of."""
    drawn = f"One point a {window}, with its 95% band; {fmt_n(sum(window.score.n for window in course.windows))} answers."
    hidden = sum(one.score.hidden for one in course.windows)
    if hidden:
        drawn += f" {hidden} of {len(course.windows)} {window}s are hidden: too few people answered."
    if course.centre is None:
        return f"One point a {window}, with its 95% band. A usual range needs at least {control.LEAST_POINTS} {window}s."
    before = spot.selection.period.first
    earlier = sum(one.starts_on < before for one in course.windows) >= control.LEAST_POINTS
    of = f"{course.points} {window}s before {fmt_day(before, with_year=True)}" if earlier else f"all {course.points} {window}s"
    wider = f", {fmt_score(course.wider, 1)} times as wide as answers alone explain" if course.wider >= 1.05 else ""
    drawn += f" Click a {window} to look at it alone."
    return f"{drawn} Grey zone: three standard errors around {fmt_score(course.centre)}, the score of {of}{wider}."


HOW = (
    "A point outside the grey zone, or eight in a row on one side of its middle, is a sign that something changed, not of what changed it. "
    "Marks are set by people."
)
