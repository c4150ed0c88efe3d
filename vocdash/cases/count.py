"""Cases counted: the number beside every queue and every value of every filter of the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vocdash.access import Access, Actor
from vocdash.cases.columns import FACETS, SEGMENT, read_columns
from vocdash.cases.wanted import DUE, Queue, Wanted, as_of, fits, read_queues, read_segments, sieve
from vocdash.store import Store
from vocdash.store.clock import now

_MOST_TAGS = 50


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases: in the chosen queue with all filters, in each queue, and for each value of each filter under all others."""

    total: int
    queues: dict[Queue, int]
    facets: dict[str, dict[Any, int]]
    segments: dict[str, dict[str, int]] = field(default_factory=dict)


def count_cases(store: Store, actor: Actor, wanted: Wanted) -> Counts:
    """The number beside every queue and every value of every filter, each under all the other filters."""
    actor.require(Access.FRONTLINE, "read cases")
    with store.reading() as connection:
        cases = as_of(read_columns(connection), now(connection))
        in_queue = read_queues(connection, cases, actor)
        wanted_ones = sieve(connection, cases, wanted, in_queue)
        segments = read_segments(connection)
    in_any = wanted_ones.but_for("queue")
    queues = {queue: int(np.count_nonzero(in_any & inside)) for queue, inside in in_queue.items()}
    facets: dict[str, dict[Any, int]] = {name: cases.coded[name].counts(wanted_ones.but_for(name)) for name in (*FACETS, DUE)}
    facets["tag"] = _most(cases.tag_counts(wanted_ones.but_for("tag")))
    by_segment = cases.coded[SEGMENT].counts(wanted_ones.but_for(SEGMENT))
    return Counts(queues[wanted.queue], queues, facets, _by_attribute(segments, by_segment, wanted))


def _most(tags: Mapping[str, int]) -> dict[str, int]:
    """The tags that most cases have."""
    return dict(sorted(tags.items(), key=lambda entry: (-entry[1], entry[0]))[:_MOST_TAGS])


def _by_attribute(segments: Mapping[int, Mapping[str, str]], counts: Mapping[int, int], wanted: Wanted) -> dict[str, dict[str, int]]:
    """The counts of combinations of segments, by what they say of each attribute, whatever is wanted of that one."""
    found: dict[str, dict[str, int]] = {}
    for number, count in counts.items():
        has = segments.get(number, {})
        for attribute, value in has.items():
            if fits(has, wanted, attribute):
                values = found.setdefault(attribute, {})
                values[value] = values.get(value, 0) + count
    return found
