"""Names are read once for each revision, never across a write, and a write itself sees what it has just done."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from tests.answers import crowd, write
from vocdash.domain import Scope
from vocdash.metrics import Query, ask
from vocdash.metrics.query import read_names
from vocdash.store import Store, open_store
from vocdash.store import tables as t
from vocdash.store.remembered import remembered


def rename(connection: Connection, code: str) -> None:
    connection.execute(sa.update(t.stages).where(t.stages.c.code == "buy").values(code=code))


def stages(store: Store) -> set[str]:
    with store.reading() as connection:
        return set(read_names(connection).stages.values())


def test_a_revision_is_read_once(store: Store) -> None:
    read: list[int] = []

    def look(connection: Connection, number: int) -> int:
        read.append(number)
        return number

    for _ in range(3):
        with store.reading() as connection:
            assert [remembered(connection, look, 7), remembered(connection, look, 8)] == [7, 8]
    assert read == [7, 8]


def test_only_the_newest_results_are_kept(store: Store) -> None:
    read: list[int] = []

    def look(connection: Connection, number: int) -> int:
        read.append(number)
        return number

    with store.reading() as connection:
        for number in (*range(100), 99, 0):
            assert remembered(connection, look, number) == number
    assert read == [*range(100), 0]


def test_a_write_is_seen_at_once(store: Store) -> None:
    write(store, crowd(people=30))
    assert "buy" in stages(store)
    with store.writing() as connection:
        rename(connection, "pay")
    assert {"buy", "pay"} & stages(store) == {"pay"}
    assert any(row.keys["stage"] == "pay" for row in ask(store, Query("responses", ("stage",), Scope())))


def test_a_write_of_another_process_is_seen(store: Store, store_url: str) -> None:
    write(store, crowd(people=30))
    assert "buy" in stages(store)
    other = open_store(store_url)
    with other.writing() as connection:
        rename(connection, "pay")
    other.close()
    assert "pay" in stages(store)


def test_a_write_sees_itself_and_a_failed_one_leaves_nothing(store: Store) -> None:
    write(store, crowd(people=30))
    assert "buy" in stages(store)
    try:
        with store.writing() as connection:
            rename(connection, "pay")
            assert "pay" in read_names(connection).stages.values()
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert {"buy", "pay"} & stages(store) == {"buy"}
