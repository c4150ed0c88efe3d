"""Answers that are there and cannot be read, because a tool exported a column for each choice: none is lost unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vocdash.domain import Finding, Severity
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind
from vocdash.ingest.understand.profile import Profile
from vocdash.ingest.understand.text_scales import read_scale

FEWEST_CHOICES = 3


def tell_spread_choices(meanings: Sequence[ColumnMeaning], columns: Sequence[Profile]) -> tuple[ColumnMeaning, ...]:
    """The meanings, with a finding at the first column of every scale that is spread over columns."""
    found = list(meanings)
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
    return tuple(found)


def _runs(columns: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """(first, number) of the columns next to each other of which each row has one, and each only one value of its own in words."""
    first = 0
    while first < len(columns):
        last = first
        values: set[str] = set()
        while last < len(columns) and _is_choice(columns[last]) and values.isdisjoint(columns[last].counts):
            values |= set(columns[last].counts)
            last += 1
        run = columns[first:last]
        if len(run) >= FEWEST_CHOICES and sum(column.filled for column in run) <= run[0].rows:
            yield first, len(run)
        first = max(last, first + 1)


def _is_choice(column: Profile) -> bool:
    return len(column.counts) == 1 and not column.numbers and not column.nothing
