"""Scales in words that several columns have together: the items of one question, of which a few people used only the upper half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vocdash.domain import Family
from vocdash.ingest.understand.grid import stem
from vocdash.ingest.understand.profile import Profile
from vocdash.ingest.understand.text_scales import MOST_UNREAD, TextScale, read_scale

_MOST_ANSWERS = 12
"""Different answers up to which a column may hold the steps of a scale."""


def shared_scales(columns: Sequence[Profile]) -> dict[int, TextScale]:
    """The scale of each column whose answers are steps of a scale that it shares, by its place.

    Columns that are named alike are asked together and read together. Any other column takes over a scale when it has at least two
    of its steps and nothing else.
    """
    in_words = [column for column in columns if column.numeric < 0.1 and 0 < len(column.counts) <= _MOST_ANSWERS]
    alike: dict[str, list[Profile]] = {}
    for column in in_words:
        alike.setdefault(stem(column), []).append(column)
    found: dict[int, TextScale] = {}
    for group in alike.values():
        scale = _read(group)
        if scale is not None and len(group) > 1:
            found |= {column.at: own for column in group if (own := _own(column, scale)) is not None}
    whole = [scale for column in in_words if (scale := found.get(column.at) or _read([column]))]
    for column in in_words:
        wider = [scale for scale in whole if len(column.counts) > 1 and column.counts.keys() < scale.values.keys()]
        if wider and column.at not in found:
            found[column.at] = replace(max(wider, key=lambda scale: len(scale.values)), unread=())
    return found


def _own(column: Profile, scale: TextScale) -> TextScale | None:
    """The scale with the answers of this column that do not belong to it; None where they are too many."""
    unread = tuple(answer for answer in column.counts if answer not in scale.values)
    return replace(scale, unread=unread) if len(unread) <= MOST_UNREAD * len(column.counts) else None


def _read(group: Sequence[Profile]) -> TextScale | None:
    """The scale of all answers of some columns together; yes and no are no steps to share."""
    answers = dict.fromkeys(answer for column in group for answer in column.counts)
    scale = read_scale(answers)
    return scale if scale and scale.family is not Family.YESNO else None
