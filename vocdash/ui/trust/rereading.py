"""Reading the stored comments again: how far it is, and the button that begins it."""

from __future__ import annotations

import time

import streamlit as st

from vocdash.access import Access
from vocdash.charts.theme import fmt_n
from vocdash.ingest.rescore import Rescoring, start_rescore, state
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here

_LOOK_SECONDS = 3
_STARTS_WITHIN = 20.0
"""Seconds that the process may take until it is seen at work."""
_STARTED = "voc_rereading_started"


def start(here: Here) -> None:
    """Begin to read all stored comments again, or go on with it. Raises NotAllowed below lead."""
    start_rescore(data.store(), here.actor)
    st.session_state[_STARTED] = time.monotonic()


def draw(here: Here) -> None:
    """How far it is, or that stored comments wait to be read with the scorer and the themes of now; nothing where they do not."""
    found = state(data.store())
    if _is_at_it(found):
        _watch()
    elif found.needed:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="voc_reread"):
            so_far = f" {fmt_n(found.done)} of {fmt_n(found.total)} are done." if found.total else ""
            told = f"Themes or scorer changed, and the stored comments still show what was looked for before.{so_far}"
            st.html(blocks.notice(told), width="stretch")
            if here.actor.may(Access.LEAD):
                st.button("Read all comments again", key="themes_reread", on_click=_start, args=(here,))


def _start(here: Here) -> None:
    with edge():
        start(here)


def _is_at_it(found: Rescoring) -> bool:
    """Whether a process is at it, or was started by this session a moment ago and is not seen yet."""
    started = st.session_state.get(_STARTED, -_STARTS_WITHIN)
    return found.running or (found.needed and time.monotonic() - started < _STARTS_WITHIN)


@st.fragment(run_every=_LOOK_SECONDS)
def _watch() -> None:
    found = state(data.store())
    if not _is_at_it(found):
        st.rerun()
    total = f"{fmt_n(found.done)} of {fmt_n(found.total)}" if found.total else "starting"
    blocks.draw(blocks.notice(f"Stored comments are being read again: {total}. You can leave this page."))
