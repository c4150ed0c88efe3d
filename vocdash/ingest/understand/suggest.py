"""From meanings to a mapping: the suggestion a person starts from. It always loads; what it cannot know is said in findings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

from vocdash.domain import Method, Role, Scale
from vocdash.errors import MappingError
from vocdash.ingest.mapping import Mapping, Shape
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.places import code_of
from vocdash.ingest.read import Table
from vocdash.ingest.read.turned import CODE as PEOPLE_IN_COLUMNS
from vocdash.ingest.scales import STANDARD
from vocdash.ingest.understand import words
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind, PlaceGuess, ScaleGuess
from vocdash.ingest.understand.places import STAGES, guess_place, with_a_place
from vocdash.ingest.understand.profile import plain_words, sample
from vocdash.ingest.understand.questions import Asked, asked
from vocdash.ingest.understand.scores import role_of
from vocdash.ingest.understand.time_of_day import AS_WRITTEN
from vocdash.journeys.document import LONGEST_CODE, LONGEST_NAME

SCORES_FROM = 0.5
"""Scores we are less sure of come in only when there are none we are sure of."""

MOST_SEGMENTS = 5
SEGMENTS_FROM = 0.5

_PLACE_KINDS = (Kind.QUESTION, Kind.STAGE, Kind.TOUCHPOINT, Kind.CHANNEL)
_CUSTOMER = {
    Kind.CUSTOMER_NUMBER: "number",
    Kind.CUSTOMER_NAME: "name",
    Kind.CUSTOMER_EMAIL: "email",
    Kind.CUSTOMER_PHONE: "phone",
}
_REVIEWS = re.compile(r"review|rezension|avis", re.IGNORECASE)
_COMPLAINTS = re.compile(r"complaint|beschwerde|réclamation|klacht", re.IGNORECASE)


def suggest_mapping(table: Table, meanings: Sequence[ColumnMeaning], *, today: date | None = None) -> Mapping:
    """The mapping that the meanings add up to, wide or long, of what we are sure enough; see :func:`to_mapping`."""
    return to_mapping(table, settle(meanings), today=today)


def settle(meanings: Sequence[ColumnMeaning]) -> tuple[ColumnMeaning, ...]:
    """The meanings as a suggestion takes them: unsure scores, and all but the few likeliest segments, are left out.

    Where a row holds several answers, a column of stages or channels tells groups of rows apart, so it is a segment.
    """
    scores = _sure_scores(meanings)
    if not _is_long(scores, [meaning for meaning in meanings if meaning.kind is Kind.COMMENT], meanings):
        meanings = [replace(m, kind=Kind.SEGMENT) if m.kind in (*_PLACE_KINDS, Kind.SOURCE) else m for m in meanings]
    likely = [meaning for meaning in meanings if meaning.kind is Kind.SEGMENT and meaning.confidence >= SEGMENTS_FROM]
    segments = sorted(likely, key=lambda meaning: -meaning.confidence)[:MOST_SEGMENTS]
    kept = {meaning.column for meaning in (*scores, *segments)}
    choosy = (Kind.SCORE, Kind.SEGMENT)
    return tuple(_left_out(meaning) if meaning.kind in choosy and meaning.column not in kept else meaning for meaning in meanings)


def _left_out(meaning: ColumnMeaning) -> ColumnMeaning:
    return replace(meaning, kind=Kind.LEAVE_OUT, confidence=max(meaning.confidence, 1 - meaning.confidence))


def to_mapping(table: Table, meanings: Sequence[ColumnMeaning], *, today: date | None = None) -> Mapping:
    """The mapping that says exactly what the meanings say; it survives :func:`load_mapping`.

    Where no column says when something was answered, `today` stands for all rows.

    Raises
    ------
    MappingError
        If there is neither a score nor a comment among the columns, the meanings contradict each other, or each column is a person.
    """
    for finding in table.findings:
        if finding.code == PEOPLE_IN_COLUMNS:
            raise MappingError(finding.what, finding.remedy)
    scores = [meaning for meaning in meanings if meaning.kind is Kind.SCORE]
    comments = [meaning for meaning in meanings if meaning.kind is Kind.COMMENT]
    if not scores and not comments:
        raise MappingError(
            f"No column of “{table.name}” is recognised as a score or a comment.",
            "Choose the columns that hold the answers, with their scale.",
        )
    long = _is_long(scores, comments, meanings)
    source = {"code": code_of(Path(table.name).stem), "name": Path(table.name).stem[:200], "method": _method(table, meanings).value}
    answers = _long(table, meanings, scores, comments) if long else _wide(meanings, scores)
    submission = _submission(meanings, today or date.today())
    return load_mapping({"shape": (Shape.LONG if long else Shape.WIDE).value, "source": source, "submission": submission, **answers})


def _is_long(scores: Sequence[ColumnMeaning], comments: Sequence[ColumnMeaning], meanings: Sequence[ColumnMeaning]) -> bool:
    """Whether a row is one answer: it has one at most, and says where on the journey that belongs."""
    one = len(scores) <= 1 and len(comments) <= 1 and not any(meaning.also for meaning in scores)
    return one and any(meaning.kind in _PLACE_KINDS for meaning in meanings)


def _sure_scores(meanings: Sequence[ColumnMeaning]) -> list[ColumnMeaning]:
    scores = [meaning for meaning in meanings if meaning.kind is Kind.SCORE]
    return [meaning for meaning in scores if meaning.confidence >= SCORES_FROM] or scores


def _method(table: Table, meanings: Sequence[ColumnMeaning]) -> Method:
    """Reviews and complaints are named so by the file or its columns; everything else is a survey."""
    said = " ".join((table.name, *(meaning.column for meaning in meanings)))
    speaks_by_issue = any(meaning.kind is Kind.COMMENT and words.ISSUE.search(plain_words(meaning.column)) for meaning in meanings)
    if speaks_by_issue or _COMPLAINTS.search(said):
        return Method.COMPLAINT
    return Method.REVIEW if table.layout == "plain" and _REVIEWS.search(said) else Method.SURVEY


# --- the submission --------------------------------------------------------------------------------------------------


def _submission(meanings: Sequence[ColumnMeaning], today: date) -> dict[str, Any]:
    by_kind = {meaning.kind: meaning for meaning in reversed(meanings)}
    found: dict[str, Any] = {"answered_at": _answered_at(meanings, today)}
    if Kind.STARTED_AT in by_kind:
        found["started_at"] = _when(by_kind[Kind.STARTED_AT], by_kind.get(Kind.STARTED_TIME))
    found["id"] = [meaning.column for meaning in meanings if meaning.kind is Kind.SUBMISSION_ID]
    for kind, key in ((Kind.WEIGHT, "weight"), (Kind.DURATION, "duration_seconds")):
        if kind in by_kind:
            found[key] = by_kind[kind].column
    if Kind.LANGUAGE in by_kind:
        found["language"] = _labelled(by_kind[Kind.LANGUAGE])
    found["customer"] = {part: by_kind[kind].column for kind, part in _CUSTOMER.items() if kind in by_kind}
    found["segments"] = _named((meaning for meaning in meanings if meaning.kind is Kind.SEGMENT), _labelled)
    facts = [meaning for meaning in meanings if meaning.kind in (Kind.FACT_DATE, Kind.FACT_NUMBER)]
    found["facts"] = _named(facts, _fact)
    return found


def _answered_at(meanings: Sequence[ColumnMeaning], today: date) -> dict[str, Any]:
    """The column of the date, with that of the time where there is one; several are read together; without one, today."""
    columns = [meaning for meaning in meanings if meaning.kind is Kind.ANSWERED_AT]
    if len(columns) == 1:
        return _when(columns[0], next((meaning for meaning in meanings if meaning.kind is Kind.ANSWERED_TIME), None))
    return {"columns": [meaning.column for meaning in columns]} if columns else {"constant": today.isoformat()}


def _when(day: ColumnMeaning, time: ColumnMeaning | None = None) -> dict[str, Any]:
    if time is None:
        return {"column": day.column, "format": day.dates.format}
    counted = day.dates.format in ("excel", "unix")
    return {"columns": [day.column, time.column], "format": day.dates.format + ("" if counted else AS_WRITTEN)}


def _fact(meaning: ColumnMeaning) -> dict[str, str]:
    if meaning.kind is Kind.FACT_DATE:
        return {"type": "date", **_when(meaning)}
    return {"type": "number", "column": meaning.column}


def _labelled(meaning: ColumnMeaning) -> dict[str, Any]:
    return {"column": meaning.column, "values": dict(meaning.values), "no_answer": list(meaning.no_answer)}


def _named(meanings: Iterable[ColumnMeaning], entry: Any) -> dict[str, Any]:
    """Entries under short names that differ."""
    found: dict[str, Any] = {}
    for meaning in meanings:
        found[_unused(code_of(meaning.column).replace("-", "_"), found)] = entry(meaning)
    return found


def _unused(name: str, taken: Collection[str]) -> str:
    """The name, or the name with a number where it is taken."""
    number, found = 1, name[:LONGEST_CODE]
    while found in taken:
        number += 1
        found = f"{name[: LONGEST_CODE - 4]}-{number}"
    return found


# --- a row is a submission -------------------------------------------------------------------------------------------


def _wide(meanings: Sequence[ColumnMeaning], scores: list[ColumnMeaning]) -> dict[str, Any]:
    asked = [meaning for meaning in meanings if meaning.kind in (Kind.SCORE, Kind.COMMENT)]
    codes: dict[str, str] = {}
    taken: set[str] = set()
    for meaning in asked:
        codes[meaning.column] = _unused(code_of(meaning.label if meaning.also else meaning.column), taken)
        taken.add(codes[meaning.column])
    return {
        "scales": _scales(meaning.scale.scale for meaning in scores if meaning.scale),
        "stages": _places([meaning.place for meaning in asked], "stage"),
        "touchpoints": _places([meaning.place for meaning in asked], "touchpoint"),
        "questions": [_question(meaning, codes) for meaning in asked],
    }


def _question(meaning: ColumnMeaning, codes: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"code": codes[meaning.column], "column": meaning.column, "role": meaning.role.value}
    if meaning.label != meaning.column:
        found["wording"] = meaning.label
    found |= {"stage": meaning.place.stage, "touchpoint": meaning.place.touchpoint}
    if meaning.scale is None:
        return {**found, "explains": codes.get(meaning.explains, ""), "no_answer": list(meaning.no_answer)}
    return {**found, "also": list(meaning.also), **_answered_on(meaning.scale)}


def _answered_on(guess: ScaleGuess) -> dict[str, Any]:
    return {
        "scale": guess.scale.code,
        "values": dict(guess.values),
        "no_answer": list(guess.no_answer),
        "not_used": list(guess.not_used),
        "reverse": guess.reverse,
    }


def _places(found_in: Sequence[PlaceGuess], kind: str) -> list[dict[str, str]]:
    """Stages in the order of a journey, then those of one's own; touchpoints in the order of the file."""
    found = {code: getattr(place, f"{kind}_name")[:LONGEST_NAME] for place in found_in if (code := getattr(place, kind))}
    order = [code for code in STAGES if code in found] if kind == "stage" else []
    return [{"code": code, "name": found[code]} for code in (*order, *(code for code in found if code not in order))]


