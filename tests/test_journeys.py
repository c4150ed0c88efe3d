"""Journeys: made from a definition, read as of a day, changed by those who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.designed import set_cell
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import Conflict, NotAllowed, UnknownName, VocError
from vocdash.ingest import load_mapping
from vocdash.journeys import (
    ActionSpec,
    CellSpec,
    Definition,
    EventSpec,
    StageSpec,
    add_action,
    add_event,
    add_stages,
    change_cells,
    change_stage,
    create_journey,
    ensure_definition,
    list_journeys,
    read_journey,
    set_target,
)
from vocdash.store import Store

DOCUMENT: dict[str, Any] = {
    "journey": {"code": "j", "name": "Journey", "description": "From first to last", "currency": "EUR"},
    "stages": [{"code": "use", "name": "Use", "position": 2}, {"code": "buy", "name": "Buy", "position": 1, "weight": 2}],
    "channels": [{"code": "web", "name": "Web"}, {"code": "phone", "name": "Phone", "human": True}],
    "touchpoints": [{"code": "shop", "name": "Shop", "channel": "phone", "icon": "shop"}, {"code": "app", "name": "App", "channel": "web"}],
    "teams": [{"code": "sales", "name": "Sales"}, {"code": "carrier", "name": "Carrier", "partner": True}],
    "persons": [{"code": "ann", "name": "Ann", "email": "ann@example.org", "team": "sales"}],
    "cells": [
        {"stage": "buy", "touchpoint": "shop", "owner": "ann", "team": "sales", "importance": 9, "wanted": 80, "customers_want": 85},
        {"stage": "use", "touchpoint": "app", "team": "carrier", "yearly_cost": 1000, "needs": [{"what": "Data", "state": "missing"}]},
    ],
    "targets": [{"metric": "nps", "value": 35}],
    "events": [{"day": date(2026, 3, 1), "name": "New range"}],
    "actions": [{"name": "Train", "stage": "buy", "touchpoint": "shop", "owner": "ann", "started_on": "2026-01-01"}],
    "submission": {"answered_at": "day"},
    "long": {"value": "value"},
}


@pytest.fixture
def definition() -> Definition:
    return load_mapping(DOCUMENT).definition


def test_a_journey_is_made_and_read_in_order(store: Store, definition: Definition) -> None:
    create_journey(store, COMMAND_LINE, definition)
    journey = read_journey(store, "j")
    assert list_journeys(store) == {"j": "Journey"}
    assert (journey.name, journey.sheet, journey.targets) == ("Journey", {"currency": "EUR"}, {"nps": 35.0})
    assert [(stage.code, stage.position, stage.weight) for stage in journey.stages] == [("buy", 1, 2.0), ("use", 2, None)]
    shop = journey.cell("buy", "shop")
    assert shop.owner and (shop.owner.name, shop.owner.email) == ("Ann", "ann@example.org")
    assert (shop.team_name, shop.importance, shop.wanted, shop.customers_want, shop.channel) == ("Sales", 9.0, 80.0, 85.0, "phone")
    assert journey.cell("use", "app").needs == ({"what": "Data", "state": "missing"},)
    with pytest.raises(UnknownName, match="Did you mean “buy”"):
        journey.stage("bye")
    with pytest.raises(Conflict):
        create_journey(store, COMMAND_LINE, definition)


def test_the_same_definition_twice_changes_nothing(store: Store, definition: Definition) -> None:
    with store.writing() as connection:
        first = ensure_definition(connection, definition)
        assert ensure_definition(connection, definition) == first
    journey = read_journey(store, "j")
    set_cell(store, "j", CellSpec("buy", "shop", importance=1))
    with store.writing() as connection:
        ensure_definition(connection, definition)
    assert read_journey(store, "j").cell("buy", "shop").importance == 1.0
    assert journey.cell("buy", "shop").importance == 9.0


def test_a_cell_is_as_it_was_on_the_day(store: Store, definition: Definition) -> None:
    create_journey(store, COMMAND_LINE, definition)
    set_cell(store, "j", CellSpec("buy", "shop", importance=4, wanted=70, valid_from=date(2026, 6, 1)))
    set_cell(store, "j", CellSpec("buy", "shop", importance=5, wanted=71, valid_from=date(2026, 6, 1)))
    before, after = (read_journey(store, "j", day).cell("buy", "shop") for day in (date(2026, 5, 31), date(2026, 6, 1)))
    assert (before.importance, before.wanted, after.importance, after.wanted) == (9.0, 80.0, 5.0, 71.0)
    assert before.owner is not None and after.owner is None


def test_weights_targets_events_actions_and_stages(store: Store, definition: Definition) -> None:
    create_journey(store, COMMAND_LINE, definition)
    revision = store.revision()
    change_stage(store, COMMAND_LINE, "j", "buy", "Buy", 3)
    change_stage(store, COMMAND_LINE, "j", "use", "Use", 1)
    shop = read_journey(store, "j").cell("buy", "shop")
    change_cells(store, COMMAND_LINE, "j", [(shop, replace(shop, weight=0.5))], None)
    set_target(store, COMMAND_LINE, "j", "nps", None)
    set_target(store, COMMAND_LINE, "j", "index", 76)
    add_stages(store, COMMAND_LINE, "j", [StageSpec("renew", "Renew", 3), StageSpec("buy", "Other name", 9)])
    assert store.revision() == revision + 6
    journey = read_journey(store, "j")
    assert [(stage.code, stage.name, stage.weight) for stage in journey.stages] == [
        ("buy", "Buy", 3.0),
        ("use", "Use", 1.0),
        ("renew", "Renew", None),
    ]
    assert [(cell.touchpoint, cell.weight) for cell in journey.stage("buy").cells] == [("shop", 0.5)]
    assert journey.targets == {"index": 76.0}
    event = EventSpec(date(2026, 3, 1), "New range")
    assert add_event(store, COMMAND_LINE, "j", event) == add_event(store, COMMAND_LINE, "j", event)
    assert add_action(store, COMMAND_LINE, "j", ActionSpec("Film", "use", "app")) > 0


def test_only_a_lead_changes_a_journey_and_nonsense_is_refused(sqlite_store: Store, definition: Definition) -> None:
    create_journey(sqlite_store, COMMAND_LINE, definition)
    with pytest.raises(NotAllowed):
        set_cell(sqlite_store, "j", CellSpec("buy", "shop"), Actor("Vi", Access.VIEWER))
    with pytest.raises(VocError, match="makes no sense"):
        change_stage(sqlite_store, COMMAND_LINE, "j", "buy", "Buy", -1)
    for wrong in ({"stage": "bye", "touchpoint": "shop"}, {"stage": "buy", "touchpoint": "shup"}):
        with pytest.raises(UnknownName):
            set_cell(sqlite_store, "j", CellSpec(**wrong))
    with pytest.raises(UnknownName):
        read_journey(sqlite_store, "k")
