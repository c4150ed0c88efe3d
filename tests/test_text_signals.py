"""Each signal is found with the words that say it, what sounds alike is not, and complaints get the severity the rule says."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.text.complaints import is_complaint, severity
from vocdash.text.normalise import lowered
from vocdash.text.signals import Signal, complaint_codes, find_signals, signals

FOUND = [
    ("waited", "I waited 40 minutes to be seen", "waited 40 minutes"),
    ("waited", "Kept on hold for ages", "Kept on hold"),
    ("contacted_again", "I have called four times about this", "called four times"),
    ("contacted_again", "I had to chase you for weeks", "had to chase"),
    ("promise_broken", "The staff never called me back", "never called me back"),
    ("promise_broken", "Delivered a whole month before the date I was told", "before the date I was told"),
    ("promise_broken", "We were told it would take two days", "told it would"),
    ("promise_broken", "They said it was fixed", "They said it was fixed"),
    ("promise_broken", "The parcel was supposed to come on Friday", "was supposed to come"),
    ("promise_broken", "They promised Monday", "promised"),
    ("unresolved", "The problem is still not fixed", "still not"),
    ("unresolved", "It hasn’t been resolved", "hasn’t been resolved"),
    ("passed_around", "I was put through to three departments", "put through to three"),
    ("repeated_information", "I had to explain everything again", "explain everything again"),
    ("refund_asked", "I want my money back", "money back"),
    ("leaving", "I am closing my account", "closing my account"),
    ("leaving", "Never again", "Never again"),
    ("safety", "My mother slipped on the wet floor", "slipped on"),
    ("staff_praised", "The nurse at the desk was very kind", "nurse at the desk was very kind"),
    ("staff_criticised", "The nurse at the desk was not very helpful", "nurse at the desk was not very helpful"),
    ("staff_criticised", "Rude staff", "Rude staff"),
    ("suggestion", "You should open earlier", "You should"),
    ("question", "Nice. Where is my order?", "Where is my order?"),
    ("thanks", "Many thanks to all", "thanks"),
    ("answer_requested", "Could you please call me", "Could you please call"),
]
NOT_FOUND = [
    ("waited", "Can't wait to come back"),
    ("waited", "No queue at all"),
    ("waited", "The waiter was great"),
    ("promise_broken", "It came on Monday as promised"),
    ("promise_broken", "She told me the best way to get there"),
    ("promise_broken", "The dress is supposed to be loose"),
    ("promise_broken", "That has never happened to me before"),
    ("promise_broken", "I didn't arrive until midnight"),
    ("refund_asked", "I was fully refunded"),
    ("leaving", "Will never use anyone else"),
    ("staff_praised", "The staff could be friendly"),
    ("staff_praised", "Not very friendly staff"),
    ("staff_criticised", "They were not rude at all"),
    ("thanks", "Thanks for nothing"),
    ("suggestion", "It could not have been better"),
    ("answer_requested", "Nobody contacted me"),
]


@pytest.mark.parametrize(("code", "text", "words"), FOUND)
def test_found_with_its_words(code: str, text: str, words: str) -> None:
    [found] = find_signals([text])
    assert [text[mention.start : mention.end] for mention in found if mention.label == code] == [words]


@pytest.mark.parametrize(("code", "text"), NOT_FOUND)
def test_what_sounds_alike_is_not_found(code: str, text: str) -> None:
    assert code not in {mention.label for mention in find_signals([text])[0]}


def test_every_signal_is_tried_here() -> None:
    assert {code for code, _, _ in FOUND} == {signal.code for signal in signals()}


SAID_ANYHOW = st.lists(st.sampled_from(sorted({word for _, text, _ in FOUND for word in text.split()} | {".", "!", "so-so,", "Then."})))


@given(st.lists(SAID_ANYHOW.map(" ".join), max_size=5))
def test_a_look_at_the_words_loses_nothing(texts: list[str]) -> None:
    """What the patterns alone find in each sentence, without asking first which words it has."""
    for text, found in zip(texts, find_signals(texts), strict=True):
        assert {mention.label for mention in found} == {
            signal.code for signal in signals() for sentence in re.findall(r"[^.!?\n]+[.!?]*", lowered(text)) if _says(signal, sentence)
        }


def _says(signal: Signal, sentence: str) -> bool:
    taken_back = [each.span() for way in signal.not_when for each in way.pattern.finditer(sentence)]
    at = 0
    while matches := [match for way in signal.ways if (match := way.pattern.search(sentence, at))]:
        first = min(matches, key=lambda match: match.start())
        if not any(start < first.end() and first.start() < end for start, end in taken_back):
            return True
        at = first.end()
    return False


@given(st.lists(st.text(), max_size=5))
def test_any_text_gets_a_list_in_reading_order(texts: list[str]) -> None:
    for text, found in zip(texts, find_signals(texts), strict=True):
        assert found == sorted(found, key=lambda mention: (mention.start, mention.end))
        assert all(0 <= mention.start < mention.end <= len(text) for mention in found)


@pytest.mark.parametrize("unit", ["a", "wait ", "the staff ", "not ", "? ", "he ", "very ", "told "])
def test_time_is_bounded(unit: str) -> None:
    started = time.process_time()
    find_signals([unit * (1_000_000 // len(unit))])
    # A square of this length would take hours; the slowest takes about a second.
    assert time.process_time() - started < 60


def test_complaint_without_an_unkind_word() -> None:
    assert is_complaint(0.0, ["waited"])
    assert is_complaint(-0.3, [])
    assert is_complaint(None, [], low_score=True)
    assert not is_complaint(0.4, ["thanks", "question"])
    assert "thanks" not in complaint_codes()


@pytest.mark.parametrize(
    ("polarity", "found", "expected"),
    [
        (0.8, ["thanks"], None),
        (0.0, ["waited"], 1),
        (-0.2, [], 1),
        (-0.9, [], 2),
        (-0.9, ["promise_broken"], 3),
        (-0.9, ["promise_broken", "unresolved"], 4),
        (-0.9, ["promise_broken", "unresolved", "leaving"], 5),
        (None, ["refund_asked"], 2),
        (0.5, ["safety"], 5),
    ],
)
def test_severity(polarity: float | None, found: list[str], expected: int | None) -> None:
    assert severity(polarity, found) == expected


def test_the_lowest_score_counts_as_strong() -> None:
    assert severity(None, [], lowest_score=True) == 2
