"""Labels of people, how they agree with the scorer, and the pages for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.answers import QUESTIONS, Answer, write
from tests.ui_world import ROOT, copy_of_sample
from vocdash import voices
from vocdash.access import Access, Actor
from vocdash.domain import Period, Scope, Sentiment
from vocdash.errors import NotAllowed, UnknownName
from vocdash.labels import Unlabelled, agreement, between_people, label, labelled, languages, next_to_label, take_back
from vocdash.store import Store, open_store
from vocdash.store import tables as t
from vocdash.text.agreement import agree
from vocdash.text.measured import read_measured, read_measured_themes
from vocdash.themes.labelling import themes_said

NEG, NEU, POS = Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE
INES, OTTO = Actor("Ines", Access.FRONTLINE), Actor("Otto", Access.FRONTLINE)


def commented(store: Store) -> None:
    """Four comments, one of which was not scored."""
    said = (("negative", "Bad."), ("positive", "Good."), ("neutral", "So."), (None, "Comme ci"))
    write(store, [Answer(who, "comment", None, sentiment=feels, text=words) for who, (feels, words) in enumerate(said, 1)])


def test_comments_come_once_each_and_the_same_for_everybody(store: Store) -> None:
    commented(store)
    seen = []
    while (comment := next_to_label(store, INES)) is not None:
        seen.append(comment.text)
        label(store, INES, comment, POS)
    assert seen == ["Bad.", "Good.", "So."]
    assert labelled(store, INES) == 3
    first = next_to_label(store, OTTO)
    assert first is not None and first.text == "Bad."


def test_back_brings_the_last_one_again(store: Store) -> None:
    commented(store)
    assert not take_back(store, INES)
    first = next_to_label(store, INES)
    assert first is not None
    label(store, INES, first, None)
    assert take_back(store, INES)
    assert next_to_label(store, INES) == first
    assert labelled(store, INES) == 0


def test_labels_are_held_against_the_scorer_and_each_other(store: Store) -> None:
    commented(store)
    for person, said in ((INES, (NEG, NEG, NEU)), (OTTO, (NEG, POS, None))):
        for feeling in said:
            comment = next_to_label(store, person)
            assert comment is not None
            label(store, person, comment, feeling)
    found = agreement(store)
    assert (found.n, found.same.value) == (5, pytest.approx(0.8))
    assert between_people(store).n == 2
    assert between_people(store).same.value == pytest.approx(0.5)


def test_only_the_frontline_labels_and_only_what_is_there(store: Store) -> None:
    with pytest.raises(NotAllowed):
        next_to_label(store, Actor("Vera", Access.VIEWER))
    with pytest.raises(UnknownName):
        label(store, INES, Unlabelled(1, 1, 0, ""), POS)


def test_languages_are_counted(store: Store) -> None:
    commented(store)
    assert [(one.comments, one.scored) for one in languages(store)] == [(4, 3)]
    with store.writing() as connection:
        connection.execute(sa.update(t.responses).where(t.responses.c.submission_id == 1).values(language="aa"))
    assert [(one.language, one.comments) for one in languages(store)][1:] == [("aa", 1)]


def test_kappa_of_a_table_worked_out_by_hand() -> None:
    # 20 and 15 equal, 5 and 10 not, of 50: equal 0.7, chance 0.5 · 0.6 + 0.5 · 0.4 = 0.5, so κ = 0.2 / 0.5.
    pairs = [(NEG, NEG)] * 20 + [(NEG, POS)] * 5 + [(POS, NEG)] * 10 + [(POS, POS)] * 15
    found = agree(pairs)
    assert found.same.value == pytest.approx(0.7)
    assert found.kappa.value == pytest.approx(0.4)
    # F1 of negative: 2 · 20 / (25 + 30); of positive: 2 · 15 / (25 + 20).
    assert found.f1.value == pytest.approx((40 / 55 + 30 / 45) / 2)
    assert found.kappa.low is not None and found.kappa.high is not None
    assert found.kappa.low == pytest.approx(0.14, abs=0.04)
    assert found.kappa.high == pytest.approx(0.65, abs=0.04)


def test_agreement_of_one_label_alone_has_no_kappa() -> None:
    assert agree([]).kappa.value is None
    found = agree([(POS, POS)] * 4)
    assert (found.same.value, found.kappa.value, found.f1.value) == (1.0, None, 1.0)


@given(st.lists(st.tuples(st.sampled_from(Sentiment), st.sampled_from(Sentiment)), min_size=1, max_size=30))
def test_agreement_keeps_its_bounds(pairs: list[tuple[Sentiment, Sentiment]]) -> None:
    found = agree(pairs)
    assert sum(map(sum, found.table)) == found.n == len(pairs)
    for number, least in ((found.same, 0), (found.kappa, -1), (found.f1, 0)):
        if number.value is not None and number.low is not None and number.high is not None:
            assert least - 1e-9 <= number.low <= number.high <= 1 + 1e-9
            assert least - 1e-9 <= number.value <= 1 + 1e-9


def test_words_are_held_against_the_score_they_explain_wherever_that_stands(store: Store) -> None:
    """Effort is good at its low end; what is not clear, and what has no score, contradicts nothing."""
    said = {1: ("csat", 5.0, -0.9), 2: ("effort", 5.0, 0.5), 3: ("effort", 1.0, 0.9), 4: ("csat", 4.0, -0.4), 5: ("csat", 3.0, -0.9)}
    rows = [Answer(who, question, value, "receive") for who, (question, value, _) in said.items()]
    asked, feeling = {"csat": "comment", "effort": "expected"}, {True: "positive", False: "negative"}
    words = [Answer(who, asked[question], None, sentiment=feeling[felt > 0], text="So.") for who, (question, _, felt) in said.items()]
    write(store, [*rows, *words, Answer(6, "comment", None, sentiment="negative", text="So.")])
    with store.writing() as connection:
        for score, comment in asked.items():
            number = QUESTIONS[score][0]
            connection.execute(sa.update(t.questions).values(explains_id=number).where(t.questions.c.code == comment))
        for who, (_, _, felt) in said.items():
            r = t.responses.c
            connection.execute(sa.update(t.responses).values(polarity=felt).where(r.submission_id == who, r.verbatim.is_not(None)))
    found = voices.contradictions(store, Scope(stages=("buy",)), shown=10, most=10)
    assert sorted(comment.submission_id for comment in found.newest) == [1, 2]
    assert voices.contradictions(store, Scope(stages=("receive",)), shown=10, most=10).total == 0, "the comments stand elsewhere"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample."""
    store = open_store(copy_of_sample(tmp_path_factory.mktemp("told")))
    yield store
    store.close()


