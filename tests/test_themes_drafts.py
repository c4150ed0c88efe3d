"""Themes changed by drafts whose effect is shown first, and subjects suggested from the comments themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_ingest_bring_in import write
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.domain import Scope
from vocdash.errors import Conflict, NotAllowed, UnknownName, VocError
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.rescore import rescore, state
from vocdash.metrics.mentions import mentioned
from vocdash.store import Store
from vocdash.text.discovery import discover
from vocdash.themes import effect as effects
from vocdash.themes.drafts import (
    accept,
    bring_back,
    drop,
    listed,
    publish,
    rename,
    retire,
    save_draft,
    suggest,
    take_back,
    versions,
)
from vocdash.themes.effect import Clash, Example, Moved, effect

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
    assert set(found.gained_examples) == {Example("The parking was full", ((4, 11),)), Example("Parking cost too much", ((0, 7),))}
    assert dict(found.words) == {"parking": 2, "car park": 0, "costs": 1} and found.idle == ("car park",)
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
    found = effect(store, draft.code)
    assert [(other.code, other.share) for other in found.alike] == [("staff", 1.0)]
    [shared] = [other for other in found.shared if other.code == "staff"]
    assert (shared.clauses, shared.example) == (1, Example("The staff were kind", ((4, 9),)))


def test_only_clauses_that_were_not_about_both_before_are_conflicts(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, ("The staff were slow and the parking was full", "The parking attendant was staff", "Garage staff again"))
    first = save_draft(store, COMMAND_LINE, "Parking", ["parking"])
    assert [each.clauses for each in effect(store, first.code).shared if each.code == "staff"] == [1]
    publish(store, COMMAND_LINE, first.code)
    save_draft(store, COMMAND_LINE, "Parking", ["parking", "garage"], code=first.code)
    found = effect(store, first.code)
    assert [(each.code, each.clauses, each.example.text) for each in found.shared] == [("staff", 1, "Garage staff again")]
    assert (found.before, found.after, found.gained) == (2, 3, 1)


def test_a_longer_phrase_takes_words_from_another_theme(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, ("The staff entrance was locked", "The staff were kind"))
    draft = save_draft(store, COMMAND_LINE, "Doors", ["staff entrance"])
    assert effect(store, draft.code).moved == (Moved("staff", "Staff", 2, 1),)


def test_an_effect_is_told_from_a_sample_and_says_so(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(store, tmp_path)
    monkeypatch.setattr(effects, "LOOKED_AT", 3)
    draft = save_draft(store, COMMAND_LINE, "Anything", ["the", "parking", "afternoon"])
    found = effect(store, draft.code)
    assert (found.looked_at, found.comments) == (3, 5) and found.after <= 3


def test_publishing_is_taken_back_version_by_version(store: Store, tmp_path: Path) -> None:
    lead = Actor("Lea", Access.LEAD)
    bring(store, tmp_path)
    for seeds in (["parking"], ["parking", "garage"]):
        draft = save_draft(store, lead, "Parking", seeds, code=None if seeds == ["parking"] else "parking")
        publish(store, lead, draft.code)
    told = [(each.version, each.status, each.changed_by) for each in versions(store, "parking")]
    assert told == [(2, "live", "Lea"), (1, "retired", "Lea")]
    back = take_back(store, lead, "parking")
    assert (back.version, back.status, back.seeds) == (2, "draft", ("parking", "garage"))
    assert [(each.version, each.status) for each in versions(store, "parking")] == [(2, "draft"), (1, "live")]
    with pytest.raises(Conflict, match="newer draft"):
        take_back(store, lead, "parking")
    drop(store, lead, "parking")
    assert [(each.version, each.status) for each in versions(store, "parking")] == [(2, "retired"), (1, "live")]
    assert take_back(store, lead, "parking").version == 1
    assert not [each for each in listed(store, ("live",)) if each.code == "parking"]
    with pytest.raises(Conflict, match="came with vocdash"):
        take_back(store, lead, "staff")


def test_a_theme_is_renamed_without_reading_anything_again_and_brought_back_as_it_was(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path)
    save_draft(store, COMMAND_LINE, "Staff", ["staff", "crew"], code="staff")
    rename(store, COMMAND_LINE, "staff", " Our  people ")
    assert [(each.version, each.name) for each in versions(store, "staff")] == [(2, "Our people"), (1, "Our people")]
    assert not state(store).needed
    assert {row.code: row.name for row in mentioned(store, Scope())}["staff"] == "Our people"
    retire(store, COMMAND_LINE, "staff")
    assert "staff" not in {row.code for row in mentioned(store, Scope())}
    bring_back(store, COMMAND_LINE, "staff")
    assert "staff" in {row.code for row in mentioned(store, Scope())}
    for verb, wrong in ((bring_back, Conflict), (take_back, Conflict)):
        with pytest.raises(wrong):
            verb(store, COMMAND_LINE, "staff")
    with pytest.raises(UnknownName):
        versions(store, "stuff")


def test_drafts_are_dropped_and_wrong_ones_refused(sqlite_store: Store) -> None:
    assert {"staff", "delivery.driver"} <= {each.code for each in listed(sqlite_store)}
    draft = save_draft(sqlite_store, COMMAND_LINE, "Parking", ["parking"])
    assert save_draft(sqlite_store, COMMAND_LINE, "Parking", ["garage"]).code == "parking_2"
    drop(sqlite_store, COMMAND_LINE, draft.code)
    frontline = Actor("Vera", Access.FRONTLINE)
    for verb in (publish, drop, retire, take_back, bring_back, accept):
        with pytest.raises((UnknownName, Conflict)):
            verb(sqlite_store, COMMAND_LINE, draft.code)
        with pytest.raises(NotAllowed):
            verb(sqlite_store, frontline, "staff")
    for refused in (lambda: suggest(sqlite_store, frontline), lambda: rename(sqlite_store, frontline, "staff", "Crew")):
        with pytest.raises(NotAllowed):
            refused()
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


def test_subjects_have_names_a_person_would_give() -> None:
    rooms = [
        "The leg room in Boston was great",
        "Lovely friendly pilot, tight leg room",
        "Leg room and a soft pillow",
        "A blanket, leg room",
    ]
    value = [
        "Value for money, quickly told ticket",
        "Good value for money and a cheap fare",
        "The fare on the ticket",
        "We told Boston of the fare",
    ]
    found = discover([text for _ in range(30) for text in (*rooms, *value)] + ["The pilot"] * 5 + ["Nothing"] * 400, (), topics=2)
    seeds = {seed for each in found for seed in each.seeds}
    assert {"leg room", "value for money", "fare", "pillow"} <= seeds
    assert not seeds & {"leg", "room", "value", "money", "boston", "friendly", "lovely", "told", "quickly", "good value"}
    assert [each.name for each in found] == [", ".join(each.seeds[:3]).capitalize() for each in found]


def test_suggestions_are_accepted_renamed_or_dropped_for_good(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, tuple(about(240)))
    first, *others = suggest(store, COMMAND_LINE)
    assert others and all(each.is_suggestion for each in (first, *others))
    assert suggest(store, COMMAND_LINE) == []
    accepted = accept(store, COMMAND_LINE, first.code, "Animals")
    assert (accepted.code, accepted.name, accepted.seeds, accepted.status) == (first.code, "Animals", first.seeds, "draft")
    assert not accepted.is_suggestion
    with pytest.raises(UnknownName):
        accept(store, COMMAND_LINE, first.code)
    publish(store, COMMAND_LINE, first.code)
    for other in others:
        drop(store, COMMAND_LINE, other.code)
    assert suggest(store, COMMAND_LINE) == []
    assert [each.name for each in listed(store) if each.origin == "discovery"] == ["Animals"]
    assert not any(each.was_live for other in others for each in versions(store, other.code))
