"""What the difference of two selections would tell: numbers of few people that no page shows, worked out from two that are shown.

One rule holds for segments, sources, methods, places and time alike. Everybody is shown, and so is each part of everybody that is large
enough; so a selection is told of only if every difference to what is shown, and to what could be shown, is of enough people. Numbers
made of more than two selections are looked after one filter at a time, and a segment together with places or time; all three at once
are not, so that somebody who solves for every region, place and period together may still find a few people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from vocdash import settings
from vocdash.choices import read_choices
from vocdash.domain import Period, Row, Scope
from vocdash.metrics import Query, privacy
from vocdash.metrics.ask import headcounts
from vocdash.metrics.mentions import Kind, mentioners
from vocdash.metrics.registry import SEGMENT, dimension
from vocdash.ui import data, periods
from vocdash.ui.who import opens_customers

Keys = tuple[str, ...]
Count = Callable[[Scope, Keys], list[Row]]
"""How many people stand behind each number of a scope, split by dimensions, which are the last keys of its rows."""


def min_group() -> int:
    """People below which a number is hidden."""
    return int(settings.get("min_group"))


def of_metric(metric: str) -> Count:
    """The people behind the scores of a metric."""
    return lambda scope, by: data.of_answers(headcounts, Query(metric, by, scope))


def of_mentions(kind: Kind) -> Count:
    """The people behind what comments mention, which know no channel."""

    def count(scope: Scope, by: Keys) -> list[Row]:
        return [] if "channel" in by else data.of_answers(mentioners, scope, kind=kind, by=by, min_group=min_group())

    return count


def telling(count: Count, scope: Scope, by: Keys = (), *, mixed: bool = False) -> set[Keys]:
    """The rows of a scope, split by dimensions, that subtracted from others would tell those of too few people, by their keys.

    Everybody is shown unless a filter picks some of a segment, a source or a place; so what a filter leaves out must not be few.
    Scores never mix methods unless asked; so what a second method adds must not be few. Of numbers that do mix them (`mixed`) the
    methods are a filter like others. And no period must be a few people longer than another one.
    """
    found = {keys for attribute, picked, rows in _filters(count, scope, by, mixed) for keys in _left_out(attribute, picked, rows, by)}
    return found.union(_added(count, scope, by) if not mixed else (), cut(count, scope, by))


# --- filters ---------------------------------------------------------------------------------------------------------


def _filters(count: Count, scope: Scope, by: Keys, mixed: bool) -> Iterator[tuple[str, Keys, list[Row]]]:
    """Each filter that narrows everybody: its dimension, the values picked, and the people of every value."""
    for name, picked in scope.segments:
        yield f"{SEGMENT}{name}", picked, _values(count, scope.without(name), by, f"{SEGMENT}{name}")
    if scope.methods and mixed:
        yield "method", scope.methods, _values(count, replace(scope, methods=()), by, "method")
    if scope.sources:
        yield "source", scope.sources, _sources(count, scope, by)
    if not opens_customers():
        yield from _places(count, scope, by)


def _places(count: Count, scope: Scope, by: Keys) -> Iterator[tuple[str, Keys, list[Row]]]:
    """The filters on places. A place of too few people hides its scores by itself, and may be looked at for all else."""
    picked = {"stage": scope.stages, "touchpoint": scope.touchpoints, "channel": scope.channels}
    wider = {"stage": replace(scope, stages=()), "touchpoint": replace(scope, touchpoints=()), "channel": replace(scope, channels=())}
    if any(picked.values()) and sum(row.score.people for row in count(scope, ())) >= min_group():
        for attribute, values in picked.items():
            if values:
                yield attribute, values, _values(count, wider[attribute], by, attribute)


def _values(count: Count, wider: Scope, by: Keys, attribute: str) -> list[Row]:
    split = tuple(code for code in by if code != attribute)
    return _few_cut(count, wider, (*split, attribute))


def _sources(count: Count, scope: Scope, by: Keys) -> list[Row]:
    return [
        Row({**row.keys, "source": code}, row.score)
        for code in data.of_answers(read_choices, scope.journey).sources
        for row in _few_cut(count, replace(scope, sources=(code,)), by)
    ]


def _few_cut(count: Count, scope: Scope, by: Keys) -> list[Row]:
    """The people of each group; of one that the period cuts so that a few could be told, nobody's."""
    told = cut(count, scope, by)
    return [replace(row, score=replace(row.score, people=0)) if _keys(row) in told else row for row in count(scope, by)]


def apart(count: Count, scope: Scope, by: Keys) -> list[Row]:
    """The people of each group; one at most of a group that is hidden only because another value of its segment is.

    Such a group may be large, but places that are shown would tell of it as the rest of a total, so would periods, and it of the other one.
    """
    rows, told = count(scope, by), set[Keys]()
    for name, picked in scope.segments:
        everybody = count(scope.without(name), (*(code for code in by if code != f"{SEGMENT}{name}"), f"{SEGMENT}{name}"))
        told.update(_left_out(f"{SEGMENT}{name}", picked, everybody, by))
    least = min_group()
    for attribute in (code for code in by if code.startswith(SEGMENT)):
        for family in _families(rows, attribute).values():
            told.update(_keys(row) for row in privacy.hide(family, least) if row.score.hidden)
    return [replace(row, score=replace(row.score, people=min(row.score.people, 1))) if _keys(row) in told else row for row in rows]


