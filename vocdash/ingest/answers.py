"""The answers in a row: many columns of a wide one, one answer of a long one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple, Protocol

from vocdash.domain import UNKNOWN, Finding, Role
from vocdash.errors import MappingError, UnknownName
from vocdash.ingest import checks
from vocdash.ingest.cells import REMEMBERED, ValueReader, parse_number
from vocdash.ingest.mapping import LongColumns
from vocdash.ingest.places import Places, code_of
from vocdash.ingest.rows import Answer, Place
from vocdash.ingest.scales import Scales
from vocdash.journeys.definition import QuestionSpec

Refusal = Callable[[int], Finding]
"""A failed check that waits for its line."""

Key = tuple[str, str]
"""A question: (source, code)."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the words of a row may mean. `questions` are those the mapping or the store knows."""

    source: str
    scales: Scales
    stages: Places
    touchpoints: Places
    channels: Places
    channel_of: Mapping[str, str]
    questions: Mapping[Key, QuestionSpec]
    decimal: str


class AnswerReader(Protocol):
    """Reads the answers of a row. `questions` are those met so far, with their places as codes; `places` gives numbers meaning."""

    questions: dict[Key, QuestionSpec]
    places: list[Place]

    def source_of(self, cells: Sequence[str]) -> str:
        """The code of the source a row comes from."""
        ...

    def read(self, line: int, cells: Sequence[str], findings: list[Finding]) -> tuple[Answer, ...] | None:
        """The answers; None, with a finding, when the row is refused."""
        ...


class _Column(NamedTuple):
    at: int
    place: int
    values: ValueReader | None
    left_out: frozenset[str]
    also: tuple[int, ...]


class WideAnswers:
    """Reads every question column of a row. A bad cell refuses its answer, and the others of the row come in."""

    def __init__(self, questions: Sequence[QuestionSpec], at: Mapping[str, int], words: Vocabulary) -> None:
        by_code = {question.code: question for question in questions}
        self._source = words.source
        self.questions: dict[Key, QuestionSpec] = {}
        self.places: list[Place] = []
        self._columns = []
        for question in questions:
            if question.column:
                placed = _placed(question, by_code, words)
                key = words.source, question.code
                self.questions[key] = placed
                self._columns.append(_column(placed, at, len(self.places), words))
                self.places.append(Place(key, placed.stage, placed.touchpoint, placed.channel))

    def source_of(self, cells: Sequence[str]) -> str:
        return self._source

    def read(self, line: int, cells: Sequence[str], findings: list[Finding]) -> tuple[Answer, ...]:
        answers: list[Answer] = []
        for at, place, values, left_out, also in self._columns:
            if values is None:
                text = cells[at].strip()
                if too_long := checks.too_long(line, self.questions[self.places[place].question].column, text):
                    findings.append(too_long)
                elif text and text.casefold() not in left_out:
                    answers.append((place, None, text))
                continue
            if also:
                chosen = [cell for cell in (cells[at], *map(cells.__getitem__, also)) if cell.strip()]
                if len(chosen) > 1:
                    findings.append(checks.several_choices(line, self.questions[self.places[place].question].column, chosen))
                    continue
                value, wrong = values.read(chosen[0] if chosen else "")
            else:
                value, wrong = values.read(cells[at])
            if value is not None:
                answers.append((place, value, None))
            elif wrong is not None:
                findings.append(wrong(line))
        return tuple(answers)


def _placed(question: QuestionSpec, by_code: Mapping[str, QuestionSpec], words: Vocabulary) -> QuestionSpec:
    """The question with its places as codes; a comment that explains another question stands where that one does."""
    explained = by_code.get(question.explains, question)
    touchpoint = _must_find(words.touchpoints, question.touchpoint or explained.touchpoint)
    channel = question.channel or explained.channel
    return replace(
        with_scale_code(question, words.scales),
        source=words.source,
        stage=_must_find(words.stages, question.stage or explained.stage),
        touchpoint=touchpoint,
        channel=_must_find(words.channels, channel) if channel else words.channel_of.get(touchpoint, UNKNOWN),
    )


def with_scale_code(question: QuestionSpec, scales: Scales) -> QuestionSpec:
    """The question with its scale's code where the mapping gives its name. Raises UnknownName if there is no such scale."""
    return replace(question, scale=scales.named(question.scale).code) if question.scale else question


def _column(question: QuestionSpec, at: Mapping[str, int], place: int, words: Vocabulary) -> _Column:
    values = None if question.role is Role.COMMENT else _value_reader(question, question.column, words)
    left_out = frozenset(word.strip().casefold() for word in (*question.no_answer, *question.not_used))
    return _Column(at[question.column], place, values, left_out, tuple(at[name] for name in question.also))


