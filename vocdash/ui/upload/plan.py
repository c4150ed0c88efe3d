"""What the columns of a file mean as the person has it: the detection, corrected by hand, and the mapping that follows from it.

A :class:`Plan` is a value. It begins as what was understood, or as a mapping saved earlier, and each correction gives a new one. A
saved mapping that nobody corrected is used exactly as it is; a corrected one keeps its codes, so that answers stay the same answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from vocdash.cases.since import Opens
from vocdash.domain import Role, Scale
from vocdash.errors import MappingError
from vocdash.ingest.cells import parse_number
from vocdash.ingest.inspect import Inspection
from vocdash.ingest.known import Known
from vocdash.ingest.mapping import Mapping, When
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.places import code_of
from vocdash.ingest.quality import Flag
from vocdash.ingest.read import Table
from vocdash.ingest.recognise import recognise
from vocdash.ingest.rows import locate
from vocdash.ingest.scales import STANDARD
from vocdash.ingest.understand import ColumnMeaning, Kind, PlaceGuess, settle, to_mapping
from vocdash.ingest.understand.places import STAGES
from vocdash.ingest.understand.profile import is_nothing
from vocdash.ingest.understand.time_of_day import OF_DATE
from vocdash.journeys.definition import SourceSpec
from vocdash.ui.upload.carried import applied, carried

NEW_JOURNEY = "Customer journey"
COUNTED_ROWS = 10_000
MOST_VALUES = 40
"""Answers offered when somebody says what they mean: a scale has fewer, and texts have no list."""

IDENTITY = (Kind.CUSTOMER_NAME, Kind.CUSTOMER_EMAIL, Kind.CUSTOMER_PHONE)
"""What names a person. It is taken in on purpose only."""

PLACES = (Kind.STAGE, Kind.TOUCHPOINT, Kind.CHANNEL, Kind.QUESTION, Kind.SCALE, Kind.ROLE, Kind.SOURCE)
ONLY_ONE = (
    *PLACES, Kind.STARTED_AT, Kind.ANSWERED_TIME, Kind.STARTED_TIME, Kind.WEIGHT, Kind.LANGUAGE, Kind.DURATION, Kind.CUSTOMER_NUMBER,
    *IDENTITY,
)  # fmt: skip
DATES = (Kind.ANSWERED_AT, Kind.STARTED_AT, Kind.FACT_DATE)

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NAMED_MONTH = re.compile(r"(?<!\d)(?:19|20)\d\d[-_. ]?(?:0[1-9]|1[0-2])(?!\d)")
_NAMED_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d([-_. ]?)(?:0[1-9]|1[0-2])\1[0-3]\d(?!\d)")
_MONTHS = re.compile(r"month|\b(?:monat|mois|maand|mes)\b", re.IGNORECASE)
_DAYS = re.compile(r"date|day|\b(?:tag|jour|dag|d[ií]a)\b", re.IGNORECASE)
_USUAL = {
    "question": Kind.QUESTION, "stage": Kind.STAGE, "touchpoint": Kind.TOUCHPOINT, "channel": Kind.CHANNEL, "value": Kind.SCORE,
    "comment": Kind.COMMENT, "scale": Kind.SCALE, "role": Kind.ROLE, "source": Kind.SOURCE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file means, as it stands.

    `meanings` are in the order of the file; `order` names the columns least sure first, as they were when the file was read, and
    those left out after the others. `when` says when everything was answered, where no column does. `people` are the columns that
    name a person, with what they hold. `base` is the mapping the plan began from, and `edited` says that its columns were corrected
    since, by a person or because the file writes its dates otherwise. Submissions with a flag in `exclude` come in and stay out of
    scores. `new_places` says whether rows may name new places, and `cases` which
    complaints open a case.
    """

    table: Table
    meanings: tuple[ColumnMeaning, ...]
    order: tuple[str, ...]
    source: SourceSpec
    journey: str
    when: When | None = None
    people: tuple[tuple[str, Kind], ...] = ()
    base: Mapping | None = None
    edited: bool = False
    exclude: tuple[Flag, ...] = ()
    new_places: bool | None = None
    cases: Opens = Opens.RECENT

    def of(self, column: str) -> ColumnMeaning:
        """What a column means."""
        return next(meaning for meaning in self.meanings if meaning.column == column)

    def by_kind(self, *kinds: Kind) -> list[ColumnMeaning]:
        """The columns of these kinds, in their order."""
        return [meaning for meaning in self.meanings if meaning.kind in kinds]

    @property
    def steps(self) -> frozenset[str]:
        """The columns that are read with the first of their score, which has one for each step."""
        return frozenset(column for meaning in self.by_kind(Kind.SCORE) for column in meaning.also)

    @property
    def is_long(self) -> bool:
        """Whether a row is one answer and says where it belongs."""
        asked = self.by_kind(Kind.SCORE, Kind.COMMENT)
        answers = Counter(meaning.kind for meaning in asked)
        one = max(answers.values(), default=0) <= 1 and not any(meaning.also for meaning in asked)
        return one and bool(self.by_kind(Kind.QUESTION, Kind.STAGE, Kind.TOUCHPOINT, Kind.CHANNEL))


