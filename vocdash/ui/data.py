"""What the screens read: one store a process, and results remembered by (database, mark, question).

A write raises the marks, so nothing here ever expires by the clock and nothing old is ever shown.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

from streamlit.runtime.scriptrunner import get_script_run_ctx

from vocdash import settings
from vocdash.ingest.jobs import settle
from vocdash.metrics.rollup import ensure_current
from vocdash.store import Store, open_store
from vocdash.store.engine import Marks

T = TypeVar("T")

_elsewhere: ContextVar[str | None] = ContextVar("elsewhere", default=None)


_stores: dict[str, Store] = {}
_opening = Lock()


def _open(url: str) -> Store:
    """The store at a URL. A plain dictionary, because every question passes here and Streamlit's cache takes a millisecond each time."""
    if url in _stores:
        return _stores[url]
    with _opening:
        if url not in _stores:
            opened = open_store(url)
            settle(opened)
            ensure_current(opened)
            _stores[url] = opened
        return _stores[url]


def store() -> Store:
    """The store of this process, opened, migrated and its sums checked once.

    Raises
    ------
    StoreUnavailable
        If it cannot be reached; the next call tries again.
    """
    return _open(_elsewhere.get() or settings.database_url())


@contextmanager
def reading_from(url: str | None) -> Iterator[None]:
    """Read from the database at `url` (the setting's, when None) inside: for the command line, which may name another one."""
    token = _elsewhere.set(url)
    try:
        yield
    finally:
        _elsewhere.reset(token)


class _Memory:
    """Results by key: each is computed once, also when many ask at the same moment; the least recently used are forgotten.

    Streamlit's own cache looks into every argument and copies every result, which took half of a page's time; here the
    arguments are frozen values that can be keys themselves, and nobody changes a result.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._results: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        with self._lock:
            found = self._results.get(key)
            if mine := found is None:
                found = self._results[key] = Future()
                while len(self._results) > self._size:
                    self._results.popitem(last=False)
            self._results.move_to_end(key)
        if mine:
            try:
                found.set_result(compute())
            except BaseException as error:
                with self._lock:
                    self._results.pop(key, None)
                found.set_exception(error)
        return found.result()


_memory = _Memory(4_000)


def _marks(at: Store) -> Marks:
    """The store's marks, read once a run of the script, and again after a write of this process."""
    run = get_script_run_ctx(suppress_warning=True)  # a page made for a link has no session
    known: tuple[Store, int, Marks] | None = getattr(run, "_voc_marks", None)
    if known is not None and known[:2] == (at, at.writes):
        return known[2]
    marks = at.marks()
    if run is not None:
        run._voc_marks = (at, at.writes, marks)  # type: ignore[attr-defined]
    return marks


def remembered(reader: Callable[..., T], *arguments: Hashable, **named: Hashable) -> T:
    """What `reader(store, *arguments, **named)` gives, computed once until somebody writes. The arguments are frozen values."""
    at = store()
    return _get(at, ("number", _marks(at).number), reader, arguments, named)


def of_answers(reader: Callable[..., T], *arguments: Hashable, **named: Hashable) -> T:
    """The same for a reader of answers and of what they stand on: computed once, however many cases are worked on."""
    at = store()
    return _get(at, ("answers", _marks(at).answers), reader, arguments, named)


def _get(at: Store, mark: Hashable, reader: Callable[..., T], arguments: tuple[Hashable, ...], named: dict[str, Hashable]) -> T:
    key = (at.url, mark, reader, arguments, tuple(sorted(named.items())))
    result: T = _memory.get(key, lambda: reader(at, *arguments, **named))
    return result
