"""A list of contacts, the whole way through the Upload page: known for what it is, checked row by row, brought in, undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import wait_until_calm
from tests.browser.server import serving
from tests.browser.test_browser_pages import PHONE, serious_problems
from tests.ui_world import copy_of_sample

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]
CALLS = """Customer,at,stage,touchpoint,kind,direction,human
Q20012,2026-10-20 10:00,Receive,Delivery,progress,out,no
Q20013,2026-10-21 11:00,get help,Phone,contact,in,yes
Q20014,2026-10-22 11:00,Get hlp,Phone,contact,in,yes
"""


def test_contacts_come_in_and_go_again(open_page: OpenPage, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(CALLS, encoding="utf-8")
    with serving(copy_of_sample(tmp_path)) as address, open_page(f"{address}/upload", width=PHONE) as page:
        page.locator("input[type=file]").first.set_input_files(path)
        expect(page.get_by_text("calls.csv lists contacts, not answers")).to_be_visible()
        expect(page.get_by_text("2 of 3 contacts can come in")).to_be_visible()
        for told in ("The stage of a contact is not understood.", "line 4, stage", "Get hlp", "Did you mean “Get help”?"):
            expect(page.get_by_text(told)).to_be_visible()
        assert serious_problems(page) == []
        page.get_by_role("button", name="Import 2 contacts").click()
        expect(page.get_by_text("2 contacts of calls.csv came in")).to_be_visible()
        page.get_by_role("button", name="Undo this import").first.click()
        page.get_by_role("button", name="Undo it now").click()
        expect(page.get_by_text("is undone: 2 contacts removed.")).to_be_visible()


DESK = "Ticket;Kunden-Nr.;Erstellt am;Vorgang\nT1;Q20012;20.10.2026 10:00;Anruf\nT2;Q20013;21.10.2026 11:00;Beschwerde\n"


def test_columns_of_a_service_desk_are_known_or_said(open_page: OpenPage, tmp_path: Path) -> None:
    path = tmp_path / "desk.csv"
    path.write_text(DESK, encoding="utf-8")
    with serving(copy_of_sample(tmp_path)) as address, open_page(f"{address}/upload") as page:
        page.locator("input[type=file]").first.set_input_files(path)
        page.get_by_role("button", name="It lists contacts").click()
        expect(page.get_by_text("desk.csv has no column stage and no column kind.")).to_be_visible()
        for field, option in (("Stage", "Always “Get help”"), ("Kind", "Column “Vorgang”")):
            wait_until_calm(page)
            page.get_by_role("combobox", name=field, exact=True).click()
            page.get_by_role("option", name=option).click()
        page.get_by_role("button", name="Import 2 contacts").click()
        expect(page.get_by_text("2 contacts of desk.csv came in")).to_be_visible()
        page.get_by_role("button", name="Upload another file").click()
        path.write_text(DESK.replace("20.10.", "22.10."), encoding="utf-8")
        page.locator("input[type=file]").first.set_input_files(path)
        expect(page.get_by_text("The columns mean what they meant in the last file like this one.")).to_be_visible()
        expect(page.get_by_role("button", name="Import 1 contact")).to_be_visible()
