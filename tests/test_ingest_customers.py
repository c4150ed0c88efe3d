"""What a file says of customers replaces what was known, and an undo, of any import in any order, gives it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.test_ingest_bring_in import count, rows, write
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.customers.erase import erase_person
from vocdash.ingest import bring_in, customers, undo_import
from vocdash.store import Store
from vocdash.store import tables as t

MAPPING: dict[str, Any] = {
    "shape": "wide",
    "journey": "shop",
    "source": "s",
    "submission": {"id": "id", "answered_at": "day", "customer": {"number": "no", "name": "name", "email": "mail", "phone": "phone"}},
    "questions": [{"column": "score", "scale": "nps"}],
}
ADMIN = Actor("Ann", Access.ADMIN)
HEAD = "id,day,no,name,mail,phone,score\n"
FIRST = HEAD + "1,2026-05-01,C1,Ada,ada@old.example,,9\n2,2026-05-01,C2,Bo,,,8\n"
SECOND = HEAD + "3,2026-05-02,C1,Ada,ada@new.example,,9\n"
THIRD = HEAD + "4,2026-05-03,C1,Ada King,ada@newest.example,020,9\n"


def bring(store: Store, folder: Path, text: str) -> int:
    return bring_in(store, COMMAND_LINE, write(folder, text), MAPPING).import_id or 0


def ada(store: Store) -> tuple[Any, ...]:
    c = t.customers.c
    [found] = rows(store, sa.select(c.name, c.email, c.phone).where(c.number == "C1"))
    return tuple(found)


def test_an_undo_gives_back_who_somebody_was(store: Store, tmp_path: Path) -> None:
    _, second, third = (bring(store, tmp_path, text) for text in (FIRST, SECOND, THIRD))
    assert ada(store) == ("Ada King", "ada@newest.example", "020")
    undo_import(store, COMMAND_LINE, third)
    assert ada(store) == ("Ada", "ada@new.example", None)
    undo_import(store, COMMAND_LINE, second)
    assert ada(store) == ("Ada", "ada@old.example", None)
    assert count(store, t.customer_changes) == 0


def test_an_older_undo_leaves_what_a_later_import_said_and_that_ones_undo_leads_back_before_both(store: Store, tmp_path: Path) -> None:
    _, second, third = (bring(store, tmp_path, text) for text in (FIRST, SECOND, THIRD))
    undo_import(store, COMMAND_LINE, second)
    assert ada(store) == ("Ada King", "ada@newest.example", "020")
    undo_import(store, COMMAND_LINE, third)
    assert ada(store) == ("Ada", "ada@old.example", None)


def test_what_stood_before_the_first_of_several_rows_is_kept(sqlite_store: Store, tmp_path: Path) -> None:
    first = bring(sqlite_store, tmp_path, FIRST)
    with sqlite_store.writing() as connection:
        number = connection.scalar(sa.select(t.customers.c.customer_id).where(t.customers.c.number == "C1"))
        assert number is not None
        customers.write(connection, [(number, {"email": "b@x.example"})], first + 1)
        customers.write(connection, [(number, {"email": "c@x.example", "phone": "1"})], first + 1)
        customers.restore(connection, first + 1)
    assert ada(sqlite_store) == ("Ada", "ada@old.example", None)


def test_who_is_erased_leaves_no_image_behind(sqlite_store: Store, tmp_path: Path) -> None:
    for text in (FIRST, SECOND):
        bring(sqlite_store, tmp_path, text)
    assert count(sqlite_store, t.customer_changes) == 1
    [(number,)] = rows(sqlite_store, sa.select(t.customers.c.customer_id).where(t.customers.c.number == "C1"))
    erase_person(sqlite_store, ADMIN, number)
    assert count(sqlite_store, t.customer_changes) == 0 and count(sqlite_store, t.customers) == 1
