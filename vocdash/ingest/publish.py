"""Staged rows into the store, inside one transaction: what is new, what changed, what is the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from json import dumps
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import UNKNOWN, Scale
from vocdash.ingest import customers, images
from vocdash.ingest.answers import Key
from vocdash.ingest.rescore import note_reader
from vocdash.ingest.rows import Place
from vocdash.ingest.staging import Batch, StagedSubmission, Staging
from vocdash.journeys import create
from vocdash.journeys.create import PlaceIds
from vocdash.journeys.definition import ChannelSpec, Definition, QuestionSpec, SourceSpec, StageSpec, TouchpointSpec
from vocdash.metrics.rollup import AnswerChange
from vocdash.store import search
from vocdash.store import tables as t
from vocdash.store.bulk import by_column, insert_rows
from vocdash.themes.live import ensure_live
from vocdash.themes.placing import MENTION, MentionRows

_SUBMISSION = (
    *("submission_id", "source_id", "external_id", "customer_id", "answered_at", "day", "segment_id", "language", "weight"),
    *("started_at", "duration_seconds", "added_by", "import_id", "content_hash", "flags", "excluded"),
)
_FLAGS = _SUBMISSION.index("flags")
_RESPONSE = (
    *("submission_id", "occurrence", "question_id", "stage_id", "touchpoint_id", "channel_id"),
    *("value", "verbatim", "language", "polarity", "sentiment", "scorer"),
)
_VERBATIM = _RESPONSE.index("verbatim")
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


class Fate(Enum):
    """What writing does to a submission."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Rows of the file by what happens to their submission."""

    added: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class _Ids:
    places: PlaceIds
    sources: dict[str, int]
    questions: dict[Key, int]
    segments: list[int]

    def of_place(self, place: Place) -> tuple[int, int, int, int]:
        """The ids of its question, stage, touchpoint and channel."""
        where = self.places
        return self.questions[place.question], where.stages[place.stage], where.touchpoints[place.touchpoint], where.channels[place.channel]


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


def write_rows(
    change: AnswerChange, staging: Staging, places: Sequence[Place], ids: _Ids, import_id: int, progress: Callable[[int], None]
) -> Outcome:
    """Write everything staged: new submissions, and changed ones in place of what stood there, which is kept for undo."""
    connection = change.connection
    numbers = [ids.of_place(place) if at in staging.used else () for at, place in enumerate(places)]
    mentioned = MentionRows(connection, ensure_live(connection))
    note_reader(connection)
    counts = Counter[Fate]()
    for batch in staging.batches():
        fates = read_fates(connection, batch)
        counts.update(_rows_by_fate(batch, fates))
        written = [row for row in batch.submissions if fates[row.submission_id] is not Fate.SAME]
        changed = [row.submission_id for row in written if fates[row.submission_id] is Fate.CHANGED]
        change.touch_days(_clear(connection, changed, import_id))
        customers.write(connection, batch.customers, import_id)
        submissions = _submissions(written, ids, import_id)
        responses = _responses(batch, fates, numbers)
        mentions = _mentions(batch, fates, numbers, mentioned)
        _write_submissions(connection, submissions, fates)
        insert_rows(connection, t.responses, _RESPONSE, responses)
        insert_rows(connection, t.mentions, MENTION, mentions)
        insert_rows(connection, t.facts, _FACT, [fact for fact in batch.facts if fates[fact[0]] is not Fate.SAME])
        search.replace(connection, changed, [(row[0], row[_VERBATIM]) for row in responses if row[_VERBATIM] is not None])
        change.wrote(by_column(_SUBMISSION, submissions), by_column(_RESPONSE, responses), by_column(MENTION, mentions))
        progress(counts.total())
    return Outcome(counts[Fate.ADDED], counts[Fate.CHANGED], counts[Fate.SAME])


def foresee(connection: Connection, staging: Staging) -> Outcome:
    """What :func:`write_rows` would do, without doing it."""
    counts = Counter[Fate]()
    for batch in staging.batches():
        counts.update(_rows_by_fate(batch, read_fates(connection, batch)))
    return Outcome(counts[Fate.ADDED], counts[Fate.CHANGED], counts[Fate.SAME])


