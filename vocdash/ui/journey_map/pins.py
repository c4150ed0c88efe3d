"""The popover "Moments": which cells are moments of truth, and which a person pins."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from vocdash.access import Access
from vocdash.journeys import set_pinned
from vocdash.ui import blocks, data
from vocdash.ui.cells import Place, moment_of_truth
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here
from vocdash.ui.markup import bold

_KEY = "voc_pins"
FOUND = "importance × shortfall in the top quarter, and below what you want beyond noise"


def draw_pins(here: Here, places: Sequence[Place]) -> None:
    """What is found, and for a lead the list of pins to change."""
    with st.popover("Moments", icon=":material/diamond:", key="voc_moments", on_change="rerun") as opened:
        if not opened.open:
            return
        found = moment_of_truth(places)
        names = [place.name for place in places if (place.cell.stage, place.cell.touchpoint) in found]
        told = (bold("Found: "), ", ".join(names), f" ({FOUND}).") if names else (f"None is found: no cell has {FOUND}.",)
        blocks.draw(blocks.caption(*told))
        if here.actor.may(Access.LEAD):
            _draw_picker(here, places)
        else:
            pinned = [place.name for place in places if place.cell.pinned]
            blocks.draw(blocks.caption(bold("Pinned: "), ", ".join(pinned) or "none"))


def _draw_picker(here: Here, places: Sequence[Place]) -> None:
    by_key = {f"{place.cell.stage}/{place.cell.touchpoint}": place for place in places}
    pinned = [key for key, place in by_key.items() if place.cell.pinned]
    # The key names what is pinned now, so that the list shows what the database says after every change.
    key = f"{_KEY}_{'_'.join(pinned)}"
    st.multiselect(
        "Pinned by you",
        list(by_key),
        default=pinned,
        format_func=lambda code: by_key[code].name,
        key=key,
        on_change=_change,
        args=(here, by_key, key),
        placeholder="Cells that matter whatever the scores say",
    )


def _change(here: Here, by_key: dict[str, Place], key: str) -> None:
    wanted = set(st.session_state[key])
    with edge():
        for code, place in by_key.items():
            if place.cell.pinned != (code in wanted):
                cell = place.cell
                set_pinned(data.store(), here.actor, here.choices.journey or "", cell.stage, cell.touchpoint, code in wanted)
