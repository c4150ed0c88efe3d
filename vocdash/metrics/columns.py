"""Answers as columns of numbers, and grouping them: the ground under the rollups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection

from vocdash.metrics.registry import MEASURES
from vocdash.metrics.sources import answers
from vocdash.metrics.sums import SUM_COLUMNS
from vocdash.store import tables as t

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


_AT_ONCE = 20_000
_KINDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers as columns; `who` counts submissions from 0 and is ascending.

    `ids`, `day`, `month`, `segment`, `method` and `weight` have an entry a submission, the others one an answer; `day`, `month` and
    `method` are places in `days`, `months` and `methods`. `human` numbers the person of each submission: `humans` are their keys (see
    :func:`vocdash.metrics.sources.person_key`), `again` says who has several submissions.
    """

    ids: Ints
    who: Ints
    journey: Ints
    stage: Ints
    touchpoint: Ints
    channel: Ints
    scale: Ints
    measures: Mapping[str, Floats]
    day: Ints
    month: Ints
    segment: Ints
    method: Ints
    weight: Floats
    human: Ints
    humans: Ints
    again: NDArray[np.bool_]
    days: list[date]
    months: list[date]
    methods: list[str]


def read_answers(connection: Connection, when: Sequence[ColumnElement[bool]], *conditions: ColumnElement[bool]) -> Answers | None:
    """The answers that fulfil the conditions, those of excluded submissions left out; None where there are none.

    `when` are the conditions on submissions alone.
    """
    r, s = t.responses.c, t.submissions.c
    asked = answers(r.submission_id, r.question_id, r.stage_id, r.touchpoint_id, r.channel_id, r.value, r.sentiment)
    given = read_columns(connection, asked.where(*when, *conditions), "qqqqqdO")
    if not len(given[0]):
        return None
    person = sa.func.coalesce(s.customer_id, -1 - s.submission_id)
    known = sa.select(s.submission_id, s.segment_id, s.source_id, s.weight, person, s.day).where(~s.excluded, *when)
    submission = read_columns(connection, known, "qqqdqO")
    order, ids = np.argsort(given[0], kind="stable"), np.unique(given[0])
    own, question, stage, touchpoint, channel, value, sentiment = (column[order] for column in given)
    at = np.argsort(submission[0])
    at = at[np.searchsorted(submission[0], ids, sorter=at)]
    _, segment, source, weight, customer, day_of = (column[at] for column in submission)
    days, day = _coded(day_of)
    months = sorted({first.replace(day=1) for first in days})
    methods, method = _coded(looked_up(table_of(connection, t.sources.c.source_id, t.sources.c.method), source))
    humans, human = np.unique(customer, return_inverse=True)
    return Answers(
        ids=ids,
        who=np.searchsorted(ids, own),
        journey=looked_up(table_of(connection, t.stages.c.stage_id, t.stages.c.journey_id), stage),
        stage=stage,
        touchpoint=touchpoint,
        channel=channel,
        scale=looked_up(table_of(connection, t.questions.c.question_id, sa.func.coalesce(t.questions.c.scale_id, 0)), question),
        measures=_measured(connection, question, value, sentiment),
        day=day,
        month=np.array([months.index(first.replace(day=1)) for first in days], dtype=np.int64)[day],
        segment=segment,
        method=method,
        weight=weight,
        human=human,
        humans=humans,
        again=np.bincount(human) > 1,
        days=days,
        months=months,
        methods=methods,
    )


def read_columns(connection: Connection, statement: sa.Select[Any], types: str) -> list[NDArray[Any]]:
    """The columns of a statement as arrays of these types, read part by part, because rows take ten times the memory."""
    parts: list[list[NDArray[Any]]] = [[np.zeros(0, dtype=code)] for code in types]
    result = connection.execute(statement)
    while rows := result.fetchmany(_AT_ONCE):
        for part, code, values in zip(parts, types, zip(*rows, strict=True), strict=True):
            part.append(np.array(values, dtype=code))
    return [np.concatenate(part) for part in parts]


