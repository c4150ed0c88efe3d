"""The store: opens itself, from many processes at once; a write is all or nothing; the tables can be spread."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import nullcontext
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from vocdash.errors import StoreUnavailable, VocError
from vocdash.store import Store, open_store
from vocdash.store import tables as t
from vocdash.store.migrate import _config

ROOT = Path(__file__).resolve().parents[1]
BIG = [table for table in t.metadata.tables.values() if table.info["kind"] == "big"]
LOCAL = [table for table in t.metadata.tables.values() if table.info["kind"] == "local"]


@pytest.mark.parametrize("table", BIG, ids=lambda table: table.name)
def test_every_key_of_a_big_table_contains_submission_id(table: sa.Table) -> None:
    keys = [c for c in table.constraints if isinstance(c, sa.PrimaryKeyConstraint | sa.UniqueConstraint)]
    assert keys and all("submission_id" in [column.name for column in key.columns] for key in keys)
    assert not any(index.unique for index in table.indexes)


@pytest.mark.parametrize("table", BIG, ids=lambda table: table.name)
def test_big_tables_refer_to_reference_tables_or_through_submission_id(table: sa.Table) -> None:
    for key in table.foreign_key_constraints:
        target = key.referred_table
        through_submission = "submission_id" in [column.name for column in key.columns] and target.info["kind"] == "big"
        assert target.info["kind"] == "reference" or through_submission, key


@pytest.mark.parametrize("table", LOCAL, ids=lambda table: table.name)
def test_local_tables_have_no_foreign_key(table: sa.Table) -> None:
    assert not table.foreign_keys


def test_every_table_is_found_by_its_name() -> None:
    named = {name: table for name, table in vars(t).items() if isinstance(table, sa.Table)}
    assert {name: table.name for name, table in named.items()} == {name: name for name in t.metadata.tables}
    assert set(named) <= set(t.__all__)


def test_every_foreign_key_has_a_name(store: Store) -> None:
    inspector = sa.inspect(store.engine)
    names = [key["name"] for table in t.metadata.tables for key in inspector.get_foreign_keys(table)]
    assert names and all(names)


def test_migrations_and_tables_agree(store: Store) -> None:
    config = _config()
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_a_write_raises_the_revision(store: Store) -> None:
    before = store.revision()
    with store.writing() as connection:
        connection.execute(sa.insert(t.teams).values(code="a", name="A"))
    assert store.revision() == before + 1


def test_work_on_cases_leaves_the_mark_of_the_answers(store: Store) -> None:
    before = store.marks()
    with store.writing(answers=False) as connection:
        connection.execute(sa.insert(t.teams).values(code="a", name="A"))
    assert store.marks() == (before.number + 1, before.answers)
    with store.writing():
        pass
    assert store.marks() == (before.number + 2, before.answers + 1)
    with store.noting():
        pass
    assert store.marks() == (before.number + 2, before.answers + 1)


def test_a_failed_write_leaves_nothing(store: Store) -> None:
    before = store.revision()
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        connection.execute(sa.insert(t.teams).values(code="a", name="A"))
        raise ZeroDivisionError
    with store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.teams)) == 0
    assert store.revision() == before


def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(sa.insert(t.teams).values(code="a", name="A"))
        assert store.revision() == 1  # who waited for this writer here would wait in vain and be told so


def test_writers_take_turns(store: Store) -> None:
    def add(code: str) -> None:
        for number in range(5):
            with store.writing() as connection:
                connection.execute(sa.insert(t.teams).values(code=f"{code}{number}", name=code))

    before = store.revision()
    threads = [threading.Thread(target=add, args=(code,)) for code in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.revision() == before + 20


def test_a_writer_that_waits_too_long_says_so(store_url: str) -> None:
    patient, hasty = open_store(store_url), Store(store_url, lock_timeout=1)
    with patient.writing(), pytest.raises(StoreUnavailable, match="Another write is in progress"), hasty.writing():
        pass
    hasty.close()
    patient.close()


@pytest.mark.parametrize("fresh", ["sqlite", "postgresql"])
def test_several_processes_can_start_at_once(fresh: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    if fresh == "postgresql":
        from tests.conftest import _administer, _database

        server = request.getfixturevalue("postgres_url")
        _administer(server, f'CREATE DATABASE "start_{tmp_path.name.lower()}"')
        url = _database(server, f"start_{tmp_path.name.lower()}")
    code = "import sys; from vocdash.store import open_store; print(open_store(sys.argv[1]).revision() > 0)"
    running = [
        subprocess.Popen([sys.executable, "-c", code, url], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in running:
        out, error = process.communicate(timeout=120)
        assert (process.returncode, out.strip()) == (0, "True"), error
    started = Store(url)
    with started.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.channels)) == 1
    started.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_text("not a database " * 100)
    with pytest.raises(StoreUnavailable, match="is not a SQLite database"):
        open_store(f"sqlite:///{path}")


def test_an_unreachable_server_gets_two_sentences() -> None:
    with pytest.raises(StoreUnavailable, match="does not answer") as caught:
        open_store("postgresql://nobody:hush@127.0.0.1:9/nowhere")
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://host/name", "no url at all"])
def test_a_url_we_do_not_speak_is_refused(url: str) -> None:
    with pytest.raises(StoreUnavailable):
        open_store(url)


def test_a_newer_database_is_left_alone(store_url: str) -> None:
    store = open_store(store_url)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreUnavailable, match="newer version"):
        open_store(store_url)
    store.close()


def test_a_full_disk_leaves_nothing(sqlite_store: Store) -> None:
    with pytest.raises(StoreUnavailable, match="disk is full"), sqlite_store.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        for number in range(1000):
            connection.execute(sa.insert(t.teams).values(code=f"t{number}", name="x" * 200))
    with sqlite_store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(t.teams)) == 0


def test_a_moment_without_a_zone_is_refused() -> None:
    from datetime import datetime

    with pytest.raises(ValueError, match="time zone"):
        t.Moment().process_bind_param(datetime(2026, 1, 1), None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "said"), [("n" * 201, "A text is longer"), ("a\0b", "A text holds a character")])
def test_a_text_that_the_database_has_no_room_for_is_said(store: Store, name: str, said: str) -> None:
    with nullcontext() if store.is_sqlite else pytest.raises(VocError, match=said), store.writing() as connection:
        connection.execute(sa.insert(t.teams).values(code="t", name=name))
