"""The link to the map for everybody in the company, and the journey as a file."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from vocdash.journeys.links import read_link, share_map, stop_sharing
from vocdash.journeys.write import as_toml, read_whole
from vocdash.ui import blocks, data
from vocdash.ui.design.desk import Desk, do


def draw(desk: Desk) -> None:
    """Two cards: the link, the file."""
    with st.container(border=True, key="voc_card_link"):
        said = (
            "It opens the journey map and nothing else, for whoever has it: no role, no filters, no customer’s words, hidden groups hidden."
        )
        blocks.draw(blocks.finding("A map link for everybody in the company", said, main=True))
        if desk.journey.status == "live":
            _draw_link(desk)
        else:
            blocks.draw(blocks.empty("This journey has no map.", "Only journeys on the lists can be shared."))
    with st.container(border=True, key="voc_card_file"):
        blocks.draw(
            blocks.finding(
                "This journey as a file", "Stages, cells with every dated version, teams, persons, targets, events, actions. No answers."
            )
        )
        st.download_button(
            "Download the journey",
            data=lambda: as_toml(read_whole(data.store(), desk.code)),
            file_name=f"{desk.code}.toml",
            mime="application/toml",
            on_click="ignore",
            icon=":material/download:",
            key="journey_download",
        )
        blocks.draw(blocks.caption("New journey, from a file, reads it back."))


def _draw_link(desk: Desk) -> None:
    token = data.remembered(read_link, desk.code)
    if not desk.editing:
        blocks.draw(blocks.caption("The link is on; ask a lead for it." if token else "The link is off."))
        return
    actor = desk.here.actor
    if token is None:
        st.button("Switch the link on", type="primary", key="link_on", on_click=do, args=("The link is on.", share_map, actor, desk.code))
        return
    st.code(map_address(token, st.context.url), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        st.button("Switch it off", key="link_off", on_click=do, args=("The link is off.", stop_sharing, actor, desk.code))
        said = "There is a new link; the old one opens nothing any more."
        st.button("Make a new link", type="tertiary", key="link_new", on_click=do, args=(said, share_map, actor, desk.code))


def map_address(token: str, page: str | None) -> str:
    """The whole address of a map, made from that of the page that is open."""
    parts = urlsplit(page or "")
    folder = parts.path.rsplit("/", 1)[0]
    return f"{parts.scheme}://{parts.netloc}{folder}/map/{token}" if parts.netloc else f"map/{token}"