def _value_reader(question: QuestionSpec, column: str, words: Vocabulary) -> ValueReader:
    return ValueReader(
        column,
        words.scales.named(question.scale),
        values=question.values,
        left_out=(*question.no_answer, *question.not_used),
        reverse=question.reverse,
        decimal=words.decimal,
    )


def _must_find(places: Places, word: str) -> str:
    found = places.find(word)
    if found is None:
        wrong = places.wrong(word)
        raise MappingError(wrong.what, wrong.fix)
    return found


def _picker(at: Sequence[int]) -> Callable[[Sequence[str]], object]:
    """Takes those cells out of a row that have a place in it."""
    named = [place for place in at if place >= 0]
    return itemgetter(*named) if named else lambda cells: None


class LongAnswers:
    """Reads the one answer of a row, which names its own question, scale and places. A bad value refuses the row."""

    _WORDS = ("source", "question", "scale", "role", "stage", "touchpoint", "channel")

    def __init__(self, long: LongColumns, at: Mapping[str, int], words: Vocabulary) -> None:
        self._long = long
        self._words = words
        self._at = [at.get(getattr(long, name), -1) for name in self._WORDS]
        self._value_at, self._comment_at = at.get(long.value, -1), at.get(long.comment, -1)
        self._said = _picker(self._at)
        self._said_with_value = _picker([*self._at, self._value_at])
        self._left_out = {word.strip().casefold() for word in long.no_answer}
        self.questions: dict[Key, QuestionSpec] = {}
        self.places: list[Place] = []
        self._places_at: dict[Place, int] = {}
        self._sources: dict[str, str] = {"": words.source}
        self._met: dict[tuple[bool, bool, object], int | Refusal] = {}
        self._answered: dict[object, tuple[int, float | None, bool]] = {}
        self._scored: dict[object, tuple[str, Answer]] = {}
        self._readers: dict[Key, ValueReader] = {}

    def source_of(self, cells: Sequence[str]) -> str:
        word = cells[self._at[0]] if self._at[0] >= 0 else ""
        found = self._sources.get(word)
        if found is None:
            found = self._sources[word] = code_of(word) if word.strip() else self._words.source
        return found

    def read(self, line: int, cells: Sequence[str], findings: list[Finding]) -> tuple[Answer, ...] | None:
        comment = cells[self._comment_at].strip() if self._comment_at >= 0 else ""
        if comment and self._left_out and comment.casefold() in self._left_out:
            comment = ""
        if too_long := checks.too_long(line, self._long.comment, comment):
            findings.append(too_long)
            return None
        said = self._said_with_value(cells)
        answered = self._answered.get(said)
        if answered is None:
            answered = self._read(line, cells, bool(comment), findings)
            if answered is None:
                return None
            if len(self._answered) < REMEMBERED:
                self._answered[said] = answered
                if answered[1] is not None:
                    place, value, _ = answered
                    self._scored[said] = self.places[place].question[0], (place, value, None)
        place, value, has_value = answered
        if not comment and not has_value:
            findings.append(checks.nothing_in_row(line))
            return None
        if value is None and has_value and not comment and self._is_text(self.questions[self.places[place].question]):
            text = self._cell(cells, self._value_at)
            if too_long := checks.too_long(line, self._long.value, text):
                findings.append(too_long)
                return None
            return ((place, None, text),)
        return ((place, value, comment or None),) if value is not None or comment else ()

    def scores(self, rows: Sequence[Sequence[str]]) -> list[tuple[str, Answer] | None]:
        """For each row that says what an earlier one said, and has a score and nothing in the cell of the comment, the code of its source
        and its answer: :meth:`read` would give the same. None for other rows."""
        at, known, said = self._comment_at, self._scored.get, self._said_with_value
        return list(map(known, map(said, rows))) if at < 0 else [None if cells[at] else known(said(cells)) for cells in rows]

    def _read(self, line: int, cells: Sequence[str], has_comment: bool, findings: list[Finding]) -> tuple[int, float | None, bool] | None:
        """The number of the place, the value, and whether a value was given; None, with a finding, when the row is refused."""
        cell = self._cell(cells, self._value_at)
        has_value = bool(cell)
        if not has_value and not has_comment:
            findings.append(checks.nothing_in_row(line))
            return None
        a_number = has_value and parse_number(cell, self._words.decimal) is not None
        words = (has_value, a_number, self._said(cells))
        met = self._met.get(words)
        if met is None:
            met = self._met[words] = self._meet(has_value, a_number, cells)
        if not isinstance(met, int):
            findings.append(met(line))
            return None
        value = None
        if has_value and not self._is_text(self.questions[self.places[met].question]):
            value, wrong = self._reader(self.places[met].question).read(cell)
            if wrong is not None:
                findings.append(wrong(line))
                return None
        return met, value, has_value

    def _cell(self, cells: Sequence[str], at: int) -> str:
        cell = cells[at].strip() if at >= 0 else ""
        return "" if cell.casefold() in self._left_out else cell

    def _reader(self, key: Key) -> ValueReader:
        reader = self._readers.get(key)
        if reader is None:
            question = self.questions[key]
            worded = replace(question, values={**self._long.values, **question.values})
            reader = self._readers[key] = _value_reader(worded, self._long.value, self._words)
        return reader

    @staticmethod
    def _is_text(question: QuestionSpec) -> bool:
        """Whether the value of a row is a comment, because its question asks for one."""
        return question.role is Role.COMMENT and not question.scale

    def _meet(self, has_value: bool, a_number: bool, cells: Sequence[str]) -> int | Refusal:
        """The place a combination of words means, or the check it fails; the same combination is asked only once."""
        source = self.source_of(cells)
        said = {name: cells[at].strip() if at >= 0 else "" for name, at in zip(self._WORDS, self._at, strict=True)}
        question = self._question(has_value, a_number, source, said)
        if not isinstance(question, QuestionSpec):
            return question
        key = source, question.code
        self.questions[key] = question
        found = self._places(question, said)
        if not isinstance(found, tuple):
            return found
        place = Place(key, *found)
        number = self._places_at.setdefault(place, len(self.places))
        if number == len(self.places):
            self.places.append(place)
        return number

    def _question(self, has_value: bool, a_number: bool, source: str, said: Mapping[str, str]) -> QuestionSpec | Refusal:
        wording, long = said["question"], self._long
        code = code_of(wording or said["scale"] or (long.default_scale or "score" if has_value else "comment"))
        given = self._words.questions.get((source, wording)) or self._words.questions.get((source, code))
        earlier = self.questions.get((source, given.code if given else code))
        known = earlier or given or QuestionSpec(code, source, wording if wording != code else "", role=Role.COMMENT)
        if has_value and not a_number and given is not None and self._is_text(given):
            return replace(given, source=source)
        scale = self._scale(has_value, said, known)
        if not isinstance(scale, str):
            return scale
        role = self._role(said["role"], known, scale)
        if not isinstance(role, Role):
            return role
        return replace(known, source=source, scale=scale, role=role)

    def _scale(self, has_value: bool, said: Mapping[str, str], known: QuestionSpec) -> str | Refusal:
        """The code of the scale, "" when none is needed. A scale is named by the row, the question or the mapping; never guessed."""
        scales, long, word = self._words.scales, self._long, said["scale"]
        named = scales.find(word) if word else None
        if word and named is None:
            unknown = UnknownName("scale", word, scales.codes())
            return lambda line: checks.unknown_scale(line, long.scale, word, unknown)
        if named is not None and known.scale and named.code != known.scale:
            return lambda line: checks.other_scale(line, long.scale, word, known.code, scales.named(known.scale))
        found = named or (scales.named(known.scale) if known.scale else scales.find(said["question"]))
        if found is not None:
            return found.code
        if long.default_scale:
            return scales.named(long.default_scale).code
        return (lambda line: checks.no_scale(line, long.value)) if has_value else ""

    def _role(self, word: str, known: QuestionSpec, scale: str) -> Role | Refusal:
        if word:
            try:
                return Role(word.lower())
            except ValueError:
                wrong = UnknownName("role", word, [role.value for role in Role])
                return lambda line: checks.unknown_role(line, self._long.role, word, wrong)
        return Role.PERFORMANCE if scale and known.role is Role.COMMENT and not known.scale else known.role

    def _places(self, question: QuestionSpec, said: Mapping[str, str]) -> tuple[str, str, str] | Refusal:
        """Stage, touchpoint and channel; where the row names none, those of its question, then the touchpoint's channel."""
        words = self._words
        found = []
        for places, word in (
            (words.stages, said["stage"] or question.stage),
            (words.touchpoints, said["touchpoint"] or question.touchpoint),
            (words.channels, said["channel"] or question.channel),
        ):
            code = places.find(word)
            if code is None:
                return self._unknown_place(places, word)
            found.append(code)
        stage, touchpoint, channel = found
        return stage, touchpoint, words.channel_of.get(touchpoint, UNKNOWN) if channel == UNKNOWN else channel

    def _unknown_place(self, places: Places, word: str) -> Refusal:
        wrong, column = places.wrong(word), getattr(self._long, places.kind)
        return lambda line: checks.unknown_place(places.kind, line, column, word, wrong)
