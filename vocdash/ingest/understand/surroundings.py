"""What stands around a column while its meaning is looked for, and how the meaning is put."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from datetime import date

from vocdash.ingest.understand.grid import Grid
from vocdash.ingest.understand.meaning import ColumnMeaning, Kind
from vocdash.ingest.understand.profile import Profile
from vocdash.ingest.understand.text_scales import TextScale

LOOK_AT = 60
"""Different values of a column that are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a column: the tool, how the scores hang together, the day; `mended` tells a file of refused rows.

    `shared` are scales in words, by the place of the columns that have them together.
    """

    layout: str
    grid: Grid
    today: date
    recommends_from_zero: bool = False
    mended: bool = False
    shared: AnyMapping[int, TextScale] = field(default_factory=dict)


def is_kind(column: Profile, kind: Kind, sure: float, reason: str) -> ColumnMeaning:
    """The column means this, so surely (0–1), for this reason."""
    return ColumnMeaning(column.column, kind, sure, reason)
