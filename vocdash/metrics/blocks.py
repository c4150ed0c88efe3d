"""Rows of the rollups on their way to the tables, column by column: as such they take a tenth of the memory, and travel fast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection

from vocdash.store import tables as t
from vocdash.store.bulk import insert_columns

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


def write(connection: Connection, blocks: Iterable[Block]) -> None:
    """Insert blocks; those of a table that follow each other go together."""
    for (table, columns, places), same in groupby(blocks, lambda block: (block.table, block.columns, block.places())):
        for values in _together(same):
            insert_columns(connection, t.metadata.tables[table], columns, values, places)


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
