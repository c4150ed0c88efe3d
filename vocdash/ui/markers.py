"""The small place where a person marks what happened: a dialog with the marks of the journey, each to be changed or removed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from vocdash.access import Access
from vocdash.charts.theme import fmt_day
from vocdash.journeys import Marker, add_event, edit_event, list_events, remove_event
from vocdash.journeys.definition import EventSpec
from vocdash.journeys.events import MOST_LETTERS
from vocdash.ui import blocks, data, days
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here

_NEW = 0


def draw_button(here: Here) -> None:
    """The button that opens the dialog, for those who may mark."""
    if here.actor.may(Access.LEAD) and st.button("Mark an event", icon=":material/flag:", type="tertiary", key="voc_mark"):
        _draw(here)


@st.dialog("What happened, and when", width=520)
def _draw(here: Here) -> None:
    journey = here.choices.journey or ""
    blocks.draw(blocks.caption("A price change, a strike, a launch: marks stand on every time axis of this journey, for everybody."))
    known = data.of_answers(list_events, journey)
    names = {marker.event_id: f"{fmt_day(marker.day, with_year=True)}  {marker.name}" for marker in known}
    chosen = st.selectbox("Mark", [_NEW, *names], format_func=lambda number: names.get(number, "A new one"), key="voc_mark_which")
    marker = next((marker for marker in known if marker.event_id == chosen), None)
    with st.form(f"voc_mark_form_{chosen}", border=False):
        day = days.field("Day", marker.day if marker else here.chosen.period.last)
        name = st.text_input("What happened", value=marker.name if marker else "", max_chars=MOST_LETTERS, placeholder="Price change")
        with st.container(horizontal=True):
            saved = st.form_submit_button("Save this mark", type="primary")
            removed = marker is not None and st.form_submit_button("Remove it", type="tertiary")
    if saved:
        _do(lambda: _save(here, journey, marker, EventSpec(day, name)))
    if removed and marker is not None:
        _do(lambda: remove_event(data.store(), here.actor, journey, marker.event_id))


def _save(here: Here, journey: str, marker: Marker | None, event: EventSpec) -> None:
    if marker is None:
        add_event(data.store(), here.actor, journey, event)
    else:
        edit_event(data.store(), here.actor, journey, marker.event_id, event)


def _do(change: Callable[[], None]) -> None:
    """Write, and show the page anew; a problem is told inside the dialog, which stays open."""
    done = False
    with edge():
        change()
        done = True
    if done:
        st.rerun()
