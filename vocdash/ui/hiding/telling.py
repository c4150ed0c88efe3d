"""What the difference of two selections would tell: numbers of few people that no page shows, worked out from two that are shown.

One rule holds for segments, sources, methods, places and time alike. Everybody is shown, and so is each part of everybody that is large
enough; so a selection is told of only if every difference to what is shown, and to what could be shown, is of enough people. Places, time
and the segments picked are looked at together, in :mod:`vocdash.ui.hiding.closing`, so that no number of selections gives a few people
back; channels, sources and methods one at a time beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vocdash import settings
from vocdash.choices import read_choices
from vocdash.domain import Period, Row, Scope
from vocdash.metrics import Query, privacy
from vocdash.metrics.ask import headcounts
from vocdash.metrics.mentions import Kind, mentioners
from vocdash.metrics.registry import SEGMENT, dimension
from vocdash.store import Store
from vocdash.ui import data, periods
from vocdash.ui.hiding.closing import PLACES, Asked, Count, Keys, Shut, people_over_time, shut
from vocdash.ui.who import opens_customers

__all__ = ["Count", "Keys", "OfMentions", "OfMetric", "cut", "min_group", "stretches", "telling", "window_of"]


def min_group() -> int:
    """People below which a number is hidden."""
    return int(settings.get("min_group"))


@dataclass(frozen=True, slots=True)
class OfMetric:
    """The people behind the scores of a metric."""

    metric: str

    def __call__(self, scope: Scope, by: Keys) -> list[Row]:
        return data.of_answers(headcounts, Query(self.metric, by, scope))


@dataclass(frozen=True, slots=True)
class OfMentions:
    """The people behind what comments mention, which know no channel."""

    kind: Kind

    def __call__(self, scope: Scope, by: Keys) -> list[Row]:
        return [] if "channel" in by else data.of_answers(mentioners, scope, kind=self.kind, by=by, min_group=min_group())


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
    for name, picked in scope.segments if opens_customers() else ():  # for all others they are looked at with places and time
        yield f"{SEGMENT}{name}", picked, _values(count, scope.without(name), by, f"{SEGMENT}{name}")
    if scope.methods and mixed:
        yield "method", scope.methods, _values(count, replace(scope, methods=()), by, "method")
    if scope.sources:
        yield "source", scope.sources, _sources(count, scope, by)
    if scope.channels and not opens_customers() and sum(row.score.people for row in count(scope, ())) >= min_group():
        # A channel of too few people hides its scores by itself, and may be looked at for all else.
        yield "channel", scope.channels, _values(count, replace(scope, channels=()), by, "channel")


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
    """The groups whose period begins or ends where another one would tell, with this one and others, of too few people.

    In a course each window is a period of its own, wherever the whole ends. Whoever may open single customers anyway, with their days
    and scores, is told nothing new, and picks any period.
    """
    if opens_customers():
        return set()
    rows, window = count(scope, by), next((code for code in by if dimension(code).kind == "time"), None)
    edges_of = {_keys(row): _edges(window_of(window, date.fromisoformat(row.keys[window])) if window else scope.period) for row in rows}
    edges = frozenset(edge for each in edges_of.values() for edge in each).union(() if window else _edges(scope.period))
    placed = bool(scope.stages or scope.touchpoints) or not {*PLACES}.isdisjoint(by)
    wide = replace(scope, stages=(), touchpoints=(), period=None)
    within = frozenset(edge for edge in edges if edge.day > 1 and edge != date.max)
    asked = Asked(wide, tuple(code for code in by if code not in (*PLACES, window)), within, placed, min_group())
    found = _shut(count, asked)
    # A place of too few in its period is hidden anyway, and may be looked at for all else.
    looked_at = [row for row in rows if scope.segments or row.score.people >= asked.least]
    return {_keys(row) for row in looked_at if _is_cut(row, edges_of[_keys(row)], found, scope, window)}


def _shut(count: Count, asked: Asked) -> Shut:
    """The closed edges; worked out once until somebody writes, unless it is only to be known what is counted for them."""
    return data.of_answers(_work_out, count, asked) if isinstance(count, OfMetric | OfMentions) else shut(count, asked)


def _work_out(_: Store, count: Count, asked: Asked) -> Shut:
    return shut(count, asked)


def _is_cut(row: Row, edges: tuple[date, ...], found: Shut, scope: Scope, window: str | None) -> bool:
    stages, touchpoints = (
        (row.keys[code],) if code in row.keys else picked for code, picked in zip(PLACES, (scope.stages, scope.touchpoints), strict=True)
    )
    named = frozenset(pair for pair in row.keys.items() if pair[0] not in (*PLACES, window))
    return any(found.is_closed(edge, named, stages, touchpoints) for edge in edges)


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
    people = {day: row.score.people for row, day in people_over_time(count, scope, (), edges)}
    starts = [block[0] for block in privacy.blocks(people, min_group())]
    ends = [start - timedelta(days=1) for start in starts[1:]] + [periods.month_of(max(people)).last] if starts else []
    found = [Period(start, end) for start, end in zip(starts, ends, strict=True)]
    return [each for each in found if not {*_edges(each)}.isdisjoint(edges)]


def _edges(period: Period | None) -> tuple[date, ...]:
    """The first day of a period, and the first one after it; the end of all time where there is none."""
    return (date.max,) if period is None else (period.first, period.last + timedelta(days=1))


def _keys(row: Row) -> Keys:
    return tuple(row.keys.values())


def _without(row: Row, dimension: str) -> Keys:
    rest = dict(row.keys)
    rest.pop(dimension, None)
    return tuple(rest.values())
