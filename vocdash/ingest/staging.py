"""Rows on their way in: scored in batches, sorted by submission on disk, so that the database is written in one short transaction.

Two temporary files, both nameless, so that they vanish with the process. Rows go to the first as they come, parted by the id of their
submission (:mod:`vocdash.ingest.spill`). When all are there, the rows of each submission are joined and written to the second,
in the order of the ids, in which tables take rows fastest. In memory stays only what is new: places, segments, findings.
"""

from __future__ import annotations

import pickle
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, groupby
from operator import itemgetter
from typing import IO, Any, NamedTuple

from vocdash.domain import Finding
from vocdash.ingest import checks
from vocdash.ingest.cells import REMEMBERED
from vocdash.ingest.identity import MASK, Identity
from vocdash.ingest.quality import Quality
from vocdash.ingest.rows import Answer, Head, Place
from vocdash.ingest.scoring import Scoring
from vocdash.ingest.segments import Segments
from vocdash.ingest.spill import Spill
from vocdash.store.bulk import stamp
from vocdash.text.reading import Known
from vocdash.text.worker import Mentioned, Said

BATCH = 4_000
"""Rows, or groups of rows that follow each other, whose comments are scored at once."""

SHORT = 60
"""Characters of a comment that is likely to come again, so that what was read in it is remembered."""

PART = 6_000
"""Rows of the file that are sorted, and written, at once."""


class StagedSubmission(NamedTuple):
    """A submission as it will be written, its source and its segment not yet resolved to row numbers; moments are texts as of `stamp`.

    `content` is the hash of everything it says, before masking, and of whether it counts; `rows` counts the rows of the file it came
    from. `flags` say what is odd about it, and `excluded` whether it is left out of scores: both are known from :meth:`Staging.batches`.
    """

    submission_id: int
    source: str
    external_id: str | None
    customer_id: int | None
    answered_at: str
    day: str
    segment: int
    language: str
    weight: float
    started_at: str | None
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
    facts: list[tuple[int, str, str | None, float | None]]
    customers: list[tuple[int, dict[str, str]]]


class _Joined(NamedTuple):
    """A batch before its flags are known; submissions are plain, for speed."""

    submissions: list[tuple[Any, ...]]
    responses: list[StagedResponse]
    facts: list[tuple[int, str, str | None, float | None]]
    customers: list[tuple[int, dict[str, str]]]


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
        self._ready: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._waiting: list[_Row] = []
        self._asked: deque[tuple[list[_Row], list[_Comment], Future[list[Said]]]] = deque()
        self._said: dict[_Comment, Said] = {}
        self._answered: dict[Answer, tuple[int, _Scored]] = {}
        self._moments: dict[datetime, tuple[str, str]] = {}
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

    def settle(self) -> None:
        """Join the rows of each submission; call it once, when all rows are there."""
        self._ask()
        while self._asked:
            self._keep(*self._asked.popleft())
        for part in self._pieces:
            part.sort(key=itemgetter(0))
            batch = _Joined([], [], [], [])
            for submission_id, same in groupby(part, itemgetter(0)):
                first, *others = same
                if others:
                    self._join(submission_id, [_Piece._make(piece) for piece in (first, *others)], batch)
                else:
                    self._finish(submission_id, first, first[7], batch)
            pickle.dump(tuple(batch), self._ready, pickle.HIGHEST_PROTOCOL)
            self._note(batch)
        self._quality.settle()

    def _join(self, submission_id: int, pieces: list[_Piece], batch: _Joined) -> None:
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

    def _finish(self, submission_id: int, piece: tuple[Any, ...], rows: int, batch: _Joined) -> None:
        _, line, source, head, head_hash, said, answers, _ = piece
        own_id, answered_at, day, language, weight, started_at, duration, who, segment, facts = head
        customer_id = None
        if who:
            customer = dict(who)
            customer_id = self._identity.of_customer(customer)
            if customer_id is not None:
                batch.customers.append((customer_id, customer))
        batch.submissions.append(
            (
                *(submission_id, source, own_id or None, customer_id, answered_at, day, self._segments.number(segment), language, weight),
                *(started_at, duration, (head_hash + said) & MASK, rows, (), False),
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

    def _note(self, batch: _Joined) -> None:
        self.used.update([row[2] for row in batch.responses])
        days = [row[5] for row in batch.submissions]
        first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
        self.first = first if self.first is None else min(self.first, first)
        self.last = last if self.last is None else max(self.last, last)

    def batches(self) -> Iterator[Batch]:
        """Everything staged, in the order of the ids; may be asked again."""
        self._ready.seek(0)
        first = 0
        while True:
            try:
                submissions, *others = pickle.load(self._ready)
            except EOFError:
                return
            batch = Batch(list(map(StagedSubmission._make, submissions)), *others)
            for at, flags, excluded in self._quality.flags(first, len(batch.submissions)):
                row = batch.submissions[at]
                content = row.content ^ excluded
                batch.submissions[at] = row._replace(content=content, flags=flags, excluded=excluded)
            first += len(batch.submissions)
            yield batch
