"""The vocabulary of the field, as frozen values without behaviour that depends on a database or a screen.

One word, one meaning: a *submission* is what one person said at one time; its *responses* are the answers in it; a *cell*
places a touchpoint in a stage of a journey; a *scope* is the part of the answers somebody looks at.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

UNKNOWN = "unknown"
"""The code of the stage, touchpoint, channel or language of an answer that names none: a word in a key, never NULL."""

OVERALL = "overall"
"""The code of the usual stage that sums a journey up: answers about all of it."""

UNPLACED = "unplaced"
"""The code of the usual stage where scores wait that nobody has placed yet."""

OFF_THE_ROAD = (OVERALL, UNPLACED)
"""Stages that are no step somebody takes. They stand behind all others, but a journey does not end with them."""


CommentKey = tuple[int, int, int]
"""Submission, question and occurrence: what tells a comment, or any answer, from all others."""


class Family(StrEnum):
    """What kind of question a scale answers; a metric speaks of exactly one family."""

    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    RATING = "rating"
    YESNO = "yesno"


class Direction(StrEnum):
    """Which end of a scale is good. `DOWN` is for "how much effort did it take?"."""

    UP = "up"
    DOWN = "down"


class Method(StrEnum):
    """How feedback was collected. Methods are never mixed in one score unless the person asks for it."""

    SURVEY = "survey"
    REVIEW = "review"
    COMPLAINT = "complaint"
    FOLLOW_UP = "follow-up"
    WALK_THROUGH = "walk-through"
    OBSERVATION = "observation"


class Role(StrEnum):
    """What an answer says: how it was, what was expected, how much it matters, the outcome, or words."""

    PERFORMANCE = "performance"
    EXPECTATION = "expectation"
    IMPORTANCE = "importance"
    OUTCOME = "outcome"
    COMMENT = "comment"


class Sentiment(StrEnum):
    """How a comment feels. Absent (None) until scored, and for ever where the scorer does not speak the language."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Better(StrEnum):
    """The direction of good of a metric: decides colour, never the arrow."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Severity(StrEnum):
    """How much a finding matters: a refused row, a row that came in changed, or only something to know."""

    REFUSED = "refused"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers a question allows.

    `satisfied_from` is the first value that counts as satisfied (csat) or at ease (ces); with direction `DOWN` it is the
    last one, counted from the good end. A scale belongs to the survey that used it, so it is data, not code.
    """

    code: str
    family: Family
    minimum: float
    maximum: float
    direction: Direction = Direction.UP
    satisfied_from: float | None = None
    name: str = ""
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has, both ends included."""
        return (self.last - self.first).days + 1

    @property
    def is_whole_months(self) -> bool:
        """Whether it begins with a month and ends with one."""
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1

    def before(self) -> Period:
        """The period of the same kind just before: whole months step by months, anything else by its length in days."""
        end = self.first - timedelta(days=1)
        if self.is_whole_months:
            months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
            index = self.first.year * 12 + self.first.month - 1 - months
            return Period(date(index // 12, index % 12 + 1, 1), end)
        return Period(self.first - timedelta(days=self.days), end)


def calendar_of(day: date) -> dict[str, date]:
    """The first day of the week (Monday), month, quarter and year that a day lies in, under these words, and the day itself."""
    return {
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "quarter": date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
        "year": date(day.year, 1, 1),
    }


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the answers somebody looks at. Empty tuples mean "all"; every name is a code.

    `segments` holds (attribute, values) pairs: a submission is inside when it has one of the values of *every* attribute.
    """

    journey: str | None = None
    period: Period | None = None
    stages: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    segments: tuple[tuple[str, tuple[str, ...]], ...] = ()
    weighted: bool = False
    sources: tuple[str, ...] = ()

    def during(self, period: Period | None) -> Self:
        """The same scope in another period."""
        return replace(self, period=period)

    def without(self, attribute: str) -> Self:
        """The same scope whatever people's value of this segment is."""
        return replace(self, segments=tuple(pair for pair in self.segments if pair[0] != attribute))

    def among(self, attribute: str, *values: str) -> Self:
        """The same scope for those alone who have one of these values of a segment, in the place of values picked before."""
        wider = self.without(attribute)
        return replace(wider, segments=(*wider.segments, (attribute, values)))

    def at(self, *, stage: str | None = None, touchpoint: str | None = None, channel: str | None = None) -> Self:
        """The same scope narrowed to one stage, touchpoint or channel."""
        return replace(
            self,
            stages=(stage,) if stage else self.stages,
            touchpoints=(touchpoint,) if touchpoint else self.touchpoints,
            channels=(channel,) if channel else self.channels,
        )


@dataclass(frozen=True, slots=True)
class Score:
    """One number with everything that belongs to it.

    `value` is None when nobody answered. `low` and `high` bound the 95 % interval, clipped to what the metric can be.
    `n` counts answers and `submissions` the submissions they came in. `people` counts who answered, by customer, or by
    submission where the customer is not known: exact below the minimum group size, from there on "at least so many", so it is
    there to decide what is hidden, not to be shown. `n_effective` is n over the design effect: answers of one submission are
    not independent. `notes` are sentences about what the number mixes. `better` is the direction of good where the scale of
    the answers decides it (a mean of "how much effort did it take?"); None: that of the metric.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    submissions: int = 0
    n_effective: float = 0.0
    notes: tuple[str, ...] = ()
    hidden: bool = False
    people: int = 0
    better: Better | None = None

    @property
    def half_width(self) -> float | None:
        """Half of the 95 % interval, in the metric's unit; None without an interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class Row:
    """A score and where it stands: `keys` maps each dimension asked for to a code (or a month, day, …) in that order."""

    keys: dict[str, str]
    score: Score


@dataclass(frozen=True, slots=True)
class Change:
    """The difference of one score between two periods (or any two scopes): `now` − `before`, with its interval.

    `real` is True when the interval excludes 0, False when noise explains the difference, None when one side has no value.
    """

    value: float | None
    low: float | None
    high: float | None
    now: Score
    before: Score

    @property
    def real(self) -> bool | None:
        """Whether noise does not explain the difference; None where there is no interval."""
        if self.low is None or self.high is None:
            return None
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed about a file, in two sentences.

    `code` groups findings of the same kind; `line` is the physical line in the file (1 = the first), `column` the header,
    `value` what stood there. `count` is filled when findings are grouped.
    """

    code: str
    severity: Severity
    what: str
    remedy: str
    line: int | None = None
    column: str | None = None
    value: str | None = None
    count: int = 1
