"""Links between tables, looked at for all rows at once in the place of one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from tests.test_ingest_undo import FIRST, SECOND, THIRD, bring
from vocdash.access import COMMAND_LINE
from vocdash.errors import StoreUnavailable
from vocdash.ingest import undo_import
from vocdash.store import Store, links
from vocdash.store import tables as t

NO_STAGE = {"source_id": 1, "code": "q", "role": "performance", "stage_id": 99}


def every_key() -> Iterator[links.Link]:
    for table in t.metadata.tables.values():
        yield from ((key.parent, key.column) for key in table.foreign_keys)


def add_to_nowhere(connection: Connection) -> None:
    connection.execute(sa.insert(t.sources).values(source_id=1, code="s", name="S", method="survey"))
    connection.execute(sa.insert(t.questions).values(NO_STAGE))


def test_a_row_that_refers_to_nothing_is_found_and_leaves_nothing(store: Store) -> None:
    with store.staging() as connection:
        with pytest.raises(StoreUnavailable, match=r"questions\.stage_id"), store.writing(on=connection) as writer:
            add_to_nowhere(writer)
            assert links.lost(writer, (t.questions.c.stage_id, t.stages.c.stage_id)) == 1
            links.require(writer, links.of_small_tables())
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.sources)) == 0


def test_elsewhere_the_database_looks_by_itself(store: Store) -> None:
    with store.staging() as connection, store.writing(on=connection):
        pass
    with pytest.raises(sa.exc.IntegrityError), store.writing() as writer:
        add_to_nowhere(writer)


def test_imports_that_overlap_and_are_undone_leave_no_link_to_nothing(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, FIRST)
    second = bring(store, tmp_path, SECOND)
    bring(store, tmp_path, THIRD)
    with store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.responses)) == 3
        assert [key for key in every_key() if links.lost(connection, key)] == []
    undo_import(store, COMMAND_LINE, second)
    with store.reading() as connection:
        assert [key for key in every_key() if links.lost(connection, key)] == []


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_who_may_not_do_without_keys_writes_all_the_same(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("CREATE ROLE voc_plain")
        connection.exec_driver_sql("GRANT ALL ON ALL TABLES IN SCHEMA public TO voc_plain")
    try:
        with store.staging() as connection:
            connection.exec_driver_sql("SET ROLE voc_plain")
            connection.commit()
            with store.writing(on=connection) as writer:
                assert writer.scalar(sa.text("SHOW session_replication_role")) == "origin"
        assert store.writes == 2
    finally:
        with store.writing() as connection:
            connection.exec_driver_sql("DROP OWNED BY voc_plain")
            connection.exec_driver_sql("DROP ROLE voc_plain")
