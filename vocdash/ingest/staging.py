"""Rows on their way in: scored in batches, sorted by submission on disk, so that the database is written in one short transaction.

Rows go to a nameless file as they come, parted by the id of their submission (:mod:`vocdash.ingest.spill`). When all are there, the
rows of each submission are joined and put into temporary tables (:mod:`vocdash.ingest.staged`) in the order of the ids, in which
tables take rows fastest. Both vanish with the process. In memory stays what is new, such as places, segments and findings, and the
answers as columns of numbers, of which the rollups are made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, groupby
from json import dumps
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Table

from vocdash.domain import UNKNOWN, Finding
from vocdash.ingest import checks, staged
from vocdash.ingest.cells import REMEMBERED
from vocdash.ingest.identity import MASK, Identity
from vocdash.ingest.quality import Quality
from vocdash.ingest.rows import Answer, Head, Place
from vocdash.ingest.scoring import Scoring
from vocdash.ingest.segments import Segments
from vocdash.ingest.spill import Spill
from vocdash.ingest.spoken import Spoken
from vocdash.metrics.given import ColumnsOf, Written
from vocdash.store.bulk import by_column, stamp
from vocdash.text.reading import Known
from vocdash.text.worker import Mentioned, Said

BATCH = 4_000
"""Rows, or groups of rows that follow each other, whose comments are scored at once."""

SHORT = 60
"""Characters of a comment that is likely to come again, so that what was read in it is remembered."""

PART = 6_000
"""Rows of the file that are sorted, and written, at once."""


StagedResponse = tuple[int, int, int, float | None, str | None, str | None, float | None, str | None, str | None, tuple[Mentioned, ...]]
"""A response as it will be written: submission id, occurrence, number of its place, value, verbatim, language, polarity, sentiment,
scorer, and what the comment mentions. A plain tuple, because there are as many as answers."""


class _Batch(NamedTuple):
    """Submissions with ascending ids, in the columns of :data:`vocdash.ingest.staged.submissions`, and everything that belongs to them."""

    submissions: list[tuple[Any, ...]]
    responses: list[StagedResponse]
    facts: list[tuple[int, str, str | None, float | None]]
    customers: list[tuple[int, dict[str, str]]]


class Part(NamedTuple):
    """Staged rows that belong to the same submissions: by table their first and last number, the first and the last of the ids, and
    for how many rows of the file they stand."""

    numbers: Mapping[str, tuple[int, int]]
    ids: tuple[int, int]
    rows: int

    def of(self, table: Table) -> ColumnElement[bool]:
        """Whether a row of a table is one of them."""
        return table.c.number.between(*self.numbers[table.name])


class Clash(NamedTuple):
    """A row that contradicts an earlier one of its submission. Where it is refused, its cells are still to be fetched."""

    line: int
    finding: Finding


_Row = tuple[int, int, str, Head, Sequence[Answer], int]
"""Id of the submission, line, source, head, answers, and how many rows of the file say this."""

_Scored = tuple[int, float | None, str | None, str | None, float | None, str | None, str | None, tuple[Mentioned, ...]]

_Comment = tuple[str, str]
"""A comment, and the code of the touchpoint it was made at."""


_Plain = tuple[
    str, str, str, str, float, str | None, float | None, tuple[tuple[str, str], ...], tuple[str, ...], tuple[tuple[Any, ...], ...]
]
"""A head as a plain tuple, its moments as texts, in the order of its fields. What goes to a file and back is plain, for speed."""


class _Piece(NamedTuple):
    """What some rows say of a submission, with two hashes: of the head, and of the answers.

    That of the answers is a sum of one for each, because a sum does not depend on their order. `rows` of the file it came from.
    """

    submission_id: int
    line: int
    source: str
    head: _Plain
    head_hash: int
    said: int
    answers: list[_Scored]
    rows: int

    @property
    def own_id(self) -> str:
        return self.head[0]


class Staging:
    """Takes rows in, gives batches out; use it as a context, which ends with the temporary files.

    Attributes
    ----------
    clashes : list of Clash
        Rows that contradict earlier ones; complete after :meth:`settle`.
    used : set of int
        Numbers of the places that were spoken of.
    first, last : date or None
        The days of the earliest and the latest answer.
    parts : list of Part
        What stands in the staged tables.
    spoken : Spoken
        What the numbers in the staged mentions stand for.
    written : Written
        The answers as columns of numbers.
    """

    def __init__(
        self,
        identity: Identity,
        segments: Segments,
        places: Sequence[Place],
        known: Known,
        quality: Quality,
        *,
        wide: bool,
        id_column: str,
        rows_expected: int,
    ) -> None:
        self._identity = identity
        self._segments = segments
        self._places = places
        self._quality = quality
        self._wide = wide
        self._id_column = id_column
        self._scoring = Scoring(known, rows_expected)
        self._pieces: Spill[tuple[Any, ...]] = Spill(max(1, rows_expected // PART))
        self._waiting: list[_Row] = []
        self._asked: deque[tuple[list[_Row], list[_Comment], Future[list[Said]]]] = deque()
        self._said: dict[_Comment, Said] = {}
        self._answered: dict[Answer, tuple[int, _Scored]] = {}
        self._moments: dict[datetime, tuple[str, str]] = {}
        self._sources: dict[str, int] = {}
        self.spoken = Spoken(known.themes)
        self.written = Written()
        self.parts: list[Part] = []
        self.clashes: list[Clash] = []
        self.used: set[int] = set()
        self.first: date | None = None
        self.last: date | None = None

    def __enter__(self) -> Staging:
        self._scoring.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._scoring.__exit__()
        self._pieces.close()

    def add(self, line: int, source: str, head: Head, answers: Sequence[Answer], submission_id: int, rows: int = 1) -> None:
        """Stage what a row says, or several that follow each other and share a head."""
        self._waiting.append((submission_id, line, source, head, answers, rows))
        if len(self._waiting) == BATCH:
            self._ask()
            while len(self._asked) > self._scoring.at_once:
                self._keep(*self._asked.popleft())

    def _ask(self) -> None:
        """Let the comments that wait be read: each once, and those that keep coming once for all."""
        places, known = self._places, self._said
        comments = [(text, places[place].touchpoint) for row in self._waiting for place, _, text in row[4] if text]
        new = [comment for comment in dict.fromkeys(comments) if comment not in known]
        asked = self._scoring.ask([text for text, _ in new], [touchpoint for _, touchpoint in new])
        self._asked.append((self._waiting, new, asked))
        self._waiting = []

    def _keep(self, rows: list[_Row], asked: list[_Comment], scored: Future[list[Said]]) -> None:
        found = dict(zip(asked, scored.result(), strict=True))
        for comment, what in found.items():
            if len(comment[0]) <= SHORT and len(self._said) < REMEMBERED:
                self._said[comment] = what
        for submission_id, line, source, head, answers, count in rows:
            said = 0
            kept: list[_Scored] = []
            for answer in answers:
                place, value, text = answer
                if text:
                    comment = text, self._places[place].touchpoint
                    said += self._hash(place, value, text)
                    kept.append((place, value, *(found.get(comment) or self._said[comment])))
                else:
                    number, plain = self._answered.get(answer) or self._without_words(answer)
                    said += number
                    kept.append(plain)
            self._pieces.add(submission_id, (submission_id, line, source, *self._of_head(source, head), said, kept, count))

    def _hash(self, place: int, value: float | None, text: str) -> int:
        """The hash of one answer."""
        (source, question), *where = self._places[place]
        return self._identity.number(source, question, *where, repr(value), text)

    def _without_words(self, answer: Answer) -> tuple[int, _Scored]:
        """The hash of an answer without a comment, and how it is kept; remembered, because they repeat."""
        place, value, _ = answer
        found = self._hash(place, value, ""), (place, value, None, None, None, None, None, ())
        if len(self._answered) < REMEMBERED:
            self._answered[answer] = found
        return found

    def _of_head(self, source: str, head: Head) -> tuple[_Plain, int]:
        """A head in plain values, and the hash of all it says."""
        plain = (
            *(head.own_id, *self._moment(head), head.language, head.weight),
            *(stamp(head.started_at) if head.started_at else None, head.duration, head.customer, head.segment),
            tuple([(fact.name, fact.day.isoformat() if fact.day else None, fact.number) for fact in head.facts]) if head.facts else (),
        )
        return plain, self._identity.number(source, repr(plain))

    def _moment(self, head: Head) -> tuple[str, str]:
        """When it was answered and the day that counts as, as texts; remembered, because they repeat."""
        found = self._moments.get(head.answered_at)
        if found is None:
            found = stamp(head.answered_at), head.day.isoformat()
            if len(self._moments) < REMEMBERED:
                self._moments[head.answered_at] = found
        return found

    def settle(self, connection: Connection) -> None:
        """Join the rows of each submission and put them into the staged tables; call it once, when all rows are there."""
        self._ask()
        while self._asked:
            self._keep(*self._asked.popleft())
        staged.create(connection)
        for pieces in self._pieces:
            pieces.sort(key=itemgetter(0))
            batch = _Batch([], [], [], [])
            for submission_id, same in groupby(pieces, itemgetter(0)):
                first, *others = same
                if others:
                    self._join(submission_id, [_Piece._make(piece) for piece in (first, *others)], batch)
                else:
                    self._finish(submission_id, first, first[7], batch)
            self._stage(connection, batch)
            self._note(batch)
        self._quality.settle()
        self._flag(connection)
        connection.commit()

    def _stage(self, connection: Connection, batch: _Batch) -> None:
        responses = [row[:9] for row in batch.responses]
        mentions = self._mentions(batch.responses)
        rows: tuple[tuple[Table, Sequence[tuple[Any, ...]]], ...] = (
            (staged.submissions, batch.submissions),
            (staged.responses, responses),
            (staged.mentions, mentions),
            (staged.facts, batch.facts),
            (staged.customers, [(number, dumps(said)) for number, said in batch.customers]),
        )
        numbers = {}
        for table, own in rows:
            staged.fill(connection, table, own)
            before = self.parts[-1].numbers[table.name][1] if self.parts else 0
            numbers[table.name] = before + 1, before + len(own)
        ids = batch.submissions[0][0], batch.submissions[-1][0]
        self.parts.append(Part(numbers, ids, sum([row[_ROWS] for row in batch.submissions])))
        self.written.add(*_columns(batch.submissions, responses, mentions))

    def _mentions(self, responses: list[StagedResponse]) -> list[tuple[int, int, int, int, int, float | None]]:
        """The rows of what comments mention."""
        found = []
        for submission_id, occurrence, place, *_, mentioned in responses:
            if mentioned:
                spoken = self.spoken.numbers(place, self._places[place].touchpoint != UNKNOWN, mentioned)
                found += [(submission_id, occurrence, number, *each[2:5]) for number, each in zip(spoken, mentioned, strict=True)]
        return found

    def _flag(self, connection: Connection) -> None:
        """Give the submissions their flags, which are known when all have been compared."""
        for part in self.parts:
            first, last = part.numbers[staged.submissions.name]
            found = self._quality.flags(first - 1, last - first + 1)
            staged.say(connection, staged.flags, [(first + at, dumps(list(flags)), excluded) for at, flags, excluded in found])
        staged.flag(connection)

    def excluded(self) -> NDArray[np.bool_]:
        """Which submissions are left out of scores, in the order in which they are staged."""
        return self._quality.left_out()

    @property
    def sources(self) -> Sequence[str]:
        """The codes of the sources, in the order of their numbers."""
        return list(self._sources)

    def _join(self, submission_id: int, pieces: list[_Piece], batch: _Batch) -> None:
        if not pieces[0].own_id:
            for times, piece in enumerate(pieces, 1):
                self._finish(self._identity.twin(submission_id, times), piece, 1, batch)
        elif self._wide:
            rows = 1 + sum(self._repeats(pieces[0], piece) for piece in pieces[1:])
            self._finish(submission_id, pieces[0], rows, batch)
        else:
            for piece in pieces[1:]:
                if piece.head != pieces[0].head:
                    self._clash(piece, checks.disagreeing_rows)
            answers = list(chain.from_iterable([piece.answers for piece in pieces]))
            joined = pieces[0]._replace(said=sum([piece.said for piece in pieces]), answers=answers)
            self._finish(submission_id, joined, sum([piece.rows for piece in pieces]), batch)

    def _repeats(self, first: _Piece, piece: _Piece) -> bool:
        """Whether a wide row says what the first one with its id says; if not, it is refused."""
        is_same = (piece.said, piece.source, piece.head) == (first.said, first.source, first.head)
        self._clash(piece, checks.repeated_row if is_same else checks.other_content)
        return is_same

    def _clash(self, piece: _Piece, check: Callable[[int, str, str], Finding]) -> None:
        self.clashes.append(Clash(piece.line, replace(check(piece.line, self._id_column, piece.own_id), count=piece.rows)))

    def _finish(self, submission_id: int, piece: tuple[Any, ...], rows: int, batch: _Batch) -> None:
        _, line, source, head, head_hash, said, answers, _ = piece
        own_id, answered_at, day, language, weight, started_at, duration, who, segment, facts = head
        customer_id = None
        if who:
            customer = dict(who)
            customer_id = self._identity.of_customer(customer)
            if customer_id is not None:
                batch.customers.append((customer_id, customer))
        number = self._sources.setdefault(source, len(self._sources))
        batch.submissions.append(
            (
                *(submission_id, number, own_id or None, customer_id, answered_at, day, self._segments.number(segment), language, weight),
                *(started_at, duration, (head_hash + said) & MASK, rows),
            )
        )
        if facts:
            batch.facts.extend([(submission_id, *fact) for fact in facts])
        self._number(submission_id, answers, batch.responses)
        if duration is None and started_at is not None:
            duration = (datetime.fromisoformat(answered_at) - datetime.fromisoformat(started_at)).total_seconds()
        self._quality.look(line, answers, content=said, answered_at=answered_at, duration=duration, is_known=customer_id is not None)

    def _number(self, submission_id: int, answers: list[_Scored], responses: list[StagedResponse]) -> None:
        """The answers of a submission, those to the same question numbered."""
        if self._wide or len(answers) == 1 or len({self._places[answer[0]].question for answer in answers}) == len(answers):
            responses.extend([(submission_id, 0, *answer) for answer in answers])
            return
        times: dict[tuple[str, str], int] = {}
        for answer in answers:
            question = self._places[answer[0]].question
            occurrence = times.get(question, 0)
            times[question] = occurrence + 1
            responses.append((submission_id, occurrence, *answer))

    def _note(self, batch: _Batch) -> None:
        self.used.update([row[2] for row in batch.responses])
        days = [row[5] for row in batch.submissions]
        first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
        self.first = first if self.first is None else min(self.first, first)
        self.last = last if self.last is None else max(self.last, last)


_SUBMISSION = tuple(staged.submissions.columns.keys()[1:])
_ROWS = _SUBMISSION.index("rows")


def _columns(submissions: Sequence[Any], responses: Sequence[Any], mentions: Sequence[Any]) -> tuple[ColumnsOf, ColumnsOf, ColumnsOf]:
    """Rows as :meth:`vocdash.metrics.given.Written.add` takes them, with numbers in the place of ids."""
    s = by_column(_SUBMISSION[: _ROWS + 1], submissions)
    r = by_column(staged.responses.columns.keys()[1:], responses)
    m = by_column(staged.mentions.columns.keys()[1:], mentions)
    place, spoken = r["place"], m["spoken"]
    return (
        {**s, "source_id": s["source"], "segment_id": s["segment"], "excluded": [False] * len(submissions)},
        {**r, "question_id": place, "stage_id": place, "touchpoint_id": place, "channel_id": place},
        {**m, "question_id": spoken, "theme_id": spoken, "stage_id": spoken, "touchpoint_id": spoken},
    )
