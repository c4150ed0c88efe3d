"""What stays the same while a script runs is looked up once for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from streamlit.runtime.scriptrunner import get_script_run_ctx

T = TypeVar("T")

_HELD = "_vocdash_held"


def kept_for_run() -> dict[object, Any]:
    """What is kept while a page or a fragment runs, to be added to; something new for each run, and where no script runs."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return {}
    held: tuple[object, dict[object, Any]] | None = getattr(run, _HELD, None)
    if held is None or held[0] is not run.cursors:  # Streamlit makes new cursors for every run
        held = (run.cursors, {})
        setattr(run, _HELD, held)
    return held[1]


def once_a_run(look: Callable[[], T]) -> T:
    """What `look()` gives, asked for once in each run of a page or a fragment; each time where no script runs."""
    known = kept_for_run()
    if look not in known:
        known[look] = look()
    found: T = known[look]
    return found