def read_fates(connection: Connection, batch: Batch) -> dict[int, Fate]:
    """What writing does to each submission of a batch."""
    s = t.submissions.c
    query = sa.select(s.submission_id, s.content_hash).where(s.submission_id.in_([row.submission_id for row in batch.submissions]))
    known = dict(connection.execute(query).all())
    return {
        row.submission_id: Fate.ADDED
        if (content := known.get(row.submission_id)) is None
        else Fate.SAME
        if content == row.content
        else Fate.CHANGED
        for row in batch.submissions
    }


def _rows_by_fate(batch: Batch, fates: Mapping[int, Fate]) -> dict[Fate, int]:
    counts = dict.fromkeys(Fate, 0)
    for row in batch.submissions:
        counts[fates[row.submission_id]] += row.rows
    return counts


def _responses(batch: Batch, fates: Mapping[int, Fate], numbers: Sequence[tuple[int, ...]]) -> list[tuple[Any, ...]]:
    return [(row[0], row[1], *numbers[row[2]], *row[3:9]) for row in batch.responses if fates[row[0]] is not Fate.SAME]


def _mentions(batch: Batch, fates: Mapping[int, Fate], numbers: Sequence[tuple[int, ...]], mentioned: MentionRows) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for row in batch.responses:
        if row[9] and fates[row[0]] is not Fate.SAME:
            question, stage, touchpoint, _ = numbers[row[2]]
            rows += mentioned.of((row[0], question, row[1]), stage, touchpoint, row[9])
    return rows


def _clear(connection: Connection, changed: Sequence[int], import_id: int) -> set[date]:
    """Keep what changed submissions said before, and clear it away; gives the days they counted on."""
    days: set[date] = set()
    for start in range(0, len(changed), images.AT_ONCE):
        part = changed[start : start + images.AT_ONCE]
        days.update(connection.scalars(sa.select(t.submissions.c.day).where(t.submissions.c.submission_id.in_(part)).distinct()))
        taken = images.take(connection, part)
        rows = [{"submission_id": number, "import_id": import_id, "before": image} for number, image in taken.items()]
        connection.execute(sa.insert(t.import_changes), rows)
        images.delete_answers(connection, part)
    return days


def _submissions(written: Sequence[StagedSubmission], ids: _Ids, import_id: int) -> list[tuple[Any, ...]]:
    return [
        (
            *(row.submission_id, ids.sources[row.source], row.external_id, row.customer_id, row.answered_at, row.day),
            *(ids.segments[row.segment], row.language, row.weight, row.started_at, row.duration),
            *(import_id, import_id, row.content, list(row.flags) or None, row.excluded),
        )
        for row in written
    ]


def _write_submissions(connection: Connection, rows: Sequence[tuple[Any, ...]], fates: Mapping[int, Fate]) -> None:
    added = [row if row[_FLAGS] is None else _with_json(row) for row in rows if fates[row[0]] is Fate.ADDED]
    insert_rows(connection, t.submissions, _SUBMISSION, added)
    updated = [_as_values(row) for row in rows if fates[row[0]] is Fate.CHANGED]
    if updated:
        kept = {"submission_id", "added_by"}
        values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in _SUBMISSION if name not in kept}
        statement = sa.update(t.submissions).where(t.submissions.c.submission_id == sa.bindparam("which")).values(values)
        connection.execute(statement, [{"which": row["submission_id"], **{f"new_{n}": row[n] for n in values}} for row in updated])


def _as_values(row: tuple[Any, ...]) -> dict[str, Any]:
    """A row by its columns, the texts of moments and days as what they mean."""
    values = dict(zip(_SUBMISSION, row, strict=True))
    moments = {name: datetime.fromisoformat(values[name]).replace(tzinfo=UTC) for name in ("answered_at", "started_at") if values[name]}
    return values | moments | {"day": date.fromisoformat(values["day"])}


def _with_json(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:_FLAGS], dumps(row[_FLAGS]), *row[_FLAGS + 1 :])


def record_import(connection: Connection, values: dict[str, Any]) -> int:
    """Note an import; gives its number. Its counts follow when they are known."""
    counts = dict.fromkeys(("added", "changed", "same", "refused", "row_count"), 0)
    return _number(connection.execute(sa.insert(t.imports).values({**counts, "imported_at": datetime.now(UTC), **values})))


def scales_named(questions: Iterable[QuestionSpec]) -> Sequence[str]:
    """The codes of the scales that questions are answered on, each once."""
    return list(dict.fromkeys(question.scale for question in questions if question.scale))
