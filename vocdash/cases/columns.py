"""All cases as columns in memory: what the inbox filters, sorts and counts by.

A database reads, groups and hands over too many rows for that: a count stands beside every value of every filter, each under all other
filters. The columns are read whole once a process, and from then on only what changed. They are never written into, so that whoever
looks at them sees one state from beginning to end. A case takes about 80 bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Engine

from vocdash.cases.status import OPEN, WON_BACK
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.joins import among

Mask = NDArray[np.bool_]
Longs = NDArray[np.int64]
_Codes = NDArray[np.int32]

NOBODY = 0
"""The owner or team of a case that has none, as a filter value."""

SEGMENT = "segment"
"""The column of the combination of segments, beside the facets."""

_AT_ONCE = 20_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_c = t.cases.c


def _same(value: Any) -> Any:
    return value


def _or_nobody(number: int | None) -> int:
    return number or NOBODY


def _recovered(follow_up: float | None) -> str:
    return "unknown" if follow_up is None else "yes" if follow_up > WON_BACK else "no"


FACETS: Mapping[str, tuple[ColumnElement[Any], Callable[[Any], Any]]] = {
    "status": (_c.status, _same),
    "severity": (_c.severity, _same),
    "stage": (_c.stage_id, _same),
    "touchpoint": (_c.touchpoint_id, _same),
    "cause": (_c.cause_stage_id, _or_nobody),
    "cause_point": (_c.cause_touchpoint_id, _or_nobody),
    "theme": (_c.theme_id, _same),
    "channel": (_c.channel_id, _same),
    "method": (_c.method, _same),
    "owner": (_c.person_id, _or_nobody),
    "team": (_c.team_id, _or_nobody),
    "answer": (_c.wants_answer, int),
    "recovered": (_c.follow_up, _recovered),
}
"""What cases can be filtered by, each with several values: its column, and what a value of it means as a filter value."""

_CODED = {**FACETS, SEGMENT: (_c.segment_id, _same)}


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of few distinct values: the values, and for each entry the place of its own among them."""

    values: tuple[Any, ...] = ()
    codes: _Codes = field(default_factory=lambda: np.zeros(0, np.int32))

    def among(self, wanted: Collection[Any]) -> Mask:
        """Which entries are one of these values."""
        allowed = np.array([value in wanted for value in self.values], bool)
        found: Mask = allowed[self.codes] if len(self.values) else np.zeros(0, bool)
        return found

    def counts(self, kept: Mask) -> dict[Any, int]:
        """How many of the entries kept have each value, those that none has left out."""
        found = np.bincount(self.codes[kept], minlength=len(self.values)).tolist()
        return {value: count for value, count in zip(self.values, found, strict=True) if count}

    def with_more(self, entries: Sequence[Any], mean: Callable[[Any], Any] = _same) -> Coded:
        """The same entries, and after them more, by what they mean."""
        places = {value: at for at, value in enumerate(self.values)}
        code = {entry: places.setdefault(mean(entry), len(places)) for entry in set(entries)}
        more = np.fromiter(map(code.__getitem__, entries), np.int32, len(entries))
        return Coded(tuple(places), np.concatenate([self.codes, more]))

    def picked(self, entries: Longs | slice) -> Coded:
        """These of its entries, in this order."""
        return Coded(self.values, self.codes[entries])


