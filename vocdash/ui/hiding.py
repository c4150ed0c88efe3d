"""What may be shown: scores of too few people are hidden, and those that would give them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from vocdash import settings
from vocdash.choices import read_choices
from vocdash.domain import Period, Row, Scope, Score
from vocdash.metrics import Query, privacy
from vocdash.metrics.ask import headcounts
from vocdash.metrics.registry import SEGMENT, dimension
from vocdash.ui import data, periods
from vocdash.ui.who import opens_customers


def min_group() -> int:
    """People below which a number is hidden."""
    return int(settings.get("min_group"))


def hidden_below(rows: Iterable[Row], within: str | None = None) -> list[Row]:
    """The rows as they may be shown; totals are shown for each value of the dimension `within` (None: for all rows)."""
    return privacy.hide(rows, min_group(), lambda row: row.keys[within] if within else None)


def shown(score: Score) -> Score:
    """A single score as it may be shown."""
    return privacy.hide([Row({}, score)], min_group())[0].score


# --- windows of time -------------------------------------------------------------------------------------------------

_LONGER: Mapping[str, tuple[Callable[[date], date], ...]] = {
    "day": (lambda day: day - timedelta(days=day.weekday()), lambda day: day.replace(day=1)),
    "month": (lambda day: periods.quarter_of(day).first,),
}
"""The first day of the longer windows that hold a shorter one."""


def hidden_windows(rows: Iterable[Row], window: str, period: Period, scope: Scope, metric: str = "experience") -> list[Row]:
    """The course of a score as it may be shown, a row for each day, week, month or quarter, called by its first day.

    The scores of all of it, of the period looked at and of longer windows are shown elsewhere, and so is the course of everybody
    where the scope is narrowed to some.
    """

    def starts(row: Row) -> date:
        return date.fromisoformat(row.keys[window])

    totals: list[privacy.Within] = [lambda row: None, lambda row: period.first <= starts(row) <= period.last or starts(row)]
    totals += [lambda row, longer=longer: longer(starts(row)) for longer in _LONGER.get(window, ())]  # type: ignore[misc]
    return privacy.hide(hide_telling(list(rows), scope, metric), min_group(), *totals)


# --- what the difference of two selections would tell ----------------------------------------------------------------

Keys = tuple[str, ...]


def tells(scope: Scope) -> bool:
    """Whether the score of a scope, subtracted from another one that is shown, would give that of too few people."""
    return bool(telling(scope))


def hide_telling(rows: Sequence[Row], scope: Scope, metric: str = "experience", *, mixed: bool = False) -> list[Row]:
    """The rows without the numbers of those that would tell too much; what is hidden already stays so."""
    told = telling(scope, tuple(rows[0].keys), metric, mixed=mixed) if rows else set()
    return [replace(row, score=privacy.without_numbers(row.score)) if tuple(row.keys.values()) in told else row for row in rows]


def telling(scope: Scope, by: Keys = (), metric: str = "experience", *, mixed: bool = False) -> set[Keys]:
    """The rows of a scope, split by these dimensions, that subtracted from others would tell those of too few people.

    Everybody is shown unless a filter picks some of a segment or of the sources; so what a filter leaves out must not be few.
    Scores never mix methods unless asked; so what a second method adds must not be few. Of numbers that do mix them (`mixed`) the
    methods are a filter like others. And a period of days must not be a few people longer than another one.
    """
    query = Query(metric, by, scope)
    found = {keys for attribute, picked, families in _filtered(query, mixed) for keys in _left_out(attribute, picked, families)}
    return found.union(_added(query) if not mixed else (), _cut(query))


Families = dict[Keys, list[Row]]
"""The rows of each group told apart by one more dimension."""


def _filtered(query: Query, mixed: bool) -> Iterator[tuple[str, Keys, Families]]:
    """Each filter that narrows everybody: its dimension, the values picked, and the scores of all values."""
    scope = query.scope
    for name, picked in scope.segments:
        yield f"{SEGMENT}{name}", picked, _split(query, f"{SEGMENT}{name}", scope.without(name))
    if scope.methods and mixed:
        yield "method", scope.methods, _split(query, "method", replace(scope, methods=()))
    if scope.sources:
        yield "source", scope.sources, _by_source(query)


def _split(query: Query, attribute: str, wider: Scope) -> Families:
    return _families(data.of_answers(headcounts, Query(query.metric, (*query.by, attribute), wider)), query.by)


def _by_source(query: Query) -> Families:
    rows = [
        Row({**row.keys, "source": code}, row.score)
        for code in data.of_answers(read_choices, query.scope.journey).sources
        for row in data.of_answers(headcounts, replace(query, scope=replace(query.scope, sources=(code,))))
    ]
    return _families(rows, query.by)


def _families(rows: Iterable[Row], by: Keys) -> Families:
    families: Families = {}
    for row in rows:
        families.setdefault(tuple(row.keys[code] for code in by), []).append(row)
    return families


def hide_remainder(read: Callable[[Scope], Iterable[Row]], scope: Scope) -> list[Row]:
    """The rows that `read` gives of a scope, without the numbers of those whose difference to everybody's is few submissions.

    For numbers that cannot be split by the values of a filter, because they compare answers of one person.
    """
    rows = list(read(scope))
    wider = [scope.without(name) for name, _ in scope.segments] + ([replace(scope, sources=())] if scope.sources else [])
    everybody = [{tuple(row.keys.values()): row.score.submissions for row in read(each)} for each in wider]

    def few(row: Row) -> bool:
        key = tuple(row.keys.values())
        return any(0 < submissions.get(key, 0) - row.score.submissions < min_group() for submissions in everybody)

    return [replace(row, score=privacy.without_numbers(row.score)) if few(row) else row for row in rows]


def _left_out(attribute: str, picked: Keys, families: Families) -> Iterator[Keys]:
    """The groups of which a filter picks some hidden values and leaves out others."""
    for keys, family in families.items():
        small = {row.keys[attribute] for row in hidden_below(family) if row.score.hidden}
        if small & set(picked) and small - set(picked):
            yield keys


def _added(query: Query) -> Iterator[Keys]:
    """The groups in which several methods were picked and one of them is of too few people."""
    scope = query.scope
    if len(scope.methods) > 1:
        for keys, family in _split(query, "method", scope).items():
            if any(0 < row.score.people < min_group() for row in family) and len(family) > 1:
                yield keys


def _cut(query: Query) -> Iterator[Keys]:
    """The groups whose first or last days are so few people's that a longer or shorter period would tell of them.

    Whole months are taken as they are. A course is made of whole windows, wherever its period ends. Whoever may open single
    customers anyway, with their days and scores, is told nothing new, and picks any days.
    """
    period = query.scope.period
    if period is None or any(dimension(code).kind == "time" for code in query.by) or opens_customers():
        return
    for edge in (period.first, period.last + timedelta(days=1)):
        if edge.day == 1:
            continue
        rows = data.of_answers(headcounts, Query(query.metric, (*query.by, "day"), query.scope.during(periods.quarter_of(edge))))
        for keys, days in _families(rows, query.by).items():
            people = {date.fromisoformat(row.keys["day"]): row.score.people for row in days}
            if privacy.parts_few(edge, people, min_group()):
                yield keys
