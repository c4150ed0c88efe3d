"""Say what a file is before anything is brought in: how it is written, what its columns mean, and what a person should know."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from vocdash.domain import Finding, Severity
from vocdash.errors import MappingError
from vocdash.ingest.mapping import Mapping, Shape
from vocdash.ingest.read import Table, read_table
from vocdash.ingest.read.overrides import delimiter_words
from vocdash.ingest.understand import ColumnMeaning, Kind, suggest_mapping, understand

_ENCODINGS = {"utf-8-sig": "utf-8 + BOM"}


@dataclass(frozen=True, slots=True)
class Inspection:
    """A file understood. `mapping` is None where no column holds an answer; `warnings` are what a person should know, with remedies."""

    table: Table
    meanings: tuple[ColumnMeaning, ...]
    mapping: Mapping | None
    warnings: tuple[Finding, ...]

    @property
    def date_formats(self) -> dict[str, str]:
        """Column → how its dates are written, for the columns that hold dates."""
        return {meaning.column: meaning.dates.format for meaning in self.meanings if meaning.dates.format}

    @property
    def to_begin_with(self) -> Mapping | None:
        """The mapping to write out for a first import: the rows of a long file may make the places they name, which the report lists."""
        if self.mapping is None or self.mapping.shape is not Shape.LONG:
            return self.mapping
        return replace(self.mapping, new_places=True)


def inspect(
    path: str | Path, overrides: AnyMapping[str, object] | None = None, *, name: str | None = None, today: date | None = None
) -> Inspection:
    """Read a file's form and understand its columns; `overrides` and `name` as in :func:`vocdash.ingest.read.read_table`.

    Raises
    ------
    UnreadableFile
        If the file is no table of responses, with the true reason.
    """
    return inspect_table(read_table(Path(path), overrides=overrides, name=name), today=today)


def inspect_table(table: Table, *, today: date | None = None) -> Inspection:
    """The same for a table already read."""
    meanings = understand(table, today=today)
    about_columns = [finding for meaning in meanings for finding in meaning.findings]
    mapping, about_file = _suggested(table, meanings, today)
    said = {finding.what for finding in table.findings}
    about_file = [finding for finding in about_file if finding.what not in said]
    return Inspection(table, meanings, mapping, (*table.findings, *about_file, *about_columns))


def _suggested(table: Table, meanings: tuple[ColumnMeaning, ...], today: date | None) -> tuple[Mapping | None, list[Finding]]:
    try:
        mapping = suggest_mapping(table, meanings, today=today)
    except MappingError as error:
        return None, [Finding("no-answers", Severity.WARNING, error.what, error.fix)]
    if any(meaning.kind is Kind.ANSWERED_AT for meaning in meanings):
        return mapping, []
    what = "No column says when the answers were given, so all rows get the same day."
    return mapping, [
        Finding("no-date-column", Severity.WARNING, what, "Name the column of the date, or give the day the answers are from.")
    ]


def as_json(inspection: Inspection) -> dict[str, Any]:
    """The inspection for automation, in the words people use for encodings and delimiters; these keys are stable."""
    table, dialect, mapping = inspection.table, inspection.table.dialect, inspection.to_begin_with
    return {
        "encoding": _ENCODINGS.get(dialect.encoding, dialect.encoding),
        "delimiter": delimiter_words(dialect.delimiter),
        "header_rows": dialect.header_rows,
        "data_rows": table.data_rows,
        "columns": list(table.columns),
        "layout": table.layout,
        "date_formats": inspection.date_formats,
        "suggested_mapping": mapping.to_dict() if mapping else None,
        "warnings": [_warning(finding) for finding in inspection.warnings],
    }


def _warning(finding: Finding) -> str:
    """A finding as a line, which begins with its place where the finding itself does not name it."""
    column = f"column “{finding.column}”" if finding.column and f"“{finding.column}”" not in finding.what else ""
    line = f"line {finding.line:,}" if finding.line and f"line {finding.line:,}" not in finding.what.lower() else ""
    place = ", ".join(part for part in (line, column) if part)
    return f"{place[:1].upper()}{place[1:]}{': ' if place else ''}{finding.what} {finding.remedy}"
