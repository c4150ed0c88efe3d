"""Months of kept answers as one: each column is put together when it is asked for, because no question needs more than half of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Connection

from vocdash.metrics.columns import Answers, Groups, looked_up
from vocdash.metrics.given import Floats, Ints
from vocdash.metrics.meaning import Kind, kinds_of, measures_of, table_of
from vocdash.metrics.packing import Column
from vocdash.store import tables as t
from vocdash.store.remembered import remembered

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class KeptPart:
    """The answers of one journey and month: `submissions` and `at` are places in the columns, `who` in `submissions`.

    Every submission has as many `answers` one after another as its entry there says, in the order of question and occurrence; what they
    say is in the table of kinds, where they were given in that of places.
    """

    journey: int
    first: date
    columns: Mapping[str, Column]
    submissions: Ints
    at: Ints
    who: Ints

    def of_submissions(self, name: str) -> NDArray[Any]:
        return taken_at(self.columns[name], self.submissions)

    def of_answers(self, name: str, by: str) -> NDArray[Any]:
        """A column of the table of kinds, or of places, an entry an answer."""
        column: NDArray[Any] = self.columns[name][taken_at(self.columns[by], self.at)]
        return column

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The table of kinds."""
        return kinds_of(self.columns["question"], self.columns["value"], self.columns["sentiment"])


def taken_at(column: NDArray[Any], at: Ints) -> NDArray[Any]:
    """The entries of a column at ascending places; where these are all places, the column itself."""
    return column if len(at) == len(column) else column[at]


