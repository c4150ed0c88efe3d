"""What a column means, with how sure we are of it: the words the recognisers speak and the mapping is suggested from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from vocdash.domain import Finding, Role, Scale
from vocdash.ingest.dates import NO_DATES, DateFormat


class Kind(StrEnum):
    """What a column holds."""

    SCORE = "score"
    COMMENT = "comment"
    ANSWERED_AT = "answered at"
    ANSWERED_TIME = "time answered"
    STARTED_AT = "started at"
    STARTED_TIME = "time started"
    SUBMISSION_ID = "submission id"
    CUSTOMER_NUMBER = "customer number"
    CUSTOMER_NAME = "customer name"
    CUSTOMER_EMAIL = "customer e-mail"
    CUSTOMER_PHONE = "customer phone"
    QUESTION = "question"
    STAGE = "stage"
    TOUCHPOINT = "touchpoint"
    CHANNEL = "channel"
    SCALE = "scale"
    ROLE = "role"
    SOURCE = "source"
    SEGMENT = "segment"
    WEIGHT = "weight"
    LANGUAGE = "language"
    DURATION = "duration"
    FACT_DATE = "fact date"
    FACT_NUMBER = "fact number"
    LEAVE_OUT = "leave out"


@dataclass(frozen=True, slots=True)
class ScaleGuess:
    """The scale a column is answered on.

    `values` gives text answers their number on the scale, the better the higher. `no_answer` are codes offered as "no answer",
    `not_used` as "never used it". `reverse` says that the numbers in the file rise as it gets worse. `confidence` is 0–1.
    """

    scale: Scale
    confidence: float
    reason: str
    values: dict[str, float] = field(default_factory=dict)
    no_answer: tuple[str, ...] = ()
    not_used: tuple[str, ...] = ()
    reverse: bool = False
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceGuess:
    """Where a question belongs, guessed from its words. `sure` is False where a person should look; "" means unknown."""

    stage: str = ""
    stage_name: str = ""
    touchpoint: str = ""
    touchpoint_name: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """What one column means.

    `confidence` is 0–1; `reason` is one sentence for the person; `examples` are up to five values, the commonest first.
    `scale` is set for scores, `dates` for dates (its `alternatives` are the other readings), `place` for scores and comments,
    `explains` (the column of the score) for a comment. `also` are further columns of a score that stands in one for each step.
    `no_answer` are the words that stand for nothing in a comment, segment or language. `values` renames the words of a language or
    segment. `findings` say what a person should know.
    """

    column: str
    kind: Kind
    confidence: float
    reason: str
    label: str = ""
    examples: tuple[str, ...] = ()
    scale: ScaleGuess | None = None
    role: Role = Role.PERFORMANCE
    dates: DateFormat = NO_DATES
    place: PlaceGuess = PlaceGuess()
    explains: str = ""
    also: tuple[str, ...] = ()
    no_answer: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
