"""The page of themes: who may change what, and the way of a draft from its words over its effect to the comments."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui_world import ROOT, copy_of_sample
from vocdash.access import COMMAND_LINE
from vocdash.domain import Score, Sentiment
from vocdash.ingest.rescore import state
from vocdash.metrics.mentions import Mentioned
from vocdash.store import Store, open_store
from vocdash.text.agreement import agree
from vocdash.themes.drafts import listed, save_draft, versions
from vocdash.themes.effect import Clash, Effect, Example, Shared
from vocdash.ui.themes import effect, qualities
from vocdash.ui.trust import tables


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A copy of the sample that the page may write to."""
    copied = copy_of_sample(tmp_path)
    monkeypatch.setenv("VOCDASH_DATABASE_URL", copied)
    return copied


def open_page(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "themes.py"), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    return at.run()


def html(at: AppTest) -> str:
    assert not at.exception
    found = " ".join(str(block.value) for block in at.get("html") if "<style>" not in str(block.value))
    assert "voc-error" not in found
    return found


def buttons(at: AppTest) -> set[str]:
    return {str(button.key) for button in at.button}


def wait_until_read(store: Store) -> None:
    ends = time.monotonic() + 60
    while state(store).needed or state(store).running:
        assert time.monotonic() < ends, "the comments are not read again"
        time.sleep(0.2)


def test_a_draft_goes_from_its_words_to_the_comments_and_back(url: str) -> None:
    at = open_page(opened="A new theme")
    at.text_input(key="theme_name_new").set_value("<b>Sofas</b>")
    at.text_area(key="theme_seeds_new").set_value("Sofa\nqwertyuiop\n")
    at.button(key="theme_save").click().run()
    found = html(at)
    store = open_store(url)
    [draft] = [each for each in listed(store) if each.status == "draft"]
    assert (draft.name, draft.seeds) == ("<b>Sofas</b>", ("sofa", "qwertyuiop"))
    assert "&lt;b&gt;Sofas" in found and "<b>Sofas" not in found
    assert "comments gained, 0 lost" in found and "Matches nothing: </strong>“qwertyuiop”" in found
    assert "<mark>sofa</mark>" in found
    at.button(key="theme_publish").click().run()
    assert "being read again" in html(at) and "themes_reread" not in buttons(at)
    assert "is published as version 1" in html(at)
    wait_until_read(store)
    at.run()
    found = html(at)
    assert "mention “&lt;b&gt;Sofas&lt;/b&gt;”" in found and "<mark>sofa</mark>" in found and "theme_publish" not in buttons(at)
    at.button(key="theme_back").click().run()
    assert [(each.version, each.status) for each in versions(store, draft.code)] == [(1, "draft")]
    wait_until_read(store)
    store.close()


def test_a_new_name_alone_needs_no_draft_and_a_suggestion_is_accepted_or_dropped(url: str) -> None:
    store = open_store(url)
    at = open_page(opened="Staff")
    at.text_input(key="theme_name_staff_1").set_value("Our people")
    at.button(key="theme_save").click().run()
    assert "is called “Our people” from now on" in html(at) and not state(store).needed
    at.button(key="themes_suggest").click().run()
    html(at)
    first, second, *_ = [each for each in listed(store) if each.is_suggestion]
    at.text_input(key=f"suggested_{first.code}").set_value("Something")
    at.button(key=f"accept_{first.code}").click().run()
    assert "“Something” is a draft now" in html(at)
    at.button(key=f"drop_{second.code}").click().run()
    assert "is dropped and not suggested again" in html(at)
    left = {each.code: each for each in listed(store)}
    assert not left[first.code].is_suggestion and second.code not in left
    store.close()


