"""The rollup: sums that make questions fast. Disposable: months a write touched are deleted and refilled, never incremented.

Every write that changes answers goes through :func:`changing_answers`, which refreshes the rollup in the same transaction, so
that nobody ever sees answers and sums that disagree.

Three grains: `day` and `month` without segments, and `segment` (a month and a combination of segments). Within each, a row
for every level: a set of places (stage, touchpoint, channel) that is told apart, because the products of a submission's own
sums, which the intervals need, cannot be added across places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Connection

from vocdash.metrics.registry import MEASURES, fingerprint
from vocdash.metrics.sources import GRAIN_LEVELS, LEVEL_BITS, answers
from vocdash.store import Store, search
from vocdash.store import tables as t

_FINGERPRINT = "rollup"
_WRITE_ROWS = 5_000

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]


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


def rebuild(store: Store, progress: Progress | None = None) -> int:
    """Make the whole rollup anew from the answers; returns its number of rows."""
    with store.writing() as connection:
        _rebuild(connection, progress)
        return int(connection.scalar(sa.select(sa.func.count()).select_from(t.rollup)) or 0)


def ensure_current(store: Store) -> None:
    """Rebuild the rollup if its measures were defined otherwise when it was made."""
    with store.reading() as connection:
        if _made_by(connection) == fingerprint():
            return
    with store.writing() as connection:
        if _made_by(connection) != fingerprint():
            _rebuild(connection, None)


def _made_by(connection: Connection) -> str | None:
    return connection.scalar(sa.select(t.meta.c.value).where(t.meta.c.key == _FINGERPRINT))


def _rebuild(connection: Connection, progress: Progress | None) -> None:
    connection.execute(sa.delete(t.rollup))
    connection.execute(sa.delete(t.rollup_pairs))
    refresh(connection, connection.scalars(sa.select(t.submissions.c.day).distinct()).all(), progress)
    connection.execute(sa.delete(t.meta).where(t.meta.c.key == _FINGERPRINT))
    connection.execute(sa.insert(t.meta).values(key=_FINGERPRINT, value=fingerprint()))


def refresh(connection: Connection, days: Iterable[date], progress: Progress | None = None) -> None:
    """Delete and refill the rows of every month in which one of `days` lies."""
    months = sorted({day.replace(day=1) for day in days})
    for number, month in enumerate(months):
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        for table in (t.rollup, t.rollup_pairs):
            connection.execute(sa.delete(table).where(table.c.starts_on >= month, table.c.starts_on < following))
        _fill(connection, month, following)
        if progress:
            progress(number + 1, len(months))


# --- filling ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answers of one month as columns; `who` counts submissions from 0 and is ascending."""

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
    days: list[date]
    methods: list[str]


def _fill(connection: Connection, month: date, following: date) -> None:
    found = _read(connection, month, following)
    if found is None:
        return
    writer = _Writer(connection, t.rollup)
    for level in range(8):
        for row in _level_rows(found, level, month):
            writer.add(row)
    writer.flush()
    pairs = _Writer(connection, t.rollup_pairs)
    for row in _pair_rows(found, month):
        pairs.add(row)
    pairs.flush()


def _read(connection: Connection, month: date, following: date) -> _Answers | None:
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
    )
    expressions = [measure.expression().label(code) for code, measure in MEASURES.items()]
    statement = answers(*fixed, *expressions).where(s.day >= month, s.day < following)
    rows = connection.execute(statement).fetchall()
    if not rows:
        return None
    columns = list(zip(*rows, strict=True))
    _, who = np.unique(np.array(columns[0], dtype=np.int64), return_inverse=True)
    order = np.argsort(who, kind="stable")
    days, day = _coded(columns[1])
    methods, method = _coded(columns[3])
    first = np.unique(who[order], return_index=True)[1]

    def ints(number: int) -> Ints:
        return np.array(columns[number], dtype=np.int64)[order]

    return _Answers(
        who=who[order].astype(np.int64),
        journey=ints(5),
        stage=ints(6),
        touchpoint=ints(7),
        channel=ints(8),
        scale=ints(9),
        measures={code: np.array(columns[10 + i], dtype=np.float64)[order] for i, code in enumerate(MEASURES)},
        day=day[order][first],
        segment=ints(2)[first],
        method=method[order][first],
        weight=np.array(columns[4], dtype=np.float64)[order][first],
        days=days,
        methods=methods,
    )


def _coded(values: Sequence[Any]) -> tuple[list[Any], Ints]:
    words = sorted(set(values))
    number = {word: i for i, word in enumerate(words)}
    return words, np.fromiter((number[value] for value in values), dtype=np.int64, count=len(values))


def _packed(*columns: Ints) -> Ints:
    """One number for each combination of whole numbers, so that grouping is grouping by one column."""
    packed = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        packed = packed * (int(column.max(initial=0)) + 1) + column
    return packed


def _grouped(*columns: Ints) -> tuple[Ints, Ints]:
    """(index of a first member of each group, group number of each row)."""
    _, first, inverse = np.unique(_packed(*columns), return_index=True, return_inverse=True)
    return first, inverse


