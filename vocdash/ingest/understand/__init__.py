"""From a table read to a table understood: what each column means, how sure that is, and the mapping it suggests.

The steps, each in a module of its own::

    profile      values counted, numbers, lengths of texts
    spread       questions whose steps stand in a column each, as one column
    grid         which columns of numbers rise and fall together, and which numbers are codes
    columns      each column by the tool that wrote it, its words, its values
    scores       the scale of a score;  text_scales  of answers in words;  shared_scales  of several columns together
    choose       the columns compared: one date, one id; what repeats is left out
    questions    long files: what each question of theirs asks for
    places       stage and touchpoint from the words
    suggest      the mapping

Nothing here writes or decides for good: all of it is shown, and a person corrects it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from vocdash.domain import Family, Role
from vocdash.ingest.presets import ROW_COLUMN
from vocdash.ingest.read import Table
from vocdash.ingest.understand import words
from vocdash.ingest.understand.answer_codes import turn_codes
from vocdash.ingest.understand.choose import choose
from vocdash.ingest.understand.columns import recognise_column
from vocdash.ingest.understand.dated import agree_on_order
from vocdash.ingest.understand.grid import look
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind, PlaceGuess, ScaleGuess
from vocdash.ingest.understand.places import guess_place, names_nothing, with_a_place
from vocdash.ingest.understand.profile import plain_words, profiles, with_lines
from vocdash.ingest.understand.questions import with_answers
from vocdash.ingest.understand.shared_scales import shared_scales
from vocdash.ingest.understand.spread import as_one, joined
from vocdash.ingest.understand.suggest import settle, suggest_mapping, to_mapping
from vocdash.ingest.understand.surroundings import Surroundings
from vocdash.ingest.understand.text_scales import is_agreement
from vocdash.ingest.understand.unread import tell_ticked

__all__ = ["ColumnMeaning", "Kind", "PlaceGuess", "ScaleGuess", "settle", "suggest_mapping", "to_mapping", "understand"]


LONGEST_NAME = 6
"""Words up to which a header may be a name."""

_ASKING = (words.ASKS, words.RATING, words.SATISFIED, words.QUALITIES, words.RECOMMEND, words.EASY, words.IMPORTANCE)


def understand(table: Table, *, today: date | None = None) -> tuple[ColumnMeaning, ...]:
    """What each column of the table means, in the order of the file.

    The first 10,000 rows decide (fewer in very wide files). `today` is the day dates are compared with.
    """
    lined = with_lines(table)
    rows = [cells for _, cells in lined]
    parted = profiles(table, rows)
    columns, spread = joined(parted, rows, table.dialect.decimal)
    likely = frozenset(column.at for column in columns if column.says(words.RATING) or column.says(words.SATISFIED))
    from_zero = any(column.says(words.NPS) and column.numbers and max(column.numbers) <= 10 for column in columns)
    mended = ROW_COLUMN in table.columns
    grid = look(rows, columns, likely, table.dialect.decimal)
    around = Surroundings(table.layout, grid, today or date.today(), from_zero, mended, shared_scales(columns))
    dated = agree_on_order([recognise_column(column, around) for column in columns])
    turn_codes(dated, rows, table.dialect.decimal)
    alone = choose(dated, columns, rows, table.layout)
    asked = as_one(with_answers(alone, columns, rows, table.dialect.decimal), parted, spread)
    meanings = tell_ticked(asked, parted, spread)
    scores = [one for one in meanings if one.scale and one.kind is Kind.SCORE and one.scale.scale.family is not Family.YESNO]
    # A column is the only score where there is no other one, yes or no aside.
    before = dict(zip((meaning.column for meaning in meanings[1:]), meanings, strict=False))
    return tuple(
        _located(_placed(meaning, before.get(meaning.column), only=not scores or (len(scores) == 1 and scores[0] is meaning)), at, lined)
        for at, meaning in enumerate(meanings)
    )


_OF_ONE_VALUE = ("no-date", "mixed-scales")
"""Findings about a value that stands somewhere in the column."""


def _located(meaning: ColumnMeaning, at: int, lined: Sequence[tuple[int, list[str]]]) -> ColumnMeaning:
    """The meaning, whose findings about a value say in which line it stands first."""
    if not any(finding.code in _OF_ONE_VALUE and finding.value for finding in meaning.findings):
        return meaning
    first: dict[str, int] = {}
    for line, cells in lined:
        first.setdefault(" ".join(cells[at].split())[:200], line)
    findings = tuple(
        replace(finding, line=first.get(finding.value or "")) if finding.code in _OF_ONE_VALUE else finding for finding in meaning.findings
    )
    return replace(meaning, findings=findings)


def _agrees(meaning: ColumnMeaning) -> bool:
    """Whether a score says how far somebody agrees with a sentence: by the question, by its first person, or by the answers."""
    answers = list(meaning.scale.values) if meaning.scale else []
    written = (meaning.column, meaning.label)
    asked = any(words.AGREE.search(plain_words(text)) or words.FIRST_PERSON.search(text) for text in written)
    asked = asked or all(_is_statement(text) for text in written)
    return asked or sum(map(is_agreement, answers)) > len(answers) / 3


def _is_statement(text: str) -> bool:
    """Whether words say something rather than ask for it or name it."""
    plain = plain_words(text)
    return "?" not in text and len(plain.split()) > LONGEST_NAME and not any(pattern.search(plain) for pattern in _ASKING)


def _placed(meaning: ColumnMeaning, before: ColumnMeaning | None, *, only: bool) -> ColumnMeaning:
    """A score with its place; the only score of a file, or one whose header says only “rating”, speaks of the whole.

    One that asks on ("If so, rate it") speaks of what the column `before` asks for.
    """
    if meaning.kind is not Kind.SCORE:
        return meaning
    if before is not None and words.ASKS_ON.search(meaning.label):
        subject = words.DID_YOU.sub("", before.label).strip(" ?:.")
        place = guess_place(subject, subject, meaning.role)
        return replace(meaning, label=f"{before.label} {meaning.label}", place=with_a_place(place, subject, subject, meaning.role))
    place = guess_place(meaning.column, meaning.label, meaning.role, agrees=_agrees(meaning))
    nowhere = not (place.stage or place.touchpoint)
    bare = meaning.label == meaning.column and names_nothing(meaning.column)
    if nowhere and (only or bare) and meaning.role is Role.PERFORMANCE:
        return replace(meaning, role=Role.OUTCOME, place=replace(guess_place(meaning.column, meaning.label, Role.OUTCOME), sure=False))
    return replace(meaning, place=with_a_place(place, meaning.column, meaning.label, meaning.role))