def test_a_viewer_looks_and_changes_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_draft = open_store(url)
    save_draft(with_draft, COMMAND_LINE, "Staff", ["staff", "crew"], code="staff")
    with_draft.close()
    with monkeypatch.context() as patched:
        patched.setenv("VOCDASH_MIN_GROUP", "1")  # of the thinned sample too few speak of it in other ways than surveys
        at = open_page(opened="Staff", role="viewer", period="all")
    found = html(at)
    assert "comments mention “Staff”" in found and "<mark>" in found
    assert not buttons(at) & {"theme_save", "theme_publish", "theme_retire", "theme_drop", "themes_suggest"}
    assert not at.text_area
    few = html(open_page(opened="The repair (repair)", role="viewer"))
    assert "Too few people mention it here to show their words" in few or "No comment mentions it" in few
    assert "A new theme" not in at.selectbox(key="opened").options


def test_a_wrong_theme_in_the_link_opens_none(url: str) -> None:
    at = open_page(opened="Nonsense")
    html(at)
    assert at.selectbox(key="opened").value == ""


def test_an_effect_is_told_in_words_and_customer_text_is_never_markup() -> None:
    evil = Example("<script>late</script>", ((8, 12),))
    found = Effect(
        looked_at=5_000,
        comments=60_000,
        before=10,
        after=12,
        gained=2,
        lost=0,
        gained_examples=(evil,),
        lost_examples=(),
        words=(("late", 12), ("never", 0)),
        clashes=(Clash("late", "waiting", "Waiting"), Clash("wait", "waiting", "Waiting")),
        shared=(Shared("staff", "Staff", 3, evil),),
        alike=(),
        moved=(),
    )
    told = effect.lines(found) + effect.examples(found)
    assert "<script>" not in told and told.count("&lt;script&gt;<mark>late</mark>") == 2
    assert effect.title(found) == "2 comments gained, 0 lost: 10 now, 12 then"
    assert "5,000 of 60,000" in effect.caption(found)
    assert "“Waiting” has “late”, “wait”, too" in told and "3 clauses get “Staff” as well" in told and "“never”" in told


def test_five_qualities_are_shown_with_interval_number_and_agreement(url: str) -> None:
    found = html(open_page())
    assert "Five qualities" in found or "Missed most at" in found
    assert "κ" in found and "you react, soon" in found


def a_row(value: float, low: float, high: float, **keys: str) -> Mentioned:
    net = Score(value, low, high, 20)
    return Mentioned("responsive", "Responsive", "quality", keys, 20, 5, 15, 20, Score(4.0, 2.0, 7.0, 500), net, None)


def test_what_is_missed_most_is_said_only_beyond_noise() -> None:
    stages = {"buy": "Buy", "receive": "Receive"}
    unsure, sure = a_row(-60, -95, 4, stage="buy"), a_row(-40, -70, -10, stage="receive")
    assert "none is missed" in qualities.title([unsure], stages)
    assert qualities.title([unsure, sure], stages) == "Missed most at Receive: “Responsive”, net −40"
    hidden = replace(sure, hidden=True, comments=None)
    rows = qualities.by_stage([unsure, hidden], stages)
    assert [row[0] for row in rows] == ["Buy", "Receive"]
    assert (rows[0][2], rows[1][2]) == ("−60 (−95 to 4), n 20", "hidden")
    assert "voc-bad" in qualities.by_stage([sure], stages)[0][2]


def test_agreement_of_a_few_is_not_shown() -> None:
    few, many = (agree([(Sentiment.POSITIVE, Sentiment.POSITIVE), (Sentiment.NEGATIVE, Sentiment.NEGATIVE)] * times) for times in (2, 20))
    rows = {row[0]: row for row in qualities.overall([], {"responsive": many, "empathy": few})}
    told = {name: row[4] for name, row in rows.items()}
    assert [told[name] for name in told if "Responsive" in name or "Empathy" in name] == ["40", "–"]


def test_a_few_labels_promise_nothing() -> None:
    pairs = [(Sentiment.POSITIVE, Sentiment.POSITIVE)]
    assert tables.own_title(agree(pairs * 6)) == "6 labels are too few to tell how well it reads your comments"
    assert tables.own_title(agree(pairs * 30)) == "On your comments it agrees with people in 100% of 30 labels"
