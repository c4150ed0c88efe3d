"""A rehearsal of a write leaves nothing behind, not even a gap in the numbers."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.store import Store
from vocdash.store import tables as t


def add(connection: Connection, code: str) -> int:
    made = connection.execute(sa.insert(t.sources).values(code=code, name=code, method="survey")).inserted_primary_key
    assert made is not None
    return int(made[0])


def test_a_rehearsal_leaves_nothing_and_new_rows_get_the_same_numbers_again(store: Store) -> None:
    with store.writing() as connection:
        first = add(connection, "first")
    revision = store.revision()
    with store.staging() as staged:
        with store.rehearsing(staged) as connection:
            rehearsed = [add(connection, "a"), add(connection, "b")]
        assert staged.scalars(sa.select(t.sources.c.code)).all() == ["first"]
        staged.rollback()
        assert store.revision() == revision
        with store.writing(on=staged) as connection:
            assert [add(connection, "b"), add(connection, "a")] == rehearsed
    assert first not in rehearsed


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_who_may_not_set_numbers_rehearses_all_the_same(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("CREATE ROLE voc_numbered")
        connection.exec_driver_sql("GRANT ALL ON ALL TABLES IN SCHEMA public TO voc_numbered")
        connection.exec_driver_sql("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO voc_numbered")
    try:
        for more in ("", "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO voc_numbered"):
            with store.writing() as connection:
                if more:
                    connection.exec_driver_sql(more)
            with store.staging() as staged:
                staged.exec_driver_sql("SET ROLE voc_numbered")
                staged.commit()
                with store.rehearsing(staged) as connection:
                    add(connection, "a")
                with store.writing(on=staged) as connection:
                    connection.execute(sa.delete(t.sources).where(t.sources.c.source_id == add(connection, "a")))
    finally:
        with store.writing() as connection:
            connection.exec_driver_sql("DROP OWNED BY voc_numbered")
            connection.exec_driver_sql("DROP ROLE voc_numbered")
