"""A saved mapping as meanings of columns, to be looked at and corrected; and what of it a correction must not lose."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from vocdash.domain import Finding, Role, Scale, Severity
from vocdash.ingest.dates import DateFormat
from vocdash.ingest.dates import known as known_format
from vocdash.ingest.mapping import FactType, Labelled, Mapping, When
from vocdash.ingest.scales import STANDARD
from vocdash.ingest.understand import ColumnMeaning, Kind, PlaceGuess, ScaleGuess
from vocdash.ingest.understand.time_of_day import AS_WRITTEN, OF_DATE
from vocdash.journeys.definition import Definition, QuestionSpec
from vocdash.ui.upload.words import format_words

SAVED = "As in the saved mapping."
_CUSTOMER = {
    "number": Kind.CUSTOMER_NUMBER, "name": Kind.CUSTOMER_NAME, "email": Kind.CUSTOMER_EMAIL, "phone": Kind.CUSTOMER_PHONE,
}  # fmt: skip
_LONG = ("question", "stage", "touchpoint", "channel", "scale", "role", "source")


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=_Coded)


def applied(base: Mapping, meanings: Sequence[ColumnMeaning], scales: AnyMapping[str, Scale]) -> tuple[ColumnMeaning, ...]:
    """The meanings as a saved mapping has them; columns it does not speak of are left out. `scales` are those of the store."""
    known = {**STANDARD, **scales, **{scale.code: scale for scale in base.definition.scales}}
    said = _said(base, known)
    plain = {_plain(column): changes for column, changes in said.items()}
    return tuple(_applied(meaning, plain.get(_plain(meaning.column))) for meaning in meanings)


def _plain(column: str) -> str:
    return column.strip().casefold()


def _applied(meaning: ColumnMeaning, changes: dict[str, Any] | None) -> ColumnMeaning:
    if changes is None:
        return replace(meaning, kind=Kind.LEAVE_OUT, confidence=1.0, reason=SAVED, scale=None, findings=())
    written = changes.pop("written", None)
    dates = meaning.dates if written in (None, meaning.dates.format) else known_format(written)
    findings: tuple[Finding, ...] = ()
    if not _may_be_written(dates, meaning.dates):
        findings = (_written_otherwise(meaning, dates),)
        dates = meaning.dates
    return replace(meaning, confidence=1.0, reason=SAVED, findings=findings, **{"scale": None, "dates": dates, "also": (), **changes})


def _may_be_written(saved: DateFormat, found: DateFormat) -> bool:
    """Whether the values that were read as `found` may be written as the saved format."""
    orders = {found.order, *(other.order for other in found.alternatives)}
    fits = not (saved.order and found.order) or saved.order in orders
    return fits and all(saved.parse(text) is not None for text, _ in found.examples)


def _written_otherwise(meaning: ColumnMeaning, saved: DateFormat) -> Finding:
    """That the saved format does not read even the first dates of this file, which another one reads."""
    before, now = format_words(saved.format), format_words(meaning.dates.format)
    what = f"The dates are not written as {before}, as in the saved mapping. They are read as {now}."
    remedy = "Check a date below; programs such as Excel write dates anew when they save a file."
    return Finding("date-format-changed", Severity.WARNING, what, remedy, column=meaning.column)


def _said(base: Mapping, scales: AnyMapping[str, Scale]) -> dict[str, dict[str, Any]]:
    """Column → what the mapping says of it, as changes to a meaning; `written` is the format of a date."""
    own, long = base.submission, base.long
    found: dict[str, dict[str, Any]] = {}
    for when, kind in ((own.started_at, Kind.STARTED_AT), (own.answered_at, Kind.ANSWERED_AT)):
        found |= _dates(when, kind)
    for fact in own.facts.values():
        is_date = fact.type is FactType.DATE
        found[fact.column] = {"kind": Kind.FACT_DATE, "written": fact.format} if is_date else {"kind": Kind.FACT_NUMBER}
    found |= {label.column: _labelled(label, Kind.SEGMENT) for label in own.segments.values() if label.column}
    if own.language and own.language.column:
        found[own.language.column] = _labelled(own.language, Kind.LANGUAGE)
    found |= {column: {"kind": _CUSTOMER[part]} for part, column in own.customer.named().items()}
    found |= {column: {"kind": Kind.SUBMISSION_ID} for column in own.id}
    found |= {own.weight: {"kind": Kind.WEIGHT}, own.duration_seconds: {"kind": Kind.DURATION}}
    found |= {getattr(long, name): {"kind": Kind(name)} for name in _LONG}
    default = scales.get(long.default_scale)
    found[long.value] = {"kind": Kind.SCORE, "role": Role.PERFORMANCE}
    if default:
        found[long.value]["scale"] = ScaleGuess(default, 1.0, SAVED, dict(long.values), long.no_answer)
    found[long.comment] = {"kind": Kind.COMMENT, "role": Role.COMMENT, "no_answer": long.no_answer}
    columns = {question.code: question.column for question in base.definition.questions}
    for question in base.definition.questions:
        found[question.column] = _question(question, base.definition, scales, columns)
    found.pop("", None)
    return found


def _dates(when: When | None, kind: Kind) -> dict[str, dict[str, Any]]:
    """Columns that are put together to a date from parts are no dates themselves; a second one holds the time of day."""
    if when is None or not when.columns:
        return {}
    day, *times = when.columns
    written = when.format.removesuffix(AS_WRITTEN) if when.format and times else when.format
    return {day: {"kind": kind, "written": written}} | {column: {"kind": OF_DATE[kind]} for column in times}


def _labelled(label: Labelled, kind: Kind) -> dict[str, Any]:
    return {"kind": kind, "values": dict(label.values), "no_answer": label.no_answer}


def _question(
    question: QuestionSpec, definition: Definition, scales: AnyMapping[str, Scale], columns: AnyMapping[str, str]
) -> dict[str, Any]:
    stages = {stage.code: stage.name for stage in definition.stages}
    points = {point.code: point.name for point in definition.touchpoints}
    place = PlaceGuess(
        question.stage,
        stages.get(question.stage, question.stage),
        question.touchpoint,
        points.get(question.touchpoint, question.touchpoint),
        sure=True,
    )
    found: dict[str, Any] = {"role": question.role, "place": place, "explains": columns.get(question.explains, "")}
    if question.role is Role.COMMENT:
        return {**found, "kind": Kind.COMMENT, "no_answer": question.no_answer}
    scale = scales.get(question.scale) or next((scale for scale in scales.values() if scale.name == question.scale), None)
    guess = ScaleGuess(scale, 1.0, SAVED, dict(question.values), question.no_answer, question.not_used, question.reverse) if scale else None
    return {**found, "kind": Kind.SCORE, "scale": guess, "also": question.also}


# --- what a correction keeps -----------------------------------------------------------------------------------------


def carried(new: Mapping, base: Mapping) -> Mapping:
    """A mapping made from corrected columns, with the codes, names and places of the saved one it began as."""
    codes = {question.code: old.code for question in new.definition.questions if (old := _asked_in(base, question.column))}
    questions = tuple(_kept(question, _asked_in(base, question.column), codes) for question in new.definition.questions)
    in_rows = tuple(question for question in base.definition.questions if not question.column)
    definition = replace(
        base.definition,
        stages=_union(base.definition.stages, new.definition.stages),
        touchpoints=_union(base.definition.touchpoints, new.definition.touchpoints),
        scales=_union(base.definition.scales, new.definition.scales),
        questions=_union(in_rows, questions),
    )
    names = {label.column: name for name, label in base.submission.segments.items()}
    segments = {names.get(label.column, name): label for name, label in new.submission.segments.items()}
    same = new.long.default_scale == base.long.default_scale
    long = replace(new.long, values=base.long.values) if same and not new.long.values else new.long
    return replace(new, name=base.name, long=long, submission=replace(new.submission, segments=segments), definition=definition)


def _asked_in(base: Mapping, column: str) -> QuestionSpec | None:
    return next((question for question in base.definition.questions if column and _plain(question.column) == _plain(column)), None)


def _kept(question: QuestionSpec, old: QuestionSpec | None, codes: AnyMapping[str, str]) -> QuestionSpec:
    explains = codes.get(question.explains, question.explains)
    if old is None:
        return replace(question, explains=explains)
    wording = old.wording or question.wording
    return replace(question, code=old.code, source=old.source, wording=wording, channel=old.channel, explains=explains)


def _union(old: tuple[C, ...], new: tuple[C, ...]) -> tuple[C, ...]:
    codes = {item.code for item in old}
    return (*old, *(item for item in new if item.code not in codes))
