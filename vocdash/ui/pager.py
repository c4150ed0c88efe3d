"""Turning the pages of a list: the place is in the URL, and a new question begins at the first page again."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from vocdash.ui import address, blocks
from vocdash.ui.voices.quoted import cursor_of, token
from vocdash.voices import Cursor, Page

_PARAMETER = "after"
_QUESTION = "voc_pager"
Part = datetime | int
"""A part of a place: what a list is sorted by."""


def read_place(question: object) -> Cursor | None:
    """Where a page of comments begins. Another `question` than last time begins anew; a place that is none is said and left out."""
    _begin_anew_with(question)
    try:
        return cursor_of(st.query_params.get(_PARAMETER))
    except ValueError:
        blocks.draw(blocks.notice("The link names a page of comments that does not exist; you see the newest."))
        return None


def read_parts(question: object, *kinds: type[Part]) -> tuple[Part, ...] | None:
    """Where a page of any list begins, in parts of these kinds; else like :func:`read_place`."""
    _begin_anew_with(question)
    if not (raw := st.query_params.get(_PARAMETER)):
        return None
    try:
        return parts_of(raw, *kinds)
    except ValueError:
        blocks.draw(blocks.notice("The link names a page of the list that does not exist; you see the first."))
        return None


def _begin_anew_with(question: object) -> None:
    asked_before = st.session_state.get(_QUESTION, question)
    st.session_state[_QUESTION] = question
    if asked_before != question:
        _turn("")


def as_word(place: tuple[Part, ...]) -> str:
    """A place as it stands in the URL."""
    return "~".join(part.isoformat() if isinstance(part, datetime) else str(part) for part in place)


def parts_of(raw: str, *kinds: type[Part]) -> tuple[Part, ...]:
    """The place a URL names.

    Raises
    ------
    ValueError
        If it is none of these kinds.
    """
    words = zip(raw.split("~"), kinds, strict=True)
    return tuple(address.moment(word) if kind is datetime else address.number(word) for word, kind in words)


def draw_pager(found: Page) -> None:
    """The buttons below a list of comments."""
    with st.container(horizontal=True, gap="small"):
        draw_buttons("Newest", "Older comments", token(found.following) if found.following is not None else "")


def draw_buttons(first: str, onward: str, following: str) -> None:
    """The button to the first page, once somebody has turned, and the one onward, where a page is `following`."""
    if _PARAMETER in st.query_params:
        st.button(first, icon=":material/first_page:", key="voc_newest", on_click=_turn, args=("",))
    if following:
        st.button(onward, icon=":material/arrow_forward:", key="voc_older", on_click=_turn, args=(following,))


def _turn(place: str) -> None:
    if place:
        st.query_params[_PARAMETER] = place
    elif _PARAMETER in st.query_params:
        del st.query_params[_PARAMETER]
