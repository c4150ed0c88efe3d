"""Rows on their way in: scored in batches, sorted by submission on disk, so that the database is written in one short transaction.

Rows go to a nameless file as they come, parted by the id of their submission (:mod:`vocdash.ingest.spill`), with their comments read,
or as they are where the store has the submission already (:mod:`vocdash.ingest.stored`). When all are there, the rows of each submission
are joined and put into temporary tables (:mod:`vocdash.ingest.staged`) in the order of the ids, in which tables take rows fastest. Both
vanish with the process. In memory stays what is new, such as places, segments and findings, and the answers as columns of numbers, of
which the rollups are made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from vocdash.ingest import staged
from vocdash.ingest.cells import REMEMBERED
from vocdash.ingest.identity import MASK, Identity
from vocdash.ingest.joining import MANY, Elsewhere, Joined, Joining
from vocdash.ingest.pieces import Clash, Joiner, Piece, Plain, Scored
from vocdash.ingest.quality import Quality
from vocdash.ingest.ready import Ready
from vocdash.ingest.rows import Answer, Head, Place
from vocdash.ingest.scoring import Scoring
from vocdash.ingest.segments import Segments
from vocdash.ingest.spill import Spill
from vocdash.ingest.spoken import Spoken
from vocdash.ingest.stored import Stored
from vocdash.store.bulk import stamp
from vocdash.text.reading import Known, Said

BATCH = 4_000
"""Rows, or groups of rows that follow each other, whose comments are scored at once."""

SHORT = 60
"""Characters of a comment that is likely to come again, so that what was read in it is remembered."""

PART = 12_000
"""Rows of the file that are sorted, and written, at once."""


_Row = tuple[int, int, str, Plain, int, int, Sequence[Answer], int]
"""Id of the submission, line, source, head, the hashes of the head and of the answers, answers, and how many rows of the file say this."""

_Comment = tuple[str, str]
"""A comment, and the code of the touchpoint it was made at."""


class Staging:
    """Takes rows in, gives batches out; use it as a context, which ends with the temporary files.

    Attributes
    ----------
    ready : Ready
        What is staged; complete after :meth:`settle`.
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
        self._places = places
        joiner = Joiner(identity, segments, places, quality, self._with_comments_read, wide=wide, id_column=id_column)
        self._joining = Joining(joiner, Spoken(known.themes), places)
        self._elsewhere: Elsewhere | None = None
        self._rows_expected = rows_expected
        self._scoring = Scoring(known, rows_expected)
        self._pieces: Spill[tuple[Any, ...]] = Spill(max(1, rows_expected // PART))
        self._waiting: list[_Row] = []
        self._stored: Stored | None = None
        self._has_unread = False
        self._asked: deque[tuple[list[_Row], list[bool], list[_Comment], Future[list[Said]]]] = deque()
        self._said: dict[_Comment, Said] = {}
        self._answered: dict[Answer, tuple[int, Scored]] = {}
        self._moments: dict[datetime, tuple[str, str]] = {}
        self.ready = Ready(places)

    def __enter__(self) -> Staging:
        self._scoring.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._scoring.__exit__()
        if self._elsewhere is not None:
            self._elsewhere.close()
        self._pieces.close()

    def leave_what_is_stored(self, stored: Stored) -> None:
        """Read no comment of submissions that the store has as they are. Not for files of which it depends on all rows what counts."""
        self._stored = stored

    def add(self, line: int, source: str, head: Head, answers: Sequence[Answer], submission_id: int, rows: int = 1) -> None:
        """Stage what a row says, or several that follow each other and share a head."""
        known, said = self._answered, 0
        for answer in answers:
            said += self._number(answer) if answer[2] else (known.get(answer) or self._without_words(answer))[0]
        self._waiting.append((submission_id, line, source, *self._of_head(source, head), said, answers, rows))
        if len(self._waiting) == BATCH:
            self._ask()
            while len(self._asked) > self._scoring.at_once:
                self._keep(*self._asked.popleft())

    def _ask(self) -> None:
        """Let the comments that wait be read: each once, and those that keep coming once for all."""
        places, known = self._places, self._said
        rows, self._waiting = self._waiting, []
        stored = self._stored.contents([(row[0], row[2]) for row in rows]) if self._stored else {}
        is_stored = [stored.get(row[0]) == (row[4] + row[5]) & MASK for row in rows]
        fresh = [row[6] for row, known_already in zip(rows, is_stored, strict=True) if not known_already]
        comments = [(text, places[place].touchpoint) for answers in fresh for place, _, text in answers if text]
        new = [comment for comment in dict.fromkeys(comments) if comment not in known]
        asked = self._scoring.ask([text for text, _ in new], [touchpoint for _, touchpoint in new])
        self._asked.append((rows, is_stored, new, asked))

    def _keep(self, rows: list[_Row], is_stored: list[bool], asked: list[_Comment], scored: Future[list[Said]]) -> None:
        found = dict(zip(asked, scored.result(), strict=True))
        for comment, what in found.items():
            if len(comment[0]) <= SHORT and len(self._said) < REMEMBERED:
                self._said[comment] = what
        known = self._answered
        for (submission_id, line, source, plain, head_hash, said, answers, count), leave in zip(rows, is_stored, strict=True):
            self._has_unread |= leave
            if leave:
                kept = list(map(_unread, answers))
            else:
                kept = [self._read(each, found) if each[2] else (known.get(each) or self._without_words(each))[1] for each in answers]
            self._pieces.add(submission_id, (submission_id, line, source, plain, head_hash, said, kept, count, leave))

    def _read(self, answer: Answer, found: Mapping[_Comment, Said]) -> Scored:
        """An answer with what was read in its comment."""
        place, value, text = answer
        if not text:
            return (self._answered.get(answer) or self._without_words(answer))[1]
        comment = text, self._places[place].touchpoint
        return (place, value, *(found.get(comment) or self._said[comment]))

    def _with_comments_read(self, piece: Piece) -> Piece:
        """The same with its comments read, where they were left: they turned out to belong to a submission that says more."""
        if not piece.is_stored:
            return piece
        plain: list[Answer] = [(place, value, text) for place, value, text, *_ in piece.answers]
        comments = list(dict.fromkeys((text, self._places[place].touchpoint) for place, _, text in plain if text))
        found = dict(zip(comments, self._scoring.read_here(comments), strict=True))
        return piece._replace(answers=[self._read(answer, found) for answer in plain], is_stored=False)

    def _number(self, answer: Answer) -> int:
        place, value, text = answer
        (source, question), *where = self._places[place]
        return self._identity.number(source, question, *where, repr(value), text or "")

    def _without_words(self, answer: Answer) -> tuple[int, Scored]:
        """The hash of an answer without a comment, and how it is kept; remembered, because they repeat."""
        place, value, _ = answer
        found = self._number(answer), (place, value, None, None, None, None, None, b"")
        if len(self._answered) < REMEMBERED:
            self._answered[answer] = found
        return found

    def _of_head(self, source: str, head: Head) -> tuple[Plain, int]:
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
        if self._rows_expected >= MANY and self._scoring.at_once > 1 and not self._has_unread:
            self._elsewhere = Elsewhere()  # it starts while the last comments are read
        self._ask()
        while self._asked:
            self._keep(*self._asked.popleft())
        self._scoring.close()
        staged.create(connection)
        for joined in self._joined():
            self.ready.add(connection, joined)
        self.ready.sources, self.ready.spoken = self._joining.joiner.sources, self._joining.spoken
        self.quality.settle()
        self.ready.flag(connection, self.quality)
        connection.commit()

    def _joined(self) -> Iterator[Joined]:
        """What each part of the rows came to."""
        if self._elsewhere is None or self._has_unread:
            yield from map(self._joining.join, self._pieces)
            return
        for found in self._elsewhere.join(self._joining, self._pieces.packed()):
            if isinstance(found, Joining):
                self._joining = found
            else:
                yield found

    @property
    def quality(self) -> Quality:
        """What is odd about submissions; complete after :meth:`settle`."""
        return self._joining.joiner.quality

    @property
    def segments(self) -> Segments:
        """The segments met; complete after :meth:`settle`."""
        return self._joining.joiner.segments

    @property
    def clashes(self) -> Sequence[Clash]:
        """Rows that contradict earlier ones; complete after :meth:`settle`."""
        return self._joining.joiner.clashes


def _unread(answer: Answer) -> Scored:
    """An answer as it stands in the file."""
    return (*answer, None, None, None, None, b"")
