"""Sorting more than fits into memory: records are parted by the leading bits of their number, in one nameless temporary file."""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, Any, Generic, TypeVar

from vocdash.ingest.identity import BITS

HELD = 20_000
"""Records kept in memory before they go to the file."""

Record = TypeVar("Record")


class Spill(Generic[Record]):
    """Takes records in any order and gives them back part by part: every number in a part is below every number in the next.

    Records are made of plain values: tuples, lists, texts, numbers, truths and None.

    Parameters
    ----------
    parts : int
        How many parts, at least; numbers are taken to be spread evenly over 63 bits.
    """

    def __init__(self, parts: int) -> None:
        leading = max(0, parts - 1).bit_length()
        self._shift = BITS - leading
        self._parts: list[list[Record]] = [[] for _ in range(1 << leading)]
        self._places: list[list[tuple[int, int]]] = [[] for _ in range(1 << leading)]
        self._held = 0
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()

    def close(self) -> None:
        """Let go of the file; what was spilled is gone."""
        self._file.close()

    def add(self, number: int, record: Record) -> None:
        """Keep a record in the part that its number belongs to."""
        self._parts[number >> self._shift].append(record)
        self._held += 1
        if self._held == HELD:
            self._write()

    def _write(self) -> None:
        self._file.seek(0, 2)
        for places, records in zip(self._places, self._parts, strict=True):
            if records:
                # Records are plain, and marshal writes what is plain in half the time of pickle; nobody but this process reads it.
                packed = marshal.dumps(records)
                places.append((self._file.tell(), len(packed)))
                self._file.write(packed)
                records.clear()
        self._held = 0

    def packed(self) -> Iterator[list[bytes]]:
        """The records of each part, in the order they came, as one or more packed lists; parts without any are left out."""
        for places, held in zip(self._places, self._parts, strict=True):
            found = []
            for place, size in places:
                self._file.seek(place)
                found.append(self._file.read(size))
            if held:
                found.append(marshal.dumps(held))
            if found:
                yield found

    def __iter__(self) -> Iterator[list[Record]]:
        """The records of each part, in the order they came; parts without any are left out."""
        return map(unpacked, self.packed())


def unpacked(lists: Iterable[bytes]) -> list[Any]:
    """The records of packed lists."""
    return list(chain.from_iterable(map(marshal.loads, lists)))
