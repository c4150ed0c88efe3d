"""What the server does beside the screens: REST routes, middleware, the last edge for errors, and getting ready to serve."""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import anyio.to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import config

from vocdash import settings, ui
from vocdash.alerts import deliver, look_after_write
from vocdash.cases import columns
from vocdash.cases.escalate import escalate_overdue
from vocdash.errors import VocError
from vocdash.locales import first_wanted, written_for
from vocdash.ui import edge
from vocdash.ui.data import store
from vocdash.ui.front_door import FrontDoor
from vocdash.ui.journey_map import public

_HEAVY = ("pandas", "PIL.Image", "scipy.stats", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql.psycopg")
_LOOK_SECONDS = 20.0
_LOG = logging.getLogger(__name__)
_OURS = ("vocdash.text", "vocdash.metrics", "vocdash.charts", "vocdash.ingest", "vocdash.voices", "vocdash.alerts", "vocdash.ui")


def get_ready() -> None:
    """Load what every session needs, once, before the first one comes.

    Streamlit collects garbage after every script run while it holds the interpreter; freezing what the imports made keeps
    those objects out of it. What a page would load later must be loaded here: it would be walked through after each run.
    """
    config.set_option("server.maxUploadSize", settings.get("max_upload_mb"))
    for name in (*_HEAVY, *_OURS):
        importlib.import_module(name)
    for screen in pkgutil.iter_modules(ui.__path__, "vocdash.ui."):
        # The main script is not a module: importing it would draw a page.
        if screen.name != "vocdash.ui.main":
            importlib.import_module(screen.name)
    gc.collect()
    gc.freeze()


async def healthz(request: Request) -> JSONResponse:
    """`GET /healthz`: 200 when the database answers, 503 with the two sentences of the problem when it does not."""
    try:
        revision = await anyio.to_thread.run_sync(lambda: store().revision())
    except VocError as error:
        return JSONResponse({"status": "unavailable", "what": error.what, "fix": error.fix}, status_code=503)
    return JSONResponse({"status": "ok", "revision": revision})


async def overview(request: Request) -> RedirectResponse:
    """`GET /overview`: the first page has no address of its own in Streamlit, but people write one."""
    return RedirectResponse("./" + (f"?{request.url.query}" if request.url.query else ""))


_MAP_HEADERS = {
    "Cache-Control": "private, max-age=60",
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language",
    "X-Robots-Tag": "noindex",
}


async def map_page(request: Request) -> Response:
    """`GET /map/TOKEN`: the journey map of a shared link, for anybody who has it; 404 when it is off."""
    try:
        with written_for(_locale(request)):
            page = await anyio.to_thread.run_sync(public.whole_page, request.path_params["token"])
    except public.NoMap as error:
        return HTMLResponse(public.problem_page(error), status_code=404, headers=_MAP_HEADERS)
    except VocError as error:
        return HTMLResponse(public.problem_page(error), status_code=503, headers=_MAP_HEADERS)
    return HTMLResponse(page, headers=_MAP_HEADERS)


def _locale(request: Request) -> str | None:
    return first_wanted(request.headers.get("Accept-Language", "")) or None


async def map_picture(request: Request) -> Response:
    """`GET /map/TOKEN/LOOK.svg`: the picture on that page."""
    token, look = request.path_params["token"], request.path_params["look"]
    try:
        with written_for(_locale(request)):
            drawn = await anyio.to_thread.run_sync(public.picture, token, look)
    except VocError:
        return Response(status_code=404, headers=_MAP_HEADERS)
    return Response(drawn, media_type="image/svg+xml", headers=_MAP_HEADERS)


def on_script_error(error: Exception) -> bool:
    """Show two sentences for whatever escaped a page, such as an error in a button's callback. Streamlit has logged it by then."""
    edge.tell(error)
    return True


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """While the server runs, escalate what is late, look for alerts after each write, and send what is due, beside the requests."""
    watching = asyncio.create_task(_watch())
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch() -> None:
    seen, hour = -1, -1
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        if hour != (hour := datetime.now(UTC).hour):
            # Cases grow old, and days end, without any write.
            seen = -1
        seen = await anyio.to_thread.run_sync(_look, seen)


def _look(seen: int) -> int:
    """Escalate cases, and look for alerts if answers have changed since mark `seen`; failed messages are tried again at any time."""
    try:
        at = store()
        columns.keep_ready(at)
        escalate_overdue(at)
        mark = at.marks().answers
        if mark != seen:
            look_after_write(at)
        else:
            deliver(at)
    except VocError:
        # The pages tell everybody that the database is away; here it is enough to look again.
        return seen
    except Exception:
        # Whatever it was must not end the looking: nobody would be told any more, and nobody would know.
        _LOG.exception("Looking for alerts failed")
        return seen
    return mark


ROUTES: list[BaseRoute] = [
    Route("/healthz", healthz, methods=["GET"]),
    Route("/overview", overview, methods=["GET"]),
    Route("/map/{token}", map_page, methods=["GET"]),
    Route("/map/{token}/{look}.svg", map_picture, methods=["GET"]),
]
MIDDLEWARE: list[Middleware] = [Middleware(FrontDoor)]
