"""Answers kept as columns: packed and unpacked without a change, and as many as there are. That they give the same scores is a contract."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra import numpy as arrays

from tests.answers import Answer, build_company, crowd, insert, write
from vocdash.domain import Period
from vocdash.metrics.kept import read_kept
from vocdash.metrics.packing import pack, unpack
from vocdash.metrics.query import Filters
from vocdash.metrics.rollup import changing_answers
from vocdash.store import Store
from vocdash.store import tables as t

EVERYTHING = Filters()
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


@given(arrays.arrays(np.int64, some.integers(0, 40)), arrays.arrays(np.float64, some.integers(0, 40)), some.booleans())
def test_columns_come_back_as_they_were(whole: np.ndarray, broken: np.ndarray, truth: bool) -> None:
    columns = {"whole": whole, "broken": broken, "truth": np.full(3, truth), "none": np.zeros(0, dtype=np.int64)}
    found = unpack(pack(columns))
    assert list(found) == list(columns)
    for name, column in columns.items():
        np.testing.assert_array_equal(found[name], column)
        assert found[name].dtype == column.dtype


@pytest.mark.parametrize(("values", "size"), [([5] * 1000, 1), ([1, 2] * 500, 1000), ([1, 200] * 500, 2000), ([1, 70_000] * 500, 4000)])
def test_small_numbers_take_little_room(values: list[int], size: int) -> None:
    packed = pack({"values": np.array(values)})
    assert size <= len(packed) <= size + 50


def test_only_what_is_inside_is_read(store: Store) -> None:
    write(
        store,
        [
            Answer(1, "csat", 4.0, stage="buy", day=date(2026, 5, 4)),
            Answer(1, "comment", None, stage="receive", day=date(2026, 5, 4), sentiment="negative", text="Late"),
            Answer(2, "csat", 2.0, stage="buy", day=date(2026, 5, 31), segment=2, customer=9, source=2),
            Answer(3, "csat", 1.0, stage="buy", day=date(2026, 6, 1)),
            Answer(4, "csat", 1.0, stage="buy", day=date(2026, 5, 5), excluded=True),
        ],
    )
    with store.reading() as connection:
        whole, south = (read_kept(connection, filters, MAY) for filters in (EVERYTHING, Filters(stages=(3,), segments=(2,))))
        of_source = read_kept(connection, Filters(sources=(2,)), MAY)
        nothing = read_kept(connection, EVERYTHING, Period(date(2026, 7, 1), date(2026, 7, 31)))
    assert whole is not None
    assert sorted(whole.answers.ids.tolist()) == [1, 2]
    assert np.nansum(whole.answers.value) == 6.0
    assert whole.answers.measures["negative"][~np.isnan(whole.answers.measures["negative"])].tolist() == [1.0]
    assert south is not None
    assert (south.answers.ids.tolist(), south.answers.humans.tolist(), south.answers.measures["csat"].tolist()) == ([2], [9], [0.0])
    assert nothing is None
    assert of_source is not None and of_source.answers.ids.tolist() == [2]


def test_a_submission_about_two_journeys_is_one(store: Store) -> None:
    with changing_answers(store) as change:
        build_company(change.connection)
        build_company(change.connection, journey=2, code="hire")
        insert(change, crowd(seed=3, people=30, first=date(2026, 5, 1), days=20))
        here = change.connection.scalar(sa.select(t.responses.c.submission_id).limit(1))
        row = {"submission_id": here, "question_id": 2, "occurrence": 7, "stage_id": 13, "value": 4.0}
        change.connection.execute(sa.insert(t.responses).values(row))
    with store.reading() as connection:
        one, both = (read_kept(connection, filters, None) for filters in (Filters(journeys=(1,)), EVERYTHING))
    assert one is not None
    assert both is not None
    assert sorted(both.answers.ids.tolist()) == sorted(one.answers.ids.tolist())
    assert len(both.answers.who) == len(one.answers.who) + 1
