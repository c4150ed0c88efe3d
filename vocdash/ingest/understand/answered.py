"""Columns of answers: scores, comments, what names the question or the place of a row, groups of people; and what is left."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from vocdash.domain import Role
from vocdash.ingest.checks import MOST_SEGMENT_VALUES
from vocdash.ingest.understand import words
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind
from vocdash.ingest.understand.profile import Profile, plain_words
from vocdash.ingest.understand.scores import guess_scale, role_of
from vocdash.ingest.understand.surroundings import Surroundings, is_kind

_FEWEST_PARTS = 10
_FEW = 6
"""Answers from which choices are told from texts by coming again."""

WORDS_OF_A_REASON = 4
"""Why somebody answered as they did is a text where it takes so many words on average, and otherwise one of a few reasons."""


WORDS_OF_AN_ANSWER = 2.5
MOSTLY_DIFFERENT = 0.7
"""What answers to an open question have: so many words, and so large a share that nobody else gave."""


def long_file(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    """Columns of a long file, where each row names its own question and place."""
    for pattern, kind, most in (
        (words.STAGE, Kind.STAGE, 60),
        (words.TOUCHPOINT, Kind.TOUCHPOINT, 200),
        (words.QUESTION, Kind.QUESTION, 300),
        (words.SCALE, Kind.SCALE, 30),
        (words.ROLE, Kind.ROLE, 10),
        (words.SOURCE, Kind.SOURCE, 50),
    ):
        if pattern.search(column.name) and 0 < len(column.counts) <= most and column.numeric < 0.5:
            sure = 0.9 if kind is Kind.QUESTION and column.mean_words >= WORDS_OF_AN_ANSWER else 0.85
            return is_kind(column, kind, sure, f"Its header says that it names the {kind.value} of a row.")
    if column.says(words.CHANNEL) and 0 < len(column.counts) <= 30 and column.numeric < 0.5:
        return is_kind(column, Kind.CHANNEL, 0.7, "Its header says that it names the channel.")
    return None


def score(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    scale = guess_scale(column, around.grid, recommends_from_zero=around.recommends_from_zero, shared=around.shared.get(column.at))
    if scale is None:
        return None
    meaning = is_kind(column, Kind.SCORE, scale.confidence, scale.reason)
    return replace(meaning, scale=scale, role=role_of(column), findings=scale.findings)


def box(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    """A choice of a question in a column of its own, which says what its header says, or nothing."""
    answer = plain_words(next(iter(column.counts)))
    if len(column.counts) != 1 or not answer or not (column.name == answer or plain_words(column.label).endswith(f" {answer}")):
        return None
    return is_kind(column, Kind.LEAVE_OUT, 0.8, "It marks the choice that its header names.")


def choices(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    """Several choices of one question in a cell, told apart by a sign: the parts come again and again, as no sentence does."""
    for sign in (";", ","):
        cells = [[part.strip() for part in text.split(sign) if part.strip()] for text in column.counts]
        parts = Counter(part for cell in cells for part in cell)
        again = sum(n for n in parts.values() if n > 1)
        several = sum(len(cell) > 1 for cell in cells)
        if (
            parts.total() >= _FEWEST_PARTS
            and several >= 0.2 * len(cells)
            and again >= 0.7 * parts.total()
            and len(parts) <= 0.6 * parts.total()
        ):
            return is_kind(column, Kind.LEAVE_OUT, 0.6, f"Its cells list several choices of one question, told apart by “{sign}”.")
    return None


def comment(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    if column.numeric > 0.5 or sum(n for text, n in column.counts.items() if any(map(str.isalpha, text))) < column.filled / 2:
        return None
    varied = len(column.counts) / column.filled
    asks_why = column.says(words.ASKS_WHY) and column.mean_words >= WORDS_OF_A_REASON
    asks_for_text = asks_why or (column.says(words.SAYS_COMMENT) and not words.ABOUT_TEXT.search(column.name))
    asks = (
        asks_for_text
        or bool(words.COMMENT.search(column.name))
        or column.column.endswith("_TEXT")
        or (column.says(words.COMMENT) and column.mean_words >= 3)
        or (column.says(words.ASKS_OPENLY) and column.mean_words >= WORDS_OF_AN_ANSWER and varied > MOSTLY_DIFFERENT)
    )
    names = bool(re.search(r"\bname\b", column.name)) and column.mean_words < 10
    often = sum(n for n in column.counts.values() if n > 1) >= 0.6 * column.filled and _FEW <= column.filled < 10 * _FEW
    repeats = (varied < 0.3 or (often and not asks)) and not (asks and column.mean_words >= 4 and len(column.counts) > MOST_SEGMENT_VALUES)
    if names or (repeats and not (asks_for_text and column.mean_words >= 1.5)):
        return None
    if column.mean_words >= 4 or (asks and column.mean_words >= 1.5) or (asks and varied > 0.7 and len(column.counts) > 3):
        sure = 0.9 if asks and column.mean_words >= 4 else 0.7
        meaning = is_kind(
            column, Kind.COMMENT, sure, f"Its values are texts of about {max(1, round(column.mean_words)):,} words that seldom repeat."
        )
        return replace(meaning, role=Role.COMMENT, no_answer=tuple(sorted(column.nothing)))
    return None


def constant(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    alone = len(column.counts) == 1 and column.filled > 1 and (column.filled == column.rows or column.numeric > 0.5)
    return is_kind(column, Kind.LEAVE_OUT, 0.7, "Every row says the same.") if alone else None


def segment(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    different = len(column.counts)
    if not 2 <= different <= MOST_SEGMENT_VALUES or column.mean_words > 15 or different > 0.5 * column.filled:
        return None
    named = bool(words.SEGMENT.search(column.said))
    if column.numeric < 0.5:
        sure, reason = (0.75 if named else 0.55), f"It has {different} different words, which may tell groups apart."
    else:
        sure, reason = (0.45 if named else 0.25), f"It has {different} different numbers, which may be codes of groups."
    return replace(is_kind(column, Kind.SEGMENT, sure, reason), no_answer=tuple(sorted(column.nothing)))


def fact(column: Profile, around: Surroundings) -> ColumnMeaning | None:
    if column.numeric < 0.95 or not words.AMOUNT.search(column.name) or words.ID.search(column.name):
        return None
    return is_kind(column, Kind.FACT_NUMBER, 0.5, "Its values are numbers, and its header speaks of an amount.")


def rest(column: Profile, around: Surroundings) -> ColumnMeaning:
    if column.numeric >= 0.95:
        return is_kind(column, Kind.LEAVE_OUT, 0.5, "Its values are numbers that are no scale we know.")
    if len(column.counts) > MOST_SEGMENT_VALUES:
        return is_kind(column, Kind.LEAVE_OUT, 0.5, f"It has more than {MOST_SEGMENT_VALUES} different values, too many for a segment.")
    return is_kind(column, Kind.LEAVE_OUT, 0.3, "Nothing tells what it means.")
