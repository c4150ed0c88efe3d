"""What the first rows of a file become, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from vocdash import settings
from vocdash.domain import UNKNOWN, Finding
from vocdash.ingest.bring_in import decided
from vocdash.ingest.catalog import Catalog, read_catalog
from vocdash.ingest.mapping import Mapping
from vocdash.ingest.read import Table
from vocdash.ingest.rows import Answer, Head, Place
from vocdash.ingest.run import Run
from vocdash.store import Store
from vocdash.text import mask
from vocdash.text.reading import Known


@dataclass(frozen=True, slots=True)
class Became:
    """One answer of a row: where it stands on the journey (names), what was asked, and what was said, comments masked."""

    stage: str
    touchpoint: str
    question: str
    said: str


@dataclass(frozen=True, slots=True)
class RowPreview:
    """What a row becomes. `day` is None where the row is refused; `findings` say why, or what was left out.

    `at` is the time of day in the reporting time zone, None at midnight, which is how a day without a time is stored.
    """

    line: int
    day: date | None
    at: time | None
    own_id: str
    segments: tuple[str, ...]
    answers: tuple[Became, ...]
    findings: tuple[Finding, ...]


def preview(store: Store, table: Table, mapping: Mapping, n: int = 8) -> list[RowPreview]:
    """What the first `n` rows become. Raises MappingError where the mapping does not fit the file."""
    with store.reading() as connection:
        catalog = read_catalog(connection, UNKNOWN)
        meant = decided(mapping, table, catalog, None, None)
        catalog = read_catalog(connection, meant.definition.code)
    run = Run(table, meant, catalog, Known(()), lambda progress: None)
    words = _Words(meant, catalog)
    with run.staging:
        return [_row(line, head, answers, found, run.places, words) for line, head, answers, found in run.first_rows(n)]


def _row(
    line: int, head: Head | None, answers: Sequence[Answer], found: Sequence[Finding], places: Sequence[Place], words: _Words
) -> RowPreview:
    became = tuple(words.answer(places[place], value, text) for place, value, text in answers)
    if head is None:
        return RowPreview(line, None, None, "", (), (), tuple(found))
    at = head.answered_at.astimezone(ZoneInfo(settings.get("timezone"))).time()
    return RowPreview(line, head.day, at if at != time.min else None, head.own_id, tuple(filter(None, head.segment)), became, tuple(found))


class _Words:
    """Codes → the names people know."""

    def __init__(self, mapping: Mapping, catalog: Catalog) -> None:
        definition = mapping.definition
        self._stages = {stage.code: stage.name for stage in definition.stages} | catalog.stages
        self._touchpoints = {point.code: point.name for point in definition.touchpoints} | catalog.touchpoints
        self._questions = {question.code: question.wording or question.column or question.code for question in definition.questions}
        self._kinds = settings.get("mask")

    def answer(self, place: Place, value: float | None, text: str | None) -> Became:
        said = [f"{value:g}"] if value is not None else []
        said += [f"“{mask(text, self._kinds)}”"] if text else []
        code = place.question[1]
        return Became(
            _name(self._stages, place.stage), _name(self._touchpoints, place.touchpoint), self._questions.get(code, code), " ".join(said)
        )


def _name(names: dict[str, str], code: str) -> str:
    return "" if code == UNKNOWN else names.get(code, code)
