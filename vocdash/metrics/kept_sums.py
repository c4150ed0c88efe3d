"""The sums of a question from answers kept as columns: for what the rollup does not tell apart, such as days by channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import Connection

from vocdash.domain import calendar_of
from vocdash.metrics.columns import Answers, Groups, extremes, people_of, per_group, products_of, summed
from vocdash.metrics.given import Ints
from vocdash.metrics.kept import read_kept
from vocdash.metrics.query import Filters, Names, Query
from vocdash.metrics.sources import LEVEL_BITS, Group, of_segment
from vocdash.metrics.sums import Sums


def kept_groups(connection: Connection, names: Names, query: Query, filters: Filters) -> list[Group]:
    """The sums of a question, as :func:`vocdash.metrics.sources.raw_groups` gives them, with ids of one name as one."""
    kept = read_kept(connection, filters, query.scope.period)
    if kept is None:
        return []
    found = kept.answers
    inside = np.flatnonzero(~np.isnan(found.measures[query.asked.measure]))
    if not len(inside):
        return []
    split = [key_of(found, names, code) for code in query.by]
    groups = sums_at(found, query.asked.measure, inside, [column[inside] for column, _ in split])
    words = [words for _, words in split]
    return [replace(group, keys=_worded(group.keys, words)) for group in groups]


def _worded(keys: tuple[int, ...], words: Sequence[Sequence[Any] | None]) -> tuple[Any, ...]:
    return tuple(key if known is None else known[key] for key, known in zip(keys, words, strict=True))


def sums_at(found: Answers, measure: str, rows: Ints, keys: Sequence[Ints]) -> list[Group]:
    """The sums of a measure over the answers `rows`, which all have it, by keys that have an entry for each of them."""
    key = Groups.by(np.zeros_like(rows), *keys)
    single = Groups.by(found.who[rows], found.journey[rows], key.of)
    who, _, of = single.keys
    groups = Groups(of, key.keys)
    count = len(key.keys[0])
    per = per_group(single.of, found.measures[measure][rows], found.scale[rows], len(who))
    people, _ = people_of(found, of, who, count, 0)
    low, high = extremes(of, found.method[who], found.method[who], count)
    ids = zip(*(column.tolist() for column in key.keys), strict=True)
    sums = zip(*(column.tolist() for column in summed(groups, products_of(per, found.weight[who]))), strict=True)
    return [
        Group(own[1:], Sums(*row), (found.methods[first], found.methods[last]), many)
        for own, row, first, last, many in zip(ids, sums, low.tolist(), high.tolist(), people.tolist(), strict=True)
    ]


def key_of(found: Answers, names: Names, code: str) -> tuple[Ints, list[Any] | None]:
    """(what a dimension says of every answer; the words behind these numbers, or None where they are ids)."""
    if code in LEVEL_BITS:
        return _first_of_name(names, code, getattr(found, code)), None
    if of_segment(code):
        return _first_of_name(names, code, found.segment)[found.who], None
    if code == "method":
        return found.method[found.who], list(found.methods)
    starts = [calendar_of(day)[code] for day in found.days]
    known = sorted(set(starts))
    return np.array([known.index(start) for start in starts], dtype=np.int64)[found.day][found.who], list(known)


def _first_of_name(names: Names, code: str, ids: Ints) -> Ints:
    """For each id the first one that has the same name: combinations with one value of a segment, stages of two journeys."""
    listed, at = np.unique(ids, return_inverse=True)
    first: dict[str, int] = {}
    for key in sorted(listed.tolist(), key=lambda key: names.stage_order[key] if code == "stage" else key):
        first.setdefault(names.label(code, key), key)
    return np.array([first[names.label(code, key)] for key in listed.tolist()], dtype=np.int64)[at]
