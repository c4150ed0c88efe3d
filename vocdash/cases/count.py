"""Cases counted: the number beside every queue and every value of every filter of the inbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.access import Access, Actor
from vocdash.cases.book import Person, book_of
from vocdash.cases.status import WON_BACK
from vocdash.cases.wanted import (
    NOBODY,
    Queue,
    Wanted,
    fits,
    in_queue,
    in_segments,
    of_facets,
    of_tags,
    of_words_and_days,
    read_segments,
)
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import now

_c = t.cases.c
_MOST_TAGS = 50


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases: in the chosen queue with all filters, in each queue, and for each value of each filter under all others."""

    total: int
    queues: dict[Queue, int]
    facets: dict[str, dict[Any, int]]
    segments: dict[str, dict[str, int]] = field(default_factory=dict)


def count_cases(store: Store, actor: Actor, wanted: Wanted) -> Counts:
    """The number beside every queue and every value of every filter, each under all the other filters."""
    actor.require(Access.FRONTLINE, "read cases")
    with store.reading() as connection:
        moment = now(connection)
        person = book_of(connection).person_of(actor)
        said = of_words_and_days(connection, wanted)
        base = [*said, *of_tags(wanted)]
        queue = in_queue(wanted.queue, person, moment)
        segments = read_segments(connection)
        chosen = [*of_facets(wanted), *in_segments(connection, wanted)]
        queues = _count_queues(connection, [*base, *chosen], person, moment)
        facets, by_segment = _count_facets(connection, [queue, *base], wanted, segments)
        facets["tag"] = _count_tags(connection, [queue, *said, *chosen])
        return Counts(queues[wanted.queue], queues, facets, _by_attribute(segments, by_segment, wanted))


def _count_queues(
    connection: Connection, conditions: list[ColumnElement[bool]], person: Person | None, moment: datetime
) -> dict[Queue, int]:
    """The cases in each queue. Those that are done are counted apart, so that the others are looked for among the few that are open."""
    nobodys = () if person else (Queue.MINE, Queue.TEAM, Queue.CALLED)
    queues = [queue for queue in Queue if queue is not Queue.DONE and queue not in nobodys]
    columns = [sa.func.count(sa.case((in_queue(queue, person, moment), 1))) for queue in queues]
    row = connection.execute(sa.select(*columns).select_from(t.cases).where(_c.is_open, *conditions)).one()
    done = sa.select(sa.func.count()).select_from(t.cases).where(in_queue(Queue.DONE, person, moment), *conditions)
    return {**dict.fromkeys(nobodys, 0), **dict(zip(queues, row, strict=True)), Queue.DONE: connection.scalar(done) or 0}


def _count_facets(
    connection: Connection, conditions: list[ColumnElement[bool]], wanted: Wanted, segments: Mapping[int, Mapping[str, str]]
) -> tuple[dict[str, dict[Any, int]], dict[int, int]]:
    """Counts of the values of each facet, and of the combinations of segments, each under all the other filters, from one walk.

    Equal combinations come together first, in the order of the index `ix_cases_counts`, so that nothing is sorted. What passes every
    filter counts for every facet; what fails one only, for that one.
    """
    columns = [*(column for column, _ in _COUNTED.values()), _c.segment_id]
    walk = sa.select(*columns, sa.func.count()).select_from(t.cases).where(*conditions).group_by(_c.is_open, *columns)
    rows = [tuple(row) for row in connection.execute(walk).all()]
    passing, but_for = _sieve(rows, wanted, segments)
    found = {}
    for at, (name, (_, mean)) in enumerate(_COUNTED.items()):
        found[name] = _tally([*passing, *but_for.get(name, ())], at, mean)
    return found, _tally([*passing, *but_for.get(_SEGMENT, ())], len(columns) - 1, _same)


_SEGMENT = "segment"
_Rows = list[tuple[Any, ...]]


def _sieve(rows: _Rows, wanted: Wanted, segments: Mapping[int, Mapping[str, str]]) -> tuple[_Rows, dict[str, _Rows]]:
    """Rows that pass every filter, and by filter those that fail this one only."""
    filters: list[tuple[str, int, Callable[[Any], Any], frozenset[Any]]] = []
    for at, (name, (_, mean)) in enumerate(_COUNTED.items()):
        if some := frozenset(value for facet, values in wanted.values if facet == name for value in values):
            filters.append((name, at, mean, some))
    if wanted.segments:
        filters.append((_SEGMENT, len(_COUNTED), _same, frozenset(number for number, has in segments.items() if fits(has, wanted))))
    if not filters:
        return rows, {}
    passing: _Rows = []
    but_for: dict[str, _Rows] = {name: [] for name, *_ in filters}
    for row in rows:
        failed = [name for name, at, mean, some in filters if mean(row[at]) not in some]
        if len(failed) < 2:
            (but_for[failed[0]] if failed else passing).append(row)
    return passing, but_for


def _tally(rows: _Rows, at: int, mean: Callable[[Any], Any]) -> dict[Any, int]:
    """The counts, which stand last in each row, by what the column `at` means."""
    raw: dict[Any, int] = {}
    for row in rows:
        raw[row[at]] = raw.get(row[at], 0) + row[-1]
    counts: dict[Any, int] = {}
    for value, count in raw.items():
        counts[mean(value)] = counts.get(mean(value), 0) + count
    return counts


def _same(value: Any) -> Any:
    return value


def _or_none(value: Any) -> Any:
    return value or NOBODY


def _recovered(follow_up: float | None) -> str:
    return "unknown" if follow_up is None else "yes" if follow_up > WON_BACK else "no"


_COUNTED: Mapping[str, tuple[ColumnElement[Any], Callable[[Any], Any]]] = {
    "status": (_c.status, _same),
    "severity": (_c.severity, _same),
    "stage": (_c.stage_id, _same),
    "touchpoint": (_c.touchpoint_id, _same),
    "cause": (_c.cause_stage_id, _or_none),
    "theme": (_c.theme_id, _same),
    "channel": (_c.channel_id, _same),
    "method": (_c.method, _same),
    "owner": (_c.person_id, _or_none),
    "team": (_c.team_id, _or_none),
    "answer": (_c.wants_answer, int),
    "recovered": (_c.follow_up, _recovered),
}
"""Each facet's column, in the order of `ix_cases_counts`, and what a value of it means as a filter value."""


def _count_tags(connection: Connection, conditions: list[ColumnElement[bool]]) -> dict[Any, int]:
    count = sa.func.count().label("count")
    joined = sa.select(t.case_tags.c.tag, count).join_from(t.case_tags, t.cases, _c.case_id == t.case_tags.c.case_id).where(*conditions)
    return dict(connection.execute(joined.group_by(t.case_tags.c.tag).order_by(count.desc(), t.case_tags.c.tag).limit(_MOST_TAGS)).all())


def _by_attribute(segments: Mapping[int, Mapping[str, str]], counts: Mapping[int, int], wanted: Wanted) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for number, count in counts.items():
        has = segments.get(number, {})
        for attribute, value in has.items():
            if fits(has, wanted, attribute):
                values = found.setdefault(attribute, {})
                values[value] = values.get(value, 0) + count
    return found