@dataclass(frozen=True)
class CaseColumns:
    """Every case as of one `mark`, the number of writes there had been, in the order of their numbers.

    `due` and `answered` are microseconds since 1970. `tagged` are the cases of the entries of `tags`, by number.
    """

    mark: int = -1
    ids: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    due: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    answered: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    coded: Mapping[str, Coded] = field(default_factory=lambda: dict.fromkeys(_CODED, Coded()))
    tagged: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    tags: Coded = field(default_factory=Coded)

    @cached_property
    def is_open(self) -> Mask:
        """Which cases still wait for somebody."""
        return self.coded["status"].among(OPEN)

    def being(self, numbers: Collection[int] | Longs) -> Mask:
        """Which cases have one of these numbers."""
        found = np.zeros(len(self.ids), bool)
        found[self._places(np.fromiter(numbers, np.int64, len(numbers)))] = True
        return found

    def with_tags(self, wanted: Collection[str]) -> Mask:
        """Which cases have at least one of these tags."""
        return self.being(self.tagged[self.tags.among(wanted)])

    def tag_counts(self, kept: Mask) -> dict[str, int]:
        """How many of the cases kept have each tag."""
        return self.tags.counts(kept[self._places(self.tagged)])

    def without(self, numbers: Collection[int]) -> CaseColumns:
        """The same without these cases."""
        gone = self.being(numbers)
        return self._picked(np.flatnonzero(~gone), np.flatnonzero(~gone[self._places(self.tagged)])) if gone.any() else self

    def with_more(self, columns: Sequence[Sequence[Any]], tags: Sequence[tuple[int, str]]) -> CaseColumns:
        """The same with cases there are none of: their numbers, the texts of their moments, and what is coded; and (case, tag) of them."""
        numbers, due, answered, *coded = columns
        joined = replace(
            self,
            ids=np.concatenate([self.ids, np.array(numbers, np.int64)]),
            due=np.concatenate([self.due, _moments(due)]),
            answered=np.concatenate([self.answered, _moments(answered)]),
            coded={name: self.coded[name].with_more(column, mean) for (name, (_, mean)), column in zip(_CODED.items(), coded, strict=True)},
            tagged=np.concatenate([self.tagged, np.array([number for number, _ in tags], np.int64)]),
            tags=self.tags.with_more([tag for _, tag in tags]),
        )
        return joined._picked(np.argsort(joined.ids, kind="stable"), slice(None))

    def _picked(self, cases: Longs, tags: Longs | slice) -> CaseColumns:
        """These cases in this order, and these of the tags."""
        return replace(
            self,
            ids=self.ids[cases],
            due=self.due[cases],
            answered=self.answered[cases],
            coded={name: column.picked(cases) for name, column in self.coded.items()},
            tagged=self.tagged[tags],
            tags=self.tags.picked(tags),
        )

    def _places(self, numbers: Longs) -> Longs:
        """Where the cases of these numbers stand; those there are none of are left out."""
        places: Longs = np.searchsorted(self.ids, numbers)
        known = places < len(self.ids)
        known[known] = self.ids[places[known]] == numbers[known]
        return places[known]


def microseconds(moment: datetime) -> int:
    """A moment as the columns hold it."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _moments(texts: Sequence[str]) -> Longs:
    """Moments in UTC as either database writes them."""
    return np.array([text.removesuffix("+00") for text in texts], "datetime64[us]").astype(np.int64)


# --- reading ---------------------------------------------------------------------------------------------------------

_kept: WeakKeyDictionary[Engine, CaseColumns] = WeakKeyDictionary()
_renewing = Lock()


def keep_ready(store: Store) -> None:
    """Know all cases before somebody asks: the first look of a process reads 100,000 of them in about a second."""
    with store.reading() as connection:
        read_columns(connection)


def read_columns(connection: Connection) -> CaseColumns:
    """All cases as a reader's connection sees them; only what was changed since somebody looked is read."""
    mark = int(connection.scalar(sa.select(t.revision.c.number)) or 0)
    with _renewing:
        known = _kept.get(connection.engine, CaseColumns())
        if known.mark > mark:
            # This reader began before the newest write, which is in what is known.
            return _renewed(connection, CaseColumns(), mark)
        if known.mark < mark:
            _kept[connection.engine] = known = _renewed(connection, known, mark)
        return known


def _renewed(connection: Connection, known: CaseColumns, mark: int) -> CaseColumns:
    """What is known, with every case that was changed or opened since, and without those that are gone."""
    last = int(known.ids[-1]) if len(known.ids) else 0
    new = [] if known.mark < 0 else [sa.or_(_c.changed > known.mark, _c.case_id > last)]
    # A moment as text is the same on both databases, and its microseconds are kept.
    moments = [sa.cast(column, sa.String) for column in (_c.due_at, _c.answered_at)]
    statement = sa.select(_c.case_id, *moments, *(column for column, _ in _CODED.values())).where(*new)
    found = replace(known, mark=mark)
    for rows in connection.execution_options(yield_per=_AT_ONCE).execute(statement).partitions():
        columns = list(zip(*rows, strict=True))
        found = found.without(columns[0]).with_more(columns, _tags_of(connection, columns[0]))
    if connection.scalar(sa.select(sa.func.count()).select_from(t.cases)) != len(found.ids):
        left = set(connection.scalars(sa.select(_c.case_id)))
        found = found.without([number for number in found.ids.tolist() if number not in left])
    return found


def _tags_of(connection: Connection, numbers: Sequence[int]) -> list[tuple[int, str]]:
    of = t.case_tags.c
    return [(row[0], row[1]) for row in connection.execute(sa.select(of.case_id, of.tag).where(among(connection, of.case_id, numbers)))]
