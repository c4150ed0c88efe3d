"""The inbox in a real browser: keys, a drawer behind a link, and two people at the same case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import wait_until_idle
from tests.browser.server import serving
from tests.browser.test_browser_pages import serious_problems
from tests.ui_world import copy_of_sample
from vocdash.access import COMMAND_LINE
from vocdash.cases.find import Sort, Wanted, find_ids
from vocdash.cases.read import read_case
from vocdash.store import open_store

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]


def test_two_people_at_one_case_lose_nothing(open_page: OpenPage, tmp_path: Path) -> None:
    url = copy_of_sample(tmp_path)
    store = open_store(url)
    number = next(iter(find_ids(store, COMMAND_LINE, Wanted(), Sort.NEWEST)))
    before = read_case(store, COMMAND_LINE, number).state.status
    with serving(url) as address, open_page(f"{address}/inbox?case={number}") as one, open_page(f"{address}/inbox?case={number}") as other:
        one.get_by_test_id("stBaseButton-primary").last.click()
        wait_until_idle(one)
        other.get_by_role("dialog").get_by_text("Add a note").click()
        other.get_by_role("textbox", name="Note").fill("The driver comes again on Saturday.")
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
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox").first).to_be_focused()
