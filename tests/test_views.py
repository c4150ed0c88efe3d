"""Kept views: by name and person, replaced under the same name, deleted by whoever may."""

from __future__ import annotations

import pytest

from vocdash.access import Access, Actor
from vocdash.errors import NotAllowed, VocError
from vocdash.store import Store
from vocdash.views import LONGEST_NAME, delete_view, list_views, save_view

ANN, BOB, LEAD = Actor("Ann", Access.VIEWER), Actor("Bob", Access.VIEWER), Actor("Lou", Access.LEAD)


def names(store: Store, page: str = "overview", person: str = "Ann") -> list[str]:
    return [view.name for view in list_views(store, page, person)]


def test_own_views_come_first_each_part_by_name(store: Store) -> None:
    for who, name in ((BOB, "alpha"), (ANN, "Delivery"), (ANN, "calls"), (BOB, "Zeta")):
        save_view(store, who, "overview", name, "stage=Receive", shared=True)
    save_view(store, ANN, "voices", "elsewhere", "q=late")
    assert names(store) == ["calls", "Delivery", "alpha", "Zeta"]
    assert names(store, person="Bob") == ["alpha", "Zeta", "calls", "Delivery"]
    assert names(store, "voices") == ["elsewhere"]


def test_the_same_name_replaces_only_ones_own_view(store: Store) -> None:
    save_view(store, ANN, "overview", "Delivery", "stage=Receive")
    save_view(store, BOB, "overview", "Delivery", "stage=Use", shared=True)
    kept = save_view(store, ANN, "overview", "  Delivery ", "stage=Buy")
    assert [(view.person, view.query) for view in list_views(store, "overview", "Ann")] == [("Ann", "stage=Buy"), ("Bob", "stage=Use")]
    assert list_views(store, "overview", "Ann")[0] == kept


def test_a_view_is_ones_own_until_it_is_shared(store: Store) -> None:
    save_view(store, ANN, "overview", "Delivery", "stage=Receive")
    assert (names(store), names(store, person="Bob")) == (["Delivery"], [])
    save_view(store, ANN, "overview", "Delivery", "stage=Receive", shared=True)
    assert names(store, person="Bob") == ["Delivery"]


def test_a_view_is_deleted_by_its_owner_or_a_lead(store: Store) -> None:
    one, other = (save_view(store, ANN, "overview", name, "") for name in ("one", "other"))
    with pytest.raises(NotAllowed, match="belongs to Ann"):
        delete_view(store, BOB, one.view_id)
    assert delete_view(store, ANN, one.view_id)
    assert delete_view(store, LEAD, other.view_id)
    assert not delete_view(store, LEAD, other.view_id)
    assert names(store) == []


@pytest.mark.parametrize("name", ["", " \n\t", "x" * (LONGEST_NAME + 1)])
def test_a_name_must_be_there_and_fit(sqlite_store: Store, name: str) -> None:
    with pytest.raises(VocError):
        save_view(sqlite_store, ANN, "overview", name, "")


def test_keeping_a_view_leaves_every_remembered_answer_valid(sqlite_store: Store) -> None:
    before = sqlite_store.revision()
    save_view(sqlite_store, ANN, "overview", "Delivery", "")
    assert sqlite_store.revision() == before
