"""`check` finds what it promises to find, and nothing in a store that is sound."""

from __future__ import annotations

import sqlalchemy as sa

from tests.answers import crowd, write
from vocdash.check import check
from vocdash.store import Store
from vocdash.store import tables as t


def unsound(store: Store) -> set[str]:
    return {one.name for one in check(store) if not one.sound}


def test_a_sound_store(store: Store) -> None:
    write(store, [a for a in crowd(people=40) if a.customer is None] or crowd(people=40))
    with store.writing() as connection:
        people = connection.scalars(sa.select(t.submissions.c.customer_id).distinct()).all()
        connection.execute(sa.insert(t.customers), [{"customer_id": person} for person in people])
    assert unsound(store) == set()


def test_an_answer_changed_behind_the_back_of_the_rollup(store: Store) -> None:
    write(store, crowd(people=40))
    with store.writing() as connection:
        connection.execute(sa.update(t.responses).values(value=1).where(t.responses.c.value == 5))
    assert "rollup" in unsound(store)


def test_a_link_to_nothing(store: Store) -> None:
    write(store, crowd(people=5))
    assert "links" in unsound(store)


def test_an_old_schema(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert "migrations" in unsound(store)
