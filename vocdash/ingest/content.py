"""What the rows of a file speak of: places, sources, scales, questions and segments, created where they are not there yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from json import dumps
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import UNKNOWN, Scale
from vocdash.ingest.answers import Key
from vocdash.ingest.rows import Place
from vocdash.ingest.understand.places import STAGES
from vocdash.journeys import create
from vocdash.journeys.create import PlaceIds
from vocdash.journeys.definition import ChannelSpec, Definition, QuestionSpec, SourceSpec, StageSpec, TouchpointSpec
from vocdash.journeys.order import joined
from vocdash.store import tables as t


@dataclass(frozen=True, slots=True)
class NewPlaces:
    """What a file speaks of that the store does not have: code → name, by kind."""

    journeys: dict[str, str]
    stages: dict[str, str]
    touchpoints: dict[str, str]
    channels: dict[str, str]

    def __bool__(self) -> bool:
        return any((self.journeys, self.stages, self.touchpoints, self.channels))


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a file brings beside its rows."""

    definition: Definition
    new: NewPlaces
    cells: frozenset[tuple[str, str]]
    sources: tuple[SourceSpec, ...]
    scales: tuple[Scale, ...]
    questions: dict[Key, QuestionSpec]
    segments: list[dict[str, str]]
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of what rows refer to; segments in the order of their numbers."""

    places: PlaceIds
    sources: dict[str, int]
    questions: dict[Key, int]
    segments: list[int]

    def of_place(self, place: Place) -> tuple[int, int, int, int]:
        """The ids of its question, stage, touchpoint and channel."""
        where = self.places
        return self.questions[place.question], where.stages[place.stage], where.touchpoints[place.touchpoint], where.channels[place.channel]


def write_content(connection: Connection, content: Content) -> Ids:
    """Create the places, sources, scales, questions and segments that the rows refer to."""
    places = _write_places(connection, content)
    sources = {source.code: _ensure_source(connection, source, content.sample) for source in content.sources}
    scales = {scale.code: _ensure_scale(connection, scale) for scale in content.scales}
    questions = _ensure_questions(connection, content.questions, places, sources, scales)
    return Ids(places, sources, questions, [_ensure_segment(connection, values) for values in content.segments])


def _write_places(connection: Connection, content: Content) -> PlaceIds:
    definition, new = content.definition, content.new
    standing = create.stages_in_order(connection, definition.code)
    ids = create.ensure_definition(connection, definition)
    position = max((stage.position for stage in definition.stages), default=0)
    last = connection.scalar(sa.select(sa.func.max(t.stages.c.position)).where(t.stages.c.journey_id == ids.journey_id))
    for at, (code, name) in enumerate(new.stages.items(), max(position, last or 0, 0) + 1):
        create.ensure_stage(connection, ids.journey_id, StageSpec(code, name, at))
    coming = [stage.code for stage in sorted(definition.stages, key=lambda stage: stage.position)] + list(new.stages)
    if standing and not set(coming) <= set(standing):
        create.order_stages(connection, ids.journey_id, joined(standing, coming, tuple(STAGES)))
    for code, name in new.channels.items():
        create.ensure_channel(connection, ChannelSpec(code, name))
    for code, name in new.touchpoints.items():
        create.ensure_touchpoint(connection, TouchpointSpec(code, name))
    ids = create.read_place_ids(connection, ids.journey_id)
    for stage, touchpoint in sorted(content.cells):
        if UNKNOWN not in (stage, touchpoint):
            create.ensure_cell(connection, ids, stage, touchpoint)
    return ids


def _ensure_source(connection: Connection, source: SourceSpec, sample: bool) -> int:
    found = connection.scalar(sa.select(t.sources.c.source_id).where(t.sources.c.code == source.code))
    if found is not None:
        return int(found)
    values = {"code": source.code, "name": source.name or source.code, "method": source.method.value, "sample": sample}
    return number_of(connection.execute(sa.insert(t.sources).values(values)))


def _ensure_scale(connection: Connection, scale: Scale) -> int:
    found = connection.scalar(sa.select(t.scales.c.scale_id).where(t.scales.c.code == scale.code))
    if found is not None:
        return int(found)
    values = {
        "code": scale.code,
        "name": scale.name,
        "family": scale.family.value,
        "minimum": scale.minimum,
        "maximum": scale.maximum,
        "direction": scale.direction.value,
        "satisfied_from": scale.satisfied_from,
        "labels": scale.labels,
    }
    return number_of(connection.execute(sa.insert(t.scales).values(values)))


def _ensure_questions(
    connection: Connection, questions: dict[Key, QuestionSpec], places: PlaceIds, sources: dict[str, int], scales: dict[str, int]
) -> dict[Key, int]:
    known = sa.select(t.sources.c.code, t.questions.c.code, t.questions.c.question_id, t.questions.c.scale_id).join_from(
        t.questions, t.sources
    )
    stored = connection.execute(known).all()
    ids = {(source, code): number for source, code, number, _ in stored}
    for source, code, number, scale_id in stored:
        asked = questions.get((source, code))
        if asked is not None and asked.scale and scale_id is None:
            # It came with words only until now, so no score stands on another scale.
            row = t.questions.c.question_id == number
            connection.execute(sa.update(t.questions).where(row).values(scale_id=scales[asked.scale], role=asked.role.value))
    new = [key for key in questions if key not in ids]
    for key in new:
        question = questions[key]
        values = {
            "source_id": sources[key[0]],
            "code": question.code,
            "wording": question.wording,
            "scale_id": scales[question.scale] if question.scale else None,
            "role": question.role.value,
            "stage_id": places.stages[question.stage or UNKNOWN],
            "touchpoint_id": places.touchpoints[question.touchpoint or UNKNOWN],
        }
        ids[key] = number_of(connection.execute(sa.insert(t.questions).values(values)))
    for key in new:
        if (explained := ids.get((key[0], questions[key].explains))) is not None:
            connection.execute(sa.update(t.questions).where(t.questions.c.question_id == ids[key]).values(explains_id=explained))
    return ids


def _ensure_segment(connection: Connection, values: dict[str, str]) -> int:
    if not values:
        return 0
    key = dumps(values, sort_keys=True, ensure_ascii=False)
    found = connection.scalar(sa.select(t.segments.c.segment_id).where(t.segments.c.key == key))
    if found is not None:
        return int(found)
    number = number_of(connection.execute(sa.insert(t.segments).values(key=key)))
    rows = [{"segment_id": number, "attribute": name, "value": value} for name, value in values.items()]
    connection.execute(sa.insert(t.segment_values), rows)
    return number


def number_of(result: sa.CursorResult[Any]) -> int:
    """The number that the database gave a new row."""
    made = result.inserted_primary_key
    if made is None:
        raise AssertionError("an insert of one row always has a key")
    return int(made[0])


def scales_named(questions: Iterable[QuestionSpec]) -> Sequence[str]:
    """The codes of the scales that questions are answered on, each once."""
    return list(dict.fromkeys(question.scale for question in questions if question.scale))
