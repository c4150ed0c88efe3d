"""The words without which a way of saying something cannot match: those that stand in every match, and no more."""

from __future__ import annotations

import pytest

from vocdash.text.ways import WORDS, needed, pattern_of, single

LISTS = {"people": ["staff", "front_desk"], "many": ["two", "[0-9]+"], "not": ["not", "n't"]}


@pytest.mark.parametrize(
    ("way", "sets"),
    [
        ("money back", [{"money"}, {"back"}]),
        ("refund(s|ed)?", [{"refund", "refunds", "refunded"}]),
        ("waited( for| over){0,3} ages", [{"ages"}, {"waited"}]),
        ("waited <many> hours", [{"hours"}, {"waited"}]),
        ("<people> sighed", [{"sighed"}, {"front", "staff"}]),
        ("thank ?you", [{"thank", "thankyou"}]),
        ("do<not> answer", [{"answer"}, {"don", "donot"}]),
        (r"hurt (my|his)\w*", [{"hurt"}]),
        ("guaranteed(?! to)", [{"guaranteed"}]),
        ("rude(ly|ness)?(?!r\\b)", [{"rude", "rudely", "rudeness"}]),
        (r"\w[^.!?]{1,9}\?", [{"?"}]),
        (r"( \w+){0,4}?,?( and| but)? dear", [{"dear"}]),
        (r"\w+", []),
    ],
)
def test_needed(way: str, sets: list[set[str]]) -> None:
    assert sorted(map(sorted, needed(way, LISTS))) == sorted(map(sorted, sets))


def test_the_most_telling_words_come_first() -> None:
    assert needed("have the (pillar|post)", {})[0] == {"pillar", "post"}


def test_a_line_may_offer_several_ways() -> None:
    assert list(single("how about|why (not|don't you)|and [|]")) == ["how about", "why (not|don't you)", "and [|]"]


@pytest.mark.parametrize("text", ["the front desk sighed", "staff  sighed"])
def test_the_pattern_matches_whole_words(text: str) -> None:
    pattern = pattern_of("<people> sighed", LISTS)
    assert pattern.search(text) and not pattern.search(f"{text}x")
    assert all(not words.isdisjoint(WORDS.findall(text)) for words in needed("<people> sighed", LISTS))
