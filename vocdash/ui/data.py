"""What the screens read: one store a process, and answers remembered by (database, revision, question).

A write raises the revision, so nothing here ever expires by the clock and nothing old is ever shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from vocdash import settings
from vocdash.metrics.rollup import ensure_current
from vocdash.store import Store, open_store

T = TypeVar("T")


@st.cache_resource(show_spinner=False)
def _open(url: str) -> Store:
    opened = open_store(url)
    ensure_current(opened)
    return opened


def store() -> Store:
    """The store of this process, opened, migrated and its sums checked once.

    Raises
    ------
    StoreUnavailable
        If it cannot be reached; the next call tries again.
    """
    return _open(settings.database_url())


@st.cache_data(max_entries=4000, show_spinner=False)
def _remembered(url: str, revision: int, reader: str, arguments: tuple[Any, ...], named: dict[str, Any], _read: Callable[[], Any]) -> Any:
    return _read()


def remembered(reader: Callable[..., T], *arguments: Any, **named: Any) -> T:
    """What `reader(store, *arguments, **named)` gives, computed once until somebody writes. The arguments are values, never tables."""
    at = store()
    name = f"{reader.__module__}.{reader.__qualname__}"
    result: T = _remembered(at.url.render_as_string(), at.revision(), name, arguments, named, lambda: reader(at, *arguments, **named))
    return result
