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
from itertools import chain, combinations, islice, repeat
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash import settings
from vocdash.metrics import kept, mention_rollup
from vocdash.metrics.columns import (
    Answers,
    Groups,
    alike,
    answers_of,
    at_level,
    grouped,
    levels_alike,
    people_of,
    per_group,
    products_of,
    starts_of,
    summed,
    told_apart,
)
from vocdash.metrics.given import Floats, Given, Ints, Written, read_given
from vocdash.metrics.registry import fingerprint
from vocdash.metrics.sources import GRAIN_LEVELS, LEVEL_BITS
from vocdash.metrics.sums import SUM_COLUMNS
from vocdash.store import Store, search
from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows

_FINGERPRINT = "rollup"
_TABLES = (t.rollup, t.rollup_pairs, t.mention_rollup, t.kept_answers)
_WRITE_ROWS = 20_000
_HELD = 25_000
"""Submissions whose answers are summed at once: many, because each round costs the same, but not so many that memory grows."""

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
    _written: Written | None = None

    def touch_days(self, days: Iterable[date]) -> None:
        """Say that answers of these days were added, changed or removed (both the old and the new day of a moved one)."""
        self._days.update(days)

    def wrote(self, written: Written) -> None:
        """Say what was written, all of it, as it stands in the store now."""
        self._written = written
        self.touch_days(written.days())

    def touch_comments(self, ids: sa.Select[Any] | Sequence[int]) -> None:
        """Say that comments of these submissions were added, changed or removed. Call it after they were."""
        search.refresh(self.connection, ids)


@contextmanager
def changing_answers(store: Store, progress: Progress | None = None, *, on: Connection | None = None) -> Iterator[AnswerChange]:
    """The one way to change answers: at the end the rollup agrees with them, or nothing has happened at all.

    `on` is a connection with what was made ready for it; see :meth:`vocdash.store.Store.staging`.
    """
    with store.writing(on=on) as connection:
        change = AnswerChange(connection)
        yield change
        refresh(connection, change._days, progress, change._written)
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
    return f"{fingerprint()} {dict(GRAIN_LEVELS)} {mention_rollup.VERSION} {kept.VERSION} people {_few()}"


def _few() -> int:
    """Rows with fewer people than this keep who they were, so that the people of several rows can be counted."""
    return int(settings.get("min_group"))


def _made_by(connection: Connection) -> str | None:
    return connection.scalar(sa.select(t.meta.c.value).where(t.meta.c.key == _FINGERPRINT))


def _rebuild(connection: Connection, progress: Progress | None) -> None:
    for table in _TABLES:
        connection.execute(sa.delete(table))
    refresh(connection, connection.scalars(sa.select(t.submissions.c.day).distinct()).all(), progress)
    connection.execute(sa.delete(t.meta).where(t.meta.c.key == _FINGERPRINT))
    connection.execute(sa.insert(t.meta).values(key=_FINGERPRINT, value=_definition()))


def refresh(connection: Connection, days: Iterable[date], progress: Progress | None = None, written: Written | None = None) -> None:
    """Delete and refill the rows of every month in which one of `days` lies.

    `written` are answers that stand in the store now; months that have no others are summed up without reading them back.
    """
    months = sorted({day.replace(day=1) for day in days})
    counts = _submissions_by_month(connection, months)
    done = 0
    for span in _spans(months, counts):
        first, following = span[0], _following(span[-1])
        for table in _TABLES:
            connection.execute(sa.delete(table).where(table.c.starts_on >= first, table.c.starts_on < following))
        if written and written.count(first, following) == sum(counts.get(month, 0) for month in span):
            _fill(connection, written.within(first, following))
        else:
            _fill(connection, read_given(connection, (t.submissions.c.day >= first, t.submissions.c.day < following)))
        done += len(span)
        if progress:
            progress(done, len(months))


def _spans(months: Sequence[date], counts: Mapping[date, int]) -> Iterator[list[date]]:
    """The months in runs that are short enough for the answers of each to be held at once, without a gap inside one."""
    span: list[date] = []
    for month in months:
        if span and (month != _following(span[-1]) or sum(counts.get(each, 0) for each in (*span, month)) > _HELD):
            yield span
            span = []
        span.append(month)
    if span:
        yield span


def _submissions_by_month(connection: Connection, months: Sequence[date]) -> dict[date, int]:
    if not months:
        return {}
    day, month = t.submissions.c.day, t.calendar.c.month
    joined = sa.select(month, sa.func.count()).join_from(t.submissions, t.calendar, t.calendar.c.day == day)
    return dict(connection.execute(joined.where(day >= months[0], day < _following(months[-1])).group_by(month)).all())


def _following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


# --- filling ---------------------------------------------------------------------------------------------------------


def _fill(connection: Connection, given: Given) -> None:
    found = answers_of(connection, given.answers, given.submissions)
    if found is None:
        return
    _write(connection, t.rollup, _ROLLUP, chain.from_iterable(_level_rows(found, levels) for levels in _levels(found)))
    _write(connection, t.rollup_pairs, _PAIRS, _pair_rows(found))
    mention_rollup.fill(connection, found, given.mentions)
    kept.fill(connection, given)


