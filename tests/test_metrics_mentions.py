"""Themes, signals and qualities in a scope: by hand, against a plain recount, and the rollup against the mentions."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import pytest
import sqlalchemy as sa

from tests.answers import QUESTIONS, STAGES, TOUCHPOINTS, Answer, crowd, write
from vocdash.domain import Period, Scope, Score
from vocdash.errors import UnknownName
from vocdash.metrics import Query, ask
from vocdash.metrics.mentions import Mentioned, mentioned
from vocdash.metrics.rollup import changing_answers, rebuild
from vocdash.store import Store
from vocdash.store import tables as t

THEMES = {"staff": (1, "theme"), "price": (2, "theme"), "waited": (3, "signal"), "empathy": (4, "quality")}
AGAIN = 5
"""A second version of "staff"."""

COMMENT = QUESTIONS["comment"][0]


@dataclass(frozen=True)
class Said:
    """A mention as a test writes it down; without a place it is where the comment was given."""

    who: int
    theme: int
    polarity: float | None = 0.5
    stage: str = ""
    touchpoint: str = ""
    occurrence: int = 0
    start: int = 0


def comments(*answers: Answer) -> list[Answer]:
    return [replace(each, question="comment", text=each.text or "some words") for each in answers]


def say(store: Store, mentions: list[Said]) -> None:
    """Write themes and mentions beside answers that are there."""
    r, s = t.responses.c, t.submissions.c
    with changing_answers(store) as change:
        connection = change.connection
        if not connection.scalar(sa.select(sa.func.count()).select_from(t.themes)):
            rows = [
                {"theme_id": number, "code": code, "kind": kind, "name": code.title(), "seeds": []}
                for code, (number, kind) in THEMES.items()
            ]
            connection.execute(sa.insert(t.themes), rows)
            again = {"theme_id": AGAIN, "code": "staff", "version": 2, "kind": "theme", "name": "Our staff", "seeds": [], "status": "live"}
            connection.execute(sa.insert(t.themes).values(again))
            connection.execute(sa.update(t.themes).where(t.themes.c.theme_id == 1).values(status="retired"))
        connection.execute(sa.update(t.responses).where(r.verbatim.is_not(None)).values(language="en"))
        given = {
            (row[0], row[1]): row[2:]
            for row in connection.execute(
                sa.select(r.submission_id, r.occurrence, r.stage_id, r.touchpoint_id).where(r.question_id == COMMENT)
            )
        }
        connection.execute(
            sa.insert(t.mentions),
            [
                {
                    "submission_id": each.who,
                    "question_id": COMMENT,
                    "occurrence": each.occurrence,
                    "theme_id": each.theme,
                    "span_start": each.start,
                    "span_end": each.start + 1,
                    "polarity": each.polarity,
                    "stage_id": STAGES.index(each.stage) + 1 if each.stage else given[each.who, each.occurrence][0],
                    "touchpoint_id": TOUCHPOINTS.index(each.touchpoint) if each.touchpoint else given[each.who, each.occurrence][1],
                }
                for each in mentions
            ],
        )
        change.touch_days(connection.scalars(sa.select(s.day).distinct()))


def one(rows: list[Mentioned], code: str, **keys: str) -> Mentioned:
    [found] = [row for row in rows if row.code == code and row.keys == keys]
    return found


def test_the_effect_leaves_out_who_mentions_it(store: Store) -> None:
    """Five promoters, two passives, three detractors; the theme is in three detractors and one passive (metrics.md §9)."""
    values = [9, 9, 10, 10, 9, 7, 8, 0, 3, 6]
    write(store, [Answer(who, "nps", value) for who, value in enumerate(values, 1)])
    with changing_answers(store) as change:
        change.connection.execute(
            sa.insert(t.responses),
            [
                {"submission_id": who, "question_id": COMMENT, "occurrence": 0, "stage_id": 3, "touchpoint_id": 1, "verbatim": "words"}
                for who in range(1, 11)
            ],
        )
    say(store, [Said(who, 2, -0.9) for who in (7, 8, 9, 10)])
    price = one(mentioned(store, Scope(), metric="nps"), "price")
    assert (price.comments, price.good, price.bad, price.share.n) == (4, 0, 4, 10)
    assert price.share.value == pytest.approx(40) and price.net.value == pytest.approx(-100)
    assert price.effect is not None and price.effect.value == pytest.approx(20 - 500 / 6)
    assert price.effect.low is not None and price.effect.low < price.effect.value < (price.effect.high or 0)


def test_the_interval_of_an_effect_covers_it_as_often_as_it_says(sqlite_store: Store) -> None:
    """The linearised standard error is that of a bootstrap of submissions."""
    dice = random.Random(4)
    people = [(dice.random() < 0.3, float(dice.choice([0, 25, 50, 75, 100]))) for _ in range(400)]
    people = [(speaks, min(100.0, max(0.0, score - 25 * speaks))) for speaks, score in people]
    write(sqlite_store, [Answer(who, "csat", 1 + score / 25) for who, (_, score) in enumerate(people, 1)])
    with changing_answers(sqlite_store) as change:
        rows = [
            {"submission_id": who, "question_id": COMMENT, "occurrence": 0, "stage_id": 3, "touchpoint_id": 1, "verbatim": "words"}
            for who in range(1, 401)
        ]
        change.connection.execute(sa.insert(t.responses), rows)
    say(sqlite_store, [Said(who, 2) for who, (speaks, _) in enumerate(people, 1) if speaks])
    effect = one(mentioned(sqlite_store, Scope()), "price").effect
    assert effect is not None and effect.value is not None and effect.high is not None

    def left_out(sample: list[tuple[bool, float]]) -> float:
        rest = [score for speaks, score in sample if not speaks]
        return sum(score for _, score in sample) / len(sample) - sum(rest) / len(rest)

    assert effect.value == pytest.approx(left_out(people))
    drawn = [left_out(dice.choices(people, k=len(people))) for _ in range(2_000)]
    mean = sum(drawn) / len(drawn)
    spread = math.sqrt(sum((value - mean) ** 2 for value in drawn) / len(drawn))
    assert (effect.high - effect.value) / 1.959964 == pytest.approx(spread, rel=0.08)


def test_a_comment_counts_where_it_speaks_of(store: Store) -> None:
    write(store, comments(Answer(1, stage="receive", touchpoint="delivery"), Answer(2, stage="buy"), Answer(3, stage="receive")))
    say(store, [Said(1, 3, -0.5, stage="buy", touchpoint="website"), Said(1, 2, 0.5), Said(2, 2, None)])
    rows = mentioned(store, Scope(), kind=None, by=("stage",))
    waited = one(rows, "waited", stage="buy")
    assert (waited.comments, waited.share.n) == (1, 2)
    assert {row.keys["stage"] for row in rows if row.code == "waited"} == {"buy"}
    assert one(rows, "price", stage="receive").share.n == 2
    unjudged = one(rows, "price", stage="buy")
    assert (unjudged.comments, unjudged.good, unjudged.bad, unjudged.net.value) == (1, 0, 0, None)
    assert one(mentioned(store, Scope(), kind="theme"), "price").share.n == 3
    assert one(mentioned(store, Scope(stages=("buy",)), kind="signal"), "waited").comments == 1
    assert not mentioned(store, Scope(stages=("receive",)), kind="signal")


def test_versions_of_a_theme_are_one_and_several_mentions_in_a_comment_are_one(store: Store) -> None:
    write(store, comments(Answer(1), Answer(2)))
    say(store, [Said(1, 1, 0.9), Said(1, 1, -0.5, start=5), Said(2, AGAIN, 0.9)])
    [staff] = mentioned(store, Scope())
    assert (staff.code, staff.name, staff.comments, staff.good, staff.bad) == ("staff", "Our staff", 2, 2, 0)


def test_what_is_retired_is_not_shown(store: Store) -> None:
    write(store, comments(Answer(1)))
    say(store, [Said(1, 2)])
    with store.writing() as connection:
        connection.execute(sa.update(t.themes).where(t.themes.c.code == "price").values(status="retired"))
    assert mentioned(store, Scope()) == []
    with pytest.raises(UnknownName):
        mentioned(store, Scope(), codes=("price",))


def test_nothing_said_is_no_row_and_a_wrong_name_is_said(sqlite_store: Store) -> None:
    assert mentioned(sqlite_store, Scope()) == []
    for wrong in ({"metric": "npss"}, {"by": ("channel",)}, {"by": ("stages",)}, {"codes": ("stuff",)}):
        with pytest.raises(UnknownName):
            mentioned(sqlite_store, Scope(), **wrong)  # type: ignore[arg-type]


def test_few_people_are_hidden_and_cannot_be_told_from_the_others(store: Store) -> None:
    write(store, comments(*(Answer(who, stage="buy" if who < 13 else "receive" if who < 33 else "enquire") for who in range(1, 53))))
    say(store, [Said(who, 2) for who in (*range(1, 4), *range(13, 25), *range(33, 53))])
    rows = mentioned(store, Scope(), by=("stage",), min_group=10)
    assert {row.keys["stage"]: row.hidden for row in rows} == {"enquire": False, "buy": True, "receive": True}
    hidden = one(rows, "price", stage="buy")
    assert (hidden.comments, hidden.good, hidden.share.value, hidden.share.n, hidden.effect) == (None, None, None, 0, None)
    assert one(mentioned(store, Scope(), min_group=10), "price").comments == 35


def test_many_comments_of_few_customers_are_few_people(store: Store) -> None:
    """Thirty comments in "buy" come from three customers; "receive" has twelve people, "enquire" twenty."""
    places = {**dict.fromkeys(range(1, 31), "buy"), **dict.fromkeys(range(31, 43), "receive"), **dict.fromkeys(range(43, 63), "enquire")}
    write(store, comments(*(Answer(who, stage=stage, customer=1000 + who % 3 if who < 31 else None) for who, stage in places.items())))
    say(store, [Said(who, 2) for who in places])
    rows = mentioned(store, Scope(), by=("stage",), min_group=10)
    assert {row.keys["stage"]: (row.hidden, row.people) for row in rows} == {"enquire": (False, 20), "buy": (True, 0), "receive": (True, 0)}
    assert one(mentioned(store, Scope(), min_group=10), "price").people == 35
    assert one(mentioned(store, Scope(stages=("buy",)), min_group=3), "price").people == 3
    assert one(mentioned(store, Scope(stages=("buy",)), min_group=4), "price").hidden


def test_an_effect_is_hidden_where_few_people_are_left_out_or_left(store: Store) -> None:
    """Twelve submissions of two customers mention it, twenty people do not."""
    write(store, [Answer(who, "csat", 2.0 if who < 13 else 4.0, customer=1000 + who % 2 if who < 13 else None) for who in range(1, 33)])
    with changing_answers(store) as change:
        values = {"question_id": COMMENT, "occurrence": 0, "stage_id": 3, "touchpoint_id": 1, "verbatim": "words"}
        change.connection.execute(sa.insert(t.responses), [{"submission_id": who, **values} for who in range(1, 33)])
    say(store, [Said(who, 2) for who in range(1, 13)])
    [two] = mentioned(store, Scope(), min_group=2)
    assert (two.people, two.effect is None) == (2, False)
    [three] = mentioned(store, Scope(), min_group=3)
    assert three.hidden and three.effect is None
    [all_left] = mentioned(store, Scope(methods=("survey",)), min_group=0)
    assert all_left.effect is not None and all_left.effect.value == pytest.approx((12 * 25 + 20 * 75) / 32 - 75)


# --- a crowd ---------------------------------------------------------------------------------------------------------


def crowd_saying(store: Store, seed: int, people: int = 200) -> list[Answer]:
    """A crowd whose comments mention things at random places."""
    answers = crowd(seed=seed, people=people)
    write(store, answers)
    dice, said = random.Random(seed), list[Said]()
    for answer in answers:
        for start in range(dice.randrange(4) if answer.question == "comment" else 0):
            stage, touchpoint = (dice.choice(STAGES), dice.choice(TOUCHPOINTS)) if dice.random() < 0.3 else ("", "")
            polarity = dice.choice([None, -0.8, -0.02, 0.4, 0.9])
            said.append(Said(answer.who, dice.randrange(1, 6), polarity, stage, touchpoint, answer.occurrence, start))
    say(store, said)
    return answers


SPLITS: tuple[tuple[str, ...], ...] = (
    (),
    ("stage",),
    ("touchpoint",),
    ("stage", "touchpoint"),
    ("month",),
    ("stage", "quarter"),
    ("method",),
    ("segment:region",),
    ("segment", "month"),
)
SCOPES = (
    Scope(),
    Scope(period=Period(date(2026, 4, 1), date(2026, 4, 30))),
    Scope(stages=("buy",)),
    Scope(stages=("buy",), touchpoints=("phone",)),
    Scope(methods=("survey",), weighted=True),
    Scope(segments=(("region", ("north",)),)),
)


def close(one_: float | None, other: float | None) -> bool:
    return one_ == other if one_ is None or other is None else math.isclose(one_, other, rel_tol=1e-9, abs_tol=1e-7)


def same(summed: list[Mentioned], raw: list[Mentioned]) -> None:
    def key(row: Mentioned) -> tuple[str, ...]:
        return (row.code, *row.keys.values())

    assert sorted(map(key, summed)) == sorted(map(key, raw))
    others = {key(row): row for row in raw}
    for row in summed:
        other = others[key(row)]
        assert (row.comments, row.good, row.bad, row.submissions) == (other.comments, other.good, other.bad, other.submissions), key(row)
        for score, its in ((row.share, other.share), (row.net, other.net), *_sides(row, other)):
            assert score.n == its.n and score.submissions == its.submissions, key(row)
            assert all(close(getattr(score, name), getattr(its, name)) for name in ("value", "low", "high")), key(row)
        if row.effect and other.effect:
            assert close(row.effect.value, other.effect.value) and close(row.effect.low, other.effect.low)


def _sides(row: Mentioned, other: Mentioned) -> list[tuple[Score, Score]]:
    assert (row.effect is None) == (other.effect is None)
    return [(row.effect.before, other.effect.before), (row.effect.now, other.effect.now)] if row.effect and other.effect else []


def agree(store: Store) -> int:
    checked = 0
    for by, scope, metric in product(SPLITS, SCOPES, ("experience", "nps", "rating")):
        if metric != "experience" and by not in ((), ("stage",)):
            continue
        try:
            summed = mentioned(store, scope, kind=None, by=by, metric=metric, way="rollup")
        except LookupError:
            continue
        same(summed, mentioned(store, scope, kind=None, by=by, metric=metric, way="raw"))
        checked += 1
    return checked


def test_the_rollup_answers_as_the_mentions_do(store: Store) -> None:
    crowd_saying(store, 1)
    assert agree(store) > 60


def test_it_agrees_after_mentions_went_and_after_a_rebuild(store: Store) -> None:
    crowd_saying(store, 2, 80)
    with changing_answers(store) as change:
        s = t.submissions.c
        gone = sa.select(s.submission_id).where(s.submission_id % 3 == 0)
        change.touch_days(change.connection.scalars(sa.select(s.day).where(s.submission_id % 3 == 0).distinct()))
        for table in (t.mentions, t.responses):
            change.connection.execute(sa.delete(table).where(table.c.submission_id.in_(gone)))
    before = mentioned(store, Scope(), kind=None, by=("stage",), way="rollup")
    same(before, mentioned(store, Scope(), kind=None, by=("stage",), way="raw"))
    rebuild(store)
    assert mentioned(store, Scope(), kind=None, by=("stage",), way="rollup") == before


def test_questions_beyond_the_rollup_come_from_the_mentions(store: Store) -> None:
    crowd_saying(store, 3, 80)
    odd = Scope(period=Period(date(2026, 4, 3), date(2026, 4, 20)))
    assert mentioned(store, odd, kind=None)
    with pytest.raises(LookupError):
        mentioned(store, odd, way="rollup")
    assert mentioned(store, Scope(channels=("voice",)), kind=None, by=("day",))
    reviews = Scope(sources=("s2",))
    same(mentioned(store, reviews, kind=None), mentioned(store, reviews, kind=None, way="raw"))
    same(mentioned(store, reviews, kind=None), mentioned(store, Scope(methods=("review",)), kind=None))
    both = mentioned(store, Scope(stages=("buy", "receive")), kind="theme")
    apart = mentioned(store, Scope(stages=("buy", "receive")), kind="theme", by=("stage",))
    for row in both:
        parts = [other.comments or 0 for other in apart if other.code == row.code]
        assert max(parts) <= (row.comments or 0) <= sum(parts)


def test_a_plain_recount_agrees(sqlite_store: Store) -> None:
    """Share and feeling, counted in plain Python from the rows of the tables."""
    crowd_saying(sqlite_store, 5)
    r, m, s = t.responses.c, t.mentions.c, t.submissions.c
    with sqlite_store.reading() as connection:
        counted = sa.select(r.submission_id, r.occurrence).join_from(t.responses, t.submissions, s.submission_id == r.submission_id)
        all_ = set(map(tuple, connection.execute(counted.where(r.verbatim.is_not(None), ~s.excluded))))
        rows = connection.execute(sa.select(m.submission_id, m.occurrence, m.theme_id, m.polarity)).all()
    felt: dict[int, dict[tuple[int, ...], list[float]]] = {2: {}, 1: {}}
    for row in rows:
        theme = 1 if row.theme_id == AGAIN else row.theme_id
        if theme in felt and tuple(row[:2]) in all_:
            felt[theme].setdefault(tuple(row[:2]), []).extend([] if row.polarity is None else [row.polarity])
    found = {row.code: row for row in mentioned(sqlite_store, Scope())}
    for theme, code in ((1, "staff"), (2, "price")):
        means = [sum(each) / len(each) for each in felt[theme].values() if each]
        assert found[code].comments == len(felt[theme])
        assert found[code].share.value == pytest.approx(100 * len(felt[theme]) / len(all_))
        assert (found[code].good, found[code].bad) == (sum(mean > 0.05 for mean in means), sum(mean < -0.05 for mean in means))


def test_everybody_in_an_effect_is_the_score_itself(sqlite_store: Store) -> None:
    crowd_saying(sqlite_store, 6)
    scores = {row.keys["stage"]: row.score for row in ask(sqlite_store, Query("experience", ("stage",)))}
    for row in mentioned(sqlite_store, Scope(), by=("stage",)):
        assert row.effect is None or replace(scores[row.keys["stage"]], notes=()) == row.effect.now
