"""Answers as columns of numbers, and grouping them: the ground under the rollups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection

from vocdash.metrics.given import (
    Conditions,
    Floats,
    GivenAnswers,
    GivenSubmissions,
    Ints,
    read_given_answers,
    read_submissions,
)
from vocdash.metrics.meaning import Kind, Meaning, kinds_of, read_meaning
from vocdash.metrics.sources import LEVEL_BITS
from vocdash.metrics.sums import SUM_COLUMNS


@dataclass(frozen=True)
class Answers:
    """Answers as columns; `who` counts submissions from 0.

    `ids`, `day`, `month`, `turn`, `segment`, `method`, `weight` and `person` have an entry a submission, the others one an answer. `day`,
    `month` and `method` are places in `days`, `months` and `methods`; `turn` is the order in which people answered; `person` is the key
    of :func:`vocdash.metrics.sources.person_key`. `spoken` says which answers are comments in a language that is read.
    """

    ids: Ints
    who: Ints
    question: Ints
    occurrence: Ints
    journey: Ints
    stage: Ints
    touchpoint: Ints
    channel: Ints
    scale: Ints
    value: Floats
    measures: Mapping[str, Floats]
    spoken: NDArray[np.bool_]
    day: Ints
    month: Ints
    turn: Ints
    segment: Ints
    method: Ints
    weight: Floats
    person: Ints
    days: list[date]
    months: list[date]
    methods: list[str]

    @cached_property
    def _people(self) -> tuple[Ints, Ints]:
        return np.unique(self.person, return_inverse=True)

    @property
    def humans(self) -> Ints:
        """The key of every person, ascending."""
        return self._people[0]

    @property
    def human(self) -> Ints:
        """The number of each submission's person: a place in `humans`."""
        return self._people[1]

    @cached_property
    def again(self) -> NDArray[np.bool_]:
        """Who has several submissions, by number."""
        return np.bincount(self.human) > 1


def read_answers(connection: Connection, when: Conditions, *conditions: ColumnElement[bool]) -> Answers | None:
    """The answers that fulfil the conditions, those of excluded submissions left out; None where there are none.

    `when` are the conditions on submissions alone.
    """
    return answers_of(read_meaning(connection), read_given_answers(connection, when, *conditions), read_submissions(connection, when))


def answers_of(meaning: Meaning, given: GivenAnswers, submissions: GivenSubmissions) -> Answers | None:
    """Given answers with all that is known of them; `submissions` may be more than those they belong to. None without answers."""
    if not len(given.submission):
        return None
    given = GivenAnswers(*_sorted(given))
    ids = np.unique(given.submission)
    ordered = _sorted(submissions)
    known = GivenSubmissions(*(column[np.searchsorted(ordered[0], ids)] for column in ordered))
    numbers, day = np.unique(known.day, return_inverse=True)
    days = [date.fromordinal(number) for number in numbers.tolist()]
    months = sorted({first.replace(day=1) for first in days})
    method_of = looked_up(meaning.method_of, known.source)
    methods, method = np.unique(method_of, return_inverse=True)
    return Answers(
        ids=ids,
        who=np.searchsorted(ids, given.submission),
        question=given.question,
        occurrence=given.occurrence,
        journey=looked_up(meaning.journey_of, given.stage),
        stage=given.stage,
        touchpoint=given.touchpoint,
        channel=given.channel,
        scale=looked_up(meaning.scale_of, given.question),
        value=given.value,
        measures=_measured(meaning, given),
        spoken=given.spoken,
        day=day,
        month=np.array([months.index(first.replace(day=1)) for first in days], dtype=np.int64)[day],
        turn=known.turn,
        segment=known.segment,
        method=method,
        weight=known.weight,
        person=known.person,
        days=days,
        months=months,
        methods=methods.tolist(),
    )


