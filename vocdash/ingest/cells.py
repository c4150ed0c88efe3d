"""One cell of a file → a number, a date or a word. Each reader remembers what it has read, because answers repeat."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from math import isfinite

from vocdash.domain import Finding, Scale
from vocdash.ingest import checks
from vocdash.ingest.dates import NO_DATES, DateFormat, decide, known
from vocdash.ingest.mapping import Labelled, When
from vocdash.ingest.marks import bare, whole_letters
from vocdash.ingest.scales import position_of_label

REMEMBERED = 20_000
"""Different cells of a column whose meaning is kept."""

_GROUPED = re.compile(r"[-+]?\d{1,3}(?:(['’ \u00a0\u202f])\d{3})(?:\1\d{3})*(?:\.\d+)?")
"""A number whose thousands are set apart, other than by a comma, which may as well be a decimal one."""

PERCENT = re.compile(r"\d{1,3}(?:[.,]\d+)?[ \u00a0\u202f]?%")

Outcome = tuple[float | None, Callable[[int], Finding] | None]
"""A value (None: no answer), or the check that failed, waiting for its line."""


def parse_number(text: str, decimal: str = ".") -> float | None:
    """The number in a cell, written with this decimal mark; None when it is not one, or not a finite one."""
    plain = bare(text).replace("−", "-")
    if decimal == "," and "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    if (grouped := _GROUPED.fullmatch(plain)) is not None:
        plain = plain.replace(grouped[1], "")
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if isfinite(value) and "_" not in plain else None


class ValueReader:
    """Reads the answers of one question.

    Parameters
    ----------
    column : str
        For findings.
    scale : Scale
        What the answers may be.
    values : mapping
        Text answers → numbers, beside the scale's own labels.
    left_out : iterable of str
        Cells that mean "no answer" or "not used", as text or as number.
    reverse : bool
        Whether a value is turned round: smallest + largest − value.
    """

    def __init__(
        self,
        column: str,
        scale: Scale,
        *,
        values: Mapping[str, float] | None = None,
        left_out: Iterable[str] = (),
        reverse: bool = False,
        decimal: str = ".",
    ) -> None:
        self._column = column
        self._scale = scale
        self._reverse = reverse
        self._decimal = decimal
        self._words = position_of_label(scale) | {_plain(word): value for word, value in (values or {}).items()}
        self._left_out = {_plain(word) for word in left_out} | {""}
        self._left_out_numbers = {number for word in left_out if (number := parse_number(word)) is not None}
        self._seen: dict[str, Outcome] = {}

    def read(self, cell: str) -> Outcome:
        found = self._seen.get(cell)
        if found is None:
            found = self._read(cell)
            if len(self._seen) < REMEMBERED:
                self._seen[cell] = found
        return found

    def _read(self, cell: str) -> Outcome:
        word = _plain(cell)
        if word in self._left_out:
            return None, None
        value = self._words.get(word)
        if value is None:
            of_a_hundred = self._scale.maximum == 100 and PERCENT.fullmatch(word)
            value = float(word[:-1].replace(",", ".")) if of_a_hundred else parse_number(cell, self._decimal)
        if value is None:
            return None, lambda line: checks.not_a_number(line, self._column, cell, self._scale)
        if value in self._left_out_numbers:
            return None, None
        if not self._scale.minimum <= value <= self._scale.maximum:
            return None, lambda line: checks.outside_scale(line, self._column, cell, self._scale)
        return (self._scale.minimum + self._scale.maximum - value if self._reverse else value), None


class DateReader:
    """Reads the date of a row, from columns, from parts, or from a constant.

    A date without a time zone is in the reporting time zone, so that its day stays the day that was written.

    Parameters
    ----------
    when : When
        Where the date comes from.
    at : mapping of str to int
        Column → its place in a row.
    column_values : callable
        All values of the date's columns, for deciding on a format; asked only when the mapping names none.
    """

    def __init__(self, when: When, at: Mapping[str, int], zone: tzinfo, column_values: Callable[[Sequence[int]], Sequence[str]]) -> None:
        self._zone = zone
        self._constant = when.constant
        self._parts = [(at[part], True) if isinstance(part, str) else (part or 0, False) for part in (when.year, when.month, when.day)]
        self._columns = [at[column] for column in when.columns]
        self.column = " ".join(when.columns) or " ".join(part for part in (when.year, when.month, when.day) if isinstance(part, str))
        self.format = _format(when, self._columns, column_values)
        self._parse = self.format.parse
        self._seen: dict[str, datetime | None] = {}

    def text(self, cells: Sequence[str]) -> str:
        """What stands in the row, for a person to find it."""
        if self._columns:
            return " ".join(cells[at] for at in self._columns).strip() if len(self._columns) > 1 else cells[self._columns[0]].strip()
        return " ".join(cells[number] for number, is_column in self._parts if is_column).strip()

    def read(self, text: str, cells: Sequence[str]) -> datetime | None:
        """The moment, aware of its time zone; None when it cannot be read. `text` is what :meth:`text` gave."""
        if text in self._seen:
            return self._seen[text]
        found = self._read(text, cells)
        if len(self._seen) < REMEMBERED:
            self._seen[text] = found
        return found

    def _read(self, text: str, cells: Sequence[str]) -> datetime | None:
        if self._columns:
            found = self._parse(text)
        elif self._constant:
            found = datetime(self._constant.year, self._constant.month, self._constant.day)
        else:
            found = self._of_parts(cells)
        if found is None or found.tzinfo is not None:
            return found
        return found.replace(tzinfo=self._zone)

    def _of_parts(self, cells: Sequence[str]) -> datetime | None:
        try:
            year, month, day = (int(float(cells[number])) if is_column else number for number, is_column in self._parts)
            return datetime(year, month, day)
        except (ValueError, OverflowError):
            return None

    def day(self, moment: datetime) -> date:
        """The day a moment counts on."""
        return moment.astimezone(self._zone).date() if moment.tzinfo is not self._zone else moment.date()


def _format(when: When, columns: Sequence[int], column_values: Callable[[Sequence[int]], Sequence[str]]) -> DateFormat:
    if when.format:
        return known(when.format)
    return decide(column_values(columns), name=" ".join(when.columns)) if columns else NO_DATES


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC."""
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


class WordReader:
    """Reads the words of one column: renames them, and leaves out those that are no answer. `seen` are the words so far."""

    def __init__(self, labelled: Labelled, at: Mapping[str, int], longest: int) -> None:
        self._constant = labelled.constant[:longest]
        self._at = at[labelled.column] if labelled.column else -1
        self._values = {_plain(word): name for word, name in labelled.values.items()}
        self._left_out = {_plain(word) for word in labelled.no_answer} | {""}
        self._longest = longest
        self._known: dict[str, str] = {}
        self.column = labelled.column

    def read(self, cells: Sequence[str]) -> str:
        if self._at < 0:
            return self._constant
        cell = cells[self._at]
        found = self._known.get(cell)
        if found is None:
            found = self._read(cell)
            if len(self._known) < REMEMBERED:
                self._known[cell] = found
        return found

    def _read(self, cell: str) -> str:
        word = cell.strip()
        if _plain(word) in self._left_out:
            return ""
        return self._values.get(_plain(word), word)[: self._longest]


def _plain(word: str) -> str:
    return whole_letters(word.strip()).casefold()
