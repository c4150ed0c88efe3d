"""Raw = rollup = kept as columns: the same questions on all ways, on both databases, after every kind of write."""

from __future__ import annotations

import math
from datetime import date
from itertools import product

import pytest
import sqlalchemy as sa

from tests.answers import build_company, crowd, insert, write
from vocdash.domain import Period, Row, Scope
from vocdash.metrics import METRICS, Query, ask, ask_all
from vocdash.metrics.ask import answer
from vocdash.metrics.index import overall
from vocdash.metrics.query import read_names
from vocdash.metrics.rollup import changing_answers, rebuild
from vocdash.store import Store
from vocdash.store import tables as t

MONTHS = Period(date(2026, 4, 1), date(2026, 5, 31))
FEW = 10
ODD_DAYS = Period(date(2026, 3, 25), date(2026, 4, 10))
SPLITS: tuple[tuple[str, ...], ...] = (
    (),
    ("stage",),
    ("touchpoint",),
    ("channel",),
    ("stage", "touchpoint"),
    ("stage", "channel"),
    ("stage", "touchpoint", "channel"),
    ("method",),
    ("month",),
    ("stage", "month"),
    ("week", "touchpoint"),
    ("day",),
    ("quarter",),
    ("year", "method"),
    ("segment:region",),
    ("segment:plan", "stage"),
    ("segment", "stage", "month"),
)
SCOPES: tuple[Scope, ...] = (
    Scope(),
    Scope(period=MONTHS),
    Scope(period=ODD_DAYS),
    Scope(stages=("buy",)),
    Scope(channels=("voice",), period=MONTHS),
    Scope(touchpoints=("phone",), stages=("buy",)),
    Scope(stages=("buy", "receive")),
    Scope(methods=("survey",)),
    Scope(segments=(("region", ("north",)),), period=MONTHS),
    Scope(segments=(("region", ("north",)), ("plan", ("gold", "basic")))),
    Scope(sources=("s2",), period=ODD_DAYS),
    Scope(sources=("s1",), stages=("buy", "receive")),
    Scope(weighted=True),
    Scope(weighted=True, segments=(("plan", ("gold",)),), channels=("web",)),
)


def same(one: list[Row], other: list[Row]) -> None:
    """Equal keys in equal order, and scores equal to twelve digits or so."""
    assert [row.keys for row in one] == [row.keys for row in other]
    for a, b in zip(one, other, strict=True):
        assert (a.score.n, a.score.submissions, a.score.notes) == (b.score.n, b.score.submissions, b.score.notes), a.keys
        assert min(a.score.people, FEW) == min(b.score.people, FEW), a.keys  # above it, only "at least" is promised
        for name in ("value", "low", "high"):
            x, y = getattr(a.score, name), getattr(b.score, name)
            assert (x is None) == (y is None), (a.keys, name)
            assert x is None or y is None or math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-7), (a.keys, name, x, y)


def agree(store: Store) -> int:
    """Check every question, on the ways that can answer it; returns how many the rollup can."""
    with store.reading() as connection:
        names = read_names(connection)
        checked = 0
        for metric, by, scope in product(("experience", "net_sentiment", "responses"), SPLITS, SCOPES):
            query = Query(metric, by, scope)
            raw = answer(connection, names, query, "raw")
            same(answer(connection, names, query, "kept"), raw)
            try:
                summed = answer(connection, names, query, "rollup")
            except LookupError:
                continue
            same(summed, raw)
            checked += 1
    return checked


def spot_check(store: Store) -> None:
    """A smaller set for after each write verb: every metric, at every level."""
    for metric, by in product(METRICS, (("stage", "touchpoint", "channel"), ("segment", "stage"), ("day", "stage"), ())):
        query = Query(metric, by)
        raw = ask(store, query, way="raw")
        same(ask(store, query, way="rollup"), raw)
        same(ask(store, query, way="kept"), raw)


def test_the_rollup_answers_as_the_answers_do(store: Store) -> None:
    write(store, crowd())
    assert agree(store) > 350


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_agrees(store: Store, metric: str) -> None:
    write(store, crowd(seed=2, people=120))
    for by, scope in product((("stage",), ("month", "channel"), ("segment:plan",)), (Scope(), Scope(weighted=True))):
        raw = ask(store, Query(metric, by, scope), way="raw")
        same(ask(store, Query(metric, by, scope), way="rollup"), raw)
        same(ask(store, Query(metric, by, scope), way="kept"), raw)


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(period=MONTHS), Scope(period=ODD_DAYS), Scope(segments=(("region", ("south",)),)), Scope(weighted=True)]
)
def test_the_index_agrees(store: Store, scope: Scope) -> None:
    write(store, crowd(seed=3))
    summed, raw = overall(store, scope), overall(store, scope, way="raw")
    same([Row({}, summed.score)], [Row({}, raw.score)])
    same([Row({"s": s.code}, s.score) for s in summed.stages], [Row({"s": s.code}, s.score) for s in raw.stages])


