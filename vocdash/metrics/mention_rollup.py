"""The rollup of what comments mention: sums by theme, month, place and combination of segments. Disposable, like the other one.

A comment mentions many things, so nothing in here may be added up across themes; every row carries its own products.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.metrics.columns import Answers, Ints, extremes, grouped, products_of
from vocdash.metrics.mention_sums import Tally, read_comments, tally
from vocdash.metrics.sources import GRAIN_LEVELS
from vocdash.metrics.sums import SUM_COLUMNS
from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows

VERSION = "mentions/1"
"""Changes when these rows are made otherwise, so that they are made anew."""

GRAINS = ("month", "segment")
LEVELS = (0, 1, 2, 3)
"""Bits of stage and touchpoint."""

_COLUMNS = (
    *("grain", "level", "measure", "journey_id", "starts_on", "segment_id", "stage_id", "touchpoint_id", "method", "theme_id"),
    *SUM_COLUMNS,
    *("scale_low", "scale_high"),
)
_Row = tuple[Any, ...]


def clear(connection: Connection, month: date, following: date) -> None:
    """Remove the rows of a month."""
    c = t.mention_rollup.c
    connection.execute(sa.delete(t.mention_rollup).where(c.starts_on >= month, c.starts_on < following))


def fill(connection: Connection, found: Answers, month: date, following: date) -> None:
    """Write the rows of a month, whose answers are `found`."""
    day = t.submissions.c.day
    said = read_comments(connection, found, day >= month, day < following)
    if not len(said.who):
        return
    for level in LEVELS:
        insert_rows(connection, t.mention_rollup, _COLUMNS, list(_level_rows(found, tally(found, said, level), level, month)))


def _level_rows(found: Answers, tallied: Tally, level: int, month: date) -> Iterator[_Row]:
    for grain in (grain for grain in GRAINS if level in GRAIN_LEVELS[grain]):
        for measure, own in tallied.own.items():
            yield from _rows(found, tallied, grain, level, measure, own, month)


def _rows(found: Answers, tallied: Tally, grain: str, level: int, measure: str, own: Mapping[str, Any], month: date) -> Iterator[_Row]:
    kept = np.flatnonzero(own["n"])
    who = tallied.who[kept]
    segment = found.segment[who] if grain == "segment" else np.zeros_like(who)
    keys: list[Ints] = [
        *(tallied.journey[kept], segment, tallied.stage[kept], tallied.touchpoint[kept], found.method[who], tallied.theme[kept])
    ]
    first, group = grouped(*keys)
    products = products_of({name: column[kept] for name, column in own.items()}, found.weight[who])
    sums = {name: np.bincount(group, products[name], minlength=len(first)) for name in SUM_COLUMNS}
    sums |= {name: sums[name].astype(np.int64) for name in ("submissions", "n")}
    scales = extremes(group, products["scale_low"], products["scale_high"], len(first))
    journey, segment, stage, touchpoint, method, theme = (column[first].tolist() for column in keys)
    methods = [found.methods[number] for number in method]
    values = zip(*(sums[name].tolist() for name in SUM_COLUMNS), *(column.tolist() for column in scales), strict=True)
    where = zip(journey, segment, stage, touchpoint, methods, theme, strict=True)
    for (in_journey, of, at, point, by, number), numbers in zip(where, values, strict=True):
        yield grain, level, measure, in_journey, month, of, at, point, by, number, *numbers
