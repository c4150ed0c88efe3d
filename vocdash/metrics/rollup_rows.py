"""The rows of the rollups, worked out from columns of answers; no database is needed for it.

Three grains: `day` and `month` without segments, and `segment` (a month and a combination of segments). Within each, a row
for each of its levels: a set of places (stage, touchpoint, channel) that is told apart, because the products of a submission's own
sums, which the intervals need, cannot be added across places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from vocdash import settings
from vocdash.metrics import kept, mention_rollup
from vocdash.metrics.blocks import Block
from vocdash.metrics.columns import (
    Answers,
    Groups,
    alike,
    answers_of,
    at_level,
    grouped,
    levels_alike,
    people_of,
    per_group,
    products_of,
    starts_of,
    summed,
    told_apart,
)
from vocdash.metrics.given import Floats, Given, Ints
from vocdash.metrics.meaning import Meaning
from vocdash.metrics.sources import GRAIN_LEVELS, LEVEL_BITS
from vocdash.metrics.sums import SUM_COLUMNS
from vocdash.store import tables as t

_ROLLUP = (
    *("grain", "level", "measure", "journey_id", "starts_on", "segment_id", "stage_id", "touchpoint_id", "channel_id", "method"),
    *SUM_COLUMNS,
    *("scale_low", "scale_high", "people", "few"),
)
_PRODUCTS = ("ss", "sn", "ns", "nn", "wss", "wsn", "wns", "wnn")
_PAIRS = ("grain", "journey_id", "starts_on", "segment_id", "stage_id", "other_id", "method", *_PRODUCTS)


def few() -> int:
    """Rows with fewer people than this keep who they were, so that the people of several rows can be counted."""
    return int(settings.get("min_group"))


def blocks_of(meaning: Meaning, given: Given) -> Iterator[Block]:
    """Everything the rollups say of whole months, from all answers in them."""
    found = answers_of(meaning, given.answers, given.submissions)
    if found is None:
        return
    for levels in levels_alike(range(8), found.journey, found.stage, found.touchpoint, found.channel):
        yield from _level_blocks(found, levels)
    yield from _pair_blocks(found)
    yield from mention_rollup.blocks_of(meaning, found, given.mentions)
    yield kept.rows_of(meaning, given)


def _level_blocks(found: Answers, levels: Sequence[int]) -> Iterator[Block]:
    """The rows of levels that tell the same places apart: first what every submission says at every such place, then by grain."""
    place = at_level(levels[-1], found.stage, found.touchpoint, found.channel)
    member, cell = grouped(found.journey, *place)
    single = Groups.by(found.who, cell)
    who, at = single.keys
    journey, *place = (column[member][at] for column in (found.journey, *place))
    kept_by = [grain for grain, kept in GRAIN_LEVELS.items() if not set(levels).isdisjoint(kept)]
    grains = {same: _by_grain(found, same[-1], who, journey, place) for same in alike(found, kept_by)}
    for code, values in found.measures.items():
        inside = np.flatnonzero(~np.isnan(values))
        if not len(inside):
            continue
        per = per_group(single.of[inside], values[inside], found.scale[inside], len(who))
        kept = np.flatnonzero(per["n"])
        products = products_of({name: column[kept] for name, column in per.items()}, found.weight[who[kept]])
        for same, groups in grains.items():
            columns = _grain_columns(found, same[-1], groups.among(kept), who[kept], products)
            for grain in same:
                for level in levels:
                    if level in GRAIN_LEVELS[grain]:
                        yield Block(t.rollup.name, _ROLLUP, (grain, level, code, *told_apart(level, columns, LEVEL_BITS)))


def _by_grain(found: Answers, grain: str, who: Ints, journey: Ints, place: Sequence[Ints]) -> Groups:
    """Submissions at places, in the groups of a grain; these come in the order of the primary key, which tables take rows fastest in."""
    return Groups.by(journey, *_grain_keys(found, grain, who), *place, found.method[who])


def _grain_columns(found: Answers, grain: str, groups: Groups, person: Ints, products: Mapping[str, Any]) -> list[Any]:
    """The columns of a grain's rows after the measure."""
    journey, start, segment, stage, touchpoint, channel, method = groups.keys
    return [
        journey,
        starts_of(found, grain, start),
        *(segment, stage, touchpoint, channel),
        [found.methods[number] for number in method.tolist()],
        *summed(groups, products),
        *people_of(found, groups.of, person, len(journey), few()),
    ]


def _grain_keys(found: Answers, grain: str, who: Ints) -> tuple[Ints, Ints]:
    """(start, segment) of submissions as far as a grain tells them apart; see :func:`starts_of`."""
    start = found.day if grain == "day" else found.month
    return start[who], found.segment[who] if grain == "segment" else np.zeros_like(who)


def _pair_blocks(found: Answers) -> Iterator[Block]:
    """Products of a submission's sums in two different stages: what the interval of an index over stages needs."""
    values = found.measures["experience"]
    inside = ~np.isnan(values)
    if not inside.any():
        return
    who, stage = found.who[inside], found.stage[inside]
    stages, first, at = np.unique(stage, return_index=True, return_inverse=True)
    journeys = found.journey[inside][first].tolist()
    people = len(found.day)
    s = np.zeros((len(stages), people))
    n = np.zeros((len(stages), people))
    np.add.at(s, (at, who), values[inside])
    np.add.at(n, (at, who), 1.0)
    for a, b in combinations(range(len(stages)), 2):
        both = np.flatnonzero((n[a] > 0) & (n[b] > 0))
        if journeys[a] == journeys[b] and len(both):
            yield from _pair(
                found, (journeys[a], int(stages[a]), int(stages[b])), both, tuple(column[both] for column in (s[a], n[a], s[b], n[b]))
            )


def _pair(found: Answers, own: tuple[int, int, int], both: Ints, sums: Sequence[Floats]) -> Iterator[Block]:
    journey, stage, other = own
    sa_, na, sb, nb = sums
    w2 = found.weight[both] ** 2
    products = {"ss": sa_ * sb, "sn": sa_ * nb, "ns": na * sb, "nn": na * nb}
    products |= {f"w{name}": w2 * column for name, column in products.items()}
    for grain in GRAIN_LEVELS:
        groups = Groups.by(*_grain_keys(found, grain, both), found.method[both])
        start, segment, method = groups.keys
        values = (
            *(grain, journey, starts_of(found, grain, start), segment, stage, other),
            [found.methods[number] for number in method.tolist()],
            *(np.bincount(groups.of, products[name]) for name in _PRODUCTS),
        )
        yield Block(t.rollup_pairs.name, _PAIRS, values)
