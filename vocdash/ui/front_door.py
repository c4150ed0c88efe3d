"""The HTML that every page begins with: Streamlit's own, which is told here where its server is.

Without being told, the browser looks for the server below the address of the page, as if `/trust` were a folder, and below the one
above it only when that has failed: it took an eighth of a second before anything could be asked for. What every page is drawn with is
named, too, so that the browser reads it while it waits for the server.
"""

from __future__ import annotations

import re
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vocdash.ui.sitemap import PAGES

_ADDRESSES = frozenset(("", *(page.name for page in PAGES)))
_BEFORE = b'<script type="module"'
_WHERE = b"""<script>
      // The server answers where its files lie, however a proxy calls that place.
      window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: new URL(".", location.href).href }
    </script>
    """
_SOON_NEEDED = re.compile(r"(Html|purify\.es)\..+\.js")


class FrontDoor:
    """Middleware that completes the HTML of the pages; everything else passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._added = _WHERE + _named_ahead()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].rpartition("/")[2] not in _ADDRESSES:
            await self._app(scope, receive, send)
            return
        # Asked for unpacked and unconditionally: a browser must not take the HTML it knows from before an update.
        unwanted = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
        asked = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in unwanted]}
        start: Message = {}
        body = b""

        async def complete(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            headers = MutableHeaders(raw=start["headers"])
            if start["status"] == 200 and headers.get("content-type", "").startswith("text/html"):
                body = body.replace(_BEFORE, self._added + _BEFORE, 1)
                headers["content-length"] = str(len(body))
                for name in ("etag", "last-modified", "accept-ranges"):
                    del headers[name]
            await send({**start, "headers": headers.raw})
            await send({"type": "http.response.body", "body": body})

        await self._app(asked, receive, complete)


def _named_ahead() -> bytes:
    """What a browser is to read ahead, as links: parts of Streamlit whose names end differently in each of its versions."""
    folder = Path(streamlit.__file__).parent / "static" / "static" / "js"
    names = sorted(file.name for file in folder.glob("*.js") if _SOON_NEEDED.fullmatch(file.name))
    return "".join(f'<link rel="modulepreload" crossorigin href="./static/js/{name}">\n    ' for name in names).encode()
