"""Themes changed by drafts whose effect is shown first, and subjects suggested from the comments themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_ingest_bring_in import write
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.domain import Scope
from vocdash.errors import NotAllowed, UnknownName, VocError
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.rescore import rescore, state
from vocdash.metrics.mentions import mentioned
from vocdash.store import Store
from vocdash.text.discovery import discover
from vocdash.themes.drafts import Clash, drop, effect, listed, publish, retire, save_draft, suggest

HEADER = "submission_id,answered_at,question,stage,touchpoint,value,comment,scale\n"
COMMENTS = ("The price was high", "The parking was full", "Parking cost too much", "The staff were kind", "A lovely afternoon")


def bring(store: Store, folder: Path, comments: tuple[str, ...] = COMMENTS) -> None:
    lines = "".join(f'{n},2026-05-01,visit,Buy,Shop,4,"{text}",csat\n' for n, text in enumerate(comments))
    bring_in(store, COMMAND_LINE, write(folder, HEADER + lines))


def test_a_new_theme_from_draft_to_mentions_and_away(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path)
    draft = save_draft(store, COMMAND_LINE, "Parking at the shop", ["Parking", " car  park ", "parking", "costs"])
    assert (draft.code, draft.seeds, draft.version, draft.status) == ("parking_at_the_shop", ("parking", "car park", "costs"), 1, "draft")
    found = effect(store, draft.code)
    assert (found.looked_at, found.before, found.after, found.gained, found.lost) == (5, 0, 2, 2, 0)
    assert set(found.gained_examples) == {"The parking was full", "Parking cost too much"}
    assert Clash("costs", "price", "Price and value") in found.clashes
    assert not state(store).needed and publish(store, COMMAND_LINE, draft.code).status == "live"
    assert state(store).needed
    rescore(store, COMMAND_LINE)
    [parking] = mentioned(store, Scope(), codes=(draft.code,))
    assert (parking.name, parking.comments, parking.share.n) == ("Parking at the shop", 2, 5)
    retire(store, COMMAND_LINE, draft.code)
    assert draft.code not in {row.code for row in mentioned(store, Scope())}


def test_a_next_version_keeps_what_is_stored_until_comments_are_read_again(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path)
    before = {row.code: row.comments for row in mentioned(store, Scope())}
    save_draft(store, COMMAND_LINE, "Value", ["afternoon"], code="price")
    again = save_draft(store, COMMAND_LINE, "Value", ["afternoon", "kind"], code="price")
    assert (again.code, again.version) == ("price", 2)
    found = effect(store, "price")
    assert (found.before, found.after, found.gained, found.lost) == (2, 2, 2, 2)
    publish(store, COMMAND_LINE, "price")
    now = {row.code: (row.name, row.comments) for row in mentioned(store, Scope())}
    assert now["price"] == ("Value", before["price"])
    rescore(store, COMMAND_LINE)
    assert {row.code: row.comments for row in mentioned(store, Scope())}["price"] == 2
    assert [each.version for each in listed(store) if each.code == "price"] == [2]
    assert sorted(each.version for each in listed(store, ("live", "retired")) if each.code == "price") == [1, 2]


def test_themes_in_nearly_the_same_comments_are_said(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path)
    draft = save_draft(store, COMMAND_LINE, "People", ["staff", "kind"])
    assert [(code, share) for code, _, share in effect(store, draft.code).alike] == [("staff", 1.0)]


def test_drafts_are_dropped_and_wrong_ones_refused(sqlite_store: Store) -> None:
    assert {"staff", "delivery.driver"} <= {each.code for each in listed(sqlite_store)}
    draft = save_draft(sqlite_store, COMMAND_LINE, "Parking", ["parking"])
    assert save_draft(sqlite_store, COMMAND_LINE, "Parking", ["garage"]).code == "parking_2"
    drop(sqlite_store, COMMAND_LINE, draft.code)
    for verb in (publish, drop, retire):
        with pytest.raises(UnknownName):
            verb(sqlite_store, COMMAND_LINE, draft.code)
        with pytest.raises(NotAllowed):
            verb(sqlite_store, Actor("Vera", Access.FRONTLINE), "staff")
    for name, seeds in ((" ", ["parking"]), ("Parking", [" ", "!"]), ("Parking", ["x" * 61])):
        with pytest.raises(VocError, match="A theme needs"):
            save_draft(sqlite_store, COMMAND_LINE, name, seeds)
    with pytest.raises(UnknownName):
        save_draft(sqlite_store, COMMAND_LINE, "Parking", ["parking"], code="parkin")


WORDS = ("puffin", "lagoon", "harpoon", "walrus", "igloo"), ("sonata", "cello", "oboe", "fugue", "tuba")


def about(count: int) -> list[str]:
    return [f"We saw the {WORDS[n % 2][n % 5]} beside the {WORDS[n % 2][(n * 3 + 1) % 5]}" for n in range(count)]


def test_subjects_are_discovered_apart() -> None:
    found = discover(about(200), (), topics=2)
    assert len(found) == 2 and 150 <= sum(each.comments for each in found) <= 200
    for each in found:
        own = {word for seed in each.seeds for word in seed.split()}
        assert any(own <= {*words, "saw"} for words in WORDS), own
        assert all(any(word in about(200)[at] for word in own) for at in each.examples)
    assert discover(about(99), ()) == [] and discover(["", "a"] * 80, ()) == []
    assert discover(about(200), (), topics=2) == found


def test_suggestions_are_accepted_renamed_or_dropped_for_good(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, tuple(about(240)))
    first, *others = suggest(store, COMMAND_LINE)
    assert others and {each.origin for each in (first, *others)} == {"discovery"}
    assert suggest(store, COMMAND_LINE) == []
    renamed = save_draft(store, COMMAND_LINE, "Animals", first.seeds, code=first.code)
    assert (renamed.code, renamed.name, renamed.origin) == (first.code, "Animals", "discovery")
    publish(store, COMMAND_LINE, first.code)
    for other in others:
        drop(store, COMMAND_LINE, other.code)
    assert suggest(store, COMMAND_LINE) == []
    assert [each.name for each in listed(store) if each.origin == "discovery"] == ["Animals"]
