"""Scales in words that several columns have together: the items of one question, of which a few people used only the upper half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vocdash.domain import Family
from vocdash.ingest.understand.grid import stem
from vocdash.ingest.understand.profile import Profile
from vocdash.ingest.understand.text_scales import MOST_UNREAD, TextScale, read_scale

_ENOUGH = 10
"""Answers from which a step that nobody chose, between two that people chose, is none."""

_FEW = 20
"""Answers below which a column is read together with others that have the same answers."""

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
    found = {at: scale for at, scale in found.items() if not _has_its_own(columns[at], scale)}
    whole = [scale for column in in_words if (scale := found.get(column.at) or _read([column]))]
    whole += _of_few(in_words)
    for column in in_words:
        wider = [scale for scale in whole if len(column.counts) > 1 and column.counts.keys() < scale.values.keys()]
        widest = max(wider, key=lambda scale: len(scale.values), default=None)
        if widest and column.at not in found and not _has_its_own(column, widest):
            found[column.at] = replace(widest, unread=())
    return found


def _of_few(columns: Sequence[Profile]) -> list[TextScale]:
    """The scale of all columns of few answers together, where they have answers in common, each answer is a step, and each step is used.

    Where only a dozen people answered, hardly a column has every step, and all of them together have.
    """
    few = [column for column in columns if column.filled < _FEW and len(column.counts) > 1 and _read([column])]
    together = [
        column for column in few if any(len(column.counts.keys() & other.counts.keys()) > 1 for other in few if other is not column)
    ]
    scale = _read(together) if len(together) > 1 else None
    if scale is None or scale.unread or len({*scale.values.values()}) < scale.maximum - scale.minimum + 1:
        return []
    return [scale]


def _has_its_own(column: Profile, scale: TextScale) -> bool:
    """Whether a column uses every step of a scale of its own, and leaves out a step within those it uses of the shared one."""
    own = read_scale(column.counts)
    if own is None or own.family is not scale.family or column.filled < _ENOUGH:
        return False
    used = {scale.values[answer] for answer in column.counts if answer in scale.values}
    left_out = used and {float(step) for step in range(int(min(used)), int(max(used)) + 1)} - used
    return bool(left_out) and len(set(own.values.values())) == own.maximum - own.minimum + 1 >= 3


def _own(column: Profile, scale: TextScale) -> TextScale | None:
    """The scale with the answers of this column that do not belong to it; None where they are too many."""
    unread = tuple(answer for answer in column.counts if answer not in scale.values)
    return replace(scale, unread=unread) if len(unread) <= MOST_UNREAD * len(column.counts) else None


def _read(group: Sequence[Profile]) -> TextScale | None:
    """The scale of all answers of some columns together; yes and no are no steps to share."""
    answers = dict.fromkeys(answer for column in group for answer in column.counts)
    scale = read_scale(answers)
    return scale if scale and scale.family is not Family.YESNO else None