def table_of(connection: Connection, key: ColumnElement[Any], value: ColumnElement[Any]) -> dict[Any, Any]:
    """A small table as key → value."""
    return dict(connection.execute(sa.select(key, value)).all())


def looked_up(said: Mapping[Any, Any], keys: Ints) -> NDArray[Any]:
    """What a table says of each of the keys."""
    known, at = np.unique(keys, return_inverse=True)
    return np.array([said[number] for number in known.tolist()])[at]


def _measured(connection: Connection, question: Ints, value: Floats, sentiment: NDArray[Any]) -> dict[str, Floats]:
    """Every measure of every answer; NaN where it has none.

    Measures are computed by the database, which has the one definition of them, but once for all answers that are alike.
    """
    number, numbered = np.unique(value, return_inverse=True)
    words, word = _coded(sentiment)
    first, kind = grouped(question, numbered, word)
    kinds = [
        (at, question_id, None if np.isnan(number[value_at]) else float(number[value_at]), words[word_at])
        for at, (question_id, value_at, word_at) in enumerate(
            zip(question[first].tolist(), numbered[first].tolist(), word[first].tolist(), strict=True)
        )
    ]
    of_kind = np.full((len(MEASURES), len(kinds)), np.nan)
    for start in range(0, len(kinds), _KINDS_AT_ONCE):
        for at, *measures in connection.execute(_measures_of(kinds[start : start + _KINDS_AT_ONCE])):
            of_kind[:, at] = measures
    return {code: of_kind[row][kind] for row, code in enumerate(MEASURES)}


def _measures_of(kinds: Sequence[tuple[Any, ...]]) -> sa.Select[Any]:
    """Every measure of made-up answers, which stand in the place of the table of answers."""
    r = t.responses.c
    columns = (sa.column("number", sa.Integer), *(sa.column(c.name, c.type) for c in (r.question_id, r.value, r.sentiment)))
    given = sa.values(*columns).data(kinds).cte("given")
    made_up = sa.select(*(sa.cast(column, column.type).label(column.name) for column in given.c)).cte(t.responses.name)
    number: ColumnElement[Any] = sa.literal_column(f"{t.responses.name}.number")
    expressions = [measure.expression().label(code) for code, measure in MEASURES.items()]
    joined = t.responses.join(t.questions, t.questions.c.question_id == r.question_id).outerjoin(t.scales)
    return sa.select(number, *expressions).select_from(joined).add_cte(made_up)


def _coded(values: NDArray[Any]) -> tuple[list[Any], Ints]:
    """The words, sorted, and the place of each value in them."""
    listed = values.tolist()
    words = sorted(set(listed), key=lambda word: (word is not None, word))
    number = {word: i for i, word in enumerate(words)}
    return words, np.fromiter((number[value] for value in listed), dtype=np.int64, count=len(listed))


def packed(*columns: Ints) -> Ints:
    """One number for each combination of whole numbers, so that grouping is grouping by one column."""
    found = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        found = found * (int(column.max(initial=0)) + 1) + column
    return found


def grouped(*columns: Ints) -> tuple[Ints, Ints]:
    """(index of a first member of each group, group number of each row)."""
    _, first, inverse = np.unique(packed(*columns), return_index=True, return_inverse=True)
    return first, inverse


def per_group(group: Ints, values: Floats, scale: Ints, count: int) -> dict[str, Any]:
    """What each of `count` groups says: how many values (n), their sum (s), sum of squares (q), and the ends of the scale ids."""
    low, high = extremes(group, scale, scale, count)
    return {
        "n": np.bincount(group, minlength=count).astype(np.float64),
        "s": np.bincount(group, values, minlength=count),
        "q": np.bincount(group, values * values, minlength=count),
        "scale_low": low,
        "scale_high": high,
    }


def extremes(group: Ints, lows: Ints, highs: Ints, count: int) -> tuple[Ints, Ints]:
    """The smallest and the largest of each of `count` groups."""
    low = np.full(count, np.iinfo(np.int64).max)
    high = np.zeros(count, dtype=np.int64)
    np.minimum.at(low, group, lows)
    np.maximum.at(high, group, highs)
    return low, high


def people_of(found: Answers, group: Ints, person: Ints, count: int, few: int) -> tuple[list[int], list[bytes | None]]:
    """(how many people, who they are where they are fewer than `few`) in each of `count` groups of submissions `person`."""
    human = found.human[person]
    again = found.again[human]  # most people answer once a month, so that only the others need sorting out
    pairs = np.unique(group[again] * len(found.humans) + human[again])
    of = np.concatenate([group[~again], pairs // len(found.humans)])
    human = np.concatenate([human[~again], pairs % len(found.humans)])
    people = np.bincount(of, minlength=count)
    small = people < few
    kept = np.flatnonzero(small[of])
    keys = found.humans[human[kept[np.argsort(of[kept], kind="stable")]]].astype("<i8").tobytes()
    ends = (8 * np.cumsum(np.where(small, people, 0))).tolist()
    sizes = (8 * people).tolist()
    return people.tolist(), [keys[end - size : end] if less else None for end, size, less in zip(ends, sizes, small.tolist(), strict=True)]


def starts_of(found: Answers, grain: str, start: Ints) -> list[str]:
    """The days that rows of a grain begin on, in the words of the database; `start` are places in `days`, or else in `months`."""
    words = [day.isoformat() for day in (found.days if grain == "day" else found.months)]
    return [words[at] for at in start.tolist()]


def products_of(own: Mapping[str, Any], weight: Floats) -> dict[str, Any]:
    """The columns of :class:`vocdash.metrics.sums.Sums` of single submissions, each given by its own n, s, q and its weight.

    What is equal is one array under several names, as most of it is where submissions have one answer and no weight.
    """
    s, n, q = own["s"], own["n"], own["q"]
    ones = np.ones_like(s)
    single = bool((n == 1).all())
    plain = {"s": s, "n": n, "q": q} | ({"ss": q, "sn": s, "nn": n} if single else {"ss": s * s, "sn": s * n, "nn": n * n})
    if (weight == 1).all():
        weighted = {f"w{name}": column for name, column in plain.items()}
    else:
        square = weight * weight
        weighted = {f"w{name}": (square if len(name) == 2 else weight) * column for name, column in plain.items()}
    return {"submissions": ones, **plain, **weighted, "scale_low": own["scale_low"], "scale_high": own["scale_high"]}


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows put into groups by `keys`, which have an entry a group; `of` has the group of each row. Groups are in the order of the keys."""

    of: Ints
    keys: list[Ints]

    @staticmethod
    def by(*keys: Ints) -> Groups:
        """The groups of rows that have the same keys."""
        first, of = grouped(*keys)
        return Groups(of, [key[first] for key in keys])

    def among(self, rows: Ints) -> Groups:
        """The groups of these rows alone, without those that have none of them."""
        of = self.of[rows]
        there = np.bincount(of, minlength=len(self.keys[0])) > 0
        return Groups((np.cumsum(there) - 1)[of], [key[there] for key in self.keys])


def summed(groups: Groups, products: Mapping[str, Any]) -> list[list[Any]]:
    """The columns of sums of each group, in the order of `SUM_COLUMNS`, and the ends of its scales."""
    count = len(groups.keys[0])
    done: dict[int, list[Any]] = {}
    for name in SUM_COLUMNS:
        column = products[name]
        if id(column) not in done:
            done[id(column)] = np.bincount(groups.of, column, minlength=count).tolist()
    sums = {name: done[id(products[name])] for name in SUM_COLUMNS}
    whole = {name: list(map(int, sums[name])) for name in ("submissions", "n")}
    ends = extremes(groups.of, products["scale_low"], products["scale_high"], count)
    return [*(sums | whole).values(), *(end.tolist() for end in ends)]
