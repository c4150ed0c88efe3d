"""Rows of one submission joined: those of a long file add up, those of a wide one repeat each other, and those without an id are twins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from vocdash.domain import Finding
from vocdash.ingest import checks
from vocdash.ingest.identity import MASK, Identity
from vocdash.ingest.quality import Quality
from vocdash.ingest.rows import Place
from vocdash.ingest.segments import Segments

Scored = tuple[int, float | None, str | None, str | None, float | None, str | None, str | None, bytes]
"""An answer: the number of its place, value, verbatim, language, polarity, sentiment, scorer, and what the comment mentions, packed as in
:data:`vocdash.text.worker.Said`."""

StagedResponse = tuple[int, int, int, float | None, str | None, str | None, float | None, str | None, str | None]
"""A response as it will be written: submission id, occurrence, number of its place, value, verbatim, language, polarity, sentiment and
scorer. A plain tuple, because there are as many as answers."""

Mentioning = tuple[int, int, int, bytes]
"""A comment that mentions something: submission id, occurrence, number of its place, and what it mentions, packed."""


class Batch(NamedTuple):
    """Submissions, in the columns of :data:`vocdash.ingest.staged.submissions`, and everything that belongs to them.

    Those in `stored` come without it, because the store has them as they are.
    """

    submissions: list[tuple[Any, ...]]
    responses: list[StagedResponse]
    mentioning: list[Mentioning]
    facts: list[tuple[int, str, str | None, float | None]]
    customers: list[tuple[int, dict[str, str]]]
    stored: list[int]


class Clash(NamedTuple):
    """A row that contradicts an earlier one of its submission. Where it is refused, its cells are still to be fetched."""

    line: int
    finding: Finding


Plain = tuple[
    str, str, str, str, float, str | None, float | None, tuple[tuple[str, str], ...], tuple[str, ...], tuple[tuple[Any, ...], ...]
]
"""A head as a plain tuple, its moments as texts, in the order of its fields. What goes to a file and back is plain, for speed."""


class Piece(NamedTuple):
    """What some rows say of a submission, with two hashes: of the head, and of the answers.

    That of the answers is a sum of one for each, because a sum does not depend on their order. `rows` of the file it came from.
    `is_stored` says that the store has a submission that says just this, so that the comments were not read.
    """

    submission_id: int
    line: int
    source: str
    head: Plain
    head_hash: int
    said: int
    answers: list[Scored]
    rows: int
    is_stored: bool

    @property
    def own_id(self) -> str:
        return self.head[0]


class Joiner:
    """Joins what rows say of submissions; `read` gives pieces that turn out not to be stored as they are with their comments read.

    Attributes
    ----------
    clashes : list of Clash
        Rows that contradict earlier ones.
    sources : dict of str to int
        The number of each source, from 0 in the order met.
    segments, quality
        As they were given, with what they met.
    """

    def __init__(
        self,
        identity: Identity,
        segments: Segments,
        places: Sequence[Place],
        quality: Quality,
        read: Callable[[Piece], Piece],
        *,
        wide: bool,
        id_column: str,
    ) -> None:
        self._identity = identity
        self._segments = segments
        self._places = places
        self._quality = quality
        self._read = read
        self._wide = wide
        self._id_column = id_column
        self.clashes: list[Clash] = []
        self.sources: dict[str, int] = {}

    @property
    def segments(self) -> Segments:
        return self._segments

    @property
    def quality(self) -> Quality:
        return self._quality

    def __getstate__(self) -> dict[str, Any]:
        """For another process, which gets no piece whose comments were not read."""
        return {**self.__dict__, "_read": _is_read}

    def join(self, pieces: list[tuple[Any, ...]]) -> Batch:
        """The submissions that pieces, in any order and as plain tuples, are of; all pieces of a submission come together."""
        pieces.sort(key=itemgetter(0))
        batch = Batch([], [], [], [], [], [])
        for submission_id, same in groupby(pieces, itemgetter(0)):
            first, *others = same
            if others:
                self._join(submission_id, [Piece._make(piece) for piece in (first, *others)], batch)
            else:
                self._finish(submission_id, first, first[7], batch)
        return batch

    def _join(self, submission_id: int, pieces: list[Piece], batch: Batch) -> None:
        if not pieces[0].own_id:
            for times, piece in enumerate(pieces, 1):
                self._finish(self._identity.twin(submission_id, times), piece if times == 1 else self._read(piece), 1, batch)
        elif self._wide:
            rows = 1 + sum(self._repeats(pieces[0], piece) for piece in pieces[1:])
            self._finish(submission_id, pieces[0], rows, batch)
        else:
            for piece in pieces[1:]:
                if piece.head != pieces[0].head:
                    self._clash(piece, checks.disagreeing_rows)
            read = list(map(self._read, pieces))
            answers = list(chain.from_iterable([piece.answers for piece in read]))
            joined = read[0]._replace(said=sum([piece.said for piece in read]), answers=answers)
            self._finish(submission_id, joined, sum([piece.rows for piece in pieces]), batch)

    def _repeats(self, first: Piece, piece: Piece) -> bool:
        """Whether a wide row says what the first one with its id says; if not, it is refused."""
        is_same = (piece.said, piece.source, piece.head) == (first.said, first.source, first.head)
        self._clash(piece, checks.repeated_row if is_same else checks.other_content)
        return is_same

    def _clash(self, piece: Piece, check: Callable[[int, str, str], Finding]) -> None:
        self.clashes.append(Clash(piece.line, replace(check(piece.line, self._id_column, piece.own_id), count=piece.rows)))

    def _finish(self, submission_id: int, piece: tuple[Any, ...], rows: int, batch: Batch) -> None:
        _, line, source, head, head_hash, said, answers, _, is_stored = piece
        own_id, answered_at, day, language, weight, started_at, duration, who, segment, facts = head
        customer_id = None
        if who:
            customer = dict(who)
            customer_id = self._identity.of_customer(customer)
            if customer_id is not None:
                batch.customers.append((customer_id, customer))
        number = self.sources.setdefault(source, len(self.sources))
        batch.submissions.append(
            (
                *(submission_id, number, own_id or None, customer_id, answered_at, day, self._segments.number(segment), language, weight),
                *(started_at, duration, (head_hash + said) & MASK, rows),
            )
        )
        if is_stored:
            batch.stored.append(submission_id)
        else:
            batch.facts.extend([(submission_id, *fact) for fact in facts])
            self._number(submission_id, answers, batch)
        if duration is None and started_at is not None:
            duration = (datetime.fromisoformat(answered_at) - datetime.fromisoformat(started_at)).total_seconds()
        self._quality.look(line, answers, content=said, answered_at=answered_at, duration=duration, is_known=customer_id is not None)

    def _number(self, submission_id: int, answers: list[Scored], batch: Batch) -> None:
        """The answers of a submission, those to the same question numbered."""
        is_alone = self._wide or len(answers) == 1 or len({self._places[answer[0]].question for answer in answers}) == len(answers)
        times = [0] * len(answers) if is_alone else self._times(answers)
        batch.responses.extend(
            [
                (submission_id, at, place, value, verbatim, language, polarity, sentiment, scorer)
                for at, (place, value, verbatim, language, polarity, sentiment, scorer, _) in zip(times, answers, strict=True)
            ]
        )
        batch.mentioning.extend([(submission_id, at, answer[0], answer[7]) for at, answer in zip(times, answers, strict=True) if answer[7]])

    def _times(self, answers: list[Scored]) -> list[int]:
        """How often the question of each answer was answered before it."""
        met: Counter[tuple[str, str]] = Counter()
        found = []
        for answer in answers:
            question = self._places[answer[0]].question
            found.append(met[question])
            met[question] += 1
        return found


def _is_read(piece: Piece) -> Piece:
    if piece.is_stored:
        raise AssertionError("comments are read where the store is known")
    return piece
