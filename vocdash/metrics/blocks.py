"""Rows of the rollups on their way to the tables, column by column: as such they take a tenth of the memory, and travel fast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, Table

from vocdash.store import tables as t
from vocdash.store.bulk import insert_columns, take_over, twin

_AT_ONCE = 20_000


class Block(NamedTuple):
    """Rows for a table: the names of its columns, and for each of them an array, a list, or one value that all rows have."""

    table: str
    columns: tuple[str, ...]
    values: tuple[Any, ...]

    def places(self) -> tuple[int, ...]:
        """Where the values of each column stand in :meth:`own`: sums are mostly one column under several names."""
        own: dict[int, int] = {}
        count = 0
        found = []
        for column in self.values:
            place = own.get(id(column)) if isinstance(column, np.ndarray) else None
            if place is None:
                place, count = count, count + 1
                own[id(column)] = place
            found.append(place)
        return tuple(found)

    def own(self) -> list[list[Any]]:
        """The values of the columns, those that several names stand for once."""
        places = self.places()
        columns = [column for at, column in enumerate(self.values) if places.index(places[at]) == at]
        count = next(len(column) for column in columns if isinstance(column, (np.ndarray, list)))
        plain = [column.tolist() if isinstance(column, np.ndarray) else column for column in columns]
        return [column if isinstance(column, list) else [column] * count for column in plain]


Span = tuple[date, date]
"""The first day of some months, and the first one after them."""


class LaidDown:
    """Blocks in temporary tables of a connection, ready to be taken over: the database does that by itself, in a tenth of the time.

    Attributes
    ----------
    spans : sequence of Span
        What they sum up.
    """

    def __init__(self, connection: Connection, blocks: Iterable[Block], spans: Sequence[Span]) -> None:
        self.spans = spans
        self._twins: dict[str, Table] = {}
        write(connection, self._seen(connection, blocks), self._twins)
        connection.commit()

    def _seen(self, connection: Connection, blocks: Iterable[Block]) -> Iterator[Block]:
        """The blocks, each when there is a table for it."""
        for block in blocks:
            if block.table not in self._twins:
                self._twins[block.table] = twin(connection, t.metadata.tables[block.table])
            yield block

    def take_over(self, connection: Connection) -> None:
        """Insert them all; call it once."""
        for name, own in self._twins.items():
            take_over(connection, own, t.metadata.tables[name])


def write(connection: Connection, blocks: Iterable[Block], tables: Mapping[str, Table] | None = None) -> None:
    """Insert blocks, into other tables than their own where some are given; those of a table that follow each other go together."""
    into = t.metadata.tables if tables is None else tables
    for (table, columns, places), same in groupby(blocks, lambda block: (block.table, block.columns, block.places())):
        for values in _together(same):
            insert_columns(connection, into[table], columns, values, places)


def _together(blocks: Iterable[Block]) -> Iterator[list[list[Any]]]:
    """The columns of blocks one below the other, some thousands of rows at a time."""
    held: list[list[Any]] = []
    for block in blocks:
        held = held or [[] for _ in set(block.places())]
        for column, own in zip(held, block.own(), strict=True):
            column.extend(own)
        while len(held[0]) >= _AT_ONCE:
            yield [column[:_AT_ONCE] for column in held]
            held = [column[_AT_ONCE:] for column in held]
    if held:
        yield held
