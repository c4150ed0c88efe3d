"""Answers as they stand in the store, column by column: read from there, or kept while they were written. What sums are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection

from vocdash.domain import Sentiment
from vocdash.metrics.sources import answers
from vocdash.store import tables as t
from vocdash.text.scored import ENGLISH

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Conditions = Sequence[ColumnElement[bool]]

SENTIMENTS = (None, *(sentiment.value for sentiment in Sentiment))
"""A sentiment is kept as its place in here."""

_NUMBER = {word: number for number, word in enumerate(SENTIMENTS)}
_AT_ONCE = 20_000


class GivenAnswers(NamedTuple):
    """Columns of answers; `worded` says which are comments, and `spoken` which of these are in a language that is read."""

    submission: Ints
    question: Ints
    occurrence: Ints
    stage: Ints
    touchpoint: Ints
    channel: Ints
    value: Floats
    sentiment: Ints
    polarity: Floats
    spoken: NDArray[np.bool_]
    worded: NDArray[np.bool_]


class GivenSubmissions(NamedTuple):
    """Columns of submissions; `person` is the key of :func:`vocdash.metrics.sources.person_key`, `day` counts from the year 1.

    `turn` puts those given together in the order in which people answered, equal at the same moment; where they are about to be
    written, it is in microseconds from 1970 on.
    """

    submission: Ints
    segment: Ints
    source: Ints
    weight: Floats
    person: Ints
    day: Ints
    turn: Ints


class GivenMentions(NamedTuple):
    """Columns of mentions."""

    submission: Ints
    question: Ints
    occurrence: Ints
    theme: Ints
    stage: Ints
    touchpoint: Ints
    polarity: Floats


_ANSWERS, _SUBMISSIONS, _MENTIONS = "qiiiiidbd??", "qiidqiq", "qiiiiid"
"""The types of the columns."""

_TABLES = {"submissions": _SUBMISSIONS, "answers": _ANSWERS, "mentions": _MENTIONS}

Columns = TypeVar("Columns", GivenAnswers, GivenSubmissions, GivenMentions)


@dataclass(frozen=True, slots=True)
class Given:
    """Answers with all that sums are made of; none of excluded submissions."""

    answers: GivenAnswers
    submissions: GivenSubmissions
    mentions: GivenMentions


def read_given(connection: Connection, when: Conditions) -> Given:
    """What was answered in submissions that fulfil conditions."""
    return Given(read_given_answers(connection, when), read_submissions(connection, when), read_mentions(connection, when))


def read_given_answers(connection: Connection, when: Conditions, *conditions: ColumnElement[bool]) -> GivenAnswers:
    """The answers that fulfil conditions, of which `when` are those on submissions alone."""
    r = t.responses.c
    sentiment = sa.case(_NUMBER_OF_WORD, value=r.sentiment, else_=0)
    worded = sa.case((r.verbatim.is_not(None), 1), else_=0)
    spoken = sa.case((sa.and_(r.verbatim.is_not(None), r.language == ENGLISH), 1), else_=0)
    key = (r.submission_id, r.question_id, r.occurrence)
    asked = answers(*key, r.stage_id, r.touchpoint_id, r.channel_id, r.value, sentiment, r.polarity, spoken, worded)
    return GivenAnswers(*_read(connection, asked.where(*when, *conditions), _ANSWERS))


_NUMBER_OF_WORD = {word: number for word, number in _NUMBER.items() if word is not None}


def read_submissions(connection: Connection, when: Conditions) -> GivenSubmissions:
    """The submissions that fulfil conditions."""
    s = t.submissions.c
    person = sa.func.coalesce(s.customer_id, -1 - s.submission_id)
    turn = sa.func.dense_rank().over(order_by=s.answered_at)
    asked = sa.select(s.submission_id, s.segment_id, s.source_id, s.weight, person, turn, s.day).where(~s.excluded, *when)
    submission, segment, source, weight, keys, turns, days = _read(connection, asked, "qiidqqO")
    return GivenSubmissions(submission, segment, source, weight, keys, _ordinals(days.tolist()), turns)


def read_mentions(connection: Connection, when: Conditions) -> GivenMentions:
    """What the comments of submissions that fulfil conditions mention."""
    m, s = t.mentions.c, t.submissions.c
    key = (m.submission_id, m.question_id, m.occurrence)
    joined = t.mentions.join(t.submissions, s.submission_id == m.submission_id)
    asked = sa.select(*key, m.theme_id, m.stage_id, m.touchpoint_id, m.polarity).select_from(joined)
    return GivenMentions(*_read(connection, asked.where(~s.excluded, *when), _MENTIONS))


def _read(connection: Connection, statement: sa.Select[Any], types: str) -> list[NDArray[Any]]:
    """The columns of a statement as arrays of these types, read part by part, because rows take ten times the memory."""
    parts = [_empty(types)]
    result = connection.execute(statement)
    while rows := result.fetchmany(_AT_ONCE):
        parts.append([np.array(values, dtype=code) for code, values in zip(types, zip(*rows, strict=True), strict=True)])
    return [np.concatenate(columns) for columns in zip(*parts, strict=True)]


def _empty(types: str) -> list[NDArray[Any]]:
    return [np.zeros(0, dtype=code) for code in types]


def _ordinals(days: Iterable[date]) -> Ints:
    known: dict[date, int] = {}
    return np.array([known.get(day) or known.setdefault(day, day.toordinal()) for day in days], dtype="i")


# --- kept while written ----------------------------------------------------------------------------------------------

ColumnsOf = Mapping[str, Sequence[Any]]
"""Name of a column → its value in every row."""


class Numbers(NamedTuple):
    """What the numbers in columns stand for: the ids by number of the source, the segment, the place of an answer, and what a mention
    speaks of. A theme of 0 stands for a mention that is left out."""

    source: Ints
    segment: Ints
    question: Ints
    stage: Ints
    touchpoint: Ints
    channel: Ints
    theme: Ints
    theme_question: Ints
    theme_stage: Ints
    theme_touchpoint: Ints

    def spelled_out(self, given: Given) -> Given:
        """The same answers with ids."""
        submissions, mentions = given.submissions, given.mentions
        about = mentions.theme
        spoken = mentions._replace(
            question=self.theme_question[about],
            theme=self.theme[about],
            stage=self.theme_stage[about],
            touchpoint=self.theme_touchpoint[about],
        )
        return Given(
            self.of_answers(given.answers),
            submissions._replace(segment=self.segment[submissions.segment], source=self.source[submissions.source]),
            GivenMentions(*taken(spoken, spoken.theme > 0)),
        )

    def of_answers(self, answers: GivenAnswers) -> GivenAnswers:
        """The same for answers alone."""
        place = answers.question
        return answers._replace(
            question=self.question[place], stage=self.stage[place], touchpoint=self.touchpoint[place], channel=self.channel[place]
        )


class Settling(NamedTuple):
    """What is only known at the end: what numbers stand for, which submissions are left out of scores, in the order in which they were
    added, and the ids of those that were not written, because the store had them already."""

    numbers: Numbers
    excluded: NDArray[np.bool_]
    same: Ints


class Written:
    """New answers, kept as columns while they are written, so that nobody has to read them back.

    They are given in batches of whole submissions. Columns that hold numbers and not yet ids get these from `numbers`.
    """

    def __init__(self, parts: Iterable[GivenBatch] = (), numbers: Numbers | None = None) -> None:
        self._parts = list(parts)
        self._numbers = numbers

    def settled(self, settling: Settling) -> Written:
        """The same with what is only known at the end."""
        ends = np.cumsum([len(part.excluded) for part in self._parts])[:-1]
        parts = [replace(part, excluded=out) for part, out in zip(self._parts, np.split(settling.excluded, ends), strict=False)]
        return Written([part.without(settling.same) for part in parts] if len(settling.same) else parts, settling.numbers)

    def columns(self) -> Iterator[NDArray[Any] | int]:
        """Every column of everything added, one after another, for :meth:`of_columns`; where several of a table are one array, the place of
        the first of them, so that it is held once there, too."""
        for table, types in _TABLES.items():
            parts = [getattr(part, table) for part in self._parts]
            for at, code in enumerate(types):
                same = next((before for before in range(at) if parts and all(part[before] is part[at] for part in parts)), None)
                yield np.concatenate([np.zeros(0, dtype=code), *(part[at] for part in parts)]) if same is None else same

    @staticmethod
    def of_columns(following: Callable[[], NDArray[Any] | int]) -> Written:
        """Answers of their columns, which `following` gives one after another, as one batch."""

        def table(types: str) -> list[NDArray[Any]]:
            columns: list[NDArray[Any]] = []
            for _ in types:
                given = following()
                columns.append(columns[given] if isinstance(given, int) else given)
            return columns

        submissions, answers, mentions = map(table, _TABLES.values())
        excluded = np.zeros(len(submissions[0]), dtype=bool)
        return Written([GivenBatch(GivenSubmissions(*submissions), GivenAnswers(*answers), GivenMentions(*mentions), excluded).ordered()])

    @property
    def submissions(self) -> int:
        """How many submissions were added."""
        return sum(len(part.excluded) for part in self._parts)

    def by_day(self) -> dict[date, int]:
        """How many submissions each day has, excluded ones included."""
        found: Counter[date] = Counter()
        for part in self._parts:
            days, counts = np.unique(part.submissions.day, return_counts=True)
            found.update({date.fromordinal(day): count for day, count in zip(days.tolist(), counts.tolist(), strict=True)})
        return found

    def months(self) -> dict[date, int]:
        """How many submissions have a day in each month, excluded ones included."""
        found: Counter[date] = Counter()
        for day, count in self.by_day().items():
            found[day.replace(day=1)] += count
        return found

    def answers(self) -> Iterator[GivenAnswers]:
        """All answers, batch by batch."""
        for part in self._parts:
            yield self._numbers.of_answers(part.answers) if self._numbers else part.answers

    def add(self, batch: GivenBatch) -> None:
        """Keep a batch."""
        self._parts.append(batch)

    @staticmethod
    def batch(submissions: ColumnsOf, answers: ColumnsOf, mentions: ColumnsOf) -> GivenBatch:
        """A batch of rows; days and moments are texts."""
        s, r, m = submissions, answers, mentions
        person = [
            -1 - number if customer is None else customer for number, customer in zip(s["submission_id"], s["customer_id"], strict=True)
        ]
        days = _ordinals(map(date.fromisoformat, s["day"]))
        turns = np.array(s["answered_at"], dtype="datetime64[us]").astype(np.int64)
        sentiment = [_NUMBER[word] for word in r["sentiment"]]
        worded = [text is not None for text in r["verbatim"]]
        spoken = [said and language == ENGLISH for language, said in zip(r["language"], worded, strict=True)]
        place = (r["stage_id"], r["touchpoint_id"], r["channel_id"])
        part = GivenBatch(
            GivenSubmissions(*_arrays(_SUBMISSIONS, s["submission_id"], s["segment_id"], s["source_id"], s["weight"], person, days, turns)),
            GivenAnswers(*_arrays(_ANSWERS, *_key(r), *place, r["value"], sentiment, r["polarity"], spoken, worded)),
            GivenMentions(*_arrays(_MENTIONS, *_key(m), m["theme_id"], m["stage_id"], m["touchpoint_id"], m["polarity"])),
            np.array(s["excluded"], dtype=bool),
        ).ordered()
        for rows in (part.answers, part.mentions):
            if not np.isin(rows.submission, part.submissions.submission).all():
                raise AssertionError("a batch holds whole submissions")
        return part

    def count(self, first: date, following: date) -> int:
        """How many submissions have a day from `first` on and before `following`, excluded ones included."""
        return sum(int(part.between(first, following).sum()) for part in self._parts)

    def within(self, first: date, following: date) -> Given:
        """The answers of days from `first` on and before `following`."""
        parts = [part.given(part.between(first, following) & ~part.excluded) for part in self._parts]
        given = Given(
            GivenAnswers(*_joined(_ANSWERS, [part.answers for part in parts])),
            GivenSubmissions(*_joined(_SUBMISSIONS, [part.submissions for part in parts])),
            GivenMentions(*_joined(_MENTIONS, [part.mentions for part in parts])),
        )
        return self._numbers.spelled_out(given) if self._numbers else given

    def spans_since(self, first: date, most: int) -> Iterator[tuple[date, date]]:
        """The first day and the one after the last of pieces of whole days from `first` on, oldest first; a piece ends with the day that
        makes it `most` submissions."""
        held = 0
        for day, count in sorted(self.by_day().items()):
            if day < first:
                continue
            held += count
            if held >= most:
                following = day + timedelta(days=1)
                yield first, following
                first, held = following, 0
        if held:
            yield first, date.max


@dataclass(frozen=True, slots=True)
class GivenBatch:
    """Columns of whole submissions."""

    submissions: GivenSubmissions
    answers: GivenAnswers
    mentions: GivenMentions
    excluded: NDArray[np.bool_]

    def between(self, first: date, following: date) -> NDArray[np.bool_]:
        """Which submissions have a day from `first` on and before `following`."""
        return (self.submissions.day >= first.toordinal()) & (self.submissions.day < following.toordinal())

    def ordered(self) -> GivenBatch:
        """The same with answers and mentions in the order of their submissions, in which :func:`_of` finds them."""
        return replace(self, answers=GivenAnswers(*_by_first(self.answers)), mentions=GivenMentions(*_by_first(self.mentions)))

    def without(self, ids: Ints) -> GivenBatch:
        """The same without some submissions."""
        kept = ~np.isin(self.submissions.submission, ids)
        given = self.given(kept)
        return GivenBatch(given.submissions, given.answers, given.mentions, self.excluded[kept])

    def given(self, kept: NDArray[np.bool_]) -> Given:
        """What was answered in the submissions kept."""
        ids = np.sort(self.submissions.submission[kept])
        return Given(
            GivenAnswers(*_of(self.answers, ids)),
            GivenSubmissions(*taken(self.submissions, kept)),
            GivenMentions(*_of(self.mentions, ids)),
        )


def _key(columns: ColumnsOf) -> tuple[Sequence[Any], ...]:
    return columns["submission_id"], columns["question_id"], columns["occurrence"]


def _arrays(types: str, *columns: Any) -> list[NDArray[Any]]:
    """Columns as arrays of these types; what is given under several names is one array."""
    made: dict[tuple[int, str], NDArray[Any]] = {}
    for code, column in zip(types, columns, strict=True):
        if (id(column), code) not in made:
            made[id(column), code] = np.array(column, dtype=code)
    return [made[id(column), code] for code, column in zip(types, columns, strict=True)]


def taken(columns: Sequence[NDArray[Any]], rows: NDArray[Any]) -> list[NDArray[Any]]:
    """These rows of every column."""
    return [column[rows] for column in columns]


def _by_first(columns: Sequence[NDArray[Any]]) -> Sequence[NDArray[Any]]:
    """Rows in the order of their first column."""
    is_ordered = (columns[0][1:] >= columns[0][:-1]).all()
    return columns if is_ordered else taken(columns, np.argsort(columns[0], kind="stable"))


def _of(columns: Sequence[NDArray[Any]], ids: Ints) -> list[NDArray[Any]]:
    """The rows of these submissions; both are in ascending order."""
    first, end = np.searchsorted(columns[0], ids, "left"), np.searchsorted(columns[0], ids, "right")
    count = end - first
    return taken(columns, np.repeat(first - (np.cumsum(count) - count), count) + np.arange(count.sum()))


def _joined(types: str, parts: Sequence[Sequence[NDArray[Any]]]) -> list[NDArray[Any]]:
    return [np.concatenate(columns) for columns in zip(_empty(types), *parts, strict=True)]
