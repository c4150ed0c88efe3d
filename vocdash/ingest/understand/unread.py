"""Answers that are there and cannot be read, because a tool exported a column for each choice: none is lost unsaid."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from vocdash.domain import Finding, Severity
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind
from vocdash.ingest.understand.profile import Profile
from vocdash.ingest.understand.text_scales import read_scale

FEWEST_CHOICES = 3
_NAMED = 6
"""So many choices are named in a finding."""


def tell_spread_choices(meanings: Sequence[ColumnMeaning], columns: Sequence[Profile]) -> tuple[ColumnMeaning, ...]:
    """The meanings, with a finding at the first column of every question whose choices are spread over columns: of a scale, or of what
    people ticked."""
    found = list(meanings)
    told: set[int] = set()
    for first, count in _runs(columns):
        choices = [next(iter(column.counts)) for column in columns[first : first + count]]
        if read_scale(choices) is None:
            continue
        what = f"The choices of a question, {choices[0]} to {choices[-1]}, stand in {count} columns, which are left out."
        remedy = "Export the file once more with one column for each question (SurveyMonkey calls it condensed)."
        finding = Finding("spread-choices", Severity.WARNING, what, remedy, column=columns[first].column, value=choices[0])
        for at in range(first, first + count):
            found[at] = replace(found[at], kind=Kind.LEAVE_OUT, confidence=0.8, reason=what)
        found[first] = replace(found[first], findings=(finding,))
        told.update(range(first, first + count))
    return tuple(_with_ticked(found, columns, told))


def _with_ticked(found: list[ColumnMeaning], columns: Sequence[Profile], told: Container[int]) -> list[ColumnMeaning]:
    """The meanings, with a finding at the first of the columns that mark what was ticked: a person may have ticked several of them.

    Those already `told` of are left alone.
    """
    questions: dict[str, list[int]] = {}
    for column, meaning in zip(columns, found, strict=True):
        question = "" if column.at in told or meaning.kind is not Kind.LEAVE_OUT or meaning.findings else _ticked(column)
        if question:
            questions.setdefault(question, []).append(column.at)
    for question, places in questions.items():
        if len(places) < 2:
            continue
        choices = [next(iter(columns[at].counts)) for at in places]
        named = ", ".join(f"“{choice[:60]}”" for choice in choices[:_NAMED]) + (" …" if len(choices) > _NAMED else "")
        what = f"What people ticked at “{question[:120]}” is left out: {named}, each in a column of its own."
        remedy = "A segment holds one value, and a person may have ticked several. Where a choice matters, take its column as a segment."
        finding = Finding("choices-left-out", Severity.NOTE, what, remedy, column=columns[places[0]].column, count=len(places))
        found[places[0]] = replace(found[places[0]], findings=(finding,))
    return found


def _ticked(column: Profile) -> str:
    """The question whose choice stands in a column, where its label names the question and then the choice; "" where it does not."""
    if not _is_choice(column):
        return ""
    choice = next(iter(column.counts))
    question, _, named = column.label.rpartition(choice)
    return question.rstrip(" –—-:[(") if question and not named.strip(" ])") else ""


def _runs(columns: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """(first, number) of the columns next to each other of which each row has one, and each only one value of its own in words."""
    first = 0
    while first < len(columns):
        last, filled = first, 0
        values: set[str] = set()
        while last < len(columns) and _is_choice(columns[last]) and values.isdisjoint(columns[last].counts):
            filled += columns[last].filled
            if filled > columns[first].rows:
                break
            values |= set(columns[last].counts)
            last += 1
        if last - first >= FEWEST_CHOICES:
            yield first, last - first
        first = max(last, first + 1)


def _is_choice(column: Profile) -> bool:
    return len(column.counts) == 1 and not column.numbers and not column.nothing
