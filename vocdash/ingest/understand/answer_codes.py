"""Answers exported as codes, as LimeSurvey does it unless it is asked for the full text: A1 to A5, or AO01 to AO05.

Where the question asks for a rating, their order is that of its steps, and only which end is the good one is not said. It shows where
the rows have other scores: who is content with one thing is more content with the others. Where it does not show, the scale is offered,
and comes in only where the file has no other score, or a person takes it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from vocdash.domain import Family, Finding, Role, Severity
from vocdash.ingest.cells import parse_number
from vocdash.ingest.understand import words
from vocdash.ingest.understand.grid import FEW_PAIRS, pearson
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind, ScaleGuess
from vocdash.ingest.understand.profile import Profile
from vocdash.ingest.understand.scores import FEW_ANSWERS, role_of, scale_of
from vocdash.ingest.understand.surroundings import Surroundings, is_kind

CODE = "coded-scale"
OFFERED, SHOWN = 0.45, 0.65
"""How sure we are of a scale whose good end nothing tells, and of one whose good end shows in the other scores."""

SHOWS_FROM = 0.3
"""The correlation with the other scores of a row from which on it shows which end is good."""

_MOST_STEPS = 11
_ROWS = 3_000
_ASK = (words.ASKS, words.SATISFIED, words.RATING, words.RECOMMEND, words.QUALITIES, words.EASY, words.AGREE)
_WRITTEN = re.compile(r"([A-Z]{1,3})0*(\d{1,2})")


def codes_of_answers(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    """What is known of a column whose answers are codes; None where they are none, or nothing says that it is a question."""
    codes = {text: match for text in column.counts if (match := _WRITTEN.fullmatch(text))}
    asks = any(map(column.says, _ASK)) and not column.says(words.RANKS)
    whole = 2 <= len(codes) == len(column.counts) <= _MOST_STEPS and len({code[1] for code in codes.values()}) == 1
    if not whole or not (asks or around.layout == "limesurvey"):
        return None
    steps = {text: float(match[2]) for text, match in codes.items()}
    first, last = (end(steps, key=lambda text: steps[text]) for end in (min, max))
    if not asks or steps[last] > _MOST_STEPS:
        what = f"Its answers are codes such as {first} and {last}, which do not say what they mean."
        remedy = "Export the answers in full, or choose a scale and give each code its number."
        finding = Finding("answer-codes", Severity.WARNING, what, remedy, column=column.column, value=first)
        return replace(is_kind(column, Kind.LEAVE_OUT, 0.8, what), findings=(finding,))
    finding = _unturned(column, first, last)
    high = 5.0 if steps[last] in (3, 4) and column.filled < FEW_ANSWERS else steps[last]
    family = Family.CSAT if column.says(words.SATISFIED) else Family.RATING
    scale = scale_of(family, min(1.0, steps[first]), high)
    guess = ScaleGuess(scale, OFFERED, finding.what, steps, tuple(sorted(column.nothing)), findings=(finding,))
    return replace(is_kind(column, Kind.SCORE, OFFERED, finding.what), scale=guess, role=role_of(column), findings=(finding,))


def _unturned(column: Profile, first: str, last: str) -> Finding:
    what = f"Its answers are codes, {first} to {last}, and nothing in the file says whether {last} is the best or the worst."
    remedy = "Export the answers in full; or take it as a score in this order, and say by “A higher number is worse” which end is good."
    return Finding(CODE, Severity.WARNING, what, remedy, column=column.column, value=first)


def turn_codes(found: list[ColumnMeaning], rows: Sequence[Sequence[str]], decimal: str) -> None:
    """Let the other scores of a row say which end of the codes is the good one, where there are enough of them."""
    coded = [at for at, meaning in enumerate(found) if meaning.kind is Kind.SCORE and any(one.code == CODE for one in meaning.findings)]
    known = {
        at: meaning.scale
        for at, meaning in enumerate(found)
        if at not in coded and meaning.kind is Kind.SCORE and meaning.scale and meaning.role in (Role.PERFORMANCE, Role.OUTCOME)
    }
    for at in coded if known else ():
        guess = found[at].scale
        if guess is None:
            continue
        others = [_content(known, row, decimal) for row in rows[:_ROWS]]
        pairs = [(guess.values[row[at].strip()], other) for row, other in zip(rows, others, strict=False) if other is not None
                 and row[at].strip() in guess.values]  # fmt: skip
        correlation = pearson(pairs) if len(pairs) >= FEW_PAIRS else 0.0
        if abs(correlation) >= SHOWS_FROM:
            found[at] = _turned(found[at], guess, reverse=correlation < 0)


def _content(known: dict[int, ScaleGuess], row: Sequence[str], decimal: str) -> float | None:
    """How content the person of a row is by the scores that are known, 0–1; None where nothing tells."""
    shares = []
    for at, guess in known.items():
        text = row[at].strip()
        value = guess.values.get(text, parse_number(text, decimal))
        if value is not None and guess.scale.minimum <= value <= guess.scale.maximum and text not in (*guess.no_answer, *guess.not_used):
            share = (value - guess.scale.minimum) / (guess.scale.maximum - guess.scale.minimum)
            shares.append(1 - share if guess.reverse else share)
    return sum(shares) / len(shares) if shares else None


def _turned(meaning: ColumnMeaning, guess: ScaleGuess, *, reverse: bool) -> ColumnMeaning:
    ends = sorted(guess.values, key=lambda text: guess.values[text], reverse=not reverse)
    what = f"Its answers are codes; {ends[0]} is taken for the best, because those who gave it are more content elsewhere, too."
    remedy = "Check it against the questionnaire; if it is wrong, turn “A higher number is worse” over."
    finding = Finding(CODE, Severity.WARNING, what, remedy, column=meaning.column, value=ends[0])
    scale = replace(guess, confidence=SHOWN, reason=what, reverse=reverse, findings=(finding,))
    return replace(meaning, confidence=SHOWN, reason=what, scale=scale, findings=(finding,))
