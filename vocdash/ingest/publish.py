"""Staged rows into the store, inside one transaction: what is new, what changed, what is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from json import dumps
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import UNKNOWN, Scale
from vocdash.ingest import images
from vocdash.ingest.answers import Key
from vocdash.ingest.staging import Batch, Staging
from vocdash.journeys import create
from vocdash.journeys.create import PlaceIds
from vocdash.journeys.definition import ChannelSpec, Definition, QuestionSpec, SourceSpec, StageSpec, TouchpointSpec
from vocdash.metrics.rollup import AnswerChange
from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows

_SUBMISSION = (
    *("submission_id", "source_id", "external_id", "customer_id", "answered_at", "day", "segment_id", "language", "weight"),
    *("started_at", "duration_seconds", "added_by", "import_id", "content_hash"),
)
_RESPONSE = (
    *("submission_id", "question_id", "occurrence", "stage_id", "touchpoint_id", "channel_id"),
    *("value", "verbatim", "language", "polarity", "sentiment", "scorer"),
)
_WHO = ("number", "name", "email", "phone")
_FACT = ("submission_id", "name", "day", "number")


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
class Outcome:
    """Rows of the file by what happened to their submission, and the days of the answers written."""

    added: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class _Ids:
    places: PlaceIds
    sources: dict[str, int]
    questions: dict[Key, int]
    segments: list[int]


def write_content(connection: Connection, content: Content) -> _Ids:
    """Create the places, sources, scales, questions and segments that the rows refer to."""
    places = _write_places(connection, content)
    sources = {source.code: _ensure_source(connection, source, content.sample) for source in content.sources}
    scales = {scale.code: _ensure_scale(connection, scale) for scale in content.scales}
    questions = _ensure_questions(connection, content.questions, places, sources, scales)
    return _Ids(places, sources, questions, [_ensure_segment(connection, values) for values in content.segments])


def _write_places(connection: Connection, content: Content) -> PlaceIds:
    definition, new = content.definition, content.new
    ids = create.ensure_definition(connection, definition)
    position = max((stage.position for stage in definition.stages), default=0)
    last = connection.scalar(sa.select(sa.func.max(t.stages.c.position)).where(t.stages.c.journey_id == ids.journey_id))
    for at, (code, name) in enumerate(new.stages.items(), max(position, last or 0, 0) + 1):
        create.ensure_stage(connection, ids.journey_id, StageSpec(code, name, at))
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
    return _number(connection.execute(sa.insert(t.sources).values(values)))


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
    return _number(connection.execute(sa.insert(t.scales).values(values)))


def _ensure_questions(
    connection: Connection, questions: dict[Key, QuestionSpec], places: PlaceIds, sources: dict[str, int], scales: dict[str, int]
) -> dict[Key, int]:
    known = sa.select(t.sources.c.code, t.questions.c.code, t.questions.c.question_id).join_from(t.questions, t.sources)
    ids = {(source, code): number for source, code, number in connection.execute(known)}
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
        ids[key] = _number(connection.execute(sa.insert(t.questions).values(values)))
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
    number = _number(connection.execute(sa.insert(t.segments).values(key=key)))
    rows = [{"segment_id": number, "attribute": name, "value": value} for name, value in values.items()]
    connection.execute(sa.insert(t.segment_values), rows)
    return number


def _number(result: sa.CursorResult[Any]) -> int:
    made = result.inserted_primary_key
    if made is None:
        raise AssertionError("an insert of one row always has a key")
    return int(made[0])


def write_rows(change: AnswerChange, staging: Staging, ids: _Ids, import_id: int, progress: Callable[[int], None]) -> Outcome:
    """Write everything staged: new submissions, and changed ones in place of what stood there, which is kept for undo."""
    connection = change.connection
    same: set[int] = set()
    changed: set[int] = set()
    days: set[date] = set()
    for batch in staging.batches():
        _classify(connection, batch, staging, import_id, same, changed, days)
        days.update(row.day for row in batch.submissions if row.submission_id not in same)
        _write_submissions(connection, batch, staging, ids, import_id, same, changed)
        _write_customers(connection, batch)
    written = 0
    for batch in staging.batches():
        insert_rows(connection, t.responses, _RESPONSE, _responses(batch, ids, same))
        insert_rows(connection, t.facts, _FACT, [(number, *fact) for number, fact in batch.facts if number not in same])
        written += batch.rows
        progress(written)
    change.touch_days(days)
    change.touch_comments(sa.select(t.submissions.c.submission_id).where(t.submissions.c.import_id == import_id))
    rows = staging.rows
    total = len(staging.contents) + sum(rows.values()) - len(rows)
    count = {name: sum(rows.get(number, 1) for number in numbers) for name, numbers in (("same", same), ("changed", changed))}
    return Outcome(total - count["same"] - count["changed"], count["changed"], count["same"])


def _responses(batch: Batch, ids: _Ids, same: set[int]) -> list[tuple[Any, ...]]:
    stages, touchpoints, channels = ids.places.stages, ids.places.touchpoints, ids.places.channels
    return [
        (row[0], ids.questions[row[1]], row[2], stages[row[3]], touchpoints[row[4]], channels[row[5]], *row[6:])
        for row in batch.responses
        if row[0] not in same
    ]


def _classify(
    connection: Connection, batch: Batch, staging: Staging, import_id: int, same: set[int], changed: set[int], days: set[date]
) -> None:
    """Tell new, changed and same submissions apart; keep and clear away what changed ones said before."""
    numbers = [row.submission_id for row in batch.submissions]
    if not numbers:
        return
    s = t.submissions.c
    known = connection.execute(sa.select(s.submission_id, s.content_hash, s.day).where(s.submission_id.in_(numbers))).all()
    differs = []
    for number, content, day in known:
        if staging.contents[number] == content:
            same.add(number)
        else:
            differs.append(number)
            days.add(day)
    changed.update(differs)
    for start in range(0, len(differs), images.AT_ONCE):
        part = differs[start : start + images.AT_ONCE]
        taken = images.take(connection, part)
        rows = [{"submission_id": number, "import_id": import_id, "before": image} for number, image in taken.items()]
        connection.execute(sa.insert(t.import_changes), rows)
        images.delete_answers(connection, part)


def _write_submissions(
    connection: Connection, batch: Batch, staging: Staging, ids: _Ids, import_id: int, same: set[int], changed: set[int]
) -> None:
    rows = [
        (
            *(row.submission_id, ids.sources[row.source], row.external_id, row.customer_id, row.answered_at, row.day),
            *(ids.segments[row.segment], row.language, row.weight, row.started_at, row.duration),
            *(import_id, import_id, staging.contents[row.submission_id]),
        )
        for row in batch.submissions
        if row.submission_id not in same
    ]
    insert_rows(connection, t.submissions, _SUBMISSION, [row for row in rows if row[0] not in changed])
    updated = [dict(zip(_SUBMISSION, row, strict=True)) for row in rows if row[0] in changed]
    if updated:
        kept = {"submission_id", "added_by"}
        values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in _SUBMISSION if name not in kept}
        statement = sa.update(t.submissions).where(t.submissions.c.submission_id == sa.bindparam("which")).values(values)
        connection.execute(statement, [{"which": row["submission_id"], **{f"new_{n}": row[n] for n in values}} for row in updated])


def _write_customers(connection: Connection, batch: Batch) -> None:
    """New customers with who they are; what is known already is completed, never emptied."""
    if not batch.customers:
        return
    c = t.customers.c
    known = set(connection.scalars(sa.select(c.customer_id).where(c.customer_id.in_([number for number, _ in batch.customers]))))
    new = [(number, *(said.get(part) for part in _WHO)) for number, said in batch.customers if number not in known]
    insert_rows(connection, t.customers, ("customer_id", *_WHO), new)
    for number, said in batch.customers:
        if number in known:
            connection.execute(sa.update(t.customers).where(c.customer_id == number).values(said))


def record_import(connection: Connection, values: dict[str, Any]) -> int:
    """Note an import; gives its number. Its counts follow when they are known."""
    counts = dict.fromkeys(("added", "changed", "same", "refused", "row_count"), 0)
    return _number(connection.execute(sa.insert(t.imports).values({**counts, "imported_at": datetime.now(UTC), **values})))


def scales_named(questions: Iterable[QuestionSpec]) -> Sequence[str]:
    """The codes of the scales that questions are answered on, each once."""
    return list(dict.fromkeys(question.scale for question in questions if question.scale))
