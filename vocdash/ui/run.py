"""What stays the same while a script runs is looked up once for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from streamlit.runtime.scriptrunner import get_script_run_ctx

T = TypeVar("T")

_HELD = "_vocdash_held"


def once_a_run(look: Callable[[], T]) -> T:
    """What `look()` gives, asked for once in each run of a page or a fragment; each time where no script runs."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return look()
    held: tuple[object, dict[Callable[[], Any], Any]] | None = getattr(run, _HELD, None)
    if held is None or held[0] is not run.cursors:  # Streamlit makes new cursors for every run
        held = (run.cursors, {})
        setattr(run, _HELD, held)
    known = held[1]
    if look not in known:
        known[look] = look()
    found: T = known[look]
    return found
