"""Comments: found by words and feeling, paged without gaps, marked where the words stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import Answer, crowd, write
from tests.test_metrics_mentions import AGAIN, Said, say
from vocdash import voices
from vocdash.access import Access, Actor
from vocdash.domain import Period, Scope
from vocdash.errors import UnknownName
from vocdash.store import Store
from vocdash.store import tables as t

FIRST = date(2026, 5, 1)
EVERYTHING = Scope()


def said(who: int, text: str, feeling: str | None = None, **place: object) -> Answer:
    answer = Answer(who, "comment", text=text, sentiment=feeling, day=FIRST + timedelta(days=who))
    return replace(answer, **place)  # type: ignore[arg-type]


@pytest.fixture
def spoken(store: Store) -> Store:
    write(
        store,
        [
            said(1, "The driver was late, again.", "negative", stage="receive"),
            said(2, "Lovely café in the shop!", "positive"),
            said(3, "Livraison parfaite", None),
            said(4, "<b>Late</b> [link](http://example.org)", "negative"),
            said(5, "It is a table.", "neutral", channel="voice"),
            Answer(6, "csat", 2.0),
        ],
    )
    return store


def texts(store: Store, scope: Scope = EVERYTHING, **asked: Any) -> list[str]:
    search = voices.Search(**asked)
    found = voices.read(store, scope, search)
    assert voices.count(store, scope, search) == len(found.comments)
    assert voices.count(store, scope, search, most=1) == min(1, len(found.comments))
    return [comment.text for comment in found.comments]


def test_newest_first(spoken: Store) -> None:
    assert [text[:4] for text in texts(spoken)] == ["It i", "<b>L", "Livr", "Love", "The "]


def test_the_newest_of_every_stage_are_those_of_each_alone(spoken: Store) -> None:
    stages = ("receive", "buy")
    found = voices.newest_of_stages(spoken, EVERYTHING, stages, limit=2)
    alone = {stage: voices.read(spoken, EVERYTHING.at(stage=stage), limit=2).comments for stage in stages}
    assert found == {stage: tuple((one.text, one.sentiment) for one in comments) for stage, comments in alone.items()}
    assert [len(comments) for comments in found.values()] == [1, 2]


def test_words_are_found_whole_or_by_their_beginning_in_any_case(spoken: Store) -> None:
    assert len(texts(spoken, text="LATE")) == 2
    assert texts(spoken, text="driv") == ["The driver was late, again."]
    assert texts(spoken, text="late driver") == ["The driver was late, again."]
    assert texts(spoken, text="ate") == []


def test_a_viewer_reads_what_enough_people_said(store: Store) -> None:
    """Nine people are too few, however often they wrote; the frontline reads single customers."""
    often = [Answer(n, "comment", text="late", customer=n % 9, stage="buy") for n in range(1, 31)]
    many = [Answer(n, "comment", text="late", customer=n, stage="receive") for n in range(100, 110)]
    write(store, often + many)
    viewer, frontline = Actor("v", Access.VIEWER), Actor("f", Access.FRONTLINE)
    assert [voices.may_read(store, Scope(stages=(stage,)), viewer, 10) for stage in ("buy", "receive", "enquire")] == [False, True, True]
    assert voices.may_read(store, Scope(stages=("buy",)), frontline, 10)


def test_a_search_finds_comments_not_submissions(store: Store) -> None:
    """Two comments of one submission: each is found by its own words, and both only by words both have."""
    one, other = "The Café was late.", "The driver was kind."
    write(store, [Answer(1, "comment", text=one), Answer(1, "comment", text=other, occurrence=1, stage="receive")])
    assert texts(store, text="late") == [one]
    assert texts(store, text="kind driver") == [other]
    assert texts(store, text="café") == [one]
    assert texts(store, text="late driver") == []
    assert sorted(texts(store, text="was the")) == [one, other]
    assert texts(store, text="kind", scope=Scope(stages=("buy",))) == []


@pytest.mark.parametrize(
    "hostile", ['"', "'", "late OR", "a* NEAR(b)", "-late", ":*", "&|!()", "%_", "\\", "🙂", "x" * 5000, "'; DROP TABLE responses"]
)
def test_a_search_is_words_and_nothing_else(spoken: Store, hostile: str) -> None:
    texts(spoken, text=hostile)


def test_feelings_and_scope(spoken: Store) -> None:
    assert len(texts(spoken, sentiments=("negative",))) == 2
    assert texts(spoken, sentiments=("",)) == ["Livraison parfaite"]
    assert len(texts(spoken, sentiments=("", "positive"))) == 2
    assert texts(spoken, scope=Scope(stages=("receive",))) == ["The driver was late, again."]
    assert texts(spoken, scope=Scope(channels=("voice",))) == ["It is a table."]
    assert len(texts(spoken, scope=Scope(period=Period(FIRST, FIRST + timedelta(days=2))))) == 2
    with pytest.raises(UnknownName):
        texts(spoken, scope=Scope(stages=("nowhere",)))


def test_a_comment_knows_the_score_it_explains(store: Store) -> None:
    write(
        store, [Answer(1, "csat", 2.0), Answer(1, "comment", text="It broke"), Answer(2, "effort", 5.0), Answer(2, "comment", text="Hard")]
    )
    with store.writing() as connection:
        connection.execute(sa.update(t.questions).values(explains_id=2).where(t.questions.c.code == "comment"))
    first = {c.text: c for c in voices.read(store, Scope()).comments}["It broke"]
    assert (first.value, first.share) == (2.0, 0.25)
    assert [c.text for c in voices.read(store, Scope(), voices.Search(complaints=True)).comments] == ["It broke"]
    # The words alone do not complain, and whoever sees no single score is not told that it is low.
    assert not voices.read(store, Scope(), voices.Search(complaints=True, words_alone=True)).comments


def test_a_signal_of_a_complaint_complains_whatever_its_words_feel_like(store: Store) -> None:
    said = ("I waited 40 minutes", "Thank you", "It was as it was")
    write(store, [Answer(who, "comment", sentiment="positive", text=words) for who, words in enumerate(said, 1)])
    say(store, [Said(1, 3), Said(2, 1)])
    assert [c.text for c in voices.read(store, Scope(), voices.Search(complaints=True)).comments] == ["I waited 40 minutes"]


def test_a_review_stands_beside_its_own_score(store: Store) -> None:
    write(store, [Answer(1, "rating10", 4.0, text="Fine")])
    (comment,) = voices.read(store, Scope(), voices.Search(complaints=True)).comments
    assert (comment.value, comment.share) == (4.0, pytest.approx(1 / 3))


def test_pages_have_no_gaps_and_no_doubles(store: Store) -> None:
    write(store, crowd(seed=1, people=200))
    whole = voices.read(store, Scope(), limit=10_000)
    assert whole.following is None
    paged, after = [], None
    while True:
        page = voices.read(store, Scope(), after=after, limit=7)
        paged += page.comments
        after = page.following
        if after is None:
            break
    assert paged == list(whole.comments)
    assert len(paged) > 50


def test_removed_comments_are_not_found(spoken: Store) -> None:
    from vocdash.metrics.rollup import changing_answers

    with changing_answers(spoken) as change:
        change.connection.execute(sa.delete(t.responses).where(t.responses.c.submission_id == 1))
        change.touch_comments([1])
        change.touch_days([FIRST + timedelta(days=1)])
    assert len(texts(spoken, text="late")) == 1


def test_marks_stand_where_the_words_are() -> None:
    comment = "Späte Lieferung. LATE delivery, latest news: café"
    spans = voices.find(comment, "late spate cafe")
    assert [comment[a:b] for a, b in spans] == ["Späte", "LATE", "latest", "café"]
    assert voices.find("nothing here", "late") == ()
    assert voices.find("anything", "") == ()


@given(st.text(max_size=60), st.text(max_size=20))
def test_marks_are_always_inside_and_in_order(comment: str, search: str) -> None:
    spans = voices.find(comment, search)
    ends = [0, *(place for span in spans for place in span), len(comment)]
    assert ends == sorted(ends)


def feel(store: Store, who: int, polarity: float) -> None:
    with store.writing() as connection:
        connection.execute(sa.update(t.responses).where(t.responses.c.submission_id == who).values(polarity=polarity))


def test_three_comments_stand_for_many_by_the_stated_rule(store: Store) -> None:
    write(
        store,
        [
            said(1, "It came three weeks late and broken"),
            said(2, "It came, and one leg was a bit short"),
            said(3, "Two kind men carried it up the stairs"),
            said(4, "Awful"),
            said(5, "It came three weeks late and broken, too"),
            said(6, "x" * 301),
            said(7, "Nobody knows how this one may be meant"),
        ],
    )
    for who, polarity in ((1, -0.9), (2, 0.1), (3, 0.9), (4, -1.0), (5, -0.9), (6, -1.0)):
        feel(store, who, polarity)
    found = voices.examples(store, Scope())
    # 4 is too short and 6 too long, 7 has neither score nor feeling; of 1 and 5 the newer one counts. The mean of ranks is 0.4.
    assert [comment and comment.submission_id for comment in (found.worst, found.typical, found.best)] == [5, 2, 3]


def test_where_nobody_writes_about_a_place_those_who_scored_it_are_heard(store: Store) -> None:
    write(
        store,
        [
            said(1, "It came three weeks late and broken"),
            Answer(1, "csat", 1.0, "receive"),
            said(2, "Two kind men carried it up the stairs"),
            Answer(2, "csat", 5.0, "buy"),
            Answer(3, "csat", 2.0, "receive"),
        ],
    )
    for who, polarity in ((1, -0.9), (2, 0.9)):
        feel(store, who, polarity)
    received = Scope(stages=("receive",))
    assert voices.examples(store, received) == voices.Examples(None, None, None)
    found = voices.examples(store, received, around=True)
    assert [comment and comment.submission_id for comment in (found.worst, found.typical, found.best)] == [1, None, None]


def test_no_comment_stands_for_two_things(store: Store) -> None:
    write(store, [said(1, "It came three weeks late and broken")])
    assert voices.examples(store, Scope()) == voices.Examples(None, None, None)
    feel(store, 1, -0.9)
    found = voices.examples(store, Scope())
    assert found.worst is not None
    assert (found.best, found.typical) == (None, None)


def test_the_newest_few_hundred_are_chosen_from(store: Store) -> None:
    old, new = date(2026, 5, 1), date(2026, 5, 2)
    worse = [replace(said(1, "It came three weeks late and broken"), day=old)]
    write(store, [*worse, *(replace(said(who, f"It was all right, number {who}"), day=new) for who in range(2, 2 + voices.NEWEST))])
    with store.writing() as connection:
        r = t.responses.c
        connection.execute(sa.update(t.responses).values(polarity=sa.case((r.submission_id == 1, -0.9), else_=0.1)))
    found = voices.examples(store, Scope())
    assert found.worst is not None and found.worst.submission_id != 1
    before = voices.examples(store, Scope(period=Period(old, old)))
    assert before.worst is not None and before.worst.submission_id == 1


def test_comments_are_fetched_by_their_keys_in_the_order_given(spoken: Store) -> None:
    newest, *_, oldest = voices.read(spoken, Scope()).comments
    assert [one.text for one in voices.fetch(spoken, (oldest.key, (404, 1, 0), newest.key))] == [oldest.text, newest.text]
    assert voices.fetch(spoken, ()) == ()


def test_one_comment_stands_for_each_theme_by_the_stated_rule(store: Store) -> None:
    texts = ["Staff as kind as can be, really", "Staff were all right, I suppose", "Staff were all right, we thought", "Rude", "x" * 301]
    write(store, [said(who, text) for who, text in enumerate(texts, 1)])
    # Means of staff: 0.9, 0.2 (of 0.6 and −0.2), 0.2, −0.5, 0.2; of all 0.2. Of 2 and 3 the newer one counts, 5 is too long.
    mentions = [Said(1, 1, 0.9), Said(2, 1, 0.6), Said(2, 1, -0.2, start=9), Said(3, 1, 0.2), Said(4, 1, -0.5), Said(5, AGAIN, 0.2)]
    # Price is mentioned by 3 alone, which stands for staff already.
    say(store, [*mentions, Said(3, 2, -0.4)])
    found = voices.representatives(store, Scope(), ("staff", "price"))
    assert {code: comment.submission_id for code, comment in found.items()} == {"staff": 3}
    assert voices.representatives(store, Scope(), ("price", "staff"))["staff"].submission_id == 2
    assert voices.representatives(store, Scope(stages=("enquire",)), ("staff",)) == {}


def test_pages_go_on_over_days_without_a_word(store: Store) -> None:
    """Five comments today, one three weeks ago, thirty a year ago: pages of four find each once, newest first."""
    days = [*[date(2026, 5, 4)] * 5, date(2026, 4, 12), *[date(2025, 5, 4)] * 30]
    write(store, [Answer(who, "comment", day=day, text=f"comment {who}") for who, day in enumerate(days, 1)])
    seen: list[int] = []
    page = voices.read(store, Scope(), limit=4)
    while True:
        seen += [comment.submission_id for comment in page.comments]
        if page.following is None:
            break
        page = voices.read(store, Scope(), after=page.following, limit=4)
    assert sorted(seen) == list(range(1, 37))
    assert [days[who - 1] for who in seen] == sorted(days, reverse=True)
    spring = Scope(period=Period(date(2025, 1, 1), date(2025, 12, 31)))
    assert len(voices.read(store, spring, limit=40).comments) == 30
    assert not voices.read(store, Scope(period=Period(date(2024, 1, 1), date(2024, 1, 31)))).comments
