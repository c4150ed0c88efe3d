"""The columns of cases in memory say what the tables say, after every kind of write and for everybody who looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.test_cases import INES, LOW, brought
from vocdash.access import COMMAND_LINE
from vocdash.cases import columns
from vocdash.cases.change import merge_cases, update_case, update_cases
from vocdash.cases.columns import FACETS, CaseColumns, microseconds, read_columns
from vocdash.cases.count import count_cases
from vocdash.cases.find import find_ids
from vocdash.cases.state import Change, Owner
from vocdash.cases.status import Status
from vocdash.cases.undo import separate_case, undo_bulk
from vocdash.cases.wanted import Queue, Wanted
from vocdash.customers import erase_person
from vocdash.ingest.undo import undo_import
from vocdash.journeys.cells import move_cell
from vocdash.store import Store, open_store
from vocdash.store import tables as t

ROWS = (
    LOW
    + "2,2026-09-04T10:00,7,buy,web,w,csat,1,They promised me Tuesday.\n"
    + "3,2026-09-20T10:00,8,buy,web,w,csat,2,The fee only showed up at the very end. Terrible.\n"
    + "4,2026-09-22T11:00:00.123456,9,receive,van,d,csat,2,\n"
)
MORE = "5,2026-09-25T11:00,10,buy,web,w,csat,1,Awful.\n6,2026-09-25T11:00,11,buy,web,w,csat,1,Awful.\n"
BETTER = MORE.replace("csat,1,Awful", "csat,5,Lovely", 1)


def held(store: Store) -> dict[int, Any]:
    """What the columns say of each case."""
    with store.reading() as connection:
        found = read_columns(connection)
    of = {name: [column.values[code] for code in column.codes] for name, column in found.coded.items()}
    tags: dict[int, set[str]] = {}
    for number, code in zip(found.tagged.tolist(), found.tags.codes, strict=True):
        tags.setdefault(number, set()).add(found.tags.values[code])
    return {
        number: ({name: of[name][at] for name in of}, int(found.due[at]), int(found.answered[at]), tags.get(number, set()))
        for at, number in enumerate(found.ids.tolist())
    }


def stored(store: Store) -> dict[int, Any]:
    """The same as the tables say it."""
    with store.reading() as connection:
        tags: dict[int, set[str]] = {}
        for row in connection.execute(sa.select(t.case_tags)):
            tags.setdefault(row.case_id, set()).add(row.tag)
        return {
            row.case_id: (
                {name: mean(getattr(row, column.key)) for name, (column, mean) in FACETS.items()} | {"segment": row.segment_id},
                microseconds(row.due_at),
                microseconds(row.answered_at),
                tags.get(row.case_id, set()),
            )
            for row in connection.execute(sa.select(t.cases))
        }


@contextmanager
def reads(store: Store) -> Iterator[list[int]]:
    """How many cases each statement on them gives while this lasts."""
    given: list[int] = []
    whole = CaseColumns.with_more

    def note(self: CaseColumns, columns: Any, tags: Any) -> CaseColumns:
        given.append(len(columns[0]))
        return whole(self, columns, tags)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CaseColumns, "with_more", note)
        yield given


def _first(store: Store) -> tuple[int, int]:
    return next(iter(find_ids(store, INES, Wanted()).items()))


def _work(store: Store) -> None:
    number, version = _first(store)
    update_case(store, INES, number, version, Change(status=Status.SOLVED, tags=("van", "fee"), owner=Owner(None), follow_up=None))


def _bulk(store: Store) -> None:
    done = update_cases(store, INES, find_ids(store, INES, Wanted()), Change(severity=5, tags=("all",)))
    assert held(store) == stored(store)
    undo_bulk(store, INES, done)


def _merge(store: Store) -> None:
    (into, one), (other, two) = list(find_ids(store, INES, Wanted()).items())[:2]
    merge_cases(store, INES, into, {into: one, other: two}, strangers=True)
    assert held(store) == stored(store)
    separate_case(store, INES, other, two + 1)


def _import(store: Store, folder: Path) -> None:
    brought(store, folder, ROWS + MORE, "b.csv")


def _correction(store: Store, folder: Path) -> None:
    brought(store, folder, ROWS + MORE, "b.csv")
    assert held(store) == stored(store)
    brought(store, folder, ROWS + BETTER, "c.csv")


def _undone(store: Store, folder: Path) -> None:
    made = brought(store, folder, ROWS + MORE, "b.csv")
    assert held(store) == stored(store)
    undo_import(store, COMMAND_LINE, made.import_id or 0)


def _moved(store: Store) -> None:
    move_cell(store, COMMAND_LINE, "shop", "buy", "web", "receive", past=True, on=date(2026, 10, 1))


def _erased(store: Store) -> None:
    with store.reading() as connection:
        customer = connection.scalar(sa.select(t.cases.c.customer_id).order_by(t.cases.c.case_id).limit(1))
    erase_person(store, COMMAND_LINE, customer or 0)


WRITES: tuple[Callable[..., None], ...] = (_work, _bulk, _merge, _import, _correction, _undone, _moved, _erased)


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__.strip("_"))
def test_columns_follow_every_write(store: Store, tmp_path: Path, write: Callable[..., None]) -> None:
    brought(store, tmp_path, ROWS)
    before = held(store)
    assert before == stored(store)
    assert len(before) == 4
    if write.__code__.co_argcount == 2:
        write(store, tmp_path)
    else:
        write(store)
    with reads(store) as given:
        after = held(store)
        assert after == stored(store)
        held(store)
    assert len(given) <= 1, "what is known is not read again"
    with store.reading() as connection:
        assert columns._renewed(connection, CaseColumns(), 0).ids.tolist() == sorted(after)


def test_another_process_sees_what_this_one_wrote(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, ROWS)
    other = open_store(store.url.render_as_string(hide_password=False))
    assert count_cases(other, INES, Wanted()).total == 4
    _work(store)
    with reads(other) as given:
        counts = count_cases(other, INES, Wanted())
    assert (counts.total, counts.queues[Queue.DONE], counts.facets["tag"]) == (3, 1, {})
    assert count_cases(other, INES, Wanted(Queue.DONE)).facets["tag"] == {"fee": 1, "van": 1}
    assert given == [1], "one case was changed, and only that one is read"
    other.close()


def test_who_began_before_a_write_does_not_see_it(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, ROWS)
    with store.reading() as early:
        early.scalar(sa.select(t.revision.c.number))
        _work(store)
        assert count_cases(store, INES, Wanted(Queue.DONE)).total == 1
        seen = read_columns(early)
        assert seen.is_open.all()
    assert count_cases(store, INES, Wanted(Queue.DONE)).total == 1, "what the late ones know stays"


def test_nobody_writes_into_what_others_look_at(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, ROWS)
    with store.reading() as connection:
        before = read_columns(connection)
    ids, status = before.ids.copy(), before.coded["status"].codes.copy()
    _work(store)
    _import(store, tmp_path)
    with store.reading() as connection:
        assert read_columns(connection) is not before
        assert read_columns(connection) is read_columns(connection)
    assert before.ids.tolist() == ids.tolist()
    assert before.coded["status"].codes.tolist() == status.tolist()


def test_what_takes_much_memory_is_known(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, ROWS)
    with store.reading() as connection:
        found = read_columns(connection)
    arrays = [found.ids, found.due, found.answered, *(column.codes for column in found.coded.values())]
    assert sum(array.nbytes for array in arrays) == 80 * len(found.ids)
