"""Our fast walk and TextBlob give the same number, on hand-picked traps, on anything at all, and on real reviews."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob import TextBlob

from vocdash.text.textblob_polarity import Scorer

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SCORER = Scorer()
TRAPS = [
    "",
    "very good",
    "not very good at all",
    "really not a good idea!",
    "hardly any good",
    "no no no!!! terribly bad",
    "good :) and bad :-(",
    "reviews: (1) good",
    "O.o what a mess (!)",
    "at 10:30 p.m. it's not bad",
    'e.g. Mr. X. was "great"',
    "don't, can't & won't be happy",
    "good\n\nbad\r\n\r\nugly",
    "never\u00a0good",
    "<3 it ♥",
    "xD so funny: D",
    "(not) [really] {nice}",
    "...great...",
    "not 'good'",
]


@pytest.mark.parametrize("text", TRAPS)
def test_traps(text: str) -> None:
    assert SCORER.score(text) == pytest.approx(TextBlob(text).sentiment.polarity, abs=1e-12)


@given(st.lists(st.sampled_from([*" ".join(TRAPS).split(), "very", "not", "good", "bad", "!", "a", "is", "extremely"]), max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_order_of_awkward_words(words: list[str]) -> None:
    text = " ".join(words)
    assert SCORER.score(text) == pytest.approx(TextBlob(text).sentiment.polarity, abs=1e-9)


def test_endless_runs_are_left_out() -> None:
    assert SCORER.score("!" * 200_000 + " good") == SCORER.score("good")


def test_real_reviews() -> None:
    source = DATA / "airline_reviews" / "lounge.csv"
    if not source.exists():
        pytest.skip("shared/data is not here")
    with source.open(encoding="utf-8", newline="") as lines:
        texts = [row["content"] for row in csv.DictReader(lines)]
    off = [text for text in texts if abs(SCORER.score(text) - TextBlob(text).sentiment.polarity) > 1e-9]
    assert len(off) <= len(texts) / 10_000
