"""The trained model: what it learns can be rebuilt, its evidence points at the right words, and it beats the lexicons."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
import pytest

from vocdash.domain import Sentiment
from vocdash.text.model import WEIGHTS, Table, Weights, load
from vocdash.text.service_words import service_words
from vocdash.text.tokens import Tokens
from vocdash.text.train import snippets, train
from vocdash.text.words import Vocabulary, words_of

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def evidence(text: str) -> list[str]:
    [result] = load().score([text])
    return [result.text[start:end] for start, end in result.spans]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The meal was superb", ["superb"]),
        ("I can’t fault them", ["can’t fault them"]),
        ("Ring 07700 900123: terrible", ["terrible"]),
        ("  odd\t\tspaces   and a  disgusting   room", ["disgusting"]),
        ("It took 3 weeks\n\nAWFUL!", ["AWFUL"]),
    ],
)
def test_evidence_points_at_the_words_that_matter(text: str, words: list[str]) -> None:
    assert set(words) <= set(evidence(text))


def test_a_comment_that_says_little_is_neutral() -> None:
    [result] = load().score(["The seat is blue."])
    assert result.sentiment is Sentiment.NEUTRAL
    assert result.probability is not None


def test_probability_and_polarity_agree() -> None:
    for result in load().score(["Great", "Awful", "It was fine", "no problems at all", "could be better"]):
        assert result.probability is not None
        assert result.polarity is not None
        assert (result.probability > 0.5) == (result.polarity > 0) or result.polarity == 0


def test_a_text_scores_the_same_alone_and_in_company() -> None:
    texts = ["Great staff", "The queue was too long", "👍", "Nobody called me back", "Lovely, but slow"] * 3
    together = load().score(texts)
    assert [load().score([text])[0].polarity for text in texts] == [result.polarity for result in together]


def test_words() -> None:
    assert [word for word, _, _ in words_of("Don’t")] == ["do", "not"]
    assert [word for word, _, _ in words_of("CAN'T!!")] == ["can", "not", "!", "!"]
    assert [word for word, _, _ in words_of("good/bad")] == ["good", "bad"]
    assert [word for word, _, _ in words_of("[phone].")] == ["."]
    assert [word for word, _, _ in words_of("great:)👍")] == ["great", ":)", "👍"]
    assert [word for word, _, _ in words_of("http://x")] == ["http", ":", "x"]


def test_streams_end_every_text_with_a_mark() -> None:
    tokens = Tokens()
    vocabulary = Vocabulary(tokens)
    stream = vocabulary.read(tokens.read(["a b!", "", "a"]))
    assert [vocabulary.names[number] for number in stream.word] == ["a", "b", "!", "", "", "a", ""]
    assert stream.bounds.tolist() == [0, 4, 5, 7]
    assert vocabulary.read(tokens.read([])).bounds.tolist() == [0]


def test_a_part_of_a_text_feels_as_if_it_stood_alone() -> None:
    text = "Not good;  the room was lovely, but the staff weren't kind."
    scorer = load()
    [batch] = scorer.batches.read(["Fine", text])
    parts = [
        (1, start, start + len(part))
        for part in ("Not good", "the room was lovely", "the staff weren't kind.", "", "weren't")
        for start in [text.index(part)]
    ]
    alone = [each.polarity for each in scorer.judge_all([text[start:end] for _, start, end in parts])]
    assert scorer.feel(batch, [*parts, (0, 0, 4)]) == [*alone, scorer.judge_all(["Fine"])[0].polarity]
    assert scorer.feel(batch, []) == []


def test_table_gives_zero_for_unknown_keys() -> None:
    keys = np.array([3 << 32, (1 << 63) + (5 << 32)], np.uint64)
    table = Table((keys >> np.uint64(32)).astype(np.uint32), np.array([0.5, -1.5], np.float16))
    assert table.of(keys).tolist() == [0.5, -1.5]
    assert table.of(np.array([4 << 32, 7], np.uint64)).tolist() == [0.0, 0.0]


def test_weights_that_share_a_place_are_all_kept() -> None:
    first = 3 << 45
    keys = np.array([first + (check << 32) for check in (1, 2, 3)], np.uint64)
    table = Table((keys >> np.uint64(32)).astype(np.uint32), np.array([0.25, -2.0, 1.0], np.float16))
    assert table.of(keys).tolist() == [0.25, -2.0, 1.0]
    assert table.of(np.array([first + (4 << 32)], np.uint64)).tolist() == [0.0]


def test_a_list_in_an_entry_stands_for_each_of_its_words(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("# A note.\n<us> us my_dad\n3: saved <us> twice, fine\n-3: saved us twice\n2: a b c d e <us>\n", "utf-8")
    assert service_words(path) == {"saved us twice": 1, "saved my dad twice": 1, "fine": 1, "a b c d e us": 2 / 3}


def test_the_list_of_words_is_sound() -> None:
    words = service_words()
    assert len(words) > 1500
    assert all(-1 <= value <= 1 for value in words.values())
    assert all(1 <= len(entry.split()) <= 6 and entry == entry.lower() for entry in words)


@pytest.mark.parametrize("unit", ["a", "😀", "!", "not good ", "could be better ", "don't", "a,b", "x\n\n"])
def test_time_is_linear(unit: str) -> None:
    scorer = load()
    started = time.process_time()
    scorer.judge_all([unit * (400_000 // len(unit))])
    # A square of this length would take minutes; the slowest takes less than a second.
    assert time.process_time() - started < 30


@pytest.fixture(scope="module")
def labelled() -> Path:
    folder = DATA / "labelled_sentiment"
    if not folder.exists():
        pytest.skip("shared/data is not here")
    return folder


def test_the_weights_are_what_training_gives(labelled: Path) -> None:
    assert WEIGHTS.stat().st_size < 1_000_000
    again, shipped = train(*snippets(labelled)), Weights.load(WEIGHTS.read_bytes())
    assert again.phrases.tolist() == shipped.phrases.tolist()
    assert again.slope == pytest.approx(shipped.slope, rel=1e-3)
    shared, here, there = np.intersect1d(again.slots, shipped.slots, return_indices=True)
    assert len(shared) > 0.99 * len(shipped.slots)
    assert np.abs(again.weight[here].astype(float) - shipped.weight[there]).max() < 0.02


def test_reviews_never_trained_on_are_ranked_well(labelled: Path) -> None:
    from sklearn.metrics import f1_score, roc_auc_score

    with (labelled.parent / "airline_reviews" / "seat.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["overall_rating"] and not 4 < float(row["overall_rating"]) < 7]
    good = np.array([float(row["overall_rating"]) >= 7 for row in rows])
    chance = np.array([judged.probability for judged in load().judge_all([row["content"] for row in rows])])
    assert roc_auc_score(good, chance) > 0.93
    assert f1_score(good, chance > 0.5, average="macro") > 0.85
