"""The inbox in a real browser: keys, a drawer behind a link, and two people at the same case."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from tests.browser.conftest import wait_until_calm, wait_until_idle
from tests.browser.server import serving
from tests.browser.test_browser_pages import serious_problems
from tests.ui_world import copy_of_sample, sample_database
from vocdash.access import COMMAND_LINE
from vocdash.cases.change import update_case
from vocdash.cases.find import find_ids
from vocdash.cases.read import read_case
from vocdash.cases.state import Change
from vocdash.cases.status import Status
from vocdash.cases.wanted import Sort, Wanted
from vocdash.store import open_store
from vocdash.store import tables as t
from vocdash.ui.cases import facts

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]


def test_two_people_at_one_case_lose_nothing(open_page: OpenPage, tmp_path: Path) -> None:
    url = copy_of_sample(tmp_path)
    store = open_store(url)
    number = next(iter(find_ids(store, COMMAND_LINE, Wanted(), Sort.NEWEST)))
    before = read_case(store, COMMAND_LINE, number).state.status
    with serving(url) as address, open_page(f"{address}/inbox?case={number}") as one, open_page(f"{address}/inbox?case={number}") as other:
        other.get_by_role("dialog").get_by_text("Add a note").click()
        other.get_by_role("textbox", name="Note").fill("The driver comes again on Saturday.")
        other.get_by_role("textbox", name="Note").press("Tab")
        wait_until_idle(other)
        forward = one.get_by_role("dialog").get_by_test_id("stBaseButton-primary").last
        pressed = forward.inner_text()
        forward.click()
        expect(one.get_by_role("dialog").get_by_role("button", name=pressed)).to_have_count(0)
        other.get_by_role("button", name="Save note").click()
        expect(other.get_by_text("Someone changed this case while you were writing.")).to_be_visible()
        expect(other.get_by_role("textbox", name="Note")).to_have_value("The driver comes again on Saturday.")
        assert [event.kind for event in read_case(store, COMMAND_LINE, number).history][-1] == "status"
        other.get_by_role("button", name="Save note").click()
        wait_until_idle(other)
        expect(other.get_by_role("dialog").get_by_text("“The driver comes again on Saturday.”")).to_be_visible()
    file = read_case(store, COMMAND_LINE, number)
    store.close()
    assert file.state.status is not before
    assert [event.kind for event in file.history][-2:] == ["status", "note"]


def test_a_form_somebody_was_overtaken_at_keeps_what_was_typed_and_undoes_nothing(open_page: OpenPage, tmp_path: Path) -> None:
    url = copy_of_sample(tmp_path)
    store = open_store(url)
    number = next(iter(find_ids(store, COMMAND_LINE, Wanted(values=(("severity", (2,)),)), Sort.NEWEST)))
    with serving(url) as address, open_page(f"{address}/inbox?case={number}") as page:
        drawer = page.get_by_role("dialog")
        drawer.get_by_text("Cause, tags, follow-up").click()
        drawer.get_by_role("textbox", name="Reason").fill("Two orders were mixed up.")
        update_case(store, COMMAND_LINE, number, read_case(store, COMMAND_LINE, number).state.version, Change(severity=4))
        drawer.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
        expect(drawer.get_by_test_id("stForm").get_by_text("Someone changed this case while you were writing.")).to_be_visible()
        expect(drawer.get_by_role("textbox", name="Reason")).to_have_value("Two orders were mixed up.")
        drawer.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
        expect(drawer.get_by_text(re.compile("Cause: .*, Two orders were mixed up."))).to_be_visible()
    state = read_case(store, COMMAND_LINE, number).state
    store.close()
    assert (state.severity, state.cause_reason) == (4, "Two orders were mixed up.")


def test_keys_walk_through_the_list_and_open_a_case(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/inbox") as page:
        rows = page.locator("button.row")
        expect(rows.first).to_be_visible()
        page.keyboard.press("j")
        expect(rows.nth(0)).to_be_focused()
        page.keyboard.press("j")
        expect(rows.nth(1)).to_be_focused()
        page.keyboard.press("k")
        expect(rows.nth(0)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog").get_by_text("The customer’s road")).to_be_visible()
        assert serious_problems(page) == []
        day = page.get_by_role("dialog").get_by_test_id("stDateInput").get_by_role("spinbutton").last
        before = day.inner_text()
        day.focus()
        page.keyboard.type("2")
        expect(day).not_to_have_text(before)
        page.keyboard.press("Escape")
        expect(day).to_be_focused()
        page.keyboard.type(before[1:])
        expect(day).to_have_text(before)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog").get_by_role("button", name="Close", exact=True)).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(rows.nth(0)).to_be_focused()
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox").first).to_be_focused()


@pytest.mark.parametrize(("keys", "role", "name"), [("ja", "combobox", "Owner"), ("jc", "textbox", "Note")])
def test_keys_in_the_list_lead_into_the_case(open_page: OpenPage, address: str, keys: str, role: Any, name: str) -> None:
    with open_page(f"{address}/inbox") as page:
        expect(page.locator("button.row").first).to_be_visible()
        for key in keys:
            page.keyboard.press(key)
        expect(page.get_by_role("dialog").get_by_role(role, name=name)).to_be_focused()


@pytest.mark.parametrize(("key", "role", "name"), [("s", "combobox", "Status"), ("c", "textbox", "Note")])
def test_keys_in_the_case_lead_to_its_parts(open_page: OpenPage, address: str, key: str, role: Any, name: str) -> None:
    with open_page(f"{address}/inbox") as page:
        page.locator("button.row").first.click()
        drawer = page.get_by_role("dialog")
        expect(drawer.get_by_text("The customer’s road")).to_be_visible()
        wait_until_idle(page)
        page.keyboard.press(key)
        expect(drawer.get_by_role(role, name=name)).to_be_focused()


@pytest.mark.parametrize("wait", [wait_until_idle, lambda page: None], ids=["slow", "fast"])
def test_keys_tick_several_cases_at_any_pace(open_page: OpenPage, address: str, wait: Callable[[Any], None]) -> None:
    with open_page(f"{address}/inbox") as page:
        expect(page.locator("button.row").first).to_be_visible()
        for key in "jxjxjx":
            page.keyboard.press(key)
            wait(page)
        expect(page.get_by_text("3 chosen")).to_be_visible()
        expect(page.get_by_role("checkbox", name=re.compile("Choose Case"), checked=True)).to_have_count(3)
        page.get_by_role("button", name="Untick all").click()
        expect(page.get_by_role("checkbox", name=re.compile("Choose Case"), checked=True)).to_have_count(0)


def test_a_link_holds_filters_order_and_page_and_they_are_there_on_the_way_back(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/inbox?queue=done&case_sort=severity&case_stage=Receive&case_stage=Buy") as page:
        first = page.locator("button.row").first
        before = str(first.get_attribute("aria-label"))
        page.get_by_role("button", name="Next page").click()
        expect(page).to_have_url(re.compile("after="))
        expect(first).not_to_have_attribute("aria-label", before)
        shown = str(first.get_attribute("aria-label"))
        with open_page(page.url) as another:
            expect(another.locator("button.row").first).to_have_attribute("aria-label", shown)
            expect(another.get_by_role("button", name="Stage: 1")).to_be_visible()
        page.get_by_role("link", name="Complaints").first.click()
        expect(page.get_by_role("heading", name="Complaints", exact=True)).to_be_visible()
        page.get_by_role("link", name="Inbox").first.click()
        expect(page.get_by_role("heading", name="Inbox", exact=True)).to_be_visible()
        expect(page).to_have_url(re.compile("queue=done.*case_stage=Receive&case_stage=Buy"))
        page.get_by_role("button", name="Clear filters").click()
        expect(page).not_to_have_url(re.compile("case_stage"))


def test_a_status_is_picked_and_stands_in_the_history_and_in_the_list(open_page: OpenPage, tmp_path: Path) -> None:
    url = copy_of_sample(tmp_path)
    store = open_store(url)
    number = next(iter(find_ids(store, COMMAND_LINE, Wanted(values=(("status", ("new",)),)), Sort.NEWEST)))
    with serving(url) as address, open_page(f"{address}/inbox?case={number}") as page:
        drawer = page.get_by_role("dialog")
        wait_until_calm(page)
        drawer.get_by_role("combobox", name="Status").click()
        page.get_by_role("option", name="Waiting for customer").click()
        expect(drawer.get_by_text("New → Waiting for customer")).to_be_visible()
        expect(drawer.get_by_role("button", name="Take up again")).to_be_visible()
        drawer.get_by_role("combobox", name="Status").click()
        expect(page.get_by_role("option")).to_have_text(["Waiting for customer", "In progress", "Solved", "Closed", "Not a complaint"])
    file = read_case(store, COMMAND_LINE, number)
    store.close()
    assert file.state.status is Status.WAITING
    assert [event.detail.get("after") for event in file.history if event.kind == "status"] == ["waiting for customer"]


def test_the_facts_are_copied_as_plain_text(open_page: OpenPage, address: str) -> None:
    store = open_store(sample_database())
    number = next(iter(find_ids(store, COMMAND_LINE, Wanted(), Sort.NEWEST)))
    expected = facts.as_text(read_case(store, COMMAND_LINE, number))
    store.close()
    with open_page(f"{address}/inbox?case={number}") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("dialog").get_by_role("button", name="Copy facts").click()
        expect(page.get_by_role("dialog").get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[0].startswith(f"Case C-{number}, ")
    # Days are written as the browser asks for; everything else is the same.
    assert [line.partition(":")[0] for line in copied.splitlines()[1:]] == [line.partition(":")[0] for line in expected.splitlines()[1:]]
    assert "<" not in copied


def test_many_are_merged_and_the_merge_is_taken_back(open_page: OpenPage, tmp_path: Path) -> None:
    url = copy_of_sample(tmp_path)
    with serving(url) as address, open_page(f"{address}/inbox") as page:
        for row in range(3):
            page.locator("input[type=checkbox]").nth(row).check()
        page.get_by_role("button", name=re.compile("Merge into")).click()
        expect(page.get_by_text(re.compile(r"These are of different customers: C-\d+ of P-.+, C-\d+ of P-"))).to_be_visible()
        page.get_by_role("button", name="Merge all the same").click()
        expect(page.get_by_text(re.compile("2 cases merged into C-"))).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("3 cases as before.")).to_be_visible()
        # The browser sends what it knows with every click; what was ticked for the last change is not chosen again.
        page.get_by_role("button", name="Dismiss").click()
        expect(page.get_by_role("button", name="Dismiss")).to_have_count(0)
        wait_until_idle(page)
        expect(page.get_by_text(re.compile(r"\d chosen"))).to_have_count(0)
        expect(page.get_by_role("checkbox", name=re.compile("Choose Case"), checked=True)).to_have_count(0)
    store = open_store(url)
    with store.reading() as connection:
        assert not connection.scalar(sa.select(sa.func.count()).select_from(t.cases).where(t.cases.c.merged_into.is_not(None)))
    store.close()
