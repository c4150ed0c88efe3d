"""Many rows at once: what comes back, and what stands in the database, is as if each had been inserted on its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import sqlalchemy as sa

from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.bulk import indexed_afterwards, insert_rows, stamp

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ABROAD = datetime(2026, 5, 4, 1, 30, tzinfo=timezone(timedelta(hours=2)))


def test_moments_stand_as_if_inserted_one_by_one(store: Store) -> None:
    columns = ("job_id", "kind", "state", "started_by", "started_at", "seen_at", "finished_at")
    rows = [("a", "k", "done", "x", NOON, ABROAD, None), ("b", "k", "done", "x", ABROAD, NOON, NOON)]
    with store.writing() as connection:
        insert_rows(connection, t.jobs, columns, rows)
        connection.execute(sa.insert(t.jobs).values(**dict(zip(columns, ("c", *rows[1][1:]), strict=True))))
        read = sa.select(t.jobs.c.started_at, t.jobs.c.seen_at, t.jobs.c.finished_at).order_by(t.jobs.c.job_id)
        assert [tuple(row) for row in connection.execute(read)] == [(NOON, ABROAD, None), *[(ABROAD, NOON, NOON)] * 2]
        written = connection.exec_driver_sql("SELECT started_at, seen_at, finished_at FROM jobs ORDER BY job_id").all()
        assert written[1] == written[2]


def test_a_stamp_is_in_utc_down_to_the_microsecond() -> None:
    assert stamp(ABROAD) == "2026-05-03 23:30:00.000000"


def test_columns_may_share_their_values(store: Store) -> None:
    with store.writing() as connection:
        insert_rows(connection, t.case_tags, ("case_id", "tag"), [(7, "a"), (8, "b")], (0, 1))
        insert_rows(connection, t.walk_scores, ("walk_id", "cell_id", "score"), [(3, 0.5), (4, 1.5)], (0, 0, 1))
        found = connection.execute(sa.select(t.walk_scores.c["walk_id", "cell_id", "score"]).order_by(t.walk_scores.c.walk_id)).all()
    assert found == [(3, 3, 0.5), (4, 4, 1.5)]


def test_indexes_are_made_anew_where_more_comes_than_was_there(store: Store) -> None:
    def indexes(connection: sa.Connection) -> list[tuple[object, ...]]:
        on_sqlite = "SELECT sql FROM sqlite_master WHERE tbl_name = 'case_tags' ORDER BY 1"
        on_postgres = "SELECT indexdef FROM pg_indexes WHERE tablename = 'case_tags' ORDER BY 1"
        return [tuple(row) for row in connection.exec_driver_sql(on_sqlite if store.is_sqlite else on_postgres)]

    with store.writing() as connection:
        before = indexes(connection)
        with indexed_afterwards(connection, t.case_tags, 2):
            assert (indexes(connection) != before) is store.is_sqlite
            insert_rows(connection, t.case_tags, ("case_id", "tag"), [(7, "a"), (8, "b")])
        assert indexes(connection) == before
        with indexed_afterwards(connection, t.case_tags, 2):
            assert indexes(connection) == before
