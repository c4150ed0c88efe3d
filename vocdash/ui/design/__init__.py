"""The page on which a journey is set up, part by part; whoever is no lead sees the same without anything to press."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from vocdash.journeys.future import Design, list_designs
from vocdash.ui import data
from vocdash.ui.design import cells, changes, future, key_journeys, new, past, people, scope, share, stages
from vocdash.ui.design.desk import CHOSEN, Desk, desk_for, follow, tell_done
from vocdash.ui.frame import Here

PARTS: dict[str, Callable[[Desk], None]] = {
    "Stages": stages.draw,
    "Cells": cells.draw,
    "Actions": changes.draw,
    "Teams and persons": people.draw,
    "Scope sheet": scope.draw,
    "Future": future.draw,
    "Key journeys": key_journeys.draw,
    "Share": share.draw,
    "History": past.draw,
}


def draw(here: Here) -> None:
    """Choose a journey and a part of it, and draw that."""
    tell_done()
    designs = {design.code: design for design in data.remembered(list_designs)}
    if not designs:
        new.draw_first(here)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="voc_design_head"):
        code = _choose(here, designs)
        new.draw_popover(here, designs)
    part = st.segmented_control(
        "Part of the journey",
        list(PARTS),
        default="Stages",
        required=True,
        key="part",
        bind="query-params",
        label_visibility="collapsed",
        wrap=False,
    )
    PARTS[part or "Stages"](desk_for(here, designs, code))


def _choose(here: Here, designs: dict[str, Design]) -> str:
    codes = list(designs)
    follow()
    usual = here.choices.journey if here.choices.journey in designs else codes[0]
    if st.session_state.get(CHOSEN) not in (None, *codes):
        st.session_state[CHOSEN] = usual
    chosen = st.selectbox(
        "Journey",
        codes,
        index=codes.index(usual),
        format_func=lambda code: _label(designs[code]),
        key=CHOSEN,
        bind="query-params",
    )
    return str(chosen)


def _label(design: Design) -> str:
    return design.name + {"draft": " (draft)", "archived": " (archived)"}.get(design.status, "")
