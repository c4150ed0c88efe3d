"""Rows of the rollups on their way to the tables, column by column: as such they take a tenth of the memory, and travel fast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice, repeat
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection

from vocdash.store import tables as t
from vocdash.store.bulk import insert_rows

_AT_ONCE = 20_000


class Block(NamedTuple):
    """Rows for a table: the names of its columns, and for each of them an array, a list, or one value that all rows have."""

    table: str
    columns: tuple[str, ...]
    values: tuple[Any, ...]

    def places(self) -> tuple[int, ...]:
        """Where the values of each column stand in :meth:`rows`: sums are mostly one column under several names."""
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

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows one by one, each column that several names stand for once."""
        places = self.places()
        columns = [column for at, column in enumerate(self.values) if places.index(places[at]) == at]
        plain = [column.tolist() if isinstance(column, np.ndarray) else column for column in columns]
        return zip(*(column if isinstance(column, list) else repeat(column) for column in plain), strict=False)


def write(connection: Connection, blocks: Iterable[Block]) -> None:
    """Insert blocks; those of a table that follow each other go together."""
    for (table, columns, places), same in groupby(blocks, lambda block: (block.table, block.columns, block.places())):
        rows = chain.from_iterable(block.rows() for block in same)
        while batch := list(islice(rows, _AT_ONCE)):
            insert_rows(connection, t.metadata.tables[table], columns, batch, places)
