"""Rows on their way in: scored in batches, sorted by submission on disk, so that the database is written in one short transaction.

Two temporary files, both nameless, so that they vanish with the process. Rows go to the first as they come, parted by the id of their
submission (:mod:`vocdash.ingest.spill`). When all are there, the rows of each submission are joined and written to the second,
in the order of the ids, in which tables take rows fastest. In memory stays only what is new: places, segments, findings.
"""

from __future__ import annotations

import pickle
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import date, datetime
from itertools import chain, groupby
from operator import itemgetter
from typing import IO, NamedTuple

from vocdash.domain import Finding
from vocdash.ingest import checks
from vocdash.ingest.cells import REMEMBERED
from vocdash.ingest.identity import MASK, Identity
from vocdash.ingest.quality import Quality
from vocdash.ingest.rows import Answer, Fact, Head, Place
from vocdash.ingest.scoring import Scoring
from vocdash.ingest.segments import Segments
from vocdash.ingest.spill import Spill
from vocdash.text.themes import Theme
from vocdash.text.worker import Mentioned, Said

BATCH = 4_000
"""Rows scored at once."""

PART = 6_000
"""Rows of the file that are sorted, and written, at once."""


class StagedSubmission(NamedTuple):
    """A submission as it will be written, its source and its segment not yet resolved to row numbers.

    `content` is the hash of everything it says, before masking, and of whether it counts; `rows` counts the rows of the file it came
    from. `flags` say what is odd about it, and `excluded` whether it is left out of scores: both are known from :meth:`Staging.batches`.
    """

    submission_id: int
    source: str
    external_id: str | None
    customer_id: int | None
    answered_at: datetime
    day: date
    segment: int
    language: str
    weight: float
    started_at: datetime | None
    duration: float | None
    content: int
    rows: int
    flags: tuple[str, ...] = ()
    excluded: bool = False


StagedResponse = tuple[int, int, int, float | None, str | None, str | None, float | None, str | None, str | None, tuple[Mentioned, ...]]
"""A response as it will be written: submission id, occurrence, number of its place, value, verbatim, language, polarity, sentiment,
scorer, and what the comment mentions. A plain tuple, because there are as many as answers."""


class Batch(NamedTuple):
    """Submissions with ascending ids, and everything that belongs to them."""

    submissions: list[StagedSubmission]
    responses: list[StagedResponse]
    facts: list[tuple[int, Fact]]
    customers: list[tuple[int, dict[str, str]]]


class Clash(NamedTuple):
    """A row that contradicts an earlier one of its submission. Where it is refused, its cells are still to be fetched."""

    line: int
    finding: Finding


_SILENT = (None, None, None, None, None, ())
_Row = tuple[int, int, str, Head, Sequence[Answer]]
_Scored = tuple[int, float | None, str | None, str | None, float | None, str | None, str | None, tuple[Mentioned, ...]]