def _sorted(columns: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
    """Columns in the order of the first one, which are ids of submissions."""
    if (np.diff(columns[0]) >= 0).all():
        return list(columns)
    order = np.argsort(columns[0], kind="stable")
    return [column[order] for column in columns]


def looked_up(said: Mapping[Any, Any], keys: Ints) -> NDArray[Any]:
    """What a table says of each of the keys."""
    known, at = np.unique(keys, return_inverse=True)
    return np.array([said[number] for number in known.tolist()])[at]


def _measured(meaning: Meaning, given: GivenAnswers) -> dict[str, Floats]:
    """Every measure of every answer; NaN where it has none. Those of answers that are alike are asked for once."""
    of, kinds = kinds_among(given)
    return {code: row[of] for code, row in meaning.measures(kinds).items()}


def kinds_among(given: GivenAnswers) -> tuple[Ints, tuple[Kind, ...]]:
    """(the place of the kind of each answer, all kinds)."""
    values, value = np.unique(given.value, return_inverse=True)
    kinds = Groups.by(given.question, value, given.sentiment)
    return kinds.of, kinds_of(kinds.keys[0], values[kinds.keys[1]], kinds.keys[2])


def packed(*columns: Ints) -> Ints:
    """One number for each combination of whole numbers, so that grouping is grouping by one column."""
    found = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        found = found * (int(column.max(initial=0)) + 1) + column
    return found


def grouped(*columns: Ints) -> tuple[Ints, Ints]:
    """(index of a first member of each group, group number of each row); groups are in the order of the columns."""
    number = packed(*columns)
    many = int(number.max(initial=-1)) + 1
    if many > _SPARSE * len(number):
        _, first, inverse = np.unique(number, return_index=True, return_inverse=True)
        return first, inverse
    # Counting is many times as fast as sorting where most of the combinations there might be are there.
    there = np.bincount(number, minlength=many) > 0
    group = (np.cumsum(there) - 1)[number]
    first = np.empty(int(there.sum()), dtype=np.int64)
    first[group[::-1]] = np.arange(len(number) - 1, -1, -1)
    return first, group


_SPARSE = 4
"""So many combinations of keys may there be for each row before rows are sorted to group them."""


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
    """The smallest and the largest of each of `count` groups, none of them empty."""
    if len(lows) and (lows == lows[0]).all() and (highs == lows[0]).all():
        same = np.full(count, lows[0], dtype=np.int64)
        return same, same
    low = np.full(count, np.iinfo(np.int64).max)
    high = np.zeros(count, dtype=np.int64)
    np.minimum.at(low, group, lows)
    np.maximum.at(high, group, highs)
    return low, high


def people_of(found: Answers, group: Ints, person: Ints, count: int, few: int) -> tuple[Ints, list[bytes | None]]:
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
    return people, [keys[end - size : end] if less else None for end, size, less in zip(ends, sizes, small.tolist(), strict=True)]


def alike(found: Answers, grains: Sequence[str]) -> list[tuple[str, ...]]:
    """The grains, those together that have the same rows: a month has one combination of segments where nobody is in any."""
    same = {"month", "segment"}
    if found.segment.any() or not same.issubset(grains):
        return [(grain,) for grain in grains]
    return [*((grain,) for grain in grains if grain not in same), ("month", "segment")]


def levels_alike(levels: Iterable[int], journey: Ints, stage: Ints, touchpoint: Ints, channel: Ints) -> list[tuple[int, ...]]:
    """The levels, those together that tell the same places apart: the touchpoints of a survey mostly stand in one stage each, and many
    have no channel. The last of each group tells the most columns apart."""
    counts = {level: len(grouped(journey, *at_level(level, stage, touchpoint, channel))[0]) for level in levels}
    found: dict[int, list[int]] = {}
    for level in counts:
        finest = max(other for other in counts if other & level == level and counts[other] == counts[level])
        found.setdefault(finest, []).append(level)
    return [tuple(sorted(alike)) for alike in found.values()]


def at_level(level: int, stage: Ints, touchpoint: Ints, channel: Ints) -> list[Ints]:
    """The places of rows as far as a level tells them apart."""
    columns = {"stage": stage, "touchpoint": touchpoint, "channel": channel}
    return [column if level & LEVEL_BITS[code] else np.zeros_like(column) for code, column in columns.items()]


def told_apart(level: int, columns: Sequence[Any], places: Iterable[str]) -> Iterator[Any]:
    """The columns of rows from the journey on, of which `places` begin with the fourth, with 0 for what a level does not tell apart."""
    after = 3 + len(kept := [level & LEVEL_BITS[code] for code in places])
    yield from columns[:3]
    yield from (column if bit else 0 for bit, column in zip(kept, columns[3:after], strict=True))
    yield from columns[after:]


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


def summed(groups: Groups, products: Mapping[str, Any]) -> list[NDArray[Any]]:
    """The columns of sums of each group, in the order of `SUM_COLUMNS`, and the ends of its scales."""
    count = len(groups.keys[0])
    done: dict[int, NDArray[Any]] = {}
    for name in SUM_COLUMNS:
        column = products[name]
        if id(column) not in done:
            done[id(column)] = np.bincount(groups.of, column, minlength=count)
    whole = ("submissions", "n")
    sums = [done[id(products[name])].astype(np.int64 if name in whole else np.float64, copy=False) for name in SUM_COLUMNS]
    return [*sums, *extremes(groups.of, products["scale_low"], products["scale_high"], count)]
