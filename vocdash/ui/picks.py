"""What happens when somebody clicks a mark. A click arrives as a callback before the page runs; the page then acts on it once."""

from __future__ import annotations

import streamlit as st

from vocdash.ui.sitemap import BY_NAME

_CELL = "voc_cell"
_GO = "voc_go"


def pick_stage(codes: dict[str, str]) -> None:
    """Narrow every page to the stage and go to its own page."""
    st.session_state["stage"] = [codes["stage"]]
    st.session_state[_GO] = "stage"


def narrow(codes: dict[str, str]) -> None:
    """Set the filters that a mark names, and no others of their kind."""
    for key, code in codes.items():
        if code:
            st.session_state[key] = [code]


def pick_place(codes: dict[str, str]) -> None:
    """Narrow every page to the place a mark stands for, and go to its own page."""
    st.session_state["touchpoint"] = []
    narrow(codes)
    st.session_state[_GO] = "touchpoint" if codes.get("touchpoint") else "stage"


def follow() -> None:
    """Leave for the page a click asked for, if any."""
    if name := st.session_state.pop(_GO, None):
        # Without a word on the query Streamlit refuses to leave filters that are bound to it; they write themselves into it again.
        st.switch_page(BY_NAME[name].path, query_params={})


def pick_cell(codes: dict[str, str]) -> None:
    """Ask for the drawer of a cell."""
    st.session_state[_CELL] = (codes["stage"], codes["touchpoint"])


def picked_cell() -> tuple[str, str] | None:
    """The cell whose drawer was asked for, once: another filter must not open it again."""
    cell: tuple[str, str] | None = st.session_state.pop(_CELL, None)
    return cell
