"""What is asked: a metric, split by dimensions, inside a scope; and the names in it turned into ids."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.domain import UNKNOWN, Method, Scope
from vocdash.errors import UnknownName
from vocdash.metrics.registry import SEGMENT, Metric, dimension, metric
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.remembered import remembered


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the answers: `metric` by its code, `by` the dimensions to split by, `scope` the part to look at."""

    metric: str
    by: tuple[str, ...] = ()
    scope: Scope = field(default_factory=Scope)

    @property
    def asked(self) -> Metric:
        """The metric in full. Raises UnknownName for a code that is none."""
        return metric(self.metric)

    def kinds(self, kind: str) -> tuple[str, ...]:
        """The dimensions asked for that are of one kind ("place", "time", "submission")."""
        return tuple(code for code in self.by if dimension(code).kind == kind)


class ScaleName(NamedTuple):
    """A scale as scores need it."""

    code: str
    minimum: float
    maximum: float
    family: str
    direction: str


@dataclass(frozen=True, slots=True)
class Names:
    """Every code and name of the reference tables, by id."""

    journeys: Mapping[int, str]
    stages: Mapping[int, str]
    stage_order: Mapping[int, tuple[int, int]]
    journey_of: Mapping[int, int]
    touchpoints: Mapping[int, str]
    channels: Mapping[int, str]
    segments: Mapping[int, Mapping[str, str]]
    scales: Mapping[int, ScaleName]
    sources: Mapping[int, str]

    def label(self, code: str, key: object) -> str:
        """The code a row's id stands for, for place and segment dimensions; times and methods speak for themselves."""
        if code == "stage":
            return self.stages[_id(key)]
        if code == "touchpoint":
            return self.touchpoints[_id(key)]
        if code == "channel":
            return self.channels[_id(key)]
        if code == "segment":
            return ", ".join(f"{attribute} = {value}" for attribute, value in sorted(self.segments[_id(key)].items()))
        if code.startswith(SEGMENT):
            return self.segments[_id(key)].get(code.removeprefix(SEGMENT), "")
        return str(key)


def _id(key: object) -> int:
    if not isinstance(key, int):
        raise TypeError(f"expected an id, got {key!r}")
    return key


def read_names(connection: Connection) -> Names:
    """All names, as they stand in the revision this connection sees."""
    return remembered(connection, _read_names)


def _read_names(connection: Connection) -> Names:
    stage_rows = connection.execute(sa.select(t.stages.c.stage_id, t.stages.c.code, t.stages.c.journey_id, t.stages.c.position)).all()
    values = t.segment_values.c
    segments: dict[int, dict[str, str]] = {segment: {} for segment in (0, *connection.scalars(sa.select(t.segments.c.segment_id)))}
    for segment, attribute, value in connection.execute(sa.select(values.segment_id, values.attribute, values.value)).all():
        segments[segment][attribute] = value
    return Names(
        journeys=_codes(connection, t.journeys.c.journey_id, t.journeys.c.code),
        stages={row.stage_id: row.code for row in stage_rows},
        # Answers at no stage stand after the journey, though their stage has the first position.
        stage_order={row.stage_id: (row.journey_id, sys.maxsize if row.code == UNKNOWN else row.position) for row in stage_rows},
        journey_of={row.stage_id: row.journey_id for row in stage_rows},
        touchpoints=_codes(connection, t.touchpoints.c.touchpoint_id, t.touchpoints.c.code),
        channels=_codes(connection, t.channels.c.channel_id, t.channels.c.code),
        segments=segments,
        scales={
            scale_id: ScaleName(*rest)
            for scale_id, *rest in connection.execute(sa.select(t.scales.c.scale_id, *(t.scales.c[name] for name in ScaleName._fields)))
        },
        sources=_codes(connection, t.sources.c.source_id, t.sources.c.code),
    )


def segment_names(store: Store) -> frozenset[str]:
    """The attributes that files brought and scores can be split by."""
    with store.reading() as connection:
        return frozenset(connection.scalars(sa.select(t.segment_values.c.attribute).distinct()))


def _codes(connection: Connection, key: sa.Column[int], code: sa.Column[str]) -> dict[int, str]:
    return {row[0]: row[1] for row in connection.execute(sa.select(key, code))}


@dataclass(frozen=True, slots=True)
class Filters:
    """A scope with its names as ids; None means "all"."""

    journeys: tuple[int, ...] | None = None
    stages: tuple[int, ...] | None = None
    touchpoints: tuple[int, ...] | None = None
    channels: tuple[int, ...] | None = None
    segments: tuple[int, ...] | None = None
    methods: tuple[str, ...] | None = None
    sources: tuple[int, ...] | None = None

    def places(self) -> dict[str, tuple[int, ...]]:
        """The filters on what belongs to a response, by dimension."""
        given = {"stage": self.stages, "touchpoint": self.touchpoints, "channel": self.channels}
        return {code: ids for code, ids in given.items() if ids is not None}

    def given(self) -> dict[str, tuple[Any, ...]]:
        """Those that are not "all", by name."""
        found = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: ids for name, ids in found if ids is not None}

    def on(self, **columns: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """The conditions on columns, each given by the name of its filter (`stages=r.stage_id`); a filter on "all" makes none."""
        return [columns[name].in_(ids) for name, ids in self.given().items() if name in columns]


def resolve(scope: Scope, names: Names) -> Filters:
    """Turn codes into ids.

    Raises
    ------
    UnknownName
        For the first code that does not exist, with the nearest one that does.
    """
    journeys = _ids("journey", (scope.journey,) if scope.journey else (), names.journeys)
    stages = names.stages if journeys is None else {i: c for i, c in names.stages.items() if names.journey_of[i] in journeys}
    return Filters(
        journeys=journeys,
        stages=_ids("stage", scope.stages, stages),
        touchpoints=_ids("touchpoint", scope.touchpoints, names.touchpoints),
        channels=_ids("channel", scope.channels, names.channels),
        segments=_segment_ids(scope, names),
        methods=_methods(scope),
        sources=_ids("source", scope.sources, names.sources),
    )


def _ids(kind: str, codes: tuple[str, ...], known: Mapping[int, str]) -> tuple[int, ...] | None:
    for code in codes:
        if code not in known.values():
            raise UnknownName(kind, code, known.values())
    return tuple(key for key, code in known.items() if code in codes) if codes else None


def _methods(scope: Scope) -> tuple[str, ...] | None:
    for method in scope.methods:
        if method not in list(Method):
            raise UnknownName("method", method, list(Method))
    return scope.methods or None


def _segment_ids(scope: Scope, names: Names) -> tuple[int, ...] | None:
    if not scope.segments:
        return None
    for attribute, values in scope.segments:
        _check_segment(attribute, values, names)
    return tuple(
        key
        for key, combination in names.segments.items()
        if all(combination.get(attribute, "") in values for attribute, values in scope.segments)
    )


def _check_segment(attribute: str, values: Iterable[str], names: Names) -> None:
    known = {a for combination in names.segments.values() for a in combination}
    if attribute not in known:
        raise UnknownName("segment", attribute, known)
    of_attribute = {combination[attribute] for combination in names.segments.values() if attribute in combination}
    for value in values:
        if value and value not in of_attribute:
            raise UnknownName(attribute, value, of_attribute)


def check_dimensions(by: Iterable[str], names: Names) -> None:
    """Refuse dimensions that do not exist, segments nobody brought included.

    Raises
    ------
    UnknownName
        For the first unknown one.
    """
    for code in by:
        dimension(code)
        if code.startswith(SEGMENT):
            _check_segment(code.removeprefix(SEGMENT), (), names)
