"""What the store knows before a file is read: places, scales, sources and questions, by code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import Direction, Family, Role, Scale
from vocdash.journeys.definition import QuestionSpec
from vocdash.store import tables as t


@dataclass(frozen=True, slots=True)
class Catalog:
    """Codes and names. `stages` are those of one journey; all else belongs to all journeys."""

    journeys: dict[str, str] = field(default_factory=dict)
    sample_journeys: frozenset[str] = frozenset()
    stages: dict[str, str] = field(default_factory=dict)
    touchpoints: dict[str, str] = field(default_factory=dict)
    touchpoint_channels: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    questions: dict[tuple[str, str], QuestionSpec] = field(default_factory=dict)
    secret: str = ""


def read_catalog(connection: Connection, journey: str) -> Catalog:
    """The catalog as a file for `journey` meets it."""
    touchpoints = connection.execute(
        sa.select(t.touchpoints.c.code, t.touchpoints.c.name, t.channels.c.code.label("channel")).join_from(t.touchpoints, t.channels)
    ).all()
    stages = sa.select(t.stages.c.code, t.stages.c.name).join_from(t.stages, t.journeys).where(t.journeys.c.code == journey)
    return Catalog(
        journeys=dict(connection.execute(sa.select(t.journeys.c.code, t.journeys.c.name)).all()),
        sample_journeys=frozenset(connection.scalars(sample_journeys(t.journeys.c.code))),
        stages=dict(connection.execute(stages).all()),
        touchpoints={row.code: row.name for row in touchpoints},
        touchpoint_channels={row.code: row.channel for row in touchpoints},
        channels=dict(connection.execute(sa.select(t.channels.c.code, t.channels.c.name)).all()),
        scales=_scales(connection),
        questions=_questions(connection),
        secret=connection.scalar(sa.select(t.meta.c.value).where(t.meta.c.key == "secret")) or "",
    )


def sample_journeys(column: sa.Column[Any]) -> sa.Select[Any]:
    """A column of the journeys that only sample questions speak of."""

    def asked(sample: bool) -> sa.Select[Any]:
        found = sa.select(t.stages.c.journey_id).join_from(t.questions, t.stages, t.stages.c.stage_id == t.questions.c.stage_id)
        return found.join(t.sources, t.sources.c.source_id == t.questions.c.source_id).where(t.sources.c.sample.is_(sample))

    return sa.select(column).where(t.journeys.c.journey_id.in_(asked(True)), t.journeys.c.journey_id.not_in(asked(False)))


def _scales(connection: Connection) -> dict[str, Scale]:
    return {
        row.code: Scale(
            row.code, Family(row.family), row.minimum, row.maximum, Direction(row.direction), row.satisfied_from, row.name, row.labels or {}
        )
        for row in connection.execute(sa.select(t.scales))
    }


def _questions(connection: Connection) -> dict[tuple[str, str], QuestionSpec]:
    query = (
        sa.select(
            t.sources.c.code.label("source"),
            t.questions.c.code,
            t.questions.c.wording,
            t.questions.c.role,
            t.scales.c.code.label("scale"),
            t.stages.c.code.label("stage"),
            t.touchpoints.c.code.label("touchpoint"),
        )
        .join_from(t.questions, t.sources)
        .join(t.stages, t.stages.c.stage_id == t.questions.c.stage_id)
        .join(t.touchpoints, t.touchpoints.c.touchpoint_id == t.questions.c.touchpoint_id)
        .outerjoin(t.scales, t.scales.c.scale_id == t.questions.c.scale_id)
    )
    return {
        (row.source, row.code): QuestionSpec(row.code, row.source, row.wording, row.scale or "", Role(row.role), row.stage, row.touchpoint)
        for row in connection.execute(query)
    }
