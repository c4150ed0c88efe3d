"""Turning the pages of a list that grows at its top: the place is in the URL, and a new question begins at the newest again."""

from __future__ import annotations

import streamlit as st

from vocdash.ui import blocks
from vocdash.ui.voices import cursor_of, token
from vocdash.voices import Cursor, Page

_PARAMETER = "after"
_QUESTION = "voc_pager"


def read_place(question: object) -> Cursor | None:
    """Where the page begins. Another `question` than last time begins anew; a place that is none is said and left out."""
    asked_before = st.session_state.get(_QUESTION, question)
    st.session_state[_QUESTION] = question
    if asked_before != question:
        _turn(None)
    try:
        return cursor_of(st.query_params.get(_PARAMETER))
    except ValueError:
        blocks.draw(blocks.notice("The link names a page of comments that does not exist; you see the newest."))
        return None


def draw_pager(found: Page, after: Cursor | None) -> None:
    """The buttons below the list."""
    with st.container(horizontal=True, gap="small"):
        if after is not None:
            st.button("Newest", icon=":material/first_page:", key="voc_newest", on_click=_turn, args=(None,))
        if found.following is not None:
            st.button("Older comments", icon=":material/arrow_forward:", key="voc_older", on_click=_turn, args=(found.following,))


def _turn(place: Cursor | None) -> None:
    if place is not None:
        st.query_params[_PARAMETER] = token(place)
    elif _PARAMETER in st.query_params:
        del st.query_params[_PARAMETER]
