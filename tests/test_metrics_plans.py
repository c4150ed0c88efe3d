"""SQLite begins at the days asked for, however many answers a stage has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from tests.answers import crowd, write
from vocdash import voices
from vocdash.access import COMMAND_LINE
from vocdash.cases.praise import read_praise
from vocdash.domain import Period, Scope
from vocdash.metrics.query import Query, read_names, resolve
from vocdash.metrics.sources import raw_groups
from vocdash.store import Store

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


GUESSES = {
    ("responses", "responses"): "811440 3 1 1",
    ("submissions", "ix_submissions_day"): "360553 401",
    ("submissions", "ix_submissions_customer_id"): "320450 401",
}
"""What SQLite noted of a million answers."""


def _pretend_a_million(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM sqlite_stat1")
        for (table, index), guess in GUESSES.items():
            connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, index, guess))
    store.close()  # a new connection reads the notes


def _plan(store: Store, ask: Callable[[], object]) -> list[str]:
    """The steps of the longest question that is asked."""
    said: list[tuple[str, object]] = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda *given: said.append((given[2], given[3])))
    ask()
    statement, values = max(said, key=lambda pair: len(pair[0]))
    with store.reading() as connection:
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]  # type: ignore[arg-type]


@pytest.mark.parametrize("scope", [Scope("shop", MAY), Scope("shop", MAY, stages=("buy", "receive"), channels=("web",))])
def test_a_question_begins_at_its_days(sqlite_store: Store, scope: Scope) -> None:
    write(sqlite_store, crowd(people=400))
    _pretend_a_million(sqlite_store)
    with sqlite_store.reading() as connection:
        names = read_names(connection)
        query = Query("experience", ("stage",), scope)
        plan = _plan(sqlite_store, lambda: raw_groups(connection, query, resolve(scope, names)))
    assert not any("AUTOMATIC" in step for step in plan), plan
    assert any("responses USING PRIMARY KEY (submission_id=?)" in step for step in plan), plan


READERS: tuple[Callable[[Store, Scope], object], ...] = (
    voices.read,
    voices.examples,
    lambda store, scope: read_praise(store, COMMAND_LINE, scope),
)


@pytest.mark.parametrize("reader", READERS, ids=["a page of comments", "examples", "praise"])
def test_the_newest_comments_are_read_without_putting_all_in_order(sqlite_store: Store, reader: Callable[[Store, Scope], object]) -> None:
    write(sqlite_store, crowd(people=400))
    _pretend_a_million(sqlite_store)
    plan = _plan(sqlite_store, lambda: reader(sqlite_store, Scope("shop", MAY, stages=("buy",))))
    assert any("submissions USING INDEX ix_submissions_day" in step for step in plan), plan
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan
