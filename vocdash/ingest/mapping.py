"""A mapping says what the columns of a file mean. It is a value: read from TOML or JSON, checked as a whole, stored with its import.

Keys, beside those of a definition (:mod:`vocdash.journeys.definition`)::

    shape = "wide"                    # a row is a submission; or "long": a row is a response
    definition = "journey.toml"       # optional: the journey in a file of its own, beside this one
    no_answer = ["0"]                 # codes left out of every question on a scale; likewise not_used
    new_places = true                 # may rows bring stages, touchpoints and channels that are not known yet?
    exclude_flagged = ["too-fast"]    # submissions with these flags come in and are left out of scores
    cases = "all"                     # complaints of any age open a case; "none": none does; "recent", the usual: those of the last weeks
    source = "sfo-2014"               # a code, or a table {code, name, method}
    reading = {encoding = "cp1252"}   # how the file is written, where that is seen wrongly: delimiter, header_rows, decimal, sheet …

    [submission]
    id = "CCGID"                      # one column or several; left out where the file has none
    answered_at = {year = 2014, month = 5, day = "INTDATE"}
    weight = "WEIGHT"
    segments = {age = {column = "Q18AGE", values = {1 = "Under 18"}, no_answer = ["0"]}, plan = "Plan"}
    facts = {promised_on = {column = "Promised", type = "date"}}
    customer = {number = "Customer", email = "Mail"}

    [[questions]]                     # wide: each with its column, and the others where each step has one: also = ["Satisfied", …]
    [long]                            # long: which column holds what, and values = {Good = 5} where answers are words
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import Any

from vocdash.cases.since import Opens
from vocdash.ingest.quality import Flag
from vocdash.journeys.definition import Definition, SourceSpec


class Shape(StrEnum):
    """What a row is: a response (long) or a submission (wide)."""

    LONG = "long"
    WIDE = "wide"


class FactType(StrEnum):
    """What a fact holds."""

    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class When:
    """Where a date comes from: columns (joined by a space) read by `format`, or parts, or one constant day.

    A part is a number, or the name of a column. `format` uses the signs of strptime; None: decided from the whole column.
    """

    columns: tuple[str, ...] = ()
    format: str | None = None
    year: int | str | None = None
    month: int | str | None = None
    day: int | str | None = None
    constant: date | None = None

    def named(self) -> set[str]:
        """The columns it is read from."""
        return {*self.columns, *(part for part in (self.year, self.month, self.day) if isinstance(part, str))}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A column whose cells are words: `values` renames them, `no_answer` are left out, `constant` stands for all rows."""

    column: str = ""
    values: dict[str, str] = field(default_factory=dict)
    no_answer: tuple[str, ...] = ()
    constant: str = ""


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A date or a number of a submission, such as the day promised."""

    column: str
    type: FactType
    format: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerColumns:
    """Columns that say who somebody is. They go to the guarded customer table and nowhere else."""

    number: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""

    def named(self) -> dict[str, str]:
        """Field → column, of those that are mapped."""
        return {item.name: column for item in fields(self) if (column := getattr(self, item.name))}


@dataclass(frozen=True, slots=True)
class SubmissionColumns:
    """What holds for a whole submission."""

    id: tuple[str, ...] = ()
    answered_at: When | None = None
    started_at: When | None = None
    duration_seconds: str = ""
    weight: str = ""
    language: Labelled | None = None
    customer: CustomerColumns = field(default_factory=CustomerColumns)
    segments: dict[str, Labelled] = field(default_factory=dict)
    facts: dict[str, FactColumn] = field(default_factory=dict)

    def columns(self) -> set[str]:
        """Every column that says something of a submission."""
        whens = [self.answered_at, self.started_at, *(When((fact.column,)) for fact in self.facts.values())]
        named = {column for when in whens if when for column in when.named()}
        named |= {*self.id, self.duration_seconds, self.weight, *self.customer.named().values()}
        named |= {label.column for label in (*self.segments.values(), self.language) if label}
        return named - {""}


@dataclass(frozen=True, slots=True)
class LongColumns:
    """The columns of a long file; "" where it has none. `no_answer` are values left out, `values` turn answers in words into numbers."""

    question: str = ""
    stage: str = ""
    touchpoint: str = ""
    channel: str = ""
    value: str = ""
    comment: str = ""
    scale: str = ""
    role: str = ""
    source: str = ""
    no_answer: tuple[str, ...] = ()
    default_scale: str = ""
    values: dict[str, float] = field(default_factory=dict)

    def columns(self) -> set[str]:
        """The columns it names."""
        named = (self.question, self.stage, self.touchpoint, self.channel, self.value, self.comment, self.scale, self.role, self.source)
        return {column for column in named if column}


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of a file mean, and the journey they speak of; `reading` is a person's word on how the file is written."""

    shape: Shape
    name: str = ""
    source: SourceSpec | None = None
    new_places: bool | None = None
    exclude_flagged: tuple[Flag, ...] = ()
    submission: SubmissionColumns = field(default_factory=SubmissionColumns)
    long: LongColumns = field(default_factory=LongColumns)
    definition: Definition = field(default_factory=Definition)
    reading: AnyMapping[str, object] = field(default_factory=dict)
    cases: Opens = Opens.RECENT

    def to_dict(self) -> dict[str, Any]:
        """The mapping as JSON holds it; :func:`load_mapping` reads it back into an equal value."""
        found = {"shape": self.shape.value, "name": self.name, "new_places": self.new_places, **_plain(self.definition)}
        found["exclude_flagged"] = _plain(self.exclude_flagged)
        for key in ("code", "description", "sheet"):
            found.pop(key, None)
        found["name"] = self.name
        if self.definition.code:
            journey = {"code": self.definition.code, "name": self.definition.name, "description": self.definition.description}
            found["journey"] = {**_plain(self.definition.sheet), **journey}
        found |= {"submission": _plain(self.submission), "long": _plain(self.long)}
        if self.source:
            found["source"] = _plain(self.source)
        found["reading"] = dict(self.reading)
        found["cases"] = "" if self.cases is Opens.RECENT else self.cases.value
        return {key: value for key, value in found.items() if value not in (None, "", [], {})}

    def columns(self) -> set[str]:
        """Every column of the file this mapping speaks of."""
        if self.shape is Shape.WIDE:
            return self.submission.columns() | {name for asked in self.definition.questions for name in (asked.column, *asked.also)} - {""}
        return self.submission.columns() | self.long.columns()


def _plain(value: Any) -> Any:
    """Dataclasses as tables without their empty entries, everything else as JSON holds it."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((item.name, getattr(value, item.name)) for item in fields(value))
        return {key: _plain(item) for key, item in pairs if item is not None and item not in ("", (), {})}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
