"""One Chromium and one server for all browser tests; a skip that says why where there is no browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.server import serving
from tests.ui_world import sample_database

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first one draws pages and no window around them, which takes two thirds of the work."""
IDLE_MS = 60_000
expect.set_options(timeout=30_000)
"""A busy machine may take that long; a quiet one waits for nothing."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("VOCDASH_TEST_BROWSER") or next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"no browser on this machine: none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The app on the thinned sample."""
    with serving(sample_database()) as served:
        yield served


Opener = Callable[..., "contextmanager[Page]"]


@pytest.fixture
def open_page(browser: Browser) -> Callable[..., object]:
    """A context manager that opens an address in a fresh window and waits until the app is at rest."""

    @contextmanager
    def opened(url: str, *, width: int = 1440, dark: bool = False, user_agent: str | None = None) -> Iterator[Page]:
        size = {"width": width, "height": 1000 if width > 640 else 844}
        window = browser.new_context(viewport=size, color_scheme="dark" if dark else "light", user_agent=user_agent)
        page = window.new_page()
        try:
            page.goto(url)
            wait_until_idle(page)
            yield page
        finally:
            window.close()

    return opened


def wait_until_idle(page: Page) -> None:
    """Until the script has run and no placeholder is left."""
    expect(page.locator("[data-testid='stApp'][data-test-connection-state='CONNECTED']")).to_be_visible(timeout=IDLE_MS)
    expect(page.locator("[data-testid='stApp'][data-test-script-state='notRunning']")).to_be_visible(timeout=IDLE_MS)
    expect(page.locator("[data-testid='stSkeleton'], .voc-skeleton")).to_have_count(0, timeout=IDLE_MS)


CALM_MS = 300


def wait_until_calm(page: Page) -> None:
    """Until nothing has run for a moment: what was just typed has reached the server, and its answer has been drawn.

    Before something is picked from a list: a list that is drawn anew between the press and the release takes no pick.
    """
    page.wait_for_function(
        """(calm) => {
            const runs = document.querySelector("[data-testid='stApp']").dataset.testScriptState !== "notRunning";
            if (runs || !window.vocCalmSince) window.vocCalmSince = performance.now();
            return performance.now() - window.vocCalmSince > calm;
        }""",
        arg=CALM_MS,
        timeout=IDLE_MS,
    )
    page.evaluate("window.vocCalmSince = 0")
