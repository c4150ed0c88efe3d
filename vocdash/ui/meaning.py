"""What the columns of a wide file mean, as a person says it in the editor, and the mapping that follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from vocdash.domain import Method
from vocdash.ingest.places import code_of
from vocdash.ingest.recognise import NAMES
from vocdash.ingest.scales import STANDARD

LEAVE_OUT = "Leave out"
SCORE = "Score"
COMMENT = "Comment"
SEGMENT = "Segment"
ANSWERED_AT = "Answered at"
OWN_ID = "Submission id"
WEIGHT = "Weight"
LANGUAGE = "Language"
CUSTOMER = {"Customer number": "number", "Customer name": "name", "Customer e-mail": "email", "Customer phone": "phone"}
MEANINGS = (LEAVE_OUT, ANSWERED_AT, OWN_ID, SCORE, COMMENT, SEGMENT, WEIGHT, LANGUAGE, *CUSTOMER)
SCALE_NAMES = {scale.name: code for code, scale in STANDARD.items()}

_EXAMPLES = 3
_MOST_SEGMENT_VALUES = 12
_MOST_STEPS = 11
_ENOUGH = 20
_WORDY = 25
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(\D|$)")


@dataclass(frozen=True, slots=True)
class Column:
    """One line of the editor. `scale` is the name of a standard scale; stage and touchpoint are names, new ones allowed."""

    column: str
    examples: str
    meaning: str
    scale: str = ""
    stage: str = ""
    touchpoint: str = ""


def guess(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Column]:
    """What each column probably means, from its name and its first rows. A scale is never guessed: values do not tell it."""
    values = [[row[at].strip() for row in rows if row[at].strip()] for at in range(len(columns))]
    named = [_by_name(column) for column in columns]
    found: list[Column] = []
    for column, name, cells in zip(columns, named, values, strict=True):
        meaning = name or _by_values(cells, {*named, *(other.meaning for other in found)})
        examples = ", ".join(value[:40] for value in list(dict.fromkeys(cells))[:_EXAMPLES])
        found.append(Column(column, examples, meaning))
    return found


def _by_name(column: str) -> str:
    plain = code_of(column).replace("-", "_")
    parts = {"answered_at": ANSWERED_AT, "id": OWN_ID, "comment": COMMENT, "weight": WEIGHT, "language": LANGUAGE}
    parts |= {"customer": "Customer number", "email": "Customer e-mail"}
    return next((meaning for part, meaning in parts.items() if plain in NAMES[part]), "")


def _by_values(values: Sequence[str], taken: set[str]) -> str:
    """What the cells look like; there is one date and one id, and neither is guessed twice."""
    if not values:
        return LEAVE_OUT
    distinct = set(values)
    if any("@" in value for value in values):
        return "Customer e-mail"
    if ANSWERED_AT not in taken and all(_DATE.match(value) for value in values):
        return ANSWERED_AT
    if OWN_ID not in taken and len(distinct) == len(values) >= _ENOUGH and all(" " not in value for value in values):
        return OWN_ID
    if all(_is_number(value) for value in values):
        return SCORE if len(distinct) <= _MOST_STEPS else LEAVE_OUT
    if sum(map(len, values)) / len(values) > _WORDY:
        return COMMENT
    return SEGMENT if len(distinct) <= _MOST_SEGMENT_VALUES < len(values) else LEAVE_OUT


def _is_number(value: str) -> bool:
    try:
        float(value.replace(",", "."))
    except ValueError:
        return False
    return True


def to_mapping(columns: Iterable[Column], *, source: str, method: str, journey: str) -> dict[str, Any]:
    """The mapping of a wide file, as :func:`vocdash.ingest.mapping.load_mapping` takes it."""
    listed = list(columns)
    submission: dict[str, Any] = {
        "id": [column.column for column in listed if column.meaning == OWN_ID],
        "segments": {code_of(column.column).replace("-", "_"): column.column for column in listed if column.meaning == SEGMENT},
        "customer": {CUSTOMER[column.meaning]: column.column for column in listed if column.meaning in CUSTOMER},
    }
    dates = [column.column for column in listed if column.meaning == ANSWERED_AT]
    single = {"weight": WEIGHT, "language": LANGUAGE}
    submission |= {key: column.column for key, meaning in single.items() for column in listed if column.meaning == meaning}
    if dates:
        submission["answered_at"] = dates
    return {
        "shape": "wide",
        "name": source,
        "new_places": True,
        "source": {"code": code_of(source), "name": source, "method": method or Method.SURVEY.value},
        "journey": {"code": code_of(journey), "name": journey},
        "submission": {key: value for key, value in submission.items() if value},
        "questions": _questions([column for column in listed if column.meaning in (SCORE, COMMENT)]),
    }


def _questions(columns: Sequence[Column]) -> list[dict[str, str]]:
    """A question a column; a comment explains the score before it where both speak of the same place."""
    questions: list[dict[str, str]] = []
    codes: set[str] = set()
    last: dict[tuple[str, str], str] = {}
    for column in columns:
        code = _unused(code_of(column.column), codes)
        codes.add(code)
        place = (column.stage, column.touchpoint)
        question = {"code": code, "column": column.column, "wording": column.column, "stage": column.stage, "touchpoint": column.touchpoint}
        if column.meaning == SCORE:
            question["scale"] = SCALE_NAMES.get(column.scale, column.scale)
            last[place] = code
        elif place in last:
            question["explains"] = last[place]
        questions.append({key: value for key, value in question.items() if value})
    return questions


def _unused(code: str, taken: set[str]) -> str:
    number = 2
    wanted = code
    while code in taken:
        code, number = f"{wanted[:60]}-{number}", number + 1
    return code


def open_questions(columns: Iterable[Column]) -> list[str]:
    """What still has to be said before the file can be checked, a sentence each."""
    listed = list(columns)
    found = []
    if not any(column.meaning == ANSWERED_AT for column in listed):
        found.append("Say which column holds the date of the answer.")
    if not any(column.meaning in (SCORE, COMMENT) for column in listed):
        found.append("Say which columns hold scores or comments.")
    found += [f"Say which scale “{column.column}” is on: values alone do not tell it." for column in listed if _lacks_scale(column)]
    return found


def _lacks_scale(column: Column) -> bool:
    return column.meaning == SCORE and not column.scale
