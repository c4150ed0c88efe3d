"""Answers that are there and are not read, because a person may have given several: none is lost unsaid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vocdash.domain import Finding, Severity
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind
from vocdash.ingest.understand.profile import Profile
from vocdash.ingest.understand.spread import Spread, asked_for

_NAMED = 6
"""So many choices are named in a finding."""


def tell_ticked(meanings: Sequence[ColumnMeaning], columns: Sequence[Profile], spread: Spread) -> tuple[ColumnMeaning, ...]:
    """The meanings, with a finding at the first of the columns that mark what was ticked: a person may have ticked several of them.

    Questions `spread` over columns have theirs already.
    """
    found = list(meanings)
    told = {at for places in spread.values() for at in places}
    questions: dict[str, list[int]] = {}
    for column, meaning in zip(columns, found, strict=True):
        marks = len(column.counts) == 1 and not column.numbers and column.at not in told
        left = marks and meaning.kind is Kind.LEAVE_OUT and not meaning.findings
        if left and (question := asked_for(column)):
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
    return tuple(found)