def _level_rows(found: _Answers, level: int, month: date) -> Iterator[dict[str, Any]]:
    place = [
        found.journey,
        *(
            column if level & LEVEL_BITS[code] else np.zeros_like(column)
            for code, column in (("stage", found.stage), ("touchpoint", found.touchpoint), ("channel", found.channel))
        ),
    ]
    first, group = _grouped(found.who, *place)
    who = found.who[first]
    places = [column[first] for column in place]
    for code, values in found.measures.items():
        inside = ~np.isnan(values)
        if not inside.any():
            continue
        per = _per_submission(group[inside], values[inside], found.scale[inside], len(first))
        kept = np.flatnonzero(per["n"])
        own = {name: column[kept] for name, column in per.items()}
        where = [column[kept] for column in places]
        person = who[kept]
        products = _products(own, found.weight[person])
        for grain, levels in GRAIN_LEVELS.items():
            if level in levels:
                yield from _grain_rows(found, grain, level, code, month, person, where, products)


def _per_submission(group: Ints, values: Floats, scale: Ints, count: int) -> dict[str, Any]:
    low = np.full(count, np.iinfo(np.int64).max)
    high = np.zeros(count, dtype=np.int64)
    np.minimum.at(low, group, scale)
    np.maximum.at(high, group, scale)
    return {
        "n": np.bincount(group, minlength=count).astype(np.float64),
        "s": np.bincount(group, values, minlength=count),
        "q": np.bincount(group, values * values, minlength=count),
        "scale_low": low,
        "scale_high": high,
    }


def _products(own: Mapping[str, Any], weight: Floats) -> dict[str, Any]:
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


def _grain_rows(
    found: _Answers, grain: str, level: int, measure: str, month: date, person: Ints, place: list[Ints], products: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    zero = np.zeros_like(person)
    day = found.day[person] if grain == "day" else zero
    segment = found.segment[person] if grain == "segment" else zero
    method = found.method[person]
    first, group = _grouped(*place, day, segment, method)
    sums = {name: np.bincount(group, column).tolist() for name, column in products.items() if not name.startswith("scale")}
    scales = _extremes(group, products, len(first))
    journey, stage, touchpoint, channel = (column[first].tolist() for column in place)
    days, segments, methods = day[first].tolist(), segment[first].tolist(), method[first].tolist()
    for i in range(len(first)):
        yield {
            "grain": grain,
            "level": level,
            "measure": measure,
            "journey_id": journey[i],
            "starts_on": found.days[days[i]] if grain == "day" else month,
            "segment_id": segments[i],
            "stage_id": stage[i],
            "touchpoint_id": touchpoint[i],
            "channel_id": channel[i],
            "method": found.methods[methods[i]],
            **{name: column[i] for name, column in sums.items()},
            "submissions": int(sums["submissions"][i]),
            "n": int(sums["n"][i]),
            "scale_low": scales[0][i],
            "scale_high": scales[1][i],
        }


def _extremes(group: Ints, products: Mapping[str, Any], count: int) -> tuple[list[int], list[int]]:
    low = np.full(count, np.iinfo(np.int64).max)
    high = np.zeros(count, dtype=np.int64)
    np.minimum.at(low, group, products["scale_low"])
    np.maximum.at(high, group, products["scale_high"])
    return low.tolist(), high.tolist()


def _pair_rows(found: _Answers, month: date) -> Iterator[dict[str, Any]]:
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
    found: _Answers, month: date, journey: int, stages: tuple[int, int], both: Ints, sums: tuple[Floats, Floats, Floats, Floats]
) -> Iterator[dict[str, Any]]:
    if not len(both):
        return
    sa_, na, sb, nb = (column[both] for column in sums)
    w2 = found.weight[both] ** 2
    products = {"ss": sa_ * sb, "sn": sa_ * nb, "ns": na * sb, "nn": na * nb}
    products |= {f"w{name}": w2 * column for name, column in products.items()}
    for grain in GRAIN_LEVELS:
        zero = np.zeros_like(both)
        day = found.day[both] if grain == "day" else zero
        segment = found.segment[both] if grain == "segment" else zero
        method = found.method[both]
        first, group = _grouped(day, segment, method)
        totals = {name: np.bincount(group, column).tolist() for name, column in products.items()}
        for i, index in enumerate(first.tolist()):
            yield {
                "grain": grain,
                "journey_id": journey,
                "starts_on": found.days[int(day[index])] if grain == "day" else month,
                "segment_id": int(segment[index]),
                "stage_id": stages[0],
                "other_id": stages[1],
                "method": found.methods[int(method[index])],
                **{name: column[i] for name, column in totals.items()},
            }


class _Writer:
    """Inserts rows in batches."""

    def __init__(self, connection: Connection, table: sa.Table) -> None:
        self._connection, self._table = connection, table
        self._rows: list[dict[str, Any]] = []

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        if len(self._rows) >= _WRITE_ROWS:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            self._connection.execute(sa.insert(self._table), self._rows)
            self._rows = []
