"""Cases counted: the number beside every queue and every value of every filter of the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.access import Access, Actor
from vocdash.cases.book import Person, book_of
from vocdash.cases.wanted import FACETS, Queue, Wanted, fits, in_queue, in_segments, of_facets, of_tags, of_words_and_days, read_segments
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
        base = of_words_and_days(connection, wanted)
        queue = in_queue(wanted.queue, person, moment)
        segments = in_segments(connection, wanted)
        tags = of_tags(wanted)
        queues = _count_queues(connection, [*base, *of_facets(wanted), *tags, *segments], person, moment)
        chosen = {name for name, values in wanted.values if values}
        free = [name for name in (*FACETS, *(() if segments else ("segment",))) if name not in chosen]
        facets = _count_facets(connection, free, [queue, *base, *of_facets(wanted), *tags, *segments])
        for name in chosen & set(FACETS):
            facets |= _count_facets(connection, [name], [queue, *base, *of_facets(wanted, name), *tags, *segments])
        facets["tag"] = _count_tags(connection, [queue, *base, *of_facets(wanted), *segments])
        if segments:
            facets |= _count_facets(connection, ["segment"], [queue, *base, *of_facets(wanted), *tags])
        by_segment = facets.pop("segment")
        return Counts(queues[wanted.queue], queues, facets, _by_attribute(read_segments(connection), by_segment, wanted))


def _count_queues(
    connection: Connection, conditions: list[ColumnElement[bool]], person: Person | None, moment: datetime
) -> dict[Queue, int]:
    """The cases in each queue. Those that are done are counted apart, so that the others are looked for among the few that are open."""
    queues = [queue for queue in Queue if queue is not Queue.DONE]
    columns = [sa.func.count(sa.case((in_queue(queue, person, moment), 1))) for queue in queues]
    row = connection.execute(sa.select(*columns).select_from(t.cases).where(_c.is_open, *conditions)).one()
    done = sa.select(sa.func.count()).select_from(t.cases).where(in_queue(Queue.DONE, person, moment), *conditions)
    return {**dict(zip(queues, row, strict=True)), Queue.DONE: connection.scalar(done) or 0}


def _count_facets(connection: Connection, names: list[str], conditions: list[ColumnElement[bool]]) -> dict[str, dict[Any, int]]:
    """Counts of each facet on its own, from one walk over the cases: equal combinations are counted together first."""
    found: dict[str, dict[Any, int]] = {name: {} for name in names}
    columns = [_counted(name) for name in names]
    for row in connection.execute(sa.select(*columns, sa.func.count()).select_from(t.cases).where(*conditions).group_by(*columns)):
        for name, value in zip(names, row[:-1], strict=True):
            found[name][value] = found[name].get(value, 0) + row[-1]
    return found


def _counted(name: str) -> ColumnElement[Any]:
    return (_c.segment_id if name == "segment" else FACETS[name]).label(name)


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