_DISAGREEING: list[dict[str, Any]] = [
    {},
    {"stages": ("receive",)},
    {"touchpoints": ("delivery",), "channels": ("phone", "e-mail")},
    {"segments": (("region", ("north",)),), "period": Period(date(2026, 3, 10), date(2026, 8, 20))},
    {"methods": ("review",)},
]


@pytest.mark.parametrize("narrowed", _DISAGREEING)
def test_words_and_scores_that_disagree_are_found(told: Store, narrowed: dict[str, Any]) -> None:
    """All of them and no other, the newest first: the same as by looking at every comment."""

    def disagrees(comment: voices.Comment) -> bool:
        if comment.polarity is None or comment.share is None:
            return False
        return (comment.polarity <= -0.5 and comment.share >= 0.75) or (comment.polarity >= 0.5 and comment.share <= 0.25)

    scope = Scope(journey=None, **narrowed)
    one_by_one = [comment for comment in voices.read(told, scope, limit=100_000).comments if disagrees(comment)]
    found = voices.contradictions(told, scope, shown=5, most=10_000)
    assert found.total == len(one_by_one)
    assert list(found.newest) == one_by_one[:5]
    assert voices.contradictions(told, scope, shown=1, most=2).total == min(len(one_by_one), 3)
    assert one_by_one or narrowed


def test_the_figures_on_public_comments_beat_both_lexicons() -> None:
    found = read_measured()
    assert len(found) >= 6
    for other in ("textblob", "vader"):
        assert sum(row.ours[1] for row in found) > sum(getattr(row, other)[1] for row in found)


def test_the_figures_on_themes_reach_what_was_aimed_at() -> None:
    found = {row.name.split(",")[0]: row for row in read_measured_themes()}
    assert (found["SemEval-14"].by_seeds, found["SemEval-14"].learned) >= (0.72, 0.79)
    assert (found["MAMS"].by_seeds, found["MAMS"].learned) >= (0.70, 0.80)
    assert all(row.learned > row.by_seeds for row in found.values())


def test_the_themes_of_the_comment_shown_are_picked_and_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = copy_of_sample(tmp_path)
    monkeypatch.setenv("VOCDASH_DATABASE_URL", url)
    page = AppTest.from_file(str(ROOT / "pages" / "label.py"), default_timeout=60)
    page.query_params["asked"] = "What it is about"
    page.run()
    assert not page.exception
    (themes,) = page.get("button_group")[-1:]
    themes.set_value([themes.options[0]]).run()  # type: ignore[union-attr]
    page.button(key="label_next").click().run()
    assert not page.exception and "1 labelled" in str(page.get("progress")[0].proto.text)
    store = open_store(url)
    [kept] = themes_said(store)
    assert len(kept.said) == 1 and kept.said < kept.offered
    store.close()


def test_a_key_labels_the_comment_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOCDASH_DATABASE_URL", copy_of_sample(tmp_path))
    page = AppTest.from_file(str(ROOT / "pages" / "label.py"), default_timeout=60).run()
    for number, key in enumerate(("label_1", "label_3", "label_4"), 1):
        page.button(key=key).click().run()
        assert not page.exception
        assert f"{number} labelled" in str(page.get("progress")[0].proto.text)
    trust = AppTest.from_file(str(ROOT / "pages" / "trust.py"), default_timeout=60).run()
    assert not trust.exception
    assert "2 labels are too few" in " ".join(str(block.value) for block in trust.get("html"))
