"""What the server does beside the screens: REST routes, middleware, the last edge for errors, and getting ready to serve."""

from __future__ import annotations

import gc
import importlib

import anyio.to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import BaseRoute, Route
from streamlit import config

from vocdash import settings
from vocdash.errors import VocError
from vocdash.ui import edge
from vocdash.ui.data import store

_HEAVY = ("pandas", "altair", "sqlalchemy", "vocdash.text", "vocdash.metrics", "vocdash.charts", "vocdash.ingest", "vocdash.ui.frame")


def get_ready() -> None:
    """Load what every session needs, once, before the first one comes.

    Streamlit collects garbage after every script run while it holds the interpreter; freezing what the imports made keeps
    those objects out of it, which is worth about five times the sessions a process can carry.
    """
    config.set_option("server.maxUploadSize", settings.get("max_upload_mb"))
    for name in _HEAVY:
        importlib.import_module(name)
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


def on_script_error(error: Exception) -> bool:
    """Show two sentences for whatever escaped a page, such as an error in a button's callback. Streamlit has logged it by then."""
    edge.tell(error)
    return True


ROUTES: list[BaseRoute] = [Route("/healthz", healthz, methods=["GET"]), Route("/overview", overview, methods=["GET"])]
MIDDLEWARE: list[Middleware] = []