def test_questions_asked_together_are_answered_as_one_by_one(store: Store) -> None:
    write(store, crowd(seed=8))
    queries = [Query(metric, by, scope) for metric, by, scope in product(("experience", "responses"), SPLITS, SCOPES)]
    together = ask_all(store, queries)
    for query, rows in zip(queries, together, strict=True):
        same(rows, ask(store, query))  # PostgreSQL may add in another order, which shows in the last digit


def test_questions_that_are_alike_take_one_statement(store: Store) -> None:
    write(store, crowd(seed=8))
    statements: list[str] = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    places = ((), ("stage",), ("stage", "touchpoint"), ("channel",))
    scopes = [Scope("shop", MONTHS), Scope("shop", Period(date(2026, 3, 1), date(2026, 3, 31)))]
    ask_all(store, [Query(metric, by, scope) for metric, by, scope in product(("experience", "nps", "submissions"), places, scopes)])
    assert sum("FROM rollup" in one or "JOIN rollup" in one for one in statements) == 2, "the sums, and who small groups are"


def test_it_agrees_after_more_answers_came_in(store: Store) -> None:
    write(store, crowd(seed=4, people=100))
    write(store, crowd(seed=5, people=60, start=1000, first=date(2026, 4, 25), days=20))
    spot_check(store)


def test_it_agrees_after_answers_were_removed(store: Store) -> None:
    write(store, crowd(seed=6, people=150))
    with changing_answers(store) as change:
        gone = sa.select(t.submissions.c.submission_id).where(t.submissions.c.submission_id % 3 == 0)
        change.touch_days(
            change.connection.scalars(sa.select(t.submissions.c.day).where(t.submissions.c.submission_id % 3 == 0).distinct())
        )
        change.connection.execute(sa.delete(t.responses).where(t.responses.c.submission_id.in_(gone)))
        change.connection.execute(sa.delete(t.submissions).where(t.submissions.c.submission_id % 3 == 0))
    spot_check(store)


def test_it_agrees_after_an_answer_moved_to_another_day(store: Store) -> None:
    write(store, crowd(seed=7, people=80))
    with changing_answers(store) as change:
        old = change.connection.scalar(sa.select(t.submissions.c.day).where(t.submissions.c.submission_id == 1))
        assert old is not None
        change.connection.execute(sa.update(t.submissions).values(day=date(2026, 1, 2)).where(t.submissions.c.submission_id == 1))
        change.touch_days([old, date(2026, 1, 2)])
    spot_check(store)


def test_a_failed_write_leaves_both_as_they_were(store: Store) -> None:
    write(store, crowd(seed=8, people=50))
    before = ask(store, Query("experience", ("stage",)))
    with pytest.raises(ZeroDivisionError), changing_answers(store) as change:
        insert(change, crowd(seed=9, people=50, start=500))
        raise ZeroDivisionError
    same(ask(store, Query("experience", ("stage",))), before)
    spot_check(store)


def test_a_rebuild_changes_nothing(store: Store) -> None:
    write(store, crowd(seed=10, people=120))
    before = ask(store, Query("experience", ("stage", "channel")))
    with store.reading() as connection:
        rows = connection.scalar(sa.select(sa.func.count()).select_from(t.rollup))
    assert rebuild(store) == rows
    same(ask(store, Query("experience", ("stage", "channel"))), before)


def test_two_journeys_add_up(store: Store) -> None:
    write(store, crowd(seed=11, people=60))
    with changing_answers(store) as change:
        build_company(change.connection, journey=2, code="hire")
        insert(change, crowd(seed=12, people=60, start=900), journey=2)
    for scope in (Scope(), Scope(journey="hire"), Scope(journey="shop", stages=("buy",))):
        for by in ((), ("stage",), ("stage", "touchpoint")):
            raw = ask(store, Query("experience", by, scope), way="raw")
            same(ask(store, Query("experience", by, scope), way="rollup"), raw)
            same(ask(store, Query("experience", by, scope), way="kept"), raw)
    both = ask(store, Query("responses"))[0].score.n
    assert both == sum(ask(store, Query("responses", scope=Scope(journey=j)))[0].score.n for j in ("shop", "hire"))
