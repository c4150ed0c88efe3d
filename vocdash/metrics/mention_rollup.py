"""The rollup of what comments mention: sums by theme, month, place and combination of segments. Disposable, like the other one.

A comment mentions many things, so nothing in here may be added up across themes; every row carries its own products.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from vocdash.metrics.blocks import Block
from vocdash.metrics.columns import Answers, Groups, alike, levels_alike, products_of, starts_of, summed, told_apart
from vocdash.metrics.given import GivenMentions
from vocdash.metrics.meaning import Meaning
from vocdash.metrics.mention_sums import Comments, Tally, comments_of, tally
from vocdash.metrics.sources import GRAIN_LEVELS
from vocdash.metrics.sums import SUM_COLUMNS
from vocdash.store import tables as t

VERSION = "mentions/1"
"""Changes when these rows are made otherwise, so that they are made anew."""

GRAINS = ("month", "segment")
LEVELS = (0, 1, 2, 3)
"""Bits of stage and touchpoint."""

_PLACES = ("stage", "touchpoint")

_ROW = (
    *("grain", "level", "measure", "journey_id", "starts_on", "segment_id", "stage_id", "touchpoint_id", "method", "theme_id"),
    *SUM_COLUMNS,
    *("scale_low", "scale_high"),
)


def blocks_of(meaning: Meaning, found: Answers, mentions: GivenMentions) -> Iterator[Block]:
    """The rows of the months whose answers are `found`."""
    said = comments_of(meaning.first_version, found, mentions)
    for levels in _levels(found, said) if len(said.who) else ():
        yield from _level_blocks(found, tally(found, said, levels[-1]), levels)


def _levels(found: Answers, said: Comments) -> list[tuple[int, ...]]:
    """The levels, those together that tell the same places apart, of answers and of mentions."""
    columns = (
        (found.journey, said.journey[said.comment]),
        (found.stage, said.theme_stage),
        (found.touchpoint, said.theme_touchpoint),
    )
    journey, stage, touchpoint = (np.concatenate(pair) for pair in columns)
    return levels_alike(LEVELS, journey, stage, touchpoint, np.zeros_like(journey))


def _level_blocks(found: Answers, tallied: Tally, levels: Sequence[int]) -> Iterator[Block]:
    kept_by = [grain for grain in GRAINS if not set(levels).isdisjoint(GRAIN_LEVELS[grain])]
    grains = {same: _by_grain(found, tallied, same[-1]) for same in alike(found, kept_by)}
    for measure, (kept, own) in tallied.own.items():
        products = products_of(own, found.weight[tallied.who[kept]])
        for same, groups in grains.items():
            columns = _columns(found, same[-1], groups.among(kept), products)
            for grain in same:
                for level in levels:
                    if level in GRAIN_LEVELS[grain]:
                        yield Block(t.mention_rollup.name, _ROW, (grain, level, measure, *told_apart(level, columns, _PLACES)))


def _by_grain(found: Answers, tallied: Tally, grain: str) -> Groups:
    who = tallied.who
    segment = found.segment[who] if grain == "segment" else np.zeros_like(who)
    place = (tallied.stage, tallied.touchpoint, found.method[who], tallied.theme)
    return Groups.by(tallied.journey, found.month[who], segment, *place)


def _columns(found: Answers, grain: str, groups: Groups, products: Mapping[str, Any]) -> list[Any]:
    """The columns of a grain's rows after the measure."""
    journey, start, segment, stage, touchpoint, method, theme = groups.keys
    return [
        journey,
        starts_of(found, grain, start),
        *(segment, stage, touchpoint),
        [found.methods[number] for number in method.tolist()],
        theme,
        *summed(groups, products),
    ]
