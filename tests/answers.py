"""A small company and its answers, written straight into the tables: for tests of what reads them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.metrics.rollup import AnswerChange, changing_answers
from vocdash.store import Store
from vocdash.store import tables as t

STAGES = ("unknown", "enquire", "buy", "receive")
TOUCHPOINTS = ("unknown", "website", "phone", "delivery")
CHANNELS = ("unknown", "web", "voice")
QUESTIONS = {
    "nps": (1, "nps", 0, 10, "up", None),
    "csat": (2, "csat", 1, 5, "up", 4),
    "ces": (3, "ces", 1, 7, "up", 5),
    "effort": (4, "ces", 1, 5, "down", 2),
    "rating": (5, "rating", 1, 5, "up", None),
    "rating10": (6, "rating", 1, 10, "up", None),
    "yes": (7, "yesno", 0, 1, "up", None),
    "comment": (8, None, None, None, None, None),
    "expected": (9, None, None, None, None, None),
}
SEGMENTS = (("north", "gold"), ("north", "basic"), ("south", "gold"), ("south", "basic"))


@dataclass(frozen=True)
class Answer:
    """One answer as a test writes it down."""

    who: int
    question: str = "csat"
    value: float | None = None
    stage: str = "buy"
    touchpoint: str = "website"
    channel: str = "web"
    day: date = date(2026, 5, 4)
    weight: float = 1.0
    segment: int = 0
    source: int = 1
    sentiment: str | None = None
    text: str | None = None
    occurrence: int = 0
    excluded: bool = False
    customer: int | None = None


def build_company(connection: Connection, journey: int = 1, code: str = "shop") -> None:
    """Reference rows: one journey, three stages and the unknown one, questions on every scale, four combinations of segments."""
    if journey == 1:
        connection.execute(sa.insert(t.channels), [{"channel_id": i, "code": c, "name": c.title()} for i, c in enumerate(CHANNELS) if i])
        connection.execute(
            sa.insert(t.touchpoints), [{"touchpoint_id": i, "code": c, "name": c.title()} for i, c in enumerate(TOUCHPOINTS) if i]
        )
        for number, (region, plan) in enumerate(SEGMENTS, start=1):
            connection.execute(sa.insert(t.segments).values(segment_id=number, key=f"{region}/{plan}"))
            for attribute, value in (("region", region), ("plan", plan)):
                connection.execute(sa.insert(t.segment_values).values(segment_id=number, attribute=attribute, value=value))
    connection.execute(
        sa.insert(t.journeys).values(journey_id=journey, code=code, name=code.title(), created_at=datetime(2026, 1, 1, tzinfo=UTC))
    )
    offset = (journey - 1) * 10
    connection.execute(
        sa.insert(t.stages),
        [
            {"stage_id": offset + i + 1, "journey_id": journey, "code": c, "name": c.title(), "position": i - 1 if i == 0 else i}
            for i, c in enumerate(STAGES)
        ],
    )
    if journey > 1:
        return
    for source, method in ((1, "survey"), (2, "review")):
        connection.execute(sa.insert(t.sources).values(source_id=source, code=f"s{source}", name=f"Source {source}", method=method))
    for name, (number, family, low, high, direction, satisfied) in QUESTIONS.items():
        if family:
            connection.execute(
                sa.insert(t.scales).values(
                    scale_id=number,
                    code=name,
                    family=family,
                    minimum=low,
                    maximum=high,
                    direction=direction,
                    satisfied_from=satisfied,
                    labels={},
                )
            )
    connection.execute(
        sa.insert(t.questions),
        [
            {
                "question_id": number,
                "source_id": 1,
                "code": name,
                "scale_id": number if family else 2 if name == "expected" else None,
                "role": "comment" if name == "comment" else "expectation" if name == "expected" else "performance",
                "stage_id": 1,
            }
            for name, (number, family, *_) in QUESTIONS.items()
        ],
    )
    connection.execute(
        sa.insert(t.imports).values(
            file_name="test.csv",
            file_hash="0",
            mapping={},
            imported_by="test",
            imported_at=datetime(2026, 1, 1, tzinfo=UTC),
            row_count=0,
            added=0,
            changed=0,
            same=0,
            refused=0,
        )
    )


def write(store: Store, answers: Iterable[Answer], journey: int = 1) -> None:
    """Write answers as an import would: in one transaction, the rollup with them."""
    with changing_answers(store) as change:
        if not change.connection.scalar(sa.select(sa.func.count()).select_from(t.journeys)):
            build_company(change.connection)
        insert(change, list(answers), journey)


def insert(change: AnswerChange, answers: Sequence[Answer], journey: int = 1) -> None:
    """Insert answers inside a change of answers that is already open."""
    if not answers:
        return
    people = {answer.who: answer for answer in answers}
    change.connection.execute(
        sa.insert(t.submissions),
        [
            {
                "submission_id": who,
                "source_id": a.source,
                "answered_at": datetime(a.day.year, a.day.month, a.day.day, 12, tzinfo=UTC),
                "day": a.day,
                "segment_id": a.segment,
                "weight": a.weight,
                "excluded": a.excluded,
                "customer_id": a.customer,
                "added_by": 1,
                "import_id": 1,
                "content_hash": 0,
            }
            for who, a in people.items()
        ],
    )
    offset = (journey - 1) * 10
    change.connection.execute(
        sa.insert(t.responses),
        [
            {
                "submission_id": a.who,
                "question_id": QUESTIONS[a.question][0],
                "occurrence": a.occurrence,
                "stage_id": offset + STAGES.index(a.stage) + 1,
                "touchpoint_id": TOUCHPOINTS.index(a.touchpoint),
                "channel_id": CHANNELS.index(a.channel),
                "value": a.value,
                "verbatim": a.text or (a.sentiment and "words"),
                "sentiment": a.sentiment,
            }
            for a in answers
        ],
    )
    change.touch_days({a.day for a in people.values()})
    change.touch_comments(list(people))


def crowd(seed: int = 1, people: int = 300, first: date = date(2026, 3, 20), days: int = 70, start: int = 1) -> list[Answer]:
    """Random but repeatable answers that use every question, place, channel, segment, weight and source."""
    chance = random.Random(seed)
    made: list[Answer] = []
    for who in range(start, start + people):
        base = Answer(
            who,
            day=first + timedelta(days=chance.randrange(days)),
            weight=chance.choice([0.5, 1.0, 1.7]),
            segment=chance.randrange(5),
            source=chance.choice([1, 1, 2]),
            excluded=chance.random() < 0.03,
            customer=who // 2,
        )
        for _ in range(chance.randrange(1, 7)):
            made.append(_one(chance, base, made))
    return made


def _one(chance: random.Random, base: Answer, made: list[Answer]) -> Answer:
    question = chance.choice(list(QUESTIONS))
    number, _, low, high, *_ = QUESTIONS[question]
    place = {"stage": chance.choice(STAGES), "touchpoint": chance.choice(TOUCHPOINTS), "channel": chance.choice(CHANNELS)}
    occurrence = sum(1 for a in made if a.who == base.who and QUESTIONS[a.question][0] == number)
    if question == "comment":
        feeling = chance.choice(["negative", "neutral", "positive", None])
        return replace(base, question=question, occurrence=occurrence, sentiment=feeling, text="some words", **place)
    low, high = (1, 5) if low is None or high is None else (low, high)
    return replace(base, question=question, occurrence=occurrence, value=float(chance.randint(low, high)), **place)
