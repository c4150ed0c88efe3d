"""Qualities against the scores customers gave, counted by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from tests.answers import QUESTIONS, Answer, build_company, write
from tests.test_metrics_mentions import THEMES, Said, say
from tests.ui_world import copy_of_sample
from vocdash.domain import Period, Scope, Sentiment
from vocdash.errors import UnknownName
from vocdash.store import Store, open_store
from vocdash.store import tables as t
from vocdash.voices import qualities_against_scores, read

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


def test_a_comment_may_explain_a_score_in_another_journey(store: Store) -> None:
    """Effort is good at its low end. The score of an excluded submission, and that of another occurrence, is none."""
    write(store, [Answer(1, "effort", 1.0), Answer(2, "effort", 5.0), Answer(3, "effort", 1.0, excluded=True), Answer(4, "effort", 1.0)])
    with store.writing() as connection:
        build_company(connection, journey=2, code="other")
        explained = sa.update(t.questions).where(t.questions.c.code == "comment").values(explains_id=QUESTIONS["effort"][0])
        connection.execute(explained)
    comments = [Answer(10 + who, "comment", text="some words", occurrence=int(who == 4)) for who in (1, 2, 3, 4)]
    write(store, comments, journey=2)
    with store.writing() as connection:
        r = t.responses.c
        for who in (1, 2, 3, 4):  # whoever gave a score in the first journey gives the comment in the second
            connection.execute(sa.update(t.responses).where(r.submission_id == 10 + who).values(submission_id=who))
    say(store, [Said(1, QUALITY, 1.0), Said(2, QUALITY, -1.0), Said(3, QUALITY, 1.0), Said(4, QUALITY, 1.0, occurrence=1)])
    found = qualities_against_scores(store, Scope(journey="other"))
    assert found["empathy"].table == _table(good_there=1, bad_missing=1)
    assert found == qualities_against_scores(store, Scope())
    assert qualities_against_scores(store, Scope(journey="shop")) == {}


def _table(good_there: int = 0, bad_missing: int = 0) -> tuple[tuple[int, ...], ...]:
    """Rows are how the score was, columns what we read, in the order of the sentiments."""
    counts = Counter({(Sentiment.POSITIVE, Sentiment.POSITIVE): good_there, (Sentiment.NEGATIVE, Sentiment.NEGATIVE): bad_missing})
    return tuple(tuple(counts[theirs, ours] for ours in Sentiment) for theirs in Sentiment)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample."""
    store = open_store(copy_of_sample(tmp_path_factory.mktemp("agreeing")))
    yield store
    store.close()


_NARROWED: list[dict[str, Any]] = [
    {},
    {"stages": ("receive",)},
    {"touchpoints": ("delivery",)},
    {"channels": ("phone", "e-mail")},
    {"segments": (("region", ("north",)),), "period": Period(date(2026, 3, 10), date(2026, 8, 20))},
    {"methods": ("review",)},
]


@pytest.mark.parametrize("narrowed", _NARROWED)
def test_the_counts_are_those_of_looking_at_every_comment(sample: Store, narrowed: dict[str, Any]) -> None:
    m, code = t.mentions.c, t.themes.c.code
    said = (m.submission_id, m.question_id, m.occurrence, code, m.polarity, t.stages.c.code, t.touchpoints.c.code)
    joined = t.mentions.join(t.themes).join(t.stages).join(t.touchpoints)
    with sample.reading() as connection:
        mentions = connection.execute(sa.select(*said).select_from(joined).where(t.themes.c.kind == "quality", m.polarity != 0)).all()
    places = {"stages": narrowed.get("stages"), "touchpoints": narrowed.get("touchpoints")}
    scope = Scope(**{name: value for name, value in narrowed.items() if name not in places})
    shares = {comment.key: comment.share for comment in read(sample, scope, limit=100_000).comments if comment.share is not None}
    counts: Counter[str] = Counter()
    for *key, quality, _, stage, touchpoint in mentions:
        share = shares.get(tuple(key), 0.5)
        if (share >= 0.65 or share <= 0.4) and all(
            place in (wanted or (place,)) for place, wanted in zip((stage, touchpoint), places.values(), strict=True)
        ):
            counts[quality] += 1
    found = qualities_against_scores(sample, Scope(**narrowed))
    assert {quality: agreement.n for quality, agreement in found.items()} == counts
    assert counts or narrowed
