"""Answers kept as columns, a month of a journey a row: what no sum holds is worked out from these instead of the answers themselves.

They are as disposable as the rollup, and are made anew with it. A quarter of a million answers is read and filtered in the time the
database takes to look a few hundred of them up. Words are not among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import Period
from vocdash.metrics.blocks import Block
from vocdash.metrics.columns import Answers, Groups, looked_up
from vocdash.metrics.given import Given, GivenAnswers, GivenMentions, GivenSubmissions, Ints, taken
from vocdash.metrics.kept_columns import Flags, KeptPart, LateAnswers, methods_of
from vocdash.metrics.meaning import Meaning
from vocdash.metrics.packing import Column, pack, unpack
from vocdash.metrics.query import Filters
from vocdash.store import tables as t
from vocdash.store.remembered import remembered

VERSION = "kept/1"
"""Changes when the columns are made otherwise, so that they are made anew."""

_COLUMNS = ("journey_id", "starts_on", "columns")


# --- writing ---------------------------------------------------------------------------------------------------------


def rows_of(meaning: Meaning, given: Given) -> Block:
    """A row a journey and month for the answers given, in whole months."""
    order = np.argsort(given.submissions.submission)
    submissions = GivenSubmissions(*taken(given.submissions, order))
    at = np.searchsorted(submissions.submission, given.answers.submission)
    journey = looked_up(meaning.journey_of, given.answers.stage)
    days, which = np.unique(submissions.day, return_inverse=True)  # a million answers have a few hundred days
    firsts = np.array([date.fromordinal(day).replace(day=1).toordinal() for day in days.tolist()], dtype=np.int64)
    parts = Groups.by(journey, firsts[which[at]])
    packed = [
        pack(_part(GivenAnswers(*taken(given.answers, parts.of == number)), submissions, given.mentions, first))
        for number, first in enumerate(parts.keys[1].tolist())
    ]
    starts = [date.fromordinal(first).isoformat() for first in parts.keys[1].tolist()]
    return Block(t.kept_answers.name, _COLUMNS, (parts.keys[0], starts, packed))


def _part(answers: GivenAnswers, submissions: GivenSubmissions, mentions: GivenMentions, first: int) -> dict[str, Column]:
    """The columns of one journey in one month, in an order that the same answers always have."""
    ids, who = np.unique(answers.submission, return_inverse=True)
    s = GivenSubmissions(*taken(submissions, np.searchsorted(submissions.submission, ids)))
    order = np.lexsort((answers.occurrence, answers.question, who))
    a = GivenAnswers(*taken(answers, order))
    values, value = np.unique(a.value, return_inverse=True)
    kinds = Groups.by(a.question, value, a.sentiment, a.spoken.astype(np.int64))
    places = Groups.by(a.stage, a.touchpoint, a.channel)
    _, turn = np.unique(s.turn, return_inverse=True)
    return {
        "id": ids,
        "person": s.person,
        "day": s.day - first,
        "turn": turn,
        "segment": s.segment,
        "source": s.source,
        "weight": s.weight,
        "answers": np.bincount(who),
        "kind": kinds.of,
        "place": places.of,
        "occurrence": a.occurrence,
        "question": kinds.keys[0],
        "value": values[kinds.keys[1]],
        "sentiment": kinds.keys[2],
        "spoken": kinds.keys[3],
        "stage": places.keys[0],
        "touchpoint": places.keys[1],
        "channel": places.keys[2],
    } | _mention_columns(a, ids, mentions)


def _mention_columns(answers: GivenAnswers, ids: Ints, mentions: GivenMentions) -> dict[str, Column]:
    """What the comments among these answers mention; `mention_of` is the answer that is the comment."""
    at = np.minimum(np.searchsorted(ids, mentions.submission), len(ids) - 1)
    theirs = np.flatnonzero(ids[at] == mentions.submission)
    known = np.searchsorted(ids, answers.submission)
    both = [np.concatenate(pair) for pair in ((known, at[theirs]), (answers.question, mentions.question[theirs]))]
    number = Groups.by(*both, np.concatenate([answers.occurrence, mentions.occurrence[theirs]])).of
    answer_of = np.full(number.max(initial=-1) + 1, -1)
    answer_of[number[: len(known)]] = np.arange(len(known))
    comment = answer_of[number[len(known) :]]
    theirs, comment = theirs[comment >= 0], comment[comment >= 0]
    m = GivenMentions(*taken(mentions, theirs))
    order = np.lexsort((m.polarity, m.touchpoint, m.stage, m.theme, comment))
    columns = {"of": comment, "theme": m.theme, "stage": m.stage, "touchpoint": m.touchpoint, "polarity": m.polarity}
    return {f"mention_{name}": column[order] for name, column in columns.items()}


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """Answers inside a scope, and what the comments among them mention."""

    answers: Answers
    _parts: Sequence[KeptPart]

    @cached_property
    def mentions(self) -> GivenMentions:
        """What is mentioned; `submission` counts as `answers.who` does."""
        return _mentions(self._parts, self.answers)


def read_kept(connection: Connection, filters: Filters, period: Period | None) -> Kept | None:
    """The answers that fulfil the filters, on days of the period, excluded submissions left out; None where there are none."""
    parts = [part for part in _parts(connection, filters, period) if len(part.at)]
    if not parts:
        return None
    return Kept(LateAnswers(connection, parts), parts)


def read_months(connection: Connection, filters: Filters, period: Period | None) -> Iterator[list[KeptPart]]:
    """The same month by month, as it is kept, a part a journey: for what is counted there, without a column of all answers."""
    return (list(parts) for _, parts in groupby(_parts(connection, filters, period), key=lambda part: part.first))


def _parts(connection: Connection, filters: Filters, period: Period | None) -> Iterator[KeptPart]:
    c = t.kept_answers.c
    statement = sa.select(c.journey_id, c.starts_on, c.columns).where(*filters.on(journeys=c.journey_id))
    if period is not None:
        statement = statement.where(c.starts_on.between(period.first.replace(day=1), period.last))
    method_of = remembered(connection, methods_of)
    for journey, first, packed in connection.execute(statement.order_by(c.starts_on, c.journey_id)):
        columns = unpack(packed)
        count = len(columns["id"])
        who = np.repeat(np.arange(count), columns["answers"])
        inside = _submissions_inside(columns, first, filters, period, method_of)
        places = _places_inside(columns, filters)
        if inside.all() and places.all():
            yield KeptPart(journey, first, columns, np.arange(count), np.arange(len(who)), who)
            continue
        at = np.flatnonzero(inside[who] & places[columns["place"]])
        used = np.bincount(who[at], minlength=count) > 0
        yield KeptPart(journey, first, columns, np.flatnonzero(used), at, (np.cumsum(used) - 1)[who[at]])


def _submissions_inside(
    columns: Mapping[str, Column], first: date, filters: Filters, period: Period | None, method_of: Mapping[int, str]
) -> Flags:
    inside = np.ones(len(columns["id"]), dtype=bool)
    if period is not None:
        day = columns["day"].astype(np.int64) + first.toordinal()
        inside &= (day >= period.first.toordinal()) & (day <= period.last.toordinal())
    if filters.segments is not None:
        inside &= np.isin(columns["segment"], filters.segments)
    if filters.sources is not None:
        inside &= np.isin(columns["source"], filters.sources)
    if filters.methods is not None:
        inside &= np.isin(columns["source"], [source for source, method in method_of.items() if method in filters.methods])
    return inside


def _places_inside(columns: Mapping[str, Column], filters: Filters) -> Flags:
    inside = np.ones(len(columns["stage"]), dtype=bool)
    for code, ids in filters.places().items():
        inside &= np.isin(columns[code], ids)
    return inside


def _mentions(parts: Sequence[KeptPart], answers: Answers) -> GivenMentions:
    of, columns, start = [], [], 0
    for part in parts:
        place = np.full(len(part.columns["kind"]), -1)
        place[part.at] = np.arange(start, start + len(part.at))
        start += len(part.at)
        comment = place[part.columns["mention_of"]]
        inside = comment >= 0
        of.append(comment[inside])
        columns.append([part.columns[f"mention_{name}"][inside] for name in ("theme", "stage", "touchpoint", "polarity")])
    comment = np.concatenate(of)
    theme, stage, touchpoint, polarity = (np.concatenate(column) for column in zip(*columns, strict=True))
    return GivenMentions(answers.who[comment], answers.question[comment], answers.occurrence[comment], theme, stage, touchpoint, polarity)