def _levels(found: Answers) -> list[tuple[int, ...]]:
    return levels_alike(range(8), found.journey, found.stage, found.touchpoint, found.channel)


def _write(connection: Connection, table: sa.Table, columns: Sequence[str], rows: Rows) -> None:
    while batch := list(islice(rows, _WRITE_ROWS)):
        insert_rows(connection, table, columns, batch)


def _level_rows(found: Answers, levels: Sequence[int]) -> Rows:
    """The rows of levels that tell the same places apart: first what every submission says at every such place, then by grain."""
    place = at_level(levels[-1], found.stage, found.touchpoint, found.channel)
    member, cell = grouped(found.journey, *place)
    single = Groups.by(found.who, cell)
    who, at = single.keys
    journey, *place = (column[member][at] for column in (found.journey, *place))
    kept_by = [grain for grain, kept in GRAIN_LEVELS.items() if not set(levels).isdisjoint(kept)]
    grains = {same: _by_grain(found, same[-1], who, journey, place) for same in alike(found, kept_by)}
    for code, values in found.measures.items():
        inside = np.flatnonzero(~np.isnan(values))
        if not len(inside):
            continue
        per = per_group(single.of[inside], values[inside], found.scale[inside], len(who))
        kept = np.flatnonzero(per["n"])
        products = products_of({name: column[kept] for name, column in per.items()}, found.weight[who[kept]])
        for same, groups in grains.items():
            columns = _grain_columns(found, same[-1], groups.among(kept), who[kept], products)
            for grain in same:
                for level in levels:
                    if level in GRAIN_LEVELS[grain]:
                        yield from zip(repeat(grain), repeat(level), repeat(code), *told_apart(level, columns, LEVEL_BITS), strict=False)


def _by_grain(found: Answers, grain: str, who: Ints, journey: Ints, place: Sequence[Ints]) -> Groups:
    """Submissions at places, in the groups of a grain; these come in the order of the primary key, which tables take rows fastest in."""
    return Groups.by(journey, *_grain_keys(found, grain, who), *place, found.method[who])


def _grain_columns(found: Answers, grain: str, groups: Groups, person: Ints, products: Mapping[str, Any]) -> list[list[Any]]:
    """The columns of a grain's rows after the measure."""
    journey, start, segment, stage, touchpoint, channel, method = groups.keys
    return [
        journey.tolist(),
        starts_of(found, grain, start),
        *(column.tolist() for column in (segment, stage, touchpoint, channel)),
        [found.methods[number] for number in method.tolist()],
        *summed(groups, products),
        *people_of(found, groups.of, person, len(journey), _few()),
    ]


def _grain_keys(found: Answers, grain: str, who: Ints) -> tuple[Ints, Ints]:
    """(start, segment) of submissions as far as a grain tells them apart; see :func:`starts_of`."""
    start = found.day if grain == "day" else found.month
    return start[who], found.segment[who] if grain == "segment" else np.zeros_like(who)


def _pair_rows(found: Answers) -> Rows:
    """Products of a submission's sums in two different stages: what the interval of an index over stages needs."""
    values = found.measures["experience"]
    inside = ~np.isnan(values)
    if not inside.any():
        return
    who, stage = found.who[inside], found.stage[inside]
    stages, first, at = np.unique(stage, return_index=True, return_inverse=True)
    journeys = found.journey[inside][first].tolist()
    people = len(found.day)
    s = np.zeros((len(stages), people))
    n = np.zeros((len(stages), people))
    np.add.at(s, (at, who), values[inside])
    np.add.at(n, (at, who), 1.0)
    for a, b in combinations(range(len(stages)), 2):
        both = np.flatnonzero((n[a] > 0) & (n[b] > 0))
        if journeys[a] == journeys[b] and len(both):
            yield from _pair(
                found, (journeys[a], int(stages[a]), int(stages[b])), both, tuple(column[both] for column in (s[a], n[a], s[b], n[b]))
            )


def _pair(found: Answers, own: tuple[int, int, int], both: Ints, sums: Sequence[Floats]) -> Rows:
    journey, stage, other = own
    sa_, na, sb, nb = sums
    w2 = found.weight[both] ** 2
    products = {"ss": sa_ * sb, "sn": sa_ * nb, "ns": na * sb, "nn": na * nb}
    products |= {f"w{name}": w2 * column for name, column in products.items()}
    for grain in GRAIN_LEVELS:
        groups = Groups.by(*_grain_keys(found, grain, both), found.method[both])
        start, segment, method = groups.keys
        yield from zip(
            repeat(grain),
            repeat(journey),
            starts_of(found, grain, start),
            segment.tolist(),
            repeat(stage),
            repeat(other),
            [found.methods[number] for number in method.tolist()],
            *(np.bincount(groups.of, products[name]).tolist() for name in _PRODUCTS),
            strict=False,
        )
