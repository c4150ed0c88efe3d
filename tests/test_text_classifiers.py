"""The contract every classifier keeps: one result per text, in order, deterministic, and never an exception."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocdash.domain import Sentiment
from vocdash.errors import UnknownName
from vocdash.text import classifier, default_classifier, sentiment_of
from vocdash.text.blanks import is_blank
from vocdash.text.normalise import normalise

NAMES = ["linear", "lexicon"]
HOSTILE = [
    "a" * 100_000,
    "!" * 100_000,
    "😀" * 100_000,
    "(" * 50_000 + ")" * 50_000,
    "\x00" * 100,
    "\u202eevil\u202c good",
    "<script>alert(1)</script> great",
    "'; DROP TABLE responses; -- awful",
    "![x](https://evil.example/p.png) good service",
    "\ud800 good",
    "good\n" * 10_000,
    "n't" * 10_000,
]


@pytest.fixture(params=NAMES)
def scorer(request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    return classifier(request.param)


def test_each_text_gets_its_own_result_in_order(scorer) -> None:  # type: ignore[no-untyped-def]
    texts = ["Great service, ring 07700 900123", None, "n/a", "Service très agréable, merci", "Terrible food and rude staff", "", "  "]
    results = scorer.score(texts)
    assert [result.sentiment for result in results] == [Sentiment.POSITIVE, None, None, None, Sentiment.NEGATIVE, None, None]
    assert [result.why_not for result in results] == [None, "no text", "blank answer", "not scored (French)", None, "no text", "no text"]
    assert [result.language for result in results] == ["en", "unknown", "unknown", "fr", "en", "unknown", "unknown"]
    assert results[0].text == "Great service, ring [phone]"
    assert scorer.score(texts) == results


def test_typographic_and_contracted_negation_count(scorer) -> None:  # type: ignore[no-untyped-def]
    results = scorer.score(["This isn't good", "This isn’t good", "This is not good", "this isnt good"])
    assert {result.sentiment for result in results} == {Sentiment.NEGATIVE}
    assert len({result.polarity for result in results}) == 1


def test_hostile_input_is_scored_or_not_but_never_fails(scorer) -> None:  # type: ignore[no-untyped-def]
    results = scorer.score(HOSTILE)
    assert len(results) == len(HOSTILE)
    assert results[6].sentiment is Sentiment.POSITIVE


@given(st.lists(st.none() | st.text(), max_size=8))
@settings(max_examples=60, deadline=None)
def test_anything_goes(texts: list[str | None]) -> None:
    for name in NAMES:
        results = classifier(name).score(texts)
        assert len(results) == len(texts)
        for result in results:
            assert (result.polarity is None) == (result.sentiment is None) == (result.why_not is not None)
            assert result.polarity is None or -1 <= result.polarity <= 1
            assert all(0 <= start < end <= len(result.text) for start, end in result.spans)


def test_name_and_version_are_given(scorer) -> None:  # type: ignore[no-untyped-def]
    assert scorer.name in NAMES
    assert scorer.version


def test_an_unknown_classifier_is_named() -> None:
    with pytest.raises(UnknownName, match="Did you mean “lexicon”"):
        classifier("lexikon")


def test_importing_loads_no_heavy_library() -> None:
    code = "import sys, vocdash.text; print([m for m in ('textblob', 'sklearn', 'pandas', 'streamlit', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_default_classifier_speaks_english() -> None:
    assert default_classifier().score(["I love it"])[0].sentiment is Sentiment.POSITIVE


def test_label_thresholds() -> None:
    labels = [sentiment_of(value) for value in (-1, -0.051, -0.05, 0, 0.05, 0.051, 1)]
    assert "".join(label[:3] for label in labels) == "neg" * 2 + "neu" * 3 + "pos" * 2


@pytest.mark.parametrize(
    "text",
    [
        "n/a",
        "N/A.",
        " none ",
        "Nothing!",
        "-",
        "...",
        "RAS",
        "R.A.S.",
        "don’t know",
        "",
        "\u200b",
        "No comments at this time",
        "none, thanks",
    ],
)
def test_blank_answers(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize(
    "text", [":)", ":-(", "👍", "no problem", "nothing worked", "None of the staff helped", "bad", "7", "No staff at the moment"]
)
def test_answers_that_are_not_blank(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It isn’t", "It is not"),
        ("can't, won't, shan't", "can not, will not, shall not"),
        ("DON'T", "DO not"),
        ("it didnt work", "it did not work"),
        ("a giant tent", "a giant tent"),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected
