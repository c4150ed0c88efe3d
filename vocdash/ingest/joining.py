"""Rows joined into submissions, part by part: here, or for a long file in a process of its own while this one puts them into tables."""

from __future__ import annotations

import marshal
import pickle
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, compress
from json import dumps
from threading import Thread
from typing import Any, NamedTuple

import numpy as np

from vocdash import helper
from vocdash.domain import UNKNOWN
from vocdash.errors import VocError
from vocdash.ingest import staged
from vocdash.ingest.pieces import Batch, Columns, Joiner
from vocdash.ingest.rows import Place
from vocdash.ingest.spoken import Spoken
from vocdash.metrics.given import ColumnsOf, GivenBatch, Written
from vocdash.text.heard import MENTION, rows_of

MANY = 60_000
"""Rows of a file from which joining them takes longer than starting a process for it."""

_SUBMISSION = tuple(staged.submissions.columns.keys()[1:-2])
_RESPONSE = tuple(staged.responses.columns.keys()[1:])
_MENTION = tuple(staged.mentions.columns.keys()[1:])


class Joined(NamedTuple):
    """What a part of the rows came to: the columns of each staged table; the ids of submissions that the store has as they are; for how
    many rows of the file they stand; whether no submission makes two comments; the numbers of the places that were spoken of; the days
    that answers count on; and the same answers as sums need them."""

    submissions: Columns
    responses: Columns
    mentions: Columns
    facts: Columns
    customers: Columns
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
        mentions = self._mentions(batch)
        s, r, m = (_named(*each) for each in ((_SUBMISSION, batch.submissions), (_RESPONSE, batch.responses), (_MENTION, mentions)))
        said_by = [number for number, text in zip(r["submission_id"], r["verbatim"], strict=True) if text is not None]
        place, spoken = r["place"], m["spoken"]
        columns = Written.batch(
            {**s, "source_id": s["source"], "segment_id": s["segment"], "excluded": [False] * len(s["source"])},
            {**r, "question_id": place, "stage_id": place, "touchpoint_id": place, "channel_id": place},
            {**m, "question_id": spoken, "theme_id": spoken, "stage_id": spoken, "touchpoint_id": spoken},
        )
        return Joined(
            batch.submissions,
            batch.responses,
            mentions,
            batch.facts,
            list(zip(*((number, dumps(said)) for number, said in batch.customers), strict=True)),
            batch.stored,
            sum(s["rows"]),
            len(set(said_by)) == len(said_by),
            sorted(set(place)),
            sorted(set(s["day"])),
            columns,
        )

    def _mentions(self, batch: Batch) -> Columns:
        """What comments mention."""
        if not any(batch.heard):
            return ()
        ids, times, places = [list(compress(column, batch.heard)) for column in batch.responses[:3]]
        heard = [packed for packed in batch.heard if packed]
        mentioned = rows_of(heard)
        counts = [len(packed) // MENTION.itemsize for packed in heard]
        are_placed = [self._places[place].touchpoint != UNKNOWN for place in places]
        owners = [np.repeat(np.array(column, np.int64), counts).tolist() for column in (ids, times)]
        polarity = mentioned["polarity"].tolist()
        return (
            *(*owners, self.spoken.numbered(places, are_placed, counts, mentioned)),
            *(mentioned["start"].tolist(), mentioned["end"].tolist()),
            [None if felt != felt else felt for felt in polarity] if np.isnan(mentioned["polarity"]).any() else polarity,
        )


def _named(names: Sequence[str], columns: Columns) -> ColumnsOf:
    return dict(zip(names, columns, strict=True)) if columns else dict.fromkeys(names, ())


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
