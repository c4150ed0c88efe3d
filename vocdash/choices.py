"""What there is to choose from: journeys and their places, methods, segments, and the days that have answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import UNKNOWN, Period
from vocdash.store import Store
from vocdash.store import tables as t


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in one journey; every mapping is code → name, in the order people expect (journeys by their newest answer).

    `journey` is None and everything is empty in a new database. `answers` runs from the first to the last day with an answer
    in this journey; `months` are the first days of the months that have any. `segments` maps each attribute to its values.
    `sample` says that sample data are loaded.
    """

    journeys: dict[str, str]
    journey: str | None
    stages: dict[str, str]
    touchpoints: dict[str, str]
    channels: dict[str, str]
    methods: tuple[str, ...]
    sources: dict[str, str]
    segments: dict[str, tuple[str, ...]]
    persons: tuple[str, ...]
    events: tuple[tuple[date, str], ...]
    answers: Period | None
    sample: bool
    months: frozenset[date] = frozenset()


def read_choices(store: Store, journey: str | None = None) -> Choices:
    """What can be chosen in `journey`; in the one with the newest answers when it is not given or does not exist."""
    with store.reading() as connection:
        spans = {row.journey_id: Period(row.first, row.last) for row in connection.execute(_SPANS)}
        found = sorted(connection.execute(_JOURNEYS).all(), key=lambda row: _newest_first(spans.get(row.journey_id)))
        by_code = {row.code: row.journey_id for row in found}
        if journey not in by_code:
            journey = next(iter(by_code), None)
        journey_id = by_code.get(journey or "", -1)
        return Choices(
            journeys={row.code: row.name for row in found},
            journey=journey,
            stages=_names(connection, _STAGES, journey_id),
            touchpoints=_names(connection, _TOUCHPOINTS, journey_id),
            channels=_names(connection, _CHANNELS, journey_id),
            methods=tuple(connection.scalars(_METHODS, {"journey_id": journey_id})),
            sources=_names(connection, _SOURCES, journey_id),
            segments=_segments(connection, journey_id),
            persons=tuple(connection.scalars(sa.select(t.persons.c.name).where(t.persons.c.active).order_by(t.persons.c.name))),
            events=tuple((row.day, row.name) for row in connection.execute(_EVENTS, {"journey_id": journey_id})),
            answers=spans.get(journey_id),
            sample=connection.scalar(sa.select(t.sources.c.source_id).where(t.sources.c.sample).limit(1)) is not None,
            months=frozenset(connection.scalars(_MONTHS, {"journey_id": journey_id})),
        )


_JOURNEY = sa.bindparam("journey_id", type_=sa.Integer)
_IN_ROLLUP = sa.and_(t.rollup.c.measure == "answer", t.rollup.c.grain == "month", t.rollup.c.journey_id == _JOURNEY)

_JOURNEYS = (
    sa.select(t.journeys.c.journey_id, t.journeys.c.code, t.journeys.c.name)
    .where(t.journeys.c.status == "live")
    .order_by(t.journeys.c.name)
)
_SPANS = (
    sa.select(t.rollup.c.journey_id, sa.func.min(t.rollup.c.starts_on).label("first"), sa.func.max(t.rollup.c.starts_on).label("last"))
    .where(t.rollup.c.grain == "day", t.rollup.c.level == 0, t.rollup.c.measure == "answer")
    .group_by(t.rollup.c.journey_id)
)
_STAGES = (
    sa.select(t.stages.c.code, t.stages.c.name)
    .where(t.stages.c.journey_id == _JOURNEY, t.stages.c.code != UNKNOWN)
    .order_by(t.stages.c.position)
)
_TOUCHPOINTS = (
    sa.select(t.touchpoints.c.code, t.touchpoints.c.name)
    .join(t.cells, t.cells.c.touchpoint_id == t.touchpoints.c.touchpoint_id)
    .join(t.stages, t.stages.c.stage_id == t.cells.c.stage_id)
    .where(t.stages.c.journey_id == _JOURNEY, t.touchpoints.c.code != UNKNOWN)
    .group_by(t.touchpoints.c.code, t.touchpoints.c.name)
    .order_by(sa.func.min(t.stages.c.position), t.touchpoints.c.name)
)
_CHANNELS = (
    sa.select(t.channels.c.code, t.channels.c.name)
    .where(
        t.channels.c.channel_id.in_(sa.select(t.rollup.c.channel_id).where(_IN_ROLLUP, t.rollup.c.level == 4)),
        t.channels.c.code != UNKNOWN,
    )
    .order_by(t.channels.c.name)
)
_METHODS = sa.select(t.rollup.c.method).where(_IN_ROLLUP, t.rollup.c.level == 0).distinct().order_by(t.rollup.c.method)
_MONTHS = sa.select(t.rollup.c.starts_on).where(_IN_ROLLUP, t.rollup.c.level == 0).distinct()
_SOURCES = (
    sa.select(t.sources.c.code, t.sources.c.name)
    .where(
        t.sources.c.source_id.in_(
            sa.select(t.questions.c.source_id)
            .join(t.stages, t.stages.c.stage_id == t.questions.c.stage_id)
            .where(t.stages.c.journey_id == _JOURNEY)
        )
    )
    .order_by(t.sources.c.name, t.sources.c.code)
)

_EVENTS = (
    sa.select(t.event_markers.c.day, t.event_markers.c.name).where(t.event_markers.c.journey_id == _JOURNEY).order_by(t.event_markers.c.day)
)


def _names(connection: Connection, statement: sa.Select[Any], journey_id: int) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(statement, {"journey_id": journey_id})}


def _newest_first(answers: Period | None) -> int:
    return 0 if answers is None else -answers.last.toordinal()


def _segments(connection: Connection, journey_id: int) -> dict[str, tuple[str, ...]]:
    """Attributes and values that somebody in this journey has."""
    values = t.segment_values.c
    here = sa.select(t.rollup.c.segment_id).where(
        t.rollup.c.grain == "segment", t.rollup.c.level == 0, t.rollup.c.measure == "answer", t.rollup.c.journey_id == journey_id
    )
    statement = sa.select(values.attribute, values.value).where(values.segment_id.in_(here)).distinct()
    found: dict[str, tuple[str, ...]] = {}
    for attribute, value in connection.execute(statement.order_by(values.attribute, values.value)):
        found[attribute] = (*found.get(attribute, ()), value)
    return found


@dataclass(frozen=True, slots=True)
class PastImport:
    """One import as its history lists it; `undone_at` is None while it counts. Counts are rows of the file.

    `mapped` says that it has a mapping, which a file of contacts does without.
    """

    import_id: int
    file_name: str
    imported_by: str
    imported_at: datetime
    undone_at: datetime | None
    rows: int
    added: int
    changed: int
    refused: int
    sample: bool
    mapped: bool


def read_imports(store: Store, limit: int = 50) -> list[PastImport]:
    """The newest imports, undone ones included."""
    i = t.imports.c
    columns = (i.import_id, i.file_name, i.imported_by, i.imported_at, i.undone_at, i.row_count, i.added, i.changed, i.refused, i.sample)
    mapped = sa.cast(i.mapping, sa.Text) != "{}"
    with store.reading() as connection:
        return [
            PastImport(*tuple(row)) for row in connection.execute(sa.select(*columns, mapped).order_by(i.import_id.desc()).limit(limit))
        ]
