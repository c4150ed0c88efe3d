"""What seldom changes, kept until answers or their names change: every question needs the names, and reading them is slow."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from vocdash.store import tables as t
from vocdash.store.engine import is_writing

T = TypeVar("T")

_MARK = sa.select(t.revision.c.answers)
_MOST = 64
"""Results that are kept at once; the oldest goes first."""

_kept: WeakKeyDictionary[Engine, tuple[int, dict[Hashable, Any]]] = WeakKeyDictionary()
_seen: WeakKeyDictionary[Connection, int] = WeakKeyDictionary()
"""The mark of the answers that open connections see: a reader sees one state from beginning to end."""


def remembered(connection: Connection, read: Callable[..., T], *arguments: Hashable) -> T:
    """What `read(connection, *arguments)` gives, read once for each state of the answers and their names; nobody may change the result.

    Inside a write, which may be about to change it, it is always read anew.
    """
    if is_writing(connection):
        return read(connection, *arguments)
    mark = _mark(connection)
    kept = _kept.get(connection.engine)
    if kept is None or kept[0] != mark:
        _kept[connection.engine] = kept = (mark, {})
    key = (read, arguments)
    if key in kept[1]:
        known: T = kept[1][key]
        return known
    found = read(connection, *arguments)
    for oldest in list(kept[1])[: len(kept[1]) + 1 - _MOST]:
        kept[1].pop(oldest, None)
    kept[1][key] = found
    return found


def _mark(connection: Connection) -> int:
    if connection not in _seen:
        _seen[connection] = int(connection.scalar(_MARK) or 0)
    return _seen[connection]