def begin(inspection: Inspection, known: Known, base: Mapping | None = None) -> Plan:
    """The plan a person starts from: the saved mapping where there is one, else what was understood."""
    table = inspection.table
    meanings = settle(_usual_names(inspection.meanings))
    people = tuple((meaning.column, meaning.kind) for meaning in meanings if meaning.kind in IDENTITY)
    guess = inspection.mapping.source if inspection.mapping else None
    source = (base.source if base else None) or guess or SourceSpec(code_of(Path(table.name).stem), Path(table.name).stem)
    journey = (base.definition.name if base else "") or next(reversed(known.journeys.values()), NEW_JOURNEY)
    when = base.submission.answered_at if base else None
    meanings = applied(base, meanings, known.scales) if base else _without_people(meanings)
    order = sorted(meanings, key=lambda meaning: (meaning.kind is Kind.LEAVE_OUT, meaning.confidence))
    return Plan(
        table,
        meanings,
        tuple(meaning.column for meaning in order),
        known.sources.get(source.code, source),
        journey,
        when if when and not when.columns else None,
        people,
        base,
        edited=base is not None and any(meaning.findings for meaning in meanings),
        exclude=base.exclude_flagged if base else (),
        new_places=base.new_places if base else None,
        cases=base.cases if base else Opens.RECENT,
    )


def _usual_names(meanings: Sequence[ColumnMeaning]) -> tuple[ColumnMeaning, ...]:
    """A file whose columns have the usual names of a long file says by them what they are, but for what another column was taken for."""
    try:
        mapping = recognise([meaning.column for meaning in meanings])
    except MappingError:
        return tuple(meanings)
    long, own = mapping.long, mapping.submission
    if not (long.question or long.stage or long.touchpoint or long.scale):
        return tuple(meanings)
    kinds = {getattr(long, name): kind for name, kind in _USUAL.items()} | dict.fromkeys(own.id, Kind.SUBMISSION_ID)
    kinds |= {own.weight: Kind.WEIGHT, own.customer.number: Kind.CUSTOMER_NUMBER, own.customer.email: Kind.CUSTOMER_EMAIL}
    taken = {meaning.kind for meaning in meanings} & {*PLACES}
    return tuple(meaning if (kind := kinds.get(meaning.column)) in taken else _usually(meaning, kind) for meaning in meanings)


def _usually(meaning: ColumnMeaning, kind: Kind | None) -> ColumnMeaning:
    if kind is None or meaning.kind is kind or not meaning.examples:
        return meaning
    role = Role.COMMENT if kind is Kind.COMMENT else Role.PERFORMANCE
    return replace(meaning, kind=kind, role=role, confidence=0.9, reason=f"It is called as a {kind.value} usually is.")


def _without_people(meanings: Sequence[ColumnMeaning]) -> tuple[ColumnMeaning, ...]:
    reason = "It says who somebody is, and such columns come in on purpose only."
    return tuple(replace(m, kind=Kind.LEAVE_OUT, reason=reason) if m.kind in IDENTITY else m for m in meanings)


# --- what there is to choose from ------------------------------------------------------------------------------------


def journey_code(plan: Plan, known: Known) -> str:
    """The code of the plan's journey: a known one, the base's, or a new one made of the name."""
    base = plan.base.definition if plan.base else None
    if base and base.name == plan.journey:
        return base.code
    return code_named(plan.journey, known.journeys) or code_of(NEW_JOURNEY)