def _scales(used: Iterable[Scale]) -> list[dict[str, Any]]:
    """The scales that are not standard, each once."""
    different = {scale.code: scale for scale in used if scale.code not in STANDARD}
    return [
        {
            "code": scale.code,
            "name": scale.name,
            "family": scale.family.value,
            "minimum": scale.minimum,
            "maximum": scale.maximum,
            "satisfied_from": scale.satisfied_from,
            "labels": dict(scale.labels),
        }
        for scale in different.values()
    ]


# --- a row is an answer ----------------------------------------------------------------------------------------------


def _long(table: Table, meanings: Sequence[ColumnMeaning], scores: list[ColumnMeaning], comments: list[ColumnMeaning]) -> dict[str, Any]:
    by_kind = {meaning.kind: meaning.column for meaning in reversed(meanings)}
    value = scores[0] if scores else None
    guess = value.scale if value else None
    long: dict[str, Any] = {kind.value: by_kind.get(kind, "") for kind in (*_PLACE_KINDS, Kind.SCALE, Kind.ROLE, Kind.SOURCE)}
    long |= {"value": value.column if value else "", "comment": comments[0].column if comments else ""}
    left_out = [*(guess.no_answer if guess else ()), *(guess.not_used if guess else ()), *(comments[0].no_answer if comments else ())]
    asks = long["question"] and long["value"] and not long["scale"]
    questions = _questions_in_rows(table, long["question"], long["value"]) if asks else []
    placed = [] if long["touchpoint"] or long["stage"] else [_place_in_rows(one, role) for one, role in questions]
    if guess and not questions and not long["scale"]:
        long |= {"default_scale": guess.scale.code, "values": _values(guess)}
    used = [guess.scale] if guess and not questions else []
    codes: list[str] = []
    for one, _ in questions:
        codes.append(_unused(code_of(one.wording), codes))
    return {
        "long": {**long, "no_answer": sorted(set(left_out))},
        "scales": _scales([*used, *(one.guess.scale for one, _ in questions if one.guess)]),
        "stages": _places(placed, "stage"),
        "touchpoints": _places(placed, "touchpoint"),
        "questions": [
            {**_question_in_rows(one, role, place), "code": code}
            for code, ((one, role), place) in zip(codes, zip_longest(questions, placed), strict=True)
        ],
    }