class LateAnswers(Answers):
    """The answers of parts one after the other; a submission that speaks of two journeys is one."""

    def __init__(self, connection: Connection, parts: Sequence[KeptPart]) -> None:
        kinds = _kinds_of(parts)
        held = {
            "_parts": parts,
            "_kinds": kinds,
            "_meant": remembered(connection, measures_of, kinds),
            "_scale_of": remembered(connection, _scales),
            "_method_of": remembered(connection, methods_of),
        }
        self.__dict__.update(held)

    _parts: Sequence[KeptPart]
    _kinds: tuple[Kind, ...]
    _meant: Mapping[str, Floats]
    _scale_of: Mapping[int, int]
    _method_of: Mapping[int, str]

    # --- an entry a submission ---

    @cached_property
    def _merged(self) -> tuple[Ints, Ints, Ints] | None:
        """(ids, first place and number of each submission) where parts may share some: those of several journeys."""
        if len({part.journey for part in self._parts}) == 1:
            return None
        return np.unique(np.concatenate([part.of_submissions("id") for part in self._parts]), return_index=True, return_inverse=True)

    def _of_submissions(self, columns: Iterable[NDArray[Any]]) -> NDArray[Any]:
        column = np.concatenate(list(columns))
        return column if self._merged is None else column[self._merged[1]]

    def _said(self, name: str) -> NDArray[Any]:
        return self._of_submissions(part.of_submissions(name) for part in self._parts)

    @cached_property
    def ids(self) -> Ints:
        return self._said("id")

    @cached_property
    def person(self) -> Ints:
        return self._said("person")

    @cached_property
    def segment(self) -> Ints:
        return self._said("segment")

    @cached_property
    def weight(self) -> Floats:
        return self._said("weight")

    @cached_property
    def turn(self) -> Ints:
        return self._of_submissions(part.of_submissions("turn") + (part.first.toordinal() << 32) for part in self._parts)

    @cached_property
    def _by_day(self) -> tuple[Ints, list[date]]:
        """(the place of the day of each, all days)."""
        ordinal = self._of_submissions(part.of_submissions("day") + part.first.toordinal() for part in self._parts)
        least = int(ordinal.min())
        groups = Groups.by(ordinal - least)
        return groups.of, [date.fromordinal(number + least) for number in groups.keys[0].tolist()]

    @cached_property
    def day(self) -> Ints:
        return self._by_day[0]

    @cached_property
    def days(self) -> list[date]:
        return self._by_day[1]

    @cached_property
    def month(self) -> Ints:
        return np.array([self.months.index(first.replace(day=1)) for first in self.days], dtype=np.int64)[self.day]

    @cached_property
    def months(self) -> list[date]:
        return sorted({first.replace(day=1) for first in self.days})

    @cached_property
    def _by_source(self) -> tuple[Ints, list[str]]:
        """(the place of the source of each, the method of every source)."""
        groups = Groups.by(self._said("source"))
        return groups.of, [self._method_of[source] for source in groups.keys[0].tolist()]

    @cached_property
    def method(self) -> Ints:
        of, methods = self._by_source
        return np.array([self.methods.index(method) for method in methods], dtype=np.int64)[of]

    @cached_property
    def methods(self) -> list[str]:
        return sorted(set(self._by_source[1]))

    # --- an entry an answer ---

    @cached_property
    def who(self) -> Ints:
        starts = np.cumsum([0, *(len(part.submissions) for part in self._parts)])[:-1]
        who = np.concatenate([part.who + start for part, start in zip(self._parts, starts, strict=True)])
        return who if self._merged is None else self._merged[2][who]

    def _told(self, name: str, by: str) -> NDArray[Any]:
        return np.concatenate([part.of_answers(name, by) for part in self._parts])

    @cached_property
    def stage(self) -> Ints:
        return self._told("stage", "place")

    @cached_property
    def touchpoint(self) -> Ints:
        return self._told("touchpoint", "place")

    @cached_property
    def channel(self) -> Ints:
        return self._told("channel", "place")

    @cached_property
    def spoken(self) -> Flags:
        return self._told("spoken", "kind").astype(bool)

    @cached_property
    def occurrence(self) -> Ints:
        return np.concatenate([taken_at(part.columns["occurrence"], part.at) for part in self._parts])

    @cached_property
    def journey(self) -> Ints:
        return np.repeat([part.journey for part in self._parts], [len(part.at) for part in self._parts])

    @cached_property
    def _kind(self) -> Ints:
        """The place of the kind of each among all kinds."""
        place = {kind: at for at, kind in enumerate(self._kinds)}
        own = (np.array([place[kind] for kind in part.kinds]) for part in self._parts)
        return np.concatenate([of[taken_at(part.columns["kind"], part.at)] for of, part in zip(own, self._parts, strict=True)])

    @cached_property
    def _question(self) -> Ints:
        """The question of every kind."""
        return np.array([kind[0] for kind in self._kinds])

    @cached_property
    def question(self) -> Ints:
        return self._question[self._kind]

    @cached_property
    def scale(self) -> Ints:
        return looked_up(self._scale_of, self._question)[self._kind]

    @cached_property
    def value(self) -> Floats:
        return np.array([math.nan if kind[1] is None else kind[1] for kind in self._kinds])[self._kind]

    @cached_property
    def measures(self) -> Mapping[str, Floats]:
        return _OfKinds(self._meant, self._kind)


@dataclass(frozen=True, slots=True)
class _OfKinds(Mapping[str, Floats]):
    """The measures of answers by their kind, each put together when it is asked for."""

    by_kind: Mapping[str, Floats]
    kind: Ints

    def __getitem__(self, code: str) -> Floats:
        return self.by_kind[code][self.kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_kind)

    def __len__(self) -> int:
        return len(self.by_kind)


def _kinds_of(parts: Sequence[KeptPart]) -> tuple[Kind, ...]:
    """All kinds of answers in the parts."""
    return tuple(dict.fromkeys(kind for part in parts for kind in part.kinds))


def methods_of(connection: Connection) -> dict[int, str]:
    """The method of every source."""
    return table_of(connection, t.sources.c.source_id, t.sources.c.method)


def _scales(connection: Connection) -> dict[int, int]:
    return table_of(connection, t.questions.c.question_id, sa.func.coalesce(t.questions.c.scale_id, 0))
