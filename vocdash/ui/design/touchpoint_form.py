"""The name, channel and icon of a touchpoint, which are the same in every stage and journey."""

from __future__ import annotations

import streamlit as st

from vocdash.charts.icons import ICONS
from vocdash.domain import UNKNOWN
from vocdash.journeys import Cell
from vocdash.journeys.definition import TouchpointSpec
from vocdash.journeys.parts import change_touchpoint, read_channels
from vocdash.ui import blocks, data
from vocdash.ui.design.desk import Desk, attempt, mark

_SAID = "They hold wherever this touchpoint is met, in every journey. Files and links know it by its code, which stays."


def draw(desk: Desk, cell: Cell) -> None:
    """The expander with the form."""
    channels = {UNKNOWN: "Not known", **data.remembered(read_channels)}
    icons = ["", *ICONS]
    with st.expander("Name, channel and icon", key="cell_touchpoint"), st.form(f"touchpoint_{mark(cell)}", border=False):
        blocks.draw(blocks.caption(_SAID))
        name = st.text_input("Name of the touchpoint", cell.touchpoint_name, max_chars=200)
        at = list(channels).index(cell.channel) if cell.channel in channels else 0
        help = "Where later answers belong that name no channel."
        channel = st.selectbox("Channel", list(channels), at, format_func=lambda code: channels[code], help=help)
        drawn = icons.index(cell.icon) if cell.icon in icons else 0
        icon = st.selectbox("Icon on the map", icons, drawn, format_func=lambda code: code.capitalize() or "By its name")
        if st.form_submit_button("Save this touchpoint"):
            new = TouchpointSpec(cell.touchpoint, name, str(channel), str(icon))
            attempt(f"{name.strip()} is saved.", change_touchpoint, desk.here.actor, desk.code, new)
