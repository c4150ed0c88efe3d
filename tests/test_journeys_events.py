"""Marks on the time axis: who may set them, and what becomes of them."""

from __future__ import annotations

from datetime import date

import pytest

from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.choices import read_choices
from vocdash.errors import Conflict, NotAllowed, UnknownName, VocError
from vocdash.journeys import (
    Definition,
    EventSpec,
    StageSpec,
    add_event,
    create_journey,
    edit_event,
    list_events,
    remove_event,
)
from vocdash.journeys.events import MOST_LETTERS
from vocdash.store import Store

LEAD, VIEWER = Actor("Ada", Access.LEAD), Actor("Vic", Access.VIEWER)
STRIKE = EventSpec(date(2026, 3, 1), "Strike")


@pytest.fixture
def journey(store: Store) -> Store:
    stages = (StageSpec("buy", "Buy", 1), StageSpec("use", "Use", 2))
    for code in ("j", "other"):
        create_journey(store, COMMAND_LINE, Definition(code=code, name=code, stages=stages))
    return store


def names(store: Store, journey: str = "j") -> list[tuple[date, str]]:
    return [(marker.day, marker.name) for marker in list_events(store, journey)]


def test_a_mark_is_added_changed_and_removed(journey: Store) -> None:
    number = add_event(journey, LEAD, "j", STRIKE)
    add_event(journey, LEAD, "j", EventSpec(date(2026, 1, 5), "  Price \n change "))
    assert names(journey) == [(date(2026, 1, 5), "Price change"), (date(2026, 3, 1), "Strike")]
    assert names(journey, "other") == []
    before = journey.revision()
    edit_event(journey, LEAD, "j", number, EventSpec(date(2026, 2, 1), "Warning strike"))
    assert names(journey)[1] == (date(2026, 2, 1), "Warning strike")
    assert journey.revision() > before, "charts must be drawn anew"
    remove_event(journey, LEAD, "j", number)
    remove_event(journey, LEAD, "j", number)
    assert read_choices(journey, "j").events == ((date(2026, 1, 5), "Price change"),)


def test_the_same_mark_twice_is_one(journey: Store) -> None:
    assert add_event(journey, LEAD, "j", STRIKE) == add_event(journey, LEAD, "j", STRIKE)
    assert len(names(journey)) == 1


def test_a_mark_of_another_journey_is_out_of_reach(journey: Store) -> None:
    number = add_event(journey, LEAD, "j", STRIKE)
    remove_event(journey, LEAD, "other", number)
    with pytest.raises(Conflict, match="does not exist any more"):
        edit_event(journey, LEAD, "other", number, STRIKE)
    assert names(journey) == [(STRIKE.day, STRIKE.name)]


def test_a_mark_needs_a_short_name(journey: Store) -> None:
    for name in ("", "   ", "x" * (MOST_LETTERS + 1)):
        with pytest.raises(VocError):
            add_event(journey, LEAD, "j", EventSpec(STRIKE.day, name))
    assert names(journey) == []


def test_a_viewer_marks_nothing(journey: Store) -> None:
    number = add_event(journey, LEAD, "j", STRIKE)
    with pytest.raises(NotAllowed):
        add_event(journey, VIEWER, "j", EventSpec(STRIKE.day, "Launch"))
    with pytest.raises(NotAllowed):
        edit_event(journey, VIEWER, "j", number, STRIKE)
    with pytest.raises(NotAllowed):
        remove_event(journey, VIEWER, "j", number)
    with pytest.raises(UnknownName):
        list_events(journey, "moon")
