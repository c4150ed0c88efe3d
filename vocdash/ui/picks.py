"""What happens when somebody clicks a mark. A click arrives as a callback before the page runs; the page then acts on it once."""

from __future__ import annotations

import streamlit as st

from vocdash.ui.sitemap import BY_NAME

_CELL = "voc_cell"
_GO = "voc_go"


def pick_stage(codes: dict[str, str]) -> None:
    """Narrow every page to the stage and go to its touchpoints."""
    st.session_state["stage"] = [codes["stage"]]
    st.session_state[_GO] = "touchpoints"


def follow() -> None:
    """Leave for the page a click asked for, if any."""
    if name := st.session_state.pop(_GO, None):
        st.switch_page(BY_NAME[name].path)


def pick_cell(codes: dict[str, str]) -> None:
    """Ask for the drawer of a cell."""
    st.session_state[_CELL] = (codes["stage"], codes["touchpoint"])


def picked_cell() -> tuple[str, str] | None:
    """The cell whose drawer was asked for, once: another filter must not open it again."""
    cell: tuple[str, str] | None = st.session_state.pop(_CELL, None)
    return cell
