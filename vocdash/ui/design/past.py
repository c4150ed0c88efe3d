"""What was changed in a journey's design, newest first, each with its way back."""

from __future__ import annotations

import re
from datetime import date

import streamlit as st

from vocdash.charts.theme import fmt_day, fmt_n
from vocdash.journeys import JourneyChange, read_changes, undo_change
from vocdash.ui import blocks, data
from vocdash.ui.design.desk import Desk, do
from vocdash.ui.markup import bold, join

_SHOWN = 30
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def draw(desk: Desk) -> None:
    """The history of this journey and of the company's teams and persons."""
    changes = data.remembered(read_changes, desk.code)
    with st.container(border=True, key="voc_card_past"):
        said = "A change taken back leaves everything as it was before it, answers that moved included."
        if not changes:
            elsewhere = "What an import brings along is listed on the Upload page."
            blocks.draw(blocks.finding("Nothing was changed here yet", elsewhere, main=True))
            return
        number = "One change" if len(changes) == 1 else f"{fmt_n(len(changes))} changes"
        blocks.draw(blocks.finding(f"{number} of the design", said, main=True))
        for change in changes[:_SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center", key=f"voc_change_{change.change_id}"):
                st.html(join([bold(in_reader_days(change.said)), blocks.caption(_told(change))]), width="stretch")
                if desk.editing and change.undone_at is None:
                    st.button(
                        "Take back",
                        type="tertiary",
                        key=f"undo_change_{change.change_id}",
                        on_click=do,
                        args=(f"Taken back: {in_reader_days(change.said)}", undo_change, desk.here.actor, change.change_id),
                    )
        if len(changes) > _SHOWN:
            blocks.draw(blocks.caption(f"{fmt_n(len(changes) - _SHOWN)} older changes are not shown."))


def in_reader_days(said: str) -> str:
    """What was kept of a change, with its days as the reader writes them."""
    return _DAY.sub(lambda day: fmt_day(date.fromisoformat(day[0]), with_year=True), said)


def _told(change: JourneyChange) -> str:
    said = [f"{fmt_day(change.made_at, with_year=True)}, {change.made_by}"]
    said += [in_reader_days(detail) for detail in change.details[:6]]
    said += [f"{fmt_n(change.answers_moved)} answers moved"] * bool(change.answers_moved)
    if change.undone_at:
        said.append(f"taken back on {fmt_day(change.undone_at, with_year=True)} by {change.undone_by}")
    return "; ".join(said) + "."
