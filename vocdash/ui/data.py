"""What the screens read: one store a process, and results remembered by (database, mark, question).

A write raises the marks, so nothing here ever expires by the clock and nothing old is ever shown.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from streamlit.runtime.scriptrunner import get_script_run_ctx

from vocdash import settings
from vocdash.ingest.copies import remove_forgotten
from vocdash.ingest.jobs import settle
from vocdash.metrics.rollup import ensure_current
from vocdash.store import Store, open_store
from vocdash.store.engine import Marks

Q = TypeVar("Q", bound=Hashable)
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
            remove_forgotten()
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

    def get_all(self, keys: Sequence[Hashable], compute: Callable[[list[int]], Sequence[Any]]) -> list[Any]:
        """The results of several keys; those that are missing, given by their numbers, are computed together."""
        with self._lock:
            missing = [number for number, key in enumerate(keys) if key not in self._results and key not in keys[:number]]
        if missing:
            results = compute(missing)
            with self._lock:
                for number, result in zip(missing, results, strict=True):
                    self._results.setdefault(keys[number], _known(result))
        return [self.get(key, partial(_only, compute, number)) for number, key in enumerate(keys)]


def _only(compute: Callable[[list[int]], Sequence[Any]], number: int) -> Any:
    return compute([number])[0]


def _known(result: Any) -> Future[Any]:
    found: Future[Any] = Future()
    found.set_result(result)
    return found


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


def each_of_answers(one: Callable[[Store, Q], T], several: Callable[[Store, Sequence[Q]], Sequence[T]], asked: Sequence[Q]) -> list[T]:
    """What `of_answers(one, …)` gives for each thing asked; what is not remembered yet is read by `several` at once.

    A question alone takes longer to put than to answer, so a page that knows what it will ask asks it together.
    """
    at = store()
    mark = ("answers", _marks(at).answers)
    keys = [_key(at, mark, one, (each,), {}) for each in asked]
    return _memory.get_all(keys, lambda numbers: several(at, [asked[number] for number in numbers]))


def _get(at: Store, mark: Hashable, reader: Callable[..., T], arguments: tuple[Hashable, ...], named: dict[str, Hashable]) -> T:
    result: T = _memory.get(_key(at, mark, reader, arguments, named), lambda: reader(at, *arguments, **named))
    return result


def _key(at: Store, mark: Hashable, reader: Callable[..., Any], arguments: tuple[Hashable, ...], named: dict[str, Hashable]) -> Hashable:
    return at.url, mark, reader, arguments, tuple(sorted(named.items()))
