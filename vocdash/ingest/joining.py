"""Rows joined into submissions, part by part: here, or for a long file in a process of its own while this one puts them into tables."""

from __future__ import annotations

import marshal
import pickle
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from json import dumps
from threading import Thread
from typing import Any, NamedTuple

from vocdash import helper
from vocdash.domain import UNKNOWN
from vocdash.errors import VocError
from vocdash.ingest import staged
from vocdash.ingest.pieces import Joiner, Mentioning, StagedResponse
from vocdash.ingest.rows import Place
from vocdash.ingest.spoken import Spoken
from vocdash.metrics.given import ColumnsOf, GivenBatch, Written
from vocdash.store.bulk import by_column
from vocdash.text.worker import mentioned_in

MANY = 60_000
"""Rows of a file from which joining them takes longer than starting a process for it."""

_SUBMISSION = tuple(staged.submissions.columns.keys()[1:])
_RESPONSE = tuple(staged.responses.columns.keys()[1:])
_MENTION = tuple(staged.mentions.columns.keys()[1:])
_VERBATIM, _ROWS, _DAY = _RESPONSE.index("verbatim"), _SUBMISSION.index("rows"), _SUBMISSION.index("day")


class Joined(NamedTuple):
    """What a part of the rows came to: the rows of each staged table, as plain tuples; the ids of submissions that the store has as they
    are; for how many rows of the file they stand; whether no submission makes two comments; the numbers of the places that were spoken
    of; the days that answers count on; and the same as columns."""

    submissions: list[tuple[Any, ...]]
    responses: list[StagedResponse]
    mentions: list[tuple[Any, ...]]
    facts: list[tuple[Any, ...]]
    customers: list[tuple[int, str]]
    stored: list[int]
    rows: int
    one_comment_each: bool
    used: list[int]
    days: list[str]
    columns: GivenBatch


class Joining:
    """Joins rows, and numbers what their comments speak of.

    Attributes
    ----------
    joiner, spoken
        With all that they met.
    """

    def __init__(self, joiner: Joiner, spoken: Spoken, places: Sequence[Place]) -> None:
        self.joiner = joiner
        self.spoken = spoken
        self._places = places

    def join(self, pieces: list[tuple[Any, ...]]) -> Joined:
        """The submissions that pieces, in any order, are of; all pieces of a submission come together."""
        batch = self.joiner.join(pieces)
        mentions = self._mentions(batch.mentioning)
        said_by = [row[0] for row in batch.responses if row[_VERBATIM] is not None]
        return Joined(
            batch.submissions,
            batch.responses,
            mentions,
            batch.facts,
            [(number, dumps(said)) for number, said in batch.customers],
            batch.stored,
            sum([row[_ROWS] for row in batch.submissions]),
            len(set(said_by)) == len(said_by),
            sorted({row[2] for row in batch.responses}),
            sorted({row[_DAY] for row in batch.submissions}),
            Written.batch(*_columns(batch.submissions, batch.responses, mentions)),
        )

    def _mentions(self, mentioning: Iterable[Mentioning]) -> list[tuple[Any, ...]]:
        """The rows of what comments mention."""
        found = []
        for submission_id, occurrence, place, packed in mentioning:
            numbered = self.spoken.numbered(place, self._places[place].touchpoint != UNKNOWN, mentioned_in(packed))
            found += [(submission_id, occurrence, *each) for each in numbered]
        return found


def _columns(submissions: Sequence[Any], responses: Sequence[Any], mentions: Sequence[Any]) -> tuple[ColumnsOf, ColumnsOf, ColumnsOf]:
    """Rows as :meth:`vocdash.metrics.given.Written.batch` takes them, with numbers in the place of ids."""
    s = by_column(_SUBMISSION[: _ROWS + 1], submissions)
    r, m = by_column(_RESPONSE, responses), by_column(_MENTION, mentions)
    place, spoken = r["place"], m["spoken"]
    return (
        {**s, "source_id": s["source"], "segment_id": s["segment"], "excluded": [False] * len(submissions)},
        {**r, "question_id": place, "stage_id": place, "touchpoint_id": place, "channel_id": place},
        {**m, "question_id": spoken, "theme_id": spoken, "stage_id": spoken, "touchpoint_id": spoken},
    )


# --- in a process of its own -----------------------------------------------------------------------------------------


class Elsewhere:
    """A process that joins rows; :meth:`close` it in any case. It ends by itself when we do, because its input ends."""

    def __init__(self) -> None:
        self._process = helper.start("vocdash.ingest.joining_process")
        self._thread: Thread | None = None

    def join(self, joining: Joining, parts: Iterable[list[bytes]]) -> Iterator[Joined | Joining]:
        """What each part came to, of packed pieces; and last what stands in the place of the one that was given."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._thread = Thread(target=_hand_over, args=(joining, parts, self._process), daemon=True)
        self._thread.start()
        try:
            while (said := pickle.load(self._process.stdout)) is not None:
                plain, columns = said
                yield Joined._make((*marshal.loads(plain), columns))
            joined: Joining = pickle.load(self._process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise VocError("A process that joins rows ended, so nothing was written.", "Import the file again.") from error
        self.close()
        yield joined

    def close(self) -> None:
        """End the process, which takes memory that what follows needs."""
        self._process.kill()
        if self._thread is not None:
            self._thread.join()
        self._process.communicate()


def _hand_over(joining: Joining, parts: Iterable[list[bytes]], process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    with suppress(OSError, ValueError):  # where it ended, whoever reads from it says so
        pickle.dump(joining, process.stdin, pickle.HIGHEST_PROTOCOL)
        for part in chain(parts, [None]):
            pickle.dump(part, process.stdin, pickle.HIGHEST_PROTOCOL)
        process.stdin.flush()
