"""What the charts draw: small frozen views that a page fills from metrics in a few lines. Nothing here computes a score.

Scores, wanted levels and gaps share one unit (points for the experience score); a share or importance names its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from vocdash.domain import Change, Score


@dataclass(frozen=True, slots=True)
class Name:
    """A stage or touchpoint: the code that a click gives back and the words people see."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The score of one day, week or month that begins `at`, and the range (low, high) it would keep if nothing changed.

    `codes` are (filter, value) pairs of its days, for a click on it.
    """

    at: date
    score: Score
    usual: tuple[float, float] | None = None
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day, named by a person: a price change, a strike, a new carrier.

    Or an action: a change that was made here, from the day `at` on which it started `until` it was done, None while it runs.
    """

    at: date
    label: str
    is_action: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class WaterfallStep:
    """One row of a decomposition. A `total` is a level (before, after); every other kind is a signed part of the change.

    `low` and `high` bound the part's 95 % interval; None where it has none. `real` says that it is beyond noise among all parts, not
    only by its own interval. `codes` are (filter, code) pairs of the stage or segment, for a click on it.
    """

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    kind: Literal["total", "stage", "mix", "coverage"] = "stage"
    real: bool = False
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DotRow:
    """One row of a dot chart: a score and, where somebody set one, the level it is held against.

    `codes` are (filter, code) pairs that a click on the row gives back; a row without any cannot be clicked. `real` says whether it is
    beyond noise among all rows compared; None where each is judged by its own interval.
    """

    label: str
    score: Score
    wanted: float | None = None
    codes: tuple[tuple[str, str], ...] = ()
    real: bool | None = None


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One row of differences: `change` is the effect with both of its sides, `note` a word or number beside it (a share).

    `real` says that it is beyond noise among all rows compared, not only by its own interval.
    """

    label: str
    change: Change
    note: str = ""
    real: bool = False
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """One row of scores before and after a change: `expected` is the gain in points that somebody hoped for, None where nobody said.

    `real` says that the difference is beyond noise among all rows compared.
    """

    label: str
    change: Change
    real: bool = False
    expected: float | None = None
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DistributionRow:
    """The shares (0–100, worst answer first) of one group of answers, and how many they come from; `codes` are pairs for a click."""

    label: str
    shares: tuple[float, ...]
    n: int
    codes: tuple[tuple[str, str], ...] = ()


class Measure(StrEnum):
    """What a heat map shows in its cells."""

    GAP = "gap"
    WISH = "wish"
    SCORE = "score"
    IMPORTANCE = "importance"
    CHANGE = "change"
    N = "n"
    COMPLAINTS = "complaints"


@dataclass(frozen=True, slots=True)
class CellMark:
    """One cell of the heat map, `stage` and `touchpoint` by code. `asked` is False where no question asks about it."""

    stage: str
    touchpoint: str
    score: Score
    wanted: float | None = None
    customers_want: float | None = None
    importance: float | None = None
    change: Change | None = None
    complaints: Score | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class TouchpointMark:
    """A touchpoint used in a stage. `icon` is a key of :data:`vocdash.charts.icons.ICONS`; empty means: guess from the name.

    `moment_of_truth` says whether its cell was found to be one, or pinned by a person.
    """

    code: str
    name: str
    score: Score
    wanted: float | None = None
    icon: str = ""
    moment_of_truth: Literal["found", "pinned"] | None = None


@dataclass(frozen=True, slots=True)
class StagePoint:
    """One stage of the journey map, with everything its column says.

    `asked` is False where no question asks (a blind stage); `score.hidden` where privacy hides the answers. `net_sentiment` runs from
    −100 to 100, `feeling` is the word for it. `handoff` is the difference in points of the same people to the stage before, where another
    owner takes over here (negative: lost on the way); a ring is drawn only where its interval leaves out 0. `walked` is what our own
    walks found, 0 to 100, a mark apart from customers' scores. A `quote` of None is
    left out on purpose, where single customers' words must not be read.
    """

    code: str
    name: str
    score: Score
    wanted: float | None = None
    customers_want: float | None = None
    net_sentiment: Score | None = None
    feeling: str = ""
    answers: int = 0
    touchpoints: tuple[TouchpointMark, ...] = field(default=())
    quote: str | None = ""
    owner: str = ""
    team: str = ""
    handoff: Score | None = None
    moment_of_truth: Literal["found", "pinned"] | None = None
    is_end: bool = False
    asked: bool = True
    walked: float | None = None


@dataclass(frozen=True, slots=True)
class Overlay:
    """A segment's line over the map: its name and one score per stage, in the order of the stages."""

    name: str
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class FlowWeek:
    """Cases opened and closed in the week that begins `at`, and how many were open when it ended."""

    at: date
    opened: int
    closed: int
    backlog: int


@dataclass(frozen=True, slots=True)
class PairCount:
    """How many cases were reported in one stage and caused in another, both by name."""

    reported: str
    cause: str
    count: int


@dataclass(frozen=True, slots=True)
class ShareMark:
    """What one row of a grid has in one column, both by code: a share in per cent, and how people feel about it (−100 to 100)."""

    row: str
    column: str
    score: Score
    feeling: Score
