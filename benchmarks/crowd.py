"""Any number of believable answers, written straight into the tables: 18 months, 7 stages, 30 cells, 5 channels.

A submission has three answers: one about a cell (satisfaction or effort), one about another cell (recommendation), and a
scored comment on the first. Every tenth submission is a review, the others come from a survey.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import repeat
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Connection

from vocdash.domain import Period
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows

JOURNEY = "customer"
PICKED = ("region", "region 1")
NOW = Period(date(2025, 10, 1), date(2025, 12, 31))
STAGES, TOUCHPOINTS, CELLS, CHANNELS, MONTHS = 7, 12, 30, 5, 18

_FIRST = date(2024, 7, 1)
_SCALES = {1: ("csat", 1, 5, 4), 2: ("ces", 1, 7, 5), 3: ("nps", 0, 10, None)}
_COMMENT = 4
_FEELINGS = np.array(["negative", "neutral", "positive"])

Ints = NDArray[np.int64]


def build(connection: Connection, combinations: int) -> None:
    """The reference rows: one journey, its stages and cells, the questions, and combinations of segments."""
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    connection.execute(sa.insert(t.journeys).values(journey_id=1, code=JOURNEY, name="Customer", created_at=moment))
    stages = [("unknown", -1), *((f"stage {number}", number) for number in range(STAGES))]
    _insert(connection, t.stages, (_named("stage", i, c) | {"journey_id": 1, "position": p} for i, (c, p) in enumerate(stages, 100)))
    _insert(connection, t.touchpoints, (_named("touchpoint", number) for number in range(1, TOUCHPOINTS + 1)))
    _insert(connection, t.channels, (_named("channel", number) for number in range(1, CHANNELS + 1)))
    _insert(connection, t.sources, ({"source_id": i, "code": m, "name": m, "method": m} for i, m in enumerate(("survey", "review"), 1)))
    for number, (family, low, high, good) in _SCALES.items():
        row = {"scale_id": number, "code": family, "family": family, "minimum": low, "maximum": high, "satisfied_from": good, "labels": {}}
        connection.execute(sa.insert(t.scales).values(row))
    questions = {**{number: family for number, (family, *_) in _SCALES.items()}, _COMMENT: "comment"}
    _insert(
        connection,
        t.questions,
        (
            {
                "question_id": number,
                "source_id": 1,
                "code": code,
                "scale_id": number if number in _SCALES else None,
                "role": "performance" if number in _SCALES else "comment",
                "stage_id": 100,
            }
            for number, code in questions.items()
        ),
    )
    _build_segments(connection, combinations)


def _build_segments(connection: Connection, combinations: int) -> None:
    """Combinations of a region (up to five), a plan (up to six) and a type."""
    for number in range(1, combinations + 1):
        region, rest = (number - 1) % min(5, combinations), (number - 1) // 5
        values = {"region": f"region {region + 1}", "plan": f"plan {rest % 6 + 1}", "type": f"type {rest // 6 + 1}"}
        connection.execute(sa.insert(t.segments).values(segment_id=number, key="/".join(values.values())))
        _insert(connection, t.segment_values, ({"segment_id": number, "attribute": a, "value": v} for a, v in values.items()))


def _insert(connection: Connection, table: sa.Table, rows: Iterator[dict[str, Any]]) -> None:
    connection.execute(sa.insert(table), list(rows))


def _named(kind: str, number: int, code: str = "") -> dict[str, Any]:
    return {f"{kind}_id": number, "code": code or f"{kind} {number}", "name": code or f"{kind} {number}"}


def write(store: Store, answers: int, combinations: int) -> None:
    """Fill an empty store with `answers` answers, a month a transaction; the rollup is not made."""
    rng = np.random.default_rng(20260501)
    with store.writing() as connection:
        build(connection, combinations)
    base = rng.uniform(0.45, 0.85, CELLS + 1)
    people = answers // 3
    for number in range(MONTHS):
        count = people * (number + 1) // MONTHS - people * number // MONTHS
        with store.writing() as connection:
            _write_month(connection, rng, number, count, combinations, base)


def _write_month(
    connection: Connection, rng: np.random.Generator, number: int, count: int, combinations: int, base: NDArray[np.float64]
) -> None:
    year, month = divmod(_FIRST.year * 12 + _FIRST.month - 1 + number, 12)
    first = date(year, month + 1, 1)
    days = [first + timedelta(days=day) for day in range(monthrange(year, month + 1)[1])]
    moments = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in days]
    ids = np.sort(rng.integers(1, 2**62, count)).tolist()
    when = rng.integers(0, len(days), count).tolist()
    review = rng.random(count) < 0.1
    segment = rng.integers(1, combinations + 1, count).tolist()
    heads = zip(
        ids,
        np.where(review, 2, 1).tolist(),
        [moments[day] for day in when],
        [days[day] for day in when],
        segment,
        repeat(1),
        repeat(1),
        repeat(0, count),
        strict=False,
    )
    insert_rows(
        connection,
        t.submissions,
        ("submission_id", "source_id", "answered_at", "day", "segment_id", "added_by", "import_id", "content_hash"),
        list(heads),
    )
    columns = ("submission_id", "question_id", "stage_id", "touchpoint_id", "channel_id", "value", "verbatim", "sentiment")
    insert_rows(connection, t.responses, columns, list(_responses(rng, ids, base)))


def _responses(rng: np.random.Generator, ids: list[int], base: NDArray[np.float64]) -> Iterator[tuple[Any, ...]]:
    count = len(ids)
    one, other = rng.integers(0, CELLS, count), rng.integers(0, CELLS, count)
    channel = rng.integers(1, CHANNELS + 1, count).tolist()
    mood = rng.normal(0, 0.18, count)
    good_one, good_other = (np.clip(base[cell] + mood + rng.normal(0, 0.1, count), 0, 1) for cell in (one, other))
    question = np.where(one % 3 == 0, 2, 1)
    value_one = np.where(question == 2, 1 + np.rint(6 * good_one), 1 + np.rint(4 * good_one)).tolist()
    value_other = np.rint(10 * good_other).tolist()
    feeling = _FEELINGS[np.digitize(good_one, (0.5, 0.7))].tolist()
    words = _comments(rng, count)
    here, there = (zip((101 + cell % STAGES).tolist(), (1 + cell % TOUCHPOINTS).tolist(), channel, strict=True) for cell in (one, other))
    for i, (asked, place, elsewhere) in enumerate(zip(question.tolist(), here, there, strict=True)):
        yield (ids[i], asked, *place, value_one[i], None, None)
        yield (ids[i], 3, *elsewhere, value_other[i], None, None)
        yield (ids[i], _COMMENT, *place, None, words[i], feeling[i])


_WHO = ("The driver", "Someone on the phone", "The website", "Your shop", "The technician", "My order", "The invoice")
_DID = ("took far longer than we were told", "was friendly and quick to help", "asked for the same number twice", "kept its promise")
_END = ("and I would come back", "so I had to call again", "which nobody could explain", "and the rest went smoothly")


def _comments(rng: np.random.Generator, count: int) -> list[str]:
    """About 80 characters each, most of them distinct."""
    sentences = [f"{who} {did}, {end}" for who in _WHO for did in _DID for end in _END]
    picks, orders = rng.integers(0, len(sentences), count).tolist(), rng.integers(0, 100_000, count).tolist()
    return [f"{sentences[pick]}, order {order}." for pick, order in zip(picks, orders, strict=True)]
