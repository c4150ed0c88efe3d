"""The one edge where errors become two sentences on the screen."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from vocdash.errors import VocError
from vocdash.ui import blocks

_LOG = logging.getLogger("vocdash")

UNEXPECTED = VocError(
    "This page could not be finished.",
    "Reload it; if it happens again, tell whoever runs this server, whose log holds the reason.",
)


def tell(error: Exception) -> None:
    """Show what happened and what to do. Anything but a `VocError` keeps its words to the log: they may hold secrets."""
    known = error if isinstance(error, VocError) else UNEXPECTED
    blocks.draw(blocks.error(known.what, known.fix))


@contextmanager
def edge() -> Iterator[None]:
    """Run a part of a page; a problem in it is told, and the rest of the page still stands."""
    try:
        yield
    except VocError as error:
        tell(error)
    except Exception as error:
        _LOG.exception("A page failed")
        tell(error)
