"""Pinned moments of truth: by a lead, of cells that exist."""

from __future__ import annotations

import pytest

from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import NotAllowed, UnknownName
from vocdash.journeys import CellSpec, Definition, StageSpec, create_journey, read_changes, read_journey, set_pinned, undo_change
from vocdash.journeys.definition import TouchpointSpec
from vocdash.store import Store

DEFINITION = Definition(
    "j",
    "Journey",
    stages=(StageSpec("buy", "Buy", 1),),
    touchpoints=(TouchpointSpec("shop", "Shop"),),
    cells=(CellSpec("buy", "shop", wanted=80),),
)


def test_a_lead_pins_and_unpins_a_cell(store: Store) -> None:
    create_journey(store, COMMAND_LINE, DEFINITION)
    lead = Actor("Lou", Access.LEAD)
    set_pinned(store, lead, "j", "buy", "shop", True)
    assert read_journey(store, "j").cell("buy", "shop").pinned
    set_pinned(store, lead, "j", "buy", "shop", True)
    (change,) = read_changes(store, "j")
    assert (change.said, change.made_by, change.details) == ("Pinned Shop in Buy.", "Lou", ("pinned no → yes",))
    set_pinned(store, lead, "j", "buy", "shop", False)
    cell = read_journey(store, "j").cell("buy", "shop")
    assert (cell.pinned, cell.wanted) == (False, 80)
    undo_change(store, lead, read_changes(store, "j")[0].change_id)
    assert read_journey(store, "j").cell("buy", "shop").pinned


def test_others_may_not_pin_and_nothing_unknown_is_pinned(sqlite_store: Store) -> None:
    create_journey(sqlite_store, COMMAND_LINE, DEFINITION)
    with pytest.raises(NotAllowed, match="change a journey"):
        set_pinned(sqlite_store, Actor("Fay", Access.FRONTLINE), "j", "buy", "shop", True)
    with pytest.raises(UnknownName):
        set_pinned(sqlite_store, COMMAND_LINE, "j", "buy", "moon", True)
    assert not read_journey(sqlite_store, "j").cell("buy", "shop").pinned