class _Piece(NamedTuple):
    """What one row says of a submission; `said` is the sum of the hashes of its answers, which does not depend on their order."""

    submission_id: int
    line: int
    source: str
    head: Head
    said: int
    answers: list[_Scored]


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
    """

    def __init__(
        self,
        identity: Identity,
        segments: Segments,
        places: Sequence[Place],
        themes: Sequence[Theme],
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
        self._scoring = Scoring(themes)
        self._pieces: Spill[_Piece] = Spill(max(1, rows_expected // PART))
        self._ready: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._waiting: list[_Row] = []
        self._asked: deque[tuple[list[_Row], Future[list[Said]]]] = deque()
        self._hashes: dict[tuple[int, float | None], int] = {}
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
        self._ready.close()

    def add(self, line: int, source: str, head: Head, answers: Sequence[Answer], submission_id: int) -> None:
        """Stage one row."""
        self._waiting.append((submission_id, line, source, head, answers))
        if len(self._waiting) == BATCH:
            self._ask()
            while len(self._asked) > self._scoring.at_once:
                self._keep(*self._asked.popleft())

    def _ask(self) -> None:
        said = [(text, self._places[place].touchpoint) for row in self._waiting for place, _, text in row[4] if text]
        self._asked.append((self._waiting, self._scoring.ask([text for text, _ in said], [touchpoint for _, touchpoint in said])))
        self._waiting = []

    def _keep(self, rows: list[_Row], scored: Future[list[Said]]) -> None:
        comments = iter(scored.result())
        for submission_id, line, source, head, answers in rows:
            said = sum([self._hash(answer) for answer in answers])
            kept = [(place, value, *(next(comments) if text else _SILENT)) for place, value, text in answers]
            self._pieces.add(submission_id, _Piece(submission_id, line, source, head, said, kept))

    def _hash(self, answer: Answer) -> int:
        """The hash of one answer; those without a text are remembered, because they repeat."""
        place, value, text = answer
        known = self._hashes.get((place, value)) if text is None else None
        if known is None:
            (source, question), *where = self._places[place]
            known = self._identity.number(source, question, *where, repr(value), text or "")
            if text is None and len(self._hashes) < REMEMBERED:
                self._hashes[(place, value)] = known
        return known

    def settle(self) -> None:
        """Join the rows of each submission; call it once, when all rows are there."""
        self._ask()
        while self._asked:
            self._keep(*self._asked.popleft())
        for part in self._pieces:
            part.sort(key=itemgetter(0))
            batch = Batch([], [], [], [])
            for submission_id, pieces in groupby(part, itemgetter(0)):
                self._join(submission_id, list(pieces), batch)
            pickle.dump(tuple(batch), self._ready, pickle.HIGHEST_PROTOCOL)
            self._note(batch)
        self._quality.settle()

    def _join(self, submission_id: int, pieces: list[_Piece], batch: Batch) -> None:
        if len(pieces) == 1:
            self._finish(submission_id, pieces, 1, batch)
        elif not pieces[0].head.own_id:
            for times, piece in enumerate(pieces, 1):
                self._finish(self._identity.twin(submission_id, times), [piece], 1, batch)
        elif self._wide:
            rows = 1 + sum(self._repeats(pieces[0], piece) for piece in pieces[1:])
            self._finish(submission_id, pieces[:1], rows, batch)
        else:
            for piece in pieces[1:]:
                if piece.head != pieces[0].head:
                    self.clashes.append(Clash(piece.line, checks.disagreeing_rows(piece.line, self._id_column, piece.head.own_id)))
            self._finish(submission_id, pieces, len(pieces), batch)

    def _repeats(self, first: _Piece, piece: _Piece) -> bool:
        """Whether a wide row says what the first one with its id says; if not, it is refused."""
        if (piece.said, piece.source, piece.head) == (first.said, first.source, first.head):
            self.clashes.append(Clash(piece.line, checks.repeated_row(piece.line, self._id_column, piece.head.own_id)))
            return True
        self.clashes.append(Clash(piece.line, checks.other_content(piece.line, self._id_column, piece.head.own_id)))
        return False

    def _finish(self, submission_id: int, pieces: list[_Piece], rows: int, batch: Batch) -> None:
        source, head = pieces[0].source, pieces[0].head
        customer = dict(head.customer)
        customer_id = self._identity.of_customer(customer) if customer else None
        if customer_id is not None:
            batch.customers.append((customer_id, customer))
        said = sum([piece.said for piece in pieces])
        batch.submissions.append(
            StagedSubmission(
                submission_id,
                source,
                head.own_id or None,
                customer_id,
                head.answered_at,
                head.day,
                self._segments.number(head.segment),
                head.language,
                head.weight,
                head.started_at,
                head.duration,
                (self._identity.number(source, *_words(head)) + said) & MASK,
                rows,
            )
        )
        batch.facts.extend([(submission_id, fact) for fact in head.facts])
        answers = pieces[0].answers if len(pieces) == 1 else list(chain.from_iterable([piece.answers for piece in pieces]))
        self._number(submission_id, answers, batch.responses)
        self._quality.look(
            pieces[0].line,
            [answer[:3] for answer in answers],
            content=said,
            answered_at=head.answered_at,
            started_at=head.started_at,
            duration=head.duration,
            is_known=customer_id is not None,
        )

    def _number(self, submission_id: int, answers: list[_Scored], responses: list[StagedResponse]) -> None:
        """The answers of a submission, those to the same question numbered."""
        times: dict[tuple[str, str], int] = {}
        for answer in answers:
            question = self._places[answer[0]].question
            occurrence = times.get(question, 0)
            times[question] = occurrence + 1
            responses.append((submission_id, occurrence, *answer))

    def _note(self, batch: Batch) -> None:
        self.used.update([row[2] for row in batch.responses])
        days = [row.day for row in batch.submissions]
        self.first = min(days) if self.first is None else min(self.first, *days)
        self.last = max(days) if self.last is None else max(self.last, *days)

    def batches(self) -> Iterator[Batch]:
        """Everything staged, in the order of the ids; may be asked again."""
        self._ready.seek(0)
        first = 0
        while True:
            try:
                batch = Batch(*pickle.load(self._ready))
            except EOFError:
                return
            for at, flags, excluded in self._quality.flags(first, len(batch.submissions)):
                row = batch.submissions[at]
                content = row.content ^ excluded
                batch.submissions[at] = row._replace(content=content, flags=flags, excluded=excluded)
            first += len(batch.submissions)
            yield batch


def _words(head: Head) -> Iterator[str]:
    """All a head says, as words for a hash."""
    yield from (head.own_id, head.answered_at.isoformat(), head.language, repr(head.weight), str(head.started_at), str(head.duration))
    yield from chain.from_iterable(head.customer)
    yield from head.segment
    for fact in head.facts:
        yield from (fact.name, str(fact.day), str(fact.number))
