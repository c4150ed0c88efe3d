"""Rows of one submission joined: those of a long file add up, those of a wide one repeat each other, and those without an id are twins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, compress, groupby
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from vocdash.domain import Finding
from vocdash.ingest import checks
from vocdash.ingest.identity import MASK, Identity
from vocdash.ingest.quality import Quality
from vocdash.ingest.rows import Place
from vocdash.ingest.segments import Segments
from vocdash.metrics.given import Ints

Scored = tuple[int, float | None, str | None, str | None, float | None, str | None, str | None, bytes]
"""An answer: the number of its place, value, verbatim, language, polarity, sentiment, scorer, and what the comment mentions, packed as in
:data:`vocdash.text.reading.Said`."""

Columns = Sequence[Sequence[Any]]
"""Rows as the values of their columns; nothing where there are none."""

_NO_ANSWERS: Columns = ((),) * 8


class Batch(NamedTuple):
    """Submissions and everything that belongs to them, as the columns of :mod:`vocdash.ingest.staged`.

    `heard` has what each response mentions, packed. Submissions in `stored` come without all this, because the store has them as they
    are.
    """

    submissions: Columns
    responses: Columns
    heard: Sequence[bytes]
    facts: Columns
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
        whole: list[tuple[Any, ...]] = []
        for _, same in groupby(pieces, itemgetter(0)):
            first, *others = same
            whole += self._join([Piece._make(piece) for piece in (first, *others)]) if others else (first,)
        return self._batch(whole) if whole else Batch((), (), (), (), [], [])

    def _join(self, pieces: list[Piece]) -> Iterator[Piece]:
        """The submissions that pieces with the same id are of."""
        if not pieces[0].own_id:
            for times, piece in enumerate(pieces, 1):
                own = piece if times == 1 else self._read(piece)
                yield own._replace(submission_id=self._identity.twin(piece.submission_id, times), rows=1)
        elif self._wide:
            rows = 1 + sum([self._repeats(pieces[0], piece) for piece in pieces[1:]])
            yield pieces[0]._replace(rows=rows)
        else:
            for piece in pieces[1:]:
                if piece.head != pieces[0].head:
                    self._clash(piece, checks.disagreeing_rows)
            read = list(map(self._read, pieces))
            answers = list(chain.from_iterable([piece.answers for piece in read]))
            said, rows = sum([piece.said for piece in read]), sum([piece.rows for piece in pieces])
            yield read[0]._replace(said=said, answers=answers, rows=rows)

    def _repeats(self, first: Piece, piece: Piece) -> bool:
        """Whether a wide row says what the first one with its id says; if not, it is refused."""
        is_same = (piece.said, piece.source, piece.head) == (first.said, first.source, first.head)
        self._clash(piece, checks.repeated_row if is_same else checks.other_content)
        return is_same

    def _clash(self, piece: Piece, check: Callable[[int, str, str], Finding]) -> None:
        self.clashes.append(Clash(piece.line, replace(check(piece.line, self._id_column, piece.own_id), count=piece.rows)))

    def _batch(self, whole: Sequence[tuple[Any, ...]]) -> Batch:
        """Whole submissions, column by column."""
        ids, lines, sources, heads, head_hashes, said, answers, rows, are_stored = zip(*whole, strict=True)
        own_ids, answered_at, days, languages, weights, started_at, durations, who, segments, facts = zip(*heads, strict=True)
        customers = [(self._identity.of_customer(dict(parts)), dict(parts)) if parts else (None, {}) for parts in who]
        customer_ids = [number for number, _ in customers]
        submissions = (
            ids,
            [self.sources.setdefault(source, len(self.sources)) for source in sources],
            [own_id or None for own_id in own_ids],
            *(customer_ids, answered_at, days, list(map(self._segments.number, segments)), languages, weights, started_at, durations),
            [(head + answered) & MASK for head, answered in zip(head_hashes, said, strict=True)],
            rows,
        )
        who_said = np.repeat(np.arange(len(ids)), list(map(len, answers)))
        given: Columns = list(zip(*chain.from_iterable(answers), strict=True)) or _NO_ANSWERS
        self._quality.look(
            lines,
            who_said,
            given[:3],
            content=said,
            answered_at=answered_at,
            durations=list(map(_duration, answered_at, started_at, durations)),
            are_known=[number is not None for number in customer_ids],
        )
        if any(are_stored):
            fresh = ~np.array(are_stored)[who_said]
            who_said, given = who_said[fresh], [list(compress(column, fresh)) for column in given]
        place, *others, heard = given
        own_facts = [(number, *fact) for number, own, leave in zip(ids, facts, are_stored, strict=True) if not leave for fact in own]
        return Batch(
            submissions,
            ([ids[at] for at in who_said.tolist()], self._times(who_said, place), place, *others),
            heard,
            list(zip(*own_facts, strict=True)),
            [(number, parts) for number, parts in customers if number is not None],
            list(compress(ids, are_stored)),
        )

    def _times(self, who_said: Ints, place: Sequence[int]) -> list[int]:
        """How often the question of each answer was answered before it in its submission."""
        times = np.zeros(len(place), dtype=np.int64)
        if not self._wide:
            numbers: dict[tuple[str, str], int] = {}
            question = np.array([numbers.setdefault(each.question, len(numbers)) for each in self._places], dtype=np.int64)
            asked = who_said * len(numbers) + question[np.array(place, dtype=np.int64)]
            order = np.argsort(asked, kind="stable")
            times[order] = np.arange(len(order)) - np.searchsorted(asked[order], asked[order])
        found: list[int] = times.tolist()
        return found


def _duration(answered_at: str, started_at: str | None, duration: float | None) -> float | None:
    """Seconds that answering took, as given, or else from its start on."""
    if duration is not None or started_at is None:
        return duration
    return (datetime.fromisoformat(answered_at) - datetime.fromisoformat(started_at)).total_seconds()


def _is_read(piece: Piece) -> Piece:
    if piece.is_stored:
        raise AssertionError("comments are read where the store is known")
    return piece
