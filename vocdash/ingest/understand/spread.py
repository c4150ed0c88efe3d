"""A question whose choices stand in a column each, as SurveyMonkey's expanded exports have them: read together as one answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from vocdash.domain import Finding, Severity
from vocdash.ingest.cells import parse_number
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind
from vocdash.ingest.understand.profile import Profile, is_nothing, profile
from vocdash.ingest.understand.text_scales import read_scale

FEWEST_CHOICES = 3
FEWEST_MADE = 2
"""Of these, so many at least must have been chosen by somebody."""

BETWEEN = " – "
"""What stands between a question and its choice in the label of a column, where headers take two rows."""

Spread = Mapping[int, tuple[int, ...]]
"""The first column of a question → all its columns, the first included."""


def joined(columns: Sequence[Profile], rows: Sequence[Sequence[str]], decimal: str) -> tuple[tuple[Profile, ...], Spread]:
    """The profiles, where the first column of a question whose steps are spread over several has the answers of all of them; and which
    columns these are."""
    found, spread = list(columns), {}
    for first, count in _runs(columns):
        choices = {text for column in columns[first : first + count] for text in (*column.counts, *column.nothing)}
        together = [" ".join("".join(cells[first : first + count]).split()) for cells in rows]
        column = columns[first]
        if not _are_steps([text for text in choices if not is_nothing(text)], decimal) or not choices.issuperset(filter(None, together)):
            continue
        found[first] = profile(first, column.column, asked_for(column) or column.label, together, decimal)
        spread[first] = tuple(range(first, first + count))
    return tuple(found), spread


def as_one(meanings: Sequence[ColumnMeaning], columns: Sequence[Profile], spread: Spread) -> tuple[ColumnMeaning, ...]:
    """The meanings, where a question spread over columns is one score; one that is not understood is left out, and that is said."""
    found = list(meanings)
    for first, places in spread.items():
        is_score = found[first].kind is Kind.SCORE
        finding = _read_together(columns, places) if is_score else _unread(columns, places)
        reason = f"A step of “{columns[first].column}”, read with it." if is_score else finding.what
        for at in places[is_score:]:
            found[at] = replace(found[at], kind=Kind.LEAVE_OUT, confidence=0.8, reason=reason, scale=None)
        also = tuple(columns[at].column for at in places[1:]) if is_score else ()
        found[first] = replace(found[first], also=also, findings=(*(found[first].findings if is_score else ()), finding))
    return tuple(found)


def asked_for(column: Profile) -> str:
    """The question whose choice stands in a column, where its label names the question and then the choice; "" where it does not."""
    if column.counts:
        choice = next(iter(column.counts)) if len(column.counts) == 1 else ""
        question, _, named = column.label.rpartition(choice) if choice else ("", "", "")
        return question.rstrip(" –—-:[(") if not named.strip(" ])") else ""
    return column.label.rpartition(BETWEEN)[0]


def _are_steps(choices: Sequence[str], decimal: str) -> bool:
    return read_scale(choices) is not None or all(parse_number(text, decimal) is not None for text in choices)


def _read_together(columns: Sequence[Profile], places: Sequence[int]) -> Finding:
    first, last = _ends(columns, places)
    what = f"The steps of this question, {first} to {last}, stand in {len(places)} columns, which are read together as one answer."
    remedy = "Nothing needs to be done. Where they are questions of their own, leave this one out."
    return Finding("choices-joined", Severity.NOTE, what, remedy, column=columns[places[0]].column, value=first)


def _unread(columns: Sequence[Profile], places: Sequence[int]) -> Finding:
    first, last = _ends(columns, places)
    what = f"The choices of a question, {first} to {last}, stand in {len(places)} columns, which are left out."
    remedy = "Export the file once more with one column for each question (SurveyMonkey calls it condensed)."
    return Finding("spread-choices", Severity.WARNING, what, remedy, column=columns[places[0]].column, value=first)


def _ends(columns: Sequence[Profile], places: Sequence[int]) -> tuple[str, str]:
    """The first and the last choice that anybody made."""
    made = [next(iter(columns[at].counts)) for at in places if columns[at].counts]
    return made[0], made[-1]


def _runs(columns: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """(first, number) of the columns next to each other that may be the choices of one question, of which each row has one at most."""
    first = 0
    while first < len(columns):
        question, last, filled = asked_for(columns[first]), first, 0
        values: set[str] = set()
        while last < len(columns) and _may_be_of(columns[last], question) and values.isdisjoint(columns[last].counts):
            filled += columns[last].filled
            if filled > columns[first].rows:
                break
            values |= set(columns[last].counts)
            last += 1
        if last - first >= FEWEST_CHOICES and len(values) >= FEWEST_MADE:
            yield first, last - first
        first = max(last, first + 1)


def _may_be_of(column: Profile, question: str) -> bool:
    """Whether a column holds one value of its own; where headers name the question, also one that nobody chose, and a number."""
    own = asked_for(column)
    if own != question:
        return False
    return bool(own) if not column.counts else len(column.counts) == 1 and (bool(own) or not (column.numbers or column.nothing))
