"""The whole pipeline on what nobody should write and somebody does: nothing falls over, and time grows with the length, not its square."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocdash.text import tokens
from vocdash.text.model import load
from vocdash.text.reading import Reader
from vocdash.text.tokens import BatchReader
from vocdash.themes.live import starting

HOSTILE = {
    "one letter": "a" * 1_000_000,
    "emoji": "😀" * 100_000,
    "NUL bytes": "\x00" * 200_000,
    "right to left": "\u202eab " * 50_000,
    "markup": "<b onclick='x'>the staff</b> " * 10_000,
    "SQL": "'; DROP TABLE responses; -- " * 10_000,
    "remote images": "![staff](http://a.example/b.png?id=1) " * 6_000,
    "many comments in one cell": "The staff were rude, but the room was nice.\n\n" * 10_000,
    "no spaces": "the,staff,not,on," * 15_000,
    "marks": "!?;." * 60_000,
    "dashes": "no - - " * 40_000,
    "empty lines": "\n" * 300_000,
    "turns": "but and the " * 20_000,
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Every starting theme, as for a comment from an unknown place."""
    found = Reader(tuple(starting()), load())
    found.read(["The staff were kind."])
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_comments_are_read_in_time(reader: Reader, name: str) -> None:
    text = HOSTILE[name]
    began = time.process_time()
    [(scored, heard)] = reader.read([text])
    # A square of these lengths would take hours; the slowest takes about a second.
    assert time.process_time() - began < 15
    assert all(0 <= start < end <= len(scored.text) for _, _, start, end, _, _ in heard)


def test_a_comment_of_one_clause_feels_like_its_mentions(reader: Reader) -> None:
    [(scored, heard)] = reader.read(["  The staff were very kind to us  "])
    assert scored.polarity is not None and scored.polarity > 0.3
    assert {polarity for kind, _, _, _, polarity, _ in heard if kind == "theme"} == {scored.polarity}


def test_batches_make_no_difference(reader: Reader) -> None:
    texts = ["Lovely room, but the breakfast was cold.", "Rude staff", None, "", "n/a", "Très bon accueil", "I waited 40 minutes on hold"]
    assert reader.read(texts) == [reader.read([text])[0] for text in texts]


SAID = (
    "Lovely room",
    "but the",
    "breakfast was cold.",
    "Rude clerk,",
    "not helpful",
    "I waited 40 minutes",
    "at the shop",
    "on the phone!",
    "and",
    "n/a",
    "-",
)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.lists(st.sampled_from(SAID), max_size=7), st.sampled_from(("unknown", "shop", "delivery", "x"))), max_size=8))
def test_comments_are_read_alike_together_and_alone(reader: Reader, said: list[tuple[list[str], str]]) -> None:
    texts, said_at = [" ".join(parts) for parts, _ in said], [touchpoint for _, touchpoint in said]
    whole = reader.say(texts, said_at)
    for at, (text, touchpoint) in enumerate(said):
        [alone] = reader.read([" ".join(text)], [touchpoint])
        if alone[0].language == whole[at][1]:  # which a short one takes from the others
            assert (alone[0].text, alone[0].polarity, alone[1]) == (whole[at][0], whole[at][2], reader.subjects.opened(whole[at][5]))


def test_what_is_remembered_stays_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [[f"Lovely room {number}{letter}, rude clerk{number}{letter}." for letter in "abcdefgh"] for number in range(30)]
    plain = [found for some in texts for found in Reader(tuple(starting()), load()).read(some)]
    monkeypatch.setattr(tokens, "_MOST_REMEMBERED", 60)
    batches = BatchReader()
    assert max(len(batch.tokens.names) for some in texts for batch in batches.read(some)) < 60 + 8 * 5
    small = Reader(tuple(starting()), load())
    assert [found for some in texts for found in small.read(some)] == plain
