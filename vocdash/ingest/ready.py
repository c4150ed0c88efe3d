"""What is ready to be published: the rows in the staged tables, and the answers as columns of numbers, of which sums are made."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from json import dumps
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Table

from vocdash.domain import UNKNOWN
from vocdash.ingest import staged
from vocdash.ingest.pieces import Batch, StagedResponse
from vocdash.ingest.quality import Quality
from vocdash.ingest.rows import Place
from vocdash.ingest.spoken import Spoken
from vocdash.metrics.given import ColumnsOf, Written
from vocdash.store.bulk import by_column

_SUBMISSION = tuple(staged.submissions.columns.keys()[1:])
_VERBATIM = staged.responses.columns.keys()[1:].index("verbatim")
_ROWS, _DAY = _SUBMISSION.index("rows"), _SUBMISSION.index("day")


class Part(NamedTuple):
    """Staged rows that belong to the same submissions: by table their first and last number, for how many rows of the file they stand,
    and whether no submission makes two comments."""

    numbers: Mapping[str, tuple[int, int]]
    rows: int
    one_comment_each: bool

    def of(self, table: Table) -> ColumnElement[bool]:
        """Whether a row of a table is one of them."""
        return table.c.number.between(*self.numbers[table.name])


class Ready:
    """Puts submissions into the staged tables of a connection.

    Attributes
    ----------
    places, sources, spoken
        What the numbers in the tables stand for.
    parts : list of Part
        What stands in the tables.
    used : set of int
        Numbers of the places that were spoken of.
    days : set of str
        The days that answers count on.
    written : Written
        The answers as columns of numbers.
    stored : array of int
        Ids of submissions of which nothing but this is staged, because the store has them as they are.
    excluded : array of bool
        Which submissions are left out of scores, in the order in which they were added; known from :meth:`flag`.
    """

    def __init__(self, places: Sequence[Place], sources: Mapping[str, int], spoken: Spoken) -> None:
        self.places = places
        self.sources = sources
        self.spoken = spoken
        self.parts: list[Part] = []
        self.used: set[int] = set()
        self.days: set[str] = set()
        self.written = Written()
        self.stored = array("q")
        self.excluded: NDArray[np.bool_] = np.zeros(0, dtype=bool)

    def add(self, connection: Connection, batch: Batch) -> None:
        """Put submissions, and what belongs to them, into the tables."""
        responses = [row[:9] for row in batch.responses]
        mentions = self._mentions(batch.responses)
        rows: tuple[tuple[Table, Sequence[tuple[Any, ...]]], ...] = (
            (staged.submissions, batch.submissions),
            (staged.responses, responses),
            (staged.mentions, mentions),
            (staged.facts, batch.facts),
            (staged.customers, [(number, dumps(said)) for number, said in batch.customers]),
        )
        numbers = {}
        for table, own in rows:
            staged.fill(connection, table, own)
            before = self.parts[-1].numbers[table.name][1] if self.parts else 0
            numbers[table.name] = before + 1, before + len(own)
        said_by = [row[0] for row in responses if row[_VERBATIM] is not None]
        self.parts.append(Part(numbers, sum([row[_ROWS] for row in batch.submissions]), len(set(said_by)) == len(said_by)))
        self.written.add(*_columns(batch.submissions, responses, mentions))
        self._note(batch)

    def _mentions(self, responses: list[StagedResponse]) -> list[tuple[int, int, int, int, int, float | None]]:
        """The rows of what comments mention."""
        found = []
        for row in responses:
            if mentioned := row[9]:
                submission_id, occurrence, place = row[:3]
                spoken = self.spoken.numbers(place, self.places[place].touchpoint != UNKNOWN, mentioned)
                found += [
                    (submission_id, occurrence, number, start, end, polarity)
                    for number, (_, _, start, end, polarity, _) in zip(spoken, mentioned, strict=True)
                ]
        return found

    def flag(self, connection: Connection, quality: Quality) -> None:
        """Give the submissions their flags, which are known when all have been compared."""
        for part in self.parts:
            first, last = part.numbers[staged.submissions.name]
            found = quality.flags(first - 1, last - first + 1)
            staged.say(connection, staged.flags, [(first + at, dumps(list(flags)), excluded) for at, flags, excluded in found])
        staged.flag(connection)
        self.excluded = quality.left_out()

    def _note(self, batch: Batch) -> None:
        self.stored.extend(batch.stored)
        self.used.update([row[2] for row in batch.responses])
        self.days.update([row[_DAY] for row in batch.submissions])

    @property
    def ends(self) -> tuple[date, date] | None:
        """The days of the earliest and the latest answer."""
        return (date.fromisoformat(min(self.days)), date.fromisoformat(max(self.days))) if self.days else None


def _columns(submissions: Sequence[Any], responses: Sequence[Any], mentions: Sequence[Any]) -> tuple[ColumnsOf, ColumnsOf, ColumnsOf]:
    """Rows as :meth:`vocdash.metrics.given.Written.add` takes them, with numbers in the place of ids."""
    s = by_column(_SUBMISSION[: _ROWS + 1], submissions)
    r = by_column(staged.responses.columns.keys()[1:], responses)
    m = by_column(staged.mentions.columns.keys()[1:], mentions)
    place, spoken = r["place"], m["spoken"]
    return (
        {**s, "source_id": s["source"], "segment_id": s["segment"], "excluded": [False] * len(submissions)},
        {**r, "question_id": place, "stage_id": place, "touchpoint_id": place, "channel_id": place},
        {**m, "question_id": spoken, "theme_id": spoken, "stage_id": spoken, "touchpoint_id": spoken},
    )
