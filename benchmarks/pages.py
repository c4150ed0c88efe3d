"""How long people wait for a page: a real browser on a real server, with a million answers behind it.

A first view is that of whoever looks first after a write, when nothing is remembered; the browser has been here before. It stands
when the script has run and no placeholder is left; the words before it say when the first of its findings can be read. A change
of a filter is timed from the click on an option to the same moment, each time on an option nobody chose before.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import whole
from benchmarks.databases import fresh_url
from benchmarks.server import served
from benchmarks.table import print_heading, print_table
from vocdash.store import open_store
from vocdash.ui.sitemap import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUIET_MS = 250
"""A page has come to rest when it did not run for so long; the wait itself is not counted."""

BARE = "bare Streamlit"
"""The floor: a page of a title and one list to pick from, which computes nothing, with our settings on the same machine."""

_BARE = """
import streamlit as st

st.title(st.selectbox("Pick", ["one", "two", "three", "four", "five"]))
"""

_PATIENCE_MS = 120_000
_FILTERS = ("Segment", "Period", "Stage")
_CHANGES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "Segment": ("[popovertarget=voc_filter_people]", "Plan", ("plan 2", "plan 3", "plan 4", "plan 5")),
    "Period": (
        "[popovertarget=voc_filter_period]",
        "Period, counted from the newest answer",
        ("Last 6 months", "Last 12 months", "Last quarter", "This month"),
    ),
    "Stage": ("[popovertarget=voc_filter_places]", "Stage", ("stage 3", "stage 2", "stage 5", "stage 1")),
}
_CHANGES_OF_INBOX = {
    "Segment": (".st-key-voc_pop_status button", "Plan", _CHANGES["Segment"][2]),
    "Stage": (".st-key-voc_pop_stage button", "Stage", _CHANGES["Stage"][2]),
}
"""The inbox has filters of its own, with a count behind each option."""

_WATCH = """
window.voc = {rested: 0, words: 0, running: true};
const look = () => {
    const app = document.querySelector("[data-testid='stApp']");
    const main = document.querySelector("[data-testid='stMain']");
    const state = app && app.getAttribute('data-test-script-state');
    const waiting = document.querySelector("[data-testid='stSkeleton'], [data-testid='stAppSkeleton'], .voc-skeleton");
    const ready = main && state === 'notRunning' && !waiting && main.querySelector('.voc-finding, .voc-empty, .voc-notice, h1');
    if (!voc.words && main && main.querySelector('.voc-finding, .voc-empty')) voc.words = performance.now();
    if (!ready) voc.running = true;
    else if (voc.running) { voc.running = false; voc.rested = performance.now(); }
    requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""

_ON_CLICK = """
addEventListener('click', () => { voc.running = true; voc.clicked = performance.now(); voc.rested = 0; }, {once: true, capture: true})
"""


_ON_NEW_TITLE = """
const title = () => document.querySelector('h1').textContent, before = title();
new MutationObserver(() => { if (!voc.titled && title() !== before) voc.titled = performance.now(); })
    .observe(document.querySelector("[data-testid='stMain']"), {subtree: true, childList: true, characterData: true});
"""
"""A run of the bare page may be over before the next frame: its end is seen in what it writes."""


@dataclass(slots=True)
class Times:
    """Milliseconds of one page."""

    words: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    changes: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in _FILTERS})


def run(argv: Sequence[str]) -> None:
    """Measure and print."""
    given = _parse(argv)
    print_heading(
        "pages",
        argv,
        f"{given.answers:,} answers, {given.segments} combinations of segments, on {given.database}; Chromium on the same cores as the",
        f"server. Median of {given.repeat}, in milliseconds.",
    )
    with ExitStack() as stack:
        url = given.at or stack.enter_context(_filled(given.database, given.answers, given.segments))
        address, *_ = stack.enter_context(served(url))
        found = {BARE: measure_bare(given.repeat)}
        found |= {name: measure(f"http://{address}", url, name, given.repeat) for name in given.pages}
    _print(found)


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks pages", description=__doc__)
    names = [page.name for page in PAGES if page.name not in ("upload", "customer")]
    parser.add_argument("--answers", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--segments", type=int, default=30, metavar="N", help="combinations of segments")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--at", metavar="URL", help="measure the database at this URL, filled by an earlier run, instead of a new one")
    parser.add_argument("--fill", action="store_true", help="fill the database at that URL first")
    parser.add_argument("--pages", type=lambda text: text.split(","), default=names, metavar="NAME,NAME")
    parser.add_argument("--repeat", type=int, default=3, choices=range(1, 5), metavar="N")
    given = parser.parse_args(argv)
    if given.fill:
        fill(given.at, given.answers, given.segments)
    return given


