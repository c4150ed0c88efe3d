"""What the server does beside the screens: REST routes, middleware, the last edge for errors, and getting ready to serve."""

from __future__ import annotations

import gc
import importlib
import pkgutil

import anyio.to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import BaseRoute, Route
from streamlit import config

from vocdash import settings, ui
from vocdash.errors import VocError
from vocdash.ui import edge
from vocdash.ui.data import store

_HEAVY = ("pandas", "PIL.Image", "scipy.stats", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql.psycopg")
_OURS = ("vocdash.text", "vocdash.metrics", "vocdash.charts", "vocdash.ingest", "vocdash.voices", "vocdash.ui")


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


def on_script_error(error: Exception) -> bool:
    """Show two sentences for whatever escaped a page, such as an error in a button's callback. Streamlit has logged it by then."""
    edge.tell(error)
    return True


ROUTES: list[BaseRoute] = [Route("/healthz", healthz, methods=["GET"]), Route("/overview", overview, methods=["GET"])]
MIDDLEWARE: list[Middleware] = []
