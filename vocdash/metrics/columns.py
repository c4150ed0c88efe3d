"""Answers as columns of numbers, and grouping them: the ground under the rollups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection

from vocdash.metrics.registry import MEASURES
from vocdash.metrics.sources import answers
from vocdash.store import tables as t

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers as columns; `who` counts submissions from 0 and is ascending.

    `ids`, `day`, `segment`, `method` and `weight` have an entry a submission, the others one an answer; `day` and `method` are
    places in `days` and `methods`. `human` numbers the person of each submission: `humans` are their keys (see
    :func:`vocdash.metrics.sources.person_key`), `again` says who has several submissions.
    """

    ids: Ints
    who: Ints
    journey: Ints
    stage: Ints
    touchpoint: Ints
    channel: Ints
    scale: Ints
    measures: Mapping[str, Floats]
    day: Ints
    segment: Ints
    method: Ints
    weight: Floats
    human: Ints
    humans: Ints
    again: NDArray[np.bool_]
    days: list[date]
    methods: list[str]


def read_answers(connection: Connection, *conditions: ColumnElement[bool]) -> Answers | None:
    """The answers that fulfil the conditions, those of excluded submissions left out; None where there are none."""
    r, s = t.responses.c, t.submissions.c
    fixed = (
        r.submission_id,
        s.day,
        s.segment_id,
        t.sources.c.method,
        s.weight,
        t.stages.c.journey_id,
        r.stage_id,
        r.touchpoint_id,
        r.channel_id,
        sa.func.coalesce(t.questions.c.scale_id, 0),
        sa.func.coalesce(s.customer_id, -1 - s.submission_id),
    )
    expressions = [measure.expression().label(code) for code, measure in MEASURES.items()]
    rows = connection.execute(answers(*fixed, *expressions).where(*conditions)).fetchall()
    if not rows:
        return None
    columns = list(zip(*rows, strict=True))
    ids, who = np.unique(np.array(columns[0], dtype=np.int64), return_inverse=True)
    order = np.argsort(who, kind="stable")
    days, day = _coded(columns[1])
    methods, method = _coded(columns[3])
    first = np.unique(who[order], return_index=True)[1]
    humans, human = np.unique(np.array(columns[10], dtype=np.int64)[order][first], return_inverse=True)

    def ints(number: int) -> Ints:
        return np.array(columns[number], dtype=np.int64)[order]

    return Answers(
        ids=ids,
        who=who[order].astype(np.int64),
        journey=ints(5),
        stage=ints(6),
        touchpoint=ints(7),
        channel=ints(8),
        scale=ints(9),
        measures={code: np.array(columns[11 + i], dtype=np.float64)[order] for i, code in enumerate(MEASURES)},
        day=day[order][first],
        segment=ints(2)[first],
        method=method[order][first],
        weight=np.array(columns[4], dtype=np.float64)[order][first],
        human=human.astype(np.int64),
        humans=humans,
        again=np.bincount(human) > 1,
        days=days,
        methods=methods,
    )


def _coded(values: Sequence[Any]) -> tuple[list[Any], Ints]:
    words = sorted(set(values))
    number = {word: i for i, word in enumerate(words)}
    return words, np.fromiter((number[value] for value in values), dtype=np.int64, count=len(values))


def packed(*columns: Ints) -> Ints:
    """One number for each combination of whole numbers, so that grouping is grouping by one column."""
    found = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        found = found * (int(column.max(initial=0)) + 1) + column
    return found


def grouped(*columns: Ints) -> tuple[Ints, Ints]:
    """(index of a first member of each group, group number of each row)."""
    _, first, inverse = np.unique(packed(*columns), return_index=True, return_inverse=True)
    return first, inverse


def per_group(group: Ints, values: Floats, scale: Ints, count: int) -> dict[str, Any]:
    """What each of `count` groups says: how many values (n), their sum (s), sum of squares (q), and the ends of the scale ids."""
    low, high = extremes(group, scale, scale, count)
    return {
        "n": np.bincount(group, minlength=count).astype(np.float64),
        "s": np.bincount(group, values, minlength=count),
        "q": np.bincount(group, values * values, minlength=count),
        "scale_low": low,
        "scale_high": high,
    }


def extremes(group: Ints, lows: Ints, highs: Ints, count: int) -> tuple[Ints, Ints]:
    """The smallest and the largest of each of `count` groups."""
    low = np.full(count, np.iinfo(np.int64).max)
    high = np.zeros(count, dtype=np.int64)
    np.minimum.at(low, group, lows)
    np.maximum.at(high, group, highs)
    return low, high


def people_of(found: Answers, group: Ints, person: Ints, count: int, few: int) -> tuple[list[int], list[bytes | None]]:
    """(how many people, who they are where they are fewer than `few`) in each of `count` groups of submissions `person`."""
    human = found.human[person]
    again = found.again[human]  # most people answer once a month, so that only the others need sorting out
    pairs = np.unique(group[again] * len(found.humans) + human[again])
    of = np.concatenate([group[~again], pairs // len(found.humans)])
    human = np.concatenate([human[~again], pairs % len(found.humans)])
    people = np.bincount(of, minlength=count)
    small = people < few
    kept = np.flatnonzero(small[of])
    keys = found.humans[human[kept[np.argsort(of[kept], kind="stable")]]].astype("<i8").tobytes()
    ends = (8 * np.cumsum(np.where(small, people, 0))).tolist()
    sizes = (8 * people).tolist()
    return people.tolist(), [keys[end - size : end] if less else None for end, size, less in zip(ends, sizes, small.tolist(), strict=True)]


def products_of(own: Mapping[str, Any], weight: Floats) -> dict[str, Any]:
    """The columns of :class:`vocdash.metrics.sums.Sums` of single submissions, each given by its own n, s, q and its weight."""
    s, n, q = own["s"], own["n"], own["q"]
    ws, wn = weight * s, weight * n
    return {
        "submissions": np.ones_like(s),
        "n": n,
        "s": s,
        "q": q,
        "ss": s * s,
        "sn": s * n,
        "nn": n * n,
        "ws": ws,
        "wn": wn,
        "wq": weight * q,
        "wss": ws * ws,
        "wsn": ws * wn,
        "wnn": wn * wn,
        "scale_low": own["scale_low"],
        "scale_high": own["scale_high"],
    }
