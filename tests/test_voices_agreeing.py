"""Qualities against the scores customers gave, counted by hand."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.answers import QUESTIONS, Answer, write
from tests.test_metrics_mentions import THEMES, Said, say
from vocdash.domain import Scope
from vocdash.errors import UnknownName
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.voices import qualities_against_scores

QUALITY = THEMES["empathy"][0]
GOOD, BAD, MIDDLE = 5.0, 1.0, 3.0


def told(who: int, score: float, polarity: float | None, **place: str) -> tuple[list[Answer], Said]:
    return [Answer(who, "csat", score), Answer(who, "comment", text="some words", sentiment="neutral")], Said(
        who, QUALITY, polarity, **place
    )


@pytest.fixture
def answered(store: Store) -> Store:
    some = [
        told(1, GOOD, 1.0),
        told(2, GOOD, 1.0),
        told(3, GOOD, -1.0),
        told(4, BAD, -1.0, stage="receive"),
        told(5, MIDDLE, 1.0),
        told(6, BAD, 0.0),
    ]
    write(store, [answer for answers, _ in some for answer in answers])
    with store.writing() as connection:
        questions = t.questions.c
        connection.execute(sa.update(t.questions).where(questions.code == "comment").values(explains_id=QUESTIONS["csat"][0]))
    say(store, [*(mention for _, mention in some), Said(4, THEMES["staff"][0], 1.0)])
    return store


def test_verdicts_are_held_against_good_and_bad_scores(answered: Store) -> None:
    found = qualities_against_scores(answered, Scope())
    assert set(found) == {"empathy"}
    # said good: 2 of 3 good scores; said bad: 1 good score and 1 bad one; a middling score and a mere mention are left out
    assert (found["empathy"].n, found["empathy"].same.value) == (4, 0.75)
    assert found["empathy"].kappa.value == pytest.approx((0.75 - (0.75 * 0.5 + 0.25 * 0.5)) / 0.5)


def test_a_comment_counts_where_it_speaks_of(answered: Store) -> None:
    assert qualities_against_scores(answered, Scope(stages=("receive",)))["empathy"].n == 1
    with pytest.raises(UnknownName):
        qualities_against_scores(answered, Scope(stages=("nowhere",)))
