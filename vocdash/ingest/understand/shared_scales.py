"""Scales in words that several columns have together: the items of one question, of which a few people used only the upper half."""

from __future__ import annotations

from collections.abc import Sequence

from vocdash.domain import Family
from vocdash.ingest.understand.grid import stem
from vocdash.ingest.understand.profile import Profile
from vocdash.ingest.understand.text_scales import TextScale, read_scale

_MOST_ANSWERS = 12
"""Different answers up to which a column may hold the steps of a scale."""


def shared_scales(columns: Sequence[Profile]) -> dict[int, TextScale]:
    """The scale of each column whose answers are all steps of a scale that it shares, by its place.

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
        if scale is not None:
            found |= {column.at: scale for column in group if len(group) > 1 and column.counts.keys() <= scale.values.keys()}
    whole = [scale for column in in_words if (scale := found.get(column.at) or _read([column]))]
    for column in in_words:
        wider = [scale for scale in whole if len(column.counts) > 1 and column.counts.keys() < scale.values.keys()]
        if wider and column.at not in found:
            found[column.at] = max(wider, key=lambda scale: len(scale.values))
    return found


def _read(group: Sequence[Profile]) -> TextScale | None:
    """The scale of all answers of some columns together; yes and no are no steps to share."""
    answers = dict.fromkeys(answer for column in group for answer in column.counts)
    scale = read_scale(answers)
    return scale if scale and scale.family is not Family.YESNO else None
