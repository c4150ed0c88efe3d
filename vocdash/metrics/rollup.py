"""The rollup: sums that make questions fast. Disposable: months a write touched are deleted and refilled, never incremented.

Every write that changes answers goes through :func:`changing_answers`, which refreshes the rollup in the same transaction, so
that nobody ever sees answers and sums that disagree.

Three grains: `day` and `month` without segments, and `segment` (a month and a combination of segments). Within each, a row
for each of its levels: a set of places (stage, touchpoint, channel) that is told apart, because the products of a submission's own
sums, which the intervals need, cannot be added across places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice, repeat
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash import settings
from vocdash.metrics import mention_rollup
from vocdash.metrics.columns import Answers, Floats, Ints, extremes, grouped, people_of, per_group, products_of, read_answers
from vocdash.metrics.registry import fingerprint
from vocdash.metrics.sources import GRAIN_LEVELS, LEVEL_BITS
from vocdash.metrics.sums import SUM_COLUMNS
from vocdash.store import Store, search
from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows

_FINGERPRINT = "rollup"
_WRITE_ROWS = 20_000
_ROLLUP = (
    *("grain", "level", "measure", "journey_id", "starts_on", "segment_id", "stage_id", "touchpoint_id", "channel_id", "method"),
    *SUM_COLUMNS,
    *("scale_low", "scale_high", "people", "few"),
)
_PRODUCTS = ("ss", "sn", "ns", "nn", "wss", "wsn", "wns", "wnn")
_PAIRS = ("grain", "journey_id", "starts_on", "segment_id", "stage_id", "other_id", "method", *_PRODUCTS)

Progress = Callable[[int, int], None]
Rows = Iterator[tuple[Any, ...]]


@dataclass(slots=True)
class AnswerChange:
    """A write in progress: the connection to write on, and what it has touched so far."""

    connection: Connection
    _days: set[date] = field(default_factory=set)

    def touch_days(self, days: Iterable[date]) -> None:
        """Say that answers of these days were added, changed or removed (both the old and the new day of a moved one)."""
        self._days.update(days)

    def touch_comments(self, ids: sa.Select[Any] | Sequence[int]) -> None:
        """Say that comments of these submissions were added, changed or removed. Call it after they were."""
        search.refresh(self.connection, ids)


@contextmanager
def changing_answers(store: Store, progress: Progress | None = None) -> Iterator[AnswerChange]:
    """The one way to change answers: at the end the rollup agrees with them, or nothing has happened at all."""
    with store.writing() as connection:
        change = AnswerChange(connection)
        yield change
        refresh(connection, change._days, progress)
        store.note_sizes(connection)


def rebuild(store: Store, progress: Progress | None = None) -> int:
    """Make the whole rollup anew from the answers; returns its number of rows."""
    with store.writing() as connection:
        _rebuild(connection, progress)
        store.note_sizes(connection)
        return int(connection.scalar(sa.select(sa.func.count()).select_from(t.rollup)) or 0)


def ensure_current(store: Store) -> None:
    """Rebuild the rollup if its measures or levels were defined otherwise when it was made."""
    with store.reading() as connection:
        if _made_by(connection) == _definition():
            return
    with store.writing() as connection:
        if _made_by(connection) != _definition():
            _rebuild(connection, None)


def _definition() -> str:
    """Changes when the rollup has to be made anew."""
    return f"{fingerprint()} {dict(GRAIN_LEVELS)} {mention_rollup.VERSION} people {_few()}"


def _few() -> int:
    """Rows with fewer people than this keep who they were, so that the people of several rows can be counted."""
    return int(settings.get("min_group"))


def _made_by(connection: Connection) -> str | None:
    return connection.scalar(sa.select(t.meta.c.value).where(t.meta.c.key == _FINGERPRINT))


def _rebuild(connection: Connection, progress: Progress | None) -> None:
    connection.execute(sa.delete(t.rollup))
    connection.execute(sa.delete(t.rollup_pairs))
    connection.execute(sa.delete(t.mention_rollup))
    refresh(connection, connection.scalars(sa.select(t.submissions.c.day).distinct()).all(), progress)
    connection.execute(sa.delete(t.meta).where(t.meta.c.key == _FINGERPRINT))
    connection.execute(sa.insert(t.meta).values(key=_FINGERPRINT, value=_definition()))


def refresh(connection: Connection, days: Iterable[date], progress: Progress | None = None) -> None:
    """Delete and refill the rows of every month in which one of `days` lies."""
    months = sorted({day.replace(day=1) for day in days})
    for number, month in enumerate(months):
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        for table in (t.rollup, t.rollup_pairs):
            connection.execute(sa.delete(table).where(table.c.starts_on >= month, table.c.starts_on < following))
        mention_rollup.clear(connection, month, following)
        _fill(connection, month, following)
        if progress:
            progress(number + 1, len(months))


# --- filling ---------------------------------------------------------------------------------------------------------


def _fill(connection: Connection, month: date, following: date) -> None:
    day = t.submissions.c.day
    found = read_answers(connection, day >= month, day < following)
    if found is None:
        return
    _write(connection, t.rollup, _ROLLUP, chain.from_iterable(_level_rows(found, level, month) for level in range(8)))
    _write(connection, t.rollup_pairs, _PAIRS, _pair_rows(found, month))
    mention_rollup.fill(connection, found, month, following)


def _write(connection: Connection, table: sa.Table, columns: Sequence[str], rows: Rows) -> None:
    while batch := list(islice(rows, _WRITE_ROWS)):
        insert_rows(connection, table, columns, batch)


def _level_rows(found: Answers, level: int, month: date) -> Rows:
    place = [
        found.journey,
        *(
            column if level & LEVEL_BITS[code] else np.zeros_like(column)
            for code, column in (("stage", found.stage), ("touchpoint", found.touchpoint), ("channel", found.channel))
        ),
    ]
    first, group = grouped(found.who, *place)
    who = found.who[first]
    places = [column[first] for column in place]
    for code, values in found.measures.items():
        inside = ~np.isnan(values)
        if not inside.any():
            continue
        per = per_group(group[inside], values[inside], found.scale[inside], len(first))
        kept = np.flatnonzero(per["n"])
        own = {name: column[kept] for name, column in per.items()}
        where = [column[kept] for column in places]
        person = who[kept]
        products = products_of(own, found.weight[person])
        for grain, levels in GRAIN_LEVELS.items():
            if level in levels:
                yield from _grain_rows(found, grain, level, code, month, person, where, products)


def _grain_rows(
    found: Answers, grain: str, level: int, measure: str, month: date, person: Ints, place: list[Ints], products: Mapping[str, Any]
) -> Rows:
    method = found.method[person]
    start, segment = _grain_keys(found, grain, person)
    # Groups come in the order of the primary key, which is the order tables take rows fastest in.
    journey, stage, touchpoint, channel = place
    first, group = grouped(journey, start, segment, stage, touchpoint, channel, method)
    sums = {name: np.bincount(group, products[name]) for name in SUM_COLUMNS}
    sums |= {name: sums[name].astype(np.int64) for name in ("submissions", "n")}
    return zip(
        repeat(grain, len(first)),
        repeat(level),
        repeat(measure),
        journey[first].tolist(),
        _starts(found, grain, start[first], month),
        segment[first].tolist(),
        *(column[first].tolist() for column in (stage, touchpoint, channel)),
        [found.methods[number] for number in method[first].tolist()],
        *(sums[name].tolist() for name in SUM_COLUMNS),
        *(column.tolist() for column in extremes(group, products["scale_low"], products["scale_high"], len(first))),
        *people_of(found, group, person, len(first), _few()),
        strict=False,
    )


def _grain_keys(found: Answers, grain: str, who: Ints) -> tuple[Ints, Ints]:
    """(day, segment) of submissions as far as a grain tells them apart."""
    zero = np.zeros_like(who)
    return found.day[who] if grain == "day" else zero, found.segment[who] if grain == "segment" else zero


def _starts(found: Answers, grain: str, days: Ints, month: date) -> list[date]:
    return [found.days[day] for day in days.tolist()] if grain == "day" else [month] * len(days)


def _pair_rows(found: Answers, month: date) -> Rows:
    """Products of a submission's sums in two different stages: what the interval of an index over stages needs."""
    values = found.measures["experience"]
    inside = ~np.isnan(values)
    if not inside.any():
        return
    who, stage, journey = found.who[inside], found.stage[inside], found.journey[inside]
    stages = np.unique(stage)
    journey_of = {int(s): int(j) for s, j in zip(stage, journey, strict=True)}
    people = len(found.day)
    s = np.zeros((len(stages), people))
    n = np.zeros((len(stages), people))
    at = np.searchsorted(stages, stage)
    np.add.at(s, (at, who), values[inside])
    np.add.at(n, (at, who), 1.0)
    for a in range(len(stages)):
        for b in range(a + 1, len(stages)):
            if journey_of[int(stages[a])] == journey_of[int(stages[b])]:
                both = np.flatnonzero((n[a] > 0) & (n[b] > 0))
                yield from _pair(found, month, journey_of[int(stages[a])], (int(stages[a]), int(stages[b])), both, (s[a], n[a], s[b], n[b]))


def _pair(
    found: Answers, month: date, journey: int, stages: tuple[int, int], both: Ints, sums: tuple[Floats, Floats, Floats, Floats]
) -> Rows:
    if not len(both):
        return
    sa_, na, sb, nb = (column[both] for column in sums)
    w2 = found.weight[both] ** 2
    products = {"ss": sa_ * sb, "sn": sa_ * nb, "ns": na * sb, "nn": na * nb}
    products |= {f"w{name}": w2 * column for name, column in products.items()}
    for grain in GRAIN_LEVELS:
        method = found.method[both]
        day, segment = _grain_keys(found, grain, both)
        first, group = grouped(day, segment, method)
        yield from zip(
            repeat(grain, len(first)),
            repeat(journey),
            _starts(found, grain, day[first], month),
            segment[first].tolist(),
            repeat(stages[0]),
            repeat(stages[1]),
            [found.methods[number] for number in method[first].tolist()],
            *(np.bincount(group, products[name]).tolist() for name in _PRODUCTS),
            strict=False,
        )
