"""What seldom changes, kept by the process as long as nobody writes: every question needs the names, and reading them is slow."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from vocdash.store import tables as t
from vocdash.store.engine import is_writing

T = TypeVar("T")

_REVISION = sa.select(t.revision.c.number)

_kept: WeakKeyDictionary[Engine, tuple[int, dict[Hashable, Any]]] = WeakKeyDictionary()


def remembered(connection: Connection, read: Callable[..., T], *arguments: Hashable) -> T:
    """What `read(connection, *arguments)` gives, read once for each revision of the data; nobody may change the result.

    Inside a write, which may be about to change it, it is always read anew.
    """
    if is_writing(connection):
        return read(connection, *arguments)
    revision = int(connection.scalar(_REVISION) or 0)
    kept = _kept.get(connection.engine)
    if kept is None or kept[0] != revision:
        _kept[connection.engine] = kept = (revision, {})
    key = (read, arguments)
    if key not in kept[1]:
        kept[1][key] = read(connection, *arguments)
    found: T = kept[1][key]
    return found
