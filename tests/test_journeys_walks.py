"""Walks: scored by those who may, kept beside customers' scores, deleted and brought back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.designed import set_cell
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.domain import Method, Period
from vocdash.errors import Conflict, NotAllowed, UnknownName, VocError
from vocdash.journeys import CellSpec, Definition, StageSpec, create_journey, read_journey
from vocdash.journeys.definition import TouchpointSpec
from vocdash.journeys.walks import (
    Found,
    WalkSpec,
    describe_walk,
    note_cells,
    read_found,
    read_walked,
    read_walks,
    remove_walk,
    start_walk,
)
from vocdash.store import Store

ANN, BEA, LEAD = Actor("Ann", Access.FRONTLINE), Actor("Bea", Access.FRONTLINE), Actor("Lea", Access.LEAD)
MAY = date(2026, 5, 4)


@pytest.fixture
def cells(store: Store) -> tuple[int, int]:
    """The numbers of two cells of a journey."""
    definition = Definition(
        "j", "J", stages=(StageSpec("buy", "Buy", 1),), touchpoints=(TouchpointSpec("a", "A"), TouchpointSpec("b", "B"))
    )
    create_journey(store, COMMAND_LINE, definition)
    for code in ("a", "b"):
        set_cell(store, "j", CellSpec("buy", code))
    first, second = read_journey(store, "j").stage("buy").cells
    return first.cell_id, second.cell_id


def test_walks_are_kept_by_cell_newest_first(store: Store, cells: tuple[int, int]) -> None:
    a, b = cells
    old = start_walk(store, ANN, "j", WalkSpec(" Ann ", MAY, road="by phone"))
    new = start_walk(store, BEA, "j", WalkSpec("Bea", MAY + timedelta(days=30), Method.OBSERVATION))
    note_cells(store, ANN, old, {a: Found(4, "long queue"), b: Found()})
    note_cells(store, BEA, new, {a: Found(7), b: Found(None, "closed")})
    walked = read_walked(store, "j")
    assert walked[a].scores == (7.0, 4.0)
    assert walked[a].mean == 5.5
    assert [spec.walked_by for spec, _ in walked[a].found] == ["Bea", "Ann"]
    assert (walked[b].scores, walked[b].mean, walked[b].found[0][1].note) == ((), None, "closed")
    assert read_walked(store, "j", Period(MAY, MAY))[a].scores == (4.0,)
    assert [(walk.walk_id, walk.cells) for walk in read_walks(store, "j")] == [(new, 2), (old, 1)]
    note_cells(store, ANN, old, {a: Found()})
    assert read_found(store, old) == {}


def test_a_deleted_walk_counts_no_more_until_it_is_brought_back(store: Store, cells: tuple[int, int]) -> None:
    walk = start_walk(store, ANN, "j", WalkSpec("Ann", MAY))
    note_cells(store, ANN, walk, {cells[0]: Found(0)})
    remove_walk(store, ANN, walk)
    assert read_walked(store, "j") == {}
    assert read_walks(store, "j")[0].removed_at is not None
    with pytest.raises(Conflict, match="was deleted"):
        note_cells(store, ANN, walk, {cells[0]: Found(1)})
    remove_walk(store, ANN, walk, restore=True)
    assert read_walked(store, "j")[cells[0]].mean == 0.0
    with pytest.raises(Conflict, match="is not deleted"):
        remove_walk(store, ANN, walk, restore=True)


def test_a_walk_is_changed_by_who_wrote_it_or_a_lead(store: Store, cells: tuple[int, int]) -> None:
    walk = start_walk(store, ANN, "j", WalkSpec("Ann", MAY))
    for verb in (
        lambda: note_cells(store, BEA, walk, {cells[0]: Found(1)}),
        lambda: remove_walk(store, BEA, walk),
        lambda: describe_walk(store, BEA, walk, WalkSpec("Bea", MAY)),
        lambda: start_walk(store, Actor("Vi", Access.VIEWER), "j", WalkSpec("Vi", MAY)),
    ):
        with pytest.raises(NotAllowed):
            verb()
    describe_walk(store, LEAD, walk, WalkSpec("Ann", MAY, note="  Rainy  "))
    assert read_walks(store, "j")[0].spec.note == "Rainy"


def test_nonsense_is_refused(sqlite_store: Store) -> None:
    create_journey(sqlite_store, COMMAND_LINE, Definition("j", "J", stages=(StageSpec("buy", "Buy", 1),)))
    ahead = datetime.now(UTC).date() + timedelta(days=2)
    for wrong in (WalkSpec(" ", MAY), WalkSpec("Ann", ahead), WalkSpec("Ann", MAY, Method.SURVEY)):
        with pytest.raises(VocError):
            start_walk(sqlite_store, ANN, "j", wrong)
    walk = start_walk(sqlite_store, ANN, "j", WalkSpec("Ann", MAY))
    with pytest.raises(VocError, match="outside 0 to 10"):
        note_cells(sqlite_store, ANN, walk, {1: Found(11)})
    with pytest.raises(Conflict, match="taken out of the journey"):
        note_cells(sqlite_store, ANN, walk, {99: Found(1)})
    with pytest.raises(UnknownName):
        remove_walk(sqlite_store, ANN, walk + 1)
