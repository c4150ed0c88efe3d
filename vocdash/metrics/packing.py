"""Columns of numbers as bytes and back: each in the smallest type that holds it exactly, and once where all its values are equal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]

_WHOLE = ("<i1", "<i2", "<i4", "<i8")
_WIDE = {"i": np.int64, "f": np.float64, "b": np.bool_}


def pack(columns: Mapping[str, Column]) -> bytes:
    """The columns as bytes: the length of a head in 4 bytes, the head (name, type, number of values, number of those kept), the values."""
    kept = {name: _smallest(column) for name, column in columns.items()}
    head = json.dumps([[name, column.dtype.str, len(columns[name]), len(column)] for name, column in kept.items()]).encode()
    return b"".join((len(head).to_bytes(4, "little"), head, *(column.tobytes() for column in kept.values())))


def unpack(packed: bytes) -> dict[str, Column]:
    """The columns that were packed, as numbers of 64 bits or truths; they cannot be written into."""
    return dict(_columns(packed))


def _columns(packed: bytes) -> Iterator[tuple[str, Column]]:
    at = 4 + int.from_bytes(packed[:4], "little")
    for name, code, length, kept in json.loads(packed[4:at]):
        found = np.frombuffer(packed, code, kept, at)
        at += found.nbytes
        values: Column = found.astype(_WIDE[found.dtype.kind], copy=False)
        yield name, values if kept == length else np.broadcast_to(values, length)


def _smallest(column: Column) -> Column:
    """The same values in the smallest type; one of them where all are equal."""
    if len(column) > 1 and (column == column[0]).all():
        column = column[:1]
    if column.dtype.kind == "f":
        with np.errstate(over="ignore"):
            single = column.astype("<f4")
        return single if np.array_equal(single.astype("<f8"), column, equal_nan=True) else column.astype("<f8")
    if column.dtype.kind == "b":
        return column.astype("?")
    low, high = int(column.min(initial=0)), int(column.max(initial=0))
    return column.astype(next(code for code in _WHOLE if np.iinfo(code).min <= low and high <= np.iinfo(code).max))
