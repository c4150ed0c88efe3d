"""Worlds in which a few people are to be hidden, and who is told what of them, for the tests of hiding."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.answers import Answer, write
from vocdash.choices import read_choices
from vocdash.domain import Period, Scope
from vocdash.metrics import Query, ask
from vocdash.store import open_store
from vocdash.ui import data
from vocdash.ui.filters import Selection
from vocdash.ui.hiding import small_groups
from vocdash.ui.spot import place
from vocdash.ui.spot.place import Spot

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


DAY = date(2026, 5, 4)


NORTH, SOUTH, NOBODY_KNOWS = 1, 3, 0


def crowd(first: int, count: int, region: int, stage: str, value: float = 4.0) -> list[Answer]:
    """People of one region, counted from `first`, who answered at one stage on :data:`DAY`."""
    return [Answer(who, "csat", value, stage, day=DAY, segment=region) for who in range(first, first + count)]


def world(folder: Path, answers: list[Answer]) -> str:
    """The URL of a database with these answers."""
    url = f"sqlite:///{folder / 'hiding.sqlite'}"
    store = open_store(url)
    write(store, answers)
    store.close()
    return url


def scope(*regions: str) -> Scope:
    """All that was said by people of some regions."""
    return Scope("shop", segments=(("region", regions),))


def crowded_days(first: int, count: int, day: date, stage: str = "buy", region: int = NORTH, scale: str = "csat") -> list[Answer]:
    """People of one region, counted from `first`, who answered on one day."""
    return [Answer(who, scale, 4.0, stage, day=day, segment=region) for who in range(first, first + count)]


def during(first: int, last: int) -> Scope:
    """All that was said from one day of May to another."""
    return Scope("shop", Period(date(2026, 5, first), date(2026, 5, last)))


APRIL, JUNE = Period(date(2026, 4, 1), date(2026, 4, 30)), Period(date(2026, 6, 1), date(2026, 6, 30))


SPRING = Period(APRIL.first, JUNE.last)


def told_of(*periods: Period, regions: tuple[str, ...] = ()) -> list[bool]:
    """Of each period, whether the score of everybody (or of a region) is shown."""
    scopes = [Scope("shop", period, segments=(("region", regions),) if regions else ()) for period in periods]
    return [
        not small_groups.tells(each) and not small_groups.shown(data.of_answers(ask, Query("experience", (), each))[0].score).hidden
        for each in scopes
    ]


def looked_at(stage: str) -> Spot:
    """The page of a stage in May."""
    scope = Scope("shop", MAY, stages=(stage,))
    found = place.find(Selection(data.of_answers(read_choices, "shop"), scope, scope, MAY.before()), "stage")
    assert found is not None
    return found