def stages(plan: Plan, known: Known) -> dict[str, str]:
    """Stages to choose from, code → name: those of the journey, then those of the file, then the usual ones where nobody made others."""
    found = known.stages.get(journey_code(plan, known)) or {}
    base = {stage.code: stage.name for stage in plan.base.definition.stages} if plan.base else {}
    guessed = {meaning.place.stage: meaning.place.stage_name for meaning in plan.meanings if meaning.place.stage}
    usual = STAGES if found.keys() | base.keys() <= STAGES.keys() else {}
    return {**found, **{code: name for code, name in (usual | guessed | base).items() if code not in found}}


def touchpoints(plan: Plan, known: Known) -> dict[str, str]:
    """Touchpoints to choose from, code → name."""
    base = {point.code: point.name for point in plan.base.definition.touchpoints} if plan.base else {}
    guessed = {meaning.place.touchpoint: meaning.place.touchpoint_name for meaning in plan.meanings if meaning.place.touchpoint}
    return guessed | base | known.touchpoints


def place_names(plan: Plan, known: Known, place: PlaceGuess) -> tuple[str, str]:
    """The names of a stage and a touchpoint as the journey calls them; "" for none."""
    return stages(plan, known).get(place.stage, ""), touchpoints(plan, known).get(place.touchpoint, "")


def scales(plan: Plan, known: Known) -> dict[str, Scale]:
    """Scales to choose from, by code: the standard ones, those the file seems to use, and those used before."""
    used = {meaning.scale.scale.code: meaning.scale.scale for meaning in plan.meanings if meaning.scale}
    base = {scale.code: scale for scale in plan.base.definition.scales} if plan.base else {}
    return {**STANDARD, **used, **base, **known.scales}


def cells_of(table: Table, meaning: ColumnMeaning) -> list[str]:
    """The column's cells in the first rows; those of a score with a column for each step are what is filled of them."""
    also = meaning.also if meaning.kind is Kind.SCORE else ()
    places = [table.columns.index(column) for column in (meaning.column, *also)]
    return ["".join([cells[at] for at in places]) for cells in table.sample(COUNTED_ROWS)]


def values_of(table: Table, meaning: ColumnMeaning) -> dict[str, int]:
    """The commonest answers of a column and how often they come in the first rows, most first; blank cells left out."""
    counts = Counter(" ".join(cell.split()) for cell in cells_of(table, meaning))
    counts.pop("", None)
    return dict(counts.most_common(MOST_VALUES))


def words_of(plan: Plan, meaning: ColumnMeaning) -> dict[str, float | None]:
    """The answers in words of a score, each with what it counts as; none where the answers are numbers."""
    guess = meaning.scale
    if guess is None or plan.is_long:
        return {}
    silent = {word.casefold() for word in (*guess.no_answer, *guess.not_used)}
    written = [text for text in values_of(plan.table, meaning) if parse_number(text, plan.table.dialect.decimal) is None]
    best_first = sorted(guess.values.items(), key=lambda answer: answer[1], reverse=True)
    found: dict[str, float | None] = dict(best_first)
    return found | {text: None for text in written if text not in found and text.casefold() not in silent}


def parts_of_date(plan: Plan) -> When:
    """Where year, month and day may come from: a year in the file's name, columns of numbers that speak of a month or a day."""
    today = date.today()
    year = _YEAR.search(plan.table.name)
    month, day = _part(plan, _MONTHS, 12), _part(plan, _DAYS, 31)
    return When(year=int(year[0]) if year else today.year, month=month or today.month, day=day or 1)


def day_in_name(plan: Plan) -> date:
    """The day that the file's name speaks of (`2011-05-14`), the first one of its month or of its year; today where it names none."""
    today = date.today()
    for pattern in (_NAMED_DAY, _NAMED_MONTH, _YEAR):
        found = pattern.search(plan.table.name)
        named = found and _first_day(found[0])
        if named and named <= today:
            return named
    return today


def _first_day(text: str) -> date | None:
    """`2011-05-14`, `201105` or `2011` as a day; None where there is no such day."""
    digits = re.sub(r"\D", "", text)
    try:
        return date(int(digits[:4]), int(digits[4:6] or 1), int(digits[6:8] or 1))
    except ValueError:
        return None


def _part(plan: Plan, name: re.Pattern[str], most: int) -> str | None:
    """The first column of this name whose values are all numbers from 1 to `most`."""
    for meaning in plan.meanings:
        numbers = [parse_number(text) for text in meaning.examples]
        if name.search(meaning.column) and numbers and all(number is not None and 1 <= number <= most for number in numbers):
            return meaning.column
    return None


