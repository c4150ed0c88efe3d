"""The HTML that pages begin with: it tells where the server is, and names nothing that is not there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Message
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from tests.awaited import awaited
from vocdash.api import MIDDLEWARE
from vocdash.ui.sitemap import PAGES

FILES = Path(streamlit.__file__).parent / "static"


@dataclass
class Answer:
    """What a browser gets."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def text(self) -> str:
        return self.content.decode()


Browser = Callable[..., Answer]


@pytest.fixture
def browser() -> Browser:
    return _under("")


def _under(base: str) -> Browser:
    """Who asks for Streamlit's own files below an address, with our middleware in front of them."""
    files = create_streamlit_static_handler(str(FILES), base)
    app = Starlette(routes=[Mount(f"/{base}", files)], middleware=MIDDLEWARE)

    def get(path: str, method: str = "GET", **headers: str) -> Answer:
        asked = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "root_path": "", "query_string": b"period=x", "headers": asked}
        got, sent = Answer(), asyncio.Event()

        async def receive() -> Message:
            await sent.wait()  # nobody goes away before the answer is there
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                got.status = message["status"]
                got.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            else:
                got.content += message.get("body", b"")
                if not message.get("more_body"):
                    sent.set()

        awaited(app(scope, receive, send))
        return got

    return get


@pytest.mark.parametrize("path", ["/", *(f"/{page.name}" for page in PAGES[1:])])
def test_every_page_says_where_the_server_is_before_anything_asks(browser: Browser, path: str) -> None:
    got = browser(path)
    assert got.status == 200
    own = 'BACKEND_BASE_URL: new URL(".", location.href).href'
    assert got.text.count(own) == 1
    assert got.text.index(own) < got.text.index('<script type="module"')
    assert got.headers["cache-control"] == "no-cache"
    assert int(got.headers["content-length"]) == len(got.content)


def test_below_an_address_of_its_own_too() -> None:
    assert "BACKEND_BASE_URL" in _under("voc")("/voc/trust").text


def test_the_html_of_before_an_update_is_not_taken_for_todays(browser: Browser) -> None:
    got = browser("/trust", if_none_match="*", if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT", range="bytes=0-9")
    assert got.status == 200
    assert got.text.rstrip().endswith("</html>")
    assert "etag" not in got.headers
    assert "last-modified" not in got.headers


def test_what_is_named_ahead_is_there(browser: Browser) -> None:
    before = set(re.findall(r'href="\./(static/js/[^"]+)"', (FILES / "index.html").read_text()))
    named = set(re.findall(r'href="\./(static/js/[^"]+)"', browser("/trust").text)) - before
    assert {Path(name).name.partition(".")[0] for name in named} == {"Html", "purify"}
    for name in named:
        assert browser(f"/{name}").headers["content-type"].startswith(("text/javascript", "application/javascript"))


@pytest.mark.parametrize("path", ["/elsewhere", "/index.html", "/manifest.json", "/favicon.png"])
def test_all_else_passes_as_it_is(browser: Browser, path: str) -> None:
    file = FILES / path.removeprefix("/")
    assert browser(path).content == (file if file.is_file() else FILES / "index.html").read_bytes()


def test_a_page_that_is_posted_to_is_not_touched(browser: Browser) -> None:
    assert browser("/trust", "POST").status == 405
