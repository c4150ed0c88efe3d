"""The list of cases in the browser: a small component, because a table cannot mark words inside a comment.

Rows are known by the number of their case, never by their place, so that nothing lands on another row when the order changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from vocdash.ui.component import component

KEY = "voc_cases"
_ROUND = "voc_cases_round"
"""How often the ticks were taken away. The browser keeps what was ticked and sends it again with whatever is clicked next, so that what
it ticked in an earlier round must count no more."""

_list = component(__file__, "voc_case_list", '<ul class="list" aria-label="Cases"></ul>')


def draw_list(rows: Sequence[dict[str, Any]], on_open: Callable[[], None]) -> None:
    """Draw the rows; `on_open` is called when one is opened, and :func:`opened` says which."""
    said = {"rows": list(rows), "marked": list(marked()), "round": _round()}
    _list(data=said, key=KEY, on_open_change=on_open, on_marked_change=_nothing)


def opened() -> tuple[int, str] | None:
    """The case that was just opened, and the part of it that was asked for ("", "owner" or "note")."""
    said = _state().get("open")
    return (int(said["id"]), str(said["part"])) if said else None


def marked() -> tuple[int, ...]:
    """The cases that are ticked."""
    said = _state().get("marked") or {}
    return tuple(int(number) for number in said["ids"]) if said and said["round"] == _round() else ()


def unmark() -> None:
    """Tick none."""
    st.session_state[_ROUND] = _round() + 1


def _round() -> int:
    return int(st.session_state.get(_ROUND, 0))


def _state() -> Any:
    return st.session_state.get(KEY) or {}


def _nothing() -> None:
    return None
