"""How complaints come in and are dealt with: the numbers of the lead's page, over the cases of a scope."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash import settings
from vocdash.access import Access, Actor
from vocdash.cases.book import book_of
from vocdash.cases.status import WON_BACK, Status, is_overdue
from vocdash.domain import Period, Row, Scope, Score
from vocdash.metrics import lists, local_days, privacy
from vocdash.metrics.lists import Quantile
from vocdash.metrics.query import Filters, read_names, resolve
from vocdash.metrics.sources import of_sources
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import now

_UNKNOWN = "Unknown"
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """Cases opened and closed in the week that begins on `day`, and how many were open at its end."""

    day: date
    opened: int
    closed: int
    backlog: int


@dataclass(frozen=True, slots=True)
class Line:
    """One team or stage: how many cases came in, are open and overdue, how long they take, and whether customers were won back."""

    name: str
    opened: int
    open: int
    overdue: int
    to_solve: Quantile
    won_back: Score
    gain: Score


@dataclass(frozen=True, slots=True)
class Flow:
    """Everything the lead's page says of the cases that were opened in a period; `by_cause` only of those whose cause is known.

    `usual` are the control limits of cases opened a week, made of weeks that are over. Times are days from opening. `reopened` is the
    share in % of the cases that were dealt with, `repeated` of the customers who are known: those who complained in more than one answer.
    `causes` counts cases by (place reported in, place of the cause) with their names, only where the cause is known. Where no case was
    opened in the period, `opened_in` is when those of any other time were: the cases of an old survey are opened on the day it comes in.
    """

    weeks: tuple[Week, ...]
    usual: tuple[float, float] | None
    opened: int
    open: int
    overdue: int
    to_acknowledge: tuple[Quantile, Quantile]
    to_solve: tuple[Quantile, Quantile]
    reopened: Score
    repeated: Score
    won_back: Score
    gain: Score
    themes: tuple[tuple[str, int], ...]
    causes: dict[tuple[str, str], int]
    teams: tuple[Line, ...]
    stages: tuple[Line, ...]
    by_cause: tuple[Line, ...]
    opened_in: Period | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    stage_id: int
    theme_id: int
    customer_id: int | None
    submission_id: int
    cause_stage_id: int | None
    cause_known: bool
    team_id: int | None
    status: str
    is_open: bool
    opened_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    reopened: int
    score: float | None
    follow_up: float | None

    @property
    def customer(self) -> tuple[int | None, int | None]:
        """Whose it is; a submission of nobody known is a customer of its own."""
        return self.customer_id, self.submission_id if self.customer_id is None else None

    @property
    def ended_at(self) -> datetime | None:
        return self.solved_at or self.closed_at


def read_flow(store: Store, actor: Actor, scope: Scope) -> Flow:
    """The numbers of the cases opened in the scope's period, merged duplicates and what was no complaint left out.

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline.
    UnknownName
        If a code in the scope does not exist.
    """
    actor.require(Access.FRONTLINE, "see how complaints are dealt with")
    with store.reading() as connection:
        conditions = _complaints(resolve(scope, read_names(connection)))
        book, moment, zone = book_of(connection), now(connection), ZoneInfo(settings.get("timezone"))
        period = scope.period or _span(connection, conditions, zone)
        opened = _read(connection, [*conditions, *_within(t.cases.c.opened_at, period, zone)]) if period else []
        weeks = _weeks(connection, conditions, period, zone) if period else ()
        opened_in = None if opened else _span(connection, conditions, zone)
    known = [(key, name) for key, name in book.stages.items() if name != _UNKNOWN]
    stages = dict([*known, *((key, name) for key, name in book.stages.items() if name == _UNKNOWN)])
    return Flow(
        weeks=weeks,
        usual=_usual([week.opened for week in weeks if week.day + _WEEK <= moment.astimezone(zone).date()]),
        opened=len(opened),
        open=sum(case.is_open for case in opened),
        overdue=_overdue(opened, moment),
        to_acknowledge=_quantiles(opened, lambda case: case.acknowledged_at),
        to_solve=_quantiles(opened, lambda case: case.ended_at),
        reopened=_shown(_reopened(opened)),
        repeated=_shown(_repeated(opened)),
        won_back=_shown(_won_back(opened)),
        gain=_shown(_gain(opened)),
        themes=tuple(Counter(book.themes[case.theme_id] for case in opened if case.theme_id in book.themes).most_common(12)),
        causes=dict(Counter((stages[c.stage_id], stages.get(c.cause_stage_id or 0, _UNKNOWN)) for c in opened if c.cause_known)),
        teams=_lines(opened, lambda case: book.teams.get(case.team_id or 0, "Nobody"), moment),
        stages=_lines(opened, lambda case: stages[case.stage_id], moment, [*dict.fromkeys(stages.values())]),
        by_cause=_lines(
            [case for case in opened if case.cause_known],
            lambda case: stages.get(case.cause_stage_id or 0, _UNKNOWN),
            moment,
            [*dict.fromkeys((*stages.values(), _UNKNOWN))],
        ),
        opened_in=opened_in,
    )


Conditions = list[ColumnElement[bool]]


def _complaints(filters: Filters) -> Conditions:
    """The cases of a scope, of whichever time; merged duplicates and what was no complaint left out."""
    c = t.cases.c
    conditions = filters.on(
        journeys=c.journey_id,
        stages=c.stage_id,
        touchpoints=c.touchpoint_id,
        channels=c.channel_id,
        segments=c.segment_id,
        methods=c.method,
    )
    return [*conditions, *of_sources(c.submission_id, filters), c.merged_into.is_(None), c.status != Status.NO_COMPLAINT.value]


def _within(moment: ColumnElement[datetime], period: Period, zone: ZoneInfo) -> Conditions:
    begin, end = local_days.ends(period, zone)
    return [moment >= begin, moment < end]


def _read(connection: Connection, conditions: Conditions) -> list[_Case]:
    c = t.cases.c
    return [_Case(*row) for row in connection.execute(sa.select(*(c[name] for name in _Case.__slots__)).where(*conditions))]


def _span(connection: Connection, conditions: Conditions, zone: ZoneInfo) -> Period | None:
    opened_at = t.cases.c.opened_at
    first, last = connection.execute(sa.select(sa.func.min(opened_at), sa.func.max(opened_at)).where(*conditions)).one()
    return Period(first.astimezone(zone).date(), last.astimezone(zone).date()) if first else None


def _overdue(cases: Sequence[_Case], moment: datetime) -> int:
    return sum(is_overdue(case.status, case.due_at, moment) for case in cases)


def _weeks(connection: Connection, conditions: Conditions, period: Period, zone: ZoneInfo) -> tuple[Week, ...]:
    """Whole weeks of the period, counted by the database; the backlog counts cases from before it, too."""
    first = period.first - timedelta(days=period.first.weekday())
    count = (period.last - first).days // 7 + 1
    whole = Period(first, first + count * _WEEK - timedelta(days=1))
    begin, _ = local_days.ends(whole, zone)
    opened_at, ended_at = t.cases.c.opened_at, sa.func.coalesce(t.cases.c.solved_at, t.cases.c.closed_at)
    before = [opened_at < begin, sa.or_(ended_at.is_(None), ended_at >= begin)]
    backlog = connection.scalar(sa.select(sa.func.count()).select_from(t.cases).where(*conditions, *before)) or 0
    opened, closed = (_by_week(connection, conditions, moment, whole, zone) for moment in (opened_at, ended_at))
    weeks = []
    for number in range(count):
        backlog += opened[number] - closed[number]
        weeks.append(Week(first + number * _WEEK, opened[number], closed[number], backlog))
    return tuple(weeks)


def _by_week(
    connection: Connection, conditions: Conditions, moment: ColumnElement[datetime], whole: Period, zone: ZoneInfo
) -> Counter[int]:
    """How many of these moments lie in each week of the period, by number from 0."""
    day = local_days.day_number(connection, moment, whole, zone).label("day")
    statement = sa.select(day, sa.func.count()).where(*conditions, *_within(moment, whole, zone)).group_by(day)
    found = Counter[int]()
    for number, count in connection.execute(statement):
        found[(number - local_days.number_of(whole.first)) // 7] += count
    return found


def _usual(counts: Sequence[int]) -> tuple[float, float] | None:
    """The limits of a c-chart: mean ± 3 √mean (metrics.md §15 for counts), from at least eight weeks."""
    if len(counts) < 8:
        return None
    middle = sum(counts) / len(counts)
    return max(0.0, middle - 3 * math.sqrt(middle)), middle + 3 * math.sqrt(middle)


def _quantiles(cases: Sequence[_Case], end: Callable[[_Case], datetime | None]) -> tuple[Quantile, Quantile]:
    """Median and 90th percentile of the days from opening to an end, of the cases that reached it."""
    days = [(moment - case.opened_at) / timedelta(days=1) for case in cases if (moment := end(case)) is not None]
    return lists.quantile(days, 0.5), lists.quantile(days, 0.9)


def _reopened(cases: Sequence[_Case]) -> Score:
    """Of the cases that were dealt with at least once, how many were taken up again."""
    done = [case for case in cases if case.reopened or case.ended_at is not None]
    return lists.share([case.reopened > 0 for case in done], [case.customer for case in done])


def _repeated(cases: Sequence[_Case]) -> Score:
    """Of the known customers who complained, how many did so in more than one answer: one answer may complain about several places."""
    answers: dict[int, set[int]] = {}
    for case in cases:
        if case.customer_id is not None:
            answers.setdefault(case.customer_id, set()).add(case.submission_id)
    return lists.share([len(those) > 1 for those in answers.values()])


def _won_back(cases: Sequence[_Case]) -> Score:
    asked = [case for case in cases if case.follow_up is not None]
    return lists.share([(case.follow_up or 0.0) > WON_BACK for case in asked], [case.customer for case in asked])


def _gain(cases: Sequence[_Case]) -> Score:
    """The mean difference of the follow-up score to the score of the complaint, in points of 0–100."""
    both = [case for case in cases if case.follow_up is not None and case.score is not None]
    gains = [100 * ((case.follow_up or 0.0) - (case.score or 0.0)) for case in both]
    return lists.mean(gains, (-100.0, 100.0), [case.customer for case in both])


def _shown(score: Score) -> Score:
    return privacy.hide([Row({}, score)], settings.get("min_group"))[0].score


def _lines(
    cases: Sequence[_Case], name_of: Callable[[_Case], str], moment: datetime, order: Sequence[str] | None = None
) -> tuple[Line, ...]:
    groups: dict[str, list[_Case]] = {}
    for case in cases:
        groups.setdefault(name_of(case), []).append(case)
    names = sorted(groups, key=order.index if order else lambda name: (-len(groups[name]), name))
    won, gains = (_hidden({name: score(groups[name]) for name in names}) for score in (_won_back, _gain))
    return tuple(
        Line(
            name,
            len(groups[name]),
            sum(case.is_open for case in groups[name]),
            _overdue(groups[name], moment),
            _quantiles(groups[name], lambda case: case.ended_at)[0],
            won[name],
            gains[name],
        )
        for name in names
    )


def _hidden(scores: dict[str, Score]) -> dict[str, Score]:
    rows = privacy.hide([Row({"name": name}, score) for name, score in scores.items()], settings.get("min_group"))
    return {row.keys["name"]: row.score for row in rows}
