"""The quote basket and the themes on the page Voices: keys in the address, nothing a person may not read, the same words copied."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.test_ui_pages import open_page, words
from tests.ui_world import sample_database
from vocdash import voices
from vocdash.access import Access, Actor
from vocdash.domain import Scope
from vocdash.store import open_store
from vocdash.ui import data
from vocdash.ui.voices import basket
from vocdash.ui.voices.basket import key_of, token


@pytest.fixture(autouse=True)
def _sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_DATABASE_URL", sample_database())


def quote_buttons(at: AppTest) -> dict[str, str]:
    """What the buttons beside the comments say, by the keys of their comments."""
    return dict(re.findall(r'<button [^>]*data-quote="([\d~]+)"[^>]*><span[^>]*>\w+</span>(\w+)</button>', words(at)))


@given(st.tuples(st.integers(0, 2**63 - 1), st.integers(0, 2**31 - 1), st.integers(0, 2**15 - 1)))
def test_a_key_survives_the_address(key: voices.CommentKey) -> None:
    assert key_of(token(key)) == key


@given(st.text(max_size=30))
def test_any_other_word_is_no_key(word: str) -> None:
    key = key_of(word)
    assert key is None or re.fullmatch(r"\d+~\d+~\d+", word)


@pytest.mark.parametrize("word", ["1~2", "1~2~3~4", "-1~2~3", "9223372036854775808~1~0", "1~2147483648~0", "1~1~32768", "²~1~0"])
def test_a_number_no_database_holds_is_no_key(word: str) -> None:
    assert key_of(word) is None


def test_the_quotes_in_the_address_are_collected_ones() -> None:
    every = quote_buttons(open_page("voices"))
    assert len(every) == 25
    assert set(every.values()) == {"Quote"}
    first, second = list(every)[:2]
    some = quote_buttons(open_page("voices", basket=[second]))
    assert (some[first], some[second]) == ("Quote", "Collected")


def test_a_full_basket_takes_no_more_but_gives_back() -> None:
    keys = [(number, 1, 0) for number in range(basket.MOST + 1)]
    at = open_page("voices", basket=[token(key) for key in keys])
    buttons = re.findall(r"<button [^>]*data-quote[^>]*>", words(at))
    assert len(buttons) == 25
    assert all('disabled="disabled"' in button for button in buttons)


def test_a_theme_in_the_address_narrows_the_comments_and_marks_its_words() -> None:
    every = open_page("voices")
    options = every.selectbox(key="mention").options
    assert len(options) > 3
    at = open_page("voices", mention=options[1])
    assert not at.exception
    articles = re.findall(r"<article.*?</article>", words(at))
    assert articles
    assert all("<mark>" in article for article in articles)
    assert len(re.findall("<mark>", words(every))) == 0


def test_a_theme_nobody_knows_is_said() -> None:
    assert "theme “moon”, which does not exist here" in words(open_page("voices", mention="moon"))


@pytest.mark.parametrize("view", ["Themes", "Over time", "By stage", "In words"])
def test_each_view_of_the_themes_is_drawn(view: str) -> None:
    at = open_page("voices", themes=view)
    assert not at.exception
    assert "voc-error" not in words(at)
    said = {
        "Themes": "is spoken of most",
        "Over time": "month",
        "By stage": "comments about a stage",
        "In words": "What each theme sounds like",
    }
    assert said[view] in words(at)


def test_a_viewer_gets_no_quote_of_too_few_people(monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(sample_database())
    (comment,) = voices.read(store, Scope(), limit=1).comments
    store.close()
    with data.reading_from(sample_database()):
        assert [one.key for one in basket.readable((comment.key,), Actor("v", Access.VIEWER))] == [comment.key]
        monkeypatch.setenv("VOCDASH_MIN_GROUP", "100000")
        assert basket.readable((comment.key,), Actor("v", Access.VIEWER)) == ()
        assert len(basket.readable((comment.key,), Actor("f", Access.FRONTLINE))) == 1


@pytest.mark.parametrize("name", ["overview", "voices", "touchpoint"])
def test_comments_lead_on_to_their_case_for_those_who_may_read_it(name: str) -> None:
    place = {"stage": "Receive", "touchpoint": "Delivery"} if name == "touchpoint" else {}
    led = re.findall(
        r'href="inbox\?role=frontline&amp;case=(\d+)"[^>]*>Case C-(\d+)</a>', words(open_page(name, role="frontline", **place))
    )
    assert led
    assert all(number == said for number, said in led)
    seen = words(open_page(name, role="viewer", **place))
    assert "Case C-" not in seen
    assert not re.search(r"score \d", seen), "nor do they see single scores: of few people they are what is hidden elsewhere"