def _left_out(attribute: str, picked: Keys, rows: Sequence[Row], by: Keys) -> Iterator[Keys]:
    """The groups of which a filter picks some hidden values and leaves out others; where groups are the values, those hidden."""
    least = min_group()
    for family in _families(rows, attribute).values():
        small = {row.keys[attribute] for row in privacy.hide(family, least) if row.score.hidden}
        if small & set(picked) and small - set(picked):
            for row in family:
                if attribute not in by or row.keys[attribute] in small:
                    yield _in_order(row, attribute, by)


def _in_order(row: Row, attribute: str, by: Keys) -> Keys:
    """The keys of a row that was told apart by one more dimension as they stand where it is asked by these."""
    first = [code for key, code in row.keys.items() if key not in by and key != attribute]
    return (*first, *(row.keys[code] for code in by))


def _families(rows: Sequence[Row], attribute: str) -> dict[Keys, list[Row]]:
    """The rows of each group told apart by one more dimension."""
    families: dict[Keys, list[Row]] = {}
    for row in rows:
        families.setdefault(_without(row, attribute), []).append(row)
    return families


def _added(count: Count, scope: Scope, by: Keys) -> Iterator[Keys]:
    """The groups in which several methods were picked and one of them is of too few people."""
    if len(scope.methods) > 1:
        for keys, family in _families(_values(count, scope, by, "method"), "method").items():
            if len(family) > 1 and any(row.score.people < min_group() for row in family):
                yield keys


# --- periods ---------------------------------------------------------------------------------------------------------


def cut(count: Count, scope: Scope, by: Keys = ()) -> set[Keys]:
    """The groups of which the period holds, or leaves out, so few neighbouring days that a longer or shorter one would tell of them.

    In a course each window is a period of its own, wherever the whole ends. Whoever may open single customers anyway, with their days
    and scores, is told nothing new, and picks any period.
    """
    if opens_customers():
        return set()
    window = next((code for code in by if dimension(code).kind == "time"), None)
    if window is None:
        return set() if scope.period is None else _cut(count, scope, by, scope.period)
    return _cut_windows(count, scope, by, window)


def _cut(count: Count, scope: Scope, by: Keys, period: Period) -> set[Keys]:
    edges, least = _edges(period), min_group()
    over_time = _over_time(count, scope, by, edges)

    def tells(people: Mapping[date, int]) -> bool:
        # A group of too few in the period is hidden anyway, and may be looked at for all else.
        enough = sum(number for day, number in people.items() if period.first <= day <= period.last) >= least
        return enough and bool(privacy.parting_few(edges, people, least))

    return {keys for keys, people in over_time.items() if tells(people)}


def _cut_windows(count: Count, scope: Scope, by: Keys, window: str) -> set[Keys]:
    rows = count(scope, by)
    edges_of = {day: _edges(window_of(window, date.fromisoformat(day))) for day in {row.keys[window] for row in rows}}
    rest = tuple(code for code in by if code != window)
    every = {edge for edges in edges_of.values() for edge in edges}
    least = min_group()
    few = {keys: privacy.parting_few(every, people, least) for keys, people in _over_time(count, scope, rest, every).items()}
    return {_keys(row) for row in rows if not few.get(_without(row, window), set()).isdisjoint(edges_of[row.keys[window]])}


def window_of(window: str, first: date) -> Period:
    """The day, week, month, quarter or year that begins with a day."""
    ends: dict[str, Callable[[date], date]] = {
        "day": lambda day: day,
        "week": lambda day: day + timedelta(days=6),
        "month": lambda day: periods.month_of(day).last,
        "quarter": lambda day: periods.quarter_of(day).last,
        "year": lambda day: day.replace(month=12, day=31),
    }
    return Period(first, ends[window](first))


def stretches(count: Count, scope: Scope) -> list[Period]:
    """The stretches of time on both sides of where a period begins and ends, as short as can be told of; none where any may be."""
    if scope.period is None or opens_customers():
        return []
    edges = _edges(scope.period)
    people = _over_time(count, scope, (), edges).get((), {})
    starts = [block[0] for block in privacy.blocks(people, min_group())]
    ends = [start - timedelta(days=1) for start in starts[1:]] + [periods.month_of(max(people)).last] if starts else []
    found = [Period(start, end) for start, end in zip(starts, ends, strict=True)]
    return [each for each in found if not {*_edges(each)}.isdisjoint(edges)]


def _edges(period: Period) -> tuple[date, date]:
    """The first day of a period, and the first one after it."""
    return period.first, period.last + timedelta(days=1)


def _over_time(count: Count, scope: Scope, by: Keys, edges: Iterable[date]) -> dict[Keys, dict[date, int]]:
    """The people of each group by the first day of each month; by days in a month in which a period begins or ends."""
    finer = {periods.month_of(edge) for edge in edges if edge.day > 1}
    found: dict[Keys, dict[date, int]] = {}
    for window, spans in (("month", [None]), ("day", sorted(finer, key=lambda month: month.first))):
        for span in spans:
            for row in apart(count, scope.during(span), (*by, window)):
                day = date.fromisoformat(row.keys[window])
                if span is not None or periods.month_of(day) not in finer:
                    found.setdefault(_without(row, window), {})[day] = row.score.people
    return found


def _keys(row: Row) -> Keys:
    return tuple(row.keys.values())


def _without(row: Row, dimension: str) -> Keys:
    rest = dict(row.keys)
    rest.pop(dimension, None)
    return tuple(rest.values())
