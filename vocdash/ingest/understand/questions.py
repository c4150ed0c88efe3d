"""Long files whose rows name their question: what each question asks for, from its own wording and its own answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vocdash.ingest.understand import words
from vocdash.ingest.understand.grid import Grid
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind, ScaleGuess
from vocdash.ingest.understand.profile import Profile, is_nothing, profile
from vocdash.ingest.understand.scores import guess_scale

MOST_QUESTIONS = 60
WORDS_OF_A_COMMENT = 3
"""Answers of so many words on average are texts."""

_ALONE = Grid({}, {}, {}, {})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a long file. `guess` is its scale, None where its answers are on none; `in_words` says that they are texts."""

    wording: str
    column: Profile
    guess: ScaleGuess | None

    @property
    def in_words(self) -> bool:
        """Whether people answered in their own words."""
        return self.guess is None and self.column.numeric < 0.5 and self.column.mean_words >= WORDS_OF_A_COMMENT


def asked(rows: Sequence[Sequence[str]], question_at: int, value_at: int, decimal: str) -> list[Asked]:
    """The questions that the rows name, in the order of the file, up to 60, those that nobody answered left out."""
    answers: dict[str, list[str]] = {}
    for row in rows:
        answers.setdefault(row[question_at].strip(), []).append(row[value_at])
    found = []
    for wording, cells in list(answers.items())[:MOST_QUESTIONS]:
        if not wording or is_nothing(wording):
            continue
        column = profile(value_at, wording, wording, cells, decimal)
        if column.counts:
            found.append(Asked(wording, column, guess_scale(column, _ALONE)))
    return found


def with_answers(
    meanings: Sequence[ColumnMeaning], columns: Sequence[Profile], rows: Sequence[Sequence[str]], decimal: str
) -> tuple[ColumnMeaning, ...]:
    """The meanings, where rows name their question and no column is a score yet, with the column of the answers as the score."""
    found = list(meanings)
    question_at = next((at for at, meaning in enumerate(found) if meaning.kind is Kind.QUESTION), None)
    if question_at is None:
        return tuple(found)
    if not any(meaning.kind is Kind.SUBMISSION_ID for meaning in found):
        _name_the_person(found, columns)
    if any(meaning.kind is Kind.SCORE for meaning in found):
        return tuple(found)
    for at, column in enumerate(columns):
        if words.ANSWER.search(column.name):
            guesses = [one.guess for one in asked(rows, question_at, at, decimal) if one.guess]
            if guesses:
                reason = f"It holds the answers to the questions in “{found[question_at].column}”, {len(guesses)} of them on a scale."
                found[at] = replace(found[at], kind=Kind.SCORE, confidence=0.7, reason=reason, scale=guesses[0])
                break
    return tuple(found)


def _name_the_person(found: list[ColumnMeaning], columns: Sequence[Profile]) -> None:
    """An id that stands in several rows says which of them one person answered."""
    for at, column in enumerate(columns):
        named = words.ID.search(column.name) and words.ID_OF_ANSWER.search(column.name)
        if (named or (words.RESPONDENT.search(column.name) and column.mean_words <= 1)) and column.filled == column.rows:
            reason = "Its header speaks of an id, and the rows of one person share it."
            found[at] = replace(found[at], kind=Kind.SUBMISSION_ID, confidence=0.8, reason=reason)
            return
