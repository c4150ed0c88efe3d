"""A mapping in a TOML or JSON file, or in a table already read, becomes a :class:`~vocdash.ingest.mapping.Mapping`, checked as a whole."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from vocdash.cases.since import Opens
from vocdash.domain import Role
from vocdash.errors import MappingError, UnknownName, VocError
from vocdash.ingest.mapping import CustomerColumns, FactColumn, FactType, Labelled, LongColumns, Mapping, Shape, SubmissionColumns, When
from vocdash.ingest.quality import Flag, read_flags
from vocdash.ingest.read.overrides import Overrides
from vocdash.journeys.definition import Definition, SourceSpec, read_definition, read_source
from vocdash.journeys.document import LONGEST_CODE, Fields, parse


def load_mapping(given: str | Path | AnyMapping[str, Any]) -> Mapping:
    """The mapping in a TOML or JSON file, or in a table already read.

    Raises
    ------
    MappingError
        If the file cannot be read, or anything in it is wrong: all problems at once, each with its key and the remedy.
    """
    if isinstance(given, AnyMapping):
        return _checked(dict(given), "The mapping")
    path = Path(given)
    data = read_document(path)
    if beside := data.pop("definition", None):
        data = _joined(read_document(path.parent / str(beside)), data)
    return _checked(data, f"The mapping {path.name}")


def _joined(definition: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A mapping and the definition it refers to: lists are joined, all else is the mapping's where it says something."""
    both = {key: [*definition[key], *own[key]] for key in definition.keys() & own.keys() if isinstance(definition[key], list)}
    return {**definition, **own, **both}


