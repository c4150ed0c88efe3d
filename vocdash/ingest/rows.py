"""What a row says, and the reader of everything that holds for its whole submission."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from difflib import get_close_matches
from operator import itemgetter
from typing import NamedTuple

from vocdash.domain import UNKNOWN, Finding
from vocdash.errors import MappingError
from vocdash.ingest import checks
from vocdash.ingest.cells import REMEMBERED, DateReader, WordReader, in_utc, parse_number
from vocdash.ingest.mapping import FactColumn, FactType, Labelled, SubmissionColumns, When
from vocdash.ingest.marks import whole_letters

SMALLEST_WEIGHT, LARGEST_WEIGHT = 1e-6, 1e6
"""Beyond these a weight is a slip, and its square would leave no digits for anything else. 0 leaves a submission out."""

LONGEST_ID = 200
LONGEST_IDENTITY = {"number": 200, "name": 200, "email": 320, "phone": 64}

ColumnValues = Callable[[Sequence[int]], Sequence[str]]
"""The values of some columns (joined by a space): a date's format is decided for the whole column."""


class Fact(NamedTuple):
    """A date or a number that belongs to a submission."""

    name: str
    day: date | None
    number: float | None


class Place(NamedTuple):
    """What an answer is about: the question (source, code), and the codes of its stage, touchpoint and channel."""

    question: tuple[str, str]
    stage: str
    touchpoint: str
    channel: str


Answer = tuple[int, float | None, str | None]
"""One answer: the number of its :class:`Place`, a value, a text, or both. A plain tuple, because there are so many."""


class Head(NamedTuple):
    """What holds for a whole submission. `own_id` is "" where the file gives none; `segment` has one word per attribute."""

    own_id: str
    answered_at: datetime
    day: date
    language: str
    weight: float
    started_at: datetime | None
    duration: float | None
    customer: tuple[tuple[str, str], ...]
    segment: tuple[str, ...]
    facts: tuple[Fact, ...]


