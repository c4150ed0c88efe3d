"""The rollup: disposable sums of answers, of pairs of stages, and of what comments speak of; and what no sum holds, as columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Date, Float, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.types import TypeEngine

from vocdash.store.tables.base import table

_KEYS: dict[str, TypeEngine[Any]] = {
    "grain": String(8),
    "level": SmallInteger(),
    "measure": String(24),
    "journey_id": Integer(),
    "starts_on": Date(),
    "segment_id": Integer(),
    "stage_id": Integer(),
    "other_id": Integer(),
    "touchpoint_id": Integer(),
    "channel_id": Integer(),
    "method": String(16),
    "theme_id": Integer(),
}


def _key(*names: str) -> Iterator[Column[Any]]:
    """What a row is the sum of, in the order in which it is looked up."""
    return (Column(name, _KEYS[name], primary_key=True) for name in names)


def _numbers(*names: str) -> Iterator[Column[float]]:
    return (Column(name, Float, nullable=False) for name in names)


def _answer_sums() -> tuple[Column[Any], ...]:
    """The sums of a group of answers that a score and its interval are made of; `metrics.sums` says what each means."""
    return (
        Column("submissions", Integer, nullable=False),
        Column("n", Integer, nullable=False),
        *_numbers("s", "q", "ss", "sn", "nn", "ws", "wn", "wq", "wss", "wsn", "wnn"),
        Column("scale_low", Integer, nullable=False),
        Column("scale_high", Integer, nullable=False),
    )


rollup = table(
    "rollup",
    "local",
    *_key(
        *("grain", "level", "measure", "journey_id", "starts_on"),
        *("segment_id", "stage_id", "touchpoint_id", "channel_id", "method"),
    ),
    *_answer_sums(),
    Column("people", Integer, nullable=False),
    Column("few", LargeBinary),
    sqlite_with_rowid=False,
)

rollup_pairs = table(
    "rollup_pairs",
    "local",
    *_key("grain", "journey_id", "starts_on", "segment_id", "stage_id", "other_id", "method"),
    *_numbers("ss", "sn", "ns", "nn", "wss", "wsn", "wns", "wnn"),
    sqlite_with_rowid=False,
)

mention_rollup = table(
    "mention_rollup",
    "local",
    *_key(
        *("grain", "level", "measure", "journey_id", "starts_on"),
        *("segment_id", "stage_id", "touchpoint_id", "method", "theme_id"),
    ),
    *_answer_sums(),
    sqlite_with_rowid=False,
)

kept_answers = table(
    "kept_answers",
    "local",
    *_key("journey_id", "starts_on"),
    Column("columns", LargeBinary, nullable=False),
)
