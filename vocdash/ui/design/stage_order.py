"""The order of the stages, to be dragged: a small component, because no widget of Streamlit moves rows. Buttons beside it do the same."""

from __future__ import annotations

import streamlit as st

from vocdash.journeys import order_stages
from vocdash.ui import blocks
from vocdash.ui.component import component
from vocdash.ui.design.desk import Desk, do, mark

_order = component(__file__, "voc_stage_order", '<ul class="order" role="listbox" aria-label="Stages in their order"></ul>')


def draw_order(desk: Desk) -> None:
    """The stages in their order; dropping one elsewhere writes the new order."""
    stages = [{"code": code, "name": name} for code, name in desk.stages.items()]
    key = f"stage_order_{mark(stages)}"

    def dropped() -> None:
        codes = list(st.session_state[key].get("order") or ())
        if sorted(codes) == sorted(desk.stages):
            do("The stages stand in their new order.", order_stages, desk.here.actor, desk.code, codes)

    blocks.draw(blocks.caption("Drag a stage, or press Alt with an arrow key, and Enter to keep the order."))
    _order(data={"stages": stages}, key=key, on_order_change=dropped)
