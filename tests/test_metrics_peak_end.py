"""Peak and end: the published patients, weights, ties, and what one noisy minimum does."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import sqlalchemy as sa

from tests.answers import Answer, build_company, write
from vocdash.domain import Period, Scope
from vocdash.metrics.peak_end import Told, peak_end, summarise
from vocdash.store import Store
from vocdash.store import tables as t

STAGES = ("enquire", "buy", "receive")


def told(*rows: tuple[float, ...], weights: tuple[float, ...] = ()) -> Told:
    """One submission a row, each of another person."""
    width = max(map(len, rows), default=0)
    scores = np.array([(*row, *[np.nan] * (width - len(row))) for row in rows], dtype=np.float64).reshape(len(rows), width)
    return Told(scores.T, np.array(weights or [1.0] * len(rows)), np.arange(len(rows)))


def test_the_two_patients() -> None:
    # metrics.md §12: worst 8 and last 7 are remembered as 7.5, worst 8 and last 1 as 4.5; as pain, the worst is the largest.
    assert told((-8.0, -7.0), (-8.0, -1.0)).peak_end.tolist() == [-7.5, -4.5]


def test_a_submission_by_hand() -> None:
    found = summarise(told((80, 20, 60), (100, 100, 70)), STAGES)
    # (20 + 60) / 2 = 40 and (70 + 70) / 2 = 70; means 160 / 3 and 90.
    assert found.peak_end.value == pytest.approx(55.0)
    assert found.mean.value == pytest.approx((160 / 3 + 90) / 2)
    assert found.difference.value == pytest.approx(55.0 - (160 / 3 + 90) / 2)
    assert (found.peak_end.n, found.peak_end.people, found.single, found.flat) == (2, 2, 0, 0)
    assert [(role.stage, role.worst.value, role.last.value) for role in found.stages] == [
        ("enquire", 0.0, 0.0),
        ("buy", 50.0, 0.0),
        ("receive", 50.0, 100.0),
    ]


def test_equal_lowest_stages_count_each_and_flat_submissions_have_no_worst() -> None:
    found = summarise(told((50, 50, 90), (70, 70), (30,)), STAGES)
    assert [role.worst.value for role in found.stages] == [100.0, 100.0, 0.0]
    assert [role.worst.n for role in found.stages] == [1, 1, 1]
    assert [role.last.value for role in found.stages] == [0.0, 50.0, 50.0]
    assert (found.single, found.flat, found.peak_end.n) == (1, 1, 2)


def test_people_are_counted_once_however_many_submissions_they_gave() -> None:
    three = told((50, 70), (20, 90), (80, 10))
    found = summarise(Told(three.scores, three.weight, np.array([0, 1, 0])), STAGES[:2])
    assert (found.peak_end.n, found.peak_end.people) == (3, 2)
    assert [role.last.people for role in found.stages] == [2, 2]


def test_weights_count() -> None:
    found = summarise(told((0, 0), (100, 100), weights=(3.0, 1.0)), STAGES[:2])
    assert found.peak_end.value == pytest.approx(25.0)
    assert found.stages[1].last.value == pytest.approx(100.0)


def test_nobody_with_several_stages_has_no_number() -> None:
    found = summarise(told((50,)), STAGES[:1])
    assert (found.peak_end.value, found.mean.value, found.difference.value, found.single) == (None, None, None, 1)
    assert summarise(told(), ()).stages == ()


def test_submissions_come_from_the_answers(store: Store) -> None:
    write(
        store,
        [
            Answer(1, "csat", 5.0, stage="enquire", customer=4),
            Answer(1, "csat", 1.0, stage="buy", occurrence=1, customer=4),
            Answer(1, "nps", 10.0, stage="buy", customer=4),
            Answer(1, "csat", 4.0, stage="receive", occurrence=2, customer=4),
            Answer(1, "csat", 1.0, stage="unknown", occurrence=3, customer=4),
            Answer(2, "csat", 3.0, stage="receive", customer=4),
            Answer(3, "csat", 5.0, stage="buy", day=date(2026, 3, 1)),
        ],
    )
    found = peak_end(store, Scope(journey="shop", period=Period(date(2026, 5, 1), date(2026, 5, 31)), stages=("receive",)))
    # Enquire 100, buy (0 + 100) / 2 = 50, receive 75: (50 + 75) / 2, whatever stage the scope names.
    assert (found.peak_end.value, found.mean.value) == (pytest.approx(62.5), pytest.approx(75.0))
    assert (found.peak_end.n, found.peak_end.people, found.single) == (1, 1, 1)


def test_what_is_said_of_the_whole_is_neither_the_worst_nor_the_end(store: Store) -> None:
    with store.writing() as connection:
        build_company(connection)
        connection.execute(sa.update(t.stages).where(t.stages.c.code == "receive").values(code="overall"))
    said = (("enquire", 2.0), ("buy", 5.0), ("receive", 1.0))
    write(store, [Answer(who, "csat", value, stage, occurrence=at) for who in range(1, 13) for at, (stage, value) in enumerate(said)])
    found = peak_end(store, Scope("shop"))
    # Enquire 25, buy 100: the worst is 25, the last is 100.
    assert (found.peak_end.value, found.mean.value) == (pytest.approx(62.5), pytest.approx(62.5))
    assert {role.stage: role.last.value for role in found.stages} == {"enquire": 0.0, "buy": 100.0}
