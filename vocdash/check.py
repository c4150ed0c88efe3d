"""Is the store sound? Everything a database cannot promise by itself, looked at on demand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields

import sqlalchemy as sa

from vocdash.domain import Scope
from vocdash.metrics.ask import Keys, sums_by_key
from vocdash.metrics.query import Query, read_names
from vocdash.metrics.registry import METRICS
from vocdash.metrics.sources import Group
from vocdash.metrics.sums import Sums
from vocdash.store import Store, links
from vocdash.store import tables as t
from vocdash.store.migrate import current_version, head

_LINKS: tuple[links.Link, ...] = (
    (t.cases.c.stage_id, t.stages.c.stage_id),
    (t.cases.c.touchpoint_id, t.touchpoints.c.touchpoint_id),
    (t.case_events.c.case_id, t.cases.c.case_id),
    (t.case_tags.c.case_id, t.cases.c.case_id),
    (t.case_calls.c.case_id, t.cases.c.case_id),
    (t.event_markers.c.journey_id, t.journeys.c.journey_id),
    (t.actions.c.journey_id, t.journeys.c.journey_id),
    (t.actions.c.stage_id, t.stages.c.stage_id),
    (t.walks.c.journey_id, t.journeys.c.journey_id),
    (t.walk_scores.c.walk_id, t.walks.c.walk_id),
    (t.walk_scores.c.cell_id, t.cells.c.cell_id),
    (t.map_links.c.journey_id, t.journeys.c.journey_id),
    (t.interactions.c.customer_id, t.customers.c.customer_id),
    (t.interactions.c.stage_id, t.stages.c.stage_id),
    (t.invitation_counts.c.source_id, t.sources.c.source_id),
    (t.submissions.c.customer_id, t.customers.c.customer_id),
    (t.customer_facts.c.customer_id, t.customers.c.customer_id),
)
"""Links between tables that carry no foreign key, so that the big ones can be spread over machines."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what, whether it is sound, and one sentence about what was found."""

    name: str
    sound: bool
    said: str


def check(store: Store) -> list[Check]:
    """Look at everything; nothing is changed."""
    return [Check(name, *_verdict(list(look(store)))) for name, look in _CHECKS.items()]


def _verdict(problems: list[str]) -> tuple[bool, str]:
    return (not problems, "; ".join(problems[:5]) + (f"; and {len(problems) - 5} more" if len(problems) > 5 else ""))


def _migrations(store: Store) -> Iterator[str]:
    with store.reading() as connection:
        current = current_version(connection)
    if current != head():
        yield f"the schema is at {current}, not {head()}"


def _database(store: Store) -> Iterator[str]:
    if not store.is_sqlite:
        return
    with store.reading() as connection:
        yield from (str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check") if row[0] != "ok")
        yield from (f"{row[0]} refers to a missing row of {row[2]}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))


def _links(store: Store) -> Iterator[str]:
    with store.reading() as connection:
        for column, target in _LINKS:
            if lost := links.lost(connection, (column, target)):
                yield f"{lost} rows of {column.table.name} refer to a missing row of {target.table.name}"
        answer = sa.select(sa.literal(1)).where(t.submissions.c.submission_id == t.cases.c.submission_id).exists()
        if gone := connection.scalar(sa.select(sa.func.count()).where(~t.cases.c.answer_gone, ~answer)):
            yield f"{gone} cases refer to a missing submission and do not say that it is gone"


def _rollup(store: Store) -> Iterator[str]:
    with store.reading() as connection:
        names = read_names(connection)
        for metric in METRICS:
            for by in (("stage", "touchpoint", "channel", "method", "month"), ("stage", "segment", "month"), ("day",), ()):
                query = Query(metric, by, Scope())
                raw, summed, kept = (sums_by_key(connection, names, query, way) for way in ("raw", "rollup", "kept"))
                yield from (f"{metric} of {place} differs between answers and rollup" for place in _differing(raw, summed))
                yield from (f"{metric} of {place} differs between answers and those kept as columns" for place in _differing(raw, kept))


def _differing(one: Mapping[Keys, Group], other: Mapping[Keys, Group]) -> Iterator[str]:
    for key in sorted({*one, *other}):
        if key not in one or key not in other or not _equal(one[key].sums, other[key].sums):
            yield ", ".join(key) or "everything"


def _equal(one: Sums, other: Sums) -> bool:
    return all(math.isclose(getattr(one, f.name), getattr(other, f.name), rel_tol=1e-9, abs_tol=1e-6) for f in fields(Sums))


_CHECKS: dict[str, Callable[[Store], Iterator[str]]] = {
    "migrations": _migrations,
    "database": _database,
    "links": _links,
    "rollup": _rollup,
}