class SubmissionReader:
    """Reads the :class:`Head` of a row.

    Parameters
    ----------
    own : SubmissionColumns
        What the mapping says of submissions.
    at : mapping of str to int
        Column → its place in a row.
    today : date
        Later days are worth a warning.

    Attributes
    ----------
    last : Head, optional
        The head of the row read last.
    """

    def __init__(
        self, own: SubmissionColumns, at: Mapping[str, int], *, zone: tzinfo, today: date, decimal: str, column_values: ColumnValues
    ) -> None:
        if own.answered_at is None:
            raise ValueError("The mapping must say where the date comes from")

        def dates(when: When) -> DateReader:
            return DateReader(when, at, zone, column_values)

        places = sorted({at[column] for column in own.columns()})
        self._cells: Callable[[Sequence[str]], object] = itemgetter(*places) if places else tuple
        self._last_cells: object = None
        self.last: Head | None = None
        self._moments: dict[str, tuple[datetime, date]] = {}
        self._decimal = decimal
        self._today = today
        self._date = dates(own.answered_at)
        self.findings = [checks.ambiguous_dates(self._date.column, self._date.format)] if self._date.format.alternatives else []
        self._started = dates(own.started_at) if own.started_at else None
        self._language = WordReader(own.language or Labelled(constant=UNKNOWN), at, 16)
        self._segments = tuple(WordReader(label, at, 200) for label in own.segments.values())
        self._ids = [at[column] for column in own.id]
        self._customer = [(part, at[column]) for part, column in own.customer.named().items()]
        self._weight_column, self._weight_at = own.weight, at.get(own.weight, -1)
        self._duration_at = at.get(own.duration_seconds, -1)
        self._facts = [(name, fact, at[fact.column], _fact_dates(fact, dates)) for name, fact in own.facts.items()]

    def read(self, line: int, cells: Sequence[str], findings: list[Finding]) -> Head | None:
        """The head of a row; None, with a finding, when its date or weight is bad.

        Rows of one submission mostly follow each other and say the same, so the head of the row before is kept.
        """
        said = self._cells(cells)
        if said == self._last_cells:
            return self.last
        found = self._read(line, cells, findings)
        self._last_cells, self.last = (None if findings else said), found
        return found

    def repeats(self, rows: Sequence[Sequence[str]]) -> Iterator[bool]:
        """For each row in its turn, whether it says the same as the row that :meth:`read` read last."""
        return (said == self._last_cells for said in map(self._cells, rows))

    def _read(self, line: int, cells: Sequence[str], findings: list[Finding]) -> Head | None:
        moment = self._moment(line, cells, findings)
        weight = self._weight(line, cells, findings) if self._weight_column else 1.0
        if moment is None or weight is None:
            return None
        started = self._started.read(self._started.text(cells), cells) if self._started else None
        return Head(
            self.own_id(cells),
            *moment,
            self._language.read(cells).lower() or UNKNOWN,
            weight,
            in_utc(started) if started else None,
            parse_number(cells[self._duration_at], self._decimal) if self._duration_at >= 0 else None,
            self.customer(cells),
            tuple([reader.read(cells) for reader in self._segments]),
            self._read_facts(line, cells, findings) if self._facts else (),
        )

    def customer(self, cells: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Who said it, as (part, word), as far as the row tells."""
        return tuple([(part, cell[: LONGEST_IDENTITY[part]]) for part, at in self._customer if (cell := cells[at].strip())])

    def own_id(self, cells: Sequence[str]) -> str:
        """The submission's own id, "" where the row gives none."""
        parts = [cells[at].strip() for at in self._ids]
        return "|".join(parts)[:LONGEST_ID] if any(parts) else ""

    def _moment(self, line: int, cells: Sequence[str], findings: list[Finding]) -> tuple[datetime, date] | None:
        """When it was answered, and the day that counts as; those without a finding are remembered, because they repeat."""
        text = self._date.text(cells)
        known = self._moments.get(text)
        if known is not None:
            return known
        column, moment = self._date.column, self._date.read(text, cells)
        if moment is None:
            findings.append(checks.impossible_date(line, column, text) if text else checks.no_date(line, column))
            return None
        found = in_utc(moment), self._date.day(moment)
        if wrong := checks.day_out_of_range(line, column, text, found[1]):
            findings.append(wrong)
            return None
        if odd := checks.future_day(line, column, text, found[1], self._today):
            findings.append(odd)
        elif len(self._moments) < REMEMBERED:
            self._moments[text] = found
        return found

    def _weight(self, line: int, cells: Sequence[str], findings: list[Finding]) -> float | None:
        cell = cells[self._weight_at]
        if not cell.strip():
            findings.append(checks.no_weight(line, self._weight_column))
            return 1.0
        weight = parse_number(cell, self._decimal)
        if weight is None or not (weight == 0 or SMALLEST_WEIGHT <= weight <= LARGEST_WEIGHT):
            findings.append(checks.bad_weight(line, self._weight_column, cell))
            return None
        return weight

    def _read_facts(self, line: int, cells: Sequence[str], findings: list[Finding]) -> tuple[Fact, ...]:
        found = []
        for name, fact, at, dates in self._facts:
            cell = cells[at].strip()
            if not cell:
                continue
            moment = dates.read(cell, cells) if dates else None
            number = None if dates else parse_number(cell, self._decimal)
            if moment is None and number is None:
                findings.append(checks.bad_fact(line, fact.column, cell, fact.type.value))
            else:
                found.append(Fact(name, dates.day(moment) if dates and moment else None, number))
        return tuple(found)


def _fact_dates(fact: FactColumn, dates: Callable[[When], DateReader]) -> DateReader | None:
    return dates(When((fact.column,), fact.format)) if fact.type is FactType.DATE else None


def locate(wanted: Iterable[str], columns: Sequence[str]) -> dict[str, int]:
    """Column → place in a row; spaces around a name and its case do not matter.

    Raises
    ------
    MappingError
        If the file lacks some of them: all are named, each with the nearest name there is.
    """
    exact = {column: at for at, column in enumerate(columns)}
    loose = {_loose(column): at for at, column in reversed(list(enumerate(columns)))}
    found = {column: exact.get(column, loose.get(_loose(column), -1)) for column in wanted}
    missing = sorted(column for column, at in found.items() if at < 0)
    if missing:
        hints = [f"“{column}”" + _near(column, columns) for column in missing]
        raise MappingError(f"The file has no column {', '.join(hints)}.", "Correct the names in the mapping, or choose another mapping.")
    return found


def _loose(column: str) -> str:
    return whole_letters(column.strip()).casefold()


def _near(column: str, columns: Sequence[str]) -> str:
    near = get_close_matches(column, columns, n=1, cutoff=0.7)
    return f" (is it “{near[0]}”?)" if near else ""
