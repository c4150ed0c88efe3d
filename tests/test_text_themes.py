"""Clauses, themes with the clause's own feeling, the five qualities, and the whole pipeline in one call."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.domain import Sentiment
from vocdash.errors import UnknownName
from vocdash.journeys.write import list_templates
from vocdash.text.clauses import Clauses, clauses
from vocdash.text.hearing import Listener, _phrases_of
from vocdash.text.matching import Hit, Matcher, Phrases, stem, words_in
from vocdash.text.model import load
from vocdash.text.normalise import normalise
from vocdash.text.qualities import QualityFinder, QualityMention, Verdict, qualities, quality_phrases
from vocdash.text.reading import read
from vocdash.text.scored import sentiment_of
from vocdash.text.themes import Theme, businesses, fitting, kinds, starting_themes
from vocdash.text.tokens import Tokens

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Lovely room, but the breakfast was cold", ["Lovely room", "but the breakfast was cold"]),
        ("Good. Bad!  Ugly?", ["Good.", "Bad!", "Ugly?"]),
        ("friendly, helpful, quick", ["friendly, helpful, quick"]),
        ("The food was fine and the staff were kind", ["The food was fine", "and the staff were kind"]),
        ("It is nice – it costs a lot", ["It is nice", "it costs a lot"]),
        ("I had my heart set on it and it fits badly", ["I had my heart set on it", "and it fits badly"]),
        ("so-so; the rest  was fine", ["so-so", "the rest  was fine"]),
        ("Quick,  no one waits", ["Quick", "no one waits"]),
        ("kind\n\nCheap\nand clean", ["kind", "Cheap\nand clean"]),
        ("", []),
        (" . ", []),
    ],
)
def test_clauses(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in clauses(text)] == (parts or [part for part in [text.strip()] if part])


@given(st.text())
def test_clauses_never_overlap(text: str) -> None:
    found = clauses(text)
    assert all(start < end for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))


@given(st.text())
def test_token_starts(text: str) -> None:
    before = "two words"
    batch = Tokens().read([before, text, ""])
    own = slice(batch.bounds[1], batch.bounds[2] - 1)
    found = zip(batch.starts[own].tolist(), batch.lengths[own].tolist(), strict=True)
    assert [text[start : start + length] for start, length in found] == text.split()
    assert batch.starts[:2].tolist() == [0, 4]


def test_what_is_known_of_tokens_is_known_once() -> None:
    tokens = Tokens()
    assert tokens.own(Clauses) is tokens.own(Clauses)
    assert tokens.own(Clauses) is not Tokens().own(Clauses)


@given(st.lists(st.text()))
def test_words_of_a_batch(texts: list[str]) -> None:
    tokens = Tokens()
    assert Matcher(tokens, Phrases()).words(tokens.read(texts)) == [words_in(text) for text in texts]


def test_stems() -> None:
    assert [stem(word) for word in ("Queues", "cities", "glass", "boxes", "staff's", "bus", "dishes", "Menus")] == [
        "queue",
        "city",
        "glass",
        "box",
        "staff",
        "bus",
        "dish",
        "menus",
    ]


def test_the_longest_phrase_wins() -> None:
    tokens, text = Tokens(), "The front  desks, a desk; check-in!"
    matcher = Matcher(tokens, Phrases({"front desk": ("reception",), "desk": ("furniture",), "check-in": ("arrival",)}))
    [[found]] = matcher.find(tokens.read([text]))
    assert [(label, text[start:end]) for start, end, (label,) in found] == [
        ("reception", "front  desks"),
        ("furniture", "desk"),
        ("arrival", "check-in"),
    ]


def test_phrases_are_made_once_for_the_same_themes() -> None:
    themes = starting_themes("restaurant")
    assert _phrases_of(themes) is _phrases_of(tuple(starting_themes("restaurant")))
    assert Listener(themes).offered("The soup was cold", "restaurant") == {theme.code for theme in themes}


def test_phrases_do_not_reach_from_text_to_text_and_share_their_words() -> None:
    tokens = Tokens()
    matcher = Matcher(tokens, Phrases({"spare part": ("repair",), "parts": ("whole",), "part": ("some",)}, {"part": ("other",)}))
    assert matcher.find(tokens.read(["a spare", "part", "", "spare parts"])) == [
        [[], [(0, 4, ("whole", "some"))], [], [(0, 11, ("repair",))]],
        [[], [(0, 4, ("other",))], [], [(6, 11, ("other",))]],
    ]


def test_a_theme_feels_like_its_clause() -> None:
    themes = [Theme("room", "Room", ("room",)), Theme("food", "Food", ("breakfast", "food"))]
    [found] = Listener(themes).themes(["The room was lovely, but the breakfast was cold and awful"], load())
    felt = [(mention.code, sentiment_of(mention.polarity or 0)) for mention in found]
    assert felt == [("room", Sentiment.POSITIVE), ("food", Sentiment.NEGATIVE)]


def test_themes_without_a_judge_have_no_feeling() -> None:
    [found] = Listener([Theme("room", "Room", ("room",))]).themes(["The rooms were lovely"])
    assert [(mention.code, mention.start, mention.end, mention.polarity) for mention in found] == [("room", 4, 9, None)]


def test_the_themes_of_a_kind_of_company_are_sound() -> None:
    assert set(businesses()) == set(list_templates())
    for business in businesses():
        touchpoints, own = fitting(business)
        assert set(touchpoints) <= set(kinds())
        for theme in own:
            assert theme.code.startswith(f"{business}.") and theme.place == "any" and len(theme.seeds) > 1
            assert all(seed == seed.lower().strip() for seed in theme.seeds)
        assert len({theme.code for theme in own}) == len(own)
    with pytest.raises(UnknownName, match="airline"):
        fitting("airlines")


def test_starting_themes_are_sound() -> None:
    for kind in kinds():
        themes = starting_themes(kind)
        assert len({theme.code for theme in themes}) == len(themes) > 2
        assert all(len(theme.seeds) >= 4 for theme in themes)
    with pytest.raises(UnknownName, match="Did you mean “delivery”"):
        starting_themes("deliveries")


def find_qualities(text: str) -> list[QualityMention]:
    tokens, phrases = Tokens(), Phrases(quality_phrases())
    batch = tokens.read([text])
    [found] = QualityFinder(tokens, phrases.labels[0]).mentions(batch, Matcher(tokens, phrases).look(batch)[0])
    return found


@pytest.mark.parametrize(
    ("text", "quality", "verdict"),
    [
        ("It was easy to reach someone", "accessible", Verdict.GOOD),
        ("They were not easy to reach", "accessible", Verdict.BAD),
        ("I am still waiting for a reply", "responsive", Verdict.BAD),
        ("She listened and was kind", "empathy", Verdict.GOOD),
        ("He didn’t listen, he was rude", "empathy", Verdict.BAD),
        ("I was passed around", "cohesion", Verdict.BAD),
        ("They were flexible about my dates", "nimble", Verdict.GOOD),
        ("It is company policy", "nimble", Verdict.BAD),
        ("The website lists opening hours", "accessible", Verdict.MENTIONED),
    ],
)
def test_qualities(text: str, quality: str, verdict: Verdict) -> None:
    found = find_qualities(text)
    assert {mention.quality: mention.verdict for mention in found}[quality] is verdict


def test_there_are_five_qualities() -> None:
    assert [quality.code for quality in qualities()] == ["accessible", "responsive", "empathy", "cohesion", "nimble"]
    assert find_qualities("The seat is blue") == []


def test_the_whole_pipeline() -> None:
    first, second, third = read(
        ["I waited 40 minutes on hold, ring me on 07700 900123", "Très bon accueil, merci beaucoup", None], starting_themes("any")
    )
    assert first.scored.text.endswith("[phone]")
    assert "waiting" in {mention.code for mention in first.themes}
    assert "waited" in {mention.code for mention in first.signals}
    assert first.severity is not None
    assert (second.themes, second.signals, second.severity) == ((), (), None)
    assert third.scored.why_not == "no text"


def test_a_low_score_alone_is_a_complaint() -> None:
    [result] = read(["The seat is blue"], [], low_scores=[True])
    assert result.severity == 1


@given(st.lists(st.none() | st.text(), max_size=5))
def test_anything_can_be_read(texts: list[str | None]) -> None:
    assert len(read(texts, starting_themes("any"), classifier=load())) == len(texts)


def test_restaurant_sentences_by_seeds_alone() -> None:
    source = DATA / "aspect_sentiment" / "semeval2014_restaurants_categories.csv"
    if not source.exists():
        pytest.skip("shared/data is not here")
    truth: dict[str, set[str]] = {}
    with source.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            truth.setdefault(row["text"], set()).add(row["category"])
    found = Listener(starting_themes("restaurant")).themes(list(truth))
    guessed = [{mention.code for mention in mentions} or {"anecdotes/miscellaneous"} for mentions in found]
    right = sum(len(a & b) for a, b in zip(truth.values(), guessed, strict=True))
    assert 2 * right / (sum(map(len, truth.values())) + sum(map(len, guessed))) > 0.74


def plainly(text: str, hits: Sequence[Hit]) -> list[QualityMention]:
    """The same rules for one text, word by word."""
    turned = {Verdict.GOOD: Verdict.BAD, Verdict.BAD: Verdict.GOOD, Verdict.MENTIONED: Verdict.MENTIONED}
    best = [Verdict.BAD, Verdict.GOOD, Verdict.MENTIONED]
    chosen: dict[str, QualityMention] = {}
    for start, end, marks in hits:
        before = text[max(0, start - 24) : start]
        words = before.rsplit(None, 2)[-2:] if before[-1:].isspace() else []
        ends_so = [bool(re.search(r"(?:\b(?:not|never|no|without|hardly|cannot|nor)|n't)$", normalise(word), re.I)) for word in words]
        negated = bool(words) and (ends_so[-1] or (re.fullmatch(r"\w+", normalise(words[-1])) is not None and ends_so[0]))
        for mark in marks:
            verdict = {"+": Verdict.GOOD, "-": Verdict.BAD, "?": Verdict.MENTIONED}[mark[-1]]
            said = QualityMention(mark[:-1], turned[verdict] if negated else verdict, start, end)
            if said.quality not in chosen or best.index(said.verdict) < best.index(chosen[said.quality].verdict):
                chosen[said.quality] = said
    return sorted(chosen.values(), key=lambda said: said.start)


PIECES = (
    "not",
    "never",
    "no.",
    "don't",
    "(not",
    "easy",
    "helpful",
    "rude",
    "ignored",
    "slow",
    "queue",
    "the",
    "so",
    "-",
    "n" * 30 + "ot",
    ",",
    "",
)


@given(st.lists(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(" \n\t")), max_size=12), max_size=6))
def test_qualities_are_judged_alike_together_and_one_by_one(said: list[list[tuple[str, str]]]) -> None:
    texts = ["".join(map("".join, pieces)) for pieces in said]
    tokens, phrases = Tokens(), Phrases(quality_phrases())
    batch, matcher = tokens.read(texts), Matcher(tokens, phrases)
    found = QualityFinder(tokens, phrases.labels[0]).mentions(batch, matcher.look(batch)[0])
    assert found == [plainly(text, hits) for text, hits in zip(texts, matcher.find(batch)[0], strict=True)]
