"""Rows on their way in: scored in batches and kept in a temporary file, so that the database is written in one short transaction.

In memory stay, for each submission, two numbers (its id and the hash of what it says) and whatever is new; nothing of the
texts. The temporary file is nameless and vanishes with the process.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import IO, NamedTuple

from vocdash.domain import Finding
from vocdash.ingest import checks
from vocdash.ingest.answers import Key
from vocdash.ingest.identity import Identity
from vocdash.ingest.rows import Answer, Fact, Head
from vocdash.ingest.segments import Segments
from vocdash.text import Classifier, Scored

BATCH = 4_000
"""Rows scored and staged at once."""


class StagedSubmission(NamedTuple):
    """A submission as it will be written, with its source and segment not yet resolved to row numbers."""

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


StagedResponse = tuple[int, Key, int, str, str, str, float | None, str | None, str | None, float | None, str | None, str | None]
"""A response as it will be written: submission id, question, occurrence, stage, touchpoint, channel (codes), value, verbatim,
language, polarity, sentiment, scorer. A plain tuple, because there are as many as answers."""


class Batch(NamedTuple):
    """What one batch of rows leads to, and how many rows there were."""

    submissions: list[StagedSubmission]
    responses: list[StagedResponse]
    facts: list[tuple[int, Fact]]
    customers: list[tuple[int, dict[str, str]]]
    rows: int


class Staging:
    """Takes rows in, gives batches out; use it as a context, which ends with the temporary file.

    Attributes
    ----------
    contents : dict of int to int
        Submission id → hash of everything it says, before masking.
    rows : dict of int to int
        Submission id → rows of the file it came from, where there are several.
    first, last : date or None
        The days of the earliest and the latest answer.
    """

    def __init__(self, identity: Identity, classifier: Classifier, segments: Segments, *, wide: bool, id_column: str) -> None:
        self._identity = identity
        self._classifier = classifier
        self._scorer = f"{classifier.name}/{classifier.version}"[:32]
        self._segments = segments
        self._wide = wide
        self._id_column = id_column
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._waiting: list[tuple[int, Answer, int]] = []
        self._batch = Batch([], [], [], [], 0)
        self._heads: dict[int, int] = {}
        self._occurrences: dict[tuple[int, Key], int] = {}
        self._customers: set[int] = set()
        self._rows_waiting = 0
        self.contents: dict[int, int] = {}
        self.rows: dict[int, int] = {}
        self.cells: set[tuple[str, str]] = set()
        self.first: date | None = None
        self.last: date | None = None

    def __enter__(self) -> Staging:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, line: int, source: str, head: Head, answers: Sequence[Answer], row: Sequence[str]) -> Finding | None:
        """Stage one row; gives the finding where it contradicts an earlier row with its id. A wide one is refused then."""
        own = head.own_id
        submission_id = self._identity.of_id(source, own) if own else self._identity.of_row(source, row)
        known = self.contents.get(submission_id)
        finding = None
        if known is None:
            self._begin(submission_id, source, head)
            self.contents[submission_id] = self._content(source, head, answers)
        else:
            if self._wide and known != self._content(source, head, answers):
                return checks.other_content(line, self._id_column, own)
            self.rows[submission_id] = self.rows.get(submission_id, 1) + 1
            if self._wide:
                return None
            if self._heads[submission_id] != hash(head):
                finding = checks.disagreeing_rows(line, self._id_column, own)
            self.contents[submission_id] = (known + self._said(answers)) & _63_BITS
        self._answers(submission_id, answers)
        self._rows_waiting += 1
        if self._rows_waiting == BATCH:
            self._flush()
        return finding

    def _content(self, source: str, head: Head, answers: Sequence[Answer]) -> int:
        return (self._identity.number(repr((source, *head))) + self._said(answers)) & _63_BITS

    def _said(self, answers: Sequence[Answer]) -> int:
        """What the answers of a row say; added up, it does not depend on the order of a submission's rows."""
        return self._identity.number(repr([tuple(answer) for answer in answers]))

    def _begin(self, submission_id: int, source: str, head: Head) -> None:
        if not self._wide:
            self._heads[submission_id] = hash(head)
        customer = dict(head.customer)
        customer_id = self._identity.of_customer(customer) if customer else None
        if customer_id is not None and customer_id not in self._customers:
            self._customers.add(customer_id)
            self._batch.customers.append((customer_id, customer))
        self._batch.submissions.append(
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
            )
        )
        self._batch.facts.extend((submission_id, fact) for fact in head.facts)
        self.first = head.day if self.first is None else min(self.first, head.day)
        self.last = head.day if self.last is None else max(self.last, head.day)

    def _answers(self, submission_id: int, answers: Sequence[Answer]) -> None:
        for answer in answers:
            occurrence = 0
            if not self._wide:
                occurrence = self._occurrences.get((submission_id, answer.question), -1) + 1
                self._occurrences[(submission_id, answer.question)] = occurrence
            self.cells.add((answer.stage, answer.touchpoint))
            self._waiting.append((submission_id, answer, occurrence))

    def _flush(self) -> None:
        scored = iter(self._classifier.score([answer.text for _, answer, _ in self._waiting if answer.text]))
        self._batch.responses.extend(
            self._response(submission_id, answer, occurrence, next(scored) if answer.text else None)
            for submission_id, answer, occurrence in self._waiting
        )
        pickle.dump(tuple(self._batch._replace(rows=self._rows_waiting)), self._file, pickle.HIGHEST_PROTOCOL)
        self._waiting = []
        self._batch = Batch([], [], [], [], 0)
        self._rows_waiting = 0

    def _response(self, submission_id: int, answer: Answer, occurrence: int, scored: Scored | None) -> StagedResponse:
        key, stage, touchpoint, channel, value, _ = answer
        if scored is None:
            return submission_id, key, occurrence, stage, touchpoint, channel, value, None, None, None, None, None
        sentiment = scored.sentiment.value if scored.sentiment else None
        words = (scored.text, scored.language, scored.polarity, sentiment, self._scorer)
        return submission_id, key, occurrence, stage, touchpoint, channel, value, *words

    def batches(self) -> Iterator[Batch]:
        """Everything staged so far, in the order of the file; may be asked again."""
        if self._waiting or self._batch.submissions:
            self._flush()
        self._file.seek(0)
        while True:
            try:
                yield Batch(*pickle.load(self._file))
            except EOFError:
                return


_63_BITS = (1 << 63) - 1