def _values(guess: ScaleGuess) -> dict[str, float]:
    """The numbers of answers in words, turned round where they rise as it gets worse: the rows of a long file are not turned later."""
    ends = guess.scale.minimum + guess.scale.maximum
    return {text: ends - number if guess.reverse else number for text, number in guess.values.items()}


def _questions_in_rows(table: Table, question: str, value: str) -> list[tuple[Asked, Role]]:
    """Each question that the rows name, if any of them is answered on a scale; those answered on none and not in words are left out."""
    found = asked(sample(table), table.columns.index(question), table.columns.index(value), table.dialect.decimal)
    known = [(one, role_of(one.column) if one.guess else Role.COMMENT) for one in found if one.guess or one.in_words]
    return known if any(one.guess for one, _ in known) else []


def _place_in_rows(one: Asked, role: Role) -> PlaceGuess:
    if one.guess is None:
        return PlaceGuess()
    return with_a_place(guess_place(one.wording, one.wording, role), one.wording, one.wording, role)


def _question_in_rows(one: Asked, role: Role, place: PlaceGuess | None) -> dict[str, Any]:
    found: dict[str, Any] = {"wording": one.wording, "role": role.value}
    if place is not None:
        found |= {"stage": place.stage, "touchpoint": place.touchpoint}
    return {**found, **_answered_on(one.guess)} if one.guess else found
