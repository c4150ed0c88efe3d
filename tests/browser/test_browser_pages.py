"""Every page in a real browser on a real server: no exception, no sideways scroll on a phone, nothing serious for axe-core."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import wait_until_idle
from tests.browser.server import serving
from tests.ui_world import PAGES, copy_of_sample, sample_database
from vocdash.ui.sitemap import BY_NAME

pytestmark = pytest.mark.browser

SERIOUS = ("serious", "critical")
STANDARDS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PHONE = 390
PLACES = "[popovertarget=voc_filter_places]"

OpenPage = Callable[..., Any]


def serious_problems(page: Page, within: str | None = None) -> list[str]:
    found = Axe().run(page, within, options=STANDARDS).response["violations"]
    return [
        f"{problem['id']}: {problem['help']} at {[node['target'] for node in problem['nodes']][:4]}"
        for problem in found
        if problem["impact"] in SERIOUS
    ]


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (PHONE, True)], ids=["wide and light", "phone and dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_up_in_the_browser(open_page: OpenPage, address: str, name: str, width: int, dark: bool) -> None:
    with open_page(f"{address}/{name}", width=width, dark=dark) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text(BY_NAME[name].title)
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page.locator(".voc-error")).to_have_count(0)
        if width == PHONE:
            wide, seen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            main = page.get_by_test_id("stMain").evaluate("box => [box.scrollWidth, box.clientWidth]")
            assert wide <= seen
            assert main[0] <= main[1]
        assert serious_problems(page) == []


def test_the_drawer_of_a_cell_is_a_link_and_the_map_prints_on_one_page(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/touchpoints") as page:
        cell = page.locator(".voc-at-wide .voc-grid > a[href*='cell=receive.delivery']")
        dialog = page.get_by_role("dialog")
        for _ in range(2):
            cell.click()
            expect(dialog.get_by_text("Owner")).to_be_visible()
            expect(page).to_have_url(re.compile(r"cell=receive\.delivery"))
            assert serious_problems(page) == []
            page.keyboard.press("Escape")
            expect(dialog).to_have_count(0)
            wait_until_idle(page)
            expect(page).not_to_have_url(re.compile("cell="))
        page.go_back()
        expect(dialog.get_by_text("Owner")).to_be_visible()
        page.go_back()
        expect(dialog).to_have_count(0)
        wait_until_idle(page)
        stops = page.locator(".voc-at-wide .voc-grid > a[tabindex='0']")
        expect(stops).to_have_count(1)
        stops.focus()
        for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft"):
            page.keyboard.press(key)
        reached = page.evaluate("document.activeElement.getAttribute('href').match(/cell=([^&]*)/)[1]")
        assert reached == "aware.website", "right of the advert, down twice, and left"
        expect(stops).to_have_count(1)
        page.keyboard.press("Enter")
        expect(dialog.get_by_text("Owner")).to_be_visible()
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        wait_until_idle(page)
        page.get_by_role("radio", name="Answers").click()
        wait_until_idle(page)
        expect(dialog).to_have_count(0)
        (sheet,) = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
        printed = re.sub(r"\s", "", sheet.extract_text())
        assert "2026" in printed and "Everybody" in printed, "a sheet says of when and of whom it is"
        assert "Showastable" not in printed, "nobody can press paper"
        assert "Answers" in printed and "Gaptowanted" not in printed, "of what can be chosen it shows what was"


@pytest.mark.parametrize("name", ["Show as table", "How this is computed", "Views"])
def test_what_opens_below_a_button_stands_up_in_the_dark(open_page: OpenPage, address: str, name: str) -> None:
    with open_page(f"{address}/touchpoints", dark=True) as page:
        page.get_by_role("button", name=name).first.click()
        wait_until_idle(page)
        assert serious_problems(page) == []


def test_the_table_behind_a_picture_is_opened_by_a_key_read_and_taken_along(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/touchpoints") as page:
        button = page.get_by_role("button", name="Show as table").first
        button.press("Enter")
        table = page.locator("#voc_table_heat").get_by_role("table")
        expect(table).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        taken = page.get_by_role("button", name="Download as CSV")
        expect(taken).to_be_focused()
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        head, *rows = csv.reader(StringIO(Path(download.value.path()).read_text(encoding="utf-8")))
        assert table.get_by_role("columnheader").all_inner_texts() == head
        assert rows and table.locator("tbody tr td:first-child").all_inner_texts() == [row[0] for row in rows]
        page.keyboard.press("Escape")
        expect(table).to_be_hidden()
        expect(button).to_be_focused()
        button.press("Enter")
        page.locator("#voc_table_heat").get_by_role("link", name="Delivery in Receive").press("Enter")
        expect(page.get_by_role("dialog").get_by_text("Owner")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.goto(f"{address}/touchpoints?cell=buy.moon")
        expect(page.get_by_text("The link names the cell “buy.moon”, which does not exist here")).to_be_visible()


def test_a_long_formula_on_a_phone_is_scrolled_by_keys(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/journey_map", width=PHONE) as page:
        page.get_by_role("button", name="How this is computed").first.click()
        wait_until_idle(page)
        assert serious_problems(page) == []


def test_the_map_prints_on_one_landscape_page(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/journey_map") as page:
        expect(page.locator(".st-key-voc_card_map .voc-at-wide img")).to_be_visible()
        printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    width, height = (float(side) for side in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)[0])
    assert width > height


def test_keys_show_where_they_are(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/glossary") as page:
        for name in ("Journey map", "Heat map"):
            link = page.get_by_role("link", name=name)
            link.focus()
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("Tab")
            assert link.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"


def test_a_popover_opened_by_a_key_takes_the_focus_and_gives_it_back(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/voices") as page:
        button = page.locator(PLACES)
        stages, channels = (page.get_by_role("group", name=name, exact=True) for name in ("Stage", "Channel"))
        button.focus()
        page.keyboard.press("Enter")
        expect(stages.get_by_role("checkbox").first).to_be_focused()
        page.keyboard.press("Space")
        expect(page).to_have_url(re.compile("stage="))
        expect(stages.get_by_role("checkbox").first).to_be_checked()
        expect(stages.get_by_role("checkbox").first).to_be_focused()
        channels.get_by_role("checkbox").last.focus()
        page.keyboard.press("Tab")
        expect(channels).to_be_visible()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Escape")
        expect(button).to_be_focused()
        expect(stages).to_have_count(0)


def test_a_filter_is_in_the_address_and_comes_back_from_it(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/voices") as page:
        page.locator(PLACES).click()
        page.get_by_role("group", name="Touchpoint", exact=True).get_by_label("Search").fill("deliv")
        expect(page.get_by_role("checkbox", name="Website")).to_be_hidden()
        page.get_by_role("group", name="Stage", exact=True).get_by_label("Receive").check()
        wait_until_idle(page)
        expect(page.get_by_role("checkbox", name="Website")).to_be_hidden()  # the panel stands open as it was left
        assert serious_problems(page, "#voc_filter_places") == []
        expect(page).to_have_url(re.compile(r"stage=Receive"))
        page.reload()
        wait_until_idle(page)
        expect(page.locator(PLACES)).to_contain_text("Receive")
        page.get_by_role("link", name="Journey map").click()
        wait_until_idle(page)
        expect(page.locator(PLACES)).to_contain_text("Receive")


def test_filters_stay_in_the_address_from_the_first_change_of_page_on(open_page: OpenPage, address: str) -> None:
    """After a full load, and over a page without filters."""
    query = "stage=Receive&stage=Buy&seg_region=north&weighted=true&role=lead"
    with open_page(f"{address}/voices?{query}") as page:
        asked: list[str] = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
        assert f"{address}/_stcore/health" in asked
        assert not [each for each in asked if "/voices/" in each], "the server is not looked for below the page"
        for name in ("Journey map", "Glossary", "Heat map"):
            page.get_by_role("link", name=name).click()
            expect(page.get_by_role("heading", level=1)).to_have_text(name)
            wait_until_idle(page)
            expect(page).to_have_url(re.compile("role=lead"))
            if name != "Glossary":
                for part in query.split("&"):
                    expect(page).to_have_url(re.compile(part))
                expect(page.locator(PLACES)).to_contain_text("Receive +1")
        page.locator(PLACES).click()
        page.get_by_role("button", name="Clear all").first.click()
        expect(page.locator(PLACES)).to_contain_text("All stages")
        expect(page).not_to_have_url(re.compile("stage="))


def test_the_way_back_brings_old_filters_back(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/voices?stage=Receive") as page:
        label = page.locator(PLACES)
        page.evaluate("window.loadedOnce = true")
        page.get_by_role("link", name="Journey map").focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("journey_map.*stage=Receive"))
        expect(page.locator(".voc-nav [aria-current]")).to_be_focused()
        assert page.evaluate("window.loadedOnce")
        label.click()
        page.get_by_role("button", name="Clear all").first.click()
        expect(label).to_contain_text("All stages")
        page.go_back()
        expect(label).to_contain_text("Receive")
        page.go_back()
        expect(page).to_have_url(re.compile(r"voices\?stage=Receive"))
        expect(label).to_contain_text("Receive")


def test_a_sentence_leads_to_the_cell_and_keeps_the_filters(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/overview?period=12-months&role=lead") as page:
        page.get_by_role("link", name="Read more like it").first.click()
        wait_until_idle(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Voices")
        expect(page).to_have_url(re.compile(r"period=Last(\+|%20)12(\+|%20)months"))
        expect(page).to_have_url(re.compile(r"role=lead"))


def test_an_event_is_marked_where_the_chart_is_and_stands_on_every_time_axis(open_page: OpenPage, tmp_path: Any) -> None:
    with serving(copy_of_sample(tmp_path)) as own, open_page(f"{own}/touchpoint?stage=Receive&touchpoint=Delivery") as page:
        page.get_by_role("button", name="Mark an event").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Save this mark").click()
        expect(dialog.get_by_text("A mark needs a name.")).to_be_visible()
        dialog.get_by_role("textbox", name="What happened").fill("Warehouse flooded")
        assert serious_problems(page) == []
        dialog.get_by_role("button", name="Save this mark").click()
        expect(dialog).to_have_count(0)
        page.get_by_role("link", name="Overview").click()
        wait_until_idle(page)
        expect(page.get_by_text("Warehouse flooded").filter(visible=True).first).to_be_visible()


def test_a_row_leads_to_the_place_it_stands_for(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/stage?stage=Receive") as page:
        page.evaluate("window.loadedOnce = true")
        chart = page.locator("section.voc-card", has_text=re.compile(r"of \d+ touchpoints? falls? short")).locator(".voc-over")
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 15)
        expect(page.locator(".voc-tip")).to_contain_text(re.compile(r"Score: [\s\S]*Answers: "))
        page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + 15)
        expect(page.get_by_role("heading", level=1)).to_have_text("Touchpoint")
        wait_until_idle(page)
        expect(page).to_have_url(re.compile(r"stage=Receive"))
        expect(page).to_have_url(re.compile(r"touchpoint=Delivery"))
        expect(page.get_by_role("heading", name="Delivery in Receive", exact=True)).to_be_visible()
        assert page.evaluate("window.loadedOnce"), "the page was not loaded anew"
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("Stage")
        wait_until_idle(page)
        expect(page).not_to_have_url(re.compile(r"touchpoint="))


@pytest.mark.parametrize("width", [1440, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("place", ["stage?stage=Receive", "touchpoint?stage=Receive&touchpoint=Delivery"])
def test_a_place_stands_up_in_the_browser(open_page: OpenPage, address: str, place: str, width: int) -> None:
    with open_page(f"{address}/{place}", width=width) as page:
        expect(page.locator(".voc-figures")).to_be_visible()
        expect(page.locator(".voc-error")).to_have_count(0)
        main = page.get_by_test_id("stMain").evaluate("box => [box.scrollWidth, box.clientWidth]")
        assert main[0] <= main[1]
        assert serious_problems(page) == []


SUB_VIEWS = (
    "compare?by=Channels&rows=By+touchpoint",
    "touchpoints?measure=Importance",
    "stage?stage=Receive&window=Quarters",
    "voices?themes=Over+time",
    "design?part=Cells",
    "design?part=Actions",
    "design?part=Teams+and+persons",
    "design?part=Scope+sheet",
    "design?part=Future",
    "design?part=Key+journeys",
    "design?part=Share",
    "design?part=History",
)


@pytest.mark.parametrize("view", SUB_VIEWS)
def test_what_lies_behind_a_switch_stands_up_on_a_dark_phone(open_page: OpenPage, address: str, view: str) -> None:
    with open_page(f"{address}/{view}&role=lead", width=PHONE, dark=True) as page:
        expect(page.locator(".voc-error")).to_have_count(0)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        main = page.get_by_test_id("stMain").evaluate("box => [box.scrollWidth, box.clientWidth]")
        assert main[0] <= main[1]
        assert serious_problems(page) == []


def test_words_of_a_customer_never_become_markup(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/voices?q=%3Cimg%20src%3Dx%3E") as page:
        expect(page.locator(".voc-finding img, .voc-empty img")).to_have_count(0)
        expect(page.get_by_text("<img src=x>").first).to_be_visible()


def test_a_quote_is_collected_and_taken_out_by_keys(open_page: OpenPage, address: str) -> None:
    with open_page(f"{address}/voices") as page:
        buttons = page.locator(".voc-said button")
        buttons.nth(1).focus()
        for label, kept in (("Collected", "Quotes · 1"), ("Quote", "Quotes")):
            page.keyboard.press("Enter")
            expect(page.locator(".st-key-voc_basket button").first).to_contain_text(kept)
            expect(buttons.nth(1)).to_contain_text(label)
            expect(buttons.nth(1)).to_be_focused()
            expect(page).to_have_url(re.compile("basket=" if label == "Collected" else r"^((?!basket=).)*$"))
        expect(buttons.nth(0)).to_contain_text("Quote")


def test_a_deep_link_to_a_fresh_process_cannot_get_around_a_role(open_page: OpenPage) -> None:
    with serving(sample_database()) as fresh, open_page(f"{fresh}/upload?role=viewer") as page:
        expect(page.get_by_text("As viewer you may not open the page Upload.")).to_be_visible()
        expect(page.get_by_test_id("stFileUploader")).to_have_count(0)
        expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)


def test_a_trusted_proxy_decides_who_somebody_is(open_page: OpenPage) -> None:
    """The browser cannot send headers of its own on a WebSocket, except its name: so that header carries the user here."""
    settings = {
        "auth": "header",
        "user_header": "User-Agent",
        "groups_header": "User-Agent",
        "role_groups": "viewer=desk;lead=lead,steering",
    }
    with serving(sample_database(), **settings) as fresh:
        for name, allowed in (("desk", False), ("steering", True), ("stranger", False)):
            with open_page(f"{fresh}/upload?role=admin", user_agent=name) as page:
                expect(page.get_by_test_id("stFileUploader")).to_have_count(1 if allowed else 0)
        with open_page(fresh, user_agent="stranger") as page:
            expect(page.get_by_text("stranger is signed in but has no role here.")).to_be_visible()


def test_starting_empty_and_bringing_in_a_file(open_page: OpenPage, tmp_path: Any) -> None:
    lines = ["submission_id,date,question,stage,touchpoint,scale,value"]
    lines += [f"{n},2026-05-{1 + n % 28:02d},sat,Buy,Website,csat,{1 + n % 5}" for n in range(1, 61)]
    file = tmp_path / "answers.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    with serving(copy_of_sample(tmp_path)) as own, open_page(own) as page:
        page.get_by_role("button", name="Start empty").click()
        expect(page.get_by_text("There are no answers yet.")).to_be_visible(timeout=30_000)
        page.get_by_role("link", name="Upload", exact=True).first.click()
        page.locator("input[type=file]").first.set_input_files(file)
        page.get_by_role("button", name="Say what it means").click()
        page.get_by_role("button", name="Check every row").click()
        page.get_by_role("button", name="Import 60 rows").click()
        expect(page.get_by_text("60 rows came in")).to_be_visible(timeout=60_000)
        page.get_by_role("link", name="Open the overview").click()
        wait_until_idle(page)
        expect(page.locator(".voc-hero")).to_be_visible()
        expect(page.get_by_text("Sample data")).to_have_count(0)


def test_stages_are_dragged_into_order_and_moved_by_keys(address: str, open_page: OpenPage) -> None:
    with open_page(f"{address}/design") as page:
        page.get_by_role("button", name="Drag into order").click()
        rows = page.locator("ul.order li")
        names = rows.locator(".name")
        expect(rows).to_have_count(7)
        first, second, third = names.all_inner_texts()[:3]
        start, end = rows.nth(0).bounding_box(), rows.nth(1).bounding_box()
        assert start is not None and end is not None
        page.mouse.move(start["x"] + 60, start["y"] + 10)
        page.mouse.down()
        page.mouse.move(start["x"] + 60, end["y"] + end["height"] - 4, steps=5)
        page.mouse.up()
        expect(page.get_by_text(f"1. {second}")).to_be_visible()
        expect(names.nth(1)).to_have_text(first)
        rows.nth(1).press("Alt+ArrowUp")
        rows.nth(0).press("Enter")
        expect(page.get_by_text(f"1. {first}")).to_be_visible()
        expect(page.get_by_text(f"3. {third}")).to_be_visible()
        page.keyboard.press("Escape")
        expect(rows).to_have_count(0)
        page.get_by_role("button", name="Edit", exact=True).first.click()  # its fields come when it is opened
        expect(page.get_by_label("Name", exact=True)).to_have_value(first)
        expect(page.get_by_role("button", name="Save this stage")).to_be_visible()
