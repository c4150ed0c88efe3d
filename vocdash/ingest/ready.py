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

from vocdash.ingest import staged
from vocdash.ingest.joining import Joined
from vocdash.ingest.quality import Quality
from vocdash.ingest.rows import Place
from vocdash.ingest.spoken import Spoken
from vocdash.metrics.given import Written
from vocdash.text.themes import Theme


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
        What the numbers in the tables stand for; the last two are known when all is added.
    parts : list of Part
        What stands in the tables.
    themes : tuple of Theme
        What comments are read by, which a store without themes starts with.
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

    sources: Mapping[str, int]
    spoken: Spoken

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = places
        self.themes: tuple[Theme, ...] = ()
        self.parts: list[Part] = []
        self.used: set[int] = set()
        self.days: set[str] = set()
        self.written = Written()
        self.stored = array("q")
        self.excluded: NDArray[np.bool_] = np.zeros(0, dtype=bool)

    def add(self, connection: Connection, joined: Joined) -> None:
        """Put submissions, and what belongs to them, into the tables."""
        rows: tuple[tuple[Table, Sequence[Sequence[Any]]], ...] = (
            (staged.submissions, joined.submissions),
            (staged.responses, joined.responses),
            (staged.mentions, joined.mentions),
            (staged.facts, joined.facts),
            (staged.customers, joined.customers),
        )
        numbers = {}
        for table, own in rows:
            staged.fill(connection, table, own)
            before = self.parts[-1].numbers[table.name][1] if self.parts else 0
            numbers[table.name] = before + 1, before + (len(own[0]) if own else 0)
        self.parts.append(Part(numbers, joined.rows, joined.one_comment_each))
        self.written.add(joined.columns)
        self.stored.extend(joined.stored)
        self.used.update(joined.used)
        self.days.update(joined.days)

    def flag(self, connection: Connection, quality: Quality) -> None:
        """Give the submissions their flags, which are known when all have been compared."""
        for part in self.parts:
            first, last = part.numbers[staged.submissions.name]
            found = quality.flags(first - 1, last - first + 1)
            staged.say(connection, staged.flags, [(first + at, dumps(list(flags)), excluded) for at, flags, excluded in found])
        staged.flag(connection)
        self.excluded = quality.left_out()

    @property
    def ends(self) -> tuple[date, date] | None:
        """The days of the earliest and the latest answer."""
        return (date.fromisoformat(min(self.days)), date.fromisoformat(max(self.days))) if self.days else None
