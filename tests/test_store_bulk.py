"""Many rows at once: what comes back, and what stands in the database, is as if each had been inserted on its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from vocdash.ingest import staged
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.bulk import indexed_afterwards, insert_columns, insert_rows, stamp, take_over, twin

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


def test_days_and_moments_may_be_texts_and_numbers_whole_ones(store: Store) -> None:
    """As imports write them, with what is not known and JSON beside them."""
    columns = ("submission_id", "source_id", "answered_at", "started_at", "day", "weight", "flags", "excluded", "added_by", "import_id")
    rows = [
        (-9, 0, stamp(NOON), None, "2026-05-04", 2, '["x"]', False, 1, 1),
        (2**62, 0, stamp(ABROAD), stamp(NOON), "2026-05-03", 0.1, None, True, 1, 1),
    ]
    with store.staging() as connection, store.writing(on=connection) as writer:
        writer.execute(sa.insert(t.sources).values(source_id=0, code="s", name="S", method="survey"))
        insert_rows(writer, t.submissions, (*columns, "content_hash"), [(*row, 5) for row in rows])
        s = t.submissions.c
        found = writer.execute(sa.select(*(s[name] for name in columns)).order_by(s.submission_id)).all()
    assert found == [
        (-9, 0, NOON, None, date(2026, 5, 4), 2.0, ["x"], False, 1, 1),
        (2**62, 0, ABROAD, NOON, date(2026, 5, 3), 0.1, None, True, 1, 1),
    ]


def test_a_stamp_is_in_utc_down_to_the_microsecond() -> None:
    assert stamp(ABROAD) == "2026-05-03 23:30:00.000000"


def test_columns_may_share_their_values(store: Store) -> None:
    with store.writing() as connection:
        insert_columns(connection, t.case_tags, ("case_id", "tag"), [[7, 8], ["a", "b"]], (0, 1))
        insert_columns(connection, t.walk_scores, ("walk_id", "cell_id", "score"), [[3, 4], [0.5, 1.5]], (0, 0, 1))
        found = connection.execute(sa.select(t.walk_scores.c["walk_id", "cell_id", "score"]).order_by(t.walk_scores.c.walk_id)).all()
    assert found == [(3, 3, 0.5), (4, 4, 1.5)]


@pytest.mark.parametrize("count", [31, 32, 33, 70])
def test_any_number_of_rows_comes_in_whole_and_in_its_order(store: Store, count: int) -> None:
    """SQLite takes several rows with one statement, and what is left over with statements of their own."""
    scores = [(walk, walk % 10 / 2) for walk in range(count, 0, -1)]
    with store.staging() as connection:
        staged.create(connection)
        insert_rows(connection, staged.days, ("day",), [(date(2026, 1, 1) + timedelta(days=at),) for at in range(count)])
        walks, given = zip(*scores, strict=True)
        staged.fill(connection, staged.facts, [walks, ["n"] * count, [None] * count, given])
        f, d = staged.facts.c, staged.days.c
        assert connection.execute(sa.select(f.number, f.submission_id, f.fact)).all() == [(at, *row) for at, row in enumerate(scores, 1)]
        assert connection.execute(sa.select(sa.func.min(d.day), sa.func.max(d.day))).one() == (
            date(2026, 1, 1),
            date(2026, 1, 1) + timedelta(days=count - 1),
        )
        connection.commit()
        with store.writing(on=connection) as writer:
            insert_columns(writer, t.walk_scores, ("walk_id", "cell_id", "score"), [walks, given], (0, 0, 1))
            found = writer.execute(sa.select(t.walk_scores.c["walk_id", "cell_id", "score"]).order_by(t.walk_scores.c.walk_id.desc())).all()
    assert found == [(walk, walk, score) for walk, score in scores]


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


def test_a_twin_is_taken_over_as_it_stands(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("only SQLite copies rows so")
    columns, rows = ("key", "value"), [(f"k{number}", str(number)) for number in (3, 1, 2)]
    read = sa.select(t.meta).where(t.meta.c.key.startswith("k")).order_by(t.meta.c.key)
    with store.staging() as connection:
        own = twin(connection, t.meta)
        insert_rows(connection, own, columns, rows)
        connection.commit()
        with store.reading() as reader:
            assert reader.execute(read).all() == []
        with store.writing(on=connection) as writer:
            take_over(writer, own, t.meta)
            with pytest.raises(sa.exc.IntegrityError), writer.begin_nested():
                take_over(writer, own, t.meta)
    with store.reading() as reader:
        assert [tuple(row) for row in reader.execute(read)] == sorted(rows)