def read_document(path: Path) -> dict[str, Any]:
    """The table in a TOML or JSON file.

    Raises
    ------
    MappingError
        If it cannot be read, or holds something else.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MappingError(f"The mapping {path} cannot be read.", "Check the path, and that the file may be read.") from error
    except UnicodeDecodeError as error:
        raise MappingError(f"{path.name} is not a text in UTF-8.", "Save it as UTF-8 and try again.") from error
    return parse(text, path.name)


def _checked(data: dict[str, Any], name: str) -> Mapping:
    document = Fields(data, "")
    definition = _with_left_out(read_definition(document), document.texts("no_answer"), document.texts("not_used"))
    mapping = Mapping(
        document.choice("shape", Shape, Shape.WIDE if any(q.column for q in definition.questions) else Shape.LONG),
        document.text("name"),
        _source(document, definition),
        document.flag("new_places") if document.has("new_places") else None,
        _flags(document),
        _submission(document.table("submission")),
        _long(document.table("long")),
        definition,
        _reading(document),
        document.choice("cases", Opens, Opens.RECENT),
    )
    _check(document, mapping)
    document.insist(name, ignored=("sample", "version"))
    return mapping


def _with_left_out(definition: Definition, no_answer: tuple[str, ...], not_used: tuple[str, ...]) -> Definition:
    """Codes that a whole file leaves out, for every question on a scale that does not name its own."""
    questions = tuple(
        replace(question, no_answer=question.no_answer or no_answer, not_used=question.not_used or not_used) if question.scale else question
        for question in definition.questions
    )
    return replace(definition, questions=questions)


def _flags(document: Fields) -> tuple[Flag, ...]:
    try:
        return read_flags(document.texts("exclude_flagged"))
    except UnknownName as wrong:
        document.problem("exclude_flagged", f"is wrong. {wrong.what} {wrong.fix}")
        return ()


def _reading(document: Fields) -> dict[str, object]:
    item = document.table("reading")
    said = {name: value for name in item if (value := item.raw(name)) is not None}
    try:
        Overrides.of({name: value if isinstance(value, (str, int)) else repr(value) for name, value in said.items()})
    except VocError as wrong:
        document.problem("reading", f"is wrong. {wrong.what} {wrong.fix}")
        return {}
    return {name: value if isinstance(value, int) else str(value) for name, value in said.items()}


def _source(document: Fields, definition: Definition) -> SourceSpec | None:
    if not document.has("source"):
        return definition.sources[0] if len(definition.sources) == 1 else None
    if isinstance(document.raw("source"), str):
        code = document.text("source", longest=LONGEST_CODE)
        return next((source for source in definition.sources if source.code == code), SourceSpec(code, code))
    return read_source(document.table("source"))


def _submission(item: Fields) -> SubmissionColumns:
    segments, facts = item.table("segments"), item.table("facts")
    customer = item.table("customer")
    return SubmissionColumns(
        _columns(item, "id"),
        _when(item, "answered_at"),
        _when(item, "started_at"),
        item.text("duration_seconds"),
        item.text("weight"),
        _labelled(item, "language") if item.has("language") else None,
        CustomerColumns(customer.text("number"), customer.text("name"), customer.text("email"), customer.text("phone")),
        {name: _labelled(segments, name) for name in segments},
        {name: _fact(facts, name) for name in facts},
    )


def _when(item: Fields, key: str) -> When | None:
    if not item.has(key):
        return None
    value = item.raw(key)
    if isinstance(value, date):
        return When(constant=item.day(key))
    if not isinstance(value, dict):
        return When(_columns(item, key))
    table = item.table(key)
    columns = _columns(table, "columns") or _columns(table, "column")
    parts = (_part(table, "year"), _part(table, "month"), _part(table, "day"))
    when = When(columns, table.text("format") or None, *parts, table.day("constant"))
    has_parts = None not in parts
    if bool(columns) + has_parts + (when.constant is not None) != 1:
        item.problem(key, "must name a column, or year, month and day, or a constant day, and only one of these.")
    return when


def _columns(item: Fields, key: str) -> tuple[str, ...]:
    return tuple(column for column in item.texts(key) if column)


def _part(table: Fields, key: str) -> int | str | None:
    value = table.raw(key)
    if value is None or (isinstance(value, (int, str)) and not isinstance(value, bool) and value != ""):
        return value
    table.problem(key, "must be a number, or the name of a column.")
    return None


def _labelled(item: Fields, key: str) -> Labelled:
    if isinstance(item.raw(key), dict):
        table = item.table(key)
        found = Labelled(table.text("column"), table.names("values"), table.texts("no_answer"), table.text("constant"))
    else:
        found = Labelled(item.text(key))
    if bool(found.column) == bool(found.constant):
        item.problem(key, "must name a column, or a constant, and only one of these.")
    return found


def _fact(item: Fields, name: str) -> FactColumn:
    if len(name) > 64:
        item.problem(name, "is longer than 64 characters.")
    table = item.table(name)
    return FactColumn(table.required("column", longest=None), table.choice("type", FactType, FactType.NUMBER), table.text("format") or None)


def _long(item: Fields) -> LongColumns:
    names = ("question", "stage", "touchpoint", "channel", "value", "comment", "scale", "role", "source", "default_scale")
    return LongColumns(**{name: item.text(name) for name in names}, no_answer=item.texts("no_answer"), values=item.numbers("values"))


def _check(document: Fields, mapping: Mapping) -> None:
    """What contradicts itself within the mapping."""
    own = mapping.submission
    if own.answered_at is None:
        document.problem("submission.answered_at", "is missing. Name the column with the date, or give one day: answered_at = 2026-05-01.")
    if mapping.shape is Shape.WIDE and not any(question.column for question in mapping.definition.questions):
        document.problem("questions", "must name at least one column in a wide file.")
    if mapping.shape is Shape.LONG and not (mapping.long.value or mapping.long.comment):
        document.problem("long", "must name the column of the value, of the comment, or both.")
    _check_identity(document, mapping)
    _check_scales(document, mapping)


def _check_identity(document: Fields, mapping: Mapping) -> None:
    """A column that says who somebody is may be nothing else: not a segment, not a comment."""
    segments = {label.column: f"submission.segments.{name}" for name, label in mapping.submission.segments.items()}
    comments = {question.column: f"questions “{question.code}”" for question in mapping.definition.questions if question.column}
    comments |= {mapping.long.comment: "long.comment"} if mapping.long.comment else {}
    for part, column in mapping.submission.customer.named().items():
        for key in (segments.get(column), comments.get(column)):
            if key:
                said = f"uses the column “{column}”, which says who the customer is ({part}). Take it out of one of the two."
                document.problem(key, said)


def _check_scales(document: Fields, mapping: Mapping) -> None:
    for question in mapping.definition.questions:
        if mapping.shape is Shape.WIDE and question.column and question.role is not Role.COMMENT and not question.scale:
            document.problem(f"questions “{question.code}”", "has no scale. Say which: a scale is never guessed from the values.")