@contextmanager
def _filled(database: str, answers: int, segments: int) -> Iterator[str]:
    with fresh_url(database) as url:
        fill(url, answers, segments)
        yield url


def fill(url: str, answers: int, segments: int) -> None:
    """Write a whole company into the empty database at a URL."""
    store = open_store(url)
    whole.fill(store, answers, segments)
    store.close()


# --- in the browser --------------------------------------------------------------------------------------------------


def measure(address: str, url: str, name: str, repeat: int) -> Times:
    """Look at one page in all ways."""
    from playwright.sync_api import sync_playwright

    times = Times()
    store = open_store(url)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with _window(browser) as page:
            _open(page, f"{address}/glossary")
            for _ in range(repeat):
                with store.writing():
                    pass
                _open(page, f"{address}/{name}")
                times.words.append(_number(page, "voc.words"))
                times.first.append(_number(page, "voc.rested"))
                _open(page, f"{address}/{name}")
                times.again.append(_number(page, "voc.rested"))
            for filter_name, change in _changes_of(name).items():
                if not page.locator(change[0]).count():
                    continue  # an inbox without cases has nothing to filter
                times.changes[filter_name] = [_change(page, address, name, change, at) for at in range(repeat)]
        browser.close()
    store.close()
    print(name, times, file=sys.stderr, flush=True)
    return times


def measure_bare(repeat: int) -> Times:
    """Look at the floor in the same ways; its one list stands in for every filter."""
    from playwright.sync_api import sync_playwright

    times = Times()
    with tempfile.TemporaryDirectory(prefix="voc") as folder:
        script = Path(folder) / "bare.py"
        script.write_text(_BARE)
        with served("", str(script)) as (address, *_), sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            with _window(browser) as page:
                _open(page, f"http://{address}")
                for at in range(repeat):
                    for views in (times.first, times.again):
                        _open(page, f"http://{address}")
                        views.append(_number(page, "voc.rested"))
                    for name in _FILTERS:
                        _open(page, f"http://{address}")
                        page.get_by_role("combobox", name="Pick").click()
                        page.evaluate(_ON_NEW_TITLE)
                        page.evaluate(_ON_CLICK)
                        page.get_by_role("option").nth(at + 1).click()
                        page.wait_for_function("voc.titled")
                        times.changes[name].append(_number(page, "voc.titled - voc.clicked"))
            browser.close()
    print(BARE, times, file=sys.stderr, flush=True)
    return times


def _changes_of(name: str) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    if name == "inbox":
        return _CHANGES_OF_INBOX
    return _CHANGES if next(info for info in PAGES if info.name == name).filters else {}


@contextmanager
def _window(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    try:
        yield page
    finally:
        context.close()


def _open(page: Page, address: str) -> None:
    page.goto(address, wait_until="commit")
    _rest(page)


def _rest(page: Page) -> None:
    page.wait_for_function(f"window.voc && !voc.running && performance.now() - voc.rested > {QUIET_MS}")


def _number(page: Page, what: str) -> float:
    return float(page.evaluate(what))


def _change(page: Page, address: str, name: str, change: tuple[str, str, tuple[str, ...]], at: int) -> float:
    """The milliseconds from the click on an option to the page at rest."""
    button, label, options = change
    _open(page, f"{address}/{name}")
    page.locator(button).first.click()
    if name == "inbox":
        box = page.get_by_role("combobox", name=label, exact=False).first
        box.click()
        box.fill(options[at])
        option = page.get_by_role("option", name=re.compile(rf"^{options[at]}( · [\d,]+)?$"))
    else:
        option = page.get_by_role("group", name=label, exact=True).get_by_label(options[at], exact=True)
    option.wait_for()
    page.evaluate(_ON_CLICK)
    option.click()
    page.wait_for_function("voc.clicked")
    page.wait_for_timeout(QUIET_MS)
    _rest(page)
    return _number(page, "voc.rested - voc.clicked")


# --- the table -------------------------------------------------------------------------------------------------------


def _print(found: dict[str, Times]) -> None:
    columns = ("Page", "First words", "First view", "Again", *(f"{name} picked" for name in _FILTERS))
    rows = [
        (name, _median(times.words), _median(times.first), _median(times.again), *(_median(times.changes[each]) for each in _FILTERS))
        for name, times in found.items()
    ]
    print_table(columns, rows)


def _median(values: Sequence[float]) -> object:
    return round(statistics.median(values)) if values else "–"