def located(plan: Plan, mapping: Mapping) -> None:
    """Raise MappingError, with the nearest names, where a mapping names columns that the file does not have."""
    locate(mapping.columns(), plan.table.columns)


def code_named(name: str, names: AnyMapping[str, str]) -> str:
    """The code of a name that is known, else a new one; "" for no name."""
    plain = name.strip().casefold()
    return next((code for code, known in names.items() if known.casefold() == plain), code_of(name) if plain else "")


# --- the mapping -----------------------------------------------------------------------------------------------------


def open_questions(plan: Plan) -> dict[str, str]:
    """What must be said before the rows can be checked: column ("" for the file) → one sentence with the remedy."""
    found: dict[str, str] = {}
    if not plan.by_kind(Kind.SCORE, Kind.COMMENT):
        found[""] = "No column holds an answer yet. Say which ones are scores or comments."
    elif not plan.by_kind(Kind.ANSWERED_AT) and plan.when is None:
        found[""] = "Nothing says when the answers were given. Name the column, or the day, below."
    for kind in ONLY_ONE:
        rivals = [meaning.column for meaning in plan.by_kind(kind)]
        found |= {column: f"Two columns are “{kind.value}”. Keep one of {' and '.join(rivals)}." for column in rivals[1:]}
    for meaning in plan.by_kind(Kind.SCORE):
        if wrong := _about_score(plan, meaning):
            found[meaning.column] = wrong
    for meaning in plan.by_kind(*PLACES) if not plan.is_long else ():
        found[meaning.column] = f"A row holds several answers, so it cannot name one {meaning.kind.value}. Take it as a segment."
    for day, time in OF_DATE.items():
        for meaning in plan.by_kind(time) if not plan.by_kind(day) else ():
            found[meaning.column] = f"It is a time of day, and no column is “{day.value}”. Name the one with the day, or leave this out."
    for meaning in plan.by_kind(*DATES):
        if not meaning.dates.format:
            found[meaning.column] = "Its values are not read as dates. Say how they are written, or that it holds something else."
    return found


def _about_score(plan: Plan, meaning: ColumnMeaning) -> str:
    if meaning.scale is None:
        by_row = plan.is_long and plan.by_kind(Kind.SCALE, Kind.QUESTION)
        return "" if by_row else "The scale is missing. Say which one: values alone do not tell it."
    if meaning.scale.values or plan.is_long:
        return ""
    left_out = {word.casefold() for word in (*meaning.scale.no_answer, *meaning.scale.not_used)}
    words = [text for text in meaning.examples if text.casefold() not in left_out and not is_nothing(text)]
    if words and not any(parse_number(text, plan.table.dialect.decimal) is not None or _has_label(meaning, text) for text in words):
        return f"Its answers are words such as “{words[0][:40]}”. Say what each of them counts as."
    return ""


def _has_label(meaning: ColumnMeaning, text: str) -> bool:
    return meaning.scale is not None and text.casefold() in {label.casefold() for label in meaning.scale.scale.labels.values()}


def mapping_of(plan: Plan, known: Known, *, today: date | None = None) -> Mapping:
    """The mapping of the plan.

    Raises
    ------
    MappingError
        If something in it contradicts something else, with every place and its remedy.
    """
    mapping = plan.base if plan.base and not plan.edited else _of_columns(plan, today)
    if plan.when and not plan.by_kind(Kind.ANSWERED_AT):
        mapping = replace(mapping, submission=replace(mapping.submission, answered_at=plan.when))
    definition = replace(mapping.definition, code=journey_code(plan, known), name=plan.journey)
    mapping = replace(mapping, source=plan.source, definition=definition, exclude_flagged=plan.exclude, new_places=plan.new_places)
    mapping = replace(mapping, cases=plan.cases)
    return load_mapping(mapping.to_dict())


def _of_columns(plan: Plan, today: date | None) -> Mapping:
    found = to_mapping(plan.table, plan.meanings, today=today)
    return carried(found, plan.base) if plan.base and plan.base.shape is found.shape else found


def shape_words(plan: Plan) -> str:
    """What a row is, in words."""
    return "One row is one answer." if plan.is_long else "One row is one submission."
