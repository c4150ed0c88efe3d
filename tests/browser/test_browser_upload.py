"""A file of one's own, the whole way through the Upload page in a real browser: read, understood, corrected, imported, undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.browser.conftest import wait_until_calm, wait_until_idle
from tests.browser.server import serving
from tests.browser.test_browser_pages import PHONE, serious_problems
from tests.ui_world import copy_of_sample
from vocdash.store import open_store
from vocdash.store import tables as t

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]

SLOW = 60_000
WORDS = ("Very satisfied", "Satisfied", "Neither satisfied nor dissatisfied", "Dissatisfied", "Very dissatisfied")
DELIVERY = "How satisfied were you with delivery?"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on an empty database."""
    with serving(f"sqlite:///{tmp_path_factory.mktemp('own') / 'own.sqlite'}", sample="no") as address:
        yield address


def export(folder: Path, name: str = "garden.csv") -> Path:
    """A survey as a tool of a garden centre exports it: Windows text, semicolons, days first, words, and a slip of the pen."""
    lines = [f"Response no;Submitted;How satisfied were you with ordering?;{DELIVERY};Why this score?;Region;E-mail"]
    for n in range(1, 61):
        delivery = "55" if n == 7 else str(1 + n % 5)
        comment = f"The café chair number {n} came {'whole' if n % 2 else 'broken, and nobody answered my letter'}"
        region = ("North", "South")[n % 2]
        lines.append(f"R{n};{1 + n % 28:02d}.05.2026;{WORDS[n % 5]};{delivery};{comment};{region};guest{n}@example.org")
    path = folder / name
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path


def give(page: Page, path: Path) -> None:
    page.locator("input[type=file]").first.set_input_files(path)
    expect(page.get_by_role("button", name="Say what it means")).to_be_visible(timeout=SLOW)
    wait_until_idle(page)


_FADED_MS = 400


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    wait_until_idle(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose or type a value of a selectbox."""
    field = page.get_by_role("combobox", name=label)
    wait_until_calm(page)
    field.click()
    field.fill(option)
    expect(page.get_by_role("option").filter(has_text=option).first).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value(option)
    wait_until_idle(page)


def test_the_whole_way_of_a_file_and_back(open_page: OpenPage, own: str, tmp_path: Path) -> None:
    with open_page(f"{own}/upload") as page:
        give(page, export(tmp_path))
        expect(page.get_by_text("We read garden.csv: 60 rows, 7 columns")).to_be_visible()
        expect(page.get_by_role("combobox", name="Columns split by")).to_have_value("Semicolon ;")
        choose(page, "Encoding", "Windows western")
        expect(page.get_by_role("combobox", name="Encoding · your choice")).to_have_value("Windows western")
        press(page, "Say what it means")
        expect(page.get_by_text("All 7 columns are understood")).to_be_visible()
        choose(page, "Look closer at a column", DELIVERY)
        choose(page, "Touchpoint", "Van to the door")
        choose(page, "Journey", "Our garden")
        press(page, "Check every row")
        expect(page.get_by_text("All 60 rows can come in")).to_be_visible(timeout=SLOW)
        expect(page.get_by_text("Van to the door").first).to_be_visible()
        expect(page.get_by_text("outside the scale").first).to_be_visible()
        expect(page.get_by_text("Nothing was brought in yet.")).to_be_visible()
        press(page, "Import 60 rows")
        expect(page.get_by_text("60 rows came in")).to_be_visible(timeout=SLOW)
        expect(page).to_have_url(re.compile("job="))
        page.reload()
        expect(page.get_by_text("60 rows came in")).to_be_visible(timeout=SLOW)
        job = page.url
        page.get_by_role("link", name="Open the overview").click()
        expect(page.locator(".voc-hero")).to_be_visible(timeout=SLOW)
        expect(page).to_have_url(re.compile(r"period=From.*method=Survey|method=Survey.*period=From"))
        expect(page.locator("[popovertarget=voc_filter_journey]")).to_contain_text("Our garden")

        page.goto(job)
        wait_until_idle(page)
        press(page, "Upload another file")
        give(page, export(tmp_path, "garden-june.csv"))
        press(page, "Say what it means")
        expect(page.get_by_text("Recognised as “garden.csv”")).to_be_visible()
        press(page, "Check every row")
        expect(page.get_by_text("All 60 rows are here already, so there is nothing to import")).to_be_visible(timeout=SLOW)
        expect(page.get_by_role("button", name=re.compile("^Import"))).to_have_count(0)
        expect(page.get_by_role("button", name="Upload another file")).to_be_visible()

        press(page, "Undo this import")
        press(page, "Undo it now")
        expect(page.get_by_text("60 submissions removed")).to_be_visible(timeout=SLOW)


def know_a_source(database: str, name: str) -> None:
    """As if a survey had come in before: how it was collected is settled."""
    store = open_store(database)
    with store.writing() as connection:
        connection.execute(sa.insert(t.sources).values(code="garden-survey", name=name, method="survey"))
    store.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_step_stands_on_a_phone(open_page: OpenPage, tmp_path: Path, dark: bool) -> None:
    database = copy_of_sample(tmp_path)
    know_a_source(database, "Garden survey")
    with serving(database) as fresh, open_page(f"{fresh}/upload", width=PHONE, dark=dark) as page:
        give(page, export(tmp_path, f"phone-{dark}.csv"))
        fits(page)
        press(page, "Say what it means")
        fits(page)
        choose(page, "Source", "Garden survey")
        expect(page.get_by_role("combobox", name="How it was collected")).to_be_disabled()
        fits(page)
        press(page, "Check every row")
        expect(page.locator(".st-key-voc_card_report")).to_be_visible(timeout=SLOW)
        fits(page)


def fits(page: Page) -> None:
    """Nothing is wider than the phone, and nothing serious is wrong for axe-core."""
    # A button on its way to or from the pointer's colour has neither of its contrasts.
    page.mouse.move(0, 0)
    page.wait_for_timeout(_FADED_MS)
    wide, seen = page.get_by_test_id("stMain").evaluate("box => [box.scrollWidth, box.clientWidth]")
    assert wide <= seen
    assert serious_problems(page) == []


def test_a_file_that_cannot_be_read_is_told_and_another_can_be_chosen(open_page: OpenPage, own: str, tmp_path: Path) -> None:
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    with open_page(f"{own}/upload") as page:
        page.locator("input[type=file]").first.set_input_files(picture)
        expect(page.locator(".voc-error")).to_be_visible(timeout=SLOW)
        give(page, export(tmp_path, "after.csv"))
        press(page, "Choose another file")
        expect(page.get_by_test_id("stFileUploader")).to_be_visible()
