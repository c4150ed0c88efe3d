"""Voices: what do customers say, in their own words, and what about?"""

import streamlit as st

from vocdash.ui import blocks
from vocdash.ui.frame import page
from vocdash.ui.hiding.small_groups import why_hidden
from vocdash.ui.pager import draw_pager, read_place
from vocdash.ui.voices import basket, quoted
from vocdash.ui.voices import themes as voices_themes
from vocdash.ui.voices.quoted import FEELINGS

with page("voices") as here:
    selection = here.chosen
    if hidden := quoted.hidden_words(selection, here.actor):
        blocks.draw(hidden)
        st.stop()
    themes, untold = voices_themes.read(selection)
    if themes or untold:
        with st.container(border=True, key="voc_card_themes"):
            if themes:
                voices_themes.draw(here, themes)
            if untold:
                blocks.draw(blocks.caption(why_hidden(untold, "theme")))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="voc_search"):
        text = st.text_input("Search the comments", key="q", bind="query-params", type="search", placeholder="Search words", width=280)
        theme = voices_themes.pick(themes)
        feeling = st.selectbox("Feeling", list(FEELINGS), format_func=FEELINGS.get, key="feeling", bind="query-params", width=160)
        complaints = st.toggle(quoted.complaints_label(), key="complaints", bind="query-params")
        basket.draw_basket(selection, here.actor)
    wanted = quoted.Wanted(text or "", feeling or "", complaints, theme)
    after = read_place((selection.scope, wanted))
    found, total = quoted.read_page(selection, wanted, after)
    with st.container(border=True, key="voc_card_voices"):
        blocks.draw(blocks.finding(quoted.finding(total, selection, wanted), quoted.CAPTION, main=True))
        if found.comments:
            basket.draw_comments(found.comments, selection, here.actor)
        else:
            blocks.draw(quoted.nothing_found(wanted))
        draw_pager(found)
